//! Cases with sockets, in parts: what `live.py` offers, and how a connection with it begins.

use serde_json::{Value, json};

use super::toy::{Played, adapter, play_with};
use crate::engine::AdapterCommand;
use crate::model::case::Case;

/// Long enough for anything that happens at all.
pub(super) const LONG: u64 = 20_000;

/// The operations that `live.py` has beside those of `toy.py`.
pub(super) fn operations() -> Value {
    let port = json!([{"name": "port", "type": "int"}]);
    let row = |name: &str, state: &str, input: &Value, out: &Value| {
        json!({"name": name, "about": "", "spec": "6.3", "role": "node", "state": state, "live": true,
               "in": input, "out": out, "choices": ["head"]})
    };
    let none = json!([]);
    let data = json!([{"name": "data", "type": "bytes"}]);
    let to = json!([{"name": "port", "type": "int", "optional": true}]);
    let asked = json!([{"name": "url", "type": "text"}, {"name": "body", "type": "bytes"}]);
    let wait = json!([{"name": "within_ms", "type": "int"}, {"name": "until", "type": "text", "optional": true},
                      {"name": "limit", "type": "int", "optional": true}]);
    json!([
        row("toy.serve", "creates", &none, &port),
        row("toy.connect", "creates", &port, &none),
        row("toy.say", "uses", &data, &none),
        row("toy.datagrams", "creates", &to, &port),
        row("toy.fetch", "creates", &asked, &none),
        row("toy.events", "uses", &wait, &json!([{"name": "events", "type": "list<value>"}])),
        row("toy.live.nap", "none", &none, &none),
        {"name": "toy.nap", "about": "", "spec": "6.3", "role": "reader"}
    ])
}

pub(super) fn live(hello: &str) -> AdapterCommand {
    adapter("live.py", &[hello])
}

/// Plays cases with the Python adapter as everybody.
pub(super) fn played(cases: &[Case]) -> Played {
    play_with(cases, live("{}"), live(r#"{"name":"helper"}"#)).unwrap()
}

/// One step: actor, operation, input, expected outcome; what it saves is named as the member.
pub(super) fn step(actor: &str, op: &str, input: Value, expect: Value, save: &[&str]) -> Value {
    let save: serde_json::Map<_, _> =
        save.iter().map(|name| (format!("{actor}_{name}"), json!(format!("/{name}")))).collect();
    let mut step = json!({"actor": actor, "op": op, "save": save});
    (step["in"], step["expect"]) = (input, expect);
    step
}

pub(super) fn ok() -> Value {
    json!({"accept": {}})
}

pub(super) fn scenario(name: &str, actors: Value, steps: Value) -> Case {
    let mut case = json!({});
    (case["actors"], case["steps"]) = (actors, steps);
    super::toy::case(name, case)
}

/// A raw client of a peer that serves, up to its connection.
pub(super) fn client(name: &str, more: Vec<Value>) -> Case {
    let mut steps = vec![
        step("bob", "toy.serve", json!({}), ok(), &["port"]),
        step("eve", "raw.connect", json!({"port": {"$ref": "bob_port"}}), ok(), &[]),
    ];
    steps.extend(more);
    scenario(name, json!({"bob": "peer", "eve": "raw"}), json!(steps))
}

/// A raw server of a peer that connects, up to its connection.
pub(super) fn server(name: &str, more: Vec<Value>) -> Case {
    let mut steps = vec![
        step("eve", "raw.listen", json!({}), ok(), &["port"]),
        step("bob", "toy.connect", json!({"port": {"$ref": "eve_port"}}), ok(), &[]),
        step("eve", "raw.accept", json!({"within_ms": LONG}), json!({"accept": {"socket": 2}}), &[]),
    ];
    steps.extend(more);
    scenario(name, json!({"bob": "peer", "eve": "raw"}), json!(steps))
}

pub(super) fn receive(size: usize, data: &str) -> Value {
    step(
        "eve",
        "raw.receive",
        json!({"size": size, "within_ms": LONG}),
        json!({"accept": {"data": data}}),
        &[],
    )
}

pub(super) fn events(actor: &str, input: &Value, events: &Value) -> Value {
    let mut asked = json!({"within_ms": LONG});
    asked.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
    step(actor, "toy.events", asked, json!({"accept": {"events": events}}), &[])
}
