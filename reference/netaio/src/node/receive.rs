//! Receiving messages: `spec/netaio.md` sections 6.1 to 6.5 (revision 1.0.0).

use std::sync::Arc;

use taut_wire::{Refusal, fault, require, require_ok};

use super::Address;
use super::handler::{Event, Output, Target};
use super::inbox::{Arrived, Inbox};
use super::routes::{Route, Times};
use super::settings::Role;
use super::state::Node;
use crate::error::Reject;
use crate::keys::Supply;
use crate::seal::layers::{Auth, Layer};
use crate::wire::kind::{AUTH_ERROR, is_error};
use crate::wire::message::{Body, Header, Message};

/// Whether a step goes on, or drops the message.
pub(super) type Step<T> = Result<T, Refusal<Reject>>;

/// One message on its way through a node.
pub(super) struct Passage<'n, 's, 'r> {
    pub(super) node: &'n mut Node,
    pub(super) from: &'n Address,
    pub(super) now_ms: u64,
    pub(super) supply: &'s mut Supply<'r>,
    pub(super) out: Output,
    /// Whether the connection is to be closed.
    pub(super) failed: bool,
}

impl Node {
    /// Takes in bytes of a connection, or a datagram.
    ///
    /// Between two calls a connection holds less than one message, at most 131,079 bytes.
    pub fn receive(&mut self, from: &Address, data: &[u8], now_ms: u64, supply: &mut Supply<'_>) -> Output {
        let inbox = self.connections.get_mut(from).map(std::mem::take);
        let since_ms = inbox.as_ref().and_then(Inbox::since_ms);
        let is_udp = self.role == Role::Udp;
        let mut passage = Passage { node: self, from, now_ms, supply, out: Output::default(), failed: false };
        let mut inbox = if is_udp {
            passage.datagram(data);
            return passage.out;
        } else {
            let Some(inbox) = inbox else { return passage.out };
            inbox
        };
        passage.stream(&mut inbox, data);
        let Passage { mut out, failed, .. } = passage;
        self.hold(from, since_ms, inbox);
        if failed {
            self.disconnected(from);
            out.events.push(Event::Closed(from.clone()));
        }
        out
    }
}

