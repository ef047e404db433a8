//! A toy protocol, its cases, and runs of them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::engine::{AdapterCommand, Options, Plan, SetupError, run};
use crate::event::{CaseResult, End, Event, Verdict};
use crate::model::case::{Case, Tier};
use crate::model::operation::Protocol;
use crate::model::suite::{NamedFile, ProtocolSuite, Suite};

/// The operations that `toy.py` plays.
pub(super) fn protocol() -> Protocol {
    let mut protocol = json!({
        "protocol": "toy", "prefix": "TO", "chapter": "toy.md", "upstream": "none",
        "codes": [
            {"code": "short", "class": "malformed"},
            {"code": "trailing", "class": "malformed"},
            {"code": "bad-head", "class": "unauthentic"},
            {"code": "refused", "class": "unexpected"}
        ],
        "choices": [{"name": "head", "answers": ["checked", "unchecked"], "about": "", "seen_in": "toy 1.0"}],
        "features": [{"name": "toy-extra", "about": ""}],
        "operations": [
            {"name": "toy.seal", "about": "", "spec": "5.1", "role": "writer",
             "in": [{"name": "plaintext", "type": "bytes"}], "out": [{"name": "message", "type": "bytes"}],
             "intermediate": [{"name": "head", "type": "bytes"}],
             "draws": [{"name": "nonce", "bytes": 2}], "random_outputs": ["message"]},
            {"name": "toy.open", "about": "", "spec": "5.2", "role": "reader",
             "in": [{"name": "message", "type": "bytes"}],
             "out": [{"name": "plaintext", "type": "bytes"}, {"name": "note", "type": "text", "optional": true}],
             "intermediate": [{"name": "head", "type": "bytes"}], "choices": ["head"]},
            {"name": "toy.counter.new", "about": "", "spec": "6.1", "role": "session", "state": "creates"},
            {"name": "toy.counter.add", "about": "", "spec": "6.2", "role": "session", "state": "uses",
             "in": [{"name": "number", "type": "int"}], "out": [{"name": "total", "type": "int"}]},
            {"name": "toy.time", "about": "", "spec": "5.3", "role": "reader", "clock": true,
             "out": [{"name": "time", "type": "int"}]},
            {"name": "toy.later", "about": "", "spec": "5.4", "role": "reader"},
            {"name": "toy.forge", "about": "", "spec": "9.1", "role": "attacker",
             "in": [{"name": "head", "type": "bytes"}, {"name": "plaintext", "type": "bytes"}],
             "out": [{"name": "message", "type": "bytes"}]}
        ]
    });
    let Value::Array(live) = super::wired::operations() else { panic!("operations are a list") };
    protocol["operations"].as_array_mut().unwrap().extend(live);
    serde_json::from_value(protocol).unwrap()
}

/// The toy protocol with these cases.
pub(crate) fn suite(cases: &[Case]) -> Suite {
    let file = serde_json::from_value(json!({"protocol": "toy", "about": "", "cases": cases})).unwrap();
    let files = vec![NamedFile { path: "toy.json".into(), file }];
    Suite { protocols: vec![ProtocolSuite { protocol: protocol(), files }] }
}

/// A case; what is left out is filled in.
pub(super) fn case(name: &str, rest: Value) -> Case {
    let mut members = json!({
        "id": format!("toy/{name}"), "about": "", "rules": ["TO-1"], "source": {"kind": "generated"}
    });
    let Value::Object(rest) = rest else { panic!("a case is an object") };
    members.as_object_mut().unwrap().extend(rest);
    serde_json::from_value(members).unwrap()
}

/// A case that opens a message.
pub(super) fn open(name: &str, message: &str, expect: Value) -> Case {
    let mut rest = json!({"op": "toy.open", "in": {"message": message}});
    rest["expect"] = expect;
    case(name, rest)
}

/// That many messages, each of which opens; those in `dead` contain `dead`.
pub(super) fn messages(count: usize, dead: &[usize]) -> Vec<Case> {
    (0..count)
        .map(|index| {
            let plaintext = if dead.contains(&index) { "dead".to_owned() } else { format!("{index:04x}") };
            open(
                &format!("{index}"),
                &format!("0102{plaintext}"),
                json!({"accept": {"plaintext": plaintext}}),
            )
        })
        .collect()
}

/// A script of `tests/adapters/` with arguments.
pub(crate) fn adapter(script: &str, args: &[&str]) -> AdapterCommand {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/adapters").join(script);
    let mut words = vec![path.into_os_string()];
    words.extend(args.iter().map(Into::into));
    let env = vec![("PYTHONDONTWRITEBYTECODE".into(), "1".into())];
    AdapterCommand { program: "python3".into(), args: words, env, dir: None }
}

/// Deadlines long enough for a busy machine.
pub(super) fn options() -> Options {
    Options {
        jobs: None,
        timeout: Duration::from_secs(20),
        start_timeout: Duration::from_secs(20),
        fail_fast: false,
        seed: None,
        strict: false,
        transcript: false,
        tier: Tier::Standard,
        interrupt: None,
    }
}

/// Everything that a run said.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) end: End,
    pub(super) events: Vec<Event>,
    pub(super) results: BTreeMap<String, CaseResult>,
}

impl Played {
    /// The result of `toy/{name}`.
    pub(super) fn result(&self, name: &str) -> &CaseResult {
        &self.results[&format!("toy/{name}")]
    }

    /// How many cases have the verdict.
    pub(super) fn count(&self, verdict: Verdict) -> usize {
        self.results.values().filter(|result| result.verdict == verdict).count()
    }
}

/// Plays cases and holds the stream against its own rules.
pub(super) fn play(cases: &[Case], subject: AdapterCommand, options: Options) -> Result<Played, SetupError> {
    play_all(cases, subject, adapter("toy.py", &["{\"name\":\"helper\"}"]), options)
}

/// Plays cases with another helper.
pub(super) fn play_with(
    cases: &[Case],
    subject: AdapterCommand,
    helper: AdapterCommand,
) -> Result<Played, SetupError> {
    play_all(cases, subject, helper, options())
}

fn play_all(
    cases: &[Case],
    subject: AdapterCommand,
    helper: AdapterCommand,
    options: Options,
) -> Result<Played, SetupError> {
    let suite = suite(cases);
    let plan = Plan {
        suite: &suite,
        cases: suite.cases().collect(),
        subject,
        helper,
        implementation: None,
        options,
    };
    let mut events = Vec::new();
    let end = run(&plan, &mut |event| events.push(event))?;
    Ok(held(cases.len(), end, events))
}

/// Holds a stream against the rules that every stream keeps.
fn held(selected: usize, end: End, events: Vec<Event>) -> Played {
    let mut results = BTreeMap::new();
    for event in &events {
        if let Event::Case(result) = event {
            assert!(results.insert(result.id.clone(), (**result).clone()).is_none(), "{} twice", result.id);
        }
    }
    assert_eq!(results.len(), selected, "each case has one verdict");
    assert!(matches!(events.first(), Some(Event::Start(_))));
    assert!(matches!(events.last(), Some(Event::End(_))));
    for totals in &end.totals {
        let sum = totals.as_expected + totals.differ + totals.not_offered + totals.not_run;
        assert_eq!(totals.selected, sum, "{totals:?}");
    }
    Played { end, events, results }
}

/// Plays cases on a script without arguments.
pub(super) fn play_on(script: &str, cases: &[Case]) -> Played {
    play(cases, adapter(script, &[]), options()).unwrap()
}
