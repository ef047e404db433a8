//! What `Debug` shows: never a secret, and the fields of a message under the names of the chapter.

use insta::{assert_compact_debug_snapshot, assert_debug_snapshot};
use taut_stringphone::seal::{BoxKey, introduce, reply_with, seal_with};
use taut_stringphone::{EncryptionPrivateKey, Message, Nonce, Participants, SigningSeed, Topic, TopicKey};

fn seed() -> SigningSeed {
    SigningSeed::from([1; 32])
}

fn encryption() -> EncryptionPrivateKey {
    EncryptionPrivateKey::from([2; 32])
}

fn topic_key() -> TopicKey {
    TopicKey::from([3; 32])
}

fn nonce() -> Nonce {
    Nonce::from([4; 24])
}

#[test]
fn secrets_are_not_shown() {
    assert_compact_debug_snapshot!(seed(), @"SigningSeed(..)");
    assert_compact_debug_snapshot!(encryption(), @"EncryptionPrivateKey(..)");
    assert_compact_debug_snapshot!(topic_key(), @"TopicKey(..)");
    assert_compact_debug_snapshot!(BoxKey::between(&encryption(), &encryption().public_key()), @"BoxKey { key: .., low_order: false }");
}

#[test]
fn a_topic_shows_whom_it_trusts_and_no_secret() {
    let topic =
        Topic::new(seed(), encryption(), Some(topic_key()), Participants::from_iter([seed().public_key()]));
    assert_debug_snapshot!(topic);
}

#[test]
fn a_simple_message_shows_its_fields() {
    let message = seal_with(nonce(), &seed(), Some(&topic_key()), b"hello").unwrap();
    assert_debug_snapshot!(Message::decode(&message).unwrap());
}

#[test]
fn an_introduction_shows_its_fields() {
    assert_debug_snapshot!(Message::decode(&introduce(&seed(), &encryption())).unwrap());
}

#[test]
fn a_reply_shows_its_fields() {
    let introduction = introduce(&seed(), &encryption());
    let message = reply_with(nonce(), &seed(), &encryption(), Some(&topic_key()), &introduction).unwrap();
    assert_debug_snapshot!(Message::decode(&message).unwrap());
}
