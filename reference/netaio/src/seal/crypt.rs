//! Derivation, key stream and MAC: `spec/netaio.md` sections 3.1, 3.2 and 5.6 (revision 1.0.0).

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::keys::Version;

/// HMAC-SHA-256 has 64 here; this construction pads its key to the block of another hash (NA-CRYPT-3).
const MAC_BLOCK: usize = 136;
/// The size of a block of a key stream.
const BLOCK: usize = 32;

/// The state that SHA-256 begins with (FIPS 180-4, section 5.3.3).
const SHA256_START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// What SHA-256 puts behind a text at least.
const PADDING: usize = 9;

/// `Hash(m)`, of the pieces of m.
pub(crate) fn hash(pieces: &[&[u8]]) -> [u8; 32] {
    let size = pieces.iter().map(|piece| piece.len()).sum::<usize>();
    if size + PADDING <= 64 {
        return hash_of(&padded::<1>(pieces, size));
    }
    if size + PADDING <= 128 {
        return hash_of(&padded::<2>(pieces, size));
    }
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

/// A text of this size, with the padding that makes it so many blocks.
fn padded<const BLOCKS: usize>(pieces: &[&[u8]], size: usize) -> [[u8; 64]; BLOCKS] {
    let mut blocks = [[0; 64]; BLOCKS];
    let bytes = blocks.as_flattened_mut();
    let mut place = 0;
    for piece in pieces {
        put(bytes, place, piece);
        place += piece.len();
    }
    put(bytes, size, &[0x80]);
    let bits = u64::try_from(size * 8).unwrap_or_default();
    put(bytes, bytes.len() - size_of::<u64>(), &bits.to_be_bytes());
    blocks
}

/// The hash of a text that is these blocks with its padding.
fn hash_of(blocks: &[[u8; 64]]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (four, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(compress(blocks)) {
        *four = word.to_be_bytes();
    }
    bytes
}

/// The same, in words.
fn compress(blocks: &[[u8; 64]]) -> [u32; 8] {
    let mut state = SHA256_START;
    compress256(&mut state, blocks);
    state
}

/// Puts bytes into others, where they fit.
fn put(into: &mut [u8], place: usize, bytes: &[u8]) {
    if let Some(to) = into.get_mut(place..place + bytes.len()) {
        to.copy_from_slice(bytes);
    }
}

/// `Derive(p1, .., pn)` (NA-CRYPT-1).
#[must_use]
pub fn derive(parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let hashes = Zeroizing::new(parts.iter().map(|part| hash(&[part])).collect::<Vec<[u8; 32]>>());
    Zeroizing::new(hash(&[hashes.as_flattened()]))
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
struct Blocks<'k> {
    stream_key: &'k [u8],
    counter: u32,
}

impl<'k> Blocks<'k> {
    const fn new(stream_key: &'k [u8], counter: u32) -> Self {
        Self { stream_key, counter }
    }

    fn lay_over(&mut self, text: &mut [u8]) {
        let size = self.stream_key.len() + size_of::<u32>();
        if size + PADDING > 64 {
            for chunk in text.chunks_mut(BLOCK) {
                let counter = self.count().to_be_bytes();
                xor(chunk, &hash(&[self.stream_key, &counter]));
            }
            return;
        }
        let mut hashed = Zeroizing::new(padded::<1>(&[self.stream_key, &[0; 4]], size));
        let (whole, rest) = text.as_chunks_mut::<BLOCK>();
        for chunk in whole {
            put(hashed.as_flattened_mut(), self.stream_key.len(), &self.count().to_be_bytes());
            for (four, word) in chunk.as_chunks_mut::<4>().0.iter_mut().zip(compress(&*hashed)) {
                *four = (u32::from_be_bytes(*four) ^ word).to_be_bytes();
            }
        }
        if !rest.is_empty() {
            put(hashed.as_flattened_mut(), self.stream_key.len(), &self.count().to_be_bytes());
            xor(rest, &hash_of(&*hashed));
        }
    }

    fn count(&mut self) -> u32 {
        let counter = self.counter;
        self.counter = counter.wrapping_add(1);
        counter
    }
}

fn xor(text: &mut [u8], stream: &[u8; BLOCK]) {
    for (byte, mask) in text.iter_mut().zip(stream) {
        *byte ^= mask;
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
    let mut inner = key.begin::<0x36>();
    for piece in pieces {
        inner.update(piece);
    }
    let inner = inner.finalize();
    key.begin::<0x5c>().chain_update(inner).finalize().into()
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

    /// A hash that begins with the key, as long as the block of `Mac136`, with a mask laid over it.
    fn begin<const MASK: u8>(&self) -> Sha256 {
        let masked = Zeroizing::new(self.bytes.map(|byte| byte ^ MASK));
        Sha256::new_with_prefix(*masked).chain_update([MASK; MAC_BLOCK - 32])
    }
}

/// Compares without telling by the time where two MACs differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}
