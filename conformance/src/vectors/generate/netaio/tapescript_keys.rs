//! A tapescript plugin: the lock that one seed opens.

use serde_json::{Value, json};

use super::super::Author;
use crate::model::outcome::Members;

const SEED: [u8; 32] = [7; 32];

/// A plugin whose lock its own seed opens.
pub(super) fn tapescript(author: &Author<'_>) -> Value {
    json!(["tapescript", { "lock": lock(author, &hex::encode(SEED)), "seed": hex::encode(SEED) }])
}

/// The lock of kind `single` of the key that belongs to a seed.
pub(super) fn lock(author: &Author<'_>, seed: &str) -> String {
    let input = Members::from_iter([("seed".to_owned(), json!(seed))]);
    let (keys, _) = author.play("netaio.x25519.keys", &input, &Members::new()).expect("a seed has keys");
    let key = keys.get("verify_key").and_then(Value::as_str).expect("a key");
    format!("0320{key}2300")
}
