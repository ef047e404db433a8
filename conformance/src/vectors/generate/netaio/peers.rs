//! `peers.json`: peers of servers and clients, section 6.8.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::node::{
    A, ADVERTISE, APP, B, CREATE, DISCONNECT, NOW, OK, Outcome, Scene, TCP_NOT_FOUND, closed, disconnects,
    echo, hex, knows, peer, peer_message, receives, subscribed, to, with,
};
use crate::model::case::{BugClass, Severity};
use crate::model::outcome::Members;

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = managed(author);
    cases.extend(records(author));
    cases.extend(of_other_types(author));
    cases.extend(limits(author));
    cases.extend(ended(author));
    cases
}

/// Begins peer management, with what a case does not say left out.
pub(super) fn manages(actor: &str) -> DraftStep {
    manages_with(actor, json!({}))
}

pub(super) fn manages_with(actor: &str, settings: Value) -> DraftStep {
    step(actor, "netaio.node.manage", settings).now(NOW)
}

pub(super) fn unmanages(actor: &str) -> DraftStep {
    step(actor, "netaio.node.unmanage", json!({})).now(NOW)
}

/// A message of peer management, of any input.
pub(super) fn message(author: &Author<'_>, input: Value) -> String {
    let Value::Object(input) = input else { unreachable!("{input} is no object") };
    let (outputs, _) = author.play("netaio.peer.message", &input, &Members::new()).expect("a good record");
    outputs.get("message").and_then(Value::as_str).expect("a message").to_owned()
}

/// Peer data with the X25519 key of a seed of one repeated byte.
pub(super) fn pubkey_data(author: &Author<'_>, seed: u8) -> String {
    let input = Members::from_iter([("seed".to_owned(), json!(hex([seed; 32])))]);
    let (keys, _) = author.play("netaio.x25519.keys", &input, &Members::new()).expect("a seed has keys");
    let key = keys.get("public_key").and_then(Value::as_str).expect("a key").to_owned();
    packed(author, json!(["dict", [[["str", hex("pubkey")], ["bytes", key]]]]))
}

pub(super) fn packed(author: &Author<'_>, value: Value) -> String {
    let input = Members::from_iter([("value".to_owned(), value)]);
    let (outputs, _) = author.play("netaio.packify.pack", &input, &Members::new()).expect("a value");
    outputs.get("packed").and_then(Value::as_str).expect("packed bytes").to_owned()
}

pub(super) fn own() -> Value {
    json!({ "peer_id": hex("s"), "peer_data": hex("ds") })
}

/// What a server answers to whom it keeps.
fn discovered(author: &Author<'_>, address: &str) -> Value {
    to(address, peer_message(author, "discovered", "s", "ds"))
}

/// A server that manages peers, with two connections.
pub(super) fn server<'a>(
    author: &'a Author<'_>,
    id: &str,
    about: &str,
    rules: &[&str],
    more: Value,
) -> Scene<'a> {
    Scene::new(author, id, about, rules)
        .server(with(own(), more))
        .connected("bob", B)
        .step(manages("bob").sends(&[]))
}

/// A new peer, which is kept.
pub(super) fn advertises(author: &Author<'_>, address: &str, id: &str, data: &str) -> DraftStep {
    receives("bob", address, peer_message(author, "advertise", id, data))
        .gives(&[], &[discovered(author, address)])
}

fn managed(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rules: &[&str]| {
        server(author, &format!("server/{name}"), about, rules, json!({}))
    };
    vec![
        row("advertise", "somebody advertises itself, and is told who is here", &["NA-PEER-8", "NA-PEER-9"])
            .source("N 160")
            .step(advertises(author, A, "p1", "d").measured())
            .step(knows("bob", &[peer("p1", "d", &[A])], &[]))
            .done(),
        row("advertise-again", "a peer has other data", &["NA-PEER-8", "NA-PEER-9", "NA-PEER-5"])
            .step(advertises(author, A, "p1", "d"))
            .step(advertises(author, A, "p1", "e"))
            .step(knows("bob", &[peer("p1", "e", &[A])], &[]))
            .done(),
        row("advertise-two", "two peers, in the order of their IDs", &["NA-PEER-8"])
            .step(advertises(author, A, "p2", "d2"))
            .step(advertises(author, B, "p1", "d1"))
            .step(knows("bob", &[peer("p1", "d1", &[B]), peer("p2", "d2", &[A])], &[]))
            .done(),
        row("discovered-unasked", "a PEER_DISCOVERED is kept, and not answered", &["NA-PEER-8", "NA-PEER-9"])
            .source("N 172")
            .step(
                receives("bob", A, peer_message(author, "discovered", "p9", "d")).gives(&[], &[]).measured(),
            )
            .step(knows("bob", &[peer("p9", "d", &[A])], &[]))
            .done(),
        row("advertise-own-id", "the ID of the node itself", &["NA-PEER-4"])
            .source("N 161")
            .bug(BugClass::StateCorruption, Severity::Low)
            .step(receives("bob", A, peer_message(author, "advertise", "s", "d")).gives(&[], &[]).measured())
            .step(receives("bob", A, peer_message(author, "discovered", "s", "d")).gives(&[], &[]))
            .step(knows("bob", &[], &[]))
            .done(),
        row(
            "manage-sends-nothing",
            "a server tells nobody when it begins, or when it ends",
            &["NA-PEER-2", "NA-PEER-15"],
        )
        .source("N 183")
        .step(manages("bob").sends(&[]).measured())
        .step(unmanages("bob").sends(&[]))
        .done(),
        row("unmanage", "after peer management has ended nobody is kept", &["NA-PEER-15", "NA-RECV-14"])
            .step(advertises(author, A, "p1", "d"))
            .step(unmanages("bob").sends(&[]))
            .step(
                receives("bob", B, peer_message(author, "advertise", "p2", "d"))
                    .gives(&[], &[to(B, TCP_NOT_FOUND)]),
            )
            .step(knows("bob", &[peer("p1", "d", &[A])], &[]))
            .done(),
        Scene::new(author, "server/manage-no-id", "a node without an ID manages no peers", &["NA-PEER-1"])
            .server(json!({}))
            .handle("bob", 0, echo(CREATE, "u", OK))
            .step(manages("bob").reject("no-local-peer"))
            .step(super::server_receive::creates(author, 0))
            .done(),
    ]
}

