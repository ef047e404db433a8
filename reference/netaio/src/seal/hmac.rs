//! The plugin `hmac`: `spec/netaio.md` section 5.8 (revision 1.0.0).

use taut_wire::{require, require_ok};

use super::crypt::{mac_of, same};
use super::stamp::StampNames;
use crate::error::Reject;
use crate::keys::{KeyHash, Supply, Version};
use crate::wire::packify::{Dict, Value};

/// An auth plugin that knows a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hmac {
    /// Whose bytes.
    pub version: Version,
    /// Made from the secret.
    pub secret: KeyHash,
    /// The name of the MAC among the auth fields.
    pub mac_name: String,
    /// The names of nonce and time.
    pub names: StampNames,
}

impl Hmac {
    /// A plugin with the usual names.
    #[must_use]
    pub fn new(version: Version, secret: &[u8]) -> Self {
        let names = StampNames::default();
        Self { version, secret: KeyHash::of(secret), mac_name: "hmac".to_owned(), names }
    }

    /// Puts nonce, time and MAC into the fields; the others stay as they are (NA-HMAC-3).
    ///
    /// # Errors
    /// [`Reject::BadField`] when the fields have a time that is none.
    pub fn make(
        &self,
        fields: &mut Dict,
        body: &[u8],
        now: u32,
        supply: &mut Supply<'_>,
    ) -> Result<(), Reject> {
        self.make_over(fields, &[body], now, supply)
    }

    pub(crate) fn make_over(
        &self,
        fields: &mut Dict,
        body: &[&[u8]],
        now: u32,
        supply: &mut Supply<'_>,
    ) -> Result<(), Reject> {
        let nonce = self.names.nonce(fields, supply); // NA-HMAC-2
        let time = require_ok!(NA_HMAC_1, self.names.time(fields, now).ok_or(()), Reject::BadField);
        let mac = self.expected_over(&nonce, time, body);
        self.names.put(self.version, &nonce, time, fields);
        fields.set(&self.mac_name, mac.as_slice().into());
        Ok(())
    }

    /// Checks the MAC of a body.
    ///
    /// # Errors
    /// [`Reject::MissingField`], [`Reject::BadField`], [`Reject::BadMac`].
    pub fn check(&self, fields: &Dict, body: &[u8]) -> Result<(), Reject> {
        self.check_over(fields, &[body])
    }

    pub(crate) fn check_over(&self, fields: &Dict, body: &[&[u8]]) -> Result<(), Reject> {
        let names = [&self.names.nonce, &self.names.time, &self.mac_name];
        require!(NA_HMAC_4, names.iter().all(|name| fields.find(name).is_some()), Reject::MissingField);
        let nonce = require_ok!(NA_HMAC_5, self.names.exact_nonce(fields).ok_or(()), Reject::BadField);
        let time = self.names.exact_time(self.version, fields).ok_or(());
        let time = require_ok!(NA_HMAC_5, time, Reject::BadField);
        let sent = fields.find(&self.mac_name).and_then(Value::as_bytes).filter(|mac| mac.len() == 32);
        let sent = require_ok!(NA_HMAC_5, sent.ok_or(()), Reject::BadField);
        require!(NA_HMAC_6, same(sent, &self.expected_over(nonce, time, body)), Reject::BadMac);
        Ok(())
    }

    /// What the MAC is over.
    #[must_use]
    pub fn authenticated(&self, nonce: &[u8], time: u32, body: &[u8]) -> Vec<u8> {
        [self.authenticated_nonce(nonce), &time.to_be_bytes(), body].concat()
    }

    /// The MAC of a body under this nonce and time.
    #[must_use]
    pub fn expected(&self, nonce: &[u8], time: u32, body: &[u8]) -> [u8; 32] {
        self.expected_over(nonce, time, &[body])
    }

    fn expected_over(&self, nonce: &[u8], time: u32, body: &[&[u8]]) -> [u8; 32] {
        let time = time.to_be_bytes();
        let mut authenticated = vec![self.authenticated_nonce(nonce), &time];
        authenticated.extend(body);
        mac_of(self.version, self.secret.as_bytes(), nonce, &authenticated)
    }

    /// In 0.0.9 the nonce is in the key instead.
    const fn authenticated_nonce<'a>(&self, nonce: &'a [u8]) -> &'a [u8] {
        match self.version {
            Version::V009 => &[],
            Version::V008 => nonce,
        }
    }
}
