//! Decrypting: sections 6.5.1 and 6.5.2.

use taut_wire::{fault, require};

use super::Party;
use super::open::{Change, check_number};
use super::session::{AssociatedData, Role, Session};
use super::skipped::Skipped;
use crate::error::Reject;
use crate::keys::{IdentityKey, KeyPair};
use crate::seal::x3dh::Passive;
use crate::trace::Trace;
use crate::wire::exchange::KeyExchange;
use crate::wire::message::Message;

/// A message that is genuine, before it has changed anything.
pub struct Opened {
    /// Its key material.
    pub plaintext: Vec<u8>,
    place: Place,
    change: Change,
}

enum Place {
    /// A session that there is.
    Known(usize),
    /// A session that begins.
    New(IdentityKey, Box<Session>),
}

impl Opened {
    /// Whether it begins a session.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        matches!(self.place, Place::New(..))
    }
}

impl Party {
    /// Decrypts a message or key exchange of a peer.
    ///
    /// `ratchet` is drawn if the ratchet makes a step.
    ///
    /// # Errors
    /// Those of [`Message::decode`] or [`KeyExchange::decode`], [`Reject::NoSession`], [`Reject::OwnIdentity`],
    /// [`Reject::IdentityChanged`], [`Reject::Mismatch`], [`Reject::UnknownSignedPreKey`], [`Reject::UnknownPreKey`],
    /// [`Reject::WeakKey`], [`Reject::Duplicate`], [`Reject::TooManySkipped`], [`Reject::ChainEnd`],
    /// [`Reject::BadMac`], [`Reject::BadPadding`].
    pub fn decrypt(
        &mut self,
        peer: &str,
        message: &[u8],
        key_exchange: bool,
        ratchet: &mut dyn FnMut() -> KeyPair,
        trace: &mut impl Trace,
    ) -> Result<Vec<u8>, Reject> {
        let opened = self.open(peer, message, key_exchange, ratchet, trace);
        if opened.is_err() && fault!(OM_PARTY_1) {
            self.spoil(peer);
        }
        if opened.is_err() && key_exchange && fault!(OM_RECV_7) {
            self.pin(peer, message);
        }
        Ok(self.commit(peer, opened?))
    }

    /// Decrypts, and changes nothing yet.
    ///
    /// # Errors
    /// As [`Party::decrypt`].
    pub fn open(
        &self,
        peer: &str,
        message: &[u8],
        key_exchange: bool,
        ratchet: &mut dyn FnMut() -> KeyPair,
        trace: &mut impl Trace,
    ) -> Result<Opened, Reject> {
        if key_exchange {
            let exchange = KeyExchange::decode(self.format, message)?;
            return self.open_exchange(peer, &exchange, ratchet, trace);
        }
        let message = Message::decode(self.format, message)?;
        let sessions = self.peers.get(peer).map(|peer| &peer.sessions);
        require!(OM_RECV_1, sessions.is_some_and(|sessions| !sessions.is_empty()), Reject::NoSession);
        let mut first = None;
        for (place, session) in sessions.into_iter().flatten().enumerate() {
            match session.open(self.format, self.limits, &message, ratchet, trace) {
                Ok((plaintext, change)) => {
                    return Ok(Opened { plaintext, place: Place::Known(place), change });
                }
                Err(why) => first = first.or(Some(why)),
            }
        }
        Err(first.unwrap_or(Reject::BadMac))
    }

    /// Makes the change of a message that was opened, and gives its key material.
    pub fn commit(&mut self, peer: &str, opened: Opened) -> Vec<u8> {
        let Opened { plaintext, place, change } = opened;
        match place {
            Place::New(identity_key, mut session) => {
                session.apply(change, self.limits);
                if let Some(id) = session.exchange.pre_key_id.filter(|_| !fault!(OM_RECV_6)) {
                    self.pre_keys.keys.remove(&id);
                    self.touch();
                }
                self.begin(peer, identity_key, *session);
            }
            Place::Known(place) => {
                let Some(peer) = self.peers.get_mut(peer) else { return plaintext };
                if let Some(session) = peer.sessions.get_mut(place) {
                    session.apply(change, self.limits);
                }
                peer.promote(place);
            }
        }
        plaintext
    }

