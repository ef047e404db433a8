//! `message.json`, first part: messages, read. Section 5.3.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::fields::{Fields, Type, bytes, length, loose, number, tag, varint};
use super::message_bytes::{
    N, PN, ciphertext, covered, field, framed, key, mac, message, outer, plain, wire,
};
use super::refusal::{begin, begin_alone, failed, measured, refuse, refused, took, uncut};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases: Vec<Draft> = FORMS.map(good).to_vec();
    cases.extend(versions());
    for form in FORMS {
        cases.extend(shorts(form));
        cases.extend(ends(form));
        cases.extend(numbers(form));
        cases.extend(repeated(form));
        cases.extend(missing(form));
        cases.extend(keys(form));
        cases.extend(ciphertexts(form));
    }
    cases.extend(outer_fields());
    cases
}

fn decode(draft: Draft, form: Form, message: &[u8]) -> Draft {
    draft.op("omemo.message.decode", json!({ "format": form.name(), "message": hex::encode(message) }))
}

fn name(name: &str) -> String {
    format!("message-decode/{name}")
}

fn decodes(form: Form, of: &str, about: &str, rules: &[&str], message: &[u8]) -> Draft {
    decode(begin(form, &name(of), about, rules), form, message)
}

fn rejects(form: Form, of: &str, about: &str, rule: &str, code: &str, message: &[u8]) -> Draft {
    let draft = decodes(form, of, about, &[rule], message);
    refuse(draft, code).edit_of(&form.id("message-decode/plain"))
}

/// What is read of a message whose MAC covers these fields.
fn accepts(form: Form, fields: &Fields) -> Value {
    json!({
        "ratchet_key": hex::encode(key("ratchet_key")),
        "n": N,
        "pn": PN,
        "ciphertext": hex::encode(ciphertext(form)),
        "mac": hex::encode(mac(form)),
        "covered": hex::encode(covered(form, &fields.bytes())),
    })
}

fn with(mut members: Value, member: &str, value: Value) -> Value {
    members[member] = value;
    members
}

fn of(form: Form, fields: &Fields) -> Vec<u8> {
    framed(form, &fields.bytes(), &mac(form))
}

fn good(form: Form) -> Draft {
    let message = message(form);
    let whole = of(form, &message);
    decodes(form, "plain", "a message", &["OM-MSG-1", "OM-PROTO-2"], &whole)
        .accept(accepts(form, &message))
        .derive(uncut("message", &whole))
}

fn versions() -> Vec<Draft> {
    let form = Form::L;
    let plain = plain(form);
    let version = |byte: u8| [&[byte], plain.get(1..).unwrap_or_default()].concat();
    let accepted = |first: u8| {
        let members = accepts(form, &message(form));
        let rest = hex::encode(message(form).bytes());
        with(members, "covered", format!("{first:02x}{rest}").into())
    };
    let mut cases = Vec::new();
    for byte in [0x00, 0x23, 0x2f] {
        let (of, about) = (format!("version-{byte:02x}"), format!("the version byte {byte:02x}"));
        let draft = rejects(form, &of, &about, "OM-MSG-4", "unknown-version", &version(byte));
        cases.push(measured(draft, "N 1", version_raised()));
    }
    for byte in [0x30, 0x32, 0x34, 0x3f, 0x43, 0xff] {
        let (of, about) = (format!("version-{byte:02x}"), format!("the version byte {byte:02x}"));
        let mut draft = rejects(form, &of, &about, "OM-MSG-5", "unknown-version", &version(byte));
        if byte < 0x40 {
            draft = draft.variant(&[("version-byte", "high-nibble")], Wanted::Accept(accepted(byte)));
        }
        if byte & 0x0f <= 3 {
            draft = draft.variant(&[("version-byte", "at-least-3")], Wanted::Accept(accepted(0x33)));
        }
        let line = if byte == 0x43 { "N 1" } else { "N 2" };
        cases.push(measured(draft, line, version_raised()));
    }
    cases
}

fn version_raised() -> Value {
    refused("unknown-version", "?")
}

