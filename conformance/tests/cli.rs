//! The command line from outside: what it says, where, and its exit status.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const CASE: &str = r#"{"id":"stringphone/open/text","about":"a text","rules":["SP-OPEN-2"],
    "source":{"kind":"generated"},"op":"stringphone.open","in":{"mode":"strict"},"expect":{"accept":{}}}"#;

fn taut(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taut"));
    command.args(args).stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

/// Exit status, standard output and standard error.
fn ended(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("taut starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("taut writes UTF-8");
    (status.code().expect("taut ends by itself"), text(stdout), text(stderr))
}

/// A folder with one case file.
fn folder(cases: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let text = format!("{{\"protocol\":\"stringphone\",\"about\":\"cases\",\"cases\":[\n{cases}\n]}}");
    fs::write(dir.path().join("open.json"), text).expect("the folder can be written");
    dir
}

fn path(dir: &Path) -> &str {
    dir.to_str().expect("the path is UTF-8")
}

#[test]
fn no_command_and_an_unknown_one_are_usage_errors() {
    for args in [&[][..], &["rnu"], &["run", "--bug", "nonsense"], &["run", "--impl", "a", "--", "b"]] {
        let (status, stdout, stderr) = ended(&mut taut(args));
        assert_eq!((status, stdout.as_str()), (2, ""), "{args:?}");
        assert!(stderr.contains("Usage") || stderr.contains("--help"), "{stderr}");
    }
}

#[test]
fn help_of_run_documents_the_exit_status() {
    let (status, stdout, _) = ended(&mut taut(&["run", "--help"]));
    assert_eq!(status, 0);
    assert!(stdout.contains("Exit status:\n  0 "), "{stdout}");
}

#[test]
fn a_program_that_is_missing_is_named() {
    let dir = folder(CASE);
    for (program, message) in [
        ("no-such-adapter", "the program `no-such-adapter` was not found on the PATH"),
        ("./no/such/adapter", "the program `./no/such/adapter` does not exist"),
        ("python3 adapter.py", "give the program and its arguments as separate words"),
    ] {
        let (status, stdout, stderr) = ended(&mut taut(&["run", "--cases", path(dir.path()), "--", program]));
        assert_eq!((status, stdout.as_str()), (3, ""), "{stderr}");
        assert!(stderr.contains(message), "{stderr}");
    }
}

#[test]
fn an_adapter_that_ends_at_once_is_a_failed_set_up() {
    let dir = folder(CASE);
    let adapter = ["--", "python3", "-c", "pass"];
    let (status, _, stderr) = ended(taut(&["run", "--cases", path(dir.path())]).args(adapter));
    assert_eq!(status, 3, "{stderr}");
    assert!(stderr.contains("error: "), "{stderr}");
}

#[test]
fn a_failed_set_up_reaches_the_reports() {
    let dir = folder(CASE);
    let junit = dir.path().join("report.xml");
    let mut run = taut(&["run", "--cases", path(dir.path()), "--json", "-", "--junit", path(&junit)]);
    let (status, stdout, _) = ended(run.args(["--", "no-such-adapter"]));
    assert_eq!(status, 3);
    let document: serde_json::Value = serde_json::from_str(&stdout).expect("one JSON document");
    assert!(document["failure"].as_str().is_some_and(|why| why.contains("no-such-adapter")), "{stdout}");
    assert!(fs::read_to_string(junit).expect("the report was written").contains("no-such-adapter"));
}

#[test]
fn nothing_selected_has_its_own_status() {
    let dir = folder(CASE);
    for (flag, value) in
        [("--case", "stringphone/none/*"), ("--rule", "XX-*"), ("--bug", "replay"), ("--tier", "quick")]
    {
        let (status, _, stderr) = ended(&mut taut(&["run", "--cases", path(dir.path()), flag, value]));
        assert_eq!(status, 4, "{stderr}");
        assert!(stderr.contains(&format!("{flag} {value} keeps none of 1 case")), "{stderr}");
    }
    let (status, _, stderr) =
        ended(&mut taut(&["show", "--cases", path(dir.path()), "stringphone/open/txet"]));
    assert_eq!(status, 4);
    assert!(stderr.contains("near: stringphone/open/text"), "{stderr}");
}

#[test]
fn an_invalid_case_file_is_named_with_the_place() {
    for (cases, message) in [
        (CASE.replace("\"rules\"", "\"ruels\""), "open.json: unknown field `ruels`, expected one of"),
        (CASE.replace("\"rules\"", "\"ruels\""), "at line 2 column"),
        (CASE.replace("expect", "in"), "open.json: duplicate field `in` at line 3"),
        (CASE.replace("e.open", "e.opne"), "unknown operation `stringphone.opne`; near: stringphone.open"),
        (format!("{CASE},\n{CASE}"), "case stringphone/open/text: this ID is used before"),
        ("{".to_owned(), "open.json: "),
    ] {
        let dir = folder(&cases);
        let (status, _, stderr) = ended(&mut taut(&["run", "--cases", path(dir.path())]));
        assert_eq!(status, 2, "{stderr}");
        assert!(stderr.contains(message), "{stderr}");
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let dir = folder(CASE);
    fs::write(dir.path().join("other.json"), b"\"\xff\"").expect("the folder can be written");
    let (status, _, stderr) = ended(&mut taut(&["list", "--cases", path(dir.path())]));
    assert_eq!(status, 2);
    assert!(stderr.contains("other.json: not UTF-8"), "{stderr}");
    let (status, _, stderr) = ended(&mut taut(&["list", "--cases", "/no/such/folder"]));
    assert_eq!(status, 2);
    assert!(stderr.contains("cannot read the folder /no/such/folder"), "{stderr}");
}

#[test]
fn unknown_protocols_and_implementations_are_usage_errors() {
    let dir = folder(CASE);
    let (status, _, stderr) = ended(&mut taut(&["list", "--protocol", "strngphone"]));
    assert_eq!(status, 2);
    assert!(stderr.contains("unknown protocol `strngphone`; known: dimp, dweeter, "), "{stderr}");
    let run = ["run", "--cases", path(dir.path()), "--impl", "stringphone-prot"];
    let (status, _, stderr) = ended(&mut taut(&run));
    assert_eq!(status, 2);
    assert!(stderr.contains("did you mean stringphone-port"), "{stderr}");
}

#[test]
fn an_implementation_for_a_person_to_install_says_how() {
    let dir = folder(CASE);
    let registry = tempfile::tempdir().expect("a temporary folder");
    let file = registry.path().join("registry.toml");
    let choose = ["--implementations", path(&file)];
    let entry = "[by-hand]\nabout = \"x\"\nprotocols = [\"stringphone\"]\nmanual = \"ask its author\"\n\
                 probe = [\"false\"]\nrun = [\"true\"]\n";
    fs::write(&file, entry).expect("the folder can be written");
    let mut run = taut(&["run", "--cases", path(dir.path()), "--impl", "by-hand"]);
    let (status, _, stderr) = ended(run.args(choose));
    assert_eq!(status, 3, "{stderr}");
    assert!(stderr.contains("by-hand is not installed: ask its author"), "{stderr}");
    let (status, stdout, _) = ended(taut(&["list"]).args(choose));
    assert_eq!((status, stdout.as_str()), (0, "by-hand  stringphone  manual  x\n"));

    fs::write(&file, "[by-hand]\nabuot = \"x\"\n").expect("the folder can be written");
    let (status, _, stderr) = ended(taut(&["list"]).args(choose));
    assert_eq!(status, 2);
    assert!(stderr.contains("registry.toml: ") && stderr.contains("abuot"), "{stderr}");
}

#[test]
fn an_installation_that_fails_leaves_nothing_behind() {
    let dir = folder(CASE);
    let registry = tempfile::tempdir().expect("a temporary folder");
    let file = registry.path().join("registry.toml");
    let entry = "[broken]\nabout = \"x\"\nprotocols = []\npython = { requirements = \"list.txt\" }\nrun = [\"{python}\"]\n";
    fs::write(&file, entry).expect("the folder can be written");
    fs::write(registry.path().join("list.txt"), "no-hash==1\n").expect("the folder can be written");
    let cache = registry.path().join("cache");
    let mut run = taut(&["run", "--cases", path(dir.path()), "--impl", "broken"]);
    let (status, _, stderr) = ended(run.args(["--implementations", path(&file)]).env("TAUT_CACHE", &cache));
    assert_eq!(status, 3, "{stderr}");
    assert!(stderr.contains("broken was not installed: ") && stderr.contains("hash"), "{stderr}");
    let left: Vec<_> =
        fs::read_dir(&cache).expect("a cache").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, ["lock"]);
}

#[test]
fn list_shows_cases_rules_and_operations() {
    let dir = folder(CASE);
    let list = |flags: &[&str]| ended(taut(&["list", "--cases", path(dir.path())]).args(flags)).1;
    assert_eq!(list(&[]), "stringphone/open/text  a text\n");
    assert!(list(&["--rules"]).starts_with("SP-OPEN-2  1"));
    assert!(list(&["--operations"]).contains("stringphone.topic.open "));
    let rows: serde_json::Value = serde_json::from_str(&list(&["--json"])).expect("JSON");
    assert_eq!(rows[0]["operations"], serde_json::json!(["stringphone.open"]));
}

#[test]
fn show_gives_the_lines_to_pipe() {
    let dir = folder(CASE);
    let show = |flags: &[&str]| {
        ended(taut(&["show", "--cases", path(dir.path()), "stringphone/open/text"]).args(flags))
    };
    let (status, stdout, stderr) = show(&["--requests"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let lines: Vec<&str> = stdout.lines().collect();
    let expected = [
        r#"{"id":0,"op":"hello","in":{"taut":[1]}}"#,
        r#"{"id":1,"session":1,"actor":"subject","op":"stringphone.open","in":{"mode":"strict"}}"#,
        r#"{"id":2,"op":"end","session":1}"#,
    ];
    assert_eq!(lines, expected);
    let (_, stdout, _) = show(&[]);
    assert!(stdout.starts_with("stringphone/open/text\na text\n"), "{stdout}");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut list = taut(&["list", "--operations"]);
    let mut child = list.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("taut starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("taut ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn two_reports_cannot_share_standard_output() {
    let dir = folder(CASE);
    let run = ["run", "--cases", path(dir.path()), "--json", "-", "--events", "-"];
    let (status, _, stderr) = ended(&mut taut(&run));
    assert_eq!(status, 2);
    assert!(stderr.contains("only one of --events, --json and --junit"), "{stderr}");
}
