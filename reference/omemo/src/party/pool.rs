//! The bundle of a Party: section 6.2.

use std::collections::BTreeMap;
use std::mem;

use taut_wire::fault;

use super::{Party, sign_pre_key};
use crate::keys::sign::SIGNATURE;
use crate::keys::{KeyPair, PrivateKey};
use crate::supply::Supply;
use crate::wire::bundle::Bundle;

/// A signed prekey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedPreKey {
    pub(crate) id: u32,
    pub(crate) pair: KeyPair,
    pub(crate) signature: [u8; SIGNATURE],
    /// When it was made, in milliseconds of Unix time.
    pub(crate) made: u64,
}

/// One-time prekeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PreKeys {
    pub(crate) size: u32,
    pub(crate) next: u32,
    pub(crate) keys: BTreeMap<u32, KeyPair>,
}

impl PreKeys {
    pub(crate) fn new(size: u32, keys: impl Iterator<Item = (u32, PrivateKey)>) -> Self {
        let keys: BTreeMap<_, _> = keys.map(|(id, key)| (id, KeyPair::from(key))).collect();
        let next = keys.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        Self { size, next, keys }
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// Draws what is missing under IDs that no key had before (OM-KEY-5), and says whether anything was.
    fn fill(&mut self, supply: &mut Supply) -> bool {
        let missing = self.size.saturating_sub(self.len());
        for _ in 0..missing {
            if fault!(OM_POOL_4) {
                self.next = (1..=u32::MAX).find(|id| !self.keys.contains_key(id)).unwrap_or(self.next);
            }
            self.keys.insert(self.next, KeyPair::from(supply.take::<32>()));
            self.next = self.next.saturating_add(1);
        }
        missing > 0
    }
}

impl Party {
    /// The public halves of its keys.
    #[must_use]
    pub fn bundle(&self) -> Bundle {
        Bundle {
            identity_key: self.identity.to_wire(self.format),
            signed_pre_key_id: self.signed.id,
            signed_pre_key: self.signed.pair.public.to_wire(self.format),
            signature: self.signed.signature.to_vec(),
            pre_keys: self
                .pre_keys
                .keys
                .iter()
                .map(|(id, pair)| (*id, pair.public.to_wire(self.format)))
                .collect(),
        }
    }

    /// Whether the bundle has changed since the last time that this was asked.
    pub fn changed(&mut self) -> bool {
        if fault!(OM_POOL_2) { self.changed } else { mem::take(&mut self.changed) }
    }

    /// Draws a new signed prekey, and gives its ID.
    pub fn rotate(&mut self, signed_pre_key: [u8; 32], signature_nonce: &[u8; 64], now: u64) -> u32 {
        let pair = KeyPair::from(signed_pre_key);
        let signature = sign_pre_key(self.format, &self.identity, &pair, signature_nonce);
        let next = SignedPreKey { id: self.next_signed, pair, signature, made: now };
        let current = mem::replace(&mut self.signed, next);
        self.previous = if fault!(OM_POOL_3) { None } else { Some(current) };
        self.next_signed = self.next_signed.saturating_add(1);
        self.touch();
        self.signed.id
    }

    /// Draws the one-time prekeys that are missing, and gives the IDs of all that there are.
    pub fn refill(&mut self, supply: &mut Supply) -> Vec<u32> {
        if self.pre_keys.fill(supply) {
            self.touch();
        }
        self.pre_keys.keys.keys().copied().collect()
    }

    pub(super) fn touch(&mut self) {
        self.changed = self.changed || !fault!(OM_POOL_1);
    }
}
