//! Paddings of RSA encryption: `spec/dimp.md` section 3.3 (revision 1.0.0).

use std::fmt;

use sha2::{Digest, Sha256};
use taut_wire::fault;

/// How many bytes of a draw there are in cases.
const DRAW: usize = 512;

/// The draw `padding`: random bytes that several encryptions take one after the other.
///
/// It never ends: behind the bytes that were drawn stand hashes of them.
#[derive(Clone)]
pub struct Padding {
    /// The last byte comes first.
    unread: Vec<u8>,
    seed: [u8; 32],
    counter: u64,
}

impl Padding {
    /// Starts with the first byte of a draw.
    #[must_use]
    pub fn new(draw: &[u8; DRAW]) -> Self {
        Self { unread: draw.iter().rev().copied().collect(), seed: Sha256::digest(draw).into(), counter: 0 }
    }

    /// The next byte that is not zero (DI-KEY-1).
    pub(super) fn next(&mut self) -> u8 {
        if fault!(DI_KEY_1) {
            return 0xff;
        }
        loop {
            let byte = self.unread.pop().unwrap_or_else(|| self.refill());
            if byte != 0 {
                return byte;
            }
        }
    }

    fn refill(&mut self) -> u8 {
        let block = Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes()).finalize();
        self.counter += 1;
        self.unread = block.iter().rev().copied().collect();
        self.unread.pop().unwrap_or_default()
    }
}

impl fmt::Debug for Padding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Padding(..)")
    }
}
