//! A fixed run with one verdict of each kind, for the tests of the reports.

use std::collections::BTreeMap;

use serde_json::json;

use super::Report;
use crate::event::{
    CaseResult, End, Event, Finding, HelloInfo, IntermediateDifference, Start, Totals, Verdict,
};
use crate::model::suite::{NamedFile, ProtocolSuite, Suite};

/// Two case files of a protocol that does not exist.
pub(super) fn suite() -> Suite {
    let protocol = serde_json::from_value(json!({
        "protocol": "pebble", "prefix": "PB", "chapter": "pebble.md", "upstream": "pebble 1.0", "codes": [],
        "choices": [{"name": "replay", "answers": ["reject", "accept"], "about": "Whether a message is taken twice.",
                     "seen_in": "pebble 1.0"}],
        "features": [], "operations": []
    }));
    let one = |id: &str, about: &str| {
        json!({"id": id, "about": about, "rules": ["PB-OPEN-1"], "source": {"kind": "generated"},
               "op": "pebble.open", "in": {}, "expect": {"reject": "short"}})
    };
    let mut forged = one("pebble/open/forged", "somebody else's signature");
    forged["bug"] = json!({"class": "auth-bypass", "severity": "high"});
    let step = |actor: &str| json!({"actor": actor, "op": "pebble.open", "expect": {"accept": {}}});
    let talk = json!({"id": "pebble/session/talk", "about": "two peers talk", "rules": ["PB-OPEN-1", "PB-SESS-1"],
                      "source": {"kind": "generated"}, "actors": {"alice": "peer", "bob": "peer"},
                      "steps": [step("alice"), step("bob"), step("alice")]});
    let file = |name: &str, cases: Vec<serde_json::Value>| NamedFile {
        path: format!("pebble/{name}.json").into(),
        file: serde_json::from_value(json!({"protocol": "pebble", "about": name, "cases": cases})).unwrap(),
    };
    let open = vec![
        one("pebble/open/text", "a text"),
        forged,
        one("pebble/open/empty", "no bytes at all"),
        one("pebble/open/again", "a message twice"),
    ];
    let session =
        vec![talk, one("pebble/session/huge", "16 MiB"), one("pebble/session/late", "after the end")];
    let files = vec![file("open", open), file("session", session)];
    Suite { protocols: vec![ProtocolSuite { protocol: protocol.unwrap(), files }] }
}

/// What happened.
pub(super) fn events() -> Vec<Event> {
    let mut events = vec![Event::Start(Box::new(start()))];
    events.extend(results().into_iter().map(|result| Event::Case(Box::new(result))));
    events.insert(3, Event::Note { text: "the adapter was started again".to_owned() });
    let totals = Totals {
        protocol: "pebble".to_owned(),
        selected: 7,
        as_expected: 2,
        differ: 3,
        not_offered: 1,
        not_run: 1,
        known: 0,
        findings: 1,
        millis: 1_250,
    };
    events.push(Event::End(End {
        totals: vec![totals],
        stopped: Some("restart budget spent".to_owned()),
        exit: 3,
    }));
    events
}

/// Shows the whole run to a report.
pub(super) fn play(report: &mut impl Report) {
    for event in events() {
        report.event(&event).unwrap();
    }
    report.finish(None).unwrap();
}

fn start() -> Start {
    let words = |word: &str| word.to_owned();
    Start {
        taut: words("0.1.0"),
        command: vec![words("python3"), words("it's.py")],
        implementation: None,
        hello: HelloInfo {
            name: words("pebbles"),
            version: words("2.1"),
            language: words("python"),
            codes: words("exact"),
            draws: words("inject"),
            clock: words("own"),
            choices: BTreeMap::from([(words("replay"), words("accept"))]),
            features: Vec::new(),
        },
        selected: BTreeMap::from([(words("pebble"), 7)]),
        cases: suite().cases().map(|case| case.id.clone()).collect(),
        strict: false,
    }
}

pub(super) fn results() -> Vec<CaseResult> {
    let finding = Finding { choice: "replay".to_owned(), answer: "accept".to_owned() };
    vec![
        result("pebble/open/text", Verdict::AsExpected, ""),
        CaseResult {
            expected: Some(json!({"reject": "bad-signature"})),
            actual: Some(json!({"accept": {"plaintext": "6869"}})),
            intermediate: Some(IntermediateDifference {
                name: "signed_part".to_owned(),
                expected: json!("00112233"),
                actual: json!("00113233"),
            }),
            detail: Some("took it & <liked> it".to_owned()),
            ..result("pebble/open/forged", Verdict::Differs, "accepted what must be refused")
        },
        result("pebble/open/empty", Verdict::NotOffered, "needs the feature pebble-empty"),
        CaseResult { findings: vec![finding], ..result("pebble/open/again", Verdict::AsExpected, "") },
        CaseResult {
            placement: Some("bob".to_owned()),
            step: Some(1),
            actor: Some("bob".to_owned()),
            rules: vec!["PB-OPEN-1".to_owned(), "PB-SESS-1".to_owned()],
            expected: Some(json!({"accept": {"plaintext": "aa".repeat(60)}})),
            actual: Some(json!({"accept": {"plaintext": format!("{}bb", "aa".repeat(59))}})),
            at: Some("/plaintext".to_owned()),
            ..result("pebble/session/talk", Verdict::Differs, "another plaintext")
        },
        CaseResult {
            detail: Some("Traceback (most recent call last):\n  boom".to_owned()),
            ..result("pebble/session/huge", Verdict::Crash, "the adapter ended with signal 11")
        },
        result("pebble/session/late", Verdict::NotRun, "the run ended before it"),
    ]
}

fn result(id: &str, verdict: Verdict, reason: &str) -> CaseResult {
    CaseResult {
        id: id.to_owned(),
        protocol: "pebble".to_owned(),
        verdict,
        reason: reason.to_owned(),
        placement: None,
        step: None,
        actor: None,
        op: Some("pebble.open".to_owned()),
        rules: vec!["PB-OPEN-1".to_owned()],
        expected: None,
        actual: None,
        at: None,
        intermediate: None,
        findings: Vec::new(),
        detail: None,
        derived: None,
        symptoms: Vec::new(),
        known: Vec::new(),
        transcript: Vec::new(),
        micros: 1_500,
    }
}
