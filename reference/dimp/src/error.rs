//! Outcomes of DIMP: `spec/dimp.md` section 7 (revision 1.0.0).
//!
//! | Item | Section |
//! |---|---|
//! | [`Reject`] | 7, every class but `misuse` |
//! | [`Misuse`] | 7, class `misuse` |
//! | [`Refused`] | either, of an operation that reads what a caller gives, and writes |

use taut_wire::Class;
use thiserror::Error;

/// What is wrong with what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Reject {
    /// An address is not one, or its check is wrong (DI-ADDR-4, DI-ADDR-5, DI-ADDR-7).
    #[error("an address is not one, or its check is wrong")]
    BadAddress,
    /// A text is not base64 (DI-TEXT-1).
    #[error("a text is not base64")]
    BadBase64,
    /// A content has not the members of its kind (DI-CONT-5, DI-CONT-8, DI-CONT-9, DI-CONT-10 and others).
    #[error("a content has not the members of its kind")]
    BadContent,
    /// A file name that could be a path (DI-CONT-12).
    #[error("a file name that could be a path")]
    BadFileName,
    /// The fingerprint is no signature of the seed (DI-META-10).
    #[error("the fingerprint is no signature of the seed")]
    BadFingerprint,
    /// A text is no ID (DI-ID-1).
    #[error("a text is no ID")]
    BadId,
    /// A key dictionary is none (DI-DICT-2, DI-DICT-5, DI-DICT-6, DI-PEM-1 and others).
    #[error("a key dictionary is none")]
    BadKey,
    /// The message key cannot be read (DI-OPEN-2).
    #[error("the message key cannot be read")]
    BadKeyBlock,
    /// A ciphertext has another length than one has (DI-ENC-2, DI-ENC-6).
    #[error("a ciphertext has another length than one has")]
    BadLength,
    /// A message has not the members of one (DI-MSG-6, DI-MSG-7).
    #[error("a message has not the members of one")]
    BadMessage,
    /// A meta has not the members of its version (DI-META-7).
    #[error("a meta has not the members of its version")]
    BadMeta,
    /// A name is longer, shorter or of other characters than allowed (DI-ID-2, DI-META-9).
    #[error("a name is longer, shorter or of other characters than allowed")]
    BadName,
    /// A number is none, or out of its range (DI-NUM-1, DI-CONT-6, DI-CONT-7, DI-MSG-8).
    #[error("a number is none, or out of its range")]
    BadNumber,
    /// The padding is wrong: another key, or a change (DI-ENC-3, DI-ENC-4).
    #[error("the padding is wrong: another key, or a change")]
    BadPadding,
    /// A profile has not the members of one (DI-PROF-3, DI-PROF-7).
    #[error("a profile has not the members of one")]
    BadProfile,
    /// The sender cannot have a key (DI-MSG-9).
    #[error("the sender cannot have a key")]
    BadSender,
    /// A signature is none of these bytes under this key (DI-PROF-6, DI-MSG-14, DI-SIG-4, DI-SIG-5 and others).
    #[error("a signature is none of these bytes under this key")]
    BadSignature,
    /// A URL of another scheme than http and https (DI-CONT-13).
    #[error("a URL of another scheme than http and https")]
    BadUrl,
    /// An object has a name twice (DI-JSON-5).
    #[error("an object has a name twice")]
    DuplicateMember,
    /// Envelope and content name different groups (DI-OPEN-5, DI-OPEN-6).
    #[error("envelope and content name different groups")]
    GroupMismatch,
    /// A signature that has a twin, and is the one that nobody writes (DI-SIG-10).
    #[error("a signature that has a twin, and is the one that nobody writes")]
    HighS,
    /// A message or content of a later generation (DI-CONT-4, DI-MSG-4, DI-MSG-5).
    #[error("a message or content of a later generation")]
    LaterVersion,
    /// A text is not Unicode (DI-JSON-4).
    #[error("a text is not Unicode")]
    LoneSurrogate,
    /// An integer has too many digits (DI-JSON-9).
    #[error("an integer has too many digits")]
    LongNumber,
    /// A text is not the one that a writer gives (DI-TEXT-2, DI-ADDR-3, DI-PEM-3).
    #[error("a text is not the one that a writer gives")]
    LooseText,
    /// A meta is not that of the ID (DI-META-11, DI-META-12, DI-MSG-11).
    #[error("a meta is not that of the ID")]
    MetaMismatch,
    /// A message without key block, and no key from before (DI-OPEN-3).
    #[error("a message without key block, and no key from before")]
    NoMessageKey,
    /// A number that JSON has no form for (DI-JSON-3).
    #[error("a number that JSON has no form for")]
    NonFinite,
    /// The sender may not do this in the group (DI-NODE-5, DI-GROUP-4, DI-GROUP-5, DI-GROUP-6).
    #[error("the sender may not do this in the group")]
    NotAllowed,
    /// A text is not JSON (DI-JSON-2).
    #[error("a text is not JSON")]
    NotJson,
    /// A text is JSON, but no object (DI-DICT-1, DI-META-5, DI-PROF-2, DI-CONT-3, DI-MSG-3).
    #[error("a text is JSON, but no object")]
    NotObject,
    /// Bytes are not UTF-8 (DI-JSON-1).
    #[error("bytes are not UTF-8")]
    NotUtf8,
    /// A group command that is not newer than the last one (DI-GROUP-2).
    #[error("a group command that is not newer than the last one")]
    OldCommand,
    /// A message key in the form of 2018 (DI-DICT-4).
    #[error("a message key in the form of 2018")]
    OldKey,
    /// Another meta of the ID is known (DI-NODE-4).
    #[error("another meta of the ID is known")]
    OtherMeta,
    /// A message that says it is encrypted, and is not (DI-OPEN-4).
    #[error("a message that says it is encrypted, and is not")]
    PlainKey,
    /// JSON or forwarded messages are nested too deep (DI-JSON-6, DI-RECV-3).
    #[error("JSON or forwarded messages are nested too deep")]
    TooDeep,
    /// A text is too long (DI-JSON-7).
    #[error("a text is too long")]
    TooLarge,
    /// A text has too many members and elements (DI-JSON-8).
    #[error("a text has too many members and elements")]
    TooMany,
    /// A key of another algorithm, or for another use (DI-DICT-3).
    #[error("a key of another algorithm, or for another use")]
    UnknownAlgorithm,
    /// The meta of an ID is not known (DI-MSG-12, DI-NODE-10, DI-PACK-3).
    #[error("the meta of an ID is not known")]
    UnknownId,
    /// An address of a network that has no meaning (DI-ADDR-6).
    #[error("an address of a network that has no meaning")]
    UnknownNetwork,
    /// A meta of another version (DI-META-6).
    #[error("a meta of another version")]
    UnknownVersion,
    /// A key that cannot be trusted whoever has it (DI-RSA-2, DI-RSA-3, DI-ECC-1).
    #[error("a key that cannot be trusted whoever has it")]
    WeakKey,
    /// A meta whose version cannot have this key (DI-META-8).
    #[error("a meta whose version cannot have this key")]
    WrongAlgorithm,
    /// An ID of another kind, or of somebody else, than asked for (DI-ID-6, DI-PROF-4, DI-PROF-5, DI-MSG-10 and others).
    #[error("an ID of another kind, or of somebody else, than asked for")]
    WrongId,
}

