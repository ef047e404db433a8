//! `server.json`: handlers and which of them gets a message, section 6.2.

use serde_json::json;

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::node::{
    A, B, CREATE, NOT_FOUND, OK, Outcome, REQUEST, RESPOND, Scene, TCP_NOT_FOUND, closed, disconnects, echo,
    handled, hex, hmac, inner_hmac, inner_stream, on, plain, receives, replies, sealed, stream, to, with,
};

const V6: &str = "[2001:db8::1]:5004";

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = routes(author);
    cases.extend(one_time(author));
    cases.extend(removed(author));
    cases.extend(actions(author));
    cases.extend(plugins(author));
    cases.extend(clashes(author));
    cases
}

/// Somebody asks for a URI, and a handler answers.
pub(super) fn asks(author: &Author<'_>, from: &str, uri: &str, handler: u32, answer: &str) -> DraftStep {
    receives("bob", from, plain(author, REQUEST, uri, "hi")).gives(
        &[handled(handler, from, REQUEST, uri, "hi")],
        &[to(from, plain(author, RESPOND, uri, answer))],
    )
}

/// Nobody handles what somebody asks for.
fn asks_in_vain(author: &Author<'_>, from: &str, uri: &str) -> DraftStep {
    receives("bob", from, plain(author, REQUEST, uri, "hi")).gives(&[], &[to(from, TCP_NOT_FOUND)])
}

fn routes(author: &Author<'_>) -> Vec<Draft> {
    let all =
        json!({ "type": REQUEST, "action": "reply", "reply_type": RESPOND, "reply_content": hex("all") });
    let at = |address: &str, content: &str| {
        with(replies(REQUEST, "u", RESPOND, content), json!({ "address": address }))
    };
    vec![
        Scene::new(
            author,
            "server/request",
            "a request, its handler, and the reply",
            &["NA-RECV-10", "NA-TCP-1"],
        )
        .server(json!({}))
        .handle("bob", 0, echo(REQUEST, "u", RESPOND))
        .step(asks(author, A, "u", 0, "hi"))
        .step(asks(author, A, "u", 0, "hi"))
        .done(),
        Scene::new(author, "server/routing-order", "three keys of one message", &["NA-ROUTE-1"])
            .server(json!({}))
            .connected("bob", B)
            .handle("bob", 0, all.clone())
            .handle("bob", 1, replies(REQUEST, "u", RESPOND, "uri"))
            .handle("bob", 2, at(A, "address"))
            .step(asks(author, A, "u", 2, "address"))
            .step(asks(author, B, "u", 1, "uri"))
            .step(asks(author, A, "v", 0, "all"))
            .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[to(A, TCP_NOT_FOUND)]))
            .done(),
        Scene::new(author, "server/routing-ipv6", "a handler for an address of IPv6", &["NA-ROUTE-1"])
            .server(json!({}))
            .connected("bob", V6)
            .handle("bob", 0, replies(REQUEST, "u", RESPOND, "uri"))
            .handle("bob", 1, at(V6, "address"))
            .step(asks(author, V6, "u", 1, "address"))
            .step(asks(author, A, "u", 0, "uri"))
            .done(),
        Scene::new(
            author,
            "server/routing-empty-uri",
            "an empty URI is one URI, and not any",
            &["NA-ROUTE-1"],
        )
        .server(json!({}))
        .handle("bob", 0, replies(REQUEST, "", RESPOND, "empty"))
        .step(asks(author, A, "", 0, "empty"))
        .step(asks_in_vain(author, A, "u"))
        .done(),
        Scene::new(
            author,
            "server/second-handler",
            "a second handler of one key takes the place of the first",
            &["NA-ROUTE-1"],
        )
        .server(json!({}))
        .handle("bob", 0, replies(REQUEST, "u", RESPOND, "first"))
        .handle("bob", 1, replies(REQUEST, "u", RESPOND, "second"))
        .step(asks(author, A, "u", 1, "second"))
        .done(),
    ]
}

