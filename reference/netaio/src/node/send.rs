//! Sending: `spec/netaio.md` sections 6.5 and 6.7 (revision 1.0.0).

use taut_wire::require;

use super::Address;
use super::receive::MAX_DATAGRAM;
use super::state::{Node, Role};
use crate::error::{Misuse, Refused, Reject};
use crate::keys::Supply;
use crate::seal::layers::{Auth, Cipher, Layer, Layers};
use crate::wire::message::Message;

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

impl Node {
    /// Sends a message to an address.
    ///
    /// # Errors
    /// [`Misuse::NotConnected`], [`Reject::TooLarge`], those of [`Layers::seal`].
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
        let receivers: Vec<&Address> = self.subscriptions.of(key).collect();
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
            Role::Udp => self.peers.iter().filter_map(|(_, peer)| peer.addresses.first()).collect(),
            Role::Server | Role::Client => self.connections.keys().collect(),
        };
        receivers.sort();
        self.send_all(&receivers, message, call, now_ms, supply)
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
        let is_reachable = |to: &Address| self.role == Role::Udp || self.connections.contains_key(to);
        require!(NA_TCP_7, receivers.iter().all(|to| is_reachable(to)), Misuse::NotConnected);
        let outer = if call.uses_outer { self.outer.clone() } else { Layer::default() };
        let layers = Layers { inner: call.inner.clone(), outer };
        let now = u32::try_from(now_ms / 1000).unwrap_or(u32::MAX);
        let mut sent = Sent::new();
        for to in receivers {
            let bytes = match sent.first() {
                Some((_, bytes)) if !depends_on_peer(&layers) => bytes.clone(),
                _ => layers.seal(&self.types, message, self.peers.data_at(to), now, supply)?.message,
            };
            let fits = self.role != Role::Udp || bytes.len() <= MAX_DATAGRAM;
            require!(NA_UDP_4, fits, Reject::TooLarge);
            sent.push(((*to).clone(), bytes));
        }
        Ok(sent)
    }
}

/// Whether each receiver has a message of its own.
fn depends_on_peer(layers: &Layers) -> bool {
    [&layers.inner, &layers.outer].into_iter().any(|layer| {
        matches!(layer.cipher, Some(Cipher::X25519(_))) || matches!(layer.auth, Some(Auth::Tapescript(_)))
    })
}
