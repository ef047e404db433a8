//! The JavaScript adapter library and the scaffolds that `taut new` writes.

mod library;
mod talk;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/adapters/javascript/taut_adapter.mjs");
const ADAPTER: &str = r#"
import { accept, Adapter, ignore, Reject } from "./taut_adapter.mjs";

const adapter = new Adapter({ name: "small", version: "1", choices: { replay: "accept" }, features: ["f"], inFlight: 8 });
console.log("a banner");

adapter.operation("small.join", async (call) => {
  console.log("noise from a library");
  const message = Buffer.concat([call.bytesOf("left"), call.draw("nonce")]);
  return accept({ message, now: call.now, absent: call.bytesOf("right") }, { left: call.bytesOf("left") });
});
adapter.operation("small.refuse", () => {
  throw new Reject("short", "3 bytes are missing");
});
adapter.operation("small.drop", () => ignore());
adapter.operation("small.new", (call) => {
  call.state = { count: 0 };
  return accept();
});
adapter.operation("small.count", (call) => {
  call.state.count += 1;
  return accept({ count: call.state.count });
});
adapter.operation("small.strange", () => accept({ value: new Set([1]) }));
adapter.operation("small.infinite", () => accept({ value: Infinity }));

await adapter.run();
"#;

/// Whether there is a program to run the adapter. In CI there must be one; elsewhere, who has none is told.
fn has_node() -> bool {
    let found = Command::new("node").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !found {
        let why = "node is not on the PATH; install Node.js 20 or newer, or run ci/tools and then ci/test";
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        assert!(!set("CI") && !set("TAUT_CI"), "{why}");
        // Other than with eprintln!, this is shown of a test that passes, too.
        writeln!(io::stderr(), "skipped: {why}").expect("there is a standard error");
    }
    found
}

/// What the adapter above answers to these bytes.
fn ask_bytes(input: &[u8]) -> (Vec<Value>, String) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let script = dir.path().join("adapter.mjs");
    fs::write(&script, ADAPTER).expect("the folder can be written");
    fs::copy(LIBRARY, dir.path().join("taut_adapter.mjs")).expect("the folder can be written");
    let (stdout, stderr) = talk::talk(Command::new("node").arg(script), input);
    (library::answers(&stdout), stderr)
}

fn ask(requests: &[Value]) -> (Vec<Value>, String) {
    ask_bytes(&library::lines(requests))
}

#[test]
fn hello_says_what_was_registered() {
    if !has_node() {
        return;
    }
    let (answers, _) = ask(&[json!({"id": 0, "op": "hello", "in": {"taut": [1, 2]}})]);
    let ops =
        ["join", "refuse", "drop", "new", "count", "strange", "infinite"].map(|op| format!("small.{op}"));
    let hello = json!({"id": 0, "accept": {
        "taut": 1, "name": "small", "version": "1", "language": "javascript", "features": ["f"], "ops": ops,
        "choices": {"replay": "accept"}, "codes": "exact", "draws": "inject", "clock": "inject", "in_flight": 8,
    }});
    assert_eq!(answers, [hello]);
}

#[test]
fn outcomes_have_their_form() {
    if !has_node() {
        return;
    }
    library::outcomes_have_their_form(|input| {
        let (answers, stderr) = ask_bytes(input);
        assert!(stderr.contains("a banner") && stderr.contains("noise from a library"), "{stderr}");
        answers
    });
}

