//! How sessions begin, cross, go on after a restart, and heal.

use serde_json::json;

use super::super::{Draft, step};
use super::session::{begun, confirmed};
use super::talk::{Form, NOW, Talk, both, reference};
use crate::model::case::{BugClass, Severity};

/// Of Alice, and of a twin of hers: two devices with one identity, under one name.
const SEED: &str = "7deb03581fcefc32614058885a15f3b3d63a0343e79552a7fd7902910454ead8";

pub(super) fn drafts() -> Vec<Draft> {
    [pre_keys(), signed_pre_keys(), crossing(), saved(), healing()].concat()
}

fn starts_from(talk: Talk, actor: &str, bundle: &str) -> Talk {
    talk.starts_from(actor, "bob", bundle, json!({}))
}

fn pre_keys() -> Vec<Draft> {
    both(|form| {
        let about = "two senders have taken the same one-time prekey";
        let talk = Talk::new(form, "session/two-senders-one-pre-key", about, &["OM-RECV-5", "OM-RECV-6"])
            .source("N 43")
            .edit_of("session/first-message")
            .bug(BugClass::Replay, Severity::Medium)
            .party_with("bob", json!({ "pool": 1 }))
            .party("alice")
            .party("carol")
            .publishes("bob", "bundle");
        starts_from(starts_from(talk, "alice", "bundle"), "carol", "bundle")
            .exchanges("alice", "bob", "from alice")
            .exchanges("carol", "bob", "from carol")
            .reads("bob", "alice", "from alice")
            .refuses("bob", "carol", "from carol", "unknown-pre-key")
            .upstream_refuses("unknown-pre-key", "KeyExchangeFailed(No pre key with id 1 known.)")
            .exchanges("alice", "bob", "more")
            .reads("bob", "alice", "more")
    })
}

fn rotates(talk: Talk) -> Talk {
    talk.step(step("bob", "omemo.party.rotate", json!({})).now(NOW))
}

fn signed_pre_keys() -> Vec<Draft> {
    let once = both(|form| {
        let about = "a key exchange with the signed prekey that was current before";
        let talk = begun(form, "signed-pre-key-rotated", about, &["OM-POOL-3", "OM-RECV-4"]);
        rotates(talk.exchanges("alice", "bob", "first")).reads("bob", "alice", "first")
    });
    let twice = both(|form| {
        let about = "a key exchange with a signed prekey that is gone";
        let talk = begun(form, "signed-pre-key-rotated-twice", about, &["OM-POOL-3", "OM-RECV-4"])
            .source("N 40")
            .edit_of("session/signed-pre-key-rotated")
            .bug(BugClass::Replay, Severity::Low);
        rotates(rotates(talk.exchanges("alice", "bob", "first")))
            .refuses("bob", "alice", "first", "unknown-signed-pre-key")
            .upstream_refuses(
                "unknown-signed-pre-key",
                "KeyExchangeFailed(No signed pre key with id 1 known.)",
            )
            .publishes("bob", "new bundle")
            .starts_from("alice", "bob", "new bundle", json!({}))
            .exchanges("alice", "bob", "anew")
            .reads("bob", "alice", "anew")
    });
    let session = both(|form| {
        let about = "a session outlives the signed prekey that it was made of";
        let talk = confirmed(form, "signed-pre-key-of-session-gone", about, &["OM-POOL-3"]);
        rotates(rotates(talk)).writes("alice", "bob", "later").reads("bob", "alice", "later")
    });
    [once, twice, session].concat()
}

/// Both begin a session before they hear of the other's.
fn crossed(talk: Talk, name: &str) -> Talk {
    let (there, back) = (format!("{name} there"), format!("{name} back"));
    talk.publishes("alice", &format!("{name} of alice"))
        .publishes("bob", &format!("{name} of bob"))
        .starts_from("alice", "bob", &format!("{name} of bob"), json!({}))
        .starts_from("bob", "alice", &format!("{name} of alice"), json!({}))
        .exchanges("alice", "bob", &there)
        .exchanges("bob", "alice", &back)
        .reads("bob", "alice", &there)
        .reads("alice", "bob", &back)
}

fn crossing() -> Vec<Draft> {
    let twice = both(|form| {
        let about = "both begin a session at once, twice, and can still talk";
        let rules = ["OM-ARCHIVE-1", "OM-ARCHIVE-2"];
        let talk =
            Talk::new(form, "session/simultaneous-crossing-twice", about, &rules).party("alice").party("bob");
        crossed(crossed(talk, "first"), "second")
            .writes("alice", "bob", "after all")
            .reads("bob", "alice", "after all")
            .lost_under(&[("simultaneous", "replaced")], "bad-mac")
            .writes("bob", "alice", "answer")
            .reads("alice", "bob", "answer")
    });
    let late = both(|form| {
        let about = "a message of a session that another one has taken the place of";
        begun(form, "archived-late", about, &["OM-ARCHIVE-1", "OM-RECV-3"])
            .exchanges("alice", "bob", "one")
            .exchanges("alice", "bob", "late")
            .reads("bob", "alice", "one")
            .publishes("bob", "second bundle")
            .starts_from("alice", "bob", "second bundle", json!({}))
            .exchanges("alice", "bob", "anew")
            .reads("bob", "alice", "anew")
            .reads("bob", "alice", "late")
            .refused_under(&[("simultaneous", "replaced")], "unknown-pre-key")
    });
    let answered = both(|form| {
        let about = "the answer goes where the last message came from, an archived session";
        let seed = json!({ "identity": SEED });
        Talk::new(form, "session/archived-becomes-current", about, &["OM-ARCHIVE-2"])
            .party("bob")
            .attacker_with("alice", seed.clone())
            .attacker_with("twin", seed)
            .starts("alice", "bob")
            .exchanges("alice", "bob", "one")
            .reads("bob", "alice", "one")
            .starts("twin", "bob")
            .exchanges("twin", "bob", "two")
            .reads("bob", "alice", "two")
            .writes("bob", "alice", "to the twin")
            .reads("twin", "bob", "to the twin")
            .exchanges("alice", "bob", "three")
            .reads("bob", "alice", "three")
            .lost_under(&[("simultaneous", "replaced")], "unknown-pre-key")
            .writes("bob", "alice", "to alice")
            .reads("alice", "bob", "to alice")
    });
    [twice, late, both(full_archive), answered].concat()
}