fn one_time(author: &Author<'_>) -> Vec<Draft> {
    let once = |content: &str| with(replies(REQUEST, "u", RESPOND, content), json!({ "once": true }));
    let any_once = json!({
        "type": REQUEST, "once": true, "action": "reply", "reply_type": RESPOND, "reply_content": hex("once")
    });
    vec![
        Scene::new(
            author,
            "server/one-time-first",
            "a one-time handler beside one that stays",
            &["NA-ROUTE-2", "NA-RECV-9"],
        )
        .server(json!({}))
        .handle("bob", 0, replies(REQUEST, "u", RESPOND, "always"))
        .handle("bob", 1, once("once"))
        .step(asks(author, A, "u", 1, "once"))
        .step(asks(author, A, "u", 0, "always"))
        .done(),
        Scene::new(author, "server/one-time-alone", "a second message finds no handler", &["NA-RECV-9"])
            .server(json!({}))
            .handle("bob", 0, once("once"))
            .step(asks(author, A, "u", 0, "once"))
            .step(asks_in_vain(author, A, "u"))
            .done(),
        Scene::new(
            author,
            "server/one-time-of-wider-key",
            "a narrower key comes before a one-time handler",
            &["NA-ROUTE-1", "NA-ROUTE-2"],
        )
        .server(json!({}))
        .handle("bob", 0, any_once)
        .handle("bob", 1, replies(REQUEST, "u", RESPOND, "always"))
        .step(asks(author, A, "u", 1, "always"))
        .step(asks(author, A, "v", 0, "once"))
        .step(asks_in_vain(author, A, "v"))
        .done(),
        Scene::new(
            author,
            "server/one-time-twice",
            "a second one-time handler of one key takes the place of the first",
            &["NA-RECV-9"],
        )
        .server(json!({}))
        .handle("bob", 0, once("first"))
        .handle("bob", 1, once("second"))
        .step(asks(author, A, "u", 1, "second"))
        .step(asks_in_vain(author, A, "u"))
        .done(),
        Scene::new(
            author,
            "server/one-time-in-one-segment",
            "two messages at once",
            &["NA-RECV-9", "NA-TCP-1"],
        )
        .server(json!({}))
        .handle("bob", 0, once("once"))
        .step(receives("bob", A, plain(author, REQUEST, "u", "hi").repeat(2)).gives(
            &[handled(0, A, REQUEST, "u", "hi")],
            &[to(A, plain(author, RESPOND, "u", "once")), to(A, TCP_NOT_FOUND)],
        ))
        .done(),
    ]
}

fn removed(author: &Author<'_>) -> Vec<Draft> {
    let once = with(replies(REQUEST, "u", RESPOND, "once"), json!({ "once": true }));
    let unhandle = |key: serde_json::Value| step("bob", "netaio.node.unhandle", key);
    let key = json!({ "type": REQUEST, "uri": hex("u") });
    vec![
        Scene::new(author, "server/unhandle", "a handler is taken away", &["NA-RECV-14"])
            .server(json!({}))
            .handle("bob", 0, replies(REQUEST, "u", RESPOND, "uri"))
            .step(asks(author, A, "u", 0, "uri"))
            .step(unhandle(key.clone()))
            .step(asks_in_vain(author, A, "u"))
            .done(),
        Scene::new(
            author,
            "server/unhandle-once",
            "of two handlers of one key the one-time one",
            &["NA-ROUTE-2"],
        )
        .server(json!({}))
        .handle("bob", 0, replies(REQUEST, "u", RESPOND, "always"))
        .handle("bob", 1, once.clone())
        .step(unhandle(with(key.clone(), json!({ "once": true }))))
        .step(asks(author, A, "u", 0, "always"))
        .done(),
        Scene::new(
            author,
            "server/unhandle-always",
            "of two handlers of one key the one that stays",
            &["NA-RECV-9"],
        )
        .server(json!({}))
        .handle("bob", 0, replies(REQUEST, "u", RESPOND, "always"))
        .handle("bob", 1, once)
        .step(unhandle(key))
        .step(asks(author, A, "u", 1, "once"))
        .step(asks_in_vain(author, A, "u"))
        .done(),
    ]
}

/// What handlers do.
fn actions(author: &Author<'_>) -> Vec<Draft> {
    let other = with(replies(CREATE, "u", OK, "stored"), json!({ "reply_uri": hex("v") }));
    let silent =
        receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[handled(0, A, CREATE, "u", "hi")], &[]);
    let too_large = with(echo(CREATE, "u", OK), json!({ "reply_content": { "$repeat": ["61", 65_423] } }));
    let unknown = with(on(CREATE, "u"), json!({ "action": "reply", "reply_type": 14 }));
    let handled_then_closed = || [handled(0, A, CREATE, "u", "hi"), closed(A)];
    let ends = |name: &str, about: &str, handler: serde_json::Value| {
        Scene::new(author, name, about, &["NA-RECV-11"])
            .server(json!({}))
            .connected("bob", B)
            .handle("bob", 0, handler)
            .handle("bob", 1, echo(REQUEST, "u", RESPOND))
    };
    vec![
        Scene::new(author, "server/no-reply", "a handler that replies nothing", &["NA-RECV-10"])
            .server(json!({}))
            .handle("bob", 0, on(CREATE, "u"))
            .step(silent)
            .done(),
        Scene::new(
            author,
            "server/reply-elsewhere",
            "a reply with URI and content of its own",
            &["NA-RECV-10"],
        )
        .server(json!({}))
        .handle("bob", 0, other)
        .step(
            receives("bob", A, plain(author, CREATE, "u", "hi"))
                .gives(&[handled(0, A, CREATE, "u", "hi")], &[to(A, plain(author, OK, "v", "stored"))]),
        )
        .done(),
        ends(
            "server/handler-fails",
            "a handler that ends in an error",
            with(on(CREATE, "u"), json!({ "action": "fail" })),
        )
        .source("N 149")
        .step(
            receives("bob", A, plain(author, CREATE, "u", "hi"))
                .gives(&handled_then_closed(), &[])
                .measured(),
        )
        .step(asks(author, B, "u", 1, "hi"))
        .done(),
        ends(
            "server/fails-in-the-middle",
            "what follows on the connection is lost with it",
            with(on(CREATE, "u"), json!({ "action": "fail" })),
        )
        .step(
            receives("bob", A, plain(author, CREATE, "u", "hi") + &plain(author, REQUEST, "u", "hi"))
                .gives(&handled_then_closed(), &[]),
        )
        .step(asks(author, B, "u", 1, "hi"))
        .done(),
        ends("server/reply-too-large", "a reply of 65 424 bytes", too_large)
            .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&handled_then_closed(), &[]))
            .step(asks(author, B, "u", 1, "hi"))
            .done(),
        ends("server/reply-unknown-type", "a reply of a type that does not exist", unknown)
            .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&handled_then_closed(), &[]))
            .step(asks(author, B, "u", 1, "hi"))
            .done(),
    ]
}

