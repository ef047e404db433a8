//! What the scheduler does when a process fails, and how a run ends.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::link::{Link, Purpose};
use super::play::Play;
use super::recovery::{Failure, Group, Kind};
use super::scheduler::{Place, Scheduler, Stop};
use super::{interrupt, start};
use crate::event::{End, Event};

/// How long an adapter may take to end after its input has ended.
pub(crate) const END_OF_INPUT: Duration = Duration::from_secs(2);

impl Scheduler<'_, '_> {
    /// When the next request times out.
    pub(super) fn deadline(&mut self) -> Option<Instant> {
        let options = &self.plan.options;
        let helper = self.helper.as_mut().map(|helper| &mut helper.link);
        let links = self.workers.iter_mut().filter_map(|worker| worker.link.as_mut()).chain(helper);
        links
            .filter_map(|link| {
                let timeout = if link.greeted { options.timeout } else { options.start_timeout };
                link.deadline(timeout)
            })
            .min()
    }

    /// Gives up every process whose oldest request is too old.
    pub(super) fn expire(&mut self) {
        let now = Instant::now();
        if self.deadline().is_none_or(|deadline| deadline > now) {
            return;
        }
        let options = &self.plan.options;
        let (timeout, start_timeout) = (options.timeout, options.start_timeout);
        for place in (0..self.workers.len()).map(Place::Worker).chain([Place::Helper]) {
            let Some(link) = self.link(place) else { continue };
            let (limit, reason) = if link.greeted {
                (timeout, format!("no answer within {:?}", link.patience(timeout)))
            } else {
                (start_timeout, start::no_hello(start_timeout))
            };
            if link.deadline(limit).is_some_and(|deadline| deadline <= now) {
                if link.has_ended() {
                    self.fail(place, Kind::Crash, String::new());
                } else {
                    self.fail(place, Kind::Timeout, reason);
                }
            }
        }
    }

    /// Gives up a process, and sees to it that every case that was in flight on it gets its verdict.
    pub(super) fn fail(&mut self, place: Place, kind: Kind, reason: String) {
        let Place::Worker(index) = place else { return self.fail_helper(kind, reason) };
        let Some(link) = self.workers.get_mut(index).and_then(|worker| worker.link.take()) else { return };
        let (greeted, served) = (link.greeted, link.served);
        let sessions = self.in_flight(index, &link);
        let failure = link.fail(kind, reason);
        self.pay(&failure, greeted);
        let alone = self.workers.get(index).is_some_and(|worker| worker.group.is_some()) || served == 1;
        if sessions.is_empty() {
            self.record.send(Event::Note { text: format!("a process was replaced: {failure}") });
        } else if alone {
            for session in sessions {
                self.blame(index, session, &failure);
            }
        } else {
            let plays: VecDeque<_> =
                sessions.into_iter().filter_map(|session| self.withdraw(session)).collect();
            if let Some(worker) = self.workers.get_mut(index) {
                worker.group = Some(Group::new(plays, failure));
            }
        }
    }

    /// Pays for a failure; stops the run when that is too much.
    pub(super) fn pay(&mut self, failure: &Failure, greeted: bool) {
        if let Err(why) = self.budget.pay(failure, greeted) {
            self.stop = Some(Stop::Broken(why));
        }
    }

    fn fail_helper(&mut self, kind: Kind, reason: String) {
        let Some(helper) = self.helper.take() else { return };
        let failure = helper.link.fail(kind, reason);
        self.stop = Some(Stop::Broken(format!(
            "the built-in reference, which plays attackers, checks and the other peers, failed: {failure}; \
             this is a defect of taut, not of the implementation under test"
        )));
    }