/// Contents that are no records, and records of another application.
fn records(author: &Author<'_>) -> Vec<Draft> {
    let other_app = json!({ "type": "advertise", "id": hex("p1"), "data": hex("d"), "app_id": hex("other") });
    let custom = json!({ "type": "advertise", "id": hex("p1"), "data": hex("d"), "app_id": hex("custom") });
    let answer = json!({ "type": "discovered", "id": hex("s"), "data": hex("ds"), "app_id": hex("custom") });
    let none = json!(["none"]);
    let id = json!(["bytes", hex("p1")]);
    let tuple = |id: &Value, data: &Value| packed(author, json!(["tuple", [id, data]]));
    let silent = |name: &str, about: &str, line: &str, content: String| {
        let step = receives("bob", A, with_content(author, ADVERTISE, &content)).gives(&[], &[]);
        let scene = server(author, &format!("server/{name}"), about, &["NA-PEER-3"], json!({}));
        let scene = if line.is_empty() { scene.step(step) } else { scene.source(line).step(step.measured()) };
        scene.step(knows("bob", &[], &[])).step(advertises(author, A, "p1", "d")).done()
    };
    vec![
        silent("advertise-id-none", "none as the ID", "N 162", tuple(&none, &id)),
        silent("advertise-data-none", "none as the data", "N 163", tuple(&id, &none)),
        silent("advertise-one-member", "a tuple of one", "N 167", packed(author, json!(["tuple", [id]]))),
        silent("advertise-garbage", "a content that is no packed value", "N 168", "ff".repeat(3)),
        silent("advertise-empty", "no content", "", String::new()),
        server(
            author,
            "server/advertise-other-app",
            "another application",
            &["NA-PEER-8", "NA-RECV-14"],
            json!({}),
        )
        .source("N 169")
        .step(receives("bob", A, message(author, other_app)).gives(&[], &[to(A, TCP_NOT_FOUND)]).measured())
        .step(knows("bob", &[], &[]))
        .done(),
        Scene::new(
            author,
            "server/manage-app",
            "an application with a name of its own",
            &["NA-PEER-8", "NA-REC-1"],
        )
        .server(own())
        .step(manages_with("bob", json!({ "app_id": hex("custom") })).sends(&[]))
        .step(receives("bob", A, message(author, custom)).gives(&[], &[to(A, message(author, answer))]))
        .step(
            receives("bob", A, peer_message(author, "advertise", "p2", "d"))
                .gives(&[], &[to(A, TCP_NOT_FOUND)]),
        )
        .step(knows("bob", &[peer("p1", "d", &[A])], &[]))
        .done(),
    ]
}

/// A message of peer management with any content.
pub(super) fn with_content(author: &Author<'_>, kind: u8, content: &str) -> String {
    let body = format!("0006{}{content}", hex(APP));
    super::node::frame(author, kind, "4d4000", &body)
}

/// Records that upstream ends the connection for.
fn of_other_types(author: &Author<'_>) -> Vec<Draft> {
    let bytes = json!(["bytes", hex("p1")]);
    let row = |name: &str, about: &str, line: &str, id: Value, data: Value| {
        let record = packed(author, json!(["tuple", [id, data]]));
        server(author, &format!("server/{name}"), about, &["NA-PEER-3"], json!({}))
            .source(line)
            .bug(BugClass::DenialOfService, Severity::Low)
            .step(
                receives("bob", A, with_content(author, ADVERTISE, &record))
                    .gives(&[], &[])
                    .upstream(json!({ "accept": { "events": [closed(A)], "sent": [] } })),
            )
            .step(advertises(author, A, "p1", "d"))
            .done()
    };
    vec![
        row("advertise-int-id", "an int as the ID", "N 164", json!(["int", "5"]), bytes.clone()),
        row("advertise-str-data", "a str as the data", "N 165", bytes.clone(), json!(["str", hex("d")])),
        row("advertise-list-id", "a list as the ID", "N 166", json!(["list", [["int", "5"]]]), bytes),
    ]
}

