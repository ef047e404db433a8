//! Peer management: `spec/netaio.md` section 6.8 (revision 1.0.0).

use std::sync::Arc;

use taut_wire::{fault, require};

use super::Address;
use super::handler::{Output, Target};
use super::routes::{Key, Times};
use super::send::{Sent, seconds};
use super::settings::Role;
use super::state::Node;
use crate::error::{Misuse, Refused};
use crate::keys::Supply;
use crate::seal::layers::{Layer, clash};
use crate::wire::message::Message;
use crate::wire::peer::{DEFAULT_APP_ID, Notice, Record};

/// How peers of one application ID are managed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Management {
    /// The URI of its messages.
    pub app_id: Vec<u8>,
    /// The interval in which a UDP node advertises itself.
    pub every_ms: u64,
    /// The age in seconds that a peer of a UDP node may have.
    pub timeout_s: u64,
    /// The plugins of its messages, besides those of the node.
    pub inner: Layer,
}

impl Default for Management {
    fn default() -> Self {
        let (app_id, inner) = (DEFAULT_APP_ID.to_vec(), Layer::default());
        Self { app_id, every_ms: 20_000, timeout_s: 60, inner }
    }
}

/// Peer management that has begun.
#[derive(Clone, Debug)]
pub(super) struct Managed {
    every_ms: u64,
    timeout_s: u64,
    inner: Arc<Layer>,
    /// When a UDP node advertises next.
    due_ms: u64,
    /// What a client tells servers, as its inner plugins have made it.
    made: Option<Made>,
}

#[derive(Clone, Debug)]
struct Made {
    advertise: Message,
    disconnect: Message,
}

impl Node {
    /// Begins to manage the peers of an application ID (NA-PEER-2).
    ///
    /// # Errors
    /// [`Misuse::NoLocalPeer`], [`Misuse::FieldClash`], [`Reject::TooLarge`](crate::Reject::TooLarge), those of plugins.
    pub fn manage(
        &mut self,
        management: Management,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        require!(NA_PEER_1, self.local.is_some(), Misuse::NoLocalPeer);
        let Management { app_id, every_ms, timeout_s, inner } = management;
        require!(NA_LAYER_1, !clash(&inner, &self.outer), Misuse::FieldClash);
        self.notice(Notice::Advertise, &app_id).encode(&self.types)?;
        let made = match self.role {
            Role::Client => Some(self.make(&inner, &app_id, now_ms, supply)?),
            Role::Server | Role::Udp => None,
        };
        let (every_ms, inner) = (every_ms.max(1), Arc::new(inner));
        let due_ms = now_ms.saturating_add(every_ms);
        let managed = Managed { every_ms, timeout_s, inner, due_ms, made };
        let sent = self.advertise(&app_id, &managed, now_ms, supply)?;
        for kind in Notice::ALL.map(Notice::kind) {
            self.routes.set(key(kind, &app_id), Times::Always, Target::Peers(Arc::clone(&managed.inner)));
        }
        self.expire(&managed, now_ms);
        self.managed.insert(app_id, managed);
        Ok(sent)
    }

    /// Ends the management of the peers of an application ID, and tells them so (NA-PEER-15).
    pub fn unmanage(&mut self, app_id: &[u8], now_ms: u64, supply: &mut Supply<'_>) -> Sent {
        for kind in Notice::ALL.map(Notice::kind) {
            let key = key(kind, app_id);
            if matches!(self.routes.get(&key, Times::Always), Some(Target::Peers(_))) {
                self.routes.remove(&key, Times::Always);
            }
        }
        if fault!(NA_PEER_16) && app_id != DEFAULT_APP_ID {
            return Sent::new();
        }
        let Some(managed) = self.managed.remove(app_id) else { return Sent::new() };
        let receivers = match self.role {
            Role::Server if !fault!(NA_PEER_15) => Vec::new(),
            Role::Server | Role::Client => self.known_servers(),
            Role::Udp => vec![Address::multicast()],
        };
        self.tell_all(&receivers, Notice::Disconnect, app_id, &managed, now_ms, supply).sent
    }

    /// Tells a new connection of this node, as a client.
    pub(super) fn greet(&self, address: &Address, now_ms: u64, supply: &mut Supply<'_>) -> Output {
        self.tell_for_all(address, Notice::Advertise, now_ms, supply)
    }

    /// Tells a connection that it ends, as a client (NA-PEER-15).
    pub(super) fn take_leave(&self, address: &Address, now_ms: u64, supply: &mut Supply<'_>) -> Output {
        self.tell_for_all(address, Notice::Disconnect, now_ms, supply)
    }

