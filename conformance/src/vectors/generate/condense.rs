//! Long runs of one byte, or of two, as expressions: a line says what would take a hundred thousand digits.
//!
//! Expressions stand in scenarios alone. What is refused, or answered with such a run, becomes one of one step;
//! what is written and read back, one of two peers.

use serde_json::{Map, Value, json};

use super::draft::{DraftCheck, DraftStep};
use super::{Draft, Wanted, step};

/// So many bytes make an expression worth while.
const LONG: usize = 10_000;
/// What is repeated has at most so many.
const UNIT: usize = 2;
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

/// All long runs, with what stands around them.
fn run(text: &str) -> Option<Value> {
    let bytes = hex::decode(text).ok().filter(|bytes| bytes.len() >= LONG)?;
    let parts = parts(&bytes);
    match parts.as_slice() {
        [only] => Some(only.clone()).filter(Value::is_object),
        _ => Some(json!({ "$concat": parts })),
    }
}

/// The bytes in order, long runs as expressions.
fn parts(bytes: &[u8]) -> Vec<Value> {
    let longest = (1..=UNIT).map(|unit| longest(bytes, unit)).reduce(|one, other| {
        // What repeats with one byte does so with two, too.
        if other.length > one.length { other } else { one }
    });
    let found = longest.filter(|run| run.length >= LONG).and_then(|run| {
        let (before, rest) = bytes.split_at_checked(run.start)?;
        let (unit, times) = (rest.get(..run.unit)?, run.length / run.unit);
        Some((before, json!({ "$repeat": [hex::encode(unit), times] }), rest.get(unit.len() * times..)?))
    });
    match found {
        Some((before, repeat, behind)) => [parts(before), vec![repeat], parts(behind)].concat(),
        None if bytes.is_empty() => Vec::new(),
        None => vec![Value::String(hex::encode(bytes))],
    }
}

struct Run {
    start: usize,
    length: usize,
    unit: usize,
}

/// The longest part in which each byte is the one that stands `unit` bytes before it.
fn longest(bytes: &[u8], unit: usize) -> Run {
    let repeats = bytes.iter().zip(bytes.iter().skip(unit)).map(|(byte, later)| byte == later);
    let mut best = Run { start: 0, length: 0, unit };
    let mut start = 0;
    for (at, repeats) in repeats.enumerate() {
        if !repeats {
            start = at + 1;
        } else if at + 1 + unit - start > best.length {
            best = Run { start, length: at + 1 + unit - start, unit };
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_wherever_they_stand() {
        let zeros = |count: usize| ",0".repeat(count);
        for (text, wanted) in [
            ("a".repeat(LONG - 1), None),
            ("a".repeat(LONG), Some(json!({ "$repeat": ["61", LONG] }))),
            (
                format!("[{}]", "a".repeat(LONG)),
                Some(json!({ "$concat": ["5b", { "$repeat": ["61", LONG] }, "5d"] })),
            ),
            (
                format!("[0{}]", zeros(LONG)),
                Some(json!({ "$concat": ["5b", { "$repeat": ["302c", LONG] }, "305d"] })),
            ),
            (
                format!("{}{}", "[".repeat(LONG), "]".repeat(LONG + 1)),
                Some(json!({ "$concat": [{ "$repeat": ["5b", LONG] }, { "$repeat": ["5d", LONG + 1] }] })),
            ),
        ] {
            assert_eq!(run(&hex::encode(&text)), wanted, "{}", text.len());
        }
    }
}
