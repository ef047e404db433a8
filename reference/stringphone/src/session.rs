//! Processing of stringphone: `spec/stringphone.md` section 6 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Topic`] | 6 | SP-TOPIC-1, SP-TOPIC-3 |
//! | [`Topic::new`] | 6.1 | SP-TOPIC-2 |
//! | [`Topic::trust`], [`Topic::distrust`] | 6.2 | SP-TOPIC-4 |
//! | [`Topic::seal`], [`Topic::open`] | 6.3 | |
//! | [`Topic::introduce`], [`Topic::reply`], [`Topic::accept_reply`] | 6.4 | SP-TOPIC-5 |
//!
//! No transport, no clock: messages go in and come out as bytes.

use taut_wire::{Refusal, fault};

use crate::error::{Misuse, Refused, Reject};
use crate::keys::{
    EncryptionPrivateKey, EncryptionPublicKey, Nonce, ParticipantId, Participants, SigningPublicKey,
    SigningSeed, TopicKey,
};
use crate::seal::{self, Mode};
use crate::wire::Message;

/// What one participant knows of a topic.
///
/// Operations that change nothing take `&self`, so that SP-TOPIC-1 and SP-TOPIC-3 hold for them by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the variables have the names of section 6")]
pub struct Topic {
    signing_seed: SigningSeed,
    own_id: ParticipantId,
    encryption_private_key: EncryptionPrivateKey,
    topic_key: Option<TopicKey>,
    participants: Participants,
}

impl Topic {
    /// Makes a Topic of an identity, an encryption key of its own, the topic key if it is known, and whom to trust.
    #[must_use]
    pub fn new(
        signing_seed: SigningSeed,
        encryption_private_key: EncryptionPrivateKey, // SP-TOPIC-2: nothing assigns another one
        topic_key: Option<TopicKey>,
        participants: Participants,
    ) -> Self {
        let own_id = signing_seed.public_key().id();
        Self { signing_seed, own_id, encryption_private_key, topic_key, participants }
    }

    /// The key that others must trust to believe this participant.
    #[must_use]
    pub fn public_key(&self) -> SigningPublicKey {
        self.signing_seed.public_key()
    }

    /// The ID that messages of this participant carry.
    #[must_use]
    pub const fn id(&self) -> &ParticipantId {
        &self.own_id
    }

    /// The key that a reply to this participant is boxed to.
    #[must_use]
    pub fn encryption_public_key(&self) -> EncryptionPublicKey {
        self.encryption_private_key.public_key()
    }

    /// The topic key, if it is known.
    #[must_use]
    pub const fn topic_key(&self) -> Option<&TopicKey> {
        self.topic_key.as_ref()
    }

    /// Trusts a signing public key, and says the ID that its messages carry.
    pub fn trust(&mut self, public_key: SigningPublicKey) -> ParticipantId {
        self.participants.trust(public_key)
    }

    /// Stops trusting the participant with this ID.
    ///
    /// # Errors
    /// [`Misuse::UnknownParticipant`] when there is none.
    pub fn distrust(&mut self, id: &[u8]) -> Result<(), Misuse> {
        self.participants.distrust(id)
    }

    /// As [`seal::seal_with`].
    ///
    /// # Errors
    /// As there.
    pub fn seal_with(&self, nonce: Nonce, plaintext: &[u8]) -> Result<Vec<u8>, Misuse> {
        seal::seal_with(nonce, &self.signing_seed, self.topic_key.as_ref(), plaintext)
    }

    /// As [`seal::seal`].
    ///
    /// # Errors
    /// As there.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    pub fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, Misuse> {
        self.seal_with(Nonce::generate(), plaintext)
    }

    /// As [`seal::open`]. Nothing is remembered of a message.
    ///
    /// # Errors
    /// As there.
    pub fn open(&self, mode: Mode, message: &[u8]) -> Result<Vec<u8>, Refusal<Reject>> {
        seal::open(&self.own_id, self.topic_key.as_ref(), &self.participants, mode, message)
    }

    /// As [`seal::introduce`].
    #[must_use]
    pub fn introduce(&self) -> Vec<u8> {
        if fault!(SP_TOPIC_2) {
            return seal::introduce(&self.signing_seed, &EncryptionPrivateKey::generate());
        }
        seal::introduce(&self.signing_seed, &self.encryption_private_key)
    }

    /// As [`seal::reply_with`].
    ///
    /// # Errors
    /// As there.
    pub fn reply_with(&self, nonce: Nonce, introduction: &[u8]) -> Result<Vec<u8>, Refused> {
        let own = &self.encryption_private_key;
        seal::reply_with(nonce, &self.signing_seed, own, self.topic_key.as_ref(), introduction)
    }

    /// As [`seal::reply`].
    ///
    /// # Errors
    /// As there.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    pub fn reply(&self, introduction: &[u8]) -> Result<Vec<u8>, Refused> {
        self.reply_with(Nonce::generate(), introduction)
    }

    /// Takes the topic key out of a reply, keeps it, and tells it. Nobody is trusted by that.
    ///
    /// # Errors
    /// As [`seal::accept_reply`]; then nothing has changed.
    pub fn accept_reply(&mut self, reply: &[u8]) -> Result<&TopicKey, Refusal<Reject>> {
        // SP-TOPIC-5: with a topic key, every further reply is ignored by SP-ACCEPT-1.
        let known = if fault!(SP_TOPIC_5) { None } else { self.topic_key.as_ref() };
        let accepted = seal::accept_reply(&self.own_id, &self.encryption_private_key, known, reply);
        if fault!(SP_TOPIC_1) && accepted.is_err() {
            self.topic_key.get_or_insert_with(TopicKey::generate);
        }
        if fault!(SP_TOPIC_3)
            && let Ok(Message::Reply(reply)) = Message::decode(reply)
        {
            self.participants.trust(reply.signing_key);
        }
        Ok(self.topic_key.insert(accepted?))
    }
}
