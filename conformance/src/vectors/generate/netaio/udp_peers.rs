//! `peers.json`: peers of UDP nodes, and time, sections 6.8 and 6.9.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::node::{
    A, ADVERTISE, B, CREATE, NOW, OK, Outcome, Scene, UDP_NOT_FOUND, echo, handled, hex, knows, peer,
    peer_message, plain, receives, receives_at, subscribed, ticks, to, with,
};
use super::peers::{manages_with, message, with_content};
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = managed(author);
    cases.extend(removed(author));
    cases.extend(intervals(author));
    cases.extend(ages(author));
    cases.extend(ended(author));
    cases.extend(exchange(author));
    cases
}

fn own() -> Value {
    json!({ "peer_id": hex("n"), "peer_data": hex("dn") })
}

fn advertised(author: &Author<'_>) -> Value {
    to("multicast", peer_message(author, "advertise", "n", "dn"))
}

fn discovered(author: &Author<'_>, address: &str) -> Value {
    to(address, peer_message(author, "discovered", "n", "dn"))
}

/// The node `bob` begins to manage peers, and says so.
pub(super) fn manages(author: &Author<'_>, settings: Value) -> DraftStep {
    manages_with("bob", settings).sends(&[advertised(author)])
}

fn node<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str], settings: Value) -> Scene<'a> {
    Scene::new(author, &format!("udp/{name}"), about, rules).udp(own()).step(manages(author, settings))
}

fn advertises(author: &Author<'_>, address: &str, id: &str, data: &str) -> DraftStep {
    advertises_at(author, address, (id, data), 0)
}

fn advertises_at(author: &Author<'_>, address: &str, (id, data): (&str, &str), after_ms: i64) -> DraftStep {
    receives_at("bob", address, peer_message(author, "advertise", id, data), NOW + after_ms)
        .gives(&[], &[discovered(author, address)])
}

fn managed(author: &Author<'_>) -> Vec<Draft> {
    let int_id = with_content(author, ADVERTISE, "4c400202034405410164");
    let unlimited = [("peer-limit", "unlimited")];
    let known = |peers: &[Value]| json!({ "accept": { "peers": peers, "subscriptions": [] } });
    let all: Vec<Value> = (0..4).map(|number| peer(&format!("p{number}"), "d", &[A])).collect();
    let mut many =
        node(author, "many-ids", "many IDs from one address", &["NA-PEER-7"], json!({})).source("N 200");
    for number in 0..4 {
        many = many.step(advertises(author, A, &format!("p{number}"), "d"));
    }
    vec![
        node(
            author,
            "advertise",
            "somebody advertises itself, and is told who is here",
            &["NA-PEER-2", "NA-PEER-8", "NA-PEER-9"],
            json!({}),
        )
        .source("N 199")
        .step(advertises(author, A, "p", "d").measured())
        .step(knows("bob", &[peer("p", "d", &[A])], &[]))
        .done(),
        node(author, "advertise-int-id", "an int as the ID", &["NA-PEER-3"], json!({}))
            .source("N 203")
            .step(receives("bob", A, int_id).gives(&[], &[]).measured())
            .step(knows("bob", &[], &[]))
            .step(advertises(author, A, "p", "d"))
            .done(),
        node(
            author,
            "advertise-own-id",
            "the ID of the node itself, as its own datagrams have it",
            &["NA-PEER-4"],
            json!({}),
        )
        .step(receives("bob", A, peer_message(author, "advertise", "n", "dn")).gives(&[], &[]))
        .step(knows("bob", &[], &[]))
        .done(),
        many.step(
            knows("bob", &[peer("p3", "d", &[A])], &[])
                .variant(&unlimited, Wanted::Accept(json!({ "peers": all.clone(), "subscriptions": [] })))
                .upstream(known(&all)),
        )
        .bug(BugClass::DenialOfService, Severity::Medium)
        .done(),
        node(author, "max-peers", "one peer too many", &["NA-PEER-6"], json!({}))
            .step(step(
                "bob",
                "netaio.node.new",
                with(json!({ "role": "udp", "version": "0.0.9", "max_peers": 1 }), own()),
            ))
            .step(manages(author, json!({})))
            .bug(BugClass::DenialOfService, Severity::Medium)
            .step(advertises(author, A, "p1", "d"))
            .step(receives("bob", B, peer_message(author, "advertise", "p2", "d")).gives(&[], &[]).otherwise(
                &unlimited,
                &[],
                &[discovered(author, B)],
            ))
            .done(),
        Scene::new(author, "udp/manage-no-id", "a node without an ID manages no peers", &["NA-PEER-1"])
            .udp(json!({}))
            .step(manages_with("bob", json!({})).reject("no-local-peer"))
            .step(
                receives("bob", A, peer_message(author, "advertise", "p", "d"))
                    .gives(&[], &[to(A, UDP_NOT_FOUND)]),
            )
            .done(),
        Scene::new(author, "udp/manage-too-large", "a record that no message can hold", &["NA-MSG-1"])
            .bug(BugClass::Robustness, Severity::Low)
            .udp(json!({ "peer_id": hex("n"), "peer_data": { "$repeat": ["00", 70_000] } }))
            .step(manages_with("bob", json!({})).reject("too-large"))
            .step(knows("bob", &[], &[]))
            .done(),
    ]
}

