//! Named values against their declaration in `operations.json`.

use super::Scope;
use super::value::{Expressions, Kind, check_hex};
use crate::engine::matching::is_absent;
use crate::model::case::Step;
use crate::model::operation::{Member, Operation};
use crate::model::outcome::Members;

/// How strictly values are held against their declaration.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    /// Whether each member that is not optional must be there.
    pub(super) complete: bool,
    pub(super) expressions: Expressions<'a>,
    /// Whether an optional member can be said to be missing.
    pub(super) absent: bool,
}

/// Unknown, missing and ill-typed members of `given`, which stands at `place`.
pub(super) fn check(
    scope: &mut Scope<'_>,
    place: &str,
    declared: &[Member],
    given: &Members,
    terms: Terms<'_>,
) {
    for (name, value) in given {
        let place = format!("{place}.{name}");
        let Some(member) = declared.iter().find(|member| member.name == *name) else {
            let names: Vec<&str> = declared.iter().map(|member| member.name.as_str()).collect();
            let mend =
                if names.is_empty() { "take it out".to_owned() } else { format!("use {}", names.join(", ")) };
            scope.report(place, "the operation has no such member", mend);
            continue;
        };
        if terms.absent && member.optional && is_absent(value) {
            continue;
        }
        // A type that is no type is reported once, where it is declared.
        let Some(kind) = Kind::parse(&member.kind) else { continue };
        if let Err(what) = kind.check(member.size, value, terms.expressions) {
            scope.report(place, what, format!("write `{}` as spec/cases.md says", member.kind));
        }
    }
    for member in declared.iter().filter(|member| terms.complete && !member.optional) {
        if !given.contains_key(&member.name) {
            scope.report(format!("{place}.{}", member.name), "it is missing", "give it");
        }
    }
}

/// Draws must be those of the operation: all of them, or none when the step is refused before it draws.
pub(super) fn check_draws(
    scope: &mut Scope<'_>,
    place: &str,
    operation: &Operation,
    step: &Step,
    accepted: bool,
) {
    let drawn = || {
        let given = |input: &String| step.input.contains_key(input);
        operation.draws.iter().filter(move |draw| !draw.unless.as_ref().is_some_and(given))
    };
    for (name, value) in &step.draws {
        let place = format!("{place}.{name}");
        match drawn().find(|draw| draw.name == *name) {
            None => scope.report(place, "the step does not draw this", "take it out"),
            Some(draw) => match value.as_str().map(|hex| check_hex(hex, Some(draw.bytes))) {
                Some(Ok(())) => {}
                Some(Err(what)) => scope.report(place, what, "write the drawn bytes in hex"),
                None => scope.report(place, "it is not bytes in hex", "write the drawn bytes in hex"),
            },
        }
    }
    if accepted || !step.draws.is_empty() {
        for draw in drawn().filter(|draw| !step.draws.contains_key(&draw.name)) {
            let mend = format!("give {} bytes, derived as spec/cases.md says", draw.bytes);
            scope.report(format!("{place}.{}", draw.name), "the step draws it, but it is missing", mend);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::harness::caught;
    use crate::vectors::fixture::{plain, scenario, seal, short};

    #[test]
    fn inputs_are_held_against_the_operation() {
        caught(
            &plain(),
            "/in/nonce",
            json!("00"),
            "in.nonce: the operation has no such member; use message, key",
        );
        caught(&plain(), "/in/message", Value::Null, "in.message: it is missing");
        caught(&plain(), "/in/message", json!("0"), "in.message: an odd number of hex digits");
        caught(&plain(), "/in/message", json!({"$ref": "x"}), "in.message: an expression stands where");
        caught(&plain(), "/in/mode", json!("lax"), "in.mode: `lax` is none of strict, naive");
        caught(&plain(), "/in/friends", json!(["0102", "x"]), "in.friends: it is not lower-case hex");
        caught(
            &scenario(),
            "/steps/2/in/message",
            json!({"$add": []}),
            "steps[2].in.message: `$add` is none of",
        );
    }

    #[test]
    fn only_an_optional_output_can_be_absent() {
        let absent = json!({"accept": {"plaintext": {"$absent": true}}});
        caught(&plain(), "/expect", absent, "expect.accept.plaintext: an expression stands where");
    }

    #[test]
    fn outputs_are_held_against_the_operation() {
        caught(
            &plain(),
            "/expect",
            json!({"accept": {"text": "61"}}),
            "expect.accept.text: the operation has no such",
        );
        caught(
            &plain(),
            "/expect",
            json!({"accept": {"plaintext": 1}}),
            "expect.accept.plaintext: it is not bytes",
        );
        caught(
            &plain(),
            "/intermediate/box",
            json!("00"),
            "intermediate.box: the operation has no such member",
        );
        caught(
            &scenario(),
            "/steps/0/expect/accept/id",
            json!("00"),
            "steps[0].expect.accept.id: 1 bytes instead of 2",
        );
        caught(
            &short(),
            "/upstream",
            json!({"accept": {"x": "00"}}),
            "upstream.accept.x: the operation has no such",
        );
    }

    #[test]
    fn draws_are_exactly_those_of_the_operation() {
        caught(&seal(), "/draws/nonce", json!("00"), "draws.nonce: 1 bytes instead of 2");
        caught(&seal(), "/draws/nonce", json!(1), "draws.nonce: it is not bytes in hex");
        caught(&seal(), "/draws", json!({}), "draws.nonce: the step draws it, but it is missing");
        caught(&seal(), "/draws/seed", json!("00"), "draws.seed: the step does not draw this");
        let given = json!({"seed": "0001"});
        caught(&scenario(), "/steps/0/in", given, "steps[0].draws.seed: the step does not draw this");
    }
}
