//! Outcomes of netaio: `spec/netaio.md` section 7 (revision 1.0.0).
//!
//! | Item | Section |
//! |---|---|
//! | [`Reject`] | 7, every class but `misuse` |
//! | [`Misuse`] | 7, class `misuse` |
//! | [`Refused`] | 5, where an operation can give either |

use taut_wire::Class;
use thiserror::Error;

/// What is wrong with bytes that came from elsewhere, or with what a message was to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Reject {
    /// A box does not open (NA-BOX-8).
    #[error("the box does not open under this key and nonce")]
    BadBox,
    /// The lengths of items have a size that does not exist (NA-UNPACK-3).
    #[error("the item category of a packed value is not 40, 80 or c0")]
    BadCategory,
    /// The checksum is not that of the body (NA-MSG-10).
    #[error("the checksum is not that of the body")]
    BadChecksum,
    /// An auth field has the wrong type, size or value
    /// (NA-HMAC-1, NA-HMAC-5, NA-STREAM-5, NA-TAPE-1, NA-TAPE-6, NA-TAPE-7).
    #[error("an auth field has the wrong type or size, or a value that cannot be")]
    BadField,
    /// The auth fields are not a dict with text as keys (NA-MSG-8).
    #[error("the auth fields are not a dict with text as keys")]
    BadFields,
    /// A MAC is not the one computed (NA-SEALED-3, NA-HMAC-6).
    #[error("the MAC is not the one computed")]
    BadMac,
    /// The data of a peer does not hold what is needed (NA-BOX-3, NA-TAPE-8).
    #[error("the data of the peer does not hold the key or the lock that is needed")]
    BadPeerData,
    /// A packed value has a content that is none of its type (NA-UNPACK-4).
    #[error("a packed value has a content that is none of its type")]
    BadValue,
    /// A witness and a lock cost too much (NA-VM-2).
    #[error("the witness and the lock cost more than 4,096")]
    Budget,
    /// A key gives a box key that everybody knows (NA-BOX-4).
    #[error("the public key is of low order")]
    LowOrderKey,
    /// An auth field that a plugin needs is not there (NA-HMAC-4, NA-STREAM-4, NA-TAPE-5).
    #[error("an auth field that the plugin needs is not there")]
    MissingField,
    /// The plugin needs a peer, and none is known (NA-BOX-2).
    #[error("the plugin needs a peer, and none is known")]
    NoPeer,
    /// The value has another encoding (NA-UNPACK-7).
    #[error("the packed value is not in its canonical encoding")]
    NotCanonical,
    /// A program of a witness or a lock fails (NA-VM-3, NA-VM-4, NA-VM-5).
    #[error("the witness or the lock fails as it runs")]
    ScriptFailed,
    /// A witness and a lock run to their end, and say no (NA-VM-6).
    #[error("the witness does not open the lock")]
    ScriptFalse,
    /// The bytes end before their last field does
    /// (NA-UNPACK-1, NA-MSG-4, NA-MSG-6, NA-MSG-9, NA-SEALED-2, NA-STREAM-6, NA-BOX-7, NA-BOX-9).
    #[error("the bytes end before their last field does")]
    Short,
    /// Values are nested too deep (NA-UNPACK-6).
    #[error("packed values are nested more than 64 deep")]
    TooDeep,
    /// A part of a message is larger than its bound
    /// (NA-MSG-1, NA-MSG-2, NA-STREAM-2, NA-STREAM-7, NA-BOX-6, NA-BOX-10, NA-WIT-1, NA-WIT-4, NA-TAPE-3, NA-UDP-4).
    #[error("a part of the message is larger than its bound")]
    TooLarge,
    /// Bytes follow the last field (NA-MSG-7).
    #[error("bytes follow the last field of the message")]
    Trailing,
    /// There is no such type of packed value (NA-UNPACK-2).
    #[error("there is no such type of packed value")]
    UnknownCode,
    /// There is no such type of message (NA-MSG-5).
    #[error("there is no such type of message")]
    UnknownType,
    /// A program has an instruction that this reader does not run (NA-VM-1).
    #[error("the program has an instruction that is not run here")]
    UnsupportedInstruction,
    /// A packed value belongs to a type of one program (NA-UNPACK-5).
    #[error("the packed value belongs to a type of one program")]
    UnsupportedValue,
}

