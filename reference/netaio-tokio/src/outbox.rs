//! What waits to be written on a connection.

use std::io::{self, ErrorKind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::net::tcp::WriteHalf;
use tokio::sync::Notify;

/// Most bytes that wait for a connection which does not take them.
pub(crate) const MAX_WAITING: usize = 4 << 20;

/// Bytes in the order in which they were put in (NA-LIVE-1), and whether the connection is to be closed behind them.
#[derive(Default)]
pub(crate) struct Outbox {
    held: Mutex<Held>,
    /// Something was put in, or it was closed, by others than the task of the connection.
    pub(crate) changed: Notify,
}

#[derive(Default)]
struct Held {
    bytes: Vec<u8>,
    /// How many of them are written.
    written: usize,
    is_closed: bool,
}

impl Outbox {
    /// Puts bytes in; false when there are too many already.
    pub(crate) fn put(&self, bytes: &[u8]) -> bool {
        let mut held = self.lock();
        let fits = held.bytes.len() - held.written + bytes.len() <= MAX_WAITING;
        if fits {
            held.bytes.extend_from_slice(bytes);
        }
        fits
    }

    /// Has the connection closed behind what is in it.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_one();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// How much waits.
    pub(crate) fn waiting(&self) -> usize {
        let held = self.lock();
        held.bytes.len() - held.written
    }

    /// Writes as much as the system takes now.
    pub(crate) fn write(&self, writer: &WriteHalf<'_>) -> io::Result<()> {
        let mut held = self.lock();
        while let Some(bytes @ [_, ..]) = held.bytes.get(held.written..) {
            match writer.try_write(bytes) {
                Ok(count) => held.written += count,
                Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(why) => return Err(why),
            }
        }
        // An idle connection holds no memory.
        held.bytes = Vec::new();
        held.written = 0;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
