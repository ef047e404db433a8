//! One step: its operation, input, draws, time, outcome, variants, and upstream's own outcome.

use std::collections::BTreeMap;

use super::members::{self, Terms};
use super::value::{Expressions, references};
use super::{Scope, derive};
use crate::model::case::Step;
use crate::model::operation::{Operation, Protocol, Role};
use crate::model::outcome::{Answered, Expect, Members};

pub(super) fn lint(scope: &mut Scope<'_>, steps: &[Step], index: usize, step: &Step) {
    let Some((protocol, operation)) = scope.operation(&step.op) else {
        let (what, mend) = unknown(scope, &step.op);
        return scope.report(scope.member(index, "op"), what, mend);
    };
    let scenario = scope.is_scenario();
    let allowed = if scenario { Expressions::ALL } else { Expressions::Forbidden };
    let complete = Terms { complete: true, expressions: allowed, absent: false };
    members::check(scope, &scope.member(index, "in"), &operation.input, &step.input, complete);
    let accepted = matches!(step.expect, Expect::Accept(_));
    members::check_draws(scope, &scope.member(index, "draws"), operation, step, accepted);
    let known = if scenario { Expressions::KNOWN_PARTS } else { Expressions::Forbidden };
    let terms = Terms { complete: false, expressions: known, absent: false };
    members::check(
        scope,
        &scope.member(index, "intermediate"),
        &operation.intermediate,
        &step.intermediate,
        terms,
    );
    lint_now(scope, index, operation, step);
    lint_expect(scope, &scope.member(index, "expect"), (protocol, operation), &step.expect);
    for (at, variant) in step.variants.iter().enumerate() {
        let place = scope.member(index, &format!("variants[{at}]"));
        let asked = steps.get(..=index).unwrap_or_default();
        lint_when(scope, &place, asked, &variant.when);
        if variant.then.is_some() && !scenario && scope.located.case.check.is_none() {
            let what = "a case with one step and no check has nothing to stop";
            scope.report(format!("{place}.then"), what, "take it out");
        }
        lint_expect(scope, &format!("{place}.expect"), (protocol, operation), &variant.expect);
        if variant.expect == step.expect && at + 1 == step.variants.len() {
            scope.report(place, "it expects what the strict case expects", "take it out");
        }
    }
    derive::lint(scope, steps, index, operation);
    if let Some(upstream) = &step.upstream {
        lint_upstream(scope, &scope.member(index, "upstream"), (protocol, operation), upstream);
    }
    if !scenario {
        lint_check(scope, operation, accepted);
    }
}

/// What is wrong with the name of an operation, and which names are right.
fn unknown(scope: &Scope<'_>, op: &str) -> (String, String) {
    let kind = op.split('.').next().unwrap_or_default();
    let built_in = crate::live::protocols().iter().find(|protocol| protocol.protocol == kind);
    let protocol = built_in.unwrap_or(&scope.protocol.protocol);
    let what = format!("{} has no operation `{op}`", protocol.protocol);
    let names = protocol.operations.iter().map(|operation| operation.name.as_str());
    let names = || names.collect::<Vec<_>>().join(", ");
    (what, built_in.map_or_else(|| "use one of operations.json".to_owned(), |_| format!("use {}", names())))
}

fn lint_now(scope: &mut Scope<'_>, index: usize, operation: &Operation, step: &Step) {
    let place = scope.member(index, "now");
    match (operation.clock, step.now) {
        (true, None) => {
            scope.report(place, "the operation reads the clock", "give the time in Unix milliseconds");
        }
        (false, Some(_)) => scope.report(place, "the operation reads no clock", "take it out"),
        _ => {}
    }
}

