//! Keys, versions and randomness of netaio: `spec/netaio.md` sections 3.2 and 3.3 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Version`] | 3.2 | NA-VER-1 |
//! | [`KeyHash`] | 3.3 | |
//! | [`Seed`], [`VerifyKey`] | 3.3 | NA-LOCK-1, NA-BOX-1 |
//! | [`Supply`] | 5.15 | |
//!
//! Secrets are erased when dropped, never shown, and compared in constant time. None of them is `Copy`.

use std::fmt;

use curve25519_dalek::scalar::{Scalar, clamp_integer};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;
use taut_wire::{Hex, Reader, require};
use x25519_dalek::StaticSecret;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::error::Misuse;

/// Whose bytes a plugin makes and takes (NA-VER-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// netaio 0.0.9.
    V009,
    /// netaio 0.0.8.
    V008,
}

/// `Hash` of an HMAC secret or of a stream key.
#[derive(Clone, Eq, ZeroizeOnDrop)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The hash of a secret of any size.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// The bytes, to compute with.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for KeyHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash(..)")
    }
}

/// An Ed25519 seed; an X25519 key pair follows from it.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct Seed(SigningKey);

impl Seed {
    /// Draws a new seed.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    #[must_use]
    pub fn generate() -> Self {
        Self::from(Supply::system().take::<32>())
    }

    /// The Ed25519 public key.
    #[must_use]
    pub fn verify_key(&self) -> VerifyKey {
        VerifyKey(self.0.verifying_key().to_bytes())
    }

    /// `Sign(seed, message)` of section 3.1.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// The X25519 private key (NA-BOX-1).
    #[must_use]
    pub fn private_key(&self) -> StaticSecret {
        StaticSecret::from(*self.clamped())
    }

    /// The X25519 public key, which peer data holds.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        x25519_dalek::PublicKey::from(&self.private_key()).to_bytes()
    }

    /// The number that signatures are made with.
    pub(crate) fn scalar(&self) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::from_bytes_mod_order(*self.clamped()))
    }

    fn clamped(&self) -> Zeroizing<[u8; 32]> {
        let hash = Zeroizing::new(<[u8; 64]>::from(Sha512::digest(self.0.as_bytes())));
        Zeroizing::new(clamp_integer(Reader::new(hash.as_slice()).array()))
    }
}

impl From<[u8; 32]> for Seed {
    fn from(bytes: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&Zeroizing::new(bytes)))
    }
}

impl TryFrom<&[u8]> for Seed {
    type Error = Misuse;

    /// Refuses by NA-LOCK-1.
    fn try_from(bytes: &[u8]) -> Result<Self, Misuse> {
        require!(NA_LOCK_1, bytes.len() == 32, Misuse::BadKeyLength);
        Ok(Self::from(Reader::new(bytes).array::<32>()))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// An Ed25519 public key. It need not be a point of the curve; one that is not verifies nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VerifyKey([u8; 32]);

impl VerifyKey {
    /// The bytes, as they stand in a lock.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `Verify(pk, message, signature)` of section 3.1.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }
}

impl From<[u8; 32]> for VerifyKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<&[u8]> for VerifyKey {
    type Error = Misuse;

    /// Refuses by NA-LOCK-1.
    fn try_from(bytes: &[u8]) -> Result<Self, Misuse> {
        require!(NA_LOCK_1, bytes.len() == 32, Misuse::BadKeyLength);
        Ok(Self(Reader::new(bytes).array()))
    }
}

impl fmt::Debug for VerifyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VerifyKey").field(&Hex(&self.0)).finish()
    }
}

/// Random bytes: those that were given, from their front, then those of the operating system.
///
/// It is not `Clone`, so that no writer takes the same bytes twice.
#[derive(Default)]
pub struct Supply<'a> {
    given: &'a [u8],
}

impl<'a> Supply<'a> {
    /// Bytes of the operating system alone.
    #[must_use]
    pub const fn system() -> Self {
        Self { given: &[] }
    }

    /// Bytes that are used for nothing else.
    #[must_use]
    pub const fn given(bytes: &'a [u8]) -> Self {
        Self { given: bytes }
    }

    /// The next `N` bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    #[must_use]
    pub fn take<const N: usize>(&mut self) -> [u8; N] {
        if let Some((taken, rest)) = self.given.split_first_chunk() {
            self.given = rest;
            return *taken;
        }
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }
}

impl fmt::Debug for Supply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Supply(..)")
    }
}