#[test]
fn what_nobody_documented_is_an_error_and_the_adapter_lives() {
    if !has_node() {
        return;
    }
    let (answers, stderr) = ask(&[
        json!({"id": 0, "op": "small.join", "in": {"left": "xyz"}}),
        json!({"id": 1, "op": "small.strange"}),
        json!({"id": 2, "op": "small.infinite"}),
        json!({"id": 3, "op": "small.unknown"}),
        json!({"id": 4, "op": ["small.join"]}),
        json!({"id": 5}),
        json!({"id": 6, "op": "hello", "in": {"taut": [2]}}),
        json!({"id": 7, "op": "taut.echo", "in": {}}),
    ]);
    let errors: Vec<&str> = answers.iter().filter_map(|answer| answer["error"].as_str()).collect();
    assert_eq!(errors.len(), 7, "{answers:?}");
    assert_eq!(errors[0], "TypeError: left is not hex: xyz");
    assert!(errors[1].contains("cannot stand in an answer"), "{}", errors[1]);
    assert!(errors[2].contains("cannot stand in an answer"), "{}", errors[2]);
    assert_eq!(errors[3], "unknown operation \"small.unknown\"");
    assert_eq!(answers[7], json!({"id": 7, "accept": {}}));
    assert!(stderr.contains("TypeError: left is not hex"), "{stderr}");
}

#[test]
fn state_belongs_to_session_and_actor() {
    if has_node() {
        library::state_belongs_to_session_and_actor(|input| ask_bytes(input).0);
    }
}

#[test]
fn lines_that_are_no_requests_are_answered_without_id() {
    let too_long = "Error: the line is longer than 16 MiB";
    if has_node() {
        library::lines_that_are_no_requests_are_answered_without_id(|input| ask_bytes(input).0, too_long);
    }
}

fn taut(args: &[&str], rest: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taut")).args(args).args(rest).output().expect("taut starts")
}

#[test]
fn the_scaffold_runs_and_is_never_written_over() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let target = dir.path().join("my adapter");
    let made = taut(&["new", "javascript"], &[&target]);
    assert!(made.status.success(), "{made:?}");
    assert!(String::from_utf8_lossy(&made.stdout).contains("taut doctor -- node '"), "{made:?}");
    let script = target.join("adapter.mjs");
    let text = fs::read_to_string(&script).expect("the script is there");
    assert!(text.contains("function stringphoneTopicNew(") && !text.contains("forge") && !text.contains('@'));
    let again = taut(&["new", "javascript"], &[&target]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("adapter.mjs exists"), "{again:?}");
    if !has_node() {
        return;
    }
    let doctor = taut(&["doctor", "--", "node"], &[&script]);
    assert_eq!(doctor.status.code(), Some(0), "{doctor:?}");
    let run = taut(&["run", "--", "node"], &[&script]);
    assert_eq!(run.status.code(), Some(4), "{run:?}");

    // An operation filled in: its cases are played, and those that it gets right are as expected.
    let filled = text
        .replace("  // \"stringphone.id\": stringphoneId,", "  \"stringphone.id\": stringphoneId,")
        .replacen(
            "function stringphoneId(call) {\n  throw new Error(\"not implemented\");",
            "import { createHash } from \"node:crypto\";\nfunction stringphoneId(call) {\n  \
             const key = call.bytesOf(\"public_key\");\n  \
             if (key.length !== 32) throw new Reject(\"bad-key-length\");\n  \
             return accept({ id: createHash(\"sha256\").update(key).digest().subarray(0, 16) });",
            1,
        );
    fs::write(&script, &filled).expect("the script can be written");
    let run = taut(&["run", "--strict", "--case", "stringphone/id/*", "--", "node"], &[&script]);
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    assert!(String::from_utf8_lossy(&run.stdout).contains(" 0 differ, 0 not offered"), "{run:?}");
}

#[test]
fn the_scaffold_in_rust_has_all_its_files() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let target = dir.path().join("mine");
    let made = taut(&["new", "rust"], &[&target]);
    assert!(made.status.success(), "{made:?}");
    for (file, content) in [
        ("Cargo.toml", "serde_json = \"1\""),
        ("README.md", "stringphone.id"),
        ("src/main.rs", "// (\"stringphone.topic.new\", stringphone_topic_new),"),
        ("src/taut_adapter.rs", "The line protocol of Taut"),
    ] {
        let text = fs::read_to_string(target.join(file)).expect("the file is there");
        assert!(text.contains(content) && !text.contains('@'), "{file}");
    }
}
