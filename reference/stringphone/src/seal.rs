//! Operations of stringphone: `spec/stringphone.md` section 5 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`secret_box`], [`open_secret_box`], [`BoxKey`] | 3.1, 3.4 | |
//! | [`seal_with`], [`seal`] | 5.3 | SP-SEAL-1 to SP-SEAL-4 |
//! | [`open`] | 5.4 | SP-OPEN-1 to SP-OPEN-12 |
//! | [`introduce`] | 5.5 | SP-INTRO-1, SP-INTRO-2 |
//! | [`reply_with`], [`reply`] | 5.6 | SP-REPLY-1 to SP-REPLY-6 |
//! | [`accept_reply`] | 5.7 | SP-ACCEPT-1 to SP-ACCEPT-5 |
//!
//! Pure functions: keys, nonces and messages are arguments, and nothing is kept. `seal` and `reply` draw the nonce that
//! `seal_with` and `reply_with` are given. The two rules that keys are checked by, SP-KEY-1 and SP-KEY-2, are kept by
//! the types in `keys.rs`.

use dryoc::classic::crypto_core::crypto_core_hsalsa20;
use dryoc::classic::crypto_secretbox::{crypto_secretbox_detached, crypto_secretbox_open_detached};
use taut_wire::{Reader, Refusal, Writer, fault, require, require_ok};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::error::{Misuse, Refused, Reject};
use crate::keys::{
    EncryptionPrivateKey, EncryptionPublicKey, Nonce, ParticipantId, Participants, Secret, SigningSeed,
    TopicKey,
};
use crate::wire::{Introduction, Message, Reply, Simple};

const TAG_SIZE: usize = 16;

/// `SecretBox(key, nonce, plaintext)`: a tag and as many bytes as the plaintext has.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "no slice is longer than the primitive takes")]
pub fn secret_box(key: &[u8; 32], nonce: &Nonce, plaintext: &[u8]) -> Vec<u8> {
    let mut tag = [0; TAG_SIZE];
    let mut boxed = vec![0; TAG_SIZE + plaintext.len()];
    let (head, ciphertext) = boxed.split_at_mut(TAG_SIZE);
    crypto_secretbox_detached(ciphertext, &mut tag, plaintext, nonce.as_bytes(), key)
        .expect("the plaintext fits in memory, and its buffer is as long");
    head.copy_from_slice(&tag);
    boxed
}

/// A box was not made with this key and nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the box does not open under this key and nonce")]
pub struct DoesNotOpen;

/// The plaintext of a `SecretBox`.
///
/// # Errors
/// [`DoesNotOpen`] for anything that [`secret_box`] did not make with this key and nonce.
pub fn open_secret_box(key: &[u8; 32], nonce: &Nonce, boxed: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
    let (tag, ciphertext) = boxed.split_first_chunk().ok_or(DoesNotOpen)?;
    let mut plaintext = vec![0; ciphertext.len()];
    crypto_secretbox_open_detached(&mut plaintext, ciphertext, tag, nonce.as_bytes(), key)
        .map_err(|_| DoesNotOpen)?;
    Ok(plaintext)
}

/// `BoxKey(own, peer)`: what two encryption key pairs have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxKey {
    key: Secret,
    low_order: bool,
}

impl BoxKey {
    /// Derives the key from one's own private and the other's public key.
    #[must_use]
    pub fn between(own: &EncryptionPrivateKey, peer: &EncryptionPublicKey) -> Self {
        let shared = own.to_dalek().diffie_hellman(&(*peer.as_bytes()).into());
        let mut key = Secret([0; 32]);
        crypto_core_hsalsa20(&mut key.0, &[0; 16], shared.as_bytes(), None);
        Self { key, low_order: !shared.was_contributory() }
    }

    /// Whether the other's key is of low order, so that everybody knows this key (section 3.4).
    #[must_use]
    pub const fn is_low_order(&self) -> bool {
        self.low_order
    }

    /// The key of the `SecretBox`.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.key.0
    }
}

/// How [`open`] treats simple messages of senders that are not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Rejected.
    Strict,
    /// Not looked at, nor is the signature: whoever has the topic key is believed.
    Naive,
    /// Ignored.
    IgnoreUntrusted,
}