/// Peers with several addresses.
fn removed(author: &Author<'_>) -> Vec<Draft> {
    let anyone = [("peer-overwrite", "anyone")];
    let partial = [("peer-overwrite", "anyone"), ("peer-removal", "partial")];
    let known =
        |peers: &[Value], subscriptions: &[Value]| json!({ "peers": peers, "subscriptions": subscriptions });
    let subscribes =
        |address: &str| step("bob", "netaio.node.subscribe", json!({ "key": hex("k"), "address": address }));
    let record = |kind: &str| peer_message(author, kind, "p", "d");
    let both = known(&[peer("p", "d", &[A, B])], &[subscribed("k", &[A])]);
    let left = known(&[], &[subscribed("k", &[A])]);
    vec![
        node(
            author,
            "removed-whole",
            "a peer that was heard at two addresses goes, and its subscription with it",
            &["NA-PEER-12", "NA-PEER-5"],
            json!({}),
        )
        .source("N 216")
        .bug(BugClass::StateCorruption, Severity::Low)
        .step(advertises(author, A, "p", "d"))
        .step(receives("bob", B, record("advertise")).gives(&[], &[]).otherwise(
            &anyone,
            &[],
            &[discovered(author, B)],
        ))
        .step(subscribes(A))
        .step(
            knows("bob", &[peer("p", "d", &[A])], &[subscribed("k", &[A])])
                .variant(&anyone, Wanted::Accept(both)),
        )
        .step(receives("bob", A, record("disconnect")).gives(&[], &[]))
        .step(
            knows("bob", &[], &[])
                .variant(&partial, Wanted::Accept(left.clone()))
                .upstream(json!({ "accept": left })),
        )
        .done(),
        node(
            author,
            "disconnect",
            "a peer that goes, and its subscription",
            &["NA-PEER-11", "NA-PEER-12"],
            json!({}),
        )
        .step(advertises(author, A, "p", "d"))
        .step(subscribes(A))
        .step(subscribes(B))
        .step(receives("bob", A, record("disconnect")).gives(&[], &[]))
        .step(knows("bob", &[], &[subscribed("k", &[B])]))
        .done(),
    ]
}

