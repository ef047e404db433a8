//! Peer records and what plugins look for in peer data: `spec/netaio.md` sections 4.6, 5.10, 5.13, 5.14.

use taut_wire::{Reader, require_ok};
use x25519_dalek::PublicKey;

use super::kind::{ADVERTISE_PEER, DISCONNECT, PEER_DISCOVERED, Types};
use super::message::Message;
use super::packify::{Dict, Value, pack, unpack};
use crate::error::{Refused, Reject};

/// The application ID of a message that was told none.
pub const DEFAULT_APP_ID: &[u8] = b"netaio";

/// What a message of peer management says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// I am here.
    Advertise,
    /// I am here too.
    Discovered,
    /// I go away.
    Disconnect,
}

impl Notice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Advertise, Self::Discovered, Self::Disconnect];

    /// What a message of this type says.
    #[must_use]
    pub fn of(kind: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.kind() == kind)
    }

    /// Section 4.4.
    #[must_use]
    pub const fn kind(self) -> u8 {
        match self {
            Self::Advertise => ADVERTISE_PEER,
            Self::Discovered => PEER_DISCOVERED,
            Self::Disconnect => DISCONNECT,
        }
    }
}

/// ID and data of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is known by.
    pub id: Vec<u8>,
    /// Whatever it says of itself.
    pub data: Vec<u8>,
}

impl Record {
    /// The packed tuple of ID and data.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        pack(&Value::Tuple(vec![self.id.as_slice().into(), self.data.as_slice().into()]))
    }

    /// Reads a packed record; gives nothing for what is none.
    #[must_use]
    pub fn unpack(packed: &[u8]) -> Option<Self> {
        let Ok(Value::Tuple(items)) = unpack(packed) else { return None };
        match <[Value; 2]>::try_from(items).ok()? {
            [Value::Bytes(id), Value::Bytes(data)] => Some(Self { id, data }),
            _ => None,
        }
    }

    /// The message that says something of this node (NA-REC-1).
    ///
    /// # Errors
    /// [`Reject::TooLarge`].
    pub fn message(&self, notice: Notice, app_id: &[u8]) -> Result<Vec<u8>, Refused> {
        Message::new(notice.kind(), app_id, &self.pack()).encode(&Types::default())
    }
}

/// The X25519 public key in a peer's data.
///
/// # Errors
/// [`Reject::NoPeer`], [`Reject::BadPeerData`].
pub fn public_key(peer_data: Option<&[u8]>) -> Result<PublicKey, Reject> {
    let data = require_ok!(NA_BOX_2, peer_data.ok_or(()), Reject::NoPeer);
    let dict = dict(data).unwrap_or_default();
    let key = dict.find("pubkey").and_then(Value::as_bytes).filter(|key| key.len() == 32).ok_or(());
    let key = require_ok!(NA_BOX_3, key, Reject::BadPeerData);
    Ok(PublicKey::from(Reader::new(key).array::<32>()))
}

/// The lock in a peer's data, if it has one.
///
/// # Errors
/// [`Reject::BadPeerData`].
pub fn lock(peer_data: Option<&[u8]>) -> Result<Option<Vec<u8>>, Reject> {
    let Some(data) = peer_data else { return Ok(None) };
    let value = require_ok!(NA_TAPE_8, unpack(data), Reject::BadPeerData);
    let Some(lock) = value.as_dict().and_then(|dict| dict.find("lock")) else { return Ok(None) };
    let lock = require_ok!(NA_TAPE_8, lock.as_bytes().ok_or(()), Reject::BadPeerData);
    Ok(Some(lock.to_vec()))
}

fn dict(data: &[u8]) -> Option<Dict> {
    match unpack(data) {
        Ok(Value::Dict(dict)) => Some(dict),
        _ => None,
    }
}
