//! Holds a run against the entries: which differences are known, and which entries no longer apply.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Entry, Expectations};
use crate::event::{CaseResult, Known, KnownKind, Totals, Verdict};
use crate::model::case::Tier;
use crate::report::human::some;
use crate::symptom::Symptom;

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
    /// How many derived variants there were.
    pub(crate) tier: Tier,
}

impl Scope {
    /// Whether an entry names no case at all, though it could.
    pub(super) fn lacks(&self, entry: &Entry) -> bool {
        let Some(ids) = &self.ids else { return false };
        let excluded =
            !self.protocols.is_empty() && !self.protocols.iter().any(|one| one == entry.pattern.protocol());
        !excluded && !ids.iter().any(|id| entry.pattern.matches(id))
    }

    /// Whether the cases of an entry must differ in its way.
    pub(super) fn demands(&self, entry: &Entry) -> bool {
        entry.known.kind == KnownKind::Known && entry.tier <= self.tier
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
    /// Indices of two entries -> a case of which both name the same symptom.
    doubles: BTreeMap<(usize, usize), String>,
}

/// What an entry has met.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// It holds for this version of the implementation.
    pub(super) applies: bool,
    /// Cases that differ in its way.
    pub(super) fits: Vec<String>,
    /// Cases that are as expected.
    pub(super) passes: Vec<String>,
    /// Cases that differ, but not in its way.
    pub(super) others: Vec<String>,
    pub(super) not_offered: Vec<String>,
    /// Of its cases, symptoms that no entry names.
    pub(super) strangers: Vec<(String, Symptom)>,
}

impl Judge {
    pub(crate) fn new(file: Expectations, scope: Scope, today: NaiveDate) -> Self {
        let seen = vec![Seen::default(); file.entries.len()];
        Self { file, scope, today, seen, known: BTreeMap::new(), doubles: BTreeMap::new() }
    }

    /// The implementation has said which version it is.
    pub(crate) fn start(&mut self, version: &str) {
        for (seen, entry) in self.seen.iter_mut().zip(&self.file.entries) {
            seen.applies = entry.is_for(version);
        }
    }

    /// Marks a difference that is known in all its symptoms.
    pub(crate) fn case(&mut self, result: &mut CaseResult) {
        let naming = self.naming(&result.id);
        let id = &result.id;
        match result.verdict {
            Verdict::NotRun => {}
            Verdict::AsExpected => self.note(&naming, |seen| seen.passes.push(id.clone())),
            Verdict::NotOffered => self.note(&naming, |seen| seen.not_offered.push(id.clone())),
            _ => result.known = self.difference(&naming, result),
        }
        if !result.known.is_empty() {
            *self.known.entry(result.protocol.clone()).or_default() += 1;
        }
    }

    /// The entries that name a case and hold today.
    fn naming(&self, id: &str) -> Vec<usize> {
        let entries = self.file.entries.iter().zip(&self.seen).enumerate();
        let holding = entries.filter(|(_, (entry, seen))| seen.applies && !entry.has_expired(self.today));
        holding.filter(|(_, (entry, _))| entry.pattern.matches(id)).map(|(index, _)| index).collect()
    }

    fn note(&mut self, entries: &[usize], mut note: impl FnMut(&mut Seen)) {
        for index in entries {
            self.seen.get_mut(*index).into_iter().for_each(&mut note);
        }
    }

    /// Who knows a difference; nobody, if one of its symptoms is named by no entry.
    fn difference(&mut self, naming: &[usize], result: &CaseResult) -> Vec<Known> {
        let mut known = BTreeSet::new();
        let mut fitting = BTreeSet::new();
        let mut strangers = Vec::new();
        for symptom in result.shown() {
            let who = naming.iter().filter_map(|index| Some((*index, self.file.entries.get(*index)?)));
            let who: Vec<(usize, &Entry)> = who.filter(|(_, entry)| entry.names(&symptom)).collect();
            if let [(first, _), (second, _), ..] = who.as_slice() {
                self.doubles.entry((*first, *second)).or_insert_with(|| result.id.clone());
            }
            known.extend(who.iter().map(|(_, entry)| entry.known.clone()));
            fitting.extend(who.iter().map(|(index, _)| *index));
            if who.is_empty() {
                strangers.push((result.id.clone(), symptom));
            }
        }
        let (fits, others): (Vec<usize>, Vec<usize>) = naming.iter().partition(|one| fitting.contains(one));
        self.note(&fits, |seen| seen.fits.push(result.id.clone()));
        self.note(&others, |seen| seen.others.push(result.id.clone()));
        if strangers.is_empty() {
            return known.into_iter().collect();
        }
        self.note(naming.get(..1).unwrap_or_default(), |seen| seen.strangers.append(&mut strangers));
        Vec::new()
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
        for (entry, seen) in self.file.entries.iter().zip(&self.seen) {
            let mut say = |what: String| complaints.push(format!("{}: {what}", self.place(entry)));
            if entry.has_expired(self.today) {
                let last = entry.until.unwrap_or_default();
                say(format!("it held until {last}; mend the implementation, or write a later day"));
            }
            if self.scope.lacks(entry) {
                say(format!("there is no such case, it was retired or never was; {MEND}"));
            }
            self.about(entry, seen).into_iter().for_each(say);
        }
        for ((first, second), id) in &self.doubles {
            let place = |index: &usize| self.file.entries.get(*index).map(|entry| self.place(entry));
            let (first, second) = (place(first).unwrap_or_default(), place(second).unwrap_or_default());
            complaints.push(format!("{first} and {second} say the same of {id}; keep one of them"));
        }
        complaints.extend(self.below_floor(totals));
        complaints
    }

