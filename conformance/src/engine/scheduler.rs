//! One thread that drives every process: starts sessions, reads answers, keeps deadlines.

use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use super::cast::Player;
use super::link::{Link, Purpose};
use super::play::{Play, Tally};
use super::record::Record;
use super::recovery::{Budget, Failure, Group, Kind};
use super::script::Script;
use super::session::{Progress, Session};
use super::{Plan, start};
use crate::adapter::hello::Hello;
use crate::adapter::process::{Message, Output, Process};
use crate::adapter::protocol::{self, Body, too_long};
use crate::event::{CaseResult, End};
use crate::live::Stage;

/// How long to sleep when nothing has a deadline; any message ends it.
const IDLE: Duration = Duration::from_secs(1);
/// After so many answers the processes are given something to do before the next ones are looked at, so that none need
/// wait while this thread works, nor the other way round; after fewer only when no more have arrived, because to wake a
/// process costs as much as several answers.
const SLICE: usize = 16;

/// The state of a run.
pub(super) struct Scheduler<'s, 'a> {
    pub(super) plan: &'s Plan<'a>,
    pub(super) hello: &'s Hello,
    pub(super) scripts: &'s [Script<'a>],
    pub(super) sender: SyncSender<Message>,
    pub(super) messages: Receiver<Message>,
    pub(super) workers: Vec<Worker>,
    pub(super) helper: Option<Helper>,
    /// What did not begin yet.
    pub(super) queue: VecDeque<Play>,
    /// By case.
    pub(super) tallies: Vec<Tally>,
    pub(super) active: BTreeMap<u64, Box<Active<'s>>>,
    pub(super) record: Record<'s, 'a>,
    pub(super) budget: Budget,
    /// Number of the process that was started last.
    pub(super) last_number: usize,
    pub(super) last_session: u64,
    /// Messages and answers since the processes were last given something to do.
    pub(super) taken: usize,
    pub(super) stop: Option<Stop>,
}

/// A place for one process of the implementation under test.
#[derive(Debug, Default)]
pub(super) struct Worker {
    pub(super) link: Option<Link>,
    /// What must run alone before anything else.
    pub(super) group: Option<Group>,
}

/// The process of the built-in reference.
#[derive(Debug)]
pub(super) struct Helper {
    pub(super) link: Link,
    pub(super) in_flight: usize,
}

/// A session in flight.
pub(super) struct Active<'s> {
    pub(super) play: Play,
    pub(super) worker: usize,
    pub(super) needs_helper: bool,
    pub(super) session: Session<'s>,
    /// Its built-in actors, once one has been asked.
    pub(super) stage: Option<Stage>,
    pub(super) began: Instant,
    pub(super) asked_subject: bool,
    pub(super) asked_helper: bool,
    /// The result, and how many answers to `end` are still missing.
    pub(super) ending: Option<(Box<CaseResult>, usize)>,
}

/// Why a run ends before its last case.
#[derive(Debug)]
pub(super) enum Stop {
    Broken(String),
    FailFast,
    Interrupted(i32),
}

/// Where a process has its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Helper,
    Worker(usize),
}

impl Scheduler<'_, '_> {
    /// Plays everything.
    pub(super) fn play(mut self) -> End {
        loop {
            self.fill();
            self.flush();
            if self.stop.is_some() || self.is_done() {
                return self.finish();
            }
            let wait = self.deadline().map_or(IDLE, |at| at.saturating_duration_since(Instant::now()));
            match self.messages.recv_timeout(wait) {
                Ok(message) => self.receive_all(message),
                Err(RecvTimeoutError::Timeout) => {}
                // The scheduler keeps a sender, so the channel never closes.
                Err(RecvTimeoutError::Disconnected) => return self.finish(),
            }
            self.expire();
        }
    }

    fn is_done(&self) -> bool {
        self.queue.is_empty()
            && self.active.is_empty()
            && self.workers.iter().all(|worker| worker.group.is_none())
    }

