//! Long runs of one byte as expressions: a line says what would take a hundred thousand digits.
//!
//! Expressions stand in scenarios alone. What is refused, or answered with such a run, becomes one of one step;
//! what is written and read back, one of two peers.

use serde_json::{Map, Value, json};

use super::draft::{DraftCheck, DraftStep};
use super::{Draft, Wanted, step};

/// So many bytes make an expression worth while.
const LONG: usize = 10_000;
const READER: &str = "reader";

/// The same case, as short as it can be.
pub(crate) fn condense(mut draft: Draft) -> Draft {
    let first = match (draft.actors.is_none(), draft.steps.pop()) {
        (true, Some(first)) => first,
        (_, last) => return last.into_iter().fold(draft, Draft::step),
    };
    let check = draft.check.take();
    match shortened(&first, check.as_ref()) {
        Some(steps) => steps.into_iter().fold(draft, |draft, step| {
            let actor = step.actor.clone();
            draft.peer(&actor).step(step)
        }),
        None => Draft { check, ..draft }.step(first),
    }
}

fn shortened(first: &DraftStep, check: Option<&DraftCheck>) -> Option<Vec<DraftStep>> {
    let input = expressed(&first.input);
    if input == first.input || first.derive.is_some() {
        return None;
    }
    let first = DraftStep { input, ..first.clone() };
    match (&first.wanted, check) {
        (Wanted::Reject(_), None) => Some(vec![first]),
        (Wanted::Accept(members), None) => {
            let members = repeated(members)?;
            Some(vec![first.accept(members)])
        }
        (Wanted::Played, Some(check)) => written_and_read(first, check),
        _ => None,
    }
}

/// A peer writes whatever it likes, and another one reads what was meant.
fn written_and_read(first: DraftStep, check: &DraftCheck) -> Option<Vec<DraftStep>> {
    let mut outputs = Map::new();
    let mut input = expressed(&check.input);
    let mut writes = first;
    for member in input.as_object_mut()?.values_mut() {
        if let Some(pointer) = member.get("$ref").and_then(Value::as_str).map(str::to_owned) {
            let name = pointer.trim_start_matches('/');
            outputs.insert(name.to_owned(), json!({ "$any": true }));
            writes = writes.save(name, &pointer);
            *member = json!({ "$ref": name });
        }
    }
    let reads = step(READER, &check.op, input).accept(repeated(&check.accept)?);
    Some(vec![writes.accept(Value::Object(outputs)), reads])
}

/// What an answer can be compared with: there runs stand alone.
fn repeated(members: &Value) -> Option<Value> {
    let members = expressed(members);
    let text = members.to_string();
    (text.len() < LONG && !text.contains("$concat")).then_some(members)
}

fn expressed(value: &Value) -> Value {
    match value {
        Value::String(text) => run(text).unwrap_or_else(|| value.clone()),
        Value::Array(items) => items.iter().map(expressed).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), expressed(member))).collect()
        }
        other => other.clone(),
    }
}

/// The longest run of one byte, with what stands around it.
fn run(text: &str) -> Option<Value> {
    let bytes = hex::decode(text).ok()?;
    let mut start = 0;
    let runs = bytes.chunk_by(|one, next| one == next).map(|run| {
        start += run.len();
        (run.len(), start)
    });
    let (length, end) = runs.max()?;
    if length < LONG {
        return None;
    }
    let byte = text.get(2 * end - 2..2 * end)?;
    let repeat = json!({ "$repeat": [byte, length] });
    match (text.get(..2 * (end - length))?, text.get(2 * end..)?) {
        ("", "") => Some(repeat),
        (before, "") => Some(json!({ "$concat": [before, repeat] })),
        ("", behind) => Some(json!({ "$concat": [repeat, behind] })),
        (before, behind) => Some(json!({ "$concat": [before, repeat, behind] })),
    }
}