    /// Numbers of the next message of the receiving chain before and after; none if a skipped key was used.
    pub(crate) fn progress(&self, peer: &str, opened: &Opened) -> Option<(u32, u32)> {
        match &opened.place {
            Place::New(_, session) => opened.change.progress(session),
            Place::Known(place) => opened.change.progress(self.peers.get(peer)?.sessions.get(*place)?),
        }
    }

    /// As [`Party::open`], of a key exchange that is read already.
    pub(crate) fn open_exchange(
        &self,
        peer: &str,
        exchange: &KeyExchange<'_>,
        ratchet: &mut dyn FnMut() -> KeyPair,
        trace: &mut impl Trace,
    ) -> Result<Opened, Reject> {
        self.check_identity(peer, &exchange.identity_key)?;
        let is_known = |session: &Session| {
            session.role == Role::Responder
                && session.exchange.ephemeral_key == exchange.exchange.ephemeral_key
                && !fault!(OM_RECV_3)
        };
        let mut sessions = self.peers.get(peer).into_iter().flat_map(|peer| peer.sessions.iter().enumerate());
        if let Some((place, session)) = sessions.find(|(_, session)| is_known(session)) {
            require!(OM_RECV_2, session.exchange == exchange.exchange, Reject::Mismatch);
            let opened = session.open(self.format, self.limits, &exchange.message, ratchet, trace)?;
            let (plaintext, change) = opened;
            return Ok(Opened { plaintext, place: Place::Known(place), change });
        }
        let session = self.respond(exchange, trace)?;
        let (plaintext, change) =
            session.open(self.format, self.limits, &exchange.message, ratchet, trace)?;
        let place = Place::New(exchange.identity_key.clone(), Box::new(session));
        Ok(Opened { plaintext, place, change })
    }

    /// Step 3 of section 6.5.2.
    fn respond(&self, exchange: &KeyExchange<'_>, trace: &mut impl Trace) -> Result<Session, Reject> {
        let names = exchange.exchange;
        let mut signed = [Some(&self.signed), self.previous.as_ref()].into_iter().flatten();
        let signed = signed.find(|signed| signed.id == names.signed_pre_key_id);
        require!(OM_RECV_4, signed.is_some(), Reject::UnknownSignedPreKey);
        let signed = signed.unwrap_or(&self.signed);
        let pre_key = names.pre_key_id.and_then(|id| self.pre_keys.keys.get(&id));
        require!(OM_RECV_5, pre_key.is_some() || names.pre_key_id.is_none(), Reject::UnknownPreKey);
        check_number(self.limits, 0, exchange.message.header.n)?;
        let passive = Passive {
            identity: self.identity.scalar(),
            signed_pre_key: &signed.pair.private,
            pre_key: pre_key.map(|pair| &pair.private),
            other_identity: exchange.identity_key.x25519(),
            ephemeral: &names.ephemeral_key,
        };
        let own_wire = self.identity.to_wire(self.format);
        Ok(Session {
            role: Role::Responder,
            confirmed: true,
            exchange: names,
            root: passive.agree(self.format, trace)?,
            own: signed.pair.clone(),
            other: None,
            sending: None,
            receiving: None,
            pn: 0,
            skipped: Skipped::default(),
            data: AssociatedData::new(self.format, Role::Responder, &own_wire, exchange.identity_key.wire()),
        })
    }

    /// What a reader does that believes an identity key once a session is derived with it, before it has accepted a message.
    fn pin(&mut self, peer: &str, message: &[u8]) {
        let Ok(exchange) = KeyExchange::decode(self.format, message) else { return };
        let identity_key = &exchange.identity_key;
        if self.check_identity(peer, identity_key).is_ok() && self.respond(&exchange, &mut ()).is_ok() {
            self.peer(peer, identity_key.clone());
        }
    }

    /// What a reader does that changes something although it refuses.
    fn spoil(&mut self, peer: &str) {
        let session = self.peers.get_mut(peer).and_then(|peer| peer.sessions.front_mut());
        match session.and_then(|session| session.receiving.as_mut()) {
            Some(chain) => *chain = chain.step().1,
            None => drop(self.pre_keys.keys.pop_first()),
        }
    }
}
