//! Two participants, the messages between them, and what each of these must do.
//!
//! Whatever the network does, what arrives unchanged has exactly the outcome that section 6 gives it, what arrives changed
//! is never believed, a Topic that refuses is the Topic it was, and in the end the two can talk.

use ed25519_dalek::{Signature, VerifyingKey};
use taut_stringphone::{Mode, Nonce, Refused, Reject, Topic};
use taut_wire::Refusal;

use super::people::{self, MEMBER, NEWCOMER, topic_key};
use crate::codes::assert_stringphone;

/// One of the two participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Member,
    Newcomer,
}

/// A participant, and whether it was told to trust the other.
pub(super) struct Person {
    pub(super) topic: Topic,
    pub(super) trusts: bool,
}

/// A message on its way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) bytes: Vec<u8>,
    /// What its sender made, before the network changed it; nothing for what nobody made.
    pub(super) honest: Option<Honest>,
}

#[derive(Clone, Debug)]
pub(super) struct Honest {
    from: Side,
    pub(super) made: Vec<u8>,
    meaning: Meaning,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    Introduction,
    Reply,
    Talk(Vec<u8>),
}

/// What becomes of a message at a participant that does whatever messages ask for.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Heard(Vec<u8>),
    Ignored,
    /// It was a reply, and its topic key was taken.
    Joined,
    Rejected(Reject),
    /// It was an introduction, and this is the reply.
    Replied(Vec<u8>),
}

pub(super) struct Table {
    pub(super) member: Person,
    pub(super) newcomer: Person,
    pub(super) wire: Vec<Flight>,
    /// Every simple message that was ever made with the topic key, the one that a seed injects included.
    pub(super) talk: Vec<Honest>,
    nonces: u8,
}

impl Table {
    pub(super) fn new() -> Self {
        let person = |topic| Person { topic, trusts: false };
        let [injected, ..] = people::messages();
        Self {
            member: person(people::topic(&MEMBER, Some(topic_key()))),
            newcomer: person(people::topic(&NEWCOMER, None)),
            wire: Vec::new(),
            talk: vec![Honest {
                from: Side::Member,
                made: injected,
                meaning: Meaning::Talk(b"hello".to_vec()),
            }],
            nonces: 0,
        }
    }

    pub(super) fn say(&mut self, from: Side, text: &[u8]) {
        let nonce = self.nonce();
        let topic = &self.person(from).topic;
        match topic.seal_with(nonce, text) {
            Ok(made) => {
                let honest = Honest { from, made, meaning: Meaning::Talk(text.to_vec()) };
                self.talk.push(honest.clone());
                self.send(honest);
            }
            Err(why) => {
                assert!(topic.topic_key().is_none(), "cannot seal: {why:?}");
                assert_stringphone(why.code());
            }
        }
    }

    pub(super) fn introduce(&mut self, from: Side) {
        let made = self.person(from).topic.introduce();
        self.send(Honest { from, made, meaning: Meaning::Introduction });
    }

    pub(super) fn trust(&mut self, side: Side, trusts: bool) {
        let other = self.person(side.other()).topic.public_key();
        let person = self.person(side);
        if trusts {
            assert_eq!(person.topic.trust(other), other.id());
        } else {
            let ended = person.topic.distrust(other.id().as_bytes());
            assert_eq!(ended.is_ok(), person.trusts, "only trust can be ended");
        }
        person.trusts = trusts;
    }

    /// Gives a message to a participant, and holds the outcome against the specification.
    pub(super) fn deliver(&mut self, flight: &Flight, to: Side, mode: Mode) {
        let nonce = self.nonce();
        let person = self.person(to);
        let before = person.topic.clone();
        let outcome = receive(&mut person.topic, mode, nonce, &flight.bytes);
        let after = person.topic.clone();
        if outcome == Outcome::Joined {
            assert_eq!(after, self.joined(), "a reply gives the topic key, and changes nothing else");
        } else {
            assert_eq!(after, before, "{outcome:?} has changed the Topic");
        }
        match &flight.honest {
            Some(honest) if honest.made == flight.bytes => {
                let expected = self.expected(honest, to, mode, &before);
                assert!(expected.is(&outcome), "{outcome:?} instead of {expected:?}");
            }
            _ => self.judge_changed(&flight.bytes, mode, &outcome),
        }
        match outcome {
            Outcome::Replied(reply) if flight.bytes == self.person(to.other()).topic.introduce() => {
                self.send(Honest { from: to, made: reply, meaning: Meaning::Reply });
            }
            Outcome::Replied(for_a_stranger) => {
                self.wire.push(Flight { bytes: for_a_stranger, honest: None });
            }
            Outcome::Rejected(why) => assert_stringphone(why.code()),
            Outcome::Heard(_) | Outcome::Ignored | Outcome::Joined => {}
        }
    }

    /// The newcomer once it has the topic key.
    fn joined(&self) -> Topic {
        let mut topic = people::topic(&NEWCOMER, Some(topic_key()));
        if self.newcomer.trusts {
            topic.trust(self.member.topic.public_key());
        }
        topic
    }

