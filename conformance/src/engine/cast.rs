//! Who plays the actors of a case: the implementation under test, the built-in reference in the helper process, or
//! the runner.

use std::collections::BTreeMap;

use crate::model::case::ActorKind;

/// Which peers the implementation under test plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    All,
    /// The peer of this index alone; the reference plays the others.
    Only(usize),
}

/// Who plays a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Player {
    /// The runner itself: sockets.
    BuiltIn,
    /// The built-in reference, in its own process.
    Helper,
    /// The implementation under test.
    Subject,
}

/// The actors of a case in one placement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cast<'a> {
    pub(crate) actors: &'a BTreeMap<String, ActorKind>,
    pub(crate) placement: Placement,
}

impl<'a> Cast<'a> {
    /// Every way to divide the peers; a case with one peer has one.
    pub(crate) fn placements(actors: &BTreeMap<String, ActorKind>) -> Vec<Placement> {
        let peers = peers(actors).count();
        let single = if peers > 1 { peers } else { 0 };
        std::iter::once(Placement::All).chain((0..single).map(Placement::Only)).collect()
    }

    /// Who plays this actor.
    pub(crate) fn player(&self, actor: &str) -> Player {
        match self.actors.get(actor) {
            Some(ActorKind::Peer) if self.alone().is_none_or(|alone| alone == actor) => Player::Subject,
            Some(ActorKind::Http | ActorKind::Raw) => Player::BuiltIn,
            Some(ActorKind::Attacker | ActorKind::Peer) | None => Player::Helper,
        }
    }

    /// `all`, or the actor that the implementation plays alone; nothing when there is no other way.
    pub(crate) fn name(&self) -> Option<&'a str> {
        match self.alone() {
            Some(actor) => Some(actor),
            None => (peers(self.actors).count() > 1).then_some("all"),
        }
    }

    fn alone(&self) -> Option<&'a str> {
        match self.placement {
            Placement::All => None,
            Placement::Only(index) => peers(self.actors).nth(index),
        }
    }
}

/// In the order of their names.
fn peers(actors: &BTreeMap<String, ActorKind>) -> impl Iterator<Item = &str> {
    actors.iter().filter(|(_, kind)| **kind == ActorKind::Peer).map(|(name, _)| name.as_str())
}
