//! `live.json`: nodes on sockets, section 6.10. Here nodes talk to each other, so that each also meets a stranger.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, scenario, step};
use super::node::{
    CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, CREATE, NOT_FOUND, NOTIFY, OK, REQUEST, RESPOND, SUBSCRIBE,
    UNSUBSCRIBE, echo, hex, hmac, inner_hmac, inner_stream, on, replies, stream, with,
};
use crate::model::case::{ActorKind, Tier};

/// Time enough for whatever is to happen, on any machine.
pub(super) const PATIENT_MS: u64 = 10_000;
/// For what must not happen: whoever is slower than this is not caught, and nobody is blamed for being slow.
pub(super) const QUIET_MS: u64 = 40;

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = tcp();
    cases.extend(requests());
    cases.extend(super::live_peers::drafts(author));
    cases.extend(super::live_udp::drafts(author));
    cases.extend(super::live_stream::drafts(author));
    cases.extend(super::live_ends::drafts(author));
    cases.extend(super::live_client::drafts(author));
    cases.extend(super::live_attacks::drafts(author));
    cases
}

/// Begins a case; its actors are those of its steps.
pub(super) fn live(name: &str, about: &str, rules: &[&str]) -> Draft {
    scenario(&format!("netaio/live/{name}")).about(about).rules(rules).needs("netaio-0.0.9")
}

pub(super) trait Play {
    /// Adds a step, and its actor: sockets, a node, or somebody who computes.
    fn play(self, step: DraftStep) -> Self;
}

impl Play for Draft {
    fn play(self, step: DraftStep) -> Self {
        let kind = match step.op.split_once('.') {
            Some(("raw", _)) => ActorKind::Raw,
            _ if step.op.starts_with("netaio.live.") => ActorKind::Peer,
            _ => ActorKind::Attacker,
        };
        self.actor(&step.actor.clone(), kind).step(step)
    }
}

/// A node begins. The port of one that has a port is saved under its name.
pub(super) fn starts(actor: &str, role: &str, settings: Value) -> DraftStep {
    let given = with(json!({ "role": role, "version": "0.0.9" }), settings);
    let start = step(actor, "netaio.live.start", given);
    if role == "client" { start } else { start.save(actor, "/port") }
}

pub(super) fn handles(actor: &str, number: u32, handler: Value) -> DraftStep {
    step(actor, "netaio.live.handle", handler).accept(json!({ "handler": number }))
}

/// A client connects with whoever has this name.
pub(super) fn connects(actor: &str, to: &str) -> DraftStep {
    step(actor, "netaio.live.connect", json!({ "port": { "$ref": to } }))
}

pub(super) fn sends(
    actor: &str,
    to: &str,
    (kind, uri, content): (u8, &str, &str),
    given: Value,
) -> DraftStep {
    let message = json!({ "port": { "$ref": to }, "type": kind, "uri": hex(uri), "content": hex(content) });
    step(actor, "netaio.live.send", with(message, given))
}

pub(super) fn asks(actor: &str, to: &str, uri: &str, number: u32, given: Value) -> DraftStep {
    let request = json!({ "port": { "$ref": to }, "uri": hex(uri), "timeout_ms": PATIENT_MS });
    step(actor, "netaio.live.request", with(request, given)).accept(json!({ "request": number }))
}

/// All that has happened, up to the first event with this tag.
pub(super) fn hears(actor: &str, until: &str, events: &[Value]) -> DraftStep {
    step(actor, "netaio.live.events", json!({ "within_ms": PATIENT_MS, "until": until })).accept(told(events))
}

/// Nothing happens.
pub(super) fn hears_nothing(actor: &str) -> DraftStep {
    step(actor, "netaio.live.events", json!({ "within_ms": QUIET_MS })).accept(told(&[]))
}

pub(super) fn told(events: &[Value]) -> Value {
    json!({ "events": events })
}

pub(super) fn connected() -> Value {
    json!(["connected"])
}

pub(super) fn closed() -> Value {
    json!(["closed"])
}

pub(super) fn handled(handler: u32, kind: u8, uri: &str, content: &str) -> Value {
    json!(["handled", handler, kind, hex(uri), hex(content)])
}

pub(super) fn received(kind: u8, uri: &str, content: &str) -> Value {
    json!(["received", kind, hex(uri), hex(content)])
}

pub(super) fn answered(request: u32, kind: u8, uri: &str, content: &str) -> Value {
    json!(["answered", request, kind, hex(uri), hex(content)])
}

pub(super) fn timed_out(request: u32) -> Value {
    json!(["timed-out", request])
}

/// Plugins of a node.
pub(super) fn outer() -> Value {
    json!({ "outer_auth": hmac(), "outer_cipher": stream() })
}

fn outer_hmac() -> Value {
    json!({ "outer_auth": hmac() })
}

