//! `message.json`, first part: messages, read. Section 5.3.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::fields::{Fields, Type, bytes, length, loose, number, tag, varint};
use super::message_bytes::{N, PN, ciphertext, covered, field, framed, key, mac, message, plain};
use super::refusal::{begin, measured, refuse, took, uncut, with};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// What a message without any field breaks.
pub(super) const NO_FIELDS: [&str; 3] = ["OM-PROTO-12", "OM-PROTO-13", "OM-PROTO-14"];

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
    }
    cases
}

pub(super) fn decode(draft: Draft, form: Form, message: &[u8]) -> Draft {
    draft.op("omemo.message.decode", json!({ "format": form.name(), "message": hex::encode(message) }))
}

pub(super) fn name(name: &str) -> String {
    format!("message-decode/{name}")
}

pub(super) fn decodes(form: Form, of: &str, about: &str, rules: &[&str], message: &[u8]) -> Draft {
    decode(begin(form, &name(of), about, rules), form, message)
}

pub(super) fn rejects(form: Form, of: &str, about: &str, rule: &str, code: &str, message: &[u8]) -> Draft {
    let draft = decodes(form, of, about, &[rule], message);
    refuse(draft, code).edit_of(&form.id("message-decode/plain"))
}

/// What is read of a message whose MAC covers these fields.
pub(super) fn accepts(form: Form, fields: &Fields) -> Value {
    json!({
        "ratchet_key": hex::encode(key("ratchet_key")),
        "n": N,
        "pn": PN,
        "ciphertext": hex::encode(ciphertext(form)),
        "mac": hex::encode(mac(form)),
        "covered": hex::encode(covered(form, &fields.bytes())),
    })
}

pub(super) fn of(form: Form, fields: &Fields) -> Vec<u8> {
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
    Value::Null
}

fn shorts(form: Form) -> Vec<Draft> {
    let plain = plain(form);
    let first = |size: usize| plain.get(..size).unwrap_or_default().to_vec();
    let nothing = json!({ "ratchet_key": "", "n": 0, "pn": 0, "ciphertext": "", "mac": "", "covered": "" });
    let empty = rejects(form, "empty", "no bytes", "OM-MSG-3", "short", &[]);
    let mut cases = vec![measured(empty, "N 3", took(&nothing))];
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
                cases.push(measured(draft, "N 3", Value::Null));
            }
            let nothing = [&[0x33], mac(form).as_slice()].concat();
            let hollow = "version and MAC, and no fields";
            let draft = rejects(form, "9-bytes", hollow, "OM-PROTO-12", "missing-field", &nothing);
            cases.push(draft.rules(&NO_FIELDS));
        }
        Form::T => {
            let draft =
                rejects(form, "1-byte", "a tag and nothing more", "OM-PROTO-2", "bad-protobuf", &first(1));
            cases.push(measured(draft, "N 3", Value::Null));
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
    cases.into_iter().map(|(draft, line)| measured(draft, line, Value::Null)).collect()
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
            Value::Null,
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
    let no_key = with(accepts(form, &rest("ratchet_key")), "ratchet_key", "".into());
    let no_text = with(accepts(form, &rest("ciphertext")), "ciphertext", "".into());
    vec![
        measured(reject("ratchet_key", "no ratchet key", "OM-PROTO-12"), "N 13", took(&no_key)),
        zero("n", "no number", "OM-PROTO-13"),
        zero("pn", "no number of messages before", "OM-PROTO-14"),
        measured(reject("ciphertext", "no ciphertext", "OM-PROTO-12"), "N 63", took(&no_text)),
    ]
}
