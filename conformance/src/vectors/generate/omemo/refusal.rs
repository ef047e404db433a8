//! Outcomes of stateless cases in a few words: the mistake that a refusal shows, and upstream's own outcome.

use serde_json::{Value, json};

use super::super::{Draft, case};
use super::talk::Form;
use crate::model::case::{BugClass, Severity};
use crate::model::derive::Derive;

/// Begins a case of one format.
pub(super) fn begin(form: Form, name: &str, about: &str, rules: &[&str]) -> Draft {
    case(&form.id(name)).about(about).rules(rules).needs(form.feature())
}

/// Begins a case that only this format has, so that its name needs nothing behind it.
pub(super) fn begin_alone(form: Form, name: &str, about: &str, rules: &[&str]) -> Draft {
    case(&format!("omemo/{name}")).about(about).rules(rules).needs(form.feature())
}

/// Refuses with a code, from which the mistake follows.
pub(super) fn refuse(draft: Draft, code: &str) -> Draft {
    let (class, severity) = bug(code);
    draft.bug(class, severity).reject(code)
}

/// What goes wrong where bytes that deserve this code are accepted.
fn bug(code: &str) -> (BugClass, Severity) {
    match code {
        "bad-mac" | "bad-signature" => (BugClass::Forgery, Severity::Critical),
        "weak-key" | "no-pre-key" => (BugClass::Downgrade, Severity::High),
        "bad-state" => (BugClass::StateCorruption, Severity::Medium),
        "too-large" | "bad-xml" => (BugClass::DenialOfService, Severity::Medium),
        "duplicate-id" | "bad-key" => (BugClass::Confusion, Severity::Medium),
        "unknown-version" => (BugClass::Confusion, Severity::Low),
        "duplicate-field" | "wide-number" | "loose-varint" | "wrong-type" => {
            (BugClass::Malleability, Severity::Low)
        }
        _ => (BugClass::Malleability, Severity::Medium),
    }
}

/// Cites measured lines, with upstream's outcome.
pub(super) fn measured(draft: Draft, lines: &str, upstream: Value) -> Draft {
    draft.source_ref(lines).upstream(upstream)
}

/// It refused; its own exception beside the code of the chapter.
pub(super) fn refused(code: &str, raised: &str) -> Value {
    json!({ "reject": code, "raised": raised })
}

/// An exception that it does not announce.
pub(super) fn failed(raised: &str) -> Value {
    json!({ "error": raised })
}

/// It accepted.
pub(super) fn took(members: &Value) -> Value {
    json!({ "accept": members })
}

/// Bytes of which nothing may be missing at the end.
pub(super) fn uncut(member: &str, bytes: &[u8]) -> Derive {
    Derive { covers: Some(Vec::new()), ..whole(member, bytes) }
}

/// Bytes of which no bit may be another, and that end where they end.
pub(super) fn whole(member: &str, bytes: &[u8]) -> Derive {
    Derive {
        member: member.to_owned(),
        covers: None,
        except: Vec::new(),
        shortest: bytes.len(),
        variants: Vec::new(),
    }
}
