//! Public keys: `spec/dimp.md` sections 4.5, 4.10 and 4.11 (revision 1.0.0).

use super::dict::{self, Algorithm, Use};
use super::{Padding, ecc, rsa};
use crate::error::{Misuse, Reject};
use crate::wire::json::{Dict, write};

/// A key that verifies, and if it is RSA encrypts message keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(pub(super) Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ecc(ecc::Public),
    Rsa(rsa::Public),
}

impl PublicKey {
    /// Reads the text of a dictionary.
    ///
    /// # Errors
    /// Those of [`dict::read`] and [`PublicKey::of_dict`].
    pub fn read(text: &[u8]) -> Result<Self, Reject> {
        Self::of_dict(&dict::read(text)?)
    }

    /// Reads a dictionary.
    ///
    /// # Errors
    /// [`Reject::BadKey`], [`Reject::UnknownAlgorithm`], [`Reject::LooseText`], [`Reject::WeakKey`].
    pub fn of_dict(dict: &Dict) -> Result<Self, Reject> {
        let algorithm = dict::algorithm(dict, Use::Public)?;
        let data = dict::data(dict)?;
        Ok(Self(match algorithm {
            Algorithm::Ecc => Kind::Ecc(ecc::Public::read(data)?),
            _ => Kind::Rsa(rsa::Public::read(data)?),
        }))
    }

    /// RSA, or ECC.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.0 {
            Kind::Ecc(_) => Algorithm::Ecc,
            Kind::Rsa(_) => Algorithm::Rsa,
        }
    }

    /// Its data by section 3.2: the DER of an RSA key, the uncompressed point of an ECC key.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        match &self.0 {
            Kind::Ecc(key) => key.point(),
            Kind::Rsa(key) => key.data(),
        }
    }

    /// The number of bits of the modulus, of RSA.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        match &self.0 {
            Kind::Ecc(_) => None,
            Kind::Rsa(key) => Some(key.bits()),
        }
    }

    /// The dictionary that a writer gives (DI-DICT-7 to DI-DICT-9).
    #[must_use]
    pub fn to_dict(&self) -> Dict {
        match &self.0 {
            Kind::Ecc(key) => key.to_dict(),
            Kind::Rsa(key) => key.to_dict(),
        }
    }

    /// The text of [`PublicKey::to_dict`].
    #[must_use]
    pub fn to_text(&self) -> String {
        write::dict(&self.to_dict())
    }

    /// Verifies a signature.
    ///
    /// # Errors
    /// [`Reject::BadSignature`], [`Reject::HighS`].
    pub fn verify(&self, data: &[u8], signature: &[u8]) -> Result<(), Reject> {
        match &self.0 {
            Kind::Ecc(key) => key.verify(data, signature),
            Kind::Rsa(key) => key.verify(data, signature),
        }
    }

    /// Whether it can encrypt at all.
    #[must_use]
    pub const fn can_encrypt(&self) -> bool {
        matches!(self.0, Kind::Rsa(_))
    }

    /// Encrypts a plaintext that fits into a block.
    ///
    /// # Errors
    /// [`Misuse::NoReceiverKey`].
    pub fn encrypt(&self, plaintext: &[u8], padding: &mut Padding) -> Result<Vec<u8>, Misuse> {
        match &self.0 {
            Kind::Ecc(_) => ecc::refuse_to_encrypt(plaintext),
            Kind::Rsa(key) => key.encrypt(plaintext, padding),
        }
    }

    /// Computes on a block as long as the modulus, without padding, as an attacker does: section 9.3.
    #[must_use]
    pub fn raise(&self, block: &[u8]) -> Option<Vec<u8>> {
        match &self.0 {
            Kind::Ecc(_) => None,
            Kind::Rsa(key) => key.raise(block),
        }
    }
}
