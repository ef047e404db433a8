//! RSA signatures that are verified: DI-SIG-4 to DI-SIG-7.

use num_bigint::BigUint;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::super::{Author, Draft, case};
use super::keys::dictionary;
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::{Rsa, SHA256, digest_info, padded};
use super::value::hex;

const HULK: &str = "dimp/published/meta-hulk-make";
const GOOD: &str = "dimp/key-verify/rsa";
/// Bytes whose signature by hulk is a number so small that another modulus fits on top.
const DATA: &[u8] = b"a";
/// Bytes whose signature by hulk begins with a zero byte.
pub(super) const SHORT: &[u8] = b"text 213";
/// Without the NULL of its `AlgorithmIdentifier`.
const NO_NULL: &str = "302f300b0609608648016503040201 0420";
/// `DigestInfo` of SHA-1, and its hash of [`DATA`].
const SHA1: &str = "3021300906052b0e03021a05000414 86f7e437faa5a7fce15d1ddcb9eaeaea377667b8";

/// All cases under RSA keys.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    [good(&key), lengths(&key), digests(&key), blocks(&key), keys(&key)].concat()
}

fn verifies(name: &str, about: &str, rule: &str, public: &str, data: &[u8], signature: &[u8]) -> Draft {
    let input = json!({ "public_key": hex(public), "data": hex(data), "signature": hex(signature) });
    case(&format!("dimp/key-verify/{name}")).about(about).rules(&[rule]).op("dimp.key.verify", input)
}

fn written(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).expect("it is written here")
}

fn good(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, data: &[u8]| {
        verifies(name, about, "DI-SIG-7", &key.public(), data, &key.sign(data)).accept(json!({}))
    };
    let flipped = |name: &str, about: &str, place: usize| {
        let mut signature = key.sign(DATA);
        if let Some(byte) = signature.get_mut(place) {
            *byte ^= 1;
        }
        refuse(verifies(name, about, "DI-SIG-7", &key.public(), DATA, &signature), GOOD, "bad-signature")
    };
    vec![
        row("rsa", "a signature of one byte", DATA),
        row("rsa-no-data", "a signature of no bytes", b""),
        row("rsa-first-byte-zero", "a signature that begins with a zero byte", SHORT),
        refuse(
            verifies("rsa-other-data", "other bytes", "DI-SIG-7", &key.public(), b"z", &key.sign(DATA)),
            GOOD,
            "bad-signature",
        ),
        flipped("rsa-first-bit", "a bit of the first byte", 0),
        flipped("rsa-last-bit", "a bit of the last byte", 127),
    ]
}

fn lengths(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, data: &[u8], signature: &[u8]| {
        refuse(verifies(name, about, rule, &key.public(), data, signature), GOOD, "bad-signature")
    };
    let signature = key.sign(DATA);
    let number = BigUint::from_bytes_be(&signature);
    let seen = |draft: Draft| measured(draft, "N 44", Own::Refused("False"));
    let short = key.sign(SHORT);
    let one_less = verifies(
        "rsa-short",
        "a signature without its leading zero byte",
        "DI-SIG-4",
        &key.public(),
        SHORT,
        short.get(1..).unwrap_or_default(),
    );
    vec![
        choice(one_less, GOOD, "bad-signature", ("signature-length", "padded"), json!({})),
        seen(row("rsa-leading-zero", "a zero byte in front", "DI-SIG-5", DATA, &padded(&number, 129))),
        seen(row("rsa-s-plus-n", "the modulus added", "DI-SIG-5", DATA, &padded(&(&number + key.n()), 128))),
        row("rsa-long", "a byte behind", "DI-SIG-5", DATA, &[&signature[..], &[0]].concat()),
        row(
            "rsa-cut",
            "the last byte is missing",
            "DI-SIG-4",
            DATA,
            signature.get(..127).unwrap_or_default(),
        ),
        row("rsa-empty", "no byte", "DI-SIG-4", DATA, &[]),
        row("rsa-zeros", "zero bytes alone", "DI-SIG-7", DATA, &[0; 128]),
        row("rsa-modulus", "the modulus itself", "DI-SIG-5", DATA, &key.n().to_bytes_be()),
    ]
}

