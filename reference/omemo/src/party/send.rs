//! Beginning a session, and encrypting: sections 6.3 and 6.4.

use std::collections::VecDeque;

use taut_wire::{fault, require};

use super::Party;
use super::peer::Peer;
use super::session::{AssociatedData, Chain, Role, Session};
use super::skipped::Skipped;
use crate::error::Reject;
use crate::keys::{IdentityKey, KeyPair, PublicKey};
use crate::seal::kdf;
use crate::seal::x3dh::Active;
use crate::trace::Trace;
use crate::wire::bundle::{Bundle, CheckedBundle};
use crate::wire::exchange::Exchange;

/// Random bytes for a session that begins.
#[derive(Clone, Debug)]
pub struct StartDraws {
    /// Which one-time prekey.
    pub choice: [u8; 8],
    /// The ephemeral key, which nobody keeps (OM-AGREE-2).
    pub ephemeral: KeyPair,
    /// The first ratchet key.
    pub ratchet: KeyPair,
}

/// What a session was begun with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// ID of the one-time prekey that was taken.
    pub pre_key_id: Option<u32>,
    /// The ephemeral key.
    pub ephemeral_key: PublicKey,
}

/// Key material on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The bytes.
    pub message: Vec<u8>,
    /// Whether they are a key exchange.
    pub key_exchange: bool,
}

/// What becomes of a peer once its message is sent.
pub(crate) struct Prepared {
    pub(crate) sealed: Sealed,
    change: SendChange,
}

impl Prepared {
    /// Whether it begins a session.
    pub(crate) const fn begins(&self) -> bool {
        matches!(self.change, SendChange::Begin(..))
    }
}

enum SendChange {
    Begin(IdentityKey, Box<Session>),
    Step(Chain),
}

impl Party {
    /// Begins a session with the bundle of a peer.
    ///
    /// # Errors
    /// Those of [`Bundle::check`], [`Reject::OwnIdentity`], [`Reject::IdentityChanged`], [`Reject::WeakKey`].
    pub fn start(
        &mut self,
        peer: &str,
        bundle: &Bundle,
        draws: StartDraws,
        trace: &mut impl Trace,
    ) -> Result<Started, Reject> {
        let bundle = bundle.check(self.format)?;
        self.check_identity(peer, &bundle.identity_key)?;
        self.start_with(peer, bundle, draws, trace)
    }

    /// Begins a session with keys for which the caller answers: whose they are is not checked here.
    ///
    /// # Errors
    /// [`Reject::WeakKey`].
    pub fn start_with(
        &mut self,
        peer: &str,
        bundle: CheckedBundle,
        draws: StartDraws,
        trace: &mut impl Trace,
    ) -> Result<Started, Reject> {
        let session = self.initiate(&bundle, draws, trace)?;
        let Exchange { pre_key_id, ephemeral_key, .. } = session.exchange;
        self.begin(peer, bundle.identity_key, session);
        Ok(Started { pre_key_id, ephemeral_key })
    }

    /// Encrypts key material for a peer.
    ///
    /// # Errors
    /// [`Reject::NoSession`], [`Reject::ChainEnd`].
    pub fn encrypt(
        &mut self,
        peer: &str,
        plaintext: &[u8],
        trace: &mut impl Trace,
    ) -> Result<Sealed, Reject> {
        let prepared = self.prepare(peer, plaintext, trace)?;
        Ok(self.send(peer, prepared))
    }

    /// Encrypts with the session that there is, and changes nothing yet.
    pub(crate) fn prepare(
        &self,
        peer: &str,
        plaintext: &[u8],
        trace: &mut impl Trace,
    ) -> Result<Prepared, Reject> {
        let session = self.peers.get(peer).and_then(|peer| peer.sessions.front());
        let Some(session) = session else { return Err(Reject::NoSession) }; // OM-SEND-1
        let own = self.identity.to_wire(self.format);
        let (sealed, chain) = session.seal(self.format, &own, plaintext, trace)?;
        Ok(Prepared { sealed, change: SendChange::Step(chain) })
    }

