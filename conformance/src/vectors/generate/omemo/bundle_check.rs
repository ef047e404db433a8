//! `bundle.json`, first part: bundles, checked. Section 5.5.

use serde_json::{Value, json};
use taut_omemo::keys::Identity;

use super::super::{Draft, Wanted};
use super::bundles::{Bundle, identity_with, key};
use super::message_bytes::{identity, wire};
use super::refusal::{begin, measured, refuse, took, whole};
use super::talk::Form;
use crate::model::derive::{Derive, DeriveVariant};

const FORMS: [Form; 2] = [Form::L, Form::T];
pub(super) const GOOD: &str = "bundle-check/plain";

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = Vec::new();
    for form in FORMS {
        cases.extend(good(form));
        cases.extend(odd_but_good(form));
        cases.extend(signatures(form));
        cases.extend(swapped(form));
        cases.extend(ids(form));
    }
    cases
}

pub(super) fn checks(name: &str, about: &str, rules: &[&str], bundle: &Bundle) -> Draft {
    begin(bundle.form, &format!("bundle-check/{name}"), about, rules).op("omemo.bundle.check", bundle.input())
}

pub(super) fn rejects(name: &str, about: &str, rules: &[&str], code: &str, bundle: &Bundle) -> Draft {
    refuse(checks(name, about, rules, bundle), code).edit_of(&bundle.form.id(GOOD))
}

/// The two forms of an identity key.
fn forms(identity: &Identity) -> Value {
    json!({ "ed25519": hex::encode(identity.ed25519()), "x25519": hex::encode(identity.x25519().as_bytes()) })
}

pub(super) fn own() -> Identity {
    identity("identity")
}

pub(super) fn accepted() -> Value {
    forms(&own())
}

fn good(form: Form) -> Vec<Draft> {
    let plain = Bundle::plain(form);
    let (zero, one) = (identity_with(false), identity_with(true));
    let (with_zero, with_one) = (Bundle::of(form, &zero), Bundle::of(form, &one));
    vec![
        checks("plain", "a bundle", &["OM-BUNDLE-4", "OM-SIGN-7"], &plain)
            .accept(accepted())
            .derive(whole("signature", &plain.signature)),
        checks(
            "sign-bit-0",
            "an identity key with the sign bit 0",
            &["OM-BUNDLE-4", "OM-SIGN-3"],
            &with_zero,
        )
        .accept(forms(&zero))
        .derive(identity_bounds(form, &with_zero.identity_key)),
        checks("sign-bit-1", "an identity key with the sign bit 1", &["OM-BUNDLE-4", "OM-SIGN-3"], &with_one)
            .accept(forms(&one))
            .derive(whole("signed_pre_key", &with_one.signed_pre_key)),
    ]
}

/// In L the key has two encodings for readers who do not mind.
fn identity_bounds(form: Form, key: &[u8]) -> Derive {
    let strict = whole("identity_key", key);
    let variant = |answer: &str| DeriveVariant {
        when: [("key-encoding".to_owned(), answer.to_owned())].into(),
        covers: None,
        except: vec![(32, 7)],
        shortest: key.len(),
    };
    match form {
        Form::L => Derive { variants: ["masked", "as-came"].map(variant).to_vec(), ..strict },
        Form::T => strict,
    }
}

/// What looks like a mistake, and is none.
fn odd_but_good(form: Form) -> Vec<Draft> {
    let plain = Bundle::plain(form);
    let first = wire(form, &key("first"));
    let accepts = |name: &str, about: &str, rules: &[&str], line: &str, bundle: &Bundle| {
        measured(checks(name, about, rules, bundle).accept(accepted()), line, took(&accepted()))
    };
    let one = Bundle { pre_keys: vec![(7, first.clone())], ..plain.clone() };
    let signed = plain.signed_pre_key.clone();
    let of_identity = wire(form, own().x25519().as_bytes());
    vec![
        accepts("one-pre-key", "a single one-time prekey", &["OM-BUNDLE-3"], "N 35", &one),
        accepts(
            "equal-pre-keys",
            "one key under two IDs",
            &["OM-BUNDLE-2"],
            "N 29",
            &plain.clone().with_pre_key(11, first.clone()),
        ),
        accepts(
            "pre-key-is-signed-pre-key",
            "a one-time prekey that is the signed prekey",
            &["OM-BUNDLE-2"],
            "N 29",
            &plain.clone().with_pre_key(11, signed),
        ),
        accepts(
            "signed-pre-key-is-identity",
            "a signed prekey that is the identity key",
            &["OM-BUNDLE-4"],
            "N 29",
            &plain.clone().with_signed(of_identity),
        ),
        accepts(
            "ids-equal-across-kinds",
            "one ID for the signed prekey and a one-time prekey",
            &["OM-BUNDLE-2"],
            "N 29",
            &plain.with_pre_key(5, first),
        ),
    ]
}

