//! Each broken adapter has its verdict, or its set-up error, by name.

use std::time::Duration;

use serde_json::json;

use super::toy::{adapter, case, messages, open, options, play, play_on, play_with};
use crate::engine::Options;
use crate::event::{Event, Verdict};

fn setup_error(script: &str) -> String {
    play(&messages(3, &[]), adapter(script, &[]), options()).unwrap_err().message
}

fn impatient() -> Options {
    Options { timeout: Duration::from_secs(1), ..options() }
}

#[test]
fn an_adapter_that_exits_at_once_is_a_set_up_error() {
    let why = setup_error("exits_at_once.py");
    assert!(why.contains("the adapter exited with status 1 before it answered hello"), "{why}");
    assert!(why.contains("toy: no configuration found"), "{why}");
}

#[test]
fn a_banner_is_a_set_up_error() {
    let why = setup_error("banner.py");
    assert!(why.contains("line 1 is not JSON: `Welcome to toy 1.0`"), "{why}");
}

#[test]
fn silence_before_hello_is_a_set_up_error() {
    let hasty = Options { start_timeout: Duration::from_millis(300), ..options() };
    let why = play(&messages(1, &[]), adapter("never_hello.py", &[]), hasty).unwrap_err().message;
    assert!(why.contains("did not answer hello within 300ms"), "{why}");
}

#[test]
fn a_missing_program_is_a_set_up_error() {
    let mut missing = adapter("toy.py", &[]);
    missing.program = "taut-no-such-program".into();
    let why = play(&messages(1, &[]), missing, options()).unwrap_err().message;
    assert!(why.contains("cannot start `taut-no-such-program"), "{why}");
}

