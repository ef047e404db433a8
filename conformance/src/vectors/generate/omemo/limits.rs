//! How many messages may be passed over, and how many of their keys are kept: with a first flight as long as it takes.

use serde_json::json;

use super::super::{Author, Draft};
use super::flight::Flight;
use super::forged::{goes_on, met};
use super::raised;
use super::talk::{Form, Talk, both};
use crate::model::case::{BugClass, Severity};

/// Answers of the choice `skip-limit`, the strict one aside.
const WIDER: [(&str, u32); 3] = [("1999", 1999), ("2000", 2000), ("25000", 25_000)];

/// A first flight in each format.
pub(super) struct Flights<'a> {
    l: Flight<'a>,
    t: Flight<'a>,
}

impl<'a> Flights<'a> {
    pub(super) fn new(author: &'a Author<'a>) -> Self {
        Self { l: Flight::new(author, Form::L), t: Flight::new(author, Form::T) }
    }

    pub(super) fn of(&self, form: Form) -> &Flight<'a> {
        match form {
            Form::L => &self.l,
            Form::T => &self.t,
        }
    }
}

/// Those of subject `party`.
pub(super) fn of_party(author: &Author<'_>) -> Vec<Draft> {
    let flights = &Flights::new(author);
    [skipped(flights), too_many(flights), numbers(flights), ends(flights)].concat()
}

/// Those of subject `session`.
pub(super) fn of_session(author: &Author<'_>) -> Vec<Draft> {
    let flights = &Flights::new(author);
    [kept(flights), old_chains(flights), chosen(flights)].concat()
}

/// Bob can read messages of these numbers of a long flight of Alice's.
fn long(flights: &Flights<'_>, form: Form, id: &str, about: &str, rules: &[&str], numbers: &[u32]) -> Talk {
    let flight = flights.of(form);
    flight.knows(Flight::bob(Talk::new(form, id, about, rules)), numbers)
}

fn skipped(flights: &Flights<'_>) -> Vec<Draft> {
    let in_chain = both(|form| {
        let about = "1,000 messages are passed over, and two of them come late";
        let rules = ["OM-OPEN-2", "OM-OPEN-6"];
        long(flights, form, "party/1000-skipped", about, &rules, &[0, 1, 1000, 1001])
            .source("N 51")
            .reads("bob", "alice", "0")
            .reads("bob", "alice", "1001")
            .upstream_accepts()
            .reads("bob", "alice", "1")
            .reads("bob", "alice", "1000")
    });
    let two_bytes = both(|form| {
        let about = "a number of two bytes";
        long(flights, form, "party/n-128", about, &["OM-PROTO-1"], &[127, 128])
            .reads("bob", "alice", "128")
            .reads("bob", "alice", "127")
    });
    [in_chain, two_bytes].concat()
}

/// Refused by who skips no more than 1,000; the rest of the talk is as if it had never come.
fn refused(talk: Talk, name: &str, passed_over: u32) -> Talk {
    let talk = talk.bug(BugClass::DenialOfService, Severity::Medium).refuses(
        "bob",
        "alice",
        name,
        "too-many-skipped",
    );
    WIDER
        .iter()
        .filter(|(_, limit)| passed_over <= *limit)
        .fold(talk, |talk, (answer, _)| talk.ended_under(&[("skip-limit", answer)]))
}

