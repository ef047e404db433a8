//! The reference with one rule switched off, against the cases of its protocol.

use super::play::{options, play};
use super::rules::{Kind, Switch};
use crate::engine::SetupError;
use crate::event::{CaseResult, Verdict};
use crate::model::case::Case;
use crate::model::operation::Protocol;
use crate::model::suite::Suite;
use crate::select::word;

/// What became of a rule that was switched off.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) rule: String,
    pub(crate) kind: Kind,
    /// IDs of cases that catch it, in the order of the suite: of those that cite it, if any of these does.
    pub(crate) caught_by: Vec<String>,
    /// What happened that is neither a right nor a wrong answer; nothing that follows from it counts as caught.
    pub(crate) problem: Option<String>,
}

impl Fault {
    pub(crate) fn is_caught(&self) -> bool {
        self.problem.is_none() && !self.caught_by.is_empty()
    }

    /// Whether the rule is one of this protocol.
    pub(super) fn is_of(&self, protocol: &Protocol) -> bool {
        self.rule.split('-').next() == Some(protocol.prefix.as_str())
    }

    fn add(&mut self, suite: &Suite, caught: &[String]) {
        let known = std::mem::take(&mut self.caught_by);
        let ids = suite.cases().map(|case| &case.id);
        self.caught_by = ids.filter(|id| known.contains(id) || caught.contains(id)).cloned().collect();
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

/// Switches a rule off and plays the cases that cite it. If none of them notices, all others are asked; but those on
/// sockets take their time.
pub(super) fn without(suite: &Suite, switch: &Switch) -> Result<Fault, SetupError> {
    let Switch { rule, kind } = switch;
    let (citing, others): (Vec<&Case>, Vec<&Case>) =
        suite.cases().partition(|case| case.rules.contains(rule));
    let (mut caught, mut problem) = catches(suite, citing, &[rule])?;
    if caught.is_empty() && problem.is_none() {
        let others = others.into_iter().filter(|case| !suite.is_live(case)).collect();
        (caught, problem) = catches(suite, others, &[rule])?;
    }
    let mut fault = Fault { rule: rule.clone(), kind: *kind, caught_by: Vec::new(), problem };
    fault.add(suite, &caught);
    Ok(fault)
}

/// Plays cases with a rule switched off that they do not cite, and adds those that notice.
pub(super) fn ask(suite: &Suite, fault: &Fault, cases: &[&Case]) -> Result<Fault, SetupError> {
    let is_new = |case: &&&Case| !case.rules.contains(&fault.rule) && !suite.is_live(case);
    let cases = cases.iter().filter(is_new).copied().collect();
    let mut fault = fault.clone();
    fault.add(suite, &catches(suite, cases, &[&fault.rule])?.0);
    Ok(fault)
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
    if cases.is_empty() {
        return Ok((Vec::new(), None));
    }
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
