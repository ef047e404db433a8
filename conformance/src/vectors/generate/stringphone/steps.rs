//! Steps that the scenarios of stringphone share.

use serde_json::{Value, json};

use super::super::{DraftStep, step};
use super::people::Person;

/// A step that makes a Topic from known keys.
pub(super) fn new_topic(actor: &str, person: &Person, key: Option<&str>, trusted: &[&str]) -> DraftStep {
    let mut input = json!({ "signing_seed": person.seed, "encryption_private_key": person.private_key });
    let members = input.as_object_mut().expect("an object was made above");
    if let Some(key) = key {
        members.insert("topic_key".to_owned(), json!(key));
    }
    if !trusted.is_empty() {
        members.insert("participants".to_owned(), json!(trusted));
    }
    step(actor, "stringphone.topic.new", input)
        .accept(json!({ "public_key": person.public_key, "id": person.id }))
}

pub(super) fn seals(actor: &str, plaintext: &str, save: &str) -> DraftStep {
    step(actor, "stringphone.topic.seal", json!({ "plaintext": plaintext }))
        .accept(json!({}))
        .save(save, "/message")
}

#[expect(clippy::needless_pass_by_value, reason = "what callers have is a fresh value")]
pub(super) fn opens(actor: &str, message: Value) -> DraftStep {
    step(actor, "stringphone.topic.open", json!({ "mode": "strict", "message": message }))
}

pub(super) fn reads(actor: &str, message: &str, plaintext: &str) -> DraftStep {
    opens(actor, json!({ "$ref": message })).accept(json!({ "plaintext": plaintext }))
}

pub(super) fn introduces(actor: &str, save: &str) -> DraftStep {
    step(actor, "stringphone.topic.introduce", json!({})).accept(json!({})).save(save, "/message")
}

pub(super) fn replies(actor: &str, introduction: &str, save: &str) -> DraftStep {
    step(actor, "stringphone.topic.reply", json!({ "message": { "$ref": introduction } }))
        .accept(json!({}))
        .save(save, "/message")
}

#[expect(clippy::needless_pass_by_value, reason = "what callers have is a fresh value")]
pub(super) fn takes(actor: &str, reply: Value) -> DraftStep {
    step(actor, "stringphone.topic.accept_reply", json!({ "message": reply }))
}

pub(super) fn trusts(actor: &str, person: &Person) -> DraftStep {
    step(actor, "stringphone.topic.trust", json!({ "public_key": person.public_key }))
        .accept(json!({ "id": person.id }))
}
