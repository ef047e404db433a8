//! What the cases of nodes are made of: addresses, nodes, handlers, messages, and what is expected of them.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, derive, scenario, step};
use crate::model::case::{BugClass, Severity};
use crate::model::outcome::Members;

/// Where the node of most cases hears others. Documentation addresses: nothing is sent anywhere.
pub(super) const A: &str = "192.0.2.1:5001";
pub(super) const B: &str = "192.0.2.2:5002";
pub(super) const C: &str = "192.0.2.3:5003";
/// Where a client is connected to.
pub(super) const SERVER: &str = "192.0.2.9:5000";
/// The time of the captures, in Unix milliseconds.
pub(super) const NOW: i64 = 1_700_000_000_000;
/// The name of the application, when none is told.
pub(super) const APP: &str = "netaio";

pub(super) const REQUEST: u8 = 0;
pub(super) const RESPOND: u8 = 1;
pub(super) const CREATE: u8 = 2;
pub(super) const SUBSCRIBE: u8 = 5;
pub(super) const UNSUBSCRIBE: u8 = 6;
pub(super) const PUBLISH: u8 = 7;
pub(super) const NOTIFY: u8 = 8;
pub(super) const ADVERTISE: u8 = 9;
pub(super) const OK: u8 = 10;
pub(super) const CONFIRM_SUBSCRIBE: u8 = 11;
pub(super) const CONFIRM_UNSUBSCRIBE: u8 = 12;
pub(super) const DISCOVERED: u8 = 13;
pub(super) const ERROR: u8 = 20;
pub(super) const AUTH_ERROR: u8 = 23;
pub(super) const NOT_FOUND: u8 = 24;
pub(super) const DISCONNECT: u8 = 30;

/// A scenario in the making. It knows which step comes next, and so with which randomness a node sends in it.
pub(super) struct Scene<'a> {
    pub(super) author: &'a Author<'a>,
    id: String,
    draft: Draft,
    steps: usize,
}

impl<'a> Scene<'a> {
    pub(super) fn new(author: &'a Author<'a>, id: &str, about: &str, rules: &[&str]) -> Self {
        Self::of_version(author, id, about, rules, "0.0.9")
    }

    /// A scenario whose nodes have the bytes of another version; [`Scene::node`] is told it too.
    pub(super) fn of_version(
        author: &'a Author<'a>,
        id: &str,
        about: &str,
        rules: &[&str],
        version: &str,
    ) -> Self {
        let id = format!("netaio/{id}");
        let draft = scenario(&id).about(about).rules(rules).needs(&format!("netaio-{version}"));
        Self { author, id, draft, steps: 0 }
    }

    pub(super) fn source(self, lines: &str) -> Self {
        self.with(|draft| draft.source_ref(lines))
    }

    pub(super) fn bug(self, class: BugClass, severity: Severity) -> Self {
        self.with(|draft| draft.bug(class, severity))
    }

    pub(super) fn needs(self, feature: &str) -> Self {
        self.with(|draft| draft.needs(feature))
    }

    pub(super) fn step(self, step: DraftStep) -> Self {
        let mut scene = self.with(|draft| draft.peer(&step.actor).step(step));
        scene.steps += 1;
        scene
    }

    /// A step that depends on the randomness of its place.
    pub(super) fn step_at(self, step: impl FnOnce(&Self) -> DraftStep) -> Self {
        let step = step(&self);
        self.step(step)
    }

    pub(super) fn node(self, actor: &str, role: &str, settings: Value) -> Self {
        let given = with(json!({ "role": role, "version": "0.0.9" }), settings);
        self.step(step(actor, "netaio.node.new", given))
    }

    /// A node that the address [`A`] is connected with.
    pub(super) fn server(self, settings: Value) -> Self {
        self.node("bob", "server", settings).connected("bob", A)
    }

    /// A node that is connected with [`SERVER`].
    pub(super) fn client(self, settings: Value) -> Self {
        self.node("alice", "client", settings).connected("alice", SERVER)
    }

    pub(super) fn udp(self, settings: Value) -> Self {
        self.node("bob", "udp", settings)
    }

    /// A connection that nothing is sent on.
    pub(super) fn connected(self, actor: &str, address: &str) -> Self {
        self.step(connects(actor, address).accept(json!({ "sent": [] })))
    }

    pub(super) fn handle(self, actor: &str, number: u32, handler: Value) -> Self {
        self.step(step(actor, "netaio.node.handle", handler).accept(json!({ "handler": number })))
    }

