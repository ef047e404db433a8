//! Bounds of derived variants: where they may stand, and whether they fit the message.

use super::Scope;
use super::step::lint_when;
use crate::model::case::{ActorKind, Step};
use crate::model::derive::Bounds;
use crate::model::operation::Operation;
use crate::model::outcome::Expect;

pub(super) fn lint(scope: &mut Scope<'_>, steps: &[Step], index: usize, operation: &Operation) {
    let Some((step, derive)) = steps.get(index).and_then(|step| Some((step, step.derive.as_ref()?))) else {
        return;
    };
    let place = scope.member(index, "derive");
    if !matches!(step.expect, Expect::Accept(_)) {
        let what = "only a message that is accepted has derived variants";
        scope.report(place.clone(), what, "take it out, or give it to the positive case");
    }
    if scope.located.case.to_actors().get(&step.actor) == Some(&ActorKind::Attacker) {
        scope.report(place.clone(), "an attacker reads nothing that is tested", "take it out");
    }
    if operation.live {
        let what = "a live step is not repeated for every bit";
        scope.report(place.clone(), what, "give it to the operation that reads the message");
    }
    let declared = operation.input.iter().find(|member| member.name == derive.member);
    let given = step.input.get(&derive.member);
    let length = given.and_then(|value| value.as_str()).map(|hex| hex.len() / 2);
    if declared.is_none_or(|member| member.kind != "bytes") || given.is_none() {
        let what = format!("`{}` is no input of this step with the type bytes", derive.member);
        scope.report(format!("{place}.member"), what, "name the message");
    }
    lint_bounds(scope, &place, &derive.bounds(), length);
    for (at, variant) in derive.variants.iter().enumerate() {
        let place = format!("{place}.variants[{at}]");
        lint_when(scope, &place, steps.get(..=index).unwrap_or_default(), &variant.when);
        lint_bounds(scope, &place, &variant.bounds(), length);
        let (strict, other) = (derive.bounds(), variant.bounds());
        let same =
            (strict.covers, strict.except, strict.shortest) == (other.covers, other.except, other.shortest);
        if same && at + 1 == derive.variants.len() {
            scope.report(place, "it says what the strict answers say", "take it out");
        }
    }
}

/// `length` is known unless the message is an expression.
fn lint_bounds(scope: &mut Scope<'_>, place: &str, bounds: &Bounds<'_>, length: Option<usize>) {
    let limit = length.unwrap_or(usize::MAX);
    let mut next = 0;
    for range in bounds.covers.unwrap_or_default() {
        let (from, to) = range.ends();
        let end = to.unwrap_or(usize::MAX);
        if from < next || end <= from {
            let mend = "write ranges that hold a byte, one after the other, without overlap";
            scope.report(format!("{place}.covers"), format!("the range from {from} is out of order"), mend);
        }
        if from > limit || to.is_some_and(|to| to > limit) {
            let what = format!("the range from {from} reaches beyond the {limit} bytes of the message");
            scope.report(format!("{place}.covers"), what, "end it there, or leave its end open");
        }
        next = end;
    }
    for (byte, bit) in bounds.except {
        if *bit > 7 || *byte >= limit || !bounds.covers(*byte) {
            let what = format!("bit {bit} of byte {byte} is no bit that is covered");
            scope.report(format!("{place}.except"), what, "take it out");
        }
    }
    if bounds.shortest > limit {
        let what = format!("{} is more than the {limit} bytes of the message", bounds.shortest);
        scope.report(format!("{place}.shortest"), what, "a message that is accepted cannot be too short");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::harness::{caught, good, problems, with};
    use crate::vectors::fixture::{plain, scenario, short};

    fn bounds(covers: &Value) -> Value {
        json!({"member": "message", "covers": covers, "shortest": 1})
    }

    #[test]
    fn good_bounds_are_clean() {
        let variants = json!([{"when": {"length": "unchecked"}, "covers": [], "shortest": 0}]);
        for derive in [
            bounds(&json!([[0, 1], [1]])),
            bounds(&json!([])),
            json!({"member": "message", "except": [[0, 7]], "shortest": 1, "variants": variants}),
        ] {
            let changed = with(&plain(), "/derive", derive);
            let rest = good().into_iter().filter(|case| case["id"] != changed["id"]);
            let cases: Vec<Value> = rest.chain([changed.clone()]).collect();
            assert_eq!(problems(&cases), "");
        }
    }

    #[test]
    fn only_what_reads_and_accepts_has_them() {
        caught(&short(), "/derive", bounds(&json!([])), "derive: only a message that is accepted");
        let other = json!({"member": "key", "shortest": 1});
        caught(&plain(), "/derive", other, "derive.member: `key` is no input of this step");
        let far = json!({"member": "message", "covers": [[0, 9999]], "shortest": 9999});
        caught(&scenario(), "/steps/1/derive", far.clone(), "steps[1].derive: an attacker reads nothing");
        // The length of what an expression gives is not known here.
        let changed = with(&scenario(), "/steps/3/derive", far);
        assert!(!problems(&[changed]).contains("derive"));
    }

    #[test]
    fn bounds_must_fit_the_message() {
        for (covers, message) in [
            (json!([[0, 0]]), "derive.covers: the range from 0 is out of order"),
            (json!([[1, 2], [0, 1]]), "derive.covers: the range from 0 is out of order"),
            (json!([[0], [1]]), "derive.covers: the range from 1 is out of order"),
            (json!([[0, 9999]]), "derive.covers: the range from 0 reaches beyond the"),
        ] {
            caught(&plain(), "/derive", bounds(&covers), message);
        }
        let long = json!({"member": "message", "shortest": 9999});
        caught(&plain(), "/derive", long, "derive.shortest: 9999 is more than the");
        for except in [json!([[0, 8]]), json!([[9999, 0]])] {
            let derive = json!({"member": "message", "except": except, "shortest": 1});
            caught(&plain(), "/derive", derive, "is no bit that is covered");
        }
    }

    #[test]
    fn choices_of_bounds_are_checked() {
        let with_variants =
            |variants: Value| json!({"member": "message", "shortest": 1, "variants": variants});
        let unknown = json!([{"when": {"size": "x"}, "shortest": 0}]);
        caught(
            &plain(),
            "/derive",
            with_variants(unknown),
            "derive.variants[0].when.size: unknown choice `size`",
        );
        let same = json!([{"when": {"length": "unchecked"}, "shortest": 1}]);
        caught(
            &plain(),
            "/derive",
            with_variants(same),
            "derive.variants[0]: it says what the strict answers say",
        );
    }
}
