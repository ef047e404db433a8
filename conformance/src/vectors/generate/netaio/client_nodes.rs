//! `client.json`: what a client does with a message, sections 6.3 to 6.5.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, step};
use super::node::{
    AUTH_ERROR, CREATE, ERROR, HMAC_FAILED, NOTIFY, NOW, OK, Outcome, PUBLISH, REQUEST, SERVER, Scene,
    closed, disconnects, echo, handled, hex, hmac, inner_hmac, inner_stream, on, peer_message, plain,
    received, receives, receives_at, sealed, stream, ticks, to, with,
};
use super::server_receive::bad_checksum;
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = received_messages(author);
    cases.extend(refused(author));
    cases.extend(inner(author));
    cases.extend(sends(author));
    cases.extend(connections(author));
    cases
}

/// A message without a handler.
pub(super) fn notified(author: &Author<'_>) -> DraftStep {
    receives("alice", SERVER, plain(author, NOTIFY, "u", "hi"))
        .gives(&[received(SERVER, NOTIFY, "u", "hi")], &[])
}

fn client<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str], settings: Value) -> Scene<'a> {
    Scene::new(author, &format!("client/{name}"), about, rules).client(settings)
}

/// It goes on as before, with an authenticated message.
fn goes_on(author: &Author<'_>) -> DraftStep {
    receives("alice", SERVER, sealed(author, &json!({ "outer_auth": hmac() }), NOTIFY, "u", "hi"))
        .gives(&[received(SERVER, NOTIFY, "u", "hi")], &[])
}

fn received_messages(author: &Author<'_>) -> Vec<Draft> {
    let given = |kind: u8| {
        receives("alice", SERVER, plain(author, kind, "u", "hi"))
            .gives(&[received(SERVER, kind, "u", "hi")], &[])
    };
    let mut all = client(
        author,
        "unhandled",
        "a message of each kind that has no handler",
        &["NA-RECV-15", "NA-CLIENT-1"],
        json!({}),
    );
    for kind in [REQUEST, 1, CREATE, PUBLISH, OK, 13, ERROR, AUTH_ERROR, 24, 25, 30] {
        all = all.step(given(kind));
    }
    vec![
        client(
            author,
            "notified",
            "a notification without a handler",
            &["NA-RECV-15", "NA-CLIENT-1"],
            json!({}),
        )
        .source("N 179")
        .step(notified(author).measured())
        .done(),
        all.done(),
        client(author, "handled", "a handler and its reply, which is not sent", &["NA-CLIENT-1"], json!({}))
            .handle("alice", 0, echo(NOTIFY, "u", OK))
            .step(
                receives("alice", SERVER, plain(author, NOTIFY, "u", "hi"))
                    .gives(&[handled(0, SERVER, NOTIFY, "u", "hi")], &[]),
            )
            .done(),
        client(author, "handled-by-address", "a handler for one server", &["NA-ROUTE-1"], json!({}))
            .handle("alice", 0, on(NOTIFY, "u"))
            .handle("alice", 1, with(on(NOTIFY, "u"), json!({ "address": SERVER })))
            .step(
                receives("alice", SERVER, plain(author, NOTIFY, "u", "hi"))
                    .gives(&[handled(1, SERVER, NOTIFY, "u", "hi")], &[]),
            )
            .done(),
        client(
            author,
            "advertise-not-answered",
            "an ADVERTISE_PEER to a client that manages peers",
            &["NA-CLIENT-1", "NA-PEER-8"],
            json!({ "peer_id": hex("c"), "peer_data": hex("dc") }),
        )
        .source("N 184")
        .step_at(|_| {
            super::peers::manages("alice").sends(&[to(SERVER, peer_message(author, "advertise", "c", "dc"))])
        })
        .step(
            receives("alice", SERVER, peer_message(author, "advertise", "s", "ds"))
                .gives(&[], &[])
                .upstream(json!({ "accept": { "sent": [] } })),
        )
        .step(super::node::knows("alice", &[super::node::peer("s", "ds", &[SERVER])], &[]))
        .done(),
    ]
}

