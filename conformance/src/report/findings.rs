//! What an implementation has shown of itself: declared answers that are not strict, limits of the protocol, and
//! failures that nothing announces. Worst first.

mod human;

pub(crate) use human::text;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use serde::{Deserialize, Serialize};

use super::human::rules_of;
use crate::event::{CaseResult, Finding, HelloInfo, Known, Verdict};
use crate::model::case::{Bug, Case, Severity, Variant};
use crate::model::outcome::Expect;
use crate::model::suite::Suite;
use crate::spec;

/// Everything, sorted.
#[derive(Debug, Serialize)]
pub(crate) struct Findings {
    implementation: HelloInfo,
    /// How many cases were selected, and how many of them were not played.
    selected: usize,
    not_played: usize,
    #[serde(rename = "findings")]
    answers: Vec<Declared>,
    limits: Vec<Limit>,
    failures: Vec<Failure>,
}

/// A declared answer that is not the strict one.
#[derive(Debug, Serialize)]
struct Declared {
    protocol: String,
    choice: String,
    answer: String,
    strict: String,
    about: String,
    /// The release of upstream that answers so.
    seen_in: String,
    /// The worst of its cases.
    severity: Option<Severity>,
    rules: Vec<Sentence>,
    cases: Vec<Row>,
}

/// What the format itself cannot prevent.
#[derive(Debug, Serialize)]
struct Limit {
    protocol: String,
    rule: Sentence,
    severity: Option<Severity>,
    cases: Vec<Row>,
}

/// Cases that are not as expected, under no declared answer, for one reason.
#[derive(Debug, Serialize)]
struct Failure {
    protocol: String,
    verdict: Verdict,
    reason: String,
    severity: Option<Severity>,
    /// The declared answers that made this outcome the wrong one.
    declared: BTreeMap<String, String>,
    /// Why all of it is expected of this implementation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    known: Vec<Known>,
    rules: Vec<Sentence>,
    cases: Vec<Row>,
}

/// A rule or a limit.
#[derive(Debug, Serialize)]
struct Sentence {
    id: String,
    sentence: String,
}

/// A case and the mistake that it shows.
#[derive(Clone, Debug, Serialize)]
struct Row {
    id: String,
    about: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bug: Option<Bug>,
}

impl Findings {
    /// Sorts the results of a run.
    pub(crate) fn gather(suite: &Suite, hello: HelloInfo, results: &[CaseResult]) -> Self {
        let cases: BTreeMap<&str, &Case> = suite.cases().map(|case| (case.id.as_str(), case)).collect();
        let rows: Vec<(&CaseResult, &Case)> =
            results.iter().filter_map(|result| Some((result, *cases.get(result.id.as_str())?))).collect();
        let not_played =
            |result: &&CaseResult| matches!(result.verdict, Verdict::NotOffered | Verdict::NotRun);
        Self {
            selected: results.len(),
            not_played: results.iter().filter(not_played).count(),
            answers: answers(suite, &rows),
            limits: limits(&rows),
            failures: failures(&rows, &hello),
            implementation: hello,
        }
    }
}

fn answers(suite: &Suite, rows: &[(&CaseResult, &Case)]) -> Vec<Declared> {
    let mut grouped: BTreeMap<(&str, &Finding), Vec<&Case>> = BTreeMap::new();
    for (result, case) in rows {
        for finding in &result.findings {
            grouped.entry((&result.protocol, finding)).or_default().push(case);
        }
    }
    let mut answers: Vec<Declared> = grouped
        .into_iter()
        .map(|((protocol, finding), cases)| answer(suite, protocol, finding, &cases))
        .collect();
    answers.sort_by_key(|answer| Reverse(answer.severity));
    answers
}

fn answer(suite: &Suite, protocol: &str, Finding { choice, answer }: &Finding, cases: &[&Case]) -> Declared {
    let mut protocols = suite.protocols.iter().map(|suite| &suite.protocol);
    let known = protocols.find(|one| one.protocol == protocol).and_then(|one| one.choice(choice));
    let cited: Vec<_> = cases.iter().map(|case| (case.id.clone(), case.rules.clone())).collect();
    let cases = table(cases);
    Declared {
        protocol: protocol.to_owned(),
        choice: choice.clone(),
        answer: answer.clone(),
        strict: known.and_then(|known| known.answers.first().cloned()).unwrap_or_default(),
        about: known.map(|known| known.about.clone()).unwrap_or_default(),
        seen_in: known.map(|known| known.seen_in.clone()).unwrap_or_default(),
        severity: worst(&cases),
        rules: rules_of(choice, &cited).iter().map(|id| sentence(id)).collect(),
        cases,
    }
}

