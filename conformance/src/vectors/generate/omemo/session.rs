//! `session.json`: what two Parties do together.

use serde_json::json;

use super::super::{Author, Draft};
use super::talk::{Form, Talk, both};
use super::{limits, raised, session_chains, session_lives};
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        talks(),
        orders(),
        refusals(),
        session_chains::drafts(),
        session_lives::drafts(),
        limits::of_session(author),
    ]
    .concat()
}

/// Alice has begun a session with Bob.
pub(super) fn begun(form: Form, name: &str, about: &str, rules: &[&str]) -> Talk {
    Talk::new(form, &format!("session/{name}"), about, rules)
        .party("alice")
        .party("bob")
        .starts("alice", "bob")
}

/// Both have heard of each other: from here on nobody sends key exchanges.
pub(super) fn confirmed(form: Form, name: &str, about: &str, rules: &[&str]) -> Talk {
    begun(form, name, about, rules)
        .exchanges("alice", "bob", "first")
        .reads("bob", "alice", "first")
        .writes("bob", "alice", "answer")
        .reads("alice", "bob", "answer")
}

fn talks() -> Vec<Draft> {
    [
        both(|form| {
            begun(
                form,
                "first-message",
                "the first message of a session is a key exchange",
                &["OM-START-4", "OM-SEND-4"],
            )
            .exchanges("alice", "bob", "first")
            .reads("bob", "alice", "first")
        }),
        both(|form| {
            let about = "key exchanges until the first answer, messages from then on";
            begun(form, "confirmed-by-answer", about, &["OM-SEND-4", "OM-KEX-2"])
                .exchanges("alice", "bob", "first")
                .exchanges("alice", "bob", "second")
                .reads("bob", "alice", "first")
                .reads("bob", "alice", "second")
                .writes("bob", "alice", "answer")
                .reads("alice", "bob", "answer")
                .writes("alice", "bob", "third")
                .reads("bob", "alice", "third")
        }),
        both(|form| {
            (0..3).fold(
                confirmed(
                    form,
                    "ping-pong",
                    "with every message the ratchet steps",
                    &["OM-OPEN-7", "OM-SIGN-8"],
                ),
                |talk, turn| {
                    let (there, back) = (format!("there {turn}"), format!("back {turn}"));
                    talk.writes("alice", "bob", &there)
                        .reads("bob", "alice", &there)
                        .writes("bob", "alice", &back)
                        .reads("alice", "bob", &back)
                },
            )
        }),
    ]
    .concat()
}

fn orders() -> Vec<Draft> {
    [
        both(|form| {
            confirmed(form, "reversed-chain", "three messages of a chain, the last one first", &["OM-OPEN-6"])
                .writes("alice", "bob", "one")
                .writes("alice", "bob", "two")
                .writes("alice", "bob", "three")
                .reads("bob", "alice", "three")
                .reads("bob", "alice", "two")
                .reads("bob", "alice", "one")
        }),
        both(|form| {
            confirmed(form, "lost", "a message that never comes is not missed", &["OM-OPEN-6"])
                .writes("alice", "bob", "lost")
                .writes("alice", "bob", "next")
                .reads("bob", "alice", "next")
        }),
        both(|form| {
            let about = "a message comes when its chain has ended";
            confirmed(form, "two-chains-mixed", about, &["OM-OPEN-3", "OM-SEND-3"])
                .writes("alice", "bob", "one")
                .writes("alice", "bob", "late")
                .writes("alice", "bob", "three")
                .reads("bob", "alice", "one")
                .writes("bob", "alice", "back")
                .reads("alice", "bob", "back")
                .writes("alice", "bob", "new chain")
                .reads("bob", "alice", "new chain")
                .reads("bob", "alice", "late")
                .reads("bob", "alice", "three")
        }),
        both(|form| {
            begun(
                form,
                "exchanges-reversed",
                "the second key exchange of a session comes first",
                &["OM-RECV-3"],
            )
            .exchanges("alice", "bob", "first")
            .exchanges("alice", "bob", "second")
            .reads("bob", "alice", "second")
            .reads("bob", "alice", "first")
        }),
    ]
    .concat()
}

fn refusals() -> Vec<Draft> {
    [
        both(|form| {
            confirmed(form, "twice", "a message of the current chain comes twice", &["OM-OPEN-1"])
                .source("N 59")
                .edit_of("session/ping-pong")
                .bug(BugClass::Replay, Severity::High)
                .writes("alice", "bob", "once")
                .reads("bob", "alice", "once")
                .refuses("bob", "alice", "once", "duplicate")
                .upstream_refuses("duplicate", raised::DUPLICATE)
                .writes("alice", "bob", "next")
                .reads("bob", "alice", "next")
        }),
        both(|form| {
            confirmed(
                form,
                "skipped-key-twice",
                "a message that came late comes again",
                &["OM-OPEN-5", "OM-OPEN-1"],
            )
            .source("N 56")
            .edit_of("session/reversed-chain")
            .bug(BugClass::Replay, Severity::High)
            .writes("alice", "bob", "late")
            .writes("alice", "bob", "next")
            .reads("bob", "alice", "next")
            .reads("bob", "alice", "late")
            .refuses("bob", "alice", "late", "duplicate")
            .upstream_refuses("duplicate", raised::DUPLICATE)
            .writes("alice", "bob", "last")
            .reads("bob", "alice", "last")
        }),
        both(|form| {
            confirmed(
                form,
                "forgotten",
                "without a session nothing is read or written",
                &["OM-RECV-1", "OM-SEND-1"],
            )
            .edit_of("session/ping-pong")
            .bug(BugClass::Robustness, Severity::Low)
            .writes("alice", "bob", "message")
            .forgets("bob", "alice")
            .refuses("bob", "alice", "message", "no-session")
            .cannot_write("bob", "alice", "no-session")
            .publishes("bob", "new bundle")
            .starts_from("alice", "bob", "new bundle", json!({}))
            .exchanges("alice", "bob", "anew")
            .reads("bob", "alice", "anew")
        }),
    ]
    .concat()
}
