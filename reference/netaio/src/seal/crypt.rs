//! Derivation, key stream and MAC: `spec/netaio.md` sections 3.1, 3.2 and 5.6 (revision 1.0.0).

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::keys::Version;

/// HMAC-SHA-256 has 64 here; this construction pads its key to the block of another hash (NA-CRYPT-3).
const MAC_BLOCK: usize = 136;
const BLOCK: usize = 32;

/// The state that SHA-256 begins with (FIPS 180-4, section 5.3.3).
const SHA256_START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// What a text may have so that SHA-256 takes it in one step: a block less the padding.
const ONE_STEP: usize = 64 - 9;

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
    let mut hash_of_hashes = Sha256::new();
    for part in parts {
        hash_of_hashes.update(Zeroizing::new(hash(&[part])));
    }
    Zeroizing::new(hash_of_hashes.finalize().into())
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
    let block = u64::try_from(BLOCK).unwrap_or_default();
    let skipped = usize::try_from(start % block).unwrap_or_default();
    let first = u32::try_from(start / block).unwrap_or(u32::MAX);
    let mut stream = Zeroizing::new(vec![0; skipped.saturating_add(length)]);
    Blocks::new(&stream_key(version, key, iv), first).lay_over(&mut stream);
    stream.drain(..skipped);
    stream
}

/// A text with the key stream laid over it: encrypted, or decrypted.
pub(crate) fn crypt(version: Version, key: &[u8], iv: &[u8], mut text: Vec<u8>) -> Vec<u8> {
    Blocks::new(&stream_key(version, key, iv), 0).lay_over(&mut text);
    text
}

/// The blocks of a key stream, each the hash of the stream key and a counter (NA-CRYPT-2).
struct Blocks {
    hashed: Hashed,
    counter: u32,
}

/// What is hashed for each block, but for the counter.
enum Hashed {
    /// So short that the padding of SHA-256 fits behind it; the counter stands at the place.
    OneStep(Zeroizing<[u8; 64]>, usize),
    /// Hashed so far.
    More(Box<Sha256>),
}

impl Blocks {
    fn new(stream_key: &[u8], counter: u32) -> Self {
        let (place, end) = (stream_key.len(), stream_key.len() + size_of::<u32>());
        if end > ONE_STEP {
            let hashed = Hashed::More(Box::new(Sha256::new_with_prefix(stream_key)));
            return Self { hashed, counter };
        }
        let mut block = Zeroizing::new([0; 64]);
        put(block.as_mut_slice(), 0, stream_key);
        put(block.as_mut_slice(), end, &[0x80]);
        let bits = u64::try_from(end * 8).unwrap_or_default();
        put(block.as_mut_slice(), 56, &bits.to_be_bytes());
        Self { hashed: Hashed::OneStep(block, place), counter }
    }

    fn lay_over(&mut self, text: &mut [u8]) {
        for chunk in text.chunks_mut(BLOCK) {
            let mut stream = self.next();
            for (byte, mask) in chunk.iter_mut().zip(&stream) {
                *byte ^= mask;
            }
            stream.zeroize();
        }
    }

    fn next(&mut self) -> [u8; BLOCK] {
        let counter = self.counter.to_be_bytes();
        self.counter = self.counter.wrapping_add(1);
        match &mut self.hashed {
            Hashed::OneStep(block, place) => {
                put(block.as_mut_slice(), *place, &counter);
                let mut state = SHA256_START;
                compress256(&mut state, std::slice::from_ref(&**block));
                bytes_of(&state)
            }
            Hashed::More(hashed) => hashed.as_ref().clone().chain_update(counter).finalize().into(),
        }
    }
}

/// The eight words of a state, as SHA-256 gives them out.
fn bytes_of(state: &[u32; 8]) -> [u8; BLOCK] {
    let mut bytes = [0; BLOCK];
    for (four, word) in bytes.chunks_exact_mut(4).zip(state) {
        four.copy_from_slice(&word.to_be_bytes());
    }
    bytes
}

/// Puts bytes into a block, where they fit.
fn put(block: &mut [u8], place: usize, bytes: &[u8]) {
    for (to, from) in block.iter_mut().skip(place).zip(bytes) {
        *to = *from;
    }
}

/// The key of a MAC, before it is padded. In 0.0.8 the IV means nothing.
#[must_use]
pub fn mac_key(version: Version, key: &[u8], iv: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(MacKey::new(version, key, iv, message.len()).as_bytes().to_vec())
}

/// `Mac(version, key, iv, message)`. In 0.0.8 the IV means nothing.
#[must_use]
pub fn mac(version: Version, key: &[u8], iv: &[u8], message: &[u8]) -> [u8; 32] {
    mac_of(version, key, iv, &[message])
}

/// `Mac(version, key, iv, message)`, of the pieces of the message.
pub(crate) fn mac_of(version: Version, key: &[u8], iv: &[u8], pieces: &[&[u8]]) -> [u8; 32] {
    let size = pieces.iter().map(|piece| piece.len()).sum();
    let key = MacKey::new(version, key, iv, size);
    let mut inner = Sha256::new_with_prefix(key.padded(0x36));
    for piece in pieces {
        inner.update(piece);
    }
    let outer = Sha256::new_with_prefix(key.padded(0x5c));
    outer.chain_update(inner.finalize()).finalize().into()
}

/// At most 32 bytes.
#[derive(ZeroizeOnDrop)]
struct MacKey {
    bytes: [u8; 32],
    size: usize,
}

impl MacKey {
    fn new(version: Version, key: &[u8], iv: &[u8], message_size: usize) -> Self {
        match version {
            Version::V009 => Self { bytes: *derive(&[key, iv, b"mac"]), size: 32 },
            Version::V008 if key.len() > 32 || key.len() > message_size => {
                Self { bytes: hash(&[key]), size: 32 }
            }
            Version::V008 => {
                let mut bytes = [0; 32];
                put(&mut bytes, 0, key);
                Self { bytes, size: key.len() }
            }
        }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.size).unwrap_or_default()
    }

    /// As long as the block of `Mac136`, with a mask laid over it.
    fn padded(&self, mask: u8) -> Zeroizing<[u8; MAC_BLOCK]> {
        let mut padded = Zeroizing::new([mask; MAC_BLOCK]);
        for (to, from) in padded.iter_mut().zip(&self.bytes) {
            *to ^= from;
        }
        padded
    }
}

/// Compares without telling by the time where two MACs differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}
