//! Plays cases against an adapter process and gives each one a verdict.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::event::{End, Event};
use crate::model::case::Case;
use crate::model::suite::Suite;

/// How to start an adapter.
#[derive(Clone, Debug)]
pub(crate) struct AdapterCommand {
    pub(crate) program: OsString,
    pub(crate) args: Vec<OsString>,
    pub(crate) env: Vec<(OsString, OsString)>,
    pub(crate) dir: Option<PathBuf>,
}

/// What to run, on what, and how.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) suite: &'a Suite,
    /// The selected cases, in order.
    pub(crate) cases: Vec<&'a Case>,
    /// The implementation under test.
    pub(crate) subject: AdapterCommand,
    /// The built-in reference with its forging operations: attackers and checks.
    pub(crate) helper: AdapterCommand,
    /// What `--impl` was given, if it was.
    pub(crate) implementation: Option<String>,
    pub(crate) options: Options,
}

/// The flags that change how a run goes.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Adapter processes; `None` chooses by cores and number of cases.
    pub(crate) jobs: Option<usize>,
    /// For one request.
    pub(crate) timeout: Duration,
    /// Until the answer to `hello`.
    pub(crate) start_timeout: Duration,
    pub(crate) fail_fast: bool,
    /// Order of the cases; `None` keeps the suite's.
    pub(crate) seed: Option<u64>,
    /// Findings count as differences.
    pub(crate) strict: bool,
}

/// Why there is no verdict at all: exit status 3.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct SetupError {
    /// What happened, where, and what to do.
    pub(crate) message: String,
}

/// Plays all cases. Every selected case gets exactly one `Event::Case`.
///
/// # Errors
/// When the adapter cannot be started or never says hello.
pub(crate) fn run(plan: &Plan<'_>, sink: &mut dyn FnMut(Event)) -> Result<End, SetupError> {
    let _ = (plan, sink);
    Err(SetupError { message: "not built yet".to_owned() })
}
