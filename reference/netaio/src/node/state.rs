//! A node and what changes it besides messages: `spec/netaio.md` sections 6.1, 6.2, 6.4 and 6.7 (revision 1.0.0).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use taut_wire::{fault, require};

use super::Address;
use super::handler::{Action, Event, Handler, Output, Target};
use super::inbox::Inbox;
use super::manage::Managed;
use super::peers::{Gone, Peers};
use super::request::Requests;
use super::routes::{Key, Routes, Times};
use super::send::Sent;
use super::settings::{Role, Settings};
use super::subscriptions::Subscriptions;
use crate::error::Misuse;
use crate::keys::Supply;
use crate::seal::layers::{Layer, clash};
use crate::wire::kind::Types;
use crate::wire::peer::Record;

/// A node without sockets.
#[derive(Clone, Debug)]
pub struct Node {
    pub(super) role: Role,
    pub(super) types: Types,
    pub(super) outer: Arc<Layer>,
    pub(super) local: Option<Record>,
    pub(super) is_silent: bool,
    own_ip: Option<String>,
    pub(super) partial_ms: u64,
    pub(super) routes: Routes<Target>,
    handlers: u64,
    pub(super) connections: BTreeMap<Address, Inbox>,
    /// The connections that hold a part of a message, by the time at which that began.
    pub(super) partial: BTreeSet<(u64, Address)>,
    pub(super) subscriptions: Subscriptions,
    pub(super) requests: Requests,
    pub(super) peers: Peers,
    /// By application ID.
    pub(super) managed: BTreeMap<Vec<u8>, Managed>,
}

impl Node {
    /// A node that has heard nothing yet.
    ///
    /// # Errors
    /// [`Misuse::FieldClash`].
    pub fn new(settings: Settings) -> Result<Self, Misuse> {
        let Settings { role, types, outer, local, is_silent, own_ip, max_peers, partial_ms } = settings;
        require!(NA_LAYER_1, !clash(&Layer::default(), &outer), Misuse::FieldClash);
        let own_id = local.as_ref().map(|record| record.id.as_slice());
        Ok(Self {
            role,
            types,
            outer: Arc::new(outer),
            peers: Peers::new(own_id, max_peers),
            local,
            is_silent,
            own_ip,
            partial_ms,
            routes: Routes::default(),
            handlers: 0,
            connections: BTreeMap::new(),
            partial: BTreeSet::new(),
            subscriptions: Subscriptions::default(),
            requests: Requests::default(),
            managed: BTreeMap::new(),
        })
    }

    /// Registers a handler, and gives its number.
    ///
    /// # Errors
    /// [`Misuse::BadType`], [`Misuse::FieldClash`].
    pub fn handle(&mut self, key: Key, times: Times, inner: Layer, action: Action) -> Result<u64, Misuse> {
        self.types.to_write(key.kind.into())?;
        require!(NA_LAYER_1, !clash(&inner, &self.outer), Misuse::FieldClash);
        let number = self.handlers;
        self.handlers += 1;
        self.routes.set(key, times, Target::Application(Arc::new(Handler { number, inner, action })));
        Ok(number)
    }

    /// Takes a handler away.
    pub fn unhandle(&mut self, key: &Key, times: Times) {
        self.routes.remove(key, times);
    }

    /// A connection has begun; a client that manages peers advertises itself (NA-PEER-2).
    pub fn connected(&mut self, address: &Address, now_ms: u64, supply: &mut Supply<'_>) -> Sent {
        self.drop_bytes(address);
        self.connections.insert(address.clone(), Inbox::default());
        self.greet(address, now_ms, supply).sent
    }

    /// A connection has ended: its bytes, its subscriptions and its peer go (NA-TCP-5, NA-TCP-6).
    pub fn disconnected(&mut self, address: &Address) {
        self.drop_bytes(address);
        if !fault!(NA_TCP_5) {
            self.subscriptions.forget(address);
        }
        if !fault!(NA_TCP_6) {
            let gone = self.peers.forget(address);
            self.forget(&gone);
        }
    }

    /// Ends a connection; a client that manages peers says so before (NA-PEER-15).
    ///
    /// # Errors
    /// [`Misuse::NotConnected`].
    pub fn close(
        &mut self,
        address: &Address,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Output, Misuse> {
        require!(NA_TCP_7, self.connections.contains_key(address), Misuse::NotConnected);
        let mut output = self.take_leave(address, now_ms, supply);
        self.disconnected(address);
        output.events.push(Event::Closed(address.clone()));
        Ok(output)
    }

    /// Adds an address to those that are told of a key.
    pub fn subscribe(&mut self, key: &[u8], address: &Address) {
        self.subscriptions.add(key, address);
    }

    /// Removes an address from those that are told of a key.
    pub fn unsubscribe(&mut self, key: &[u8], address: &Address) {
        self.subscriptions.remove(key, address);
    }

    /// Who is told of what.
    #[must_use]
    pub const fn subscriptions(&self) -> &Subscriptions {
        &self.subscriptions
    }

    /// The peers that are known.
    #[must_use]
    pub const fn peers(&self) -> &Peers {
        &self.peers
    }

    /// The addresses to which there is a connection, in order.
    pub fn connections(&self) -> impl Iterator<Item = &Address> {
        self.connections.keys()
    }

    /// Whether an address is this node's own.
    pub(super) fn is_own(&self, address: &Address) -> bool {
        let ip = address.as_str().rsplit_once(':').map(|(ip, _)| ip.trim_matches(['[', ']']));
        self.own_ip.is_some() && ip == self.own_ip.as_deref()
    }

    fn drop_bytes(&mut self, address: &Address) {
        let since_ms = self.connections.remove(address).and_then(|inbox| inbox.since_ms());
        if let Some(since_ms) = since_ms {
            self.partial.remove(&(since_ms, address.clone()));
        }
    }

    /// Puts the bytes of a connection back, which held a part of a message since this time.
    pub(super) fn hold(&mut self, address: &Address, before_ms: Option<u64>, inbox: Inbox) {
        let since_ms = inbox.since_ms();
        if let Some(connection) = self.connections.get_mut(address) {
            *connection = inbox;
        }
        if before_ms == since_ms {
            return;
        }
        if let Some(before_ms) = before_ms {
            self.partial.remove(&(before_ms, address.clone()));
        }
        if let Some(since_ms) = since_ms {
            self.partial.insert((since_ms, address.clone()));
        }
    }

    /// Removes the subscriptions of addresses whose peer is gone (NA-PEER-12).
    pub(super) fn forget(&mut self, gone: &Gone) {
        let kept = if fault!(NA_PEER_12) { gone.last() } else { None };
        for address in gone.iter().filter(|address| Some(*address) != kept) {
            self.subscriptions.forget(address);
        }
    }
}