fn lint_expect(
    scope: &mut Scope<'_>,
    place: &str,
    (protocol, operation): (&Protocol, &Operation),
    expect: &Expect,
) {
    match expect {
        Expect::Accept(given) => {
            let allowed = if scope.is_scenario() { Expressions::EXPECTED } else { Expressions::Forbidden };
            let terms = Terms { complete: false, expressions: allowed, absent: true };
            members::check(scope, &format!("{place}.accept"), &operation.out, given, terms);
        }
        Expect::Ignore(_) => {}
        Expect::Reject(codes) => {
            let place = format!("{place}.reject");
            for code in codes.as_slice() {
                if protocol.class_of(code).is_none() {
                    scope.report(
                        place.clone(),
                        format!("unknown code `{code}`"),
                        "use one of operations.json",
                    );
                }
            }
            if codes.as_slice().is_empty() {
                scope.report(place, "it lists no code", "name the code");
            }
        }
    }
}

/// The answers of `when` must belong to an operation that its actor has been asked for by then.
pub(super) fn lint_when(scope: &mut Scope<'_>, place: &str, steps: &[Step], when: &BTreeMap<String, String>) {
    let protocol = &scope.protocol.protocol;
    let mut strict = true;
    for (key, answer) in when {
        let place = format!("{place}.when.{key}");
        let subject = steps.last().map(|step| step.actor.as_str()).unwrap_or_default();
        let (actor, name) = key.split_once(':').unwrap_or((subject, key));
        let Some(choice) = protocol.choice(name) else {
            scope.report(place, format!("unknown choice `{name}`"), "use one of operations.json");
            continue;
        };
        if !choice.answers.contains(answer) {
            let what = format!("`{answer}` is no answer to `{name}`");
            scope.report(place, what, format!("use {}", choice.answers.join(", ")));
        } else if !has_been_asked(protocol, steps, actor, name) {
            let what = format!("no operation of `{actor}` up to this step depends on `{name}`");
            scope.report(place, what, "name the actor whose answer matters, or mend operations.json");
        }
        strict &= choice.answers.first() == Some(answer);
    }
    if strict {
        let mend = "say which other answer changes the outcome";
        scope.report(format!("{place}.when"), "it names only strict answers", mend);
    }
}

fn has_been_asked(protocol: &Protocol, steps: &[Step], actor: &str, choice: &str) -> bool {
    steps.iter().filter(|step| step.actor == actor).any(|step| {
        let operation = protocol.operation(&step.op);
        operation.is_some_and(|operation| operation.choices.iter().any(|name| name == choice))
    })
}

/// One outcome, and nothing but `raised` beside it.
fn lint_upstream(
    scope: &mut Scope<'_>,
    place: &str,
    (protocol, operation): (&Protocol, &Operation),
    upstream: &Members,
) {
    match outcome_of(upstream) {
        Ok(Answered::Accept(given)) => {
            let terms = Terms { complete: false, expressions: Expressions::Forbidden, absent: false };
            members::check(scope, &format!("{place}.accept"), &operation.out, &given, terms);
        }
        Ok(Answered::Reject(code)) if protocol.class_of(&code).is_none() => {
            let mend = "use one of operations.json, or `error` for what upstream does not announce";
            scope.report(format!("{place}.reject"), format!("unknown code `{code}`"), mend);
        }
        Ok(_) => {}
        Err(what) => {
            let mend =
                "write one of accept, ignore, reject, error, and `raised` as text beside it if need be";
            scope.report(place, what, mend);
        }
    }
}

/// Upstream's own outcome, without `raised`.
pub(crate) fn outcome_of(upstream: &Members) -> Result<Answered, String> {
    let mut outcome = upstream.clone();
    if outcome.remove("raised").is_some_and(|raised| !raised.is_string()) {
        return Err("`raised` is not text".to_owned());
    }
    serde_json::from_value(outcome.into()).map_err(|why| why.to_string())
}

