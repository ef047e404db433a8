//! One CPU for a runner and an adapter that take turns: on two, each would wait for the other's to wake up.
//!
//! Only Linux lets a program choose; elsewhere nothing is done.

use rustix::process::Pid;

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// Keeps the calling thread on the CPU it is on. Dropped, it gives it back the CPUs that it had.
#[derive(Debug)]
pub(crate) struct OneCpu {
    #[cfg(target_os = "linux")]
    before: CpuSet,
}

/// The number of the calling thread.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere a thread has none")]
pub(super) fn this_thread() -> Option<Pid> {
    Some(gettid())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn this_thread() -> Option<Pid> {
    None
}

impl OneCpu {
    /// Brings `others` to the same CPU. Where that is not allowed it only takes longer.
    #[cfg(target_os = "linux")]
    pub(crate) fn share(others: impl Iterator<Item = Pid>) -> Option<Self> {
        let before = sched_getaffinity(None).ok()?;
        let mut one = CpuSet::new();
        one.set(sched_getcpu());
        sched_setaffinity(None, &one).ok()?;
        for other in others {
            let _ = sched_setaffinity(Some(other), &one);
        }
        Some(Self { before })
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn share(_others: impl Iterator<Item = Pid>) -> Option<Self> {
        None
    }
}

#[cfg(target_os = "linux")]
impl Drop for OneCpu {
    fn drop(&mut self) {
        let _ = sched_setaffinity(None, &self.before);
    }
}
