//! `sign.json`: signatures that are made, DI-SIG-1 to DI-SIG-3; sections 4.10 and 5.7.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::ecdsa::Signature;
use super::key_ecc::{self, SECRET};
use super::keys::{PRIVATE, dictionary};
use super::refusal::refuse;
use super::rsa::Rsa;
use super::value::hex;
use super::{verify_ecc, verify_rsa};

const HULK: &str = "dimp/published/meta-hulk-make";
/// A user with a modulus of 2,048 bits.
const BOB: &str = "dimp/meta/bob-make";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [rsa(author), ecc(), refused(author), verify_rsa::drafts(author), verify_ecc::drafts(author)].concat()
}

fn signs(name: &str, about: &str, rules: &[&str], private: &str, data: &[u8]) -> Draft {
    case(&format!("dimp/key-sign/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.key.sign", json!({ "private_key": hex(private), "data": hex(data) }))
}

fn rsa(author: &Author<'_>) -> Vec<Draft> {
    let [hulk, bob] = [HULK, BOB].map(|case| Rsa::of(author, case));
    let row = |name: &str, about: &str, key: &Rsa, data: &[u8]| {
        signs(name, about, &["DI-SIG-1"], &key.private(), data)
            .accept(json!({ "signature": hex(key.sign(data)) }))
            .check(
                "dimp.key.verify",
                json!({ "public_key": hex(key.public()), "data": hex(data), "signature": { "$ref": "/signature" } }),
                json!({}),
            )
    };
    vec![
        row("rsa-1024", "a key of 1,024 bits", &hulk, b"hello"),
        row("rsa-2048", "a key of 2,048 bits", &bob, b"hello"),
        row("rsa-no-data", "no bytes", &hulk, b""),
        row("rsa-not-utf8", "bytes that are no text", &hulk, b"\0\xff\n"),
        // Found by counting: the first byte of the signature is zero.
        row("rsa-leading-zero", "a signature that begins with a zero byte", &hulk, verify_rsa::SHORT),
    ]
}

fn ecc() -> Vec<Draft> {
    let private = dictionary("ECC", SECRET);
    let public = dictionary("ECC", &key_ecc::point());
    let row = |name: &str, about: &str, rules: &[&str], draw: &str, data: &[u8], signature: &Signature| {
        signs(name, about, rules, &private, data)
            .needs("dimp-ecc")
            .draws(json!({ "k": draw }))
            .accept(json!({ "signature": hex(signature.der()) }))
            .check(
                "dimp.key.verify",
                json!({ "public_key": hex(&public), "data": hex(data), "signature": { "$ref": "/signature" } }),
                json!({}),
            )
    };
    let zero = "00".repeat(32);
    // n − 1 gives 1 again, n − 2 the greatest number, whose point is the negative of the generator.
    let [wraps, greatest] =
        ["40", "3f"].map(|end| format!("{}{end}", key_ecc::N.get(..62).unwrap_or_default()));
    let (low, high) = (Signature::of(LOW), Signature::of(HIGH));
    assert!(!low.is_high() && high.is_high(), "the texts are chosen so");
    let accepted = Wanted::Accept(json!({ "signature": hex(high.der()) }));
    let twin = Wanted::Accept(json!({ "signature": hex(low.twin().der()) }));
    let loose = [("high-s", "accepted")];
    vec![
        row("ecc-k-1", "a draw of zeros: k is 1", &["DI-SIG-2"], &zero, LOW, &low),
        row("ecc-k-wraps", "a draw of n − 1: k is 1 again", &["DI-SIG-2"], &wraps, LOW, &low),
        row(
            "ecc-high-s",
            "s is the larger: n − s is written",
            &["DI-SIG-2", "DI-SIG-3"],
            &zero,
            HIGH,
            &high.twin(),
        )
        .variant_unread(&loose, accepted),
        row(
            "ecc-k-greatest",
            "a draw of n − 2: k is n − 1, and s the other one",
            &["DI-SIG-2", "DI-SIG-3"],
            &greatest,
            LOW,
            &low,
        )
        .variant_unread(&loose, twin),
    ]
}

/// Texts of which the first s is the smaller, and the larger.
const LOW: &[u8] = b"a";
const HIGH: &[u8] = b"b";

fn refused(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    let row = |name: &str, about: &str, rule: &str, code: &str, private: &str| {
        refuse(signs(name, about, &[rule], private, b"hello"), PRIVATE, code)
    };
    vec![
        row("public-key", "a public key", "DI-PEM-3", "loose-text", &key.public()),
        row("message-key", "a message key", "DI-DICT-3", "unknown-algorithm", "{\"algorithm\": \"PLAIN\"}"),
        row("not-object", "no dictionary", "DI-DICT-1", "not-object", &Value::from(SECRET).to_string()),
    ]
}
