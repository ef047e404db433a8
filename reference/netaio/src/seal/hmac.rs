//! The plugin `hmac`: `spec/netaio.md` section 5.8 (revision 1.0.0).

use taut_wire::{require, require_ok};

use super::crypt::{mac, same};
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
        let nonce = self.names.nonce(fields, supply); // NA-HMAC-2
        let time = require_ok!(NA_HMAC_1, self.names.time(fields, now).ok_or(()), Reject::BadField);
        let mac = self.expected(&nonce, time, body);
        self.names.put(self.version, &nonce, time, fields);
        fields.set(&self.mac_name, mac.as_slice().into());
        Ok(())
    }

    /// Checks the MAC of a body.
    ///
    /// # Errors
    /// [`Reject::MissingField`], [`Reject::BadField`], [`Reject::BadMac`].
    pub fn check(&self, fields: &Dict, body: &[u8]) -> Result<(), Reject> {
        let names = [&self.names.nonce, &self.names.time, &self.mac_name];
        require!(NA_HMAC_4, names.iter().all(|name| fields.find(name).is_some()), Reject::MissingField);
        let nonce = require_ok!(NA_HMAC_5, self.names.exact_nonce(fields).ok_or(()), Reject::BadField);
        let time = self.names.exact_time(self.version, fields).ok_or(());
        let time = require_ok!(NA_HMAC_5, time, Reject::BadField);
        let sent = fields.find(&self.mac_name).and_then(Value::as_bytes).filter(|mac| mac.len() == 32);
        let sent = require_ok!(NA_HMAC_5, sent.ok_or(()), Reject::BadField);
        require!(NA_HMAC_6, same(sent, &self.expected(nonce, time, body)), Reject::BadMac);
        Ok(())
    }

    /// What the MAC is over.
    #[must_use]
    pub fn authenticated(&self, nonce: &[u8], time: u32, body: &[u8]) -> Vec<u8> {
        match self.version {
            Version::V009 => [time.to_be_bytes().as_slice(), body].concat(),
            Version::V008 => [nonce, time.to_be_bytes().as_slice(), body].concat(),
        }
    }

    /// The MAC of a body under this nonce and time.
    #[must_use]
    pub fn expected(&self, nonce: &[u8], time: u32, body: &[u8]) -> [u8; 32] {
        let authenticated = self.authenticated(nonce, time, body);
        mac(self.version, self.secret.as_bytes(), nonce, &authenticated)
    }
}
