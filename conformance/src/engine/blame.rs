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
    /// Who is to blame for a difference at this step: whoever answered, or, when that was not the implementation,
    /// the implementation whose bytes had been consumed, or were waited for.
    pub(super) fn blame(&self, planned: &Planned<'_>, mut difference: Box<Difference>) -> Failed {
        match self.player() {
            Player::BuiltIn => return self.blame_peer(planned, difference),
            Player::Helper => {}
            Player::Subject => return Failed::Subject(difference),
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

    /// Who is to blame for what a built-in actor saw: whoever is at the other end.
    fn blame_peer(&self, planned: &Planned<'_>, mut difference: Box<Difference>) -> Failed {
        // An actor fails by itself only when it is given what cannot be, and that has no expected outcome.
        let origin = match difference.verdict {
            Verdict::Error => self.origins.given(planned),
            _ => self.origins.of(planned),
        };
        let Difference { reason, detail, .. } = &mut *difference;
        let seen = detail.take().map_or_else(|| reason.clone(), |detail| format!("{detail} ({reason})"));
        let Some(origin) = origin else { return Failed::Reference(seen) };
        *reason = format!("{} saw of {}: {seen}", planned.step.actor, self.done(origin));
        difference.verdict = Verdict::Differs;
        Failed::Subject(difference)
    }

    /// A step of the implementation, with who did it.
    fn done(&self, index: usize) -> String {
        let step = self.script.steps.get(index).map(|planned| &planned.step);
        step.map(|Step { actor, op, .. }| format!("{actor}, after its step {} (`{op}`)", index + 1))
            .unwrap_or_default()
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
        let who =
            if self.player() == Player::BuiltIn { "a built-in actor" } else { "the built-in reference" };
        format!(
            "{who} failed in {}{}: {why}; this is a defect of the case or of taut, not of the implementation \
             under test",
            self.script.case.id,
            place.unwrap_or_default()
        )
    }
}
