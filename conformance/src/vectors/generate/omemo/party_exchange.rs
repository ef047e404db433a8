//! Key exchanges: which keys they name, and whose they are.

use serde_json::{Value, json};

use super::super::{Draft, step};
use super::forged::{begun, exchanges_on};
use super::raised;
use super::talk::{Form, Talk, both, only, reference};
use crate::model::case::{BugClass, Severity};

const SEED: &str = "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfa0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
/// X25519 of no device.
const NOBODY: &str = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

pub(super) fn drafts() -> Vec<Draft> {
    [good(), unknown(), used(), of_known_sessions(), identities(), own()].concat()
}

fn good() -> Vec<Draft> {
    let first = both(|form| {
        exchanges_on(
            begun(form, "exchange", "two key exchanges of one session", &["OM-RECV-3", "OM-KEX-2"])
                .exchanges("mallory", "bob", "hello")
                .reads("bob", "mallory", "hello"),
        )
    });
    let same = both(|form| {
        let about = "all key exchanges of a session name the same keys";
        let read = |message: &str| {
            let input = json!({ "format": form.name(), "key_exchange": reference(message) });
            step("mallory", "omemo.key_exchange.decode", input)
        };
        let part = |name: &str| reference(&format!("names/{name}"));
        let names = json!({
            "pre_key_id": part("pre_key_id"),
            "signed_pre_key_id": part("signed_pre_key_id"),
            "identity_key": part("identity_key"),
            "ephemeral_key": part("ephemeral_key"),
        });
        Talk::new(form, "party/exchanges-equal", about, &["OM-KEX-2", "OM-SEND-4"])
            .party("alice")
            .attacker("mallory")
            .starts("alice", "mallory")
            .exchanges("alice", "mallory", "one")
            .exchanges("alice", "mallory", "two")
            .step(read("one").save("names", ""))
            .step(read("two").accept(names))
            .reads("mallory", "alice", "two")
    });
    [first, same].concat()
}

/// A key exchange whose wrapper says something else.
fn rewrapped(form: Form, name: &str, about: &str, rule: &str, change: Value, code: &str) -> Talk {
    begun(form, name, about, &[rule])
        .edit_of("party/exchange")
        .exchanges("mallory", "bob", "hello")
        .rewraps("mallory", "hello", "other", change)
        .refuses("bob", "mallory", "other", code)
}

fn unknown() -> Vec<Draft> {
    let one_time = both(|form| {
        let (about, change) = ("a one-time prekey that there never was", json!({ "pre_key_id": 99 }));
        rewrapped(form, "unknown-pre-key", about, "OM-RECV-5", change, "unknown-pre-key")
            .source("N 40")
            .bug(BugClass::Robustness, Severity::Medium)
            .upstream_refuses("unknown-pre-key", "KeyExchangeFailed(No pre key with id 99 known.)")
            .reads("bob", "mallory", "hello")
    });
    let signed = both(|form| {
        let (about, change) = ("a signed prekey that there never was", json!({ "signed_pre_key_id": 99 }));
        let code = "unknown-signed-pre-key";
        rewrapped(form, "unknown-signed-pre-key", about, "OM-RECV-4", change, code)
            .source("N 40")
            .bug(BugClass::Robustness, Severity::Medium)
            .upstream_refuses(code, "KeyExchangeFailed(No signed pre key with id 99 known.)")
            .reads("bob", "mallory", "hello")
    });
    let zero = both(|form| {
        let (about, change) = ("the one-time prekey 0", json!({ "pre_key_id": 0 }));
        rewrapped(form, "pre-key-id-0", about, "OM-KEY-6", change, "bad-id")
            .source("N 13")
            .bug(BugClass::Confusion, Severity::Low)
            .refused_under(&[("id-range", "32-bits")], "unknown-pre-key")
            .upstream_refuses("unknown-pre-key", "KeyExchangeFailed(No pre key with id 0 known.)")
            .reads("bob", "mallory", "hello")
    });
    [one_time, signed, zero].concat()
}

