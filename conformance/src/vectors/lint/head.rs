//! The head of a case: ID, text, rules, source, base, bug, features; and that it has one of the two shapes.

use super::{Scope, is_negative};
use crate::model::case::{ActorKind, Case, SourceKind};
use crate::model::operation::CodeClass;
use crate::model::outcome::Expect;
use crate::spec::Subject;

pub(super) fn lint(scope: &mut Scope<'_>) {
    let case = &scope.located.case;
    lint_id(scope, &case.id);
    if case.about.trim().is_empty() {
        scope.report("about", "it is empty", "say in one line what the case shows");
    }
    lint_rules(scope, case);
    lint_source(scope, case);
    lint_base(scope, case);
    if case.bug.is_none() && needs_bug(scope, case) {
        let mend = "say which class of mistake it shows, and how severe that is";
        scope.report("bug", "a case with a refusal, or of a limit, needs it", mend);
    }
    lint_needs(scope, case);
    lint_asked(scope, case);
    lint_shape(scope, case);
}

fn lint_id(scope: &mut Scope<'_>, id: &str) {
    let parts: Vec<&str> = id.split('/').collect();
    let is_word = |part: &&str| {
        !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
    };
    if parts.len() != 3 || !parts.iter().all(is_word) {
        let mend = "write protocol/subject/name in a-z, 0-9 and hyphens";
        scope.report("id", "it is not of the form of an ID", mend);
    } else if parts.first() != Some(&scope.protocol.protocol.protocol.as_str()) {
        let mend = "begin it with the protocol of the folder";
        scope.report("id", "it is of another protocol", mend);
    }
    if let Some(why) = scope.tree.retired.get(id) {
        scope.report("id", format!("it was retired: {why}"), "take a new ID; an ID is never used again");
    }
}

fn lint_rules(scope: &mut Scope<'_>, case: &Case) {
    if case.rules.is_empty() {
        scope.report("rules", "it cites no rule", "cite the rules that it shows");
    }
    for (index, id) in case.rules.iter().enumerate() {
        let place = format!("rules[{index}]");
        match scope.protocol.chapter.rule(id) {
            None => scope.report(place, format!("there is no rule {id}"), "mend the ID, or write the rule"),
            Some(rule) if rule.withdrawn => {
                scope.report(place, format!("{id} is withdrawn"), "cite what took its place");
            }
            Some(_) => {}
        }
        if case.rules.iter().take(index).any(|earlier| earlier == id) {
            scope.report(format!("rules[{index}]"), format!("{id} is cited twice"), "cite it once");
        }
    }
}

/// `sample 24; N 10`: what was captured, and which measured behaviour the case is built on.
fn lint_source(scope: &mut Scope<'_>, case: &Case) {
    let cited: Vec<&str> = case.source.reference.as_deref().unwrap_or_default().split("; ").collect();
    let is_citation = |part: &&str| {
        let number = part.strip_prefix("sample ").or_else(|| part.strip_prefix("N "));
        number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
    };
    if case.source.reference.is_some() && !cited.iter().all(is_citation) {
        let mend = "write such as `sample 24`, `N 10` or `sample 24; N 10`";
        scope.report("source.ref", "it cites neither samples nor measured behaviours", mend);
    }
    let from_upstream = case.source.kind != SourceKind::Generated;
    if from_upstream && case.source.reference.is_none() {
        scope.report("source.ref", "it is missing", "name the sample or the measured behaviour");
    }
    let measured = cited.iter().any(|part| part.starts_with("N "));
    let has_outcome =
        case.upstream.is_some() || case.steps.iter().flatten().any(|step| step.upstream.is_some());
    if !has_outcome && (measured || case.source.kind == SourceKind::Upstream) {
        scope.report("upstream", "upstream's own outcome is missing", "keep what upstream did");
    }
    if has_outcome && case.source.reference.is_none() {
        scope.report("source.ref", "upstream's outcome is given without its source", "cite it");
    }
}

