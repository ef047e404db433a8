//! Requests: `spec/netaio.md` section 6.6 (revision 1.0.0).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use taut_wire::fault;

use super::Address;
use super::handler::{Event, Target};
use super::routes::{Key, Times};
use super::send::{Call, Sent};
use super::state::Node;
use crate::error::Refused;
use crate::keys::Supply;
use crate::seal::layers::Layer;
use crate::wire::kind::{AUTH_ERROR, CREATE_URI, ERROR, NOT_FOUND, OK, REQUEST_URI, RESPOND_URI};
use crate::wire::message::Message;

/// How long a request waits, if not told otherwise.
pub const TIMEOUT_MS: u64 = 10_000;

/// Requests that have no answer yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests {
    made: u64,
    waiting: BTreeMap<u64, Waiting>,
    deadlines: BTreeSet<(u64, u64)>,
}

#[derive(Clone, Debug)]
struct Waiting {
    keys: Vec<Key>,
    inner: Arc<Layer>,
    deadline_ms: u64,
}

impl Requests {
    /// When the next one ends.
    pub(super) fn next_deadline(&self) -> Option<u64> {
        self.deadlines.first().map(|(deadline_ms, _)| *deadline_ms)
    }

    /// The plugins of all that wait, for a build that does without NA-REQ-4.
    pub(super) fn plugins(&self) -> Vec<Arc<Layer>> {
        self.waiting.values().map(|waiting| Arc::clone(&waiting.inner)).collect()
    }

    fn due(&self, now_ms: u64) -> Vec<u64> {
        let due = self.deadlines.iter().take_while(|(deadline_ms, _)| *deadline_ms <= now_ms);
        let mut numbers: Vec<u64> = due.map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers
    }

    fn add(&mut self, waiting: Waiting) -> u64 {
        let number = self.made;
        self.made += 1;
        self.deadlines.insert((waiting.deadline_ms, number));
        self.waiting.insert(number, waiting);
        number
    }

    fn end(&mut self, number: u64) -> Vec<Key> {
        let Some(ended) = self.waiting.remove(&number) else { return Vec::new() };
        self.deadlines.remove(&(ended.deadline_ms, number));
        ended.keys
    }
}

impl Node {
    /// Sends a request, and gives its number: a set of one-time handlers waits for the answer.
    ///
    /// # Errors
    /// As [`Node::send`].
    pub fn request(
        &mut self,
        to: &Address,
        message: &Message,
        inner: Layer,
        timeout_ms: u64,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<(u64, Sent), Refused> {
        let call = Call { inner, uses_outer: true };
        let sent = self.send(to, message, &call, now_ms, supply)?;
        let (keys, inner) = (answers(message, to), Arc::new(call.inner));
        let deadline_ms = now_ms.saturating_add(timeout_ms);
        let waiting = Waiting { keys: keys.clone(), inner: Arc::clone(&inner), deadline_ms };
        let number = self.requests.add(waiting);
        for key in keys {
            self.routes.set(key, Times::Once, Target::Request(number, Arc::clone(&inner)));
        }
        Ok((number, sent))
    }

    /// The answer to a request has come: no other is waited for (NA-REQ-2).
    pub(super) fn answered(&mut self, number: u64, message: Message) -> Event {
        if !fault!(NA_REQ_2) {
            self.end_request(number);
        }
        Event::Answered(number, message.kind, message.body)
    }

    /// Ends the requests whose time is over (NA-REQ-3).
    pub(super) fn end_requests(&mut self, now_ms: u64) -> Vec<Event> {
        let due = if fault!(NA_REQ_3) { Vec::new() } else { self.requests.due(now_ms) };
        for number in &due {
            self.end_request(*number);
        }
        due.into_iter().map(Event::TimedOut).collect()
    }

    fn end_request(&mut self, number: u64) {
        for key in self.requests.end(number) {
            let target = self.routes.get(&key, Times::Once);
            if matches!(target, Some(Target::Request(own, _)) if *own == number) {
                self.routes.remove(&key, Times::Once);
            }
        }
    }
}

/// The keys of the messages that answer a request (NA-REQ-1).
fn answers(request: &Message, from: &Address) -> Vec<Key> {
    let mut kinds = vec![ERROR, AUTH_ERROR, if request.kind == REQUEST_URI { RESPOND_URI } else { OK }];
    if request.kind != CREATE_URI {
        kinds.push(NOT_FOUND);
    }
    let uri = Some(request.body.uri.clone());
    let address = Some(from.clone()).filter(|_| !fault!(NA_REQ_1));
    kinds.into_iter().map(|kind| Key { kind, uri: uri.clone(), address: address.clone() }).collect()
}
