//! An adapter process: three pipes, a thread for each, and an end that leaves nothing behind.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::MAX_LINE;
use super::guard::Guard;
use super::input::Input;
use super::protocol::Body;
use super::turns;
use crate::engine::AdapterCommand;

/// How many chunks of output may wait for the reader of the channel: with lines of the greatest length,
/// the bound on memory.
const BACKLOG: usize = 8;
/// How much is read at once.
const READ: usize = 64 * 1024;
/// How much of the end of standard error is kept.
const STDERR_KEPT: usize = 8 * 1024;
/// How often the end of a process is looked for.
const POLL: Duration = Duration::from_millis(1);

/// What a process did, with the number it was started under.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) number: usize,
    pub(crate) output: Output,
}

/// What arrived on standard output.
#[derive(Debug)]
pub(crate) enum Output {
    /// Whole lines; the last byte is a line feed.
    Chunk(Vec<u8>),
    /// Standard output was closed, with this much of an unfinished line.
    Closed(Vec<u8>),
    /// No process, but a signal to this program asks for the end of the run.
    Interrupted(i32),
    /// A line grew beyond [`MAX_LINE`]; nothing after it is read.
    TooLong(Vec<u8>),
    /// No process: an actor that the runner plays has an answer.
    BuiltIn { session: u64, body: Box<Body> },
}

/// A running adapter. Dropping it kills it and all that it has started.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    guard: Guard,
    input: Option<Input>,
    /// The thread that reads standard output.
    reader: Arc<OnceLock<Option<Pid>>>,
    stderr: Arc<Tail>,
    status: Option<ExitStatus>,
}

/// A channel on which any number of processes report.
pub(crate) fn channel() -> (SyncSender<Message>, Receiver<Message>) {
    mpsc::sync_channel(BACKLOG)
}

impl Process {
    /// Starts `command` in the process group of a guard.
    pub(crate) fn spawn(
        command: &AdapterCommand,
        number: usize,
        messages: &SyncSender<Message>,
    ) -> io::Result<Self> {
        let mut builder = Command::new(&command.program);
        builder.args(&command.args).envs(command.env.iter().map(|(name, value)| (name, value)));
        if let Some(dir) = &command.dir {
            builder.current_dir(dir);
        }
        let mut guard = Guard::spawn()?;
        builder.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = builder.process_group(guard.group()).spawn();
        let mut child = started.inspect_err(|_| guard.kill())?;
        guard.watch(&child);
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        // From here on an early return kills the child.
        let (reader, stderr) = (Arc::default(), Arc::default());
        let mut process = Self { child, guard, input: None, reader, stderr, status: None };
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::Error::other("a pipe to the process is missing"));
        };
        process.input = Some(Input::new(stdin)?);
        let (reader, tail) = (Arc::clone(&process.reader), Arc::clone(&process.stderr));
        let messages = messages.clone();
        thread::Builder::new().name("reader".to_owned()).spawn(move || {
            reader.get_or_init(turns::this_thread);
            read(stdout, number, &messages);
        })?;
        thread::Builder::new().name("stderr".to_owned()).spawn(move || tail.drain(stderr))?;
        Ok(process)
    }

    /// Writes to standard input, without waiting for the process to read.
    pub(crate) fn send(&self, bytes: &[u8]) {
        if let Some(input) = &self.input {
            input.send(bytes);
        }
    }

    /// The process, and the thread that reads what it writes.
    pub(crate) fn threads(&self) -> impl Iterator<Item = Pid> {
        std::iter::once(Pid::from_child(&self.child)).chain(self.reader.get().copied().flatten())
    }

    /// Ends standard input once everything queued is written.
    pub(crate) fn close_input(&mut self) {
        self.input = None;
    }

    /// Whether the process has ended. It is not reaped, so that its number stays its own.
    pub(crate) fn has_ended(&self) -> bool {
        if self.status.is_some() {
            return true;
        }
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        waitid(WaitId::Pid(Pid::from_child(&self.child)), options).is_ok_and(|status| status.is_some())
    }

    /// Waits for the end of the process, at most for `patience`.
    pub(crate) fn ends_within(&self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while !self.has_ended() {
            if Instant::now() >= deadline {
                return false;
            }
            thread::sleep(POLL);
        }
        true
    }

    /// Kills the process and its group, reaps the process, and says how it had ended if it had.
    pub(crate) fn kill(&mut self) -> Option<ExitStatus> {
        let ended_by_itself = self.has_ended();
        if self.status.is_none() {
            // It may lead a group of its own. While it is not reaped its number is of no other.
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
            let _ = self.child.kill();
            self.guard.kill();
            self.status = self.child.wait().ok();
        }
        self.status.filter(|_| ended_by_itself)
    }

    /// The last 8 KiB of standard error, once it is closed or `patience` is over.
    pub(crate) fn stderr_tail(&self, patience: Duration) -> String {
        self.stderr.text(patience)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// `exited with status 1`, `killed by signal 9`
pub(crate) fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exited with status {code}"),
        (None, Some(signal)) => format!("killed by signal {signal}"),
        (None, None) => "ended in an unknown way".to_owned(),
    }
}

fn read(mut stdout: impl Read, number: usize, messages: &SyncSender<Message>) {
    let send = |output| messages.send(Message { number, output }).is_ok();
    let mut space = vec![0; READ];
    let mut line = Vec::new();
    loop {
        let new = match stdout.read(&mut space) {
            Ok(count) => space.get(..count).unwrap_or_default(),
            Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => &[],
        };
        if new.is_empty() {
            send(Output::Closed(line));
            return;
        }
        if let Some(end) = new.iter().rposition(|byte| *byte == b'\n') {
            let (whole, rest) = new.split_at(end + 1);
            line.extend_from_slice(whole);
            if !send(Output::Chunk(std::mem::replace(&mut line, rest.to_vec()))) {
                return;
            }
        } else {
            line.extend_from_slice(new);
        }
        if line.len() > MAX_LINE {
            line.truncate(READ);
            send(Output::TooLong(line));
            return;
        }
    }
}

/// The end of a stream, and whether the stream is over.
#[derive(Debug, Default)]
struct Tail {
    kept: Mutex<Kept>,
    over: Condvar,
}

#[derive(Debug, Default)]
struct Kept {
    bytes: VecDeque<u8>,
    over: bool,
}

impl Tail {
    fn drain(&self, mut stream: impl Read) {
        let mut space = vec![0; READ];
        loop {
            match stream.read(&mut space) {
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
                Ok(count) => {
                    let new = space.get(..count).unwrap_or_default();
                    let new = new.get(new.len().saturating_sub(STDERR_KEPT)..).unwrap_or_default();
                    let mut kept = self.lock();
                    kept.bytes.extend(new);
                    let excess = kept.bytes.len().saturating_sub(STDERR_KEPT);
                    kept.bytes.drain(..excess);
                }
            }
        }
        self.lock().over = true;
        self.over.notify_all();
    }

    fn text(&self, patience: Duration) -> String {
        let (mut kept, _) = self
            .over
            .wait_timeout_while(self.lock(), patience, |kept| !kept.over)
            .unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(kept.bytes.make_contiguous()).trim_end().to_owned()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
