//! `peers.json`: peers of clients, plugins of peer management, and a client and a server together, section 6.8.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, step};
use super::node::{
    A, ADVERTISE, APP, B, CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, CREATE, DISCONNECT, DISCOVERED,
    HMAC_FAILED, NOW, OK, Outcome, SERVER, SUBSCRIBE, Scene, TAPESCRIPT_FAILED, TCP_NOT_FOUND, UNSUBSCRIBE,
    closed, echo, handled, hex, hmac, inner_hmac, knows, on, peer, peer_message, plain, receives, sealed,
    subscribed, to, with,
};
use super::peers::{manages, manages_with, packed, pubkey_data, unmanages};
use super::tapescript_keys::lock;
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = clients(author);
    cases.extend(through_plugins(author));
    cases.extend(plugins(author));
    cases.extend(exchange(author));
    cases
}

fn clients(author: &Author<'_>) -> Vec<Draft> {
    let own = || json!({ "peer_id": hex("c"), "peer_data": hex("dc") });
    let advertised = |address: &str| to(address, peer_message(author, "advertise", "c", "dc"));
    let gone = |address: &str| to(address, peer_message(author, "disconnect", "c", "dc"));
    let learns = || receives("alice", SERVER, peer_message(author, "discovered", "s", "ds")).gives(&[], &[]);
    let client =
        |name: &str, about: &str, rules: &[&str]| Scene::new(author, &format!("client/{name}"), about, rules);
    let closes = step("alice", "netaio.node.close", json!({ "address": SERVER })).now(NOW);
    vec![
        client("manage", "a client tells each server when it begins", &["NA-PEER-2", "NA-PEER-8"])
            .client(own())
            .connected("alice", A)
            .step(manages("alice").sends(&[advertised(A), advertised(SERVER)]))
            .step(learns())
            .step(knows("alice", &[peer("s", "ds", &[SERVER])], &[]))
            .done(),
        client("manage-then-connect", "a client tells a server when it connects", &["NA-PEER-2"])
            .node("alice", "client", own())
            .step(manages("alice").sends(&[]))
            .step(super::node::connects("alice", SERVER).sends(&[advertised(SERVER)]))
            .done(),
        client("unmanage", "a client tells the peers that it knows when it ends", &["NA-PEER-15"])
            .client(own())
            .connected("alice", A)
            .step(manages("alice").sends(&[advertised(A), advertised(SERVER)]))
            .step(learns())
            .step(unmanages("alice").sends(&[gone(SERVER)]))
            .step(closes.clone().gives(&[closed(SERVER)], &[]))
            .done(),
        client("close-managed", "a client tells a server when it closes the connection", &["NA-PEER-15"])
            .client(own())
            .step(manages("alice").sends(&[advertised(SERVER)]))
            .step(learns())
            .step(closes.gives(&[closed(SERVER)], &[gone(SERVER)]))
            .done(),
        Scene::new(
            author,
            "server/manage-inner-auth",
            "peer management with a plugin of its own",
            &["NA-PEER-8", "NA-PEER-9", "NA-RECV-3"],
        )
        .server(super::peers::own())
        .step(manages_with("bob", json!({ "inner_auth": inner_hmac() })).sends(&[]))
        .step(
            receives("bob", A, peer_message(author, "advertise", "p1", "d"))
                .gives(&[], &[to(A, HMAC_FAILED)]),
        )
        .step(knows("bob", &[], &[]))
        .step_at(|scene| signed_in(author, scene, &json!({ "inner_auth": inner_hmac() })))
        .step(knows("bob", &[peer("p1", "d", &[A])], &[]))
        .done(),
    ]
}

/// A packed record, as the content of a message.
fn record(author: &Author<'_>, id: &str, data: &str) -> String {
    let packed = packed(author, json!(["tuple", [["bytes", hex(id)], ["bytes", hex(data)]]]));
    String::from_utf8(hex::decode(packed).unwrap_or_default()).expect("these records are ASCII")
}

/// An advertisement through a plugin, and its answer.
fn signed_in(author: &Author<'_>, scene: &Scene<'_>, auth: &Value) -> DraftStep {
    let (theirs, ours) = (record(author, "p1", "d"), record(author, "s", "ds"));
    receives("bob", A, sealed(author, auth, ADVERTISE, APP, &theirs))
        .gives(&[], &[to(A, scene.sends(auth, DISCOVERED, APP, &ours))])
}

