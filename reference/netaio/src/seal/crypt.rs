//! Derivation, key stream and MAC: `spec/netaio.md` sections 3.1, 3.2 and 5.6 (revision 1.0.0).

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::keys::Version;

/// HMAC-SHA-256 has 64 here; this construction pads its key to the block of another hash (NA-CRYPT-3).
const MAC_BLOCK: usize = 136;
const BLOCK: u64 = 32;

/// `Hash(m)`, of the pieces of m.
pub(crate) fn hash(pieces: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

/// `Derive(p1, .., pn)` (NA-CRYPT-1).
#[must_use]
pub fn derive(parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let hashes = Zeroizing::new(parts.iter().flat_map(|part| hash(&[part])).collect::<Vec<u8>>());
    Zeroizing::new(hash(&[&hashes]))
}

/// What the blocks of a key stream are made of, before the counter.
#[must_use]
pub fn stream_key(version: Version, key: &[u8], iv: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(match version {
        Version::V009 => derive(&[key, iv, b"enc"]).to_vec(),
        Version::V008 => [iv, key].concat(),
    })
}

/// Bytes `start` to `start + length` of `Keystream(version, key, iv)`.
#[must_use]
pub fn keystream(version: Version, key: &[u8], iv: &[u8], start: u64, length: usize) -> Zeroizing<Vec<u8>> {
    let stream_key = stream_key(version, key, iv);
    let skipped = usize::try_from(start % BLOCK).unwrap_or_default();
    // NA-CRYPT-2
    let first = u32::try_from(start / BLOCK).unwrap_or(u32::MAX);
    let mut stream = Zeroizing::new(Vec::with_capacity(skipped.saturating_add(length).saturating_add(32)));
    let mut counter = first;
    while stream.len() < skipped + length {
        stream.extend(hash(&[&stream_key, &counter.to_be_bytes()]));
        counter = counter.wrapping_add(1);
    }
    stream.drain(..skipped);
    stream.truncate(length);
    stream
}

/// A text with the key stream laid over it, once or twice.
pub(crate) fn crypt(version: Version, key: &[u8], iv: &[u8], text: &[u8]) -> Vec<u8> {
    let stream = keystream(version, key, iv, 0, text.len());
    text.iter().zip(stream.iter()).map(|(byte, mask)| byte ^ mask).collect()
}

/// The key of a MAC, before it is padded. In 0.0.8 the IV means nothing.
#[must_use]
pub fn mac_key(version: Version, key: &[u8], iv: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(match version {
        Version::V009 => derive(&[key, iv, b"mac"]).to_vec(),
        Version::V008 if key.len() > 32 || key.len() > message.len() => hash(&[key]).to_vec(),
        Version::V008 => key.to_vec(),
    })
}

/// `Mac(version, key, iv, message)`. In 0.0.8 the IV means nothing.
#[must_use]
pub fn mac(version: Version, key: &[u8], iv: &[u8], message: &[u8]) -> [u8; 32] {
    mac136(&mac_key(version, key, iv, message), message)
}

/// `Mac136(k, m)`.
fn mac136(key: &[u8], message: &[u8]) -> [u8; 32] {
    let padded = |mask: u8| {
        let zeros = std::iter::repeat(&0);
        Zeroizing::new(key.iter().chain(zeros).take(MAC_BLOCK).map(|byte| byte ^ mask).collect::<Vec<u8>>())
    };
    hash(&[&padded(0x5c), &hash(&[&padded(0x36), message])])
}

/// Compares without telling by the time where two MACs differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}
