//! Holds a run against the entries: which differences are known, and which entries no longer apply.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::pin::Pin;
use super::{Entry, Expectations};
use crate::event::{CaseResult, KnownKind, Totals, Verdict};
use crate::report::human::some;

const MEND: &str = "`taut expect --update` rewrites the file";

/// Which cases a run could have seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// Every case of the suite, selected or not; `None` when it is not the suite that the file was written for.
    pub(crate) ids: Option<BTreeSet<String>>,
    /// The protocols that the run was narrowed to; empty for all.
    pub(crate) protocols: Vec<String>,
    /// Whether all cases of a protocol were selected that usually are, so that the floor holds.
    pub(crate) whole: bool,
}

impl Scope {
    /// Whether an entry names no case at all, though it could.
    pub(super) fn lacks(&self, entry: &Entry) -> bool {
        let Some(ids) = &self.ids else { return false };
        let excluded =
            !self.protocols.is_empty() && !self.protocols.iter().any(|one| one == entry.pattern.protocol());
        !excluded && !ids.iter().any(|id| entry.pattern.matches(id))
    }
}

/// Follows a run, case by case.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    file: Expectations,
    scope: Scope,
    today: NaiveDate,
    /// One for each entry.
    seen: Vec<Seen>,
    /// Protocol -> number of known differences.
    known: BTreeMap<String, usize>,
    /// Numbers of two entries -> a case that both name.
    doubles: BTreeMap<(usize, usize), String>,
}

/// What an entry has met.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// It holds for this version of the implementation, and today.
    active: bool,
    pub(super) fits: Vec<String>,
    pub(super) passes: Vec<String>,
    pub(super) others: Vec<(String, Pin)>,
    pub(super) not_offered: Vec<String>,
}

impl Seen {
    /// Takes what became of a case; true when its difference is the one that was expected.
    fn take(&mut self, entry: &Entry, result: &CaseResult) -> bool {
        let id = result.id.clone();
        match (result.verdict, &entry.pin) {
            (Verdict::NotRun, _) => {}
            (Verdict::NotOffered, _) => self.not_offered.push(id),
            (Verdict::AsExpected, _) => self.passes.push(id),
            (_, Some(pin)) if !pin.fits(result) => self.others.push((id, Pin::of(result))),
            _ => {
                self.fits.push(id);
                return true;
            }
        }
        false
    }
}

impl Judge {
    pub(crate) fn new(file: Expectations, scope: Scope, today: NaiveDate) -> Self {
        let seen = vec![Seen::default(); file.entries.len()];
        Self { file, scope, today, seen, known: BTreeMap::new(), doubles: BTreeMap::new() }
    }

    /// The implementation has said which version it is.
    pub(crate) fn start(&mut self, version: &str) {
        for (seen, entry) in self.seen.iter_mut().zip(&self.file.entries) {
            seen.active = entry.is_for(version) && !entry.has_expired(self.today);
        }
    }

    /// Marks a difference that is known.
    pub(crate) fn case(&mut self, result: &mut CaseResult) {
        let entries = self.seen.iter_mut().zip(&self.file.entries).enumerate();
        let mut naming =
            entries.filter(|(_, (seen, entry))| seen.active && entry.pattern.matches(&result.id));
        let Some((first, (seen, entry))) = naming.next() else { return };
        if let Some((second, _)) = naming.next() {
            self.doubles.entry((first, second)).or_insert_with(|| result.id.clone());
        }
        if seen.take(entry, result) {
            result.known = Some(entry.known.clone());
            *self.known.entry(result.protocol.clone()).or_default() += 1;
        }
    }

    /// Counts known differences as expected.
    pub(crate) fn recount(&self, totals: &mut Totals) {
        let known = self.known.get(&totals.protocol).copied().unwrap_or_default();
        totals.known = known;
        totals.differ = totals.differ.saturating_sub(known);
        totals.as_expected += known;
    }

