//! `attack_nodes.json`: what a node can be made to do, and what it cannot prevent, section 9.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, step};
use super::node::{
    A, AUTH_ERROR, B, CREATE, ERROR, HMAC_FAILED, INVALID_MESSAGE, NOW, OK, Outcome, PUBLISH, SERVER, Scene,
    TCP_NOT_FOUND, UDP_NOT_FOUND, answered, closed, echo, handled, hex, hmac, inner_hmac, knows, peer,
    peer_message, plain, received, receives, receives_at, sealed, ticks, to, with,
};
use super::peers::{advertises, server as peer_server};
use super::server_receive::{ANSWER, CONTINUE, bad_checksum, creates_with};
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = inner_auth(author);
    cases.extend(sealed_error(author));
    cases.extend(one_time(author));
    cases.extend(peers(author));
    cases.extend(half_header(author));
    cases.extend(ping_pong(author));
    cases.extend(limits(author));
    cases
}

fn scene<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str]) -> Scene<'a> {
    Scene::new(author, &format!("attack/{name}"), about, rules)
}

fn inner_auth(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "inner_auth": inner_hmac() });
    let bypasses = |scene: &Scene<'_>, handler: u32, kind: u8| {
        receives("bob", A, plain(author, kind, "u", "hi")).gives(&[], &[]).measured_as(
            &CONTINUE,
            &[handled(handler, A, kind, "u", "hi")],
            &[to(A, scene.sends(&auth, OK, "u", "hi"))],
        )
    };
    vec![
        scene(
            author,
            "inner-auth-bypass",
            "errors to handlers with a secret, from somebody who does not know it",
            &["NA-RECV-8", "NA-RECV-4"],
        )
        .source("N 153; N 154")
        .bug(BugClass::AuthBypass, Severity::High)
        .server(json!({}))
        .handle("bob", 0, with(echo(ERROR, "u", OK), auth.clone()))
        .handle("bob", 1, with(echo(AUTH_ERROR, "u", OK), auth.clone()))
        .step_at(|scene| bypasses(scene, 0, ERROR))
        .step_at(|scene| bypasses(scene, 1, AUTH_ERROR))
        .step_at(|scene| {
            receives("bob", A, sealed(author, &auth, ERROR, "u", "hi"))
                .gives(&[handled(0, A, ERROR, "u", "hi")], &[to(A, scene.sends(&auth, OK, "u", "hi"))])
        })
        .done(),
    ]
}

fn sealed_error(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac() });
    vec![
        scene(
            author,
            "sealed-error",
            "garbage to a node with a secret, from somebody who does not know it",
            &["NA-RECV-2", "NA-RECV-1"],
        )
        .source("N 133")
        .bug(BugClass::Forgery, Severity::Medium)
        .server(auth.clone())
        .handle("bob", 0, echo(CREATE, "u", OK))
        .step_at(|scene| {
            receives("bob", A, bad_checksum(author, CREATE, "u", "hi"))
                .gives(&[], &[to(A, INVALID_MESSAGE)])
                .measured_as(
                    &[("checksum-answer", "sealed")],
                    &[],
                    &[to(A, scene.sends(&auth, ERROR, "ERROR", "invalid message"))],
                )
        })
        .step_at(|scene| creates_with(author, scene, &auth))
        .done(),
    ]
}

