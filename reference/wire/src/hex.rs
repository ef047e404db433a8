//! Bytes in `Debug` output.

use core::fmt;

/// Shows bytes as lower-case hexadecimal digits.
pub struct Hex<'a>(pub &'a [u8]);

impl fmt::Debug for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_lower_case_with_two_digits_a_byte() {
        assert_eq!(format!("{:?}", Hex(&[0x00, 0x0a, 0xff])), "000aff");
    }
}