    /// Gives every worker as many sessions as it may have.
    fn fill(&mut self) {
        for place in 0..self.workers.len() {
            while self.stop.is_none() {
                let Some(play) = self.next_play(place) else { break };
                self.begin(play, place);
            }
        }
    }

    /// What a worker that has room for it begins next; starts its process when that is missing.
    fn next_play(&mut self, place: usize) -> Option<Play> {
        let worker = self.workers.get_mut(place)?;
        let alone = worker.group.is_some();
        let waiting = worker.group.as_mut().map_or(&mut self.queue, |group| &mut group.waiting);
        let first = waiting.front()?;
        let needs_helper = self.scripts.get(first.case)?.needs_helper(first.placement);
        let Some(link) = &mut worker.link else {
            self.start(place);
            return None;
        };
        let room = if alone { 1 } else { self.hello.in_flight };
        let helped = self.helper.as_ref().is_none_or(|helper| helper.link.open < helper.in_flight);
        if !link.greeted || link.open >= room || needs_helper && !helped {
            return None;
        }
        link.open += 1;
        link.served += 1;
        waiting.pop_front()
    }

    fn start(&mut self, place: usize) {
        self.last_number += 1;
        match Process::spawn(&self.plan.subject, self.last_number, &self.sender) {
            Ok(process) => {
                if let Some(worker) = self.workers.get_mut(place) {
                    worker.link = Some(Link::greeting(self.last_number, process));
                }
            }
            Err(why) => {
                let reason = start::cannot_start(&self.plan.subject, &why);
                self.pay(&Failure { kind: Kind::Crash, reason, detail: None }, false);
            }
        }
    }

    fn begin(&mut self, play: Play, worker: usize) {
        let Some(script) = self.scripts.get(play.case) else { return };
        let needs_helper = script.needs_helper(play.placement);
        if let Some(helper) = self.helper.as_mut().filter(|_| needs_helper) {
            helper.link.open += 1;
        }
        let began = Instant::now();
        self.record.begin(play.case, began);
        self.last_session += 1;
        let mut session = Session::new(script, self.hello, &play, self.plan.options.tier);
        if self.plan.options.transcript {
            session.record();
        }
        let active = Active {
            play,
            worker,
            needs_helper,
            session,
            stage: None,
            began,
            asked_subject: false,
            asked_helper: false,
            ending: None,
        };
        self.active.insert(self.last_session, Box::new(active));
        self.ask(self.last_session);
    }

    /// Sends the next request of a session.
    fn ask(&mut self, id: u64) {
        let Some(active) = self.active.get_mut(&id) else { return };
        let live = active.session.is_live();
        let link = match active.session.player() {
            Player::BuiltIn => return self.ask_built_in(id),
            Player::Helper => {
                active.asked_helper = true;
                self.helper.as_mut().map(|helper| &mut helper.link)
            }
            Player::Subject => {
                active.asked_subject = true;
                self.workers.get_mut(active.worker).and_then(|worker| worker.link.as_mut())
            }
        };
        let Some(link) = link else { return };
        let asked = link.ask(Purpose::Step(id), |request, out| active.session.request(request, id, out));
        match asked {
            Ok(()) if live => link.expect_live(),
            Ok(()) => {}
            Err(result) => self.close(id, result),
        }
    }

    fn flush(&mut self) {
        self.taken = 0;
        let helper = self.helper.as_mut().map(|helper| &mut helper.link);
        self.workers.iter_mut().filter_map(|worker| worker.link.as_mut()).chain(helper).for_each(Link::flush);
    }

    /// Takes a message, and what has arrived besides.
    fn receive_all(&mut self, first: Message) {
        let mut next = Some(first);
        while let Some(message) = next {
            self.taken += 1;
            self.receive(message);
            let more = self.stop.is_none() && self.taken < SLICE;
            next = more.then(|| self.messages.try_recv().ok()).flatten();
        }
    }

