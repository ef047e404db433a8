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
    /// The state in bytes (OM-STATE-1).
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        seal(Kind::Party, |body| party::write(body, self))
    }

    /// Makes a Party that goes on as the one that was saved (OM-STATE-6).
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
    /// The state in bytes (OM-STATE-1).
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        seal(Kind::Manager, |body| manager::write(body, self))
    }

    /// Makes a Manager that goes on as the one that was saved (OM-STATE-6).
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;
    use crate::keys::KeyPair;
    use crate::manager::{ManagerDraws, ManagerSetup};
    use crate::party::session::Session;
    use crate::party::{Draws, Setup, StartDraws};
    use crate::supply::Supply;
    use crate::wire::bundle::Bundle;
    use crate::wire::devices::DeviceList;

    fn party(seed: u8) -> Party {
        let draws = Draws {
            identity: [seed; 32],
            signed_pre_key: [seed; 32],
            signature_nonce: [seed; 64],
            pre_keys: Supply::new([seed; 32]),
        };
        Party::new(Format::Legacy, Setup { pool: Some(2), ..Setup::default() }, draws, 0)
    }

    /// A Party with a session that was changed.
    fn with(change: impl FnMut(&mut Session)) -> Party {
        let (mut alice, bob) = (party(1), party(2));
        let (ephemeral, ratchet) = (KeyPair::from([3; 32]), KeyPair::from([4; 32]));
        let draws = StartDraws { choice: [0; 8], ephemeral, ratchet };
        alice.start("bob", &bob.bundle(), draws, &mut ()).unwrap();
        alice.peers.values_mut().filter_map(|peer| peer.sessions.front_mut()).for_each(change);
        alice
    }

    #[test]
    fn a_session_has_the_key_of_the_other_side_and_a_sending_chain() {
        assert!(Party::restore(&with(|_| ()).save()).is_ok());
        for party in [with(|session| session.other = None), with(|session| session.sending = None)] {
            assert_eq!(Party::restore(&party.save()).unwrap_err(), Reject::BadState);
        }
    }

    fn manager(formats: &[Format]) -> Manager {
        let setup = ManagerSetup {
            jid: "a@x".to_owned(),
            device_id: Some(1),
            formats: formats.to_vec(),
            identity: None,
            pool: Some(1),
            refill_at: None,
            label: None,
        };
        let draws = ManagerDraws { identity: [1; 32], device_id: [0; 4], random: Supply::new([1; 32]) };
        Manager::new(setup, draws, 0).0
    }

    #[test]
    fn a_manager_has_a_format_once() {
        let (one, other) = (Format::Legacy, Format::Omemo2);
        assert!(Manager::restore(&manager(&[one, other]).save()).is_ok());
        for formats in [[one, one], [other, other]] {
            assert_eq!(Manager::restore(&manager(&formats).save()).unwrap_err(), Reject::BadState);
        }
    }

    #[test]
    fn an_id_stands_once_in_a_list_and_in_a_bundle() {
        for (ids, is_right) in [([8, 7], true), ([7, 7], false)] {
            let format = Format::Omemo2;
            let mut listing = manager(&[format]);
            let devices = ids.map(|id| (id, None)).to_vec();
            listing.lists.insert((format, "b@x".to_owned()), DeviceList(devices));
            let mut knowing = manager(&[format]);
            let pre_keys = ids.map(|id| (id, vec![1; 32])).to_vec();
            let bundle = Bundle { signature: vec![0; 64], pre_keys, ..Bundle::default() };
            knowing.bundles.insert((format, "b@x".to_owned(), 7), bundle);
            for manager in [listing, knowing] {
                let restored = Manager::restore(&manager.save());
                assert_eq!(restored.err(), (!is_right).then_some(Reject::BadState), "{ids:?}");
            }
        }
    }
}
