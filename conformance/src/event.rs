//! The event stream: one JSON object a line, the single source of every report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::outcome::{Answered, Members};

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
    /// What was asked and answered, when `Options::transcript` asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) transcript: Vec<Exchange>,
    pub(crate) micros: u64,
}

/// One request of a case, with all values computed, and the answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exchange {
    pub(crate) request: Members,
    /// Absent when none came, or none that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<Answered>,
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub(crate) intermediate: Members,
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
    /// Cases that showed at least one non-strict answer.
    pub(crate) findings: usize,
    pub(crate) millis: u64,
}