fn shorts(form: Form) -> Vec<Draft> {
    let plain = plain(form);
    let first = |size: usize| plain.get(..size).unwrap_or_default().to_vec();
    let mut cases = vec![measured(
        rejects(form, "empty", "no bytes", "OM-MSG-3", "short", &[]),
        "N 3",
        refused("short", "?"),
    )];
    match form {
        Form::L => {
            for size in 1..=8 {
                let of = if size == 1 { "1-byte".to_owned() } else { format!("{size}-bytes") };
                let draft = rejects(
                    form,
                    &of,
                    "fewer bytes than version and MAC have",
                    "OM-MSG-3",
                    "short",
                    &first(size),
                );
                cases.push(measured(draft, "N 3", refused("short", "?")));
            }
            let nothing = [&[0x33], mac(form).as_slice()].concat();
            cases.push(rejects(
                form,
                "9-bytes",
                "version and MAC, and no fields",
                "OM-PROTO-12",
                "missing-field",
                &nothing,
            ));
        }
        Form::T => {
            let draft =
                rejects(form, "1-byte", "a tag and nothing more", "OM-PROTO-2", "bad-protobuf", &first(1));
            cases.push(measured(draft, "N 3", refused("bad-protobuf", "?")));
        }
    }
    cases
}

/// Bytes that end too early, or say that more follow than do.
fn ends(form: Form) -> Vec<Draft> {
    let text = ciphertext(form);
    let last = tag(field(form, "ciphertext"), Type::Bytes);
    let put = |parts: &[&[u8]]| {
        of(form, &message(form).put("ciphertext", [&last, parts.concat().as_slice()].concat()))
    };
    let reject = |of: &str, about: &str, message: &[u8]| {
        rejects(form, of, about, "OM-PROTO-2", "bad-protobuf", message)
    };
    let early = text.get(1..).unwrap_or_default();
    let mut cases = vec![
        (
            reject("cut-in-tag", "the fields end within a tag", &of(form, &message(form).behind(&[0xfa]))),
            "N 4",
        ),
        (reject("cut-behind-tag", "the fields end behind a tag", &put(&[])), "N 4"),
        (reject("cut-in-length", "the fields end within a length", &put(&[&[0x80]])), "N 4"),
        (
            reject("cut-in-value", "the fields end within the ciphertext", &put(&[&length(&text), early])),
            "N 4",
        ),
    ];
    for (of, size) in [("2-31", 1 << 31), ("2-32-1", (1 << 32) - 1), ("2-32", 1 << 32), ("2-63", 1 << 63)] {
        let draft =
            reject(&format!("length-{of}"), "a length that no message has", &put(&[&varint(size), &text]));
        cases.push((draft, "N 5"));
    }
    cases.into_iter().map(|(draft, line)| measured(draft, line, refused("bad-protobuf", "?"))).collect()
}

fn numbers(form: Form) -> Vec<Draft> {
    let number_of = |value: u128| message(form).put("n", number(field(form, "n"), value));
    let most = number_of((1 << 32) - 1);
    let (over, high) = (number_of(1 << 32), number_of((1 << 63) + 3));
    let long = [tag(field(form, "n"), Type::Number), loose(&varint(N.into()), 10)].concat();
    let long = message(form).put("n", long);
    let cut = |draft: Draft, fields: &Fields, n: u32| {
        let accepted = with(accepts(form, fields), "n", n.into());
        let upstream = took(&accepted);
        measured(draft.variant(&[("uint32-range", "truncated")], Wanted::Accept(accepted)), "N 7", upstream)
    };
    let wide = |of_: &str, about: &str, fields: &Fields| {
        rejects(form, of_, about, "OM-PROTO-9", "wide-number", &of(form, fields))
    };
    let loose =
        rejects(form, "n-10-bytes", "a number in 10 bytes", "OM-PROTO-3", "loose-varint", &of(form, &long));
    let accepted = accepts(form, &long);
    vec![
        decodes(form, "n-2-32-1", "the greatest number", &["OM-PROTO-9"], &of(form, &most)).accept(with(
            accepts(form, &most),
            "n",
            u32::MAX.into(),
        )),
        cut(wide("n-2-32", "a number of 33 bits", &over), &over, 0),
        cut(wide("n-64-bits", "a number of 64 bits", &high), &high, 3),
        measured(
            loose.variant(&[("varint-form", "any")], Wanted::Accept(accepted.clone())),
            "N 7",
            took(&accepted),
        ),
    ]
}

