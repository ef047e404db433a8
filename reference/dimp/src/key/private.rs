//! Private keys: `spec/dimp.md` sections 4.5, 4.10 and 4.11 (revision 1.0.0).

use taut_wire::require;

use super::dict::{self, Algorithm, Use};
use super::{PublicKey, ecc, public, rsa};
use crate::error::Reject;
use crate::wire::json::{Dict, write};

/// A key that signs, and if it is RSA decrypts message keys.
#[derive(Clone, Debug)]
pub struct PrivateKey {
    public: PublicKey,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Ecc(ecc::Private),
    Rsa(Box<rsa::Private>),
}

impl PrivateKey {
    /// Reads the text of a dictionary.
    ///
    /// # Errors
    /// Those of [`dict::read`] and [`PrivateKey::of_dict`].
    pub fn read(text: &[u8]) -> Result<Self, Reject> {
        Self::of_dict(&dict::read(text)?)
    }

    /// Reads a dictionary.
    ///
    /// # Errors
    /// [`Reject::BadKey`], [`Reject::UnknownAlgorithm`], [`Reject::LooseText`], [`Reject::WeakKey`].
    pub fn of_dict(dict: &Dict) -> Result<Self, Reject> {
        let algorithm = dict::algorithm(dict, Use::Private)?;
        let data = dict::data(dict)?;
        if algorithm == Algorithm::Ecc {
            return ecc::Private::read(data).map(Self::of_ecc);
        }
        let (public, private) = rsa::Private::read(data)?;
        Ok(Self { public: PublicKey(public::Kind::Rsa(public)), kind: Kind::Rsa(Box::new(private)) })
    }

    /// Makes an ECC key of the draw `key`.
    ///
    /// # Errors
    /// [`Reject::BadKey`] if the draw is no secret, which is never drawn.
    pub fn draw(key: &[u8; 32]) -> Result<Self, Reject> {
        ecc::Private::draw(key).map(Self::of_ecc)
    }

    fn of_ecc(private: ecc::Private) -> Self {
        Self { public: PublicKey(public::Kind::Ecc(private.public())), kind: Kind::Ecc(private) }
    }

    /// RSA, or ECC.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The dictionary that a writer gives, of ECC (DI-DICT-7, DI-DICT-10).
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        match &self.kind {
            Kind::Ecc(key) => Some(write::dict(&key.to_dict())),
            Kind::Rsa(_) => None,
        }
    }

    /// Signs. RSA does not use the draw `k`.
    ///
    /// # Errors
    /// [`Reject::BadKey`] if the key turns out to be none: the factors of its modulus are no primes.
    pub fn sign(&self, data: &[u8], k: &[u8; 32]) -> Result<Vec<u8>, Reject> {
        match &self.kind {
            Kind::Ecc(key) => key.sign(data, k),
            Kind::Rsa(key) => key.sign(data),
        }
    }

    /// Decrypts a block. A wrong padding gives bytes that mean nothing (DI-ENC-7).
    ///
    /// # Errors
    /// [`Reject::UnknownAlgorithm`] if it is ECC, [`Reject::BadLength`].
    pub fn decrypt(&self, block: &[u8]) -> Result<Vec<u8>, Reject> {
        match &self.kind {
            Kind::Ecc(_) => {
                require!(DI_DICT_3, false, Reject::UnknownAlgorithm);
                Ok(block.to_vec())
            }
            Kind::Rsa(key) => key.decrypt(block),
        }
    }

    /// Computes on a block as long as the modulus, without padding, as an attacker does: section 9.3.
    #[must_use]
    pub fn raise(&self, block: &[u8]) -> Option<Vec<u8>> {
        match &self.kind {
            Kind::Ecc(_) => None,
            Kind::Rsa(key) => key.raise(block),
        }
    }
}
