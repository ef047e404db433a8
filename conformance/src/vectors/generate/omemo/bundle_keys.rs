//! `bundle.json`, the keys of what is checked. Section 5.5.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::bundle_check::{GOOD, accepted, checks, own, rejects};
use super::bundles::{Bundle, key};
use super::message_bytes::wire;
use super::points;
use super::refusal::{begin_alone, measured, refuse, took};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    let of_both = FORMS.into_iter().flat_map(keys);
    of_both.chain(identity_keys_of_l()).chain(identity_keys_of_t()).collect()
}

/// Signed and one-time prekeys that are no keys.
fn keys(form: Form) -> Vec<Draft> {
    let plain = Bundle::plain(form);
    let mut high = key("signed");
    if let Some(last) = high.last_mut() {
        *last |= 0x80;
    }
    let high = wire(form, &high);
    let signed = |key: &[u8]| plain.clone().with_signed(key.to_vec());
    let other = match form {
        Form::L => key("signed"),
        Form::T => [&[5], key("signed").as_slice()].concat(),
    };
    // What is signed is the key in the size of the format.
    let other_signed = Bundle { signed_pre_key: other.clone(), ..plain.clone() };
    let size = other.len();
    let accept = || Wanted::Accept(accepted());
    let reject = |name: &str, about: &str, rule: &str, bundle: &Bundle| {
        rejects(name, about, &[rule], "bad-key", bundle)
    };
    let encoded = |draft: Draft| {
        draft
            .variant(&[("key-encoding", "masked")], accept())
            .variant(&[("key-encoding", "as-came")], accept())
    };
    let third = |key: &[u8]| plain.clone().with_pre_key(11, key.to_vec());
    let zero = wire(form, &[0; 32]);
    let mut cases = vec![
        encoded(reject(
            "signed-pre-key-bit-255",
            "a signed prekey with bit 255 set, under its signature",
            "OM-KEY-10",
            &signed(&high),
        )),
        reject(
            &format!("signed-pre-key-{size}"),
            "a signed prekey in the size of the other format",
            "OM-KEY-8",
            &other_signed,
        )
        .variant(&[("key-length", "either")], accept()),
        reject(
            "signed-pre-key-31",
            "a signed prekey of 31 bytes",
            "OM-KEY-7",
            &signed(key("signed").get(1..).unwrap_or_default()),
        ),
        encoded(reject("pre-key-bit-255", "a one-time prekey with bit 255 set", "OM-KEY-10", &third(&high))),
        reject(
            &format!("pre-key-{size}"),
            "a one-time prekey in the size of the other format",
            "OM-KEY-8",
            &third(&other),
        )
        .variant(&[("key-length", "either")], accept()),
        reject("pre-key-34", "a one-time prekey of 34 bytes", "OM-KEY-7", &third(&[5; 34])),
        checks(
            "pre-key-0",
            "the one-time prekey 0: that it is weak shows when it is used",
            &["OM-KEY-10"],
            &third(&zero),
        )
        .accept(accepted()),
    ];
    if form == Form::L {
        let typed = [&[6], key("signed").as_slice()].concat();
        let draft = reject(
            "signed-pre-key-type-06",
            "a signed prekey that begins with 06, under its signature",
            "OM-KEY-9",
            &signed(&typed),
        );
        cases.push(measured(draft, "N 28", Value::Null));
        cases.push(reject(
            "pre-key-type-06",
            "a one-time prekey that begins with 06",
            "OM-KEY-9",
            &third(&typed),
        ));
    }
    cases
}

