//! Texts of JSON, which may hold halves of surrogate pairs.

use std::fmt;

/// A text: UTF-8 in which half of a surrogate pair stands as the three bytes that UTF-8 would give its number.
///
/// Texts are in the order of their code points.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(Vec<u8>);

impl Text {
    /// Takes bytes that are UTF-8 but for halves of surrogate pairs.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let mut rest = bytes.as_slice();
        loop {
            match str::from_utf8(rest) {
                Ok(_) => return Some(Self(bytes)),
                Err(why) => match rest.get(why.valid_up_to()..) {
                    Some([0xed, 0xa0..=0xbf, 0x80..=0xbf, after @ ..]) => rest = after,
                    _ => return None,
                },
            }
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether no half of a surrogate pair is in it.
    #[must_use]
    pub fn is_unicode(&self) -> bool {
        str::from_utf8(&self.0).is_ok()
    }

    /// Appends a text.
    pub fn push_str(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Appends a code point, or half of a surrogate pair.
    pub fn push(&mut self, code_point: u32) {
        if let Some(character) = char::from_u32(code_point) {
            self.push_str(character.encode_utf8(&mut [0; 4]));
        } else {
            let [.., high, low] = code_point.to_be_bytes();
            let (middle, last) = ((high & 0x0f) << 2 | low >> 6, low & 0x3f);
            self.0.extend_from_slice(&[0xe0 | high >> 4, 0x80 | middle, 0x80 | last]);
        }
    }
}

/// The numbers of the code points of a [`Text`].
pub fn code_points(text: &[u8]) -> impl Iterator<Item = u32> {
    let mut bytes = text.iter().copied().map(u32::from);
    std::iter::from_fn(move || {
        let first = bytes.next()?;
        let (value, more) = match first {
            0x00..=0x7f => (first, 0),
            0xc0..=0xdf => (first & 0x1f, 1),
            0xe0..=0xef => (first & 0x0f, 2),
            _ => (first & 0x07, 3),
        };
        Some(bytes.by_ref().take(more).fold(value, |value, byte| value << 6 | byte & 0x3f))
    })
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        String::from_utf8_lossy(&self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_utf_8_and_halves_of_pairs() {
        for bytes in [&b"a"[..], "é\u{10ffff}".as_bytes(), b"\xed\xa0\x80", b"a\xed\xbf\xbfb"] {
            let text = Text::from_bytes(bytes.to_vec()).unwrap();
            let mut again = Text::default();
            code_points(text.as_bytes()).for_each(|code_point| again.push(code_point));
            assert_eq!(again, text);
        }
        for bytes in [&b"\xff"[..], b"\xed\xa0", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xed\xa0\x80\xff"] {
            assert_eq!(Text::from_bytes(bytes.to_vec()), None);
        }
    }

    #[test]
    fn halves_of_pairs_are_told() {
        assert!(Text::from("\u{d7ff}\u{e000}").is_unicode());
        assert!(!Text::from_bytes(b"\xed\xa0\x80".to_vec()).unwrap().is_unicode());
    }
}
