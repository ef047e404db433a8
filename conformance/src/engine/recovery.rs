//! What happens after a process failed: who is to blame, and how often that may happen.

use std::collections::VecDeque;

use super::play::Play;
use crate::event::{CaseResult, Verdict};

/// Starts in a row without a hello, after which there is no hope.
const HOPELESS_STARTS: usize = 5;
/// What a time-out costs, against 1 for any other failure.
const TIMEOUT_COST: usize = 20;

/// Why a process was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    pub(crate) reason: String,
    /// How the process ended, and the end of its standard error.
    pub(crate) detail: Option<String>,
}

/// What kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Crash,
    Timeout,
    Violation,
}

impl Kind {
    /// The verdict on the case that caused it.
    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Self::Crash => Verdict::Crash,
            Self::Timeout => Verdict::Timeout,
            Self::Violation => Verdict::ProtocolViolation,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, "; {detail}"))
    }
}

/// The playings that were in flight on a process that failed. They run again, alone, one after the other.
#[derive(Debug)]
pub(crate) struct Group {
    /// Those that did not run again yet.
    pub(crate) waiting: VecDeque<Play>,
    failure: Failure,
    /// The one whose request was outstanding longest.
    suspect: Option<Play>,
    /// The suspect's result, kept until it is known whether any fails alone.
    held: Option<Box<CaseResult>>,
    failed_again: bool,
}

impl Group {
    /// The suspect is the first of `plays`.
    pub(crate) fn new(plays: VecDeque<Play>, failure: Failure) -> Self {
        let suspect = plays.front().copied();
        Self { waiting: plays, failure, suspect, held: None, failed_again: false }
    }

    /// One ran to its end; gives the result back unless it must wait.
    pub(crate) fn ran(&mut self, play: Play, result: Box<CaseResult>) -> Option<Box<CaseResult>> {
        if Some(play) == self.suspect && !self.failed_again {
            self.held = Some(result);
            return None;
        }
        Some(result)
    }

    /// One failed again: that explains the failure. Gives back what was kept.
    pub(crate) fn failed(&mut self) -> Option<(Play, Box<CaseResult>)> {
        self.failed_again = true;
        self.suspect.zip(self.held.take())
    }

    /// All ran. What was kept now has its verdict: together they failed, alone none did.
    pub(crate) fn conclude(self) -> Option<(Play, Box<CaseResult>)> {
        let (suspect, mut result) = self.suspect.zip(self.held)?;
        let own = match result.reason.as_str() {
            "" => String::new(),
            reason => format!(" (alone: {reason})"),
        };
        result.verdict = Verdict::CrashOnlyTogether;
        result.reason = format!(
            "{}; with several cases in flight, each of which ran well alone; this one waited longest for an answer{own}",
            self.failure.reason
        );
        result.detail = self.failure.detail;
        Some((suspect, result))
    }
}

/// How many failures a run may still have, so that no adapter stalls it.
#[derive(Debug)]
pub(crate) struct Budget {
    total: usize,
    spent: usize,
    silent_starts: usize,
}

impl Budget {
    /// The budget of a run with this many cases: enough when every tenth of them crashes twice, AD-RUN-10.
    pub(crate) fn new(selected: usize) -> Self {
        Self { total: 100 + selected / 4, spent: 0, silent_starts: 0 }
    }

    /// A process reached hello.
    pub(crate) fn greeted(&mut self) {
        self.silent_starts = 0;
    }

    /// Pays for a failure.
    ///
    /// # Errors
    /// Why the run is over.
    pub(crate) fn pay(&mut self, failure: &Failure, greeted: bool) -> Result<(), String> {
        self.spent += if failure.kind == Kind::Timeout { TIMEOUT_COST } else { 1 };
        if !greeted {
            self.silent_starts += 1;
        }
        if self.silent_starts >= HOPELESS_STARTS {
            return Err(format!(
                "the adapter failed to say hello {HOPELESS_STARTS} times in a row: {failure}"
            ));
        }
        if self.spent > self.total {
            return Err(format!(
                "the restart budget is spent ({} of {}; a crash costs 1, a time-out {TIMEOUT_COST}); last: {failure}",
                self.spent, self.total
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_crashes_for_every_tenth_case_are_within_the_budget() {
        let crash = Failure { kind: Kind::Crash, reason: String::new(), detail: None };
        for selected in [1, 10, 268, 10_000] {
            let mut budget = Budget::new(selected);
            for _ in 0..2 * selected.div_ceil(10) {
                budget.pay(&crash, true).unwrap();
            }
        }
    }
}
