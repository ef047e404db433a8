//! Witnesses: `spec/netaio.md` sections 4.9 and 5.11 (revision 1.0.0).

use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use taut_wire::{Reader, require, require_ok};
use zeroize::Zeroizing;

use super::lock::push_key;
use super::{MAX_ITEM, code, signed, tweak};
use crate::error::Reject;
use crate::keys::{Seed, VerifyKey};

/// What opens a lock (NA-WIT-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness<'a> {
    /// A lock of one key.
    Single(&'a Seed),
    /// A lock of the hash of a key.
    KeyHash(&'a Seed),
    /// A lock of many keys.
    Multi(&'a [Seed]),
    /// A taproot, by the seed of its internal key; its script stays unknown.
    TaprootKey(&'a Seed, &'a [u8]),
    /// A taproot, by its script and internal key, and signatures that the script asks for.
    TaprootScript(&'a [Seed], &'a [u8], &'a VerifyKey),
}

impl Witness<'_> {
    /// The program, with signatures over the sigfields that these flags do not leave out (NA-WIT-2).
    ///
    /// # Errors
    /// [`Reject::TooLarge`].
    pub fn program(&self, flags: u8, sigfields: &[&[u8]]) -> Result<Vec<u8>, Reject> {
        let signed = signed(sigfields, flags);
        require!(NA_WIT_1, signed.len() <= MAX_ITEM, Reject::TooLarge);
        self.over(flags, &signed)
    }

    /// The program, with signatures over bytes whose number the caller has bounded.
    pub(crate) fn over(&self, flags: u8, signed: &[u8]) -> Result<Vec<u8>, Reject> {
        let push = |seed: &Seed| push_signature(&seed.sign(signed), flags);
        Ok(match self {
            Self::Single(seed) => push(seed),
            Self::KeyHash(seed) => [push(seed), push_key(&seed.verify_key())].concat(),
            Self::Multi(seeds) => seeds.iter().flat_map(push).collect(),
            Self::TaprootKey(seed, script) => push_signature(&sign_tweaked(seed, script, signed), flags),
            Self::TaprootScript(seeds, script, key) => {
                let signatures: Vec<u8> = seeds.iter().flat_map(push).collect();
                [signatures, push_bytes(script)?, push_key(key)].concat()
            }
        })
    }
}

fn push_signature(signature: &[u8; 64], flags: u8) -> Vec<u8> {
    match flags {
        0 => [[code::PUSH1, 64].as_slice(), signature].concat(),
        _ => [[code::PUSH1, 65].as_slice(), signature, &[flags]].concat(),
    }
}

fn push_bytes(bytes: &[u8]) -> Result<Vec<u8>, Reject> {
    if let [byte] = bytes {
        return Ok(vec![code::PUSH0, *byte]);
    }
    if let Ok(size) = u8::try_from(bytes.len()) {
        return Ok([[code::PUSH1, size].as_slice(), bytes].concat());
    }
    let size = require_ok!(NA_WIT_4, u16::try_from(bytes.len()), Reject::TooLarge);
    Ok([[code::PUSH2].as_slice(), &size.to_be_bytes(), bytes].concat())
}

/// The number `z` that a signature under the root is made with.
#[must_use]
pub fn tweaked_scalar(seed: &Seed, script: &[u8]) -> Zeroizing<Scalar> {
    let tweak = Scalar::from_bytes_mod_order(tweak(seed.verify_key().as_bytes(), script));
    Zeroizing::new(*seed.scalar() + tweak)
}

/// A signature under the root of a key and a script, by the seed of the key.
fn sign_tweaked(seed: &Seed, script: &[u8], message: &[u8]) -> [u8; 64] {
    let scalar = tweaked_scalar(seed, script);
    let root = (&*scalar * ED25519_BASEPOINT_TABLE).compress();
    let secret = Zeroizing::new(number(&[scalar.as_bytes(), message]));
    let hash = Zeroizing::new(hash512(&[secret.as_bytes()]));
    let mut halves = Reader::new(hash.as_slice());
    let _first = halves.array::<32>();
    let nonce = Zeroizing::new(halves.array::<32>());
    let random = Zeroizing::new(number(&[&hash512(&[nonce.as_slice(), message])]));
    let commitment = (&*random * ED25519_BASEPOINT_TABLE).compress();
    let challenge = number(&[commitment.as_bytes(), root.as_bytes(), message]);
    let answer = *random + challenge * *scalar;
    Reader::new(&[commitment.to_bytes(), answer.to_bytes()].concat()).array()
}

fn hash512(pieces: &[&[u8]]) -> [u8; 64] {
    let mut hash = Sha512::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

/// `Hash512(..)` modulo the order of the base point.
fn number(pieces: &[&[u8]]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&hash512(pieces))
}
