//! Key dictionaries: `spec/dimp.md` section 4.5 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`read`] | DI-DICT-1 |
//! | [`algorithm`] | DI-DICT-2, DI-DICT-3 |
//! | `data` | DI-DICT-5 |

use taut_wire::require;

use crate::error::Reject;
use crate::wire::json::{self, Dict, Value};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Encrypts messages.
    Aes,
    /// Signs.
    Ecc,
    /// Encrypts nothing, in the place of AES.
    Plain,
    /// Signs, and decrypts message keys.
    Rsa,
}

/// What a key is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Section 5.8, `dimp.key.decrypt`.
    Decrypt,
    /// Section 5.8, `dimp.key.encrypt`.
    Encrypt,
    /// A message key.
    Message,
    /// A private key.
    Private,
    /// A public key.
    Public,
}

impl Algorithm {
    /// The first of its names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes => "AES",
            Self::Ecc => "ECC",
            Self::Plain => "PLAIN",
            Self::Rsa => "RSA",
        }
    }

    fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"AES" | b"AES/CBC/PKCS7Padding" => Some(Self::Aes),
            b"ECC" | b"SHA256withECC" => Some(Self::Ecc),
            b"PLAIN" => Some(Self::Plain),
            b"RSA" | b"SHA256withRSA" | b"RSA/ECB/PKCS1Padding" => Some(Self::Rsa),
            _ => None,
        }
    }

    const fn is_for(self, wanted: Use) -> bool {
        match wanted {
            Use::Decrypt => matches!(self, Self::Rsa | Self::Aes),
            Use::Encrypt => matches!(self, Self::Rsa | Self::Ecc | Self::Aes),
            Use::Message => matches!(self, Self::Aes | Self::Plain),
            Use::Private | Use::Public => matches!(self, Self::Rsa | Self::Ecc),
        }
    }
}

/// Reads a text as an object.
///
/// # Errors
/// Those of [`json::read::read`]; [`Reject::NotObject`].
pub fn read(text: &[u8]) -> Result<Dict, Reject> {
    let Value::Dict(dict) = json::read::read(text)? else {
        require!(DI_DICT_1, false, Reject::NotObject);
        return Ok(Dict::default());
    };
    Ok(dict)
}

/// The algorithm of a key that is asked for something.
///
/// # Errors
/// [`Reject::BadKey`], [`Reject::UnknownAlgorithm`].
pub fn algorithm(dict: &Dict, wanted: Use) -> Result<Algorithm, Reject> {
    let name = dict.find("algorithm").and_then(Value::as_text);
    require!(DI_DICT_2, name.is_some(), Reject::BadKey);
    let algorithm = name.and_then(Algorithm::named).filter(|algorithm| algorithm.is_for(wanted));
    require!(DI_DICT_3, algorithm.is_some() || name.is_none(), Reject::UnknownAlgorithm);
    // Without these rules a key is what is asked for most often.
    Ok(algorithm.unwrap_or(if wanted == Use::Message { Algorithm::Aes } else { Algorithm::Rsa }))
}

/// The text `data`; without DI-DICT-5 it may be missing.
pub(super) fn data(dict: &Dict) -> Result<Option<&[u8]>, Reject> {
    let data = dict.find("data").and_then(Value::as_text);
    require!(DI_DICT_5, data.is_some(), Reject::BadKey);
    Ok(data)
}
