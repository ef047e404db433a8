//! Base 58 of the bytes of an address: `spec/dimp.md` section 4.3 (revision 1.0.0).
//!
//! Libraries go through all bytes for each digit, which was the greater part of what an address costs; three of them are
//! read for a message. Here five digits are taken together, and a number of 25 bytes is seven words.

use std::array;
use std::sync::LazyLock;

/// Network, digest, check.
pub(super) const SIZE: usize = 25;
/// How many digits hold so many bytes at most.
const DIGITS: usize = WORDS * GROUP;
/// Bytes of the words in front of those.
const SPARE: usize = 4 * WORDS - SIZE;
const WORDS: usize = 7;
const GROUP: usize = 5;
/// What the digits of a group count up to.
const BASE: u64 = 58_u64.pow(5);

const ALPHABET: [char; 58] = [
    '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M',
    'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i',
    'j', 'k', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
];

/// What the characters of ASCII stand for.
static VALUES: LazyLock<[Option<u64>; 128]> = LazyLock::new(|| {
    array::from_fn(|byte| {
        let value = ALPHABET.iter().position(|digit| u32::from(*digit).try_into() == Ok(byte));
        value.and_then(|value| u64::try_from(value).ok())
    })
});

/// Writes bytes: a `1` for each zero in front, and the number that the others are.
pub(super) fn encode(bytes: &[u8; SIZE]) -> String {
    let mut padded = [0; SPARE + SIZE];
    padded.iter_mut().skip(SPARE).zip(bytes).for_each(|(to, from)| *to = *from);
    let mut number = Number::of(&padded);
    let mut digits = [0; DIGITS];
    for group in digits.rchunks_exact_mut(GROUP) {
        let mut rest = number.divide();
        for digit in group.iter_mut().rev() {
            *digit = usize::try_from(rest % 58).unwrap_or_default();
            rest /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = digits.iter().skip_while(|digit| **digit == 0);
    let mut text = String::with_capacity(DIGITS);
    text.extend(std::iter::repeat_n('1', zeros));
    text.extend(digits.filter_map(|digit| ALPHABET.get(*digit)));
    text
}

/// Reads exactly so many bytes. A text of any length costs no more than one of [`DIGITS`].
pub(super) fn decode(text: &str) -> Option<[u8; SIZE]> {
    if text.len() > DIGITS {
        return None;
    }
    let values = &*VALUES;
    let mut number = Number::of(&[0; SPARE + SIZE]);
    for group in text.as_bytes().chunks(GROUP) {
        let (mut value, mut base) = (0, 1);
        for digit in group {
            value = 58 * value + (*values.get(usize::from(*digit))?)?;
            base *= 58;
        }
        number.multiply_and_add(base, value);
    }
    let bytes = number.bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let ones = text.bytes().take_while(|digit| *digit == b'1').count();
    if zeros == SPARE + ones { bytes.last_chunk().copied() } else { None }
}

/// Words of 32 bits, the highest one first.
struct Number([u64; WORDS]);

impl Number {
    fn of(bytes: &[u8; SPARE + SIZE]) -> Self {
        let mut words = [0; WORDS];
        let (chunks, _) = bytes.as_chunks();
        words.iter_mut().zip(chunks).for_each(|(word, chunk)| *word = u32::from_be_bytes(*chunk).into());
        Self(words)
    }

    fn bytes(&self) -> [u8; SPARE + SIZE] {
        let mut bytes = [0; SPARE + SIZE];
        let (chunks, _) = bytes.as_chunks_mut::<4>();
        for (chunk, word) in chunks.iter_mut().zip(self.0) {
            [_, _, _, _, chunk[0], chunk[1], chunk[2], chunk[3]] = word.to_be_bytes();
        }
        bytes
    }

    /// Divides by [`BASE`], and gives the rest.
    fn divide(&mut self) -> u64 {
        let mut rest = 0;
        for word in &mut self.0 {
            let value = rest << 32 | *word;
            (*word, rest) = (value / BASE, value % BASE);
        }
        rest
    }

    /// What does not fit is lost: so many digits fit.
    fn multiply_and_add(&mut self, factor: u64, summand: u64) {
        let mut carried = summand;
        for word in self.0.iter_mut().rev() {
            let value = *word * factor + carried;
            (*word, carried) = (value & 0xffff_ffff, value >> 32);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_library(text: &str) -> Option<[u8; SIZE]> {
        bs58::decode(text).into_vec().ok()?.try_into().ok()
    }

    #[test]
    fn zeros_and_limits_are_those_of_the_library() {
        for zeros in 0..=SIZE {
            for byte in [1, 57, 58, 255] {
                let mut bytes = [byte; SIZE];
                bytes.iter_mut().take(zeros).for_each(|byte| *byte = 0);
                let text = bs58::encode(bytes).into_string();
                assert_eq!((encode(&bytes), decode(&text)), (text.clone(), Some(bytes)));
                assert_eq!(decode(&format!("1{text}")), None, "a byte too many");
                assert_eq!(decode(text.split_at(1).1), by_library(text.split_at(1).1));
            }
        }
        for text in
            ["", "1", "0", "l", "\u{e9}", &"1".repeat(25), &"1".repeat(26), &"z".repeat(34), &"z".repeat(35)]
        {
            assert_eq!(decode(text), by_library(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn texts_are_those_of_the_library(bytes: [u8; SIZE], text in "[1-9A-HJ-NP-Za-km-z]{30,36}") {
            prop_assert_eq!(encode(&bytes), bs58::encode(bytes).into_string());
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
            prop_assert_eq!(decode(&text), by_library(&text));
        }
    }
}
