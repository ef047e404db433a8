//! Locks: `spec/netaio.md` sections 4.9 and 5.11 (revision 1.0.0).

use std::collections::BTreeSet;

use taut_wire::require_ok;

use super::{code, root, shake};
use crate::error::Misuse;
use crate::keys::VerifyKey;

/// What a lock asks for (NA-LOCK-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock<'a> {
    /// A signature under a key.
    Single(&'a VerifyKey),
    /// A signature under a key that is not shown before it is used.
    KeyHash(&'a VerifyKey),
    /// Signatures under so many of the keys.
    Multi(&'a [VerifyKey], u8),
    /// A signature under the root of a key and a script, or the script and what it needs.
    Taproot(&'a VerifyKey, &'a [u8]),
}

impl Lock<'_> {
    /// The program, which allows signatures to have these flags.
    ///
    /// # Errors
    /// [`Misuse::BadQuorum`], [`Misuse::BadPoint`].
    pub fn program(&self, flags: u8) -> Result<Vec<u8>, Misuse> {
        match self {
            Self::Single(key) => Ok([push_key(key).as_slice(), &[code::CHECK_SIG, flags]].concat()),
            Self::KeyHash(key) => Ok(key_hash(key, flags)),
            Self::Multi(keys, quorum) => multi(keys, *quorum, flags),
            Self::Taproot(key, script) => taproot(key, script, flags),
        }
    }
}

fn key_hash(key: &VerifyKey, flags: u8) -> Vec<u8> {
    let hash = shake(key.as_bytes(), 20);
    [
        &[code::DUP, code::SHAKE256, 20, code::PUSH1, 20],
        hash.as_slice(),
        &[code::EQUAL_VERIFY, code::CHECK_SIG, flags],
    ]
    .concat()
}

fn multi(keys: &[VerifyKey], quorum: u8, flags: u8) -> Result<Vec<u8>, Misuse> {
    let different: BTreeSet<&VerifyKey> = keys.iter().collect();
    let count = u8::try_from(keys.len()).ok().filter(|_| usize::from(quorum) <= different.len());
    let count = require_ok!(NA_LOCK_2, count.ok_or(()), Misuse::BadQuorum);
    let pushes: Vec<u8> = keys.iter().flat_map(push_key).collect();
    Ok([pushes.as_slice(), &[code::CHECK_MULTISIG, flags, quorum, count]].concat())
}

fn taproot(key: &VerifyKey, script: &[u8], flags: u8) -> Result<Vec<u8>, Misuse> {
    let root = require_ok!(NA_LOCK_3, root(key.as_bytes(), script).ok_or(()), Misuse::BadPoint);
    Ok([push_key(&root.into()).as_slice(), &[code::TAPROOT, flags]].concat())
}

/// `03 20` key.
pub(super) fn push_key(key: &VerifyKey) -> Vec<u8> {
    [[code::PUSH1, 32].as_slice(), key.as_bytes()].concat()
}
