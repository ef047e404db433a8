//! Formats of stringphone: `spec/stringphone.md` sections 4 and 5.2 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Message`] | 4.1 | SP-MSG-1 |
//! | [`Simple`] | 4.2 | SP-MSG-2 |
//! | [`Introduction`] | 4.3 | SP-MSG-3, SP-MSG-4 |
//! | [`Reply`] | 4.4 | SP-MSG-5, SP-MSG-6 |
//! | [`Field`], [`field`] | 4.5, 5.2 | SP-MSG-7 to SP-MSG-10 |
//!
//! Nothing is verified or opened here; see `seal.rs` (section 5). The format states no lengths, so that a decoder
//! allocates nothing: a simple message borrows what it was read from, the other two have one size.

use std::fmt;

use taut_wire::{Hex, Reader, Writer, fault, require, require_ok};

use crate::error::Reject;
use crate::keys::{EncryptionPublicKey, Nonce, ParticipantId, SigningPublicKey};

const SIMPLE: u8 = b's';
const INTRODUCTION: u8 = b'i';
const REPLY: u8 = b'r';

/// The three type bytes, without their messages.
#[derive(Clone, Copy, Default)]
enum Kind {
    #[default]
    Simple,
    Introduction,
    Reply,
}

/// Any message, by its type byte.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// Talk among the members of a topic.
    Simple(Simple<'a>),
    /// A newcomer asks for the topic key.
    Introduction(Introduction),
    /// A member hands out the topic key.
    Reply(Reply),
}

impl<'a> Message<'a> {
    /// Reads a whole message.
    ///
    /// # Errors
    /// [`Reject::UnknownType`], [`Reject::Short`], [`Reject::Trailing`]: SP-MSG-1 to SP-MSG-6.
    pub fn decode(message: &'a [u8]) -> Result<Self, Reject> {
        let kind = require_ok!(SP_MSG_1, Kind::of(message), Reject::UnknownType);
        Ok(match kind {
            Kind::Simple => Self::Simple(Simple::decode(message)?),
            Kind::Introduction => Self::Introduction(Introduction::decode(message)?),
            Kind::Reply => Self::Reply(Reply::decode(message)?),
        })
    }

    /// The bytes to send: those that were read, if any were.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Simple(simple) => simple.encode(),
            Self::Introduction(introduction) => introduction.encode(),
            Self::Reply(reply) => reply.encode(),
        }
    }

    /// Who says to have written the message.
    #[must_use]
    pub fn sender_id(&self) -> ParticipantId {
        match self {
            Self::Simple(simple) => simple.sender_id,
            Self::Introduction(introduction) => introduction.signing_key.id(),
            Self::Reply(reply) => reply.signing_key.id(),
        }
    }

    /// One field, by the table of section 4.5.
    ///
    /// # Errors
    /// [`Reject::WrongType`] when a message of this type has no such field: SP-MSG-7, SP-MSG-8.
    pub fn field(&self, field: Field) -> Result<Vec<u8>, Reject> {
        Ok(match (self, field) {
            (Self::Simple(_), Field::Type) => vec![SIMPLE],
            (Self::Introduction(_), Field::Type) => vec![INTRODUCTION],
            (Self::Reply(_), Field::Type) => vec![REPLY],

            (Self::Simple(simple), Field::SignedPayload) => {
                [simple.signature.as_slice(), simple.signed_part].concat()
            }
            (Self::Simple(simple), Field::Ciphertext) => {
                [simple.nonce.as_bytes().as_slice(), simple.boxed].concat()
            }
            (Self::Reply(reply), Field::EncryptedTopicKey) => {
                [reply.nonce.as_bytes().as_slice(), &reply.boxed].concat()
            }
            (Self::Reply(reply), Field::RecipientId) => reply.recipient_id.as_bytes().to_vec(),
            (_, Field::SenderId) => self.sender_id().as_bytes().to_vec(),
            (Self::Introduction(introduction), Field::SenderKey) => {
                introduction.signing_key.as_bytes().to_vec()
            }
            (Self::Reply(reply), Field::SenderKey) => reply.signing_key.as_bytes().to_vec(),
            (Self::Simple(simple), Field::SenderKey) => {
                require!(SP_MSG_8, false, Reject::WrongType);
                simple.sender_id.as_bytes().to_vec()
            }
            (Self::Introduction(introduction), Field::EncryptionKey) => {
                if fault!(SP_MSG_9) {
                    introduction.signed_encryption_key()
                } else {
                    introduction.encryption_key.as_bytes().to_vec()
                }
            }
            (Self::Reply(reply), Field::EncryptionKey) => reply.encryption_key.as_bytes().to_vec(),
            (Self::Introduction(introduction), Field::SignedEncryptionKey) => {
                introduction.signed_encryption_key()
            }
            _ => {
                require!(SP_MSG_7, false, Reject::WrongType);
                Vec::new()
            }
        })
    }
}

