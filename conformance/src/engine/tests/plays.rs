//! Runs on the correct adapter.

use serde_json::json;

use super::toy::{adapter, case, messages, open, options, play, play_on};
use crate::engine::Options;
use crate::event::{Event, Verdict};
use crate::model::case::Case;

fn discovery() -> Case {
    case(
        "scenario",
        json!({
            "actors": {"alice": "peer", "bob": "peer", "mallory": "attacker"},
            "steps": [
                {"actor": "alice", "op": "toy.counter.new", "expect": {"accept": {}}},
                {"actor": "bob", "op": "toy.counter.new", "expect": {"accept": {}}},
                {"actor": "alice", "op": "toy.counter.add", "in": {"number": 5}, "expect": {"accept": {"total": 5}},
                 "save": {"total": "/total"}},
                {"actor": "bob", "op": "toy.counter.add", "in": {"number": {"$ref": "total"}},
                 "expect": {"accept": {"total": 5}}},
                {"actor": "alice", "op": "toy.seal", "in": {"plaintext": "aabb"}, "draws": {"nonce": "0102"},
                 "expect": {"accept": {"message": "0102aabb"}}, "save": {"sealed": "/message"}},
                {"actor": "bob", "op": "toy.open", "in": {"message": {"$ref": "sealed"}},
                 "expect": {"accept": {"plaintext": {"$slice": [{"$ref": "sealed"}, 2, 4]}}}},
                {"actor": "mallory", "op": "toy.forge",
                 "in": {"head": "ffff", "plaintext": {"$slice": [{"$ref": "sealed"}, 2, 4]}},
                 "expect": {"accept": {}}, "save": {"forged": "/message"}},
                {"actor": "bob", "op": "toy.open", "in": {"message": {"$ref": "forged"}},
                 "expect": {"reject": "bad-head"},
                 "variants": [{"when": {"head": "unchecked"}, "expect": {"accept": {"plaintext": "aabb"}}}]}
            ]
        }),
    )
}

fn checked() -> Case {
    case(
        "checked",
        json!({
            "op": "toy.seal", "in": {"plaintext": "aabb"}, "draws": {"nonce": "0102"},
            "expect": {"accept": {"message": "0102aabb"}},
            "check": {"op": "toy.open", "in": {"message": {"$ref": "/message"}},
                      "expect": {"accept": {"plaintext": "aabb"}}}
        }),
    )
}

#[test]
fn every_kind_of_case_is_as_expected() {
    let cases = [
        discovery(),
        checked(),
        open("short", "01", json!({"reject": ["trailing", "short"]})),
        open("ignored", "000001", json!({"ignore": {}})),
        case(
            "time",
            json!({"op": "toy.time", "now": 1_700_000_000_000_i64,
                            "expect": {"accept": {"time": 1_700_000_000_000_i64}}}),
        ),
        case("feature", json!({"op": "toy.time", "needs": ["toy-extra"], "expect": {"accept": {}}})),
        case("operation", json!({"op": "toy.later", "expect": {"accept": {}}})),
    ];
    let played = play_on("toy.py", &cases);
    assert_eq!(played.end.exit, 0, "{:?}", played.results);
    assert_eq!(played.count(Verdict::AsExpected), 5, "{:?}", played.results);
    assert_eq!(played.result("feature").reason, "needs the feature `toy-extra`");
    assert_eq!(played.result("operation").reason, "needs the operation `toy.later`");
    let totals = &played.end.totals[0];
    assert_eq!((totals.selected, totals.not_offered, totals.findings), (7, 2, 0));
}

#[test]
fn a_difference_is_explained() {
    let mut value = open("value", "0102aabb", json!({"accept": {"plaintext": "aacc"}}));
    value.intermediate = json!({"head": "0103"}).as_object().cloned();
    let cases = [value, open("outcome", "01", json!({"reject": "bad-head"}))];
    let played = play_on("toy.py", &cases);
    assert_eq!(played.end.exit, 1);
    let value = played.result("value");
    assert_eq!(value.verdict, Verdict::Differs);
    assert_eq!(value.reason, "expected accept, got accept with another value at `/plaintext`");
    assert_eq!(value.at.as_deref(), Some("/plaintext"));
    assert_eq!(value.actual, Some(json!({"accept": {"plaintext": "aabb"}})));
    assert_eq!(value.intermediate.as_ref().unwrap().name, "head");
    let outcome = played.result("outcome");
    assert_eq!(outcome.reason, "expected reject `bad-head`, got reject `short`");
    assert_eq!(outcome.expected, Some(json!({"reject": "bad-head"})));
    assert_eq!((outcome.step, outcome.op.as_deref()), (Some(0), Some("toy.open")));
    assert_eq!(outcome.detail.as_deref(), Some("1 bytes"));
    assert_eq!(outcome.rules, ["TO-1"]);
}

