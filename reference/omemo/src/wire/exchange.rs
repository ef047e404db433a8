//! Key exchanges: `spec/omemo.md` sections 4.3 and 5.4 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`Outgoing::encode`] | OM-KEX-1, OM-KEX-2 |
//! | [`KeyExchange::decode`] | OM-KEX-3, OM-PROTO-15, OM-KEY-6 |

use taut_wire::require;

use super::message::{Message, check_version, put_key};
use super::protobuf::{self, Kind, put_bytes, put_number};
use crate::error::Reject;
use crate::format::{Format, VERSION};
use crate::keys::{IdentityKey, PublicKey, check_id};

/// Places: one-time prekey, ephemeral key, identity key, message, registration ID, signed prekey.
const LEGACY: [(u64, Kind); 6] =
    [(1, Kind::U32), (2, Kind::Bytes), (3, Kind::Bytes), (4, Kind::Bytes), (5, Kind::U32), (6, Kind::U32)];
/// Places: one-time prekey, ephemeral key, identity key, message, none, signed prekey.
const OMEMO_2: [(u64, Kind); 6] = [
    (1, Kind::U32),
    (4, Kind::Bytes),
    (3, Kind::Bytes),
    (5, Kind::Bytes),
    (u64::MAX, Kind::U32),
    (2, Kind::U32),
];

/// The keys that a session is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Ephemeral key of the initiator.
    pub ephemeral_key: PublicKey,
    /// ID of the responder's signed prekey.
    pub signed_pre_key_id: u32,
    /// ID of the responder's one-time prekey; there always is one, unless the rules that want it are switched off.
    pub pre_key_id: Option<u32>,
}

/// A key exchange as it came.
#[derive(Clone, Debug)]
pub struct KeyExchange<'a> {
    /// Ephemeral key and IDs.
    pub exchange: Exchange,
    /// Identity key of the initiator.
    pub identity_key: IdentityKey,
    /// Registration ID, of which nobody takes notice.
    pub registration_id: Option<u32>,
    /// The message within, in whole.
    pub bytes: &'a [u8],
    /// Its parts.
    pub message: Message<'a>,
}

impl<'a> KeyExchange<'a> {
    /// Reads a key exchange, and the message within.
    ///
    /// # Errors
    /// [`Reject::Short`], [`Reject::UnknownVersion`], those of [`protobuf::read`], [`Reject::MissingField`],
    /// [`Reject::BadId`], [`Reject::BadKey`], [`Reject::WeakKey`], those of [`Message::decode`].
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, Reject> {
        require!(OM_KEX_3, !bytes.is_empty(), Reject::Short);
        let fields = match format {
            Format::Legacy => protobuf::read(&LEGACY, check_version(bytes)?)?,
            Format::Omemo2 => protobuf::read(&OMEMO_2, bytes)?,
        };
        let pre_key_id = fields.number(0);
        require!(OM_PROTO_15, pre_key_id.is_some(), Reject::MissingField);
        let (ephemeral_key, identity_key, bytes) = (fields.bytes(1)?, fields.bytes(2)?, fields.bytes(3)?);
        let signed_pre_key_id = fields.required_number(5)?;
        let pre_key_id = pre_key_id.map(check_id).transpose()?;
        check_id(signed_pre_key_id)?;
        let (ephemeral_key, identity_key) = match format {
            Format::Legacy => {
                let ephemeral_key = PublicKey::read(format, ephemeral_key)?;
                (ephemeral_key, IdentityKey::read(format, identity_key)?.0)
            }
            Format::Omemo2 => {
                let identity_key = IdentityKey::read(format, identity_key)?.0;
                (PublicKey::read(format, ephemeral_key)?, identity_key)
            }
        };
        let message = Message::decode(format, bytes)?;
        let exchange = Exchange { ephemeral_key, signed_pre_key_id, pre_key_id };
        Ok(Self { exchange, identity_key, registration_id: fields.number(4), bytes, message })
    }
}

/// A key exchange to be written.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Its format.
    pub format: Format,
    /// Ephemeral key and IDs.
    pub exchange: Exchange,
    /// Identity key of the initiator, as it stands on the wire.
    pub identity_key: &'a [u8],
    /// L only; not written by who follows the chapter.
    pub registration_id: Option<u32>,
}

impl Outgoing<'_> {
    /// Writes the key exchange around a message (OM-KEX-1).
    #[must_use]
    pub fn encode(&self, message: &[u8]) -> Vec<u8> {
        let Exchange { ephemeral_key, signed_pre_key_id, pre_key_id } = self.exchange;
        let mut out = Vec::with_capacity(message.len() + 100);
        if self.format == Format::Legacy {
            out.push(VERSION);
        }
        if let Some(id) = pre_key_id {
            put_number(&mut out, 1, id);
        }
        match self.format {
            Format::Legacy => {
                put_key(&mut out, 2, self.format, &ephemeral_key);
                put_bytes(&mut out, 3, self.identity_key);
                put_bytes(&mut out, 4, message);
                self.registration_id.into_iter().for_each(|id| put_number(&mut out, 5, id));
                put_number(&mut out, 6, signed_pre_key_id);
            }
            Format::Omemo2 => {
                put_number(&mut out, 2, signed_pre_key_id);
                put_bytes(&mut out, 3, self.identity_key);
                put_key(&mut out, 4, self.format, &ephemeral_key);
                put_bytes(&mut out, 5, message);
            }
        }
        out
    }
}
