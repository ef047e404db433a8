//! Messages: `spec/netaio.md` section 4.3 (revision 1.0.0).

use taut_wire::{Reader, require, require_ok};

use super::kind::Types;
use super::packify::{Dict, Value, unpack};
use crate::error::{Refused, Reject};

/// The size of type, lengths and checksum.
pub const HEADER_SIZE: usize = 9;

/// The room for auth fields of the usual plugins; others make more.
const USUAL_FIELDS: usize = 192;

/// How many bytes a URI and a content may have together when they are written.
pub const MAX_BODY: usize = 65_422;

/// What is in front of every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Section 4.4.
    pub kind: u8,
    /// The size of the auth fields.
    pub auth_length: u16,
    /// The size of the body.
    pub body_length: u16,
    /// `Crc(body)`.
    pub checksum: [u8; 4],
}

impl Header {
    /// Reads the first bytes of a message; those that are missing are zero.
    #[must_use]
    pub fn read(message: &[u8]) -> Self {
        let mut reader = Reader::new(message);
        Self {
            kind: u8::from_be_bytes(reader.array()),
            auth_length: u16::from_be_bytes(reader.array()),
            body_length: u16::from_be_bytes(reader.array()),
            checksum: reader.array(),
        }
    }

    /// Reads the first bytes of a message, and refuses what no more bytes can make right.
    ///
    /// # Errors
    /// [`Reject::Short`], [`Reject::UnknownType`].
    pub fn decode(types: &Types, message: &[u8]) -> Result<Self, Reject> {
        require!(NA_MSG_4, message.len() >= HEADER_SIZE, Reject::Short);
        let header = Self::read(message);
        require!(NA_MSG_5, types.knows(header.kind), Reject::UnknownType);
        Ok(header)
    }

    fn encode(self) -> [u8; HEADER_SIZE] {
        let (auth, body) = (self.auth_length.to_be_bytes(), self.body_length.to_be_bytes());
        let ([auth_high, auth_low], [body_high, body_low]) = (auth, body);
        let [first, second, third, last] = self.checksum;
        [self.kind, auth_high, auth_low, body_high, body_low, first, second, third, last]
    }

    /// The size of the whole message.
    #[must_use]
    pub fn message_size(&self) -> usize {
        HEADER_SIZE + usize::from(self.auth_length) + usize::from(self.body_length)
    }
}

/// `Crc(m)` of section 3.1.
#[must_use]
pub fn checksum(of: &[u8]) -> [u8; 4] {
    crc32fast::hash(of).to_be_bytes()
}

/// URI and content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// Any bytes.
    pub uri: Vec<u8>,
    /// Any bytes.
    pub content: Vec<u8>,
}

impl Body {
    /// A body of these.
    #[must_use]
    pub fn new(uri: &[u8], content: &[u8]) -> Self {
        Self { uri: uri.to_vec(), content: content.to_vec() }
    }

    /// How many bytes URI and content have together.
    #[must_use]
    pub fn size(&self) -> usize {
        self.uri.len() + self.content.len()
    }

    /// The bytes that checksum, MACs and signatures are over.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.pieces().as_slices().concat()
    }

    /// The encoded body in pieces: length of the URI, URI, content.
    pub(crate) fn pieces(&self) -> Pieces<'_> {
        Pieces { length: clipped(self.uri.len()).to_be_bytes(), uri: &self.uri, content: &self.content }
    }

    fn decode(body: &[u8]) -> Result<Self, Reject> {
        let uri = split_uri(body);
        require!(NA_MSG_9, uri.is_some(), Reject::Short);
        let (uri, content) = uri.unwrap_or_default();
        Ok(Self::new(uri, content))
    }
}

/// An encoded body, not put together.
pub(crate) struct Pieces<'a> {
    length: [u8; 2],
    uri: &'a [u8],
    content: &'a [u8],
}

impl Pieces<'_> {
    pub(crate) fn as_slices(&self) -> [&[u8]; 3] {
        [&self.length, self.uri, self.content]
    }
}

/// Splits `U ‖ URI ‖ content`, unless it ends before the URI does.
pub(crate) fn split_uri(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, rest) = body.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*size)))
}

/// A message, whatever its plugins made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Section 4.4.
    pub kind: u8,
    /// Auth fields.
    pub fields: Dict,
    /// URI and content.
    pub body: Body,
}

