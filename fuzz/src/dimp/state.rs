//! Saved states: any bytes, and states of nodes with some bytes changed.

use std::sync::LazyLock;

use arbitrary::{Error, Unstructured};
use taut_dimp::session::{Node, Packing};
use taut_dimp::wire::json::write;

use super::people::{self, draws};
use crate::corpus;

/// More changes show nothing new.
const MOST_EDITS: usize = 8;

/// States of a node that knows nobody, and of one that has users, groups and messages.
static STATES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let mut pair = people::pair();
    let (sender, receiver) = (pair.left_user.id.as_bytes(), pair.right_user.id.as_bytes());
    let content = br#"{"text": "text", "sn": 7, "type": 1}"#.as_slice();
    let packing = Packing { sender, receiver, content, split: false, attach_meta: false, url: None };
    let packed = pair.left.pack(&packing, draws(1), 1).expect("the receiver has a key");
    for message in &packed.messages {
        pair.right.receive(write::dict(message).as_bytes(), &[]).expect("it is honest");
    }
    [Node::default().save(), pair.right.save()]
});

/// States of the cases and of nodes, whole, and scripts that change one.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut states = corpus::members("dimp", &["state"]);
    states.extend(STATES.iter().cloned());
    let mut seeds: Vec<Vec<u8>> = states.iter().map(|state| [&[0], state.as_slice()].concat()).collect();
    seeds.extend((0..16).map(|place| vec![1, 1, 1, place, place, 1]));
    seeds
}

/// What is restored is saved as the same bytes.
///
/// # Panics
/// When that does not hold.
pub fn check_state(data: &[u8]) {
    let (mode, rest) = data.split_first().unwrap_or((&0, &[]));
    if mode % 2 == 0 {
        restored(rest);
    } else if let Ok(state) = edited(&mut Unstructured::new(rest)) {
        restored(&state);
    }
}

fn restored(state: &[u8]) {
    let Ok(node) = Node::restore(state) else { return };
    let saved = node.save();
    let again = Node::restore(&saved).expect("what is saved is restored");
    assert!(again.save() == saved, "there is one way to save");
}

/// A state with some bytes changed.
fn edited(script: &mut Unstructured<'_>) -> Result<Vec<u8>, Error> {
    let mut state = script.choose(STATES.as_slice())?.clone();
    for _ in 0..usize::from(script.arbitrary::<u8>()?).min(MOST_EDITS) {
        let (at, byte) = script.arbitrary::<(u16, u8)>()?;
        if let Some(place) = usize::from(at).checked_rem(state.len()).and_then(|at| state.get_mut(at)) {
            *place ^= byte;
        }
    }
    Ok(state)
}
