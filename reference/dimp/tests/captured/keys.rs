//! Keys, signatures and ciphertexts of released implementations.

use taut_dimp::key::{decrypt, encrypt};
use taut_dimp::{MessageKey, Padding, PrivateKey, PublicKey};

use crate::case::{self, Case};

#[test]
fn captured_keys_are_read() {
    let cases = case::of("dimp.key.read");
    assert_eq!(cases.len(), 12);
    for case in cases {
        let text = case.bytes("/in/key");
        let (algorithm, data) = match case.text("/in/use") {
            "public" => of_public(&PublicKey::read(&text).unwrap()),
            "private" => of_public(PrivateKey::read(&text).unwrap().public()),
            _ => {
                let key = MessageKey::read(&text).unwrap();
                (key.algorithm().name(), key.data().unwrap_or_default().to_vec())
            }
        };
        assert_eq!(algorithm, case.text("/expect/accept/algorithm"), "{}", case.id());
        if let Some(expected) = case.optional_bytes("/expect/accept/data") {
            assert_eq!(data, expected, "{}", case.id());
        }
    }
}

fn of_public(key: &PublicKey) -> (&'static str, Vec<u8>) {
    (key.algorithm().name(), key.data().to_vec())
}

#[test]
fn captured_signatures_are_made() {
    let cases = case::of("dimp.key.sign");
    assert_eq!(cases.len(), 3);
    for case in cases {
        let key = PrivateKey::read(&case.bytes("/in/private_key")).unwrap();
        let signature = key.sign(&case.bytes("/in/data"), &case.draw("k")).unwrap();
        assert_eq!(signature, case.bytes("/expect/accept/signature"), "{}", case.id());
    }
}

#[test]
fn captured_signatures_verify() {
    let cases = case::of("dimp.key.verify");
    assert_eq!(cases.len(), 4);
    for case in cases {
        let key = PublicKey::read(&case.bytes("/in/public_key")).unwrap();
        let mut data = case.bytes("/in/data");
        assert_eq!(key.verify(&data, &case.bytes("/in/signature")), Ok(()), "{}", case.id());
        data.push(0);
        assert!(key.verify(&data, &case.bytes("/in/signature")).is_err(), "{}", case.id());
    }
}

#[test]
fn captured_ciphertexts_are_made() {
    let cases = case::of("dimp.key.encrypt");
    assert_eq!(cases.len(), 3);
    for case in cases {
        let mut padding = Padding::new(&case.draw("padding"));
        let ciphertext = encrypt(&case.bytes("/in/key"), &case.bytes("/in/plaintext"), &mut padding);
        assert_eq!(ciphertext.unwrap(), case.bytes("/expect/accept/ciphertext"), "{}", case.id());
    }
}

#[test]
fn captured_ciphertexts_are_decrypted() {
    let cases = case::of("dimp.key.decrypt");
    assert_eq!(cases.len(), 4);
    for case in cases {
        let plaintext = decrypt(&case.bytes("/in/key"), &case.bytes("/in/ciphertext"));
        assert_eq!(plaintext.map_err(|reject| reject.code().to_owned()), expected(case), "{}", case.id());
    }
}

fn expected(case: &Case) -> Result<Vec<u8>, String> {
    match case.part("/expect/reject") {
        Some(code) => Err(code.as_str().expect("a code is text").to_owned()),
        None => Ok(case.bytes("/expect/accept/plaintext")),
    }
}