    /// The one outcome of a message that arrives as it was made; of a reply to it, only that there is one.
    fn expected(&mut self, honest: &Honest, to: Side, mode: Mode, before: &Topic) -> Outcome {
        let has_key = before.topic_key().is_some();
        let believes = self.person(to).trusts || mode == Mode::Naive;
        match &honest.meaning {
            _ if honest.from == to => Outcome::Ignored,
            Meaning::Introduction if has_key => Outcome::Replied(Vec::new()),
            Meaning::Reply if !has_key => Outcome::Joined,
            Meaning::Introduction | Meaning::Reply => Outcome::Ignored,
            Meaning::Talk(_) if !believes && mode == Mode::IgnoreUntrusted => Outcome::Ignored,
            Meaning::Talk(_) if !believes => Outcome::Rejected(Reject::UntrustedSender),
            Meaning::Talk(_) if !has_key => Outcome::Rejected(Reject::NoTopicKey),
            Meaning::Talk(text) => Outcome::Heard(text.clone()),
        }
    }

    /// A message that nobody at the table made is believed only in what one of the two has said, and as the introduction of a
    /// stranger, which is as good as a friend's (SP-LIMIT-8).
    fn judge_changed(&self, bytes: &[u8], mode: Mode, outcome: &Outcome) {
        match outcome {
            Outcome::Heard(text) if mode == Mode::Naive => {
                let said = self.talk.iter().any(|honest| honest.meaning == Meaning::Talk(text.clone()));
                assert!(said, "nobody said {text:?}");
            }
            Outcome::Heard(text) => {
                assert!(self.talk.iter().any(|honest| honest.made == bytes), "nobody signed {text:?}");
            }
            Outcome::Replied(_) => {
                assert!(introduces_itself(bytes), "let in without a signature");
            }
            // Of a reply only the box is authentic (SP-LIMIT-4): `deliver` has looked at what was in it.
            Outcome::Ignored | Outcome::Joined | Outcome::Rejected(_) => {}
        }
    }

    /// Whatever has happened: what is still on its way arrives, and the two can talk.
    pub(super) fn settle(mut self) {
        for flight in std::mem::take(&mut self.wire) {
            if let Some(honest) = flight.honest {
                let to = honest.from.other();
                let flight = Flight { bytes: honest.made.clone(), honest: Some(honest) };
                self.deliver(&flight, to, Mode::Strict);
            }
        }
        self.introduce(Side::Newcomer);
        self.latest_arrives(Side::Member);
        self.latest_arrives(Side::Newcomer);
        self.trust(Side::Member, true);
        self.trust(Side::Newcomer, true);
        self.say(Side::Newcomer, b"hello");
        self.latest_arrives(Side::Member);
        self.say(Side::Member, b"welcome");
        self.latest_arrives(Side::Newcomer);
    }

    fn latest_arrives(&mut self, to: Side) {
        let flight = self.wire.pop().expect("the step before has sent a message");
        self.deliver(&flight, to, Mode::Strict);
    }

    fn send(&mut self, honest: Honest) {
        self.wire.push(Flight { bytes: honest.made.clone(), honest: Some(honest) });
    }

    fn person(&mut self, side: Side) -> &mut Person {
        match side {
            Side::Member => &mut self.member,
            Side::Newcomer => &mut self.newcomer,
        }
    }

    fn nonce(&mut self) -> Nonce {
        self.nonces = self.nonces.wrapping_add(1);
        Nonce::from([self.nonces; 24])
    }
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Member => Self::Newcomer,
            Self::Newcomer => Self::Member,
        }
    }
}

impl Outcome {
    fn is(&self, other: &Self) -> bool {
        self == other || matches!((self, other), (Self::Replied(_), Self::Replied(_)))
    }
}

/// Whether a message is an introduction that its own signing key has signed (section 4.3), by other means than `reply`.
fn introduces_itself(message: &[u8]) -> bool {
    let Some((b'i', fields)) = message.split_first() else { return false };
    let Some((key, fields)) = fields.split_first_chunk::<32>() else { return false };
    let Some((signature, encryption_key)) = fields.split_first_chunk::<64>() else { return false };
    let signature = Signature::from_bytes(signature);
    encryption_key.len() == 32
        && VerifyingKey::from_bytes(key)
            .is_ok_and(|key| key.verify_strict(encryption_key, &signature).is_ok())
}

/// Does what a message asks for.
fn receive(topic: &mut Topic, mode: Mode, nonce: Nonce, message: &[u8]) -> Outcome {
    match topic.open(mode, message) {
        Ok(text) => Outcome::Heard(text),
        Err(Refusal::Ignore) => Outcome::Ignored,
        Err(Refusal::Reject(Reject::Introduction)) => match topic.reply_with(nonce, message) {
            Ok(reply) => Outcome::Replied(reply),
            Err(Refused::Reject(why)) => Outcome::Rejected(why),
            Err(Refused::Misuse(why)) => panic!("who opens an introduction has a topic key: {why:?}"),
        },
        Err(Refusal::Reject(Reject::IntroductionReply)) => match topic.accept_reply(message) {
            Ok(_) => Outcome::Joined,
            Err(Refusal::Ignore) => Outcome::Ignored,
            Err(Refusal::Reject(why)) => Outcome::Rejected(why),
        },
        Err(Refusal::Reject(why)) => Outcome::Rejected(why),
    }
}
