//! Base64 as lenient decoders read it, that of Python among them.

/// A text that ends within a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotBase64;

/// Reads groups of four characters of the alphabet, up to the first one that `=` completes; other characters are passed
/// over.
///
/// # Errors
/// [`NotBase64`].
pub fn decode_leniently(text: &[u8]) -> Result<Vec<u8>, NotBase64> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    // How many characters of the group there are, how many `=` after them, and the bits that made no byte yet.
    let (mut group, mut completing, mut bits) = (0_u8, 0_u8, 0_u8);
    for character in text.iter().copied() {
        if character == b'=' && group >= 2 {
            completing += 1;
            if group + completing == 4 {
                return Ok(bytes);
            }
        }
        let Some(value) = sextet(character) else { continue };
        completing = 0;
        match group {
            0 => bits = value << 2,
            1 => {
                bytes.push(bits | value >> 4);
                bits = value << 4;
            }
            2 => {
                bytes.push(bits | value >> 2);
                bits = value << 6;
            }
            _ => bytes.push(bits | value),
        }
        group = (group + 1) % 4;
    }
    if group == 0 { Ok(bytes) } else { Err(NotBase64) }
}

const fn sextet(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_digit_is_passed_over_and_padding_ends_the_text() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("YWJj", b"abc"),
            (" Y-W\nJ_j", b"abc"),
            ("YQ==YWJj", b"a"),
            ("YWE=", b"aa"),
            ("YWE=YQ", b"aa"),
            ("Y=Q==", b"a"),
            ("YR==", b"a"),
            ("==YWJj", b"abc"),
            ("YQ=W=", b"a\x05"),
        ] {
            assert_eq!(decode_leniently(text.as_bytes()).as_deref(), Ok(bytes), "{text}");
        }
        for text in ["Y", "YQ", "YQ=", "YWJjY", "YQ=W"] {
            assert_eq!(decode_leniently(text.as_bytes()), Err(NotBase64), "{text}");
        }
    }
}
