//! Upstream's own outcomes, in a few words.

use serde_json::{Value, json};

use super::super::Wanted;
use crate::model::outcome::Answered;

/// It refused; its own exception beside the code of the chapter.
pub(super) fn refused(code: &str, raised: &str) -> Value {
    json!({ "reject": code, "raised": raised })
}

/// An exception that it does not announce.
pub(super) fn failed(raised: &str) -> Value {
    json!({ "error": raised })
}

pub(super) fn read(data: &Value) -> Value {
    json!({ "accept": { "data": data } })
}

/// An outcome as a variant has it.
pub(super) fn wanted(outcome: &Value) -> Wanted {
    let mut plain = outcome.clone();
    if let Some(members) = plain.as_object_mut() {
        members.shift_remove("raised");
    }
    match serde_json::from_value(plain).expect("an outcome") {
        Answered::Accept(members) => Wanted::Accept(Value::Object(members)),
        Answered::Ignore(_) => Wanted::Ignore,
        Answered::Reject(code) => Wanted::reject(&code),
        Answered::Error(_) => unreachable!("no variant expects an error"),
    }
}
