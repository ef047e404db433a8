//! What concerns several cases: IDs, inputs that two cases share, and what tier `quick` covers.

mod quick;

use std::collections::{BTreeMap, BTreeSet};

use crate::vectors::canonical;
use crate::vectors::checkout::{Located, ProtocolTree, Tree};
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
    problems.extend(tree.protocols.iter().flat_map(unaccounted));
    problems.extend(tree.protocols.iter().flat_map(quick::lint));
    problems
}

/// Measured behaviours that no case cites and that the chapter does not name as out of scope.
fn unaccounted(tree: &ProtocolTree) -> Vec<Problem> {
    let sources = tree.cases.iter().filter_map(|located| located.case.source.reference.as_deref());
    let prose = tree.chapter.prose.iter().map(|line| line.text.as_str());
    let cited: BTreeSet<usize> = sources.chain(prose).flat_map(numbers).collect();
    let missing = (1..=tree.protocol.measured).filter(|number| !cited.contains(number));
    let mend = "cite it in the `source` of a case, or name it out of scope in section 10.3";
    missing
        .map(|number| Problem::new(&tree.chapter_file, format!("nothing accounts for N {number}"), mend))
        .collect()
}

/// The numbers that stand in a text as `N 7`.
fn numbers(text: &str) -> Vec<usize> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).filter(|pair| pair.first() == Some(&"N"));
    pairs.filter_map(|pair| pair.last()?.parse().ok()).collect()
}

fn problem(located: &Located, what: String, mend: &str) -> Problem {
    Problem::new(&located.file, what, mend).line(located.line).subject(located.case.id.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::harness::{problems, with};
    use crate::vectors::fixture::{self, plain, short};
    use crate::vectors::lint::lint;

    #[test]
    fn a_measured_behaviour_that_nothing_cites_is_caught() {
        let mut tree = fixture::tree(&[plain(), short()]);
        let cited = super::numbers(short()["source"]["ref"].as_str().unwrap());
        tree.protocols[0].protocol.measured = cited[0];
        let found = lint(&tree);
        assert_eq!(found.len(), cited[0] - 1, "{found:?}");
        assert!(found.iter().all(|problem| problem.what.starts_with("nothing accounts for N ")), "{found:?}");
        assert_eq!(super::numbers("sample 24; N 10; N 7, XN 3 and N x"), [10, 7]);
    }

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