fn refused(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac() });
    let local_error = [("client-auth-failure", "local-error")];
    let failed = || [received(SERVER, AUTH_ERROR, "ERROR", "HMAC auth failed")];
    let unauthenticated =
        |kind: u8| receives("alice", SERVER, plain(author, kind, "u", "hi")).gives(&[], &[]);
    vec![
        client(
            author,
            "bad-checksum",
            "a wrong checksum, and then a good message",
            &["NA-CLIENT-1", "NA-TCP-3"],
            json!({}),
        )
        .step(receives("alice", SERVER, bad_checksum(author, NOTIFY, "u", "hi")).gives(&[], &[]))
        .step(notified(author))
        .done(),
        client(author, "unauthenticated-ok", "an OK without auth fields", &["NA-RECV-5"], auth.clone())
            .source("N 175")
            .bug(BugClass::Confusion, Severity::Low)
            .step(unauthenticated(OK).measured_as(&local_error, &failed(), &[]))
            .step(goes_on(author))
            .done(),
        client(
            author,
            "auth-error-in-clear",
            "an AUTH_ERROR in clear, because the secret is another one",
            &["NA-RECV-4", "NA-RECV-5"],
            auth.clone(),
        )
        .source("N 174")
        .step(receives("alice", SERVER, HMAC_FAILED).gives(&[], &[]).measured())
        .step(goes_on(author))
        .done(),
        client(author, "authenticated", "a message with a good MAC", &["NA-RECV-5"], auth.clone())
            .step(goes_on(author))
            .done(),
        client(
            author,
            "unauthenticated-silence",
            "a client that was told to be silent",
            &["NA-RECV-4", "NA-RECV-5"],
            json!({ "outer_auth": hmac(), "on_auth_failure": "silence" }),
        )
        .step(unauthenticated(OK))
        .step(goes_on(author))
        .done(),
        client(
            author,
            "missing-iv",
            "a message that was not encrypted is dropped",
            &["NA-RECV-6"],
            json!({ "outer_cipher": stream() }),
        )
        .step(receives("alice", SERVER, plain(author, NOTIFY, "u", "hi")).gives(&[], &[]))
        .step(
            receives(
                "alice",
                SERVER,
                sealed(author, &json!({ "outer_cipher": stream() }), NOTIFY, "u", "hi"),
            )
            .gives(&[received(SERVER, NOTIFY, "u", "hi")], &[]),
        )
        .done(),
    ]
}

/// Plugins of handlers.
fn inner(author: &Author<'_>) -> Vec<Draft> {
    let local_error = [("client-auth-failure", "local-error")];
    let failed = || [received(SERVER, AUTH_ERROR, "ERROR", "HMAC auth failed")];
    let refused = || receives("alice", SERVER, plain(author, NOTIFY, "u", "hi")).gives(&[], &[]);
    let genuine = |plugins: Value| {
        receives("alice", SERVER, sealed(author, &plugins, NOTIFY, "u", "hi"))
            .gives(&[handled(0, SERVER, NOTIFY, "u", "hi")], &[])
    };
    let auth = json!({ "inner_auth": inner_hmac() });
    let cipher = json!({ "inner_cipher": inner_stream() });
    vec![
        client(
            author,
            "inner-auth",
            "a message that the plugin of its handler refuses",
            &["NA-RECV-5", "NA-RECV-8"],
            json!({}),
        )
        .handle("alice", 0, with(on(NOTIFY, "u"), auth.clone()))
        .step(refused().otherwise(&local_error, &failed(), &[]))
        .step(genuine(auth.clone()))
        .done(),
        client(
            author,
            "one-time-used-up",
            "a forged message for a one-time handler, and then the genuine one",
            &["NA-RECV-7", "NA-RECV-9"],
            json!({}),
        )
        .bug(BugClass::DenialOfService, Severity::Low)
        .handle("alice", 0, with(on(NOTIFY, "u"), with(auth.clone(), json!({ "once": true }))))
        .step(refused().otherwise(&local_error, &failed(), &[]))
        .step(genuine(auth.clone()).otherwise(
            &[("one-time", "before-checks")],
            &[received(SERVER, NOTIFY, "u", "hi")],
            &[],
        ))
        .done(),
        client(author, "inner-missing-iv", "the same for a cipher", &["NA-RECV-6"], json!({}))
            .handle("alice", 0, with(on(NOTIFY, "u"), cipher.clone()))
            .step(refused())
            .step(genuine(cipher))
            .done(),
    ]
}

