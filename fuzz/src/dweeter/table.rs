//! Two participants of one mailbox, the service between them, and what each answer must do.
//!
//! Whatever else is posted and whoever changes an answer on its way, an honest answer has exactly the outcome that section
//! 6.3 gives it, a Mailbox that refuses is the Mailbox it was, and no message is taken twice.

use taut_dweeter::service::Answered;
use taut_dweeter::{Dict, Form, Mailbox, Moment, Reject, Value, seal};
use taut_wire::Refusal;

use super::board::Board;
use super::people::{self, NOW_MS, other_mailbox};
use crate::codes::assert_dweeter;

/// One of the two participants.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Left,
    Right,
}

struct Person {
    mailbox: Mailbox,
    /// `created` of the last message that it took.
    mark: String,
}

/// An answer on its way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) body: Vec<u8>,
    status: u16,
    /// What it says, as the service gave it; nothing once it was changed.
    honest: Option<Honest>,
}

#[derive(Clone, Debug, PartialEq)]
enum Honest {
    /// That there is nothing.
    Nothing,
    /// A message of one of the two, with `created`.
    Message(String, Dict),
    /// What somebody else posted.
    Other,
}

pub(super) struct Table {
    pub(super) board: Board,
    left: Person,
    right: Person,
    pub(super) wire: Vec<Flight>,
    /// The content of each message that was sent, and its data.
    sent: Vec<(Dict, Dict)>,
    /// The body of each post.
    posts: Vec<String>,
}

impl Table {
    pub(super) fn new(form: Form) -> Self {
        let person = || Person { mailbox: people::mailbox(form), mark: String::new() };
        Self {
            board: Board::new(NOW_MS),
            left: person(),
            right: person(),
            wire: Vec::new(),
            sent: Vec::new(),
            posts: Vec::new(),
        }
    }

    /// A participant sends a text, by its own clock.
    pub(super) fn say(&mut self, from: Side, clock: i32, text: &str) {
        let now = Moment::from_unix_ms(NOW_MS + i64::from(clock));
        let mut data = Dict::from_iter([("text", text), ("created_time", "never")]);
        let person = self.person(from);
        let before = person.mailbox.clone();
        let request = person.mailbox.send(now, &data.clone().into()).expect("text can be written");
        assert_eq!(person.mailbox, before, "sending has changed the Mailbox");
        let content = seal::seal_message(before.keys(), before.form(), now, &data.clone().into());
        let content = content.expect("text can be written").to_dict();
        let body = request.body.expect("a post has a body");
        let answer = self.board.post(before.thing().as_bytes(), body.as_bytes());
        let read = seal::read_answer(&people::answer(answer.body.as_bytes()));
        assert_eq!(read.is_ok(), answer.status == 200, "{}", answer.body);
        data.set("remote_time", now.to_second().as_str().into());
        self.sent.push((content, data));
        self.posts.push(body);
    }

    /// Somebody posts again what was posted once, to the mailbox or to another one.
    pub(super) fn post_again(&mut self, index: usize, elsewhere: Option<u8>) {
        let Some(body) = index.checked_rem(self.posts.len()).and_then(|index| self.posts.get(index)) else {
            return;
        };
        let other = elsewhere.map(other_mailbox);
        let mailbox = other.as_ref().unwrap_or(&self.left.mailbox);
        self.board.post(mailbox.thing().as_bytes(), body.as_bytes());
    }

    /// Somebody posts anything to the mailbox.
    pub(super) fn inject(&mut self, body: &[u8]) {
        self.board.post(self.left.mailbox.thing().as_bytes(), body);
    }

    /// A participant asks; the answer sets out.
    pub(super) fn ask(&mut self, side: Side) {
        let mailbox = self.person(side).mailbox.clone();
        let Answered { status, body, .. } = self.board.ask(&mailbox.ask(), mailbox.thing());
        let honest = match self.board.kept(mailbox.thing()).next() {
            None => Honest::Nothing,
            Some(kept) => match self.sent.iter().find(|(content, _)| *content == kept.content) {
                Some((_, data)) => Honest::Message(kept.created(), data.clone()),
                None => Honest::Other,
            },
        };
        self.wire.push(Flight { body: body.into_bytes(), status, honest: Some(honest) });
    }

    /// The answer to a question about another mailbox sets out.
    pub(super) fn ask_elsewhere(&mut self, number: u8) {
        let other = other_mailbox(number);
        let Answered { status, body, .. } = self.board.ask(&other.ask(), other.thing());
        self.wire.push(Flight { body: body.into_bytes(), status, honest: None });
    }

    pub(super) fn forge(&mut self, body: &[u8]) {
        self.wire.push(Flight { body: body.to_vec(), status: 200, honest: None });
    }

    pub(super) fn corrupt(&mut self, index: usize, at: usize, mask: u8) {
        let Some(flight) = self.wire.get_mut(index) else { return };
        if let Some(byte) = flight.body.get_mut(at).filter(|_| mask != 0) {
            *byte ^= mask;
            flight.honest = None;
        }
    }

    /// Gives an answer to a participant, and holds the outcome against the specification.
    pub(super) fn deliver(&mut self, flight: &Flight, to: Side) {
        let person = self.person(to);
        let before = person.mailbox.clone();
        let mut answer = people::answer(&flight.body);
        answer.status = flight.status;
        let outcome = person.mailbox.receive(&answer);
        let expected = expected(flight.honest.as_ref(), &person.mark);
        assert!(
            expected.as_ref().is_none_or(|expected| *expected == outcome),
            "{outcome:?}, not {expected:?}"
        );
        match outcome {
            Ok(data) => {
                let created = data.find("created_time").and_then(Value::as_text).expect("a text");
                let created = String::from_utf8_lossy(created.as_bytes()).into_owned();
                assert!(created > person.mark, "older than the last one");
                person.mark = created;
            }
            Err(why) => {
                assert_eq!(person.mailbox, before, "{why:?} has changed the Mailbox");
                if let Refusal::Reject(why) = why {
                    assert_dweeter(why.code());
                }
            }
        }
        if expected.is_none() {
            return;
        }
        let again = self.person(to).mailbox.receive(&answer);
        assert!(again.is_err(), "the same answer twice");
    }

    /// Whatever has happened: a message that is sent now is what somebody new to the mailbox reads.
    pub(super) fn settle(mut self) {
        for flight in std::mem::take(&mut self.wire) {
            self.deliver(&flight, Side::Right);
        }
        self.board.now = NOW_MS;
        self.say(Side::Left, 0, "the end");
        let form = self.left.mailbox.form();
        self.right = Person { mailbox: people::mailbox(form), mark: String::new() };
        self.ask(Side::Right);
        let flight = self.wire.pop().expect("it was asked for");
        assert!(matches!(flight.honest, Some(Honest::Message(..))));
        self.deliver(&flight, Side::Right);
    }

    fn person(&mut self, side: Side) -> &mut Person {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }

    #[cfg(test)]
    pub(super) fn mark(&self) -> &str {
        &self.right.mark
    }
}

/// The one outcome of an answer that arrives as the service gave it, if it has only one.
fn expected(honest: Option<&Honest>, mark: &str) -> Option<Result<Dict, Refusal<Reject>>> {
    match honest? {
        Honest::Nothing => Some(Err(Refusal::Ignore)),
        Honest::Message(created, _) if created.as_str() <= mark => Some(Err(Refusal::Ignore)),
        Honest::Message(created, data) => {
            let mut data = data.clone();
            data.set("created_time", created.as_str().into());
            Some(Ok(data))
        }
        Honest::Other => None,
    }
}
