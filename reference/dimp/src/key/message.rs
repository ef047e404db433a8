//! Message keys: `spec/dimp.md` sections 4.5, 4.11 and 5.6 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`MessageKey::read`] | 4.5 | DI-DICT-4, DI-DICT-6 |
//! | [`MessageKey::draw`] | 5.6 | DI-KEY-1, DI-DICT-7, DI-DICT-11 |
//! | [`MessageKey::text`] | 4.12 | DI-BLOCK-1 |
//! | [`MessageKey::encrypt`] | 4.11 | DI-ENC-1 |
//! | [`MessageKey::decrypt`] | 4.11 | DI-ENC-2 to DI-ENC-4 |

use std::fmt;

use aes::cipher::{
    Block, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit,
};
use aes::{Aes128, Aes192, Aes256};
use taut_wire::{fault, require};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::dict::{self, Algorithm, Use};
use crate::error::{Misuse, Reject};
use crate::wire::base64;
use crate::wire::json::{Dict, Value, write};

/// Size of a block, of an IV, and of the longest padding.
const BLOCK: usize = 16;

const SIZES: &str = "an AES key has 16, 24 or 32 bytes, and an IV has 16";

/// The key of one message, or of one direction.
#[derive(Clone)]
pub struct MessageKey {
    text: Zeroizing<String>,
    /// There is none in PLAIN.
    secret: Option<Secret>,
}

#[derive(Clone, Zeroize, ZeroizeOnDrop)]
struct Secret {
    key: Vec<u8>,
    iv: [u8; BLOCK],
}

impl MessageKey {
    /// Reads the text of a dictionary.
    ///
    /// # Errors
    /// Those of [`dict::read`] and [`MessageKey::of_dict`].
    pub fn read(text: &[u8]) -> Result<Self, Reject> {
        Self::of_dict(&dict::read(text)?)
    }

    /// Reads a dictionary.
    ///
    /// # Errors
    /// [`Reject::BadKey`], [`Reject::UnknownAlgorithm`], [`Reject::OldKey`], [`Reject::LooseText`].
    pub fn of_dict(dict: &Dict) -> Result<Self, Reject> {
        let secret = match dict::algorithm(dict, Use::Message)? {
            Algorithm::Aes => Some(read_secret(dict)?),
            _ => None,
        };
        let text = match &secret {
            Some(secret) if dict.find("iv").is_none() && !fault!(DI_BLOCK_1) => {
                let mut whole = dict.clone();
                whole.set("iv", base64::encode(&secret.iv).into());
                write::dict(&whole)
            }
            _ => write::dict(dict),
        };
        Ok(Self { text: Zeroizing::new(text), secret })
    }

    /// Makes a key of so many bytes, or of 32.
    ///
    /// # Errors
    /// [`Misuse::BadData`].
    pub fn draw(size: Option<i64>, key: &[u8; 32], iv: [u8; BLOCK]) -> Result<Self, Misuse> {
        let size = size.map_or(32, |size| usize::try_from(size).unwrap_or_default());
        require!(DI_DICT_11, matches!(size, 16 | 24 | 32), Misuse::BadData);
        let mut key = key.get(..size).unwrap_or(key).to_vec();
        if fault!(DI_KEY_1) {
            key.fill(0);
        }
        let mut members = vec![("algorithm", Value::from("AES"))];
        if size != 32 {
            members.push(("size", i64::try_from(size).unwrap_or_default().into()));
        }
        members.push(("data", base64::encode(&key).into()));
        members.push(("iv", base64::encode(&iv).into()));
        if fault!(DI_DICT_7) {
            members.reverse();
        }
        let dict: Dict = members.into_iter().collect();
        if !matches!(size, 16 | 24 | 32) {
            // Without DI-DICT-11 a key of another size is told, and one of 32 bytes encrypts.
            key.resize(32, 0);
        }
        Ok(Self { text: Zeroizing::new(write::dict(&dict)), secret: Some(Secret { key, iv }) })
    }

