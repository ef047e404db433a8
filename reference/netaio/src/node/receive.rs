//! Receiving messages: `spec/netaio.md` sections 6.1 to 6.5 (revision 1.0.0).

use taut_wire::{Refusal, require, require_ok};

use super::Address;
use super::handler::{Action, Event, Handler, Output};
use super::inbox::{Arrived, Inbox};
use super::routes::{Key, Times};
use super::state::{Node, Role};
use crate::error::{Refused, Reject};
use crate::keys::Supply;
use crate::seal::answer::Answer;
use crate::seal::layers::{Auth, Layer, Layers};
use crate::wire::kind::{CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, is_answer, is_error};
use crate::wire::message::Message;

/// What a datagram holds at most.
pub const MAX_DATAGRAM: usize = 65_507;

/// Whether a step goes on, or drops the message.
type Step<T> = Result<T, Refusal<Reject>>;

/// One message on its way through a node.
struct Passage<'n, 's, 'r> {
    node: &'n mut Node,
    from: Address,
    now_ms: u64,
    supply: &'s mut Supply<'r>,
    out: Output,
    /// Whether the connection is to be closed.
    failed: bool,
}

impl Node {
    /// Takes in bytes of a connection, or a datagram.
    pub fn receive(&mut self, from: &Address, data: &[u8], now_ms: u64, supply: &mut Supply<'_>) -> Output {
        let mut inbox = self.connections.remove(from);
        let is_udp = self.role == Role::Udp;
        let mut passage =
            Passage { node: self, from: from.clone(), now_ms, supply, out: Output::default(), failed: false };
        match &mut inbox {
            _ if is_udp => passage.datagram(data),
            Some(inbox) => passage.stream(inbox, data),
            None => {}
        }
        let Passage { mut out, failed, .. } = passage;
        if failed && !is_udp {
            self.disconnected(from);
            out.events.push(Event::Closed(from.clone()));
        } else if let Some(inbox) = inbox {
            self.connections.insert(from.clone(), inbox);
        }
        out
    }
}

