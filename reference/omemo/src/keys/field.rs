//! Numbers mod p, for the conversion of public keys that are no points of the curve: curve25519-dalek converts points.
//!
//! Everything here is public, so that nothing has to take the same time.

/// Four digits of 64 bits, the lowest first; less than 2^256, and less than p where it is written.
#[derive(Clone, Copy)]
pub(super) struct Field([u64; 4]);

/// 2^256 is 38 mod p.
const FOLD: u128 = 38;
const P: [u64; 4] = [0xffff_ffff_ffff_ffed, u64::MAX, u64::MAX, 0x7fff_ffff_ffff_ffff];

impl Field {
    const ONE: Self = Self([1, 0, 0, 0]);

    /// The number in 32 bytes without bit 255.
    fn read(bytes: &[u8; 32]) -> Self {
        let mut digits = [0; 4];
        for (digit, bytes) in digits.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *digit = u64::from_le_bytes(*bytes);
        }
        let [a, b, c, d] = digits;
        Self([a, b, c, d & (u64::MAX >> 1)])
    }

    fn write(self) -> [u8; 32] {
        let mut digits = self.0;
        while is_at_least_p(&digits) {
            let mut borrow = false;
            for (digit, p) in digits.iter_mut().zip(P) {
                (*digit, borrow) = digit.borrowing_sub(p, borrow);
            }
        }
        let mut out = [0; 32];
        for (to, digit) in out.chunks_mut(8).zip(digits) {
            to.copy_from_slice(&digit.to_le_bytes());
        }
        out
    }

    /// Takes eight digits to four.
    fn fold(wide: [u64; 8]) -> Self {
        let [a, b, c, d, high @ ..] = wide;
        let mut low = [a, b, c, d];
        let mut high = high;
        while high != [0; 4] {
            let mut carry = 0_u128;
            for (digit, above) in low.iter_mut().zip(high) {
                (*digit, carry) = split(u128::from(*digit) + FOLD * u128::from(above) + carry);
            }
            let (first, second) = split(carry);
            high = [first, u64::try_from(second).unwrap_or_default(), 0, 0];
        }
        Self(low)
    }

    fn mul(self, other: Self) -> Self {
        let mut wide = [0; 8];
        for (i, a) in self.0.into_iter().enumerate() {
            let mut carry = 0;
            for (to, b) in wide.iter_mut().skip(i).zip(other.0.into_iter().chain([0; 4])) {
                (*to, carry) = split(u128::from(*to) + u128::from(a) * u128::from(b) + carry);
            }
        }
        Self::fold(wide)
    }

    fn add(self, other: Self) -> Self {
        let (mut wide, mut carry) = ([0; 8], 0);
        for (to, (a, b)) in
            wide.iter_mut().zip(self.0.into_iter().chain([0; 1]).zip(other.0.into_iter().chain([0; 1])))
        {
            (*to, carry) = split(u128::from(a) + u128::from(b) + carry);
        }
        Self::fold(wide)
    }

    /// `self − other`: −1 is p − 1.
    fn sub(self, other: Self) -> Self {
        let [p, rest @ ..] = P;
        let [b, c, d] = rest;
        self.add(other.mul(Self([p - 1, b, c, d])))
    }

    /// The inverse, and 0 of 0: the power p − 2, all of whose 255 bits are 1 but bits 2 and 4.
    fn invert(self) -> Self {
        let mut out = Self::ONE;
        for bit in (0..255).rev() {
            out = out.mul(out);
            if bit != 2 && bit != 4 {
                out = out.mul(self);
            }
        }
        out
    }
}

fn split(wide: u128) -> (u64, u128) {
    let low = wide.to_le_bytes().first_chunk().copied().unwrap_or_default();
    (u64::from_le_bytes(low), wide >> 64)
}

fn is_at_least_p(digits: &[u64; 4]) -> bool {
    digits.iter().rev().ge(P.iter().rev())
}

/// y = (u − 1) / (u + 1), and 0 for u = −1.
pub(super) fn edwards_y(u: &[u8; 32]) -> [u8; 32] {
    let u = Field::read(u);
    u.sub(Field::ONE).mul(u.add(Field::ONE).invert()).write()
}

/// u = (1 + y) / (1 − y), and 0 for y = 1.
pub(super) fn montgomery_u(y: &[u8; 32]) -> [u8; 32] {
    let y = Field::read(y);
    Field::ONE.add(y).mul(Field::ONE.sub(y).invert()).write()
}

/// Whether a number of 256 bits is less than p.
pub(super) fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [.., last] = bytes;
    let Field(digits) = Field::read(bytes);
    last & 0x80 == 0 && !is_at_least_p(&digits)
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::EdwardsPoint;

    use super::*;

    #[test]
    fn conversions_are_those_of_the_curve() {
        for number in 1..40 {
            let point = EdwardsPoint::mul_base_clamped([number; 32]);
            let (u, mut y) = (point.to_montgomery().to_bytes(), point.compress().to_bytes());
            y[31] &= 0x7f;
            assert_eq!((edwards_y(&u), montgomery_u(&y)), (y, u));
        }
    }

    #[test]
    fn what_has_no_other_form_is_zero() {
        let mut minus_1 = [0xff; 32];
        (minus_1[0], minus_1[31]) = (0xec, 0x7f);
        assert_eq!(edwards_y(&minus_1), [0; 32]);
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(montgomery_u(&one), [0; 32]);
        assert_eq!(edwards_y(&one), [0; 32]);
    }

    #[test]
    fn p_is_the_first_number_that_is_not_canonical() {
        let mut number = [0xff; 32];
        (number[0], number[31]) = (0xec, 0x7f);
        assert!(is_canonical(&number));
        number[0] = 0xed;
        assert!(!is_canonical(&number));
        assert!(!is_canonical(&[0x80; 32]));
    }
}
