//! `attack.json`, the second part: messages that somebody else has made, changed, repeated or diverted.

use serde_json::{Value, json};

use super::super::{Draft, DraftStep, step};
use super::attack::{NOT_READ, USED_UP, begun, confirmed, talk, with_false_mac};
use super::raised;
use super::talk::{Form, Talk, both, only};
use crate::model::case::{BugClass, Severity};

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    [forged(), counted(), replayed(), diverted(), crossed()].concat()
}

fn forged() -> Vec<Draft> {
    let forged = |form, name: &str, about: &str, rules: &[&str]| {
        talk(form, name, about, rules)
            .edit_of("session/ping-pong")
            .bug(BugClass::StateCorruption, Severity::High)
    };
    [
        both(|form| {
            let about = "a forged message of a new chain, and then the genuine one";
            confirmed(forged(form, "forged-then-genuine", about, &["OM-OPEN-8", "OM-PARTY-1", "OM-MSG-9"]))
                .source("N 58")
                .writes("alice", "bob", "genuine")
                .becomes("genuine", "forged", |message| with_false_mac(form, &message))
                .refuses("bob", "alice", "forged", "bad-mac")
                .upstream_refuses("bad-mac", NOT_READ)
                .reads("bob", "alice", "genuine")
                .writes("bob", "alice", "reply")
                .reads("alice", "bob", "reply")
        }),
        both(|form| {
            let about = "a forged message further on in the chain, and then the genuine ones";
            confirmed(forged(form, "forged-in-chain", about, &["OM-OPEN-8", "OM-PARTY-1"]))
                .source("N 58")
                .writes("alice", "bob", "one")
                .writes("alice", "bob", "two")
                .writes("alice", "bob", "three")
                .reads("bob", "alice", "one")
                .becomes("three", "forged", |message| with_false_mac(form, &message))
                .refuses("bob", "alice", "forged", "bad-mac")
                .upstream_refuses("bad-mac", NOT_READ)
                .reads("bob", "alice", "two")
                .reads("bob", "alice", "three")
        }),
        both(padding_before_mac),
        both(forged_ratchet_keys),
    ]
    .concat()
}

/// Bob knows Mallory, who has heard of him: what she forges has a right MAC, if she wants.
fn insider(talk: Talk) -> Talk {
    talk.attacker("mallory")
        .party("bob")
        .starts("mallory", "bob")
        .exchanges("mallory", "bob", "first")
        .reads("bob", "mallory", "first")
        .writes("bob", "mallory", "answer")
        .reads("mallory", "bob", "answer")
}

fn padding_before_mac(form: Form) -> Talk {
    let about = "no padding, and a false MAC: it is the MAC that is told";
    let padded = "00".repeat(form.material() + 16);
    insider(talk(form, "padding-before-mac", about, &["OM-OPEN-8", "OM-MSG-9"]))
        .source("N 61")
        .edit_of("session/ping-pong")
        .bug(BugClass::Disclosure, Severity::High)
        .forges("mallory", "bob", "unpadded", json!({ "plaintext": null, "padded": padded, "stay": true }))
        .becomes("unpadded", "forged", |message| with_false_mac(form, &message))
        .refuses("bob", "mallory", "forged", "bad-mac")
        .upstream_refuses("bad-mac", NOT_READ)
        .writes("mallory", "bob", "next")
        .reads("bob", "mallory", "next")
}

/// So many messages under ratchet keys that nobody has.
const FORGED: u8 = 5;

fn forged_ratchet_keys(form: Form) -> Talk {
    let about = "messages under one made-up ratchet key after the other keep nothing";
    let known = confirmed(talk(form, "forged-ratchet-keys", about, &["OM-OPEN-8", "OM-PARTY-1"]))
        .source("N 54")
        .edit_of("session/ping-pong")
        .bug(BugClass::DenialOfService, Severity::Medium)
        .writes("alice", "bob", "genuine");
    (1..=FORGED)
        .fold(known, |talk, number| {
            let name = format!("forged {number}");
            talk.becomes("genuine", &name, |message| with_other_ratchet_key(form, &message, number))
                .refuses("bob", "alice", &name, "bad-mac")
                .upstream_refuses("bad-mac", NOT_READ)
        })
        .step(status("bob", "alice", json!({ "sessions": 1, "received": 1, "skipped": 0 })))
        .reads("bob", "alice", "genuine")
}

fn status(actor: &str, peer: &str, wanted: Value) -> DraftStep {
    step(actor, "omemo.party.status", json!({ "peer": peer })).accept(wanted)
}

/// A message with another first byte of its ratchet key.
fn with_other_ratchet_key(form: Form, message: &Value, mask: u8) -> Value {
    let (start, length) = match form {
        Form::L => (4, 98),
        Form::T => (26, 124),
    };
    let mask = format!("{}{mask:02x}{}", "00".repeat(start), "00".repeat(length - start - 1));
    json!({ "$xor": [message, mask] })
}

