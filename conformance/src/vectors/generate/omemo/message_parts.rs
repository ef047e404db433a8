//! `message.json`, third part: ratchet keys, ciphertexts and MACs that are read. Section 5.3.

use super::super::{Draft, Wanted};
use super::fields::bytes;
use super::message_bytes::{ciphertext, field, key, mac, message, outer, wire};
use super::message_decode::{NO_FIELDS, accepts, decode, decodes, name, of, rejects};
use super::refusal::{begin_alone, measured, refuse, took, with};
use super::talk::Form;
use serde_json::Value;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    let of_both = FORMS.into_iter().flat_map(|form| [keys(form), ciphertexts(form)].concat());
    of_both.chain(outer_fields()).collect()
}

fn keys(form: Form) -> Vec<Draft> {
    let ratchet = key("ratchet_key");
    let put = |key: &[u8]| message(form).put("ratchet_key", bytes(field(form, "ratchet_key"), key));
    let typed = |byte: u8| [&[byte], ratchet.as_slice()].concat();
    let read =
        |from: &[u8], key: &[u8]| with(accepts(form, &put(from)), "ratchet_key", hex::encode(key).into());
    let reject = |name: &str, about: &str, rule: &str, key: &[u8]| {
        let draft =
            rejects(form, &format!("ratchet-key-{name}"), about, rule, "bad-key", &of(form, &put(key)));
        measured(draft, "N 28", took(&read(key, key)))
    };
    let (other, name) = match form {
        Form::L => (ratchet.clone(), "32"),
        Form::T => (typed(5), "33"),
    };
    let long = [&[5], typed(5).as_slice()].concat();
    let mut cases = vec![
        reject("0-bytes", "a ratchet key of no bytes", "OM-KEY-7", &[]),
        reject("31", "a ratchet key of 31 bytes", "OM-KEY-7", ratchet.get(1..).unwrap_or_default()),
        reject("34", "a ratchet key of 34 bytes", "OM-KEY-7", &long),
        reject(name, "the ratchet key in the size of the other format", "OM-KEY-8", &other)
            .variant(&[("key-length", "either")], Wanted::Accept(read(&other, &ratchet))),
    ];
    if form == Form::L {
        for byte in [0x00, 0x04, 0x06] {
            let about = format!("a ratchet key that begins with {byte:02x}");
            cases.push(reject(&format!("type-{byte:02x}"), &about, "OM-KEY-9", &typed(byte)));
        }
    }
    cases.extend(encodings(form));
    cases
}

/// The numbers around p, and bit 255.
fn encodings(form: Form) -> Vec<Draft> {
    let near_p = |low: u8| [&[low], [0xff; 30].as_slice(), &[0x7f]].concat();
    let mut high = key("ratchet_key");
    if let Some(last) = high.last_mut() {
        *last |= 0x80;
    }
    let put =
        |key: &[u8]| message(form).put("ratchet_key", bytes(field(form, "ratchet_key"), &wire(form, key)));
    let read = |key: &[u8]| with(accepts(form, &put(key)), "ratchet_key", hex::encode(key).into());
    let reject = |of_: &str, about: &str, key: &[u8]| {
        rejects(form, of_, about, "OM-KEY-10", "bad-key", &of(form, &put(key)))
            .variant(&[("key-encoding", "masked")], Wanted::Accept(read(key)))
            .variant(&[("key-encoding", "as-came")], Wanted::Accept(read(key)))
    };
    let (most, p, all) = (near_p(0xec), near_p(0xed), near_p(0xff));
    vec![
        decodes(form, "ratchet-key-p-1", "the ratchet key p − 1", &["OM-KEY-10"], &of(form, &put(&most)))
            .accept(read(&most)),
        reject("ratchet-key-p", "the ratchet key p", &p),
        reject("ratchet-key-p-18", "the ratchet key p + 18", &all),
        measured(
            reject("ratchet-key-bit-255", "the ratchet key with bit 255 set", &high),
            "N 22",
            took(&read(&high)),
        ),
    ]
}

