//! `key_exchange.json`: key exchanges, written and read. Section 5.4; what concerns protobuf is in
//! [`super::exchange_fields`].

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::fields::{bytes, number};
use super::message_bytes::{
    PRE_KEY_ID, SIGNED_PRE_KEY_ID, exchange, exchange_field, identity_key, key, plain, wrapped,
};
use super::refusal::{begin, measured, refuse, took, uncut, with};
use super::talk::Form;
use super::{exchange_fields, exchange_keys};

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = Vec::new();
    for form in FORMS {
        cases.extend(written(form));
        cases.extend(good(form));
        cases.extend(exchange_fields::drafts(form));
        cases.extend(missing(form));
        cases.extend(ids(form));
        cases.extend(exchange_keys::ephemeral_keys(form));
        cases.extend(within(form));
    }
    cases.extend(versions());
    cases
}

fn written(form: Form) -> Vec<Draft> {
    let encodes = |name: &str, about: &str, rules: &[&str], ids: (u32, u32), registration_id: Option<u32>| {
        let input = json!({
            "format": form.name(),
            "pre_key_id": ids.0,
            "signed_pre_key_id": ids.1,
            "identity_key": hex::encode(identity_key(form)),
            "ephemeral_key": hex::encode(key("ephemeral_key")),
            "message": hex::encode(plain(form)),
        });
        let input = match registration_id {
            Some(id) => with(input, "registration_id", id.into()),
            None => input,
        };
        begin(form, &format!("key-exchange-encode/{name}"), about, rules)
            .op("omemo.key_exchange.encode", input)
            .played()
    };
    let mut cases = vec![
        encodes(
            "plain",
            "a key exchange",
            &["OM-KEX-1", "OM-PROTO-1"],
            (PRE_KEY_ID, SIGNED_PRE_KEY_ID),
            None,
        ),
        encodes("greatest-ids", "the greatest IDs", &["OM-PROTO-1"], (0x7fff_ffff, 0x7fff_ffff), None),
    ];
    if form == Form::L {
        let about = "with a registration ID, as libsignal writes it";
        let ids = (PRE_KEY_ID, SIGNED_PRE_KEY_ID);
        cases.push(encodes("registration-id", about, &["OM-KEX-1", "OM-PROTO-1"], ids, Some(16_380)));
        let about = "with the registration ID 0, as early python-omemo writes it";
        cases.push(encodes("registration-id-0", about, &["OM-PROTO-1"], ids, Some(0)));
    }
    cases
}

/// A case that reads these bytes.
pub(super) fn decodes(form: Form, name: &str, about: &str, rules: &[&str], exchange: &[u8]) -> Draft {
    let input = json!({ "format": form.name(), "key_exchange": hex::encode(exchange) });
    begin(form, &format!("key-exchange-decode/{name}"), about, rules).op("omemo.key_exchange.decode", input)
}

/// A case that refuses these bytes.
pub(super) fn rejects(
    form: Form,
    name: &str,
    about: &str,
    rules: &[&str],
    code: &str,
    exchange: &[u8],
) -> Draft {
    let draft = decodes(form, name, about, rules, exchange);
    refuse(draft, code).edit_of(&form.id("key-exchange-decode/plain"))
}

/// What is read of the plain key exchange.
pub(super) fn accepts(form: Form) -> Value {
    json!({
        "pre_key_id": PRE_KEY_ID,
        "signed_pre_key_id": SIGNED_PRE_KEY_ID,
        "identity_key": hex::encode(identity_key(form)),
        "ephemeral_key": hex::encode(key("ephemeral_key")),
        "message": hex::encode(plain(form)),
    })
}

/// The same with another member.
pub(super) fn accepts_with(form: Form, member: &str, value: Value) -> Value {
    with(accepts(form), member, value)
}

/// The plain key exchange with another field of bytes.
pub(super) fn put(form: Form, name: &str, value: &[u8]) -> Vec<u8> {
    wrapped(form, &exchange(form).put(name, bytes(exchange_field(form, name), value)))
}

fn put_id(form: Form, name: &str, id: u32) -> Vec<u8> {
    wrapped(form, &exchange(form).put(name, number(exchange_field(form, name), id.into())))
}

fn good(form: Form) -> Vec<Draft> {
    let plain = wrapped(form, &exchange(form));
    let mut cases = vec![
        decodes(form, "plain", "a key exchange", &["OM-KEX-1", "OM-PROTO-2"], &plain)
            .accept(accepts(form))
            .derive(uncut("key_exchange", &plain)),
        measured(rejects(form, "empty", "no bytes", &["OM-KEX-3"], "short", &[]), "N 3", Value::Null),
    ];
    if form == Form::L {
        let registered = accepts_with(form, "registration_id", 16_380.into());
        let exchange_with = exchange(form).behind(&number(5, 16_380));
        cases.push(measured(
            decodes(
                form,
                "registration-id",
                "a registration ID",
                &["OM-KEX-1"],
                &wrapped(form, &exchange_with),
            )
            .accept(registered),
            "N 10",
            took(&accepts(form)),
        ));
        cases.push(measured(
            rejects(
                form,
                "version-only",
                "the version byte alone",
                &["OM-PROTO-12", "OM-PROTO-15"],
                "missing-field",
                &[0x33],
            ),
            "N 3",
            Value::Null,
        ));
    }
    cases
}

