//! Requests and answers: `spec/dweeter.md` section 4.6 (revision 1.0.0), DW-REQ-1 to DW-REQ-5.

use super::json::{Dict, write};

/// The media type of posts, and of the answers of a service.
pub const MEDIA_TYPE: &str = "application/json";

const POST_PATH: &str = "/dweet/for/";
const LATEST_PATH: &str = "/get/latest/dweet/for/";
const ALL_PATH: &str = "/get/dweets/for/";

/// Names and values, in the order of the writer; plain, or as they stand in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content(pub Vec<(String, String)>);

impl Content {
    /// The members, as a reader takes them.
    pub fn members(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()))
    }

    /// The JSON object of this content.
    #[must_use]
    pub fn to_dict(&self) -> Dict {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// What is asked of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call<'a> {
    /// To keep a content.
    Post(&'a Content),
    /// For the latest dweet.
    Latest,
    /// For all dweets that are kept.
    All,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET, without a body.
    Get,
    /// POST, with a body.
    Post,
}

impl Method {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request, without the base URL of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// The path of its URL, with the leading slash.
    pub path: String,
    /// What a POST carries; it is of [`MEDIA_TYPE`] (DW-REQ-3).
    pub body: Option<String>,
}

impl Request {
    /// Makes a request about a thing.
    #[must_use]
    pub fn new(call: Call<'_>, thing: &str) -> Self {
        let (method, path, body) = match call {
            Call::Post(content) => {
                // DW-REQ-1, DW-REQ-2
                (Method::Post, POST_PATH, Some(write::texts(&content.0)))
            }
            Call::Latest => (Method::Get, LATEST_PATH, None), // DW-REQ-4
            Call::All => (Method::Get, ALL_PATH, None),       // DW-REQ-5
        };
        Self { method, path: [path, thing].concat(), body }
    }
}

/// What a path asks of a service, and of which thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    Post(&'a [u8]),
    Latest(&'a [u8]),
    All(&'a [u8]),
}

impl<'a> Route<'a> {
    pub(crate) fn of(method: &str, path: &'a [u8]) -> Option<Self> {
        let after = |prefix: &str| path.strip_prefix(prefix.as_bytes());
        match method {
            "POST" => after(POST_PATH).map(Self::Post),
            "GET" => after(LATEST_PATH).map(Self::Latest).or_else(|| after(ALL_PATH).map(Self::All)),
            _ => None,
        }
    }
}

/// An answer of a service. A body of which more than [`MAX_BODY`](crate::seal::MAX_BODY) bytes were read need not be
/// complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Status of the HTTP answer.
    pub status: u16,
    /// Value of its Content-Type field, if it has one.
    pub media_type: Option<&'a [u8]>,
    /// Its body.
    pub body: &'a [u8],
}