impl Message {
    /// A message without auth fields.
    #[must_use]
    pub fn new(kind: u8, uri: &[u8], content: &[u8]) -> Self {
        Self { kind, fields: Dict::default(), body: Body::new(uri, content) }
    }

    /// Whether a message of this type and size can be made.
    ///
    /// # Errors
    /// [`Misuse::BadType`](crate::Misuse::BadType), [`Reject::TooLarge`].
    pub fn check(&self, types: &Types) -> Result<(), Refused> {
        types.to_write(self.kind.into())?;
        require!(NA_MSG_1, self.body.size() <= MAX_BODY, Reject::TooLarge);
        Ok(())
    }

    /// The bytes to send.
    ///
    /// # Errors
    /// [`Misuse::BadType`](crate::Misuse::BadType), [`Reject::TooLarge`].
    pub fn encode(&self, types: &Types) -> Result<Vec<u8>, Refused> {
        self.check(types)?;
        let mut frame = begin(USUAL_FIELDS + 2 + self.body.size());
        self.fields.pack_behind(&mut frame);
        require!(NA_MSG_2, u16::try_from(frame.len() - HEADER_SIZE).is_ok(), Reject::TooLarge);
        Ok(finish(frame, self.kind, &self.body.pieces().as_slices())) // NA-MSG-3
    }

    /// Reads a message that is all here.
    ///
    /// It costs what the auth fields say, at most some thirty times their size, and the size of the body.
    ///
    /// # Errors
    /// [`Reject::Short`], [`Reject::UnknownType`], [`Reject::Trailing`], those of [`unpack`],
    /// [`Reject::BadFields`], [`Reject::BadChecksum`].
    pub fn decode(types: &Types, message: &[u8]) -> Result<Self, Reject> {
        let header = Header::decode(types, message)?;
        require!(NA_MSG_6, message.len() >= header.message_size(), Reject::Short);
        require!(NA_MSG_7, message.len() <= header.message_size(), Reject::Trailing);
        let (auth, body) = split(message);
        let fields = decode_fields(auth)?;
        let decoded = Body::decode(body)?;
        require!(NA_MSG_10, checksum(body) == header.checksum, Reject::BadChecksum);
        Ok(Self { kind: header.kind, fields, body: decoded })
    }
}

/// Reads auth fields.
pub(crate) fn decode_fields(auth: &[u8]) -> Result<Dict, Reject> {
    Ok(require_ok!(NA_MSG_8, text_dict(unpack(auth)?), Reject::BadFields))
}

/// Auth fields and body of a message, those bytes of them that are there.
#[must_use]
pub fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let behind = message.get(HEADER_SIZE..).unwrap_or_default();
    let auth_length = usize::from(Header::read(message).auth_length);
    behind.split_at(auth_length.min(behind.len()))
}

/// Puts a header with true lengths and checksum before auth fields and body.
#[must_use]
pub fn frame(kind: u8, auth: &[u8], body: &[u8]) -> Vec<u8> {
    let mut frame = begin(auth.len() + body.len());
    frame.extend_from_slice(auth);
    finish(frame, kind, &[body])
}

/// Room for a message, and the place of its header.
fn begin(room: usize) -> Vec<u8> {
    let mut frame = Vec::with_capacity(HEADER_SIZE + room);
    frame.extend_from_slice(&[0; HEADER_SIZE]);
    frame
}

/// Puts a body behind auth fields, and fills in the header.
fn finish(mut frame: Vec<u8>, kind: u8, body: &[&[u8]]) -> Vec<u8> {
    let fields_end = frame.len();
    for piece in body {
        frame.extend_from_slice(piece);
    }
    let body = frame.get(fields_end..).unwrap_or_default();
    let (auth_length, body_length) = (clipped(fields_end - HEADER_SIZE), clipped(body.len()));
    let header = Header { kind, auth_length, body_length, checksum: checksum(body) };
    if let Some(first) = frame.first_chunk_mut() {
        *first = header.encode();
    }
    frame
}

/// The dict, of a dict whose keys are all texts.
fn text_dict(value: Value) -> Result<Dict, ()> {
    match value {
        Value::Dict(dict) if dict.pairs().iter().all(|(key, _)| matches!(key, Value::Str(_))) => Ok(dict),
        _ => Err(()),
    }
}

/// A length in two bytes. It fits but in a build that does without the rule which says so.
fn clipped(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
