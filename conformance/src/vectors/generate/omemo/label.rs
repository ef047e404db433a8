//! `label.json`: `omemo.label.check`, section 5.6. A label is shown or not; the device stays in its list.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::asked::{ALICE, BOB, flipped};
use super::forged_signatures::{TRIVIAL, by_anybody, s_plus_l};
use super::refusal::{begin_alone, measured, took, whole};
use super::talk::Form;
use super::verify::signature;
use crate::model::case::{BugClass, Severity};

/// `Büro`, in the normal form C.
const LABEL: &[u8] = b"B\xc3\xbcro";
const BASE: &str = "omemo/label/signed";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [shown(author), not_shown(author), keys(author)].concat()
}

fn checks(name: &str, about: &str, rule: &str, label: &[u8], signature: &str) -> Draft {
    let input = json!({ "identity_key": BOB.ed25519, "label": hex::encode(label), "signature": signature });
    begin_alone(Form::T, &format!("label/{name}"), about, &[rule]).op("omemo.label.check", input)
}

fn ignored(draft: Draft) -> Draft {
    draft.edit_of(BASE).bug(BugClass::Forgery, Severity::Medium).ignore()
}

fn shown(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, label: &[u8]| {
        checks(name, about, "OM-LIST-4", label, &signature(author, &BOB, label)).accept(json!({}))
    };
    let long =
        |name: &str, about: &str, label: &[u8]| measured(row(name, about, label), "N 37", took(&json!({})));
    vec![
        row("signed", "a label of letters beyond ASCII", LABEL).derive(whole("signature", &[0; 64])),
        row("changed-label", "of another label this is no signature", b"Gajim")
            .derive(whole("label", b"Gajim")),
        row("no-bytes", "an empty label", b""),
        long("54-code-points", "one code point more than is recommended", "é".repeat(54).as_bytes()),
        long("10000-code-points", "a label has no longest length", "a".repeat(10_000).as_bytes()),
    ]
}

fn not_shown(author: &Author<'_>) -> Vec<Draft> {
    let good = signature(author, &BOB, LABEL);
    let ignore = || -> Value { json!({ "ignore": {} }) };
    let row = |name: &str, about: &str, rule: &str, label: &[u8], signature: &str| {
        ignored(checks(name, about, rule, label, signature))
    };
    let hurt = |name: &str, about: &str, label: &[u8], signature: &str| {
        measured(row(name, about, "OM-LIST-4", label, signature), "N 37", ignore())
    };
    vec![
        measured(
            row("no-signature", "a label without signature", "OM-LIST-3", LABEL, "").without("signature"),
            "N 37",
            ignore(),
        ),
        hurt("wrong-signature", "a bit of the signature is flipped", LABEL, &flipped(&good, 0, 1)),
        hurt("nfd", "the label in the normal form D, and the signature of form C", b"Bu\xcc\x88ro", &good),
        row("other-label", "the signature of another label", "OM-LIST-4", b"Handy", &good),
        row(
            "other-identity",
            "the signature of another device",
            "OM-LIST-4",
            LABEL,
            &signature(author, &ALICE, LABEL),
        ),
        row("signature-63", "a signature of 63 bytes", "OM-LIST-4", LABEL, &good[..126]),
        row("s-plus-l", "L is added to S", "OM-LIST-4", LABEL, &s_plus_l(&good))
            .variant(&[("signature-s", "any")], Wanted::Accept(json!({}))),
    ]
}

fn keys(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, key: &str, signature: &str| {
        let input = json!({ "identity_key": key, "label": hex::encode(LABEL), "signature": signature });
        ignored(
            begin_alone(Form::T, &format!("label/{name}"), about, &["OM-LIST-4"])
                .op("omemo.label.check", input),
        )
    };
    vec![
        row("key-31", "an identity key of 31 bytes", &BOB.ed25519[..62], &signature(author, &BOB, LABEL)),
        row("key-order-1", "a key of order 1, for which anybody can sign", TRIVIAL, &by_anybody(LABEL))
            .variant(&[("identity-point", "unchecked")], Wanted::Accept(json!({}))),
    ]
}
