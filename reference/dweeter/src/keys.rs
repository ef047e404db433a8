//! Keys of dweeter: `spec/dweeter.md` sections 3.2 and 3.3 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Keys::of_cipher`], [`Keys::of_crypto_dweet`] | 3.2 | DW-KEY-1 to DW-KEY-6 |
//! | [`Keys::of_mailbox`], [`KeyText`] | 3.3 | DW-KEY-7 to DW-KEY-9 |
//! | [`Form`] | 2 | |
//!
//! Secrets are erased when dropped, never shown, and compared in constant time. The IV is one of them: it is the key of
//! the other text form.

use std::fmt;
use std::iter;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use taut_wire::{Reader, fault, require};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::Misuse;

const BLOCK: usize = 16;
const MAX_AES_KEY: usize = 32;

/// How encrypted bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lower-case hexadecimal digits.
    Hex,
    /// Base64 with `+`, `/` and padding.
    Base64,
}

/// The key and the IV that AES takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    pub(crate) aes_key: AesKey,
    pub(crate) aes_iv: AesIv,
}

impl Keys {
    /// Keys of the bare cipher; without an IV, the key serves as one (DW-KEY-5).
    ///
    /// # Errors
    /// [`Misuse::EmptyKey`], [`Misuse::EmptyIv`].
    pub fn of_cipher(key: &[u8], iv: Option<&[u8]>) -> Result<Self, Misuse> {
        require!(DW_KEY_1, !key.is_empty(), Misuse::EmptyKey);
        require!(DW_KEY_2, iv.is_none_or(|iv| !iv.is_empty()), Misuse::EmptyIv);
        let aes_key = Secret(filled(key, MAX_AES_KEY)); // DW-KEY-3
        let aes_iv = Secret(filled(iv.unwrap_or(key), BLOCK)); // DW-KEY-4
        Ok(Self { aes_key: AesKey(aes_key), aes_iv: AesIv(aes_iv) })
    }

    /// Keys of a `CryptoDweet`, each of which has a default (DW-KEY-6).
    ///
    /// # Errors
    /// As [`Keys::of_cipher`].
    pub fn of_crypto_dweet(key: Option<&[u8]>, iv: Option<&[u8]>) -> Result<Self, Misuse> {
        Self::of_cipher(key.unwrap_or(b"aes_cbc_key"), Some(iv.unwrap_or(b"aes_cbc_iv")))
    }

    /// The AES key.
    #[must_use]
    pub const fn aes_key(&self) -> &AesKey {
        &self.aes_key
    }

    /// The IV of every text.
    #[must_use]
    pub const fn aes_iv(&self) -> &AesIv {
        &self.aes_iv
    }

    /// Keys of a mailbox.
    #[must_use]
    pub fn of_mailbox(key_text: &KeyText, form: Form) -> Self {
        let hash = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(key_text.0.as_bytes())));
        let mut reader = Reader::new(hash.as_slice());
        let (first, second) = (reader.array::<BLOCK>(), reader.array::<BLOCK>());
        let (key, iv) = match form {
            Form::Base64 if !fault!(DW_KEY_8) => (second, first),
            Form::Hex | Form::Base64 => (first, second), // DW-KEY-7
        };
        Self { aes_key: AesKey(Secret(key.to_vec())), aes_iv: AesIv(Secret(iv.to_vec())) }
    }
}

/// The AES key, of 16 or 32 bytes.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct AesKey(Secret);

impl AesKey {
    /// The bytes, to show how they were made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.0
    }
}

impl fmt::Debug for AesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AesKey(..)")
    }
}

/// The IV of every text, 16 bytes.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct AesIv(Secret);

impl AesIv {
    /// The bytes, to show how they were made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.0
    }

    pub(crate) fn of_block(block: [u8; BLOCK]) -> Self {
        Self(Secret(block.to_vec()))
    }
}

impl fmt::Debug for AesIv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AesIv(..)")
    }
}

/// What the users of a mailbox agree on. The default is known to everybody (DW-KEY-9).
#[derive(Clone, Eq, ZeroizeOnDrop)]
pub struct KeyText(String);

impl From<&str> for KeyText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Default for KeyText {
    fn default() -> Self {
        Self::from("default_key")
    }
}

impl PartialEq for KeyText {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(..)")
    }
}

#[derive(Clone, Eq, Zeroize, ZeroizeOnDrop)]
struct Secret(Vec<u8>);

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Whole blocks of what was given and spaces, one at least and `max` bytes at most.
fn filled(given: &[u8], max: usize) -> Vec<u8> {
    let size = given.len().next_multiple_of(BLOCK).clamp(BLOCK, max);
    let mut whole = Vec::with_capacity(size);
    whole.extend(given.iter().copied().chain(iter::repeat(b' ')).take(size));
    whole
}
