//! The `raw` actor: TCP and UDP sockets that send and expect bytes.
//!
//! | Module | What |
//! |---|---|
//! | [`stream`] | a TCP connection |
//! | [`mod@datagrams`] | a UDP socket |
//! | [`words`] | the inputs of the operations |

mod datagrams;
mod stream;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::thread;
use std::time::Duration;

use serde_json::json;

use self::datagrams::Datagrams;
use self::stream::Stream;
pub(super) use self::words::Family;
use self::words::{Close, Connect, Listen, Receive, Send, Shutdown, Transport, Wait};
use super::outcome::{self, Failure, output};
use super::patience::Stop;
use crate::model::outcome::Members;

/// Most sockets of one actor.
const SOCKETS: usize = 1024;
/// How long a connection on the loopback interface may take.
const CONNECTING: Duration = Duration::from_secs(5);

/// Between connections of one step, so that the other end need not keep many waiting: one that it cannot keep is tried
/// again after a second.
const BETWEEN: Duration = Duration::from_micros(500);

/// The sockets of one actor, by number.
#[derive(Debug)]
pub(super) struct Raw {
    sockets: BTreeMap<u64, Socket>,
    /// The number of the socket that was opened last.
    last: u64,
    stop: Stop,
}

#[derive(Debug)]
enum Socket {
    Listener(TcpListener),
    Stream(Stream),
    Datagrams(Datagrams),
}

impl Raw {
    pub(super) fn new(stop: &Stop) -> Self {
        Self { sockets: BTreeMap::new(), last: 0, stop: stop.clone() }
    }

    /// Plays the operation `raw.{word}`.
    ///
    /// # Errors
    /// What happened instead.
    pub(super) fn play(&mut self, word: &str, input: Members) -> Result<Members, Failure> {
        match word {
            "listen" => self.listen(&outcome::input(input)?),
            "connect" => self.connect(&outcome::input(input)?),
            "accept" => self.accept(&outcome::input(input)?),
            "send" => self.send(&outcome::input(input)?),
            "receive" => self.receive(&outcome::input(input)?),
            "silence" => self.silence(&outcome::input(input)?),
            "closed" => self.closed(&outcome::input(input)?),
            "shutdown" => self.shutdown(&outcome::input(input)?),
            "close" => self.close(&outcome::input(input)?),
            _ => Err(Failure::Defect(format!("there is no operation raw.{word}"))),
        }
    }

    fn listen(&mut self, asked: &Listen) -> Result<Members, Failure> {
        let address = loopback(asked.family, 0);
        let opened = match asked.transport {
            Transport::Tcp => TcpListener::bind(address).and_then(|socket| {
                socket.set_nonblocking(true)?;
                Ok((socket.local_addr()?.port(), Socket::Listener(socket)))
            }),
            Transport::Udp => datagrams(address, None),
        };
        let (port, socket) = opened.map_err(|why| Failure::machine("listen", &why))?;
        self.opened(port, socket)
    }

    /// One connection after the other; the answer is about the last.
    fn connect(&mut self, asked: &Connect) -> Result<Members, Failure> {
        let mut last = Err(Failure::Defect("`count` is at least 1".to_owned()));
        for number in 0..asked.count {
            if number > 0 {
                thread::sleep(BETWEEN);
            }
            last = Ok(self.connect_once(asked)?);
        }
        last
    }

    fn connect_once(&mut self, asked: &Connect) -> Result<Members, Failure> {
        let address = loopback(asked.family, asked.port);
        let opened = match asked.transport {
            Transport::Tcp => TcpStream::connect_timeout(&address, CONNECTING).and_then(|socket| {
                let port = socket.local_addr()?.port();
                Ok((port, Socket::Stream(Stream::new(socket)?)))
            }),
            Transport::Udp => datagrams(loopback(asked.family, 0), Some(asked.port)),
        };
        let (port, socket) = opened.map_err(|why| match why.kind() {
            io::ErrorKind::ConnectionRefused => {
                Failure::refused("refused", format!("nobody listens on port {}", asked.port))
            }
            _ => Failure::machine(&format!("connect to port {}", asked.port), &why),
        })?;
        self.opened(port, socket)
    }

    fn accept(&mut self, asked: &Wait) -> Result<Members, Failure> {
        let patience = self.stop.within(asked.within_ms);
        let find = |socket: &mut Socket| match socket {
            Socket::Listener(listener) => Some(listener.try_clone()),
            Socket::Stream(_) | Socket::Datagrams(_) => None,
        };
        let listener = self.find(asked.socket, "listener", find)?;
        let accepted = listener.and_then(|listener| {
            if !patience.readable(&listener)? {
                return Ok(None);
            }
            let (socket, from) = listener.accept()?;
            Ok(Some((Stream::new(socket)?, from.port())))
        });
        match accepted.map_err(|why| Failure::machine("accept a connection", &why))? {
            Some((stream, from)) => {
                let number = self.add(Socket::Stream(stream))?;
                Ok(output(json!({"socket": number, "from_port": from})))
            }
            None => {
                Err(Failure::refused("timeout", format!("nobody connected within {} ms", asked.within_ms)))
            }
        }
    }

    fn send(&mut self, asked: &Send) -> Result<Members, Failure> {
        let stop = self.stop.clone();
        match self.talker(asked.socket)? {
            Talker::Stream(stream) if asked.to_port.is_none() => stream.send(asked, &stop)?,
            Talker::Stream(_) => {
                return Err(Failure::Defect(
                    "a TCP connection has one other end; leave `to_port` out".into(),
                ));
            }
            Talker::Datagrams(socket) => socket.send(asked, &stop)?,
        }
        Ok(Members::new())
    }