/// A negative case is one named edit of a positive one, or of a good message that is for another operation (class
/// `unexpected`). A mistake of the caller needs no base.
fn lint_base(scope: &mut Scope<'_>, case: &Case) {
    let Some(base) = &case.edit_of else {
        let misuse = case.to_steps().is_ok_and(|steps| steps.iter().all(|step| scope.is_misuse(step)));
        if is_negative(scope.located) && !misuse {
            scope.report(
                "edit_of",
                "a negative case needs it",
                "name the positive case that it differs from",
            );
        }
        return;
    };
    match scope.tree.case(base) {
        _ if *base == case.id => scope.report("edit_of", "it names itself", "name the positive case"),
        None => scope.report("edit_of", format!("there is no case {base}"), "mend the ID"),
        Some(found) if is_negative(found) && !scope.is_unexpected(found) => {
            scope.report("edit_of", format!("{base} is a negative case"), "name the positive case");
        }
        Some(_) => {}
    }
}

/// One-step: whatever is refused or ignored. Scenario: a refusal by a peer that is no normal traffic, so not of
/// the classes `unexpected` (a message for another operation) and `misuse`. Any case that shows a limit.
fn needs_bug(scope: &Scope<'_>, case: &Case) -> bool {
    let rules = &scope.protocol.chapter;
    let limit = |id: &String| rules.rule(id).is_some_and(|rule| rule.subject == Subject::Limit);
    if case.rules.iter().any(limit) || is_negative(scope.located) {
        return true;
    }
    let actors = case.to_actors();
    case.steps.iter().flatten().any(|step| {
        matches!(step.expect, Expect::Reject(_))
            && actors.get(&step.actor) == Some(&ActorKind::Peer)
            && !scope.is_misuse(step)
            && !scope.all_codes(step, CodeClass::Unexpected)
    })
}

fn lint_needs(scope: &mut Scope<'_>, case: &Case) {
    let protocol = &scope.protocol.protocol;
    let steps = case.to_steps().unwrap_or_default();
    for (index, need) in case.needs.iter().enumerate() {
        let place = format!("needs[{index}]");
        let offered =
            |name: &str| protocol.operation(name).is_some_and(|found| found.features.contains(need));
        if !protocol.features.iter().any(|feature| feature.name == *need) {
            scope.report(place, format!("unknown feature `{need}`"), "use one of operations.json");
        } else if !steps.iter().any(|step| offered(&step.op)) {
            let what = format!("no operation of the case has the feature `{need}`");
            scope.report(place, what, "take it out, or mend operations.json");
        }
    }
}

/// A feature `PROTOCOL-WORD` is asked for by an input that is this word.
fn lint_asked(scope: &mut Scope<'_>, case: &Case) {
    let protocol = &scope.protocol.protocol;
    for (index, step) in case.to_steps().unwrap_or_default().iter().enumerate() {
        let Some(operation) = protocol.operation(&step.op) else { continue };
        for (name, value) in &step.input {
            let feature = format!("{}-{}", protocol.protocol, value.as_str().unwrap_or_default());
            if operation.features.contains(&feature) && !case.needs.contains(&feature) {
                let place = scope.member(index, &format!("in.{name}"));
                scope.report(place, format!("it asks for the feature `{feature}`"), "add it to `needs`");
            }
        }
    }
}

