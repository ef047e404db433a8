//! A client and its server, two UDP nodes, and what each message must do.
//!
//! All four know one secret. What one of them has sent is handled as section 6 says, however often it arrives; what
//! nobody has sent has no effect, and a node that refuses keeps what it had.

use std::collections::BTreeMap;

use taut_netaio::node::Address;
use taut_netaio::node::handler::{Action, Event, Output};
use taut_netaio::node::manage::Management;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::wire::kind::{REQUEST_URI, RESPOND_URI};
use taut_netaio::wire::peer::Record;
use taut_netaio::{Auth, Layer, Message, Supply, Version};

use crate::codes::assert_netaio;

const TIMEOUT_MS: u64 = 60_000;

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Client,
    Server,
    Near,
    Far,
}

const EVERYBODY: [Who; 4] = [Who::Client, Who::Server, Who::Near, Who::Far];

impl Who {
    fn address(self) -> Address {
        Address::from(match self {
            Self::Client => "192.0.2.1:1",
            Self::Server => "192.0.2.2:2",
            Self::Near => "192.0.2.3:3",
            Self::Far => "192.0.2.4:4",
        })
    }

    /// Whom it talks with.
    const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
            Self::Near => Self::Far,
            Self::Far => Self::Near,
        }
    }

    const fn role(self) -> Role {
        match self {
            Self::Client => Role::Client,
            Self::Server => Role::Server,
            Self::Near | Self::Far => Role::Udp,
        }
    }
}

/// What the sender of a message meant by it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    Question,
    Answer,
    /// Peer management, and answers to what nobody has sent.
    Other,
    /// Nobody has sent it.
    Forged,
}

/// A message on its way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    to: Who,
    bytes: Vec<u8>,
    /// What has left the sender, who meant this.
    made: Vec<u8>,
    meant: Meaning,
}

impl Flight {
    fn new(to: Who, bytes: Vec<u8>, meant: Meaning) -> Self {
        Self { to, made: bytes.clone(), bytes, meant }
    }

    /// What it means now: two changes can undo each other.
    fn meaning(&self) -> Meaning {
        if self.bytes == self.made { self.meant.clone() } else { Meaning::Forged }
    }
}

pub(super) struct Table {
    nodes: BTreeMap<Who, Node>,
    pub(super) wire: Vec<Flight>,
    now_ms: u64,
    /// Each question has a URI of its own.
    asked: u16,
    /// The texts of questions that wait for their answer, by node and number.
    waiting: BTreeMap<(Who, u64), Vec<u8>>,
    pub(super) answered: usize,
}

impl Table {
    pub(super) fn new() -> Self {
        let nodes = EVERYBODY.into_iter().map(|who| (who, node(who))).collect();
        let (wire, waiting) = (Vec::new(), BTreeMap::new());
        let mut table = Self { nodes, wire, now_ms: 1_700_000_000_000, asked: 0, waiting, answered: 0 };
        table.connect(Who::Client);
        table.connect(Who::Server);
        table
    }

    /// A node asks the other one; a server asks nothing.
    pub(super) fn ask(&mut self, who: Who, text: &[u8]) {
        if who == Who::Server {
            return;
        }
        self.asked += 1;
        let message = Message::new(REQUEST_URI, &self.asked.to_be_bytes(), text);
        let (to, now_ms) = (who.other().address(), self.now_ms);
        let node = self.node(who);
        let made = node.request(&to, &message, Layer::default(), TIMEOUT_MS, now_ms, &mut Supply::system());
        let (number, sent) = made.expect("it is connected, and the text is small");
        self.waiting.insert((who, number), text.to_vec());
        self.send(who, sent, &Meaning::Question);
    }

    /// A node begins to manage peers.
    pub(super) fn manage(&mut self, who: Who) {
        let now_ms = self.now_ms;
        let sent = self.node(who).manage(Management::default(), now_ms, &mut Supply::system());
        self.send(who, sent.expect("it has an ID"), &Meaning::Other);
    }

    /// Time passes for everybody.
    pub(super) fn pass(&mut self, time_ms: u64) {
        self.now_ms += time_ms;
        let now_ms = self.now_ms;
        for who in EVERYBODY {
            let output = self.node(who).tick(now_ms, &mut Supply::system());
            for event in output.events {
                match event {
                    Event::TimedOut(number) => assert!(self.waiting.remove(&(who, number)).is_some()),
                    other => panic!("{who:?}: {other:?}, and only time has passed"),
                }
            }
            assert!(self.node(who).next_deadline().is_none_or(|deadline_ms| deadline_ms > now_ms));
            self.send(who, output.sent, &Meaning::Other);
        }
    }

    /// Somebody sends anything.
    pub(super) fn inject(&mut self, to: Who, bytes: &[u8]) {
        self.arrive(to, bytes, &Meaning::Forged);
    }

    pub(super) fn deliver(&mut self, index: usize, is_kept: bool) {
        let kept = self.wire.get(index).filter(|_| is_kept).cloned();
        let flight = kept.unwrap_or_else(|| self.wire.remove(index));
        self.arrive(flight.to, &flight.bytes, &flight.meaning());
    }

    /// The sender gets its own message, which is as genuine as any other.
    pub(super) fn turn(&mut self, index: usize) {
        let flight = self.wire.remove(index);
        let to = flight.to.other();
        self.receive(to, &flight.bytes);
        self.connect(to);
    }

