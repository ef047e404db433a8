//! Two devices, the messages between them, and what each of these must do.
//!
//! The table keeps account of sessions and prekeys by section 6 in names and numbers alone: who has begun which session,
//! who still has it, and which messages have been heard. A message is judged by its bytes as they arrive.

use std::collections::{BTreeSet, VecDeque};

use taut_omemo::format::Format;
use taut_omemo::keys::KeyPair;
use taut_omemo::party::{Limits, Party, Sealed};
use taut_omemo::supply::Supply;
use taut_omemo::wire::bundle::Bundle;
use taut_omemo::wire::exchange::KeyExchange;
use taut_omemo::wire::message::Message;

use super::people::{self, OF_EXCHANGE, OF_MESSAGE, OF_PARTY, assert_code};

/// A current session and four that are archived (OM-ARCHIVE-3).
const MOST_SESSIONS: usize = 5;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }

    /// What the other one calls it.
    const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

/// A device, and what it must have.
struct Person {
    party: Party,
    /// The bundle that was published first.
    first_bundle: Bundle,
    /// Its sessions, by their place in [`Table::sessions`], the current one first.
    sessions: VecDeque<usize>,
    /// IDs of the signed prekeys, the current one first.
    signed: Vec<u32>,
    pre_keys: BTreeSet<u32>,
}

/// What everybody knows of a session.
struct Session {
    initiator: Side,
    signed_pre_key: u32,
    pre_key: u32,
    /// Whether its initiator has heard something in it.
    is_confirmed: bool,
}

/// The parts of a message that nobody else can make: the MAC, and what it covers.
pub(super) struct Core {
    mac: Vec<u8>,
    covered: Vec<u8>,
}

impl Core {
    /// Those of an honest message.
    pub(super) fn of(format: Format, sealed: &Sealed) -> Self {
        let message = if sealed.key_exchange {
            KeyExchange::decode(format, &sealed.message).map(|exchange| exchange.message)
        } else {
            Message::decode(format, &sealed.message)
        };
        let message = message.expect("the message is honest");
        Self { mac: message.mac.to_vec(), covered: message.covered.to_vec() }
    }

    /// Whether they are in a message, around which there may be what no MAC covers (OM-LIMIT-3).
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        let has = |part: &Vec<u8>| bytes.windows(part.len()).any(|window| window == part);
        has(&self.mac) && has(&self.covered)
    }
}

/// A message that was sent.
struct Made {
    from: Side,
    session: usize,
    number: u32,
    text: Vec<u8>,
    sealed: Sealed,
    core: Core,
    is_heard: bool,
}

/// A message on its way.
#[derive(Clone)]
pub(super) struct Flight {
    to: Side,
    bytes: Vec<u8>,
    sealed: Sealed,
}

/// What must become of an honest message.
#[derive(Debug)]
enum Expected {
    Heard,
    /// With this code, if it is certain.
    Refused(Option<&'static str>),
    /// That depends on what was skipped.
    Either,
}

pub(super) struct Table {
    format: Format,
    limits: Limits,
    left: Person,
    right: Person,
    sessions: Vec<Session>,
    made: Vec<Made>,
    pub(super) wire: Vec<Flight>,
    supply: Supply,
    pub(super) heard: usize,
}

impl Table {
    pub(super) fn new(format: Format, limits: Limits) -> Self {
        let (sessions, made, wire) = (Vec::new(), Vec::new(), Vec::new());
        let (left, right) = (person(format, 1, limits), person(format, 11, limits));
        let supply = Supply::new([21; 32]);
        Self { format, limits, left, right, sessions, made, wire, supply, heard: 0 }
    }

    /// A device begins a session, with the bundle that there is or the first one.
    pub(super) fn start(&mut self, from: Side, is_old: bool) {
        let other = self.person(from.other());
        let bundle = if is_old { other.first_bundle.clone() } else { other.party.bundle() };
        let draws = people::start_draws(&mut self.supply);
        let place = self.sessions.len();
        let person = self.person(from);
        let before = person.party.clone();
        match person.party.start(from.other().name(), &bundle, draws, &mut ()) {
            Ok(started) => {
                begin(&mut person.sessions, place);
                let pre_key = started.pre_key_id.expect("a bundle has one-time prekeys");
                assert!(bundle.pre_keys.iter().any(|(id, _)| *id == pre_key));
                let signed_pre_key = bundle.signed_pre_key_id;
                self.sessions.push(Session { initiator: from, signed_pre_key, pre_key, is_confirmed: false });
            }
            Err(why) => {
                assert_eq!((why.code(), bundle.pre_keys.len()), ("no-pre-key", 0));
                assert!(person.party == before, "what is refused has changed the Party");
            }
        }
        self.check(from);
    }

