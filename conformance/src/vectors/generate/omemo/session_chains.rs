//! Talks across several chains: what comes late, what is counted, what is never read.

use serde_json::json;

use super::super::{Draft, Wanted, step};
use super::raised;
use super::session::{begun, confirmed};
use super::talk::{Form, Talk, both, reference};
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts() -> Vec<Draft> {
    [late(), last_of_chain(), counts(), faults(), long()].concat()
}

/// Alice writes, Bob reads, and the other way round: both have new chains.
fn turn(talk: Talk, name: &str) -> Talk {
    let (there, back) = (format!("{name} there"), format!("{name} back"));
    talk.writes("alice", "bob", &there)
        .reads("bob", "alice", &there)
        .writes("bob", "alice", &back)
        .reads("alice", "bob", &back)
}

fn late() -> Vec<Draft> {
    let chains = both(|form| {
        let about = "one message of each of three chains comes when all have ended";
        let talk = confirmed(form, "late-across-three-chains", about, &["OM-OPEN-3", "OM-OPEN-6"]);
        let talk = ["one", "two", "three"]
            .iter()
            .fold(talk, |talk, chain| turn(talk.writes("alice", "bob", &format!("late {chain}")), chain));
        ["three", "one", "two"]
            .iter()
            .fold(talk, |talk, chain| talk.reads("bob", "alice", &format!("late {chain}")))
    });
    let both_sides = both(|form| {
        let about = "messages of both sides cross each other";
        confirmed(form, "crossing", about, &["OM-OPEN-6", "OM-OPEN-7"])
            .writes("alice", "bob", "there one")
            .writes("bob", "alice", "back one")
            .writes("alice", "bob", "there two")
            .writes("bob", "alice", "back two")
            .reads("alice", "bob", "back two")
            .reads("bob", "alice", "there two")
            .writes("alice", "bob", "there three")
            .reads("bob", "alice", "there three")
            .reads("alice", "bob", "back one")
            .reads("bob", "alice", "there one")
    });
    let whole_chain = both(|form| {
        let about = "a chain of which nothing came before the next one";
        let talk = confirmed(form, "lost-chain", about, &["OM-OPEN-7"]);
        turn(talk.writes("alice", "bob", "lost"), "next")
            .writes("alice", "bob", "last")
            .reads("bob", "alice", "last")
    });
    [chains, both_sides, whole_chain].concat()
}

/// Alice counts like libsignal: `pn` is the number of the last message.
fn last_of_chain() -> Vec<Draft> {
    let late = both(|form| {
        let about = "pn too small by one, and the last message of its chain comes late";
        Talk::new(form, "session/late-last-of-chain", about, &["OM-OPEN-3"])
            .source("N 57")
            .party("bob")
            .attacker("alice")
            .starts("alice", "bob")
            .exchanges("alice", "bob", "one")
            .exchanges("alice", "bob", "two")
            .exchanges("alice", "bob", "last")
            .reads("bob", "alice", "one")
            .writes("bob", "alice", "answer")
            .reads("alice", "bob", "answer")
            .forges("alice", "bob", "new chain", json!({ "pn": 2 }))
            .reads("bob", "alice", "new chain")
            .reads("bob", "alice", "last")
            .read_under(&[("kept-keys", "chain-2000"), ("previous-count", "exact")])
            .refused_under(&[("previous-count", "exact")], "bad-mac")
            .upstream_refuses("bad-mac", raised::BAD_MAC)
            .reads("bob", "alice", "two")
    });
    let counted = both(|form| {
        let about = "pn is right: the key that is kept beside it drives out no other";
        Talk::new(form, "session/late-with-right-pn", about, &["OM-OPEN-3"])
            .party("alice")
            .party("bob")
            .starts("alice", "bob")
            .exchanges("alice", "bob", "one")
            .exchanges("alice", "bob", "two")
            .exchanges("alice", "bob", "last")
            .reads("bob", "alice", "one")
            .writes("bob", "alice", "answer")
            .reads("alice", "bob", "answer")
            .writes("alice", "bob", "new chain")
            .reads("bob", "alice", "new chain")
            .reads("bob", "alice", "last")
            .reads("bob", "alice", "two")
    });
    [late, counted].concat()
}

