//! Receiving, and time: section 6.8.

use taut_wire::{Refusal, fault, require};

use super::{Action, Manager, ROTATE_AFTER, Trust, peer_name};
use crate::error::Reject;
use crate::format::Format;
use crate::keys::{KeyPair, PublicKey};
use crate::party::{Opened, Party};
use crate::seal::payload::{open_2, open_legacy};
use crate::supply::Supply;
use crate::wire::element::{Encrypted, Key};
use crate::wire::exchange::KeyExchange;

/// A receiving chain of so many messages is answered.
pub const HEARTBEAT: u32 = 54;

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// ID of the sending device.
    pub device_id: u32,
    /// The payload; none of an empty message.
    pub payload: Option<Vec<u8>>,
    /// What was decided about the identity key of the sender.
    pub trust: Trust,
    /// What is wanted to be done.
    pub actions: Vec<Action>,
}

impl Manager {
    /// Decrypts an encrypted element of a sender whom the server has authenticated.
    ///
    /// # Errors
    /// [`Refusal::Ignore`]; those of [`Encrypted::read`], [`KeyExchange::decode`] and [`Party::decrypt`],
    /// [`Reject::UnknownDevice`], [`Reject::Untrusted`], those of [`open_legacy`] and [`open_2`].
    pub fn decrypt(
        &mut self,
        format: Format,
        jid: &str,
        xml: &[u8],
        mut random: Supply,
    ) -> Result<Received, Refusal<Reject>> {
        let element = Encrypted::read(format, xml)?;
        let device_id = element.sid;
        require!(OM_DECRYPT_1, !self.is_own(jid, device_id), Refusal::Ignore);
        let key = self.own_key(format, &element);
        require!(OM_DECRYPT_2, key.is_some(), Refusal::Ignore);
        // There is none only without OM-DECRYPT-2: whoever does not look for the own device takes the first one.
        let key = key.or_else(|| element.keys.first());
        let Some((key, party)) = key.zip(self.party(format)) else { return Err(Refusal::Ignore) };
        let listed = self.device_list(format, jid).is_some_and(|list| list.contains(device_id));
        require!(OM_DECRYPT_3, listed, Reject::UnknownDevice);
        let exchange = key.key_exchange.then(|| KeyExchange::decode(format, &key.data)).transpose()?;
        let identity = exchange.as_ref().map(|exchange| *exchange.identity_key.x25519());
        if let Some(identity) = &identity {
            self.check_known(jid, device_id, identity)?;
        }
        let trust =
            identity.map_or_else(|| self.trust_of(jid, device_id), |key| self.trust_of_key(jid, &key));
        require!(OM_DECRYPT_4, trust != Trust::Distrusted, Reject::Untrusted);
        let name = peer_name(jid, device_id);
        let mut ratchet = || KeyPair::from(random.take::<32>());
        let opened = match &exchange {
            Some(exchange) => party.open_exchange(&name, exchange, &mut ratchet, &mut ()),
            None => party.open(&name, &key.data, false, &mut ratchet, &mut ()),
        }?;
        let payload = match open_payload(format, &element, &opened.plaintext) {
            Err(why) if !fault!(OM_DECRYPT_5) => return Err(why.into()),
            payload => payload,
        };
        let actions = self.accept(format, jid, device_id, opened, identity, &mut random);
        Ok(Received { device_id, payload: payload?, trust, actions })
    }

    /// The key for this device: the last of several, which there are only without OM-ELEMENT-3.
    fn own_key<'a>(&self, format: Format, element: &'a Encrypted) -> Option<&'a Key> {
        let is_own =
            |key: &&Key| key.rid == self.device_id && (format == Format::Legacy || key.jid == self.jid);
        element.keys.iter().rfind(is_own)
    }

    /// Step 5.
    fn accept(
        &mut self,
        format: Format,
        jid: &str,
        id: u32,
        opened: Opened,
        identity: Option<PublicKey>,
        random: &mut Supply,
    ) -> Vec<Action> {
        let name = peer_name(jid, id);
        let is_new = opened.is_new();
        let refill_at = self.refill_at;
        let mut actions = Vec::new();
        let Some(party) = self.party_mut(format) else { return actions };
        let progress = party.progress(&name, &opened);
        party.commit(&name, opened);
        if is_new {
            if party.pre_keys.len() <= refill_at && !fault!(OM_DECRYPT_6) {
                party.refill(random);
            }
            if !fault!(OM_DECRYPT_7) {
                actions.push(publish(party));
            }
        }
        if let Some(identity) = identity {
            self.keys.insert((jid.to_owned(), id), identity);
        }
        let is_long = progress.is_some_and(|(before, after)| {
            (before < HEARTBEAT || fault!(OM_DECRYPT_9)) && after >= HEARTBEAT
        });
        if (is_new && !fault!(OM_DECRYPT_8)) || (!is_new && is_long) {
            actions.extend(self.answer(format, jid, id, random));
        }
        actions
    }

    /// Lets time pass, and replaces signed prekeys that are old (OM-TICK-1). `now` is in milliseconds of Unix time.
    pub fn tick(&mut self, mut random: Supply, now: u64) -> Vec<Action> {
        let mut actions = Vec::new();
        for party in &mut self.parties {
            if now.saturating_sub(party.signed.made) >= ROTATE_AFTER {
                let signed = random.take();
                party.rotate(signed, &random.take(), now);
                actions.push(publish(party));
            }
        }
        actions
    }
}

fn publish(party: &Party) -> Action {
    Action::PublishBundle(party.format(), party.bundle().write(party.format()))
}

fn open_payload(format: Format, element: &Encrypted, material: &[u8]) -> Result<Option<Vec<u8>>, Reject> {
    let Some(payload) = &element.payload else { return Ok(None) };
    let iv = element.iv.as_deref().unwrap_or_default();
    match format {
        Format::Legacy => open_legacy(payload, iv, material),
        Format::Omemo2 => open_2(payload, material, &mut ()),
    }
    .map(Some)
}
