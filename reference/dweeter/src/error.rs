//! Outcomes of dweeter: `spec/dweeter.md` section 7 (revision 1.0.0).
//!
//! | Item | Section |
//! |---|---|
//! | [`Reject`] | 7, every class but `misuse` |
//! | [`Misuse`] | 7, class `misuse` |

use taut_wire::Class;
use thiserror::Error;

/// What is wrong with what came from elsewhere: the fault of a writer, of the service, or of somebody on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Reject {
    /// The body has not the shape of an answer (DW-ANSWER-7, DW-ANSWER-11, DW-DWEET-1).
    #[error("the answer has not the shape of one of a dweet service")]
    BadAnswer,
    /// `created` is not a time in the one form (DW-READ-1).
    #[error("`created` is not a time of the form 2024-07-15T05:11:32.709Z")]
    BadCreated,
    /// A dweet has not the shape of one (DW-OPEN-1, DW-DWEET-2, DW-DWEET-3, DW-BOX-5).
    #[error("a dweet has not the shape of one")]
    BadDweet,
    /// A ciphertext is not whole blocks (DW-CIPHER-3).
    #[error("the ciphertext is not made of whole blocks")]
    BadLength,
    /// The padding is wrong: another key, or a change (DW-CIPHER-4, DW-CIPHER-5).
    #[error("the padding of the decrypted text is wrong")]
    BadPadding,
    /// An object has a name twice (DW-JSON-4).
    #[error("a JSON object has two members of one name")]
    DuplicateMember,
    /// A message has more than one member (DW-OPEN-2).
    #[error("the message has more than one member")]
    ExtraMembers,
    /// The service says that it failed (DW-ANSWER-9).
    #[error("the service says that it failed")]
    Failed,
    /// The status is not one of success (DW-ANSWER-3).
    #[error("the HTTP status is not one of success")]
    HttpStatus,
    /// A text is not Unicode (DW-JSON-3).
    #[error("a JSON text holds half of a surrogate pair")]
    LoneSurrogate,
    /// An integer has too many digits (DW-JSON-6).
    #[error("an integer has more than 4,300 digits")]
    LongNumber,
    /// A text form is not the one that a writer gives (DW-TEXT-5, DW-TEXT-6, DW-TEXT-8).
    #[error("the text is not as a writer would write it")]
    LooseText,
    /// An answer does not say that it is JSON (DW-ANSWER-4).
    #[error("the answer is not of a JSON media type")]
    MediaType,
    /// Name and `remote_time` of a message differ (DW-READ-4).
    #[error("the time inside the message is not the time it is named by")]
    Mismatch,
    /// A success without a dweet (DW-BOX-4).
    #[error("the answer holds no dweet")]
    NoDweet,
    /// A message without `remote_time` (DW-READ-3).
    #[error("the message has no member `remote_time`")]
    NoRemoteTime,
    /// A number that JSON has no form for (DW-JSON-2).
    #[error("a JSON text holds a number that is not finite")]
    NonFinite,
    /// A text is not base64 (DW-TEXT-7).
    #[error("the text is not base64")]
    NotBase64,
    /// The service has no dweet of that thing (DW-ANSWER-2, DW-ANSWER-8).
    #[error("the service has no dweet of that thing")]
    NotFound,
    /// A text is not hexadecimal (DW-TEXT-4).
    #[error("the text is not pairs of hexadecimal digits")]
    NotHex,
    /// A text is not JSON (DW-JSON-1).
    #[error("the text is not JSON")]
    NotJson,
    /// A message is JSON, but no object (DW-READ-2).
    #[error("the message is JSON, but no object")]
    NotObject,
    /// The service says neither that it succeeded nor that it failed (DW-ANSWER-10).
    #[error("the service does not say that it succeeded")]
    NotSucceeded,
    /// Bytes are not UTF-8 (DW-CONTENT-2, DW-ANSWER-6).
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// The service sends the reader elsewhere (DW-ANSWER-1).
    #[error("the service sends the reader to another URL")]
    Redirected,
    /// The time of an exchange is up (DW-HTTP-4).
    #[error("the exchange was not complete within its time limit")]
    TimedOut,
    /// JSON is nested too deep (DW-JSON-5).
    #[error("the JSON text is nested in more than 128 levels")]
    TooDeep,
    /// The body of an answer is too long (DW-ANSWER-5).
    #[error("the body of the answer has more than 1,048,576 bytes")]
    TooLarge,
    /// There is no answer (DW-HTTP-3).
    #[error("the service gave no complete HTTP answer")]
    Unreachable,
    /// A dweet is of another thing (DW-DWEET-4).
    #[error("a dweet is of another thing than the one asked for")]
    WrongThing,
}

impl Reject {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadAnswer => "bad-answer",
            Self::BadCreated => "bad-created",
            Self::BadDweet => "bad-dweet",
            Self::BadLength => "bad-length",
            Self::BadPadding => "bad-padding",
            Self::DuplicateMember => "duplicate-member",
            Self::ExtraMembers => "extra-members",
            Self::Failed => "failed",
            Self::HttpStatus => "http-status",
            Self::LoneSurrogate => "lone-surrogate",
            Self::LongNumber => "long-number",
            Self::LooseText => "loose-text",
            Self::MediaType => "media-type",
            Self::Mismatch => "mismatch",
            Self::NoDweet => "no-dweet",
            Self::NoRemoteTime => "no-remote-time",
            Self::NonFinite => "non-finite",
            Self::NotBase64 => "not-base64",
            Self::NotFound => "not-found",
            Self::NotHex => "not-hex",
            Self::NotJson => "not-json",
            Self::NotObject => "not-object",
            Self::NotSucceeded => "not-succeeded",
            Self::NotUtf8 => "not-utf8",
            Self::Redirected => "redirected",
            Self::TimedOut => "timed-out",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::Unreachable => "unreachable",
            Self::WrongThing => "wrong-thing",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::BadPadding | Self::Mismatch => Class::Unauthentic,
            Self::LongNumber | Self::TooDeep | Self::TooLarge => Class::Limit,
            Self::Failed
            | Self::HttpStatus
            | Self::NotFound
            | Self::NotSucceeded
            | Self::Redirected
            | Self::TimedOut
            | Self::Unreachable
            | Self::WrongThing => Class::Unexpected,
            Self::BadAnswer
            | Self::BadCreated
            | Self::BadDweet
            | Self::BadLength
            | Self::DuplicateMember
            | Self::ExtraMembers
            | Self::LoneSurrogate
            | Self::LooseText
            | Self::MediaType
            | Self::NoDweet
            | Self::NoRemoteTime
            | Self::NonFinite
            | Self::NotBase64
            | Self::NotHex
            | Self::NotJson
            | Self::NotObject
            | Self::NotUtf8 => Class::Malformed,
        }
    }
}

/// What is wrong with a request: the fault of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Misuse {
    /// The data cannot be written so that every reader takes it (DW-DATA-2 to DW-DATA-8).
    #[error("the data cannot be written as JSON that every reader takes")]
    BadData,
    /// The base URL is not one of HTTP (DW-HTTP-1).
    #[error("the base URL must begin with http:// or https:// and a host")]
    BadUrl,
    /// An IV of no bytes (DW-KEY-2).
    #[error("an IV must not be empty")]
    EmptyIv,
    /// A key of no bytes (DW-KEY-1).
    #[error("a key must not be empty")]
    EmptyKey,
}

impl Misuse {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadData => "bad-data",
            Self::BadUrl => "bad-url",
            Self::EmptyIv => "empty-iv",
            Self::EmptyKey => "empty-key",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        Class::Misuse
    }
}
