//! `server.json`: connections that have ended, and sending to them, sections 6.4 and 6.5.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, step};
use super::node::{
    A, B, CONFIRM_SUBSCRIBE, CREATE, NOW, OK, Outcome, PUBLISH, SUBSCRIBE, Scene, closed, disconnects, echo,
    handled, hex, hmac, inner_hmac, knows, on, plain, receives, sealed, stream, subscribed, ticks, to, with,
};
use super::server_receive::creates;
use super::server_stream::{other_creates, server};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [ended(author), others(author)].concat()
}

/// Other versions and types.
fn others(author: &Author<'_>) -> Vec<Draft> {
    let old = json!({ "version": "0.0.8", "outer_auth": hmac(), "outer_cipher": stream() });
    let types = json!({ "types": [31, 200] });
    vec![
        Scene::of_version(
            author,
            "server/version-0-0-8",
            "a server with the bytes of 0.0.8, which has no type 25",
            &["NA-VER-1", "NA-TCP-2"],
            "0.0.8",
        )
        .server(old.clone())
        .handle("bob", 0, echo(CREATE, "u", OK))
        .step_at(|scene| super::server_receive::creates_with(author, scene, &old))
        .step(receives("bob", A, plain(author, 25, "u", "hi")).gives(&[closed(A)], &[]))
        .done(),
        Scene::new(
            author,
            "server/custom-types",
            "a custom type, and one that was not told",
            &["NA-TCP-2", "NA-MSG-5"],
        )
        .needs("netaio-custom-types")
        .server(types.clone())
        .handle("bob", 0, echo(31, "u", 200))
        .step(
            receives("bob", A, sealed(author, &types, 31, "u", "hi"))
                .gives(&[handled(0, A, 31, "u", "hi")], &[to(A, sealed(author, &types, 200, "u", "hi"))]),
        )
        .step(
            receives("bob", A, sealed(author, &json!({ "types": [32] }), 32, "u", "hi"))
                .gives(&[closed(A)], &[]),
        )
        .done(),
        Scene::new(author, "server/new-custom-type-30", "a custom type that is none", &["NA-TYPE-1"])
            .needs("netaio-custom-types")
            .step(
                step(
                    "bob",
                    "netaio.node.new",
                    json!({ "role": "server", "version": "0.0.9", "types": [30] }),
                )
                .reject("bad-type"),
            )
            .server(types)
            .handle("bob", 0, echo(CREATE, "u", OK))
            .step(creates(author, 0))
            .done(),
    ]
}

