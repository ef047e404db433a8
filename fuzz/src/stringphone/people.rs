//! Two participants with fixed keys, and what they say to each other.

use std::sync::LazyLock;

use taut_stringphone::seal::secret_box;
use taut_stringphone::{
    EncryptionPrivateKey, Nonce, ParticipantId, Participants, SigningPublicKey, SigningSeed, Topic, TopicKey,
};

/// A point of low order, as Ed25519 and as X25519 write it.
const LOW_ORDER: [u8; 32] = {
    let mut point = [0xff; 32];
    point[0] = 0xec;
    point[31] = 0x7f;
    point
};

/// The key of the topic.
pub(crate) fn topic_key() -> TopicKey {
    TopicKey::from([0x54; 32])
}

/// What is known of a participant, computed once.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) seed: SigningSeed,
    pub(crate) own: EncryptionPrivateKey,
    pub(crate) id: ParticipantId,
}

impl Keys {
    pub(crate) fn new(seed: u8, own: u8) -> Self {
        let seed = SigningSeed::from([seed; 32]);
        Self { id: seed.public_key().id(), seed, own: EncryptionPrivateKey::from([own; 32]) }
    }
}

/// Who has the topic key from the beginning.
pub(crate) static MEMBER: LazyLock<Keys> = LazyLock::new(|| Keys::new(0x4d, 0x6d));

/// Who wants it.
pub(crate) static NEWCOMER: LazyLock<Keys> = LazyLock::new(|| Keys::new(0x4e, 0x6e));

/// A key that somebody was talked into trusting although nobody has its private part.
pub(crate) fn low_order() -> SigningPublicKey {
    SigningPublicKey::from(LOW_ORDER)
}

/// The Topic of one of the two, who trusts nobody yet.
pub(crate) fn topic(keys: &Keys, topic_key: Option<TopicKey>) -> Topic {
    Topic::new(keys.seed.clone(), keys.own.clone(), topic_key, Participants::default())
}

/// An honest message of each type: talk of the member, the newcomer's introduction, and the member's reply to it.
pub(crate) fn messages() -> [Vec<u8>; 3] {
    let member = topic(&MEMBER, Some(topic_key()));
    let introduction = topic(&NEWCOMER, None).introduce();
    let talk = member.seal_with(Nonce::from([1; 24]), b"hello").expect("the member has the topic key");
    let reply = member.reply_with(Nonce::from([2; 24]), &introduction).expect("the introduction is honest");
    [talk, introduction, reply]
}

/// Messages "signed" with the low-order key: half of them verify where such keys are not refused (section 3.3).
pub(crate) fn forged() -> impl Iterator<Item = Vec<u8>> {
    let neutral_point_and_zero = [[1].as_slice(), &[0; 63]].concat();
    (0..4).map(move |nonce| {
        let nonce = Nonce::from([nonce; 24]);
        let boxed = secret_box(&topic_key().to_bytes(), &nonce, b"believe me");
        let id = low_order().id();
        [b"s", neutral_point_and_zero.as_slice(), id.as_bytes(), nonce.as_bytes(), &boxed].concat()
    })
}

/// Type bytes, IDs and keys.
pub(crate) fn words() -> Vec<Vec<u8>> {
    let mut words = vec![b"s".to_vec(), b"i".to_vec(), b"r".to_vec(), LOW_ORDER.to_vec()];
    words.push(low_order().id().as_bytes().to_vec());
    for keys in [&MEMBER, &NEWCOMER] {
        words.push(keys.seed.public_key().as_bytes().to_vec());
        words.push(keys.id.as_bytes().to_vec());
        words.push(keys.own.public_key().as_bytes().to_vec());
    }
    words
}
