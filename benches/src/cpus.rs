//! The CPUs of the two ends of a pipe. Where the system puts them is chance, and makes a difference of five.
//!
//! Only Linux lets a program choose; elsewhere the system does.

use std::process::Child;

use anyhow::Result;

#[cfg(target_os = "linux")]
use rustix::{
    process::Pid,
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Cpus {
    /// One for both.
    One,
    /// One for each.
    Two,
}

/// Dropped, it gives the calling thread back the CPUs that it had.
pub(crate) struct Placed {
    #[cfg(target_os = "linux")]
    before: CpuSet,
}

impl Cpus {
    /// Gives the calling thread and a process their places, the same every time.
    #[cfg(target_os = "linux")]
    pub(crate) fn place(self, child: &Child) -> Result<Placed> {
        let before = sched_getaffinity(None)?;
        let mut each = (0..CpuSet::MAX_CPU).filter(|cpu| before.is_set(*cpu)).map(|cpu| {
            let mut one = CpuSet::new();
            one.set(cpu);
            one
        });
        let one = each.next().unwrap_or(before);
        let other = each.next().filter(|_| matches!(self, Self::Two)).unwrap_or(one);
        sched_setaffinity(None, &one)?;
        sched_setaffinity(Some(Pid::from_child(child)), &other)?;
        Ok(Placed { before })
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn place(self, _child: &Child) -> Result<Placed> {
        Ok(Placed {})
    }
}

#[cfg(target_os = "linux")]
impl Drop for Placed {
    fn drop(&mut self) {
        let _ = sched_setaffinity(None, &self.before);
    }
}
