//! A derived variant in place of a message: what an implementation may answer to it.

use super::change::Change;
use super::judge::{Difference, Question};
use crate::adapter::protocol::{Body, quote};
use crate::event::{Finding, Verdict};
use crate::model::derive::{Bounds, Derive};
use crate::model::outcome::Answered;

/// One change of the message of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trial {
    pub(crate) step: usize,
    pub(crate) change: Change,
    /// Of the genuine message.
    pub(crate) length: usize,
}

/// What became of the changed message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It may be; under other than strict answers, if there are findings.
    Accepted(Vec<Finding>),
    /// The genuine message follows.
    Refused,
}

impl Trial {
    /// Holds an answer against the invariants.
    ///
    /// # Errors
    /// Which one is violated.
    pub(crate) fn judge(
        &self,
        derive: &Derive,
        question: &Question<'_>,
        body: &Body,
    ) -> Result<Tried, Box<Difference>> {
        let judged = match &body.outcome {
            Answered::Error(text) => {
                let reason = format!("expected no error, got error {}", quote(text.as_bytes()));
                Err(Box::new(Difference::new(Verdict::Error, reason)))
            }
            Answered::Reject(code) => question.known(code).map(|()| Tried::Refused),
            Answered::Ignore(_) => Ok(Tried::Refused),
            Answered::Accept(members) => {
                question.fits(members).and_then(|()| self.accepted(derive, question))
            }
        };
        judged.map_err(|mut difference| {
            difference.actual = serde_json::to_value(&body.outcome).ok();
            difference.detail.clone_from(&body.detail);
            difference
        })
    }

    fn accepted(&self, derive: &Derive, question: &Question<'_>) -> Result<Tried, Box<Difference>> {
        let (bounds, findings) = declared(derive, question);
        if let Some(why) = self.change.forbidden(self.length, &bounds) {
            let reason = format!("expected ignore or reject, got accept: {why}");
            return Err(Box::new(Difference::new(Verdict::Differs, reason)));
        }
        let by_choice = self.change.forbidden(self.length, &derive.bounds()).is_some();
        Ok(Tried::Accepted(if by_choice { findings } else { Vec::new() }))
    }
}

/// What holds under the declared answers, and which of them are not the strict ones.
pub(crate) fn declared<'d>(derive: &'d Derive, question: &Question<'_>) -> (Bounds<'d>, Vec<Finding>) {
    match derive.variants.iter().find(|variant| question.holds(&variant.when)) {
        Some(variant) => (variant.bounds(), question.findings(&variant.when)),
        None => (derive.bounds(), Vec::new()),
    }
}
