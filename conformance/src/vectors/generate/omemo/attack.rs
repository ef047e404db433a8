//! `attack.json`, the first part: key exchanges that somebody else has made, changed or repeated.

use serde_json::{Value, json};

use super::super::{Draft, step};
use super::talk::{Form, Talk, both, reference};
use crate::model::case::{BugClass, Severity};

/// What oldmemo and twomemo raise for a message that they do not read, whatever is wrong with it.
pub(super) const NOT_READ: &str = "DecryptionFailed(Key material decryption failed.)";
/// The same for that of a key exchange.
pub(super) const NOT_BEGUN: &str =
    "DecryptionFailed(Decryption of the initial message as part of passive session building failed.)";
/// What they raise for a one-time prekey that they have deleted.
pub(super) const USED_UP: &str = "KeyExchangeFailed(No pre key with id .. known.)";

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    [wrappers(), replays(), identities()].concat()
}

pub(super) fn talk(form: Form, name: &str, about: &str, rules: &[&str]) -> Talk {
    Talk::new(form, &format!("attack/{name}"), about, rules)
}

/// Alice has begun a session with Bob.
pub(super) fn begun(talk: Talk) -> Talk {
    talk.party("alice").party("bob").starts("alice", "bob")
}

/// Both have heard of each other: from here on nobody sends key exchanges.
pub(super) fn confirmed(talk: Talk) -> Talk {
    begun(talk)
        .exchanges("alice", "bob", "first")
        .reads("bob", "alice", "first")
        .writes("bob", "alice", "answer")
        .reads("alice", "bob", "answer")
}

/// A message with a bit of its MAC flipped: in L it stands at the end, in T at the beginning.
pub(super) fn with_false_mac(form: Form, message: &Value) -> Value {
    let mask = match form {
        Form::L => format!("{}01", "00".repeat(97)),
        Form::T => format!("000001{}", "00".repeat(121)),
    };
    json!({ "$xor": [message, mask] })
}

/// The 32 bytes of a key that stands on the wire.
pub(super) fn bare(form: Form, key: Value) -> Value {
    match form {
        Form::L => json!({ "$slice": [key, 1, 33] }),
        Form::T => key,
    }
}

fn wrappers() -> Vec<Draft> {
    [both(high_bit), both(no_one_time_pre_key), both(pre_key_burned)].concat()
}

fn high_bit(form: Form) -> Talk {
    let about = "bit 255 of the ephemeral key is set on the way, then the genuine key exchange comes";
    let key =
        json!({ "$xor": [reference("parts for changed/ephemeral_key"), format!("{}80", "00".repeat(31))] });
    begun(talk(form, "ephemeral-key-high-bit", about, &["OM-KEY-10"]))
        .source("N 20")
        .edit_of("session/first-message")
        .bug(BugClass::Malleability, Severity::Medium)
        .stranger("mallory")
        .exchanges("alice", "bob", "first")
        .rewraps("mallory", "first", "changed", json!({ "ephemeral_key": form.wire(key) }))
        .refuses("bob", "alice", "changed", "bad-key")
        .ended_under(&[("key-encoding", "masked")])
        .ended_under(&[("key-encoding", "as-came")])
        .upstream_accepts()
        .reads("bob", "alice", "first")
}

fn no_one_time_pre_key(form: Form) -> Talk {
    let part = |name: &str| reference(&format!("bundle/{name}"));
    let start = json!({
        "peer": "bob",
        "identity_key": bare(form, part("identity_key")),
        "signed_pre_key_id": part("signed_pre_key_id"),
        "signed_pre_key": bare(form, part("signed_pre_key")),
    });
    let about = "a key exchange that names no one-time prekey, from somebody who leaves it out";
    let talk = talk(form, "no-one-time-pre-key", about, &["OM-PROTO-15"])
        .source("N 49")
        .edit_of("session/first-message")
        .bug(BugClass::Downgrade, Severity::Medium)
        .attacker("mallory")
        .party("bob")
        .publishes("bob", "bundle")
        .step(step("mallory", "omemo.forge.start", start))
        .forges_exchange("mallory", "bob", "forged", json!({}))
        .refuses("bob", "mallory", "forged", "missing-field")
        .upstream_refuses("unknown-pre-key", "KeyExchangeFailed(No pre key with id 0 known.)");
    let talk = match form {
        Form::L => talk.read_under(&[("one-time-pre-key", "optional")]),
        Form::T => talk,
    };
    talk.starts("mallory", "bob").exchanges("mallory", "bob", "first").reads("bob", "mallory", "first")
}

