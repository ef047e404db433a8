//! One question, one answer: for what happens before the first case.

use std::borrow::Borrow;
use std::collections::VecDeque;
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::hello::{self, Hello};
use super::process::{Message, Output, Process};
use super::protocol::{self, Body, Request, too_long};
use crate::engine::interrupt;

/// A process that is asked one thing at a time.
#[derive(Debug)]
pub(crate) struct Dialogue<R> {
    process: Process,
    number: usize,
    messages: R,
    waiting: VecDeque<Vec<u8>>,
    /// Lines it has written.
    lines: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// It ended, or closed its standard output.
    Closed,
    Timeout,
    /// What it wrote is no answer.
    Violation(String),
}

impl<R: Borrow<Receiver<Message>>> Dialogue<R> {
    /// Messages of processes with another number are dropped.
    pub(crate) fn new(process: Process, number: usize, messages: R) -> Self {
        Self { process, number, messages, waiting: VecDeque::new(), lines: 0 }
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&self, bytes: &[u8]) {
        self.process.send(bytes);
    }

    /// The next answer, whatever it is an answer to.
    ///
    /// # Errors
    /// Why there is none within `timeout`.
    pub(crate) fn receive(&mut self, timeout: Duration) -> Result<protocol::Envelope, Silence> {
        let line = self.line(timeout)?;
        self.lines += 1;
        protocol::parse(&line, self.lines).map_err(Silence::Violation)
    }

    /// Sends a request and takes the answer, which must carry its id.
    ///
    /// # Errors
    /// Why there is none within `timeout`.
    pub(crate) fn ask(&mut self, request: &Request<'_>, timeout: Duration) -> Result<Body, Silence> {
        let mut line = Vec::new();
        request.write_line(&mut line);
        self.send(&line);
        let answer = self.receive(timeout)?;
        if answer.id == Some(request.id) {
            return answer.body.map_err(Silence::Violation);
        }
        let id = answer.id.map_or_else(|| "null".to_owned(), |id| id.to_string());
        Err(Silence::Violation(format!("request {} was answered with id {id}", request.id)))
    }

    /// Asks for the hello.
    ///
    /// # Errors
    /// Why there is none, or what is wrong with it.
    pub(crate) fn greet(&mut self, timeout: Duration) -> Result<Hello, Silence> {
        let body = self.ask(&Request::plain(0, "hello", &hello::input()), timeout)?;
        let hello = Hello::from_body(&body).map_err(Silence::Violation)?;
        match self.waiting.front() {
            None => Ok(hello),
            Some(line) => {
                let quoted = protocol::quote(line);
                Err(Silence::Violation(format!(
                    "after the answer to hello came a line that nobody asked for: {quoted}"
                )))
            }
        }
    }

    /// The process, for whoever takes over.
    pub(crate) fn into_process(self) -> Process {
        self.process
    }

    /// How the process ended, if it does so within `patience`; otherwise it is killed.
    pub(crate) fn status(&mut self, patience: Duration) -> Option<ExitStatus> {
        self.process.ends_within(patience);
        self.process.kill()
    }

    /// Ends standard input.
    pub(crate) fn close_input(&mut self) {
        self.process.close_input();
    }

    fn line(&mut self, timeout: Duration) -> Result<Vec<u8>, Silence> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Some(line) = self.waiting.pop_front() {
                return Ok(line);
            }
            match self.messages.borrow().recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Message { output: Output::Interrupted(signal), .. }) => {
                    return Err(Silence::Violation(interrupt::reason(signal)));
                }
                Ok(Message { output: Output::BuiltIn { .. }, .. }) => {}
                Ok(Message { number, .. }) if number != self.number => {}
                Ok(Message { output: Output::Chunk(bytes), .. }) => {
                    let whole = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
                    self.waiting.extend(whole.split(|byte| *byte == b'\n').map(<[u8]>::to_vec));
                }
                Ok(Message { output: Output::TooLong(start), .. }) => {
                    return Err(Silence::Violation(too_long(&start, self.lines + 1)));
                }
                Ok(Message { output: Output::Closed(_), .. }) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(Silence::Closed);
                }
                Err(RecvTimeoutError::Timeout) => return Err(Silence::Timeout),
            }
        }
    }
}