fn counted() -> Vec<Draft> {
    let counted = |form, name: &str, about: &str, rules: &[&str]| {
        insider(talk(form, name, about, rules).bug(BugClass::DenialOfService, Severity::Medium))
    };
    [
        both(|form| {
            let about = "a previous chain of 2^32 - 1 messages: the new one is read all the same";
            counted(form, "pn-max", about, &["OM-OPEN-4"])
                .source("N 52")
                .forges("mallory", "bob", "new chain", json!({ "pn": u32::MAX }))
                .reads("bob", "mallory", "new chain")
                .upstream_accepts()
                .writes("mallory", "bob", "next")
                .reads("bob", "mallory", "next")
        }),
        both(|form| {
            let about = "1,000 messages skipped in each of two chains, under a false MAC: no key is kept";
            counted(form, "skip-twice", about, &["OM-OPEN-8", "OM-OPEN-6"])
                .source("N 53")
                .edit_of("attack/pn-max")
                .forges("mallory", "bob", "forged", json!({ "n": 1000, "pn": 1001, "stay": true }))
                .refuses("bob", "mallory", "forged", "bad-mac")
                .upstream_refuses("bad-mac", NOT_READ)
                .step(status("bob", "mallory", json!({ "sessions": 1, "received": 1, "skipped": 0 })))
                .writes("mallory", "bob", "next")
                .reads("bob", "mallory", "next")
        }),
    ]
    .concat()
}

fn replayed() -> Vec<Draft> {
    let replayed = |form, name: &str, about: &str, rules: &[&str]| {
        confirmed(talk(form, name, about, rules))
            .source("N 59")
            .edit_of("session/ping-pong")
            .bug(BugClass::Replay, Severity::High)
    };
    [
        both(|form| {
            let about = "the first message of the current chain comes again when others have followed it";
            replayed(form, "replay-current-chain", about, &["OM-OPEN-1", "OM-SEND-5"])
                .writes("alice", "bob", "one")
                .writes("alice", "bob", "two")
                .reads("bob", "alice", "one")
                .reads("bob", "alice", "two")
                .refuses("bob", "alice", "one", "duplicate")
                .upstream_refuses("duplicate", NOT_READ)
                .writes("alice", "bob", "three")
                .reads("bob", "alice", "three")
        }),
        both(|form| {
            let about =
                "a message that was passed over and came late comes again, in another chain than its own";
            replayed(form, "replay-skipped", about, &["OM-OPEN-5"])
                .writes("alice", "bob", "late")
                .writes("alice", "bob", "next")
                .reads("bob", "alice", "next")
                .writes("bob", "alice", "back")
                .reads("alice", "bob", "back")
                .writes("alice", "bob", "new chain")
                .reads("bob", "alice", "new chain")
                .reads("bob", "alice", "late")
                .refuses("bob", "alice", "late", "bad-mac")
                .refused_under(&[("kept-keys", "chain-2000")], "duplicate")
                .upstream_refuses("bad-mac", NOT_READ)
                .writes("alice", "bob", "last")
                .reads("bob", "alice", "last")
        }),
        both(|form| {
            let about =
                "a message of the chain before the current one comes again: it looks like a new ratchet key";
            replayed(form, "replay-older-chain", about, &["OM-OPEN-8", "OM-MSG-9"])
                .writes("alice", "bob", "one")
                .reads("bob", "alice", "one")
                .writes("bob", "alice", "back")
                .reads("alice", "bob", "back")
                .writes("alice", "bob", "two")
                .reads("bob", "alice", "two")
                .refuses("bob", "alice", "one", "bad-mac")
                .refused_under(&[("kept-keys", "chain-2000")], "duplicate")
                .upstream_refuses("bad-mac", NOT_READ)
                .writes("alice", "bob", "three")
                .reads("bob", "alice", "three")
        }),
    ]
    .concat()
}

fn diverted() -> Vec<Draft> {
    [both(reflected), both(of_another_peer), both(of_another_session), t_as_l(), l_as_t()].concat()
}

fn reflected(form: Form) -> Talk {
    let about = "a message is sent back to its sender as if it came from its receiver";
    confirmed(talk(form, "reflected", about, &["OM-SIGN-8", "OM-MSG-9"]))
        .source("N 66")
        .edit_of("session/ping-pong")
        .bug(BugClass::Confusion, Severity::High)
        .writes("alice", "bob", "there")
        .refuses("alice", "bob", "there", "bad-mac")
        .upstream_refuses("bad-mac", NOT_READ)
        .reads("bob", "alice", "there")
        .writes("bob", "alice", "back")
        .reads("alice", "bob", "back")
}

