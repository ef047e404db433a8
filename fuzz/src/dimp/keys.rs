//! Reading keys in all their forms, and what signs and decrypts with them.

use std::sync::LazyLock;

use taut_dimp::key::{MessageKey, Padding, PrivateKey, PublicKey};
use taut_dimp::wire::base64;
use taut_dimp::{Dict, Reject};

use super::decode::assert_reject;
use super::people;
use crate::corpus;

const ALGORITHMS: [&str; 2] = ["RSA", "ECC"];
const LABELS: [&str; 5] =
    ["PUBLIC KEY", "RSA PUBLIC KEY", "RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY"];
/// Of a modulus of 1,024 bits.
const BLOCK: usize = 128;

static RSA: LazyLock<PrivateKey> = LazyLock::new(|| key(&people::private_key("moki")));
static ECC: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::draw(&[7; 32]).expect("it is a secret"));

fn key(text: &[u8]) -> PrivateKey {
    PrivateKey::read(text).expect("the key is honest")
}

/// Dictionaries of the cases, what is in them as PEM, and signatures and ciphertexts.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let names = ["key", "private_key", "public_key", "message_key", "signature", "ciphertext", "block"];
    let mut seeds = corpus::members("dimp", &names);
    let dictionaries: Vec<Dict> =
        seeds.iter().filter_map(|seed| taut_dimp::key::dict::read(seed).ok()).collect();
    for data in dictionaries.iter().filter_map(|dict| dict.find("data")?.as_text()) {
        seeds.push(data.to_vec());
        let body: Vec<&[u8]> =
            data.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"-")).collect();
        seeds.extend(base64::decode(&body.concat()));
    }
    for signer in [&*RSA, &*ECC] {
        let signature = signer.sign(b"data", &[1; 32]).expect("the key is honest");
        seeds.push([b"data", signature.as_slice()].concat());
    }
    seeds.extend(RSA.public().encrypt(b"a text", &mut Padding::new(&[1; 512])));
    seeds
}

/// What is read is written again as the same key, in one way, and nothing is signed or decrypted that is not genuine.
///
/// # Panics
/// When that does not hold.
pub fn check_keys(data: &[u8]) {
    dictionaries(data);
    for algorithm in ALGORITHMS {
        let text = String::from_utf8_lossy(data);
        members(&[("algorithm", algorithm), ("data", &text)].into_iter().collect());
        for label in LABELS {
            let pem = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", base64::encode(data));
            members(&[("algorithm", algorithm), ("data", &pem)].into_iter().collect());
        }
    }
    signatures(data);
    blocks(data);
    ciphertexts(data);
}

/// The bytes are the text of a dictionary.
fn dictionaries(data: &[u8]) {
    match taut_dimp::key::dict::read(data) {
        Ok(dict) => members(&dict),
        Err(why) => assert_reject(why),
    }
}

fn members(dict: &Dict) {
    match PublicKey::of_dict(dict) {
        Ok(key) => same_public(&key),
        Err(why) => assert_reject(why),
    }
    match PrivateKey::of_dict(dict) {
        Ok(key) => {
            same_public(key.public());
            if let Some(text) = key.to_text() {
                let again = self::key(text.as_bytes());
                assert_eq!((again.to_text(), again.public()), (Some(text), key.public()));
            }
        }
        Err(why) => assert_reject(why),
    }
    match MessageKey::of_dict(dict) {
        Ok(key) => {
            let again = MessageKey::read(key.text().as_bytes()).expect("what is written is read");
            assert_eq!((again.data(), again.iv(), again.text()), (key.data(), key.iv(), key.text()));
        }
        Err(why) => assert_reject(why),
    }
}

fn same_public(key: &PublicKey) {
    let text = key.to_text();
    let again = PublicKey::read(text.as_bytes()).expect("what is written is read");
    assert_eq!((again.data(), again.bits(), again.to_text()), (key.data(), key.bits(), text));
}

/// The bytes are a text and its signature: of RSA there is one alone, of ECC none but that of the seeds.
fn signatures(data: &[u8]) {
    let (text, signature) = data.split_at(data.len().saturating_sub(BLOCK));
    let genuine = RSA.sign(text, &[0; 32]).expect("the key is honest");
    match RSA.public().verify(text, signature) {
        Ok(()) => assert_eq!(signature, genuine, "a forged signature"),
        Err(why) => assert_eq!((why, signature != genuine), (Reject::BadSignature, true)),
    }
    for size in 70..=72 {
        let (text, signature) = data.split_at(data.len().saturating_sub(size));
        match ECC.public().verify(text, signature) {
            Ok(()) => assert_eq!(text, b"data", "a forged signature"),
            Err(why) => assert!(matches!(why, Reject::BadSignature | Reject::HighS)),
        }
    }
    let genuine = ECC.sign(text, &[3; 32]).expect("the key is honest");
    assert_eq!(ECC.public().verify(text, &genuine), Ok(()));
}

/// The bytes are a block: what a padding is, is held against the number itself.
fn blocks(data: &[u8]) {
    let opened = match RSA.decrypt(data) {
        Ok(opened) => opened,
        Err(why) => return assert_eq!((why, data.len() != BLOCK), (Reject::BadLength, true)),
    };
    assert_eq!(RSA.decrypt(data).as_ref(), Ok(&opened), "one block gives other bytes");
    let Some(message) = RSA.raise(data) else { return };
    assert_eq!(RSA.public().raise(&message).as_deref(), Some(data));
    let Some(padded) = message.strip_prefix(&[0, 2]) else { return };
    if let Some(zero) = padded.iter().position(|byte| *byte == 0).filter(|zero| *zero >= 8) {
        assert_eq!(padded.get(zero + 1..), Some(opened.as_slice()), "another text");
    }
}

/// The bytes are a plaintext, and a ciphertext.
fn ciphertexts(data: &[u8]) {
    for size in [16, 24, 32] {
        let key = MessageKey::draw(Some(size), &[5; 32], [6; 16]).expect("it is a size");
        assert_eq!(key.decrypt(&key.encrypt(data)).as_deref(), Ok(data));
        match key.decrypt(data) {
            Ok(text) => assert_eq!(key.encrypt(&text), data, "a padding can be written in two ways"),
            Err(why) => assert!(matches!(why, Reject::BadLength | Reject::BadPadding)),
        }
    }
    if let Ok(block) = RSA.public().encrypt(data, &mut Padding::new(&[9; 512])) {
        assert_eq!(RSA.decrypt(&block).as_deref(), Ok(data));
    } else {
        assert!(data.len() > BLOCK - 11);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_reach_keys_of_every_kind() {
        let seeds = seeds();
        for algorithm in ALGORITHMS {
            let dict = |seed: &Vec<u8>| {
                let data = String::from_utf8_lossy(seed);
                Dict::from_iter([("algorithm", algorithm), ("data", &data)])
            };
            let dicts: Vec<Dict> = seeds.iter().map(dict).collect();
            assert!(dicts.iter().any(|dict| PublicKey::of_dict(dict).is_ok()));
            assert!(dicts.iter().any(|dict| PrivateKey::of_dict(dict).is_ok()));
        }
    }
}
