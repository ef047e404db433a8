//! Outcomes of stringphone: `spec/stringphone.md` section 7 (revision 1.0.0).
//!
//! | Item | Section |
//! |---|---|
//! | [`Reject`] | 7, every class but `misuse` |
//! | [`Misuse`] | 7, class `misuse` |
//! | [`Refused`] | 5.6, where an operation can give either |

use taut_wire::Class;
use thiserror::Error;

/// What is wrong with a message: the fault of whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Reject {
    /// A box does not open (SP-OPEN-12, SP-ACCEPT-5).
    #[error("the box does not open under this key and nonce")]
    BadBox,
    /// A signature does not verify (SP-OPEN-3, SP-OPEN-10, SP-REPLY-3).
    #[error("the signature does not verify")]
    BadSignature,
    /// The message is an introduction: `reply` is the operation for it (SP-OPEN-4).
    #[error("the message is an introduction; decide whether to answer it with a reply")]
    Introduction,
    /// The message is a reply: `accept_reply` is the operation for it (SP-OPEN-7).
    #[error("the message is a reply to an introduction; accept it to take its topic key")]
    IntroductionReply,
    /// An encryption key gives a box key that everybody knows (SP-REPLY-4, SP-ACCEPT-4).
    #[error("the encryption key is of low order")]
    LowOrderKey,
    /// A simple message came before the topic key did (SP-OPEN-11).
    #[error("the topic key is not known yet")]
    NoTopicKey,
    /// The message ends before its last field does (SP-MSG-2, SP-MSG-3, SP-MSG-5).
    #[error("the message ends before its last field does")]
    Short,
    /// Bytes follow the last field (SP-MSG-4, SP-MSG-6).
    #[error("bytes follow the last field of the message")]
    Trailing,
    /// There is no such type of message (SP-MSG-1, SP-MSG-10).
    #[error("the message is empty or of an unknown type")]
    UnknownType,
    /// The sender of a simple message is not trusted (SP-OPEN-9).
    #[error("the sender is not trusted")]
    UntrustedSender,
    /// The operation, or the field, is for another type of message (SP-MSG-7, SP-MSG-8, SP-REPLY-2, SP-ACCEPT-2).
    #[error("this type of message has no such field, or no such operation")]
    WrongType,
}

impl Reject {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadBox => "bad-box",
            Self::BadSignature => "bad-signature",
            Self::Introduction => "introduction",
            Self::IntroductionReply => "introduction-reply",
            Self::LowOrderKey => "low-order-key",
            Self::NoTopicKey => "no-topic-key",
            Self::Short => "short",
            Self::Trailing => "trailing",
            Self::UnknownType => "unknown-type",
            Self::UntrustedSender => "untrusted-sender",
            Self::WrongType => "wrong-type",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Short | Self::Trailing | Self::UnknownType => Class::Malformed,
            Self::BadBox | Self::BadSignature | Self::LowOrderKey | Self::UntrustedSender => {
                Class::Unauthentic
            }
            Self::Introduction | Self::IntroductionReply | Self::NoTopicKey | Self::WrongType => {
                Class::Unexpected
            }
        }
    }
}

/// What is wrong with a request: the fault of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Misuse {
    /// A key is not 32 bytes long (SP-KEY-1, SP-KEY-2).
    #[error("a key must be 32 bytes long")]
    BadKeyLength,
    /// What is asked for needs a topic key, and there is none (SP-SEAL-1, SP-REPLY-1).
    #[error("the topic key is not known; introduce yourself and accept a reply first")]
    MissingTopicKey,
    /// The ID belongs to no trusted participant (SP-TOPIC-4).
    #[error("the participant is not trusted, so there is no trust to end")]
    UnknownParticipant,
}

impl Misuse {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadKeyLength => "bad-key-length",
            Self::MissingTopicKey => "missing-topic-key",
            Self::UnknownParticipant => "unknown-participant",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        Class::Misuse
    }
}

/// Why a reply was not made: the introduction is wrong, or the request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The fault of the caller.
    #[error(transparent)]
    Misuse(#[from] Misuse),
    /// The fault of whoever sent the introduction.
    #[error(transparent)]
    Reject(#[from] Reject),
}

impl Refused {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Misuse(misuse) => misuse.code(),
            Self::Reject(reject) => reject.code(),
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Misuse(misuse) => misuse.class(),
            Self::Reject(reject) => reject.class(),
        }
    }
}
