//! `request.json`: requests and their answers, section 6.6.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::node::{
    A, AUTH_ERROR, B, CREATE, ERROR, HMAC_FAILED, NOT_FOUND, NOW, OK, Outcome, REQUEST, RESPOND, SERVER,
    Scene, TCP_NOT_FOUND, UDP_NOT_FOUND, answered, echo, handled, hex, hmac, inner_hmac, plain, received,
    receives, receives_at, replies, sealed, ticks, timed_out, to, with,
};
use crate::model::case::{BugClass, Severity};

/// A type of messages that are updated, which has no handler of its own in other cases.
const UPDATE: u8 = 3;

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = answers(author);
    cases.extend(other_messages(author));
    cases.extend(times(author));
    cases.extend(plugins(author));
    cases.extend(forged(author));
    cases.extend(udp(author));
    cases.extend(exchanges(author));
    cases
}

/// A request for `u`, number `number`.
fn requests(actor: &str, address: &str, more: Value) -> DraftStep {
    let input = with(json!({ "address": address, "uri": hex("u") }), more);
    step(actor, "netaio.node.request", input).now(NOW)
}

/// The request as it is sent in clear.
fn sent(author: &Author<'_>, address: &str, number: u32, kind: u8) -> Value {
    json!({ "request": number, "sent": [to(address, plain(author, kind, "u", ""))] })
}

fn client<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str]) -> Scene<'a> {
    Scene::new(author, &format!("request/{name}"), about, rules).client(json!({}))
}

/// A client that has asked for `u`.
fn asked<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str]) -> Scene<'a> {
    client(author, name, about, rules)
        .step(requests("alice", SERVER, json!({})).accept(sent(author, SERVER, 0, REQUEST)))
}

fn arrives(author: &Author<'_>, kind: u8, uri: &str, content: &str) -> DraftStep {
    receives("alice", SERVER, plain(author, kind, uri, content))
}

fn answers(author: &Author<'_>) -> Vec<Draft> {
    let answer = || arrives(author, RESPOND, "u", "ok");
    let of_type = |name: &str, about: &str, kind: u8, good: &[u8], other: &[u8]| {
        let mut scene = client(author, name, about, &["NA-REQ-1"]);
        for (number, answer) in (0..).zip(good) {
            let mut wanted = sent(author, SERVER, number, kind);
            if let Some(members) = wanted.as_object_mut()
                && kind != REQUEST
            {
                members.insert("sent".to_owned(), json!([to(SERVER, plain(author, kind, "u", "c"))]));
            }
            let more = if kind == REQUEST { json!({}) } else { json!({ "type": kind, "content": hex("c") }) };
            scene = scene.step(requests("alice", SERVER, more).accept(wanted));
            for kind in other {
                scene = scene
                    .step(arrives(author, *kind, "u", "x").gives(&[received(SERVER, *kind, "u", "x")], &[]));
            }
            scene = scene
                .step(arrives(author, *answer, "u", "x").gives(&[answered(number, *answer, "u", "x")], &[]));
        }
        scene.done()
    };
    vec![
        asked(
            author,
            "answered",
            "a request and its answer, and the same answer again",
            &["NA-REQ-1", "NA-REQ-2"],
        )
        .step(answer().gives(&[answered(0, RESPOND, "u", "ok")], &[]))
        .step(answer().gives(&[received(SERVER, RESPOND, "u", "ok")], &[]))
        .done(),
        of_type(
            "types-request",
            "what answers a REQUEST_URI, and what does not",
            REQUEST,
            &[RESPOND, ERROR, AUTH_ERROR, NOT_FOUND],
            &[OK, 25, CREATE],
        ),
        of_type(
            "types-create",
            "what answers a CREATE_URI, and what does not",
            CREATE,
            &[OK, ERROR, AUTH_ERROR],
            &[RESPOND, NOT_FOUND, 25],
        ),
        of_type(
            "types-update",
            "what answers an UPDATE_URI, and what does not",
            UPDATE,
            &[OK, ERROR, AUTH_ERROR, NOT_FOUND],
            &[RESPOND, 25],
        ),
        asked(author, "two", "two requests, answered the other way round", &["NA-REQ-1", "NA-REQ-2"])
            .step(
                step("alice", "netaio.node.request", json!({ "address": SERVER, "uri": hex("v") }))
                    .now(NOW)
                    .accept(json!({ "request": 1, "sent": [to(SERVER, plain(author, REQUEST, "v", ""))] })),
            )
            .step(arrives(author, RESPOND, "v", "1").gives(&[answered(1, RESPOND, "v", "1")], &[]))
            .step(arrives(author, RESPOND, "u", "0").gives(&[answered(0, RESPOND, "u", "0")], &[]))
            .done(),
        asked(author, "second-answer", "an error, and an answer of another type behind it", &["NA-REQ-2"])
            .step(arrives(author, ERROR, "u", "1").gives(&[answered(0, ERROR, "u", "1")], &[]))
            .step(arrives(author, RESPOND, "u", "2").gives(&[received(SERVER, RESPOND, "u", "2")], &[]))
            .done(),
    ]
}

