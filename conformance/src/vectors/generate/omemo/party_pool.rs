//! What a Party publishes: identity, prekeys, rotation, and whether anything has changed.

use serde_json::{Value, json};

use super::super::{Draft, DraftStep, step};
use super::talk::{Form, NOW, Talk, both, only};
use crate::model::case::{BugClass, Severity};

/// Its Ed25519 form has the sign bit 1.
const SEED_WITH_SIGN: &str = "0976d5a2a79ab4a0f04ea8f3537ae489f9a81c607cc1e17116b09c47f599adef";
const ITS_ED25519: &str = "23db460aec511c7ee5fea007078d404498880f094a9b89b876fe8f459a0c359c";

pub(super) fn drafts() -> Vec<Draft> {
    [bundles(), changes(), pools(), statuses()].concat()
}

fn bob(form: Form, name: &str, about: &str, rules: &[&str], pool: u32) -> Talk {
    Talk::new(form, &format!("party/{name}"), about, rules).party_with("bob", json!({ "pool": pool }))
}

fn does(op: &str, expected: Value) -> DraftStep {
    step("bob", &format!("omemo.party.{op}"), json!({})).accept(expected)
}

fn publishes(signed: u32, ids: &[u32]) -> DraftStep {
    does("bundle", json!({ "signed_pre_key_id": signed, "pre_key_ids": ids }))
}

fn changed(answer: bool) -> DraftStep {
    does("changed", json!({ "changed": answer }))
}

fn rotates(id: u32) -> DraftStep {
    does("rotate", json!({ "signed_pre_key_id": id })).now(NOW)
}

fn refills(ids: &[u32]) -> DraftStep {
    does("refill", json!({ "pre_key_ids": ids }))
}

/// Alice takes a one-time prekey of Bob's.
fn taken(talk: Talk, name: &str) -> Talk {
    talk.exchanges("alice", "bob", name).reads("bob", "alice", name)
}

fn bundles() -> Vec<Draft> {
    let ids = both(|form| {
        bob(form, "first-ids", "the first IDs", &["OM-KEY-4", "OM-POOL-4"], 3).step(publishes(1, &[1, 2, 3]))
    });
    let given = both(|form| {
        let about = "IDs that are given, in their order";
        let given = json!({ "pool": 3, "signed_pre_key_id": 7, "pre_key_ids": [9, 4, 6] });
        Talk::new(form, "party/given-ids", about, &["OM-POOL-4"])
            .party_with("bob", given)
            .step(publishes(7, &[4, 6, 9]))
            .step(rotates(8))
            .step(publishes(8, &[4, 6, 9]))
    });
    let sign = only(Form::T, |form| {
        let about = "an identity key with sign bit 1";
        Talk::new(form, "party/sign-bit-1", about, &["OM-KEY-3"])
            .party_with("bob", json!({ "pool": 1, "identity": SEED_WITH_SIGN }))
            .change_last(|step| step.accept(json!({ "identity_key": ITS_ED25519, "ed25519": ITS_ED25519 })))
            .party("alice")
            .starts("alice", "bob")
            .exchanges("alice", "bob", "hello")
            .reads("bob", "alice", "hello")
    });
    let rotated = both(|form| {
        let about = "a new signed prekey, signed anew";
        let talk = bob(form, "rotate", about, &["OM-POOL-3", "OM-POOL-4"], 3)
            .step(publishes(1, &[1, 2, 3]))
            .step(rotates(2))
            .step(rotates(3))
            .step(publishes(3, &[1, 2, 3]))
            .party("alice")
            .starts("alice", "bob");
        taken(talk, "hello")
    });
    [ids, given, sign, rotated].concat()
}

