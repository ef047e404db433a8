//! Random bytes, where an operation draws as many as it needs: `spec/omemo.md` section 3.6 (revision 1.0.0).

use std::fmt;

use zeroize::ZeroizeOnDrop;

use crate::seal::kdf;

/// Random bytes without end, made of 32 that are new for every operation.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Supply {
    seed: [u8; 32],
    counter: u32,
    block: [u8; 32],
    taken: usize,
}

impl Supply {
    /// The supply of this draw.
    #[must_use]
    pub const fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0, block: [0; 32], taken: 32 }
    }

    /// Takes the next `N` bytes.
    #[must_use]
    pub fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        for byte in &mut out {
            *byte = self.byte();
        }
        out
    }

    fn byte(&mut self) -> u8 {
        if self.taken == self.block.len() {
            self.block = kdf::mac(&self.seed, &[&self.counter.to_be_bytes()]);
            self.counter = self.counter.wrapping_add(1);
            self.taken = 0;
        }
        let byte = self.block.get(self.taken).copied().unwrap_or_default();
        self.taken += 1;
        byte
    }
}

impl fmt::Debug for Supply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Supply(..)")
    }
}
