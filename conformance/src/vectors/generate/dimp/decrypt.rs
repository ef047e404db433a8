//! What is decrypted: DI-ENC-2 to DI-ENC-4, DI-ENC-6 and DI-ENC-7.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case, derive, scenario, step};
use super::crypt::KEY;
use super::key_ecc::SECRET;
use super::keys::dictionary;
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::{Rsa, padded};
use super::value::hex;

const HULK: &str = "dimp/published/meta-hulk-make";
const RSA: &str = "dimp/key-decrypt/rsa-1024";
const AES: &str = "dimp/published/aes-decrypt";
const LENGTH: &str = "ValueError: Ciphertext with incorrect length (not 128 bytes)";
const LAST_BYTE: (&str, &str) = ("padding", "last-byte");

/// All cases of decryption.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    [rsa(&key), lengths(&key), wrong_padding(&key), no_key(&key), aes_lengths(), aes_padding()].concat()
}

fn decrypts(name: &str, about: &str, rule: &str, key: &str, ciphertext: &[u8]) -> Draft {
    case(&format!("dimp/key-decrypt/{name}"))
        .about(about)
        .rules(&[rule])
        .op("dimp.key.decrypt", json!({ "key": hex(key), "ciphertext": hex(ciphertext) }))
}

/// `00 02`, so many bytes of padding, `00`, and the plaintext.
fn block(fill: usize, plaintext: &[u8]) -> Vec<u8> {
    let padding: Vec<u8> = derive(RSA, 0, "fill", fill).into_iter().map(|byte| byte | 1).collect();
    [&[0, 2], &padding[..], &[0], plaintext].concat()
}

fn rsa(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, plaintext: &[u8]| {
        let block = key.seal(&block(125 - plaintext.len(), plaintext));
        decrypts(name, about, "DI-ENC-6", &key.private(), &block)
            .accept(json!({ "plaintext": hex(plaintext) }))
    };
    let empty = row("empty-message", "no byte", b"");
    let no_bytes = json!({ "plaintext": "" });
    // A key in another form, and a block that begins with zero bytes.
    let pkcs8 = dictionary("RSA", &super::der::pem("PRIVATE KEY", &key.pkcs8(0), 64, "\n"));
    let sealed = key.seal(&block(120, b"hello"));
    vec![
        row("rsa-1024", "five bytes", b"hello"),
        row("rsa-117-bytes", "eight bytes of padding", &[b'm'; 117]),
        row("rsa-zeros-inside", "a plaintext that begins with zero bytes", b"\0\0x"),
        measured(empty, "N 55", Own::Took(no_bytes)),
        decrypts("rsa-pkcs8", "a private key in another form", "DI-ENC-6", &pkcs8, &sealed)
            .accept(json!({ "plaintext": hex("hello") })),
    ]
}

fn lengths(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, ciphertext: &[u8]| {
        refuse(decrypts(name, about, "DI-ENC-6", &key.private(), ciphertext), RSA, "bad-length")
    };
    let seen = |draft: Draft| measured(draft, "N 54", Own::Refused(LENGTH));
    let sealed = key.seal(&block(120, b"hello"));
    let part = |length: usize| sealed.get(..length).unwrap_or_default();
    vec![
        seen(row("block-100", "100 bytes", part(100))),
        seen(row("block-127", "a byte less", part(127))),
        seen(row("block-129", "a byte more", &[&sealed[..], &[0]].concat())),
        seen(row("block-256", "the block twice", &sealed.repeat(2))),
        row("block-0", "no byte", &[]),
        row("block-zero-in-front", "a zero byte in front", &[&[0], &sealed[..]].concat()),
    ]
}

