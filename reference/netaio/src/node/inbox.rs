//! Messages out of the bytes of a connection: `spec/netaio.md` section 6.4 (revision 1.0.0).

use taut_wire::fault;

use crate::error::Reject;
use crate::wire::kind::Types;
use crate::wire::message::{HEADER_SIZE, Header, Message, decode_fields, split};

/// How long a connection may hold a part of a message, if not told otherwise.
pub const PARTIAL_MS: u64 = 30_000;

/// What came out of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// A whole message.
    Message(Message),
    /// A whole message whose checksum is wrong; what follows it is read all the same (NA-TCP-3).
    BadChecksum,
}

/// How many bytes of memory a connection keeps that holds nothing.
const IDLE_CAPACITY: usize = 1024;

/// The bytes of a connection that are no whole message yet, at most one message of them between two calls.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    held: Vec<u8>,
    /// How many of them belong to messages that were taken.
    taken: usize,
    /// When the first byte of the message that is not whole yet came.
    since_ms: Option<u64>,
    /// Whether the auth fields of that message were looked at, so that single bytes do not cost a reading each.
    fields_read: bool,
}

impl Inbox {
    /// Takes in bytes, in whatever pieces they arrive (NA-TCP-1). Call [`Inbox::take`] until it gives nothing.
    pub fn receive(&mut self, bytes: &[u8], now_ms: u64) {
        if fault!(NA_TCP_1) {
            *self = Self::default();
        }
        if !bytes.is_empty() {
            self.since_ms.get_or_insert(now_ms);
        }
        self.held.extend_from_slice(bytes);
    }

    /// The next message that is whole.
    ///
    /// # Errors
    /// What section 4 refuses, as soon as it is there: the connection is to be closed without an answer (NA-TCP-2).
    pub fn take(&mut self, types: &Types, now_ms: u64) -> Result<Option<Arrived>, Reject> {
        let unread = self.held.get(self.taken..).unwrap_or_default();
        if unread.len() < HEADER_SIZE {
            self.tidy();
            return Ok(None);
        }
        let header = Header::decode(types, unread)?;
        let Some(message) = unread.get(..header.message_size()) else {
            let auth_size = usize::from(header.auth_length);
            if !self.fields_read && unread.len() >= HEADER_SIZE + auth_size {
                decode_fields(split(unread).0)?;
                self.fields_read = true;
            }
            self.tidy();
            return Ok(None);
        };
        let decoded = Message::decode(types, message);
        self.taken += message.len();
        self.fields_read = false;
        self.since_ms = (self.taken < self.held.len()).then_some(now_ms);
        match decoded {
            Ok(message) => Ok(Some(Arrived::Message(message))),
            Err(Reject::BadChecksum) => Ok(Some(Arrived::BadChecksum)),
            Err(reject) => Err(reject),
        }
    }

    /// When the first byte of the message came that is not whole yet, if there is one (NA-TCP-4).
    #[must_use]
    pub const fn since_ms(&self) -> Option<u64> {
        self.since_ms
    }

    /// Lets go of what was taken, and of memory that nothing is in.
    fn tidy(&mut self) {
        self.held.drain(..self.taken);
        self.taken = 0;
        if self.held.is_empty() {
            self.held.shrink_to(IDLE_CAPACITY);
        }
    }
}