    /// Why the run fails whatever its verdicts are: entries that no longer apply, and the floor.
    pub(crate) fn complaints(&self, totals: &[Totals]) -> Vec<String> {
        let mut complaints = Vec::new();
        for (index, (seen, entry)) in self.seen.iter().zip(&self.file.entries).enumerate() {
            let mut say = |what: String| complaints.push(format!("{}: {what}", self.place(index, entry)));
            if entry.has_expired(self.today) {
                let last = entry.until.unwrap_or_default();
                say(format!("it held until {last}; mend the implementation, or write a later day"));
            }
            if self.scope.lacks(entry) {
                say(format!("there is no such case, it was retired or never was; {MEND}"));
            }
            about(entry, seen).into_iter().for_each(say);
        }
        for ((first, second), id) in &self.doubles {
            let (first, second) = (first + 1, second + 1);
            let name = &self.file.name;
            complaints.push(format!("{name}: entries {first} and {second} both name {id}; keep one of them"));
        }
        complaints.extend(self.below_floor(totals));
        complaints
    }

    fn place(&self, index: usize, entry: &Entry) -> String {
        format!("{}: entry {}, {}", self.file.name, index + 1, entry.pattern.as_str())
    }

    fn below_floor(&self, totals: &[Totals]) -> Vec<String> {
        if !self.scope.whole {
            return Vec::new();
        }
        let low = totals.iter().filter_map(|totals| {
            let floor = *self.file.floor.get(&totals.protocol)?;
            let ran = totals.as_expected + totals.differ;
            (ran < floor).then(|| {
                format!(
                    "{}: {ran} cases of {} ran, but the floor is {floor}; \
                     find out what is no longer offered, or lower the floor",
                    self.file.name, totals.protocol
                )
            })
        });
        low.collect()
    }

    pub(super) fn into_parts(self) -> (Expectations, Scope, Vec<Seen>) {
        (self.file, self.scope, self.seen)
    }
}

