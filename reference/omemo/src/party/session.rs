//! A session: sections 3.5, 6.1 and 6.4.

use std::fmt;

use taut_wire::{fault, require};

use super::send::Sealed;
use super::skipped::Skipped;
use crate::error::Reject;
use crate::format::Format;
use crate::keys::{KeyPair, PublicKey};
use crate::seal::kdf::{ChainKey, MessageKey, MessageKeys, RootKey};
use crate::seal::material::{encrypt_to, padded_size};
use crate::seal::x3dh::associated_data;
use crate::trace::Trace;
use crate::wire::exchange::{self, Exchange};
use crate::wire::message::{Header, Outgoing};

/// Which side of a session one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Initiator,
    Responder,
}

/// The key of a chain, and the number of its next message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) key: ChainKey,
    pub(crate) next: u32,
}

impl Chain {
    pub(crate) const fn new(key: ChainKey) -> Self {
        Self { key, next: 0 }
    }

    /// The key of the next message, and the chain behind it.
    pub(super) fn step(&self) -> (MessageKey, Self) {
        let (message_key, key) = self.key.step();
        (message_key, Self { key, next: self.next.saturating_add(1) })
    }
}

/// What two devices share.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) role: Role,
    pub(crate) confirmed: bool,
    pub(crate) exchange: Exchange,
    pub(crate) root: RootKey,
    pub(crate) own: KeyPair,
    pub(crate) other: Option<PublicKey>,
    pub(crate) sending: Option<Chain>,
    pub(crate) receiving: Option<Chain>,
    pub(crate) pn: u32,
    pub(crate) skipped: Skipped,
    pub(crate) data: AssociatedData,
}

/// Associated data of both directions: the wire bytes of two identity keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AssociatedData {
    pub(crate) sent: Vec<u8>,
    pub(crate) received: Vec<u8>,
}

impl AssociatedData {
    pub(crate) fn new(format: Format, role: Role, own: &[u8], other: &[u8]) -> Self {
        let (mine, theirs) = (associated_data(own, other), associated_data(other, own));
        let (sent, received) = match (format, role) {
            (Format::Legacy, Role::Responder) if fault!(OM_SIGN_8) => (theirs.clone(), theirs),
            (Format::Legacy, Role::Initiator) if fault!(OM_SIGN_8) => (mine.clone(), mine),
            (Format::Legacy, _) => (mine, theirs),
            (Format::Omemo2, Role::Initiator) => (mine.clone(), mine),
            (Format::Omemo2, Role::Responder) => (theirs.clone(), theirs),
        };
        Self { sent, received }
    }
}

impl Session {
    /// Encrypts key material: the message, and the sending chain behind it.
    pub(super) fn seal(
        &self,
        format: Format,
        identity_key: &[u8],
        plaintext: &[u8],
        trace: &mut impl Trace,
    ) -> Result<(Sealed, Chain), Reject> {
        let sending = self.sending.as_ref().ok_or(Reject::NoSession)?;
        require!(OM_SEND_2, sending.next < u32::MAX, Reject::ChainEnd);
        let (message_key, next) = sending.step();
        let keys = MessageKeys::of_message(format, &message_key);
        note_keys(&message_key, &keys, trace);
        let pn = if fault!(OM_SEND_3) { self.pn.saturating_sub(1) } else { self.pn };
        let header = Header { ratchet_key: self.own.public, n: sending.next, pn };
        let outgoing = Outgoing { format, header, ad: &self.data.sent, auth_key: &keys.auth_key };
        let put = |out: &mut Vec<u8>| encrypt_to(&keys, plaintext, out);
        let message = outgoing.encode_with(padded_size(plaintext), put, trace);
        let first = !fault!(OM_SEND_4) || sending.next == 0;
        let key_exchange = self.role == Role::Initiator && !self.confirmed && first;
        let message = if key_exchange {
            let exchange = self.exchange; // OM-KEX-2
            exchange::Outgoing { format, exchange, identity_key, registration_id: None }.encode(&message)
        } else {
            message
        };
        let next = if fault!(OM_SEND_5) { sending.clone() } else { next };
        Ok((Sealed { message, key_exchange }, next))
    }
}

pub(super) fn note_keys(message_key: &MessageKey, keys: &MessageKeys, trace: &mut impl Trace) {
    trace.note("message_key", message_key.as_bytes());
    trace.note("enc_key", &keys.enc_key);
    trace.note("auth_key", &keys.auth_key);
    trace.note("iv", &keys.iv);
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            role,
            confirmed,
            exchange,
            root: _,
            own: _,
            other: _,
            sending,
            receiving,
            pn,
            skipped,
            data: _,
        } = self;
        f.debug_struct("Session")
            .field("role", role)
            .field("confirmed", confirmed)
            .field("exchange", exchange)
            .field("sent", &sending.as_ref().map(|chain| chain.next))
            .field("received", &receiving.as_ref().map(|chain| chain.next))
            .field("pn", pn)
            .field("skipped", &skipped.len())
            .finish_non_exhaustive()
    }
}