fn pre_key_burned(form: Form) -> Talk {
    let about =
        "a forged key exchange with genuine IDs, and then the genuine one with the same one-time prekey";
    let forged = with_false_mac(form, &reference("parts for forged/message"));
    talk(form, "pre-key-burned", about, &["OM-RECV-6", "OM-MSG-9"])
        .source("N 42")
        .edit_of("session/first-message")
        .bug(BugClass::DenialOfService, Severity::High)
        .party("alice")
        .party_with("bob", json!({ "pool": 1 }))
        .starts("alice", "bob")
        .stranger("mallory")
        .exchanges("alice", "bob", "first")
        .rewraps("mallory", "first", "forged", json!({ "message": forged }))
        .refuses("bob", "alice", "forged", "bad-mac")
        .upstream_refuses("bad-mac", NOT_BEGUN)
        .reads("bob", "alice", "first")
}

fn replays() -> Vec<Draft> {
    let replayed = |form, name: &str, about: &str, rules: &[&str]| {
        talk(form, name, about, rules)
            .source("N 41")
            .edit_of("session/confirmed-by-answer")
            .bug(BugClass::Replay, Severity::High)
    };
    [
        both(|form| {
            let about = "a key exchange comes again before it was answered";
            begun(replayed(form, "exchange-replayed-before", about, &["OM-RECV-3", "OM-OPEN-1"]))
                .exchanges("alice", "bob", "first")
                .reads("bob", "alice", "first")
                .refuses("bob", "alice", "first", "duplicate")
                .upstream_refuses("duplicate", NOT_READ)
                .exchanges("alice", "bob", "second")
                .reads("bob", "alice", "second")
        }),
        both(|form| {
            let about = "a key exchange comes again when its session has gone on";
            confirmed(replayed(form, "exchange-replayed-after-confirm", about, &["OM-RECV-3", "OM-MSG-9"]))
                .writes("alice", "bob", "next")
                .reads("bob", "alice", "next")
                .refuses("bob", "alice", "first", "bad-mac")
                .refused_under(&[("kept-keys", "chain-2000")], "duplicate")
                .upstream_refuses("bad-mac", NOT_READ)
                .writes("alice", "bob", "last")
                .reads("bob", "alice", "last")
        }),
        both(|form| {
            let about = "a key exchange comes again when another session has taken its place";
            confirmed(replayed(form, "exchange-replayed-after-replacement", about, &["OM-RECV-3"]))
                .forgets("alice", "bob")
                .publishes("bob", "later bundle")
                .starts_from("alice", "bob", "later bundle", json!({}))
                .exchanges("alice", "bob", "anew")
                .reads("bob", "alice", "anew")
                .refuses("bob", "alice", "first", "duplicate")
                .refused_under(&[("simultaneous", "replaced")], "unknown-pre-key")
                .upstream_refuses("unknown-pre-key", USED_UP)
                .exchanges("alice", "bob", "last")
                .reads("bob", "alice", "last")
        }),
        both(|form| {
            let about = "a key exchange comes again when its session was dropped";
            confirmed(replayed(form, "exchange-replayed-after-deletion", about, &["OM-RECV-5", "OM-RECV-6"]))
                .forgets("bob", "alice")
                .refuses("bob", "alice", "first", "unknown-pre-key")
                .upstream_refuses("unknown-pre-key", USED_UP)
                .forgets("alice", "bob")
                .publishes("bob", "later bundle")
                .starts_from("alice", "bob", "later bundle", json!({}))
                .exchanges("alice", "bob", "anew")
                .reads("bob", "alice", "anew")
        }),
    ]
    .concat()
}

fn identities() -> Vec<Draft> {
    [both(identity_of_refused_exchange), both(identity_replaced), both(unknown_key_share)].concat()
}