/// What is wrong with an entry after what it has met.
fn about(entry: &Entry, seen: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    if !seen.not_offered.is_empty() {
        let cases = some(&seen.not_offered);
        wrong.push(format!("{cases} ran before and is not offered now; find out why, or {MEND}"));
    }
    if !seen.passes.is_empty() && entry.known.kind == KnownKind::Known {
        wrong.push(if entry.pattern.is_glob() {
            let cases = some(&seen.passes);
            format!("the pattern is too wide: {cases} is as expected; narrow it, or {MEND}")
        } else {
            format!("the case is as expected now; remove the entry, or {MEND}")
        });
    }
    for (id, found) in &seen.others {
        let pin = entry.pin.as_ref().map(ToString::to_string).unwrap_or_default();
        wrong.push(format!(
            "{id} differs in another way: known is {pin}, found {found}; look why, then {MEND}"
        ));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::expect::Reasons;

    const PINNED: &str = "verdict = \"error\"\nmessage = \"boom\"\nreason = \"D1\"\n";

    /// Plays verdicts against the text of a file: the known cases, and the complaints.
    fn judged(text: &str, cases: &[(&str, &str, &str)]) -> (Vec<String>, Vec<String>) {
        let file = Expectations::parse("x.toml".to_owned(), text.to_owned(), Reasons::Required).unwrap();
        let ids = ["cut-1", "cut-2", "whole", "other"].map(|name| format!("pebble/open/{name}"));
        let scope = Scope { ids: Some(ids.into_iter().collect()), protocols: Vec::new(), whole: true };
        let today = NaiveDate::from_ymd_opt(2027, 7, 1).unwrap();
        let mut judge = Judge::new(file, scope, today);
        judge.start("0.1");
        let mut known = Vec::new();
        let mut totals = Totals { protocol: "pebble".to_owned(), ..Totals::default() };
        for (name, verdict, error) in cases {
            let mut result: CaseResult = serde_json::from_value(json!({
                "id": format!("pebble/open/{name}"), "protocol": "pebble", "verdict": verdict, "micros": 0,
                "actual": {"error": error}}))
            .unwrap();
            totals.differ += usize::from(result.verdict.is_difference());
            totals.as_expected += usize::from(result.verdict == Verdict::AsExpected);
            judge.case(&mut result);
            known.extend(result.known.map(|_| (*name).to_owned()));
        }
        let before = totals.differ + totals.as_expected;
        judge.recount(&mut totals);
        assert_eq!((totals.known, totals.differ + totals.as_expected), (known.len(), before));
        (known, judge.complaints(&[totals]))
    }

    fn entry(name: &str, more: &str) -> String {
        format!("[[known]]\ncase = \"pebble/open/{name}\"\n{more}\n")
    }

    #[track_caller]
    fn assert_one(found: &(Vec<String>, Vec<String>), known: &[&str], complaint: &str) {
        assert_eq!(found.0, known);
        assert_eq!(found.1.len(), 1, "{:?}", found.1);
        assert!(found.1[0].contains(complaint), "{}", found.1[0]);
    }

    #[test]
    fn a_pinned_difference_is_known() {
        let cases = [("cut-1", "error", "boom"), ("cut-2", "error", "boom"), ("whole", "as-expected", "")];
        assert_eq!(judged(&entry("cut-*", PINNED), &cases), (vec!["cut-1".into(), "cut-2".into()], vec![]));
        let flaky = entry("whole", &format!("{PINNED}kind = \"flaky\""));
        assert_eq!(judged(&flaky, &cases[2..]), (vec![], vec![]));
        let disputed = entry("whole", "kind = \"disputed\"\nissue = \"x\"\nreason = \"x\"");
        assert_eq!(judged(&disputed, &[("whole", "crash", "")]), (vec!["whole".into()], vec![]));
        assert_eq!(judged(&disputed, &[("whole", "as-expected", "")]), (vec![], vec![]));
    }

    #[test]
    fn an_entry_that_does_not_apply_is_complained_of() {
        let one = entry("cut-1", PINNED);
        assert_one(
            &judged(&one, &[("cut-1", "as-expected", "")]),
            &[],
            "entry 1, pebble/open/cut-1: the case is as expected now; remove the entry",
        );
        assert_one(
            &judged(&one, &[("cut-1", "error", "bang")]),
            &[],
            "known is error \"boom\", found error \"bang\"",
        );
        assert_one(&judged(&one, &[("cut-1", "crash", "boom")]), &[], "differs in another way");
        assert_one(&judged(&one, &[("cut-1", "not-offered", "")]), &[], "is not offered now");
        assert_one(&judged(&entry("cut-3", PINNED), &[]), &[], "there is no such case");
        let wide = [("cut-1", "error", "boom"), ("cut-2", "as-expected", "")];
        let complaint = "the pattern is too wide: pebble/open/cut-2 is as expected";
        assert_one(&judged(&entry("cut-*", PINNED), &wide), &["cut-1"], complaint);
        let flaky = entry("cut-1", &format!("{PINNED}kind = \"flaky\""));
        assert_one(&judged(&flaky, &[("cut-1", "error", "bang")]), &[], "differs in another way");
        let both = entry("cut-*", PINNED) + &one;
        assert_one(&judged(&both, &wide[..1]), &["cut-1"], "entries 1 and 2 both name pebble/open/cut-1");
    }

    #[test]
    fn dates_and_versions_bound_an_entry() {
        let differs = [("cut-1", "error", "boom")];
        let expired = entry("cut-1", &format!("{PINNED}until = \"2027-06-30\""));
        assert_one(&judged(&expired, &differs), &[], "it held until 2027-06-30");
        let today = entry("cut-1", &format!("{PINNED}until = \"2027-07-01\""));
        assert_eq!(judged(&today, &differs), (vec!["cut-1".into()], vec![]));
        for (version, known) in [("0.1", 1), ("0.*", 1), ("0.2", 0)] {
            let bound = entry("cut-1", &format!("{PINNED}when = {{ version = \"{version}\" }}"));
            let (found, complaints) = judged(&bound, &differs);
            assert_eq!((found.len(), complaints.len()), (known, 0), "{version}");
        }
    }

    #[test]
    fn fewer_cases_than_the_floor_are_complained_of() {
        let cases = [("cut-1", "as-expected", ""), ("cut-2", "not-offered", "")];
        assert_one(
            &judged("floor = { pebble = 2 }", &cases),
            &[],
            "1 cases of pebble ran, but the floor is 2",
        );
        assert_eq!(judged("floor = { pebble = 1 }", &cases), (vec![], vec![]));
    }

    #[test]
    fn a_case_that_was_not_run_says_nothing() {
        assert_eq!(judged(&entry("cut-1", PINNED), &[("cut-1", "not-run", "")]), (vec![], vec![]));
        assert_eq!(judged(&entry("cut-1", PINNED), &[]), (vec![], vec![]));
    }
}