fn too_many(flights: &Flights<'_>) -> Vec<Draft> {
    let chain = [1001, 1999, 2000, 2001]
        .map(|passed_over: u32| {
            both(|form| {
                let (name, n) = (format!("party/{passed_over}-skipped"), passed_over + 1);
                let about = format!("{passed_over} messages would be passed over");
                let talk = long(flights, form, &name, &about, &["OM-OPEN-2"], &[0, 1, n])
                    .source("N 51")
                    .edit_of("party/1000-skipped")
                    .reads("bob", "alice", "0");
                refused(talk, &n.to_string(), passed_over)
                    .upstream_refuses("too-many-skipped", raised::TOO_MANY_SKIPPED)
                    .reads("bob", "alice", "1")
            })
        })
        .concat();
    let new_chain = both(|form| {
        let about = "the first message of a session that comes is number 1,001, then 1,000";
        let talk = long(flights, form, "party/new-chain-1001", about, &["OM-OPEN-2"], &[1000, 1001])
            .source("N 51")
            .edit_of("party/1000-skipped");
        refused(talk, "1001", 1001)
            .upstream_refuses("too-many-skipped", raised::TOO_MANY_SKIPPED_AT_FIRST)
            .reads("bob", "alice", "1000")
    });
    let step = both(|form| {
        let about = "number 1,001 with a new ratchet key";
        let faults = json!({ "n": 1001, "stay": true });
        let talk = met(form, "ratchet-step-1001", about, &["OM-OPEN-2"])
            .source("N 51")
            .edit_of("party/message")
            .bug(BugClass::DenialOfService, Severity::Medium)
            .forges("mallory", "bob", "far", faults)
            .refuses("bob", "mallory", "far", "too-many-skipped");
        let talk = WIDER
            .iter()
            .fold(talk, |talk, (answer, _)| talk.refused_under(&[("skip-limit", answer)], "bad-mac"));
        goes_on(talk.upstream_refuses("too-many-skipped", raised::TOO_MANY_SKIPPED))
    });
    [chain, new_chain, step].concat()
}

fn numbers(flights: &Flights<'_>) -> Vec<Draft> {
    both(|form| {
        let about = "number 2^32 - 1";
        let talk = long(flights, form, "party/n-max", about, &["OM-OPEN-2"], &[0, 1])
            .source("N 51")
            .edit_of("party/1000-skipped")
            .bug(BugClass::DenialOfService, Severity::High);
        flights
            .of(form)
            .lies(talk, "last", u32::MAX, 1)
            .reads("bob", "alice", "0")
            .refuses("bob", "alice", "last", "too-many-skipped")
            .upstream_refuses("too-many-skipped", raised::TOO_MANY_SKIPPED)
            .reads("bob", "alice", "1")
    })
}

/// Chains that nobody has lived to see the end of.
fn ends(flights: &Flights<'_>) -> Vec<Draft> {
    let last = u32::MAX - 1;
    let restored = |form: Form, name: &str, about: &str, rule: &str, sent: u32, received: u32| {
        Talk::new(form, name, about, &[rule])
            .needs("state-format")
            .edit_of("party/message")
            .bug(BugClass::Robustness, Severity::Low)
            .party("bob")
            .restored("bob", flights.of(form).saved_at_the_end(sent, received))
    };
    let received = both(|form| {
        let flight = flights.of(form);
        let talk = restored(form, "party/chain-end", "a receiving chain ends", "OM-OPEN-9", 0, last);
        let talk = flight.lies(flight.lies(talk, "too far", u32::MAX, 1), "last", last, 0);
        talk.refuses("bob", "alice", "too far", "chain-end").reads("bob", "alice", "last")
    });
    let sent = both(|form| {
        let talk = restored(form, "party/chain-end-sending", "a sending chain ends", "OM-SEND-2", last, 0);
        flights
            .of(form)
            .knows(talk, &[0])
            .writes("bob", "alice", "last")
            .cannot_write("bob", "alice", "chain-end")
            .reads("bob", "alice", "0")
    });
    [received, sent].concat()
}

fn kept(flights: &Flights<'_>) -> Vec<Draft> {
    let all = both(|form| {
        let about = "1,000 skipped keys are kept";
        long(flights, form, "session/1000-kept-keys", about, &["OM-OPEN-6"], &[0, 1, 1001])
            .reads("bob", "alice", "0")
            .reads("bob", "alice", "1001")
            .reads("bob", "alice", "1")
    });
    let one_more = both(|form| {
        let about = "of 1,001 skipped keys the first one is gone, and no other";
        let numbers = [0, 1, 2, 1001, 1002, 1003];
        long(flights, form, "session/1001-kept-keys", about, &["OM-OPEN-6", "OM-OPEN-1"], &numbers)
            .source("N 55")
            .edit_of("session/1000-kept-keys")
            .bug(BugClass::DenialOfService, Severity::Medium)
            .reads("bob", "alice", "0")
            .reads("bob", "alice", "1001")
            .reads("bob", "alice", "1003")
            .refuses("bob", "alice", "1", "duplicate")
            .read_under(&[("kept-keys", "chain-2000")])
            .upstream_refuses("duplicate", raised::DUPLICATE)
            .reads("bob", "alice", "2")
            .reads("bob", "alice", "1002")
    });
    [all, one_more].concat()
}

