//! Plugins, a peer and words that all checks use.

use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::script::Lock;
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::seal::tapescript::Tapescript;
use taut_netaio::seal::x25519::X25519;
use taut_netaio::wire::packify::pack;
use taut_netaio::{Auth, Cipher, Dict, Layer, Seed, Value, Version};

use crate::codes::assert_netaio;

pub(super) const VERSIONS: [Version; 2] = [Version::V009, Version::V008];

/// Codes of a packed value.
pub(super) const OF_VALUE: &[&str] =
    &["short", "unknown-code", "bad-category", "bad-value", "unsupported-value", "too-deep", "not-canonical"];
/// What a message has besides.
pub(super) const OF_MESSAGE: &[&str] = &["unknown-type", "trailing", "bad-fields", "bad-checksum"];
/// What plugins have besides.
pub(super) const OF_PLUGINS: &[&str] = &[
    "missing-field",
    "bad-field",
    "bad-mac",
    "too-large",
    "no-peer",
    "bad-peer-data",
    "low-order-key",
    "bad-box",
];
/// What a run of two programs can end in.
pub(super) const OF_RUN: &[&str] = &["unsupported-instruction", "budget", "script-failed", "script-false"];

/// Panics unless a code is one of netaio, and of these.
pub(super) fn assert_code(code: &str, lists: &[&[&str]]) {
    assert_netaio(code);
    assert!(lists.iter().any(|list| list.contains(&code)), "`{code}` is not to be expected here");
}

pub(super) fn seed() -> Seed {
    Seed::from([1; 32])
}

/// Data in which every plugin finds what it looks for.
pub(super) fn peer_data() -> Vec<u8> {
    let mut dict = Dict::default();
    dict.set("pubkey", seed().public_key().as_slice().into());
    dict.set("lock", lock().as_slice().into());
    pack(&Value::Dict(dict))
}

fn lock() -> Vec<u8> {
    Lock::Single(&seed().verify_key()).program(0).expect("there is one key")
}

pub(super) fn hmac(version: Version) -> Layer {
    Layer { auth: Some(Auth::Hmac(Hmac::new(version, b"secret"))), ..Layer::default() }
}

/// Every pair of a cipher and an auth plugin.
pub(super) fn layers(version: Version) -> Vec<Layer> {
    let stream = Cipher::Stream(StreamCipher::new(version, b"key"));
    let boxes = Cipher::X25519(X25519 { seed: seed(), encrypt_uri: true });
    let auths = [
        Auth::Hmac(Hmac::new(version, b"secret")),
        Auth::Tapescript(Box::new(Tapescript::new(version, seed(), &lock()))),
    ];
    let pairs = [stream, boxes].into_iter().zip(auths);
    pairs.map(|(cipher, auth)| Layer { cipher: Some(cipher), auth: Some(auth) }).collect()
}

/// Heads of messages and values, names of auth fields, instructions.
pub(super) fn words() -> Vec<Vec<u8>> {
    let texts = ["hmac", "nonce", "ts", "witness", "iv", "netaio", "ERROR", "not found", "pubkey", "lock"];
    let mut words: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    words.extend([
        vec![0x4d, 0x40, 0x00],
        vec![0x4c, 0x40, 0x02],
        vec![0x41, 0x10],
        vec![0x41, 0x20],
        vec![0x41, 0x04],
        vec![0x03, 0x40],
        vec![0x23, 0x00],
        vec![0x1d, 0x2d],
    ]);
    words
}
