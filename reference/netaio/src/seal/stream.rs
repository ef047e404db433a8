//! The plugin `stream`: `spec/netaio.md` section 5.9 (revision 1.0.0).

use taut_wire::{fault, require, require_ok};

use super::cipher::{ciphertext, decrypted_body, encrypted_body, fits, plaintext};
use super::crypt::crypt;
use crate::error::Reject;
use crate::keys::{KeyHash, Supply, Version};
use crate::wire::message::{Body, MAX_BODY};
use crate::wire::packify::{Dict, Value};

const IV_SIZE: usize = 16;

/// A cipher plugin that knows a key. It protects nothing against change: put an auth plugin behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamCipher {
    /// Whose bytes.
    pub version: Version,
    /// Made from the key.
    pub key: KeyHash,
    /// The name of the IV among the auth fields.
    pub iv_name: String,
    /// Whether the URI is encrypted too.
    pub encrypt_uri: bool,
}

impl StreamCipher {
    /// A plugin with the usual name that encrypts the URI.
    #[must_use]
    pub fn new(version: Version, key: &[u8]) -> Self {
        Self { version, key: KeyHash::of(key), iv_name: "iv".to_owned(), encrypt_uri: true }
    }

    /// Encrypts a body, and puts the IV into the fields.
    ///
    /// # Errors
    /// [`Reject::TooLarge`].
    pub fn encrypt(&self, fields: &mut Dict, body: &Body, supply: &mut Supply<'_>) -> Result<Body, Reject> {
        let iv = if fault!(NA_STREAM_1) { [0; IV_SIZE] } else { supply.take() };
        let ciphertext = self.lay_over(&iv, plaintext(self.encrypt_uri, body));
        require!(NA_STREAM_2, fits(self.encrypt_uri, body, &ciphertext), Reject::TooLarge);
        fields.set(&self.iv_name, iv.as_slice().into());
        Ok(encrypted_body(self.encrypt_uri, body, ciphertext, supply))
    }

    /// Decrypts a body under the IV in the fields.
    ///
    /// # Errors
    /// [`Reject::MissingField`], [`Reject::BadField`], [`Reject::Short`], [`Reject::TooLarge`].
    pub fn decrypt(&self, fields: &Dict, body: &Body) -> Result<Body, Reject> {
        let iv = fields.find(&self.iv_name);
        require!(NA_STREAM_4, iv.is_some(), Reject::MissingField);
        let iv = iv.and_then(Value::as_bytes).filter(|iv| iv.len() == IV_SIZE).ok_or(());
        let iv = require_ok!(NA_STREAM_5, iv, Reject::BadField);
        let plaintext = self.lay_over(iv, ciphertext(self.encrypt_uri, body));
        let decrypted = decrypted_body(self.encrypt_uri, body, plaintext).ok_or(());
        let decrypted = require_ok!(NA_STREAM_6, decrypted, Reject::Short);
        require!(NA_STREAM_7, decrypted.size() <= MAX_BODY, Reject::TooLarge);
        Ok(decrypted)
    }

    /// Lays the key stream over a text: encrypts it, or decrypts it.
    #[must_use]
    pub fn crypt(&self, iv: &[u8], text: &[u8]) -> Vec<u8> {
        self.lay_over(iv, text.to_vec())
    }

    fn lay_over(&self, iv: &[u8], text: Vec<u8>) -> Vec<u8> {
        crypt(self.version, self.key.as_bytes(), iv, text)
    }
}