    /// A device sends something in its current session.
    pub(super) fn say(&mut self, from: Side, text: &[u8]) {
        let format = self.format;
        let person = self.person(from);
        let current = person.sessions.front().copied();
        let number = person.party.status(from.other().name()).sent;
        let sealed = person.party.encrypt(from.other().name(), text, &mut ());
        let Some(session) = current else {
            return assert_eq!(sealed.expect_err("there is no session").code(), "no-session");
        };
        let sealed = sealed.expect("there is a session");
        let known = self.sessions.get(session).expect("it has begun");
        assert_eq!(sealed.key_exchange, known.initiator == from && !known.is_confirmed, "OM-SEND-4");
        let core = Core::of(format, &sealed);
        self.wire.push(Flight { to: from.other(), bytes: sealed.message.clone(), sealed: sealed.clone() });
        self.made.push(Made { from, session, number, text: text.to_vec(), sealed, core, is_heard: false });
    }

    /// A message arrives, and behind one that was changed the one that was sent.
    pub(super) fn deliver(&mut self, index: usize, is_kept: bool) {
        let kept = self.wire.get(index).filter(|_| is_kept).cloned();
        let flight = kept.unwrap_or_else(|| self.wire.remove(index));
        self.arrive(flight.to, &flight.bytes, flight.sealed.key_exchange);
        if !is_kept && flight.bytes != flight.sealed.message {
            self.arrive(flight.to, &flight.sealed.message, flight.sealed.key_exchange);
        }
    }

    /// The sender gets its own message.
    pub(super) fn turn(&mut self, index: usize) {
        let Flight { to, bytes, sealed } = self.wire.remove(index);
        self.arrive(to.other(), &bytes, sealed.key_exchange);
    }

    /// A key exchange is called none, or another message one.
    pub(super) fn misname(&mut self, index: usize) {
        let Flight { to, bytes, sealed } = self.wire.remove(index);
        self.arrive(to, &bytes, !sealed.key_exchange);
    }

    pub(super) fn corrupt(&mut self, index: usize, at: usize, mask: u8) {
        if let Some(byte) = self.wire.get_mut(index).and_then(|flight| flight.bytes.get_mut(at)) {
            *byte ^= mask;
        }
    }

    /// Somebody sends anything.
    pub(super) fn inject(&mut self, to: Side, bytes: &[u8], key_exchange: bool) {
        self.arrive(to, bytes, key_exchange);
    }

    pub(super) fn rotate(&mut self, side: Side) {
        let (key, nonce) = (self.supply.take(), self.supply.take());
        let person = self.person(side);
        person.signed.insert(0, person.party.rotate(key, &nonce, 0));
        person.signed.truncate(2);
    }

    pub(super) fn refill(&mut self, side: Side) {
        let mut supply = Supply::new(self.supply.take());
        let person = self.person(side);
        let ids: BTreeSet<u32> = person.party.refill(&mut supply).into_iter().collect();
        assert!(ids.len() == 4 && ids.is_superset(&person.pre_keys));
        person.pre_keys = ids;
    }

    pub(super) fn forget(&mut self, side: Side) {
        let person = self.person(side);
        person.party.forget(side.other().name());
        person.sessions.clear();
        self.check(side);
    }

    /// A device goes on with what it has saved.
    pub(super) fn restart(&mut self, side: Side) {
        let person = self.person(side);
        let state = person.party.save();
        let restored = Party::restore(&state).expect("what is saved is restored");
        assert!(restored == person.party && restored.save() == state);
        person.party = restored;
    }

    /// Whatever has happened: what is still on its way arrives as it was sent, and a new session settles everything.
    pub(super) fn settle(mut self) {
        for Flight { to, sealed, .. } in std::mem::take(&mut self.wire) {
            self.arrive(to, &sealed.message, sealed.key_exchange);
        }
        self.refill(Side::Right);
        self.start(Side::Left, false);
        for (number, from) in [Side::Left, Side::Right, Side::Left, Side::Right].into_iter().enumerate() {
            let before = self.heard;
            self.say(from, b"the end");
            self.deliver(0, false);
            assert_eq!(self.heard, before + 1, "message {number} is not heard");
            self.restart(from);
        }
    }

