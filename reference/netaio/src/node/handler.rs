//! What is done with a message: `spec/netaio.md` sections 6.1 and 6.2 (revision 1.0.0).

use std::sync::Arc;

use super::Address;
use super::send::Sent;
use crate::seal::layers::Layer;
use crate::wire::message::Body;

/// What a handler does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing that others see.
    None,
    /// Replies.
    Reply {
        /// The type of the reply.
        kind: u8,
        /// The URI, or that of the message.
        uri: Option<Vec<u8>>,
        /// The content, or that of the message.
        content: Option<Vec<u8>>,
    },
    /// Adds the sender under the URI, and confirms.
    Subscribe,
    /// Removes the sender under the URI, and confirms.
    Unsubscribe,
    /// Ends in an error after it was called.
    Fail,
}

/// What the application has registered for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    /// Its number, from 0.
    pub number: u64,
    /// Its own plugins.
    pub inner: Layer,
    /// What it does.
    pub action: Action,
}

/// Who gets a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The application.
    Application(Arc<Handler>),
    /// Peer management, with these plugins.
    Peers(Arc<Layer>),
    /// The request of this number, with these plugins.
    Request(u64, Arc<Layer>),
}

impl Target {
    /// The plugins of the message, besides those of the node.
    pub(super) fn inner(&self) -> &Layer {
        match self {
            Self::Application(handler) => &handler.inner,
            Self::Peers(inner) | Self::Request(_, inner) => inner,
        }
    }
}

/// What a node tells its application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A handler was called: its number, the sender, type, URI and content.
    Handled(u64, Address, u8, Body),
    /// A client has received what has no handler.
    Received(Address, u8, Body),
    /// A request was answered: its number, type, URI and content of the answer.
    Answered(u64, u8, Body),
    /// A request has ended without an answer.
    TimedOut(u64),
    /// The node has closed a connection by itself.
    Closed(Address),
}

/// What follows from what a node was told, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// For the application.
    pub events: Vec<Event>,
    /// Bytes, and where they go.
    pub sent: Sent,
    /// Codes of what was refused.
    pub refusals: Vec<&'static str>,
}
