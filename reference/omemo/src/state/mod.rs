//! Saved state: `spec/omemo.md` section 6.9 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`Party::save`], [`Manager::save`] | OM-STATE-1 |
//! | [`Party::restore`], [`Manager::restore`] | OM-STATE-2 to OM-STATE-6 |
//!
//! A saved state holds secrets: its hash is there against accidents, and no protection.

mod bytes;
mod manager;
mod party;

use sha2::{Digest, Sha256};
use taut_wire::{Reader, require};

use crate::error::Reject;
use crate::manager::Manager;
use crate::party::Party;
use bytes::{Body, Record};

const MAGIC: [u8; 4] = *b"OMST";
const VERSION: u8 = 1;
const HASH: usize = 32;
/// Magic, version, kind, a body of one byte, hash.
const SHORTEST: usize = 4 + 1 + 1 + 1 + HASH;

/// What a state is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Party,
    Manager,
}

impl Kind {
    const fn byte(self) -> u8 {
        match self {
            Self::Party => 1,
            Self::Manager => 2,
        }
    }
}

impl Party {
    /// The state in bytes.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        seal(Kind::Party, |body| party::write(body, self))
    }

    /// Makes a Party that goes on as the one that was saved.
    ///
    /// # Errors
    /// [`Reject::BadState`], [`Reject::UnknownVersion`].
    pub fn restore(state: &[u8]) -> Result<Self, Reject> {
        let mut body = open(Kind::Party, state)?;
        let party = party::read(&mut body)?;
        body.end()?;
        Ok(party)
    }
}

impl Manager {
    /// The state in bytes.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        seal(Kind::Manager, |body| manager::write(body, self))
    }

    /// Makes a Manager that goes on as the one that was saved.
    ///
    /// # Errors
    /// [`Reject::BadState`], [`Reject::UnknownVersion`].
    pub fn restore(state: &[u8]) -> Result<Self, Reject> {
        let mut body = open(Kind::Manager, state)?;
        let manager = manager::read(&mut body)?;
        body.end()?;
        Ok(manager)
    }
}

fn seal(kind: Kind, write: impl FnOnce(&mut Record)) -> Vec<u8> {
    let mut record = Record::default();
    record.put(&MAGIC);
    record.put(&[VERSION, kind.byte()]);
    write(&mut record);
    let mut state = record.finish();
    let hash = Sha256::digest(&state);
    state.extend_from_slice(&hash);
    state
}

fn open(kind: Kind, state: &[u8]) -> Result<Body<'_>, Reject> {
    let is_state = state.len() >= SHORTEST && state.starts_with(&MAGIC);
    require!(OM_STATE_2, is_state, Reject::BadState);
    let (covered, hash) = state.split_at(state.len().saturating_sub(HASH));
    let mut reader = Reader::new(covered);
    let (_, [version], [found]) = (reader.array::<4>(), reader.array(), reader.array());
    require!(OM_STATE_3, version == VERSION, Reject::UnknownVersion);
    require!(OM_STATE_4, Sha256::digest(covered).as_slice() == hash, Reject::BadState);
    require!(OM_STATE_5, found == kind.byte(), Reject::BadState);
    Ok(Body::new(reader.rest()))
}
