//! Outcomes in a few words: refusals, what the other answer to a choice gives, and upstream's own outcome.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use crate::model::case::{BugClass, Severity};
use crate::model::outcome::Codes;

/// What upstream itself did.
#[derive(Clone, Debug)]
pub(super) enum Own<'a> {
    /// It accepted, with these members.
    Took(Value),
    /// It refused in a way that it announces.
    Refused(&'a str),
    /// It left it.
    Ignored,
    /// It raised what it does not announce.
    Failed(&'a str),
}

/// One edit of `base` that is refused with a code, from which the mistake follows.
pub(super) fn refuse(draft: Draft, base: &str, code: &str) -> Draft {
    misuse(draft, code).edit_of(base)
}

/// A mistake of the caller, which needs no good case beside it.
pub(super) fn misuse(draft: Draft, code: &str) -> Draft {
    let (class, severity) = bug(code);
    draft.bug(class, severity).reject(code)
}

/// What goes wrong where bytes that deserve this code are accepted.
fn bug(code: &str) -> (BugClass, Severity) {
    match code {
        "bad-fingerprint" | "bad-signature" | "meta-mismatch" => (BugClass::Forgery, Severity::Critical),
        "weak-key" => (BugClass::Forgery, Severity::High),
        "wrong-id" => (BugClass::Confusion, Severity::High),
        "bad-address" | "bad-id" | "bad-name" | "bad-seed" | "unknown-network" => {
            (BugClass::Confusion, Severity::Medium)
        }
        "bad-key" | "old-key" | "unknown-algorithm" | "wrong-algorithm" => {
            (BugClass::Downgrade, Severity::Medium)
        }
        "bad-padding" | "duplicate-member" | "loose-text" | "lone-surrogate" => {
            (BugClass::Malleability, Severity::Medium)
        }
        "high-s" | "non-finite" => (BugClass::Malleability, Severity::Low),
        "long-number" | "too-deep" | "too-large" | "too-many" => {
            (BugClass::DenialOfService, Severity::Medium)
        }
        "bad-data" | "no-receiver-key" => (BugClass::Interop, Severity::Low),
        _ => (BugClass::Robustness, Severity::Low),
    }
}

/// Refused, and accepted with these members under the other answer to a choice.
pub(super) fn choice(draft: Draft, base: &str, code: &str, when: (&str, &str), members: Value) -> Draft {
    refuse(draft, base, code).variant(&[when], Wanted::Accept(members))
}

/// Cites measured lines, with what upstream made of the same inputs.
pub(super) fn measured(draft: Draft, lines: &str, own: Own<'_>) -> Draft {
    seen(draft.source_ref(lines), own)
}

/// What upstream made of the same inputs, where no line of what was measured is about it.
pub(super) fn seen(draft: Draft, own: Own<'_>) -> Draft {
    let outcome = match own {
        Own::Took(members) => json!({ "accept": members }),
        Own::Refused(raised) => json!({ "reject": code(&draft), "raised": raised }),
        Own::Ignored => json!({ "ignore": {} }),
        Own::Failed(raised) => json!({ "error": raised }),
    };
    draft.upstream(outcome)
}

/// The code that the case expects.
fn code(draft: &Draft) -> String {
    match draft.steps.last().map(|step| &step.wanted) {
        Some(Wanted::Reject(Codes::One(code))) => code.clone(),
        _ => panic!("{}: upstream refused what the case accepts: say with which code", draft.id),
    }
}
