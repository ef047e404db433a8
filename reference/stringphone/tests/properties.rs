//! What holds for every message, key and plaintext.

use proptest::collection::vec;
use proptest::prelude::*;
use taut_stringphone::seal::{accept_reply, introduce, open, reply_with, seal_with};
use taut_stringphone::{
    EncryptionPrivateKey, Message, Mode, Nonce, Participants, Reject, SigningSeed, Topic, TopicKey,
};
use taut_wire::Refusal;

/// Everything that a discovery between two participants needs.
#[derive(Debug)]
struct Keys {
    member: SigningSeed,
    member_encryption: EncryptionPrivateKey,
    newcomer: SigningSeed,
    newcomer_encryption: EncryptionPrivateKey,
    topic_key: TopicKey,
    nonce: [u8; 24],
}

impl Keys {
    fn sealed(&self, plaintext: &[u8]) -> Vec<u8> {
        seal_with(Nonce::from(self.nonce), &self.member, Some(&self.topic_key), plaintext)
            .expect("has a topic key")
    }

    fn introduction(&self) -> Vec<u8> {
        introduce(&self.newcomer, &self.newcomer_encryption)
    }

    fn reply(&self) -> Vec<u8> {
        let (own, key) = (&self.member_encryption, Some(&self.topic_key));
        reply_with(Nonce::from(self.nonce), &self.member, own, key, &self.introduction()).expect("answers")
    }

    /// Opens as the newcomer, who trusts the member.
    fn open(&self, message: &[u8]) -> Result<Vec<u8>, Refusal<Reject>> {
        let trusted = Participants::from_iter([self.member.public_key()]);
        open(&self.newcomer.public_key().id(), Some(&self.topic_key), &trusted, Mode::Strict, message)
    }

    fn accept(&self, message: &[u8]) -> Result<TopicKey, Refusal<Reject>> {
        accept_reply(&self.newcomer.public_key().id(), &self.newcomer_encryption, None, message)
    }

    fn newcomer_topic(&self) -> Topic {
        let trusted = Participants::from_iter([self.member.public_key()]);
        Topic::new(self.newcomer.clone(), self.newcomer_encryption.clone(), None, trusted)
    }
}

fn keys() -> impl Strategy<Value = Keys> {
    let secret = any::<[u8; 32]>;
    (secret(), secret(), secret(), secret(), secret(), any::<[u8; 24]>())
        .prop_filter("two participants", |(member, _, newcomer, ..)| member != newcomer)
        .prop_map(|(member, member_encryption, newcomer, newcomer_encryption, topic_key, nonce)| Keys {
            member: member.into(),
            member_encryption: member_encryption.into(),
            newcomer: newcomer.into(),
            newcomer_encryption: newcomer_encryption.into(),
            topic_key: topic_key.into(),
            nonce,
        })
}

/// Bytes that are often of one of the three types and of a length that fits.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let of_type =
        |kind: u8, sizes| vec(any::<u8>(), sizes).prop_map(move |rest: Vec<u8>| [vec![kind], rest].concat());
    prop_oneof![
        vec(any::<u8>(), 0..300),
        of_type(b's', 110..200),
        of_type(b'i', 127..131),
        of_type(b'r', 151..155),
    ]
}

