//! Tables of the specification.

use crate::model::case::Step;
use crate::model::operation::{Member, Operation, State};
use crate::model::outcome::{Answered, Expect, Members};
use crate::spec::{Subject, class_name};
use crate::vectors::checkout::{Located, ProtocolTree};
use crate::vectors::lint::outcome_of;

/// Every rule with its section, kind and cases.
pub(super) fn rule_index(tree: &ProtocolTree) -> String {
    let rows = tree.chapter.rules.iter().map(|rule| {
        let cites = |located: &&Located| located.case.rules.contains(&rule.id);
        let cases: Vec<String> =
            tree.cases.iter().filter(cites).map(|located| format!("`{}`", located.case.id)).collect();
        let shown = match cases.as_slice() {
            [first, _, ..] => format!("{first} and {} more", cases.len() - 1),
            [only] => only.clone(),
            [] => String::new(),
        };
        vec![rule.id.clone(), rule.section.clone(), rule.kind(), shown]
    });
    table(&["Rule", "Section", "Kind", "Cases"], rows)
}

/// Codes, their classes and the rules that name them.
pub(super) fn codes(tree: &ProtocolTree) -> String {
    let rows = tree.protocol.codes.iter().map(|code| {
        vec![
            ticked(&code.code),
            class_name(code.class).to_owned(),
            rules(tree, |rule| &rule.codes, &code.code),
        ]
    });
    table(&["Code", "Class", "Rules"], rows)
}

/// Choices, their answers and rules.
pub(super) fn choices(tree: &ProtocolTree) -> String {
    let rows = tree.protocol.choices.iter().map(|choice| {
        let answers: Vec<String> = choice.answers.iter().map(|answer| ticked(answer)).collect();
        vec![
            ticked(&choice.name),
            choice.about.clone(),
            answers.join(", "),
            rules(tree, |rule| &rule.choices, &choice.name),
            choice.seen_in.clone(),
        ]
    });
    table(&["Choice", "About", "Answers", "Rules", "The other answer is seen in"], rows)
}

/// Steps whose outcome in upstream is not the strict one.
pub(super) fn measured(tree: &ProtocolTree) -> Result<String, String> {
    let mut rows = Vec::new();
    for located in &tree.cases {
        let case = &located.case;
        for (index, step) in case.to_steps()?.iter().enumerate() {
            let Some(upstream) = &step.upstream else { continue };
            let outcome = outcome_of(upstream).map_err(|why| format!("{}: {why}", case.id))?;
            if !differs(&outcome, &step.expect) {
                continue;
            }
            let place = if case.steps.is_some() { format!(", step {}", index + 1) } else { String::new() };
            rows.push(vec![
                format!("`{}`{place}", case.id),
                answered(&outcome, upstream),
                expected(&step.expect),
                step_choices(step),
            ]);
        }
    }
    Ok(table(&["Case", "Upstream", "This document", "Choice"], rows.into_iter()))
}

/// Inputs, draws, intermediates and outputs.
pub(super) fn operation(operation: &Operation) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    rows.extend(operation.input.iter().map(|member| member_row("in", member)));
    for draw in &operation.draws {
        let about = draw.unless.as_ref().map(|input| format!("drawn when `{input}` is left out"));
        rows.push(vec![
            "draw".into(),
            ticked(&draw.name),
            format!("`bytes`, {}", draw.bytes),
            about.unwrap_or_default(),
        ]);
    }
    rows.extend(operation.intermediate.iter().map(|member| member_row("intermediate", member)));
    rows.extend(operation.out.iter().map(|member| member_row("out", member)));
    let mut text = table(&["", "Name", "Type", ""], rows.into_iter());
    let ticked = |names: &[String]| names.iter().map(|name| ticked(name)).collect::<Vec<_>>().join(", ");
    let mut notes = Vec::new();
    match operation.state {
        State::Creates => notes.push("It makes the actor's state.".to_owned()),
        State::Uses => notes.push("It needs the actor's state.".to_owned()),
        State::None => {}
    }
    if operation.clock {
        notes.push("It reads the clock.".to_owned());
    }
    if !operation.choices.is_empty() {
        notes.push(format!("Choices: {}.", ticked(&operation.choices)));
    }
    if !operation.features.is_empty() {
        notes.push(format!("Features: {}.", ticked(&operation.features)));
    }
    if !notes.is_empty() {
        text = format!("{text}\n{}\n", notes.join(" "));
    }
    text
}

fn member_row(place: &str, member: &Member) -> Vec<String> {
    let place = if member.optional { format!("{place}, optional") } else { place.to_owned() };
    let size = member.size.map(|size| format!(", {size}")).unwrap_or_default();
    let kind = format!("{}{size}", ticked(&member.kind));
    vec![place, ticked(&member.name), kind, member.about.clone().unwrap_or_default()]
}