fn one_time(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "inner_auth": inner_hmac() });
    let handler = with(with(echo(CREATE, "u", OK), auth.clone()), json!({ "once": true }));
    let before = [("one-time", "before-checks")];
    let case = |scene: Scene<'_>, not_found: &str| {
        scene
            .bug(BugClass::DenialOfService, Severity::Medium)
            .handle("bob", 0, handler.clone())
            .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[to(A, HMAC_FAILED)]))
            .step_at(|scene| {
                creates_with(author, scene, &auth).measured_as(&before, &[], &[to(A, not_found)])
            })
            .step(
                receives("bob", A, sealed(author, &auth, CREATE, "u", "hi")).gives(&[], &[to(A, not_found)]),
            )
            .done()
    };
    let about = "a forged message for a one-time handler, and then the genuine one";
    let rules = &["NA-RECV-7", "NA-RECV-9"];
    let udp = scene(author, "one-time-used-up-udp", "the same over datagrams", rules).udp(json!({}));
    let udp = udp
        .bug(BugClass::DenialOfService, Severity::Medium)
        .handle("bob", 0, handler.clone())
        .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[to(A, HMAC_FAILED)]))
        .step_at(|scene| creates_with(author, scene, &auth).otherwise(&before, &[], &[to(A, UDP_NOT_FOUND)]));
    let cipher = json!({ "inner_cipher": super::node::inner_stream(), "once": true });
    let plugins = json!({ "inner_cipher": super::node::inner_stream() });
    let encrypted = scene(author, "one-time-used-up-cipher", "the same where only a cipher refuses", rules)
        .bug(BugClass::DenialOfService, Severity::Medium)
        .server(json!({}))
        .handle("bob", 0, with(echo(CREATE, "u", OK), cipher))
        .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[]))
        .step_at(|scene| {
            creates_with(author, scene, &plugins).otherwise(&before, &[], &[to(A, TCP_NOT_FOUND)])
        });
    vec![
        case(
            scene(author, "one-time-used-up", about, rules).source("N 156").server(json!({})),
            TCP_NOT_FOUND,
        ),
        udp.done(),
        encrypted.done(),
    ]
}

fn peers(author: &Author<'_>) -> Vec<Draft> {
    let anyone = [("peer-overwrite", "anyone")];
    let evicts = [("peer-disconnect", "anyone")];
    let discovered = |address: &str| to(address, peer_message(author, "discovered", "s", "ds"));
    let overwrites = |address: &str, answer: Value| {
        receives("bob", address, peer_message(author, "advertise", "victim", "EVIL KEY"))
            .gives(&[], &[])
            .measured_as(&anyone, &[], &[answer])
    };
    let known = |peers: &[Value]| json!({ "peers": peers, "subscriptions": [] });
    let kept = |addresses: &[&str]| {
        knows("bob", &[peer("victim", "key", &[A])], &[])
            .variant(&anyone, Wanted::Accept(known(&[peer("victim", "EVIL KEY", addresses)])))
            .upstream(json!({ "accept": known(&[peer("victim", "EVIL KEY", addresses)]) }))
    };
    let evicted = || {
        knows("bob", &[peer("victim", "key", &[A])], &[])
            .variant(&evicts, Wanted::Accept(known(&[])))
            .upstream(json!({ "accept": known(&[]) }))
    };
    let leaves = || receives("bob", B, peer_message(author, "disconnect", "victim", "key")).gives(&[], &[]);
    let udp = |name: &str, rules: &[&str]| {
        scene(author, name, "the same over datagrams", rules)
            .udp(super::peers::own())
            .step(
                super::peers::manages("bob")
                    .sends(&[to("multicast", peer_message(author, "advertise", "s", "ds"))]),
            )
            .step(advertises(author, A, "victim", "key"))
    };
    let server = |name: &str, about: &str, rules: &[&str]| {
        peer_server(author, &format!("attack/{name}"), about, rules, json!({}))
            .step(advertises(author, A, "victim", "key"))
    };
    let discovers = receives("bob", B, peer_message(author, "discovered", "victim", "EVIL KEY"));
    vec![
        server("peer-overwritten", "a known ID with another key, from another address", &["NA-PEER-5"])
            .source("N 170")
            .bug(BugClass::AuthBypass, Severity::High)
            .step(overwrites(B, discovered(B)))
            .step(kept(&[A, B]))
            .done(),
        udp("peer-overwritten-udp", &["NA-PEER-5"])
            .source("N 201")
            .bug(BugClass::AuthBypass, Severity::High)
            .step(overwrites(B, discovered(B)))
            .step(kept(&[A, B]))
            .done(),
        server("peer-overwritten-unasked", "the same by a PEER_DISCOVERED", &["NA-PEER-5"])
            .bug(BugClass::AuthBypass, Severity::High)
            .step(discovers.gives(&[], &[]))
            .step(
                knows("bob", &[peer("victim", "key", &[A])], &[])
                    .variant(&anyone, Wanted::Accept(known(&[peer("victim", "EVIL KEY", &[A, B])]))),
            )
            .done(),
        server("peer-evicted", "a DISCONNECT in another's name", &["NA-PEER-10"])
            .source("N 171")
            .bug(BugClass::AuthBypass, Severity::Medium)
            .step(leaves())
            .step(evicted())
            .done(),
        udp("peer-evicted-udp", &["NA-PEER-10"])
            .source("N 202")
            .bug(BugClass::AuthBypass, Severity::Medium)
            .step(leaves())
            .step(evicted())
            .done(),
    ]
}

