//! `vectors/LOCK`: captures from upstream are never edited.
//!
//! One line for each case with source `upstream`: a SHA-256, two spaces, the ID, sorted by ID. `--write` adds
//! lines and never changes one. To retire a capture, move its ID to `vectors/retired.json` with the reason and
//! take its line out by hand, in one change.

use std::collections::BTreeMap;
use std::path::Path;

use super::canonical;
use super::checkout::{Located, Tree};
use super::problem::Problem;
use crate::model::case::SourceKind;

/// Relative to the root of the checkout.
pub(crate) const FILE: &str = "vectors/LOCK";

/// Everything that differs between the lock and the captures.
pub(crate) fn check(tree: &Tree, lock: &str) -> Vec<Problem> {
    let file = Path::new(FILE);
    let mut problems = Vec::new();
    let mut known: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    let mut last = "";
    for (number, line) in (1..).zip(lock.lines()) {
        let Some((hash, id)) = line.split_once("  ") else {
            let mend = "write a SHA-256, two spaces and a case ID";
            problems.push(Problem::new(file, format!("cannot read `{line}`"), mend).line(number));
            continue;
        };
        if id <= last {
            let problem = Problem::new(file, "out of order, or twice", "sort the lines by case ID");
            problems.push(problem.line(number).subject(id));
        }
        last = id;
        known.insert(id, (hash, number));
    }
    for capture in captures(tree) {
        let id = capture.case.id.as_str();
        let at = Problem::new(&capture.file, "", "").line(capture.line).subject(id);
        match known.remove(id) {
            None => problems.push(Problem {
                what: "not in vectors/LOCK".to_owned(),
                mend: "run `taut vectors --write`".to_owned(),
                ..at
            }),
            Some((hash, _)) if hash != canonical::capture(&capture.case) => problems.push(Problem {
                what: "differs from what vectors/LOCK pins".to_owned(),
                mend: "upstream captures are never edited: restore it, or make an edited case of it"
                    .to_owned(),
                ..at
            }),
            Some(_) => {}
        }
    }
    for (id, (_, number)) in known {
        let mend = if tree.retired.contains_key(id) {
            "it is retired: take the line out"
        } else {
            "upstream captures are never removed: restore it, or retire it as vectors/README.md says"
        };
        problems.push(Problem::new(file, "there is no such capture", mend).line(number).subject(id));
    }
    problems
}

/// The lock with a line for each new capture.
pub(crate) fn extend(tree: &Tree, lock: &str) -> String {
    let mut lines: BTreeMap<String, String> = lock
        .lines()
        .filter_map(|line| Some((line.split_once("  ")?.1.to_owned(), line.to_owned())))
        .collect();
    for capture in captures(tree) {
        let id = &capture.case.id;
        lines.entry(id.clone()).or_insert_with(|| format!("{}  {id}", canonical::capture(&capture.case)));
    }
    lines.into_values().map(|line| line + "\n").collect()
}

fn captures(tree: &Tree) -> impl Iterator<Item = &Located> {
    tree.cases().filter(|located| located.case.source.kind == SourceKind::Upstream)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture;
    use super::super::problem::listed;
    use super::*;

    fn tree(message: &str) -> Tree {
        let capture = json!({
            "id": "pebble/open/plain", "about": "x", "rules": ["PB-OPEN-1"], "op": "pebble.open",
            "source": {"kind": "upstream", "ref": "sample 1"}, "upstream": {"accept": {}},
            "in": {"message": message}, "expect": {"accept": {}}
        });
        fixture::tree(&[capture])
    }

    fn found(tree: &Tree, lock: &str) -> String {
        listed(&check(tree, lock))
    }

    #[test]
    fn a_lock_of_these_captures_is_clean() {
        let tree = tree("00");
        let lock = extend(&tree, "");
        assert_eq!(lock.lines().count(), 1);
        assert_eq!(found(&tree, &lock), "");
        assert_eq!(extend(&tree, &lock), lock);
    }

    #[test]
    fn missing_changed_gone_and_broken_lines_are_caught() {
        let lock = extend(&tree("00"), "");
        assert!(found(&tree("00"), "").contains("not in vectors/LOCK"));
        assert!(found(&tree("01"), &lock).contains("upstream captures are never edited"));
        assert!(found(&fixture::tree(&[]), &lock).contains("upstream captures are never removed"));
        assert!(found(&tree("00"), "x\n").contains("cannot read `x`"));
        assert!(found(&tree("00"), &format!("{lock}{lock}")).contains("out of order"));
        let mut retired = fixture::tree(&[]);
        retired.retired.insert("pebble/open/plain".to_owned(), "wrong".to_owned());
        assert!(found(&retired, &lock).contains("take the line out"));
    }

    #[test]
    fn writing_never_changes_a_line() {
        let lock = extend(&tree("00"), "");
        assert_eq!(extend(&tree("01"), &lock), lock);
        assert_eq!(extend(&fixture::tree(&[]), &lock), lock);
    }
}