/// How many peers are kept.
fn limits(author: &Author<'_>) -> Vec<Draft> {
    let unlimited = [("peer-limit", "unlimited")];
    let known = |peers: &[Value]| Wanted::Accept(json!({ "peers": peers, "subscriptions": [] }));
    let both = || [peer("p1", "d", &[A]), peer("p2", "e", &[B])];
    vec![
        server(author, "server/max-peers", "one peer too many", &["NA-PEER-6"], json!({ "max_peers": 1 }))
            .bug(BugClass::DenialOfService, Severity::Medium)
            .step(advertises(author, A, "p1", "d"))
            .step(receives("bob", B, peer_message(author, "advertise", "p2", "e")).gives(&[], &[]).otherwise(
                &unlimited,
                &[],
                &[discovered(author, B)],
            ))
            .step(knows("bob", &[peer("p1", "d", &[A])], &[]).variant(&unlimited, known(&both())))
            .step(advertises(author, A, "p1", "f"))
            .done(),
        server(
            author,
            "server/max-peers-freed",
            "there is room again when a peer is gone",
            &["NA-PEER-6"],
            json!({ "max_peers": 1 }),
        )
        .step(advertises(author, A, "p1", "d"))
        .step(receives("bob", A, peer_message(author, "disconnect", "p1", "d")).gives(&[], &[]))
        .step(advertises(author, B, "p2", "e"))
        .step(knows("bob", &[peer("p2", "e", &[B])], &[]))
        .done(),
        server(author, "server/two-ids", "one address advertises two IDs", &["NA-PEER-7"], json!({}))
            .bug(BugClass::DenialOfService, Severity::Medium)
            .step(advertises(author, A, "p1", "d"))
            .step(advertises(author, A, "p2", "e"))
            .step(
                knows("bob", &[peer("p2", "e", &[A])], &[])
                    .variant(&unlimited, known(&[peer("p1", "d", &[A]), peer("p2", "e", &[A])])),
            )
            .done(),
    ]
}

fn ended(author: &Author<'_>) -> Vec<Draft> {
    let kept = [("peer-after-close", "kept")];
    let record = |kind: &str| peer_message(author, kind, "p1", "d");
    let known = || Wanted::Accept(json!({ "peers": [peer("p1", "d", &[A])], "subscriptions": [] }));
    let row = |name: &str, about: &str, rules: &[&str]| {
        server(author, &format!("server/{name}"), about, rules, json!({}))
            .step(advertises(author, A, "p1", "d"))
    };
    let subscribe = json!({ "key": hex("key"), "address": A });
    vec![
        row("peer-after-close", "a connection ends without a DISCONNECT", &["NA-TCP-6"])
            .source("N 182")
            .bug(BugClass::StateCorruption, Severity::Low)
            .step(disconnects("bob", A))
            .step(
                knows("bob", &[], &[])
                    .variant(&kept, known())
                    .upstream(json!({ "accept": { "peers": [peer("p1", "d", &[A])], "subscriptions": [] } })),
            )
            .done(),
        row("peer-after-garbage", "a connection that the node ends", &["NA-TCP-6", "NA-TCP-2"])
            .bug(BugClass::StateCorruption, Severity::Low)
            .step(receives("bob", A, "ff".repeat(9)).gives(&[closed(A)], &[]))
            .step(knows("bob", &[], &[]).variant(&kept, known()))
            .done(),
        row("disconnect", "a peer that says that it goes", &["NA-PEER-11", "NA-PEER-12"])
            .step(step("bob", "netaio.node.subscribe", subscribe))
            .step(knows("bob", &[peer("p1", "d", &[A])], &[subscribed("key", &[A])]))
            .step(receives("bob", A, record("disconnect")).gives(&[], &[]))
            .step(knows("bob", &[], &[]))
            .step(advertises(author, A, "p1", "d"))
            .done(),
        row("disconnect-unknown", "a peer goes that nobody knows", &["NA-PEER-10"])
            .step(receives("bob", B, peer_message(author, "disconnect", "p2", "d")).gives(&[], &[]))
            .step(knows("bob", &[peer("p1", "d", &[A])], &[]))
            .done(),
        row("disconnect-no-record", "a DISCONNECT without a record", &["NA-PEER-3"])
            .step(receives("bob", A, with_content(author, DISCONNECT, "ff")).gives(&[], &[]))
            .step(knows("bob", &[peer("p1", "d", &[A])], &[]))
            .done(),
    ]
}