    /// Encrypts with a session that begins, and changes nothing yet.
    pub(crate) fn prepare_start(
        &self,
        peer: &str,
        bundle: &Bundle,
        draws: impl FnOnce() -> StartDraws,
        plaintext: &[u8],
    ) -> Result<Prepared, Reject> {
        let bundle = bundle.check(self.format)?;
        self.check_identity(peer, &bundle.identity_key)?;
        let mut session = self.initiate(&bundle, draws(), &mut ())?;
        let own = self.identity.to_wire(self.format);
        let (sealed, chain) = session.seal(self.format, &own, plaintext, &mut ())?;
        session.sending = Some(chain);
        Ok(Prepared { sealed, change: SendChange::Begin(bundle.identity_key, Box::new(session)) })
    }

    /// Makes the change of a message that is sent.
    pub(crate) fn send(&mut self, peer: &str, prepared: Prepared) -> Sealed {
        match prepared.change {
            SendChange::Begin(identity_key, session) => self.begin(peer, identity_key, *session),
            SendChange::Step(chain) => {
                if let Some(session) = self.peers.get_mut(peer).and_then(|peer| peer.sessions.front_mut()) {
                    session.sending = Some(chain);
                }
            }
        }
        prepared.sealed
    }

    pub(super) fn check_identity(&self, peer: &str, key: &IdentityKey) -> Result<(), Reject> {
        require!(OM_START_1, key.x25519() != self.identity.x25519(), Reject::OwnIdentity);
        let known = self.peers.get(peer).is_none_or(|peer| peer.identity_key.wire() == key.wire());
        require!(OM_START_2, known, Reject::IdentityChanged);
        Ok(())
    }

    pub(super) fn begin(&mut self, peer: &str, identity_key: IdentityKey, session: Session) {
        self.peer(peer, identity_key).begin(session);
    }

    /// The peer, with this identity key: it is the one that the peer has, unless OM-START-2 is switched off.
    pub(super) fn peer(&mut self, peer: &str, identity_key: IdentityKey) -> &mut Peer {
        let new = Peer { identity_key: identity_key.clone(), sessions: VecDeque::new() };
        let peer = self.peers.entry(peer.to_owned()).or_insert(new);
        peer.identity_key = identity_key;
        peer
    }

    /// Steps 3 to 5 of section 6.3 (OM-START-4).
    fn initiate(
        &self,
        bundle: &CheckedBundle,
        draws: StartDraws,
        trace: &mut impl Trace,
    ) -> Result<Session, Reject> {
        let StartDraws { choice, ephemeral, ratchet } = draws;
        let count = u64::try_from(bundle.pre_keys.len()).unwrap_or(u64::MAX);
        let place = if fault!(OM_START_3) { Some(0) } else { u64::from_be_bytes(choice).checked_rem(count) };
        let place = place.and_then(|place| usize::try_from(place).ok());
        let pre_key = place.and_then(|place| bundle.pre_keys.get(place));
        let active = Active {
            identity: self.identity.scalar(),
            ephemeral: &ephemeral.private,
            other_identity: bundle.identity_key.x25519(),
            signed_pre_key: &bundle.signed_pre_key,
            pre_key: pre_key.map(|(_, key)| key),
        };
        let secret = active.agree(self.format, trace)?;
        let shared = ratchet.private.agree(&bundle.signed_pre_key)?;
        let (root, chain) = kdf::root(self.format, &secret, &shared);
        trace.note("root_key", root.as_bytes());
        trace.note("chain_key", chain.as_bytes());
        let own_wire = self.identity.to_wire(self.format);
        Ok(Session {
            role: Role::Initiator,
            confirmed: false,
            exchange: Exchange {
                ephemeral_key: ephemeral.public,
                signed_pre_key_id: bundle.signed_pre_key_id,
                pre_key_id: pre_key.map(|(id, _)| *id),
            },
            root,
            own: ratchet,
            other: Some(bundle.signed_pre_key),
            sending: Some(Chain::new(chain)),
            receiving: None,
            pn: 0,
            skipped: Skipped::default(),
            data: AssociatedData::new(self.format, Role::Initiator, &own_wire, bundle.identity_key.wire()),
        })
    }
}
