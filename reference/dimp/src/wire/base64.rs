//! Base64: `spec/dimp.md` section 4.2.4 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`encode`] | |
//! | [`decode`] | DI-TEXT-1, DI-TEXT-2 |

use data_encoding::BASE64;
use taut_wire::{require, require_ok};

use crate::error::Reject;

/// Writes bytes.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Reads a text, which need not be UTF-8. What it gives is never longer than the text.
///
/// # Errors
/// [`Reject::BadBase64`], [`Reject::LooseText`].
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Reject> {
    // What a writer gives breaks no rule, and is read at once.
    if let Some(bytes) = decode_exactly(text) {
        return Ok(bytes);
    }
    let bytes = require_ok!(DI_TEXT_1, lenient(text), Reject::BadBase64);
    require!(DI_TEXT_2, false, Reject::LooseText);
    Ok(bytes)
}

/// Reads a text that is the one that a writer gives.
#[must_use]
pub fn decode_exactly(text: &[u8]) -> Option<Vec<u8>> {
    // The decoder takes several texts in a row, too.
    let inner = text.get(..text.len().saturating_sub(2)).unwrap_or_default();
    if inner.contains(&b'=') { None } else { BASE64.decode(text).ok() }
}

/// Whether a lenient reader takes the text.
#[must_use]
pub fn is_base64(text: &[u8]) -> bool {
    lenient(text).is_ok()
}

/// Reads a text as a lenient reader does.
#[must_use]
pub fn decode_loosely(text: &[u8]) -> Option<Vec<u8>> {
    lenient(text).ok()
}

/// A text that ends within a group, or is not ASCII.
struct NotBase64;

/// Groups of four characters of the alphabet, up to the first one that `=` completes.
fn lenient(text: &[u8]) -> Result<Vec<u8>, NotBase64> {
    if !text.is_ascii() {
        return Err(NotBase64);
    }
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