/// What a client sends of itself, through plugins.
fn through_plugins(author: &Author<'_>) -> Vec<Draft> {
    let own = || json!({ "peer_id": hex("c"), "peer_data": hex("dc") });
    let auth = json!({ "inner_auth": inner_hmac() });
    let boxes = |layer: &str| json!({ layer: ["x25519", { "seed": "01".repeat(32) }] });
    let record = record(author, "c", "dc");
    let made =
        |random: &str, kind: u8| super::node::sealed_with(author, &auth, (kind, APP, &record), random, NOW);
    let client = |name: &str, about: &str, rules: &[&str], more: Value| {
        Scene::new(author, &format!("client/{name}"), about, rules)
            .client(with(own(), more))
            .connected("alice", A)
    };
    let answer = sealed(author, &auth, DISCOVERED, APP, &self::record(author, "s", "ds"));
    let scene = client(
        "manage-inner-auth",
        "what is made once, and sent to two servers",
        &["NA-PEER-2", "NA-PEER-15"],
        json!({}),
    );
    let (hello, farewell) = (made(&scene.random(0), ADVERTISE), made(&scene.random(16), DISCONNECT));
    vec![
        scene
            .step(manages_with("alice", auth.clone()).sends(&[to(A, hello.clone()), to(SERVER, hello)]))
            .step(receives("alice", SERVER, answer).gives(&[], &[]))
            .step(knows("alice", &[peer("s", "ds", &[SERVER])], &[]))
            .step(unmanages("alice").sends(&[to(SERVER, farewell)]))
            .done(),
        client("manage-x25519", "boxes to a server that nobody knows yet", &["NA-BOX-2"], json!({}))
            .needs("netaio-x25519")
            .bug(BugClass::Robustness, Severity::Low)
            .step(manages_with("alice", boxes("inner_cipher")).reject("no-peer"))
            .step(super::client_nodes::notified(author))
            .done(),
        Scene::new(
            author,
            "client/connect-x25519",
            "a connection begins, although nothing can be sent",
            &["NA-PEER-2"],
        )
        .needs("netaio-x25519")
        .node("alice", "client", with(own(), boxes("outer_cipher")))
        .step(manages("alice").sends(&[]))
        .connected("alice", SERVER)
        .step(receives("alice", SERVER, "ff".repeat(9)).gives(&[closed(SERVER)], &[]))
        .done(),
    ]
}

/// Locks of peers, and what is refused before it is looked at.
fn plugins(author: &Author<'_>) -> Vec<Draft> {
    let signer = |seed: u8, from: &str| {
        let (seed, lock) = (hex([seed; 32]), lock(author, &hex([seed; 32])));
        json!({ "inner_auth": ["tapescript", { "seed": seed, "lock": lock, "lock_from": from }] })
    };
    let message_of = |seed: u8| sealed(author, &signer(seed, "own"), CREATE, "u", "hi");
    let own_lock =
        packed(author, json!(["dict", [[["str", hex("lock")], ["bytes", lock(author, &hex([9; 32]))]]]]));
    let data = json!({ "type": "advertise", "id": hex("p"), "data": own_lock });
    let replied = |scene: &Scene<'_>, seed: u8, address: &str| {
        receives("bob", address, message_of(seed)).gives(
            &[handled(0, address, CREATE, "u", "hi")],
            &[to(address, scene.sends(&signer(7, "own"), OK, "u", "hi"))],
        )
    };
    vec![
        super::peers::server(
            author,
            "server/peer-lock",
            "a handler whose plugin takes the lock of the peer",
            &["NA-TAPE-9", "NA-RECV-3"],
            json!({}),
        )
        .needs("netaio-tapescript")
        .needs("netaio-peer-lock")
        .handle("bob", 0, with(echo(CREATE, "u", OK), signer(7, "peer-lock")))
        .step(receives("bob", A, message_of(9)).gives(&[], &[to(A, TAPESCRIPT_FAILED)]))
        .step_at(|scene| replied(scene, 7, A))
        .step(
            receives("bob", A, super::peers::message(author, data))
                .gives(&[], &[to(A, peer_message(author, "discovered", "s", "ds"))]),
        )
        .step_at(|scene| replied(scene, 9, A))
        .step(receives("bob", A, message_of(7)).gives(&[], &[to(A, TAPESCRIPT_FAILED)]))
        .step_at(|scene| replied(scene, 7, B))
        .done(),
        unchanged(author),
    ]
}