fn half_header(author: &Author<'_>) -> Vec<Draft> {
    let waits = [("partial-message", "waits")];
    vec![
        scene(author, "half-header", "half a header, and then nothing", &["NA-TCP-4"])
            .source("N 143")
            .bug(BugClass::DenialOfService, Severity::Medium)
            .server(json!({}))
            .step(receives_at("bob", A, "02000300", NOW).gives(&[], &[]))
            .step(ticks("bob", NOW + 30_000).gives(&[], &[]))
            .step(ticks("bob", NOW + 30_001).gives(&[closed(A)], &[]).measured_as(&waits, &[], &[]))
            .done(),
    ]
}

/// Two nodes, and one datagram from outside.
fn ping_pong(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac() });
    let reference = |name: &str| json!({ "$ref": name });
    let nodes = |name: &str, about: &str, line: &str, settings: &Value| {
        scene(author, name, about, &["NA-RECV-13"])
            .source(line)
            .bug(BugClass::DenialOfService, Severity::High)
            .node("alice", "udp", settings.clone())
            .udp(settings.clone())
    };
    let sends = step(
        "alice",
        "netaio.node.send",
        json!({
            "address": B, "type": PUBLISH, "uri": hex("u"), "content": hex("x")
        }),
    );
    let asks = || sends.clone().now(NOW).accept(json!({})).save("question", "/sent/0/2");
    let first = || {
        receives("bob", A, reference("question")).accept(json!({ "events": [] })).save("answer", "/sent/0/2")
    };
    let any = json!({ "accept": { "events": [] } });
    let answered_again = |actor: &str, address: &str, message: Value| {
        receives(actor, address, message).gives(&[], &[]).otherwise(
            &ANSWER,
            &[],
            &[to(address, UDP_NOT_FOUND)],
        )
    };
    let sealed_again = |scene: &Scene<'_>| {
        let answer = scene.sends(&auth, super::node::NOT_FOUND, "ERROR", "not found");
        receives("alice", B, reference("answer")).gives(&[], &[]).otherwise(&ANSWER, &[], &[to(B, answer)])
    };
    vec![
        nodes(
            "not-found-ping-pong",
            "a message that nobody handles, and what the answers bring about",
            "N 204",
            &json!({}),
        )
        .step(asks())
        .step(first())
        .step(answered_again("alice", B, reference("answer")).upstream(any.clone()))
        .step(answered_again("bob", A, json!(UDP_NOT_FOUND)))
        .done(),
        nodes("bad-checksum-ping-pong", "a datagram with a wrong checksum", "N 205", &json!({}))
            .step(
                receives("bob", A, bad_checksum(author, PUBLISH, "u", "x"))
                    .gives(&[], &[to(A, INVALID_MESSAGE)])
                    .save("answer", "/sent/0/2"),
            )
            .step(answered_again("alice", B, reference("answer")).upstream(any.clone()))
            .done(),
        nodes("authenticated-ping-pong", "the same between two nodes with one secret", "N 206", &auth)
            .step(asks())
            .step(first())
            .step_at(|scene| sealed_again(scene).upstream(any.clone()))
            .done(),
        scene(author, "auth-error-ends", "an AUTH_ERROR is not answered", &["NA-RECV-4", "NA-RECV-3"])
            .source("N 207")
            .node("alice", "udp", auth.clone())
            .udp(auth.clone())
            .step(
                receives("bob", A, plain(author, PUBLISH, "u", "x"))
                    .gives(&[], &[to(A, HMAC_FAILED)])
                    .measured()
                    .save("answer", "/sent/0/2"),
            )
            .step(receives("alice", B, reference("answer")).gives(&[], &[]).measured())
            .done(),
    ]
}

