//! Exchanges over HTTP: `spec/dweeter.md` section 6.4 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`BaseUrl`] | DW-HTTP-1, DW-HTTP-2 |
//! | [`Exchange`] | DW-HTTP-3, DW-HTTP-4 |
//!
//! Nothing here opens a connection. Whoever does asks an [`Exchange`] what to send and how long to wait, and tells it how
//! it ended.

use std::time::Duration;

use taut_wire::{fault, require, require_ok};

use crate::error::{Misuse, Reject};
use crate::seal::MAX_BODY;
use crate::wire::http::Request;

/// Where the paths of a service begin, without slashes at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Takes a URL of HTTP with a host.
    ///
    /// # Errors
    /// [`Misuse::BadUrl`].
    pub fn new(url: &str) -> Result<Self, Misuse> {
        require!(DW_HTTP_1, has_host(url), Misuse::BadUrl);
        Ok(Self(url.trim_end_matches('/').to_owned()))
    }

    /// The URL of a path (DW-HTTP-2).
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        [&self.0, path].concat()
    }
}

/// Whether a URL has a host, a port that is one if it has any, and the scheme `http` or `https`, and no user name, query
/// or fragment.
fn has_host(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix('[') {
        Some(address) => address.split_once(']').unwrap_or_default(),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    let is_http = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\\".contains(&byte));
    is_http
        && is_plain
        && !authority.contains('@')
        && !host.is_empty()
        && (port.is_empty() || port.parse::<u16>().is_ok())
}

/// One request, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    request: Request,
    url: String,
    time_limit: Duration,
}

/// No complete HTTP answer came: nobody listens, the connection ended early, or what came is no HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

impl Exchange {
    /// How many bytes of a body are worth reading: one more than an answer may have.
    pub const READ_AT_MOST: usize = MAX_BODY + 1;

    /// Prepares to send a request to a service.
    #[must_use]
    pub fn new(request: Request, service: &BaseUrl, time_limit: Duration) -> Self {
        let url = service.join(&request.path);
        Self { request, url, time_limit }
    }

    /// What to send.
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// Where to send it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How long to wait for the end of the answer, from the beginning of the exchange.
    #[must_use]
    pub fn time_limit(&self) -> Option<Duration> {
        (!fault!(DW_HTTP_4)).then_some(self.time_limit)
    }

    /// Ends the exchange after so much time.
    ///
    /// # Errors
    /// [`Reject::TimedOut`], [`Reject::Unreachable`].
    pub fn end<A: Default>(&self, after: Duration, answer: Result<A, NoAnswer>) -> Result<A, Reject> {
        require!(DW_HTTP_4, after < self.time_limit, Reject::TimedOut);
        Ok(require_ok!(DW_HTTP_3, answer, Reject::Unreachable))
    }
}
