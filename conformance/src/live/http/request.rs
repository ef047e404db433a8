//! Requests, read with bounds: nothing that a client sends takes more memory than they say.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::live::outcome::{output, shown};
use crate::live::patience::Patience;
use crate::model::outcome::Members;

/// Longest head: request line and fields.
const HEAD: usize = 64 << 10;
/// Longest body.
const BODY: usize = 1 << 20;
/// How much is read at once.
const READ: usize = 16 << 10;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// A request as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::live) struct Request {
    pub(in crate::live) method: Vec<u8>,
    pub(in crate::live) target: Vec<u8>,
    version: Vec<u8>,
    /// In their order; names in lower case.
    headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub(in crate::live) body: Vec<u8>,
    /// All up to the empty line, as it came.
    head: Vec<u8>,
}

/// What came was no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) code: &'static str,
    pub(super) detail: String,
}

fn malformed(detail: impl Into<String>) -> Broken {
    Broken { code: "malformed", detail: detail.into() }
}

fn oversized(what: &str, limit: usize) -> Broken {
    Broken { code: "oversized", detail: format!("the {what} is longer than {limit} bytes") }
}

impl Request {
    /// The value of the first field of this name.
    pub(super) fn header(&self, name: &[u8]) -> Option<&[u8]> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// Whether the client wants the connection to end.
    pub(super) fn closes(&self) -> bool {
        let asked = self.header(b"connection").unwrap_or_default();
        asked.eq_ignore_ascii_case(b"close")
            || self.version == b"HTTP/1.0" && !asked.eq_ignore_ascii_case(b"keep-alive")
    }

    /// How many bytes it takes to keep.
    pub(super) fn size(&self) -> usize {
        self.head.len() * 2 + self.body.len()
    }

    /// The request line, for people.
    pub(super) fn line(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).escape_debug().to_string();
        format!("{} {}", text(&self.method), text(&self.target))
    }

    /// The outputs of `http.request`.
    pub(super) fn members(&self, connection: u64) -> Members {
        let headers = self.headers.iter().map(|(name, value)| [hex::encode(name), hex::encode(value)]);
        output(json!({
            "connection": connection, "method": hex::encode(&self.method), "target": hex::encode(&self.target),
            "version": hex::encode(&self.version), "headers": headers.collect::<Vec<_>>(),
            "body": hex::encode(&self.body), "head": hex::encode(&self.head),
        }))
    }

    /// Reads the head, without the empty line.
    fn parse(head: &[u8]) -> Result<Self, Broken> {
        let wrong = |what: &str| malformed(format!("{what}: {}", shown(head)));
        let mut lines = head.split(|byte| *byte == b'\n');
        let line = lines.next().unwrap_or_default();
        let words: Vec<&[u8]> = bare(line).split(|byte| *byte == b' ').collect();
        let [method, target, version] = words[..] else { return Err(wrong("no request line")) };
        if method.is_empty() || target.is_empty() || !version.starts_with(b"HTTP/1.") {
            return Err(wrong("no request line of HTTP/1"));
        }
        let mut headers = Vec::new();
        for line in lines {
            let line = bare(line);
            let colon = line.iter().position(|byte| *byte == b':');
            let (name, value) = line.split_at_checked(colon.unwrap_or(0)).unwrap_or_default();
            if name.is_empty() || name.iter().any(u8::is_ascii_whitespace) {
                return Err(wrong("a header field has no name"));
            }
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            headers.push((name.to_ascii_lowercase(), value.to_vec()));
        }
        let head = [head, END_OF_HEAD].concat();
        let (method, target, version) = (method.to_vec(), target.to_vec(), version.to_vec());
        Ok(Self { method, target, version, headers, body: Vec::new(), head })
    }

    fn length(&self) -> Result<usize, Broken> {
        let mut lengths = self.headers.iter().filter(|(name, _)| name == b"content-length");
        let Some((_, digits)) = lengths.next() else { return Ok(0) };
        let number = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'));
        let number = number.and_then(|text| text.parse::<usize>().ok());
        match (number, lengths.next()) {
            (Some(number), None) if number <= BODY => Ok(number),
            (Some(_), None) => Err(oversized("body", BODY)),
            _ => Err(malformed("`content-length` is no number, or stands twice")),
        }
    }
}