    fn receive(&mut self, asked: &Receive) -> Result<Members, Failure> {
        let patience = self.stop.within(asked.within_ms);
        match self.talker(asked.socket)? {
            Talker::Stream(stream) => {
                let data = stream.receive(asked.size, asked.until.as_ref().map(|hex| &*hex.0), &patience)?;
                Ok(output(json!({"data": hex::encode(data)})))
            }
            Talker::Datagrams(_) if asked.size.is_some() || asked.until.is_some() => {
                Err(Failure::Defect("a datagram comes whole; leave `size` and `until` out".to_owned()))
            }
            Talker::Datagrams(socket) => {
                let (data, from) = socket.receive(&patience)?;
                Ok(output(json!({"data": hex::encode(data), "from_port": from})))
            }
        }
    }

    fn silence(&mut self, asked: &Wait) -> Result<Members, Failure> {
        let patience = self.stop.within(asked.within_ms);
        match self.find(asked.socket, "socket", Some)? {
            Socket::Listener(listener) => match patience.readable(listener) {
                Ok(false) => {}
                Ok(true) => return Err(Failure::refused("connection", "somebody connected")),
                Err(why) => return Err(Failure::machine("wait for a connection", &why)),
            },
            Socket::Stream(stream) => stream.silence(&patience)?,
            Socket::Datagrams(socket) => socket.silence(&patience)?,
        }
        Ok(Members::new())
    }

    fn closed(&mut self, asked: &Wait) -> Result<Members, Failure> {
        let patience = self.stop.within(asked.within_ms);
        match self.talker(asked.socket)? {
            Talker::Stream(stream) => stream.closed(&patience),
            Talker::Datagrams(_) => Err(Failure::Defect("a UDP socket has nobody who could close it".into())),
        }
    }

    fn shutdown(&mut self, asked: &Shutdown) -> Result<Members, Failure> {
        match self.talker(asked.socket)? {
            Talker::Stream(stream) => stream.shutdown().map(|()| Members::new()),
            Talker::Datagrams(_) => Err(Failure::Defect("a UDP socket has no sides; close it".to_owned())),
        }
    }

    fn close(&mut self, asked: &Close) -> Result<Members, Failure> {
        let number = match asked.socket {
            Some(number) => number,
            None => self.sockets.keys().next_back().copied().unwrap_or_default(),
        };
        match (self.sockets.remove(&number), asked.abort) {
            (None, _) => Err(missing("socket", asked.socket)),
            (Some(Socket::Stream(stream)), abort) => stream.close(abort).map(|()| Members::new()),
            (Some(_), true) => Err(Failure::Defect("only a TCP connection is aborted".to_owned())),
            (Some(_), false) => Ok(Members::new()),
        }
    }

    fn opened(&mut self, number: u16, socket: Socket) -> Result<Members, Failure> {
        let mut members = output(json!({"socket": self.add(socket)?}));
        members.extend(outcome::port(number));
        Ok(members)
    }

    fn add(&mut self, socket: Socket) -> Result<u64, Failure> {
        if self.sockets.len() >= SOCKETS {
            return Err(Failure::Defect(format!("an actor has at most {SOCKETS} sockets open")));
        }
        self.last += 1;
        self.sockets.insert(self.last, socket);
        Ok(self.last)
    }

    fn talker(&mut self, number: Option<u64>) -> Result<Talker<'_>, Failure> {
        self.find(number, "connection or UDP socket", |socket| match socket {
            Socket::Listener(_) => None,
            Socket::Stream(stream) => Some(Talker::Stream(stream)),
            Socket::Datagrams(socket) => Some(Talker::Datagrams(socket)),
        })
    }

    /// The socket of this number, or the one that was opened last, among those that fit.
    fn find<'s, T>(
        &'s mut self,
        number: Option<u64>,
        what: &str,
        fit: impl FnMut(&'s mut Socket) -> Option<T>,
    ) -> Result<T, Failure> {
        let mut sockets = self.sockets.iter_mut().rev();
        let wanted = |one: &u64| number.is_none_or(|number| number == *one);
        let mut fitting = sockets.by_ref().filter(|(one, _)| wanted(one)).map(|(_, socket)| socket);
        fitting.find_map(fit).ok_or_else(|| missing(what, number))
    }
}

/// What bytes can be sent to and received from.
enum Talker<'s> {
    Stream(&'s mut Stream),
    Datagrams(&'s mut Datagrams),
}

fn datagrams(address: SocketAddr, to: Option<u16>) -> io::Result<(u16, Socket)> {
    let socket = UdpSocket::bind(address)?;
    let port = socket.local_addr()?.port();
    Ok((port, Socket::Datagrams(Datagrams::new(socket, to)?)))
}

fn loopback(family: Family, port: u16) -> SocketAddr {
    let address = match family {
        Family::Ipv4 => IpAddr::from(Ipv4Addr::LOCALHOST),
        Family::Ipv6 => IpAddr::from(Ipv6Addr::LOCALHOST),
    };
    SocketAddr::new(address, port)
}

fn missing(what: &str, number: Option<u64>) -> Failure {
    Failure::Defect(match number {
        Some(number) => format!("there is no open {what} with the number {number}"),
        None => format!("no {what} is open"),
    })
}
