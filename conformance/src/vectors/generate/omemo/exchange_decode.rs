//! `key_exchange.json`: key exchanges, written and read. Section 5.4; what concerns protobuf is in
//! [`super::exchange_fields`].

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::exchange_fields;
use super::fields::{bytes, number};
use super::message_bytes::{
    PRE_KEY_ID, SIGNED_PRE_KEY_ID, exchange, exchange_field, identity, identity_key, key, plain, wire,
    wrapped,
};
use super::refusal::{begin, failed, measured, refuse, refused, took, uncut};
use super::talk::Form;

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
        cases.extend(ephemeral_keys(form));
        cases.extend(within(form));
    }
    cases.extend(versions());
    cases
}

fn written(form: Form) -> Vec<Draft> {
    let encodes = |name: &str, about: &str, rules: &[&str], ids: (u32, u32), registration_id: Option<u32>| {
        let mut input = json!({
            "format": form.name(),
            "pre_key_id": ids.0,
            "signed_pre_key_id": ids.1,
            "identity_key": hex::encode(identity_key(form)),
            "ephemeral_key": hex::encode(key("ephemeral_key")),
            "message": hex::encode(plain(form)),
        });
        if let Some(id) = registration_id {
            input["registration_id"] = id.into();
        }
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
    let mut members = accepts(form);
    members[member] = value;
    members
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
        measured(rejects(form, "empty", "no bytes", &["OM-KEX-3"], "short", &[]), "N 3", failed("?")),
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
            refused("missing-field", "?"),
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
        measured(reject("ephemeral_key", "no ephemeral key", "OM-PROTO-12"), "N 13", failed("?")),
        measured(reject("identity_key", "no identity key", "OM-PROTO-12"), "N 13", failed("?")),
        measured(reject("message", "no message", "OM-PROTO-12"), "N 13", failed("?")),
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

fn ephemeral_keys(form: Form) -> Vec<Draft> {
    let own = key("ephemeral_key");
    let typed = |byte: u8| [&[byte], own.as_slice()].concat();
    let reject = |of: &str, about: &str, rule: &str, key: &[u8]| {
        rejects(
            form,
            &format!("ephemeral-key-{of}"),
            about,
            &[rule],
            "bad-key",
            &put(form, "ephemeral_key", key),
        )
    };
    let (other, of) = match form {
        Form::L => (own.clone(), "32"),
        Form::T => (typed(5), "33"),
    };
    let other = reject(of, "the ephemeral key in the size of the other format", "OM-KEY-8", &other)
        .variant(&[("key-length", "either")], Wanted::Accept(accepts(form)));
    let mut cases = vec![
        measured(
            reject("31", "an ephemeral key of 31 bytes", "OM-KEY-7", own.get(1..).unwrap_or_default()),
            "N 28",
            failed("?"),
        ),
        measured(
            reject("34", "an ephemeral key of 34 bytes", "OM-KEY-7", &[&[5], typed(5).as_slice()].concat()),
            "N 28",
            failed("?"),
        ),
        measured(other, "N 28", failed("?")),
    ];
    if form == Form::L {
        for byte in [0x00, 0x04, 0x06] {
            let about = format!("an ephemeral key that begins with {byte:02x}");
            let draft = reject(&format!("type-{byte:02x}"), &about, "OM-KEY-9", &typed(byte));
            cases.push(measured(draft, "N 28", failed("?")));
        }
    }
    let near_p = |low: u8| [&[low], [0xff; 30].as_slice(), &[0x7f]].concat();
    let mut high = own.clone();
    if let Some(last) = high.last_mut() {
        *last |= 0x80;
    }
    let read = |key: &[u8]| accepts_with(form, "ephemeral_key", hex::encode(key).into());
    let encoded = |of: &str, about: &str, key: &[u8], line: &str| {
        let draft = reject(of, about, "OM-KEY-10", &wire(form, key))
            .variant(&[("key-encoding", "masked")], Wanted::Accept(read(key)))
            .variant(&[("key-encoding", "as-came")], Wanted::Accept(read(key)));
        measured(draft, line, took(&read(key)))
    };
    cases.push(encoded("bit-255", "the ephemeral key with bit 255 set", &high, "N 20"));
    cases.push(encoded("p", "the ephemeral key p", &near_p(0xed), "N 18"));
    cases.push(encoded("p-plus-9", "the ephemeral key p + 9, another 9", &near_p(0xf6), "N 21"));
    let most = near_p(0xec);
    let draft = decodes(
        form,
        "ephemeral-key-p-1",
        "the ephemeral key p − 1",
        &["OM-KEY-10"],
        &put(form, "ephemeral_key", &wire(form, &most)),
    );
    cases.push(draft.accept(read(&most)));
    cases.extend(identity_keys(form, &near_p(0xee)));
    cases
}

/// `one` is p + 1, another 1.
fn identity_keys(form: Form, one: &[u8]) -> Vec<Draft> {
    let own = identity("identity");
    let reject = |of: &str, about: &str, rule: &str, code: &str, key: &[u8]| {
        let exchange = put(form, "identity_key", key);
        rejects(form, &format!("identity-key-{of}"), about, &[rule], code, &exchange)
    };
    let read = |key: &[u8]| accepts_with(form, "identity_key", hex::encode(key).into());
    let typed = |key: &[u8]| [&[5], key].concat();
    let mut high = own.x25519().as_bytes().to_vec();
    if let Some(last) = high.last_mut() {
        *last |= 0x80;
    }
    match form {
        Form::L => {
            let ed25519 = own.ed25519();
            let lenient = |draft: Draft, key: &[u8]| {
                draft
                    .variant(&[("key-encoding", "masked")], Wanted::Accept(json!({})))
                    .variant(&[("key-encoding", "as-came")], Wanted::Accept(read(key)))
            };
            let high = typed(&high);
            vec![
                measured(
                    reject(
                        "ed25519-form",
                        "the Ed25519 form of the identity key",
                        "OM-KEY-8",
                        "bad-key",
                        ed25519,
                    )
                    .variant(&[("key-length", "either")], Wanted::Accept(read(ed25519))),
                    "N 27",
                    failed("?"),
                ),
                measured(
                    lenient(
                        reject("bit-255", "the identity key with bit 255 set", "OM-KEY-10", "bad-key", &high),
                        &high,
                    ),
                    "N 23",
                    took(&accepts(form)),
                ),
                measured(
                    reject(
                        "type-06",
                        "an identity key that begins with 06",
                        "OM-KEY-9",
                        "bad-key",
                        &[&[6], own.x25519().as_bytes().as_slice()].concat(),
                    ),
                    "N 28",
                    failed("?"),
                ),
                lenient(
                    reject("p-plus-1", "the identity key p + 1", "OM-KEY-10", "bad-key", &typed(one)),
                    &typed(one),
                ),
            ]
        }
        Form::T => points(&own, one, &reject, &read),
    }
}

/// Ed25519 forms that no identity key has.
fn points(
    own: &taut_omemo::keys::Identity,
    one: &[u8],
    reject: &dyn Fn(&str, &str, &str, &str, &[u8]) -> Draft,
    read: &dyn Fn(&[u8]) -> Value,
) -> Vec<Draft> {
    let lenient = |draft: Draft, key: &[u8]| {
        draft.variant(&[("identity-point", "unchecked")], Wanted::Accept(read(key)))
    };
    let typed = [&[5], own.x25519().as_bytes().as_slice()].concat();
    let mut cases = vec![
        measured(
            reject("33", "an X25519 key with its type byte", "OM-KEY-8", "bad-key", &typed)
                .variant(&[("key-length", "either")], Wanted::Accept(read(&typed))),
            "N 28",
            failed("?"),
        ),
        measured(
            lenient(
                reject(
                    "y-p-plus-1",
                    "an identity key whose y is p + 1, another 1",
                    "OM-KEY-11",
                    "bad-key",
                    one,
                ),
                one,
            ),
            "N 24",
            failed("?"),
        ),
    ];
    let x25519 = super::points::off_curve();
    cases.push(measured(
        lenient(
            reject("off-curve", "an identity key whose y is of no point", "OM-KEY-11", "bad-key", &x25519),
            &x25519,
        ),
        "N 24; N 27",
        failed("?"),
    ));
    for (order, key) in super::points::small() {
        let about = format!("an identity key of order {order}");
        let draft = reject(&format!("order-{order}"), &about, "OM-KEY-12", "weak-key", &key);
        cases.push(measured(lenient(draft, &key), "N 24", failed("?")));
    }
    let torsion = super::points::torsion(own.ed25519());
    let draft =
        reject("torsion", "an identity key outside the subgroup of B", "OM-KEY-13", "bad-key", &torsion);
    cases.push(measured(lenient(draft, &torsion), "N 24", failed("?")));
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
    let raised = || refused("unknown-version", "?");
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
