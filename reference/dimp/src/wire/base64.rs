//! Base64: `spec/dimp.md` section 4.2.4 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`encode`] | |
//! | [`decode`] | DI-TEXT-1, DI-TEXT-2 |

use data_encoding::BASE64;
use taut_wire::base64::{NotBase64, decode_leniently};
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

fn lenient(text: &[u8]) -> Result<Vec<u8>, NotBase64> {
    if text.is_ascii() { decode_leniently(text) } else { Err(NotBase64) }
}