/// When a node advertises itself.
fn intervals(author: &Author<'_>) -> Vec<Draft> {
    let nothing = |after_ms: i64| ticks("bob", NOW + after_ms).gives(&[], &[]);
    let once = |after_ms: i64| ticks("bob", NOW + after_ms).gives(&[], &[advertised(author)]);
    let own_app = json!({ "type": "advertise", "id": hex("n"), "data": hex("dn"), "app_id": hex("custom") });
    let custom = || to("multicast", message(author, own_app.clone()));
    vec![
        node(author, "every-20-s", "an advertisement every 20 seconds", &["NA-PEER-2"], json!({}))
            .step(nothing(19_999))
            .step(once(20_000))
            .step(nothing(39_999))
            .step(once(40_000))
            .done(),
        node(author, "late-tick", "an advertisement that is late is sent once", &["NA-PEER-2"], json!({}))
            .step(once(65_000))
            .step(nothing(84_999))
            .step(once(85_000))
            .done(),
        node(
            author,
            "two-apps",
            "two applications with intervals of their own",
            &["NA-PEER-2"],
            json!({ "every_ms": 3000 }),
        )
        .step(manages_with("bob", json!({ "app_id": hex("custom"), "every_ms": 2000 })).sends(&[custom()]))
        .step(ticks("bob", NOW + 2000).gives(&[], &[custom()]))
        .step(ticks("bob", NOW + 3000).gives(&[], &[advertised(author)]))
        .done(),
    ]
}

/// When a peer is forgotten.
fn ages(author: &Author<'_>) -> Vec<Draft> {
    let fast = || json!({ "every_ms": 500 });
    let once = |after_ms: i64| ticks("bob", NOW + after_ms).gives(&[], &[advertised(author)]);
    let there = || knows("bob", &[peer("p", "d", &[A])], &[]);
    let gone = || knows("bob", &[], &[]);
    let fast_node = |name: &str, about: &str, rules: &[&str]| node(author, name, about, rules, fast());
    let asks = |kind: u8, uri: &str, after_ms: i64| {
        receives_at("bob", A, plain(author, kind, uri, "hi"), NOW + after_ms)
    };
    vec![
        fast_node("age", "a peer of 60.999 seconds, and of 61", &["NA-PEER-14"])
            .source("N 215")
            .step(advertises(author, A, "p", "d"))
            .step(once(59_500))
            .step(there())
            .step(once(60_999))
            .step(there().measured())
            .step(once(61_499))
            .step(gone().measured())
            .done(),
        node(author, "age-1-s", "another age", &["NA-PEER-14"], json!({ "every_ms": 500, "timeout_s": 1 }))
            .step(advertises(author, A, "p", "d"))
            .step(once(1_500))
            .step(there())
            .step(once(2_000))
            .step(gone())
            .done(),
        fast_node("age-advertised", "a peer that advertises itself again is younger", &["NA-PEER-13"])
            .step(advertises(author, A, "p", "d"))
            .step(once(30_000))
            .step(advertises_at(author, A, ("p", "d"), 30_000))
            .step(once(61_500))
            .step(there())
            .step(once(91_499))
            .step(gone())
            .done(),
        fast_node("age-discovered", "a PEER_DISCOVERED does it too", &["NA-PEER-13"])
            .step(advertises(author, A, "p", "d"))
            .step(once(30_000))
            .step(
                receives_at("bob", A, peer_message(author, "discovered", "p", "d"), NOW + 30_000)
                    .gives(&[], &[]),
            )
            .step(once(61_500))
            .step(there())
            .done(),
        fast_node("age-answered", "a message that is answered", &["NA-PEER-13"])
            .handle("bob", 0, echo(CREATE, "u", OK))
            .step(advertises(author, A, "p", "d"))
            .step(once(30_000))
            .step(
                asks(CREATE, "u", 30_000)
                    .gives(&[handled(0, A, CREATE, "u", "hi")], &[to(A, plain(author, OK, "u", "hi"))]),
            )
            .step(once(61_500))
            .step(there())
            .done(),
        fast_node("age-not-answered", "a message that is handled, and not answered", &["NA-PEER-13"])
            .handle("bob", 0, super::node::on(CREATE, "u"))
            .step(advertises(author, A, "p", "d"))
            .step(once(30_000))
            .step(asks(CREATE, "u", 30_000).gives(&[handled(0, A, CREATE, "u", "hi")], &[]))
            .step(once(61_500))
            .step(gone())
            .done(),
    ]
}

