//! Forging operations of dweeter: what somebody with the keys can make that no writer makes (`spec/dweeter.md`
//! section 9.2).

use taut_dweeter::Keys;
use taut_dweeter::wire::ciphertext::{BLOCK, encrypt_blocks};

use super::{Call, Failure, Members, Operation, accepted, hex};

pub(in super::super) const FORGING: [Operation; 1] =
    [Operation { name: "dweeter.forge.encrypt", run: encrypt }];

/// Whole blocks, so that the padding is whatever they end with.
fn encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (key, iv) = (call.input.bytes("key")?, call.input.optional_bytes("iv")?);
    let keys = Keys::of_cipher(&key, iv.as_deref())?;
    let mut blocks = call.input.bytes("blocks")?;
    if !blocks.len().is_multiple_of(BLOCK) {
        return Err(Failure::Error("`in.blocks` must be a multiple of 16 bytes".to_owned()));
    }
    encrypt_blocks(&keys, &mut blocks);
    Ok(accepted([("ciphertext", hex(&blocks))]))
}
