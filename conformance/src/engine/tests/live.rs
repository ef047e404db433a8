//! Cases with sockets: an implementation in Python at one end, built-in actors at the other.

use std::time::Duration;

use serde_json::json;

use super::toy::{case, messages, options, play, play_with};
use super::wired::{LONG, client, events, live, ok, played, receive, scenario, server, step};
use crate::engine::Options;
use crate::event::{CaseResult, Event, Verdict};
use crate::model::case::{Case, CaseFile};

#[test]
fn every_ability_is_as_expected() {
    let file: CaseFile = serde_json::from_str(include_str!("live.json")).unwrap();
    let cases = file.cases;
    let played = played(&cases);
    assert_eq!(played.end.exit, 0, "{:#?}", played.results);
    assert_eq!(played.count(Verdict::AsExpected), cases.len());
}

#[test]
fn several_peers_on_a_network_are_placed() {
    let talk = || {
        scenario(
            "talk",
            json!({"alice": "peer", "bob": "peer"}),
            json!([
                step("bob", "toy.serve", json!({}), ok(), &["port"]),
                step("alice", "toy.connect", json!({"port": {"$ref": "bob_port"}}), ok(), &[]),
                step("alice", "toy.say", json!({"data": "01020304"}), ok(), &[]),
                events("alice", &json!({"until": "received"}), &json!([["received", "01020304"]])),
            ]),
        )
    };
    let result = played(&[talk()]);
    assert_eq!(result.result("talk").verdict, Verdict::AsExpected, "{:?}", result.results);
    // The reference as alice waits for an echo that bob, who is under test, does not give.
    let deaf = || live(r#"{"deaf":true}"#);
    let short = case("talk", {
        let mut case = serde_json::to_value(talk()).unwrap();
        case["steps"][3]["in"]["within_ms"] = json!(100);
        json!({"actors": case["actors"], "steps": case["steps"]})
    });
    let deafened = play_with(&[short], deaf(), live(r#"{"name":"helper"}"#)).unwrap();
    assert_eq!((deafened.end.exit, deafened.end.stopped.as_deref()), (1, None));
    assert_eq!(deafened.result("talk").verdict, Verdict::Differs);
}

/// The only result, which is a difference.
#[track_caller]
fn differing(case: Case) -> CaseResult {
    let played = played(&[case]);
    assert_eq!((played.end.exit, played.end.stopped.as_deref()), (1, None), "{:?}", played.results);
    let result = played.results.into_values().next().unwrap();
    assert_eq!(result.verdict, Verdict::Differs);
    result
}

#[test]
fn what_a_built_in_actor_sees_is_told_of_the_peer() {
    let silence = |ms: u64| step("eve", "raw.silence", json!({"within_ms": ms}), ok(), &[]);
    let result = differing(client(
        "loud",
        vec![step("eve", "raw.send", json!({"data": "01020304"}), ok(), &[]), silence(LONG)],
    ));
    assert_eq!(
        result.reason,
        "eve saw of bob, after its step 1 (`toy.serve`): received 4 bytes, 01020304 \
                               (expected accept, got reject `data`)"
    );
    assert_eq!((result.actor.as_deref(), result.op.as_deref()), (Some("eve"), Some("raw.silence")));
    let result = differing(client(
        "other",
        vec![step("eve", "raw.send", json!({"data": "01020304"}), ok(), &[]), receive(4, "01020305")],
    ));
    assert_eq!(
        result.reason,
        "eve saw of bob, after its step 1 (`toy.serve`): expected accept, got accept with \
                               another value at `/data`"
    );
    assert_eq!(result.actual, Some(json!({"accept": {"data": "01020304"}})));
}

#[test]
fn a_peer_that_never_connects_is_a_time_out_with_its_name() {
    let result = differing(scenario(
        "shy",
        json!({"bob": "peer", "eve": "raw"}),
        json!([
            step("eve", "raw.listen", json!({"transport": "tcp"}), ok(), &["port"]),
            step("bob", "toy.datagrams", json!({"port": {"$ref": "eve_port"}}), ok(), &[]),
            step("eve", "raw.accept", json!({"within_ms": 40}), ok(), &[]),
        ]),
    ));
    assert_eq!(
        result.reason,
        "eve saw of bob, after its step 2 (`toy.datagrams`): nobody connected within 40 ms \
                               (expected accept, got reject `timeout`)"
    );
    let result = differing(scenario(
        "idle",
        json!({"bob": "peer", "web": "http"}),
        json!([
            step("web", "http.listen", json!({}), ok(), &["port"]),
            step("bob", "toy.connect", json!({"port": {"$ref": "web_port"}}), ok(), &[]),
            step("bob", "toy.say", json!({"data": hex::encode("GARBAGE\r\n\r\n")}), ok(), &[]),
            step("web", "http.request", json!({"within_ms": LONG}), ok(), &[]),
        ]),
    ));
    assert!(result.reason.contains("(`toy.say`): no request line: 7 bytes, 47"), "{}", result.reason);
}

#[test]
fn what_no_peer_can_have_done_is_a_defect_of_the_case() {
    let lonely = scenario(
        "lonely",
        json!({"bob": "peer", "eve": "raw"}),
        json!([
            step("eve", "raw.listen", json!({}), ok(), &[]),
            step("bob", "toy.serve", json!({}), ok(), &[]),
            step("eve", "raw.accept", json!({"within_ms": 20}), ok(), &[]),
        ]),
    );
    let wrong = client("wrong", vec![step("eve", "raw.send", json!({"socket": 7, "data": "00"}), ok(), &[])]);
    for (case, part) in [
        (lonely, "a built-in actor failed in toy/lonely in step 3 (`raw.accept`) as eve"),
        (wrong, "there is no open connection or UDP socket with the number 7"),
    ] {
        let played = played(&[case]);
        let stopped = played.end.stopped.unwrap();
        assert!(played.end.exit == 3 && stopped.contains(part), "{stopped}");
    }
}

#[test]
fn choices_of_the_protocol_hold_for_what_is_seen() {
    let mut silent = step("eve", "raw.silence", json!({"within_ms": 20_000}), ok(), &[]);
    silent["variants"] = json!([{"when": {"bob:head": "unchecked"}, "expect": {"reject": "data"}}]);
    let case =
        client("choice", vec![step("eve", "raw.send", json!({"data": "01020304"}), ok(), &[]), silent]);
    let unchecked = live(r#"{"choices":{"head":"unchecked"}}"#);
    let played = play(&[case], unchecked, options()).unwrap();
    let result = played.result("choice");
    assert_eq!((result.verdict, result.findings.len()), (Verdict::AsExpected, 1), "{}", result.reason);
}

#[test]
fn random_bytes_on_the_wire_are_compared_only_when_they_are_known() {
    let seal = json!({"actor": "bob", "op": "toy.seal", "in": {"plaintext": "00"}, "draws": {"nonce": "0102"},
                      "expect": ok(), "save": {"sealed": "/message"}});
    let say = step("bob", "toy.say", json!({"data": {"$ref": "sealed"}}), ok(), &[]);
    let case = || server("drawn", vec![seal.clone(), say.clone(), receive(3, "010200")]);
    let own = || live(r#"{"draws":"own"}"#);
    let played = |case: Case, subject| play(&[case], subject, options()).unwrap().result("drawn").verdict;
    assert_eq!(played(case(), live("{}")), Verdict::AsExpected);
    assert_eq!(played(case(), own()), Verdict::AsExpected);
    // Without a draw before, even who draws on its own has to send these bytes.
    let plain = server(
        "drawn",
        vec![step("bob", "toy.say", json!({"data": "5eed00"}), ok(), &[]), receive(3, "010200")],
    );
    assert_eq!(played(plain, own()), Verdict::Differs);
}

#[test]
fn live_operations_have_more_time() {
    let nap = |op: &str| case("nap", json!({"op": op, "expect": ok()}));
    let hasty = || Options { timeout: Duration::from_millis(300), ..options() };
    let sleepy = || live(r#"{"sleeps":0.9}"#);
    let verdict = |op| play(&[nap(op)], sleepy(), hasty()).unwrap().result("nap").verdict;
    assert_eq!(verdict("toy.live.nap"), Verdict::AsExpected);
    assert_eq!(verdict("toy.nap"), Verdict::Timeout);
}

#[test]
fn a_wait_of_one_session_does_not_hold_up_others() {
    let wait = step("eve", "raw.silence", json!({"within_ms": 2000}), ok(), &[]);
    let mut cases = vec![client("waits", vec![wait])];
    cases.extend(messages(30, &[]));
    let played = play(&cases, live(r#"{"in_flight":2}"#), options()).unwrap();
    assert_eq!(played.count(Verdict::AsExpected), 31, "{:?}", played.results);
    let last = played.events.iter().rev().find_map(|event| match event {
        Event::Case(result) => Some(result.id.as_str()),
        _ => None,
    });
    assert_eq!(last, Some("toy/waits"));
}

#[test]
fn a_crash_while_a_built_in_actor_waits_has_its_verdict() {
    let wait = step("eve", "raw.silence", json!({"within_ms": LONG}), ok(), &[]);
    let case = client("crash", vec![wait]);
    let played = play(&[case], live(r#"{"dies":0.3}"#), options()).unwrap();
    assert_eq!(played.result("crash").verdict, Verdict::Crash, "{}", played.result("crash").reason);
}
