//! What concerns the order of steps: actors, state, saved values, and what follows a refusal.

use std::collections::BTreeSet;

use super::Scope;
use super::value::references;
use crate::model::case::{ActorKind, Step};
use crate::model::operation::{Operation, Role, State};
use crate::model::outcome::Expect;

pub(super) fn lint(scope: &mut Scope<'_>, steps: &[Step]) {
    lint_actors(scope, steps);
    lint_state(scope, steps);
    if scope.is_scenario() {
        lint_saved(scope, steps);
        lint_after_refusal(scope, steps);
    }
}

/// Actors are declared and used; forging is for attackers.
fn lint_actors(scope: &mut Scope<'_>, steps: &[Step]) {
    let actors = scope.located.case.to_actors();
    for (index, step) in steps.iter().enumerate() {
        let forging = operation(scope, step).is_some_and(|operation| operation.role == Role::Attacker);
        match actors.get(&step.actor) {
            None => {
                let what = format!("`{}` is no actor of the case", step.actor);
                scope.report(scope.member(index, "actor"), what, "declare it in `actors`");
            }
            Some(ActorKind::Peer) if forging => {
                let what = format!("`{}` is an operation of attackers", step.op);
                scope.report(scope.member(index, "op"), what, "let an actor of kind `attacker` do it");
            }
            Some(_) => {}
        }
    }
    for name in actors.keys().filter(|name| !steps.iter().any(|step| step.actor == **name)) {
        scope.report(format!("actors.{name}"), "it has no step", "take it out");
    }
    for name in actors.keys().filter(|name| name.contains(':') || name.is_empty()) {
        scope.report(format!("actors.{name}"), "an actor's name holds no colon", "give it another name");
    }
}

/// An operation that needs state comes after one that has made it.
fn lint_state(scope: &mut Scope<'_>, steps: &[Step]) {
    let mut alive: BTreeSet<&str> = BTreeSet::new();
    for (index, step) in steps.iter().enumerate() {
        let accepted = matches!(step.expect, Expect::Accept(_));
        match operation(scope, step).map(|operation| operation.state) {
            Some(State::Creates) if accepted => {
                alive.insert(&step.actor);
            }
            Some(State::Uses) if !alive.contains(step.actor.as_str()) => {
                let what = format!("`{}` has no state yet", step.actor);
                scope.report(scope.member(index, "op"), what, "begin with a step that makes its state");
            }
            _ => {}
        }
    }
}

/// Names are saved once, from an accepted answer, before they are used.
fn lint_saved(scope: &mut Scope<'_>, steps: &[Step]) {
    let mut saved: BTreeSet<&str> = BTreeSet::new();
    for (index, step) in steps.iter().enumerate() {
        let expected = match &step.expect {
            Expect::Accept(members) => members.values().flat_map(references).collect(),
            Expect::Ignore(_) | Expect::Reject(_) => Vec::new(),
        };
        let on_the_way = step.intermediate.values().flat_map(references);
        for target in step.input.values().flat_map(references).chain(expected).chain(on_the_way) {
            // `name/json/pointer` is a part of what was saved.
            let name = target.split('/').next().unwrap_or_default();
            if !saved.contains(name) {
                let mend = "save it in an earlier step";
                scope.report(scope.member(index, "in"), format!("nothing is saved as `{name}` before"), mend);
            }
        }
        for (name, pointer) in &step.save {
            lint_save(scope, index, step, name, pointer);
            if !saved.insert(name) {
                let place = scope.member(index, &format!("save.{name}"));
                scope.report(place, "the name is taken", "save each name once a case");
            }
        }
    }
}

fn lint_save(scope: &mut Scope<'_>, index: usize, step: &Step, name: &str, pointer: &str) {
    let place = scope.member(index, &format!("save.{name}"));
    if !matches!(step.expect, Expect::Accept(_)) {
        scope.report(
            place.clone(),
            "the step is expected to be refused",
            "save only from an accepted answer",
        );
    }
    if name.contains('/') || name.is_empty() {
        scope.report(place.clone(), "a saved name holds no slash", "give it another name");
    }
    if pointer.is_empty() {
        return;
    }
    let member = pointer.strip_prefix('/').and_then(|path| path.split('/').next()).unwrap_or_default();
    let outputs = operation(scope, step).map(|operation| operation.out.as_slice()).unwrap_or_default();
    if !outputs.iter().any(|output| output.name == member) {
        let mend = "write a JSON pointer to an output, such as `/message`";
        scope.report(place, format!("`{pointer}` is no output of {}", step.op), mend);
    }
}

