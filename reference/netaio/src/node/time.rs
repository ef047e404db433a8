//! Time: `spec/netaio.md` section 6.9 (revision 1.0.0).

use taut_wire::fault;

use super::Address;
use super::handler::{Event, Output};
use super::state::Node;
use crate::keys::Supply;

impl Node {
    /// Does what is due by now: partial messages, requests, peers and advertisements, in this order.
    pub fn tick(&mut self, now_ms: u64, supply: &mut Supply<'_>) -> Output {
        let mut output = Output::default();
        for address in self.late(now_ms) {
            self.disconnected(&address);
            output.events.push(Event::Closed(address));
        }
        output.events.extend(self.end_requests(now_ms));
        self.advertise_due(now_ms, supply, &mut output);
        output
    }

    /// When [`Node::tick`] has something to do, if nothing arrives before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<u64> {
        let oldest = self.partial.first().filter(|_| !fault!(NA_TCP_4));
        let late = oldest.map(|(since_ms, _)| since_ms.saturating_add(self.partial_ms).saturating_add(1));
        [late, self.requests.next_deadline(), self.next_advertisement()].into_iter().flatten().min()
    }

    /// The connections that have held a part of a message for too long, in order (NA-TCP-4).
    fn late(&self, now_ms: u64) -> Vec<Address> {
        if fault!(NA_TCP_4) {
            return Vec::new();
        }
        let is_late = |since_ms: u64| now_ms.saturating_sub(since_ms) > self.partial_ms;
        let late = self.partial.iter().take_while(|(since_ms, _)| is_late(*since_ms));
        let mut late: Vec<Address> = late.map(|(_, address)| address.clone()).collect();
        late.sort();
        late
    }
}
