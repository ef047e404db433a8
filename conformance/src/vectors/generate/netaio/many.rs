//! `many.json`: subscriptions, notifications and broadcasts, section 6.7.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, step};
use super::node::{
    A, B, C, CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, NOTIFY, NOW, Outcome, SERVER, SUBSCRIBE, Scene,
    UNSUBSCRIBE, closed, handled, hex, hmac, inner_stream, knows, on, plain, received, receives, sealed_with,
    subscribed, to, with,
};
use super::tapescript_keys::tapescript;
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = subscriptions(author);
    cases.extend(unknown(author));
    cases.extend(notifications(author));
    cases.extend(receivers(author));
    cases.extend(own_messages(author));
    cases.extend(broadcasts(author));
    cases
}

/// What is sent to many.
fn news(operation: &str, more: Value) -> DraftStep {
    let message = json!({ "type": NOTIFY, "uri": hex("u"), "content": hex("news") });
    step("bob", &format!("netaio.node.{operation}"), with(message, more)).now(NOW)
}

fn notifies(key: &str) -> DraftStep {
    news("notify", json!({ "key": hex(key) }))
}

fn plain_news(author: &Author<'_>) -> String {
    plain(author, NOTIFY, "u", "news")
}

fn subscribes(operation: &str, key: &str, address: &str) -> DraftStep {
    step("bob", &format!("netaio.node.{operation}"), json!({ "key": hex(key), "address": address }))
}

/// A server with three connections, which were not made in the order of the addresses.
fn server<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str], settings: Value) -> Scene<'a> {
    let scene = Scene::new(author, &format!("server/{name}"), about, rules).node("bob", "server", settings);
    [C, A, B].into_iter().fold(scene, |scene, address| scene.connected("bob", address))
}

/// Handlers 0 and 1 for those who want to be told of something, and who no longer want to.
fn with_handlers(scene: Scene<'_>) -> Scene<'_> {
    scene.handle("bob", 0, with(on(SUBSCRIBE, "key"), json!({ "action": "subscribe" }))).handle(
        "bob",
        1,
        with(on(UNSUBSCRIBE, "key"), json!({ "action": "unsubscribe" })),
    )
}

fn asks(author: &Author<'_>, kind: u8, address: &str) -> DraftStep {
    let (handler, confirm) =
        if kind == SUBSCRIBE { (0, CONFIRM_SUBSCRIBE) } else { (1, CONFIRM_UNSUBSCRIBE) };
    receives("bob", address, plain(author, kind, "key", "x")).gives(
        &[handled(handler, address, kind, "key", "x")],
        &[to(address, plain(author, confirm, "key", ""))],
    )
}

fn subscriptions(author: &Author<'_>) -> Vec<Draft> {
    let all = |addresses: &[&str]| {
        addresses.iter().map(|address| to(address, plain_news(author))).collect::<Vec<_>>()
    };
    let udp = Scene::new(author, "udp/subscribe", "the same over datagrams", &["NA-SUB-1", "NA-SUB-3"]);
    let told = |scene: Scene<'_>| {
        with_handlers(scene)
            .step(asks(author, SUBSCRIBE, C))
            .step(asks(author, SUBSCRIBE, A))
            .step(asks(author, SUBSCRIBE, A))
            .step(knows("bob", &[], &[subscribed("key", &[A, C])]))
            .step(notifies("key").sends(&all(&[A, C])))
            .step(asks(author, UNSUBSCRIBE, A))
            .step(notifies("key").sends(&all(&[C])))
            .step(asks(author, UNSUBSCRIBE, C))
            .step(notifies("key").sends(&[]))
            .step(knows("bob", &[], &[]))
            .done()
    };
    vec![
        told(server(
            author,
            "subscribe",
            "addresses that subscribe, twice too, and leave again",
            &["NA-SUB-1", "NA-SUB-3"],
            json!({}),
        )),
        told(udp.udp(json!({}))),
        server(
            author,
            "subscribe-two-keys",
            "a notification goes to those of its key",
            &["NA-SUB-1"],
            json!({}),
        )
        .step(subscribes("subscribe", "key", A))
        .step(subscribes("subscribe", "other", B))
        .step(subscribes("subscribe", "other", A))
        .step(knows("bob", &[], &[subscribed("key", &[A]), subscribed("other", &[A, B])]))
        .step(notifies("key").sends(&all(&[A])))
        .step(notifies("other").sends(&all(&[A, B])))
        .step(notifies("u").sends(&[]))
        .step(subscribes("unsubscribe", "other", A))
        .step(notifies("other").sends(&all(&[B])))
        .done(),
    ]
}

