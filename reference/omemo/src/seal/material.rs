//! Key material, encrypted and authenticated: `spec/omemo.md` sections 3.1, 5.3 and 5.9 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`encrypt`], [`encrypt_blocks`] | 5.9 | |
//! | [`decrypt`] | 5.9 | OM-MSG-7, OM-CHAIN-2 |
//! | [`check`] | 5.3 | OM-MSG-9 |

use aes::Aes256;
use aes::cipher::{Block, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use hmac::Mac;
use taut_wire::require;

use super::kdf::{self, MessageKeys};
use crate::error::Reject;
use crate::wire::message::{Message, check_ciphertext};

/// Size of a block, and of the longest padding.
pub const BLOCK: usize = 16;

type Encryptor = cbc::Encryptor<Aes256>;
type Decryptor = cbc::Decryptor<Aes256>;

/// Encrypts key material.
#[must_use]
pub fn encrypt(keys: &MessageKeys, plaintext: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(padded_size(plaintext));
    encrypt_to(keys, plaintext, &mut out);
    out
}

/// Size of a plaintext with its padding.
pub(crate) const fn padded_size(plaintext: &[u8]) -> usize {
    plaintext.len() / BLOCK * BLOCK + BLOCK
}

/// Encrypts key material behind what is in `out`.
pub(crate) fn encrypt_to(keys: &MessageKeys, plaintext: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let size = padded_size(plaintext);
    out.extend_from_slice(plaintext);
    out.resize(start + size, u8::try_from(size - plaintext.len()).unwrap_or_default());
    encrypt_blocks(keys, out.get_mut(start..).unwrap_or_default());
}

/// Encrypts whole blocks in place, without further padding.
pub fn encrypt_blocks(keys: &MessageKeys, blocks: &mut [u8]) {
    let mut mode = Encryptor::new(&keys.enc_key.into(), &keys.iv.into());
    mode.encrypt_blocks(Block::<Encryptor>::slice_as_chunks_mut(blocks).0);
}

/// Decrypts key material, without knowing where it comes from.
///
/// # Errors
/// [`Reject::BadLength`], [`Reject::BadPadding`].
pub fn decrypt(keys: &MessageKeys, ciphertext: &[u8]) -> Result<Vec<u8>, Reject> {
    check_ciphertext(ciphertext)?;
    let (mut text, padding) = decrypt_blocks(keys, ciphertext);
    require!(OM_CHAIN_2, padding.is_some(), Reject::BadPadding);
    text.truncate(text.len().saturating_sub(padding.unwrap_or_default()));
    Ok(text)
}

/// The decrypted blocks, and the length of their padding if it is a right one.
pub(crate) fn decrypt_blocks(keys: &MessageKeys, ciphertext: &[u8]) -> (Vec<u8>, Option<usize>) {
    let mut text = ciphertext.to_vec();
    let mut mode = Decryptor::new(&keys.enc_key.into(), &keys.iv.into());
    mode.decrypt_blocks(Block::<Decryptor>::slice_as_chunks_mut(&mut text).0);
    let last = text.last().copied().unwrap_or_default();
    let padding = usize::from(last);
    let is_padded = (1..=BLOCK).contains(&padding)
        && padding <= text.len()
        && text.iter().rev().take(padding).all(|byte| *byte == last);
    (text, is_padded.then_some(padding))
}

/// Checks the MAC of a message, in whole and in a time that does not depend on where it differs.
///
/// # Errors
/// [`Reject::BadMac`].
pub fn check(message: &Message<'_>, ad: &[u8], auth_key: &[u8; 32]) -> Result<(), Reject> {
    let mac = kdf::hasher(auth_key).chain_update(ad);
    let mac = message.cover(mac);
    require!(OM_MSG_9, mac.verify_truncated_left(message.mac).is_ok(), Reject::BadMac);
    Ok(())
}