fn flip(message: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = message.to_vec();
    if let Some(byte) = flipped.get_mut(bit / 8) {
        *byte ^= 1 << (bit % 8);
    }
    flipped
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_message_that_decodes_has_one_encoding(message in anything()) {
        if let Ok(decoded) = Message::decode(&message) {
            prop_assert_eq!(decoded.encode(), message);
        }
    }

    #[test]
    fn no_message_makes_a_reader_panic(keys in keys(), message in anything()) {
        let mut topic = keys.newcomer_topic();
        for mode in [Mode::Strict, Mode::IgnoreUntrusted, Mode::Naive] {
            prop_assert!(topic.open(mode, &message).is_err());
        }
        prop_assert!(topic.accept_reply(&message).is_err());
    }

    #[test]
    fn what_is_sealed_opens(keys in keys(), plaintext in vec(any::<u8>(), 0..300)) {
        let message = keys.sealed(&plaintext);
        prop_assert_eq!(message.len(), 121 + plaintext.len());
        prop_assert_eq!(keys.open(&message), Ok(plaintext));
    }

    #[test]
    fn own_messages_are_ignored_in_every_mode(keys in keys(), plaintext in vec(any::<u8>(), 0..40)) {
        let own_id = keys.member.public_key().id();
        for message in [keys.sealed(&plaintext), introduce(&keys.member, &keys.member_encryption), keys.reply()] {
            for mode in [Mode::Strict, Mode::IgnoreUntrusted, Mode::Naive] {
                for topic_key in [None, Some(&keys.topic_key)] {
                    let opened = open(&own_id, topic_key, &Participants::default(), mode, &message);
                    prop_assert_eq!(opened, Err(Refusal::Ignore));
                }
            }
        }
    }

    #[test]
    fn a_reply_gives_the_topic_key(keys in keys()) {
        prop_assert_eq!(keys.accept(&keys.reply()), Ok(keys.topic_key.clone()));
    }

    #[test]
    fn a_topic_is_the_same_after_a_refusal(keys in keys(), bit in 0..153_usize * 8, other in anything()) {
        let mut topic = keys.newcomer_topic();
        let before = topic.clone();
        // What stands from byte 121 on, and the top bit of the encryption key, change nothing (SP-LIMIT-4, SP-LIMIT-7).
        let bad = flip(&keys.reply(), bit);
        if topic.accept_reply(&bad).is_err() {
            prop_assert_eq!(&topic, &before);
        } else {
            prop_assert!(bit >= 121 * 8 || bit == 120 * 8 + 7);
            topic = before.clone();
        }
        prop_assert!(topic.accept_reply(&other).is_err());
        prop_assert_eq!(&topic, &before);
        prop_assert_eq!(topic.accept_reply(&keys.reply()).cloned(), Ok(keys.topic_key.clone()));

        let before = topic.clone();
        prop_assert_eq!(topic.accept_reply(&keys.reply()).cloned(), Err(Refusal::Ignore));
        prop_assert!(topic.distrust(&[0; 16]).is_err());
        prop_assert_eq!(&topic, &before);
    }
}

proptest! {
    // Each case looks at every byte or bit of a message.
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn every_truncation_is_refused(keys in keys(), plaintext in vec(any::<u8>(), 0..40)) {
        let message = keys.sealed(&plaintext);
        for size in 0..message.len() {
            let expected = match size {
                0 => Reject::UnknownType,
                1..121 => Reject::Short,
                _ => Reject::BadSignature,
            };
            prop_assert_eq!(keys.open(&message[..size]), Err(Refusal::Reject(expected)));
        }
        for message in [keys.introduction(), keys.reply()] {
            for size in 1..message.len() {
                prop_assert_eq!(Message::decode(&message[..size]), Err(Reject::Short));
            }
            let longer = [message, vec![0]].concat();
            prop_assert_eq!(Message::decode(&longer), Err(Reject::Trailing));
        }
    }

    #[test]
    fn every_flipped_bit_of_a_simple_message_is_refused(keys in keys(), plaintext in vec(any::<u8>(), 0..20)) {
        let message = keys.sealed(&plaintext);
        for bit in 0..message.len() * 8 {
            prop_assert!(keys.open(&flip(&message, bit)).is_err(), "bit {}", bit);
        }
    }

    #[test]
    fn every_flipped_bit_of_an_introduction_is_refused(keys in keys()) {
        let introduction = keys.introduction();
        let member = Topic::new(
            keys.member.clone(),
            keys.member_encryption.clone(),
            Some(keys.topic_key.clone()),
            Participants::default(),
        );
        for bit in 0..introduction.len() * 8 {
            prop_assert!(member.reply(&flip(&introduction, bit)).is_err(), "bit {}", bit);
        }
    }

    #[test]
    fn a_flipped_bit_of_a_reply_is_refused_where_the_box_covers_it(keys in keys()) {
        let reply = keys.reply();
        for bit in 0..reply.len() * 8 {
            let accepted = keys.accept(&flip(&reply, bit));
            match bit / 8 {
                0 => prop_assert!(accepted.is_err()),
                1..17 => prop_assert_eq!(accepted, Err(Refusal::Ignore)),
                17..121 if bit != 120 * 8 + 7 => prop_assert_eq!(accepted, Err(Refusal::Reject(Reject::BadBox))),
                _ => prop_assert_eq!(accepted, Ok(keys.topic_key.clone())),
            }
        }
    }
}
