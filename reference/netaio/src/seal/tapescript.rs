//! The plugin `tapescript`: `spec/netaio.md` section 5.13 (revision 1.0.0).

use taut_wire::{fault, require, require_ok};

use super::script::{MAX_ITEM, Run, Witness, run};
use super::stamp::StampNames;
use crate::error::{Refused, Reject};
use crate::keys::{Seed, Supply, Version};
use crate::wire::packify::{Dict, Value};
use crate::wire::peer;

/// Whose lock a witness has to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockFrom {
    /// The plugin's own.
    Own,
    /// The one in the data of the peer, if it has one: a peer says itself what opens it (NA-LIMIT-5).
    PeerLock,
}

/// An auth plugin that signs, and has a lock that others must open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tapescript {
    /// Whose bytes.
    pub version: Version,
    /// What signs.
    pub seed: Seed,
    /// What a witness has to open.
    pub lock: Vec<u8>,
    /// Whether it is that one, or the peer's.
    pub lock_from: LockFrom,
    /// The name of the witness among the auth fields.
    pub witness_name: String,
    /// The names of nonce and time.
    pub names: StampNames,
}

impl Tapescript {
    /// A plugin with the usual names and its own lock.
    #[must_use]
    pub fn new(version: Version, seed: Seed, lock: &[u8]) -> Self {
        Self {
            version,
            seed,
            lock: lock.to_vec(),
            lock_from: LockFrom::Own,
            witness_name: "witness".to_owned(),
            names: StampNames::default(),
        }
    }

    /// Puts nonce, time and a witness of the kind `single` into the fields.
    ///
    /// # Errors
    /// [`Reject::BadField`] when the fields have a time that is none; [`Reject::TooLarge`].
    pub fn make(
        &self,
        fields: &mut Dict,
        body: &[u8],
        now: u32,
        supply: &mut Supply<'_>,
    ) -> Result<(), Refused> {
        let nonce = self.nonce(fields, supply);
        let time = require_ok!(NA_TAPE_1, self.names.time(fields, now).ok_or(()), Reject::BadField);
        require!(NA_TAPE_3, body.len() + nonce.len() + 4 <= MAX_ITEM, Reject::TooLarge);
        let time_bytes = time.to_be_bytes();
        // NA-TAPE-4
        let witness = Witness::Single(&self.seed).over(0, &[body, &nonce, &time_bytes].concat())?;
        self.names.put(self.version, &nonce, time, fields);
        fields.set(&self.witness_name, Value::Bytes(witness));
        Ok(())
    }

    /// The nonce to sign (NA-TAPE-2).
    fn nonce(&self, fields: &Dict, supply: &mut Supply<'_>) -> Vec<u8> {
        match fields.find(&self.names.nonce).and_then(Value::as_bytes) {
            Some(nonce) if fault!(NA_TAPE_2) => nonce.to_vec(),
            _ => self.names.nonce(fields, supply),
        }
    }

    /// Checks that the witness opens the lock, and says how it went.
    ///
    /// # Errors
    /// [`Reject::MissingField`], [`Reject::BadField`], [`Reject::BadPeerData`], those of [`run`].
    pub fn check(&self, peer_data: Option<&[u8]>, fields: &Dict, body: &[u8]) -> Result<Option<Run>, Reject> {
        let names = [&self.names.nonce, &self.names.time, &self.witness_name];
        require!(NA_TAPE_5, names.iter().all(|name| fields.find(name).is_some()), Reject::MissingField);
        let nonce = require_ok!(NA_TAPE_6, self.names.exact_nonce(fields).ok_or(()), Reject::BadField);
        let time = self.names.sized_time(self.version, fields).ok_or(());
        let time = require_ok!(NA_TAPE_6, time, Reject::BadField);
        let witness = fields.find(&self.witness_name).and_then(Value::as_bytes).ok_or(());
        let witness = require_ok!(NA_TAPE_6, witness, Reject::BadField);
        require!(NA_TAPE_7, time > 0, Reject::BadField);
        let lock = self.lock_of(peer_data)?;
        match run(witness, &lock, &[body, nonce, &time.to_be_bytes()]) {
            Ok(run) => Ok(Some(run)),
            Err(reject) => {
                require!(NA_TAPE_9, false, reject);
                Ok(None)
            }
        }
    }

    fn lock_of(&self, peer_data: Option<&[u8]>) -> Result<Vec<u8>, Reject> {
        let of_peer = match self.lock_from {
            LockFrom::Own => None,
            LockFrom::PeerLock => peer::lock(peer_data)?,
        };
        Ok(of_peer.unwrap_or_else(|| self.lock.clone()))
    }
}
