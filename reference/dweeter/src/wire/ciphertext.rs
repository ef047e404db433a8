//! Ciphertexts: `spec/dweeter.md` sections 3.1 and 4.1 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`encrypt`] | 4.1 | DW-CIPHER-1 |
//! | [`decrypt`] | 4.1 | DW-CIPHER-3 to DW-CIPHER-5 |
//! | [`encrypt_blocks`] | 3.1 | |
//!
//! Nothing is kept from one text to the next, so that each begins with the IV (DW-CIPHER-2).

use aes::cipher::{
    Block, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit,
};
use aes::{Aes128, Aes256};
use taut_wire::require;

use crate::error::Reject;
use crate::keys::Keys;

/// Size of a block, and of the longest padding.
pub const BLOCK: usize = 16;

const SIZES: &str = "an AES key has 16 or 32 bytes, and an IV has 16";

/// AES with its key schedule, for several texts under the same keys.
pub(crate) struct Cipher<'k> {
    aes: Aes,
    keys: &'k Keys,
}

enum Aes {
    Of128(Aes128),
    Of256(Aes256),
}

/// Encrypts a plaintext of any length.
#[must_use]
pub fn encrypt(keys: &Keys, plaintext: &[u8]) -> Vec<u8> {
    Cipher::new(keys).encrypt(plaintext)
}

/// Decrypts a ciphertext. It costs its own size.
///
/// # Errors
/// [`Reject::BadLength`], [`Reject::BadPadding`].
pub fn decrypt(keys: &Keys, ciphertext: &[u8]) -> Result<Vec<u8>, Reject> {
    Cipher::new(keys).decrypt(ciphertext)
}

/// `Encrypt` of section 3.1, in place; bytes after the last whole block stay as they are.
pub fn encrypt_blocks(keys: &Keys, text: &mut [u8]) {
    Cipher::new(keys).encrypt_blocks(text);
}

impl<'k> Cipher<'k> {
    pub(crate) fn new(keys: &'k Keys) -> Self {
        let key = keys.aes_key.as_bytes();
        let aes = match key.len() {
            BLOCK => Aes::Of128(Aes128::new_from_slice(key).expect(SIZES)),
            _ => Aes::Of256(Aes256::new_from_slice(key).expect(SIZES)),
        };
        Self { aes, keys }
    }

    pub(crate) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        // DW-CIPHER-1
        let padding = BLOCK - plaintext.len() % BLOCK;
        let mut text = Vec::with_capacity(plaintext.len() + padding);
        text.extend_from_slice(plaintext);
        text.resize(plaintext.len() + padding, u8::try_from(padding).unwrap_or_default());
        self.encrypt_blocks(&mut text);
        text
    }

    pub(crate) fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, Reject> {
        let whole = !ciphertext.is_empty() && ciphertext.len().is_multiple_of(BLOCK);
        require!(DW_CIPHER_3, whole, Reject::BadLength);
        let mut text = ciphertext.to_vec();
        self.decrypt_blocks(&mut text);
        let padding = usize::from(text.last().copied().unwrap_or_default());
        require!(DW_CIPHER_4, padding <= BLOCK, Reject::BadPadding);
        require!(DW_CIPHER_5, is_padded(&text, padding), Reject::BadPadding);
        // Without DW-CIPHER-5 the last byte alone counts, and 0 stands for a whole block.
        let cut = if padding == 0 { BLOCK } else { padding };
        text.truncate(text.len().saturating_sub(cut));
        Ok(text)
    }

    fn encrypt_blocks(&self, text: &mut [u8]) {
        match &self.aes {
            Aes::Of128(aes) => encrypt_with(aes, self.keys, text),
            Aes::Of256(aes) => encrypt_with(aes, self.keys, text),
        }
    }

    fn decrypt_blocks(&self, text: &mut [u8]) {
        match &self.aes {
            Aes::Of128(aes) => decrypt_with(aes, self.keys, text),
            Aes::Of256(aes) => decrypt_with(aes, self.keys, text),
        }
    }
}

fn encrypt_with<C: BlockCipherEncrypt>(aes: &C, keys: &Keys, text: &mut [u8]) {
    let mode = cbc::Encryptor::inner_iv_slice_init(aes, keys.aes_iv.as_bytes());
    mode.expect(SIZES).encrypt_blocks(Block::<C>::slice_as_chunks_mut(text).0);
}

fn decrypt_with<C: BlockCipherDecrypt>(aes: &C, keys: &Keys, text: &mut [u8]) {
    let mode = cbc::Decryptor::inner_iv_slice_init(aes, keys.aes_iv.as_bytes());
    mode.expect(SIZES).decrypt_blocks(Block::<C>::slice_as_chunks_mut(text).0);
}

/// Whether the text ends with `padding` bytes of the value `padding`.
fn is_padded(text: &[u8], padding: usize) -> bool {
    let Some(start) = text.len().checked_sub(padding) else { return false };
    padding > 0 && text.iter().skip(start).all(|byte| usize::from(*byte) == padding)
}