fn ciphertexts(form: Form) -> Vec<Draft> {
    let text = [ciphertext(form), ciphertext(form)].concat();
    let of_size = |size: usize| {
        let text = text.get(..size).unwrap_or_default();
        (message(form).put("ciphertext", bytes(field(form, "ciphertext"), text)), hex::encode(text))
    };
    let mut cases: Vec<Draft> = [(0, "no bytes"), (15, "15 bytes"), (17, "17 bytes"), (31, "31 bytes")]
        .into_iter()
        .map(|(size, about)| {
            let about = format!("a ciphertext of {about}");
            let of_ = format!("ciphertext-{size}");
            rejects(form, &of_, &about, "OM-MSG-7", "bad-length", &of(form, &of_size(size).0))
        })
        .collect();
    let (fields, text) = of_size(16);
    cases.push(
        decodes(form, "ciphertext-16", "a ciphertext of one block", &["OM-MSG-7"], &of(form, &fields))
            .accept(with(accepts(form, &fields), "ciphertext", text.into())),
    );
    cases
}

/// What surrounds a message of T.
fn outer_fields() -> Vec<Draft> {
    let form = Form::T;
    let inner = message(form).bytes();
    let whole = || outer(&inner, &mac(form));
    let id = form.id("message-decode/plain");
    let alone = |of: &str, about: &str, rules: &[&str], message: &[u8]| {
        decode(begin_alone(form, &name(of), about, rules), form, message)
    };
    let reject = |of: &str, about: &str, rule: &str, code: &str, message: &[u8]| {
        refuse(alone(of, about, &[rule], message), code).edit_of(&id)
    };
    let accepted = || accepts(form, &message(form));
    let sized = |size: usize| {
        let mac = [mac(form), mac(form)].concat();
        let about = format!("a MAC of {size} bytes");
        let mac = mac.get(..size).unwrap_or_default();
        let message = outer(&inner, mac).bytes();
        let draft = reject(&format!("mac-{size}"), &about, "OM-MSG-6", "bad-length", &message);
        let upstream = took(&with(accepted(), "mac", hex::encode(mac).into()));
        measured(draft, "N 60", upstream)
    };
    let other_mac = bytes(1, &[0; 16]);
    let second_last = with(accepted(), "mac", "00".repeat(16).into());
    let mac_twice = |of: &str, about: &str, message: Vec<u8>, last: Value| {
        let draft = reject(of, about, "OM-PROTO-8", "duplicate-field", &message)
            .variant(&[("duplicate-fields", "last")], Wanted::Accept(last.clone()));
        measured(draft, "N 8", took(&last))
    };
    let again = whole().behind(&bytes(2, &inner)).bytes();
    vec![
        sized(0),
        sized(8),
        sized(15),
        sized(17),
        sized(32),
        reject("no-mac", "no MAC", "OM-PROTO-12", "missing-field", &whole().without("mac").bytes()),
        reject(
            "no-message",
            "no message",
            "OM-PROTO-12",
            "missing-field",
            &whole().without("message").bytes(),
        )
        .rules(&NO_FIELDS),
        reject(
            "message-empty",
            "an inner message of no bytes",
            "OM-PROTO-12",
            "missing-field",
            &outer(&[], &mac(form)).bytes(),
        )
        .rules(&NO_FIELDS),
        mac_twice(
            "mac-twice",
            "two MACs, the right one last",
            whole().before(&other_mac).bytes(),
            accepted(),
        ),
        mac_twice(
            "mac-twice-right-first",
            "two MACs, the right one first",
            whole().behind(&other_mac).bytes(),
            second_last,
        ),
        mac_twice("message-twice", "the same message twice", again, accepted()),
        measured(
            alone(
                "outer-reversed",
                "the MAC behind the message",
                &["OM-PROTO-10"],
                &whole().reversed().bytes(),
            )
            .accept(accepted()),
            "N 9",
            took(&accepted()),
        ),
        measured(
            alone(
                "outer-unknown-field",
                "a field beside the MAC",
                &["OM-PROTO-11"],
                &whole().behind(&bytes(15, b"x")).bytes(),
            )
            .accept(accepted()),
            "N 10",
            took(&accepted()),
        ),
        measured(
            reject(
                "outer-cut",
                "the last byte is missing",
                "OM-PROTO-2",
                "bad-protobuf",
                whole().bytes().split_last().map(|(_, rest)| rest).unwrap_or_default(),
            ),
            "N 4",
            Value::Null,
        ),
    ]
}
