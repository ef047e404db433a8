//! `sign.json`: section 5.2. This file signs; the other one verifies.

use serde_json::{Value, json};

use super::super::{Author, Draft, case, scenario, step};
use super::asked::{ALICE, BOB, Device, JUDGE, differ, part};
use super::refusal::{measured, refuse, took};
use super::verify;

const MESSAGE: &str = "6d657373616765";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [signed(), nonces(author), seeds(), legacy(author), verify::drafts(author)].concat()
}

fn signs(name: &str, about: &str, rules: &[&str], private: &str, ed25519: &str, message: &str) -> Draft {
    case(&format!("omemo/sign/{name}"))
        .about(about)
        .rules(rules)
        .op("omemo.sign", json!({ "private": private, "message": message }))
        .played()
        .check(
            "omemo.verify",
            json!({ "ed25519": ed25519, "message": message, "signature": { "$ref": "/signature" } }),
            json!({}),
        )
}

fn signed() -> Vec<Draft> {
    let by = |name: &str, about: &str, device: &Device, message: &str| {
        signs(name, about, &["OM-SIGN-1"], device.private, device.ed25519, message)
    };
    // Measured with 64 zero bytes for Z: libxeddsa does not clamp here, and its signature does not verify.
    let unverifiable = concat!(
        "75a8164cee0d6353db08de369383848b3d23f3e879678bdfbb18c3295a5b513a",
        "f35aad6ed491e49a39898336136612845bde2d55e93528b7a50fdd845b44060c"
    );
    let unclamped = "12e9a68b73fd5aacdbcaf3e88c46fea6ebedb1aa84eed1842f07f8edab65e3a7";
    vec![
        by("sign-bit-0", "an identity key with the sign bit 0", &ALICE, MESSAGE),
        by("sign-bit-1", "the scalar is not negated for the sign bit 1", &BOB, MESSAGE),
        by("no-bytes", "an empty message", &BOB, ""),
        by("1000-bytes", "a message of many blocks", &BOB, &"5a".repeat(1000)),
        measured(
            signs(
                "private-unclamped",
                "a stored scalar with all bits set is clamped first",
                &["OM-KEY-2", "OM-SIGN-1"],
                &"ff".repeat(32),
                unclamped,
                MESSAGE,
            )
            .draws(json!({ "nonce": "00".repeat(64) })),
            "N 30",
            took(&json!({ "signature": unverifiable })),
        ),
    ]
}

/// Two signatures, and whether their R are different.
fn nonces(author: &Author<'_>) -> Vec<Draft> {
    let zero = "00".repeat(64);
    let signs = |device: &Device, message: &str, nonce: Option<&str>, name: &str| {
        let input = json!({ "private": device.private, "message": message });
        let made = step("alice", "omemo.sign", input.clone()).save(name, "/signature");
        let Some(nonce) = nonce else { return made.played() };
        // The case gives Z, and so upstream's signature was measured with it, and is the same.
        let draws = json!({ "nonce": nonce });
        let signature = part(author, "omemo.sign", &input, &draws, "signature");
        made.draws(draws).accept(json!({ "signature": signature }))
    };
    let row = |name: &str, about: &str, first, second| {
        scenario(&format!("omemo/sign/{name}"))
            .about(about)
            .rules(&["OM-SIGN-1", "OM-SIGN-2"])
            .peer("alice")
            .attacker(JUDGE)
            .step(first)
            .step(second)
            .step(differ("first", "second", 31))
    };
    vec![
        row(
            "two-nonces",
            "two signatures of one message: another Z gives another R",
            signs(&BOB, MESSAGE, None, "first"),
            signs(&BOB, MESSAGE, None, "second"),
        ),
        row(
            "same-nonce-two-messages",
            "the same Z for another message gives another R",
            signs(&BOB, MESSAGE, Some(&zero), "first"),
            signs(&BOB, "6d657373616766", Some(&zero), "second"),
        ),
        row(
            "same-nonce-two-keys",
            "the same Z with another key gives another R",
            signs(&ALICE, MESSAGE, Some(&zero), "first"),
            signs(&BOB, MESSAGE, Some(&zero), "second"),
        ),
    ]
}

/// RFC 8032, section 7.1.
fn seeds() -> Vec<Draft> {
    let row = |name: &str, about: &str, seed: &str, message: &str, signature: &str| {
        case(&format!("omemo/sign-seed/{name}"))
            .about(about)
            .rules(&["OM-SIGN-1"])
            .op("omemo.sign_seed", json!({ "seed": seed, "message": message }))
            .accept(json!({ "signature": signature }))
    };
    vec![
        row(
            "rfc-8032-1",
            "the first example of RFC 8032: no bytes",
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "",
            concat!(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        row(
            "rfc-8032-2",
            "the second example of RFC 8032: one byte",
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "72",
            concat!(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
        row(
            "rfc-8032-3",
            "the third example of RFC 8032: a key with the sign bit 0",
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "af82",
            concat!(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
            ),
        ),
    ]
}

fn legacy(author: &Author<'_>) -> Vec<Draft> {
    let input = json!({ "private": BOB.private, "message": MESSAGE });
    let draws = json!({ "nonce": "5a".repeat(64) });
    let signature = part(author, "omemo.sign", &input, &draws, "signature");
    let set = super::asked::flipped(&signature, 63, 0x80);
    let to = |name: &str, about: &str, device: &Device, from: &str, to: &str| {
        case(&format!("omemo/signature-to-legacy/{name}"))
            .about(about)
            .rules(&["OM-SIGN-3"])
            .op("omemo.signature.to_legacy", json!({ "ed25519": device.ed25519, "signature": from }))
            .accept(json!({ "signature": to }))
    };
    let from = |name: &str, about: &str, rules: &[&str], signature: &str| {
        case(&format!("omemo/signature-from-legacy/{name}"))
            .about(about)
            .rules(rules)
            .op("omemo.signature.from_legacy", json!({ "signature": signature }))
    };
    let long = |name: &str, about: &str, signature: &str| {
        refuse(from(name, about, &["OM-SIGN-4"], signature), "bad-length")
            .edit_of("omemo/signature-from-legacy/sign-1")
    };
    let given = |sign: u8| -> Value { json!({ "signature": signature, "sign": sign }) };
    vec![
        to("sign-0", "an identity key with the sign bit 0", &ALICE, &signature, &signature),
        to("sign-1", "an identity key with the sign bit 1", &BOB, &signature, &set),
        to("sign-0-was-set", "a bit 511 that was set is cleared", &ALICE, &set, &signature),
        to("sign-1-was-set", "a bit 511 that was set stays so", &BOB, &set, &set),
        from("sign-0", "bit 511 is 0", &["OM-SIGN-4"], &signature).accept(given(0)),
        from("sign-1", "bit 511 is 1, and is cleared", &["OM-SIGN-4"], &set).accept(given(1)),
        long("0-bytes", "a signature of no bytes", ""),
        long("63-bytes", "a signature of 63 bytes", &set[..126]),
        long("65-bytes", "a signature of 65 bytes", &format!("{set}00")),
    ]
}
