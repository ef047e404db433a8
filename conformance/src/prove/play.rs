//! One run of cases on this program's own adapter, in one of its modes.

use std::ffi::OsString;
use std::time::Duration;

use crate::engine::{self, AdapterCommand, Options, Plan, SetupError};
use crate::event::{CaseResult, End, Event};
use crate::model::case::Case;
use crate::model::suite::Suite;
use crate::registry::this_program;

/// What a run said.
pub(super) struct Played {
    pub(super) end: End,
    pub(super) results: Vec<CaseResult>,
}

/// Plays cases on `taut WORDS..`; attackers and checks are played by the whole reference.
///
/// # Errors
/// As [`engine::run`].
pub(super) fn play(
    suite: &Suite,
    cases: Vec<&Case>,
    words: &[&str],
    options: Options,
) -> Result<Played, SetupError> {
    let (subject, helper) = (taut(words)?, taut(&["reference", "--attacker"])?);
    let plan = Plan { suite, cases, subject, helper, implementation: None, options };
    let mut results = Vec::new();
    let end = engine::run(&plan, &mut |event| {
        if let Event::Case(result) = event {
            results.push(*result);
        }
    })?;
    Ok(Played { end, results })
}

/// Several runs go on at once, so that one adapter process each is enough. A busy machine must not look like a
/// rule that makes the reference hang, so the deadline is generous.
pub(super) fn options() -> Options {
    Options { jobs: Some(1), timeout: Duration::from_mins(1), ..Options::default() }
}

fn taut(words: &[&str]) -> Result<AdapterCommand, SetupError> {
    let args = words.iter().map(OsString::from).collect();
    Ok(AdapterCommand { program: this_program()?, args, env: Vec::new(), dir: None })
}
