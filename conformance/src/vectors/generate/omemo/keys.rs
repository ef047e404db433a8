//! `keys.json`: section 5.1. This file makes and converts keys; the others agree on secrets and read the wire.

use curve25519_dalek::edwards::CompressedEdwardsY;
use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::asked::{ALICE, BOB, WEAK, WEAK_AGAIN, raw, reduced, with_bit_255};
use super::refusal::{failed, measured, refuse, refused, took};
use super::{keys_agree, keys_read, points};

/// What upstream raises for every point that it does not take.
pub(super) const POINT: &str =
    "XEdDSAException(Ed25519 public key rejected due to suboptimal security properties.)";
pub(super) const ED25519_SIZE: &str =
    "ValueError(Expected size of the Ed25519 public key in bytes: 32 (ED_25519_PUB_SIZE))";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        pairs(),
        to_x25519(),
        to_x25519_sizes(),
        to_ed25519(),
        to_ed25519_refused(),
        keys_agree::drafts(author),
        keys_read::drafts(),
        fingerprints(),
    ]
    .concat()
}

fn pairs() -> Vec<Draft> {
    let pair = |name: &str, about: &str, rules: &[&str], form: &str, key: &str| {
        let input = json!({ "form": form, "key": key });
        case(&format!("omemo/key-pair/{name}")).about(about).rules(rules).op("omemo.key.pair", input).played()
    };
    let forms = |of: &super::asked::Device| json!({ "private": of.private, "x25519": of.x25519, "ed25519": of.ed25519 });
    // Measured: libxeddsa clamps for both public keys, and never gives the scalar back.
    let clamped = json!({
        "x25519": "847c0d2c375234f365e660955187a3735a0f7613d1609d3a6a4d8c53aeaa5a22",
        "ed25519": "12e9a68b73fd5aacdbcaf3e88c46fea6ebedb1aa84eed1842f07f8edab65e3a7",
    });
    vec![
        pair("seed-0", "a seed of zeros", &["OM-KEY-1", "OM-KEY-3"], "seed", ZERO),
        pair("seed-ff", "a seed of ones", &["OM-KEY-1", "OM-KEY-3"], "seed", &"ff".repeat(32)),
        pair("private", "a stored scalar that is clamped", &["OM-KEY-3"], "private", ALICE.private)
            .accept(forms(&ALICE)),
        pair("private-sign-1", "a scalar whose sign bit is 1", &["OM-KEY-3"], "private", BOB.private)
            .accept(forms(&BOB)),
        measured(
            pair(
                "private-unclamped",
                "a stored scalar with all bits set",
                &["OM-KEY-2", "OM-KEY-3"],
                "private",
                &"ff".repeat(32),
            ),
            "N 30",
            took(&clamped),
        ),
        pair("private-0", "a stored scalar of zeros: bit 254 is set", &["OM-KEY-2"], "private", ZERO),
    ]
}

fn converts(name: &str, about: &str, rule: &str, key: &str) -> Draft {
    case(&format!("omemo/key-to-x25519/{name}"))
        .about(about)
        .rules(&[rule])
        .op("omemo.key.to_x25519", json!({ "ed25519": key }))
}

fn to_x25519() -> Vec<Draft> {
    let good = converts("other-sign", "the sign bit is lost", "OM-KEY-13", &with_bit_255(ALICE.ed25519))
        .accept(json!({ "x25519": ALICE.x25519 }));
    let row = |name: &str, about: &str, rule: &str, code: &str, key: &[u8]| {
        let draft = refuse(converts(name, about, rule, &hex::encode(key)), code);
        let draft = draft.edit_of("omemo/key-to-x25519/other-sign");
        let unchecked = Wanted::Accept(json!({ "x25519": u_of(key) }));
        measured(draft.variant(&[("identity-point", "unchecked")], unchecked), "N 24", refused(code, POINT))
    };
    let weak = points::small().map(|(order, key)| {
        let (name, about) = (format!("order-{order}"), format!("a point of order {order}"));
        row(&name, &about, "OM-KEY-12", "weak-key", &key)
    });
    let [one, minus_one] = [0, 1].map(|index| {
        let key = points::small().into_iter().nth(index).map(|(_, key)| hex::encode(key)).unwrap_or_default();
        raw(&with_bit_255(&key))
    });
    let mixed = points::torsion(raw(ALICE.ed25519).first_chunk().expect("a key has 32 bytes"));
    let [(_, _, p), (_, _, p_plus_1)] = WEAK_AGAIN;
    let mut cases = vec![good];
    cases.extend(weak);
    cases.extend([
        row("order-1-bit-255", "1 has one x alone, and bit 255 is set", "OM-KEY-12", "weak-key", &one),
        row("order-2-bit-255", "−1 has one x alone, and bit 255 is set", "OM-KEY-12", "weak-key", &minus_one),
        row("y-p", "y is p, another 0", "OM-KEY-11", "bad-key", &raw(p)),
        row("y-p-plus-1", "y is p + 1, another 1", "OM-KEY-11", "bad-key", &raw(p_plus_1)),
        row("off-curve", "a y of no point", "OM-KEY-11", "bad-key", &points::off_curve()),
        row("torsion", "an identity key with a point of order 8 added to it", "OM-KEY-13", "bad-key", &mixed),
        measured(
            refuse(
                converts(
                    "x25519-form",
                    "the X25519 form, which is y of a point of order 8 more",
                    "OM-KEY-13",
                    ALICE.x25519,
                ),
                "bad-key",
            )
            .edit_of("omemo/key-to-x25519/other-sign")
            .variant(
                &[("identity-point", "unchecked")],
                Wanted::Accept(json!({ "x25519": u_of(&raw(ALICE.x25519)) })),
            ),
            "N 27",
            refused("bad-key", POINT),
        ),
    ]);
    cases
}

