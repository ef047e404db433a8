//! Nodes of those who wrote and read what was captured.

use std::slice;

use taut_dimp::session::{Heard, Packing};
use taut_dimp::wire::json::write;
use taut_dimp::wire::message::Draws;
use taut_dimp::{Dict, Node, Refused, Reject};
use taut_wire::Refusal;

use crate::case::Case;
use crate::parties::{GROUP, HULK, MOKI, captured, dict};

pub(crate) const TIME: i64 = 1_587_100_007;

/// Key dictionaries and metas of moki, hulk, and the group that moki has founded.
pub(crate) struct People {
    pub(crate) moki_key: Vec<u8>,
    pub(crate) moki_meta: Vec<u8>,
    pub(crate) hulk_key: Vec<u8>,
    pub(crate) hulk_meta: Vec<u8>,
    pub(crate) group_meta: Vec<u8>,
}

impl People {
    pub(crate) fn captured() -> Self {
        let to_hulk = captured("dimp.message.open", "dimp/published/personal-open");
        let to_moki = captured("dimp.message.open", "dimp/published/unicode");
        let group = captured("dimp.meta.check", "dimp/meta/polylogue");
        let key = |case: &Case| case.list("/in/private_keys").swap_remove(0);
        Self {
            moki_key: key(to_moki),
            moki_meta: to_hulk.bytes("/in/meta"),
            hulk_key: key(to_hulk),
            hulk_meta: to_moki.bytes("/in/meta"),
            group_meta: group.bytes("/in/meta"),
        }
    }

    /// moki's node, which knows hulk, and the group with both.
    pub(crate) fn moki(&self) -> Node {
        let mut node = self.stranger();
        node.add_user(MOKI.as_bytes(), &self.moki_meta, slice::from_ref(&self.moki_key)).expect("moki");
        node
    }

    /// hulk's node, which knows moki, and the group with both.
    pub(crate) fn hulk(&self) -> Node {
        let mut node = self.stranger();
        node.add_user(HULK.as_bytes(), &self.hulk_meta, slice::from_ref(&self.hulk_key)).expect("hulk");
        node
    }

    /// A node that knows all of them, and is none of them.
    pub(crate) fn stranger(&self) -> Node {
        let mut node = Node::default();
        for (id, meta) in [(MOKI, &self.moki_meta), (HULK, &self.hulk_meta), (GROUP, &self.group_meta)] {
            node.save_meta(id.as_bytes(), meta).expect("a meta");
        }
        let members = [MOKI, HULK].map(|member| member.as_bytes().to_vec());
        node.save_members(GROUP.as_bytes(), &members, None).expect("members");
        node
    }
}

/// Draws of which those with another number are others.
pub(crate) fn draws(number: u8) -> Draws {
    Draws { key: [number; 32], iv: [number; 16], padding: [7; 512], k: [9; 32] }
}

pub(crate) fn packing<'a>(receiver: &'a str, content: &'a str) -> Packing<'a> {
    let (receiver, content) = (receiver.as_bytes(), content.as_bytes());
    Packing { sender: MOKI.as_bytes(), receiver, content, ..Packing::default() }
}

/// The one message of moki for a receiver.
pub(crate) fn pack(node: &mut Node, receiver: &str, content: &str, number: u8) -> Result<Dict, Refused> {
    let mut packed = node.pack(&packing(receiver, content), draws(number), TIME)?;
    Ok(packed.messages.swap_remove(0))
}

/// What a node hears of a message, if that refuses nothing; what is refused changes nothing.
pub(crate) fn hear(node: &mut Node, message: &Dict) -> Result<Heard, Refusal<Reject>> {
    let before = node.save();
    let received = node.receive(write::dict(message).as_bytes(), &[]);
    assert_kept(received.is_err(), &before, node);
    received.map(|received| received.outer)
}

/// A text that is different for each number.
pub(crate) fn text(number: u8) -> String {
    format!(r#"{{"text": "a", "sn": {number}, "type": 1}}"#)
}

/// The same, for the group.
pub(crate) fn group_text(number: u8) -> String {
    format!(r#"{{"text": "a", "sn": {number}, "type": 1, "group": {GROUP:?}}}"#)
}

/// A message within another one.
pub(crate) fn forwarding(message: &Dict, number: u8) -> String {
    format!(r#"{{"forward": {}, "sn": {number}, "type": 255}}"#, write::dict(message))
}

/// The answer of a node to a command, or the code that refuses it; what is refused changes nothing.
pub(crate) fn answer(node: &mut Node, sender: &str, content: &str) -> Result<Option<Dict>, &'static str> {
    let before = node.save();
    let answer = node.process(sender.as_bytes(), HULK.as_bytes(), content.as_bytes(), [0, 0, 0, 5], TIME);
    let answer = answer.map_err(Refused::code);
    assert_kept(answer.is_err(), &before, node);
    Ok(answer?.map(|answer| dict(answer.as_bytes())))
}

fn assert_kept(is_refused: bool, before: &[u8], node: &Node) {
    assert!(!is_refused || node.save() == before, "what is refused changes nothing");
}
