//! Sending: `spec/netaio.md` sections 6.5 and 6.7 (revision 1.0.0).

use std::iter;

use taut_wire::{fault, require};

use super::Address;
use super::settings::Role;
use super::state::Node;
use crate::error::{Misuse, Refused, Reject};
use crate::keys::Supply;
use crate::seal::layers::{Layer, clash, seal};
use crate::wire::message::Message;

/// What a datagram holds at most.
pub const MAX_DATAGRAM: usize = 65_507;

/// Bytes, and where they go.
pub type Sent = Vec<(Address, Vec<u8>)>;

/// How a message is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The plugins of the call.
    pub inner: Layer,
    /// Whether the plugins of the node are used too.
    pub uses_outer: bool,
}

impl Default for Call {
    /// Through the plugins of the node alone.
    fn default() -> Self {
        Self { inner: Layer::default(), uses_outer: true }
    }
}

impl Node {
    /// Sends a message to an address.
    ///
    /// # Errors
    /// [`Misuse::NotConnected`], [`Misuse::FieldClash`], [`Misuse::BadType`], [`Reject::TooLarge`], those of plugins.
    pub fn send(
        &self,
        to: &Address,
        message: &Message,
        call: &Call,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        self.send_all(&[to], message, call, now_ms, supply)
    }

    /// Sends a message once to each address that is subscribed to a key (NA-SUB-1).
    ///
    /// # Errors
    /// As [`Node::send`].
    pub fn notify(
        &self,
        key: &[u8],
        message: &Message,
        call: &Call,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        let times = if fault!(NA_SUB_1) { 2 } else { 1 };
        let receivers = self.subscriptions.of(key).flat_map(|address| iter::repeat_n(address, times));
        let receivers: Vec<&Address> = receivers.collect();
        self.send_all(&receivers, message, call, now_ms, supply)
    }

    /// Sends a message to every connection, or to one address of each peer (NA-SUB-4).
    ///
    /// # Errors
    /// As [`Node::send`].
    pub fn broadcast(
        &self,
        message: &Message,
        call: &Call,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        let mut receivers: Vec<&Address> = match self.role {
            Role::Server | Role::Client if !fault!(NA_SUB_4) => self.connections.keys().collect(),
            _ => self.peers.iter().filter_map(|(_, peer)| peer.addresses.first()).collect(),
        };
        receivers.sort();
        self.send_all(&receivers, message, call, now_ms, supply)
    }

    /// Sends a message to the multicast group, as a UDP node.
    ///
    /// # Errors
    /// As [`Node::send`].
    pub fn multicast(
        &self,
        message: &Message,
        call: &Call,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        self.send_all(&[&Address::multicast()], message, call, now_ms, supply)
    }

    /// One message for all, or one for each if it depends on the peer (NA-SUB-2).
    fn send_all(
        &self,
        receivers: &[&Address],
        message: &Message,
        call: &Call,
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Sent, Refused> {
        if receivers.is_empty() {
            return Ok(Sent::new());
        }
        let is_reachable = |to: &Address| self.role == Role::Udp || self.connections.contains_key(to);
        require!(NA_TCP_7, receivers.iter().all(|to| is_reachable(to)), Misuse::NotConnected);
        let clear = Layer::default();
        let outer = if call.uses_outer { &self.outer } else { &clear };
        require!(NA_LAYER_1, !clash(&call.inner, outer), Misuse::FieldClash);
        let depends_on_peer = call.inner.depends_on_peer() || outer.depends_on_peer();
        let mut sent = Sent::new();
        for to in receivers {
            let bytes = match sent.first() {
                Some((_, bytes)) if !depends_on_peer && !fault!(NA_SUB_2) => bytes.clone(),
                _ => self.seal(to, message, [&call.inner, outer], now_ms, supply)?,
            };
            sent.push(((*to).clone(), bytes));
        }
        Ok(sent)
    }

    /// The bytes of a message to an address, through plugins that do not clash.
    pub(super) fn seal(
        &self,
        to: &Address,
        message: &Message,
        layers: [&Layer; 2],
        now_ms: u64,
        supply: &mut Supply<'_>,
    ) -> Result<Vec<u8>, Refused> {
        let data = self.peers.data_at(to);
        let bytes = seal(layers, &self.types, message, data, seconds(now_ms), supply)?;
        let fits = self.role != Role::Udp || bytes.len() <= MAX_DATAGRAM;
        require!(NA_UDP_4, fits, Reject::TooLarge);
        Ok(bytes)
    }
}

/// A time as plugins write it.
pub(super) fn seconds(now_ms: u64) -> u32 {
    u32::try_from(now_ms / 1000).unwrap_or(u32::MAX)
}