    /// AES, or PLAIN.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        if self.secret.is_some() { Algorithm::Aes } else { Algorithm::Plain }
    }

    /// The dictionary with all its members, `iv` behind the others if it was left out.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The key itself, of AES.
    #[must_use]
    pub fn data(&self) -> Option<&[u8]> {
        self.secret.as_ref().map(|secret| secret.key.as_slice())
    }

    /// The IV, of AES.
    #[must_use]
    pub fn iv(&self) -> Option<&[u8; BLOCK]> {
        self.secret.as_ref().map(|secret| &secret.iv)
    }

    /// Encrypts a plaintext of any length; PLAIN gives it as it is.
    #[must_use]
    pub fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let Some(secret) = &self.secret else { return plaintext.to_vec() };
        let missing = BLOCK - plaintext.len() % BLOCK;
        let value = if fault!(DI_ENC_1) { 0 } else { u8::try_from(missing).unwrap_or_default() };
        let mut text = Vec::with_capacity(plaintext.len() + missing);
        text.extend_from_slice(plaintext);
        text.resize(plaintext.len() + missing, value);
        secret.encrypt_blocks(&mut text);
        text
    }

    /// Decrypts a ciphertext; PLAIN gives it as it is.
    ///
    /// # Errors
    /// [`Reject::BadLength`], [`Reject::BadPadding`].
    pub fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, Reject> {
        let Some(secret) = &self.secret else { return Ok(ciphertext.to_vec()) };
        let is_whole = !ciphertext.is_empty() && ciphertext.len().is_multiple_of(BLOCK);
        require!(DI_ENC_2, is_whole, Reject::BadLength);
        let mut text = ciphertext.to_vec();
        secret.decrypt_blocks(&mut text);
        let padding = usize::from(text.last().copied().unwrap_or_default());
        require!(DI_ENC_3, padding <= text.len(), Reject::BadPadding);
        // Without DI-ENC-3 this rule does not look at what ends with more bytes than there are.
        require!(DI_ENC_4, padding > text.len() || is_padded(&text, padding), Reject::BadPadding);
        // Without DI-ENC-4 the last byte alone counts, and 0 cuts off all.
        let left = if padding == 0 { 0 } else { text.len().saturating_sub(padding) };
        text.truncate(left);
        Ok(text)
    }

    /// Encrypts whole blocks without padding; bytes after the last one stay as they are. PLAIN changes nothing.
    #[must_use]
    pub fn encrypt_blocks(&self, blocks: &[u8]) -> Vec<u8> {
        let mut text = blocks.to_vec();
        if let Some(secret) = &self.secret {
            secret.encrypt_blocks(&mut text);
        }
        text
    }
}

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageKey({:?}, ..)", self.algorithm())
    }
}

fn read_secret(dict: &Dict) -> Result<Secret, Reject> {
    let is_old = dict.find("data").is_none() && dict.find("passphrase").is_some();
    require!(DI_DICT_4, !is_old, Reject::OldKey);
    let mut key = read_bytes(dict::data(dict)?.unwrap_or_default())?;
    let is_sized = matches!(key.len(), 16 | 24 | 32);
    // Without DI-DICT-5 a missing key is one that anybody can guess.
    require!(DI_DICT_6, is_sized || dict.find("data").and_then(Value::as_text).is_none(), Reject::BadKey);
    if !is_sized {
        key.resize(32, 0);
    }
    Ok(Secret { key, iv: read_iv(dict)? })
}

fn read_iv(dict: &Dict) -> Result<[u8; BLOCK], Reject> {
    let Some(iv) = dict.find("iv") else { return Ok([0; BLOCK]) };
    let text = iv.as_text();
    require!(DI_DICT_6, text.is_some(), Reject::BadKey);
    let iv = read_bytes(text.unwrap_or_default())?;
    require!(DI_DICT_6, iv.len() == BLOCK, Reject::BadKey);
    Ok(taut_wire::Reader::new(&iv).array())
}

fn read_bytes(text: &[u8]) -> Result<Vec<u8>, Reject> {
    if let Some(bytes) = base64::decode_exactly(text) {
        return Ok(bytes);
    }
    require!(DI_DICT_6, base64::is_base64(text), Reject::BadKey);
    base64::decode(text)
}

impl Secret {
    fn encrypt_blocks(&self, text: &mut [u8]) {
        match self.key.len() {
            16 => encrypt_with::<Aes128>(self, text),
            24 => encrypt_with::<Aes192>(self, text),
            _ => encrypt_with::<Aes256>(self, text),
        }
    }

    fn decrypt_blocks(&self, text: &mut [u8]) {
        match self.key.len() {
            16 => decrypt_with::<Aes128>(self, text),
            24 => decrypt_with::<Aes192>(self, text),
            _ => decrypt_with::<Aes256>(self, text),
        }
    }
}

fn encrypt_with<C: BlockCipherEncrypt + KeyInit>(secret: &Secret, text: &mut [u8]) {
    let aes = C::new_from_slice(&secret.key).expect(SIZES);
    let mode = cbc::Encryptor::inner_iv_slice_init(aes, &secret.iv);
    mode.expect(SIZES).encrypt_blocks(Block::<C>::slice_as_chunks_mut(text).0);
}

fn decrypt_with<C: BlockCipherDecrypt + KeyInit>(secret: &Secret, text: &mut [u8]) {
    let aes = C::new_from_slice(&secret.key).expect(SIZES);
    let mode = cbc::Decryptor::inner_iv_slice_init(aes, &secret.iv);
    mode.expect(SIZES).decrypt_blocks(Block::<C>::slice_as_chunks_mut(text).0);
}

/// Whether the text ends with 1 to 16 bytes of the value of their number.
fn is_padded(text: &[u8], padding: usize) -> bool {
    let Some(start) = text.len().checked_sub(padding) else { return false };
    (1..=BLOCK).contains(&padding) && text.iter().skip(start).all(|byte| usize::from(*byte) == padding)
}