/// What is no answer, and what other handlers are for.
fn other_messages(author: &Author<'_>) -> Vec<Draft> {
    let good = || arrives(author, RESPOND, "u", "ok").gives(&[answered(0, RESPOND, "u", "ok")], &[]);
    vec![
        asked(author, "other-uri", "an answer with another URI", &["NA-REQ-1"])
            .step(arrives(author, RESPOND, "v", "x").gives(&[received(SERVER, RESPOND, "v", "x")], &[]))
            .step(good())
            .done(),
        client(author, "other-address", "an answer of another server", &["NA-REQ-1"])
            .connected("alice", A)
            .step(requests("alice", SERVER, json!({})).accept(sent(author, SERVER, 0, REQUEST)))
            .step(
                receives("alice", A, plain(author, RESPOND, "u", "x"))
                    .gives(&[received(A, RESPOND, "u", "x")], &[]),
            )
            .step(good())
            .done(),
        client(
            author,
            "before-handlers",
            "the answer, and a handler for its type and URI",
            &["NA-REQ-1", "NA-ROUTE-1"],
        )
        .handle("alice", 0, super::node::on(RESPOND, "u"))
        .step(requests("alice", SERVER, json!({})).accept(sent(author, SERVER, 0, REQUEST)))
        .step(good())
        .step(arrives(author, RESPOND, "u", "x").gives(&[handled(0, SERVER, RESPOND, "u", "x")], &[]))
        .done(),
    ]
}

fn times(author: &Author<'_>) -> Vec<Draft> {
    let late =
        |after_ms: i64| receives_at("alice", SERVER, plain(author, RESPOND, "u", "ok"), NOW + after_ms);
    let unanswered = || [received(SERVER, NOT_FOUND, "", "not found")];
    vec![
        asked(
            author,
            "timed-out",
            "a request without an answer, and an answer that comes too late",
            &["NA-REQ-3"],
        )
        .step(ticks("alice", NOW + 9_999).gives(&[], &[]))
        .step(ticks("alice", NOW + 10_000).gives(&[timed_out(0)], &[]))
        .step(late(10_002).gives(&[received(SERVER, RESPOND, "u", "ok")], &[]))
        .step(ticks("alice", NOW + 30_000).gives(&[], &[]))
        .done(),
        client(author, "timed-out-1-s", "another time-out", &["NA-REQ-3"])
            .step(
                requests("alice", SERVER, json!({ "timeout_ms": 1000 }))
                    .accept(sent(author, SERVER, 0, REQUEST)),
            )
            .step(ticks("alice", NOW + 999).gives(&[], &[]))
            .step(ticks("alice", NOW + 1000).gives(&[timed_out(0)], &[]))
            .done(),
        asked(
            author,
            "answered-in-time",
            "an answer after nine seconds, and then time passes",
            &["NA-REQ-3", "NA-REQ-2"],
        )
        .step(late(9_000).gives(&[answered(0, RESPOND, "u", "ok")], &[]))
        .step(ticks("alice", NOW + 20_000).gives(&[], &[]))
        .done(),
        asked(author, "connection-ends", "a connection ends, and the request waits on", &["NA-REQ-3"])
            .step(super::node::disconnects("alice", SERVER))
            .step(ticks("alice", NOW + 9_999).gives(&[], &[]))
            .step(ticks("alice", NOW + 10_000).gives(&[timed_out(0)], &[]))
            .done(),
        Scene::new(
            author,
            "client/request-unknown-uri",
            "the NOT_FOUND of a server has no URI, and so is no answer",
            &["NA-REQ-1", "NA-REQ-3"],
        )
        .source("N 173")
        .client(json!({}))
        .step(
            requests("alice", SERVER, json!({ "timeout_ms": 400 })).accept(sent(author, SERVER, 0, REQUEST)),
        )
        .step(receives("alice", SERVER, TCP_NOT_FOUND).gives(&unanswered(), &[]))
        .step(ticks("alice", NOW + 400).gives(&[timed_out(0)], &[]).measured())
        .done(),
    ]
}

