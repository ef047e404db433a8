//! Peer management: `spec/netaio.md` section 6.8 (revision 1.0.0).

use std::sync::Arc;

use taut_wire::{fault, require};

use super::Address;
use super::handler::{Output, Target};
use super::routes::{Key, Times};
use super::send::Sent;
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
    /// When to advertise next.
    due_ms: u64,
}

impl Node {
    /// Begins to manage the peers of an application ID.
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
        let inner = Arc::new(inner);
        let managed = Managed { every_ms: every_ms.max(1), timeout_s, inner, due_ms: now_ms };
        let sent = self.advertise(&app_id, &managed, now_ms, supply)?;
        for kind in Notice::ALL.map(Notice::kind) {
            self.routes.set(notices(kind, &app_id), Times::Always, Target::Peers(Arc::clone(&managed.inner)));
        }
        if self.role == Role::Udp {
            self.expire(&managed, now_ms);
        }
        self.managed.insert(app_id, managed.sent(now_ms));
        Ok(sent)
    }

    /// Ends the management of the peers of an application ID, and tells them so (NA-PEER-15).
    ///
    /// # Errors
    /// Those of plugins.
    pub fn unmanage(&mut self, app_id: &[u8], now_ms: u64, supply: &mut Supply<'_>) -> Result<Sent, Refused> {
        let Some(managed) = self.managed.get(app_id).cloned() else { return Ok(Sent::new()) };
        let runs_on = fault!(NA_PEER_16) && app_id != DEFAULT_APP_ID;
        let receivers = if runs_on { Vec::new() } else { self.managed_receivers() };
        let sent = self.tell(&receivers, Notice::Disconnect, app_id, &managed, now_ms, supply)?;
        for kind in Notice::ALL.map(Notice::kind) {
            let key = notices(kind, app_id);
            if matches!(self.routes.get(&key, Times::Always), Some(Target::Peers(_))) {
                self.routes.remove(&key, Times::Always);
            }
        }
        if !runs_on {
            self.managed.remove(app_id);
        }
        Ok(sent)
    }

    /// Tells a new connection of this node, as a client (NA-PEER-2).
    pub(super) fn greet(
        &self,
        address: &Address,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        let mut sent = Sent::new();
        for (app_id, managed) in self.managed.iter().filter(|_| self.role == Role::Client) {
            sent.extend(self.tell([address], Notice::Advertise, app_id, managed, now_ms, supply)?);
        }
        Ok(sent)
    }

    /// Takes leave of a connection, as a client (NA-PEER-15).
    pub(super) fn part(&self, address: &Address, now_ms: u64, supply: &mut Supply<'_>) -> Output {
        let mut output = Output::default();
        for (app_id, managed) in self.managed.iter().filter(|_| self.role == Role::Client) {
            match self.tell([address], Notice::Disconnect, app_id, managed, now_ms, supply) {
                Ok(sent) => output.sent.extend(sent),
                Err(refused) => output.refusals.push(refused.code()),
            }
        }
        output
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
            match self.advertise(&app_id, &managed, now_ms, supply) {
                Ok(sent) => output.sent.extend(sent),
                Err(refused) => output.refusals.push(refused.code()),
            }
            self.managed.insert(app_id, managed.sent(now_ms));
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

    fn expire(&mut self, managed: &Managed, now_ms: u64) {
        let gone = self.peers.expire(managed.timeout_s, now_ms);
        self.forget(&gone);
    }

    fn advertise(
        &self,
        app_id: &[u8],
        managed: &Managed,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        let receivers: Vec<Address> = match self.role {
            Role::Server => Vec::new(),
            Role::Client => self.connections.keys().cloned().collect(),
            Role::Udp => vec![Address::multicast()],
        };
        self.tell(&receivers, Notice::Advertise, app_id, managed, now_ms, supply)
    }

    /// Who hears that peer management ends: of each known peer an address with a connection, or the group.
    fn managed_receivers(&self) -> Vec<Address> {
        match self.role {
            Role::Server => Vec::new(),
            Role::Client => {
                let known = self.peers.iter().filter_map(|(_, peer)| {
                    peer.addresses.iter().find(|address| self.connections.contains_key(address))
                });
                known.cloned().collect()
            }
            Role::Udp => vec![Address::multicast()],
        }
    }

    /// A message of its own for each receiver.
    fn tell<'a>(
        &self,
        receivers: impl IntoIterator<Item = &'a Address>,
        notice: Notice,
        app_id: &[u8],
        managed: &Managed,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        let message = self.notice(notice, app_id);
        let layers = [managed.inner.as_ref(), &self.outer];
        let sent = receivers
            .into_iter()
            .map(|to| Ok((to.clone(), self.seal(to, &message, layers, now_ms, supply)?)));
        sent.collect()
    }
}

impl Managed {
    /// When to advertise after this time.
    fn sent(self, now_ms: u64) -> Self {
        Self { due_ms: now_ms.saturating_add(self.every_ms), ..self }
    }
}

fn notices(kind: u8, app_id: &[u8]) -> Key {
    Key { kind, uri: Some(app_id.to_vec()), address: None }
}
