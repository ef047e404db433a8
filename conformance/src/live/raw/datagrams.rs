//! A UDP socket.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};

use super::words::Send;
use crate::live::outcome::{Failure, shown};
use crate::live::patience::{Patience, Stop};
use crate::live::pieces;

/// No datagram is longer.
const LONGEST: usize = 1 << 16;

/// A socket, and where its datagrams go.
#[derive(Debug)]
pub(super) struct Datagrams {
    socket: UdpSocket,
    /// The port of the peer: given, or that of the last sender.
    to: Option<u16>,
}

impl Datagrams {
    pub(super) fn new(socket: UdpSocket, to: Option<u16>) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self { socket, to })
    }

    /// Sends each piece as a datagram.
    pub(super) fn send(&mut self, asked: &Send, stop: &Stop) -> Result<(), Failure> {
        let Some(port) = asked.to_port.or(self.to) else {
            return Err(Failure::Defect("nobody has sent anything to answer; give `to_port`".to_owned()));
        };
        let here = self.socket.local_addr().map_err(|why| Failure::machine("send a datagram", &why))?;
        let to = SocketAddr::new(here.ip(), port);
        let pieces = pieces::cut(&asked.data.0, &asked.split);
        pieces::each(&pieces, asked.delay_ms, stop, |piece| match self.socket.send_to(piece, to) {
            Ok(_) => Ok(()),
            Err(why) => Err(Failure::machine(&format!("send a datagram to port {port}"), &why)),
        })
    }

    /// The next datagram, and the port that it came from.
    pub(super) fn receive(&mut self, patience: &Patience) -> Result<(Vec<u8>, u16), Failure> {
        let mut buffer = vec![0; LONGEST];
        while self.wait(patience)? {
            match self.socket.recv_from(&mut buffer) {
                Ok((count, from)) => {
                    self.to = Some(from.port());
                    buffer.truncate(count);
                    return Ok((buffer, from.port()));
                }
                Err(why) if passes(&why) => {}
                Err(why) => return Err(Failure::machine("receive a datagram", &why)),
            }
        }
        Err(Failure::refused("timeout", format!("no datagram came within {} ms", patience.ms)))
    }

    /// No datagram arrives.
    pub(super) fn silence(&mut self, patience: &Patience) -> Result<(), Failure> {
        let mut buffer = vec![0; LONGEST];
        while self.wait(patience)? {
            match self.socket.peek_from(&mut buffer) {
                Ok((count, from)) => {
                    let data = shown(buffer.get(..count).unwrap_or_default());
                    let detail = format!("a datagram came from port {}: {data}", from.port());
                    return Err(Failure::refused("data", detail));
                }
                Err(why) if passes(&why) => {}
                Err(why) => return Err(Failure::machine("receive a datagram", &why)),
            }
        }
        Ok(())
    }

    fn wait(&self, patience: &Patience) -> Result<bool, Failure> {
        patience.readable(&self.socket).map_err(|why| Failure::machine("wait for a datagram", &why))
    }
}

/// Nothing to read after all; an earlier datagram that nobody took is reported like this too.
fn passes(why: &io::Error) -> bool {
    matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted | ErrorKind::ConnectionRefused)
}
