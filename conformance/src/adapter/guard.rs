//! A guard beside each adapter: a process that kills it when this program is no more, however that came about.
//!
//! The guard leads the process group that the adapter is started into. It waits for the end of its standard input, a
//! pipe that only this program holds. Between fork and exec a new process holds a copy of every pipe, so the guard
//! hears of the end only when each adapter that was being started is in the group: there is no moment at which an
//! adapter can be left behind.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

/// The shell is on every Unix, starts faster than this program would, and is enough: the first line is the number of
/// the adapter, which may have made a group of its own, as `timeout` does. A signal to the whole group is for others.
const SCRIPT: &str =
    r#"trap '' HUP INT TERM; read -r adapter; read -r rest; kill -KILL "-$adapter" "$adapter"; kill -KILL 0"#;

/// A running guard.
#[derive(Debug)]
pub(super) struct Guard {
    process: Child,
}

impl Guard {
    /// Starts a guard with a group of its own.
    pub(super) fn spawn() -> io::Result<Self> {
        let mut builder = Command::new("/bin/sh");
        builder.args(["-c", SCRIPT]).env_clear().process_group(0);
        builder.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = builder.spawn().map_err(|why| {
            let what = format!("/bin/sh, which ends the adapter when taut is killed, does not start: {why}");
            io::Error::new(why.kind(), what)
        })?;
        Ok(Self { process })
    }

    /// The group for the adapter.
    pub(super) fn group(&self) -> i32 {
        Pid::from_child(&self.process).as_raw_nonzero().get()
    }

    /// Tells the guard whom it guards.
    pub(super) fn watch(&mut self, adapter: &Child) {
        if let Some(lifeline) = &mut self.process.stdin {
            // A guard that is gone cannot be helped, and the adapter is none the worse.
            let _ = writeln!(lifeline, "{}", adapter.id());
        }
    }

    /// Kills the guard and all that is left in its group.
    pub(super) fn kill(&mut self) {
        // While the guard is not reaped its number names this group and no other.
        let _ = kill_process_group(Pid::from_child(&self.process), Signal::KILL);
        let _ = self.process.wait();
    }
}