fn plugins(author: &Author<'_>) -> Vec<Draft> {
    let outer = json!({ "outer_auth": hmac(), "outer_cipher": stream() });
    let inner = json!({ "inner_auth": inner_hmac(), "inner_cipher": inner_stream() });
    let all = with(outer.clone(), inner.clone());
    vec![
        Scene::new(
            author,
            "server/routing-after-cipher",
            "the URI that was encrypted counts",
            &["NA-ROUTE-1"],
        )
        .server(json!({ "outer_cipher": stream() }))
        .handle("bob", 0, echo(REQUEST, "u", RESPOND))
        .step_at(|scene| {
            let plugins = json!({ "outer_cipher": stream() });
            receives("bob", A, sealed(author, &plugins, REQUEST, "u", "hi")).gives(
                &[handled(0, A, REQUEST, "u", "hi")],
                &[to(A, scene.sends(&plugins, RESPOND, "u", "hi"))],
            )
        })
        .done(),
        Scene::new(
            author,
            "server/four-plugins",
            "a request and its reply through inner and outer plugins",
            &["NA-RECV-10", "NA-LAYER-2", "NA-LAYER-4"],
        )
        .server(outer.clone())
        .handle("bob", 0, with(echo(REQUEST, "u", RESPOND), inner))
        .step_at(|scene| {
            receives("bob", A, sealed(author, &all, REQUEST, "u", "hi"))
                .gives(&[handled(0, A, REQUEST, "u", "hi")], &[to(A, scene.sends(&all, RESPOND, "u", "hi"))])
        })
        .done(),
        Scene::new(
            author,
            "server/not-found-sealed",
            "NOT_FOUND goes through the outer plugins",
            &["NA-RECV-14"],
        )
        .server(outer.clone())
        .step_at(|scene| {
            receives("bob", A, sealed(author, &outer, CREATE, "u", "hi"))
                .gives(&[], &[to(A, scene.sends(&outer, NOT_FOUND, "", "not found"))])
        })
        .done(),
    ]
}

/// Two plugins with one field.
fn clashes(author: &Author<'_>) -> Vec<Draft> {
    let same = json!(["stream", { "key": hex("inner key") }]);
    let accepted = Wanted::Accept(json!({}));
    let overwritten = [("field-clash", "overwritten")];
    let clash = with(echo(REQUEST, "u", RESPOND), json!({ "inner_cipher": same }));
    let node = json!({
        "role": "server", "version": "0.0.9", "outer_cipher": stream(),
        "outer_auth": ["hmac", { "secret": hex("outer secret"), "hmac_field": "iv" }]
    });
    vec![
        Scene::new(author, "server/new-field-clash", "MAC and IV in one field", &["NA-LAYER-1"])
            .step(
                step("bob", "netaio.node.new", node)
                    .reject("field-clash")
                    .variant_stop(&overwritten, accepted),
            )
            .server(json!({}))
            .handle("bob", 0, echo(REQUEST, "u", RESPOND))
            .step(asks(author, A, "u", 0, "hi"))
            .done(),
        Scene::new(author, "server/handle-field-clash", "two IVs in one field", &["NA-LAYER-1"])
            .server(json!({ "outer_cipher": stream() }))
            .step(
                step("bob", "netaio.node.handle", clash)
                    .reject("field-clash")
                    .variant_stop(&overwritten, Wanted::Accept(json!({ "handler": 0 }))),
            )
            .handle("bob", 0, with(echo(REQUEST, "u", RESPOND), json!({ "inner_cipher": inner_stream() })))
            .done(),
        Scene::new(
            author,
            "server/handle-unknown-type",
            "a handler for a type that does not exist",
            &["NA-TYPE-2"],
        )
        .server(json!({}))
        .step(step("bob", "netaio.node.handle", on(14, "u")).reject("bad-type"))
        .handle("bob", 0, echo(REQUEST, "u", RESPOND))
        .step(asks(author, A, "u", 0, "hi"))
        .done(),
        Scene::new(
            author,
            "server/connect-again",
            "an address that was gone is there again",
            &["NA-TCP-5", "NA-TCP-1"],
        )
        .server(json!({}))
        .handle("bob", 0, echo(REQUEST, "u", RESPOND))
        .step(asks(author, A, "u", 0, "hi"))
        .step(disconnects("bob", A))
        .connected("bob", A)
        .step(asks(author, A, "u", 0, "hi"))
        .done(),
    ]
}