/// An inner plugin, which is that of the answer too.
fn plugins(author: &Author<'_>) -> Vec<Draft> {
    let cipher = json!({ "inner_cipher": ["stream", { "key": hex("inner key"), "encrypt_uri": false }] });
    let answer = sealed(author, &cipher, RESPOND, "u", "ok");
    let encrypted = answer.get(answer.len() - 4..).unwrap_or_default().to_owned();
    let again = json!(["answered", 0, RESPOND, hex("u"), encrypted]);
    let request = |scene: &Scene<'_>, actor: &str, address: &str, plugins: &Value| {
        requests(actor, address, plugins.clone())
            .accept(json!({ "request": 0, "sent": [to(address, scene.sends(plugins, REQUEST, "u", ""))] }))
    };
    vec![
        client(author, "inner-cipher", "the cipher of a request, and its answer", &["NA-REQ-4"])
            .source("N 176")
            .step_at(|scene| request(scene, "alice", SERVER, &cipher))
            .step(
                receives("alice", SERVER, answer.clone())
                    .gives(&[answered(0, RESPOND, "u", "ok")], &[])
                    .measured_as(&[("request-plugins", "twice")], &[again], &[]),
            )
            .done(),
        Scene::new(author, "request/udp-inner-cipher", "the same over datagrams", &["NA-REQ-4"])
            .source("N 210")
            .udp(json!({}))
            .step_at(|scene| request(scene, "bob", A, &cipher))
            .step(receives("bob", A, answer).gives(&[answered(0, RESPOND, "u", "ok")], &[]).measured())
            .done(),
    ]
}

/// A forged answer before the genuine one, which the plugin of the request refuses.
fn forged(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "inner_auth": inner_hmac() });
    let genuine = sealed(author, &auth, RESPOND, "u", "ok");
    let forged = plain(author, RESPOND, "u", "evil");
    let ok = || [answered(0, RESPOND, "u", "ok")];
    let failed = || [received(SERVER, AUTH_ERROR, "ERROR", "HMAC auth failed")];
    let used_up = [("one-time", "before-checks")];
    let pinged = [("one-time", "before-checks"), ("answer-to-answer", "answer")];
    let request = |scene: &Scene<'_>, actor: &str, address: &str| {
        requests(actor, address, auth.clone())
            .accept(json!({ "request": 0, "sent": [to(address, scene.sends(&auth, REQUEST, "u", ""))] }))
    };
    vec![
        client(
            author,
            "forged-answer",
            "a forged answer before the genuine one",
            &["NA-RECV-7", "NA-RECV-5"],
        )
        .bug(BugClass::DenialOfService, Severity::Medium)
        .step_at(|scene| request(scene, "alice", SERVER))
        .step(receives("alice", SERVER, forged.clone()).gives(&[], &[]).otherwise(
            &[("client-auth-failure", "local-error")],
            &failed(),
            &[],
        ))
        .step(receives("alice", SERVER, genuine.clone()).gives(&ok(), &[]))
        .done(),
        Scene::new(
            author,
            "request/udp-forged-answer",
            "the same over datagrams",
            &["NA-RECV-7", "NA-RECV-3"],
        )
        .bug(BugClass::DenialOfService, Severity::Medium)
        .udp(json!({}))
        .step_at(|scene| request(scene, "bob", A))
        .step(receives("bob", A, forged).gives(&[], &[to(A, HMAC_FAILED)]))
        .step(
            receives("bob", A, genuine)
                .gives(&ok(), &[])
                .otherwise(&pinged, &[], &[to(A, UDP_NOT_FOUND)])
                .otherwise(&used_up, &[], &[]),
        )
        .done(),
    ]
}