fn identity_keys_of_l() -> Vec<Draft> {
    let form = Form::L;
    let plain = Bundle::plain(form);
    let of = |key: &[u8]| Bundle { identity_key: [&[5], key].concat(), ..plain.clone() };
    let mut high = own().x25519().as_bytes().to_vec();
    if let Some(last) = high.last_mut() {
        *last |= 0x80;
    }
    let ed25519 = json!({ "ed25519": hex::encode(own().ed25519()) });
    let masked = rejects(
        "identity-key-bit-255",
        "the identity key with bit 255 set",
        &["OM-KEY-10"],
        "bad-key",
        &of(&high),
    )
    .variant(&[("key-encoding", "masked")], Wanted::Accept(ed25519.clone()))
    .variant(&[("key-encoding", "as-came")], Wanted::Accept(ed25519));
    let unchecked =
        |draft: Draft| draft.variant(&[("identity-point", "unchecked")], Wanted::reject("bad-signature"));
    let mut cases = vec![measured(masked, "N 23", took(&accepted()))];
    let torsion = points::to_x25519(&points::torsion(own().ed25519()));
    for (name, about, rule, code, key) in [
        ("twist", "an identity key that is of no point", "OM-KEY-11", "bad-key", points::twist()),
        ("0", "the identity key 0, of order 2", "OM-KEY-12", "weak-key", vec![0; 32]),
        ("p-1", "the identity key p − 1, of order 4", "OM-KEY-12", "weak-key", points::minus_1()),
        (
            "order-8",
            "an identity key of order 8",
            "OM-KEY-12",
            "weak-key",
            points::to_x25519(&points::of_order(8)),
        ),
        ("torsion", "an identity key outside the subgroup of B", "OM-KEY-13", "bad-key", torsion),
    ] {
        let name = format!("identity-key-{name}");
        let draft = unchecked(rejects(&name, about, &[rule], code, &of(&key)));
        cases.push(measured(draft, "N 24", Value::Null));
    }
    cases
}

fn identity_keys_of_t() -> Vec<Draft> {
    let form = Form::T;
    let plain = Bundle::plain(form);
    let of = |key: &[u8]| Bundle { identity_key: key.to_vec(), ..plain.clone() };
    let reject = |name: &str, about: &str, rule: &str, code: &str, bundle: &Bundle| {
        rejects(name, about, &[rule], code, bundle)
    };
    let unchecked =
        |draft: Draft| draft.variant(&[("identity-point", "unchecked")], Wanted::reject("bad-signature"));
    let trivial = |key: &[u8]| {
        let neutral = points::of_order(1);
        Bundle { signature: [neutral.as_slice(), &[0; 32]].concat(), ..of(key) }
    };
    let all = [("identity-point", "unchecked"), ("signature-r", "unchecked")];
    let y = points::p_plus_1();
    let about = "the neutral point, whose signatures anybody can make";
    let neutral = begin_alone(form, "bundle-check/identity-point-trivial", about, &["OM-KEY-12"]);
    let neutral = neutral.op("omemo.bundle.check", trivial(&points::of_order(1)).input());
    let neutral = refuse(neutral, "weak-key").edit_of(&form.id(GOOD));
    let neutral = unchecked(neutral.variant(&all, Wanted::Accept(json!({}))));
    let other = reject(
        "identity-key-y-p-plus-1",
        "the y p + 1, another 1: the neutral point again",
        "OM-KEY-11",
        "bad-key",
        &trivial(&y),
    );
    let other = unchecked(other.variant(&all, Wanted::Accept(json!({}))));
    let mut cases = vec![measured(neutral, "N 25", Value::Null), measured(other, "N 24", Value::Null)];
    let off_curve = reject(
        "identity-key-off-curve",
        "a y that is of no point",
        "OM-KEY-11",
        "bad-key",
        &of(&points::off_curve()),
    );
    cases.push(measured(unchecked(off_curve), "N 24", Value::Null));
    for order in [2, 4, 8] {
        let (name, about) =
            (format!("identity-key-order-{order}"), format!("an identity key of order {order}"));
        let draft = reject(&name, &about, "OM-KEY-12", "weak-key", &of(&points::of_order(order)));
        cases.push(measured(unchecked(draft), "N 24", Value::Null));
    }
    let torsion = of(&points::torsion(own().ed25519()));
    let torsion = reject(
        "identity-key-outside",
        "an identity key outside the subgroup of B",
        "OM-KEY-13",
        "bad-key",
        &torsion,
    );
    cases.push(measured(unchecked(torsion), "N 24", Value::Null));
    let x25519 = of(own().x25519().as_bytes());
    let about = "the X25519 form of the identity key, here a y of no point";
    let draft = reject("identity-key-x25519-form", about, "OM-KEY-11", "bad-key", &x25519);
    cases.push(measured(unchecked(draft), "N 27", Value::Null));
    cases
}