/// A writer whose output depends on randomness is checked by reading that output back.
fn lint_check(scope: &mut Scope<'_>, operation: &Operation, accepted: bool) {
    let Some(check) = &scope.located.case.check else {
        if operation.role == Role::Writer && accepted && !operation.random_outputs.is_empty() {
            let mend = "say how the reference reads the output back";
            scope.report("check", "a case of a writer that draws needs a check", mend);
        }
        return;
    };
    let Some(reader) = scope.protocol.protocol.operation(&check.op) else {
        return scope.report(
            "check.op",
            format!("unknown operation `{}`", check.op),
            "use one of operations.json",
        );
    };
    let terms = Terms { complete: true, expressions: Expressions::ALL, absent: false };
    members::check(scope, "check.in", &reader.input, &check.input, terms);
    lint_expect(scope, "check.expect", (&scope.protocol.protocol, reader), &check.expect);
    let targets: Vec<&str> = check.input.values().flat_map(references).collect();
    for target in &targets {
        let name = target.strip_prefix('/').and_then(|path| path.split('/').next());
        if !operation.out.iter().any(|member| Some(member.name.as_str()) == name) {
            let mend = "point into the tested answer, such as `/message`";
            scope.report("check.in", format!("`{target}` is no output of {}", operation.name), mend);
        }
    }
    if targets.is_empty() {
        scope.report("check.in", "it does not use the tested answer", "add {\"$ref\":\"/message\"}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::harness::caught;
    use crate::vectors::fixture::{plain, scenario, seal, short};

    #[test]
    fn operation_time_and_codes_are_checked() {
        caught(&plain(), "/op", json!("pebble.close"), "op: pebble has no operation `pebble.close`");
        caught(&plain(), "/now", json!(5), "now: the operation reads no clock");
        caught(&scenario(), "/steps/3/now", Value::Null, "steps[3].now: the operation reads the clock");
        caught(&short(), "/expect/reject", json!("tiny"), "expect.reject: unknown code `tiny`");
        caught(&short(), "/expect/reject", json!([]), "expect.reject: it lists no code");
    }

    #[test]
    fn variants_are_checked() {
        let when = "/variants/0/when";
        caught(&short(), when, json!({"size": "x"}), "variants[0].when.size: unknown choice `size`");
        caught(
            &short(),
            when,
            json!({"length": "x"}),
            "`x` is no answer to `length`; use checked, unchecked",
        );
        caught(&short(), when, json!({"bob:length": "unchecked"}), "no operation of `bob` up to this step");
        caught(&short(), when, json!({"length": "checked"}), "when: it names only strict answers");
        caught(&short(), when, json!({}), "when: it names only strict answers");
        caught(&short(), "/variants/0/then", json!("stop"), "then: a case with one step and no check");
        caught(
            &short(),
            "/variants/0/expect",
            json!({"reject": "short"}),
            "expects what the strict case expects",
        );
        let variants = json!([{"when": {"length": "unchecked"}, "expect": {"reject": "short"}}]);
        caught(
            &seal(),
            "/variants",
            variants,
            "no operation of `subject` up to this step depends on `length`",
        );
    }

    #[test]
    fn upstream_is_one_outcome() {
        caught(&short(), "/upstream", json!({}), "upstream: ");
        caught(&short(), "/upstream", json!({"ignore": {}, "error": "x"}), "upstream: ");
        caught(&short(), "/upstream", json!({"ignore": {}, "raised": 1}), "upstream: `raised` is not text");
        caught(&short(), "/upstream", json!({"reject": "tiny"}), "upstream.reject: unknown code `tiny`");
    }

    #[test]
    fn a_writer_is_read_back() {
        caught(&seal(), "/check", Value::Null, "check: a case of a writer that draws needs a check");
        caught(&seal(), "/check/op", json!("pebble.close"), "check.op: unknown operation");
        caught(&seal(), "/check/in/message", json!({"$ref": "/box"}), "check.in: `/box` is no output");
        caught(&seal(), "/check/in/message", json!("00"), "check.in: it does not use the tested answer");
        caught(&seal(), "/check/expect", json!({"reject": "tiny"}), "check.expect.reject: unknown code");
    }
}
