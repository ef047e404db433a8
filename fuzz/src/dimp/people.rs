//! Users, and words that all checks use.

use serde_json::Value as Json;
use taut_dimp::session::{Node, Registered, Registration};
use taut_dimp::wire::message::Draws;

use crate::corpus;

/// Two users who know each other: who writes, and who reads.
pub(super) struct Pair {
    pub(super) left: Node,
    pub(super) right: Node,
    pub(super) left_user: Registered,
    pub(super) right_user: Registered,
}

/// Two users with RSA keys that were published, under names that nobody else has.
pub(super) fn pair() -> Pair {
    let (mut left, mut right) = (Node::default(), Node::default());
    let left_user = register(&mut left, &private_key("moki"), b"left");
    let right_user = register(&mut right, &private_key("hulk"), b"right");
    let introduce = |to: &mut Node, user: &Registered| {
        to.save_meta(user.id.as_bytes(), user.meta.as_bytes()).expect("the meta is honest");
    };
    introduce(&mut left, &right_user);
    introduce(&mut right, &left_user);
    Pair { left, right, left_user, right_user }
}

fn register(node: &mut Node, private_key: &[u8], seed: &[u8]) -> Registered {
    let (version, network, properties) = (None, None, None);
    let registration = Registration { private_key, version, seed: Some(seed), network, properties };
    node.register(registration, &[0; 32], &[0; 32]).expect("the key is honest")
}

/// The RSA key of one of the two users that the documents publish.
pub(super) fn private_key(name: &str) -> Vec<u8> {
    let file = corpus::json("dimp/published.json");
    let wanted = format!("dimp/published/meta-{name}-make");
    let cases = file.get("cases").and_then(Json::as_array).expect("a case file has cases");
    let case = cases.iter().find(|case| case.get("id").is_some_and(|id| *id == wanted));
    let key = case.and_then(|case| case.pointer("/in/private_key")).and_then(Json::as_str);
    hex::decode(key.expect("the case has a key")).expect("bytes are hexadecimal")
}

/// Random bytes of a message; no two messages have the same.
pub(super) fn draws(seed: u8) -> Draws {
    Draws { key: [seed; 32], iv: [seed; 16], padding: [seed.max(1); 512], k: [seed; 32] }
}

/// Names of members, algorithms, commands, and heads of key texts.
pub(super) fn words() -> Vec<Vec<u8>> {
    let texts = [
        "\"algorithm\": \"RSA\"",
        "\"algorithm\": \"ECC\"",
        "\"algorithm\": \"AES\"",
        "\"algorithm\": \"PLAIN\"",
        "\"data\": ",
        "\"iv\": ",
        "\"passphrase\": ",
        "\"version\": ",
        "\"seed\": ",
        "\"key\": ",
        "\"keys\": ",
        "\"fingerprint\": ",
        "\"ID\": ",
        "\"signature\": ",
        "\"sender\": ",
        "\"receiver\": ",
        "\"group\": ",
        "\"time\": ",
        "\"type\": ",
        "\"sn\": ",
        "\"meta\": ",
        "\"profile\": ",
        "\"command\": ",
        "\"forward\": ",
        "\"filename\": ",
        "\"URL\": ",
        "\"member\": ",
        "\"members\": ",
        "@anywhere",
        "everyone@everywhere",
        "-----BEGIN PUBLIC KEY-----\\n",
        "\\n-----END PUBLIC KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\\n",
        "\\n-----END RSA PRIVATE KEY-----",
        "NaN",
        "Infinity",
        "1e999",
        "\\ud800",
        "{\"",
        "\": ",
    ];
    let mut words: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    words.extend([
        b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00".to_vec(),
        b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x0a".to_vec(),
        b"\x02\x01\x00".to_vec(),
        b"\x02\x03\x01\x00\x01".to_vec(),
        b"\x03\x42\x00\x04".to_vec(),
        b"\x04\x20".to_vec(),
    ]);
    words
}
