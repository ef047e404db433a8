//! What a node keeps: `spec/netaio.md` section 6 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`settings`] | 6.1 | |
//! | [`state`] | 6.1, 6.2, 6.4 | NA-TCP-5, NA-TCP-6 |
//! | [`handler`] | 6.1, 6.2 | |
//! | [`routes`] | 6.2 | NA-ROUTE-1, NA-ROUTE-2 |
//! | [`receive`] | 6.3 to 6.5 | NA-NODE-1, NA-RECV-1 to NA-RECV-9, NA-TCP-2, NA-TCP-3, NA-UDP-1 to NA-UDP-3 |
//! | [`reply`] | 6.3 | NA-RECV-10 to NA-RECV-15, NA-CLIENT-1 |
//! | [`inbox`] | 6.4 | NA-TCP-1, NA-TCP-4 |
//! | [`send`] | 6.5, 6.7 | NA-TCP-7, NA-UDP-4, NA-SUB-1, NA-SUB-2, NA-SUB-4 |
//! | [`request`] | 6.6 | NA-REQ-1 to NA-REQ-4 |
//! | [`subscriptions`] | 6.7 | NA-SUB-3 |
//! | [`peers`] | 6.8 | NA-PEER-3 to NA-PEER-8, NA-PEER-10 to NA-PEER-14 |
//! | [`manage`] | 6.8 | NA-PEER-1, NA-PEER-2, NA-PEER-9, NA-PEER-15, NA-PEER-16 |
//! | [`time`] | 6.9 | NA-TCP-4, NA-REQ-3, NA-PEER-14 |
//!
//! A node is told what has arrived and what time it is, and says what follows. It does no input or output: whoever has
//! sockets gives [`Node::receive`](state::Node::receive) what they bring, writes what is in
//! [`Output::sent`](handler::Output::sent), and calls [`Node::tick`](state::Node::tick) at
//! [`Node::next_deadline`](state::Node::next_deadline).

use std::sync::Arc;

pub mod handler;
pub mod inbox;
pub mod manage;
pub mod peers;
pub mod receive;
pub mod reply;
pub mod request;
pub mod routes;
pub mod send;
pub mod settings;
pub mod state;
pub mod subscriptions;
pub mod time;

/// IP address and port of the other side, as in `192.0.2.1:5000` or `[2001:db8::1]:5000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(Arc<str>);

impl Address {
    /// The multicast group, wherever it is.
    #[must_use]
    pub fn multicast() -> Self {
        Self::from("multicast")
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Address {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}
