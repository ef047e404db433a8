//! What concerns several cases: IDs, and inputs that two cases share.

use std::collections::BTreeMap;

use crate::vectors::canonical;
use crate::vectors::checkout::{Located, Tree};
use crate::vectors::problem::Problem;

pub(super) fn lint(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<&str, &Located> = BTreeMap::new();
    let mut questions: BTreeMap<String, &Located> = BTreeMap::new();
    for located in tree.cases() {
        let case = &located.case;
        if let Some(first) = ids.insert(&case.id, located) {
            let what = format!("the ID stands at {}:{} already", first.file.display(), first.line);
            problems.push(problem(located, what, "give one of them another ID"));
        } else if let Some(first) = questions.insert(canonical::question(case), located) {
            let verdicts = canonical::verdict(case) == canonical::verdict(&first.case);
            let (what, mend) = if verdicts {
                ("asks the same as", "drop one, and cite its rules in the other")
            } else {
                ("asks the same, but expects otherwise than", "one input has one outcome: mend or drop one")
            };
            problems.push(problem(located, format!("{what} {}", first.case.id), mend));
        }
    }
    problems
}

fn problem(located: &Located, what: String, mend: &str) -> Problem {
    Problem::new(&located.file, what, mend).line(located.line).subject(located.case.id.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::harness::{problems, with};
    use crate::vectors::fixture::plain;

    #[test]
    fn duplicates_are_caught() {
        let twice = problems(&[plain(), plain()]);
        assert!(twice.contains("the ID stands at vectors/pebble/open.json:1 already"), "{twice}");
        let other = with(&plain(), "/id", json!("pebble/open/other"));
        let same = problems(&[plain(), other.clone()]);
        assert!(same.contains("pebble/open/other: asks the same as pebble/open/plain"), "{same}");
        let verdicts = problems(&[plain(), with(&other, "/expect", json!({"accept": {"plaintext": "62"}}))]);
        assert!(verdicts.contains("expects otherwise than pebble/open/plain"), "{verdicts}");
    }
}
