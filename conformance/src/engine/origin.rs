//! Whose bytes a step consumes: when the reference refuses what the implementation wrote, the implementation is
//! to blame, however many steps of the reference lie between.

use std::collections::BTreeMap;

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
}

impl<'a> Origins<'a> {
    /// The last step of the implementation on which this step of the reference depends: through what it is given,
    /// else through the state of its actor.
    pub(crate) fn of(&self, planned: &Planned<'_>) -> Option<usize> {
        let listed = match &planned.step.expect {
            Expect::Accept(listed) => Some(listed),
            Expect::Ignore(_) | Expect::Reject(_) => None,
        };
        let values = planned.step.input.values().chain(listed.into_iter().flat_map(|listed| listed.values()));
        let direct = values.flat_map(expression::names).filter_map(|name| self.saved.get(name)).max();
        let state = || self.states.get(planned.step.actor.as_str());
        direct.or_else(|| if planned.operation.state == State::Uses { state() } else { None }).copied()
    }

    /// A step was as expected.
    pub(crate) fn note(&mut self, index: usize, player: Player, planned: &'a Planned<'_>) {
        let origin = match player {
            Player::Subject => Some(index),
            Player::Helper => self.of(planned),
        };
        let keep = |map: &mut BTreeMap<&'a str, usize>, name: &'a str| match origin {
            Some(origin) => map.insert(name, origin),
            None => map.remove(name),
        };
        if player == Player::Helper && planned.operation.state != State::None {
            keep(&mut self.states, &planned.step.actor);
        }
        for name in planned.step.save.keys() {
            keep(&mut self.saved, name);
        }
    }
}
