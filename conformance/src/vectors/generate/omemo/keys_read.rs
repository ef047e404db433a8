//! `keys.json`, third part: public keys as they stand on the wire.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::asked::{ALICE, BOB, NINE, P_PLUS_9, WEAK, WEAK_AGAIN, raw, reduced, with_bit_255};
use super::points;
use super::refusal::{begin, measured, refuse, refused, took};
use super::talk::Form;

/// What upstream raises for whatever is not 33 bytes with the type byte.
const TYPE: &str = "ValueError(Public key not serialized in network format.)";

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    [accepted(), typed(), not_reduced(), omemo_2(), no_identities()].concat()
}

fn reads(form: Form, kind: &str, name: &str, about: &str, rule: &str, key: &str) -> Draft {
    begin(form, &format!("key-read/{name}"), about, &[rule])
        .op("omemo.key.read", json!({ "format": form.name(), "kind": kind, "key": key }))
}

fn is(key: &str) -> Value {
    json!({ "x25519": key })
}

fn typed_key(key: &str) -> String {
    format!("05{key}")
}

fn accepted() -> Vec<Draft> {
    let [(_, _, zero), .., (_, _, minus_one)] = WEAK;
    let other = |form: Form, name: &str, about: &str, rule: &str, key: &str| {
        let wire = if form == Form::L { typed_key(key) } else { key.to_owned() };
        reads(form, "other", name, about, rule, &wire).accept(is(key))
    };
    vec![
        other(Form::L, "other", "33 bytes", "OM-KEY-9", ALICE.x25519),
        other(Form::T, "other", "32 bytes", "OM-KEY-8", ALICE.x25519),
        reads(Form::L, "identity", "identity", "33 bytes", "OM-KEY-8", &typed_key(BOB.x25519))
            .accept(is(BOB.x25519)),
        reads(Form::T, "identity", "identity", "32 bytes in Ed25519 form", "OM-KEY-13", BOB.ed25519)
            .accept(is(BOB.x25519)),
        other(Form::L, "0", "what is weak is seen when it is used", "OM-KEY-10", zero),
        other(Form::L, "p-minus-1", "the greatest number", "OM-KEY-10", minus_one),
        other(Form::T, "p-minus-1", "the greatest number", "OM-KEY-10", minus_one),
    ]
}

fn typed() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, key: &str| {
        let draft = reads(Form::L, "other", name, about, rule, key);
        let draft = refuse(draft, "bad-key").edit_of("omemo/key-read/other");
        measured(draft, "N 28", refused("bad-key", TYPE))
    };
    let either =
        |draft: Draft, key: &str| draft.variant(&[("key-length", "either")], Wanted::Accept(is(key)));
    let key = ALICE.x25519;
    let ed25519 = reads(
        Form::L,
        "identity",
        "identity-ed25519-form",
        "32 bytes in Ed25519 form, as in T",
        "OM-KEY-8",
        BOB.ed25519,
    );
    let ed25519 = refuse(ed25519, "bad-key").edit_of("omemo/key-read/identity");
    vec![
        row("type-00", "the type byte 00", "OM-KEY-9", &format!("00{key}")),
        row("type-04", "the type byte 04", "OM-KEY-9", &format!("04{key}")),
        row("type-06", "the type byte 06", "OM-KEY-9", &format!("06{key}")),
        row("0-bytes", "a key of no bytes", "OM-KEY-7", ""),
        row("31-bytes", "a key of 31 bytes", "OM-KEY-7", &typed_key(&key[..60])),
        row("34-bytes", "a key of 34 bytes", "OM-KEY-7", &format!("{}00", typed_key(key))),
        either(row("32-bytes", "a key without type byte, as in T", "OM-KEY-8", key), key),
        measured(either(ed25519, BOB.x25519), "N 27; N 28", refused("bad-key", TYPE)),
    ]
}

/// oldmemo gives the bytes behind the type byte as they came.
fn not_reduced() -> Vec<Draft> {
    let row = |kind: &str, name: &str, about: &str, line: &str, key: &str| {
        let draft = refuse(reads(Form::L, kind, name, about, "OM-KEY-10", &typed_key(key)), "bad-key");
        let draft = draft.edit_of(&format!("omemo/key-read/{kind}"));
        measured(reduced(draft, &json!({})), line, took(&is(key)))
    };
    let [(_, _, p), _] = WEAK_AGAIN;
    let last = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    vec![
        row("other", "p", "the number p, another 0", "N 21", p),
        row("other", "p-plus-9", "the number p + 9, another 9", "N 21", P_PLUS_9),
        row("other", "p-plus-18", "the number 2^255 − 1, another 18", "N 21", last),
        row("other", "bit-255", "a ratchet key with bit 255 set", "N 22", &with_bit_255(NINE)),
        row(
            "identity",
            "identity-bit-255",
            "an identity key with bit 255 set",
            "N 23",
            &with_bit_255(BOB.x25519),
        ),
    ]
}

fn omemo_2() -> Vec<Draft> {
    let row = |kind: &str, name: &str, about: &str, rule: &str, key: &str| {
        let draft = reads(Form::T, kind, name, about, rule, key);
        refuse(draft, "bad-key").edit_of(&format!("omemo/key-read/{kind}-t"))
    };
    let either =
        |draft: Draft, key: &str| draft.variant(&[("key-length", "either")], Wanted::Accept(is(key)));
    vec![
        row("other", "31-bytes", "a key of 31 bytes", "OM-KEY-7", &ALICE.x25519[..62]),
        row("other", "34-bytes", "a key of 34 bytes", "OM-KEY-7", &format!("05{}00", ALICE.x25519)),
        either(
            row("other", "33-bytes", "a key with a type byte, as in L", "OM-KEY-8", &typed_key(ALICE.x25519)),
            ALICE.x25519,
        ),
        either(
            row(
                "identity",
                "identity-33-bytes",
                "an identity key as in L",
                "OM-KEY-8",
                &typed_key(BOB.x25519),
            ),
            BOB.x25519,
        ),
        reduced(
            row("other", "bit-255", "bit 255 is set", "OM-KEY-10", &with_bit_255(ALICE.x25519)),
            &json!({}),
        ),
    ]
}

/// Identity keys of T that are no Ed25519 form.
fn no_identities() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, code: &str, key: &[u8]| {
        let draft = reads(Form::T, "identity", name, about, rule, &hex::encode(key));
        let draft = refuse(draft, code).edit_of("omemo/key-read/identity-t");
        draft.variant(&[("identity-point", "unchecked")], Wanted::Accept(json!({})))
    };
    let [_, _, _, (_, order_8)] = points::small();
    let mixed = points::torsion(raw(BOB.ed25519).first_chunk().expect("a key has 32 bytes"));
    let [(_, _, p), _] = WEAK_AGAIN;
    vec![
        row("identity-order-8", "a point of order 8", "OM-KEY-12", "weak-key", &order_8),
        row("identity-torsion", "a point of order 8 added to it", "OM-KEY-13", "bad-key", &mixed),
        row("identity-y-p", "y is p, another 0", "OM-KEY-11", "bad-key", &raw(p)),
        row("identity-off-curve", "a y of no point", "OM-KEY-11", "bad-key", &points::off_curve()),
    ]
}