fn of_another_peer(form: Form) -> Talk {
    let about = "a message of Carol is given to Bob as one of Alice";
    confirmed(talk(form, "message-of-another-peer", about, &["OM-MSG-9"]))
        .source("N 65")
        .edit_of("session/ping-pong")
        .bug(BugClass::Confusion, Severity::High)
        .party("carol")
        .starts("carol", "bob")
        .exchanges("carol", "bob", "first of carol")
        .reads("bob", "carol", "first of carol")
        .writes("bob", "carol", "answer to carol")
        .reads("carol", "bob", "answer to carol")
        .writes("carol", "bob", "of carol")
        .refuses("bob", "alice", "of carol", "bad-mac")
        .upstream_refuses("bad-mac", NOT_READ)
        .reads("bob", "carol", "of carol")
        .writes("alice", "bob", "next")
        .reads("bob", "alice", "next")
}

fn of_another_session(form: Form) -> Talk {
    let about = "a message of a session that was dropped comes in the one that followed it";
    confirmed(talk(form, "message-of-another-session", about, &["OM-MSG-9"]))
        .source("N 65")
        .edit_of("session/ping-pong")
        .bug(BugClass::Confusion, Severity::Medium)
        .writes("alice", "bob", "old")
        .forgets("bob", "alice")
        .forgets("alice", "bob")
        .publishes("bob", "later bundle")
        .starts_from("alice", "bob", "later bundle", json!({}))
        .exchanges("alice", "bob", "anew")
        .reads("bob", "alice", "anew")
        .refuses("bob", "alice", "old", "bad-mac")
        .upstream_refuses("bad-mac", NOT_READ)
        .exchanges("alice", "bob", "next")
        .reads("bob", "alice", "next")
}

/// Carol and Dave talk in the other format.
fn with_others(talk: Talk, other: Form) -> Talk {
    let made = json!({ "format": other.name() });
    confirmed(talk)
        .attacker_with("carol", made.clone())
        .attacker_with("dave", made)
        .starts("carol", "dave")
        .exchanges("carol", "dave", "of carol")
        .reads("dave", "carol", "of carol")
        .writes("dave", "carol", "of dave")
}

fn t_as_l() -> Vec<Draft> {
    only(Form::L, |form| {
        let about = "a message of T is given to a Party of L, which sees a version in its first byte";
        with_others(talk(form, "t-message-as-l", about, &["OM-MSG-4"]), Form::T)
            .source("N 65")
            .edit_of("session/ping-pong")
            .bug(BugClass::Confusion, Severity::Medium)
            .refuses("bob", "alice", "of dave", "unknown-version")
            .upstream_refuses("unknown-version", raised::VERSION)
            .writes("alice", "bob", "next")
            .reads("bob", "alice", "next")
    })
}

fn l_as_t() -> Vec<Draft> {
    only(Form::T, |form| {
        let about = "a message of L is given to a Party of T, which sees a group in its first byte";
        with_others(talk(form, "l-message-as-t", about, &["OM-PROTO-6"]).needs("omemo-legacy"), Form::L)
            .source("N 65")
            .edit_of("session/ping-pong")
            .bug(BugClass::Confusion, Severity::Medium)
            .refuses("bob", "alice", "of dave", "bad-protobuf")
            .upstream_refuses("bad-protobuf", "ValueError")
            .writes("alice", "bob", "next")
            .reads("bob", "alice", "next")
    })
}

fn crossed() -> Vec<Draft> {
    let crossed = |form, name: &str, about: &str, rules: &[&str]| {
        begun(talk(form, name, about, rules)).source("N 44").bug(BugClass::DenialOfService, Severity::High)
    };
    let replaced = [("simultaneous", "replaced")];
    [
        both(|form| {
            let about = "both begin a session at once, and read each other's key exchange";
            crossed(form, "simultaneous", about, &["OM-ARCHIVE-1"])
                .starts("bob", "alice")
                .exchanges("alice", "bob", "of alice")
                .exchanges("bob", "alice", "of bob")
                .reads("alice", "bob", "of bob")
                .reads("bob", "alice", "of alice")
                .writes("alice", "bob", "there")
                .reads("bob", "alice", "there")
                .lost_under(&replaced, "bad-mac")
                .upstream_refuses("bad-mac", NOT_READ)
                .writes("bob", "alice", "back")
                .reads("alice", "bob", "back")
        }),
        both(|form| {
            let about =
                "a session is begun that nobody hears of: the answer goes where the last message came from";
            crossed(form, "simultaneous-lost", about, &["OM-ARCHIVE-2"])
                .exchanges("alice", "bob", "first")
                .reads("bob", "alice", "first")
                .starts("bob", "alice")
                .exchanges("bob", "alice", "lost")
                .exchanges("alice", "bob", "second")
                .reads("bob", "alice", "second")
                .lost_under(&replaced, "unknown-pre-key")
                .upstream_refuses("unknown-pre-key", USED_UP)
                .writes("bob", "alice", "answer")
                .reads("alice", "bob", "answer")
                .writes("alice", "bob", "third")
                .reads("bob", "alice", "third")
        }),
    ]
    .concat()
}
