//! The playings of a case, and the one verdict that becomes of them.

use super::cast::Placement;
use super::trial::Trial;
use crate::event::{CaseResult, Verdict};
use crate::symptom::Symptoms;

/// One playing of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Play {
    /// Index of the case.
    pub(crate) case: usize,
    /// Among the playings of the case. Of two equally bad ones the first decides.
    pub(crate) order: usize,
    pub(crate) placement: Placement,
    /// With a derived variant before the genuine message.
    pub(crate) trial: Option<Trial>,
}

/// What is known of a case: the worst of its playings so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Playings without a result.
    pub(crate) waiting: usize,
    /// How many there are; the order of the next one.
    pub(crate) known: usize,
    /// Derived variants that are to be played if the case itself is as expected.
    pub(crate) trials: Vec<Trial>,
    /// Whether it lost a process when it was alone: nothing more of it is played.
    pub(crate) lost: bool,
    /// Order of the playing that decides, and its result.
    worst: Option<(usize, Box<CaseResult>)>,
    /// All ways in which its playings differ.
    symptoms: Symptoms,
}

impl Tally {
    /// Notes one more playing of the case.
    pub(crate) fn plan(&mut self, case: usize, placement: Placement, trial: Option<Trial>) -> Play {
        let order = self.known;
        self.known += 1;
        self.waiting += 1;
        Play { case, order, placement, trial }
    }

    /// A playing has its result; its findings are those of the case.
    pub(crate) fn add(&mut self, order: usize, mut result: Box<CaseResult>) {
        self.waiting = self.waiting.saturating_sub(1);
        self.symptoms.add(&result);
        let Some((other, mut kept)) = self.worst.take() else {
            self.worst = Some((order, result));
            return;
        };
        let (micros, mut findings) = (kept.micros + result.micros, std::mem::take(&mut kept.findings));
        findings.append(&mut result.findings);
        findings.sort();
        findings.dedup();
        let badness = |order, result: &CaseResult| (result.verdict, std::cmp::Reverse(order));
        let replaces = badness(order, &result) > badness(other, &kept);
        let (order, mut worst) = if replaces { (order, result) } else { (other, kept) };
        worst.findings = findings;
        worst.micros = micros;
        self.worst = Some((order, worst));
    }

    /// The verdict on the case, when nothing more is to come.
    pub(crate) fn conclude(&mut self) -> Option<Box<CaseResult>> {
        if self.waiting > 0 { None } else { self.decided() }
    }

    /// What is already certain when a run ends early.
    pub(crate) fn abandon(&mut self) -> Option<Box<CaseResult>> {
        self.decided().filter(|result| result.verdict != Verdict::AsExpected)
    }

    fn decided(&mut self) -> Option<Box<CaseResult>> {
        let (_, mut result) = self.worst.take()?;
        result.symptoms = std::mem::take(&mut self.symptoms).into_vec();
        Some(result)
    }
}
