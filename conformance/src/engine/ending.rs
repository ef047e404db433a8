//! How a session ends, and what becomes of its result.

use super::cast::Placement;
use super::link::Purpose;
use super::play::Play;
use super::scheduler::{Place, Scheduler, Stop, micros};
use crate::adapter::protocol::Body;
use crate::event::{CaseResult, Verdict};
use crate::model::outcome::Answered;

impl Scheduler<'_, '_> {
    /// Ends a session that has its verdict.
    pub(super) fn close(&mut self, id: u64, result: Box<CaseResult>) {
        let Some(active) = self.active.get_mut(&id) else { return };
        // Sockets are closed before the adapter ends the session.
        active.stage = None;
        if let (None, Some(tally)) = (active.play.trial, self.tallies.get_mut(active.play.case)) {
            tally.trials.append(&mut active.session.take_trials());
        }
        let subject = self.workers.get_mut(active.worker).and_then(|worker| worker.link.as_mut());
        let helper = self.helper.as_mut().map(|helper| &mut helper.link).filter(|_| active.needs_helper);
        let mut waiting = 0;
        for (link, asked) in [(subject, active.asked_subject), (helper, active.asked_helper)] {
            match link {
                Some(link) if asked => {
                    link.end(id, Purpose::End(id));
                    waiting += 1;
                }
                Some(link) => link.open = link.open.saturating_sub(1),
                None => {}
            }
        }
        active.ending = Some((result, waiting));
        if waiting == 0 {
            self.complete(id);
        }
    }

    /// Takes the answer to `end`.
    pub(super) fn ended(&mut self, place: Place, id: u64, body: Result<Body, String>) {
        if let Some(link) = self.link(place) {
            link.open = link.open.saturating_sub(1);
        }
        let Some((result, waiting)) = self.active.get_mut(&id).and_then(|active| active.ending.as_mut())
        else {
            return;
        };
        let what = match body {
            Ok(Body { outcome: Answered::Accept(_), .. }) => None,
            Ok(Body { outcome, .. }) => serde_json::to_string(&outcome).ok(),
            Err(what) => Some(what),
        };
        if let Some(what) = what.filter(|_| result.verdict == Verdict::AsExpected) {
            result.verdict = Verdict::ProtocolViolation;
            result.reason = format!("`end` of the session was not accepted: {what}");
        }
        *waiting -= 1;
        if *waiting == 0 {
            self.complete(id);
        }
    }

    /// Takes a result after the last answer.
    fn complete(&mut self, id: u64) {
        let Some(active) = self.active.remove(&id) else { return };
        let Some((mut result, _)) = active.ending else { return };
        result.micros = micros(active.began);
        let Some(worker) = self.workers.get_mut(active.worker) else { return };
        let Some(mut group) = worker.group.take() else { return self.played(active.play, result) };
        let ready = group.ran(active.play, result);
        if group.waiting.is_empty() {
            if let Some((play, result)) = group.conclude() {
                self.played(play, result);
            }
        } else {
            worker.group = Some(group);
        }
        if let Some(result) = ready {
            self.played(active.play, result);
        }
    }

    /// A playing has its result; the last one gives the case its verdict.
    pub(super) fn played(&mut self, play: Play, result: Box<CaseResult>) {
        let Some(tally) = self.tallies.get_mut(play.case) else { return };
        let trials = if (play.trial, play.placement) == (None, Placement::All) {
            std::mem::take(&mut tally.trials)
        } else {
            Vec::new()
        };
        if result.verdict == Verdict::AsExpected && !tally.lost {
            let plays = trials.into_iter().map(|trial| tally.plan(play.case, play.placement, Some(trial)));
            // In front of the queue, so that there are never more of them than a few cases have.
            plays.collect::<Vec<_>>().into_iter().rev().for_each(|play| self.queue.push_front(play));
        }
        tally.add(play.order, result);
        let Some(result) = tally.conclude() else { return };
        self.record.verdict(play.case, result);
        if self.plan.options.fail_fast && self.record.differs() && self.stop.is_none() {
            self.stop = Some(Stop::FailFast);
        }
    }
}
