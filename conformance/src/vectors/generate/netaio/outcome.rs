//! Outcomes in a few words: the mistake that a refusal shows, and upstream's own.

use serde_json::{Value, json};

use super::super::Draft;
use crate::model::case::{BugClass, Severity};

/// Refuses with a code, from which the mistake follows. `short|too-deep`: which of the two comes first is open.
pub(super) fn refuse(draft: Draft, codes: &str) -> Draft {
    let codes: Vec<&str> = codes.split('|').collect();
    let (class, severity) = bug(codes.first().copied().unwrap_or_default());
    let draft = draft.bug(class, severity);
    match codes.as_slice() {
        [code] => draft.reject(code),
        codes => draft.reject_any(codes),
    }
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
