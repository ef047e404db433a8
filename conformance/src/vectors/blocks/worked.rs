//! Cases as a reader sees them: JSON, and every value in order.

use serde_json::{Map, Value};

use crate::model::case::{Case, Step};
use crate::model::operation::Member;
use crate::model::outcome::{Expect, Members};
use crate::vectors::checkout::ProtocolTree;

/// What is played, without what is said about it.
const PLAYED: [&str; 8] = ["op", "in", "draws", "now", "intermediate", "expect", "actors", "steps"];
/// Hex digits a line.
const WIDTH: usize = 64;

/// The case as JSON, or the members that are named by paths such as `expect.accept.message`.
pub(super) fn case(case: &Case, members: &[&str]) -> Result<String, String> {
    let whole = serde_json::to_value(case).map_err(|why| why.to_string())?;
    let mut shown = Map::new();
    if members.is_empty() {
        let present = PLAYED.iter().filter_map(|name| Some(((*name).to_owned(), whole.get(name)?.clone())));
        shown.extend(present);
    }
    for path in members {
        let found = path.split('.').try_fold(&whole, |value, name| value.get(name));
        let value = found.ok_or_else(|| format!("{} has no member {path}", case.id))?;
        let name = path.rsplit('.').next().unwrap_or(path);
        shown.insert(name.to_owned(), value.clone());
    }
    let json = serde_json::to_string_pretty(&shown).map_err(|why| why.to_string())?;
    Ok(format!("Case `{}`:\n\n```json\n{json}\n```\n", case.id))
}

/// Every input, draw, intermediate and output, one after the other.
pub(super) fn example(tree: &ProtocolTree, case: &Case) -> Result<String, String> {
    let mut text = vec![format!("Case `{}`: {}.\n\n```text\n", case.id, case.about.trim_end_matches('.'))];
    let steps = case.to_steps()?;
    for (index, step) in steps.iter().enumerate() {
        if case.steps.is_some() {
            let gap = if index == 0 { "" } else { "\n" };
            text.push(format!("{gap}step {}: {} {}\n", index + 1, step.actor, step.op));
        } else {
            text.push(format!("{}\n", step.op));
        }
        text.push(example_step(tree, step)?);
    }
    text.push("```\n".to_owned());
    Ok(text.concat())
}

fn example_step(tree: &ProtocolTree, step: &Step) -> Result<String, String> {
    let built_in = || crate::live::operation(&step.op).map(|(_, operation)| operation);
    let operation = tree.protocol.operation(&step.op).or_else(built_in);
    let operation = operation.ok_or_else(|| format!("there is no operation {}", step.op))?;
    let outcome = match &step.expect {
        Expect::Accept(members) => section("out", &operation.out, members),
        Expect::Ignore(_) => "\nignored\n".to_owned(),
        Expect::Reject(codes) => format!("\nrejected: {}\n", codes.as_slice().join(" or ")),
    };
    let parts = [
        section("in", &operation.input, &step.input),
        step.now.map(|now| format!("\nnow\n  {now}\n")).unwrap_or_default(),
        section("draws", &[], &step.draws),
        section("intermediate", &operation.intermediate, &step.intermediate),
        outcome,
    ];
    Ok(parts.concat())
}

fn section(head: &str, declared: &[Member], members: &Members) -> String {
    let mut text = Vec::new();
    if !members.is_empty() {
        text.push(format!("\n{head}\n"));
    }
    for (name, value) in members {
        let member = declared.iter().find(|member| member.name == *name);
        let about = member.and_then(|member| member.about.as_ref());
        let bytes = value.as_str().filter(|_| member.is_none_or(|member| member.kind == "bytes"));
        let size = bytes.map(|hex| format!(" ({} bytes)", hex.len() / 2)).unwrap_or_default();
        let about = about.map(|about| format!(": {about}")).unwrap_or_default();
        text.push(format!("  {name}{size}{about}\n"));
        text.extend(lines(value).iter().map(|line| format!("    {line}\n")));
    }
    text.concat()
}

/// A list has each item on lines of its own; text is wrapped.
fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if text.is_empty() => vec!["(empty)".to_owned()],
        Value::String(text) => {
            let digits: Vec<char> = text.chars().collect();
            digits.chunks(WIDTH).map(|chunk| chunk.iter().collect()).collect()
        }
        Value::Array(items) if items.is_empty() => vec!["(none)".to_owned()],
        Value::Array(items) => items.iter().flat_map(lines).collect(),
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::vectors::fixture;

    fn parsed(case: &Value) -> Case {
        serde_json::from_value(case.clone()).unwrap()
    }

    #[test]
    fn a_case_is_shown_in_parts_or_whole() {
        let seal = parsed(&fixture::seal());
        assert_eq!(
            case(&seal, &["draws.nonce", "expect.accept.message"]).unwrap(),
            "Case `pebble/seal/plain`:\n\n```json\n{\n  \"nonce\": \"0001\",\n  \"message\": \"000161\"\n}\n```\n"
        );
        let whole = case(&seal, &[]).unwrap();
        assert!(whole.contains("\"op\": \"pebble.seal\"") && !whole.contains("rules"), "{whole}");
        assert_eq!(case(&seal, &["in.x"]).unwrap_err(), "pebble/seal/plain has no member in.x");
    }

    #[test]
    fn an_example_shows_every_value() {
        let tree = fixture::tree(&[]);
        let mut seal = fixture::seal();
        seal["in"]["plaintext"] = json!("ab".repeat(33));
        assert_eq!(
            example(&tree.protocols[0], &parsed(&seal)).unwrap(),
            format!(
                "Case `pebble/seal/plain`: a plaintext.\n\n```text\npebble.seal\n\nin\n  key (2 bytes): 2 bytes\n    0102\n  \
                 plaintext (33 bytes)\n    {}\n    ab\n\ndraws\n  nonce (2 bytes)\n    0001\n\nintermediate\n  box (1 bytes)\n    61\n\n\
                 out\n  message (3 bytes)\n    000161\n```\n",
                "ab".repeat(32)
            )
        );
        let scenario = example(&tree.protocols[0], &parsed(&fixture::scenario())).unwrap();
        assert!(scenario.contains("\nstep 3: bob pebble.topic.open\n"), "{scenario}");
        assert!(scenario.contains("\nnow\n  1\n\nrejected: short\n"), "{scenario}");
    }
}