fn missing(form: Form) -> Vec<Draft> {
    let without = |name: &str| wrapped(form, &exchange(form).without(name));
    let reject = |name: &str, about: &str, rule: &str| {
        let of = format!("no-{}", name.replace('_', "-"));
        rejects(form, &of, about, &[rule], "missing-field", &without(name))
    };
    let mut rest = accepts(form);
    if let Some(members) = rest.as_object_mut() {
        members.shift_remove("pre_key_id");
    }
    let mut pre_key = reject("pre_key_id", "no ID of a one-time prekey", "OM-PROTO-15");
    if form == Form::L {
        pre_key = pre_key.variant(&[("one-time-pre-key", "optional")], Wanted::Accept(rest));
    }
    vec![
        measured(pre_key, "N 13", took(&accepts_with(form, "pre_key_id", 0.into()))),
        measured(
            reject("signed_pre_key_id", "no ID of a signed prekey", "OM-PROTO-12"),
            "N 13",
            took(&accepts_with(form, "signed_pre_key_id", 0.into())),
        ),
        measured(
            reject("ephemeral_key", "no ephemeral key", "OM-PROTO-12"),
            "N 13",
            took(&accepts_with(form, "ephemeral_key", "".into())),
        ),
        measured(
            reject("identity_key", "no identity key", "OM-PROTO-12"),
            "N 13",
            took(&accepts_with(form, "identity_key", "".into())),
        ),
        measured(reject("message", "no message", "OM-PROTO-12"), "N 13", Value::Null),
    ]
}

fn ids(form: Form) -> Vec<Draft> {
    let mut cases = Vec::new();
    for (member, what) in [("pre_key_id", "one-time prekey"), ("signed_pre_key_id", "signed prekey")] {
        let name = member.replace('_', "-");
        for (id, of) in [(0, "0"), (0x8000_0000, "2-31"), (u32::MAX, "2-32-1")] {
            let (of, about) = (format!("{name}-{of}"), format!("the {what} {id}"));
            let accepted = accepts_with(form, member, id.into());
            let draft = rejects(form, &of, &about, &["OM-KEY-6"], "bad-id", &put_id(form, member, id))
                .variant(&[("id-range", "32-bits")], Wanted::Accept(accepted.clone()));
            cases.push(measured(draft, "N 13", took(&accepted)));
        }
        for (id, of) in [(1, "1"), (0x7fff_ffff, "2-31-1")] {
            let (of, about) = (format!("{name}-{of}"), format!("the {what} {id}"));
            let draft = decodes(form, &of, &about, &["OM-KEY-6"], &put_id(form, member, id));
            cases.push(draft.accept(accepts_with(form, member, id.into())));
        }
    }
    cases
}

/// The message within.
fn within(form: Form) -> Vec<Draft> {
    let reject = |of: &str, about: &str, rule: &str, code: &str, message: &[u8]| {
        rejects(form, of, about, &[rule], code, &put(form, "message", message))
    };
    let plain = plain(form);
    let cut = plain.split_last().map(|(_, rest)| rest).unwrap_or_default();
    vec![
        reject("message-empty", "a message of no bytes", "OM-MSG-3", "short", &[]),
        reject("message-cut", "a message without its last byte", "OM-PROTO-2", "bad-protobuf", cut),
    ]
}

fn versions() -> Vec<Draft> {
    let form = Form::L;
    let versioned = |byte: u8, of: &[u8]| [&[byte], of.get(1..).unwrap_or_default()].concat();
    let outer = |byte: u8| versioned(byte, &wrapped(form, &exchange(form)));
    let within = |byte: u8| put(form, "message", &versioned(byte, &plain(form)));
    let mut cases = Vec::new();
    let raised = || Value::Null;
    for byte in [0x00, 0x23, 0x2f] {
        let (of, about) = (format!("version-{byte:02x}"), format!("the version byte {byte:02x}"));
        let draft = rejects(form, &of, &about, &["OM-MSG-4"], "unknown-version", &outer(byte));
        cases.push(measured(draft, "N 1", raised()));
    }
    let taken = |draft: Draft, byte: u8, members: Value| {
        let draft = if byte < 0x40 {
            draft.variant(&[("version-byte", "high-nibble")], Wanted::Accept(members.clone()))
        } else {
            draft
        };
        if byte & 0x0f <= 3 {
            draft.variant(&[("version-byte", "at-least-3")], Wanted::Accept(members))
        } else {
            draft
        }
    };
    for byte in [0x30, 0x32, 0x34, 0x3f, 0x43] {
        let (of, about) = (format!("version-{byte:02x}"), format!("the version byte {byte:02x}"));
        let draft = rejects(form, &of, &about, &["OM-MSG-5"], "unknown-version", &outer(byte));
        let line = if byte == 0x43 { "N 1" } else { "N 2; N 14" };
        cases.push(measured(taken(draft, byte, accepts(form)), line, raised()));
    }
    for byte in [0x30, 0x34] {
        let members = accepts_with(form, "message", hex::encode(versioned(byte, &plain(form))).into());
        let about = format!("the version byte {byte:02x} of the message within");
        let draft = rejects(
            form,
            &format!("inner-version-{byte:02x}"),
            &about,
            &["OM-MSG-5"],
            "unknown-version",
            &within(byte),
        );
        cases.push(measured(taken(draft, byte, members), "N 14", raised()));
    }
    let low = rejects(
        form,
        "inner-version-23",
        "the version byte 23 of the message within",
        &["OM-MSG-4"],
        "unknown-version",
        &within(0x23),
    );
    cases.push(low);
    cases
}