/// (1 + y) / (1 − y). The y of no point that cases have is 2, whose u is p − 3.
fn u_of(key: &[u8]) -> String {
    let bytes: [u8; 32] = key.try_into().expect("a key has 32 bytes");
    let point = CompressedEdwardsY(bytes).decompress();
    point.map_or_else(
        || "eaffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f".to_owned(),
        |point| hex::encode(point.to_montgomery().to_bytes()),
    )
}

fn to_x25519_sizes() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, key: &str| {
        refuse(converts(name, about, rule, key), "bad-key").edit_of("omemo/key-to-x25519/other-sign")
    };
    vec![
        row("0-bytes", "a key of no bytes", "OM-KEY-7", ""),
        row("31-bytes", "a key of 31 bytes", "OM-KEY-7", &ALICE.ed25519[..62]),
        row("34-bytes", "a key of 34 bytes", "OM-KEY-7", &format!("05{}00", ALICE.ed25519)),
        measured(
            row("33-bytes", "a key with a type byte, as in L", "OM-KEY-8", &format!("05{}", ALICE.ed25519))
                .variant(&[("key-length", "either")], Wanted::Accept(json!({ "x25519": ALICE.ed25519 }))),
            "N 28",
            failed(ED25519_SIZE),
        ),
    ]
}

fn forms(name: &str, about: &str, rule: &str, key: &str, sign: u8) -> Draft {
    case(&format!("omemo/key-to-ed25519/{name}"))
        .about(about)
        .rules(&[rule])
        .op("omemo.key.to_ed25519", json!({ "x25519": key, "sign": sign }))
}

fn to_ed25519() -> Vec<Draft> {
    let gives = |draft: Draft, key: &str| draft.accept(json!({ "ed25519": key }));
    let [(_, _, zero), (_, _, one), _, _, (_, _, minus_one)] = WEAK;
    let high = "0000000000000000000000000000000000000000000000000000000000000080";
    vec![
        gives(
            forms("sign-1", "the other sign bit", "OM-KEY-10", ALICE.x25519, 1),
            &with_bit_255(ALICE.ed25519),
        ),
        gives(forms("u-0", "the smallest number: y is −1", "OM-KEY-10", zero, 0), minus_one),
        gives(forms("u-1", "y is 0", "OM-KEY-10", one, 0), zero),
        gives(forms("u-minus-1", "the greatest number, −1: y is 0", "OM-KEY-10", minus_one, 0), zero),
        gives(forms("u-minus-1-sign-1", "y is 0, and the sign bit 1", "OM-KEY-10", minus_one, 1), high),
        // 1/3
        gives(
            forms("twist", "2, of a point of the twist", "OM-KEY-10", &format!("02{}", "00".repeat(31)), 0),
            "4955555555555555555555555555555555555555555555555555555555555555",
        ),
    ]
}

fn to_ed25519_refused() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, key: &str| {
        refuse(forms(name, about, rule, key, 1), "bad-key").edit_of("omemo/key-to-ed25519/sign-1")
    };
    let wide = |name: &str, about: &str, line: &str, key: &str, form: &str| {
        let form = json!({ "ed25519": form });
        measured(reduced(row(name, about, "OM-KEY-10", key), &form), line, took(&form))
    };
    let [.., (_, _, minus_one)] = WEAK;
    let [(_, _, p), _] = WEAK_AGAIN;
    let typed = format!("05{}", ALICE.x25519);
    vec![
        wide("p", "the number p, another 0", "N 21", p, &with_bit_255(minus_one)),
        wide("bit-255", "bit 255 is set", "N 23", &with_bit_255(ALICE.x25519), &with_bit_255(ALICE.ed25519)),
        row("31-bytes", "a key of 31 bytes", "OM-KEY-7", &ALICE.x25519[..62]),
        row("33-bytes", "a key with a type byte, as in L", "OM-KEY-8", &typed).variant(
            &[("key-length", "either")],
            Wanted::Accept(json!({ "ed25519": with_bit_255(ALICE.ed25519) })),
        ),
    ]
}

fn fingerprints() -> Vec<Draft> {
    let row = |name: &str, about: &str, key: &str, fingerprint: &str| {
        case(&format!("omemo/key-fingerprint/{name}"))
            .about(about)
            .rules(&["OM-KEY-3"])
            .op("omemo.key.fingerprint", json!({ "x25519": key }))
            .accept(json!({ "fingerprint": Value::from(hex::encode(fingerprint)) }))
    };
    vec![
        row(
            "eight-groups",
            "eight groups of eight digits",
            ALICE.x25519,
            "a8730db0 88f527d2 32b4e933 cdabbd0b 75cd32a0 1a8e2709 0657f529 b7bf3e6b",
        ),
        row(
            "zeros-in-front",
            "digits that are 0 are written",
            "00681400f4ff422c9e7caaa3456ff8ce1b9a4cea2234a896efd04e3c4c884c5e",
            "00681400 f4ff422c 9e7caaa3 456ff8ce 1b9a4cea 2234a896 efd04e3c 4c884c5e",
        ),
    ]
}
