//! Message keys that were passed over, in the order in which they go.

use std::collections::VecDeque;

use crate::keys::PublicKey;
use crate::seal::kdf::MessageKey;

/// The key of a message that may come late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SkippedKey {
    pub(crate) ratchet_key: PublicKey,
    pub(crate) n: u32,
    pub(crate) key: MessageKey,
}

/// The skipped keys of a session, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Skipped {
    keys: VecDeque<SkippedKey>,
    /// The numbers of the keys, side by side: looking for one reads no more than these.
    numbers: VecDeque<u32>,
}

impl Skipped {
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &SkippedKey> {
        self.keys.iter()
    }

    /// The place and the key of a message.
    pub(super) fn find(&self, ratchet_key: &PublicKey, n: u32) -> Option<(usize, &MessageKey)> {
        let places = self.numbers.iter().enumerate().filter(|(_, number)| **number == n);
        let mut found = places.filter_map(|(place, _)| Some((place, self.keys.get(place)?)));
        found.find(|(_, key)| key.ratchet_key == *ratchet_key).map(|(place, key)| (place, &key.key))
    }

    pub(super) fn remove(&mut self, place: usize) {
        self.keys.remove(place);
        self.numbers.remove(place);
    }

    pub(crate) fn extend(&mut self, keys: Vec<SkippedKey>) {
        self.numbers.extend(keys.iter().map(|key| key.n));
        self.keys.extend(keys);
    }

    /// Drops the oldest, until no more than `max` are left.
    pub(super) fn keep(&mut self, max: u32) {
        let excess = self.len().saturating_sub(usize::try_from(max).unwrap_or(usize::MAX));
        self.keys.drain(..excess);
        self.numbers.drain(..excess);
    }
}
