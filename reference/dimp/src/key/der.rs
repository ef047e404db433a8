//! DER as far as keys and signatures have it: `spec/dimp.md` sections 4.5.1 and 4.10 (revision 1.0.0).
//!
//! The readers of libraries are no help here: they refuse the `PrivateKeyInfo` of version 1 without a public key that
//! DI-DICT-10 asks for.

/// BIT STRING
pub(super) const BITS: u8 = 0x03;
/// INTEGER
pub(super) const INTEGER: u8 = 0x02;
/// NULL
pub(super) const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER
pub(super) const OBJECT: u8 = 0x06;
/// OCTET STRING
pub(super) const OCTETS: u8 = 0x04;
/// SEQUENCE
pub(super) const SEQUENCE: u8 = 0x30;

/// The unread values of a SEQUENCE, or of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Der<'a> {
    unread: &'a [u8],
    /// Whether lengths and integers must have their shortest form, and nothing may be left at the end.
    is_strict: bool,
}

impl<'a> Der<'a> {
    pub(super) const fn new(bytes: &'a [u8], is_strict: bool) -> Self {
        Self { unread: bytes, is_strict }
    }

    /// Another text, to be read in the same way.
    pub(super) const fn like(self, bytes: &[u8]) -> Der<'_> {
        Der { unread: bytes, is_strict: self.is_strict }
    }

    /// Takes the next value, if it has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (found, rest) = self.unread.split_first()?;
        let (length, rest) = self.length(rest)?;
        let (value, rest) = rest.split_at_checked(length)?;
        if *found != tag {
            return None;
        }
        self.unread = rest;
        Some(value)
    }

    /// Takes the next value, if it is a SEQUENCE, or what else has values in it.
    pub(super) fn open(&mut self, tag: u8) -> Option<Self> {
        Some(Self { unread: self.take(tag)?, is_strict: self.is_strict })
    }

    /// Takes the next value, if it is an INTEGER that is not negative, without zero bytes in front.
    pub(super) fn integer(&mut self) -> Option<&'a [u8]> {
        let digits = self.take(INTEGER)?;
        let is_shortest = match digits {
            [] => false,
            [0, second, ..] => *second >= 0x80,
            [first, ..] => *first < 0x80,
        };
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        if is_shortest || !self.is_strict { digits.get(zeros..) } else { None }
    }

    /// Takes the next value, if it is a BIT STRING of whole bytes.
    pub(super) fn bits(&mut self) -> Option<&'a [u8]> {
        match self.take(BITS)? {
            [0, bytes @ ..] => Some(bytes),
            _ => None,
        }
    }

    /// Whether the next value has this tag.
    pub(super) fn is_next(&self, tag: u8) -> bool {
        self.unread.first() == Some(&tag)
    }

    /// Says that nothing is left.
    pub(super) const fn end(self) -> Option<()> {
        if self.unread.is_empty() || !self.is_strict { Some(()) } else { None }
    }

    fn length<'b>(&self, bytes: &'b [u8]) -> Option<(usize, &'b [u8])> {
        let (first, rest) = bytes.split_first()?;
        if *first < 0x80 {
            return Some((usize::from(*first), rest));
        }
        let (digits, rest) = rest.split_at_checked(usize::from(*first - 0x80))?;
        let length = digits.iter().try_fold(0_usize, |length, digit| {
            length.checked_mul(256).map(|length| length | usize::from(*digit))
        })?;
        let is_shortest = length >= 0x80 && digits.first() != Some(&0);
        (is_shortest || !self.is_strict).then_some((length, rest))
    }
}

/// A value with its tag and its length.
pub(super) fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let digits = length.to_be_bytes();
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let mut out = Vec::with_capacity(length + 1 + digits.len());
    out.push(tag);
    if length >= 0x80 {
        out.push(0x80 | u8::try_from(digits.len() - zeros).unwrap_or_default());
        out.extend(digits.iter().skip(zeros));
    } else {
        out.extend(digits.last());
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// An INTEGER that is not negative, of digits without zero bytes in front.
pub(super) fn integer(digits: &[u8]) -> Vec<u8> {
    let is_bare = digits.first().is_some_and(|first| *first < 0x80);
    value(INTEGER, &[if is_bare { &[] } else { &[0] }, digits])
}
