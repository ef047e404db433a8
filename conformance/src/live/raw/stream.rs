//! A TCP connection, whoever opened it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::json;

use super::words::Send;
use crate::live::outcome::{Failure, output, shown};
use crate::live::patience::{Patience, Stop};
use crate::live::pieces;
use crate::model::outcome::Members;

/// Most bytes that are received and not taken yet.
const BUFFERED: usize = 4 << 20;
/// How much is read at once.
const READ: usize = 64 << 10;
/// How long the other end may leave bytes unread.
const SENDING_MS: u64 = 10_000;

/// A connection, with what was received on it and not taken yet.
#[derive(Debug)]
pub(super) struct Stream {
    socket: TcpStream,
    received: Vec<u8>,
    end: Option<End>,
}

/// How the other end closed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Closed,
    Reset,
}

impl End {
    fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reset => "reset",
        }
    }
}

impl Stream {
    pub(super) fn new(socket: TcpStream) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        // A piece is a segment.
        socket.set_nodelay(true)?;
        Ok(Self { socket, received: Vec::new(), end: None })
    }

    pub(super) fn send(&mut self, asked: &Send, stop: &Stop) -> Result<(), Failure> {
        let pieces = pieces::cut(&asked.data.0, &asked.split);
        pieces::each(&pieces, asked.delay_ms, stop, |piece| self.write(piece, &stop.within(SENDING_MS)))
    }

    fn write(&mut self, mut piece: &[u8], patience: &Patience) -> Result<(), Failure> {
        while !piece.is_empty() {
            match self.socket.write(piece) {
                Ok(count) => piece = piece.get(count..).unwrap_or_default(),
                Err(why) if why.kind() == ErrorKind::WouldBlock => {
                    let ready = patience.writable(&self.socket);
                    if !ready.map_err(|why| Failure::machine("wait for a connection", &why))? {
                        let detail = format!("{} bytes were not taken within {SENDING_MS} ms", piece.len());
                        return Err(Failure::refused("timeout", detail));
                    }
                }
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) => return Err(gone(&why, "the connection was closed by the other end")),
            }
        }
        Ok(())
    }

    /// Takes `size` bytes, or those up to and with `until`, or all up to the end of the connection.
    pub(super) fn receive(
        &mut self,
        size: Option<usize>,
        until: Option<&[u8]>,
        patience: &Patience,
    ) -> Result<Vec<u8>, Failure> {
        loop {
            let there = match (size, until) {
                (Some(size), _) => (self.received.len() >= size).then_some(size),
                (None, Some(until)) => end_of(&self.received, until),
                (None, None) => (self.end == Some(End::Closed)).then_some(self.received.len()),
            };
            if let Some(there) = there {
                return Ok(self.received.drain(..there).collect());
            }
            if let Some(end) = self.end {
                let detail = format!("the other end closed the connection after {}", shown(&self.received));
                return Err(Failure::refused(end.code(), detail));
            }
            if !self.fill(patience)? {
                let detail = format!("{} within {} ms", shown(&self.received), patience.ms);
                return Err(Failure::refused("timeout", format!("received {detail}")));
            }
        }
    }

    /// Nothing arrives, and nobody closes.
    pub(super) fn silence(&mut self, patience: &Patience) -> Result<(), Failure> {
        if self.received.is_empty() && self.end.is_none() {
            self.fill(patience)?;
        }
        match self.end {
            _ if !self.received.is_empty() => {
                Err(Failure::refused("data", format!("received {}", shown(&self.received))))
            }
            Some(end) => Err(Failure::refused(end.code(), "the other end closed the connection")),
            None => Ok(()),
        }
    }

    /// The other end closes.
    pub(super) fn closed(&mut self, patience: &Patience) -> Result<Members, Failure> {
        loop {
            if let Some(end) = self.end {
                let data = hex::encode(std::mem::take(&mut self.received));
                return Ok(output(json!({"how": end.code(), "data": data})));
            }
            if !self.fill(patience)? {
                let detail = format!("the connection was still open after {} ms", patience.ms);
                let detail = format!("{detail}; received {}", shown(&self.received));
                return Err(Failure::refused("timeout", detail));
            }
        }
    }

    pub(super) fn shutdown(&mut self) -> Result<(), Failure> {
        let ended = self.socket.shutdown(Shutdown::Write);
        ended.map_err(|why| gone(&why, "the other end had closed the connection before"))
    }

    /// Closes, or aborts with a reset.
    pub(super) fn close(mut self, abort: bool) -> Result<(), Failure> {
        if abort {
            let set = rustix::net::sockopt::set_socket_linger(&self.socket, Some(Duration::ZERO));
            return set.map_err(|why| Failure::machine("abort a connection", &why.into()));
        }
        // What is left unread would turn the end into a reset.
        let mut rest = vec![0; READ];
        for _ in 0..BUFFERED / READ {
            if !matches!(self.socket.read(&mut rest), Ok(1..)) {
                break;
            }
        }
        Ok(())
    }

    /// Receives what comes next; false when nothing comes in time.
    fn fill(&mut self, patience: &Patience) -> Result<bool, Failure> {
        if self.received.len() >= BUFFERED {
            return Err(Failure::refused("oversized", format!("received more than {BUFFERED} bytes")));
        }
        let ready = patience.readable(&self.socket);
        if !ready.map_err(|why| Failure::machine("wait for a connection", &why))? {
            return Ok(false);
        }
        let mut chunk = vec![0; READ];
        match self.socket.read(&mut chunk) {
            Ok(0) => self.end = Some(End::Closed),
            Ok(count) => self.received.extend(chunk.iter().take(count)),
            Err(why) if matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(why) if why.kind() == ErrorKind::ConnectionReset => self.end = Some(End::Reset),
            Err(why) => return Err(Failure::machine("read from a connection", &why)),
        }
        Ok(true)
    }
}

/// Where the first `mark` ends.
fn end_of(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    if mark.is_empty() {
        return Some(0);
    }
    bytes.windows(mark.len()).position(|window| window == mark).map(|start| start + mark.len())
}

/// The failure of a write.
fn gone(why: &io::Error, detail: &str) -> Failure {
    match why.kind() {
        ErrorKind::BrokenPipe | ErrorKind::NotConnected => Failure::refused("closed", detail),
        ErrorKind::ConnectionReset => Failure::refused("reset", detail),
        _ => Failure::machine("write to a connection", why),
    }
}
