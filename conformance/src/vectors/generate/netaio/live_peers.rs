//! Peers over connections, section 6.8, and what goes through plugins that need them.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, step};
use super::live::{Play, connected, connects, handled, handles, hears, live, outer, received, sends, starts};
use super::live_ends::knows;
use super::node::{PUBLISH, REQUEST, RESPOND, echo, hex, on, with};
use crate::model::case::Tier;
use crate::model::outcome::Members;

/// All cases of them.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    vec![advertises(), leaves().tier(Tier::Quick), managed_through_plugins(), boxed(author)]
}

/// A node with an ID and a key of its own.
pub(super) fn person(author: &Author<'_>, name: &str, seed: &str) -> Value {
    json!({ "peer_id": hex(name), "peer_data": key_data(author, seed) })
}

/// Peer data with the public key of a seed, as section 4.6 has it.
pub(super) fn key_data(author: &Author<'_>, seed: &str) -> String {
    let keys = played(author, "netaio.x25519.keys", json!({ "seed": seed }));
    let key = keys.get("public_key").and_then(Value::as_str).unwrap_or_default();
    let value = json!(["dict", [[["str", hex("pubkey")], ["bytes", key]]]]);
    let packed = played(author, "netaio.packify.pack", json!({ "value": value }));
    packed.get("packed").and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn played(author: &Author<'_>, op: &str, input: Value) -> Members {
    let Value::Object(input) = input else { unreachable!("{input} is no object") };
    author.play_at(op, &input, &Members::new(), None).expect("these inputs are good").0
}

pub(super) fn seed(of: u8) -> String {
    format!("{of:02x}").repeat(32)
}

pub(super) fn manages(actor: &str) -> DraftStep {
    step(actor, "netaio.live.manage", json!({}))
}

fn meet(name: &str, about: &str, rules: &[&str], settings: [Value; 2]) -> Draft {
    let [bob, alice] = settings;
    live(name, about, rules)
        .play(starts("bob", "server", bob))
        .play(manages("bob"))
        .play(handles("bob", 0, on(PUBLISH, "u")))
        .play(starts("alice", "client", alice))
        .play(manages("alice"))
        .play(connects("alice", "bob"))
        // What is handled has come behind the advertisement.
        .play(sends("alice", "bob", (PUBLISH, "u", "hi"), json!({})))
        .play(hears("bob", "handled", &[connected(), handled(0, PUBLISH, "u", "hi")]))
        .play(knows("bob", &[("alice", "of alice")]))
}

fn advertises() -> Draft {
    acquainted(
        "peers",
        "client and server tell each other who they are",
        &["NA-PEER-2", "NA-PEER-8", "NA-PEER-9"],
    )
}

/// A client and a server that know each other.
fn acquainted(name: &str, about: &str, rules: &[&str]) -> Draft {
    let own = |name: &str| json!({ "peer_id": hex(name), "peer_data": hex(format!("of {name}")) });
    meet(name, about, rules, [own("bob"), own("alice")])
        .play(handles("alice", 0, on(RESPOND, "v")))
        .play(handles("bob", 1, echo(REQUEST, "v", RESPOND)))
        .play(sends("alice", "bob", (REQUEST, "v", "x"), json!({})))
        .play(hears("alice", "handled", &[handled(0, RESPOND, "v", "x")]))
        .play(hears("bob", "handled", &[handled(1, REQUEST, "v", "x")]))
        .play(knows("alice", &[("bob", "of bob")]))
}

/// The connection stays.
fn leaves() -> Draft {
    let about = "a client that no longer manages peers says so";
    acquainted("unmanages", about, &["NA-PEER-15", "NA-PEER-11"])
        .play(step("alice", "netaio.live.unmanage", json!({})))
        .play(sends("alice", "bob", (PUBLISH, "u", "bye"), json!({})))
        .play(hears("bob", "handled", &[handled(0, PUBLISH, "u", "bye")]))
        .play(knows("bob", &[]))
}

fn managed_through_plugins() -> Draft {
    let own = |name: &str| {
        let person = json!({ "peer_id": hex(name), "peer_data": hex(format!("of {name}")) });
        with(person, outer())
    };
    meet(
        "peers-outer",
        "the same behind cipher and HMAC",
        &["NA-PEER-8", "NA-LAYER-4"],
        [own("bob"), own("alice")],
    )
}

/// The capture "x25519 inner cipher + tapescript outer auth + peer management" with keys of its own.
fn boxed(author: &Author<'_>) -> Draft {
    let lock = |signer: &str| {
        let keys = played(author, "netaio.x25519.keys", json!({ "seed": signer }));
        let key = keys.get("verify_key").cloned().unwrap_or_default();
        let lock = played(author, "netaio.tapescript.lock", json!({ "kind": "single", "keys": [key] }));
        lock.get("lock").cloned().unwrap_or_default()
    };
    let signs =
        |signer: &str| json!({ "outer_auth": ["tapescript", { "lock": lock(signer), "seed": signer }] });
    let boxes = |owner: u8| json!({ "inner_cipher": ["x25519", { "seed": seed(owner) }] });
    let (bob, alice) = (person(author, "bob", &seed(1)), person(author, "alice", &seed(2)));
    live(
        "boxed-and-signed",
        "peers with boxes for each other, signed under a lock that both know",
        &["NA-BOX-5", "NA-BOX-8", "NA-TAPE-4", "NA-TAPE-9", "NA-PEER-9"],
    )
    .needs("netaio-x25519")
    .needs("netaio-tapescript")
    .play(starts("bob", "server", with(bob, signs(&seed(3)))))
    .play(manages("bob"))
    .play(handles("bob", 0, with(echo(REQUEST, "secret", RESPOND), boxes(1))))
    .play(handles("bob", 1, echo(REQUEST, "clear", RESPOND)))
    .play(starts("alice", "client", with(alice, signs(&seed(3)))))
    .play(manages("alice"))
    .play(handles("alice", 0, with(on(RESPOND, "secret"), boxes(2))))
    .play(connects("alice", "bob"))
    // What is answered in clear has come behind what bob says of himself.
    .play(sends("alice", "bob", (REQUEST, "clear", "x"), json!({})))
    .play(hears("alice", "received", &[received(RESPOND, "clear", "x")]))
    .play(sends("alice", "bob", (REQUEST, "secret", "for your eyes"), boxes(2)))
    .play(hears("bob", "handled", &[connected(), handled(1, REQUEST, "clear", "x")]))
    .play(hears("bob", "handled", &[handled(0, REQUEST, "secret", "for your eyes")]))
    .play(hears("alice", "handled", &[handled(0, RESPOND, "secret", "for your eyes")]))
}
