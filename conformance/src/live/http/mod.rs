//! The `http` actor: a server that answers as scripted, or as a service does, and keeps what it was asked.
//!
//! | Module | What |
//! |---|---|
//! | [`server`] | the listener and its connections |
//! | [`request`] | reads requests, with bounds |
//! | [`answer`] | makes answers, malformed ones too, and sends them in pieces |
//! | [`log`] | what was received, and what is to be answered |

mod answer;
mod log;
mod request;
mod server;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::Deserialize;
use serde_json::json;

pub(super) use self::answer::Answer;
pub(super) use self::request::Request;
use self::server::Server;
use super::outcome::{self, Failure, output};
use super::patience::Stop;
use super::raw::Family;
use super::service;
use crate::model::outcome::Members;

/// The server of one actor.
#[derive(Debug)]
pub(super) struct Http {
    server: Option<Server>,
    stop: Stop,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listen {
    service: Option<String>,
    now: Option<i64>,
    #[serde(default)]
    family: Family,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wait {
    within_ms: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    now: i64,
}

impl Http {
    pub(super) fn new(stop: &Stop) -> Self {
        Self { server: None, stop: stop.clone() }
    }

    /// Plays the operation `http.{word}`.
    ///
    /// # Errors
    /// What happened instead.
    pub(super) fn play(&mut self, word: &str, input: Members) -> Result<Members, Failure> {
        match word {
            "listen" => self.listen(&outcome::input(input)?),
            "answer" => {
                self.server()?.script(outcome::input(input)?);
                Ok(Members::new())
            }
            "request" => self.request(&outcome::input(input)?),
            "silence" => self.silence(&outcome::input(input)?),
            "clock" => {
                let Clock { now } = outcome::input(input)?;
                self.server()?.set_clock(now);
                Ok(Members::new())
            }
            "close" => {
                self.server()?;
                self.server = None;
                Ok(Members::new())
            }
            _ => Err(Failure::Defect(format!("there is no operation http.{word}"))),
        }
    }

    fn listen(&mut self, asked: &Listen) -> Result<Members, Failure> {
        let service = asked.service.as_ref().map(|name| {
            service::find(name).ok_or_else(|| Failure::Defect(format!("there is no service `{name}`")))
        });
        let address = match asked.family {
            Family::Ipv4 => IpAddr::from(Ipv4Addr::LOCALHOST),
            Family::Ipv6 => IpAddr::from(Ipv6Addr::LOCALHOST),
        };
        let server = Server::open(SocketAddr::new(address, 0), service.transpose()?, asked.now);
        let server = server.map_err(|why| Failure::machine("listen", &why))?;
        let address = server.address;
        self.server = Some(server);
        let mut members = outcome::port(address.port());
        members.extend(output(json!({"base_url": format!("http://{address}")})));
        Ok(members)
    }

    fn request(&mut self, asked: &Wait) -> Result<Members, Failure> {
        let patience = self.stop.within(asked.within_ms);
        let Some((connection, received)) = self.server()?.take(&patience) else {
            return Err(Failure::refused("timeout", format!("no request came within {} ms", patience.ms)));
        };
        Ok(received.map_err(|broken| Failure::refused(broken.code, broken.detail))?.members(connection))
    }

    fn silence(&mut self, asked: &Wait) -> Result<Members, Failure> {
        let patience = self.stop.within(asked.within_ms);
        match self.server()?.take(&patience) {
            None => Ok(Members::new()),
            Some((_, Ok(request))) => Err(Failure::refused("request", request.line())),
            Some((_, Err(broken))) => Err(Failure::refused(broken.code, broken.detail)),
        }
    }

    fn server(&self) -> Result<&Server, Failure> {
        self.server.as_ref().ok_or_else(|| Failure::Defect("the server is not open".to_owned()))
    }
}