fn digests(key: &Rsa) -> Vec<Draft> {
    let ends_with = |name: &str, about: &str, rule: &str, end: &[u8]| {
        let signature = key.raise(&key.encoded(end));
        verifies(name, about, rule, &key.public(), DATA, &signature)
    };
    let row = |name: &str, about: &str, end: &[u8]| {
        refuse(ends_with(name, about, "DI-SIG-7", end), GOOD, "bad-signature")
    };
    let seen = |draft: Draft| measured(draft, "N 45", Own::Refused("False"));
    let hash = Sha256::digest(DATA);
    let with = |head: &str| [written(head), hash.to_vec()].concat();
    let no_null = ends_with("digest-info-no-null", "a DigestInfo without NULL", "DI-SIG-6", &with(NO_NULL));
    vec![
        measured(
            choice(no_null, GOOD, "bad-signature", ("digest-info", "either"), json!({})),
            "N 45",
            Own::Took(json!({})),
        ),
        seen(row("rsa-sha1", "a DigestInfo of SHA-1", &written(SHA1))),
        row(
            "rsa-other-hash-name",
            "SHA-512 by name, with the hash of SHA-256",
            &with(&SHA256.replace("040201", "040203")),
        ),
        row(
            "rsa-long-null",
            "a DigestInfo whose NULL has a length of two bytes",
            &with("3032300e0609608648016503040201058100 0420"),
        ),
        row("rsa-no-digest-info", "the hash alone", &hash),
    ]
}

/// Encoded messages that are not those of RFC 8017.
fn blocks(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, block: &[u8]| {
        let signature = key.raise(block);
        refuse(verifies(name, about, "DI-SIG-7", &key.public(), DATA, &signature), GOOD, "bad-signature")
    };
    let seen = |draft: Draft| measured(draft, "N 45", Own::Refused("False"));
    let info = digest_info(DATA);
    let whole = key.encoded(&info);
    let at = |place: usize, byte: u8| {
        let mut block = whole.clone();
        if let Some(found) = block.get_mut(place) {
            *found = byte;
        }
        block
    };
    // Eight bytes `ff`, the DigestInfo, and whatever fills the block.
    let mut garbage = [&[0, 1][..], &[0xff; 8], &[0], &info].concat();
    garbage.resize(key.size(), 0x41);
    let mut short = [&[0, 1][..], &[0xff; 8], &[0]].concat();
    short.resize(key.size() - info.len(), 0);
    vec![
        seen(row("rsa-trailing-garbage", "bytes behind the hash", &garbage)),
        seen(row(
            "rsa-short-ff",
            "eight bytes `ff`, and zeros up to the DigestInfo",
            &[short, info.clone()].concat(),
        )),
        seen(row("rsa-type-2", "a block of type 2", &at(1, 2))),
        row("rsa-type-0", "a block of type 0", &at(1, 0)),
        row("rsa-padding-byte", "another byte among those of `ff`", &at(40, 0xfe)),
        row("rsa-no-zero", "no zero before the DigestInfo", &at(key.size() - info.len() - 1, 0xff)),
    ]
}

fn keys(key: &Rsa) -> Vec<Draft> {
    let signature = key.sign(DATA);
    let row = |name: &str, about: &str, rule: &str, code: &str, public: &str| {
        refuse(verifies(name, about, rule, public, DATA, &signature), GOOD, code)
    };
    let body = super::der::pem("PUBLIC KEY", &key.public_der(), 64, "\n");
    vec![
        row("message-key", "a message key", "DI-DICT-3", "unknown-algorithm", "{\"algorithm\": \"PLAIN\"}"),
        row(
            "key-with-text",
            "a key with text in front",
            "DI-PEM-1",
            "bad-key",
            &dictionary("RSA", &format!("x{body}")),
        ),
    ]
}
