//! Sealed texts: `spec/netaio.md` section 5.7 (revision 1.0.0).

use taut_wire::{Reader, Writer, require};

use super::crypt::{crypt, mac, same};
use crate::error::Reject;
use crate::keys::{Supply, Version};

const HEAD: usize = 48;

/// Encrypts and authenticates: IV, MAC and ciphertext, in this order (NA-SEALED-1).
///
/// # Panics
/// When the operating system has no randomness to give.
#[must_use]
pub fn make(version: Version, key: &[u8], plaintext: &[u8], supply: &mut Supply<'_>) -> Vec<u8> {
    let iv = supply.take::<16>();
    let ciphertext = crypt(version, key, &iv, plaintext.to_vec());
    let mac = mac(version, key, &iv, &ciphertext);
    Writer::with_capacity(HEAD + ciphertext.len()).put(&iv).put(&mac).put(&ciphertext).finish()
}

/// Reads what [`make`] made.
///
/// # Errors
/// [`Reject::Short`], [`Reject::BadMac`].
pub fn open(version: Version, key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Reject> {
    require!(NA_SEALED_2, sealed.len() >= HEAD, Reject::Short);
    let mut reader = Reader::new(sealed);
    let (iv, sent) = (reader.array::<16>(), reader.array::<32>());
    let ciphertext = reader.rest();
    require!(NA_SEALED_3, same(&sent, &mac(version, key, &iv, ciphertext)), Reject::BadMac);
    Ok(crypt(version, key, &iv, ciphertext.to_vec()))
}
