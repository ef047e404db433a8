//! The Python adapter library and the scaffold, spoken to line by line.

mod library;
mod talk;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/adapters/python");
const ADAPTER: &str = r#"
from taut_adapter import Accept, Adapter, Ignore, Reject
import subprocess

adapter = Adapter(name="small", version="1", choices={"replay": "accept"}, features=["f"], in_flight=8)
print("a banner")

@adapter.operation("small.join")
def join(call):
    print("noise from a library")
    subprocess.run(["cat"])
    message = call.bytes_of("left") + call.draw("nonce")
    return Accept({"message": message, "now": call.now}, intermediate={"left": call.bytes_of("left")})

@adapter.operation("small.refuse")
def refuse(call):
    raise Reject("short", "3 bytes are missing")

@adapter.operation("small.drop")
def drop(call):
    return Ignore()

@adapter.operation("small.new")
def new(call):
    call.state = [0]
    return Accept()

@adapter.operation("small.count")
def count(call):
    call.state[0] += 1
    return Accept({"count": call.state[0]})

@adapter.operation("small.strange")
def strange(call):
    return Accept({"value": {1, 2}})

adapter.run()
"#;

/// What the adapter answers to this input, once the input has ended.
fn answered(script: &Path, input: &[u8]) -> (Vec<Value>, String) {
    let mut python = Command::new("python3");
    let (stdout, stderr) = talk::talk(python.arg("-B").arg(script).env("PYTHONPATH", LIBRARY), input);
    (library::answers(&stdout), stderr)
}

/// What the adapter above answers to these bytes.
fn ask_bytes(input: &[u8]) -> (Vec<Value>, String) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let script = dir.path().join("adapter.py");
    fs::write(&script, ADAPTER).expect("the folder can be written");
    answered(&script, input)
}

fn ask(requests: &[Value]) -> (Vec<Value>, String) {
    ask_bytes(&library::lines(requests))
}

#[test]
fn hello_says_what_was_registered() {
    let (answers, _) = ask(&[json!({"id": 0, "op": "hello", "in": {"taut": [1, 2]}})]);
    let hello = json!({"id": 0, "accept": {
        "taut": 1, "name": "small", "version": "1", "language": "python", "features": ["f"],
        "choices": {"replay": "accept"}, "codes": "exact", "draws": "inject", "clock": "inject", "in_flight": 8,
        "ops": ["small.join", "small.refuse", "small.drop", "small.new", "small.count", "small.strange"],
    }});
    assert_eq!(answers, [hello]);
    let (answers, _) = ask(&[json!({"id": 0, "op": "hello", "in": {"taut": [2]}})]);
    assert!(answers[0]["error"].is_string(), "{answers:?}");
}

#[test]
fn outcomes_have_their_form() {
    library::outcomes_have_their_form(|input| {
        let (answers, stderr) = ask_bytes(input);
        assert!(stderr.contains("a banner") && stderr.contains("noise from a library"), "{stderr}");
        answers
    });
}

#[test]
fn what_nobody_documented_is_an_error_and_the_adapter_lives() {
    let (answers, stderr) = ask(&[
        json!({"id": 1, "op": "small.join", "in": {"left": "xyz"}}),
        json!({"id": 2, "op": "small.strange"}),
        json!({"id": 3, "op": "small.unknown"}),
        json!({"id": 4, "op": ["small.join"]}),
        json!({"id": 5}),
        json!({"id": 6, "op": "taut.echo", "in": {}}),
    ]);
    assert_eq!(answers.len(), 6);
    let errors: Vec<&str> = answers.iter().filter_map(|answer| answer["error"].as_str()).collect();
    assert_eq!(errors.len(), 5, "{answers:?}");
    assert!(errors[0].starts_with("ValueError: "), "{}", errors[0]);
    assert_eq!(errors[1], "TypeError: set cannot stand in an answer");
    assert_eq!(errors[2], "unknown operation 'small.unknown'");
    assert_eq!(answers[5], json!({"id": 6, "accept": {}}));
    assert!(stderr.contains("Traceback"), "{stderr}");
}

#[test]
fn state_belongs_to_session_and_actor() {
    library::state_belongs_to_session_and_actor(|input| ask_bytes(input).0);
}

#[test]
fn lines_that_are_no_requests_are_answered_without_id() {
    let too_long = "ValueError: the line is longer than 16 MiB";
    library::lines_that_are_no_requests_are_answered_without_id(|input| ask_bytes(input).0, too_long);
}

#[test]
fn many_pipelined_requests_are_all_answered_in_order() {
    let message = "0a".repeat(500);
    let request = |id: u64| json!({"id": id, "op": "taut.echo", "in": {"message": message}});
    let (answers, _) = ask(&(0..5_000).map(request).collect::<Vec<Value>>());
    let ids: Vec<u64> = answers.iter().filter_map(|answer| answer["id"].as_u64()).collect();
    assert_eq!(ids, (0..5_000).collect::<Vec<u64>>());
}

#[test]
fn the_scaffold_runs_and_is_never_written_over() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let target = dir.path().join("my adapter");
    let new = || {
        let mut taut = Command::new(env!("CARGO_BIN_EXE_taut"));
        taut.args(["new", "python"]).arg(&target).output().expect("taut starts")
    };
    let made = new();
    assert!(made.status.success());
    assert!(String::from_utf8_lossy(&made.stdout).contains("taut doctor -- python3 '"), "{made:?}");
    let script = target.join("adapter.py");
    let (answers, stderr) = answered(&script, b"{\"id\":0,\"op\":\"hello\",\"in\":{\"taut\":[1]}}\n");
    assert_eq!(answers[0]["accept"]["ops"], json!([]), "{stderr}");

    let on_it = |command: &str| {
        let mut taut = Command::new(env!("CARGO_BIN_EXE_taut"));
        taut.args([command, "--", "python3", "-B"]).arg(&script).output().expect("taut starts")
    };
    let doctor = on_it("doctor");
    assert_eq!(doctor.status.code(), Some(0), "{doctor:?}");
    let run = on_it("run");
    assert_eq!(run.status.code(), Some(4), "{run:?}");
    assert!(String::from_utf8_lossy(&run.stderr).contains("no case was played"), "{run:?}");

    let text = fs::read_to_string(&script).expect("the script is there");
    assert!(
        text.contains("def stringphone_topic_new(") && !text.contains("forge"),
        "attackers are not offered"
    );
    let filled = text.replace("    # \"stringphone.id\"", "    \"stringphone.id\"");
    fs::write(&script, &filled).expect("the script can be written");
    let (answers, _) =
        answered(&script, b"{\"id\":1,\"op\":\"stringphone.id\",\"in\":{\"public_key\":\"00\"}}\n");
    assert_eq!(answers, [json!({"id": 1, "error": "NotImplementedError: "})]);

    let again = new();
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("adapter.py exists"), "{again:?}");
    assert_eq!(fs::read_to_string(&script).expect("the script is there"), filled);
}