    /// Sessions of a worker, the one whose request is outstanding longest first.
    fn in_flight(&self, worker: usize, link: &Link) -> Vec<u64> {
        let mut sessions: Vec<u64> = link
            .outstanding()
            .filter_map(|purpose| match purpose {
                Purpose::End(session) | Purpose::Step(session) => Some(session),
                Purpose::Abandoned(_) | Purpose::Farewell | Purpose::Hello => None,
            })
            .collect();
        let others: Vec<u64> = self
            .active
            .iter()
            .filter(|(id, active)| active.worker == worker && !sessions.contains(id))
            .map(|(id, _)| *id)
            .collect();
        sessions.extend(others);
        sessions.retain(|session| self.active.contains_key(session));
        sessions
    }

    /// Names the culprit.
    fn blame(&mut self, worker: usize, session: u64, failure: &Failure) {
        let Some(result) = self.active.get(&session).map(|active| active.failed(failure.clone())) else {
            return;
        };
        let Some(play) = self.withdraw(session) else { return };
        let group = self.workers.get_mut(worker).and_then(|worker| worker.group.as_mut());
        if let Some((play, held)) = group.and_then(Group::failed) {
            self.played(play, held);
        }
        self.drop_rest(worker, play.case);
        if let Some(worker) = self.workers.get_mut(worker) {
            worker.group.take_if(|group| group.waiting.is_empty());
        }
        self.played(play, result);
    }

    /// A case that loses a process has its verdict, and does not get another one to lose.
    fn drop_rest(&mut self, worker: usize, case: usize) {
        let group = self.workers.get_mut(worker).and_then(|worker| worker.group.as_mut());
        for plays in group.map(|group| &mut group.waiting).into_iter().chain([&mut self.queue]) {
            let before = plays.len();
            plays.retain(|play| play.case != case);
            if let Some(tally) = self.tallies.get_mut(case) {
                tally.waiting = tally.waiting.saturating_sub(before - plays.len());
                tally.lost = true;
            }
        }
    }

    /// Gives up a session, also on the side of the helper.
    fn withdraw(&mut self, session: u64) -> Option<Play> {
        let active = self.active.remove(&session)?;
        if let Some(helper) = self.helper.as_mut().filter(|_| active.needs_helper) {
            if active.asked_helper {
                helper.link.abandon(session);
            } else {
                helper.link.open = helper.link.open.saturating_sub(1);
            }
        }
        Some(active.play)
    }

    /// Ends processes and stream.
    pub(super) fn finish(mut self) -> End {
        for worker in &mut self.workers {
            if let Some((play, result)) = worker.group.take().and_then(Group::conclude)
                && let Some(tally) = self.tallies.get_mut(play.case)
            {
                tally.add(play.order, result);
            }
        }
        for (case, tally) in self.tallies.iter_mut().enumerate() {
            if let Some(result) = tally.abandon() {
                self.record.verdict(case, result);
            }
        }
        if self.stop.is_none() {
            self.end_gracefully();
        }
        self.workers.clear();
        self.helper = None;
        let differs = u8::from(self.record.differs());
        match self.stop {
            None => self.record.end(None, differs),
            Some(Stop::FailFast) => {
                self.record.end(Some("stopped at the first difference".to_owned()), differs)
            }
            Some(Stop::Interrupted(signal)) => {
                self.record.end(Some(interrupt::reason(signal)), interrupt::exit(signal))
            }
            Some(Stop::Broken(why)) => self.record.end(Some(why), 3),
        }
    }

    fn end_gracefully(&mut self) {
        let helper = self.helper.as_mut().map(|helper| &mut helper.link);
        let mut links: Vec<_> =
            self.workers.iter_mut().filter_map(|worker| worker.link.as_mut()).chain(helper).collect();
        for link in &mut links {
            link.close_input();
        }
        let deadline = Instant::now() + END_OF_INPUT;
        let late = links
            .iter()
            .filter(|link| !link.ends_within(deadline.saturating_duration_since(Instant::now())))
            .count();
        if late > 0 {
            let text =
                format!("{late} adapter process(es) did not end within {END_OF_INPUT:?} after end of input");
            self.record.send(Event::Note { text: format!("{text} and had to be killed") });
        }
    }
}