/// Bytes that mean nothing, and the same ones twice.
fn wrong_padding(key: &Rsa) -> Vec<Draft> {
    let given = |name: &str, about: &str, block: &[u8], own: Value| {
        let input = json!({ "key": hex(key.private()), "ciphertext": hex(block) });
        let asked = || step("subject", "dimp.key.decrypt", input.clone());
        let error = [("rsa-failure", "error")];
        let refused = || Wanted::reject("bad-padding");
        let again = asked().accept(json!({ "plaintext": { "$ref": "bytes" } })).variant(&error, refused());
        let first = asked().save("bytes", "/plaintext");
        let draft = scenario(&format!("dimp/key-decrypt/{name}"))
            .about(about)
            .rules(&["DI-ENC-7"])
            .source_ref("N 55")
            .peer("subject");
        draft.step(first.variant_stop(&error, refused()).upstream(own.clone())).step(again.upstream(own))
    };
    let empty = || json!({ "accept": { "plaintext": "" } });
    let sealed = |name: &str, about: &str, block: &[u8]| given(name, about, block, empty());
    let row = |name: &str, about: &str, block: &[u8]| sealed(name, about, &key.seal(block));
    let good = block(120, b"hello");
    let at = |place: usize, byte: u8| {
        let mut block = good.clone();
        if let Some(found) = block.get_mut(place) {
            *found = byte;
        }
        block
    };
    vec![
        row("padding-7", "seven bytes of padding", &block(7, &[b'm'; 118])),
        row("padding-0", "no byte of padding", &block(0, &[b'm'; 125])),
        row(
            "padding-no-zero",
            "no zero byte behind the padding",
            block(126, b"").get(..128).unwrap_or_default(),
        ),
        row("padding-type-1", "a block of type 1", &at(1, 1)),
        row("padding-first-byte-1", "a first byte of 1", &at(0, 1)),
        sealed("block-of-zeros", "a block of zeros", &[0; 128]),
        given(
            "block-above-modulus",
            "a block whose number is above the modulus",
            &[0xff; 128],
            json!({ "error": "ValueError: Ciphertext too large" }),
        ),
        sealed("block-modulus-minus-1", "the greatest number", &padded(&(key.n() - 1_u8), 128)),
    ]
}

fn no_key(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, code: &str, text: &str| {
        refuse(decrypts(name, about, rule, text, &[0; 128]), RSA, code)
    };
    let plain = "{\"algorithm\": \"PLAIN\"}";
    vec![
        row(
            "ecc",
            "a key of ECC decrypts nothing",
            "DI-DICT-3",
            "unknown-algorithm",
            &dictionary("ECC", SECRET),
        )
        .needs("dimp-ecc"),
        row("plain", "PLAIN decrypts nothing", "DI-DICT-3", "unknown-algorithm", plain),
        row("public-key", "a public key", "DI-PEM-3", "loose-text", &key.public()),
    ]
}

fn of(hex: &str) -> Vec<u8> {
    hex::decode(hex).expect("it is written here")
}

fn aes_lengths() -> Vec<Draft> {
    let row = |name: &str, about: &str, ciphertext: &str| {
        refuse(decrypts(name, about, "DI-ENC-2", KEY, &of(ciphertext)), AES, "bad-length")
    };
    let boundary = "ValueError: Data must be padded to 16 byte boundary in CBC mode";
    vec![
        measured(row("aes-0", "no byte", ""), "N 57", Own::Failed("AssertionError: data empty")),
        measured(
            row("aes-15", "a byte less than a block", "b255ed11c2779c301324a090c39e33"),
            "N 57",
            Own::Refused(boundary),
        ),
        measured(
            row("aes-17", "a byte more", "b255ed11c2779c301324a090c39e33e49b"),
            "N 57",
            Own::Refused(boundary),
        ),
    ]
}

/// Blocks that another implementation of AES has made of a chosen end.
fn aes_padding() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, ciphertext: &str| {
        refuse(decrypts(name, about, rule, KEY, &of(ciphertext)), AES, "bad-padding")
    };
    let beyond = |name: &str, about: &str, ciphertext: &str| {
        measured(row(name, about, "DI-ENC-3", ciphertext), "N 57", Own::Failed("AssertionError: "))
    };
    let lenient = |name: &str, about: &str, ciphertext: &str, plaintext: &str| {
        let draft = decrypts(name, about, "DI-ENC-4", KEY, &of(ciphertext));
        let read: Value = json!({ "plaintext": plaintext });
        measured(choice(draft, AES, "bad-padding", LAST_BYTE, read.clone()), "N 57", Own::Took(read))
    };
    vec![
        beyond("aes-last-17-of-16", "a last byte of 17 in one block", "36e9a11a3758c1d527ce87f0ac04e756"),
        beyond("aes-last-255", "a last byte of 255", "8fccebcfa4079b36b56b375554bfa9d6"),
        lenient("aes-last-0", "a last byte of 0, which cuts off all", "f5984c25fa6f8edd87280ddd534ace6e", ""),
        lenient(
            "aes-last-17-of-32",
            "a last byte of 17 in two blocks",
            "73f5d234373e7525aaba793bee44f4847d9dd9d0b714fccc20eab208429e8166",
            &hex("a".repeat(15)),
        ),
        lenient(
            "aes-unequal",
            "a 7 before a last byte of 2",
            "39954e22ec67571123f9363b908efca2",
            &hex("a".repeat(14)),
        ),
        choice(
            decrypts(
                "aes-first-of-16",
                "a block of 16, the first byte another",
                "DI-ENC-4",
                KEY,
                &of("8b69ecc283d4bda9b19bd861ae6fca9b"),
            ),
            AES,
            "bad-padding",
            LAST_BYTE,
            json!({ "plaintext": "" }),
        ),
    ]
}