    /// Removes old peers and advertises, for each application ID for which it is time.
    pub(super) fn advertise_due(&mut self, now_ms: u64, supply: &mut Supply<'_>, output: &mut Output) {
        if self.role != Role::Udp {
            return;
        }
        let due = self.managed.iter().filter(|(_, managed)| managed.due_ms <= now_ms);
        let due: Vec<(Vec<u8>, Managed)> =
            due.map(|(app_id, managed)| (app_id.clone(), managed.clone())).collect();
        for (app_id, managed) in due {
            self.expire(&managed, now_ms);
            let told =
                self.tell_all(&[Address::multicast()], Notice::Advertise, &app_id, &managed, now_ms, supply);
            output.sent.extend(told.sent);
            output.refusals.extend(told.refusals);
            let due_ms = now_ms.saturating_add(managed.every_ms);
            self.managed.insert(app_id, Managed { due_ms, ..managed });
        }
    }

    /// When the next advertisement is due.
    pub(super) fn next_advertisement(&self) -> Option<u64> {
        let due = self.managed.values().map(|managed| managed.due_ms);
        if self.role == Role::Udp { due.min() } else { None }
    }

    /// What this node says of itself.
    pub(super) fn notice(&self, notice: Notice, app_id: &[u8]) -> Message {
        let record = self.local.as_ref().map(Record::pack);
        Message::new(notice.kind(), app_id, &record.unwrap_or_default())
    }

    /// What a client tells servers, made once: `ADVERTISE_PEER`, then `DISCONNECT`.
    fn make(
        &self,
        inner: &Layer,
        app_id: &[u8],
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Made, Refused> {
        let mut make = |notice| {
            let mut message = self.notice(notice, app_id);
            inner.apply(&mut message, None, seconds(now_ms), supply)?;
            Ok::<_, Refused>(message)
        };
        Ok(Made { advertise: make(Notice::Advertise)?, disconnect: make(Notice::Disconnect)? })
    }

    fn expire(&mut self, managed: &Managed, now_ms: u64) {
        if self.role == Role::Udp {
            let gone = self.peers.expire(managed.timeout_s, now_ms);
            self.forget(&gone);
        }
    }

    /// The first advertisement.
    fn advertise(
        &self,
        app_id: &[u8],
        managed: &Managed,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        let receivers: Vec<Address> = match self.role {
            Role::Server if !fault!(NA_PEER_2) => Vec::new(),
            Role::Server | Role::Client => self.connections.keys().cloned().collect(),
            Role::Udp => vec![Address::multicast()],
        };
        let told = receivers.into_iter().map(|to| {
            let bytes = self.tell(&to, Notice::Advertise, app_id, managed, now_ms, supply)?;
            Ok((to, bytes))
        });
        told.collect()
    }

    /// Of each known peer the connection, in their order.
    fn known_servers(&self) -> Vec<Address> {
        let known = self.peers.iter().flat_map(|(_, peer)| &peer.addresses);
        let mut known: Vec<Address> =
            known.filter(|address| self.connections.contains_key(address)).cloned().collect();
        known.sort();
        known
    }

    /// Tells a server of each application ID, as a client.
    fn tell_for_all(
        &self,
        address: &Address,
        notice: Notice,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Output {
        let mut output = Output::default();
        for (app_id, managed) in self.managed.iter().filter(|_| self.role == Role::Client) {
            let told = self.tell_all(std::slice::from_ref(address), notice, app_id, managed, now_ms, supply);
            output.sent.extend(told.sent);
            output.refusals.extend(told.refusals);
        }
        output
    }

    /// A message of its own for each receiver, those left out that a plugin refuses.
    fn tell_all(
        &self,
        receivers: &[Address],
        notice: Notice,
        app_id: &[u8],
        managed: &Managed,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Output {
        let mut output = Output::default();
        for to in receivers {
            match self.tell(to, notice, app_id, managed, now_ms, supply) {
                Ok(bytes) => output.sent.push((to.clone(), bytes)),
                Err(refused) => output.refusals.push(refused.code()),
            }
        }
        output
    }

    /// A UDP node makes each message anew, a client sends copies.
    fn tell(
        &self,
        to: &Address,
        notice: Notice,
        app_id: &[u8],
        managed: &Managed,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Vec<u8>, Refused> {
        let clear = Layer::default();
        match (&managed.made, notice) {
            (Some(made), Notice::Disconnect) => {
                self.seal(to, &made.disconnect, [&clear, &self.outer], now_ms, supply)
            }
            (Some(made), _) => self.seal(to, &made.advertise, [&clear, &self.outer], now_ms, supply),
            (None, _) => {
                self.seal(to, &self.notice(notice, app_id), [&managed.inner, &self.outer], now_ms, supply)
            }
        }
    }
}

/// The key of a message of peer management.
fn key(kind: u8, app_id: &[u8]) -> Key {
    Key { kind, uri: Some(app_id.to_vec()), address: None }
}