/// What the documents of upstream show, and what goes through more plugins.
fn tcp() -> Vec<Draft> {
    let echoes = |name: &str, about: &str, settings: &Value, plugins: &Value| {
        live(name, about, &["NA-RECV-10", "NA-RECV-15", "NA-LAYER-4", "NA-LIVE-1"])
            .play(starts("bob", "server", settings.clone()))
            .play(handles(
                "bob",
                0,
                with(replies(REQUEST, "something", RESPOND, "This is it."), plugins.clone()),
            ))
            .play(starts("alice", "client", settings.clone()))
            .play(handles("alice", 0, with(on(RESPOND, "something"), plugins.clone())))
            .play(connects("alice", "bob"))
            .play(sends("alice", "bob", (REQUEST, "something", "pls gibs me dat"), plugins.clone()))
            .play(hears(
                "bob",
                "handled",
                &[connected(), handled(0, REQUEST, "something", "pls gibs me dat")],
            ))
            .play(hears("alice", "handled", &[handled(0, RESPOND, "something", "This is it.")]))
    };
    let inner = json!({ "inner_auth": inner_hmac(), "inner_cipher": inner_stream() });
    vec![
        echoes("echo", "a client and a server without plugins", &json!({}), &json!({})),
        echoes("echo-hmac", "the same with a secret, as in upstream's README", &outer_hmac(), &json!({})),
        echoes("echo-outer", "the same with cipher and HMAC", &outer(), &json!({})),
        echoes("echo-all-plugins", "the same with four plugins", &outer(), &inner),
        subscribes().tier(Tier::Quick),
    ]
}

fn subscribes() -> Draft {
    let tells = |op: &str, given: Value| {
        let message = json!({ "type": NOTIFY, "uri": hex("topic"), "content": hex("news") });
        step("bob", op, with(message, given))
    };
    let notifies = || tells("netaio.live.notify", json!({ "key": hex("topic") }));
    live(
        "subscribe-notify",
        "a client subscribes, hears the news, and does so no more",
        &["NA-SUB-1", "NA-SUB-4", "NA-RECV-10"],
    )
    .play(starts("bob", "server", outer()))
    .play(handles("bob", 0, with(on(SUBSCRIBE, "topic"), json!({ "action": "subscribe" }))))
    .play(handles("bob", 1, with(on(UNSUBSCRIBE, "topic"), json!({ "action": "unsubscribe" }))))
    .play(starts("alice", "client", outer()))
    .play(connects("alice", "bob"))
    .play(sends("alice", "bob", (SUBSCRIBE, "topic", ""), json!({})))
    .play(hears("alice", "received", &[received(CONFIRM_SUBSCRIBE, "topic", "")]))
    .play(notifies())
    .play(hears("alice", "received", &[received(NOTIFY, "topic", "news")]))
    .play(sends("alice", "bob", (UNSUBSCRIBE, "topic", ""), json!({})))
    .play(hears("alice", "received", &[received(CONFIRM_UNSUBSCRIBE, "topic", "")]))
    .play(notifies())
    .play(tells("netaio.live.broadcast", json!({ "content": hex("to all") })))
    .play(hears("alice", "received", &[received(NOTIFY, "topic", "to all")]))
}

fn requests() -> Vec<Draft> {
    let asked = |name: &str, about: &str, settings: &Value| {
        live(name, about, &["NA-REQ-1", "NA-REQ-2"])
            .play(starts("bob", "server", settings.clone()))
            .play(handles("bob", 0, replies(REQUEST, "something", RESPOND, "This is it.")))
            .play(handles("bob", 1, echo(CREATE, "other", OK)))
            .play(starts("alice", "client", settings.clone()))
            .play(connects("alice", "bob"))
            .play(asks("alice", "bob", "something", 0, json!({})))
            .play(hears("alice", "answered", &[answered(0, RESPOND, "something", "This is it.")]))
            .play(asks("alice", "bob", "other", 1, json!({ "type": CREATE, "content": hex("it") })))
            .play(hears("alice", "answered", &[answered(1, OK, "other", "it")]))
            .play(hears("bob", "handled", &[connected(), handled(0, REQUEST, "something", "")]))
            .play(hears("bob", "handled", &[handled(1, CREATE, "other", "it")]))
    };
    vec![
        asked("request", "a client asks, and is answered", &json!({})).tier(Tier::Quick),
        asked("request-hmac", "the same with a secret", &outer_hmac()),
        asked("request-outer", "the same with cipher and HMAC", &outer()),
        live("request-unknown-uri", "a request for what nobody handles", &["NA-REQ-1", "NA-REQ-3"])
            .play(starts("bob", "server", json!({})))
            .play(handles("bob", 0, echo(REQUEST, "known", RESPOND)))
            .play(starts("alice", "client", json!({})))
            .play(connects("alice", "bob"))
            .play(asks("alice", "bob", "nope", 0, json!({ "timeout_ms": 1500 })))
            .play(hears("alice", "timed-out", &[received(NOT_FOUND, "", "not found"), timed_out(0)]))
            .play(asks("alice", "bob", "known", 1, json!({ "content": hex("x") })))
            .play(hears("alice", "answered", &[answered(1, RESPOND, "known", "x")])),
        live("request-own-plugins", "a request with plugins of its own", &["NA-REQ-4", "NA-RECV-10"])
            .play(starts("bob", "server", json!({})))
            .play(handles("bob", 0, with(echo(REQUEST, "u", RESPOND), json!({ "inner_auth": inner_hmac() }))))
            .play(starts("alice", "client", json!({})))
            .play(connects("alice", "bob"))
            .play(asks("alice", "bob", "u", 0, json!({ "content": hex("x"), "inner_auth": inner_hmac() })))
            .play(hears("alice", "answered", &[answered(0, RESPOND, "u", "x")])),
    ]
}