    fn place(&self, entry: &Entry) -> String {
        format!("{}: entry {}, {}", self.file.name, entry.table + 1, entry.pattern.as_str())
    }

    /// What is wrong with an entry after what it has met.
    fn about(&self, entry: &Entry, seen: &Seen) -> Vec<String> {
        let mut wrong = Vec::new();
        if !seen.not_offered.is_empty() {
            let cases = some(&seen.not_offered);
            wrong.push(format!("{cases} ran before and is not offered now; find out why, or {MEND}"));
        }
        if !seen.passes.is_empty() && self.scope.demands(entry) {
            wrong.push(if entry.pattern.is_glob() {
                let cases = some(&seen.passes);
                format!("the pattern is too wide: {cases} is as expected; narrow it, or {MEND}")
            } else {
                format!("the case is as expected now; remove the entry, or {MEND}")
            });
        }
        if !seen.others.is_empty() && self.scope.demands(entry) {
            let pin = entry.pin.as_ref().map(ToString::to_string).unwrap_or_default();
            let cases = some(&seen.others);
            wrong.push(format!("{cases} does not differ in this way now: {pin}; look why, then {MEND}"));
        }
        for (id, found) in &seen.strangers {
            wrong.push(format!("{id} differs in a way that is not known: {found}; look why, then {MEND}"));
        }
        wrong
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

impl Entry {
    /// Whether it says this of its cases.
    pub(super) fn names(&self, symptom: &Symptom) -> bool {
        self.pin.as_ref().is_none_or(|pin| pin.fits(symptom))
    }
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
        let ids = Some(ids.into_iter().collect());
        let scope = Scope { ids, protocols: Vec::new(), whole: true, tier: Tier::default() };
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
            known.extend((!result.known.is_empty()).then(|| (*name).to_owned()));
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
        for (verdict, message, found) in
            [("error", "bang", "error \"bang\""), ("crash", "boom", "crash \"\"")]
        {
            let (known, complaints) = judged(&one, &[("cut-1", verdict, message)]);
            assert_eq!((known.len(), complaints.len()), (0, 2), "{complaints:?}");
            assert!(complaints[0].contains("cut-1 does not differ in this way now: error \"boom\""));
            assert!(complaints[1].contains(&format!("differs in a way that is not known: {found}")));
        }
        assert_one(&judged(&one, &[("cut-1", "not-offered", "")]), &[], "is not offered now");
        assert_one(&judged(&entry("cut-3", PINNED), &[]), &[], "there is no such case");
        let wide = [("cut-1", "error", "boom"), ("cut-2", "as-expected", "")];
        let complaint = "the pattern is too wide: pebble/open/cut-2 is as expected";
        assert_one(&judged(&entry("cut-*", PINNED), &wide), &["cut-1"], complaint);
        let flaky = entry("cut-1", &format!("{PINNED}kind = \"flaky\""));
        assert_one(&judged(&flaky, &[("cut-1", "error", "bang")]), &[], "in a way that is not known");
        let both = entry("cut-*", PINNED) + &one;
        let complaint = "x.toml: entry 2, pebble/open/cut-1 say the same of pebble/open/cut-1; keep one";
        assert_one(&judged(&both, &wide[..1]), &["cut-1"], complaint);
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

    /// A case that is played in several ways.
    fn symptoms(list: &[(&str, &str)]) -> CaseResult {
        let list: Vec<_> =
            list.iter().map(|(verdict, message)| json!({"verdict": verdict, "message": message})).collect();
        serde_json::from_value(json!({"id": "pebble/open/whole", "protocol": "pebble", "verdict": "error",
            "micros": 0, "symptoms": list}))
        .unwrap()
    }

    #[test]
    fn each_symptom_must_be_known() {
        let cut = entry("whole", "verdict = \"error\"\nmessage = \"cut: too short\"\nreason = \"D1\"");
        let flipped = entry("whole", "verdict = \"error\"\nmessage = \"flipped: bad\"\nreason = \"D2\"");
        let both = format!("{cut}{flipped}");
        let shown = [("error", "cut: too short"), ("error", "flipped: bad"), ("differs", "flipped: accept")];
        for (text, shown, known, complaint) in [
            (&both, &shown[..2], 2, ""),
            (&both, &shown[..], 0, "whole differs in a way that is not known: differs \"flipped: accept\""),
            (&cut, &shown[..2], 0, "whole differs in a way that is not known: error \"flipped: bad\""),
            (
                &both,
                &shown[..1],
                1,
                "entry 2, pebble/open/whole: pebble/open/whole does not differ in this way",
            ),
        ] {
            for tier in [Tier::Quick, Tier::Standard] {
                let file = Expectations::parse("x.toml".to_owned(), text.clone(), Reasons::Required).unwrap();
                let scope = Scope { tier, ..Scope::default() };
                let mut judge = Judge::new(file, scope, NaiveDate::default());
                judge.start("0.1");
                let mut result = symptoms(shown);
                judge.case(&mut result);
                assert_eq!(result.known.len(), known);
                // A quick run has few derived variants, so it need not show what one of them would.
                let missing = complaint.contains("does not differ") && tier == Tier::Quick;
                let expected = usize::from(!complaint.is_empty() && !missing);
                let complaints = judge.complaints(&[]);
                assert_eq!(complaints.len(), expected, "{complaints:?}");
                assert!(complaints.iter().all(|found| found.contains(complaint)), "{complaints:?}");
            }
        }
    }
}