/// A one-time prekey is there for one session.
fn used() -> Vec<Draft> {
    let twice = |name: &'static str, id: u32, about: &'static str| {
        move |form| {
            let talk = Talk::new(form, name, about, &["OM-RECV-6", "OM-RECV-5"])
                .edit_of("party/exchange")
                .bug(BugClass::Replay, Severity::High)
                .party_with("bob", json!({ "pre_key_ids": [id], "pool": 1 }))
                .attacker("mallory")
                .publishes("bob", "bundle")
                .starts_from("mallory", "bob", "bundle", json!({}))
                .exchanges("mallory", "bob", "one")
                .exchanges("mallory", "bob", "two")
                .starts_from("mallory", "bob", "bundle", json!({}))
                .exchanges("mallory", "bob", "anew");
            talk.reads("bob", "mallory", "one").refuses("bob", "mallory", "anew", "unknown-pre-key")
        }
    };
    let (one, last) =
        ("a one-time prekey of a session that there is", "the ID that libsignal keeps for its last resort");
    let used = both(|form| {
        twice("party/pre-key-used", 1, one)(form)
            .source("N 40")
            .upstream_refuses("unknown-pre-key", "KeyExchangeFailed(No pre key with id 1 known.)")
            .reads("bob", "mallory", "two")
    });
    let kept =
        both(|form| twice("party/pre-key-16777215", 16_777_215, last)(form).reads("bob", "mallory", "two"));
    let refused = both(|form| {
        let about = "a key exchange that is refused does not use up its one-time prekey";
        Talk::new(form, "party/pre-key-kept", about, &["OM-RECV-6", "OM-PARTY-1"])
            .edit_of("party/exchange")
            .bug(BugClass::DenialOfService, Severity::High)
            .party_with("bob", json!({ "pool": 1 }))
            .attacker("mallory")
            .starts("mallory", "bob")
            .exchanges("mallory", "bob", "hello")
            .rewraps("mallory", "hello", "other", json!({ "ephemeral_key": form.wire(NOBODY) }))
            .refuses("bob", "mallory", "other", "bad-mac")
            .reads("bob", "mallory", "hello")
    });
    [used, kept, refused].concat()
}

/// Bob has the session already.
fn of_known_sessions() -> Vec<Draft> {
    let known = |form, name: &str, about: &str, rule: &str, change: Value, code: &str| {
        Talk::new(form, &format!("party/{name}"), about, &[rule])
            .source("N 46")
            .edit_of("party/exchange")
            .bug(BugClass::Confusion, Severity::Medium)
            .party_with("bob", json!({ "pool": 1 }))
            .attacker("mallory")
            .starts("mallory", "bob")
            .exchanges("mallory", "bob", "hello")
            .reads("bob", "mallory", "hello")
            .exchanges("mallory", "bob", "more")
            .rewraps("mallory", "more", "other", change)
            .refuses("bob", "mallory", "other", code)
    };
    let one_time = both(|form| {
        let about = "a key exchange of a known session with another one-time prekey";
        let change = json!({ "pre_key_id": 99 });
        exchanges_on(
            known(form, "same-exchange-other-id", about, "OM-RECV-2", change, "mismatch")
                .read_under(&[("exchange-ids", "ignored")])
                .upstream_refuses("unknown-pre-key", "KeyExchangeFailed(No pre key with id 99 known.)"),
        )
    });
    let signed = both(|form| {
        let about = "a key exchange of a known session with another signed prekey";
        let change = json!({ "signed_pre_key_id": 99 });
        exchanges_on(
            known(form, "same-exchange-other-signed-id", about, "OM-RECV-2", change, "mismatch")
                .read_under(&[("exchange-ids", "ignored")])
                .upstream_refuses(
                    "unknown-signed-pre-key",
                    "KeyExchangeFailed(No signed pre key with id 99 known.)",
                ),
        )
    });
    let other = both(|form| {
        let about = "another ephemeral key with the prekeys of a known session";
        let change = json!({ "ephemeral_key": form.wire(NOBODY) });
        exchanges_on(
            known(form, "same-id-other-exchange", about, "OM-RECV-5", change, "unknown-pre-key")
                .upstream_refuses("unknown-pre-key", "KeyExchangeFailed(No pre key with id 1 known.)"),
        )
    });
    [one_time, signed, other].concat()
}