/// Encrypts, signs and frames a plaintext under a nonce that is used for nothing else.
///
/// # Errors
/// [`Misuse::MissingTopicKey`].
pub fn seal_with(
    nonce: Nonce,
    signing_seed: &SigningSeed,
    topic_key: Option<&TopicKey>,
    plaintext: &[u8],
) -> Result<Vec<u8>, Misuse> {
    let topic_key =
        require_ok!(SP_SEAL_1, topic_key.map(TopicKey::to_bytes).ok_or(()), Misuse::MissingTopicKey);
    let sender_id = signing_seed.public_key().id();
    let nonce = if fault!(SP_SEAL_2) { Nonce::from([0; 24]) } else { nonce };
    let boxed = secret_box(&topic_key, &nonce, plaintext);
    // SP-SEAL-3
    let signed_part = Writer::with_capacity(40 + boxed.len())
        .put(sender_id.as_bytes())
        .put(nonce.as_bytes())
        .put(&boxed)
        .finish();
    Ok(Simple::new(signing_seed.sign(&signed_part), &signed_part).encode())
}

/// As [`seal_with`], with a nonce drawn now.
///
/// # Errors
/// As [`seal_with`].
///
/// # Panics
/// When the operating system has no randomness to give.
pub fn seal(
    signing_seed: &SigningSeed,
    topic_key: Option<&TopicKey>,
    plaintext: &[u8],
) -> Result<Vec<u8>, Misuse> {
    seal_with(Nonce::generate(), signing_seed, topic_key, plaintext)
}

/// Reads whatever arrived on the topic, and gives the plaintext of a simple message.
///
/// A plaintext costs its own size; nothing else is allocated.
///
/// # Errors
/// Every [`Reject`] but `LowOrderKey` and `WrongType`, and [`Refusal::Ignore`].
pub fn open(
    own_id: &ParticipantId,
    topic_key: Option<&TopicKey>,
    participants: &Participants,
    mode: Mode,
    message: &[u8],
) -> Result<Vec<u8>, Refusal<Reject>> {
    let message = Message::decode(message)?;
    require!(SP_OPEN_1, message.sender_id() != *own_id, Refusal::Ignore);
    match message {
        Message::Introduction(introduction) => {
            require!(SP_OPEN_2, topic_key.is_some(), Refusal::Ignore);
            require!(SP_OPEN_3, introduction.verifies(), Reject::BadSignature);
            require!(SP_OPEN_4, false, Reject::Introduction);
            Ok(Vec::new())
        }
        Message::Reply(reply) => {
            require!(SP_OPEN_5, topic_key.is_none(), Refusal::Ignore);
            require!(SP_OPEN_6, reply.recipient_id == *own_id, Refusal::Ignore);
            require!(SP_OPEN_7, false, Reject::IntroductionReply);
            Ok(Vec::new())
        }
        Message::Simple(simple) => open_simple(topic_key, participants, mode, &simple),
    }
}

fn open_simple(
    topic_key: Option<&TopicKey>,
    participants: &Participants,
    mode: Mode,
    simple: &Simple<'_>,
) -> Result<Vec<u8>, Refusal<Reject>> {
    let sender = participants.find(simple.sender_id());
    match mode {
        Mode::IgnoreUntrusted => require!(SP_OPEN_8, sender.is_some(), Refusal::Ignore),
        Mode::Strict => require!(SP_OPEN_9, sender.is_some(), Reject::UntrustedSender),
        Mode::Naive => {}
    }
    if mode != Mode::Naive {
        let verifies = sender.is_some_and(|key| key.verify(simple.signed_part(), simple.signature()));
        require!(SP_OPEN_10, verifies, Reject::BadSignature);
    }
    let topic_key = require_ok!(SP_OPEN_11, topic_key.map(TopicKey::to_bytes).ok_or(()), Reject::NoTopicKey);
    let opened = open_secret_box(&topic_key, simple.nonce(), simple.boxed());
    Ok(require_ok!(SP_OPEN_12, opened, Reject::BadBox))
}

