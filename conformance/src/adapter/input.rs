//! Standard input of an adapter: what the pipe takes at once is written at once, the rest by a thread of its own.
//!
//! The thread is there because a single one that writes requests and reads answers blocks for ever as soon as both pipes
//! are full. It is asked only then, because handing every line over costs as much as writing it.

use std::io::{self, ErrorKind, Write};
use std::process::ChildStdin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, ioctl_fionbio};

/// The writing end. Dropping it ends the input once everything that was sent is written.
#[derive(Debug)]
pub(super) struct Input {
    pipe: Arc<ChildStdin>,
    /// Pieces that the thread has not written to their end.
    waiting: Arc<AtomicUsize>,
    overflow: Sender<Vec<u8>>,
}

impl Input {
    /// Takes over the pipe and starts the thread.
    pub(super) fn new(pipe: ChildStdin) -> io::Result<Self> {
        // Holds for this end alone: the adapter's own end is another open file.
        ioctl_fionbio(&pipe, true)?;
        let (overflow, pieces) = mpsc::channel();
        let (pipe, waiting) = (Arc::new(pipe), Arc::new(AtomicUsize::new(0)));
        let input = Self { pipe: Arc::clone(&pipe), waiting: Arc::clone(&waiting), overflow };
        thread::Builder::new().name("writer".to_owned()).spawn(move || drain(&pipe, &pieces, &waiting))?;
        Ok(input)
    }

    /// Writes or queues bytes. A process that no longer reads shows itself by its silence or its end.
    pub(super) fn send(&self, bytes: &[u8]) {
        // Nobody else sends, so a thread with nothing to write has nothing until this returns.
        let idle = self.waiting.load(Ordering::Acquire) == 0;
        let written = if idle { write_some(&self.pipe, bytes) } else { Ok(0) };
        let rest = written.ok().and_then(|count| bytes.get(count..)).unwrap_or_default();
        if !rest.is_empty() {
            self.waiting.fetch_add(1, Ordering::Release);
            let _ = self.overflow.send(rest.to_vec());
        }
    }
}

/// Writes what the pipe takes without waiting.
///
/// # Errors
/// When nobody will read it.
fn write_some(mut pipe: &ChildStdin, bytes: &[u8]) -> io::Result<usize> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match pipe.write(rest) {
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(why) if why.kind() == ErrorKind::Interrupted => {}
            Err(why) if why.kind() == ErrorKind::WouldBlock => break,
            Err(why) => return Err(why),
        }
    }
    Ok(bytes.len() - rest.len())
}

fn drain(pipe: &ChildStdin, pieces: &Receiver<Vec<u8>>, waiting: &AtomicUsize) {
    while let Ok(piece) = pieces.recv() {
        if write_all(pipe, &piece).is_err() {
            return;
        }
        waiting.fetch_sub(1, Ordering::Release);
    }
}

fn write_all(pipe: &ChildStdin, mut rest: &[u8]) -> io::Result<()> {
    loop {
        rest = rest.get(write_some(pipe, rest)?..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        match poll(&mut [PollFd::new(pipe, PollFlags::OUT)], None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(why) => return Err(why.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn what_no_pipe_holds_arrives_in_order() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = Input::new(child.stdin.take().unwrap()).unwrap();
        let pieces: Vec<Vec<u8>> =
            (0..=u8::MAX).map(|number| vec![number; usize::from(number) * 64]).collect();
        for piece in &pieces {
            input.send(piece);
        }
        assert!(input.waiting.load(Ordering::Acquire) > 0, "two megabytes fit into two pipes");
        let mut arrived = vec![0; 1 << 20];
        let output = child.stdout.as_mut().unwrap();
        output.read_exact(&mut arrived).unwrap();
        for piece in &pieces {
            input.send(piece);
        }
        drop(input);
        output.read_to_end(&mut arrived).unwrap();
        assert!(arrived == [pieces.concat(), pieces.concat()].concat());
        assert!(child.wait().unwrap().success());
    }

    #[test]
    fn nobody_waits_for_a_reader_that_is_gone() {
        let mut child = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let input = Input::new(child.stdin.take().unwrap()).unwrap();
        child.wait().unwrap();
        // A process that another test is starting holds the reading end as well, until its program begins.
        while write_some(&input.pipe, &[0]).is_ok() {
            thread::yield_now();
        }
        for _ in 0..8 {
            input.send(&vec![0; 1 << 18]);
        }
        assert_eq!(input.waiting.load(Ordering::Acquire), 0);
    }
}
