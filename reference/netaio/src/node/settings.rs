//! What a node is given: `spec/netaio.md` section 6.1 (revision 1.0.0).

use super::inbox::PARTIAL_MS;
use super::peers::MAX_PEERS;
use crate::seal::layers::Layer;
use crate::wire::kind::Types;
use crate::wire::peer::Record;

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

/// What stays the same as long as a node lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What it is.
    pub role: Role,
    /// The message types that it knows.
    pub types: Types,
    /// The plugins of all its messages.
    pub outer: Layer,
    /// Its own ID and data, if it is to manage peers.
    pub local: Option<Record>,
    /// Whether it answers no message that an auth plugin refuses.
    pub is_silent: bool,
    /// The IP address whose datagrams a UDP node ignores.
    pub own_ip: Option<String>,
    /// How many peers it keeps.
    pub max_peers: usize,
    /// How long a connection may hold a part of a message.
    pub partial_ms: u64,
}

impl Settings {
    /// The usual settings, without plugins.
    #[must_use]
    pub fn new(role: Role) -> Self {
        Self {
            role,
            types: Types::default(),
            outer: Layer::default(),
            local: None,
            is_silent: false,
            own_ip: None,
            max_peers: MAX_PEERS,
            partial_ms: PARTIAL_MS,
        }
    }
}
