//! The Python adapter library and the scaffold, spoken to line by line.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

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

/// What an adapter answers to this input, once the input has ended.
fn talk(script: &Path, input: &[u8]) -> (Vec<Value>, String) {
    let mut command = Command::new("python3");
    command.arg("-B").arg(script).env("PYTHONPATH", LIBRARY);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("python3 starts");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    let input = input.to_vec();
    let writer = thread::spawn(move || stdin.write_all(&input));
    let Output { status, stdout, stderr } = child.wait_with_output().expect("python3 ends");
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    writer.join().expect("no panic").expect("all input was read");
    assert!(status.success(), "{stderr}");
    let answers = stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    (answers.map(|line| serde_json::from_slice(line).expect("an answer is JSON")).collect(), stderr)
}

/// What the adapter above answers to these bytes.
fn ask_bytes(input: &[u8]) -> (Vec<Value>, String) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let script = dir.path().join("adapter.py");
    fs::write(&script, ADAPTER).expect("the folder can be written");
    talk(&script, input)
}

fn ask(requests: &[Value]) -> (Vec<Value>, String) {
    let lines: Vec<String> = requests.iter().map(|request| format!("{request}\n")).collect();
    ask_bytes(lines.concat().as_bytes())
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
    let join = json!({"id": 1, "session": 1, "actor": "a", "op": "small.join", "in": {"left": "0a"},
                      "draws": {"nonce": "0b0c"}, "now": 7, "unknown": true});
    let (answers, stderr) = ask(&[
        join,
        json!({"id": 2, "session": 1, "actor": "a", "op": "small.refuse"}),
        json!({"id": 3, "session": 1, "actor": "a", "op": "small.drop"}),
        json!({"id": 4, "op": "taut.echo", "in": {"text": "\u{e9}\u{1f600}", "list": [1, null]}}),
        json!({"id": 5, "op": "end", "session": 77}),
    ]);
    let expected = [
        json!({"id": 1, "accept": {"message": "0a0b0c", "now": 7}, "intermediate": {"left": "0a"}}),
        json!({"id": 2, "reject": "short", "detail": "3 bytes are missing"}),
        json!({"id": 3, "ignore": {}}),
        json!({"id": 4, "accept": {"text": "\u{e9}\u{1f600}", "list": [1, null]}}),
        json!({"id": 5, "accept": {}}),
    ];
    assert_eq!(answers, expected);
    assert!(stderr.contains("a banner") && stderr.contains("noise from a library"), "{stderr}");
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
    let step = |id: u32, session: u32, actor: &str, op: &str| json!({"id": id, "session": session, "actor": actor, "op": op, "in": {}});
    let (answers, _) = ask(&[
        step(1, 1, "alice", "small.count"),
        step(2, 1, "alice", "small.new"),
        step(3, 1, "alice", "small.count"),
        step(4, 1, "alice", "small.count"),
        step(5, 1, "bob", "small.count"),
        step(6, 2, "alice", "small.count"),
        json!({"id": 7, "op": "end", "session": 1}),
        step(8, 1, "alice", "small.count"),
    ]);
    let found = answers.iter().map(|answer| match answer["error"].as_str() {
        Some(text) if text.contains("was not created") => json!("missing"),
        _ => answer["accept"].clone(),
    });
    let expected = json!(["missing", {}, {"count": 1}, {"count": 2}, "missing", "missing", {}, "missing"]);
    assert_eq!(Value::Array(found.collect()), expected);
}

#[test]
fn lines_that_are_no_requests_are_answered_without_id() {
    let mut input = b"no json\n[1]\n\"\xff\"\n\n".to_vec();
    input.extend(vec![b'x'; 17 * 1024 * 1024]);
    input.push(b'\n');
    input.extend("[".repeat(100_000).into_bytes());
    // The last line has no line feed.
    input.extend(b"\n{\"id\":9,\"op\":\"taut.echo\",\"in\":{}}");
    let (answers, _) = ask_bytes(&input);
    assert_eq!(answers.len(), 6, "{answers:?}");
    for answer in &answers[..5] {
        assert!(answer["id"].is_null() && answer["error"].is_string(), "{answer}");
    }
    assert_eq!(answers[3]["error"], "ValueError: the line is longer than 16 MiB");
    assert_eq!(answers[5], json!({"id": 9, "accept": {}}));
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
    let (answers, stderr) = talk(&script, b"{\"id\":0,\"op\":\"hello\",\"in\":{\"taut\":[1]}}\n");
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
        talk(&script, b"{\"id\":1,\"op\":\"stringphone.id\",\"in\":{\"public_key\":\"00\"}}\n");
    assert_eq!(answers, [json!({"id": 1, "error": "NotImplementedError: "})]);

    let again = new();
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("adapter.py exists"), "{again:?}");
    assert_eq!(fs::read_to_string(&script).expect("the script is there"), filled);
}