impl Kind {
    fn of(message: &[u8]) -> Result<Self, Reject> {
        match message.first() {
            Some(&SIMPLE) => Ok(Self::Simple),
            Some(&INTRODUCTION) => Ok(Self::Introduction),
            Some(&REPLY) => Ok(Self::Reply),
            _ => Err(Reject::UnknownType),
        }
    }
}

/// A signed and encrypted plaintext (section 4.2). Borrows the message it was read from.
#[derive(PartialEq, Eq)]
pub struct Simple<'a> {
    signature: [u8; 64],
    signed_part: &'a [u8],
    sender_id: ParticipantId,
    nonce: Nonce,
    boxed: &'a [u8],
}

impl<'a> Simple<'a> {
    /// Length with an empty plaintext.
    pub const MIN_SIZE: usize = 121;

    fn decode(message: &'a [u8]) -> Result<Self, Reject> {
        require!(SP_MSG_2, message.len() >= Self::MIN_SIZE, Reject::Short);
        let mut reader = Reader::new(message);
        let [_type] = reader.array();
        Ok(Self::new(reader.array(), reader.rest()))
    }

    /// Joins a signature and what it signs.
    pub(crate) fn new(signature: [u8; 64], signed_part: &'a [u8]) -> Self {
        let mut reader = Reader::new(signed_part);
        Self {
            signature,
            signed_part,
            sender_id: ParticipantId::from(reader.array::<16>()),
            nonce: Nonce::from(reader.array::<24>()),
            boxed: reader.rest(),
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        // SP-SEAL-4
        Writer::with_capacity(65 + self.signed_part.len())
            .put(&[SIMPLE])
            .put(&self.signature)
            .put(self.signed_part)
            .finish()
    }

    /// Made by the sender over [`signed_part`](Self::signed_part).
    #[must_use]
    pub const fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// Sender ID, nonce and box.
    #[must_use]
    pub const fn signed_part(&self) -> &'a [u8] {
        self.signed_part
    }

    /// Who says to have written the message.
    #[must_use]
    pub const fn sender_id(&self) -> &ParticipantId {
        &self.sender_id
    }

    /// The nonce of the box.
    #[must_use]
    pub const fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// Tag and ciphertext: the field `box`, whose name is a reserved word of Rust.
    #[must_use]
    pub const fn boxed(&self) -> &'a [u8] {
        self.boxed
    }
}

impl fmt::Debug for Simple<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simple")
            .field("signature", &Hex(&self.signature))
            .field("sender_id", &self.sender_id)
            .field("nonce", &self.nonce)
            .field("box", &Hex(self.boxed))
            .finish_non_exhaustive()
    }
}

/// Who wants the topic key, and for which encryption key (section 4.3).
#[derive(PartialEq, Eq)]
pub struct Introduction {
    /// The newcomer's identity, as it says.
    pub signing_key: SigningPublicKey,
    /// Made with the signing key over the encryption key.
    pub signature: [u8; 64],
    /// The key to box the topic key to.
    pub encryption_key: EncryptionPublicKey,
}

impl Introduction {
    /// Length of every introduction.
    pub const SIZE: usize = 129;

    fn decode(message: &[u8]) -> Result<Self, Reject> {
        require!(SP_MSG_3, message.len() >= Self::SIZE, Reject::Short);
        require!(SP_MSG_4, message.len() <= Self::SIZE, Reject::Trailing);
        Ok(Self::read(message))
    }

