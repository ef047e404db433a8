//! The linter of operations and cases: what `taut vectors --check` says about each file.
//!
//! | Module | Looks at |
//! |---|---|
//! | [`operations`] | `operations.json` |
//! | [`head`] | a case's ID, rules, source, bug, base, shape |
//! | [`step`] | operation, input, draws, outcome, choices of one step |
//! | [`mod@derive`] | bounds of derived variants |
//! | [`members`] | named values against their declaration |
//! | [`scenario`] | actors, state, saved values, what follows a refusal |
//! | [`live`] | networks and built-in actors |
//! | [`suite`] | what concerns several cases |

mod derive;
mod head;
mod live;
mod members;
mod operations;
mod scenario;
mod step;
mod suite;
mod value;

pub(crate) use step::outcome_of;

use super::checkout::{Located, ProtocolTree, Tree};
use super::problem::Problem;
use crate::model::case::Step;
use crate::model::operation::{CodeClass, Operation, Protocol};
use crate::model::outcome::Expect;

/// Everything that is wrong with the operations and cases of the checkout.
pub(crate) fn lint(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for protocol in &tree.protocols {
        problems.extend(operations::lint(protocol));
        for located in &protocol.cases {
            lint_case(&mut Scope { tree, protocol, located, problems: &mut problems });
        }
    }
    problems.extend(suite::lint(tree));
    problems
}

fn lint_case(scope: &mut Scope<'_>) {
    head::lint(scope);
    match scope.located.case.to_steps() {
        Ok(steps) => {
            for (index, step) in steps.iter().enumerate() {
                step::lint(scope, &steps, index, step);
            }
            scenario::lint(scope, &steps);
            live::lint(scope, &steps);
        }
        Err(what) => scope.report("", what, "see spec/cases.md, section on cases"),
    }
}

/// The case under the lens, and where its problems go.
struct Scope<'a> {
    tree: &'a Tree,
    protocol: &'a ProtocolTree,
    located: &'a Located,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Scope<'a> {
    fn report(&mut self, member: impl Into<String>, what: impl Into<String>, mend: impl Into<String>) {
        let located = self.located;
        let mut problem = Problem::new(&located.file, what, mend).line(located.line);
        problem.subject = Some(located.case.id.clone());
        problem.member = Some(member.into()).filter(|member| !member.is_empty());
        self.problems.push(problem);
    }

    /// An operation of the protocol or of a built-in actor, with whose codes it has.
    fn operation(&self, name: &str) -> Option<(&'a Protocol, &'a Operation)> {
        let protocol = &self.protocol.protocol;
        let own = protocol.operation(name).map(|operation| (protocol, operation));
        own.or_else(|| crate::live::operation(name))
    }

    /// `in.message`, or `steps[2].in.message` in a scenario.
    fn member(&self, index: usize, name: &str) -> String {
        if self.located.case.steps.is_some() { format!("steps[{index}].{name}") } else { name.to_owned() }
    }

    fn is_scenario(&self) -> bool {
        self.located.case.steps.is_some()
    }

    /// Whether a step refuses with a code that only says what the caller did wrong.
    fn is_misuse(&self, step: &Step) -> bool {
        self.all_codes(step, CodeClass::Misuse)
    }

    /// Whether the message of a case with one step is good, but for another operation.
    fn is_unexpected(&self, located: &Located) -> bool {
        let steps = located.case.to_steps().unwrap_or_default();
        steps.iter().all(|step| self.all_codes(step, CodeClass::Unexpected))
    }

    /// Whether a step is refused with codes of this class alone.
    fn all_codes(&self, step: &Step, class: CodeClass) -> bool {
        let Expect::Reject(codes) = &step.expect else { return false };
        codes.as_slice().iter().all(|code| self.protocol.protocol.class_of(code) == Some(class))
    }
}

/// Whether the strict outcome of a case with one step is to ignore or to reject.
fn is_negative(located: &Located) -> bool {
    matches!(&located.case.expect, Some(Expect::Ignore(_) | Expect::Reject(_)))
}

#[cfg(test)]
pub(super) mod harness {
    use serde_json::Value;

    use super::super::fixture;
    use super::super::problem::listed;
    use super::*;

    /// All problems of these cases, one a line.
    pub(crate) fn problems(cases: &[Value]) -> String {
        listed(&lint(&fixture::tree(cases)))
    }

    /// `case` with the value at a JSON pointer replaced, added, or (with null) removed.
    pub(crate) fn with(case: &Value, pointer: &str, value: Value) -> Value {
        let mut case = case.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let object = case.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            assert!(object.remove(name).is_some(), "{pointer} is not there");
        } else {
            object.insert(name.to_owned(), value);
        }
        case
    }

    /// The good cases of the fixture, with one of them changed, must give exactly this problem.
    #[track_caller]
    pub(crate) fn caught(case: &Value, pointer: &str, value: Value, message: &str) {
        let changed = with(case, pointer, value);
        let id = case["id"].as_str().unwrap();
        let cases: Vec<Value> =
            good().into_iter().map(|good| if good["id"] == id { changed.clone() } else { good }).collect();
        let found = problems(&cases);
        assert!(found.contains(message), "`{message}` is not in:\n{found}");
    }

    pub(crate) fn good() -> Vec<Value> {
        vec![fixture::plain(), fixture::short(), fixture::seal(), fixture::scenario()]
    }

    #[test]
    fn the_good_cases_are_clean() {
        assert_eq!(problems(&good()), "");
    }
}
