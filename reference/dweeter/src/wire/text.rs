//! Text forms: `spec/dweeter.md` section 4.2 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`encode`] | DW-TEXT-1 to DW-TEXT-3 |
//! | [`decode`] | DW-TEXT-4 to DW-TEXT-8 |
//!
//! Underneath, the decoders read as leniently as any implementation; that a text is the one that a writer gives is a
//! check of its own. What they give is never longer than the text.

use data_encoding::{BASE64, HEXLOWER};
use taut_wire::base64::decode_leniently;
use taut_wire::{require, require_ok};

use crate::error::Reject;
use crate::keys::Form;

/// Writes bytes in a text form.
#[must_use]
pub fn encode(form: Form, bytes: &[u8]) -> String {
    match form {
        Form::Hex => HEXLOWER.encode(bytes),  // DW-TEXT-1, DW-TEXT-2
        Form::Base64 => BASE64.encode(bytes), // DW-TEXT-3
    }
}

/// Reads a text of a text form; the text need not be UTF-8.
///
/// # Errors
/// [`Reject::NotHex`], [`Reject::NotBase64`], [`Reject::LooseText`].
pub fn decode(form: Form, text: &[u8]) -> Result<Vec<u8>, Reject> {
    match form {
        Form::Hex => decode_hex(text),
        Form::Base64 => decode_base64(text),
    }
}

/// A text that is not of its form.
struct NotInForm;

fn decode_hex(text: &[u8]) -> Result<Vec<u8>, Reject> {
    // What a writer gives breaks no rule, and is read at once.
    if let Ok(bytes) = HEXLOWER.decode(text) {
        return Ok(bytes);
    }
    let bytes = require_ok!(DW_TEXT_4, lenient_hex(text), Reject::NotHex);
    require!(DW_TEXT_5, !text.iter().any(u8::is_ascii_uppercase), Reject::LooseText);
    require!(DW_TEXT_6, !text.iter().copied().any(is_white_space), Reject::LooseText);
    Ok(bytes)
}

/// Pairs of digits, of either case, with white space around pairs.
fn lenient_hex(text: &[u8]) -> Result<Vec<u8>, NotInForm> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut rest = text.iter().copied();
    while let Some(high) = rest.next() {
        if is_white_space(high) {
            continue;
        }
        let low = rest.next().ok_or(NotInForm)?;
        bytes.push(digit(high)? << 4 | digit(low)?);
    }
    Ok(bytes)
}

fn digit(character: u8) -> Result<u8, NotInForm> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        b'A'..=b'F' => Ok(character - b'A' + 10),
        _ => Err(NotInForm),
    }
}

const fn is_white_space(character: u8) -> bool {
    matches!(character, 0x09..=0x0d | b' ')
}

fn decode_base64(text: &[u8]) -> Result<Vec<u8>, Reject> {
    let bytes = require_ok!(DW_TEXT_7, decode_leniently(text), Reject::NotBase64);
    require!(DW_TEXT_8, BASE64.encode(&bytes).as_bytes() == text, Reject::LooseText);
    Ok(bytes)
}
