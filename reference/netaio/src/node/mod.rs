//! What a node keeps: `spec/netaio.md` section 6 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`state`] | 6.1, 6.2, 6.4 | NA-TCP-5, NA-TCP-6 |
//! | [`handler`] | 6.1, 6.2 | |
//! | [`receive`] | 6.3 to 6.5 | NA-RECV-1 to NA-RECV-15, NA-CLIENT-1, NA-UDP-1 to NA-UDP-4 |
//! | [`routes`] | 6.2 | NA-ROUTE-1, NA-ROUTE-2 |
//! | [`inbox`] | 6.4 | NA-TCP-1 to NA-TCP-4 |
//! | [`send`] | 6.5, 6.7 | NA-TCP-7, NA-UDP-4, NA-SUB-1, NA-SUB-2, NA-SUB-4 |
//! | [`subscriptions`] | 6.7 | NA-SUB-1, NA-SUB-3 |
//! | [`peers`] | 6.8 | NA-PEER-3 to NA-PEER-8, NA-PEER-10 to NA-PEER-14 |
//!
//! A node is told what has arrived and what time it is, and says what follows. It does no input or output.

pub mod handler;
pub mod inbox;
pub mod peers;
pub mod receive;
pub mod routes;
pub mod send;
pub mod state;
pub mod subscriptions;

/// IP address and port of the other side, as in `192.0.2.1:5000` or `[2001:db8::1]:5000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Address {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