    /// The fields that stand where those of an introduction do.
    pub(crate) fn read(message: &[u8]) -> Self {
        let mut reader = Reader::new(message);
        let [_type] = reader.array();
        Self {
            signing_key: SigningPublicKey::from(reader.array::<32>()),
            signature: reader.array(),
            encryption_key: EncryptionPublicKey::from(reader.array::<32>()),
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        // SP-INTRO-2
        Writer::with_capacity(Self::SIZE)
            .put(&[INTRODUCTION])
            .put(self.signing_key.as_bytes())
            .put(&self.signature)
            .put(self.encryption_key.as_bytes())
            .finish()
    }

    /// Whether the signing key signed the encryption key.
    #[must_use]
    pub fn verifies(&self) -> bool {
        self.signing_key.verify(self.encryption_key.as_bytes(), &self.signature)
    }

    fn signed_encryption_key(&self) -> Vec<u8> {
        [self.signature.as_slice(), self.encryption_key.as_bytes()].concat()
    }
}

impl fmt::Debug for Introduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { signing_key, signature, encryption_key } = self;
        f.debug_struct("Introduction")
            .field("signing_key", signing_key)
            .field("signature", &Hex(signature))
            .field("encryption_key", encryption_key)
            .finish()
    }
}

/// The topic key, boxed to a newcomer (section 4.4). Nothing in it is signed.
#[derive(PartialEq, Eq)]
pub struct Reply {
    /// ID of the introduction's signing key.
    pub recipient_id: ParticipantId,
    /// The nonce of the box.
    pub nonce: Nonce,
    /// Tag and boxed topic key.
    pub boxed: [u8; 48],
    /// The key that the box was made with.
    pub encryption_key: EncryptionPublicKey,
    /// A claim that nothing supports (SP-LIMIT-4).
    pub signing_key: SigningPublicKey,
}

impl Reply {
    /// Length of every reply.
    pub const SIZE: usize = 153;

    fn decode(message: &[u8]) -> Result<Self, Reject> {
        require!(SP_MSG_5, message.len() >= Self::SIZE, Reject::Short);
        require!(SP_MSG_6, message.len() <= Self::SIZE, Reject::Trailing);
        Ok(Self::read(message))
    }

    /// The fields that stand where those of a reply do.
    pub(crate) fn read(message: &[u8]) -> Self {
        let mut reader = Reader::new(message);
        let [_type] = reader.array();
        Self {
            recipient_id: ParticipantId::from(reader.array::<16>()),
            nonce: Nonce::from(reader.array::<24>()),
            boxed: reader.array(),
            encryption_key: EncryptionPublicKey::from(reader.array::<32>()),
            signing_key: SigningPublicKey::from(reader.array::<32>()),
        }
    }

    fn encode(&self) -> Vec<u8> {
        // SP-REPLY-6
        Writer::with_capacity(Self::SIZE)
            .put(&[REPLY])
            .put(self.recipient_id.as_bytes())
            .put(self.nonce.as_bytes())
            .put(&self.boxed)
            .put(self.encryption_key.as_bytes())
            .put(self.signing_key.as_bytes())
            .finish()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { recipient_id, nonce, boxed, encryption_key, signing_key } = self;
        f.debug_struct("Reply")
            .field("recipient_id", recipient_id)
            .field("nonce", nonce)
            .field("box", &Hex(boxed))
            .field("encryption_key", encryption_key)
            .field("signing_key", signing_key)
            .finish()
    }
}

/// What an application may ask of a message before it has any key (section 4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The type byte.
    Type,
    /// Signature and signed part.
    SignedPayload,
    /// Nonce and box of a simple message.
    Ciphertext,
    /// Nonce and box of a reply.
    EncryptedTopicKey,
    /// Whom a reply is for.
    RecipientId,
    /// Who says to have written the message.
    SenderId,
    /// The signing key in an introduction or a reply.
    SenderKey,
    /// The encryption key in an introduction or a reply.
    EncryptionKey,
    /// Signature and encryption key.
    SignedEncryptionKey,
}

/// Reads one field of a message: `stringphone.message`.
///
/// # Errors
/// As [`Message::decode`] and [`Message::field`]; SP-MSG-10.
pub fn field(message: &[u8], field: Field) -> Result<Vec<u8>, Reject> {
    if field == Field::Type && Kind::of(message).is_err() {
        require!(SP_MSG_10, false, Reject::UnknownType);
        return Ok(message.iter().take(1).copied().collect());
    }
    Message::decode(message)?.field(field)
}