    /// A message arrives, and its outcome is held against who has made it.
    fn arrive(&mut self, to: Side, bytes: &[u8], key_exchange: bool) {
        let is_this = |made: &Made| {
            made.from == to.other()
                && made.sealed.message == bytes
                && made.sealed.key_exchange == key_exchange
        };
        let genuine = self.made.iter().position(is_this);
        let expected = genuine.map_or(Expected::Refused(None), |place| self.expected(to, place));
        let ratchet = KeyPair::from(self.supply.take::<32>());
        let person = self.person(to);
        let before = person.party.clone();
        let name = to.other().name();
        match person.party.decrypt(name, bytes, key_exchange, &mut || ratchet.clone(), &mut ()) {
            Ok(text) => {
                let place = genuine.unwrap_or_else(|| self.within(to, bytes, &text));
                let expected = self.expected(to, place);
                assert!(
                    matches!(expected, Expected::Heard | Expected::Either),
                    "{expected:?}, but it is heard"
                );
                self.hear(to, place, &text);
            }
            Err(why) => {
                assert_code(why.code(), &[OF_MESSAGE, OF_EXCHANGE, OF_PARTY]);
                assert!(person.party == before, "what is refused has changed the Party");
                match expected {
                    Expected::Heard => panic!("{why}, but it is honest"),
                    Expected::Refused(code) => assert!(code.is_none_or(|code| code == why.code()), "{why}"),
                    Expected::Either => {
                        assert_code(why.code(), &[&["too-many-skipped", "duplicate", "bad-mac"]]);
                    }
                }
            }
        }
        self.check(to);
    }

    /// The message that is heard although something around it has changed.
    fn within(&self, to: Side, bytes: &[u8], text: &[u8]) -> usize {
        let is_within = |made: &Made| {
            made.from == to.other() && !made.is_heard && made.text == text && made.core.is_in(bytes)
        };
        self.made.iter().position(is_within).expect("what is heard was said, and never heard before")
    }

    /// By sections 6.5.1 and 6.5.2.
    fn expected(&self, to: Side, place: usize) -> Expected {
        let (person, made) = (self.person_of(to), self.made.get(place).expect("it was found"));
        let session = self.sessions.get(made.session).expect("it has begun");
        if person.sessions.contains(&made.session) {
            return match made.is_heard {
                true => Expected::Refused(None),
                false if self.limits == Limits::default() => Expected::Heard,
                false => Expected::Either,
            };
        }
        if !made.sealed.key_exchange {
            return Expected::Refused(person.sessions.is_empty().then_some("no-session"));
        }
        if !person.signed.contains(&session.signed_pre_key) {
            return Expected::Refused(Some("unknown-signed-pre-key"));
        }
        if !person.pre_keys.contains(&session.pre_key) {
            return Expected::Refused(Some("unknown-pre-key"));
        }
        if made.number > self.limits.max_skip {
            return Expected::Refused(Some("too-many-skipped"));
        }
        assert!(!made.is_heard, "its one-time prekey is still there");
        Expected::Heard
    }

    /// What changes when a message is heard.
    fn hear(&mut self, to: Side, place: usize, text: &[u8]) {
        self.heard += 1;
        let made = self.made.get_mut(place).expect("it was found");
        assert_eq!(made.text, text, "another text is heard");
        made.is_heard = true;
        let place = made.session;
        let session = self.sessions.get_mut(place).expect("it has begun");
        session.is_confirmed |= session.initiator == to;
        let pre_key = session.pre_key;
        let person = self.person(to);
        match person.sessions.iter().position(|known| *known == place) {
            Some(known) => {
                person.sessions.remove(known);
            }
            None => assert!(person.pre_keys.remove(&pre_key), "a session begins without its one-time prekey"),
        }
        begin(&mut person.sessions, place);
    }

    fn check(&self, side: Side) {
        let person = self.person_of(side);
        let status = person.party.status(side.other().name());
        assert_eq!(status.sessions, person.sessions.len());
        assert!(status.skipped <= usize::try_from(self.limits.max_kept).unwrap_or(usize::MAX));
        let ids: Vec<u32> = person.party.bundle().pre_keys.iter().map(|(id, _)| *id).collect();
        assert!(person.pre_keys.iter().eq(&ids), "a one-time prekey is gone, or still there");
    }

    const fn person_of(&self, side: Side) -> &Person {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    const fn person(&mut self, side: Side) -> &mut Person {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }
}

/// Makes a session the current one.
fn begin(sessions: &mut VecDeque<usize>, session: usize) {
    sessions.push_front(session);
    sessions.truncate(MOST_SESSIONS);
}

fn person(format: Format, seed: u8, limits: Limits) -> Person {
    let party = people::party(format, seed, limits);
    let first_bundle = party.bundle();
    let signed = vec![first_bundle.signed_pre_key_id];
    let pre_keys = first_bundle.pre_keys.iter().map(|(id, _)| *id).collect();
    Person { party, first_bundle, sessions: VecDeque::new(), signed, pre_keys }
}
