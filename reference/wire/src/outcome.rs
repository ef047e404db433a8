//! What a reader answers, and what kinds of codes there are.

use core::error::Error;
use core::fmt;

/// Why a reader does not accept: it drops the message, or it says what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal<R> {
    /// The message is not for this reader, or not now: drop it without a word.
    Ignore,
    /// The message is wrong, for this reason.
    Reject(R),
}

impl<R> From<R> for Refusal<R> {
    fn from(reason: R) -> Self {
        Self::Reject(reason)
    }
}

impl<R: fmt::Display> fmt::Display for Refusal<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignore => f.write_str("ignored"),
            Self::Reject(reason) => reason.fmt(f),
        }
    }
}

impl<R: Error> Error for Refusal<R> {}

/// The kinds that codes fall into, the same for every protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// More than the reader is willing to take.
    Limit,
    /// The bytes do not have the form of a message.
    Malformed,
    /// The caller asks for what cannot be done.
    Misuse,
    /// The form is right, but nothing proves where it comes from.
    Unauthentic,
    /// A message that this operation, or this moment, has no use for.
    Unexpected,
    /// A version or an algorithm that the reader does not have.
    Unsupported,
}

impl Class {
    /// The name in specification and cases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Malformed => "malformed",
            Self::Misuse => "misuse",
            Self::Unauthentic => "unauthentic",
            Self::Unexpected => "unexpected",
            Self::Unsupported => "unsupported",
        }
    }
}
