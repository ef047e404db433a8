//! Keys of DIMP: `spec/dimp.md` sections 3.2, 3.3, 4.5, 4.10 to 4.12 and 5.5 to 5.8 (revision 1.0.0).
//!
//! | Module or item | Section | Rules |
//! |---|---|---|
//! | [`dict`] | 4.5 | DI-DICT-1 to DI-DICT-3, DI-DICT-5 |
//! | `pem`, `der`, `row` | 4.5.1 | DI-PEM-1 to DI-PEM-3, DI-ECC-1 |
//! | `rsa` | 4.5.2, 4.5.4, 4.10, 4.11 | DI-RSA-1 to DI-RSA-4, DI-DICT-8, DI-SIG-1, DI-SIG-4 to DI-SIG-7, DI-ENC-5 to DI-ENC-7 |
//! | `ecc` | 4.5.3, 4.5.4, 4.10 | DI-ECC-2, DI-ECC-3, DI-DICT-9, DI-DICT-10, DI-SIG-2, DI-SIG-3, DI-SIG-8 to DI-SIG-11 |
//! | [`PublicKey`], [`PrivateKey`] | 4.5, 4.10, 4.11 | DI-DICT-7 |
//! | [`MessageKey`] | 4.5, 4.11, 5.6 | DI-KEY-1, DI-DICT-4, DI-DICT-6, DI-DICT-11, DI-ENC-1 to DI-ENC-4 |
//! | [`block`] | 4.12 | DI-BLOCK-1 to DI-BLOCK-4 |
//! | [`encrypt`], [`decrypt`] | 5.8 | |
//!
//! Secrets are erased when dropped, and never shown.

pub mod block;
mod der;
pub mod dict;
mod ecc;
mod message;
mod padding;
mod pem;
mod private;
mod public;
mod row;
mod rsa;

pub use self::dict::{Algorithm, Use};
pub use self::message::MessageKey;
pub use self::padding::Padding;
pub use self::private::PrivateKey;
pub use self::public::PublicKey;

use crate::error::{Refused, Reject};

/// Encrypts with a public key or a message key, given as the text of its dictionary.
///
/// # Errors
/// Those of reading a dictionary; [`Reject::UnknownAlgorithm`] for PLAIN; those of [`PublicKey::encrypt`].
pub fn encrypt(key: &[u8], plaintext: &[u8], padding: &mut Padding) -> Result<Vec<u8>, Refused> {
    let dict = dict::read(key)?;
    match dict::algorithm(&dict, Use::Encrypt)? {
        Algorithm::Rsa | Algorithm::Ecc => Ok(PublicKey::of_dict(&dict)?.encrypt(plaintext, padding)?),
        Algorithm::Aes | Algorithm::Plain => Ok(MessageKey::of_dict(&dict)?.encrypt(plaintext)),
    }
}

/// Decrypts with a private key or a message key, given as the text of its dictionary.
///
/// # Errors
/// Those of reading a dictionary; [`Reject::UnknownAlgorithm`] for ECC and PLAIN; those of [`PrivateKey::decrypt`] and
/// [`MessageKey::decrypt`].
pub fn decrypt(key: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, Reject> {
    let dict = dict::read(key)?;
    match dict::algorithm(&dict, Use::Decrypt)? {
        Algorithm::Rsa | Algorithm::Ecc => PrivateKey::of_dict(&dict)?.decrypt(ciphertext),
        Algorithm::Aes | Algorithm::Plain => MessageKey::of_dict(&dict)?.decrypt(ciphertext),
    }
}