/// Makes an introduction: the same one for the same keys.
#[must_use]
pub fn introduce(signing_seed: &SigningSeed, own: &EncryptionPrivateKey) -> Vec<u8> {
    let encryption_key = own.public_key();
    Introduction {
        signing_key: signing_seed.public_key(),
        signature: signing_seed.sign(encryption_key.as_bytes()), // SP-INTRO-1
        encryption_key,
    }
    .encode()
}

/// Answers an introduction with the topic key, boxed under a nonce that is used for nothing else.
///
/// Whether its sender may have the topic key is to be decided before: nothing here does.
///
/// # Errors
/// [`Misuse::MissingTopicKey`]; those of [`Message::decode`]; [`Reject::WrongType`], [`Reject::BadSignature`],
/// [`Reject::LowOrderKey`].
pub fn reply_with(
    nonce: Nonce,
    signing_seed: &SigningSeed,
    own: &EncryptionPrivateKey,
    topic_key: Option<&TopicKey>,
    message: &[u8],
) -> Result<Vec<u8>, Refused> {
    let topic_key =
        require_ok!(SP_REPLY_1, topic_key.map(TopicKey::to_bytes).ok_or(()), Misuse::MissingTopicKey);
    let introduction = match Message::decode(message)? {
        Message::Introduction(introduction) => introduction,
        Message::Simple(_) | Message::Reply(_) => {
            require!(SP_REPLY_2, false, Reject::WrongType);
            Introduction::read(message)
        }
    };
    require!(SP_REPLY_3, introduction.verifies(), Reject::BadSignature);
    let box_key = BoxKey::between(own, &introduction.encryption_key);
    require!(SP_REPLY_4, !box_key.is_low_order(), Reject::LowOrderKey);
    let nonce = if fault!(SP_REPLY_5) { Nonce::from([0; 24]) } else { nonce };
    let reply = Reply {
        recipient_id: introduction.signing_key.id(),
        boxed: Reader::new(&secret_box(box_key.as_bytes(), &nonce, topic_key.as_slice())).array(),
        nonce,
        encryption_key: own.public_key(),
        signing_key: signing_seed.public_key(),
    };
    Ok(Message::Reply(reply).encode())
}

/// As [`reply_with`], with a nonce drawn now.
///
/// # Errors
/// As [`reply_with`].
///
/// # Panics
/// When the operating system has no randomness to give.
pub fn reply(
    signing_seed: &SigningSeed,
    own: &EncryptionPrivateKey,
    topic_key: Option<&TopicKey>,
    message: &[u8],
) -> Result<Vec<u8>, Refused> {
    reply_with(Nonce::generate(), signing_seed, own, topic_key, message)
}

/// Takes the topic key out of a reply.
///
/// # Errors
/// [`Refusal::Ignore`]; those of [`Message::decode`]; [`Reject::WrongType`], [`Reject::LowOrderKey`],
/// [`Reject::BadBox`].
pub fn accept_reply(
    own_id: &ParticipantId,
    own: &EncryptionPrivateKey,
    topic_key: Option<&TopicKey>,
    message: &[u8],
) -> Result<TopicKey, Refusal<Reject>> {
    require!(SP_ACCEPT_1, topic_key.is_none(), Refusal::Ignore);
    let reply = match Message::decode(message)? {
        Message::Reply(reply) => reply,
        Message::Simple(_) | Message::Introduction(_) => {
            require!(SP_ACCEPT_2, false, Reject::WrongType);
            Reply::read(message)
        }
    };
    require!(SP_ACCEPT_3, reply.recipient_id == *own_id, Refusal::Ignore);
    let box_key = BoxKey::between(own, &reply.encryption_key);
    require!(SP_ACCEPT_4, !box_key.is_low_order(), Reject::LowOrderKey);
    let opened = open_secret_box(box_key.as_bytes(), &reply.nonce, &reply.boxed).map(Zeroizing::new);
    let opened = require_ok!(SP_ACCEPT_5, opened, Reject::BadBox);
    Ok(TopicKey::from(Reader::new(&opened).array::<32>()))
}