#[test]
fn a_non_strict_answer_is_a_finding_and_strict_makes_it_a_difference() {
    let subject = || adapter("toy.py", &[r#"{"choices":{"head":"unchecked"}}"#]);
    let played = play(&[discovery()], subject(), options()).unwrap();
    assert_eq!((played.end.exit, played.end.totals[0].findings), (0, 1));
    assert_eq!(played.result("scenario").findings[0].answer, "unchecked");
    let played = play(&[discovery()], subject(), Options { strict: true, ..options() }).unwrap();
    assert_eq!((played.end.exit, played.end.totals[0].differ), (1, 1));
    assert_eq!(played.result("scenario").verdict, Verdict::AsExpected);
    assert_eq!(played.result("scenario").reason, "non-strict answer `unchecked` to `head` (--strict)");
}

#[test]
fn own_randomness_is_judged_by_the_check() {
    let own = || adapter("toy.py", &[r#"{"draws":"own"}"#]);
    let played = play(&[checked()], own(), options()).unwrap();
    assert_eq!(played.end.exit, 0, "{:?}", played.results);
    let mut wrong = checked();
    wrong.check.as_mut().unwrap().expect = serde_json::from_value(json!({"reject": "bad-head"})).unwrap();
    let played = play(&[wrong], own(), options()).unwrap();
    assert_eq!(
        played.result("checked").reason,
        "the built-in reference reads this output with `toy.open`: expected reject `bad-head`, got accept"
    );
}

#[test]
fn what_a_strict_reader_must_refuse_is_not_read_back() {
    let mut unread = checked();
    let stop = json!([{"when": {"head": "unchecked"}, "expect": {"accept": {"message": "0102aabb"}}, "then": "stop"}]);
    unread.variants = serde_json::from_value(stop).unwrap();
    unread.check.as_mut().unwrap().expect = serde_json::from_value(json!({"reject": "bad-head"})).unwrap();
    let verdict = |hello: &str| play(&[unread.clone()], adapter("toy.py", &[hello]), options()).unwrap();
    let lenient = verdict(r#"{"choices":{"head":"unchecked"}}"#);
    assert_eq!((lenient.end.exit, lenient.end.totals[0].findings), (0, 1), "{:?}", lenient.results);
    assert_eq!(verdict("{}").result("checked").verdict, Verdict::Differs);
}

#[test]
fn many_cases_on_several_processes_each_have_one_verdict() {
    let cases = messages(300, &[]);
    let chosen = Options { jobs: Some(3), seed: Some(7), ..options() };
    let played = play(&cases, adapter("toy.py", &[]), chosen).unwrap();
    assert_eq!(played.count(Verdict::AsExpected), 300);
}

#[test]
fn a_seed_fixes_the_order() {
    let order = |seed| {
        let chosen = Options { seed, ..options() };
        let one = adapter("toy.py", &[r#"{"in_flight":1}"#]);
        let played = play(&messages(12, &[]), one, chosen).unwrap();
        let ids = played.events.into_iter().filter_map(|event| match event {
            Event::Case(result) => Some(result.id),
            _ => None,
        });
        ids.collect::<Vec<_>>()
    };
    assert_eq!(order(None)[..3], ["toy/0", "toy/1", "toy/2"]);
    assert_eq!(order(Some(5)), order(Some(5)));
    assert_ne!(order(Some(5)), order(None));
}

#[test]
fn fail_fast_leaves_the_rest_not_run() {
    let mut cases = vec![open("wrong", "01", json!({"accept": {}}))];
    cases.extend(messages(20, &[]));
    let one = adapter("toy.py", &[r#"{"in_flight":1}"#]);
    let played = play(&cases, one, Options { fail_fast: true, ..options() }).unwrap();
    assert_eq!((played.end.exit, played.count(Verdict::NotRun)), (1, 20));
    assert!(played.end.stopped.is_some());
}

#[test]
fn an_error_and_a_state_that_is_missing_are_named() {
    let lost = case(
        "lost",
        json!({"actors": {"bob": "peer"}, "steps": [
            {"actor": "bob", "op": "toy.counter.add", "in": {"number": 1}, "expect": {"accept": {"total": 1}}}]}),
    );
    let played = play_on("toy.py", &[lost]);
    assert_eq!(played.result("lost").verdict, Verdict::Error);
    assert_eq!(played.result("lost").reason, "expected accept, got error `no counter`");
}