impl Passage<'_, '_, '_> {
    fn stream(&mut self, inbox: &mut Inbox, data: &[u8]) {
        inbox.receive(data, self.now_ms);
        while !self.failed {
            match inbox.take(&self.node.types, self.now_ms) {
                Ok(Some(Arrived::Message(message))) => self.arrived(message),
                Ok(Some(Arrived::BadChecksum)) => {
                    self.bad_checksum();
                    self.failed = fault!(NA_TCP_3);
                }
                Ok(None) => return,
                Err(reject) => {
                    self.out.refusals.push(reject.code());
                    if fault!(NA_TCP_2) {
                        *inbox = Inbox::default();
                        return;
                    }
                    self.failed = true;
                }
            }
        }
    }

    fn datagram(&mut self, data: &[u8]) {
        if self.node.is_own(self.from) && !fault!(NA_UDP_1) {
            return;
        }
        match self.decode_datagram(data) {
            Ok(message) => self.arrived(message),
            Err(Reject::BadChecksum) => self.bad_checksum(),
            Err(reject) => {
                self.out.refusals.push(reject.code());
                if fault!(NA_UDP_2) {
                    self.answer_error("invalid message");
                }
            }
        }
    }

    /// What NA-MSG-7 says of a message, NA-UDP-3 says of a datagram.
    fn decode_datagram(&self, data: &[u8]) -> Result<Message, Reject> {
        let size = Header::decode(&self.node.types, data)?.message_size();
        require!(NA_UDP_3, data.len() <= size, Reject::Trailing);
        Message::decode(&self.node.types, data.get(..size).unwrap_or(data))
    }

    fn bad_checksum(&mut self) {
        self.out.refusals.push(Reject::BadChecksum.code());
        if fault!(NA_RECV_1) {
            return;
        }
        if fault!(NA_RECV_2) {
            self.answer_error_sealed("invalid message");
        } else {
            self.answer_error("invalid message");
        }
    }

    fn arrived(&mut self, message: Message) {
        if let Err(Refusal::Reject(reject)) = self.pass(message) {
            self.out.refusals.push(reject.code());
        }
    }

    /// Steps 2 to 7 of section 6.3.
    fn pass(&mut self, mut message: Message) -> Step<()> {
        let outer = Arc::clone(&self.node.outer);
        self.open(&outer, &mut message, false)?;
        self.open_for_requests(&mut message)?;
        let Some(route) = self.node.routes.find(message.kind, &message.body.uri, self.from) else {
            return self.without_handler(message);
        };
        let Route { key, times, handler } = route;
        let (target, is_once) = (handler.clone(), times == Times::Once);
        if is_once && fault!(NA_RECV_7) {
            self.node.routes.remove(&key, times);
        }
        self.open(target.inner(), &mut message, true)?;
        if is_once && !fault!(NA_RECV_9) {
            self.node.routes.remove(&key, times);
        }
        match &target {
            Target::Application(handler) => self.call(handler, message),
            Target::Peers(inner) => self.notice(inner, &message)?,
            Target::Request(number, _) => self.out.events.push(self.node.answered(*number, message)),
        }
        Ok(())
    }

    /// Auth and cipher of a node, or of a handler.
    fn open(&mut self, layer: &Layer, message: &mut Message, is_inner: bool) -> Step<()> {
        if fault!(NA_LAYER_4) {
            self.decrypt(layer, message)?;
            return self.authenticate(layer, message, is_inner);
        }
        self.authenticate(layer, message, is_inner)?;
        self.decrypt(layer, message)
    }

    fn authenticate(&mut self, layer: &Layer, message: &Message, is_inner: bool) -> Step<()> {
        let data = self.node.peers.data_at(self.from);
        if let Some(auth) = &layer.auth
            && let Err(reject) = auth.check(data, message)
        {
            let is_answered = self.refused(auth, reject, message);
            require!(NA_RECV_8, !is_inner, Refusal::Ignore);
            if !is_inner || is_answered {
                return Err(Refusal::Ignore);
            }
        }
        Ok(())
    }

    fn decrypt(&mut self, layer: &Layer, message: &mut Message) -> Step<()> {
        let Some(cipher) = &layer.cipher else { return Ok(()) };
        let decrypted = cipher.decrypt(self.node.peers.data_at(self.from), message);
        if let Err(reject) = decrypted {
            self.out.refusals.push(reject.code());
        }
        require_ok!(NA_RECV_6, decrypted, Refusal::Ignore);
        Ok(())
    }

    /// What follows when an auth plugin has refused a message; gives whether that is an answer.
    fn refused(&mut self, auth: &Auth, reject: Reject, message: &Message) -> bool {
        self.out.refusals.push(reject.code());
        if fault!(NA_NODE_1) {
            self.node.subscriptions.forget(self.from);
        }
        let may_answer = (!is_error(message.kind) && !self.node.is_silent) || fault!(NA_RECV_4);
        let is_client = self.node.role == Role::Client;
        if may_answer && is_client && fault!(NA_RECV_5) {
            let body = Body::new(b"ERROR", auth.failure().as_bytes());
            self.out.events.push(Event::Received(self.from.clone(), AUTH_ERROR, body));
        }
        if may_answer && !is_client && !fault!(NA_RECV_3) {
            self.answer_error(auth.failure());
        }
        may_answer
    }

    /// A client without NA-REQ-4 applies the plugins of all requests that wait, before it looks for a handler.
    fn open_for_requests(&mut self, message: &mut Message) -> Step<()> {
        if fault!(NA_REQ_4) && self.node.role == Role::Client {
            for inner in self.node.requests.plugins() {
                self.open(&inner, message, true)?;
            }
        }
        Ok(())
    }
}