fn bare(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What reads requests from a connection.
#[derive(Debug)]
pub(super) struct Reader<'s> {
    pub(super) socket: &'s TcpStream,
    received: Vec<u8>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(socket: &'s TcpStream) -> Self {
        Self { socket, received: Vec::new() }
    }

    /// The next request; nothing when the client closes between two, or sends nothing in time.
    ///
    /// # Errors
    /// What came instead.
    pub(super) fn next(&mut self, patience: &Patience) -> Result<Option<Request>, Broken> {
        let head = loop {
            if let Some(head) = self.head()? {
                break head;
            }
            if !self.fill(patience)? {
                return if self.received.is_empty() { Ok(None) } else { Err(self.cut("head")) };
            }
        };
        let mut request = Request::parse(&head)?;
        if request.header(b"expect").is_some_and(|value| value.eq_ignore_ascii_case(b"100-continue")) {
            // A client that waits for this sends no body before.
            let _ = (&mut &*self.socket).write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        request.body = match request.header(b"transfer-encoding") {
            None => {
                let length = request.length()?;
                self.take(length, patience)?
            }
            Some(coding) if coding.eq_ignore_ascii_case(b"chunked") => self.chunks(patience)?,
            Some(_) => return Err(malformed("a transfer coding that is not `chunked`")),
        };
        Ok(Some(request))
    }

    fn head(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        let end = self.received.windows(END_OF_HEAD.len()).position(|window| window == END_OF_HEAD);
        if end.unwrap_or(self.received.len()) > HEAD {
            return Err(oversized("head", HEAD));
        }
        let Some(end) = end else { return Ok(None) };
        let mut head: Vec<u8> = self.received.drain(..end + END_OF_HEAD.len()).collect();
        head.truncate(end);
        Ok(Some(head))
    }

    fn take(&mut self, count: usize, patience: &Patience) -> Result<Vec<u8>, Broken> {
        while self.received.len() < count {
            if !self.fill(patience)? {
                return Err(self.cut("body"));
            }
        }
        Ok(self.received.drain(..count).collect())
    }

    fn chunks(&mut self, patience: &Patience) -> Result<Vec<u8>, Broken> {
        let mut body = Vec::new();
        loop {
            let line = self.line(patience)?;
            let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
            let size = std::str::from_utf8(digits).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
            let size = size.ok_or_else(|| malformed(format!("a chunk without a size: {}", shown(&line))))?;
            if size == 0 {
                // Fields may follow the last chunk; an empty line ends them.
                while !self.line(patience)?.is_empty() {}
                return Ok(body);
            }
            if body.len().saturating_add(size) > BODY {
                return Err(oversized("body", BODY));
            }
            body.extend(self.take(size, patience)?);
            if !self.line(patience)?.is_empty() {
                return Err(malformed("a chunk is longer than its size"));
            }
        }
    }

    fn line(&mut self, patience: &Patience) -> Result<Vec<u8>, Broken> {
        loop {
            if let Some(end) = self.received.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.received.drain(..=end).collect();
                return Ok(bare(line.strip_suffix(b"\n").unwrap_or(&line)).to_vec());
            }
            if self.received.len() > HEAD {
                return Err(oversized("line of a chunk", HEAD));
            }
            if !self.fill(patience)? {
                return Err(self.cut("body"));
            }
        }
    }

    fn cut(&self, part: &str) -> Broken {
        malformed(format!("the {part} of a request ended after {}", shown(&self.received)))
    }

    /// Receives what comes next; false at the end of the connection or of the time.
    fn fill(&mut self, patience: &Patience) -> Result<bool, Broken> {
        let failed = |why: io::Error| malformed(format!("the connection failed: {why}"));
        let mut chunk = vec![0; READ];
        loop {
            if !patience.readable(self.socket).map_err(failed)? {
                return Ok(false);
            }
            match (&mut &*self.socket).read(&mut chunk) {
                Ok(count) => {
                    self.received.extend(chunk.iter().take(count));
                    return Ok(count > 0);
                }
                Err(why) if matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                // A client that goes away between two requests says nothing.
                Err(why) if why.kind() == ErrorKind::ConnectionReset && self.received.is_empty() => {
                    return Ok(false);
                }
                Err(why) => return Err(failed(why)),
            }
        }
    }
}
