//! What follows from a message: `spec/netaio.md` sections 6.3 and 6.8 (revision 1.0.0).

use taut_wire::{Refusal, fault, require};

use super::handler::{Action, Event, Handler};
use super::receive::{Passage, Step};
use super::settings::Role;
use crate::error::Refused;
use crate::seal::answer::Answer;
use crate::seal::layers::Layer;
use crate::wire::kind::{CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, is_answer};
use crate::wire::message::{Body, Message};
use crate::wire::peer::Notice;

impl Passage<'_, '_, '_> {
    /// Calls a handler of the application, and sends its reply.
    pub(super) fn call(&mut self, handler: &Handler, message: Message) {
        let Message { kind, body, .. } = message;
        let reply = self.reply(&handler.action, &body);
        self.out.events.push(Event::Handled(handler.number, self.from.clone(), kind, body));
        if handler.action == Action::Fail {
            self.fail();
        }
        let Some(reply) = reply else { return };
        // NA-RECV-10
        let clear = Layer::default();
        let inner = if fault!(NA_RECV_10) { &clear } else { &handler.inner };
        self.send_reply(inner, &reply);
    }

    fn reply(&mut self, action: &Action, body: &Body) -> Option<Message> {
        match action {
            Action::None | Action::Fail => None,
            Action::Reply { kind, uri, content } => {
                let uri = uri.as_ref().unwrap_or(&body.uri);
                Some(Message::new(*kind, uri, content.as_ref().unwrap_or(&body.content)))
            }
            Action::Subscribe => {
                self.node.subscriptions.add(&body.uri, self.from);
                Some(Message::new(CONFIRM_SUBSCRIBE, &body.uri, b""))
            }
            Action::Unsubscribe => {
                self.node.subscriptions.remove(&body.uri, self.from);
                Some(Message::new(CONFIRM_UNSUBSCRIBE, &body.uri, b""))
            }
        }
    }

    /// A message of peer management.
    pub(super) fn notice(&mut self, inner: &Layer, message: &Message) -> Step<()> {
        let record = &message.body.content;
        let gone = match Notice::of(message.kind) {
            Some(Notice::Disconnect) => self.node.peers.leave(self.from, record)?,
            _ => self.node.peers.keep(self.from, record, self.now_ms)?,
        };
        self.node.forget(&gone);
        if Notice::of(message.kind) == Some(Notice::Advertise) && !fault!(NA_PEER_9) {
            let own = self.node.notice(Notice::Discovered, &message.body.uri);
            self.send_reply(inner, &own);
        }
        Ok(())
    }

    /// What follows from a message that has no handler.
    pub(super) fn without_handler(&mut self, message: Message) -> Step<()> {
        let Message { kind, body, .. } = message;
        if self.node.role == Role::Client {
            if !fault!(NA_RECV_15) {
                self.out.events.push(Event::Received(self.from.clone(), kind, body));
            }
            return Ok(());
        }
        require!(NA_RECV_13, !is_answer(kind), Refusal::Ignore);
        if fault!(NA_RECV_14) {
            return Ok(());
        }
        let answer = match self.node.role {
            Role::Udp => Answer::Error(b"not found", None),
            Role::Server | Role::Client => Answer::NotFound(None),
        };
        if let Ok(not_found) = answer.message(None) {
            self.send_reply(&Layer::default(), &not_found);
        }
        Ok(())
    }

    /// Sends an error without plugins.
    pub(super) fn answer_error(&mut self, text: &str) {
        if self.may_answer()
            && let Ok(bytes) = Answer::Error(text.as_bytes(), None).encode(None)
        {
            self.out.sent.push((self.from.clone(), bytes));
        }
    }

    /// Sends an error through the plugins of the node.
    pub(super) fn answer_error_sealed(&mut self, text: &str) {
        if let Ok(error) = Answer::Error(text.as_bytes(), None).message(None) {
            self.send_reply(&Layer::default(), &error);
        }
    }

    /// Sends through plugins of a handler and then those of the node.
    fn send_reply(&mut self, inner: &Layer, reply: &Message) {
        if !self.may_answer() {
            return;
        }
        match self.seal(inner, reply) {
            Ok(bytes) => self.out.sent.push((self.from.clone(), bytes)),
            Err(refused) => {
                self.out.refusals.push(refused.code());
                self.fail();
                return;
            }
        }
        if self.node.role == Role::Udp {
            self.node.peers.heard(self.from, self.now_ms); // NA-PEER-13
        }
    }

    fn seal(&mut self, inner: &Layer, reply: &Message) -> Result<Vec<u8>, Refused> {
        self.node.seal(self.from, reply, [inner, &self.node.outer], self.now_ms, self.supply)
    }

    /// A client answers nothing (NA-CLIENT-1).
    fn may_answer(&self) -> bool {
        self.node.role != Role::Client || fault!(NA_CLIENT_1)
    }

    /// A handler has failed, or its reply cannot be made.
    fn fail(&mut self) {
        match self.node.role {
            Role::Server => self.failed = !fault!(NA_RECV_11),
            Role::Udp if fault!(NA_RECV_12) => self.answer_error("handler failed"),
            Role::Client | Role::Udp => {}
        }
    }
}
