//! `key_exchange.json`, the keys of what is read. Section 5.4.

use serde_json::{Value, json};
use taut_omemo::keys::Identity;

use super::super::{Draft, Wanted};
use super::exchange_decode::{accepts, accepts_with, decodes, put, rejects};
use super::message_bytes::{identity, key, wire};
use super::points;
use super::refusal::{measured, took};
use super::talk::Form;

/// All cases of this part in one format.
pub(super) fn ephemeral_keys(form: Form) -> Vec<Draft> {
    let own = key("ephemeral_key");
    let typed = |byte: u8| [&[byte], own.as_slice()].concat();
    let read = |key: &[u8]| accepts_with(form, "ephemeral_key", hex::encode(key).into());
    let reject = |of: &str, about: &str, rule: &str, key: &[u8]| {
        let exchange = put(form, "ephemeral_key", key);
        rejects(form, &format!("ephemeral-key-{of}"), about, &[rule], "bad-key", &exchange)
    };
    let sized = |of: &str, about: &str, rule: &str, key: &[u8]| {
        measured(reject(of, about, rule, key), "N 28", took(&read(key)))
    };
    let (other, of) = match form {
        Form::L => (own.clone(), "32"),
        Form::T => (typed(5), "33"),
    };
    let long = [&[5], typed(5).as_slice()].concat();
    let mut cases = vec![
        sized("31", "an ephemeral key of 31 bytes", "OM-KEY-7", own.get(1..).unwrap_or_default()),
        sized("34", "an ephemeral key of 34 bytes", "OM-KEY-7", &long),
        sized(of, "the ephemeral key in the size of the other format", "OM-KEY-8", &other)
            .variant(&[("key-length", "either")], Wanted::Accept(accepts(form))),
    ];
    if form == Form::L {
        for byte in [0x00, 0x04, 0x06] {
            let about = format!("an ephemeral key that begins with {byte:02x}");
            cases.push(sized(&format!("type-{byte:02x}"), &about, "OM-KEY-9", &typed(byte)));
        }
    }
    let near_p = |low: u8| [&[low], [0xff; 30].as_slice(), &[0x7f]].concat();
    let mut high = own.clone();
    if let Some(last) = high.last_mut() {
        *last |= 0x80;
    }
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
                    Value::Null,
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
                    Value::Null,
                ),
                lenient(
                    reject("p-plus-1", "the identity key p + 1", "OM-KEY-10", "bad-key", &typed(one)),
                    &typed(one),
                ),
            ]
        }
        Form::T => outside(&own, one, reject, read),
    }
}

/// Ed25519 forms that no identity key has.
fn outside(
    own: &Identity,
    one: &[u8],
    reject: impl Fn(&str, &str, &str, &str, &[u8]) -> Draft,
    read: impl Fn(&[u8]) -> Value,
) -> Vec<Draft> {
    let lenient = |draft: Draft, line: &str, key: &[u8]| {
        let draft = draft.variant(&[("identity-point", "unchecked")], Wanted::Accept(read(key)));
        measured(draft, line, took(&read(key)))
    };
    let x25519 = own.x25519().as_bytes();
    let (typed, off_curve) = ([&[5], x25519.as_slice()].concat(), points::off_curve());
    let torsion = points::torsion(own.ed25519());
    let typed_draft = reject("33", "an X25519 key with its type byte", "OM-KEY-8", "bad-key", &typed)
        .variant(&[("key-length", "either")], Wanted::Accept(read(&typed)));
    let bad = |of: &str, about: &str, rule: &str, line: &str, key: &[u8]| {
        lenient(reject(of, about, rule, "bad-key", key), line, key)
    };
    let mut cases = vec![
        measured(typed_draft, "N 28", took(&read(&typed))),
        bad("y-p-plus-1", "an identity key whose y is p + 1, another 1", "OM-KEY-11", "N 24", one),
        bad("off-curve", "an identity key whose y is of no point", "OM-KEY-11", "N 24", &off_curve),
        bad(
            "x25519-form",
            "the X25519 form of the identity key, here a y of no point",
            "OM-KEY-11",
            "N 27",
            x25519,
        ),
        bad("torsion", "an identity key outside the subgroup of B", "OM-KEY-13", "N 24", &torsion),
    ];
    for (order, key) in points::small() {
        let about = format!("an identity key of order {order}");
        let draft = reject(&format!("order-{order}"), &about, "OM-KEY-12", "weak-key", &key);
        cases.push(lenient(draft, "N 24", &key));
    }
    cases
}
