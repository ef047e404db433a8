//! Outcomes of stateless cases in a few words: the mistake that a refusal shows, and upstream's own outcome.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::talk::Form;
use super::upstream::{ERROR, NOT_TAKEN};
use crate::model::case::{BugClass, Severity};
use crate::model::derive::Derive;
use crate::model::outcome::Codes;

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
        "bad-payload" => (BugClass::Forgery, Severity::High),
        "bad-padding" => (BugClass::Robustness, Severity::Low),
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

/// Cites measured lines, with upstream's outcome: this one, unless it is known not to take the bytes.
pub(super) fn measured(draft: Draft, lines: &str, taken: Value) -> Draft {
    let name = draft.id.strip_prefix("omemo/").unwrap_or_default().to_owned();
    let known = NOT_TAKEN.iter().find(|(_, _, names)| names.contains(&name.as_str()));
    let outcome = match known {
        Some((ERROR, raised, _)) => failed(raised),
        Some((code, raised, _)) => refused(&own_code(&draft, code), raised),
        None => sized(taken),
    };
    assert!(!outcome.is_null(), "{name} cites {lines}, but nobody has measured it");
    draft.source_ref(lines).upstream(outcome)
}

/// An outcome without keys of another size than they have: those are no values of outputs.
fn sized(mut outcome: Value) -> Value {
    let is_key = |name: &str| matches!(name, "ratchet_key" | "ephemeral_key");
    let is_sized = |value: &Value| value.as_str().is_none_or(|text| text.len() == 64);
    if let Some(members) = outcome.get_mut("accept").and_then(Value::as_object_mut) {
        members.retain(|name, value| !is_key(name) || is_sized(value));
    }
    outcome
}

/// The code that the case has, unless there is another.
fn own_code(draft: &Draft, other: &str) -> String {
    match draft.steps.last().map(|step| &step.wanted) {
        Some(Wanted::Reject(Codes::One(code))) if other.is_empty() => code.clone(),
        _ => other.to_owned(),
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

/// The same members with another value of one.
pub(super) fn with(mut members: Value, member: &str, value: Value) -> Value {
    if let Some(all) = members.as_object_mut() {
        all.insert(member.to_owned(), value);
    }
    members
}
