//! An earlier run, and what has changed since: `--baseline`.
//!
//! A difference that the earlier run had, with the same symptoms or more, does not fail the new one. Everything else
//! that is worse does: a case that differs and did not, differs in another way, or ran and is not offered any more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::event::{CaseResult, Changes, Event, Verdict};
use crate::symptom::Symptom;

/// The verdicts of the earlier run, and what the new one has shown so far.
#[derive(Debug)]
pub(crate) struct Baseline {
    /// Of the cases that were not met yet.
    old: BTreeMap<String, Old>,
    /// Every case of the suite, selected or not.
    suite: BTreeSet<String>,
    changes: Changes,
}

/// A report of `--json`, as far as it matters.
#[derive(Deserialize)]
struct Report {
    cases: Vec<CaseResult>,
    end: Option<IgnoredAny>,
}

/// What the earlier run said of a case.
#[derive(Debug)]
struct Old {
    verdict: Verdict,
    /// Why it counted under `differ`; nothing if it did not.
    differed: Option<Vec<Symptom>>,
}

impl From<CaseResult> for Old {
    fn from(result: CaseResult) -> Self {
        Self { verdict: result.verdict, differed: result.differs().then(|| result.shown()) }
    }
}

impl Baseline {
    /// Reads the report of an earlier run.
    ///
    /// # Errors
    /// When it cannot be read, or is no report of a run that came to its end.
    pub(crate) fn read(path: &Path, suite: BTreeSet<String>) -> Result<Self> {
        let name = format!("--baseline {}", path.display());
        let text = fs::read(path).with_context(|| format!("cannot read {name}"))?;
        let report = match crate::json::from_slice::<Report>(&text) {
            Ok(report) => report,
            Err(why) => match events(&text) {
                Some(report) => report,
                None => bail!("{name} is no report of `taut run --json` or `--events`: {why}"),
            },
        };
        if report.end.is_none() {
            bail!("{name}: that run had no end, so it says nothing; make the report again");
        }
        let old = report.cases.into_iter().map(|old| (old.id.clone(), Old::from(old))).collect();
        Ok(Self { old, suite, changes: Changes::default() })
    }

    /// Compares a verdict with the earlier one.
    pub(crate) fn case(&mut self, result: &CaseResult) {
        let old = self.old.remove(&result.id);
        let changes = &mut self.changes;
        let mut fails = || changes.newly_failing.push(result.id.clone());
        match old {
            _ if result.verdict == Verdict::NotRun => {}
            None => {
                if result.differs() {
                    fails();
                }
                changes.new.push(result.id.clone());
            }
            Some(old) if result.differs() => {
                let before = old.differed.unwrap_or_default();
                if result.shown().iter().any(|symptom| !before.contains(symptom)) {
                    fails();
                }
            }
            Some(old) if result.verdict == Verdict::NotOffered => {
                if !matches!(old.verdict, Verdict::NotOffered | Verdict::NotRun) {
                    fails();
                }
            }
            Some(old) if old.differed.is_some() => changes.newly_passing.push(result.id.clone()),
            Some(_) => {}
        }
    }

    /// What has changed, by ID.
    pub(crate) fn changes(self) -> Changes {
        let Self { old, suite, mut changes } = self;
        for list in [&mut changes.newly_failing, &mut changes.newly_passing, &mut changes.new] {
            list.sort();
        }
        // Cases of a protocol that was not asked for are not gone.
        let asked: BTreeSet<&str> = suite.iter().filter_map(|id| protocol(id)).collect();
        let missing =
            |id: &String| !suite.contains(id) && protocol(id).is_some_and(|one| asked.contains(one));
        changes.gone = old.into_keys().filter(missing).collect();
        changes
    }
}

/// The events of a run, one a line; the last one is cut off when the run was.
fn events(text: &[u8]) -> Option<Report> {
    let mut report = Report { cases: Vec::new(), end: None };
    let mut lines =
        text.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")).peekable();
    lines.peek()?;
    for line in lines {
        match crate::json::from_slice(line).ok()? {
            Event::Case(result) => report.cases.push(*result),
            Event::End(_) => report.end = Some(IgnoredAny),
            Event::Start(_) | Event::Note { .. } | Event::Complaint { .. } | Event::Baseline(_) => {}
        }
    }
    Some(report)
}

