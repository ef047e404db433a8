//! A listener and its connections, each on a thread that ends with the server.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::answer::Answer;
use super::log::Log;
use super::request::{Broken, Reader, Request};
use crate::live::patience::{Patience, Stop};
use crate::live::service::Service;

/// Most connections at once; one more is closed at once.
const CONNECTIONS: usize = 64;
/// How long a connection may be idle, or a request on its way.
const IDLE_MS: u64 = 30_000;
/// How long a client may leave an answer unread, or take to close after it.
const CLOSING_MS: u64 = 1_000;

/// A running server. Dropping it ends it, with its connections.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    log: Arc<Log>,
    stop: Stop,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    /// A server at a port that the system chooses.
    pub(super) fn open(
        address: SocketAddr,
        service: Option<Box<dyn Service>>,
        now: Option<i64>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (log, stop) = (Arc::new(Log::new(service, now)), Stop::default());
        let house = House { log: Arc::clone(&log), stop: stop.clone(), open: Arc::default() };
        thread::Builder::new().name("http".to_owned()).spawn(move || house.listen(&listener))?;
        Ok(Self { address, log, stop })
    }

    pub(super) fn script(&self, answer: Answer) {
        self.log.script(answer);
    }

    pub(super) fn set_clock(&self, now: i64) {
        self.log.set_clock(now);
    }

    pub(super) fn take(&self, patience: &Patience) -> Option<(u64, Result<Request, Broken>)> {
        self.log.take(patience)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.now();
    }
}

/// What the threads of a server share.
#[derive(Clone)]
struct House {
    log: Arc<Log>,
    stop: Stop,
    open: Arc<AtomicUsize>,
}

impl House {
    fn listen(self, listener: &TcpListener) {
        let mut number = 0;
        while !self.stop.is_set() {
            let waiting = self.stop.within(IDLE_MS).readable(listener);
            let Ok((socket, _)) = waiting.and_then(|_| listener.accept()) else { continue };
            if self.open.load(Ordering::Relaxed) >= CONNECTIONS {
                continue;
            }
            number += 1;
            self.open.fetch_add(1, Ordering::Relaxed);
            let house = self.clone();
            let serve = move || {
                // A service that panics costs its connection.
                let serving = std::panic::AssertUnwindSafe(|| house.serve(number, &socket));
                let _ = std::panic::catch_unwind(serving);
                house.open.fetch_sub(1, Ordering::Relaxed);
            };
            if thread::Builder::new().name("http".to_owned()).spawn(serve).is_err() {
                self.open.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }

    fn serve(&self, number: u64, socket: &TcpStream) {
        if socket.set_nonblocking(true).is_err() || socket.set_nodelay(true).is_err() {
            return;
        }
        let mut reader = Reader::new(socket);
        while !self.stop.is_set() {
            let request = match reader.next(&self.stop.within(IDLE_MS)) {
                Ok(Some(request)) => request,
                Ok(None) => return,
                Err(broken) => {
                    self.log.note(number, Err(broken));
                    break;
                }
            };
            self.log.note(number, Ok(request.clone()));
            let Some(answer) = self.log.answer(&request, &self.stop) else { return };
            let sent = answer.send(&self.stop, |piece| write(socket, piece, &self.stop));
            if sent.is_err() || answer.closes() || request.closes() {
                break;
            }
        }
        self.close(socket);
    }

    /// Ends a connection in order: what is left unread would turn the end into a reset, and take the answer with it.
    fn close(&self, mut socket: &TcpStream) {
        let patience = self.stop.within(CLOSING_MS);
        let _ = socket.shutdown(Shutdown::Write);
        let mut rest = vec![0; 16 << 10];
        while patience.readable(socket).unwrap_or(false) && matches!(socket.read(&mut rest), Ok(1..)) {}
    }
}

fn write(mut socket: &TcpStream, mut piece: &[u8], stop: &Stop) -> io::Result<()> {
    let patience = stop.within(IDLE_MS);
    while !piece.is_empty() {
        match socket.write(piece) {
            Ok(count) => piece = piece.get(count..).unwrap_or_default(),
            Err(why) if why.kind() == ErrorKind::WouldBlock => {
                if !patience.writable(socket)? {
                    return Err(ErrorKind::TimedOut.into());
                }
            }
            Err(why) if why.kind() == ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
    Ok(())
}
