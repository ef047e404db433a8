//! The reference with one rule switched off, against the cases of its protocol.

use super::play::{options, play};
use super::rules::{Kind, Switch};
use crate::engine::SetupError;
use crate::event::{CaseResult, Verdict};
use crate::model::case::Case;
use crate::model::suite::Suite;
use crate::select::word;

/// What became of a rule that was switched off.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) rule: String,
    pub(crate) kind: Kind,
    /// IDs of the cases that catch it, in the order of the suite.
    pub(crate) caught_by: Vec<String>,
    /// What happened that is neither a right nor a wrong answer; nothing that follows from it counts as caught.
    pub(crate) problem: Option<String>,
}

impl Fault {
    pub(crate) fn is_caught(&self) -> bool {
        self.problem.is_none() && !self.caught_by.is_empty()
    }
}

/// Whether this build can switch rules off at all.
///
/// # Errors
/// What to do when it cannot.
pub(super) fn check_build() -> Result<(), SetupError> {
    // Nothing is switched off in this process; it only answers whether it could.
    taut_wire::fault::switch_off(&[]).map_err(|why| SetupError { message: why.to_string() })
}

/// What is not as expected although no rule is switched off.
pub(super) fn baseline(suite: &Suite) -> Result<Vec<String>, SetupError> {
    let played = play(suite, suite.cases().collect(), &["reference"], options())?;
    let wrong = played.results.iter().filter(|result| result.verdict != Verdict::AsExpected);
    Ok(wrong.map(|result| format!("{}: {}: {}", result.id, word(&result.verdict), result.reason)).collect())
}

/// Switches a rule off and plays every case; of those on sockets, which take their time, only the ones that cite it.
pub(super) fn without(suite: &Suite, switch: &Switch) -> Result<Fault, SetupError> {
    let worth = |case: &&Case| case.rules.contains(&switch.rule) || !suite.is_live(case);
    let (caught, problem) = catches(suite, suite.cases().filter(worth).collect(), &[&switch.rule])?;
    let in_order = suite.cases().filter(|case| caught.contains(&case.id)).map(|case| case.id.clone());
    Ok(Fault { rule: switch.rule.clone(), kind: switch.kind, caught_by: in_order.collect(), problem })
}

/// The cases that notice that these rules are off, and what went wrong beside that.
///
/// A wrong answer of any form is what a case is there to notice. A crash or a time-out would be noticed by any case,
/// so that it says nothing for this one.
pub(super) fn catches(
    suite: &Suite,
    cases: Vec<&Case>,
    rules: &[&str],
) -> Result<(Vec<String>, Option<String>), SetupError> {
    let mut words = vec!["reference"];
    words.extend(rules.iter().flat_map(|rule| ["--without", rule]));
    let played = play(suite, cases, &words, options())?;
    let (mut caught, mut problem) = (Vec::new(), played.end.stopped);
    for CaseResult { id, verdict, reason, .. } in played.results {
        match verdict {
            Verdict::AsExpected => {}
            Verdict::Differs | Verdict::Error | Verdict::ProtocolViolation => caught.push(id),
            other => problem = problem.or_else(|| Some(format!("{id}: {}: {reason}", word(&other)))),
        }
    }
    Ok((caught, problem))
}