fn sends(author: &Author<'_>) -> Vec<Draft> {
    let message = |address: &str| {
        let given = json!({ "address": address, "type": PUBLISH, "uri": hex("u"), "content": hex("hi") });
        step("alice", "netaio.node.send", given).now(NOW)
    };
    let published = || [to(SERVER, plain(author, PUBLISH, "u", "hi"))];
    vec![
        client(author, "send", "a message to the server", &["NA-TCP-7"], json!({}))
            .step(message(SERVER).sends(&published()))
            .done(),
        client(author, "send-authenticated", "through the plugin of the node", &["NA-LAYER-2"], json!({ "outer_auth": hmac() }))
            .step_at(|scene| {
                let plugins = json!({ "outer_auth": hmac() });
                message(SERVER).sends(&[to(SERVER, scene.sends(&plugins, PUBLISH, "u", "hi"))])
            })
            .done(),
        Scene::new(author, "client/send-unconnected", "a message before there is a connection", &["NA-TCP-7"])
            .source("N 178")
            .node("alice", "client", json!({}))
            .step(
                message(SERVER)
                    .reject("not-connected")
                    .upstream(json!({ "error": "builtins.KeyError: ('192.0.2.9', 5000)" })),
            )
            .connected("alice", SERVER)
            .step(message(SERVER).sends(&published()))
            .done(),
        client(author, "send-closed", "a message after the connection was closed", &["NA-TCP-7"], json!({}))
            .source("N 177")
            .step(step("alice", "netaio.node.close", json!({ "address": SERVER })).now(NOW).gives(&[closed(SERVER)], &[]))
            .step(
                message(SERVER)
                    .reject("not-connected")
                    .upstream(json!({ "error": "builtins.ConnectionResetError: Connection lost" })),
            )
            .connected("alice", SERVER)
            .step(message(SERVER).sends(&published()))
            .done(),
        client(author, "send-too-large", "a body of 65 425 bytes", &["NA-MSG-1"], json!({}))
            .bug(BugClass::Robustness, Severity::Low)
            .step(
                step("alice", "netaio.node.send", json!({
                    "address": SERVER, "type": PUBLISH, "uri": hex("u"), "content": { "$repeat": ["61", 65_422] }
                }))
                .now(NOW)
                .reject("too-large"),
            )
            .step(message(SERVER).sends(&published()))
            .done(),
    ]
}

fn connections(author: &Author<'_>) -> Vec<Draft> {
    let garbage = receives("alice", SERVER, "ff".repeat(9)).gives(&[closed(SERVER)], &[]);
    let half = plain(author, NOTIFY, "u", "hi").get(..20).unwrap_or_default().to_owned();
    vec![
        client(
            author,
            "unknown-type",
            "a type that does not exist ends the connection",
            &["NA-TCP-2"],
            json!({}),
        )
        .step(garbage)
        .connected("alice", SERVER)
        .step(notified(author))
        .done(),
        client(
            author,
            "half-then-end",
            "a part of a message is gone with its connection",
            &["NA-TCP-5"],
            json!({}),
        )
        .step(receives("alice", SERVER, half.clone()).gives(&[], &[]))
        .step(disconnects("alice", SERVER))
        .connected("alice", SERVER)
        .step(notified(author))
        .done(),
        client(
            author,
            "partial-late",
            "a part of a message for longer than 30 seconds",
            &["NA-TCP-4"],
            json!({}),
        )
        .bug(BugClass::DenialOfService, Severity::Low)
        .step(receives_at("alice", SERVER, half, NOW).gives(&[], &[]))
        .step(ticks("alice", NOW + 30_000).gives(&[], &[]))
        .step(ticks("alice", NOW + 30_001).gives(&[closed(SERVER)], &[]).otherwise(
            &[("partial-message", "waits")],
            &[],
            &[],
        ))
        .done(),
        client(
            author,
            "tick-order",
            "a part of a message and a request, both too late",
            &["NA-TCP-4", "NA-REQ-3"],
            json!({}),
        )
        .step(
            step(
                "alice",
                "netaio.node.request",
                json!({ "address": SERVER, "uri": hex("u"), "timeout_ms": 31_000 }),
            )
            .now(NOW)
            .accept(json!({ "request": 0 })),
        )
        .step(receives("alice", SERVER, "0800").gives(&[], &[]))
        .step(
            ticks("alice", NOW + 31_000).gives(&[closed(SERVER), super::node::timed_out(0)], &[]).otherwise(
                &[("partial-message", "waits")],
                &[super::node::timed_out(0)],
                &[],
            ),
        )
        .done(),
        client(author, "two-servers", "messages of two servers at once", &["NA-TCP-1"], json!({}))
            .connected("alice", super::node::A)
            .step(
                receives(
                    "alice",
                    super::node::A,
                    plain(author, NOTIFY, "u", "hi").get(..24).unwrap_or_default(),
                )
                .gives(&[], &[]),
            )
            .step(notified(author))
            .step(
                receives(
                    "alice",
                    super::node::A,
                    plain(author, NOTIFY, "u", "hi").get(24..).unwrap_or_default(),
                )
                .gives(&[received(super::node::A, NOTIFY, "u", "hi")], &[]),
            )
            .done(),
    ]
}
