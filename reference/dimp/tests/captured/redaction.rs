//! What `Debug` shows: never a secret.

use taut_dimp::wire::message::Draws;
use taut_dimp::{MessageKey, PrivateKey};

use crate::case;
use crate::parties::{HULK, Parties, TEXT};

#[test]
fn secrets_are_not_shown() {
    let parties = Parties::captured();
    let draws = Draws { key: [0xab; 32], iv: [0xab; 16], padding: [0xab; 512], k: [0xab; 32] };
    let ecc = PrivateKey::draw(&[0xab; 32]).unwrap();
    let key = MessageKey::draw(None, &[0xab; 32], [0xab; 16]).unwrap();
    let sealed = parties.seal(HULK, TEXT, &[parties.for_hulk()], Some(&key)).unwrap();
    let opened = parties.open(&sealed.message, None).unwrap();
    let shown = format!("{draws:?} {ecc:?} {key:?} {sealed:?} {opened:?}");
    for secret in ["171, 171", "abab", "q6ur", "ABAB"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn private_keys_of_rsa_are_not_shown() {
    for case in case::of("dimp.key.sign") {
        let text = case.bytes("/in/private_key");
        let shown = format!("{:?}", PrivateKey::read(&text).unwrap());
        let private = shown.split_once("kind: ").map(|(_, kind)| kind.to_owned());
        assert!(private.is_some_and(|kind| kind.contains("(..)") && kind.len() < 20), "{shown}");
    }
}
