//! Which changes of a good message no reader may accept: the bounds of its derived variants.

use serde_json::{Value, json};

use super::super::Draft;
use super::super::draft::{DraftStep, Wanted};
use crate::model::derive::Derive;

/// Lengths of section 4: the shortest simple message, and the others.
const SIMPLE: usize = 121;
const INTRODUCTION: usize = 129;
const REPLY: usize = 153;

/// Gives every case with one step that reads a message and accepts it its bounds.
pub(super) fn add(mut draft: Draft) -> Draft {
    if draft.actors.is_none()
        && let [step] = draft.steps.as_mut_slice()
        && matches!(step.wanted, Wanted::Accept(_) | Wanted::Played)
    {
        step.derive = of(step);
    }
    draft
}

fn of(step: &DraftStep) -> Option<Derive> {
    let kind = || step.input.get("message").and_then(Value::as_str).and_then(|hex| hex.get(..2));
    match step.op.as_str() {
        "stringphone.open" if step.input.get("mode") == Some(&json!("naive")) => Some(boxed()),
        "stringphone.open" => Some(signed()),
        "stringphone.reply" => Some(introduction()),
        "stringphone.accept_reply" => Some(reply()),
        "stringphone.message" => match kind()? {
            "69" => Some(field(INTRODUCTION, true, "introduction-length")),
            "72" => Some(field(REPLY, true, "reply-length")),
            _ => Some(field(SIMPLE, false, "simple-length")),
        },
        _ => None,
    }
}

/// The signature of a simple message covers all of it.
pub(super) fn signed() -> Derive {
    derive(json!({ "shortest": SIMPLE }))
}

/// Without the signature only the box protects anything, and the type byte says what it is.
fn boxed() -> Derive {
    derive(json!({ "covers": [[0, 1], [81]], "shortest": SIMPLE }))
}

/// So does that of an introduction.
pub(super) fn introduction() -> Derive {
    derive(json!({ "shortest": INTRODUCTION }))
}

/// Nothing protects the signing key that a reply claims (SP-LIMIT-4), nor the top bit of its encryption key
/// (SP-LIMIT-7).
pub(super) fn reply() -> Derive {
    derive(json!({
        "covers": [[0, 121], [REPLY]], "except": [[120, 7]], "shortest": REPLY,
        "variants": [
            { "when": { "reply-length": "unchecked" }, "covers": [[0, 121]], "except": [[120, 7]], "shortest": 121 }
        ]
    }))
}

/// Fields are read without cryptography: type and length are all that can be wrong. One bit makes a simple message a
/// reply, and back.
fn field(length: usize, exact: bool, choice: &str) -> Derive {
    let more = if exact { json!([length]) } else { json!(null) };
    let ranges = |ranges: &[&Value]| -> Value {
        ranges.iter().filter(|range| !range.is_null()).map(|range| (*range).clone()).collect()
    };
    let kind = json!([0, 1]);
    derive(json!({
        "covers": ranges(&[&kind, &more]), "except": [[0, 0]], "shortest": length,
        "variants": [
            { "when": { choice: "unchecked", "message-accessors": "slices" }, "covers": [], "shortest": 0 },
            { "when": { choice: "unchecked" }, "covers": [kind], "except": [[0, 0]], "shortest": 1 },
            { "when": { "message-accessors": "slices" }, "covers": ranges(&[&more]), "shortest": length }
        ]
    }))
}

fn derive(mut bounds: Value) -> Derive {
    let members = bounds.as_object_mut().expect("bounds are an object");
    members.insert("member".to_owned(), json!("message"));
    serde_json::from_value(bounds).expect("bounds are written here")
}