fn identity_of_refused_exchange(form: Form) -> Talk {
    let about =
        "a forged key exchange in the name of a peer who was never heard of, and then the genuine one";
    let forged = with_false_mac(form, &reference("parts for forged/message"));
    talk(form, "identity-of-refused-exchange", about, &["OM-RECV-7"])
        .edit_of("session/first-message")
        .bug(BugClass::DenialOfService, Severity::High)
        .party("alice")
        .party("bob")
        .attacker("mallory")
        .starts("mallory", "bob")
        .exchanges("mallory", "bob", "of mallory")
        .rewraps("mallory", "of mallory", "forged", json!({ "message": forged }))
        .refuses("bob", "alice", "forged", "bad-mac")
        .starts("alice", "bob")
        .exchanges("alice", "bob", "first")
        .reads("bob", "alice", "first")
        .lost_under(&[("exchange-identity", "derived")], "identity-changed")
}

fn identity_replaced(form: Form) -> Talk {
    let about = "a valid key exchange of somebody else in the name of a peer who is known";
    confirmed(talk(form, "identity-replaced", about, &["OM-START-2"]))
        .edit_of("session/ping-pong")
        .bug(BugClass::AuthBypass, Severity::High)
        .attacker("mallory")
        .starts("mallory", "bob")
        .exchanges("mallory", "bob", "of mallory")
        .refuses("bob", "alice", "of mallory", "identity-changed")
        .ended_under(&[("changed-identity", "accepted")])
        .writes("alice", "bob", "next")
        .reads("bob", "alice", "next")
}

/// The message of a key exchange once more, under a MAC whose associated data names somebody else.
fn unknown_key_share(form: Form) -> Talk {
    let about = "a key exchange whose MAC is over the identity key of somebody else than its initiator";
    let ad = json!({ "$concat": [reference("bundle of alice/identity_key"), reference("bundle of bob for mallory/identity_key")] });
    let forgery = json!({
        "format": form.name(),
        "message_key": reference("first step/message_key"),
        "ad": ad,
        "body": body(form, reference("message/covered")),
    });
    let part = |name: &str| reference(&format!("parts/{name}"));
    let wrapper = json!({
        "format": form.name(),
        "pre_key_id": part("pre_key_id"),
        "signed_pre_key_id": part("signed_pre_key_id"),
        "identity_key": part("identity_key"),
        "ephemeral_key": form.wire(part("ephemeral_key")),
        "message": reference("false/message"),
    });
    let format = form.name();
    let mallory = |op: &str, input: Value| step("mallory", op, input);
    talk(form, "unknown-key-share", about, &["OM-SIGN-8", "OM-MSG-9"])
        .source("N 47")
        .edit_of("session/first-message")
        .bug(BugClass::Confusion, Severity::High)
        .party("alice")
        .party("bob")
        .attacker("mallory")
        .publishes("alice", "bundle of alice")
        .starts("mallory", "bob")
        .step(mallory("omemo.forge.reveal", json!({ "peer": "bob" })).save("secrets", ""))
        .step(
            mallory("omemo.kdf.chain", json!({ "chain_key": reference("secrets/sending_key") }))
                .save("first step", ""),
        )
        .exchanges("mallory", "bob", "first")
        .step(
            mallory(
                "omemo.key_exchange.decode",
                json!({ "format": format, "key_exchange": reference("first") }),
            )
            .save("parts", ""),
        )
        .step(
            mallory("omemo.message.decode", json!({ "format": format, "message": part("message") }))
                .save("message", ""),
        )
        .step(mallory("omemo.forge.message", forgery).save("false", ""))
        .step(mallory("omemo.forge.exchange", wrapper).save("forged", "/key_exchange"))
        .knows("forged", reference("forged"), "", true)
        .refuses("bob", "mallory", "forged", "bad-mac")
        .upstream_refuses("bad-mac", NOT_BEGUN)
        .reads("bob", "mallory", "first")
}

/// The fields of a message: what its MAC covers, without the version byte of L.
fn body(form: Form, covered: Value) -> Value {
    match form {
        Form::L => json!({ "$slice": [covered, 1, 90] }),
        Form::T => covered,
    }
}
