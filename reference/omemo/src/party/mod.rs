//! A Party: `spec/omemo.md` sections 6.1 to 6.5 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Party::new`], [`Setup`], [`Draws`] | 6.1 | OM-PARTY-1, OM-PARTY-2 |
//! | [`Party::bundle`], [`Party::changed`], [`Party::rotate`], [`Party::refill`] | 6.2 | OM-POOL-1 to OM-POOL-4 |
//! | [`Party::start`] | 6.3 | OM-START-1 to OM-START-4 |
//! | [`Party::encrypt`] | 6.4 | OM-SEND-1 to OM-SEND-5 |
//! | [`Party::decrypt`], [`Party::open`], [`Party::commit`] | 6.5 | OM-RECV-1 to OM-RECV-7, OM-ARCHIVE-1 to OM-ARCHIVE-3 |
//! | `session`, `open` | 6.1, 6.5.3 | OM-OPEN-1 to OM-OPEN-9 |
//!
//! The functions of early python-omemo (section 6.10) are these: `initSessionActive` is [`Party::start`],
//! `initSessionPassive` and `decryptMessage` are [`Party::decrypt`], `encryptMessage` is [`Party::encrypt`]; `toWire`,
//! `fromWire` and `checkAuthentication` are [`Outgoing::encode`](crate::wire::message::Outgoing::encode),
//! [`Message::decode`](crate::wire::message::Message::decode) and [`check`](crate::seal::material::check), and of a key
//! exchange [`Outgoing::encode`](crate::wire::exchange::Outgoing::encode) and
//! [`KeyExchange::decode`](crate::wire::exchange::KeyExchange::decode).

mod open;
mod peer;
mod pool;
mod receive;
mod send;
pub(crate) mod session;
mod skipped;

use std::collections::BTreeMap;

use crate::format::Format;
use crate::keys::sign::{self, SIGNATURE};
use crate::keys::{Identity, IdentityForm, KeyPair, PrivateKey};
use crate::supply::Supply;

pub(crate) use peer::{MAX_ARCHIVED, Peer};
pub use peer::{Secrets, Status};
pub(crate) use pool::{PreKeys, SignedPreKey};
pub use receive::Opened;
pub(crate) use send::Prepared;
pub use send::{Sealed, StartDraws, Started};
pub(crate) use skipped::{Skipped, SkippedKey};

/// How many one-time prekeys there are.
pub const POOL: u32 = 100;

/// How much may be skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Messages that may be skipped at once.
    pub max_skip: u32,
    /// Skipped keys that are kept of a session.
    pub max_kept: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_skip: 1000, max_kept: 1000 }
    }
}

/// What a Party is made of; what is left out is drawn.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The identity.
    pub identity: Option<Identity>,
    /// ID of the signed prekey, otherwise 1.
    pub signed_pre_key_id: Option<u32>,
    /// The signed prekey.
    pub signed_pre_key: Option<PrivateKey>,
    /// Its signature, as it stands on the wire. It is not verified.
    pub signature: Option<[u8; SIGNATURE]>,
    /// IDs of the one-time prekeys, otherwise 1, 2, 3 and so on.
    pub pre_key_ids: Option<Vec<u32>>,
    /// The one-time prekeys.
    pub pre_keys: Option<Vec<PrivateKey>>,
    /// How many one-time prekeys there are, otherwise [`POOL`].
    pub pool: Option<u32>,
    /// How much may be skipped.
    pub limits: Limits,
}

/// Random bytes for what is left out of a [`Setup`], new for every Party (OM-PARTY-2).
#[derive(Clone, Debug)]
pub struct Draws {
    /// Seed of the identity.
    pub identity: [u8; 32],
    /// The signed prekey.
    pub signed_pre_key: [u8; 32],
    /// For its signature.
    pub signature_nonce: [u8; 64],
    /// One-time prekeys.
    pub pre_keys: Supply,
}

/// A device in one format: its keys, and its sessions with peers, which are names here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    pub(crate) format: Format,
    pub(crate) identity: Identity,
    pub(crate) signed: SignedPreKey,
    pub(crate) previous: Option<SignedPreKey>,
    pub(crate) pre_keys: PreKeys,
    pub(crate) next_signed: u32,
    pub(crate) changed: bool,
    pub(crate) limits: Limits,
    pub(crate) peers: BTreeMap<String, Peer>,
}

impl Party {
    /// Makes a Party. `now` is in milliseconds of Unix time.
    #[must_use]
    pub fn new(format: Format, setup: Setup, random: Draws, now: u64) -> Self {
        let Setup {
            identity,
            signed_pre_key_id,
            signed_pre_key,
            signature,
            pre_key_ids,
            pre_keys,
            pool,
            limits,
        } = setup;
        let Draws { identity: seed, signed_pre_key: drawn, signature_nonce, pre_keys: mut supply } = random;
        let identity = identity.unwrap_or_else(|| Identity::new(IdentityForm::Seed, seed));
        let id = signed_pre_key_id.unwrap_or(1);
        let pair = KeyPair::from(signed_pre_key.unwrap_or(PrivateKey::from(drawn)));
        let signature = signature.unwrap_or_else(|| sign_pre_key(format, &identity, &pair, &signature_nonce));
        let signed = SignedPreKey { id, pair, signature, made: now };
        let size = pool.unwrap_or(POOL);
        let count = pre_keys.as_ref().map_or(size, |keys| u32::try_from(keys.len()).unwrap_or(u32::MAX));
        let ids = pre_key_ids.unwrap_or_else(|| (1..=count).collect());
        let keys = pre_keys.unwrap_or_else(|| ids.iter().map(|_| PrivateKey::from(supply.take())).collect());
        let pre_keys = PreKeys::new(size, ids.into_iter().zip(keys));
        let next_signed = id.saturating_add(1);
        let peers = BTreeMap::new();
        Self { format, identity, signed, previous: None, pre_keys, next_signed, changed: true, limits, peers }
    }

    /// Its format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Its identity.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What there is of a peer.
    #[must_use]
    pub fn status(&self, peer: &str) -> Status {
        self.peers.get(peer).map(Peer::status).unwrap_or_default()
    }

    /// The secrets of the current session with a peer.
    #[must_use]
    pub fn secrets(&self, peer: &str) -> Option<Secrets<'_>> {
        self.peers.get(peer)?.secrets()
    }

    /// Drops all sessions with a peer, and keeps its identity key.
    pub fn forget(&mut self, peer: &str) {
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.sessions.clear();
        }
    }
}

/// Signs a signed prekey as it stands in the bundle.
fn sign_pre_key(format: Format, identity: &Identity, pair: &KeyPair, nonce: &[u8; 64]) -> [u8; SIGNATURE] {
    let signature = sign::sign(identity.scalar(), &pair.public.to_wire(format), nonce, &mut ());
    match format {
        Format::Legacy => sign::to_legacy(identity.ed25519(), &signature),
        Format::Omemo2 => signature,
    }
}