/// The limits that a case has shown: it cites one, has `bug`, and came out as expected.
fn limits(rows: &[(&CaseResult, &Case)]) -> Vec<Limit> {
    let mut grouped: BTreeMap<(&str, usize, &str), Vec<&Case>> = BTreeMap::new();
    let shown =
        |(result, case): &&(&CaseResult, &Case)| result.verdict == Verdict::AsExpected && case.bug.is_some();
    for (result, case) in rows.iter().filter(shown) {
        for rule in case.rules.iter().filter_map(|id| spec::rule(id)) {
            if rule.subject == spec::Subject::Limit {
                grouped.entry((&result.protocol, rule.number, &rule.id)).or_default().push(case);
            }
        }
    }
    let limit = |((protocol, _, id), cases): ((&str, usize, &str), Vec<&Case>)| {
        let cases = table(&cases);
        Limit { protocol: protocol.to_owned(), rule: sentence(id), severity: worst(&cases), cases }
    };
    let mut limits: Vec<Limit> = grouped.into_iter().map(limit).collect();
    limits.sort_by_key(|limit| Reverse(limit.severity));
    limits
}

/// What failures of one reason have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Alike<'r> {
    protocol: &'r str,
    verdict: Verdict,
    reason: &'r str,
    declared: BTreeMap<String, String>,
    known: &'r [Known],
}

fn failures(rows: &[(&CaseResult, &Case)], hello: &HelloInfo) -> Vec<Failure> {
    let mut grouped: BTreeMap<Alike<'_>, Vec<&Case>> = BTreeMap::new();
    for (result, case) in rows.iter().filter(|(result, _)| result.verdict.is_difference()) {
        let CaseResult { protocol, verdict, reason, known, .. } = result;
        let declared = declared(result, case, hello);
        let alike = Alike { protocol, verdict: *verdict, reason, declared, known };
        grouped.entry(alike).or_default().push(case);
    }
    let failure = |(alike, cases): (Alike<'_>, Vec<&Case>)| {
        let Alike { protocol, verdict, reason, declared, known } = alike;
        let mut seen = BTreeSet::new();
        let rules = cases.iter().flat_map(|case| &case.rules).filter(|id| seen.insert(*id));
        let rules = rules.map(|id| sentence(id)).collect();
        let cases = table(&cases);
        let (protocol, reason, known) = (protocol.to_owned(), reason.to_owned(), known.to_vec());
        Failure { protocol, verdict, reason, severity: worst(&cases), declared, known, rules, cases }
    };
    let mut failures: Vec<Failure> = grouped.into_iter().map(failure).collect();
    failures.sort_by_key(|failure| Reverse(failure.severity));
    failures
}

/// The declared answers because of which a step that differs should have come out otherwise than in strict hands.
fn declared(result: &CaseResult, case: &Case, hello: &HelloInfo) -> BTreeMap<String, String> {
    let steps = case.to_steps().unwrap_or_default();
    let step = result.step.and_then(|step| steps.get(step));
    let expected = result.expected.as_ref().and_then(|expected| Expect::deserialize(expected).ok());
    let Some((step, expected)) = step.zip(expected) else { return BTreeMap::new() };
    if discriminant(&expected) == discriminant(&step.expect) {
        return BTreeMap::new();
    }
    let answers = |variant: &&Variant| {
        variant.when.iter().all(|(choice, answer)| hello.choices.get(choice) == Some(answer))
    };
    step.variants.iter().find(answers).map(|variant| variant.when.clone()).unwrap_or_default()
}

/// The cases, worst first, otherwise by ID.
fn table(cases: &[&Case]) -> Vec<Row> {
    let mut rows: Vec<Row> = cases.iter().map(|case| row(case)).collect();
    rows.sort_by(|one, other| {
        let key = |row: &Row| (Reverse(severity(row)), row.id.clone());
        key(one).cmp(&key(other))
    });
    rows
}

fn row(case: &Case) -> Row {
    Row { id: case.id.clone(), about: case.about.clone(), bug: case.bug.clone() }
}

fn severity(row: &Row) -> Option<Severity> {
    row.bug.as_ref().map(|bug| bug.severity)
}

fn worst(rows: &[Row]) -> Option<Severity> {
    rows.iter().filter_map(severity).max()
}

fn sentence(id: &str) -> Sentence {
    let sentence = spec::rule(id).map(|rule| rule.sentence.clone()).unwrap_or_default();
    Sentence { id: id.to_owned(), sentence }
}
