//! Peers: `spec/netaio.md` section 6.8 (revision 1.0.0).

use std::collections::{BTreeMap, BTreeSet};

use taut_wire::{Refusal, fault, require, require_ok};

use super::Address;
use crate::error::Reject;
use crate::wire::peer::Record;

/// How many peers a node keeps, if not told otherwise.
pub const MAX_PEERS: usize = 1024;

/// What is known of another node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// What it says of itself.
    pub data: Vec<u8>,
    /// Where it was heard.
    pub addresses: BTreeSet<Address>,
    /// When it was last heard.
    pub heard_ms: u64,
}

/// All peers of a node, by ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peers {
    own_id: Option<Vec<u8>>,
    capacity: usize,
    by_id: BTreeMap<Vec<u8>, Peer>,
    /// The ID of the peer that was heard last at an address.
    ids: BTreeMap<Address, Vec<u8>>,
}

/// Addresses whose peer is gone, and whose subscriptions go with it (NA-PEER-12).
pub type Gone = BTreeSet<Address>;

impl Peers {
    /// No peers yet.
    #[must_use]
    pub fn new(own_id: Option<&[u8]>, capacity: usize) -> Self {
        let own_id = own_id.map(<[u8]>::to_vec);
        Self { own_id, capacity, by_id: BTreeMap::new(), ids: BTreeMap::new() }
    }

    /// Takes in an `ADVERTISE_PEER` or a `PEER_DISCOVERED` (NA-PEER-8).
    ///
    /// # Errors
    /// [`Refusal::Ignore`]: nothing has changed, and nothing is to be sent.
    pub fn keep(&mut self, from: &Address, record: &[u8], now_ms: u64) -> Result<Gone, Refusal<Reject>> {
        let record = require_ok!(NA_PEER_3, Unpacked::of(record).ok_or(()), Refusal::Ignore).0;
        require!(NA_PEER_4, self.own_id.as_ref() != Some(&record.id), Refusal::Ignore);
        let known = self.by_id.get(&record.id);
        require!(NA_PEER_5, known.is_none_or(|peer| peer.addresses.contains(from)), Refusal::Ignore);
        let has_room = known.is_some() || self.by_id.len() < self.capacity;
        require!(NA_PEER_6, has_room, Refusal::Ignore);
        let replaced = self.ids.get(from).filter(|id| **id != record.id && !fault!(NA_PEER_7)).cloned();
        let gone = replaced.map(|id| self.remove(&id)).unwrap_or_default();
        if !fault!(NA_PEER_8) {
            self.insert(from, record, now_ms);
        }
        Ok(gone)
    }

    /// Takes in a `DISCONNECT` (NA-PEER-11).
    ///
    /// # Errors
    /// [`Refusal::Ignore`]: nothing has changed.
    pub fn leave(&mut self, from: &Address, record: &[u8]) -> Result<Gone, Refusal<Reject>> {
        let record = require_ok!(NA_PEER_3, Unpacked::of(record).ok_or(()), Refusal::Ignore).0;
        let named = self.by_id.get(&record.id);
        let is_own = named.is_some_and(|peer| peer.addresses.contains(from));
        require!(NA_PEER_10, is_own, Refusal::Ignore);
        Ok(if fault!(NA_PEER_11) { Gone::new() } else { self.remove(&record.id) })
    }

    /// Removes the peer that has an address: its connection has ended (NA-TCP-6).
    pub fn forget(&mut self, address: &Address) -> Gone {
        let id = self.ids.get(address).cloned();
        id.map(|id| self.remove(&id)).unwrap_or_default()
    }

    /// Renews the age of the peer that has an address: a message from it was answered (NA-PEER-13).
    pub fn heard(&mut self, address: &Address, now_ms: u64) {
        let peer = self.ids.get(address).and_then(|id| self.by_id.get_mut(id));
        if let Some(peer) = peer.filter(|_| !fault!(NA_PEER_13)) {
            peer.heard_ms = now_ms;
        }
    }

    /// Removes the peers whose age in whole seconds is greater than this (NA-PEER-14).
    pub fn expire(&mut self, timeout_s: u64, now_ms: u64) -> Gone {
        let is_old = |peer: &Peer| (now_ms / 1000).saturating_sub(peer.heard_ms / 1000) > timeout_s;
        let old = self.by_id.iter().filter(|(_, peer)| is_old(peer) && !fault!(NA_PEER_14));
        let old: Vec<Vec<u8>> = old.map(|(id, _)| id.clone()).collect();
        old.iter().flat_map(|id| self.remove(id)).collect()
    }

    /// The data of the peer that has an address, for the plugins that look for it.
    #[must_use]
    pub fn data_at(&self, address: &Address) -> Option<&[u8]> {
        self.by_id.get(self.ids.get(address)?).map(|peer| peer.data.as_slice())
    }

    /// All peers, in the order of their IDs.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &Peer)> {
        self.by_id.iter().map(|(id, peer)| (id.as_slice(), peer))
    }

    fn insert(&mut self, from: &Address, record: Record, now_ms: u64) {
        self.ids.insert(from.clone(), record.id.clone());
        let peer = self.by_id.entry(record.id).or_insert_with(|| Peer {
            data: Vec::new(),
            addresses: BTreeSet::new(),
            heard_ms: now_ms,
        });
        peer.data = record.data;
        peer.heard_ms = now_ms;
        peer.addresses.insert(from.clone());
    }

    /// Removes a peer whole (NA-PEER-12).
    fn remove(&mut self, id: &[u8]) -> Gone {
        let gone = self.by_id.remove(id).map(|peer| peer.addresses).unwrap_or_default();
        self.ids.retain(|_, own| own != id);
        gone
    }
}

/// A record as it is read, or an empty one in a build that does without NA-PEER-3.
struct Unpacked(Record);

impl Unpacked {
    fn of(packed: &[u8]) -> Option<Self> {
        Record::unpack(packed).map(Self)
    }
}

impl Default for Unpacked {
    fn default() -> Self {
        Self(Record { id: Vec::new(), data: Vec::new() })
    }
}