/// Addresses that are not subscribed, and are to be removed.
fn unknown(author: &Author<'_>) -> Vec<Draft> {
    let rules = &["NA-SUB-3"];
    let failed =
        || json!({ "accept": { "events": [handled(1, B, UNSUBSCRIBE, "key", "x"), closed(B)], "sent": [] } });
    vec![
        with_handlers(server(
            author,
            "unsubscribe-unknown",
            "somebody leaves who was not there",
            rules,
            json!({}),
        ))
        .source("N 151")
        .step(asks(author, SUBSCRIBE, A))
        .step(asks(author, UNSUBSCRIBE, B).upstream(failed()))
        .step(knows("bob", &[], &[subscribed("key", &[A])]))
        .done(),
        with_handlers(server(
            author,
            "unsubscribe-unknown-key",
            "nobody has subscribed to the key",
            rules,
            json!({}),
        ))
        .step(asks(author, UNSUBSCRIBE, B))
        .step(knows("bob", &[], &[]))
        .done(),
    ]
}

fn notifications(author: &Author<'_>) -> Vec<Draft> {
    let plugins = json!({ "outer_auth": hmac(), "inner_cipher": inner_stream() });
    let cipher = json!({ "inner_cipher": inner_stream() });
    vec![
        server(
            author,
            "notify-plugins",
            "one message for all, the same bytes",
            &["NA-SUB-2"],
            json!({ "outer_auth": hmac() }),
        )
        .step(subscribes("subscribe", "key", A))
        .step(subscribes("subscribe", "key", B))
        .step_at(|scene| {
            let message = scene.sends(&plugins, NOTIFY, "u", "news");
            news("notify", with(json!({ "key": hex("key") }), cipher.clone()))
                .sends(&[to(A, message.clone()), to(B, message)])
        })
        .done(),
        server(
            author,
            "broadcast-plugins",
            "the same for a broadcast",
            &["NA-SUB-2", "NA-SUB-4"],
            json!({ "outer_auth": hmac() }),
        )
        .step_at(|scene| {
            let message = scene.sends(&plugins, NOTIFY, "u", "news");
            news("broadcast", cipher.clone()).sends(&[
                to(A, message.clone()),
                to(B, message.clone()),
                to(C, message),
            ])
        })
        .done(),
    ]
}

/// The order of addresses, and receivers that cannot be reached.
fn receivers(author: &Author<'_>) -> Vec<Draft> {
    let order = ["192.0.2.10:5001", "192.0.2.2:10000", "192.0.2.2:5002", "[2001:db8::1]:5000"];
    let messages: Vec<Value> = order.iter().map(|address| to(address, plain_news(author))).collect();
    let boxes = json!({ "inner_cipher": ["x25519", { "seed": "01".repeat(32) }] });
    let box_to = |key: &str| news("notify", with(json!({ "key": hex(key) }), boxes.clone()));
    let mut texts = Scene::new(
        author,
        "server/notify-order",
        "the order of addresses is that of their text",
        &["NA-SUB-1"],
    )
    .node("bob", "server", json!({}));
    for address in order.iter().rev() {
        texts = texts.connected("bob", address).step(subscribes("subscribe", "key", address));
    }
    vec![
        texts
            .step(knows("bob", &[], &[subscribed("key", &order)]))
            .step(notifies("key").sends(&messages))
            .done(),
        server(
            author,
            "notify-x25519-unknown-peer",
            "boxes to nobody, and to somebody whose key nobody knows",
            &["NA-SUB-2", "NA-BOX-2"],
            json!({}),
        )
        .needs("netaio-x25519")
        .bug(BugClass::Robustness, Severity::Low)
        .step(box_to("key").sends(&[]))
        .step(subscribes("subscribe", "key", A))
        .step(box_to("key").reject("no-peer"))
        .step(notifies("key").sends(&[to(A, plain_news(author))]))
        .done(),
        two_subscribers(author),
    ]
}

/// Two clients and a server, with two plugins.
fn two_subscribers(author: &Author<'_>) -> Draft {
    let plugins = json!({ "outer_auth": hmac(), "outer_cipher": super::node::stream() });
    let reference = |name: &str| json!({ "$ref": name });
    let subscribe = json!({ "address": SERVER, "type": SUBSCRIBE, "uri": hex("key"), "content": "" });
    let mut scene = Scene::new(
        author,
        "server/two-subscribers",
        "two clients subscribe, and are told something",
        &["NA-SUB-1", "NA-SUB-2", "NA-RECV-15"],
    )
    .node("bob", "server", plugins.clone())
    .handle("bob", 0, with(on(SUBSCRIBE, "key"), json!({ "action": "subscribe" })));
    for (name, address) in [("alice", A), ("carol", B)] {
        scene = scene
            .node(name, "client", plugins.clone())
            .connected(name, SERVER)
            .connected("bob", address)
            .step(
                step(name, "netaio.node.send", subscribe.clone())
                    .now(NOW)
                    .save(&format!("{name}-asks"), "/sent/0/2"),
            )
            .step(
                receives("bob", address, reference(&format!("{name}-asks")))
                    .accept(json!({ "events": [handled(0, address, SUBSCRIBE, "key", "")] }))
                    .save(&format!("{name}-is-in"), "/sent/0/2"),
            )
            .step(
                receives(name, SERVER, reference(&format!("{name}-is-in")))
                    .gives(&[received(SERVER, CONFIRM_SUBSCRIBE, "key", "")], &[]),
            );
    }
    scene = scene
        .step(notifies("key").accept(json!({})).save("to-alice", "/sent/0/2").save("to-carol", "/sent/1/2"));
    for name in ["alice", "carol"] {
        scene = scene.step(
            receives(name, SERVER, reference(&format!("to-{name}")))
                .gives(&[received(SERVER, NOTIFY, "u", "news")], &[]),
        );
    }
    scene.done()
}

