//! A node and what changes it besides messages: `spec/netaio.md` sections 6.1, 6.2 and 6.4 (revision 1.0.0).

use std::collections::BTreeMap;

use taut_wire::{fault, require};

use super::Address;
use super::handler::{Action, Handler};
use super::inbox::Inbox;
use super::peers::Peers;
use super::routes::{Key, Routes, Times};
use super::subscriptions::Subscriptions;
use crate::error::Misuse;
use crate::seal::layers::{Layer, Layers};
use crate::wire::kind::Types;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Takes connections, and answers.
    Server,
    /// Makes connections, and answers nothing.
    Client,
    /// Takes datagrams, and answers.
    Udp,
}

/// A node without sockets.
#[derive(Clone, Debug)]
pub struct Node {
    pub(super) role: Role,
    pub(super) types: Types,
    pub(super) outer: Layer,
    pub(super) is_silent: bool,
    pub(super) own_ip: Option<String>,
    pub(super) routes: Routes<Handler>,
    handlers: u64,
    pub(super) connections: BTreeMap<Address, Inbox>,
    pub(super) subscriptions: Subscriptions,
    pub(super) peers: Peers,
}

impl Node {
    /// A node with these outer plugins that manages these peers.
    ///
    /// # Errors
    /// [`Misuse::FieldClash`].
    pub fn new(role: Role, types: Types, outer: Layer, peers: Peers) -> Result<Self, Misuse> {
        let layers = Layers { outer: outer.clone(), ..Layers::default() };
        require!(NA_LAYER_1, !layers.clash(), Misuse::FieldClash);
        Ok(Self {
            role,
            types,
            outer,
            is_silent: false,
            own_ip: None,
            routes: Routes::default(),
            handlers: 0,
            connections: BTreeMap::new(),
            subscriptions: Subscriptions::default(),
            peers,
        })
    }

    /// Answers no message that an auth plugin refuses.
    #[must_use]
    pub fn silent(self) -> Self {
        Self { is_silent: true, ..self }
    }

    /// Ignores datagrams from this IP address.
    #[must_use]
    pub fn with_own_ip(self, ip: &str) -> Self {
        Self { own_ip: Some(ip.to_owned()), ..self }
    }

    /// Registers a handler, and gives its number.
    ///
    /// # Errors
    /// [`Misuse::FieldClash`].
    pub fn handle(&mut self, key: Key, times: Times, inner: Layer, action: Action) -> Result<u64, Misuse> {
        let layers = Layers { inner, outer: self.outer.clone() };
        require!(NA_LAYER_1, !layers.clash(), Misuse::FieldClash);
        let number = self.handlers;
        self.handlers += 1;
        self.routes.set(key, times, Handler { number, inner: layers.inner, action });
        Ok(number)
    }

    /// Takes a handler away.
    pub fn unhandle(&mut self, key: &Key, times: Times) {
        self.routes.remove(key, times);
    }

    /// A connection has begun.
    pub fn connected(&mut self, address: &Address) {
        self.connections.insert(address.clone(), Inbox::default());
    }

    /// A connection has ended: its bytes, its subscriptions and its peer go (NA-TCP-5, NA-TCP-6).
    pub fn disconnected(&mut self, address: &Address) {
        self.connections.remove(address);
        self.subscriptions.forget(address);
        if !fault!(NA_TCP_6) {
            for gone in self.peers.forget(address) {
                self.subscriptions.forget(&gone);
            }
        }
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

    /// Whether an address is this node's own.
    pub(super) fn is_own(&self, address: &Address) -> bool {
        let ip = address.as_str().rsplit_once(':').map(|(ip, _)| ip.trim_matches(['[', ']']));
        self.own_ip.is_some() && ip == self.own_ip.as_deref()
    }
}