    pub(super) fn deliver_in_pieces(&mut self, index: usize, size: usize) {
        let flight = self.wire.remove(index);
        let meaning = flight.meaning();
        if flight.to.role() == Role::Udp || meaning == Meaning::Forged {
            return self.arrive(flight.to, &flight.bytes, &meaning);
        }
        let last = flight.bytes.len() - 1;
        let (begin, end) = flight.bytes.split_at((1 + size).min(last));
        let nothing = self.receive(flight.to, begin);
        assert_eq!(nothing, Output::default(), "a part of a message has an effect");
        self.arrive(flight.to, end, &meaning);
    }

    /// The type is covered by nothing (NA-LIMIT-2), and stays.
    pub(super) fn corrupt(&mut self, index: usize, at: usize, mask: u8) {
        let Some(flight) = self.wire.get_mut(index) else { return };
        if let Some(byte) = flight.bytes.get_mut(at).filter(|_| at > 0) {
            *byte ^= mask;
        }
    }

    /// Whatever has happened: what is asked now is answered.
    pub(super) fn settle(mut self) {
        for who in [Who::Client, Who::Near] {
            self.wire.clear();
            let before = self.answered;
            self.ask(who, b"the end");
            for _ in 0..2 {
                assert_eq!(self.wire.len(), 1);
                self.deliver(0, false);
            }
            assert_eq!(self.answered, before + 1, "{who:?} has no answer");
        }
    }

    /// A message arrives, and its outcome is held against what it means.
    fn arrive(&mut self, to: Who, bytes: &[u8], meaning: &Meaning) {
        let before = self.kept(to);
        let Output { events, sent, refusals } = self.receive(to, bytes);
        for code in &refusals {
            assert_netaio(code);
        }
        match meaning {
            Meaning::Question => {
                assert!(matches!(events.as_slice(), [Event::Handled(..)]), "{events:?}");
                assert_eq!((sent.len(), refusals.len()), (1, 0));
                self.send(to, sent, &Meaning::Answer);
            }
            Meaning::Answer => {
                assert_eq!((sent.len(), refusals.len()), (0, 0), "an answer is answered");
                self.take_answer(to, &events);
            }
            Meaning::Other => {
                assert!(events.iter().all(|event| matches!(event, Event::Received(..))), "{events:?}");
                self.send(to, sent, &Meaning::Other);
            }
            Meaning::Forged => {
                assert!(events.iter().all(|event| matches!(event, Event::Closed(_))), "{events:?}");
                assert!(to != Who::Client || sent.is_empty(), "a client has answered");
                // A connection whose bytes are no messages is of no use to anybody.
                let was_closed = events.iter().any(|event| matches!(event, Event::Closed(_)));
                assert!(was_closed || self.kept(to) == before, "what is refused has changed {to:?}");
                self.connect(to);
            }
        }
    }

    fn take_answer(&mut self, to: Who, events: &[Event]) {
        match events {
            [Event::Answered(number, RESPOND_URI, body)] => {
                let text = self.waiting.remove(&(to, *number));
                assert_eq!(text.as_ref(), Some(&body.content), "an answer to nothing, or a wrong one");
                self.answered += 1;
            }
            // It has come before, or too late.
            [Event::Received(..)] => assert_eq!(to, Who::Client),
            [] => assert_ne!(to, Who::Client),
            other => panic!("{other:?}"),
        }
    }

    fn receive(&mut self, to: Who, bytes: &[u8]) -> Output {
        let (from, now_ms) = (to.other().address(), self.now_ms);
        self.node(to).receive(&from, bytes, now_ms, &mut Supply::system())
    }

    /// A node has a new connection to the other one, if it has connections.
    fn connect(&mut self, who: Who) {
        if who.role() != Role::Udp {
            let (address, now_ms) = (who.other().address(), self.now_ms);
            let node = self.node(who);
            node.disconnected(&address);
            let sent = node.connected(&address, now_ms, &mut Supply::system());
            self.send(who, sent, &Meaning::Other);
        }
    }

    fn send(&mut self, from: Who, sent: Vec<(Address, Vec<u8>)>, meaning: &Meaning) {
        let to = from.other();
        let flights = sent.into_iter().map(|(address, bytes)| {
            assert!(address == to.address() || address == Address::multicast(), "{address:?}");
            Flight::new(to, bytes, meaning.clone())
        });
        self.wire.extend(flights);
    }

    /// What a node keeps and shows.
    fn kept(&mut self, who: Who) -> String {
        let node = self.node(who);
        let peers: Vec<_> = node.peers().iter().collect();
        let subscriptions: Vec<_> = node.subscriptions().iter().collect();
        format!("{peers:?} {subscriptions:?}")
    }

    fn node(&mut self, who: Who) -> &mut Node {
        self.nodes.get_mut(&who).expect("everybody has a node")
    }
}

fn node(who: Who) -> Node {
    let local = Some(Record { id: who.address().as_str().as_bytes().to_vec(), data: Vec::new() });
    let auth = Some(Auth::Hmac(Hmac::new(Version::V009, b"a secret that no case has")));
    let outer = Layer { auth, ..Layer::default() };
    let settings = Settings { local, outer, ..Settings::new(who.role()) };
    let mut node = Node::new(settings).expect("no plugins clash");
    if who != Who::Client {
        let key = Key { kind: REQUEST_URI, uri: None, address: None };
        let reply = Action::Reply { kind: RESPOND_URI, uri: None, content: None };
        node.handle(key, Times::Always, Layer::default(), reply).expect("no plugins clash");
    }
    node
}
