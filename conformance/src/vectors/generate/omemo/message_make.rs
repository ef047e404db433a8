//! `message.json`, second part: messages, written, and checked by their MAC. Section 5.3.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::super::{Draft, Wanted, derive};
use super::fields::{Fields, bytes};
use super::message_bytes::{N, PN, covered, framed, identity, key, message, outer};
use super::refusal::{begin, begin_alone, measured, refuse, whole};
use super::talk::Form;
use crate::model::derive::{Derive, DeriveVariant, Range};

const FORMS: [Form; 2] = [Form::L, Form::T];
const GOOD: &str = "message-check/plain";

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = Vec::new();
    for form in FORMS {
        cases.extend(written(form));
        cases.extend(good(form));
        cases.extend(forged(form));
    }
    cases.extend(sizes());
    cases.extend(versions());
    cases
}

fn written(form: Form) -> Vec<Draft> {
    let encodes = |name: &str, about: &str, rules: &[&str], (n, pn): (u32, u32), size: usize| {
        let ciphertext = derive("omemo/message-encode/plain", 0, "ciphertext", size);
        let input = json!({
            "format": form.name(),
            "ratchet_key": hex::encode(key("ratchet_key")),
            "n": n,
            "pn": pn,
            "ciphertext": hex::encode(ciphertext),
            "ad": hex::encode(ad(form, false)),
            "auth_key": hex::encode(auth_key()),
        });
        begin(form, &format!("message-encode/{name}"), about, rules)
            .op("omemo.message.encode", input)
            .played()
    };
    vec![
        encodes("plain", "a message", &["OM-MSG-1", "OM-MSG-2"], (N, PN), 48),
        encodes(
            "zeros",
            "the first message of the first chain: numbers that are 0 are written",
            &["OM-PROTO-1"],
            (0, 0),
            48,
        ),
        encodes("two-bytes", "numbers of two bytes", &["OM-PROTO-1"], (128, 16_383), 48),
        encodes("most", "the greatest numbers", &["OM-PROTO-1"], (u32::MAX, u32::MAX), 48),
        encodes("long", "a ciphertext whose length has two bytes", &["OM-PROTO-1", "OM-MSG-2"], (N, PN), 128),
    ]
}

/// Associated data; `swapped` is that of the other direction in L.
fn ad(form: Form, swapped: bool) -> Vec<u8> {
    let wire = |name: &str| identity(name).to_wire(super::message_bytes::format(form));
    let (first, second) = (wire("initiator"), wire("responder"));
    if swapped { [second, first].concat() } else { [first, second].concat() }
}

fn auth_key() -> Vec<u8> {
    derive("omemo/message-check/plain", 0, "auth_key", 32)
}

/// The MAC of these parts, in whole.
fn hmac(parts: &[&[u8]]) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(&auth_key()).expect("a MAC takes a key of any length");
    parts.iter().fold(mac, Mac::chain_update).finalize().into_bytes().to_vec()
}

fn mac_size(form: Form) -> usize {
    match form {
        Form::L => 8,
        Form::T => 16,
    }
}

fn sized(mac: &[u8], size: usize) -> Vec<u8> {
    mac.get(..size).unwrap_or_default().to_vec()
}

/// A message with the MAC that it should have.
fn sealed(form: Form, fields: &Fields) -> Vec<u8> {
    let mac = hmac(&[&ad(form, false), &covered(form, &fields.bytes())]);
    framed(form, &fields.bytes(), &sized(&mac, mac_size(form)))
}

fn check(draft: Draft, form: Form, message: &[u8], ad: &[u8]) -> Draft {
    let input = json!({
        "format": form.name(),
        "message": hex::encode(message),
        "ad": hex::encode(ad),
        "auth_key": hex::encode(auth_key()),
    });
    draft.op("omemo.message.check", input)
}

fn checks(form: Form, name: &str, about: &str, rules: &[&str], message: &[u8]) -> Draft {
    check(begin(form, &format!("message-check/{name}"), about, rules), form, message, &ad(form, false))
}

fn good(form: Form) -> Vec<Draft> {
    let plain = sealed(form, &message(form));
    let reversed = sealed(form, &message(form).reversed());
    let unknown = sealed(form, &message(form).behind(&bytes(15, b"unknown")));
    vec![
        checks(form, "plain", "a message", &["OM-MSG-9", "OM-MSG-2"], &plain)
            .accept(json!({}))
            .derive(bounds(form, &plain)),
        checks(
            form,
            "reversed",
            "the MAC is that of the fields as they came",
            &["OM-MSG-8", "OM-PROTO-10"],
            &reversed,
        )
        .accept(json!({})),
        checks(
            form,
            "unknown-field",
            "the MAC is that of an unknown field too",
            &["OM-MSG-8", "OM-PROTO-11"],
            &unknown,
        )
        .accept(json!({})),
    ]
}

/// A whole message is covered, by its MAC or by its form.
fn bounds(form: Form, message: &[u8]) -> Derive {
    let strict = whole("message", message);
    let when = |choice: &str, answer: &str| [(choice.to_owned(), answer.to_owned())].into();
    let shortest = message.len();
    let variant = match form {
        // The MAC covers 33 in the place of another version that is taken.
        Form::L => DeriveVariant {
            when: when("version-byte", "at-least-3"),
            covers: None,
            except: vec![(0, 0), (0, 1), (0, 6), (0, 7)],
            shortest,
        },
        // Zeros behind the message are fields 0.
        Form::T => DeriveVariant {
            when: when("field-zero", "skipped"),
            covers: Some(vec![Range::Between([0, shortest])]),
            except: Vec::new(),
            shortest,
        },
    };
    Derive { variants: vec![variant], ..strict }
}