/// A refusal changes nothing, and the case shows it: a later step of the same peer is accepted. Only operations
/// that use state are concerned, and no refusal that the caller's own mistake brought about.
fn lint_after_refusal(scope: &mut Scope<'_>, steps: &[Step]) {
    let actors = scope.located.case.to_actors();
    for (index, step) in steps.iter().enumerate() {
        let refused = !matches!(step.expect, Expect::Accept(_)) && !scope.is_misuse(step);
        let stateful = operation(scope, step).is_some_and(|operation| operation.state == State::Uses);
        let peer = actors.get(&step.actor) == Some(&ActorKind::Peer);
        let accepts_later = steps
            .iter()
            .skip(index + 1)
            .any(|later| later.actor == step.actor && matches!(later.expect, Expect::Accept(_)));
        if refused && stateful && peer && !accepts_later {
            let what = format!("nothing shows that `{}` still works after this refusal", step.actor);
            scope.report(scope.member(index, "expect"), what, "let a good message follow and be accepted");
        }
    }
}

fn operation<'a>(scope: &Scope<'a>, step: &Step) -> Option<&'a Operation> {
    scope.operation(&step.op).map(|(_, operation)| operation)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::harness::{caught, problems, with};
    use crate::vectors::fixture::{plain, scenario};

    #[test]
    fn actors_are_checked() {
        caught(
            &scenario(),
            "/actors/eve",
            json!("peer"),
            "steps[1].op: `pebble.forge` is an operation of attackers",
        );
        caught(&scenario(), "/actors/ann", json!("peer"), "actors.ann: it has no step");
        caught(&scenario(), "/steps/1/actor", json!("mallory"), "steps[1].actor: `mallory` is no actor");
        caught(&plain(), "/op", json!("pebble.forge"), "op: `pebble.forge` is an operation of attackers");
        let actors = json!({"bob": "peer", "eve": "attacker", "a:b": "peer"});
        caught(&scenario(), "/actors", actors, "holds no colon");
    }

    #[test]
    fn state_is_made_before_it_is_used() {
        caught(&scenario(), "/steps/0/op", json!("pebble.seal"), "steps[2].op: `bob` has no state yet");
        caught(
            &scenario(),
            "/steps/0/expect",
            json!({"reject": "bad-key"}),
            "steps[2].op: `bob` has no state yet",
        );
    }

    #[test]
    fn saved_values_are_checked() {
        caught(&scenario(), "/steps/1/save", json!({}), "steps[2].in: nothing is saved as `forged` before");
        caught(&scenario(), "/steps/1/save/forged", json!("/box"), "`/box` is no output of pebble.forge");
        caught(&scenario(), "/steps/1/save", json!({"a/b": ""}), "save.a/b: a saved name holds no slash");
        caught(
            &scenario(),
            "/steps/3/save",
            json!({"forged": "/plaintext"}),
            "save.forged: the name is taken",
        );
        caught(
            &scenario(),
            "/steps/2/save",
            json!({"x": "/plaintext"}),
            "the step is expected to be refused",
        );
    }

    #[test]
    fn parts_of_a_whole_answer_are_known() {
        let whole =
            with(&scenario(), "/steps/2/in/message/$slice", json!([{"$ref": "forged/message"}, 0, 1]));
        let whole = with(&whole, "/steps/1/save", json!({"forged": ""}));
        let part = with(&whole, "/steps/3/in/message", json!({"$ref": "forged/message"}));
        assert_eq!(problems(&[part]), "");
    }

    #[test]
    fn a_good_message_follows_a_refusal() {
        caught(
            &scenario(),
            "/steps/3/expect",
            json!({"ignore": {}}),
            "steps[2].expect: nothing shows that `bob`",
        );
    }
}
