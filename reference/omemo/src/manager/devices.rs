//! What a Manager knows of others: section 6.6.

use std::collections::BTreeSet;

use taut_wire::{fault, require};

use super::{Action, Manager, Trust, peer_name};
use crate::error::Reject;
use crate::format::Format;
use crate::keys::{Ed25519Key, PublicKey};
use crate::party::Party;
use crate::wire::bundle::Bundle;
use crate::wire::devices::{DeviceList, Label, check_label};

/// A device of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its ID.
    pub id: u32,
    /// Formats in whose list it stands.
    pub formats: Vec<Format>,
    /// Its identity key, if it is known.
    pub x25519: Option<PublicKey>,
    /// What was decided about that key.
    pub trust: Trust,
    /// What a person calls it, if that is signed.
    pub label: Option<String>,
}

impl Manager {
    /// A device list has arrived.
    ///
    /// # Errors
    /// Those of [`DeviceList::read`].
    pub fn devices(&mut self, format: Format, jid: &str, xml: &[u8]) -> Result<Vec<Action>, Reject> {
        let mut list = DeviceList::read(format, xml)?;
        let mut actions = Vec::new();
        let is_missing = jid == self.jid && !list.contains(self.device_id) && self.party(format).is_some();
        if is_missing && !fault!(OM_DEVICE_1) {
            let mut published = list.clone();
            published.0.push((self.device_id, self.label.clone()));
            actions.push(Action::PublishDevices(format, published.write(format)));
        }
        for (id, _) in &list.0 {
            let known = self.bundles.contains_key(&(format, jid.to_owned(), *id))
                || self.has_session(format, &peer_name(jid, *id));
            if !known && !self.is_own(jid, *id) {
                actions.push(Action::FetchBundle(format, jid.to_owned(), *id));
            }
        }
        let place = (format, jid.to_owned());
        if fault!(OM_DEVICE_2) {
            let before = self.lists.remove(&place).unwrap_or_default();
            let gone = before.0.into_iter().filter(|(id, _)| !list.contains(*id)).collect::<Vec<_>>();
            list.0.extend(gone);
        }
        self.lists.insert(place, list);
        Ok(actions)
    }

    /// A bundle has arrived: its identity key in both forms, Ed25519 first.
    ///
    /// # Errors
    /// Those of [`Bundle::read`] and [`Bundle::check`], [`Reject::OwnIdentity`], [`Reject::IdentityChanged`].
    pub fn bundle(
        &mut self,
        format: Format,
        jid: &str,
        device_id: u32,
        xml: &[u8],
    ) -> Result<([u8; 32], PublicKey), Reject> {
        let bundle = Bundle::parse(format, xml)?;
        let checked = bundle.check(format)?;
        let x25519 = *checked.identity_key.x25519();
        require!(OM_START_1, x25519 != *self.identity.x25519(), Reject::OwnIdentity);
        self.check_known(jid, device_id, &x25519)?;
        self.keys.insert((jid.to_owned(), device_id), x25519);
        self.bundles.insert((format, jid.to_owned(), device_id), bundle);
        if fault!(OM_DEVICE_4) {
            self.trust.entry((jid.to_owned(), x25519)).or_insert(Trust::Trusted);
        }
        Ok((checked.ed25519, x25519))
    }

    pub(super) fn check_known(&self, jid: &str, id: u32, key: &PublicKey) -> Result<(), Reject> {
        let known = self.keys.get(&(jid.to_owned(), id)).is_none_or(|known| known == key);
        require!(OM_DEVICE_3, known, Reject::IdentityChanged);
        Ok(())
    }

    /// A person has decided about an identity key of an account.
    pub fn trust(&mut self, jid: &str, key: PublicKey, trust: Trust) {
        match trust {
            Trust::Undecided => self.trust.remove(&(jid.to_owned(), key)),
            Trust::Trusted | Trust::Distrusted => self.trust.insert((jid.to_owned(), key), trust),
        };
    }

    /// The devices of an account, without this one, in the order of their IDs.
    #[must_use]
    pub fn list(&self, jid: &str) -> Vec<Device> {
        let listed = self.parties.iter().filter_map(|party| self.device_list(party.format(), jid));
        let listed = listed.flat_map(|list| list.0.iter().map(|(id, _)| *id));
        let known = self.keys.keys().filter(|(of, _)| of == jid).map(|(_, id)| *id);
        let ids: BTreeSet<u32> = listed.chain(known).filter(|id| !self.is_own(jid, *id)).collect();
        ids.into_iter().map(|id| self.device(jid, id)).collect()
    }

    fn device(&self, jid: &str, id: u32) -> Device {
        let formats = self
            .parties
            .iter()
            .map(Party::format)
            .filter(|format| self.device_list(*format, jid).is_some_and(|list| list.contains(id)));
        Device {
            id,
            formats: formats.collect(),
            x25519: self.keys.get(&(jid.to_owned(), id)).copied(),
            trust: self.trust_of(jid, id),
            label: self.label_of(jid, id),
        }
    }

    pub(super) fn device_list(&self, format: Format, jid: &str) -> Option<&DeviceList> {
        self.lists.get(&(format, jid.to_owned()))
    }

    /// The label of a device, whose signature the identity key of its bundle or of its sessions verifies.
    fn label_of(&self, jid: &str, id: u32) -> Option<String> {
        let list = self.device_list(Format::Omemo2, jid)?;
        let (_, label) = list.0.iter().find(|(listed, _)| *listed == id)?;
        let Label { text, signature } = label.as_ref()?;
        let bundle = self.bundles.get(&(Format::Omemo2, jid.to_owned(), id));
        let peer = || Some(self.party(Format::Omemo2)?.peers.get(&peer_name(jid, id))?.identity_key.wire());
        let key = bundle.map(|bundle| bundle.identity_key.as_slice()).or_else(peer);
        let verifies = |key: &[u8]| check_label(key, text.as_bytes(), Some(signature)).is_ok();
        let of_x25519 = |sign| {
            let key = self.keys.get(&(jid.to_owned(), id))?;
            Ed25519Key::of_x25519(key, sign).ok().map(|key| *key.as_bytes())
        };
        // A key that is only known from L has no sign bit: one of the two verifies.
        let is_signed = match key {
            Some(key) => verifies(key),
            None => [false, true].into_iter().filter_map(of_x25519).any(|key| verifies(&key)),
        };
        is_signed.then(|| text.clone())
    }

    /// Drops the sessions with a device; the next message begins a new one.
    pub fn reset(&mut self, format: Format, jid: &str, device_id: u32) {
        let name = peer_name(jid, device_id);
        self.party_mut(format).into_iter().for_each(|party| party.forget(&name));
    }
}
