//! The plugin `x25519`: `spec/netaio.md` section 5.10 (revision 1.0.0).

use dryoc::classic::crypto_core::crypto_core_hsalsa20;
use dryoc::classic::crypto_secretbox::{crypto_secretbox_detached, crypto_secretbox_open_detached};
use taut_wire::{Reader, fault, require, require_ok};
use zeroize::Zeroizing;

use super::cipher::{ciphertext, decrypted_body, encrypted_body, fits, plaintext};
use crate::error::Reject;
use crate::keys::{Seed, Supply};
use crate::wire::message::{Body, MAX_BODY};
use crate::wire::peer;

const NONCE_SIZE: usize = 24;
const TAG_SIZE: usize = 16;

/// A cipher plugin that knows its own seed, and the public key of the other side from its peer data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct X25519 {
    /// One's own.
    pub seed: Seed,
    /// Whether the URI is encrypted too.
    pub encrypt_uri: bool,
}

impl X25519 {
    /// HSalsa20 of the shared secret: what the box is made with.
    ///
    /// # Errors
    /// [`Reject::NoPeer`], [`Reject::BadPeerData`], [`Reject::LowOrderKey`].
    pub fn box_key(&self, peer_data: Option<&[u8]>) -> Result<Zeroizing<[u8; 32]>, Reject> {
        let shared = self.seed.private_key().diffie_hellman(&peer::public_key(peer_data)?);
        require!(NA_BOX_4, shared.was_contributory(), Reject::LowOrderKey);
        let mut key = Zeroizing::new([0; 32]);
        crypto_core_hsalsa20(&mut key, &[0; 16], shared.as_bytes(), None);
        Ok(key)
    }

    /// Encrypts a body for a peer.
    ///
    /// # Errors
    /// Those of [`X25519::box_key`], and [`Reject::TooLarge`].
    pub fn encrypt(
        &self,
        peer_data: Option<&[u8]>,
        body: &Body,
        supply: &mut Supply<'_>,
    ) -> Result<Body, Reject> {
        let key = self.box_key(peer_data)?;
        let nonce = if fault!(NA_BOX_5) { [0; NONCE_SIZE] } else { supply.take() };
        let ciphertext = seal_box(&key, &nonce, &plaintext(self.encrypt_uri, body));
        require!(NA_BOX_6, fits(self.encrypt_uri, body, &ciphertext), Reject::TooLarge);
        Ok(encrypted_body(self.encrypt_uri, body, ciphertext, supply))
    }

    /// Decrypts a body of a peer.
    ///
    /// # Errors
    /// Those of [`X25519::box_key`], [`Reject::Short`], [`Reject::BadBox`], [`Reject::TooLarge`].
    pub fn decrypt(&self, peer_data: Option<&[u8]>, body: &Body) -> Result<Body, Reject> {
        let key = self.box_key(peer_data)?;
        let ciphertext = ciphertext(self.encrypt_uri, body);
        require!(NA_BOX_7, ciphertext.len() >= NONCE_SIZE + TAG_SIZE, Reject::Short);
        let plaintext = require_ok!(NA_BOX_8, open_box(&key, &ciphertext).ok_or(()), Reject::BadBox);
        let decrypted = decrypted_body(self.encrypt_uri, body, plaintext).ok_or(());
        let decrypted = require_ok!(NA_BOX_9, decrypted, Reject::Short);
        require!(NA_BOX_10, decrypted.size() <= MAX_BODY, Reject::TooLarge);
        Ok(decrypted)
    }
}

/// Nonce, tag and encrypted plaintext.
fn seal_box(key: &[u8; 32], nonce: &[u8; NONCE_SIZE], plaintext: &[u8]) -> Vec<u8> {
    let mut tag = [0; TAG_SIZE];
    let mut encrypted = vec![0; plaintext.len()];
    crypto_secretbox_detached(&mut encrypted, &mut tag, plaintext, nonce, key)
        .expect("the plaintext fits in memory, and its buffer is as long");
    [nonce.as_slice(), &tag, &encrypted].concat()
}

fn open_box(key: &[u8; 32], ciphertext: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::new(ciphertext);
    let (nonce, tag) = (reader.array::<NONCE_SIZE>(), reader.array::<TAG_SIZE>());
    let encrypted = reader.rest();
    let mut plaintext = vec![0; encrypted.len()];
    crypto_secretbox_open_detached(&mut plaintext, encrypted, &tag, &nonce, key).ok()?;
    Some(plaintext)
}
