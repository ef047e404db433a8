//! Networks: who plays which operation, how long anything may wait, and that no port is made up.

use serde_json::Value;

use super::Scope;
use crate::live;
use crate::model::case::{ActorKind, Step, is_expression};
use crate::model::operation::Operation;
use crate::select::word;

pub(super) fn lint(scope: &mut Scope<'_>, steps: &[Step]) {
    let actors = scope.located.case.to_actors();
    for (index, step) in steps.iter().enumerate() {
        let kind = actors.get(&step.actor).copied();
        lint_kind(scope, index, step, kind);
        let Some((_, operation)) = scope.operation(&step.op) else { continue };
        if operation.live {
            lint_waits(scope, index, step);
        }
        if live::operation(&step.op).is_some() {
            lint_ports(scope, index, step);
            lint_service(scope, index, step);
        }
    }
    if actors.values().any(|kind| kind.is_built_in()) && !actors.values().any(|kind| *kind == ActorKind::Peer)
    {
        let what = "built-in actors alone test nothing";
        scope.report("actors", what, "add the peer that they are connected with");
    }
}

/// A built-in operation belongs to a built-in actor of its kind, and to nobody else.
fn lint_kind(scope: &mut Scope<'_>, index: usize, step: &Step, kind: Option<ActorKind>) {
    let place = scope.member(index, "op");
    let known = |kind: &str| {
        let protocol = live::protocols().iter().find(|protocol| protocol.protocol == kind);
        let names = protocol.into_iter().flat_map(|protocol| &protocol.operations);
        names.map(|operation| operation.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let of = step.op.split('.').next().unwrap_or_default();
    match kind.filter(|kind| kind.is_built_in()).map(|kind| word(&kind)) {
        Some(kind) if of != kind => {
            let what = format!("`{}` is of kind `{kind}`, which has no operation `{}`", step.actor, step.op);
            scope.report(place, what, format!("use {}", known(&kind)));
        }
        None if !known(of).is_empty() && kind.is_some() => {
            let what = format!("`{}` is an operation of actors of kind `{of}`", step.op);
            scope.report(place, what, format!("let an actor of kind `{of}` do it"));
        }
        _ => {}
    }
}

/// No step takes longer than its deadline allows.
fn lint_waits(scope: &mut Scope<'_>, index: usize, step: &Step) {
    let longest = live::LONGEST_MS;
    let number = |name: &str| step.input.get(name).filter(|value| !is_expression(value)).map(Value::as_u64);
    for name in ["within_ms", "delay_ms"] {
        if number(name).is_some_and(|ms| ms.is_none_or(|ms| ms > longest)) {
            let what = format!("it is not between 0 and {longest}");
            scope.report(scope.member(index, &format!("in.{name}")), what, "wait for less");
        }
    }
    let pauses = step.input.get("split").and_then(Value::as_array).map_or(0, Vec::len);
    let delay = number("delay_ms").flatten().unwrap_or(0);
    if delay <= longest && delay.saturating_mul(u64::try_from(pauses).unwrap_or(u64::MAX)) > longest {
        let what = format!("the pauses take longer than {longest} ms together");
        scope.report(scope.member(index, "in.delay_ms"), what, "make them shorter, or fewer");
    }
}

/// The system chooses ports, so that runs do not get in each other's way.
fn lint_ports(scope: &mut Scope<'_>, index: usize, step: &Step) {
    for name in ["port", "to_port"] {
        if step.input.get(name).is_some_and(|value| !is_expression(value)) {
            let mend = "save the port of whoever listens, and name it with $ref";
            scope.report(scope.member(index, &format!("in.{name}")), "the system chooses ports", mend);
        }
    }
}

fn lint_service(scope: &mut Scope<'_>, index: usize, step: &Step) {
    let Some(Value::String(name)) = step.input.get("service") else { return };
    let known = live::services();
    if !known.contains(&name.as_str()) {
        let mend = format!("use one of {}", known.join(", "));
        scope.report(scope.member(index, "in.service"), format!("there is no service `{name}`"), mend);
    }
}

/// What collects events has one shape in every protocol.
pub(super) fn events(operation: &Operation) -> Option<String> {
    let name = operation.name.rsplit('.').next().unwrap_or_default();
    let has = |list: &[crate::model::operation::Member], name: &str, kind: &str, optional: bool| {
        list.iter().any(|member| {
            (member.name.as_str(), member.kind.as_str(), member.optional) == (name, kind, optional)
        })
    };
    let shaped = operation.live
        && has(&operation.input, "within_ms", "int", false)
        && has(&operation.input, "until", "text", true)
        && has(&operation.input, "limit", "int", true)
        && has(&operation.out, "events", "list<value>", false);
    (name == "events" && !shaped).then(|| {
        "an operation `events` is live, takes `within_ms` (int), `until` (text, optional) and `limit` (int, \
         optional), and gives `events` (list<value>)"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::harness::{caught, problems, with};
    use crate::vectors::fixture::{plain, scenario};

    /// A raw actor and a server at the other ends of a peer.
    fn wired() -> Value {
        let id = with(&scenario(), "/id", json!("pebble/live/wired"));
        let actors = json!({"bob": "peer", "eve": "raw", "web": "http"});
        let steps = json!([
            {"actor": "eve", "op": "raw.listen", "expect": {"accept": {}}, "save": {"port": "/port"}},
            {"actor": "web", "op": "http.listen", "expect": {"accept": {}}, "save": {"digits": "/port_digits"}},
            {"actor": "bob", "op": "pebble.dial", "in": {"port": {"$ref": "port"}}, "expect": {"accept": {}}},
            {"actor": "eve", "op": "raw.accept", "in": {"within_ms": 5000}, "expect": {"accept": {"socket": 2}}},
            {"actor": "eve", "op": "raw.send", "in": {"data": {"$concat": ["00", {"$ref": "digits"}]},
             "split": [1], "delay_ms": 10}, "expect": {"accept": {}}},
            {"actor": "bob", "op": "pebble.events", "in": {"within_ms": 5000, "limit": 1},
             "expect": {"accept": {"events": [["got", {"$any": true}]]}}},
            {"actor": "eve", "op": "raw.receive", "in": {"within_ms": 100, "size": 1},
             "expect": {"reject": ["timeout", "closed"]}}
        ]);
        with(&with(&id, "/actors", actors), "/steps", steps)
    }

    #[track_caller]
    fn found(pointer: &str, value: Value, message: &str) {
        let found = problems(&[with(&wired(), pointer, value)]);
        assert!(found.contains(message), "`{message}` is not in:\n{found}");
    }

    #[test]
    fn a_case_with_built_in_actors_is_clean() {
        assert_eq!(problems(&[wired()]), "");
    }

    #[test]
    fn operations_belong_to_their_kind_of_actor() {
        found(
            "/steps/0/op",
            json!("raw.whisper"),
            "steps[0].op: raw has no operation `raw.whisper`; use raw.listen, raw.connect,",
        );
        found(
            "/steps/1/op",
            json!("raw.listen"),
            "`web` is of kind `http`, which has no operation `raw.listen`",
        );
        found(
            "/steps/3/op",
            json!("pebble.open"),
            "`eve` is of kind `raw`, which has no operation `pebble.open`",
        );
        found("/steps/2/op", json!("raw.connect"), "`raw.connect` is an operation of actors of kind `raw`");
        found("/actors", json!({"eve": "raw", "web": "http"}), "actors: built-in actors alone test nothing");
        caught(
            &plain(),
            "/op",
            json!("http.close"),
            "op: `http.close` is an operation of actors of kind `http`",
        );
    }

    #[test]
    fn members_and_codes_are_those_of_the_operation() {
        found(
            "/steps/3/in/port",
            json!(5),
            "steps[3].in.port: the operation has no such member; use within_ms",
        );
        found("/steps/3/in/within_ms", Value::Null, "steps[3].in.within_ms: it is missing");
        found("/steps/4/in/split", json!(["x"]), "steps[4].in.split: it is not an integer");
        found("/steps/3/expect/accept/sucket", json!(1), "expect.accept.sucket: the operation has no such");
        found("/steps/6/expect/reject", json!("short"), "steps[6].expect.reject: unknown code `short`");
        found("/steps/0/save/port", json!("/prot"), "`/prot` is no output of raw.listen");
        found("/steps/0/expect", json!({"reject": "closed"}), "steps[3].op: `eve` has no state yet");
    }

    #[test]
    fn waits_have_an_end() {
        let what = "it is not between 0 and 20000";
        found("/steps/3/in/within_ms", json!(20_001), what);
        found("/steps/5/in/within_ms", json!(-1), what);
        found("/steps/4/in/delay_ms", json!(20_001), what);
        found("/steps/4/in/split", json!(vec![1; 2001]), "the pauses take longer than 20000 ms together");
    }

    #[test]
    fn ports_and_services_are_not_made_up() {
        found("/steps/4/in/to_port", json!(80), "steps[4].in.to_port: the system chooses ports");
        found(
            "/steps/1/in",
            json!({"service": "toast"}),
            "in.service: there is no service `toast`; use one of dweeter, toy",
        );
    }

    #[test]
    fn matchers_stand_in_expectations_alone() {
        found("/steps/4/in/data", json!({"$any": true}), "steps[4].in.data: `$any` is none of");
        found("/steps/5/expect/accept/events", json!({"$contains": 1}), "`$contains` takes a list");
        found("/steps/5/expect/accept/events", json!({"$any": 1}), "`$any` is always true");
        let contains = json!({"$contains": [["got", {"$any": true}]]});
        assert_eq!(problems(&[with(&wired(), "/steps/5/expect/accept/events", contains)]), "");
    }
}
