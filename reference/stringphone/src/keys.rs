//! Keys and identifiers of stringphone: `spec/stringphone.md` section 3.2 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`SigningSeed`], [`EncryptionPrivateKey`], [`TopicKey`] | 3.2 | SP-KEY-1 |
//! | [`SigningPublicKey`] | 3.2, 3.3 | SP-KEY-2, SP-KEY-3 |
//! | [`ParticipantId`], [`EncryptionPublicKey`], [`Nonce`] | 3.2 | |
//! | [`Participants`] | 6, 6.2 | SP-TOPIC-4 |
//!
//! Secrets are erased when dropped, never shown, and compared in constant time. None of them is `Copy`.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use taut_wire::{Hex, Reader, require};
use x25519_dalek::StaticSecret;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::Misuse;

/// The bytes of a secret key.
#[derive(Clone, Eq, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret(pub(crate) [u8; 32]);

impl TryFrom<&[u8]> for Secret {
    type Error = Misuse;

    fn try_from(bytes: &[u8]) -> Result<Self, Misuse> {
        require!(SP_KEY_1, bytes.len() == 32, Misuse::BadKeyLength);
        Ok(Self(Reader::new(bytes).array()))
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

/// The identity of a participant: an Ed25519 seed.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct SigningSeed(SigningKey);

impl SigningSeed {
    /// Draws a new identity.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    #[must_use]
    pub fn generate() -> Self {
        Self::from(random())
    }

    /// The key that others must trust to believe this participant.
    #[must_use]
    pub fn public_key(&self) -> SigningPublicKey {
        SigningPublicKey(self.0.verifying_key().to_bytes())
    }

    /// `Sign(seed, message)` of section 3.1.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl From<[u8; 32]> for SigningSeed {
    fn from(bytes: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&Zeroizing::new(bytes)))
    }
}

impl TryFrom<&[u8]> for SigningSeed {
    type Error = Misuse;

    /// Refuses by SP-KEY-1.
    fn try_from(bytes: &[u8]) -> Result<Self, Misuse> {
        Secret::try_from(bytes).map(|secret| Self(SigningKey::from_bytes(&secret.0)))
    }
}

impl fmt::Debug for SigningSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSeed(..)")
    }
}

/// An X25519 private key, to receive and to send the topic key.
#[derive(Clone, Debug, PartialEq, Eq, ZeroizeOnDrop)]
pub struct EncryptionPrivateKey(Secret);

impl EncryptionPrivateKey {
    /// Draws a new key.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    #[must_use]
    pub fn generate() -> Self {
        Self::from(random())
    }

    /// The key that others box a topic key to.
    #[must_use]
    pub fn public_key(&self) -> EncryptionPublicKey {
        EncryptionPublicKey(x25519_dalek::PublicKey::from(&self.to_dalek()).to_bytes())
    }

    pub(crate) fn to_dalek(&self) -> StaticSecret {
        StaticSecret::from(self.0.0)
    }
}

impl From<[u8; 32]> for EncryptionPrivateKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(Secret(bytes))
    }
}

impl TryFrom<&[u8]> for EncryptionPrivateKey {
    type Error = Misuse;

    /// Refuses by SP-KEY-1.
    fn try_from(bytes: &[u8]) -> Result<Self, Misuse> {
        Secret::try_from(bytes).map(Self)
    }
}

/// The key that all members of a topic share.
#[derive(Clone, Debug, PartialEq, Eq, ZeroizeOnDrop)]
pub struct TopicKey(Secret);

impl TopicKey {
    /// Draws the key of a new topic.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    #[must_use]
    pub fn generate() -> Self {
        Self::from(random())
    }

    /// The bytes, to keep them somewhere safe.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.0)
    }
}

impl From<[u8; 32]> for TopicKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(Secret(bytes))
    }
}

impl TryFrom<&[u8]> for TopicKey {
    type Error = Misuse;

    /// Refuses by SP-KEY-1.
    fn try_from(bytes: &[u8]) -> Result<Self, Misuse> {
        Secret::try_from(bytes).map(Self)
    }
}

/// An Ed25519 public key: what a participant is known by.
///
/// It need not be a point of the curve; one that is not verifies nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SigningPublicKey([u8; 32]);

impl SigningPublicKey {
    /// The bytes, as they stand in a message.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The ID that is derived from this key.
    #[must_use]
    pub fn id(&self) -> ParticipantId {
        // SP-KEY-3
        ParticipantId(Reader::new(&Sha256::digest(self.0)).array())
    }

    /// Whether `signature` verifies for `message`, as section 3.3 defines it.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| {
            key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
        })
    }
}

impl From<[u8; 32]> for SigningPublicKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<&[u8]> for SigningPublicKey {
    type Error = Misuse;

    /// Refuses by SP-KEY-2.
    fn try_from(bytes: &[u8]) -> Result<Self, Misuse> {
        require!(SP_KEY_2, bytes.len() == 32, Misuse::BadKeyLength);
        Ok(Self(Reader::new(bytes).array()))
    }
}

impl fmt::Debug for SigningPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningPublicKey").field(&Hex(&self.0)).finish()
    }
}

/// An X25519 public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EncryptionPublicKey([u8; 32]);

impl EncryptionPublicKey {
    /// The bytes, as they stand in a message.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for EncryptionPublicKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for EncryptionPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EncryptionPublicKey").field(&Hex(&self.0)).finish()
    }
}

/// The name of a participant in a message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParticipantId([u8; 16]);

impl ParticipantId {
    /// The bytes, as they stand in a message.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for ParticipantId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl Borrow<[u8]> for ParticipantId {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ParticipantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ParticipantId").field(&Hex(&self.0)).finish()
    }
}

/// A number used once. It is not `Clone`, so that a writer cannot use one twice.
#[derive(PartialEq, Eq)]
pub struct Nonce([u8; 24]);

impl Nonce {
    /// Draws a new nonce.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    #[must_use]
    pub fn generate() -> Self {
        Self(random())
    }

    /// The bytes, as they stand in a message.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 24] {
        &self.0
    }
}

impl From<[u8; 24]> for Nonce {
    fn from(bytes: [u8; 24]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Nonce").field(&Hex(&self.0)).finish()
    }
}

/// The signing public keys that a reader trusts, found by ID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Participants(BTreeMap<ParticipantId, SigningPublicKey>);

impl Participants {
    /// Trusts `key`, and says the ID that its messages carry.
    pub fn trust(&mut self, key: SigningPublicKey) -> ParticipantId {
        let id = key.id();
        self.0.insert(id, key);
        id
    }

    /// Stops trusting the participant with this ID.
    ///
    /// # Errors
    /// [`Misuse::UnknownParticipant`] when there is none (SP-TOPIC-4).
    pub fn distrust(&mut self, id: &[u8]) -> Result<(), Misuse> {
        let removed = self.0.remove(id);
        require!(SP_TOPIC_4, removed.is_some(), Misuse::UnknownParticipant);
        Ok(())
    }

    /// The key of the trusted participant with this ID.
    #[must_use]
    pub fn find(&self, id: &ParticipantId) -> Option<&SigningPublicKey> {
        self.0.get(id)
    }
}

impl FromIterator<SigningPublicKey> for Participants {
    fn from_iter<I: IntoIterator<Item = SigningPublicKey>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key.id(), key)).collect())
    }
}

/// Random bytes of the operating system.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
