//! A process and what was asked of it: request ids, deadlines, and lines that wait to be written.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use rustix::process::Pid;

use super::recovery::{Failure, Kind};
use crate::adapter::hello;
use crate::adapter::process::{Process, describe};
use crate::adapter::protocol::Request;

/// How long a process that closed its output may take to end, so that its exit status can be told.
const ENDING: Duration = Duration::from_millis(300);
/// The deadline of a live operation, and of all that waits behind one.
pub(crate) const LIVE: Duration = Duration::from_secs(30);
/// A request times out after this many deadlines even while others are answered.
const PATIENCE: u32 = 8;

/// Why a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The session was given up; once this answer is in, it is ended.
    Abandoned(u64),
    /// `end` of a session whose case waits for it.
    End(u64),
    /// `end` of a session that was given up.
    Farewell,
    Hello,
    /// A step of a session.
    Step(u64),
}

/// A running adapter process.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) number: usize,
    process: Process,
    /// Whether it has said hello.
    pub(crate) greeted: bool,
    /// Sessions that occupy it.
    pub(crate) open: usize,
    /// Sessions it was ever given.
    pub(crate) served: usize,
    /// Lines it has written.
    pub(crate) lines: u64,
    last_id: u64,
    /// What was asked, by id; the last one has `last_id`. Those in front that are answered are dropped.
    asked: VecDeque<Asked>,
    /// When it was started, or last answered anything.
    heard: Instant,
    /// The live requests among those that are not answered.
    live: BTreeSet<u64>,
    unsent: Vec<u8>,
}

/// A request.
#[derive(Debug)]
struct Asked {
    /// Nothing when it is answered.
    purpose: Option<Purpose>,
    at: Instant,
}

impl Asked {
    fn now(purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), at: Instant::now() }
    }
}

impl Link {
    /// A process that has already said hello, in its first line.
    pub(crate) fn greeted(number: usize, process: Process) -> Self {
        Self {
            number,
            process,
            greeted: true,
            open: 0,
            served: 0,
            lines: 1,
            last_id: 0,
            asked: VecDeque::new(),
            heard: Instant::now(),
            live: BTreeSet::new(),
            unsent: Vec::new(),
        }
    }

    /// A new process, which is asked for its hello.
    pub(crate) fn greeting(number: usize, process: Process) -> Self {
        let mut link = Self { greeted: false, lines: 0, ..Self::greeted(number, process) };
        Request::plain(0, "hello", &hello::input()).write_line(&mut link.unsent);
        link.asked.push_back(Asked::now(Purpose::Hello));
        link
    }

    /// Asks something: `write` appends the line for the id it is given.
    ///
    /// # Errors
    /// That of `write`; nothing is asked then.
    pub(crate) fn ask<E>(
        &mut self,
        purpose: Purpose,
        write: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let id = self.last_id + 1;
        let length = self.unsent.len();
        write(id, &mut self.unsent).inspect_err(|_| self.unsent.truncate(length))?;
        self.last_id = id;
        self.asked.push_back(Asked::now(purpose));
        Ok(())
    }

    /// Notes that the last request is live: it may take its time, and those behind it wait for it.
    pub(crate) fn expect_live(&mut self) {
        self.live.insert(self.last_id);
    }

