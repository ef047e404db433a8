//! Nonce and time of auth plugins: `spec/netaio.md` sections 3.2, 5.8 and 5.13 (revision 1.0.0).

use num_bigint::BigUint;

use crate::keys::{Supply, Version};
use crate::wire::packify::{Dict, Value};

/// The size of a nonce.
pub const NONCE_SIZE: usize = 16;

/// The names of nonce and time among the auth fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampNames {
    /// `nonce`, if not told another.
    pub nonce: String,
    /// `ts`, if not told another.
    pub time: String,
}

impl Default for StampNames {
    fn default() -> Self {
        Self { nonce: "nonce".to_owned(), time: "ts".to_owned() }
    }
}

impl StampNames {
    /// The nonce that the fields have, if it is bytes of the right size; otherwise 16 bytes drawn now.
    pub(crate) fn nonce(&self, fields: &Dict, supply: &mut Supply<'_>) -> Vec<u8> {
        match fields.find(&self.nonce).and_then(Value::as_bytes) {
            Some(nonce) if nonce.len() == NONCE_SIZE => nonce.to_vec(),
            _ => supply.take::<NONCE_SIZE>().to_vec(),
        }
    }

    /// The time that the fields have, or now; nothing if theirs is not a time.
    pub(crate) fn time(&self, fields: &Dict, now: u32) -> Option<u32> {
        match fields.find(&self.time) {
            None => Some(now),
            Some(Value::Int(number)) => u32::try_from(number).ok(),
            Some(Value::Bytes(bytes)) => u32::try_from(BigUint::from_bytes_be(bytes)).ok(),
            Some(_) => None,
        }
    }

    /// Puts nonce and time into the fields.
    pub(crate) fn put(&self, version: Version, nonce: &[u8], time: u32, fields: &mut Dict) {
        let value = match version {
            Version::V009 => Value::Bytes(time.to_be_bytes().to_vec()),
            Version::V008 => time.into(),
        };
        fields.set(&self.nonce, nonce.into());
        fields.set(&self.time, value);
    }

    /// The time in the fields, if it is one that a writer of the version sets (section 3.2).
    #[must_use]
    pub fn exact_time(&self, version: Version, fields: &Dict) -> Option<u32> {
        self.sized_time(version, fields).filter(|time| version == Version::V009 || *time > 0)
    }

    /// The time in the fields, if it has the type and size of the version; 0 in both.
    #[must_use]
    pub fn sized_time(&self, version: Version, fields: &Dict) -> Option<u32> {
        match (version, fields.find(&self.time)?) {
            (Version::V009, Value::Bytes(bytes)) => {
                <[u8; 4]>::try_from(bytes.as_slice()).ok().map(u32::from_be_bytes)
            }
            (Version::V008, Value::Int(number)) => u32::try_from(number).ok(),
            _ => None,
        }
    }

    /// The nonce in the fields, if it is bytes of the one size.
    pub(crate) fn exact_nonce<'a>(&self, fields: &'a Dict) -> Option<&'a [u8]> {
        fields.find(&self.nonce)?.as_bytes().filter(|nonce| nonce.len() == NONCE_SIZE)
    }
}