/// What an attentive listener reads in the headers.
fn counts() -> Vec<Draft> {
    both(|form| {
        let about = "pn says how many messages the chain before had";
        let read = |message: &str| {
            let input = json!({ "format": form.name(), "message": reference(message) });
            step("mallory", "omemo.message.decode", input)
        };
        let count = |talk: Talk, message: &str, n: u32, pn: u32| {
            let last = if pn == 0 { 0 } else { pn - 1 };
            let counted = read(message).accept(json!({ "n": n, "pn": pn }));
            if last == pn {
                talk.step(counted)
            } else {
                let other = Wanted::Accept(json!({ "n": n, "pn": last }));
                talk.step(counted.variant(&[("alice:sent-count", "last-index")], other))
            }
        };
        let talk = begun(form, "sent-count", about, &["OM-SEND-3"])
            .stranger("mallory")
            .exchanges("alice", "bob", "one")
            .exchanges("alice", "bob", "two")
            .exchanges("alice", "bob", "three")
            .reads("bob", "alice", "one")
            .writes("bob", "alice", "answer")
            .reads("alice", "bob", "answer")
            .writes("alice", "bob", "four")
            .writes("alice", "bob", "five");
        let talk = count(count(talk, "four", 0, 3), "five", 1, 3)
            .reads("bob", "alice", "five")
            .writes("bob", "alice", "second answer")
            .reads("alice", "bob", "second answer")
            .writes("alice", "bob", "six");
        count(talk, "six", 0, 2)
    })
}

fn faults() -> Vec<Draft> {
    let skipped = both(|form| {
        let about = "a message that comes late is changed, and then comes as it was";
        let (size, place) = match form {
            Form::L => (98, 95),
            Form::T => (124, 6),
        };
        let mask = format!("{}01{}", "00".repeat(place), "00".repeat(size - place - 1));
        confirmed(form, "skipped-key-bad-mac-then-good", about, &["OM-MSG-9", "OM-OPEN-8", "OM-PARTY-1"])
            .source("N 56")
            .edit_of("session/reversed-chain")
            .bug(BugClass::DenialOfService, Severity::High)
            .writes("alice", "bob", "late")
            .writes("alice", "bob", "next")
            .reads("bob", "alice", "next")
            .becomes("late", "changed", |message| json!({ "$xor": [message, mask] }))
            .refuses("bob", "alice", "changed", "bad-mac")
            .upstream_refuses("bad-mac", raised::BAD_MAC)
            .reads("bob", "alice", "late")
    });
    let chain = both(|form| {
        let about = "a message of a chain that has ended comes again";
        let talk = confirmed(form, "twice-old-chain", about, &["OM-MSG-9"])
            .source("N 59")
            .edit_of("session/ping-pong")
            .bug(BugClass::Replay, Severity::High)
            .writes("alice", "bob", "once")
            .reads("bob", "alice", "once");
        turn(turn(talk, "one"), "two")
            .refuses("bob", "alice", "once", "bad-mac")
            .refused_under(&[("kept-keys", "chain-2000")], "duplicate")
            .upstream_refuses("bad-mac", raised::BAD_MAC)
            .writes("alice", "bob", "next")
            .reads("bob", "alice", "next")
    });
    [skipped, chain].concat()
}

fn long() -> Vec<Draft> {
    both(|form| {
        let about = "six turns of two messages each, the second one first";
        (0..6).fold(confirmed(form, "long-talk", about, &["OM-OPEN-6", "OM-OPEN-7"]), |talk, turn| {
            ["alice", "bob"].into_iter().fold(talk, |talk, writer| {
                let reader = if writer == "alice" { "bob" } else { "alice" };
                let (one, two) = (format!("{writer} {turn} one"), format!("{writer} {turn} two"));
                talk.writes(writer, reader, &one)
                    .writes(writer, reader, &two)
                    .reads(reader, writer, &two)
                    .reads(reader, writer, &one)
            })
        })
    })
}
