//! Answers: well-formed by themselves, and wrong wherever the script says so.

use serde::Deserialize;

use crate::live::outcome::Hex;
use crate::live::patience::Stop;
use crate::live::pieces;

/// An answer, as `http.json` declares the inputs of `http.answer`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::live) struct Answer {
    #[serde(default = "ok")]
    status: u16,
    reason: Option<Hex>,
    #[serde(default)]
    headers: Vec<(Hex, Hex)>,
    #[serde(default)]
    body: Hex,
    /// What the field says; below zero there is none.
    content_length: Option<i64>,
    /// The whole answer, whatever it is.
    raw: Option<Hex>,
    #[serde(default)]
    split: Vec<usize>,
    #[serde(default)]
    delay_ms: u64,
    close_after: Option<usize>,
    #[serde(default)]
    close: bool,
    #[serde(default = "once")]
    pub(super) times: usize,
}

fn ok() -> u16 {
    200
}

fn once() -> usize {
    1
}

impl Answer {
    /// A well-formed answer, for services.
    pub(in crate::live) fn plain(status: u16, media_type: Option<&str>, body: Vec<u8>) -> Self {
        let field = |value: &str| (Hex(b"Content-Type".to_vec()), Hex(value.as_bytes().to_vec()));
        Self {
            status,
            reason: None,
            headers: media_type.map(field).into_iter().collect(),
            body: Hex(body),
            content_length: None,
            raw: None,
            split: Vec::new(),
            delay_ms: 0,
            close_after: None,
            close: false,
            times: 1,
        }
    }

    /// Whether the connection ends with it.
    pub(super) fn closes(&self) -> bool {
        let endless = self.raw.is_none() && self.content_length.is_some_and(|length| length < 0);
        self.close || self.close_after.is_some() || endless
    }

    /// Sends it in pieces.
    pub(super) fn send<E>(&self, stop: &Stop, send: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut bytes = self.bytes();
        bytes.truncate(self.close_after.unwrap_or(usize::MAX));
        pieces::each(&pieces::cut(&bytes, &self.split), self.delay_ms, stop, send)
    }

    fn bytes(&self) -> Vec<u8> {
        if let Some(Hex(raw)) = &self.raw {
            return raw.clone();
        }
        let reason = self.reason.as_ref().map_or_else(|| usual(self.status).as_bytes(), |reason| &reason.0);
        let mut bytes = format!("HTTP/1.1 {} ", self.status).into_bytes();
        bytes.extend(reason);
        bytes.extend(b"\r\n");
        for (Hex(name), Hex(value)) in &self.headers {
            bytes.extend([name, &b": "[..], value, b"\r\n"].concat());
        }
        let length = self.content_length.or_else(|| i64::try_from(self.body.0.len()).ok());
        if let Some(length) = length.filter(|length| *length >= 0) {
            bytes.extend(format!("Content-Length: {length}\r\n").bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body.0);
        bytes
    }
}

/// The usual reason phrase.
fn usual(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Scripted",
    }
}