/// Six sessions, of which the first is neither current nor one of the four that are kept.
fn full_archive(form: Form) -> Talk {
    let about = "late messages of six sessions: the first one is gone, the second is not";
    let talk = Talk::new(form, "session/six-sessions", about, &["OM-ARCHIVE-3"])
        .edit_of("session/archived-late")
        .bug(BugClass::DenialOfService, Severity::Low)
        .party("alice")
        .party_with("bob", json!({ "pool": 6 }));
    let name = |part: &str, turn: u32| format!("{part} {turn}");
    (1..=6)
        .fold(talk, |talk, turn| {
            let talk = talk.publishes("bob", &name("bundle", turn));
            starts_from(talk, "alice", &name("bundle", turn))
                .exchanges("alice", "bob", &name("first of", turn))
                .exchanges("alice", "bob", &name("late of", turn))
                .reads("bob", "alice", &name("first of", turn))
        })
        .refuses("bob", "alice", &name("late of", 1), "unknown-pre-key")
        .read_under(&[("archive-size", "40")])
        .reads("bob", "alice", &name("late of", 2))
        .lost_under(&[("simultaneous", "replaced")], "unknown-pre-key")
}

/// The same device, out of its saved state.
fn restarts(talk: Talk, name: &str) -> Talk {
    talk.saves("bob", name).restored("bob", reference(name))
}

fn saved() -> Vec<Draft> {
    let talk = both(|form| {
        let about = "a talk goes on after a restart, with what was late before it";
        let talk = confirmed(form, "restart", about, &["OM-STATE-6"])
            .writes("alice", "bob", "late")
            .writes("alice", "bob", "there")
            .reads("bob", "alice", "there");
        let talk = restarts(talk, "once")
            .writes("bob", "alice", "back")
            .reads("alice", "bob", "back")
            .reads("bob", "alice", "late")
            .writes("alice", "bob", "new chain");
        restarts(talk, "twice").reads("bob", "alice", "new chain")
    });
    let unconfirmed = both(|form| {
        let about = "a session that is not confirmed is not after a restart";
        let talk = begun(form, "restart-unconfirmed", about, &["OM-STATE-6", "OM-SEND-4"])
            .starts("bob", "alice")
            .exchanges("bob", "alice", "one");
        restarts(talk, "state").exchanges("bob", "alice", "two").reads("alice", "bob", "two")
    });
    let archived = both(|form| {
        let about = "archived sessions outlive a restart";
        let talk = Talk::new(form, "session/restart-archived", about, &["OM-STATE-6", "OM-ARCHIVE-1"])
            .party("alice")
            .party("bob");
        restarts(crossed(talk, "first"), "state")
            .writes("alice", "bob", "after all")
            .reads("bob", "alice", "after all")
            .lost_under(&[("simultaneous", "replaced")], "bad-mac")
    });
    let pools = both(|form| {
        let about = "prekeys, their IDs and `changed` outlive a restart";
        let does = |op: &str, expected| step("bob", &format!("omemo.party.{op}"), json!({})).accept(expected);
        let talk = begun(form, "restart-pools", about, &["OM-STATE-6", "OM-POOL-3", "OM-POOL-4"])
            .exchanges("alice", "bob", "first")
            .step(does("changed", json!({ "changed": true })));
        let talk = restarts(talk, "one").step(does("changed", json!({ "changed": false })));
        let talk = restarts(rotates(talk), "two")
            .step(does("changed", json!({ "changed": true })))
            .reads("bob", "alice", "first");
        restarts(talk, "three")
            .step(does("rotate", json!({ "signed_pre_key_id": 3 })).now(NOW))
            .step(does("refill", json!({})))
    });
    [talk, unconfirmed, archived, pools].concat()
}

/// Whoever stole the state reads no more once both sides have new ratchet keys.
fn healing() -> Vec<Draft> {
    both(|form| {
        let about = "an old state reads nothing after two new ratchet keys";
        confirmed(form, "healing", about, &["OM-OPEN-7", "OM-STATE-6"])
            .edit_of("session/restart")
            .bug(BugClass::Disclosure, Severity::High)
            .saves("bob", "stolen")
            .writes("alice", "bob", "there")
            .reads("bob", "alice", "there")
            .writes("bob", "alice", "back")
            .reads("alice", "bob", "back")
            .writes("alice", "bob", "secret")
            .saves("bob", "genuine")
            .restored("bob", reference("stolen"))
            .refuses("bob", "alice", "secret", "bad-mac")
            .restored("bob", reference("genuine"))
            .reads("bob", "alice", "secret")
    })
}