fn protocol(id: &str) -> Option<&str> {
    id.split('/').next()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn result(id: &str, verdict: &str) -> Value {
        json!({"id": format!("a/b/{id}"), "protocol": "a", "verdict": verdict, "micros": 0})
    }

    fn changes(old: &[Value], new: &[Value]) -> Changes {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("old.json");
        fs::write(&path, json!({"cases": old, "end": {}}).to_string()).unwrap();
        let suite = ["same", "one", "two", "three", "later"].map(|name| format!("a/b/{name}"));
        let mut baseline = Baseline::read(&path, suite.into_iter().collect()).unwrap();
        for result in new {
            baseline.case(&serde_json::from_value(result.clone()).unwrap());
        }
        baseline.changes()
    }

    #[test]
    fn what_is_worse_fails_and_what_was_so_before_does_not() {
        let old = [
            result("same", "error"),
            result("one", "as-expected"),
            result("two", "differs"),
            result("three", "differs"),
            result("later", "as-expected"),
            result("retired", "as-expected"),
            json!({"id": "other/b/c", "protocol": "other", "verdict": "as-expected", "micros": 0}),
        ];
        let new = [
            result("three", "crash"),
            result("same", "error"),
            result("two", "as-expected"),
            result("one", "not-offered"),
            result("fresh", "as-expected"),
            result("fresh-and-wrong", "timeout"),
        ];
        let words = |words: &[&str]| words.iter().map(|word| format!("a/b/{word}")).collect::<Vec<_>>();
        let expected = Changes {
            newly_failing: words(&["fresh-and-wrong", "one", "three"]),
            newly_passing: words(&["two"]),
            new: words(&["fresh", "fresh-and-wrong"]),
            gone: words(&["retired"]),
        };
        assert_eq!(changes(&old, &new), expected);
    }

    #[test]
    fn known_differences_and_findings_count_as_they_did() {
        let with = |id: &str, verdict: &str, name: &str, value: Value| {
            let mut result = result(id, verdict);
            result[name] = value;
            result
        };
        let known = || with("one", "error", "known", json!([{"kind": "known", "reason": "D1"}]));
        let strict = || with("two", "as-expected", "reason", json!("non-strict answer"));
        let found = changes(&[known(), strict()], &[result("one", "error"), strict()]);
        assert_eq!(found, Changes { newly_failing: vec!["a/b/one".to_owned()], ..Changes::default() });
        let found = changes(&[result("one", "error"), result("two", "as-expected")], &[known(), strict()]);
        assert_eq!(
            (found.newly_failing, found.newly_passing),
            (vec!["a/b/two".to_owned()], vec!["a/b/one".to_owned()])
        );
    }

    #[test]
    fn a_run_without_an_end_is_no_baseline() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("old.json");
        let note = r#"{"event":"note","text":"a process was replaced"}"#;
        for (text, message) in [
            (r#"{"cases":[],"end":null}"#, "had no end"),
            ("[]", "no report"),
            ("", "no report"),
            (&format!("{note}\n{note}\n"), "had no end"),
            (&format!("{note}\n{{\"eve"), "had no end"),
            (&format!("{note}\nnonsense\n"), "no report"),
        ] {
            fs::write(&path, text).unwrap();
            let why = format!("{:#}", Baseline::read(&path, BTreeSet::new()).unwrap_err());
            assert!(why.contains(message), "{why}");
        }
    }

    #[test]
    fn a_new_symptom_is_worse() {
        let shows = |list: &[&str]| {
            let symptom = |message: &&str| json!({"verdict": "error", "message": message});
            let mut result = result("one", "error");
            result["symptoms"] = list.iter().map(symptom).collect();
            result
        };
        for (old, new, worse) in [
            (shows(&["a", "b"]), shows(&["a"]), false),
            (shows(&["a"]), shows(&["a", "b"]), true),
            (shows(&["a"]), shows(&["b"]), true),
        ] {
            assert_eq!(!changes(&[old], &[new]).newly_failing.is_empty(), worse);
        }
    }

    #[test]
    fn the_events_of_a_run_are_as_good_as_its_report() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("old.jsonl");
        let mut case = result("one", "error");
        case["event"] = json!("case");
        let end = json!({"event": "end", "totals": [], "exit": 1});
        fs::write(&path, format!("{case}\n{end}\n")).unwrap();
        let mut baseline = Baseline::read(&path, BTreeSet::new()).unwrap();
        baseline.case(&serde_json::from_value(result("one", "error")).unwrap());
        assert_eq!(baseline.changes(), Changes::default());
    }
}