impl Passage<'_, '_, '_> {
    fn stream(&mut self, inbox: &mut Inbox, data: &[u8]) {
        inbox.receive(data, self.now_ms);
        while !self.failed {
            match inbox.take(&self.node.types, self.now_ms) {
                Ok(Some(arrived)) => self.arrived(arrived),
                Ok(None) => return,
                Err(reject) => {
                    self.out.refusals.push(reject.code());
                    self.failed = true; // NA-TCP-2
                }
            }
        }
    }

    fn datagram(&mut self, data: &[u8]) {
        if self.node.is_own(&self.from) {
            return; // NA-UDP-1
        }
        match Message::decode(&self.node.types, data) {
            Ok(message) => self.arrived(Arrived::Message(message)),
            Err(Reject::BadChecksum) => self.arrived(Arrived::BadChecksum),
            Err(reject) => self.out.refusals.push(reject.code()), // NA-UDP-2, NA-UDP-3
        }
    }

    fn arrived(&mut self, arrived: Arrived) {
        let step = match arrived {
            Arrived::Message(message) => self.pass(message),
            Arrived::BadChecksum => {
                self.out.refusals.push(Reject::BadChecksum.code());
                self.answer_plain(b"invalid message") // NA-RECV-1, NA-RECV-2
            }
        };
        if let Err(Refusal::Reject(reject)) = step {
            self.out.refusals.push(reject.code());
        }
    }

    /// Steps 2 to 7 of section 6.3.
    fn pass(&mut self, mut message: Message) -> Step<()> {
        let outer = self.node.outer.clone();
        self.open(&outer, &mut message)?;
        let route = self.node.routes.find(message.kind, &message.body.uri, &self.from);
        let Some(route) = route else { return self.without_handler(&message) };
        let (key, times, handler) = (route.key.clone(), route.times, route.handler.clone());
        self.open(&handler.inner, &mut message)?;
        self.call(&key, times, &handler, &message);
        Ok(())
    }

    /// Auth and cipher of a node or a handler.
    fn open(&mut self, layer: &Layer, message: &mut Message) -> Step<()> {
        let data = self.peer_data();
        if let Some(auth) = &layer.auth
            && let Err(reject) = auth.check(data.as_deref(), message)
        {
            self.out.refusals.push(reject.code());
            self.refused_by(auth, message)?;
            require!(NA_RECV_8, false, Refusal::Ignore);
        }
        if let Some(cipher) = &layer.cipher {
            let decrypted = cipher.decrypt(data.as_deref(), message);
            if let Err(reject) = decrypted {
                self.out.refusals.push(reject.code());
            }
            require_ok!(NA_RECV_6, decrypted, Refusal::Ignore);
        }
        Ok(())
    }

    fn refused_by(&mut self, auth: &Auth, message: &Message) -> Step<()> {
        require!(NA_RECV_5, self.node.role != Role::Client, Refusal::Ignore);
        let may_answer = !is_error(message.kind) && !self.node.is_silent;
        require!(NA_RECV_4, may_answer, Refusal::Ignore);
        self.answer_plain(auth.failure().as_bytes()) // NA-RECV-3
    }

    fn call(&mut self, key: &Key, times: Times, handler: &Handler, message: &Message) {
        if times == Times::Once {
            self.node.routes.remove(key, times); // NA-RECV-9
        }
        let (kind, body) = (message.kind, message.body.clone());
        self.out.events.push(Event::Handled(handler.number, self.from.clone(), kind, body));
        let reply = match &handler.action {
            Action::None => return,
            Action::Fail => {
                self.failed = true; // NA-RECV-11, NA-RECV-12
                return;
            }
            Action::Reply { kind, uri, content } => {
                let uri = uri.as_ref().unwrap_or(&message.body.uri);
                Message::new(*kind, uri, content.as_ref().unwrap_or(&message.body.content))
            }
            Action::Subscribe => {
                self.node.subscriptions.add(&message.body.uri, &self.from);
                Message::new(CONFIRM_SUBSCRIBE, &message.body.uri, b"")
            }
            Action::Unsubscribe => {
                self.node.subscriptions.remove(&message.body.uri, &self.from);
                Message::new(CONFIRM_UNSUBSCRIBE, &message.body.uri, b"")
            }
        };
        // NA-RECV-10
        if let Err(refused) = self.send(&handler.inner, &reply) {
            self.out.refusals.push(refused.code());
            self.failed = true;
        }
    }

    fn without_handler(&mut self, message: &Message) -> Step<()> {
        if self.node.role == Role::Client {
            let Message { kind, body, .. } = message.clone();
            self.out.events.push(Event::Received(self.from.clone(), kind, body)); // NA-RECV-15
            return Ok(());
        }
        require!(NA_RECV_13, !is_answer(message.kind), Refusal::Ignore);
        let answer = match self.node.role {
            Role::Udp => Answer::Error(b"not found", None),
            Role::Server | Role::Client => Answer::NotFound(None),
        };
        let Ok(not_found) = answer.message(None) else { return Ok(()) };
        if let Err(refused) = self.send(&Layer::default(), &not_found) {
            self.out.refusals.push(refused.code());
        }
        Ok(())
    }

    /// Sends an error without plugins; a client sends nothing (NA-CLIENT-1).
    fn answer_plain(&mut self, text: &[u8]) -> Step<()> {
        require!(NA_CLIENT_1, self.node.role != Role::Client, Refusal::Ignore);
        if let Ok(bytes) = Answer::Error(text, None).encode(None) {
            self.out.sent.push((self.from.clone(), bytes));
        }
        Ok(())
    }

    /// Sends through plugins of a handler and then those of the node.
    fn send(&mut self, inner: &Layer, message: &Message) -> Result<(), Refused> {
        if self.node.role == Role::Client {
            return Ok(()); // NA-CLIENT-1
        }
        let layers = Layers { inner: inner.clone(), outer: self.node.outer.clone() };
        let (data, now) = (self.peer_data(), u32::try_from(self.now_ms / 1000).unwrap_or(u32::MAX));
        let stages = layers.seal(&self.node.types, message, data.as_deref(), now, self.supply)?;
        let fits = self.node.role != Role::Udp || stages.message.len() <= MAX_DATAGRAM;
        require!(NA_UDP_4, fits, Reject::TooLarge);
        self.out.sent.push((self.from.clone(), stages.message));
        if self.node.role == Role::Udp {
            self.node.peers.heard(&self.from, self.now_ms); // NA-PEER-13
        }
        Ok(())
    }

    fn peer_data(&self) -> Option<Vec<u8>> {
        self.node.peers.data_at(&self.from).map(<[u8]>::to_vec)
    }
}
