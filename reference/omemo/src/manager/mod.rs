//! A Manager: `spec/omemo.md` sections 6.6 to 6.8 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Manager::new`] | 6.6 | |
//! | [`Manager::devices`], [`Manager::bundle`], [`Manager::trust`], [`Manager::list`] | 6.6 | OM-DEVICE-1 to OM-DEVICE-4 |
//! | [`Manager::encrypt`] | 6.7 | OM-FANOUT-1 to OM-FANOUT-7 |
//! | [`Manager::decrypt`] | 6.8 | OM-DECRYPT-1 to OM-DECRYPT-9 |
//! | [`Manager::tick`], [`Manager::reset`] | 6.8 | OM-TICK-1 |
//!
//! It does no input or output: operations tell it what has arrived, and answer what it wants done.

mod decrypt;
mod devices;
mod encrypt;

use std::collections::BTreeMap;

use crate::format::Format;
use crate::keys::{Identity, IdentityForm, MAX_ID, PublicKey, sign};
use crate::party::{Draws, Limits, POOL, Party, Setup};
use crate::supply::Supply;
use crate::wire::bundle::Bundle;
use crate::wire::devices::{DeviceList, Label};

pub use decrypt::{HEARTBEAT, Received};
pub use devices::Device;
pub use encrypt::{LeftOut, Sent, Why};

/// No more one-time prekeys than so many, and the pool is filled up.
pub const REFILL_AT: u32 = 99;
/// After so many milliseconds a signed prekey is replaced.
pub const ROTATE_AFTER: u64 = 604_800_000;

/// What a person has decided about an identity key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It is that of the account.
    Trusted,
    /// It is not.
    Distrusted,
    /// Nothing has been decided.
    Undecided,
}

/// What a Manager wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Publish the bundle of this device.
    PublishBundle(Format, Vec<u8>),
    /// Publish the device list of this account.
    PublishDevices(Format, Vec<u8>),
    /// Fetch the device list of an account.
    FetchDevices(Format, String),
    /// Fetch the bundle of a device.
    FetchBundle(Format, String, u32),
    /// Send an encrypted element to all devices of an account.
    Send(Format, String, Vec<u8>),
}

/// What a Manager is made of; what is left out is drawn.
#[derive(Clone, Debug)]
pub struct ManagerSetup {
    /// Bare JID of the account.
    pub jid: String,
    /// ID of the device.
    pub device_id: Option<u32>,
    /// Formats that it speaks.
    pub formats: Vec<Format>,
    /// Seed of the identity.
    pub identity: Option<[u8; 32]>,
    /// How many one-time prekeys there are, otherwise [`POOL`].
    pub pool: Option<u32>,
    /// When the pool is filled up, otherwise [`REFILL_AT`].
    pub refill_at: Option<u32>,
    /// What a person calls this device.
    pub label: Option<String>,
}

/// Random bytes for a new Manager.
#[derive(Clone, Debug)]
pub struct ManagerDraws {
    /// Seed of the identity.
    pub identity: [u8; 32],
    /// For the ID of the device.
    pub device_id: [u8; 4],
    /// For all keys.
    pub random: Supply,
}

/// A device, with all that it knows of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    pub(crate) jid: String,
    pub(crate) device_id: u32,
    pub(crate) identity: Identity,
    pub(crate) label: Option<Label>,
    pub(crate) pool: u32,
    pub(crate) refill_at: u32,
    pub(crate) parties: Vec<Party>,
    pub(crate) lists: BTreeMap<(Format, String), DeviceList>,
    pub(crate) bundles: BTreeMap<(Format, String, u32), Bundle>,
    pub(crate) keys: BTreeMap<(String, u32), PublicKey>,
    pub(crate) trust: BTreeMap<(String, PublicKey), Trust>,
}

impl Manager {
    /// Makes a Manager, and says what it wants done first; a device ID that is drawn is one by OM-KEY-4. `now` is in
    /// milliseconds of Unix time.
    #[must_use]
    pub fn new(setup: ManagerSetup, draws: ManagerDraws, now: u64) -> (Self, Vec<Action>) {
        let ManagerSetup { jid, device_id, formats, identity, pool, refill_at, label } = setup;
        let ManagerDraws { identity: seed, device_id: drawn_id, mut random } = draws;
        let identity = Identity::new(IdentityForm::Seed, identity.unwrap_or(seed));
        let device_id = device_id.unwrap_or(1 + u32::from_be_bytes(drawn_id) % MAX_ID);
        let pool = pool.unwrap_or(POOL);
        let party = |format: &Format| Self::party_of(*format, &identity, pool, &mut random, now);
        let parties: Vec<Party> = formats.iter().map(party).collect();
        let label = label.map(|text| {
            let signature = sign::sign(identity.scalar(), text.as_bytes(), &random.take(), &mut ());
            Label { text, signature }
        });
        let publish = |party: &Party| {
            let format = party.format();
            let bundle = party.bundle().write(format);
            [Action::PublishBundle(format, bundle), Action::FetchDevices(format, jid.clone())]
        };
        let actions = parties.iter().flat_map(publish).collect();
        let refill_at = refill_at.unwrap_or(REFILL_AT);
        let (lists, bundles, keys, trust) = Default::default();
        let manager =
            Self { jid, device_id, identity, label, pool, refill_at, parties, lists, bundles, keys, trust };
        (manager, actions)
    }

    fn party_of(format: Format, identity: &Identity, pool: u32, random: &mut Supply, now: u64) -> Party {
        let signed = random.take::<32>();
        let draws = Draws {
            identity: [0; 32],
            signed_pre_key: signed,
            signature_nonce: random.take(),
            pre_keys: Supply::new([0; 32]),
        };
        let pre_keys = (0..pool).map(|_| random.take::<32>().into()).collect();
        let setup = Setup {
            identity: Some(identity.clone()),
            pre_keys: Some(pre_keys),
            pool: Some(pool),
            limits: Limits::default(),
            ..Setup::default()
        };
        Party::new(format, setup, draws, now)
    }

    /// Its device ID.
    #[must_use]
    pub const fn device_id(&self) -> u32 {
        self.device_id
    }

    /// Its identity.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The keys and sessions of one of its formats.
    #[must_use]
    pub fn party(&self, format: Format) -> Option<&Party> {
        self.parties.iter().find(|party| party.format() == format)
    }

    fn party_mut(&mut self, format: Format) -> Option<&mut Party> {
        self.parties.iter_mut().find(|party| party.format() == format)
    }

    fn has_session(&self, format: Format, name: &str) -> bool {
        self.party(format).is_some_and(|party| party.status(name).sessions > 0)
    }

    /// What was decided about the identity key of a device.
    fn trust_of(&self, jid: &str, id: u32) -> Trust {
        let key = self.keys.get(&(jid.to_owned(), id));
        key.map_or(Trust::Undecided, |key| self.trust_of_key(jid, key))
    }

    fn trust_of_key(&self, jid: &str, key: &PublicKey) -> Trust {
        self.trust.get(&(jid.to_owned(), *key)).copied().unwrap_or(Trust::Undecided)
    }

    fn is_own(&self, jid: &str, id: u32) -> bool {
        jid == self.jid && id == self.device_id
    }
}

/// The name of a device in a Party.
fn peer_name(jid: &str, id: u32) -> String {
    format!("{jid}/{id}")
}
