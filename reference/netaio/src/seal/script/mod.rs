//! Locks, witnesses, and the machine that runs them: `spec/netaio.md` sections 4.9, 5.11 and 5.12 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Lock`] | 4.9, 5.11 | NA-LOCK-2 to NA-LOCK-4 |
//! | [`Witness`] | 4.9, 5.11 | NA-WIT-1 to NA-WIT-3 |
//! | [`run`] | 5.12 | NA-VM-1 to NA-VM-6 |
//! | [`tweak`], [`root`], [`tweaked_scalar`], [`signed`] | 4.9, 5.11 | |

mod lock;
mod machine;
mod run;
mod witness;

use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use sha3::Shake256;
use sha3::digest::{ExtendableOutput, Update, XofReader};

use super::crypt::hash;

pub use lock::Lock;
pub use run::{MAX_COST, MAX_EVAL_DEPTH, MAX_ITEM, MAX_ITEMS, Run, run};
pub use witness::{Witness, tweaked_scalar};

/// Codes of the instructions that locks and witnesses are made of.
pub(crate) mod code {
    pub(crate) const FALSE: u8 = 0x00;
    pub(crate) const TRUE: u8 = 0x01;
    pub(crate) const PUSH0: u8 = 0x02;
    pub(crate) const PUSH1: u8 = 0x03;
    pub(crate) const PUSH2: u8 = 0x04;
    pub(crate) const DUP: u8 = 0x1d;
    pub(crate) const SHA256: u8 = 0x1e;
    pub(crate) const SHAKE256: u8 = 0x1f;
    pub(crate) const VERIFY: u8 = 0x20;
    pub(crate) const EQUAL: u8 = 0x21;
    pub(crate) const EQUAL_VERIFY: u8 = 0x22;
    pub(crate) const CHECK_SIG: u8 = 0x23;
    pub(crate) const CHECK_SIG_VERIFY: u8 = 0x24;
    pub(crate) const EVAL: u8 = 0x2d;
    pub(crate) const CHECK_MULTISIG: u8 = 0x46;
    pub(crate) const CHECK_MULTISIG_VERIFY: u8 = 0x47;
    pub(crate) const TAPROOT: u8 = 0x5b;
    pub(crate) const FIRST_NOP: u8 = 0x5c;
}

/// `Shake(m, n)` of section 3.1.
pub(crate) fn shake(m: &[u8], n: usize) -> Vec<u8> {
    let mut hash = Shake256::default();
    hash.update(m);
    let mut bytes = vec![0; n];
    hash.finalize_xof().read(&mut bytes);
    bytes
}

/// The tweak of a script.
#[must_use]
pub fn tweak(internal_key: &[u8; 32], script: &[u8]) -> [u8; 32] {
    let mut tweak = hash(&[internal_key, &hash(&[script])]);
    let [.., last] = &mut tweak;
    *last &= 0x7f;
    tweak
}

/// The internal key plus tweak times the base point.
///
/// Gives nothing for a key that is not the canonical encoding of a point of prime order.
#[must_use]
pub fn root(internal_key: &[u8; 32], script: &[u8]) -> Option<[u8; 32]> {
    let tweak = Scalar::from_bytes_mod_order(tweak(internal_key, script));
    let root = prime_order_point(internal_key)? + &tweak * ED25519_BASEPOINT_TABLE;
    Some(root.compress().to_bytes())
}

fn prime_order_point(bytes: &[u8; 32]) -> Option<EdwardsPoint> {
    let point = CompressedEdwardsY(*bytes).decompress()?;
    let is_canonical = point.compress().to_bytes() == *bytes;
    (is_canonical && point.is_torsion_free() && !point.is_identity()).then_some(point)
}

/// The sigfields that signature flags do not leave out, one directly after the other.
#[must_use]
pub fn signed(sigfields: &[&[u8]], flags: u8) -> Vec<u8> {
    let kept = sigfields.iter().take(8).enumerate().filter(|(n, _)| flags >> n & 1 == 0);
    kept.flat_map(|(_, field)| field.iter().copied()).collect()
}