    fn receive(&mut self, Message { number, output }: Message) {
        if let Output::Interrupted(signal) = output {
            self.stop = Some(Stop::Interrupted(signal));
        }
        if let Output::BuiltIn { session, body } = output {
            return self.built_in(session, *body);
        }
        let Some(place) = self.place(number) else { return };
        match output {
            Output::Chunk(bytes) => {
                let now = Instant::now();
                let whole = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
                for line in whole.split(|byte| *byte == b'\n') {
                    if self.taken >= SLICE {
                        self.fill();
                        self.flush();
                    }
                    self.taken += 1;
                    // An earlier line may have been the end of the process.
                    let Some(link) = self.link(place).filter(|link| link.number == number) else { return };
                    link.hear(now);
                    link.lines += 1;
                    if let Err(what) = self.answer(place, line) {
                        self.fail(place, Kind::Violation, what);
                        return;
                    }
                }
            }
            // Taken above: they come from no process.
            Output::Interrupted(_) | Output::BuiltIn { .. } => {}
            Output::Closed(rest) if rest.is_empty() => self.fail(place, Kind::Crash, String::new()),
            Output::Closed(rest) => {
                self.fail(
                    place,
                    Kind::Crash,
                    format!(" in the middle of a line: {}", protocol::quote(&rest)),
                );
            }
            Output::TooLong(start) => {
                let line = self.link(place).map_or(0, |link| link.lines) + 1;
                self.fail(place, Kind::Violation, too_long(&start, line));
            }
        }
    }

    /// Takes one line.
    ///
    /// # Errors
    /// Why nothing that follows can be trusted.
    fn answer(&mut self, place: Place, text: &[u8]) -> Result<(), String> {
        let known = self.hello;
        let Some(link) = self.link(place) else { return Ok(()) };
        let envelope = protocol::parse(text, link.lines)?;
        let purpose =
            link.answered(envelope.id).map_err(|why| format!("{why}: {}", protocol::quote(text)))?;
        match purpose {
            Purpose::Abandoned(session) => link.end(session, Purpose::Farewell),
            Purpose::End(session) => self.ended(place, session, envelope.body),
            Purpose::Farewell => link.open = link.open.saturating_sub(1),
            Purpose::Hello => {
                let hello = envelope.body.and_then(|body| Hello::from_body(&body))?;
                if hello != *known {
                    return Err("a restarted adapter said another hello than the first one".to_owned());
                }
                link.greeted = true;
                self.budget.greeted();
            }
            Purpose::Step(session) => self.step(session, envelope.body),
        }
        Ok(())
    }

    pub(super) fn step(&mut self, id: u64, body: Result<Body, String>) {
        let Some(active) = self.active.get_mut(&id) else { return };
        match active.session.take(body) {
            Progress::Continue => self.ask(id),
            Progress::Done(result) => self.close(id, result),
            Progress::Broken(why) => self.stop = Some(Stop::Broken(why)),
        }
    }

    fn place(&self, number: usize) -> Option<Place> {
        if self.helper.as_ref().is_some_and(|helper| helper.link.number == number) {
            return Some(Place::Helper);
        }
        let is_its = |worker: &Worker| worker.link.as_ref().is_some_and(|link| link.number == number);
        self.workers.iter().position(is_its).map(Place::Worker)
    }

    pub(super) fn link(&mut self, place: Place) -> Option<&mut Link> {
        match place {
            Place::Helper => self.helper.as_mut().map(|helper| &mut helper.link),
            Place::Worker(index) => self.workers.get_mut(index)?.link.as_mut(),
        }
    }
}

impl Active<'_> {
    /// The result when the process failed under it.
    pub(super) fn failed(&self, failure: Failure) -> Box<CaseResult> {
        let difference = super::judge::Difference {
            detail: failure.detail,
            ..super::judge::Difference::new(failure.kind.verdict(), failure.reason)
        };
        let mut result = self.session.result(Some(Box::new(difference)));
        result.micros = micros(self.began);
        result
    }
}

pub(super) fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