/// Alice, who has written so many messages before she reads Bob's answer.
fn after(flights: &Flights<'_>, talk: Talk, form: Form, sent: u32) -> Talk {
    talk.reads("bob", "alice", "0")
        .writes("bob", "alice", "answer")
        .stranger("alice")
        .restored("alice", flights.of(form).saved(sent))
        .reads("alice", "bob", "answer")
        .writes("alice", "bob", "new chain")
        .reads("bob", "alice", "new chain")
}

fn old_chains(flights: &Flights<'_>) -> Vec<Draft> {
    let all = both(|form| {
        let about = "a chain ends with 1,000 messages that have not come";
        let rules = ["OM-OPEN-3", "OM-OPEN-6"];
        let talk = long(flights, form, "session/old-chain-1000", about, &rules, &[0, 1, 1000]);
        after(flights, talk, form, 1001).reads("bob", "alice", "1").reads("bob", "alice", "1000")
    });
    let none = both(|form| {
        let about = "a chain ends with 1,001 messages that have not come";
        let talk = long(flights, form, "session/old-chain-1001", about, &["OM-OPEN-4"], &[0, 1])
            .edit_of("session/old-chain-1000")
            .bug(BugClass::DenialOfService, Severity::Medium);
        after(flights, talk, form, 1002)
            .refuses("bob", "alice", "1", "bad-mac")
            .read_under(&[("kept-keys", "chain-2000")])
            .writes("alice", "bob", "next")
            .reads("bob", "alice", "next")
    });
    [all, none].concat()
}

/// Other limits.
fn chosen(flights: &Flights<'_>) -> Vec<Draft> {
    let limited = |form, name: &str, about: &str, rule: &str, limits, numbers: &[u32]| {
        let flight = flights.of(form);
        let talk = Talk::new(form, &format!("session/{name}"), about, &[rule])
            .needs("skip-limits")
            .edit_of("session/1000-kept-keys")
            .bug(BugClass::DenialOfService, Severity::Low);
        flight.knows(Flight::bob_with(talk, limits), numbers).reads("bob", "alice", "0")
    };
    let five = both(|form| {
        let about = "no more than five messages may be passed over";
        limited(form, "max-skip-5", about, "OM-OPEN-2", json!({ "max_skip": 5 }), &[0, 1, 6, 7])
            .refuses("bob", "alice", "7", "too-many-skipped")
            .reads("bob", "alice", "6")
            .reads("bob", "alice", "1")
    });
    let none = both(|form| {
        let about = "no message may be passed over";
        limited(form, "max-skip-0", about, "OM-OPEN-2", json!({ "max_skip": 0 }), &[0, 1, 2])
            .refuses("bob", "alice", "2", "too-many-skipped")
            .reads("bob", "alice", "1")
            .reads("bob", "alice", "2")
    });
    let three = both(|form| {
        let about = "no more than three keys are kept";
        limited(form, "max-kept-3", about, "OM-OPEN-6", json!({ "max_kept": 3 }), &[0, 1, 2, 4, 5])
            .reads("bob", "alice", "5")
            .refuses("bob", "alice", "1", "duplicate")
            .reads("bob", "alice", "2")
            .reads("bob", "alice", "4")
    });
    let forgetful = both(|form| {
        let about = "no key is kept";
        limited(form, "max-kept-0", about, "OM-OPEN-6", json!({ "max_kept": 0 }), &[0, 1, 2, 3])
            .reads("bob", "alice", "2")
            .refuses("bob", "alice", "1", "duplicate")
            .reads("bob", "alice", "3")
    });
    [five, none, three, forgetful].concat()
}
