//! Answers: `spec/netaio.md` sections 4.7 and 5.5 (revision 1.0.0).

use taut_wire::{fault, require};

use crate::error::{Misuse, Refused};
use crate::wire::kind::{AUTH_ERROR, ERROR, NOT_FOUND, NOT_PERMITTED, OK, RESPOND_URI, Types};
use crate::wire::message::Message;

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// That something went wrong: a text, and a type if it is not to be chosen by the text.
    Error(&'a [u8], Option<i64>),
    /// That there is nothing; `not found` unless told another text.
    NotFound(Option<&'a [u8]>),
    /// That the sender may not do this; `not permitted` unless told another text.
    NotPermitted(Option<&'a [u8]>),
    /// That all is well.
    Ok(Option<&'a [u8]>),
    /// What was asked for.
    Respond(Option<&'a [u8]>),
}

impl Answer<'_> {
    /// The message, under the URI of section 4.7 unless told another (NA-ANS-1).
    ///
    /// # Errors
    /// [`Misuse::BadType`] for the type of an error that is none of those; [`Reject::TooLarge`](crate::Reject::TooLarge).
    pub fn message(&self, uri: Option<&[u8]>) -> Result<Message, Misuse> {
        let (kind, default_uri, content) = match self {
            Self::Error(text, kind) => (error_kind(text, *kind)?, b"ERROR".as_slice(), *text),
            Self::NotFound(text) => (NOT_FOUND, b"".as_slice(), text.unwrap_or(b"not found")),
            Self::NotPermitted(text) => (NOT_PERMITTED, b"".as_slice(), text.unwrap_or(b"not permitted")),
            Self::Ok(text) => (OK, b"".as_slice(), text.unwrap_or_default()),
            Self::Respond(text) => (RESPOND_URI, b"".as_slice(), text.unwrap_or_default()),
        };
        Ok(Message::new(kind, uri.unwrap_or(default_uri), content))
    }

    /// The bytes of the message.
    ///
    /// # Errors
    /// As [`Answer::message`], and [`Reject::TooLarge`](crate::Reject::TooLarge).
    pub fn encode(&self, uri: Option<&[u8]>) -> Result<Vec<u8>, Refused> {
        self.message(uri)?.encode(&Types::default())
    }
}

fn error_kind(text: &[u8], told: Option<i64>) -> Result<u8, Misuse> {
    let Some(told) = told else {
        return Ok(if fault!(NA_ANS_2) { kind_by_words(text) } else { kind_by_text(text) });
    };
    let kind = u8::try_from(told).unwrap_or(ERROR);
    let is_one = told == i64::from(kind) && matches!(kind, ERROR | AUTH_ERROR | NOT_FOUND | NOT_PERMITTED);
    require!(NA_ANS_3, is_one, Misuse::BadType);
    Ok(kind)
}

/// The fixed texts of section 4.7.
fn kind_by_text(text: &[u8]) -> u8 {
    match text {
        b"HMAC auth failed" | b"tapescript auth failed" => AUTH_ERROR,
        b"not found" => NOT_FOUND,
        b"not permitted" => NOT_PERMITTED,
        _ => ERROR,
    }
}

/// What an implementation does that looks for words instead.
fn kind_by_words(text: &[u8]) -> u8 {
    let has = |words: &str| text.windows(words.len()).any(|window| window == words.as_bytes());
    if has("not found") {
        NOT_FOUND
    } else if has("auth") {
        AUTH_ERROR
    } else if has("not permitted") {
        NOT_PERMITTED
    } else {
        ERROR
    }
}
