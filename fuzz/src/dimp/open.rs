//! Everything that a reader does with what comes, under fixed keys.
//!
//! What is accepted from a known sender is held against what that one has written.

use std::sync::LazyLock;

use taut_dimp::session::{Node, Packing};
use taut_dimp::wire::content::Content;
use taut_dimp::wire::json::write;
use taut_dimp::wire::message::{Given, Message};
use taut_dimp::wire::profile;
use taut_dimp::{Id, PrivateKey, Refused};
use taut_wire::Refusal;

use super::decode::assert_reject;
use super::people::{self, Pair};
use crate::codes::assert_dimp;
use crate::corpus;

const TEXT: &str = r#"{"text": "a text that nobody else has", "sn": 7, "type": 1}"#;
const GROUP: &[u8] = b"everyone@everywhere";
const TIME: i64 = 1_600_000_000;

struct Scene {
    pair: Pair,
    reader: PrivateKey,
    /// To the right one, with and without the meta, and to everybody.
    sent: Vec<Vec<u8>>,
    saved: Vec<u8>,
}

static SCENE: LazyLock<Scene> = LazyLock::new(|| {
    let mut pair = people::pair();
    let sender = pair.left_user.id.clone();
    let mut pack = |seed, receiver: &[u8], attach_meta| {
        let (sender, content) = (sender.as_bytes(), TEXT.as_bytes());
        let packing = Packing { sender, receiver, content, split: false, attach_meta, url: None };
        let packed = pair.left.pack(&packing, people::draws(seed), TIME).expect("the receiver has a key");
        packed.messages.iter().map(|message| write::dict(message).into_bytes()).collect::<Vec<_>>()
    };
    let receiver = pair.right_user.id.clone();
    let sent =
        [pack(1, receiver.as_bytes(), true), pack(2, receiver.as_bytes(), false), pack(3, GROUP, false)];
    let reader = PrivateKey::read(&people::private_key("hulk")).expect("the key is honest");
    let saved = pair.right.save();
    Scene { pair, reader, sent: sent.concat(), saved }
});

/// Messages, contents and profiles of the cases, and honest messages of the two users.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::members("dimp", &["message", "content", "profile"]);
    seeds.extend(SCENE.sent.iter().cloned());
    seeds.push(TEXT.as_bytes().to_vec());
    seeds
}

/// Every outcome is one that the operation has, what is refused changes nothing, and nobody else writes in one's name.
///
/// # Panics
/// When that does not hold.
pub fn check_open(data: &[u8]) {
    let scene = &*SCENE;
    scene.message(data);
    scene.received(data);
    scene.processed(data);
    scene.profile(data);
}

impl Scene {
    /// The bytes are a message, opened without a node.
    fn message(&self, data: &[u8]) {
        let message = match Message::read(data) {
            Ok(message) => message,
            Err(why) => return assert_reject(why),
        };
        let given = Given { meta: Some(self.pair.left_user.meta.as_bytes()), profile: None };
        let verified = match message.verify(&given) {
            Ok(verified) => verified,
            Err(why) => return assert_reject(why),
        };
        let right = Id::read(self.pair.right_user.id.as_bytes()).expect("it is an ID");
        match verified.open(&right, std::slice::from_ref(&self.reader), None) {
            Ok(opened) => assert_eq!(opened.plaintext, TEXT.as_bytes(), "a forged message"),
            Err(Refusal::Ignore) => assert_ne!(*verified.message().receiver(), right),
            Err(Refusal::Reject(why)) => assert_reject(why),
        }
    }

    /// The bytes are a message for a node.
    fn received(&self, data: &[u8]) {
        let mut right = self.pair.right.clone();
        match right.receive(data, &[]) {
            Ok(received) => {
                let heard = [&received.outer].into_iter().chain(&received.inner);
                for heard in heard.filter(|heard| heard.sender.to_text() == self.pair.left_user.id) {
                    assert_eq!(write::dict(&heard.content), TEXT, "a forged message");
                }
                assert_eq!(right.receive(data, &[]), Err(Refusal::Ignore), "it is received again");
                assert_same(&right);
            }
            Err(why) => {
                if let Refusal::Reject(why) = why {
                    assert_reject(why);
                }
                assert!(right.save() == self.saved, "what is refused has changed the node");
            }
        }
    }

    /// The bytes are a content that the node is to obey.
    fn processed(&self, data: &[u8]) {
        let (left, user) = (self.pair.left_user.id.as_bytes(), self.pair.right_user.id.as_bytes());
        let mut right = self.pair.right.clone();
        match right.process(left, user, data, [0, 0, 0, 1], TIME) {
            Ok(Some(answer)) => {
                let answer = Content::read(answer.as_bytes()).expect("an answer is a content");
                assert_eq!(answer.sn(), 1);
                assert_same(&right);
            }
            Ok(None) => assert_same(&right),
            Err(why) => {
                assert_refused(why);
                assert!(right.save() == self.saved, "what is refused has changed the node");
            }
        }
    }

    /// The bytes are a profile.
    fn profile(&self, data: &[u8]) {
        let left = &self.pair.left_user;
        match profile::read(data, left.id.as_bytes(), left.meta.as_bytes(), None) {
            // It has signed none, but a broadcast (DI-LIMIT-5).
            Ok(profile) => assert_eq!(profile.data(), TEXT.as_bytes(), "a forged profile"),
            Err(why) => assert_reject(why),
        }
    }
}

fn assert_refused(why: Refused) {
    assert_dimp(why.code());
}

fn assert_same(node: &Node) {
    let state = node.save();
    assert!(Node::restore(&state).is_ok_and(|again| again.save() == state), "what is saved is restored");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_honest_messages_are_received() {
        let mut right = SCENE.pair.right.clone();
        for message in &SCENE.sent {
            assert_eq!(write::dict(&right.receive(message, &[]).unwrap().outer.content), TEXT);
        }
    }
}
