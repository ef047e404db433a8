//! What both cipher plugins do with URI and content: `spec/netaio.md` sections 5.9 and 5.10 (revision 1.0.0).

use crate::keys::Supply;
use crate::wire::message::{Body, MAX_BODY, split_uri};

/// What is encrypted of a body.
#[must_use]
pub fn plaintext(encrypt_uri: bool, body: &Body) -> Vec<u8> {
    if encrypt_uri { body.encode() } else { body.content.clone() }
}

/// What is to be decrypted of a body.
#[must_use]
pub fn ciphertext(encrypt_uri: bool, body: &Body) -> Vec<u8> {
    if encrypt_uri { [body.uri.as_slice(), &body.content].concat() } else { body.content.clone() }
}

/// Whether a ciphertext fits into a body, beside the URI if that stays.
pub(crate) fn fits(encrypt_uri: bool, body: &Body, ciphertext: &[u8]) -> bool {
    let beside = if encrypt_uri { 0 } else { body.uri.len() };
    beside + ciphertext.len() <= MAX_BODY
}

/// The body that a ciphertext is sent in; split at a place that is drawn when the URI is in it (NA-STREAM-3).
pub(crate) fn encrypted_body(
    encrypt_uri: bool,
    body: &Body,
    ciphertext: Vec<u8>,
    supply: &mut Supply<'_>,
) -> Body {
    if !encrypt_uri {
        return Body { uri: body.uri.clone(), content: ciphertext };
    }
    let drawn = usize::from(u16::from_be_bytes(supply.take()));
    let places = ciphertext.len().saturating_sub(1).max(1);
    let place = (1 + drawn % places).min(ciphertext.len());
    let (uri, content) = ciphertext.split_at(place);
    Body::new(uri, content)
}

/// The body that a plaintext is of; nothing if it ends before its URI does.
pub(crate) fn decrypted_body(encrypt_uri: bool, body: &Body, plaintext: Vec<u8>) -> Option<Body> {
    if !encrypt_uri {
        return Some(Body { uri: body.uri.clone(), content: plaintext });
    }
    split_uri(&plaintext).map(|(uri, content)| Body::new(uri, content))
}
