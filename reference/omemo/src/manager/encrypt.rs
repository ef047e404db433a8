//! Sending: section 6.7.

use taut_wire::require;

use super::{Action, Manager, Trust, peer_name};
use crate::error::{Misuse, Reject};
use crate::format::Format;
use crate::keys::KeyPair;
use crate::party::{Prepared, StartDraws};
use crate::seal::payload::{LEGACY_KEY, seal_2, seal_legacy};
use crate::supply::Supply;
use crate::wire::element::{Encrypted, Key};

/// An element to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The encrypted element.
    pub xml: Vec<u8>,
    /// Devices that cannot read it.
    pub left_out: Vec<LeftOut>,
    /// What is wanted to be done.
    pub actions: Vec<Action>,
}

/// A device that cannot read an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its account.
    pub jid: String,
    /// Its ID.
    pub id: u32,
    /// What stands in the way.
    pub why: Why,
}

/// Why a device is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its identity key is distrusted.
    Distrusted,
    /// There is neither a session with it nor a bundle of it.
    NoBundle,
    /// Another device has the same ID.
    SameId,
    /// No session could be begun with it.
    Failed(Reject),
}

/// A payload, sealed once for everybody (OM-FANOUT-6).
struct Cargo {
    material: Vec<u8>,
    iv: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
}

/// A device on the list, and what becomes of it.
struct Target {
    jid: String,
    id: u32,
    outcome: Result<Option<Prepared>, Why>,
}

impl Manager {
    /// Encrypts for all devices of some accounts, and for the other ones of this account.
    ///
    /// # Errors
    /// [`Misuse::Undecided`], [`Misuse::NoDevices`].
    pub fn encrypt(
        &mut self,
        format: Format,
        to: &[&str],
        payload: Option<&[u8]>,
        mut random: Supply,
    ) -> Result<Sent, Misuse> {
        let mut targets = self.targets(format, to);
        if payload.is_some() {
            let decided = |target: &Target| {
                target.outcome.is_err() || self.trust_of(&target.jid, target.id) != Trust::Undecided
            };
            require!(OM_FANOUT_4, targets.iter().all(decided), Misuse::Undecided);
        }
        check_reached(to, &targets)?;
        let cargo = seal(format, payload, &mut random);
        for target in targets.iter_mut().filter(|target| target.outcome.is_ok()) {
            let prepared = self.prepare(format, target, &cargo.material, &mut random);
            target.outcome = prepared.map(Some).map_err(Why::Failed);
        }
        check_reached(to, &targets)?;
        Ok(self.dispatch(format, targets, cargo))
    }

    /// Steps 1 and 2.
    fn targets(&self, format: Format, to: &[&str]) -> Vec<Target> {
        let mut jids: Vec<&str> = Vec::new();
        for jid in to.iter().copied().chain([self.jid.as_str()]) {
            if !jids.contains(&jid) {
                jids.push(jid);
            }
        }
        let mut targets: Vec<Target> = Vec::new();
        for jid in jids {
            let listed = self.device_list(format, jid).into_iter().flat_map(|list| &list.0);
            let mut ids: Vec<u32> = listed.map(|(id, _)| *id).filter(|id| !self.is_own(jid, *id)).collect();
            ids.sort_unstable();
            for id in ids {
                let same = format == Format::Legacy
                    && targets.iter().any(|target| target.id == id && target.outcome.is_ok());
                let outcome = self.hindrance(format, jid, id, same).map(|()| None);
                targets.push(Target { jid: jid.to_owned(), id, outcome });
            }
        }
        targets
    }

    fn hindrance(&self, format: Format, jid: &str, id: u32, same_id: bool) -> Result<(), Why> {
        require!(OM_FANOUT_1, self.trust_of(jid, id) != Trust::Distrusted, Why::Distrusted);
        let reachable = self.has_session(format, &peer_name(jid, id))
            || self.bundles.contains_key(&(format, jid.to_owned(), id));
        require!(OM_FANOUT_2, reachable, Why::NoBundle);
        require!(OM_FANOUT_3, !same_id, Why::SameId);
        Ok(())
    }

