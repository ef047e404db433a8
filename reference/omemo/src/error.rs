//! Outcomes of OMEMO: `spec/omemo.md` section 7 (revision 1.0.0).
//!
//! | Item | Section |
//! |---|---|
//! | [`Reject`] | 7, every class but `misuse` |
//! | [`Misuse`] | 7, class `misuse` |

use taut_wire::Class;
use thiserror::Error;

/// What is wrong with what came from elsewhere, or why nothing can be sent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Reject {
    /// Text in XML is not base64 (OM-XML-10).
    #[error("a text in XML is not base64")]
    BadBase64,
    /// XML has not the shape that is wanted (OM-XML-4, OM-XML-6, OM-XML-7, OM-XML-9).
    #[error("the XML has not the elements and attributes that are wanted")]
    BadElement,
    /// An ID is out of range (OM-KEY-6, OM-XML-8).
    #[error("an ID is not a number from 1 to 2,147,483,647")]
    BadId,
    /// Bytes are no public key (OM-KEY-7 to OM-KEY-11, OM-KEY-13).
    #[error("the bytes are no public key")]
    BadKey,
    /// A MAC, signature, IV, ciphertext or key material has a wrong length (sections 3.5, 4.2, 5.10).
    #[error("a MAC, signature, IV, ciphertext or key material has a wrong length")]
    BadLength,
    /// A message is not of this session, or was changed (OM-MSG-9).
    #[error("the MAC of the message is wrong")]
    BadMac,
    /// The padding is wrong although the MAC is right (OM-CHAIN-2).
    #[error("the padding of the key material is wrong")]
    BadPadding,
    /// A payload does not fit the key material (OM-PAYLOAD-6, OM-PAYLOAD-10, OM-PAYLOAD-11).
    #[error("the payload does not fit its key material")]
    BadPayload,
    /// Bytes are no protobuf (OM-PROTO-2, OM-PROTO-4 to OM-PROTO-6).
    #[error("the bytes are no protobuf")]
    BadProtobuf,
    /// A signature does not verify (OM-SIGN-5 to OM-SIGN-7, OM-BUNDLE-4).
    #[error("the signature does not verify")]
    BadSignature,
    /// A saved state is damaged (OM-STATE-2, OM-STATE-4, OM-STATE-5).
    #[error("the saved state is damaged")]
    BadState,
    /// Bytes are no XML (OM-XML-2, OM-XML-3).
    #[error("the bytes are no XML, or XML with a document type declaration")]
    BadXml,
    /// A chain has no numbers left (OM-SEND-2).
    #[error("the sending chain has no numbers left")]
    ChainEnd,
    /// A message has been read before, or its key is gone (OM-OPEN-1).
    #[error("the message has been read before, or its key is gone")]
    Duplicate,
    /// A protobuf field stands twice (OM-PROTO-8).
    #[error("a protobuf field stands twice")]
    DuplicateField,
    /// An ID stands twice (OM-BUNDLE-2, OM-LIST-2, OM-ELEMENT-3).
    #[error("an ID stands twice")]
    DuplicateId,
    /// A peer has another identity key than before (OM-START-2, OM-DEVICE-3).
    #[error("the peer has another identity key than before")]
    IdentityChanged,
    /// A number is written too long (OM-PROTO-3).
    #[error("a protobuf number is written with more bytes than it needs")]
    LooseVarint,
    /// A key exchange of a known session names other prekeys (OM-RECV-2).
    #[error("a key exchange of a known session names other prekeys")]
    Mismatch,
    /// A protobuf field is missing (OM-PROTO-12 to OM-PROTO-15).
    #[error("a protobuf field is missing")]
    MissingField,
    /// A bundle has no one-time prekey (OM-BUNDLE-3).
    #[error("the bundle has no one-time prekey")]
    NoPreKey,
    /// There is no session with the peer (OM-SEND-1, OM-RECV-1).
    #[error("there is no session with the peer")]
    NoSession,
    /// A peer has the reader's identity key (OM-START-1).
    #[error("the peer has the reader's own identity key")]
    OwnIdentity,
    /// A message ends before it has begun (OM-MSG-3, OM-KEX-3).
    #[error("the message is too short")]
    Short,
    /// XML is too long (OM-XML-1).
    #[error("the XML has more than 1,048,576 bytes")]
    TooLarge,
    /// Too many messages would be passed over (OM-OPEN-2).
    #[error("too many messages would be passed over")]
    TooManySkipped,
    /// A sender is in no device list (OM-DECRYPT-3).
    #[error("the sending device is not in the list of its account")]
    UnknownDevice,
    /// A one-time prekey is not there, or not any more (OM-RECV-5).
    #[error("the one-time prekey is not there, or not any more")]
    UnknownPreKey,
    /// A signed prekey is not there, or not any more (OM-RECV-4).
    #[error("the signed prekey is not there, or not any more")]
    UnknownSignedPreKey,
    /// A version that the chapter does not have (OM-MSG-4, OM-MSG-5, OM-STATE-3).
    #[error("the version is not known")]
    UnknownVersion,
    /// A sender is distrusted (OM-DECRYPT-4).
    #[error("the sending device is distrusted")]
    Untrusted,
    /// A public key leads to a secret that everybody knows (OM-KEY-12, OM-KEY-14).
    #[error("a public key leads to a secret that everybody knows")]
    WeakKey,
    /// A number has more than 32 bits (OM-PROTO-9).
    #[error("a protobuf number has more than 32 bits")]
    WideNumber,
    /// A protobuf field has another wire type (OM-PROTO-7).
    #[error("a protobuf field has another wire type than its own")]
    WrongType,
}

