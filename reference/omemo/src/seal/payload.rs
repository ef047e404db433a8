//! Payloads: `spec/omemo.md` section 5.10 (revision 1.0.0).

use aes::Aes128;
use aes_gcm::AesGcm;
use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::aead::{AeadInOut, KeyInit, Nonce};
use hmac::Mac;
use taut_wire::{Reader, require, require_ok};
use zeroize::Zeroizing;

use super::kdf::{self, MessageKeys};
use super::material::{BLOCK, decrypt_blocks, encrypt};
use crate::error::Reject;
use crate::trace::Trace;

/// Size of the key of L.
pub const LEGACY_KEY: usize = 16;
/// Size of the IV that a writer of L makes.
pub const LEGACY_IV: usize = 12;
/// Size of the tag of L, and of what is left of the MAC of T.
pub const TAG: usize = 16;
/// Size of the key of T.
pub const KEY: usize = 32;

/// A payload of L, and what its reader needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legacy {
    /// The ciphertext.
    pub payload: Vec<u8>,
    /// Key and tag, for the ratchet.
    pub material: Vec<u8>,
}

/// Encrypts a payload of L, with a key and an IV that are used once (OM-PAYLOAD-1).
///
/// # Panics
/// For a payload of 64 GiB or more.
#[must_use]
pub fn seal_legacy(key: &[u8; LEGACY_KEY], iv: &[u8; LEGACY_IV], plaintext: &[u8]) -> Legacy {
    let mut payload = plaintext.to_vec();
    let tag = AesGcm::<Aes128, U12>::new(key.into())
        .encrypt_inout_detached(iv.into(), &[], payload.as_mut_slice().into())
        .expect("AES-GCM takes a plaintext of less than 64 GiB");
    Legacy { payload, material: [&key[..], &tag].concat() }
}

/// Decrypts a payload of L.
///
/// # Errors
/// [`Reject::BadLength`], [`Reject::BadPayload`].
pub fn open_legacy(payload: &[u8], iv: &[u8], material: &[u8]) -> Result<Vec<u8>, Reject> {
    require!(OM_PAYLOAD_2, (8..=128).contains(&iv.len()), Reject::BadLength);
    let usual = matches!(iv.len(), LEGACY_IV | BLOCK) || !(8..=128).contains(&iv.len());
    require!(OM_PAYLOAD_3, usual, Reject::BadLength);
    require!(OM_PAYLOAD_4, matches!(material.len(), LEGACY_KEY | 32), Reject::BadLength);
    require!(OM_PAYLOAD_5, material.len() != LEGACY_KEY, Reject::BadLength);
    let mut reader = Reader::new(material);
    let key = Zeroizing::new(reader.array());
    let (mut text, tag) = if material.len() == LEGACY_KEY {
        let (text, tag) = payload.split_at(payload.len().saturating_sub(TAG));
        (text.to_vec(), Reader::new(tag).array())
    } else {
        (payload.to_vec(), reader.array())
    };
    let opened = match iv.len() {
        LEGACY_IV => open_gcm::<U12>(&key, iv, &mut text, tag),
        _ => open_gcm::<U16>(&key, iv, &mut text, tag),
    };
    require_ok!(OM_PAYLOAD_6, opened, Reject::BadPayload);
    Ok(text)
}

/// Without OM-PAYLOAD-3, an IV of another length than 12 and 16 bytes opens nothing.
fn open_gcm<N>(key: &[u8; LEGACY_KEY], iv: &[u8], text: &mut Vec<u8>, tag: [u8; TAG]) -> Result<(), ()>
where
    AesGcm<Aes128, N>: AeadInOut + KeyInit,
{
    let nonce = <&Nonce<AesGcm<Aes128, N>>>::try_from(iv).map_err(|_| ())?;
    let key = key.as_slice().try_into().map_err(|_| ())?;
    let tag = tag.as_slice().try_into().map_err(|_| ())?;
    let opened =
        AesGcm::<Aes128, N>::new(key).decrypt_inout_detached(nonce, &[], text.as_mut_slice().into(), tag);
    opened.map_err(|_| text.clear())
}

/// A payload of T, and what its reader needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omemo2 {
    /// The ciphertext.
    pub payload: Vec<u8>,
    /// Key and MAC, for the ratchet.
    pub material: Vec<u8>,
}

/// Encrypts a payload of T, with a key that is used once (OM-PAYLOAD-7).
#[must_use]
pub fn seal_2(key: &[u8; KEY], plaintext: &[u8], trace: &mut impl Trace) -> Omemo2 {
    let keys = keys_of(key, trace);
    let payload = encrypt(&keys, plaintext);
    let mac = kdf::mac(&keys.auth_key, &[&payload]);
    let tag = mac.first_chunk::<TAG>().map_or(&[][..], |tag| tag);
    Omemo2 { material: [&key[..], tag].concat(), payload }
}

/// Decrypts a payload of T.
///
/// # Errors
/// [`Reject::BadLength`], [`Reject::BadPayload`].
pub fn open_2(payload: &[u8], material: &[u8], trace: &mut impl Trace) -> Result<Vec<u8>, Reject> {
    require!(OM_PAYLOAD_8, material.len() == KEY + TAG, Reject::BadLength);
    let whole = !payload.is_empty() && payload.len().is_multiple_of(BLOCK);
    require!(OM_PAYLOAD_9, whole, Reject::BadLength);
    let mut reader = Reader::new(material);
    let key = Zeroizing::new(reader.array());
    let keys = keys_of(&key, trace);
    let mac = kdf::hasher(&keys.auth_key).chain_update(payload);
    require_ok!(OM_PAYLOAD_10, mac.verify_truncated_left(&reader.array::<TAG>()), Reject::BadPayload);
    let (mut text, padding) = decrypt_blocks(&keys, payload);
    require!(OM_PAYLOAD_11, padding.is_some(), Reject::BadPayload);
    text.truncate(text.len().saturating_sub(padding.unwrap_or_default()));
    Ok(text)
}

fn keys_of(key: &[u8; KEY], trace: &mut impl Trace) -> MessageKeys {
    let keys = MessageKeys::of_payload(key);
    trace.note("enc_key", &keys.enc_key);
    trace.note("auth_key", &keys.auth_key);
    trace.note("iv", &keys.iv);
    keys
}
