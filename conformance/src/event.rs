//! The event stream: one JSON object a line, the single source of every report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::outcome::{Answered, Members};
use crate::symptom::Symptom;

/// One event of a run, in the order things happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum Event {
    /// The adapter said hello and the run begins.
    Start(Box<Start>),
    /// One case has its verdict. Each selected case has exactly one.
    Case(Box<CaseResult>),
    /// Something a person should know that is not a verdict, such as a restart.
    Note { text: String },
    /// Why the run fails although no verdict says so, such as an expectation that no longer applies.
    Complaint { text: String },
    /// How the verdicts differ from those of an earlier run.
    Baseline(Changes),
    /// The run is over.
    End(End),
}

/// What is about to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Start {
    /// Version of this program.
    pub(crate) taut: String,
    /// The adapter's command line; empty for the built-in reference.
    pub(crate) command: Vec<String>,
    /// What `--impl` was given, if it was.
    pub(crate) implementation: Option<String>,
    pub(crate) hello: HelloInfo,
    /// Protocol -> number of selected cases.
    pub(crate) selected: BTreeMap<String, usize>,
    /// Their IDs, so that a stream that is cut off tells which have no verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cases: Vec<String>,
    pub(crate) strict: bool,
}

/// The part of the adapter's hello that a report shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct HelloInfo {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) language: String,
    /// `exact`, `class` or `outcome`
    pub(crate) codes: String,
    /// `inject` or `own`
    pub(crate) draws: String,
    pub(crate) clock: String,
    pub(crate) choices: BTreeMap<String, String>,
    pub(crate) features: Vec<String>,
}

/// The verdict on one case, and all that a report needs to explain it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CaseResult {
    pub(crate) id: String,
    pub(crate) protocol: String,
    pub(crate) verdict: Verdict,
    /// One line, for anything but `as-expected`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) reason: String,
    /// Which peers the implementation played when it differed: `all`, or the one that it played alone. Absent when
    /// there is only one way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) placement: Option<String>,
    /// Index of the step that decided, counted from 0; absent when no step did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) actor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) op: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<String>,
    /// The outcome that was expected and the one that was given, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) actual: Option<Value>,
    /// JSON pointer of the first member that differs, when both were accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<String>,
    /// The first intermediate that differs, in operation order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) intermediate: Option<IntermediateDifference>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) findings: Vec<Finding>,
    /// The adapter's own words: `detail` of an answer, or the end of its stderr after a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    /// The change, when the playing that decided began with a derived variant: `cut`, `flipped`, `appended`, or one of
    /// these after `genuine after` when the genuine message that followed decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) derived: Option<String>,
    /// All ways in which the playings of the case differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) symptoms: Vec<Symptom>,
    /// The entries of an expectation file that say that all of these differences are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) known: Vec<Known>,
    /// What was asked and answered, when `Options::transcript` asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) transcript: Vec<Exchange>,
    pub(crate) micros: u64,
}

impl CaseResult {
    /// Whether the case counts under `differ`. A finding does under `--strict`, and then alone has a reason.
    pub(crate) fn differs(&self) -> bool {
        let unwelcome = self.verdict == Verdict::AsExpected && !self.reason.is_empty();
        self.known.is_empty() && (unwelcome || self.verdict.is_difference())
    }

    /// All that its playings showed.
    pub(crate) fn shown(&self) -> Vec<Symptom> {
        if self.symptoms.is_empty() { vec![Symptom::of(self)] } else { self.symptoms.clone() }
    }
}

/// Why a difference does not count as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Known {
    pub(crate) kind: KnownKind,
    pub(crate) reason: String,
    /// An address, or the number of a difference in section 10 of a chapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) issue: Option<String>,
}

/// What an expectation says of a case. `spec/cases.md` section 10.5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KnownKind {
    /// The case itself is in doubt: it is run and reported, and decides nothing.
    Disputed,
    /// It differs in this way, or is as expected.
    Flaky,
    /// It differs in this way.
    #[default]
    Known,
}

/// Cases whose verdict is another one than in an earlier run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changes {
    /// Differ and did not, or in another way; or ran and are not offered now.
    pub(crate) newly_failing: Vec<String>,
    /// Differed and are as expected.
    pub(crate) newly_passing: Vec<String>,
    /// Ran, and the earlier run does not know them; those that differ are newly failing, too.
    pub(crate) new: Vec<String>,
    /// Cases of the earlier run that are no longer in the suite.
    pub(crate) gone: Vec<String>,
}

/// One request of a case, with all values computed, and the answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exchange {
    /// Index of its step; absent when it is the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<usize>,
    /// What was done to the message, when it is a derived variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) change: Option<String>,
    pub(crate) request: Members,
    /// Absent when none came, or none that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<Answered>,
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub(crate) intermediate: Members,
}

impl Exchange {
    /// Whether the step itself was asked, with its genuine message.
    pub(crate) fn is_of(&self, step: usize) -> bool {
        self.step == Some(step) && self.change.is_none()
    }
}

/// An intermediate value that shows where an implementation left the path.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct IntermediateDifference {
    pub(crate) name: String,
    pub(crate) expected: Value,
    pub(crate) actual: Value,
}

/// A declared, non-strict answer that a case has shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) choice: String,
    pub(crate) answer: String,
}

/// What became of a case. `spec/adapter.md` section 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    AsExpected,
    /// It needs a feature or an operation that is not offered.
    NotOffered,
    /// The run ended before it.
    NotRun,
    /// A well-formed answer, but another one.
    Differs,
    /// The adapter answered `error`.
    Error,
    /// The answer does not fit the operation or the line protocol.
    ProtocolViolation,
    Timeout,
    Crash,
    /// The process died with several cases in flight, and each of them ran well alone.
    CrashOnlyTogether,
}

impl Verdict {
    /// Counted under `differ`.
    pub(crate) fn is_difference(self) -> bool {
        !matches!(self, Self::AsExpected | Self::NotOffered | Self::NotRun)
    }
}

/// How the run ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct End {
    /// One row a protocol, in suite order.
    pub(crate) totals: Vec<Totals>,
    /// Why the run stopped early, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stopped: Option<String>,
    pub(crate) exit: u8,
}

/// `selected` = `as_expected` + `differ` + `not_offered` + `not_run`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Totals {
    pub(crate) protocol: String,
    pub(crate) selected: usize,
    pub(crate) as_expected: usize,
    pub(crate) differ: usize,
    pub(crate) not_offered: usize,
    pub(crate) not_run: usize,
    /// Cases among those as expected whose difference an expectation pins.
    #[serde(default)]
    pub(crate) known: usize,
    /// Cases that showed at least one non-strict answer.
    pub(crate) findings: usize,
    pub(crate) millis: u64,
}
