//! Cases with several peers: who plays whom, and who is to blame.

use serde_json::json;

use super::toy::{adapter, case, options, play, play_on, play_with};
use crate::event::Verdict;
use crate::model::case::Case;

fn talk() -> Case {
    case(
        "talk",
        json!({"actors": {"alice": "peer", "bob": "peer"}, "steps": [
            {"actor": "alice", "op": "toy.seal", "in": {"plaintext": "aabb"}, "draws": {"nonce": "0102"},
             "expect": {"accept": {}}, "save": {"sealed": "/message"}},
            {"actor": "bob", "op": "toy.open", "in": {"message": {"$ref": "sealed"}},
             "expect": {"accept": {"plaintext": "aabb"}}}
        ]}),
    )
}

fn count() -> Case {
    case(
        "count",
        json!({"actors": {"alice": "peer", "bob": "peer"}, "steps": [
            {"actor": "bob", "op": "toy.counter.new", "expect": {"accept": {}}},
            {"actor": "alice", "op": "toy.counter.new", "expect": {"accept": {}}},
            {"actor": "alice", "op": "toy.counter.add", "in": {"number": 5}, "expect": {"accept": {}},
             "save": {"total": "/total"}},
            {"actor": "bob", "op": "toy.counter.add", "in": {"number": {"$ref": "total"}}, "expect": {"accept": {}}},
            {"actor": "bob", "op": "toy.counter.add", "in": {"number": 0}, "expect": {"accept": {"total": 5}}}
        ]}),
    )
}

#[test]
fn what_only_its_own_kind_can_read_differs() {
    let played = play_on("mirrored.py", &[talk()]);
    let talk = played.result("talk");
    assert_eq!((talk.verdict, talk.placement.as_deref()), (Verdict::Differs, Some("alice")));
    assert_eq!(
        talk.reason,
        "the reference as bob was given what alice wrote in step 1 (`toy.seal`): expected accept, got accept with \
         another value at `/plaintext`"
    );
    assert_eq!((talk.step, talk.actor.as_deref()), (Some(1), Some("bob")));
    assert_eq!((played.end.exit, played.end.totals[0].selected), (1, 1));
}

#[test]
fn blame_goes_through_the_state_of_the_reference() {
    let played = play_on("miscounts.py", &[count()]);
    let count = played.result("count");
    assert_eq!((count.verdict, count.placement.as_deref()), (Verdict::Differs, Some("alice")));
    let start = "the reference as bob was given what alice wrote in step 3 (`toy.counter.add`): ";
    assert!(count.reason.starts_with(start), "{}", count.reason);
    assert_eq!(count.step, Some(4));
}

#[test]
fn as_expected_names_no_placement() {
    let played = play_on("toy.py", &[talk(), count()]);
    assert_eq!(played.count(Verdict::AsExpected), 2, "{:?}", played.results);
    assert!(played.results.values().all(|result| result.placement.is_none()));
}

#[test]
fn the_choices_are_those_of_whoever_plays() {
    let variants = json!([{"when": {"bob:head": "unchecked"}, "expect": {"accept": {"plaintext": "aa"}}}]);
    let one = case(
        "choice",
        json!({"actors": {"alice": "peer", "bob": "peer"}, "steps": [
            {"actor": "alice", "op": "toy.open", "in": {"message": "0102"}, "expect": {"accept": {}}},
            {"actor": "bob", "op": "toy.open", "in": {"message": "ffffaa"}, "expect": {"reject": "bad-head"},
             "variants": variants}
        ]}),
    );
    let subject = adapter("toy.py", &[r#"{"choices":{"head":"unchecked"}}"#]);
    let played = play(&[one], subject, options()).unwrap();
    assert_eq!((played.end.exit, played.end.totals[0].findings), (0, 1), "{:?}", played.results);
    assert_eq!(played.result("choice").findings.len(), 1);
}

#[test]
fn own_randomness_of_one_peer_leaves_all_of_it_uncompared() {
    let mut talk = talk();
    let steps = talk.steps.as_mut().unwrap();
    steps[0].expect = serde_json::from_value(json!({"accept": {"message": "0102aabb"}})).unwrap();
    let played = play(&[talk], adapter("toy.py", &[r#"{"draws":"own"}"#]), options()).unwrap();
    assert_eq!(played.end.exit, 0, "{:?}", played.results);
}

#[test]
fn a_reference_that_fails_on_its_own_ends_the_run() {
    let apart = case(
        "apart",
        json!({"actors": {"alice": "peer", "bob": "peer"}, "steps": [
            {"actor": "alice", "op": "toy.open", "in": {"message": "0102aa"}, "expect": {"accept": {}}},
            {"actor": "bob", "op": "toy.open", "in": {"message": "0102aabb"},
             "expect": {"accept": {"plaintext": "aabb"}}}
        ]}),
    );
    let played = play_with(&[apart], adapter("toy.py", &[]), adapter("mirrored.py", &[])).unwrap();
    assert_eq!((played.end.exit, played.count(Verdict::NotRun)), (3, 1), "{:?}", played.results);
    let why = played.end.stopped.unwrap();
    assert!(
        why.starts_with("the built-in reference failed in toy/apart in step 2 (`toy.open`) as bob"),
        "{why}"
    );
}

#[test]
fn a_crash_counts_once_and_decides() {
    let mut dead = talk();
    for step in dead.steps.as_mut().unwrap() {
        step.input.insert("message".to_owned(), json!("0102dead"));
    }
    let played = play_on("crash.py", &[dead, count()]);
    assert_eq!(played.result("talk").verdict, Verdict::Crash, "{:?}", played.results);
    assert_eq!(played.result("count").verdict, Verdict::AsExpected);
}