/// Nothing changes by messages that an auth plugin refuses.
fn unchanged(author: &Author<'_>) -> Draft {
    let auth = json!({ "outer_auth": hmac() });
    let subscribe = with(on(SUBSCRIBE, "key"), json!({ "action": "subscribe" }));
    let unsubscribe = with(on(UNSUBSCRIBE, "key"), json!({ "action": "unsubscribe" }));
    let once = with(echo(CREATE, "u", OK), json!({ "once": true }));
    let refused = |message: String| receives("bob", A, message).gives(&[], &[to(A, HMAC_FAILED)]);
    let known = || knows("bob", &[peer("p1", "d", &[A])], &[subscribed("key", &[A])]);
    let handles = |scene: &Scene<'_>, (handler, kind, uri): (u32, u8, &str), confirm: u8| {
        receives("bob", A, sealed(author, &auth, kind, uri, ""))
            .gives(&[handled(handler, A, kind, uri, "")], &[to(A, scene.sends(&auth, confirm, uri, ""))])
    };
    super::peers::server(
        author,
        "server/refused-changes-nothing",
        "messages of each kind that are not authenticated",
        &["NA-NODE-1", "NA-RECV-3"],
        auth.clone(),
    )
    .bug(BugClass::StateCorruption, Severity::High)
    .handle("bob", 0, subscribe)
    .handle("bob", 1, unsubscribe)
    .handle("bob", 2, once)
    .step_at(|scene| signed_in(author, scene, &auth))
    .step_at(|scene| handles(scene, (0, SUBSCRIBE, "key"), CONFIRM_SUBSCRIBE))
    .step(known())
    .step(refused(plain(author, UNSUBSCRIBE, "key", "")))
    .step(refused(plain(author, CREATE, "u", "")))
    .step(refused(peer_message(author, "advertise", "p1", "e")))
    .step(refused(peer_message(author, "advertise", "p2", "d")))
    .step(refused(peer_message(author, "disconnect", "p1", "d")))
    .step(known())
    .step_at(|scene| handles(scene, (2, CREATE, "u"), OK))
    .step_at(|scene| handles(scene, (1, UNSUBSCRIBE, "key"), CONFIRM_UNSUBSCRIBE))
    .done()
}

/// A client and a server that learn of each other, talk, and part.
fn exchange(author: &Author<'_>) -> Vec<Draft> {
    let own_data = |seed: u8, id: &str| json!({ "peer_id": hex(id), "peer_data": pubkey_data(author, seed) });
    let boxes = |seed: u8| json!({ "inner_cipher": ["x25519", { "seed": hex([seed; 32]) }] });
    let reference = |name: &str| json!({ "$ref": name });
    let message = json!({ "address": SERVER, "type": CREATE, "uri": hex("u"), "content": hex("secret") });
    vec![
        Scene::new(
            author,
            "peers/client-and-server",
            "two nodes learn of each other's keys, one sends the other a box, and leaves",
            &["NA-PEER-2", "NA-PEER-8", "NA-PEER-9", "NA-PEER-11", "NA-PEER-15"],
        )
        .needs("netaio-x25519")
        .client(own_data(2, "c"))
        .server(own_data(1, "s"))
        .step(manages("bob").sends(&[]))
        .handle("bob", 0, with(on(CREATE, "u"), boxes(1)))
        .step(manages("alice").accept(json!({})).save("advertisement", "/sent/0/2"))
        .step(
            receives("bob", A, reference("advertisement"))
                .accept(json!({ "events": [] }))
                .save("answer", "/sent/0/2"),
        )
        .step(receives("alice", SERVER, reference("answer")).gives(&[], &[]))
        .step(step("alice", "netaio.node.send", with(message, boxes(2))).now(NOW).save("box", "/sent/0/2"))
        .step(receives("bob", A, reference("box")).gives(&[handled(0, A, CREATE, "u", "secret")], &[]))
        .step(unmanages("alice").accept(json!({})).save("farewell", "/sent/0/2"))
        .step(receives("bob", A, reference("farewell")).gives(&[], &[]))
        .step(knows("bob", &[], &[]))
        .step(receives("bob", A, plain(author, CREATE, "v", "")).gives(&[], &[to(A, TCP_NOT_FOUND)]))
        .done(),
    ]
}