/// Fields that stand twice, in another order, or that nobody knows.
fn repeated(form: Form) -> Vec<Draft> {
    let n = |value: u32| number(field(form, "n"), value.into());
    let twice = message(form).behind(&n(N + 1));
    let last = with(accepts(form, &twice), "n", (N + 1).into());
    let zero = message(form).behind(&[0, 0]);
    let reversed = message(form).reversed();
    let unknown = message(form).behind(&bytes(15, b"unknown"));
    let good = |of_: &str, about: &str, rules: &[&str], fields: &Fields| {
        decodes(form, of_, about, rules, &of(form, fields)).accept(accepts(form, fields))
    };
    vec![
        measured(
            rejects(form, "n-twice", "two numbers", "OM-PROTO-8", "duplicate-field", &of(form, &twice))
                .variant(&[("duplicate-fields", "last")], Wanted::Accept(last.clone())),
            "N 8",
            took(&last),
        ),
        measured(
            rejects(form, "field-zero", "a field 0", "OM-PROTO-4", "bad-protobuf", &of(form, &zero))
                .variant(&[("field-zero", "skipped")], Wanted::Accept(accepts(form, &zero))),
            "N 6",
            refused("bad-protobuf", "?"),
        ),
        measured(
            good("reversed", "the fields in reversed order", &["OM-PROTO-10"], &reversed),
            "N 9",
            took(&accepts(form, &reversed)),
        ),
        measured(
            good("unknown-field", "a field 15 behind the others", &["OM-PROTO-11", "OM-MSG-8"], &unknown),
            "N 10",
            took(&accepts(form, &unknown)),
        ),
    ]
}

fn missing(form: Form) -> Vec<Draft> {
    let rest = |name: &str| message(form).without(name);
    let reject = |name: &str, about: &str, rule: &str| {
        let of_ = format!("no-{}", name.replace('_', "-"));
        rejects(form, &of_, about, rule, "missing-field", &of(form, &rest(name)))
    };
    let zero = |name: &str, about: &str, rule: &str| {
        let accepted = with(accepts(form, &rest(name)), name, 0.into());
        let choice = format!("omitted-{name}");
        let draft = reject(name, about, rule).variant(&[(&choice, "zero")], Wanted::Accept(accepted.clone()));
        measured(draft, "N 12", took(&accepted))
    };
    let no_text = with(accepts(form, &rest("ciphertext")), "ciphertext", "".into());
    vec![
        measured(reject("ratchet_key", "no ratchet key", "OM-PROTO-12"), "N 13", failed("?")),
        zero("n", "no number", "OM-PROTO-13"),
        zero("pn", "no number of messages before", "OM-PROTO-14"),
        measured(reject("ciphertext", "no ciphertext", "OM-PROTO-12"), "N 63", took(&no_text)),
    ]
}

fn keys(form: Form) -> Vec<Draft> {
    let ratchet = key("ratchet_key");
    let put = |bytes_: &[u8]| message(form).put("ratchet_key", bytes(field(form, "ratchet_key"), bytes_));
    let reject = |of_: &str, about: &str, rule: &str, key: &[u8]| {
        rejects(form, of_, about, rule, "bad-key", &of(form, &put(key)))
    };
    let typed = |byte: u8| [&[byte], ratchet.as_slice()].concat();
    let other = match form {
        Form::L => ratchet.clone(),
        Form::T => typed(5),
    };
    let lenient = with(accepts(form, &put(&other)), "ratchet_key", hex::encode(&ratchet).into());
    let other_name = if form == Form::L { "ratchet-key-32" } else { "ratchet-key-33" };
    let other_draft =
        reject(other_name, "the ratchet key in the size of the other format", "OM-KEY-8", &other)
            .variant(&[("key-length", "either")], Wanted::Accept(lenient));
    let mut cases = vec![
        measured(
            reject("ratchet-key-0-bytes", "a ratchet key of no bytes", "OM-KEY-7", &[]),
            "N 28",
            failed("?"),
        ),
        measured(
            reject(
                "ratchet-key-31",
                "a ratchet key of 31 bytes",
                "OM-KEY-7",
                ratchet.get(1..).unwrap_or_default(),
            ),
            "N 28",
            failed("?"),
        ),
        measured(
            reject(
                "ratchet-key-34",
                "a ratchet key of 34 bytes",
                "OM-KEY-7",
                &[&[5], typed(5).as_slice()].concat(),
            ),
            "N 28",
            failed("?"),
        ),
        measured(other_draft, "N 28", failed("?")),
    ];
    if form == Form::L {
        for byte in [0x00, 0x04, 0x06] {
            let of_ = format!("ratchet-key-type-{byte:02x}");
            let about = format!("a ratchet key that begins with {byte:02x}");
            cases.push(measured(reject(&of_, &about, "OM-KEY-9", &typed(byte)), "N 28", failed("?")));
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
        ),
        reject(
            "message-empty",
            "an inner message of no bytes",
            "OM-PROTO-12",
            "missing-field",
            &outer(&[], &mac(form)).bytes(),
        ),
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
            refused("bad-protobuf", "?"),
        ),
    ]
}
