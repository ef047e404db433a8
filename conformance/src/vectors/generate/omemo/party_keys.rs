//! Public keys that lead nowhere, and bundles that must not begin a session.

use serde_json::{Value, json};

use super::super::{Draft, step};
use super::forged::{begun, goes_on, met};
use super::raised;
use super::talk::{Form, Talk, both, reference};
use crate::model::case::{BugClass, Severity};

const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const ONE: &str = "0100000000000000000000000000000000000000000000000000000000000000";
const ORDER_8: &str = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
const OTHER_ORDER_8: &str = "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157";
const P_MINUS_1: &str = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
const P: &str = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
const P_PLUS_1: &str = "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
/// A scalar of whoever makes a bundle with faulty keys.
const SCALAR: &str = "a046e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449a44";

pub(super) fn drafts() -> Vec<Draft> {
    [ephemeral(), ratchet(), in_bundles(), starts()].concat()
}

fn ephemeral() -> Vec<Draft> {
    [
        ("0", "ephemeral key 0", ZERO),
        ("1", "ephemeral key 1", ONE),
        ("order-8", "an ephemeral key of order 8", ORDER_8),
        ("other-order-8", "the other ephemeral key of order 8", OTHER_ORDER_8),
        ("p-1", "ephemeral key p - 1", P_MINUS_1),
        ("p", "ephemeral key p", P),
        ("p-plus-1", "ephemeral key p + 1", P_PLUS_1),
    ]
    .map(|(name, about, key)| {
        both(|form| {
            let canonical = !matches!(key, P | P_PLUS_1);
            let (rule, code) = if canonical { ("OM-KEY-14", "weak-key") } else { ("OM-KEY-10", "bad-key") };
            let talk = begun(form, &format!("ephemeral-key-{name}"), about, &[rule])
                .source("N 18")
                .edit_of("party/exchange")
                .bug(BugClass::AuthBypass, Severity::Medium)
                .exchanges("mallory", "bob", "hello")
                .rewraps("mallory", "hello", "weak", json!({ "ephemeral_key": form.wire(key) }))
                .refuses("bob", "mallory", "weak", code);
            let weak = ("weak-dh", "accepted");
            let talk = if canonical {
                talk.refused_under(&[weak], "bad-mac")
            } else {
                ["masked", "as-came"].into_iter().fold(talk, |talk, answer| {
                    let reduced = ("key-encoding", answer);
                    talk.refused_under(&[reduced, weak], "bad-mac").refused_under(&[reduced], "weak-key")
                })
            };
            talk.upstream_fails(raised::WEAK_AGREEMENT).reads("bob", "mallory", "hello")
        })
    })
    .concat()
}

fn ratchet() -> Vec<Draft> {
    let weak = |name: &'static str, about: &'static str, key: &'static str| {
        both(|form| {
            let talk = met(form, name, about, &["OM-KEY-14"])
                .source("N 18")
                .edit_of("party/message")
                .bug(BugClass::AuthBypass, Severity::Medium)
                .forges("mallory", "bob", "weak", json!({ "ratchet_key": key, "stay": true }))
                .refuses("bob", "mallory", "weak", "weak-key")
                .refused_under(&[("weak-dh", "accepted")], "bad-mac")
                .upstream_refuses("weak-key", raised::WEAK_RATCHET_KEY);
            goes_on(talk)
        })
    };
    let high = both(|form| {
        let about = "the current ratchet key with bit 255 set";
        let mask = format!("{}80", "00".repeat(31));
        let read = json!({ "format": form.name(), "message": reference("first") });
        let read = step("mallory", "omemo.message.decode", read).save("own key", "/ratchet_key");
        let key = json!({ "$xor": [reference("own key"), mask] });
        let talk = met(form, "ratchet-key-bit-255", about, &["OM-KEY-10"])
            .source("N 22")
            .edit_of("party/message")
            .bug(BugClass::Malleability, Severity::Low)
            .writes("mallory", "bob", "first")
            .reads("bob", "mallory", "first")
            .step(read)
            .forges("mallory", "bob", "high", json!({ "ratchet_key": key, "stay": true }))
            .refuses("bob", "mallory", "high", "bad-key")
            .refused_under(&[("key-encoding", "masked")], "bad-mac")
            .refused_under(&[("key-encoding", "as-came")], "bad-mac")
            .upstream_refuses("bad-mac", raised::BAD_MAC);
        goes_on(talk)
    });
    [
        weak("ratchet-key-0", "ratchet key 0", ZERO),
        weak("ratchet-key-1", "ratchet key 1", ONE),
        weak("ratchet-key-order-8", "a ratchet key of order 8", ORDER_8),
        high,
    ]
    .concat()
}

