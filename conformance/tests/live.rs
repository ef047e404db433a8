//! A case with a socket, through the commands of the program.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const TAUT: &str = env!("CARGO_BIN_EXE_taut");
const CASE: &str = "toy/live/echo";

/// Exit status, standard output and standard error.
fn taut(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(TAUT);
    command.args(args).stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1");
    let Output { status, stdout, stderr } = command.output().expect("taut starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("taut writes UTF-8");
    (status.code().expect("taut ends by itself"), text(stdout), text(stderr))
}

fn adapter() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adapters/live.py").display().to_string()
}

/// A folder with one case, in which a raw client expects this echo.
fn cases(echo: &str) -> tempfile::TempDir {
    let operation = |name: &str, state: &str, input: &Value, out: &Value| {
        json!({"name": name, "about": "Does it.", "spec": "5", "role": "node", "state": state, "live": true,
               "in": input, "out": out})
    };
    let wait =
        json!([{"name": "within_ms", "type": "int"}, {"name": "limit", "type": "int", "optional": true}]);
    let operations = [
        operation("toy.serve", "creates", &json!([]), &json!([{"name": "port", "type": "int"}])),
        operation("toy.events", "uses", &wait, &json!([{"name": "events", "type": "list<value>"}])),
    ];
    let protocol = json!({"protocol": "toy", "prefix": "TO", "chapter": "toy.md", "upstream": "none", "codes": [],
                          "choices": [], "features": [], "operations": operations});
    let steps = json!([
        {"actor": "bob", "op": "toy.serve", "expect": {"accept": {}}, "save": {"port": "/port"}},
        {"actor": "eve", "op": "raw.connect", "in": {"port": {"$ref": "port"}}, "expect": {"accept": {}}},
        {"actor": "eve", "op": "raw.send", "in": {"data": "01020304"}, "expect": {"accept": {}}},
        {"actor": "eve", "op": "raw.receive", "in": {"size": 4, "within_ms": 10000}, "expect": {"accept": {"data": echo}}},
        {"actor": "bob", "op": "toy.events", "in": {"limit": 2, "within_ms": 10000},
         "expect": {"accept": {"events": {"$contains": [["received", "01020304"]]}}}}
    ]);
    let case = json!({"id": CASE, "about": "an echo", "rules": ["TO-LIVE-1"], "source": {"kind": "generated"},
                      "actors": {"bob": "peer", "eve": "raw"}, "steps": steps});
    let dir = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, value: &Value| {
        std::fs::write(dir.path().join(name), value.to_string()).expect("the folder can be written");
    };
    write("operations.json", &protocol);
    write("live.json", &json!({"protocol": "toy", "about": "sockets", "cases": [case]}));
    dir
}

#[test]
fn a_case_with_a_socket_is_played() {
    let (good, adapter) = (cases("01020304"), adapter());
    let (status, stdout, stderr) =
        taut(&["run", "--cases", &good.path().display().to_string(), "--", "python3", &adapter]);
    assert_eq!(status, 0, "{stdout}{stderr}");
    assert!(stdout.contains("toy: 1 cases, 1 as expected"), "{stdout}");
}

#[test]
fn an_operation_of_another_kind_is_refused() {
    let dir = cases("01020304");
    let file = dir.path().join("live.json");
    let text = std::fs::read_to_string(&file).expect("it was written");
    let folder = dir.path().display().to_string();
    for (wrong, part) in [
        (
            text.replace("raw.connect", "raw.conect"),
            "step 2: unknown operation `raw.conect`; near: raw.connect",
        ),
        (
            text.replace("raw.connect", "http.close"),
            "step 2: `eve`, of kind `raw`, has no operation `http.close`",
        ),
        (
            text.replace("toy.serve", "raw.listen"),
            "step 1: `bob`, of kind `peer`, has no operation `raw.listen`",
        ),
    ] {
        std::fs::write(&file, wrong).expect("it can be written again");
        let (status, _, stderr) = taut(&["run", "--cases", &folder]);
        assert!(status == 2 && stderr.contains(part), "{status}: {stderr}");
    }
}

#[test]
fn requests_leave_built_in_actors_out() {
    let good = cases("01020304");
    let (status, stdout, stderr) =
        taut(&["show", CASE, "--requests", "--cases", &good.path().display().to_string()]);
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.contains("note: step 2 is left out; the built-in raw actor plays it"), "{stderr}");
    let ops: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON")["op"].take())
        .collect();
    assert_eq!(ops, ["hello", "toy.serve", "toy.events", "end"]);
    let (status, stdout, _) = taut(&["show", CASE, "--cases", &good.path().display().to_string()]);
    assert!(status == 0 && stdout.contains("raw.receive  (eve, raw)"), "{stdout}");
}

#[test]
fn an_explanation_knows_built_in_actors() {
    let (bad, adapter) = (cases("01020305"), adapter());
    let (status, stdout, stderr) =
        taut(&["explain", CASE, "--cases", &bad.path().display().to_string(), "--", "python3", &adapter]);
    assert!(status <= 1, "{stderr}");
    for part in [
        "Step 4 of 5: eve, raw.receive, section 6.5 of spec/cases.md",
        "Takes bytes that a peer sent, or one datagram.",
        "eve saw of bob, after its step 1 (`toy.serve`)",
        "step 5 (toy.events)",
    ] {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&stdout).contains(&words(part)), "`{part}` is not in:\n{stdout}");
    }
}
