//! `sign.json`, second part: what verifies, and what does not.

use serde_json::json;

use super::super::{Author, Draft, Wanted, case};
use super::asked::{ALICE, BOB, Device, flipped, part, raw, with_bit_255};
use super::forged_signatures::{
    TRIVIAL, TRIVIAL_AGAIN, by_anybody, mixed_key, order_8, s_plus_l, torsioned_r, with_r,
};
use super::refusal::{failed, measured, refuse, refused, took, whole};
use super::{keys::ED25519_SIZE, points};

const MESSAGE: &[u8] = b"what is signed";
const BASE: &str = "omemo/verify/signed";
const FALSE: &str = "ed25519_verify returned False";
const UNCHECKED_POINT: (&str, &str) = ("identity-point", "unchecked");
const UNCHECKED_R: (&str, &str) = ("signature-r", "unchecked");

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [accepted(author), wrong(author), sizes(author), scalars(author), points_r(), keys(author)].concat()
}

/// A signature by the operation, with a Z that any would do for.
pub(super) fn signature(author: &Author<'_>, device: &Device, message: &[u8]) -> String {
    let input = json!({ "private": device.private, "message": hex::encode(message) });
    part(author, "omemo.sign", &input, &json!({ "nonce": "5a".repeat(64) }), "signature")
}

fn verifies(name: &str, about: &str, rule: &str, key: &str, message: &[u8], signature: &str) -> Draft {
    let input = json!({ "ed25519": key, "message": hex::encode(message), "signature": signature });
    case(&format!("omemo/verify/{name}")).about(about).rules(&[rule]).op("omemo.verify", input)
}

fn accepted(author: &Author<'_>) -> Vec<Draft> {
    let good = |name: &str, about: &str, device: &Device, message: &[u8]| {
        let signature = signature(author, device, message);
        verifies(name, about, "OM-SIGN-7", device.ed25519, message, &signature).accept(json!({}))
    };
    vec![
        good("signed", "by an identity with the sign bit 1", &BOB, MESSAGE)
            .derive(whole("signature", &[0; 64])),
        good("changed-message", "of another message this is no signature", &BOB, b"another message")
            .derive(whole("message", b"another message")),
        good("changed-key", "of another key this is no signature", &ALICE, MESSAGE)
            .derive(whole("ed25519", &[0; 32])),
        good("no-bytes", "an empty message", &BOB, b""),
    ]
}

fn wrong(author: &Author<'_>) -> Vec<Draft> {
    let good = signature(author, &BOB, MESSAGE);
    let row = |name: &str, about: &str, key: &str, message: &[u8], signature: &str| {
        let draft = verifies(name, about, "OM-SIGN-7", key, message, signature);
        refuse(draft, "bad-signature").edit_of(BASE)
    };
    vec![
        row("other-message", "another message", BOB.ed25519, b"what is not signed", &good),
        row("other-key", "the key of another device", ALICE.ed25519, MESSAGE, &good),
        row(
            "sign-bit-flipped",
            "the key with the other sign bit",
            &flipped(BOB.ed25519, 31, 0x80),
            MESSAGE,
            &good,
        ),
        row("r-flipped", "a bit of R is flipped", BOB.ed25519, MESSAGE, &flipped(&good, 0, 1)),
        row("s-flipped", "a bit of S is flipped", BOB.ed25519, MESSAGE, &flipped(&good, 32, 1)),
    ]
}

fn sizes(author: &Author<'_>) -> Vec<Draft> {
    let good = signature(author, &BOB, MESSAGE);
    let signature = |name: &str, about: &str, signature: &str| {
        let draft = verifies(name, about, "OM-SIGN-4", BOB.ed25519, MESSAGE, signature);
        refuse(draft, "bad-length").edit_of(BASE)
    };
    let key = |name: &str, about: &str, rule: &str, key: &str| {
        refuse(verifies(name, about, rule, key, MESSAGE, &good), "bad-key").edit_of(BASE)
    };
    let typed = key("key-33", "a key with a type byte, as in L", "OM-KEY-8", &format!("05{}", BOB.ed25519));
    vec![
        signature("signature-0", "a signature of no bytes", ""),
        signature("signature-63", "a signature of 63 bytes", &good[..126]),
        signature("signature-65", "a signature of 65 bytes", &format!("{good}00")),
        key("key-31", "a key of 31 bytes", "OM-KEY-7", &BOB.ed25519[..62]),
        measured(typed, "N 28", failed(ED25519_SIZE)),
    ]
}