/// What no reader can prevent: each is accepted.
fn limits(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac() });
    let replayed = |scene: &Scene<'_>| creates_with(author, scene, &auth).measured();
    let changed = |scene: &Scene<'_>| {
        let genuine = sealed(author, &auth, CREATE, "u", "hi");
        let changed = format!("04{}", genuine.get(2..).unwrap_or_default());
        receives("bob", A, changed)
            .gives(&[handled(1, A, 4, "u", "hi")], &[to(A, scene.sends(&auth, OK, "u", "hi"))])
            .measured()
    };
    let server = |name: &str, about: &str, rules: &[&str]| {
        scene(author, name, about, rules).server(auth.clone()).handle("bob", 0, echo(CREATE, "u", OK))
    };
    let request = json!({ "address": SERVER, "uri": hex("ERROR") });
    let asked = json!({ "request": 0, "sent": [to(SERVER, plain(author, 0, "ERROR", ""))] });
    vec![
        server("replayed-message", "an authenticated message that arrives three times", &["NA-LIMIT-1"])
            .source("N 157")
            .bug(BugClass::Replay, Severity::Medium)
            .step_at(replayed)
            .step_at(replayed)
            .step_at(replayed)
            .done(),
        server(
            "type-changed-on-the-way",
            "an authenticated CREATE_URI that arrives as a DELETE_URI",
            &["NA-LIMIT-2"],
        )
        .source("N 158")
        .bug(BugClass::Confusion, Severity::Medium)
        .handle("bob", 1, echo(4, "u", OK))
        .step_at(changed)
        .done(),
        peer_server(
            author,
            "attack/first-peer-wins",
            "whoever comes first has the ID",
            &["NA-LIMIT-6", "NA-PEER-5"],
            json!({}),
        )
        .bug(BugClass::AuthBypass, Severity::Medium)
        .step(advertises(author, B, "victim", "EVIL KEY"))
        .step(
            receives("bob", A, peer_message(author, "advertise", "victim", "key")).gives(&[], &[]).otherwise(
                &[("peer-overwrite", "anyone")],
                &[],
                &[to(A, peer_message(author, "discovered", "s", "ds"))],
            ),
        )
        .done(),
        scene(
            author,
            "udp-reflection",
            "a datagram from an address that was forged",
            &["NA-LIMIT-9", "NA-RECV-3"],
        )
        .source("N 194")
        .bug(BugClass::DenialOfService, Severity::Low)
        .udp(auth.clone())
        .step(
            receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[to(A, HMAC_FAILED)]).measured(),
        )
        .done(),
        scene(author, "forged-auth-error", "an AUTH_ERROR that anybody can send", &["NA-LIMIT-10"])
            .bug(BugClass::Forgery, Severity::Low)
            .client(json!({}))
            .step(step("alice", "netaio.node.request", request).now(NOW).accept(asked))
            .step(
                receives("alice", SERVER, HMAC_FAILED)
                    .gives(&[answered(0, AUTH_ERROR, "ERROR", "HMAC auth failed")], &[]),
            )
            .step(
                receives("alice", SERVER, HMAC_FAILED)
                    .gives(&[received(SERVER, AUTH_ERROR, "ERROR", "HMAC auth failed")], &[]),
            )
            .done(),
    ]
}