impl Reject {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadBase64 => "bad-base64",
            Self::BadElement => "bad-element",
            Self::BadId => "bad-id",
            Self::BadKey => "bad-key",
            Self::BadLength => "bad-length",
            Self::BadMac => "bad-mac",
            Self::BadPadding => "bad-padding",
            Self::BadPayload => "bad-payload",
            Self::BadProtobuf => "bad-protobuf",
            Self::BadSignature => "bad-signature",
            Self::BadState => "bad-state",
            Self::BadXml => "bad-xml",
            Self::ChainEnd => "chain-end",
            Self::Duplicate => "duplicate",
            Self::DuplicateField => "duplicate-field",
            Self::DuplicateId => "duplicate-id",
            Self::IdentityChanged => "identity-changed",
            Self::LooseVarint => "loose-varint",
            Self::Mismatch => "mismatch",
            Self::MissingField => "missing-field",
            Self::NoPreKey => "no-pre-key",
            Self::NoSession => "no-session",
            Self::OwnIdentity => "own-identity",
            Self::Short => "short",
            Self::TooLarge => "too-large",
            Self::TooManySkipped => "too-many-skipped",
            Self::UnknownDevice => "unknown-device",
            Self::UnknownPreKey => "unknown-pre-key",
            Self::UnknownSignedPreKey => "unknown-signed-pre-key",
            Self::UnknownVersion => "unknown-version",
            Self::Untrusted => "untrusted",
            Self::WeakKey => "weak-key",
            Self::WideNumber => "wide-number",
            Self::WrongType => "wrong-type",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::BadMac | Self::BadPadding | Self::BadPayload | Self::BadSignature => Class::Unauthentic,
            Self::ChainEnd | Self::TooLarge | Self::TooManySkipped => Class::Limit,
            Self::Duplicate
            | Self::IdentityChanged
            | Self::Mismatch
            | Self::NoPreKey
            | Self::NoSession
            | Self::OwnIdentity
            | Self::UnknownDevice
            | Self::UnknownPreKey
            | Self::UnknownSignedPreKey
            | Self::Untrusted => Class::Unexpected,
            Self::UnknownVersion => Class::Unsupported,
            Self::BadBase64
            | Self::BadElement
            | Self::BadId
            | Self::BadKey
            | Self::BadLength
            | Self::BadProtobuf
            | Self::BadState
            | Self::BadXml
            | Self::DuplicateField
            | Self::DuplicateId
            | Self::LooseVarint
            | Self::MissingField
            | Self::Short
            | Self::WeakKey
            | Self::WideNumber
            | Self::WrongType => Class::Malformed,
        }
    }
}

/// What is wrong with a request: the fault of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Misuse {
    /// There is no device to send to (OM-FANOUT-5).
    #[error("one of the accounts has no device that can be sent to")]
    NoDevices,
    /// Nobody has decided about an identity key (OM-FANOUT-4).
    #[error("nobody has decided about the identity key of one of the devices")]
    Undecided,
}

impl Misuse {
    /// The code in specification and cases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoDevices => "no-devices",
            Self::Undecided => "undecided",
        }
    }

    /// The class of the code.
    #[must_use]
    pub const fn class(self) -> Class {
        Class::Misuse
    }
}