impl Reject {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadBox => "bad-box",
            Self::BadCategory => "bad-category",
            Self::BadChecksum => "bad-checksum",
            Self::BadField => "bad-field",
            Self::BadFields => "bad-fields",
            Self::BadMac => "bad-mac",
            Self::BadPeerData => "bad-peer-data",
            Self::BadValue => "bad-value",
            Self::Budget => "budget",
            Self::LowOrderKey => "low-order-key",
            Self::MissingField => "missing-field",
            Self::NoPeer => "no-peer",
            Self::NotCanonical => "not-canonical",
            Self::ScriptFailed => "script-failed",
            Self::ScriptFalse => "script-false",
            Self::Short => "short",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::Trailing => "trailing",
            Self::UnknownCode => "unknown-code",
            Self::UnknownType => "unknown-type",
            Self::UnsupportedInstruction => "unsupported-instruction",
            Self::UnsupportedValue => "unsupported-value",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Budget | Self::TooDeep | Self::TooLarge => Class::Limit,
            Self::BadCategory
            | Self::BadChecksum
            | Self::BadField
            | Self::BadFields
            | Self::BadPeerData
            | Self::BadValue
            | Self::NotCanonical
            | Self::Short
            | Self::Trailing
            | Self::UnknownCode
            | Self::UnknownType => Class::Malformed,
            Self::BadBox
            | Self::BadMac
            | Self::LowOrderKey
            | Self::MissingField
            | Self::ScriptFailed
            | Self::ScriptFalse => Class::Unauthentic,
            Self::NoPeer => Class::Unexpected,
            Self::UnsupportedInstruction | Self::UnsupportedValue => Class::Unsupported,
        }
    }
}

/// What is wrong with a request: the fault of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Misuse {
    /// A public key or a seed is not 32 bytes long (NA-LOCK-1).
    #[error("a key or a seed must be 32 bytes long")]
    BadKeyLength,
    /// An internal key is no point of prime order (NA-LOCK-3).
    #[error("the internal key must be the canonical encoding of a point of prime order")]
    BadPoint,
    /// More signatures are asked for than there are keys (NA-LOCK-2).
    #[error("the quorum must not be greater than the number of different keys")]
    BadQuorum,
    /// A message type cannot be (NA-TYPE-1, NA-TYPE-2, NA-ANS-3).
    #[error("the message type must be known, a custom one from 31 to 255, that of an error 20, 23, 24 or 25")]
    BadType,
    /// Two plugins use one auth field (NA-LAYER-1, NA-LAYER-3).
    #[error("two plugins use one auth field; give one of them other names")]
    FieldClash,
    /// Peers are to be managed by a node without an ID (NA-PEER-1).
    #[error("a node needs an ID of its own to manage peers")]
    NoLocalPeer,
    /// There is no connection to the address (NA-TCP-7).
    #[error("there is no connection to this address; connect first")]
    NotConnected,
}

impl Misuse {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadKeyLength => "bad-key-length",
            Self::BadPoint => "bad-point",
            Self::BadQuorum => "bad-quorum",
            Self::BadType => "bad-type",
            Self::FieldClash => "field-clash",
            Self::NoLocalPeer => "no-local-peer",
            Self::NotConnected => "not-connected",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        Class::Misuse
    }
}

/// Why an operation gave nothing: the message is wrong, or the request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The fault of the caller.
    #[error(transparent)]
    Misuse(#[from] Misuse),
    /// The fault of what came from elsewhere, or of its size.
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
