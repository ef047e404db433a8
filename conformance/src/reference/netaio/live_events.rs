//! What live nodes tell, until somebody asks.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use taut_netaio::node::handler::Event;
use taut_netaio::wire::message::Body;
use taut_netaio_tokio::Happening;

use super::hex;

/// Events of a node, in their order.
#[derive(Default)]
pub(super) struct Heard {
    events: Mutex<Vec<Json>>,
    more: Condvar,
}

impl Heard {
    pub(super) fn hear(&self, happening: Happening) {
        self.lock().push(event(happening));
        self.more.notify_all();
    }

    /// Those up to the first with the tag `until`, or `limit` of them, or all when the time is over.
    pub(super) fn collect(&self, until: Option<&str>, limit: Option<usize>, within_ms: u64) -> Vec<Json> {
        let deadline = Instant::now() + Duration::from_millis(within_ms);
        let mut events = self.lock();
        loop {
            let is_last = |event: &Json| until.is_some_and(|until| event.get(0) == Some(&json!(until)));
            let found = events.iter().position(is_last).map(|place| place + 1);
            let full = limit.filter(|limit| events.len() >= *limit);
            let left = deadline.saturating_duration_since(Instant::now());
            let end = found.into_iter().chain(full).min();
            if let Some(end) = end.or(left.is_zero().then_some(events.len())) {
                return events.drain(..end).collect();
            }
            events = self.more.wait_timeout(events, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Json>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As section 6.10 writes it.
fn event(happening: Happening) -> Json {
    match happening {
        Happening::Connected(_) => json!(["connected"]),
        Happening::Closed(_) | Happening::Node(Event::Closed(_)) => json!(["closed"]),
        Happening::Node(Event::Handled(handler, _, kind, Body { uri, content })) => {
            json!(["handled", handler, kind, hex(&uri), hex(&content)])
        }
        Happening::Node(Event::Received(_, kind, Body { uri, content })) => {
            json!(["received", kind, hex(&uri), hex(&content)])
        }
        Happening::Node(Event::Answered(request, kind, Body { uri, content })) => {
            json!(["answered", request, kind, hex(&uri), hex(&content)])
        }
        Happening::Node(Event::TimedOut(request)) => json!(["timed-out", request]),
    }
}