fn forged(form: Form) -> Vec<Draft> {
    let fields = message(form);
    let covered = covered(form, &fields.bytes());
    let with_mac = |mac: &[u8]| framed(form, &fields.bytes(), &sized(mac, mac_size(form)));
    let reject = |name: &str, about: &str, rules: &[&str], message: &[u8]| {
        refuse(checks(form, name, about, rules, message), "bad-mac").edit_of(&form.id(GOOD))
    };
    let swapped = begin(
        form,
        "message-check/ad-swapped",
        "the associated data of the other direction",
        &["OM-MSG-9", "OM-SIGN-8"],
    );
    let swapped = check(swapped, form, &sealed(form, &fields), &ad(form, true));
    let sorted = hmac(&[&ad(form, false), &covered]);
    let reversed = framed(form, &fields.clone().reversed().bytes(), &sized(&sorted, mac_size(form)));
    let unknown = fields.clone().behind(&bytes(15, b"unknown"));
    let unknown = framed(form, &unknown.bytes(), &sized(&sorted, mac_size(form)));
    let mut cases = vec![
        refuse(swapped, "bad-mac").edit_of(&form.id(GOOD)),
        reject("mac-zero", "a MAC of zeros", &["OM-MSG-9"], &with_mac(&[0; 16])),
        reject(
            "mac-without-ad",
            "a MAC without the associated data",
            &["OM-MSG-9"],
            &with_mac(&hmac(&[&covered])),
        ),
        reject(
            "mac-of-sorted",
            "the MAC of the fields in their order, which is another",
            &["OM-MSG-8"],
            &reversed,
        ),
        reject("unknown-field-uncovered", "a field that the MAC does not cover", &["OM-MSG-8"], &unknown),
    ];
    if form == Form::L {
        let fields = fields.bytes();
        let message = with_mac(&hmac(&[&ad(form, false), &fields]));
        cases.push(reject(
            "mac-without-version",
            "the MAC does not cover the version",
            &["OM-MSG-9"],
            &message,
        ));
    }
    cases
}

/// MACs that are too short or too long, although what there is of them is right.
fn sizes() -> Vec<Draft> {
    let reject = |form: Form, name: &str, about: &str, rule: &str, code: &str, message: &[u8]| {
        let draft = begin_alone(form, &format!("message-check/{name}"), about, &[rule]);
        let draft = refuse(check(draft, form, message, &ad(form, false)), code);
        let draft = draft.edit_of(&form.id(GOOD));
        // Nobody has measured the sizes next to 16.
        if name.ends_with("15") || name.ends_with("17") {
            draft
        } else {
            measured(draft, "N 60", Value::Null)
        }
    };
    let of = |form: Form| {
        let fields = message(form).bytes();
        let mac = hmac(&[&ad(form, false), &covered(form, &fields)]);
        (fields, mac)
    };
    let mut cases = Vec::new();
    let (fields, mac) = of(Form::L);
    for (size, about) in [(0, "no MAC"), (7, "a MAC of 7 bytes"), (9, "a MAC of 9 bytes")] {
        let message = framed(Form::L, &fields, &sized(&mac, size));
        let name = if size == 0 { "no-mac".to_owned() } else { format!("mac-{size}") };
        cases.push(reject(Form::L, &name, about, "OM-PROTO-2", "bad-protobuf", &message));
    }
    let (fields, mac) = of(Form::T);
    for size in [0, 8, 15, 17, 32] {
        let message = outer(&fields, &sized(&mac, size)).bytes();
        let about = format!("a MAC of {size} bytes");
        cases.push(reject(Form::T, &format!("mac-{size}"), &about, "OM-MSG-6", "bad-length", &message));
    }
    cases
}

/// Other version bytes, under the MAC that one reader or the other computes.
fn versions() -> Vec<Draft> {
    let form = Form::L;
    let fields = message(form).bytes();
    let message = |version: u8, covered: u8| {
        let mac = hmac(&[&ad(form, false), &[covered], &fields]);
        [&[version], fields.as_slice(), &sized(&mac, mac_size(form))].concat()
    };
    let reject = |name: &str, about: &str, message: &[u8]| {
        let draft = refuse(checks(form, name, about, &["OM-MSG-5"], message), "unknown-version");
        measured(draft.edit_of(&form.id(GOOD)), "N 2", Value::Null)
    };
    let taken =
        |draft: Draft, answer: &str| draft.variant(&[("version-byte", answer)], Wanted::Accept(json!({})));
    let forged =
        |draft: Draft, answer: &str| draft.variant(&[("version-byte", answer)], Wanted::reject("bad-mac"));
    let own = "the MAC covers it";
    let other = "the MAC covers 33 in its place";
    let mut cases = vec![
        taken(
            reject("version-34", &format!("the version byte 34, and {own}"), &message(0x34, 0x34)),
            "high-nibble",
        ),
        taken(
            reject("version-3f", &format!("the version byte 3f, and {own}"), &message(0x3f, 0x3f)),
            "high-nibble",
        ),
    ];
    for version in [0x30, 0x32] {
        let name = format!("version-{version:02x}");
        let about = |mac: &str| format!("the version byte {version:02x}, and {mac}");
        let draft = reject(&name, &about(own), &message(version, version));
        cases.push(forged(taken(draft, "high-nibble"), "at-least-3"));
        let draft = reject(&format!("{name}-as-33"), &about(other), &message(version, 0x33));
        cases.push(taken(forged(draft, "high-nibble"), "at-least-3"));
    }
    cases
}