    /// Step 4 for one device; changes nothing yet.
    fn prepare(
        &self,
        format: Format,
        target: &Target,
        material: &[u8],
        random: &mut Supply,
    ) -> Result<Prepared, Reject> {
        let Some(party) = self.party(format) else { return Err(Reject::NoSession) };
        let name = peer_name(&target.jid, target.id);
        let bundle = self.bundles.get(&(format, target.jid.clone(), target.id));
        match bundle.filter(|_| !self.has_session(format, &name)) {
            None => party.prepare(&name, material, &mut ()),
            Some(bundle) => party.prepare_start(&name, bundle, || start_draws(random), material),
        }
    }

    /// Makes all changes, and step 5.
    fn dispatch(&mut self, format: Format, targets: Vec<Target>, cargo: Cargo) -> Sent {
        let (mut keys, mut left_out, mut actions) = (Vec::new(), Vec::new(), Vec::new());
        for Target { jid, id, outcome } in targets {
            match outcome {
                Ok(Some(prepared)) => {
                    let used = prepared.begins();
                    let name = peer_name(&jid, id);
                    let Some(party) = self.party_mut(format) else { continue };
                    let sealed = party.send(&name, prepared);
                    if used {
                        self.bundles.remove(&(format, jid.clone(), id));
                    }
                    keys.push(Key { jid, rid: id, key_exchange: sealed.key_exchange, data: sealed.message });
                }
                Ok(None) => {}
                Err(why) => {
                    if why == Why::NoBundle {
                        actions.push(Action::FetchBundle(format, jid.clone(), id));
                    }
                    left_out.push(LeftOut { jid, id, why });
                }
            }
        }
        let element = Encrypted { sid: self.device_id, keys, iv: cargo.iv, payload: cargo.payload };
        Sent { xml: element.write(format), left_out, actions }
    }

    /// An empty message for a device with whom there is a session.
    pub(super) fn answer(
        &mut self,
        format: Format,
        jid: &str,
        id: u32,
        random: &mut Supply,
    ) -> Option<Action> {
        let cargo = seal(format, None, random);
        let sealed = self.party_mut(format)?.encrypt(&peer_name(jid, id), &cargo.material, &mut ()).ok()?;
        let key =
            Key { jid: jid.to_owned(), rid: id, key_exchange: sealed.key_exchange, data: sealed.message };
        let element = Encrypted { sid: self.device_id, keys: vec![key], iv: cargo.iv, payload: None };
        Some(Action::Send(format, jid.to_owned(), element.write(format)))
    }
}

/// OM-FANOUT-5.
fn check_reached(to: &[&str], targets: &[Target]) -> Result<(), Misuse> {
    let reached = |jid: &&str| targets.iter().any(|target| target.jid == *jid && target.outcome.is_ok());
    require!(OM_FANOUT_5, to.iter().all(reached), Misuse::NoDevices);
    Ok(())
}

/// Seals with keys that are drawn for this payload (OM-FANOUT-7).
fn seal(format: Format, payload: Option<&[u8]>, random: &mut Supply) -> Cargo {
    match (format, payload) {
        (Format::Legacy, payload) => {
            let key = random.take::<LEGACY_KEY>();
            let iv = random.take();
            let sealed = payload.map(|payload| seal_legacy(&key, &iv, payload));
            let (payload, material) = match sealed {
                Some(sealed) => (Some(sealed.payload), sealed.material),
                None => (None, key.to_vec()),
            };
            Cargo { material, iv: Some(iv.to_vec()), payload }
        }
        (Format::Omemo2, None) => Cargo { material: vec![0; 32], iv: None, payload: None },
        (Format::Omemo2, Some(payload)) => {
            let sealed = seal_2(&random.take(), payload, &mut ());
            Cargo { material: sealed.material, iv: None, payload: Some(sealed.payload) }
        }
    }
}

fn start_draws(random: &mut Supply) -> StartDraws {
    let choice = random.take();
    let ephemeral = KeyPair::from(random.take::<32>());
    StartDraws { choice, ephemeral, ratchet: KeyPair::from(random.take::<32>()) }
}
