//! With any rule switched off, and with all of them, nothing panics: a wrong answer is what `taut prove` looks for.

#![cfg(all(feature = "faults", taut_faults))]

#[path = "../../wire/tests/without/mod.rs"]
mod without;

use taut_stringphone::seal::{introduce, reply_with, seal_with};
use taut_stringphone::{
    EncryptionPrivateKey, Field, Mode, Nonce, Participants, SigningPublicKey, SigningSeed, Topic, TopicKey,
    wire,
};

#[test]
fn nothing_panics_without_a_rule() {
    without::each_rule("nothing_panics_without_a_rule", 30, play_everything);
}

/// Gives every operation every message, whole and cut in all its fields, in every state.
fn play_everything() {
    let messages = messages();
    for message in messages.iter().flat_map(|message| cut(message)) {
        for topic_key in [None, Some(TopicKey::from([3; 32]))] {
            let mut topic = topic(5, topic_key);
            topic.trust(SigningSeed::from([1; 32]).public_key());
            for mode in [Mode::Strict, Mode::Naive, Mode::IgnoreUntrusted] {
                let _ = topic.open(mode, message);
            }
            let _ = topic.reply_with(Nonce::from([4; 24]), message);
            let _ = topic.accept_reply(message);
            let _ = topic.accept_reply(message);
            let _ = topic.distrust(message);
            let _ = topic.seal_with(Nonce::from([4; 24]), message);
        }
        read_without_keys(message);
    }
}

/// The message and prefixes of it, one for about every twelve bytes.
fn cut(message: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..message.len()).step_by(12).chain([message.len()]).filter_map(|size| message.get(..size))
}

fn read_without_keys(message: &[u8]) {
    for field in [
        Field::Type,
        Field::SignedPayload,
        Field::Ciphertext,
        Field::EncryptedTopicKey,
        Field::RecipientId,
        Field::SenderId,
        Field::SenderKey,
        Field::EncryptionKey,
        Field::SignedEncryptionKey,
    ] {
        let _ = wire::field(message, field);
    }
    let _ = (TopicKey::try_from(message), SigningSeed::try_from(message));
    let _ = (SigningPublicKey::try_from(message), EncryptionPrivateKey::try_from(message));
}

fn messages() -> Vec<Vec<u8>> {
    let (seed, encryption, key) =
        (SigningSeed::from([1; 32]), EncryptionPrivateKey::from([2; 32]), [3; 32].into());
    let newcomer = topic(5, None).introduce();
    let sealed = seal_with(Nonce::from([4; 24]), &seed, Some(&key), b"hello").expect("has a topic key");
    let reply = reply_with(Nonce::from([4; 24]), &seed, &encryption, Some(&key), &newcomer).expect("answers");
    let mut messages = vec![sealed, introduce(&seed, &encryption), reply, vec![0; 160]];
    // Every message once more as each other type, and each with a byte to spare.
    let retyped = messages.clone().into_iter().flat_map(|message| {
        [b's', b'i', b'r', b'm'].map(|kind| [&[kind], message.get(1..).unwrap_or_default(), &[0]].concat())
    });
    messages.extend(retyped.collect::<Vec<_>>());
    messages
}

fn topic(seed: u8, topic_key: Option<TopicKey>) -> Topic {
    let encryption = EncryptionPrivateKey::from([seed + 1; 32]);
    Topic::new(SigningSeed::from([seed; 32]), encryption, topic_key, Participants::default())
}
