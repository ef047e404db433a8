//! Peers and their sessions: sections 6.1 and 6.5.4.

use std::collections::VecDeque;

use taut_wire::fault;

use super::session::{Role, Session};
use crate::keys::{IdentityKey, KeyPair};
use crate::seal::kdf::{ChainKey, RootKey};
use crate::wire::exchange::Exchange;

/// How many sessions with a peer are archived.
pub(crate) const MAX_ARCHIVED: usize = 4;

/// A peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) identity_key: IdentityKey,
    /// The current one, and then those that are archived, the last archived first.
    pub(crate) sessions: VecDeque<Session>,
}

impl Peer {
    /// Makes a new session the current one.
    pub(super) fn begin(&mut self, session: Session) {
        self.sessions.push_front(session);
        let kept = if fault!(OM_ARCHIVE_1) {
            1
        } else if fault!(OM_ARCHIVE_3) {
            usize::MAX
        } else {
            MAX_ARCHIVED + 1
        };
        self.sessions.truncate(kept);
    }

    /// Makes a session that there is the current one.
    pub(super) fn promote(&mut self, place: usize) {
        if fault!(OM_ARCHIVE_2) {
            return;
        }
        if let Some(session) = self.sessions.remove(place) {
            self.sessions.push_front(session);
        }
    }

    pub(super) fn secrets(&self) -> Option<Secrets<'_>> {
        let session = self.sessions.front()?;
        let wraps = session.role == Role::Initiator && !session.confirmed;
        Some(Secrets {
            root: &session.root,
            sending: session.sending.as_ref().map(|chain| (&chain.key, chain.next)),
            receiving: session.receiving.as_ref().map(|chain| (&chain.key, chain.next)),
            ratchet: &session.own,
            pn: session.pn,
            ad: &session.data.sent,
            exchange: wraps.then_some(session.exchange),
        })
    }

    pub(super) fn status(&self) -> Status {
        let Some(current) = self.sessions.front() else { return Status::default() };
        Status {
            sessions: self.sessions.len(),
            confirmed: current.confirmed,
            sent: current.sending.as_ref().map_or(0, |chain| chain.next),
            received: current.receiving.as_ref().map_or(0, |chain| chain.next),
            skipped: current.skipped.len(),
        }
    }
}

/// What whoever has stolen a Party knows of its current session with a peer, and can write messages with.
#[derive(Clone, Copy, Debug)]
pub struct Secrets<'a> {
    /// Root key.
    pub root: &'a RootKey,
    /// Key of the sending chain, and number of its next message.
    pub sending: Option<(&'a ChainKey, u32)>,
    /// Key of the receiving chain, and number of its next message.
    pub receiving: Option<(&'a ChainKey, u32)>,
    /// Own ratchet key.
    pub ratchet: &'a KeyPair,
    /// Number of messages in the previous sending chain.
    pub pn: u32,
    /// Associated data of what it sends.
    pub ad: &'a [u8],
    /// What a key exchange around the next message names, unless none is wanted any more.
    pub exchange: Option<Exchange>,
}

/// What there is of a peer; all but the first is of the current session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The current session and those that are archived.
    pub sessions: usize,
    /// Whether it is confirmed.
    pub confirmed: bool,
    /// Messages in its sending chain.
    pub sent: u32,
    /// Messages in its receiving chain.
    pub received: u32,
    /// Skipped keys that it keeps.
    pub skipped: usize,
}