fn rules(tree: &ProtocolTree, names: impl Fn(&crate::spec::Rule) -> &Vec<String>, name: &str) -> String {
    let live = tree.chapter.rules.iter().filter(|rule| !rule.withdrawn && rule.subject != Subject::Limit);
    let naming = live.filter(|rule| names(rule).iter().any(|named| named == name));
    naming.map(|rule| rule.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn differs(upstream: &Answered, expect: &Expect) -> bool {
    match (upstream, expect) {
        (Answered::Accept(given), Expect::Accept(expected)) => {
            given.iter().any(|(name, value)| expected.get(name).is_some_and(|wanted| wanted != value))
        }
        (Answered::Ignore(_), Expect::Ignore(_)) => false,
        (Answered::Reject(code), Expect::Reject(codes)) => !codes.as_slice().contains(code),
        _ => true,
    }
}

fn answered(outcome: &Answered, upstream: &Members) -> String {
    let raised = upstream.get("raised").and_then(|raised| raised.as_str());
    match outcome {
        Answered::Accept(_) => "accepts".to_owned(),
        Answered::Ignore(_) => "ignores".to_owned(),
        Answered::Reject(code) => format!("rejects: {}", ticked(code)),
        Answered::Error(text) => format!("fails: {}", ticked(raised_text(raised.unwrap_or(text)))),
    }
}

/// What was raised. With a word that would make the table wider than the page it is no more than the class; the case
/// has all of it.
fn raised_text(raised: &str) -> &str {
    const WIDEST: usize = 27;
    let is_wide = raised.split_whitespace().any(|word| word.len() > WIDEST);
    let class = raised.split_once('(').map(|(class, _)| class);
    class.filter(|class| is_wide && !class.contains(' ')).unwrap_or(raised)
}

fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Accept(_) => "accepts".to_owned(),
        Expect::Ignore(_) => "ignores".to_owned(),
        Expect::Reject(codes) => {
            let codes: Vec<String> = codes.as_slice().iter().map(|code| ticked(code)).collect();
            format!("rejects: {}", codes.join(" or "))
        }
    }
}

fn step_choices(step: &Step) -> String {
    let mut names: Vec<String> = Vec::new();
    for key in step.variants.iter().flat_map(|variant| variant.when.keys()) {
        let name = ticked(key.split_once(':').map_or(key.as_str(), |(_, name)| name));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

fn ticked(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = vec![format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()))];
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
        text.push(format!("| {} |\n", cells.join(" | ")));
    }
    text.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::fixture;

    #[test]
    fn rules_lead_to_cases() {
        let tree = fixture::tree(&[fixture::plain(), fixture::short(), fixture::seal()]);
        let index = rule_index(&tree.protocols[0]);
        assert!(
            index.contains("| PB-OPEN-1 | 5.1 | strict: length | `pebble/open/plain` and 1 more |\n"),
            "{index}"
        );
        assert!(index.contains("| PB-OPEN-3 | 5.1 | withdrawn |  |\n"), "{index}");
        assert!(index.contains("| PB-SEAL-1 | 5.2 | interop | `pebble/seal/plain` |\n"), "{index}");
    }

    #[test]
    fn codes_and_choices_lead_to_rules() {
        let tree = fixture::tree(&[]);
        assert!(codes(&tree.protocols[0]).contains("| `short` | malformed | PB-OPEN-1 |\n"));
        let choices = choices(&tree.protocols[0]);
        assert!(
            choices.contains("| `length` | Whether. | `checked`, `unchecked` | PB-OPEN-1 | pebble 1 |\n")
        );
    }

    #[test]
    fn only_different_outcomes_are_listed() {
        let tree = fixture::tree(&[fixture::plain(), fixture::short()]);
        let rows = measured(&tree.protocols[0]).unwrap();
        let expected = "| `pebble/open/short` | fails: `index out of range` | rejects: `short` | `length` |";
        assert_eq!(rows.lines().skip(2).collect::<Vec<_>>(), [expected]);
    }

    #[test]
    fn what_was_raised_has_no_words_wider_than_its_column() {
        assert_eq!(raised_text("IndexError(index out of range)"), "IndexError(index out of range)");
        let wide = "DecryptionFailedException(Decryption failed)";
        assert_eq!(raised_text(wide), "DecryptionFailedException");
        let named = "json.decoder.JSONDecodeError: no value (char 0)";
        assert_eq!(raised_text(named), named);
    }

    #[test]
    fn an_operation_is_listed_in_order() {
        let tree = fixture::tree(&[]);
        let text = operation(tree.operation("pebble.topic.new").unwrap());
        assert_eq!(
            text,
            "|  | Name | Type |  |\n|---|---|---|---|\n| in, optional | `seed` | `bytes` |  |\n\
             | draw | `seed` | `bytes`, 2 | drawn when `seed` is left out |\n| out | `id` | `bytes`, 2 |  |\n\n\
             It makes the actor's state.\n"
        );
        let text = operation(tree.operation("pebble.open").unwrap());
        assert!(text.contains("| in, optional | `mode` | `enum(strict\\|naive)` |  |\n"), "{text}");
        assert!(text.ends_with("\nChoices: `length`. Features: `pebble-naive`.\n"), "{text}");
    }
}
