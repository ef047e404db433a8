//! What a node has received: `spec/dimp.md` section 6 (revision 1.0.0), the variable `seen` of DI-RECV-1.

use std::collections::{BTreeSet, VecDeque};

use sha2::{Digest, Sha256};

use crate::wire::id::Id;

/// How many messages are remembered.
pub const MAX_SEEN: usize = 1 << 16;

/// A message in the list: one hash of its sender, and of what the sender has signed.
pub(super) type Mark = [u8; 32];

/// The last [`MAX_SEEN`] messages, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    order: VecDeque<Mark>,
    marks: BTreeSet<Mark>,
}

impl Seen {
    pub(super) fn contains(&self, mark: &Mark) -> bool {
        self.marks.contains(mark)
    }

    /// Adds a message, and forgets the oldest one when there are too many.
    pub(super) fn insert(&mut self, mark: Mark) {
        if !self.marks.insert(mark) {
            return;
        }
        self.order.push_back(mark);
        if self.order.len() > MAX_SEEN
            && let Some(oldest) = self.order.pop_front()
        {
            self.marks.remove(&oldest);
        }
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &Mark> {
        self.order.iter()
    }
}

impl FromIterator<Mark> for Seen {
    fn from_iter<I: IntoIterator<Item = Mark>>(marks: I) -> Self {
        let mut seen = Self::default();
        marks.into_iter().for_each(|mark| seen.insert(mark));
        seen
    }
}

/// The mark of a message.
pub(super) fn mark(sender: &Id, signed: &[u8]) -> Mark {
    Sha256::new().chain_update(Sha256::digest(signed)).chain_update(sender.bare()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(n: usize) -> Mark {
        mark(&Id::read(b"anywhere").unwrap(), &n.to_be_bytes())
    }

    #[test]
    fn the_oldest_one_is_forgotten() {
        let mut seen: Seen = (0..MAX_SEEN).map(number).collect();
        seen.insert(number(0));
        assert!((0..MAX_SEEN).all(|n| seen.contains(&number(n))));
        seen.insert(number(MAX_SEEN));
        assert!(!seen.contains(&number(0)));
        assert!((1..=MAX_SEEN).all(|n| seen.contains(&number(n))));
        assert_eq!(seen.iter().len(), MAX_SEEN);
    }
}
