//! Signatures that only the holder of a private key can make, and no honest one does: section 3.5.

use curve25519_dalek::constants::{ED25519_BASEPOINT_TABLE, EIGHT_TORSION};
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};

use super::asked::{Device, raw};

/// `Point` of the point of order 1.
pub(super) const TRIVIAL: &str = "0100000000000000000000000000000000000000000000000000000000000000";
/// The same y as another number.
pub(super) const TRIVIAL_AGAIN: &str = "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";

/// The order of the base point.
const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// A signature with L added to its S.
pub(super) fn s_plus_l(signature: &str) -> String {
    let bytes = raw(signature);
    let (r, s) = bytes.split_at(32);
    let mut carry = 0;
    let sum: Vec<u8> = s
        .iter()
        .zip(L)
        .map(|(a, b)| {
            let [low, high] = (u16::from(*a) + u16::from(b) + carry).to_le_bytes();
            carry = u16::from(high);
            low
        })
        .collect();
    join(r, &sum)
}

/// A signature with this R, which is nobody's choice, and S = h · a: its equation gives the point of order 1.
pub(super) fn with_r(device: &Device, r: &[u8], message: &[u8]) -> String {
    let h = challenge(r, &raw(device.ed25519), message);
    join(r, (h * private(device)).as_bytes())
}

/// The points of order 8, each as an R.
pub(super) fn order_8() -> Vec<u8> {
    EIGHT_TORSION.get(1).map_or_else(Vec::new, |point| point.compress().to_bytes().to_vec())
}

/// An R with a part of order 8: the equation holds once both sides are multiplied by 8.
pub(super) fn torsioned_r(device: &Device, message: &[u8]) -> String {
    let r = nonce(0, message);
    let honest = &r * ED25519_BASEPOINT_TABLE;
    let point = EIGHT_TORSION.get(1).map_or(honest, |small| honest + small).compress();
    let h = challenge(point.as_bytes(), &raw(device.ed25519), message);
    join(point.as_bytes(), (r + h * private(device)).as_bytes())
}

/// A signature that anybody can make for a key of order 1, however it is written.
pub(super) fn by_anybody(message: &[u8]) -> String {
    let r = nonce(0, message);
    join((&r * ED25519_BASEPOINT_TABLE).compress().as_bytes(), r.as_bytes())
}

/// The key with a part of order 8, and a signature whose challenge makes the part disappear.
pub(super) fn mixed_key(device: &Device, message: &[u8]) -> (String, String) {
    let key: [u8; 32] = raw(device.ed25519).try_into().expect("a key has 32 bytes");
    let mixed = hex::encode(super::points::torsion(&key));
    for attempt in 0.. {
        let r = nonce(attempt, message);
        let point = (&r * ED25519_BASEPOINT_TABLE).compress();
        let h = challenge(point.as_bytes(), &raw(&mixed), message);
        if h.as_bytes().first().is_some_and(|byte| byte.is_multiple_of(8)) {
            return (mixed, join(point.as_bytes(), (r + h * private(device)).as_bytes()));
        }
    }
    unreachable!("one challenge in eight is a multiple of 8")
}

fn private(device: &Device) -> Scalar {
    Scalar::from_bytes_mod_order(raw(device.private).try_into().expect("a scalar has 32 bytes"))
}

/// Any number: nothing here is secret.
fn nonce(attempt: u32, message: &[u8]) -> Scalar {
    hash(&[b"forged", &attempt.to_le_bytes(), message])
}

fn challenge(r: &[u8], key: &[u8], message: &[u8]) -> Scalar {
    hash(&[r, key, message])
}

fn hash(parts: &[&[u8]]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest(parts.concat()).into())
}

fn join(r: &[u8], s: &[u8]) -> String {
    hex::encode([r, s].concat())
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::EdwardsPoint;
    use curve25519_dalek::edwards::CompressedEdwardsY;
    use curve25519_dalek::traits::Identity as _;

    use super::super::asked::BOB;
    use super::*;

    /// S · B − h · A.
    fn equation(key: &str, signature: &str, message: &[u8]) -> EdwardsPoint {
        let bytes = raw(signature);
        let (r, s) = bytes.split_at(32);
        let point = CompressedEdwardsY(raw(key).try_into().unwrap()).decompress().unwrap();
        let s = Scalar::from_bytes_mod_order(s.try_into().unwrap());
        EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge(r, &raw(key), message), &-point, &s)
    }

    fn r_of(signature: &str) -> EdwardsPoint {
        CompressedEdwardsY(raw(&signature[..64]).try_into().unwrap()).decompress().unwrap()
    }

    #[test]
    fn forged_signatures_fail_only_where_they_should() {
        let message = b"message";
        let trivial = with_r(&BOB, &raw(TRIVIAL), message);
        assert_eq!(equation(BOB.ed25519, &trivial, message), EdwardsPoint::identity());
        let torsioned = torsioned_r(&BOB, message);
        let got = equation(BOB.ed25519, &torsioned, message);
        assert_ne!(got, r_of(&torsioned));
        assert_eq!(got.mul_by_cofactor(), r_of(&torsioned).mul_by_cofactor());
        let (key, signature) = mixed_key(&BOB, message);
        assert_eq!(equation(&key, &signature, message), r_of(&signature));
        for key in [TRIVIAL, TRIVIAL_AGAIN] {
            let anybody = by_anybody(message);
            assert_eq!(equation(key, &anybody, message), r_of(&anybody));
        }
    }
}
