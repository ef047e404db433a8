//! `attack.json`: key-compromise impersonation. Whoever has the private keys of a responder needs none of an initiator.

use serde_json::{Value, json};

use super::super::{Draft, derive, step};
use super::attack::bare;
use super::attack_limits::limit;
use super::talk::{Form, Talk, both, reference};
use crate::model::case::BugClass;

const NAME: &str = "key-compromise-impersonation";
/// The base point of X25519: what a private key agrees with to get its public one.
const BASE: &str = "0900000000000000000000000000000000000000000000000000000000000000";

/// The case in both formats.
pub(super) fn drafts() -> Vec<Draft> {
    both(impersonation)
}

/// A private key of Bob that was stolen, or one that Mallory makes up.
fn private(form: Form, name: &str) -> String {
    hex::encode(derive(&form.id(&format!("attack/{NAME}")), 0, name, 32))
}

fn impersonation(form: Form) -> Talk {
    let about =
        "who has stolen all private keys of Bob poses to him as Alice, in a session of his own making";
    let keys = json!({
        "identity": private(form, "identity"),
        "identity_form": "private",
        "signed_pre_key": private(form, "signed prekey"),
        "pre_keys": [private(form, "one-time prekey")],
    });
    let talk = limit(form, NAME, about, "OM-LIMIT-6", BugClass::AuthBypass)
        .source("N 50")
        .party("alice")
        .party_with("bob", keys)
        .stranger("mallory")
        .publishes("alice", "alice")
        .publishes("bob", "bob");
    let plaintext = talk.plaintext("forged");
    forgery(form, &plaintext)
        .into_iter()
        .fold(talk, |talk, (op, input, name)| talk.step(step("mallory", op, input).save(name, "")))
        .knows("forged", reference("forged/key_exchange"), plaintext, true)
        .reads("bob", "alice", "forged")
        .upstream_accepts()
}

/// Operation, input, and what the answer is saved as: X3DH from the side of Bob, the rest from that of Alice.
fn forgery(form: Form, plaintext: &str) -> Vec<(&'static str, Value, &'static str)> {
    let (format, ephemeral, ratchet) =
        (form.name(), private(form, "ephemeral key"), private(form, "ratchet key"));
    let agreed = json!({
        "format": format,
        "identity_private": private(form, "identity"),
        "signed_pre_key_private": private(form, "signed prekey"),
        "pre_key_private": private(form, "one-time prekey"),
        "identity_key": reference("alice/identity_key"),
        "ephemeral_key": form.wire(reference("ephemeral/shared")),
    });
    let message_key = || reference("chain/message_key");
    let message = json!({
        "format": format,
        "message_key": message_key(),
        "ad": reference("agreed/ad"),
        "body": body(form),
    });
    let exchange = json!({
        "format": format,
        "pre_key_id": 1,
        "signed_pre_key_id": 1,
        "identity_key": reference("alice/identity_key"),
        "ephemeral_key": form.wire(reference("ephemeral/shared")),
        "message": reference("message/message"),
    });
    let signed = bare(form, reference("bob/signed_pre_key"));
    vec![
        ("omemo.key.agree", json!({ "private": ephemeral, "public": BASE }), "ephemeral"),
        ("omemo.key.agree", json!({ "private": ratchet, "public": BASE }), "ratchet"),
        ("omemo.key.agree", json!({ "private": ratchet, "public": signed }), "stepped"),
        ("omemo.x3dh.passive", agreed, "agreed"),
        (
            "omemo.kdf.root",
            json!({
                "format": format,
                "root_key": reference("agreed/shared_secret"),
                "shared": reference("stepped/shared"),
            }),
            "root",
        ),
        ("omemo.kdf.chain", json!({ "chain_key": reference("root/chain_key") }), "chain"),
        (
            "omemo.material.encrypt",
            json!({ "format": format, "message_key": message_key(), "plaintext": plaintext }),
            "sealed",
        ),
        ("omemo.forge.message", message, "message"),
        ("omemo.forge.exchange", exchange, "forged"),
    ]
}

/// Ratchet key, two numbers that are 0, and the ciphertext of key material: 48 bytes in L, 64 in T.
fn body(form: Form) -> Value {
    let (key, ciphertext) = (reference("ratchet/shared"), reference("sealed/ciphertext"));
    match form {
        Form::L => json!({ "$concat": ["0a2105", key, "100018002230", ciphertext] }),
        Form::T => json!({ "$concat": ["080010001a20", key, "2240", ciphertext] }),
    }
}
