//! Every wait of a built-in actor: it has an end, and it ends early when its session does.

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// How soon a wait notices that its session has ended.
pub(super) const SLICE: Duration = Duration::from_millis(20);

/// Tells every wait of a session, or of a server in it, to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(super) fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// A wait of that many milliseconds.
    pub(super) fn within(&self, ms: u64) -> Patience {
        Patience { until: Instant::now() + Duration::from_millis(ms), ms, stop: self.clone() }
    }
}

/// A wait that has begun.
#[derive(Debug)]
pub(super) struct Patience {
    until: Instant,
    /// How long it is in all, for messages.
    pub(super) ms: u64,
    stop: Stop,
}

impl Patience {
    /// Waits until bytes, a connection or the end of one can be read; false when the time is over.
    pub(super) fn readable(&self, socket: impl AsFd) -> io::Result<bool> {
        self.ready(socket, PollFlags::IN)
    }

    /// Waits until bytes can be written; false when the time is over.
    pub(super) fn writable(&self, socket: impl AsFd) -> io::Result<bool> {
        self.ready(socket, PollFlags::OUT)
    }

    /// Waits to the end.
    pub(super) fn pause(&self) {
        while !self.is_over() {
            thread::sleep(self.slice());
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.stop.is_set() || self.left().is_zero()
    }

    /// The next part of the wait.
    pub(super) fn slice(&self) -> Duration {
        self.left().min(SLICE)
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    fn ready(&self, socket: impl AsFd, what: PollFlags) -> io::Result<bool> {
        loop {
            // What is there already counts, even when no time is given.
            let over = self.is_over();
            let slice = Timespec::try_from(self.slice()).map_err(io::Error::other)?;
            let found = poll(&mut [PollFd::new(&socket, what)], Some(&slice));
            match found {
                Ok(0) | Err(rustix::io::Errno::INTR) if over => return Ok(false),
                Ok(0) | Err(rustix::io::Errno::INTR) => {}
                Ok(_) => return Ok(true),
                Err(why) => return Err(why.into()),
            }
        }
    }
}