fn changes() -> Vec<Draft> {
    let read = both(|form| {
        let about = "what changes a bundle, and what does not";
        bob(form, "changed", about, &["OM-POOL-1", "OM-POOL-2"], 3)
            .step(changed(true))
            .step(changed(false))
            .step(publishes(1, &[1, 2, 3]))
            .step(changed(false))
            .step(rotates(2))
            .step(changed(true))
            .step(changed(false))
    });
    let used = both(|form| {
        let about = "a one-time prekey that is used changes the bundle, as one that is added";
        let talk = bob(form, "changed-by-exchange", about, &["OM-POOL-1", "OM-RECV-6"], 1)
            .step(changed(true))
            .party("alice")
            .starts("alice", "bob");
        taken(talk, "hello").step(changed(true)).step(changed(false)).step(refills(&[2])).step(changed(true))
    });
    let message = both(|form| {
        let about = "messages of a session that there is change no bundle";
        let talk = bob(form, "changed-not", about, &["OM-POOL-1"], 1).party("alice").starts("alice", "bob");
        taken(taken(talk, "hello").step(changed(true)), "more").step(changed(false))
    });
    [read, used, message].concat()
}

fn pools() -> Vec<Draft> {
    let refill = both(|form| {
        let about = "new one-time prekeys have new IDs";
        let talk =
            bob(form, "refill", about, &["OM-POOL-4", "OM-KEY-5"], 1).party("alice").starts("alice", "bob");
        taken(talk, "hello").step(publishes(1, &[])).step(refills(&[2])).step(publishes(1, &[2]))
    });
    let full = both(|form| {
        let about = "a pool that is full";
        bob(form, "refill-full", about, &["OM-POOL-1"], 2)
            .step(changed(true))
            .step(refills(&[1, 2]))
            .step(changed(false))
    });
    let none = both(|form| {
        let about = "a Party that begins without one-time prekeys";
        Talk::new(form, "party/refill-empty", about, &["OM-POOL-4"])
            .party_with("bob", json!({ "pool": 2, "pre_key_ids": [], "pre_keys": [] }))
            .step(publishes(1, &[]))
            .step(refills(&[1, 2]))
    });
    [refill, full, none].concat()
}

fn status(peer: &str, counts: [u32; 4], confirmed: bool) -> DraftStep {
    let [sessions, sent, received, skipped] = counts;
    let expected = json!({
        "sessions": sessions,
        "confirmed": confirmed,
        "sent": sent,
        "received": received,
        "skipped": skipped,
    });
    step("bob", "omemo.party.status", json!({ "peer": peer })).accept(expected)
}

fn statuses() -> Vec<Draft> {
    let talk = both(|form| {
        let about = "what there is of a peer, step by step";
        bob(form, "status", about, &["OM-SEND-4", "OM-OPEN-6"], 3)
            .party("alice")
            .step(status("alice", [0, 0, 0, 0], false))
            .starts("bob", "alice")
            .step(status("alice", [1, 0, 0, 0], false))
            .exchanges("bob", "alice", "hello")
            .step(status("alice", [1, 1, 0, 0], false))
            .reads("alice", "bob", "hello")
            .writes("alice", "bob", "lost")
            .writes("alice", "bob", "answer")
            .reads("bob", "alice", "answer")
            .step(status("alice", [1, 0, 2, 1], true))
            .reads("bob", "alice", "lost")
            .step(status("alice", [1, 0, 2, 0], true))
            .forgets("bob", "alice")
            .step(status("alice", [0, 0, 0, 0], false))
    });
    let refused = both(|form| {
        let about = "what is refused changes neither sessions nor bundle";
        bob(form, "refused-changes-nothing", about, &["OM-PARTY-1"], 1)
            .edit_of("party/status")
            .bug(BugClass::StateCorruption, Severity::High)
            .party("alice")
            .attacker("mallory")
            .starts("mallory", "bob")
            .starts("alice", "bob")
            .exchanges("alice", "bob", "hello")
            .step(changed(true))
            .exchanges("mallory", "bob", "genuine")
            .becomes("genuine", "false", |message| {
                let size = match form {
                    Form::L => 175,
                    Form::T => 198,
                };
                // The MAC of L is in front of the last two bytes, that of T behind the first 76.
                let place = match form {
                    Form::L => size - 3,
                    Form::T => 78,
                };
                let mask = format!("{}01{}", "00".repeat(place), "00".repeat(size - place - 1));
                json!({ "$xor": [message, mask] })
            })
            .refuses("bob", "mallory", "false", "bad-mac")
            .step(status("mallory", [0, 0, 0, 0], false))
            .step(changed(false))
            .step(publishes(1, &[1]))
            .reads("bob", "alice", "hello")
            .step(status("alice", [1, 0, 1, 0], true))
    });
    [talk, refused].concat()
}
