//! Whose fault it is that a playing ends at a step.

use super::cast::Player;
use super::judge::Difference;
use super::script::Planned;
use super::session::Session;
use crate::event::Verdict;
use crate::model::case::Step;

/// Why a playing ends at a step.
pub(super) enum Failed {
    Subject(Box<Difference>),
    Reference(String),
}

impl From<Box<Difference>> for Failed {
    fn from(difference: Box<Difference>) -> Self {
        Self::Subject(difference)
    }
}

impl Session<'_> {
    /// Who is to blame for a difference at this step: whoever answered, or, when that was the reference, the
    /// implementation whose bytes it had consumed.
    pub(super) fn blame(&self, planned: &Planned<'_>, mut difference: Box<Difference>) -> Failed {
        if self.player() == Player::Subject {
            return Failed::Subject(difference);
        }
        let Some(origin) = self.origins.of(planned) else { return Failed::Reference(difference.reason) };
        let writer = self.script.steps.get(origin).map(|written| {
            let Step { actor, op, .. } = &written.step;
            format!("what {actor} wrote in step {} (`{op}`)", origin + 1)
        });
        difference.reason = format!(
            "the reference as {} was given {}: {}",
            planned.step.actor,
            writer.unwrap_or_default(),
            difference.reason
        );
        difference.verdict = Verdict::Differs;
        Failed::Subject(difference)
    }

    /// The sentence for a failure of the reference.
    pub(super) fn broken(&self, why: &str) -> String {
        let place = self.planned().map(|planned| {
            let Step { actor, op, .. } = &planned.step;
            format!(
                " in step {} (`{op}`) as {actor}, with nothing that the implementation under test wrote",
                self.step + 1
            )
        });
        format!(
            "the built-in reference failed in {}{}: {why}; this is a defect of the case or of taut, not of the \
             implementation under test",
            self.script.case.id,
            place.unwrap_or_default()
        )
    }
}
