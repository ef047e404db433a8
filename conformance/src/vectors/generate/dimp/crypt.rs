//! `crypt.json`: encryption with keys, sections 4.11 and 5.8. This file encrypts; the other one decrypts.

use serde_json::{Value, json};

use super::super::{Author, Draft, case, derive};
use super::decrypt;
use super::key_ecc;
use super::keys::dictionary;
use super::refusal::{Own, measured, misuse, refuse};
use super::rsa::Rsa;
use super::value::hex;

const HULK: &str = "dimp/published/meta-hulk-make";
/// A user with a modulus of 2,048 bits.
const BOB: &str = "dimp/meta/bob-make";
const RSA: &str = "dimp/key-encrypt/rsa-1024";
const AES: &str = "dimp/published/aes-encrypt";
/// A message key of the captures.
pub(super) const KEY: &str = "{\"algorithm\": \"AES\", \"data\": \"nAj0wcfg5iNHPpbcf+5MRyYIhCinhAm9nU4T5XmnWbs=\", \
     \"iv\": \"h0/ZzIevpI9eWqHcdaD44Q==\"}";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [rsa(author), full(author), sizes(), blocks(), refused(author), decrypt::drafts(author)].concat()
}

fn encrypts(name: &str, about: &str, rules: &[&str], key: &str, plaintext: &[u8]) -> Draft {
    case(&format!("dimp/key-encrypt/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.key.encrypt", json!({ "key": hex(key), "plaintext": hex(plaintext) }))
}

/// The draw `padding` of a case.
fn padding(name: &str) -> Vec<u8> {
    derive(&format!("dimp/key-encrypt/{name}"), 0, "padding", 512)
}

/// `00 02`, bytes of the draw that are not zero, `00`, and the plaintext, raised to the exponent.
fn sealed(key: &Rsa, draw: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let bytes = draw.iter().copied().filter(|byte| *byte != 0);
    let fill: Vec<u8> = bytes.take(key.size() - 3 - plaintext.len()).collect();
    key.seal(&[&[0, 2], &fill[..], &[0], plaintext].concat())
}

fn by_rsa(name: &str, about: &str, key: &Rsa, draw: &[u8], plaintext: &[u8]) -> Draft {
    encrypts(name, about, &["DI-ENC-5", "DI-KEY-1"], &key.public(), plaintext)
        .draws(json!({ "padding": hex(draw) }))
        .accept(json!({ "ciphertext": hex(sealed(key, draw, plaintext)) }))
        .check(
            "dimp.key.decrypt",
            json!({ "key": hex(key.private()), "ciphertext": { "$ref": "/ciphertext" } }),
            json!({ "plaintext": hex(plaintext) }),
        )
}

fn rsa(author: &Author<'_>) -> Vec<Draft> {
    let [hulk, bob] = [HULK, BOB].map(|case| Rsa::of(author, case));
    let row = |name: &str, about: &str, key: &Rsa, size: usize| {
        by_rsa(name, about, key, &padding(name), &vec![b'm'; size])
    };
    let mut zeros = padding("rsa-zeros-in-padding");
    for (place, byte) in zeros.iter_mut().enumerate() {
        if place % 3 == 0 {
            *byte = 0;
        }
    }
    vec![
        row("rsa-1024", "five bytes under 1,024 bits", &hulk, 5),
        row("rsa-empty", "no byte", &hulk, 0),
        row("rsa-117", "as many bytes as a block of 1,024 bits holds", &hulk, 117),
        row("rsa-245", "as many bytes as one of 2,048 bits holds", &bob, 245),
        by_rsa("rsa-zeros-in-padding", "zero bytes of the draw are passed over", &hulk, &zeros, b"hello"),
    ]
}

/// More than a block holds.
fn full(author: &Author<'_>) -> Vec<Draft> {
    let [hulk, bob] = [HULK, BOB].map(|case| Rsa::of(author, case));
    let row = |name: &str, about: &str, key: &str, size: usize| {
        misuse(encrypts(name, about, &["DI-ENC-5"], key, &vec![b'm'; size]), "no-receiver-key")
    };
    let ecc = dictionary("ECC", &key_ecc::point());
    vec![
        row("rsa-118", "one byte more than a block holds", &hulk.public(), 118),
        row("rsa-128", "as many bytes as the modulus has", &hulk.public(), 128),
        row("rsa-246", "one byte more than a block of 2,048 bits holds", &bob.public(), 246),
        row("ecc", "a key of ECC encrypts nothing", &ecc, 5).needs("dimp-ecc"),
        row("ecc-empty", "not even no byte", &ecc, 0).needs("dimp-ecc"),
    ]
}

/// Accepted with a ciphertext that another implementation of AES has given.
fn by_aes(name: &str, about: &str, key: &str, plaintext: &[u8], ciphertext: &str) -> Draft {
    encrypts(name, about, &["DI-ENC-1"], key, plaintext)
        .draws(json!({ "padding": hex(padding(name)) }))
        .accept(json!({ "ciphertext": ciphertext }))
        .check(
            "dimp.key.decrypt",
            json!({ "key": hex(key), "ciphertext": { "$ref": "/ciphertext" } }),
            json!({ "plaintext": hex(plaintext) }),
        )
}

/// A key of so many bytes, all the same, and the IV of [`KEY`].
fn sized(base64: &str) -> String {
    format!("{{\"algorithm\": \"AES\", \"data\": \"{base64}\", \"iv\": \"h0/ZzIevpI9eWqHcdaD44Q==\"}}")
}

fn sizes() -> Vec<Draft> {
    let row = |name: &str, about: &str, base64: &str, ciphertext: &str| {
        let draft = by_aes(name, about, &sized(base64), &[0], ciphertext);
        measured(draft, "N 38", Own::Took(json!({ "ciphertext": ciphertext })))
    };
    let fails = |name: &str, about: &str, key: &str, raised: &str| {
        let draft = refuse(encrypts(name, about, &["DI-DICT-6"], key, &[0]), AES, "bad-key");
        measured(draft, "N 38", Own::Failed(raised))
    };
    let iv = "{\"algorithm\": \"AES\", \"data\": \"nAj0wcfg5iNHPpbcf+5MRyYIhCinhAm9nU4T5XmnWbs=\", \"iv\": \"aWlpaWlpaWk=\"}";
    vec![
        row("aes-16", "AES-128", "a2tra2tra2tra2tra2traw==", "c85423756fc79f97203332bad49c1ed9"),
        row("aes-24", "AES-192", "a2tra2tra2tra2tra2tra2tra2tra2tr", "76bfb1330f989dbba8819d8beb978534"),
        row(
            "aes-32",
            "AES-256",
            "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
            "df424150614f80737fc0e9dcb60e6b98",
        ),
        fails(
            "aes-15",
            "a key of 15 bytes",
            &sized("a2tra2tra2tra2tra2tr"),
            "ValueError: Incorrect AES key length (15 bytes)",
        ),
        fails("iv-8", "an IV of 8 bytes", iv, "ValueError: Incorrect IV length (it must be 16 bytes long)"),
    ]
}

fn blocks() -> Vec<Draft> {
    let row = |name: &str, about: &str, size: usize, ciphertext: &str| {
        by_aes(name, about, KEY, &vec![b'a'; size], ciphertext)
    };
    let no_iv = dictionary("AES", "nAj0wcfg5iNHPpbcf+5MRyYIhCinhAm9nU4T5XmnWbs=");
    vec![
        row("aes-no-bytes", "a block of padding", 0, "2e11fb8c802817e1c49a8360ad7f01fe"),
        row("aes-15-bytes", "one byte of padding", 15, "625a44093ba375ae4faeced1641749ba"),
        row(
            "aes-16-bytes",
            "a whole block, and one of padding",
            16,
            "73f5d234373e7525aaba793bee44f48427c8c5d2b0338a3989d744fa46243f17",
        ),
        row(
            "aes-17-bytes",
            "one byte in the second block",
            17,
            "73f5d234373e7525aaba793bee44f484d4cf23d8ffe4de3957ccd4ab0e274e4c",
        ),
        by_aes(
            "aes-zero-iv",
            "an IV that is left out is zero",
            &no_iv,
            b"a",
            "57ae76e55c5575c36d344b62d9b7bf25",
        ),
    ]
}

fn refused(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, code: &str, key: &str| {
        refuse(encrypts(name, about, &[rule], key, b"hello"), RSA, code)
    };
    let key = Rsa::of(author, HULK);
    vec![
        row(
            "plain",
            "PLAIN encrypts nothing",
            "DI-DICT-3",
            "unknown-algorithm",
            "{\"algorithm\": \"PLAIN\"}",
        ),
        row("text", "no dictionary", "DI-DICT-1", "not-object", &Value::from("RSA").to_string()),
        row(
            "key-cut",
            "a key without its end",
            "DI-PEM-1",
            "bad-key",
            &key.public().replace("-----END", "-----"),
        ),
        row("private-key", "a private key, which decrypts alone", "DI-PEM-3", "loose-text", &key.private()),
    ]
}