impl Reject {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadAddress => "bad-address",
            Self::BadBase64 => "bad-base64",
            Self::BadContent => "bad-content",
            Self::BadFileName => "bad-file-name",
            Self::BadFingerprint => "bad-fingerprint",
            Self::BadId => "bad-id",
            Self::BadKey => "bad-key",
            Self::BadKeyBlock => "bad-key-block",
            Self::BadLength => "bad-length",
            Self::BadMessage => "bad-message",
            Self::BadMeta => "bad-meta",
            Self::BadName => "bad-name",
            Self::BadNumber => "bad-number",
            Self::BadPadding => "bad-padding",
            Self::BadProfile => "bad-profile",
            Self::BadSender => "bad-sender",
            Self::BadSignature => "bad-signature",
            Self::BadUrl => "bad-url",
            Self::DuplicateMember => "duplicate-member",
            Self::GroupMismatch => "group-mismatch",
            Self::HighS => "high-s",
            Self::LaterVersion => "later-version",
            Self::LoneSurrogate => "lone-surrogate",
            Self::LongNumber => "long-number",
            Self::LooseText => "loose-text",
            Self::MetaMismatch => "meta-mismatch",
            Self::NoMessageKey => "no-message-key",
            Self::NonFinite => "non-finite",
            Self::NotAllowed => "not-allowed",
            Self::NotJson => "not-json",
            Self::NotObject => "not-object",
            Self::NotUtf8 => "not-utf8",
            Self::OldCommand => "old-command",
            Self::OldKey => "old-key",
            Self::OtherMeta => "other-meta",
            Self::PlainKey => "plain-key",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many",
            Self::UnknownAlgorithm => "unknown-algorithm",
            Self::UnknownId => "unknown-id",
            Self::UnknownNetwork => "unknown-network",
            Self::UnknownVersion => "unknown-version",
            Self::WeakKey => "weak-key",
            Self::WrongAlgorithm => "wrong-algorithm",
            Self::WrongId => "wrong-id",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::LongNumber | Self::TooDeep | Self::TooLarge | Self::TooMany => Class::Limit,
            Self::BadAddress
            | Self::BadBase64
            | Self::BadContent
            | Self::BadFileName
            | Self::BadId
            | Self::BadKey
            | Self::BadLength
            | Self::BadMessage
            | Self::BadMeta
            | Self::BadName
            | Self::BadNumber
            | Self::BadProfile
            | Self::BadUrl
            | Self::DuplicateMember
            | Self::GroupMismatch
            | Self::HighS
            | Self::LoneSurrogate
            | Self::LooseText
            | Self::NonFinite
            | Self::NotJson
            | Self::NotObject
            | Self::NotUtf8 => Class::Malformed,
            Self::BadFingerprint
            | Self::BadKeyBlock
            | Self::BadPadding
            | Self::BadSignature
            | Self::MetaMismatch => Class::Unauthentic,
            Self::BadSender
            | Self::NoMessageKey
            | Self::NotAllowed
            | Self::OldCommand
            | Self::OtherMeta
            | Self::PlainKey
            | Self::UnknownId
            | Self::WrongId => Class::Unexpected,
            Self::LaterVersion
            | Self::OldKey
            | Self::UnknownAlgorithm
            | Self::UnknownNetwork
            | Self::UnknownVersion
            | Self::WeakKey
            | Self::WrongAlgorithm => Class::Unsupported,
        }
    }
}

/// What is wrong with a request: the fault of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Misuse {
    /// The caller's values cannot be written (DI-JSON-14, DI-JSON-15, DI-JSON-16, DI-JSON-17 and others).
    #[error("the caller's values cannot be written")]
    BadData,
    /// The caller's seed cannot be that of the meta (DI-META-1).
    #[error("the caller's seed cannot be that of the meta")]
    BadSeed,
    /// The receiver has no key that can encrypt this (DI-ENC-5, DI-BLOCK-3).
    #[error("the receiver has no key that can encrypt this")]
    NoReceiverKey,
    /// The caller has no such user (DI-PACK-1).
    #[error("the caller has no such user")]
    UnknownUser,
}

impl Misuse {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadData => "bad-data",
            Self::BadSeed => "bad-seed",
            Self::NoReceiverKey => "no-receiver-key",
            Self::UnknownUser => "unknown-user",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        Class::Misuse
    }
}

/// Why an operation gave nothing: what it was to read is wrong, or the request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The fault of the caller.
    #[error(transparent)]
    Misuse(#[from] Misuse),
    /// The fault of what was read.
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