fn scalars(author: &Author<'_>) -> Vec<Draft> {
    let good = signature(author, &BOB, MESSAGE);
    let row = |name: &str, about: &str, signature: &str| {
        let draft = verifies(name, about, "OM-SIGN-5", BOB.ed25519, MESSAGE, signature);
        refuse(draft, "bad-signature").edit_of(BASE)
    };
    let malleated = row("s-plus-l", "L is added to S", &s_plus_l(&good))
        .variant(&[("signature-s", "any")], Wanted::Accept(json!({})));
    vec![
        measured(malleated, "N 32", refused("bad-signature", FALSE)),
        row("bit-511", "bit 511 is set, as in L", &flipped(&good, 63, 0x80)),
    ]
}

fn points_r() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, signature: &str| {
        refuse(verifies(name, about, rule, BOB.ed25519, MESSAGE, signature), "bad-signature").edit_of(BASE)
    };
    vec![
        row(
            "r-order-1",
            "R is the point of order 1, and the equation holds",
            "OM-SIGN-6",
            &with_r(&BOB, &raw(TRIVIAL), MESSAGE),
        )
        .variant(&[UNCHECKED_R], Wanted::Accept(json!({}))),
        row(
            "r-order-8",
            "R is a point of order 8, and the equation holds but for it",
            "OM-SIGN-6",
            &with_r(&BOB, &order_8(), MESSAGE),
        ),
        row(
            "r-p-plus-1",
            "R is the point of order 1, with p + 1 for y",
            "OM-SIGN-7",
            &with_r(&BOB, &raw(TRIVIAL_AGAIN), MESSAGE),
        ),
        row(
            "r-torsion",
            "R has a part of order 8, which the equation with the cofactor would not see",
            "OM-SIGN-7",
            &torsioned_r(&BOB, MESSAGE),
        ),
        row("signature-zeros", "64 zero bytes: R is of order 4", "OM-SIGN-6", &"00".repeat(64)),
    ]
}

fn keys(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, code: &str, key: &str, signature: &str| {
        refuse(verifies(name, about, rule, key, MESSAGE, signature), code).edit_of(BASE)
    };
    let accepted = || Wanted::Accept(json!({}));
    let anybody = by_anybody(MESSAGE);
    let (mixed, signed_mixed) = mixed_key(&BOB, MESSAGE);
    let weak = |name: &str, about: &str, code: &str, rule: &str, key: &str, line: &str| {
        let draft = row(name, about, rule, code, key, &anybody).variant(&[UNCHECKED_POINT], accepted());
        measured(draft, line, refused("bad-signature", FALSE))
    };
    let trivial = row(
        "identity-point-trivial",
        "a key of order 1, R of order 1, S 0: a signature of every message",
        "OM-KEY-12",
        "weak-key",
        TRIVIAL,
        &format!("{TRIVIAL}{}", "00".repeat(32)),
    )
    .variant(&[UNCHECKED_POINT, UNCHECKED_R], accepted())
    .variant(&[UNCHECKED_POINT], Wanted::reject("bad-signature"));
    let off_curve = row(
        "off-curve",
        "a key whose y is of no point",
        "OM-KEY-11",
        "bad-key",
        &hex::encode(points::off_curve()),
        &signature(author, &BOB, MESSAGE),
    );
    vec![
        measured(trivial, "N 25", refused("bad-signature", FALSE)),
        weak(
            "key-order-1",
            "a key of order 1, for which anybody can sign",
            "weak-key",
            "OM-KEY-12",
            TRIVIAL,
            "N 24; N 25",
        ),
        weak(
            "key-order-1-bit-255",
            "the same key with bit 255 set",
            "weak-key",
            "OM-KEY-12",
            &with_bit_255(TRIVIAL),
            "N 24",
        ),
        weak("key-p-plus-1", "the same key with p + 1 for y", "bad-key", "OM-KEY-11", TRIVIAL_AGAIN, "N 24"),
        measured(
            row(
                "key-torsion",
                "a key with a part of order 8, of which the signature is free",
                "OM-KEY-13",
                "bad-key",
                &mixed,
                &signed_mixed,
            )
            .variant(&[UNCHECKED_POINT], accepted()),
            "N 24",
            took(&json!({})),
        ),
        measured(
            off_curve.variant(&[UNCHECKED_POINT], Wanted::reject("bad-signature")),
            "N 24",
            refused("bad-signature", FALSE),
        ),
    ]
}