fn ended(author: &Author<'_>) -> Vec<Draft> {
    let subscribe = with(on(SUBSCRIBE, "key"), json!({ "action": "subscribe" }));
    let message = plain(author, CREATE, "u", "hi");
    let half = message.get(..20).unwrap_or_default().to_owned();
    let confirmed = plain(author, CONFIRM_SUBSCRIBE, "key", "");
    let subscribes = |address: &str| {
        receives("bob", address, plain(author, SUBSCRIBE, "key", ""))
            .gives(&[handled(1, address, SUBSCRIBE, "key", "")], &[to(address, confirmed.clone())])
    };
    let sends = |address: &str| {
        let message = json!({ "address": address, "type": PUBLISH, "uri": hex("u"), "content": hex("hi") });
        step("bob", "netaio.node.send", message).now(NOW)
    };
    let ends = |settings: Value| step("bob", "netaio.node.close", settings).now(NOW);
    vec![
        server(author, "half-then-end", "a part of a message is gone with its connection", &["NA-TCP-5"])
            .step(receives("bob", A, half.clone()).gives(&[], &[]))
            .step(disconnects("bob", A))
            .connected("bob", A)
            .step(creates(author, 0))
            .step(ticks("bob", NOW + 30_001).gives(&[], &[]))
            .done(),
        server(author, "subscription-ends", "subscriptions are gone with their connection", &["NA-TCP-5"])
            .handle("bob", 1, subscribe.clone())
            .step(subscribes(A))
            .step(subscribes(B))
            .step(knows("bob", &[], &[subscribed("key", &[A, B])]))
            .step(disconnects("bob", A))
            .step(knows("bob", &[], &[subscribed("key", &[B])]))
            .done(),
        server(author, "subscription-ends-by-garbage", "also when the node ends it", &["NA-TCP-5", "NA-TCP-2"])
            .handle("bob", 1, subscribe)
            .step(subscribes(A))
            .step(receives("bob", A, "ff".repeat(9)).gives(&[closed(A)], &[]))
            .step(knows("bob", &[], &[]))
            .done(),
        server(author, "send", "a server sends of its own accord", &["NA-TCP-7"])
            .step(sends(A).sends(&[to(A, plain(author, PUBLISH, "u", "hi"))]))
            .done(),
        server(author, "send-ended", "a message to a connection that has ended", &["NA-TCP-7", "NA-TCP-5"])
            .step(disconnects("bob", A))
            .step(sends(A).reject("not-connected"))
            .step(sends(B).sends(&[to(B, plain(author, PUBLISH, "u", "hi"))]))
            .done(),
        server(author, "receive-ended", "bytes of a connection that has ended", &["NA-TCP-5"])
            .step(disconnects("bob", A))
            .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[]))
            .step(other_creates(author))
            .done(),
        server(author, "close-ended", "to close a connection that has ended", &["NA-TCP-7"])
            .step(disconnects("bob", A))
            .step(ends(json!({ "address": A })).reject("not-connected"))
            .step(ends(json!({ "address": B })).gives(&[closed(B)], &[]))
            .done(),
        Scene::new(author, "server/send-plugins", "through the plugins of the call and those of the node", &["NA-LAYER-2"])
            .server(json!({ "outer_auth": hmac() }))
            .step_at(|scene| {
                let plugins = json!({ "outer_auth": hmac(), "inner_auth": inner_hmac() });
                let given = json!({ "address": A, "type": PUBLISH, "uri": hex("u"), "content": hex("hi"), "inner_auth": inner_hmac() });
                step("bob", "netaio.node.send", given)
                    .now(NOW)
                    .sends(&[to(A, scene.sends(&plugins, PUBLISH, "u", "hi"))])
            })
            .step(
                step("bob", "netaio.node.send", json!({
                    "address": A, "type": PUBLISH, "uri": hex("u"), "content": hex("hi"), "outer": false
                }))
                .now(NOW)
                .sends(&[to(A, plain(author, PUBLISH, "u", "hi"))]),
            )
            .done(),
        server(author, "close", "a connection that the application ends", &["NA-TCP-5"])
            .step(ends(json!({ "address": A })).gives(&[closed(A)], &[]))
            .step(other_creates(author))
            .connected("bob", A)
            .step(creates(author, 0))
            .done(),
        server(author, "send-field-clash", "two MACs in one field", &["NA-LAYER-1"])
            .step(
                step("bob", "netaio.node.send", json!({
                    "address": A, "type": PUBLISH, "uri": hex("u"), "content": hex("hi"),
                    "inner_auth": ["hmac", { "secret": "00", "hmac_field": "iv" }],
                    "inner_cipher": stream()
                }))
                .now(NOW)
                .reject("field-clash")
                .variant(&[("field-clash", "overwritten")], Wanted::Accept(json!({}))),
            )
            .step(creates(author, 0))
            .done(),
        server(author, "send-unknown-type", "a type that does not exist", &["NA-TYPE-2"])
            .step(
                step("bob", "netaio.node.send", json!({
                    "address": A, "type": 14, "uri": hex("u"), "content": hex("hi")
                }))
                .now(NOW)
                .reject("bad-type"),
            )
            .step(creates(author, 0))
            .done(),
    ]
}
