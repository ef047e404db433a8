//! Tier `quick`: in a protocol that has it, it touches whatever any case touches.

use std::collections::BTreeSet;

use crate::model::case::{Case, Tier};
use crate::model::outcome::Expect;
use crate::vectors::checkout::ProtocolTree;
use crate::vectors::problem::Problem;

/// Operations, codes and rules of which no quick case shows anything.
pub(super) fn lint(tree: &ProtocolTree) -> Vec<Problem> {
    let quick = || tree.cases.iter().filter(|located| located.case.tier == Tier::Quick);
    let Some(first) = quick().next() else { return Vec::new() };
    let covered: BTreeSet<String> = quick().flat_map(|located| touched(&located.case)).collect();
    let all: BTreeSet<String> = tree.cases.iter().flat_map(|located| touched(&located.case)).collect();
    let mend = "give one of the cases that have it tier `quick`, the shortest that does";
    let missing = all.difference(&covered);
    missing.map(|what| Problem::new(&first.file, format!("no quick case has {what}"), mend)).collect()
}

fn touched(case: &Case) -> BTreeSet<String> {
    let steps = case.to_steps().unwrap_or_default();
    let codes = steps.iter().filter_map(|step| match &step.expect {
        Expect::Reject(codes) => Some(codes.as_slice()),
        _ => None,
    });
    let codes = codes.flatten().map(|code| format!("the code `{code}`"));
    let operations = steps.iter().map(|step| format!("the operation `{}`", step.op));
    let rules = case.rules.iter().map(|rule| format!("the rule {rule}"));
    codes.chain(operations).chain(rules).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::vectors::fixture::{plain, short};
    use crate::vectors::lint::harness::{problems, with};

    #[test]
    fn what_no_quick_case_touches_is_caught() {
        let quick = with(&plain(), "/tier", json!("quick"));
        let found = problems(&[quick.clone(), short()]);
        assert!(found.contains("no quick case has the code `short`"), "{found}");
        assert!(!found.contains("no quick case has the operation"), "{found}");
        let all = problems(&[quick, with(&short(), "/tier", json!("quick"))]);
        assert!(!all.contains("no quick case"), "{all}");
        assert!(!problems(&[plain(), short()]).contains("no quick case"));
    }
}