fn signatures(form: Form) -> Vec<Draft> {
    let plain = Bundle::plain(form);
    let sized = |size: usize| {
        let long = [plain.signature.as_slice(), &[0]].concat();
        Bundle { signature: long.get(..size).unwrap_or_default().to_vec(), ..plain.clone() }
    };
    let length = |size: usize| {
        let about = format!("a signature of {size} bytes");
        let draft = rejects(&format!("signature-{size}"), &about, &["OM-SIGN-4"], "bad-length", &sized(size));
        measured(draft, "N 31", Value::Null)
    };
    let zero = Bundle { signature: vec![0; 64], ..plain.clone() };
    let forged = |name: &str, about: &str, rules: &[&str], line: &str, bundle: &Bundle| {
        measured(rejects(name, about, rules, "bad-signature", bundle), line, Value::Null)
    };
    let accept = || Wanted::Accept(accepted());
    let mut cases = vec![
        length(0),
        length(63),
        length(65),
        forged("signature-zero", "a signature of zeros", &["OM-BUNDLE-4"], "N 31", &zero),
        forged(
            "s-plus-l",
            "an S that is greater by L",
            &["OM-SIGN-5"],
            "N 32",
            &plain.clone().with_s_plus_l(),
        )
        .variant(&[("signature-s", "any")], accept()),
        rejects(
            "neutral-r",
            "an R that is the neutral point, and an S that fits it",
            &["OM-SIGN-6"],
            "bad-signature",
            &plain.clone().with_neutral_r(&own()),
        )
        .variant(&[("signature-r", "unchecked")], accept()),
    ];
    let mut flipped = plain;
    if let Some(last) = flipped.signature.last_mut() {
        *last ^= 0x80;
    }
    let about = match form {
        Form::L => "the other sign bit of the identity key",
        Form::T => "bit 511 of the signature set",
    };
    let rules: &[&str] = match form {
        Form::L => &["OM-BUNDLE-4", "OM-SIGN-7"],
        Form::T => &["OM-SIGN-5", "OM-SIGN-7"],
    };
    let flipped = forged("bit-511-flipped", about, rules, "N 31", &flipped);
    cases.push(flipped);
    cases
}

/// Right signatures, of something else or by somebody else.
fn swapped(form: Form) -> Vec<Draft> {
    let plain = Bundle::plain(form);
    let signed = key("signed");
    let other_form = match form {
        Form::L => signed.clone(),
        Form::T => [&[5], signed.as_slice()].concat(),
    };
    let other_key = Bundle { signed_pre_key: wire(form, &key("swapped")), ..plain.clone() };
    let forged = |name: &str, about: &str, line: &str, bundle: &Bundle| {
        let draft = rejects(name, about, &["OM-BUNDLE-4"], "bad-signature", bundle);
        measured(draft, line, Value::Null)
    };
    vec![
        forged(
            "other-format",
            "a signature of the signed prekey as the other format writes it",
            "N 33",
            &plain.clone().signed_over(&own(), &other_form),
        ),
        forged(
            "other-identity",
            "a signature by another identity",
            "N 34",
            &plain.signed_by(&identity("other")),
        ),
        forged("signed-pre-key-swapped", "another signed prekey under the signature", "N 34", &other_key),
    ]
}

fn ids(form: Form) -> Vec<Draft> {
    let plain = Bundle::plain(form);
    let first = wire(form, &key("first"));
    let third = wire(form, &key("third"));
    let signed = |id: u32| Bundle { signed_pre_key_id: id, ..plain.clone() };
    let one_time = |id: u32| plain.clone().with_pre_key(id, third.clone());
    let mut cases = Vec::new();
    for (id, of) in [(0, "0"), (0x8000_0000, "2-31"), (u32::MAX, "2-32-1")] {
        for (kind, bundle) in [("signed-pre-key", signed(id)), ("pre-key", one_time(id))] {
            let (name, about) =
                (format!("{kind}-id-{of}"), format!("the ID {id} of a {}", kind.replace('-', " ")));
            let draft = rejects(&name, &about, &["OM-KEY-6"], "bad-id", &bundle)
                .variant(&[("id-range", "32-bits")], Wanted::Accept(accepted()));
            cases.push(measured(draft, "N 35", took(&accepted())));
        }
    }
    for (kind, bundle) in [("signed-pre-key", signed(0x7fff_ffff)), ("pre-key", one_time(0x7fff_ffff))] {
        let name = format!("{kind}-id-2-31-1");
        cases.push(checks(&name, "the greatest ID", &["OM-KEY-6"], &bundle).accept(accepted()));
    }
    let none = Bundle { pre_keys: Vec::new(), ..plain.clone() };
    let none = rejects("no-pre-keys", "no one-time prekey", &["OM-BUNDLE-3"], "no-pre-key", &none)
        .variant(&[("one-time-pre-key", "optional")], Wanted::Accept(accepted()));
    let twice = rejects(
        "pre-key-id-twice",
        "two one-time prekeys of one ID",
        &["OM-BUNDLE-2"],
        "duplicate-id",
        &plain.with_pre_key(9, first),
    )
    .variant(&[("duplicate-ids", "last")], Wanted::Accept(accepted()));
    cases.extend([measured(none, "N 35", Value::Null), measured(twice, "N 29", took(&accepted()))]);
    cases
}