/// A bundle of Mallory's own, rightly signed: what stands in it, and whose name it has.
fn bundle_of_mallory(talk: Talk, form: Form, signed: &str, one_time: Value) -> Talk {
    let does = |op: &str, input: Value| step("mallory", op, input);
    let message = match form {
        Form::L => format!("05{signed}"),
        Form::T => signed.to_owned(),
    };
    let pair = json!({ "form": "private", "key": SCALAR });
    let sign = json!({ "private": SCALAR, "message": message });
    let talk = talk
        .stranger("mallory")
        .step(does("omemo.key.pair", pair).save("mallory", ""))
        .step(does("omemo.sign", sign).save("signed", "/signature"));
    let (ed25519, signature) = (reference("mallory/ed25519"), reference("signed"));
    let (talk, signature, identity_key) = match form {
        Form::L => {
            let moved = json!({ "ed25519": ed25519, "signature": signature });
            let moved = does("omemo.signature.to_legacy", moved).save("in a bundle", "/signature");
            (talk.step(moved), reference("in a bundle"), form.wire(reference("mallory/x25519")))
        }
        Form::T => (talk, signature, ed25519),
    };
    talk.step(step(
        "alice",
        "omemo.party.start",
        json!({
            "peer": "mallory",
            "identity_key": identity_key,
            "signed_pre_key_id": 1,
            "signed_pre_key": message,
            "signature": signature,
            "pre_key_ids": [1],
            "pre_keys": [form.wire(one_time)],
        }),
    ))
}

fn in_bundles() -> Vec<Draft> {
    let valid = json!("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    let alice = |form, name: &str, about: &str, rules: &[&str]| {
        Talk::new(form, &format!("party/{name}"), about, rules).party("alice")
    };
    let good = both(|form| {
        let about = "a bundle made by hand";
        let key = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
        bundle_of_mallory(alice(form, "start-by-hand", about, &["OM-START-4"]), form, key, valid.clone())
    });
    let weak = |name: &'static str, about: &'static str, signed: &'static str, one_time: Value| {
        both(|form| {
            let talk = alice(form, name, about, &["OM-KEY-14"])
                .source("N 18; N 19")
                .edit_of("party/start-by-hand")
                .bug(BugClass::AuthBypass, Severity::Medium);
            bundle_of_mallory(talk, form, signed, one_time.clone())
                .not_begun("weak-key")
                .ended_under(&[("weak-dh", "accepted")])
                .upstream_fails(raised::WEAK_AGREEMENT)
                .party("bob")
                .starts("alice", "bob")
        })
    };
    let basepoint = "0900000000000000000000000000000000000000000000000000000000000000";
    [
        good,
        weak("start-signed-pre-key-zero", "a signed prekey of 0", ZERO, valid.clone()),
        weak("start-signed-pre-key-order-8", "a signed prekey of order 8", ORDER_8, valid.clone()),
        weak("start-one-time-pre-key-0", "only the one-time prekey is 0", basepoint, json!(ZERO)),
        weak(
            "start-one-time-pre-key-order-8",
            "only the one-time prekey has order 8",
            basepoint,
            json!(ORDER_8),
        ),
    ]
    .concat()
}

/// Section 4.6 holds for what `start` is given.
fn starts() -> Vec<Draft> {
    let refused = |form, name: &str, about: &str, rule: &str, change: Value, code: &str| {
        Talk::new(form, &format!("party/{name}"), about, &[rule])
            .edit_of("session/first-message")
            .bug(BugClass::AuthBypass, Severity::High)
            .party("alice")
            .party("bob")
            .attacker("eve")
            .publishes("bob", "bundle")
            .publishes("eve", "other bundle")
            .starts_from("alice", "bob", "bundle", change)
            .not_begun(code)
    };
    let begins = |talk: Talk| {
        talk.starts_from("alice", "bob", "bundle", json!({}))
            .exchanges("alice", "bob", "hello")
            .reads("bob", "alice", "hello")
    };
    let signature = both(|form| {
        let change = json!({ "signature": reference("other bundle/signature") });
        let about = "a bundle with the signature of another one";
        begins(refused(form, "start-other-signature", about, "OM-BUNDLE-4", change, "bad-signature"))
    });
    let without = both(|form| {
        let (about, change) =
            ("a bundle without one-time prekeys", json!({ "pre_key_ids": [], "pre_keys": [] }));
        begins(
            refused(form, "start-no-pre-key", about, "OM-BUNDLE-3", change, "no-pre-key")
                .ended_under(&[("one-time-pre-key", "optional")]),
        )
    });
    let choice = both(|form| {
        let about = "which one-time prekey is taken";
        let draws = json!({
            "choice": "0100000000000000",
            "ephemeral": SCALAR,
            "ratchet": "d046e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449a44",
        });
        // 2^56 mod 7 is 4, and the fifth ID is 5.
        Talk::new(form, "party/choice", about, &["OM-START-3"])
            .party("alice")
            .party_with("bob", json!({ "pool": 7 }))
            .starts("alice", "bob")
            .change_last(|step| step.draws(draws.clone()).accept(json!({ "pre_key_id": 5 })))
    });
    [signature, without, choice].concat()
}