fn ended(author: &Author<'_>) -> Vec<Draft> {
    let farewell = to("multicast", peer_message(author, "disconnect", "n", "dn"));
    let own_app =
        |kind: &str| json!({ "type": kind, "id": hex("n"), "data": hex("dn"), "app_id": hex("custom") });
    let runs_on = [("unmanage-app", "runs-on")];
    let unmanages = |settings: Value| step("bob", "netaio.node.unmanage", settings).now(NOW);
    let custom = |kind: &str| to("multicast", message(author, own_app(kind)));
    vec![
        node(author, "unmanage", "the group is told, and no more", &["NA-PEER-15", "NA-PEER-16"], json!({}))
            .step(unmanages(json!({})).sends(std::slice::from_ref(&farewell)))
            .step(ticks("bob", NOW + 20_000).gives(&[], &[]))
            .step(
                receives("bob", A, peer_message(author, "advertise", "p", "d"))
                    .gives(&[], &[to(A, UDP_NOT_FOUND)]),
            )
            .done(),
        Scene::new(
            author,
            "udp/unmanage-app",
            "an application with a name of its own ends",
            &["NA-PEER-16", "NA-PEER-15"],
        )
        .source("N 211")
        .bug(BugClass::StateCorruption, Severity::Low)
        .udp(own())
        .step(manages_with("bob", json!({ "app_id": hex("custom") })).sends(&[custom("advertise")]))
        .step(
            unmanages(json!({ "app_id": hex("custom") }))
                .sends(&[custom("disconnect")])
                .variant(&runs_on, Wanted::Accept(json!({ "sent": [] }))),
        )
        .step(ticks("bob", NOW + 20_000).gives(&[], &[]).measured_as(&runs_on, &[], &[custom("advertise")]))
        .done(),
        node(author, "unmanage-one-of-two", "another application goes on", &["NA-PEER-16"], json!({}))
            .step(manages_with("bob", json!({ "app_id": hex("custom") })).sends(&[custom("advertise")]))
            .step(unmanages(json!({})).sends(&[farewell]))
            .step(ticks("bob", NOW + 20_000).gives(&[], &[custom("advertise")]))
            .done(),
    ]
}

/// Two nodes that hear each other by multicast, talk, and part.
fn exchange(author: &Author<'_>) -> Vec<Draft> {
    let alice = json!({ "role": "udp", "version": "0.0.9", "peer_id": hex("a"), "peer_data": hex("da") });
    let reference = |name: &str| json!({ "$ref": name });
    let broadcast = json!({ "type": CREATE, "uri": hex("u"), "content": hex("hi") });
    vec![
        Scene::new(
            author,
            "peers/two-udp-nodes",
            "two nodes learn of each other, one broadcasts, and leaves",
            &["NA-PEER-2", "NA-PEER-8", "NA-PEER-9", "NA-PEER-11", "NA-PEER-15", "NA-SUB-4"],
        )
        .udp(own())
        .handle("bob", 0, echo(CREATE, "u", OK))
        .step(manages(author, json!({})))
        .step(step("alice", "netaio.node.new", alice))
        .step(manages_with("alice", json!({})).accept(json!({})).save("advertisement", "/sent/0/2"))
        .step(
            receives("bob", A, reference("advertisement"))
                .accept(json!({ "events": [] }))
                .save("answer", "/sent/0/2"),
        )
        .step(receives("alice", B, reference("answer")).gives(&[], &[]))
        .step(step("alice", "netaio.node.broadcast", broadcast).now(NOW).save("news", "/sent/0/2"))
        .step(
            receives("bob", A, reference("news"))
                .accept(json!({ "events": [handled(0, A, CREATE, "u", "hi")] })),
        )
        .step(step("alice", "netaio.node.unmanage", json!({})).now(NOW).save("farewell", "/sent/0/2"))
        .step(receives("bob", A, reference("farewell")).gives(&[], &[]))
        .step(knows("bob", &[], &[]))
        .done(),
    ]
}
