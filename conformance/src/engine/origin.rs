//! Whose bytes a step consumes: when the reference refuses what the implementation wrote, or a built-in actor does
//! not receive what it should, the implementation is to blame, however many steps of others lie between.

use std::collections::{BTreeMap, BTreeSet};

use super::cast::Player;
use super::expression;
use super::script::Planned;
use crate::model::operation::State;
use crate::model::outcome::Expect;

/// What the implementation under test has had a hand in, and by which of its steps.
#[derive(Debug, Default)]
pub(crate) struct Origins<'a> {
    saved: BTreeMap<&'a str, usize>,
    /// By actor that the reference plays.
    states: BTreeMap<&'a str, usize>,
    network: Network<'a>,
}

/// Who can reach whom on a network. What travels there is named by no expression, but a port is: who was given
/// another's port is connected with it.
#[derive(Debug, Default)]
struct Network<'a> {
    /// Saved name -> the actor whose live step it is from.
    savers: BTreeMap<&'a str, &'a str>,
    links: BTreeSet<(&'a str, &'a str)>,
    /// Actor of the implementation -> its last live step.
    steps: BTreeMap<&'a str, usize>,
}

impl<'a> Origins<'a> {
    /// The last step of the implementation on which this step of another depends: through what it is given,
    /// else through the state of its actor, else through the network.
    pub(crate) fn of(&self, planned: &Planned<'_>) -> Option<usize> {
        let state = || self.states.get(planned.step.actor.as_str()).copied();
        let state = || if planned.operation.state == State::Uses { state() } else { None };
        let network =
            || if planned.operation.live { self.network.reaches(&planned.step.actor) } else { None };
        // What came over the network came after what the state was made of.
        self.given(planned).or_else(|| state().max(network()))
    }

    /// The last step of the implementation whose answer an expression of the step names.
    pub(crate) fn given(&self, planned: &Planned<'_>) -> Option<usize> {
        let listed = match &planned.step.expect {
            Expect::Accept(listed) => Some(listed),
            Expect::Ignore(_) | Expect::Reject(_) => None,
        };
        let values = planned.step.input.values().chain(listed.into_iter().flat_map(|listed| listed.values()));
        values.flat_map(expression::names).filter_map(|name| self.saved.get(name)).max().copied()
    }

    /// A step was as expected.
    pub(crate) fn note(&mut self, index: usize, player: Player, planned: &'a Planned<'_>) {
        let origin = match player {
            Player::Subject => Some(index),
            Player::BuiltIn | Player::Helper => self.of(planned),
        };
        let keep = |map: &mut BTreeMap<&'a str, usize>, name: &'a str| match origin {
            Some(origin) => map.insert(name, origin),
            None => map.remove(name),
        };
        if player != Player::Subject && planned.operation.state != State::None {
            keep(&mut self.states, &planned.step.actor);
        }
        for name in planned.step.save.keys() {
            keep(&mut self.saved, name);
        }
        if planned.operation.live {
            self.network.note(index, player, planned);
        }
    }
}

impl<'a> Network<'a> {
    fn note(&mut self, index: usize, player: Player, planned: &'a Planned<'_>) {
        let actor = planned.step.actor.as_str();
        let names = planned.step.input.values().flat_map(expression::names);
        let others = names.filter_map(|name| self.savers.get(name).copied()).filter(|other| *other != actor);
        self.links.extend(others.flat_map(|other| [(actor, other), (other, actor)]));
        self.savers.extend(planned.step.save.keys().map(|name| (name.as_str(), actor)));
        if player == Player::Subject {
            self.steps.insert(actor, index);
        }
    }

    /// The last step of the implementation as one that the actor is connected with, or as one connected with that.
    fn reaches(&self, actor: &str) -> Option<usize> {
        let (start, _) = *self.links.iter().find(|(from, _)| *from == actor)?;
        let mut found = BTreeSet::from([start]);
        let mut next = vec![start];
        while let Some(from) = next.pop() {
            let ends = self.links.iter().filter(|(one, _)| *one == from).map(|(_, to)| *to);
            next.extend(ends.filter(|to| found.insert(to)));
        }
        found.iter().filter_map(|actor| self.steps.get(actor)).max().copied()
    }
}