/// A message for each receiver: plugins that depend on the peer.
fn own_messages(author: &Author<'_>) -> Vec<Draft> {
    let signed = json!({ "outer_auth": tapescript(author) });
    let each = |scene: &Scene<'_>, from: usize| {
        sealed_with(author, &signed, (NOTIFY, "u", "news"), &scene.random(from), NOW)
    };
    let seed = "01".repeat(32);
    let boxes = json!({ "inner_cipher": ["x25519", { "seed": seed }] });
    let (data_a, data_b) = (super::peers::pubkey_data(author, 2), super::peers::pubkey_data(author, 3));
    let for_peer = |scene: &Scene<'_>, data: &str, from: usize| {
        let plugins = with(boxes.clone(), json!({ "peer_data": data }));
        sealed_with(author, &plugins, (NOTIFY, "u", "news"), &scene.random(from), NOW)
    };
    let learns = |address: &str, id: &str, data: &str| {
        let input = json!({ "type": "discovered", "id": hex(id), "data": data });
        let message = super::peers::message(author, input);
        receives("bob", address, message).gives(&[], &[])
    };
    vec![
        server(
            author,
            "notify-tapescript",
            "a signature of its own for each receiver",
            &["NA-SUB-2"],
            signed.clone(),
        )
        .needs("netaio-tapescript")
        .step(subscribes("subscribe", "key", A))
        .step(subscribes("subscribe", "key", B))
        .step_at(|scene| notifies("key").sends(&[to(A, each(scene, 0)), to(B, each(scene, 16))]))
        .done(),
        server(
            author,
            "notify-x25519",
            "a box of its own for each receiver",
            &["NA-SUB-2"],
            json!({ "peer_id": hex("s"), "peer_data": hex("ds") }),
        )
        .needs("netaio-x25519")
        .step(super::peers::manages("bob").sends(&[]))
        .step(learns(A, "a", &data_a))
        .step(learns(B, "b", &data_b))
        .step(subscribes("subscribe", "key", A))
        .step(subscribes("subscribe", "key", B))
        .step_at(|scene| {
            news("notify", with(json!({ "key": hex("key") }), boxes.clone()))
                .sends(&[to(A, for_peer(scene, &data_a, 0)), to(B, for_peer(scene, &data_b, 24))])
        })
        .done(),
    ]
}

fn broadcasts(author: &Author<'_>) -> Vec<Draft> {
    let all = |addresses: &[&str]| {
        addresses.iter().map(|address| to(address, plain_news(author))).collect::<Vec<_>>()
    };
    let discovers = |address: &str, id: &str| {
        let input = json!({ "type": "discovered", "id": hex(id), "data": hex("d") });
        receives("bob", address, super::peers::message(author, input)).gives(&[], &[])
    };
    vec![
        server(author, "broadcast", "to every connection, and to one less", &["NA-SUB-4"], json!({}))
            .step(subscribes("subscribe", "key", A))
            .step(news("broadcast", json!({})).sends(&all(&[A, B, C])))
            .step(super::node::disconnects("bob", B))
            .step(news("broadcast", json!({})).sends(&all(&[A, C])))
            .done(),
        Scene::new(author, "udp/broadcast", "to every peer", &["NA-SUB-4"])
            .udp(json!({ "peer_id": hex("n"), "peer_data": hex("dn") }))
            .step(news("broadcast", json!({})).sends(&[]))
            .step(super::udp_peers::manages(author, json!({})))
            .step(discovers(C, "a"))
            .step(discovers(A, "b"))
            .step(news("broadcast", json!({})).sends(&all(&[A, C])))
            .done(),
        Scene::new(author, "udp/multicast", "to the multicast group", &["NA-LAYER-2"])
            .udp(json!({ "outer_auth": hmac() }))
            .step_at(|scene| {
                let plugins = json!({ "outer_auth": hmac() });
                news("multicast", json!({}))
                    .sends(&[to("multicast", scene.sends(&plugins, NOTIFY, "u", "news"))])
            })
            .done(),
    ]
}
