//! ECDSA over secp256k1 with the random number 1: its point is the generator, so that nothing has to be multiplied.

use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};

use super::der::{integer, sequence};
use super::key_ecc::{GENERATOR_X, N, SECRET, bytes};

/// The numbers of a signature.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    pub(super) r: BigUint,
    pub(super) s: BigUint,
}

/// The order of the group.
pub(super) fn order() -> BigUint {
    BigUint::from_bytes_be(&bytes(N))
}

impl Signature {
    /// That of some bytes under [`SECRET`], before it is decided which s is written.
    pub(super) fn of(data: &[u8]) -> Self {
        Self::under(&BigUint::from_bytes_be(&bytes(SECRET)), data)
    }

    /// The same under another secret.
    pub(super) fn under(secret: &BigUint, data: &[u8]) -> Self {
        let r = BigUint::from_bytes_be(&bytes(GENERATOR_X));
        let hash = BigUint::from_bytes_be(&Sha256::digest(data));
        let s = (hash + &r * secret) % order();
        Self { r, s }
    }

    /// Whether s is the larger of the two.
    pub(super) fn is_high(&self) -> bool {
        self.s > order() / BigUint::from(2_u8)
    }

    /// The one with n − s, which verifies as well.
    pub(super) fn twin(&self) -> Self {
        Self { r: self.r.clone(), s: order() - &self.s }
    }

    /// The one that a writer gives.
    pub(super) fn low(self) -> Self {
        if self.is_high() { self.twin() } else { self }
    }

    pub(super) fn der(&self) -> Vec<u8> {
        sequence(&[integer(&self.r), integer(&self.s)])
    }
}
