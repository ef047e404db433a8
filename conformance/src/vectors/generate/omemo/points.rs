//! Ed25519 forms that no identity key has: section 3.4.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::traits::Identity as _;
use curve25519_dalek::{EdwardsPoint, MontgomeryPoint};

/// One point of each small order, by its order.
pub(super) fn small() -> [(u32, Vec<u8>); 4] {
    [(1, 0), (2, 4), (4, 2), (8, 1)].map(|(order, index)| (order, encode(&torsion_point(index))))
}

/// A point of this order.
pub(super) fn of_order(order: u32) -> Vec<u8> {
    let found = small().into_iter().find(|(known, _)| *known == order);
    found.map(|(_, key)| key).expect("the small orders are 1, 2, 4 and 8")
}

/// The X25519 form of a point.
pub(super) fn to_x25519(key: &[u8]) -> Vec<u8> {
    let point = CompressedEdwardsY::from_slice(key).ok().and_then(|key| key.decompress());
    point.expect("the key is a point").to_montgomery().to_bytes().to_vec()
}

/// The least X25519 key above 1 that is of no point.
pub(super) fn twist() -> Vec<u8> {
    let found = (2..=u8::MAX).map(little).find(|key| MontgomeryPoint(*key).to_edwards(0).is_none());
    found.expect("half of all numbers are of no point").to_vec()
}

/// p − 1.
pub(super) fn minus_1() -> Vec<u8> {
    near_p(0xec)
}

/// p + 1.
pub(super) fn p_plus_1() -> Vec<u8> {
    near_p(0xee)
}

fn near_p(low: u8) -> Vec<u8> {
    [&[low], [0xff; 30].as_slice(), &[0x7f]].concat()
}

fn little(low: u8) -> [u8; 32] {
    std::array::from_fn(|place| if place == 0 { low } else { 0 })
}

/// A key outside the subgroup: this one and a point of order 8.
pub(super) fn torsion(key: &[u8; 32]) -> Vec<u8> {
    let point = CompressedEdwardsY(*key).decompress().expect("an identity key is a point");
    encode(&(point + torsion_point(1)))
}

/// The X25519 form of the sum of a point and the one of order 2.
pub(super) fn plus_order_2(key: MontgomeryPoint) -> Vec<u8> {
    let point = key.to_edwards(0).expect("a key of a scalar is a point");
    (point + torsion_point(4)).to_montgomery().to_bytes().to_vec()
}

/// The least y above 1 that is of no point.
pub(super) fn off_curve() -> Vec<u8> {
    let found = (2..=u8::MAX).map(little).find(|key| CompressedEdwardsY(*key).decompress().is_none());
    found.expect("half of all numbers are of no point").to_vec()
}

fn torsion_point(index: usize) -> EdwardsPoint {
    EIGHT_TORSION.get(index).copied().unwrap_or_else(EdwardsPoint::identity)
}

fn encode(point: &EdwardsPoint) -> Vec<u8> {
    point.compress().to_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_order_2_changes_no_agreement() {
        let key = MontgomeryPoint::mul_base_clamped([7; 32]);
        let other = MontgomeryPoint(plus_order_2(key).try_into().unwrap());
        assert_ne!(other, key);
        assert_eq!(other.mul_clamped([9; 32]), key.mul_clamped([9; 32]));
    }

    #[test]
    fn orders_are_what_they_are_called() {
        for (order, key) in small() {
            let point = CompressedEdwardsY(key.try_into().unwrap()).decompress().unwrap();
            let times = |count: u32| (0..count).fold(EdwardsPoint::identity(), |sum, _| sum + point);
            let first = (1..=8).find(|count| times(*count) == EdwardsPoint::identity());
            assert_eq!(first, Some(order));
        }
    }
}
