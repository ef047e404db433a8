//! Outcomes in a few words: the mistake that a refusal shows, and upstream's own.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use crate::model::case::{BugClass, Severity};
use crate::model::outcome::Codes;

/// Refuses with a code; `bug` follows from it where the draft says none before.
pub(super) fn refuse(draft: Draft, code: &str) -> Draft {
    let (class, severity) = bug(code);
    draft.bug(class, severity).reject(code)
}

/// The refusals of which the chapter leaves open which comes first.
pub(super) fn either(codes: &[&str]) -> Codes {
    serde_json::from_value(json!(codes)).expect("codes are words")
}

/// What goes wrong where a message that deserves this code is accepted.
fn bug(code: &str) -> (BugClass, Severity) {
    match code {
        "bad-mac" | "bad-box" | "script-false" | "low-order-key" => (BugClass::Forgery, Severity::Critical),
        "missing-field" | "unsupported-instruction" => (BugClass::AuthBypass, Severity::High),
        "script-failed" => (BugClass::Robustness, Severity::Medium),
        "budget" | "too-deep" => (BugClass::DenialOfService, Severity::High),
        "not-canonical" => (BugClass::Malleability, Severity::Low),
        "bad-field" | "trailing" | "bad-fields" => (BugClass::Malleability, Severity::Medium),
        "field-clash" => (BugClass::Disclosure, Severity::Medium),
        _ => (BugClass::Robustness, Severity::Low),
    }
}

/// It refused; its own exception beside the code of the chapter.
pub(super) fn refused(code: &str, raised: &str) -> Value {
    json!({ "reject": code, "raised": raised })
}

/// An exception that it does not announce.
pub(super) fn failed(raised: &str) -> Value {
    json!({ "error": raised })
}

pub(super) fn accepted(members: &Value) -> Value {
    json!({ "accept": members })
}

/// Accepts under another answer to a choice, and that is what upstream does.
pub(super) fn lenient(draft: Draft, when: &[(&str, &str)], members: &Value) -> Draft {
    draft.variant(when, Wanted::Accept(members.clone()))
}