    /// Asks the process to free a session.
    pub(crate) fn end(&mut self, session: u64, purpose: Purpose) {
        let asked = self.ask(purpose, |id, out| {
            Request::end(id, session).write_line(out);
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(()) = asked;
    }

    /// Hands what was asked to the writer.
    pub(crate) fn flush(&mut self) {
        if !self.unsent.is_empty() {
            self.process.send(&self.unsent);
            self.unsent.clear();
        }
    }

    /// Takes note of a sign of life.
    pub(crate) fn hear(&mut self, now: Instant) {
        self.heard = now;
    }

    /// Why the request of this id was sent.
    ///
    /// # Errors
    /// What is wrong with the id.
    pub(crate) fn answered(&mut self, id: Option<u64>) -> Result<Purpose, String> {
        let Some(id) = id else {
            return Err(format!("line {}: the adapter says that it cannot read a request", self.lines));
        };
        self.live.remove(&id);
        self.waiting(id).and_then(|asked| asked.purpose.take()).ok_or_else(|| {
            let what = if id <= self.last_id {
                "a second answer for request"
            } else {
                "an answer for the unknown request"
            };
            format!("line {} is {what} {id}", self.lines)
        })
    }

    /// What is asked and not answered, longest first.
    pub(crate) fn outstanding(&self) -> impl Iterator<Item = Purpose> {
        self.asked.iter().filter_map(|asked| asked.purpose)
    }

    /// Gives up the session: what it asked is answered for nobody.
    pub(crate) fn abandon(&mut self, session: u64) {
        let waiting = self
            .asked
            .iter_mut()
            .filter_map(|asked| asked.purpose.as_mut())
            .find(|purpose| matches!(purpose, Purpose::Step(one) | Purpose::End(one) if *one == session));
        match waiting {
            Some(purpose @ Purpose::Step(_)) => *purpose = Purpose::Abandoned(session),
            Some(purpose) => *purpose = Purpose::Farewell,
            None => self.end(session, Purpose::Farewell),
        }
    }

    /// When the oldest request times out. A process that keeps answering has more time, because one that
    /// works through its requests in order cannot begin the last before it has answered the others.
    pub(crate) fn deadline(&mut self, timeout: Duration) -> Option<Instant> {
        while self.asked.front().is_some_and(|asked| asked.purpose.is_none()) {
            self.asked.pop_front();
        }
        let sent = self.asked.front()?.at;
        let timeout = self.patience(timeout);
        let last = sent.checked_add(timeout.saturating_mul(PATIENCE))?;
        Some(sent.max(self.heard).checked_add(timeout)?.min(last))
    }

    /// The request of this id, unless it was dropped or never sent.
    fn waiting(&mut self, id: u64) -> Option<&mut Asked> {
        let from_last = usize::try_from(self.last_id.checked_sub(id)?).ok()?;
        let index = self.asked.len().checked_sub(from_last + 1)?;
        self.asked.get_mut(index)
    }

    /// How long a request may take: longer while a live one is asked, because others may have to wait for it.
    pub(crate) fn patience(&self, timeout: Duration) -> Duration {
        if self.live.is_empty() { timeout } else { timeout.max(LIVE) }
    }

    /// Whether the process is gone although its pipes are still open.
    pub(crate) fn has_ended(&self) -> bool {
        self.process.has_ended()
    }

    /// The process, and the thread that reads what it writes.
    pub(crate) fn threads(&self) -> impl Iterator<Item = Pid> {
        self.process.threads()
    }

    /// Ends input, so that the process ends by itself.
    pub(crate) fn close_input(&mut self) {
        self.flush();
        self.process.close_input();
    }

    /// Whether the process ends by itself within `patience`.
    pub(crate) fn ends_within(&self, patience: Duration) -> bool {
        self.process.ends_within(patience)
    }

    /// Kills the process and gives the failure with all that is known of its end.
    pub(crate) fn fail(self, kind: Kind, reason: String) -> Failure {
        end(self.process, kind, reason)
    }
}

/// Kills a process and says how it had ended, with the end of its standard error. The reason of a crash is
/// what follows the way it ended in the sentence.
pub(crate) fn end(mut process: Process, kind: Kind, reason: String) -> Failure {
    if kind == Kind::Crash {
        process.ends_within(ENDING);
    }
    let status = process.kill();
    let stderr = process.stderr_tail(ENDING);
    let reason = match (kind, status) {
        (Kind::Crash, Some(status)) => format!("the adapter {}{reason}", describe(status)),
        (Kind::Crash, None) => format!("the adapter closed its standard output and was killed{reason}"),
        _ => reason,
    };
    let ended = status.map(describe).filter(|_| kind != Kind::Crash);
    let stderr = (!stderr.is_empty()).then(|| format!("standard error ends with:\n{stderr}"));
    let detail = ended.into_iter().chain(stderr).collect::<Vec<_>>().join("; ");
    Failure { kind, reason, detail: (!detail.is_empty()).then_some(detail) }
}