    /// The randomness of the next step, from a byte on, and zero bytes behind it.
    pub(super) fn random(&self, from: usize) -> String {
        let mut drawn = derive(&self.id, self.steps, "random", 128).split_off(from);
        drawn.resize(128, 0);
        hex::encode(drawn)
    }

    /// What the next step sends through plugins, if it sends no other message with randomness before.
    pub(super) fn sends(&self, plugins: &Value, kind: u8, uri: &str, content: &str) -> String {
        sealed_with(self.author, plugins, (kind, uri, content), &self.random(0), NOW)
    }

    pub(super) fn done(self) -> Draft {
        self.draft
    }

    fn with(self, change: impl FnOnce(Draft) -> Draft) -> Self {
        Self { draft: change(self.draft), ..self }
    }
}

/// What becomes of a step of a node.
pub(super) trait Outcome: Sized {
    /// It is accepted, and the node tells and sends this.
    fn gives(self, events: &[Value], sent: &[Value]) -> Self;
    fn sends(self, sent: &[Value]) -> Self;
    /// Upstream did just what is expected.
    fn measured(self) -> Self;
    /// What it gives under other answers.
    fn otherwise(self, when: &[(&str, &str)], events: &[Value], sent: &[Value]) -> Self;
    /// The same, and it is what upstream did.
    fn measured_as(self, when: &[(&str, &str)], events: &[Value], sent: &[Value]) -> Self;
}

impl Outcome for DraftStep {
    fn gives(self, events: &[Value], sent: &[Value]) -> Self {
        self.accept(json!({ "events": events, "sent": sent }))
    }

    fn sends(self, sent: &[Value]) -> Self {
        self.accept(json!({ "sent": sent }))
    }

    fn measured(self) -> Self {
        let outcome = match &self.wanted {
            Wanted::Accept(members) => json!({ "accept": members }),
            other => unreachable!("upstream is said to have done what nobody can: {other:?}"),
        };
        self.upstream(outcome)
    }

    fn otherwise(self, when: &[(&str, &str)], events: &[Value], sent: &[Value]) -> Self {
        self.variant(when, Wanted::Accept(json!({ "events": events, "sent": sent })))
    }

    fn measured_as(self, when: &[(&str, &str)], events: &[Value], sent: &[Value]) -> Self {
        let outcome = json!({ "accept": { "events": events, "sent": sent } });
        self.otherwise(when, events, sent).upstream(outcome)
    }
}

pub(super) fn connects(actor: &str, address: &str) -> DraftStep {
    step(actor, "netaio.node.connected", json!({ "address": address })).now(NOW)
}

pub(super) fn disconnects(actor: &str, address: &str) -> DraftStep {
    step(actor, "netaio.node.disconnected", json!({ "address": address }))
}

/// Bytes that arrive, in hex or as an expression.
pub(super) fn receives(actor: &str, address: &str, data: impl Into<Value>) -> DraftStep {
    receives_at(actor, address, data, NOW)
}

pub(super) fn receives_at(actor: &str, address: &str, data: impl Into<Value>, now: i64) -> DraftStep {
    let data: Value = data.into();
    step(actor, "netaio.node.receive", json!({ "address": address, "data": data })).now(now)
}

pub(super) fn ticks(actor: &str, now: i64) -> DraftStep {
    step(actor, "netaio.node.tick", json!({})).now(now)
}

/// What a node knows of others.
pub(super) fn knows(actor: &str, peers: &[Value], subscriptions: &[Value]) -> DraftStep {
    let known = json!({ "peers": peers, "subscriptions": subscriptions });
    step(actor, "netaio.node.peers", json!({})).accept(known)
}

pub(super) fn peer(id: &str, data: &str, addresses: &[&str]) -> Value {
    json!(["peer", hex(id), hex(data), addresses])
}

pub(super) fn subscribed(key: &str, addresses: &[&str]) -> Value {
    json!(["key", hex(key), addresses])
}

pub(super) fn handled(handler: u32, address: &str, kind: u8, uri: &str, content: &str) -> Value {
    json!(["handled", handler, address, kind, hex(uri), hex(content)])
}

pub(super) fn received(address: &str, kind: u8, uri: &str, content: &str) -> Value {
    json!(["received", address, kind, hex(uri), hex(content)])
}

pub(super) fn answered(request: u32, kind: u8, uri: &str, content: &str) -> Value {
    json!(["answered", request, kind, hex(uri), hex(content)])
}

pub(super) fn timed_out(request: u32) -> Value {
    json!(["timed-out", request])
}

pub(super) fn closed(address: &str) -> Value {
    json!(["closed", address])
}

