//! Signatures: `spec/omemo.md` section 3.5 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`sign`], [`sign_seed`] | 3.5, 5.2 | OM-SIGN-1, OM-SIGN-2 |
//! | [`to_legacy`], [`from_legacy`] | 3.5, 5.2 | OM-SIGN-3, OM-SIGN-4 |
//! | [`verify`] | 3.5 | OM-SIGN-4 to OM-SIGN-7 |

use std::sync::LazyLock;

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::{EdwardsPoint, Scalar};
use sha2::{Digest, Sha512};
use taut_wire::{Reader, fault, require};
use zeroize::Zeroizing;

use super::{Ed25519Key, PrivateKey, clamp};
use crate::error::Reject;
use crate::trace::Trace;

/// Size of a signature.
pub const SIGNATURE: usize = 64;

/// `Point` of the points of order 1, 2, 4 and 8.
static SMALL_ORDER: LazyLock<[[u8; 32]; 8]> =
    LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress().to_bytes()));

/// Signs with a private scalar, which is clamped, and 64 bytes that are used once (OM-SIGN-1).
#[must_use]
pub fn sign(
    private: &PrivateKey,
    message: &[u8],
    nonce: &[u8; 64],
    trace: &mut impl Trace,
) -> [u8; SIGNATURE] {
    let scalar = if fault!(OM_KEY_2) { private.clone() } else { PrivateKey(clamp(private.0)) };
    let mut prefix = [0xff; 32];
    if let Some(first) = prefix.first_mut() {
        *first = 0xfe;
    }
    // Without OM-SIGN-2 one message always has one signature.
    let nonce = if fault!(OM_SIGN_2) { &[0; 64] } else { nonce };
    let key = Scalar::from_bytes_mod_order(scalar.0);
    finish(&key, hash(&[&prefix, &scalar.0, message, nonce]), message, trace)
}

/// Signs with a seed, as RFC 8032 says.
#[must_use]
pub fn sign_seed(seed: &PrivateKey, message: &[u8]) -> [u8; SIGNATURE] {
    let hash_of_seed = Zeroizing::new(<[u8; 64]>::from(Sha512::digest(seed.0)));
    let mut reader = Reader::new(hash_of_seed.as_slice());
    let key = Scalar::from_bytes_mod_order(clamp(reader.array()));
    finish(&key, hash(&[&reader.array::<32>(), message]), message, &mut ())
}

fn finish(key: &Scalar, r: Scalar, message: &[u8], trace: &mut impl Trace) -> [u8; SIGNATURE] {
    let public = EdwardsPoint::mul_base(key).compress();
    let point = EdwardsPoint::mul_base(&r).compress();
    let h = hash(&[point.as_bytes(), public.as_bytes(), message]);
    trace.note("r", r.as_bytes());
    trace.note("h", h.as_bytes());
    join(point.as_bytes(), (r + h * key).as_bytes())
}

/// Puts the sign bit of the identity key into a signature.
#[must_use]
pub fn to_legacy(ed25519: &[u8; 32], signature: &[u8; SIGNATURE]) -> [u8; SIGNATURE] {
    let mut signature = *signature;
    let [.., last] = ed25519;
    set_high_bit(&mut signature, last & 0x80 != 0 && !fault!(OM_SIGN_3));
    signature
}

/// Takes the sign bit out of a signature.
///
/// # Errors
/// [`Reject::BadLength`].
pub fn from_legacy(signature: &[u8]) -> Result<([u8; SIGNATURE], bool), Reject> {
    let mut signature = check_length(signature)?;
    let [.., last] = signature;
    set_high_bit(&mut signature, false);
    Ok((signature, last & 0x80 != 0))
}

/// Takes the bytes of a signature.
///
/// # Errors
/// [`Reject::BadLength`].
pub fn check_length(signature: &[u8]) -> Result<[u8; SIGNATURE], Reject> {
    require!(OM_SIGN_4, signature.len() == SIGNATURE, Reject::BadLength);
    Ok(Reader::new(signature).array())
}

/// Verifies a signature.
///
/// # Errors
/// [`Reject::BadLength`], [`Reject::BadSignature`].
pub fn verify(key: &Ed25519Key, message: &[u8], signature: &[u8]) -> Result<(), Reject> {
    let signature = check_length(signature)?;
    let mut reader = Reader::new(&signature);
    let (r, s) = (reader.array::<32>(), reader.array());
    let canonical = Option::<Scalar>::from(Scalar::from_canonical_bytes(s));
    require!(OM_SIGN_5, canonical.is_some(), Reject::BadSignature);
    require!(OM_SIGN_6, !SMALL_ORDER.contains(&r), Reject::BadSignature);
    let s = canonical.unwrap_or_else(|| Scalar::from_bytes_mod_order(s));
    let h = hash(&[&r, key.as_bytes(), message]);
    let is_equal = key.point.is_some_and(|point| {
        EdwardsPoint::vartime_double_scalar_mul_basepoint(&h, &-point, &s).compress().to_bytes() == r
    });
    require!(OM_SIGN_7, is_equal, Reject::BadSignature);
    Ok(())
}

fn hash(parts: &[&[u8]]) -> Scalar {
    let hash = parts.iter().fold(Sha512::new(), Digest::chain_update).finalize();
    Scalar::from_bytes_mod_order_wide(&hash.into())
}

fn join(r: &[u8; 32], s: &[u8; 32]) -> [u8; SIGNATURE] {
    let mut signature = [0; SIGNATURE];
    signature.iter_mut().zip(r.iter().chain(s)).for_each(|(to, from)| *to = *from);
    signature
}

/// Sets bit 255 of 32 bytes, or bit 511 of 64.
pub(crate) fn set_high_bit<const N: usize>(bytes: &mut [u8; N], bit: bool) {
    if let Some(last) = bytes.last_mut() {
        *last = *last & 0x7f | u8::from(bit) << 7;
    }
}