/// Somebody else under the name of a peer.
fn identities() -> Vec<Draft> {
    let exchange = both(|form| {
        let about = "a key exchange with another identity key than the peer had";
        let talk = begun(form, "identity-changed", about, &["OM-START-2"])
            .source("N 45")
            .edit_of("party/exchange")
            .bug(BugClass::AuthBypass, Severity::High)
            .exchanges("mallory", "bob", "hello")
            .reads("bob", "mallory", "hello")
            .attacker("eve")
            .starts("eve", "bob")
            .exchanges("eve", "bob", "false")
            .refuses("bob", "mallory", "false", "identity-changed")
            .ended_under(&[("changed-identity", "accepted")])
            .upstream_accepts();
        exchanges_on(talk)
    });
    let bundle = both(|form| {
        let about = "a bundle with another identity key than the peer had";
        Talk::new(form, "party/identity-changed-bundle", about, &["OM-START-2"])
            .edit_of("session/first-message")
            .bug(BugClass::AuthBypass, Severity::High)
            .party("alice")
            .party("bob")
            .attacker("eve")
            .starts("alice", "bob")
            .publishes("eve", "false")
            .starts_from("alice", "bob", "false", json!({}))
            .not_begun("identity-changed")
            .ended_under(&[("changed-identity", "accepted")])
            .exchanges("alice", "bob", "hello")
            .reads("bob", "alice", "hello")
    });
    let forgotten = both(|form| {
        let about = "who forgets a session remembers the identity key";
        Talk::new(form, "party/forgotten-identity", about, &["OM-START-2"])
            .edit_of("session/first-message")
            .bug(BugClass::AuthBypass, Severity::High)
            .party("alice")
            .party("bob")
            .attacker("eve")
            .starts("alice", "bob")
            .forgets("alice", "bob")
            .publishes("eve", "false")
            .starts_from("alice", "bob", "false", json!({}))
            .not_begun("identity-changed")
            .ended_under(&[("changed-identity", "accepted")])
            .starts_from("alice", "bob", "bundle of bob for alice", json!({}))
            .exchanges("alice", "bob", "hello")
            .reads("bob", "alice", "hello")
    });
    let sign = only(Form::T, |form| {
        let about = "the sign bit of the identity key is another one";
        let mask = format!("{}80", "00".repeat(31));
        let change = json!({ "identity_key": { "$xor": [reference("parts for other/identity_key"), mask] } });
        rewrapped(form, "identity-sign-flipped", about, "OM-MSG-9", change, "bad-mac")
            .source("N 26")
            .bug(BugClass::Malleability, Severity::Medium)
            .upstream_refuses("bad-mac", raised::BAD_MAC_OF_EXCHANGE)
            .reads("bob", "mallory", "hello")
    });
    [exchange, bundle, forgotten, sign].concat()
}

/// The reader's own identity key.
fn own() -> Vec<Draft> {
    let bundle = both(|form| {
        Talk::new(form, "party/own-bundle", "a session with one's own bundle", &["OM-START-1"])
            .source("N 48")
            .edit_of("session/first-message")
            .bug(BugClass::Confusion, Severity::Low)
            .party("alice")
            .party("bob")
            .publishes("alice", "own")
            .starts_from("alice", "alice", "own", json!({}))
            .not_begun("own-identity")
            .ended_under(&[("own-identity", "accepted")])
            .upstream_accepts()
            .starts("alice", "bob")
            .exchanges("alice", "bob", "hello")
            .reads("bob", "alice", "hello")
    });
    let exchange = both(|form| {
        let about = "a key exchange with the reader's own identity key";
        let bare = |name: &str| {
            let wire = reference(&format!("bundle/{name}"));
            match form {
                Form::L => json!({ "$slice": [wire, 1, 33] }),
                Form::T => wire,
            }
        };
        let start = json!({
            "peer": "bob",
            "identity_key": bare("identity_key"),
            "signed_pre_key_id": 1,
            "signed_pre_key": bare("signed_pre_key"),
            "pre_key_id": 1,
            "pre_key": bare("pre_keys/0"),
        });
        Talk::new(form, "party/own-exchange", about, &["OM-START-1"])
            .source("N 48")
            .edit_of("party/exchange")
            .bug(BugClass::Confusion, Severity::Medium)
            .party_with("bob", json!({ "identity": SEED }))
            .attacker_with("twin", json!({ "identity": SEED }))
            .attacker("mallory")
            .publishes("bob", "bundle")
            .step(step("twin", "omemo.forge.start", start))
            .exchanges("twin", "bob", "from myself")
            .refuses("bob", "twin", "from myself", "own-identity")
            .ended_under(&[("own-identity", "accepted")])
            .upstream_accepts()
            .starts("mallory", "bob")
            .exchanges("mallory", "bob", "hello")
            .reads("bob", "mallory", "hello")
    });
    [bundle, exchange].concat()
}
