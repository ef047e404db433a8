//! What a server was asked, and what it is to answer.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::answer::Answer;
use super::request::{Broken, Request};
use crate::live::patience::{Patience, SLICE, Stop};
use crate::live::service::Service;

/// Most requests that are kept until they are taken; the oldest goes first.
const KEPT: usize = 1024;
/// Most bytes of them.
const KEPT_BYTES: usize = 16 << 20;

/// Shared by the actor and by all connections of its server.
#[derive(Default)]
pub(super) struct Log {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// With the number of the connection.
    received: VecDeque<(u64, Result<Request, Broken>)>,
    bytes: usize,
    script: VecDeque<Answer>,
    service: Option<Box<dyn Service>>,
    /// What the clock of the service is set to.
    now: Option<i64>,
}

impl Log {
    pub(super) fn new(service: Option<Box<dyn Service>>, now: Option<i64>) -> Self {
        let state = State { service, now, ..State::default() };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    pub(super) fn script(&self, answer: Answer) {
        self.state().script.push_back(answer);
        self.changed.notify_all();
    }

    pub(super) fn set_clock(&self, now: i64) {
        self.state().now = Some(now);
    }

    /// Keeps what a connection received.
    pub(super) fn note(&self, connection: u64, received: Result<Request, Broken>) {
        let mut state = self.state();
        state.bytes += size(&received);
        state.received.push_back((connection, received));
        while state.received.len() > KEPT || state.bytes > KEPT_BYTES {
            state.pop();
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The next that was received; nothing when nothing comes in time.
    pub(super) fn take(&self, patience: &Patience) -> Option<(u64, Result<Request, Broken>)> {
        let mut state = self.state();
        while state.received.is_empty() && !patience.is_over() {
            state = self.wait(state, patience.slice());
        }
        state.pop()
    }

    /// The answer to a request: the next of the script, else that of the service, else the next that is scripted.
    /// Nothing when the server ends before.
    pub(super) fn answer(&self, request: &Request, stop: &Stop) -> Option<Answer> {
        let mut state = self.state();
        loop {
            if let Some(answer) = state.scripted() {
                return Some(answer);
            }
            let now = state.now.unwrap_or_else(clock);
            if let Some(service) = &mut state.service {
                return Some(service.answer(request, now));
            }
            if stop.is_set() {
                return None;
            }
            state = self.wait(state, SLICE);
        }
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>, slice: std::time::Duration) -> MutexGuard<'s, State> {
        self.changed.wait_timeout(state, slice).unwrap_or_else(PoisonError::into_inner).0
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pop(&mut self) -> Option<(u64, Result<Request, Broken>)> {
        let first = self.received.pop_front()?;
        self.bytes = self.bytes.saturating_sub(size(&first.1));
        Some(first)
    }

    fn scripted(&mut self) -> Option<Answer> {
        let next = self.script.front_mut()?;
        if next.times > 1 {
            next.times -= 1;
            return Some(next.clone());
        }
        self.script.pop_front()
    }
}

fn size(received: &Result<Request, Broken>) -> usize {
    received.as_ref().map_or(0, Request::size)
}

/// Unix milliseconds.
fn clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