fn udp(author: &Author<'_>) -> Vec<Draft> {
    let node = |name: &str, about: &str, rules: &[&str]| {
        Scene::new(author, &format!("request/{name}"), about, rules)
            .udp(json!({}))
            .step(requests("bob", A, json!({ "timeout_ms": 300 })).accept(sent(author, A, 0, REQUEST)))
    };
    let answer = |from: &str| receives("bob", from, plain(author, RESPOND, "u", "ok"));
    vec![
        node("udp-answered", "a request and its answer", &["NA-REQ-1"])
            .source("N 208")
            .step(answer(A).gives(&[answered(0, RESPOND, "u", "ok")], &[]).measured())
            .done(),
        node("udp-timed-out", "a node that says nothing", &["NA-REQ-3"])
            .source("N 209")
            .step(ticks("bob", NOW + 299).gives(&[], &[]))
            .step(ticks("bob", NOW + 300).gives(&[timed_out(0)], &[]).measured())
            .done(),
        node("udp-other-address", "an answer from elsewhere", &["NA-REQ-1", "NA-RECV-13"])
            .step(answer(B).gives(&[], &[]).otherwise(
                &super::server_receive::ANSWER,
                &[],
                &[to(B, UDP_NOT_FOUND)],
            ))
            .step(answer(A).gives(&[answered(0, RESPOND, "u", "ok")], &[]))
            .done(),
        client(author, "field-clash", "two plugins of a request with one field", &["NA-LAYER-1"])
            .step(requests("alice", SERVER, json!({})).accept(sent(author, SERVER, 0, REQUEST)))
            .step(
                requests(
                    "alice",
                    SERVER,
                    json!({ "inner_auth": ["hmac", { "secret": "00", "hmac_field": "iv" }],
                    "inner_cipher": super::node::stream() }),
                )
                .reject("field-clash")
                .variant_stop(&[("field-clash", "overwritten")], Wanted::Accept(json!({ "request": 1 }))),
            )
            .step(arrives(author, RESPOND, "u", "ok").gives(&[answered(0, RESPOND, "u", "ok")], &[]))
            .done(),
    ]
}

/// A client and a server, or two UDP nodes: what one sends is what the other receives.
fn exchanges(author: &Author<'_>) -> Vec<Draft> {
    let outer = json!({ "outer_auth": hmac(), "outer_cipher": super::node::stream() });
    let saved = |name: &str| json!({ "$ref": name });
    let between = |scene: Scene<'_>, from: &str, at: &str| {
        scene
            .handle("bob", 0, replies(REQUEST, "u", RESPOND, "ok"))
            .step(
                requests("alice", at, json!({})).accept(json!({ "request": 0 })).save("request", "/sent/0/2"),
            )
            .step(
                receives("bob", from, saved("request"))
                    .accept(json!({ "events": [handled(0, from, REQUEST, "u", "")] }))
                    .save("answer", "/sent/0/2"),
            )
            .step(receives("alice", at, saved("answer")).gives(&[answered(0, RESPOND, "u", "ok")], &[]))
            .done()
    };
    let tcp = Scene::new(
        author,
        "request/client-and-server",
        "a client asks a server, through two plugins",
        &["NA-REQ-1", "NA-RECV-10"],
    );
    let udp =
        Scene::new(author, "request/two-udp-nodes", "the same over datagrams", &["NA-REQ-1", "NA-RECV-10"]);
    let inner = Scene::new(
        author,
        "request/client-and-server-inner",
        "a request and a handler with the same inner plugins",
        &["NA-REQ-1", "NA-REQ-4", "NA-RECV-10"],
    );
    let auth = json!({ "inner_auth": inner_hmac() });
    vec![
        between(tcp.client(outer.clone()).server(outer.clone()), A, SERVER),
        between(udp.node("alice", "udp", outer.clone()).udp(outer), A, B),
        inner
            .client(json!({}))
            .server(json!({}))
            .handle("bob", 0, with(echo(REQUEST, "u", RESPOND), auth.clone()))
            .step(
                requests("alice", SERVER, with(json!({ "content": hex("hi") }), auth))
                    .accept(json!({ "request": 0 }))
                    .save("request", "/sent/0/2"),
            )
            .step(
                receives("bob", A, saved("request"))
                    .accept(json!({ "events": [handled(0, A, REQUEST, "u", "hi")] }))
                    .save("answer", "/sent/0/2"),
            )
            .step(receives("alice", SERVER, saved("answer")).gives(&[answered(0, RESPOND, "u", "hi")], &[]))
            .done(),
    ]
}