/// Members of the other shape.
fn lint_shape(scope: &mut Scope<'_>, case: &Case) {
    let misplaced: Vec<&str> = if case.steps.is_some() {
        let present = [
            ("in", case.input.is_some()),
            ("draws", case.draws.is_some()),
            ("now", case.now.is_some()),
            ("intermediate", case.intermediate.is_some()),
            ("expect", case.expect.is_some()),
            ("variants", !case.variants.is_empty()),
            ("upstream", case.upstream.is_some()),
            ("check", case.check.is_some()),
        ];
        present.into_iter().filter(|(_, present)| *present).map(|(name, _)| name).collect()
    } else {
        case.actors.iter().map(|_| "actors").collect()
    };
    for name in misplaced {
        let what = if case.steps.is_some() {
            "a scenario says this in its steps"
        } else {
            "a case with one step has none"
        };
        scope.report(name, what, "move it");
    }
    if case.steps.is_some() && case.actors.is_none() {
        scope.report("actors", "a scenario needs it", "name each actor and its kind");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::harness::{caught, good, problems, with};
    use crate::vectors::fixture::{plain, scenario, seal, short};
    use crate::vectors::{fixture, lint};

    #[test]
    fn ids_are_checked() {
        caught(&short(), "/id", json!("pebble/Short"), "id: it is not of the form");
        caught(&short(), "/id", json!("pebble/open/a b"), "id: it is not of the form");
        caught(&short(), "/id", json!("brick/open/short"), "id: it is of another protocol");
        let mut tree = fixture::tree(&good());
        tree.retired.insert("pebble/open/short".to_owned(), "wrong bytes".to_owned());
        let found = lint::lint(&tree);
        assert!(found[0].what.contains("it was retired: wrong bytes"), "{found:?}");
    }

    #[test]
    fn text_rules_and_features_are_checked() {
        caught(&short(), "/about", json!(" "), "about: it is empty");
        caught(&short(), "/rules", json!([]), "rules: it cites no rule");
        caught(&short(), "/rules", json!(["PB-OPEN-9"]), "rules[0]: there is no rule PB-OPEN-9");
        caught(&short(), "/rules", json!(["PB-OPEN-3"]), "rules[0]: PB-OPEN-3 is withdrawn");
        caught(&short(), "/rules", json!(["PB-OPEN-1", "PB-OPEN-1"]), "rules[1]: PB-OPEN-1 is cited twice");
        caught(&short(), "/needs", json!(["pebble-2"]), "needs[0]: unknown feature `pebble-2`");
        caught(&plain(), "/in/mode", json!("naive"), "in.mode: it asks for the feature `pebble-naive`");
        caught(
            &seal(),
            "/needs",
            json!(["pebble-naive"]),
            "needs[0]: no operation of the case has the feature",
        );
    }

    #[test]
    fn provenance_is_checked() {
        let from = |reference: &str| json!({"kind": "edited-upstream", "ref": reference});
        caught(&short(), "/source", from("sample x"), "source.ref: it cites neither");
        caught(&short(), "/source", json!({"kind": "edited-upstream"}), "source.ref: it is missing");
        caught(
            &short(),
            "/source",
            json!({"kind": "generated"}),
            "source.ref: upstream's outcome is given without",
        );
        caught(&short(), "/upstream", Value::Null, "upstream: upstream's own outcome is missing");
        caught(&plain(), "/upstream", Value::Null, "upstream: upstream's own outcome is missing");
    }

    #[test]
    fn negative_cases_have_a_bug_and_a_base() {
        caught(&short(), "/bug", Value::Null, "bug: a case with a refusal, or of a limit, needs it");
        caught(&scenario(), "/bug", Value::Null, "bug: a case with a refusal, or of a limit, needs it");
        caught(&short(), "/edit_of", Value::Null, "edit_of: a negative case needs it");
        caught(&short(), "/edit_of", json!("pebble/open/gone"), "edit_of: there is no case");
        caught(&short(), "/edit_of", json!("pebble/open/short"), "edit_of: it names itself");
        let negative = with(&short(), "/id", json!("pebble/open/other"));
        let second =
            with(&with(&short(), "/edit_of", json!("pebble/open/other")), "/in/message", json!("01"));
        let found = problems(&[plain(), negative, second]);
        assert!(found.contains("edit_of: pebble/open/other is a negative case"), "{found}");
    }

    #[test]
    fn a_good_message_for_another_operation_can_be_edited() {
        let mut base = with(&short(), "/id", json!("pebble/open/hello"));
        base = with(&with(&base, "/expect", json!({"reject": "hello"})), "/in/message", json!("02"));
        let edited = with(&short(), "/edit_of", json!("pebble/open/hello"));
        assert_eq!(problems(&[plain(), base, edited]), "");
    }

    #[test]
    fn a_mistake_of_the_caller_needs_no_base() {
        let mut misuse =
            with(&with(&seal(), "/expect", json!({"reject": "bad-key"})), "/in/key", json!("01"));
        misuse = with(&misuse, "/bug", json!({"class": "robustness", "severity": "low"}));
        misuse = with(&with(&misuse, "/draws", json!({})), "/check", Value::Null);
        assert_eq!(problems(&[misuse]), "");
    }

    #[test]
    fn the_two_shapes_do_not_mix() {
        caught(&scenario(), "/in", json!({}), "in: a scenario says this in its steps");
        caught(&plain(), "/actors", json!({"subject": "peer"}), "actors: a case with one step has none");
        caught(&scenario(), "/actors", Value::Null, "actors: a scenario needs it");
        caught(&scenario(), "/steps", json!([]), "`steps` is empty");
        caught(&scenario(), "/op", json!("pebble.open"), "either `op` or `steps`");
        caught(&plain(), "/expect", Value::Null, "needs `expect`");
    }
}
