//! Derived variants: which changes are tried, and what may become of them.

use serde_json::{Value, json};

use super::toy::{adapter, case, messages, open, options, play, play_on};
use crate::engine::Options;
use crate::event::Verdict;
use crate::model::case::{Case, Tier};

fn derived(derive: Value) -> Case {
    let mut case = open("derived", "0102aabbcc", json!({"accept": {"plaintext": "aabbcc"}}));
    case.derive = Some(serde_json::from_value(derive).unwrap());
    case
}

/// What the adapter of the toy protocol does.
fn honest() -> Case {
    derived(json!({"member": "message", "covers": [], "shortest": 2}))
}

#[test]
fn what_may_change_is_as_expected_in_every_tier() {
    for tier in [Tier::Quick, Tier::Standard, Tier::Exhaustive] {
        let played = play(&[honest()], adapter("toy.py", &[]), Options { tier, ..options() }).unwrap();
        assert_eq!(played.result("derived").verdict, Verdict::AsExpected, "{:?}", played.results);
    }
}

#[test]
fn an_accepted_change_of_a_covered_byte_differs() {
    for (derive, reason) in [
        (
            json!({"member": "message", "shortest": 2}),
            "`message`, truncated to 2 bytes: expected ignore or reject, got accept: it changes what is protected",
        ),
        (
            json!({"member": "message", "covers": [], "shortest": 3}),
            "`message`, truncated to 2 bytes: expected ignore or reject, got accept: the shortest acceptable length \
             is 3",
        ),
        (
            json!({"member": "message", "covers": [[0, 1]], "shortest": 2}),
            "`message`, bit 0 of byte 0 flipped: expected ignore or reject, got accept: it changes what is protected",
        ),
        (
            json!({"member": "message", "covers": [[5]], "shortest": 2}),
            "`message`, 1 byte appended: expected ignore or reject, got accept: it changes what is protected",
        ),
    ] {
        let played = play_on("toy.py", &[derived(derive)]);
        let result = played.result("derived");
        assert_eq!((result.verdict, result.reason.as_str()), (Verdict::Differs, reason));
        assert!(result.actual.is_some());
        assert_eq!(played.end.totals[0].selected, 1);
    }
}

#[test]
fn a_bit_that_is_excepted_may_change() {
    let one = derived(json!({"member": "message", "covers": [[0, 1]], "except": [[0, 0]], "shortest": 2}));
    let played = play_on("toy.py", &[one]);
    assert_eq!(played.result("derived").verdict, Verdict::AsExpected, "{:?}", played.results);
}

#[test]
fn a_higher_tier_tries_more() {
    let one = [derived(json!({"member": "message", "covers": [[2, 3]], "shortest": 2}))];
    for (tier, verdict) in [(Tier::Quick, Verdict::AsExpected), (Tier::Exhaustive, Verdict::Differs)] {
        let played = play(&one, adapter("toy.py", &[]), Options { tier, ..options() }).unwrap();
        assert_eq!(played.result("derived").verdict, verdict, "{:?}", played.results);
    }
}

#[test]
fn what_a_declared_choice_allows_is_a_finding() {
    let one = || {
        let variants = json!([{"when": {"head": "unchecked"}, "covers": [], "shortest": 2}]);
        [derived(json!({"member": "message", "covers": [[0, 2]], "shortest": 2, "variants": variants}))]
    };
    let subject = adapter("toy.py", &[r#"{"choices":{"head":"unchecked"}}"#]);
    let played = play(&one(), subject, options()).unwrap();
    let result = played.result("derived");
    assert_eq!((result.verdict, result.findings.len()), (Verdict::AsExpected, 1), "{result:?}");
    assert_eq!(play_on("toy.py", &one()).result("derived").verdict, Verdict::Differs);
}

#[test]
fn each_failure_on_a_variant_has_its_verdict() {
    for (mood, verdict, reason) in [
        (
            "error",
            Verdict::Error,
            "`message`, truncated to 0 bytes: expected no error, got error `IndexError: `",
        ),
        ("abort", Verdict::Crash, "`message`, truncated to 0 bytes: the adapter killed by signal 6"),
        (
            "sulk",
            Verdict::Differs,
            "after `message`, truncated to 0 bytes, was refused, the genuine one: expected accept, got reject `short`",
        ),
    ] {
        let mut cases = messages(10, &[]);
        cases.push(honest());
        let played = play(&cases, adapter("moody.py", &["{}", mood]), options()).unwrap();
        let result = played.result("derived");
        assert_eq!((result.verdict, result.reason.as_str()), (verdict, reason));
        assert_eq!(played.count(Verdict::AsExpected), 10, "{:?}", played.results);
        assert_eq!(played.end.exit, 1);
    }
}

#[test]
fn a_step_of_a_scenario_is_reached_again_for_each_variant() {
    let talk = |covers: Value| {
        let derive = json!({"member": "message", "covers": covers, "shortest": 2});
        case(
            "derived",
            json!({"actors": {"alice": "peer", "bob": "peer"}, "steps": [
                {"actor": "alice", "op": "toy.seal", "in": {"plaintext": "aabb"}, "draws": {"nonce": "0102"},
                 "expect": {"accept": {}}, "save": {"sealed": "/message"}},
                {"actor": "bob", "op": "toy.counter.new", "expect": {"accept": {}}},
                {"actor": "bob", "op": "toy.open", "in": {"message": {"$ref": "sealed"}},
                 "expect": {"accept": {"plaintext": "aabb"}}, "derive": derive},
                {"actor": "bob", "op": "toy.counter.add", "in": {"number": 1}, "expect": {"accept": {"total": 1}}}
            ]}),
        )
    };
    assert_eq!(play_on("toy.py", &[talk(json!([]))]).count(Verdict::AsExpected), 1);
    let played = play_on("toy.py", &[talk(json!([[3, 4]]))]);
    let result = played.result("derived");
    assert!(result.reason.starts_with("`message`, truncated to 2 bytes: "), "{result:?}");
    assert_eq!((result.step, result.placement.as_deref()), (Some(2), Some("all")));
}