#[test]
fn an_unknown_answer_to_a_choice_is_a_set_up_error() {
    let subject = adapter("toy.py", &[r#"{"choices":{"head":"sometimes"}}"#]);
    let why = play(&messages(1, &[]), subject, options()).unwrap_err().message;
    assert!(why.contains("`head` with `sometimes`; the answers are `checked`, `unchecked`"), "{why}");
}

#[test]
fn what_the_suite_does_not_know_is_noted() {
    let subject = adapter("toy.py", &[r#"{"choices":{"tail":"long"},"features":["toy-more"]}"#]);
    let played = play(&[open("x", "01", json!({"reject": "short"}))], subject, options()).unwrap();
    let notes: Vec<_> = played.events.iter().filter(|event| matches!(event, Event::Note { .. })).collect();
    assert_eq!((played.end.exit, notes.len()), (0, 2), "{notes:?}");
}

#[test]
fn a_case_that_cannot_be_played_is_a_set_up_error() {
    let unknown = case("x", json!({"op": "toy.close", "expect": {"accept": {}}}));
    let why = play(&[unknown], adapter("toy.py", &[]), options()).unwrap_err().message;
    assert!(why.contains("the case toy/x cannot be played: the operation `toy.close`"), "{why}");
}

#[test]
fn lines_that_are_no_answers_are_violations_of_each_case() {
    for (script, part) in [
        ("garbage.py", "is not JSON: `OK, done`"),
        ("not_utf8.py", "is not UTF-8"),
        ("long_line.py", "is longer than 16777216 bytes"),
        ("wrong_id.py", "is an answer for the unknown request 10"),
        ("answers_twice.py", "is a second answer for request"),
        ("stdout_flood.py", "is not JSON: `noise noise"),
    ] {
        let played = play_on(script, &messages(3, &[]));
        for result in played.results.values() {
            assert_eq!(result.verdict, Verdict::ProtocolViolation, "{script}: {result:?}");
            assert!(result.reason.contains(part), "{script}: {}", result.reason);
        }
        assert_eq!(played.end.exit, 1, "{script}");
    }
}

#[test]
fn an_answer_that_does_not_fit_spoils_its_case_alone() {
    let mut cases = messages(1, &[]);
    cases.push(case(
        "both",
        json!({"op": "toy.seal", "in": {"plaintext": ""}, "draws": {"nonce": "0000"},
                                   "expect": {"accept": {}}}),
    ));
    cases.push(case("time", json!({"op": "toy.time", "now": 1, "expect": {"accept": {"time": 1}}})));
    let played = play_on("misfit.py", &cases);
    assert_eq!(played.result("0").verdict, Verdict::ProtocolViolation);
    assert_eq!(
        played.result("0").reason,
        "the answer does not fit `toy.open`: `plaintext` is not lower-case hex of whole bytes"
    );
    assert!(played.result("both").reason.starts_with("the answer has more than one of"));
    assert_eq!(played.result("time").verdict, Verdict::AsExpected);
}

#[test]
fn a_crash_names_the_case_and_spares_the_others() {
    let played = play_on("crash.py", &messages(30, &[4, 5, 17]));
    assert_eq!(played.count(Verdict::Crash), 3, "{:?}", played.results);
    assert_eq!(played.count(Verdict::AsExpected), 27);
    let culprit = played.result("17");
    assert_eq!(
        (culprit.verdict, culprit.reason.as_str()),
        (Verdict::Crash, "the adapter killed by signal 6")
    );
    assert!(culprit.detail.as_ref().unwrap().contains("toy: assertion failed: not dead"));
    assert_eq!((culprit.step, culprit.op.as_deref()), (Some(0), Some("toy.open")));
}

#[test]
fn a_hang_names_the_case_and_spares_the_others() {
    let played = play(&messages(10, &[6]), adapter("hang.py", &[]), impatient()).unwrap();
    assert_eq!(played.count(Verdict::AsExpected), 9, "{:?}", played.results);
    assert_eq!(played.result("6").verdict, Verdict::Timeout);
    assert_eq!(played.result("6").reason, "no answer within 1s");
}

#[test]
fn a_closed_output_is_a_crash() {
    let played = play_on("closes_stdout.py", &messages(2, &[]));
    assert_eq!(played.count(Verdict::Crash), 2);
    assert_eq!(played.result("0").reason, "the adapter closed its standard output and was killed");
}

#[test]
fn a_crash_only_together_is_no_success() {
    let played = play_on("crash_together.py", &messages(8, &[]));
    assert_eq!(played.end.exit, 1);
    assert!(played.count(Verdict::CrashOnlyTogether) >= 1, "{:?}", played.results);
    assert_eq!(played.count(Verdict::CrashOnlyTogether) + played.count(Verdict::AsExpected), 8);
    let blamed = played.results.values().find(|result| result.verdict == Verdict::CrashOnlyTogether).unwrap();
    let reason = &blamed.reason;
    assert!(reason.starts_with("the adapter exited with status 7; with several cases in flight"), "{reason}");
}

#[test]
fn a_flood_of_standard_error_is_harmless() {
    let played = play_on("stderr_flood.py", &messages(10, &[]));
    assert_eq!(played.end.exit, 0, "{:?}", played.results);
}

#[test]
fn a_session_that_does_not_end_is_a_violation() {
    let played = play_on("ends_badly.py", &messages(2, &[]));
    assert_eq!(played.count(Verdict::ProtocolViolation), 2);
    assert!(played.result("0").reason.contains(r#"not accepted: {"error":"still busy"}"#));
}

#[test]
fn an_adapter_that_never_starts_again_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("started");
    let subject = adapter("one_hello.py", &["{}", mark.to_str().unwrap()]);
    let played = play(&messages(6, &[]), subject, options()).unwrap();
    assert_eq!(played.end.exit, 3);
    assert_eq!(played.count(Verdict::NotRun), 6, "{:?}", played.results);
    assert!(played.end.stopped.as_ref().unwrap().contains("failed to say hello 5 times in a row"));
}

#[test]
fn a_spent_budget_ends_the_run_and_loses_nothing() {
    let played = play_on("garbage.py", &messages(120, &[]));
    assert_eq!(played.end.exit, 3);
    assert!(played.end.stopped.as_ref().unwrap().contains("the restart budget is spent"));
    assert!(played.count(Verdict::ProtocolViolation) > 50, "{:?}", played.end);
    assert_eq!(played.count(Verdict::ProtocolViolation) + played.count(Verdict::NotRun), 120);
}

#[test]
fn an_adapter_that_outlives_its_input_is_killed_with_its_children() {
    let played = play_on("ignores_end_of_input.py", &messages(1, &[]));
    assert_eq!(played.end.exit, 0);
    let noted = |event: &Event| matches!(event, Event::Note { text } if text.contains("had to be killed"));
    assert!(played.events.iter().any(noted));
}

#[test]
fn a_failing_reference_is_no_verdict_on_the_implementation() {
    let forged = case(
        "forged",
        json!({"actors": {"mallory": "attacker"}, "steps": [
        {"actor": "mallory", "op": "toy.forge", "in": {"head": "00", "plaintext": ""}, "expect": {"accept": {}}}]}),
    );
    let forged = [forged];
    let why = play_with(&forged, adapter("toy.py", &[]), adapter("exits_at_once.py", &[])).unwrap_err();
    assert!(why.message.starts_with("the built-in reference did not start"), "{why}");
    let played = play_with(&forged, adapter("toy.py", &[]), adapter("garbage.py", &[])).unwrap();
    assert_eq!((played.end.exit, played.count(Verdict::NotRun)), (3, 1));
    assert!(played.end.stopped.unwrap().contains("not of the implementation under test"));
}