/// A message, in hex or as an expression, and where it goes.
pub(super) fn to(address: &str, message: impl Into<Value>) -> Value {
    let message: Value = message.into();
    json!(["to", address, message])
}

/// A handler for a type and a URI that does nothing which others see.
pub(super) fn on(kind: u8, uri: &str) -> Value {
    json!({ "type": kind, "uri": hex(uri), "action": "none" })
}

/// One that replies with the URI and the content of the message.
pub(super) fn echo(kind: u8, uri: &str, reply: u8) -> Value {
    with(on(kind, uri), json!({ "action": "reply", "reply_type": reply }))
}

/// One that replies with the URI of the message and a content of its own.
pub(super) fn replies(kind: u8, uri: &str, reply: u8, content: &str) -> Value {
    with(echo(kind, uri, reply), json!({ "reply_content": hex(content) }))
}

/// Members of both; those of the second count.
pub(super) fn with(first: Value, second: Value) -> Value {
    let mut merged = object(first);
    merged.extend(object(second));
    Value::Object(merged)
}

/// A message without auth fields.
pub(super) fn plain(author: &Author<'_>, kind: u8, uri: &str, content: &str) -> String {
    let input = json!({ "type": kind, "uri": hex(uri), "content": hex(content) });
    made(author, "netaio.message.encode", input, &Members::new(), None)
}

/// A message through these plugins, made by somebody else at [`NOW`].
pub(super) fn sealed(author: &Author<'_>, plugins: &Value, kind: u8, uri: &str, content: &str) -> String {
    sealed_with(author, plugins, (kind, uri, content), &"5a".repeat(128), NOW)
}

/// A message as it is made with this supply of randomness at this time.
pub(super) fn sealed_with(
    author: &Author<'_>,
    plugins: &Value,
    (kind, uri, content): (u8, &str, &str),
    random: &str,
    now: i64,
) -> String {
    let given = json!({ "version": "0.0.9", "type": kind, "uri": hex(uri), "content": hex(content) });
    let draws = object(json!({ "random": random }));
    made(author, "netaio.seal", with(given, plugins.clone()), &draws, Some(now))
}

/// A message of peer management.
pub(super) fn peer_message(author: &Author<'_>, kind: &str, id: &str, data: &str) -> String {
    let input = json!({ "type": kind, "id": hex(id), "data": hex(data) });
    made(author, "netaio.peer.message", input, &Members::new(), None)
}

/// A message with any auth fields and body, with the lengths and the checksum that belong to them.
pub(super) fn frame(author: &Author<'_>, kind: u8, auth: &str, body: &str) -> String {
    let input = json!({ "type": kind, "auth": auth, "body": body });
    made(author, "netaio.forge.frame", input, &Members::new(), None)
}

/// The fixed answers of section 4.7, as upstream's own documents have them.
pub(super) const INVALID_MESSAGE: &str =
    "14000300162ab916634d400000054552524f52696e76616c6964206d657373616765";
pub(super) const HMAC_FAILED: &str = "1700030017c7eb481f4d400000054552524f52484d41432061757468206661696c6564";
pub(super) const TAPESCRIPT_FAILED: &str =
    "170003001d7c1662474d400000054552524f52746170657363726970742061757468206661696c6564";
pub(super) const TCP_NOT_FOUND: &str = "180003000b7fca84a84d400000006e6f7420666f756e64";
pub(super) const UDP_NOT_FOUND: &str = "18000300104faca4f34d400000054552524f526e6f7420666f756e64";

/// Plugins whose fields do not meet. The inner cipher leaves the URI as it is, by which its handler is found.
pub(super) fn hmac() -> Value {
    json!(["hmac", { "secret": hex("outer secret") }])
}

pub(super) fn inner_hmac() -> Value {
    json!(["hmac", { "secret": hex("inner secret"), "hmac_field": "hmac2" }])
}

pub(super) fn stream() -> Value {
    json!(["stream", { "key": hex("outer key") }])
}

pub(super) fn inner_stream() -> Value {
    json!(["stream", { "key": hex("inner key"), "iv_field": "iv2", "encrypt_uri": false }])
}

/// Bytes as cases write them.
pub(super) fn hex(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(bytes)
}

/// The message that the reference makes.
fn made(author: &Author<'_>, op: &str, input: Value, draws: &Members, now: Option<i64>) -> String {
    let (outputs, _) = author.play_at(op, &object(input), draws, now).expect("these inputs are good");
    outputs.get("message").and_then(Value::as_str).expect("a message").to_owned()
}

fn object(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        other => unreachable!("{other} is no object"),
    }
}
