//! `taut explain` and `taut findings` from outside.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const TAUT: &str = env!("CARGO_BIN_EXE_taut");

/// Seconds: unoptimised code on a busy machine needs more than the usual ones for the largest cases.
const PATIENCE: &str = "600";

/// An adapter whose `stringphone.seal` gets one byte of the nonce wrong, and whose other operations fail.
const FORGETFUL: &str = r#"
import json, sys
HELLO = {"taut": 1, "name": "forgetful", "version": "1", "language": "python", "ops": ["stringphone.seal", "stringphone.open"],
         "features": [], "choices": {"simple-length": "unchecked"}, "codes": "exact", "draws": "inject", "clock": "inject", "in_flight": 1}
MESSAGE = bytes.fromhex(sys.argv[1])
for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request["id"]}
    if request["op"] == "hello":
        answer["accept"] = HELLO
    elif request["op"] == "end":
        answer["accept"] = {}
    elif request["op"] == "stringphone.seal":
        wrong = MESSAGE[:90] + bytes([MESSAGE[90] ^ 0x10]) + MESSAGE[91:]
        answer["accept"] = {"message": wrong.hex()}
        answer["intermediate"] = {"sender_id": wrong[65:81].hex(), "signed_part": wrong[65:].hex()}
        answer["detail"] = "I may have forgotten something"
    elif len(request["in"]["message"]) < 242:
        answer["reject"] = "untrusted-sender"
    else:
        answer["error"] = "IndexError: list index out of range"
    print(json.dumps(answer), flush=True)
"#;

/// Exit status, standard output and standard error.
fn taut(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(TAUT);
    command.args(args).stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1");
    let Output { status, stdout, stderr } = command.output().expect("taut starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("taut writes UTF-8");
    (status.code().expect("taut ends by itself"), text(stdout), text(stderr))
}

/// The explanation, without what changes with each release or machine.
fn explained(args: &[&str]) -> String {
    let (status, stdout, stderr) = taut(&[&["explain"], args].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "{args:?}");
    let again = stdout.find("\nAgain\n").expect("the commands come last");
    for line in stdout.get(..again).expect("an offset of a line").lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert!(!stdout.contains('\x1b'), "colours are for terminals");
    stdout.replace(TAUT, "taut").replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

/// A folder with the adapter in it, and the command that starts it.
fn forgetful() -> (tempfile::TempDir, Vec<String>) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let script = dir.path().join("forgetful.py");
    fs::write(&script, FORGETFUL).expect("the folder can be written");
    let suite =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/stringphone/upstream.json"));
    let suite: Value = serde_json::from_str(&suite.expect("the captures are there")).expect("they are JSON");
    let mut cases = suite.get("cases").and_then(Value::as_array).expect("cases").iter();
    let hello = |case: &&Value| case.get("id").is_some_and(|id| id == "stringphone/seal/hello");
    let case = cases.find(hello).expect("the case is a capture");
    let message = case.pointer("/expect/accept/message").and_then(Value::as_str).expect("hex").to_owned();
    (dir, vec!["python3".to_owned(), script.display().to_string(), message])
}

#[test]
fn a_bit_flip_under_the_reference() {
    insta::assert_snapshot!(explained(&["stringphone/open/flip-nonce"]));
}

#[test]
fn fields_by_number_and_what_lies_within() {
    insta::assert_snapshot!(explained(&["omemo/key-exchange-decode/pre-key-id-twice"]));
}

#[test]
fn lengths_that_lie() {
    insta::assert_snapshot!(explained(&["netaio/decode/body-length-100-more"]));
}

#[test]
fn text_stands_as_text() {
    let text = explained(&["omemo/bundle-read/text"]);
    assert!(text.contains("`..c></prekeys></bundle>` became `..c></prekeys>text</bundle>`"), "{text}");
    assert!(text.contains("    xml     561 bytes of text\n        | <bundle xmlns="), "{text}");
}

#[test]
fn values_and_texts_in_lists_can_be_read() {
    let text = explained(&["dimp/published/personal-open"]);
    assert!(
        text.contains("  content      {\"text\": \"Hello world!\", \"sn\": 3862846817, \"type\": 1}\n"),
        "{text}"
    );
    assert!(
        text.contains("  private_keys  963 bytes of text\n        | {\"algorithm\": \"RSA\", "),
        "{text}"
    );
    let text = explained(&["netaio/pack/dict-256"]);
    assert!(!text.contains("[\"dict\","), "{text}");
}

#[test]
fn an_edit_of_a_scenario_is_told_by_steps() {
    let text = explained(&["omemo/attack/ephemeral-key-high-bit"]);
    assert!(text.contains("step 7 is new: mallory, omemo.forge.exchange\n"), "{text}");
    assert!(text.contains("like that of step 6 but for the marked"), "{text}");
    assert!(text.contains("as `key_exchange` in step 7\n"), "{text}");
}

#[test]
fn a_writer_that_is_right() {
    insta::assert_snapshot!(explained(&["stringphone/seal/hello"]));
}

#[test]
fn a_rule_switched_off() {
    let command = ["--", TAUT, "reference", "--without", "SP-OPEN-10"];
    insta::assert_snapshot!(explained(&[&["stringphone/open/flip-signature-r"], &command[..]].concat()));
}

#[test]
fn a_writer_that_is_wrong() {
    let (_dir, command) = forgetful();
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    let text = explained(&[&["stringphone/seal/hello", "--"], &command[..]].concat());
    let end = text.find("\nRules\n").expect("rules follow the correction");
    insta::assert_snapshot!(text.get(..end).expect("an offset of a line"));
}

#[test]
fn a_scenario_names_the_step_that_a_message_comes_from() {
    let command = ["--", TAUT, "reference", "--without", "SP-OPEN-10"];
    let text = explained(&[&["stringphone/session/forged-then-genuine"], &command[..]].concat());
    assert!(text.contains("(section 4.2), like that of step 3 but for the marked bytes\n"), "{text}");
    assert!(text.contains("Not played\n  step 5 (stringphone.topic.open)\n"), "{text}");
    assert!(text.contains("  where     step 4 of 5, bob\n"), "{text}");
    assert!(text.contains("  played as all peers\n"), "{text}");
    let text = explained(&["stringphone/session/forged-then-genuine"]);
    assert!(text.contains("(section 4.2), as in step 3\n"), "{text}");
}

/// An adapter that opens whatever it is given, or opens nothing more in a session once it has refused something.
const CREDULOUS: &str = r#"
import json, sys
HELLO = {"taut": 1, "name": "credulous", "version": "1", "language": "python", "ops": ["stringphone.open"],
         "features": [], "choices": {}, "codes": "exact", "draws": "inject", "clock": "inject", "in_flight": 1}
length, refused = None, set()
for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request["id"]}
    if request["op"] == "hello":
        answer["accept"] = HELLO
    elif request["op"] == "end":
        answer["accept"] = {}
    else:
        session, message = request["session"], request["in"]["message"]
        length = length or len(message)
        if sys.argv[1] == "sulk" and (len(message) != length or session in refused):
            refused.add(session)
            answer["reject"] = "untrusted-sender"
        else:
            answer["accept"] = {"plaintext": "68656c6c6f"}
    print(json.dumps(answer), flush=True)
"#;

#[test]
fn a_derived_variant_stands_before_the_genuine_message() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let script = dir.path().join("credulous.py");
    fs::write(&script, CREDULOUS).expect("the folder can be written");
    let script = script.to_str().expect("UTF-8");
    let played = |mode| {
        let text = explained(&["stringphone/open/trusted", "--", "python3", script, mode]);
        let end = text.find("\nRules\n").expect("rules follow the correction");
        text.get(..end).expect("an offset of a line").to_owned()
    };
    let text = played("open");
    assert_eq!(text.matches("\nAsked: ").count(), 1, "only the variant was asked: {text}");
    assert!(text.contains("  variant   `message`, truncated to 0 bytes\n"), "{text}");
    assert!(
        text.contains("  expected  ignore or reject; accept only where nothing protected is changed\n"),
        "{text}"
    );
    let text = played("sulk");
    let parts: Vec<&str> = text.split("\nAsked: ").collect();
    let [_, variant, genuine] = parts.as_slice() else { panic!("a variant and the genuine message: {text}") };
    assert!(
        variant.contains("  variant   `message`, ") && variant.contains("reject with `untrusted-sender`")
    );
    assert!(
        !genuine.contains("  variant ") && genuine.contains("  expected  accept, with `plaintext`"),
        "{text}"
    );
    assert!(genuine.contains("was refused, the genuine one"), "{text}");
}

#[test]
fn a_case_that_is_not_played_shows_what_would_be_asked() {
    let (_dir, command) = forgetful();
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    let text = explained(&[&["stringphone/open/flip-tag-naive", "--"], &command[..]].concat());
    assert!(text.contains("verdict   not offered: needs the feature `stringphone-naive`"), "{text}");
    assert!(text.contains("      105  box        b3 db"), "{text}");
    assert!(!text.contains("answered"), "{text}");
}

#[test]
fn every_case_can_be_explained() {
    let (_, list, _) = taut(&["list", "--json", "--tier", "exhaustive"]);
    let list: Value = serde_json::from_str(&list).expect("a list");
    // One of each kind would do; every twentieth keeps the test quick.
    for row in list.as_array().expect("a list").iter().step_by(20) {
        let id = row["id"].as_str().expect("an ID");
        let text = explained(&[id, "--timeout", PATIENCE]);
        assert!(text.contains("Nothing to correct"), "{text}");
        assert!(text.contains(&format!("taut run --case {id} --timeout {PATIENCE}\n")), "{text}");
    }
}

#[test]
fn a_case_that_does_not_exist_has_its_own_status() {
    let (status, stdout, stderr) = taut(&["explain", "stringphone/open/flip-nonse"]);
    assert_eq!((status, stdout.as_str()), (4, ""));
    assert!(stderr.contains("near: stringphone/open/flip-nonce"), "{stderr}");
    let (status, _, stderr) = taut(&["explain", "stringphone/open/flip-nonce", "--", "no-such-adapter"]);
    assert_eq!(status, 3, "{stderr}");
}

#[test]
fn the_reference_shows_only_limits() {
    let (status, stdout, stderr) = taut(&["findings", "--json", "--timeout", PATIENCE]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let found: Value = serde_json::from_str(&stdout).expect("one JSON document");
    assert_eq!((&found["findings"], &found["failures"]), (&serde_json::json!([]), &serde_json::json!([])));
    let limits = found["limits"].as_array().expect("a list");
    let severities: Vec<&str> = limits.iter().filter_map(|limit| limit["severity"].as_str()).collect();
    assert_eq!(severities.first(), Some(&"critical"), "{severities:?}");
    assert_eq!(severities.last(), Some(&"low"), "{severities:?}");
    let ids: Vec<&str> = limits.iter().filter_map(|limit| limit["rule"]["id"].as_str()).collect();
    assert!(ids.contains(&"SP-LIMIT-1"), "{ids:?}");
    let (_, text, _) = taut(&["findings", "--case", "stringphone/attack/*"]);
    assert!(
        text.contains("None. Wherever these cases depend on a choice, it gives the strict answer."),
        "{text}"
    );
}

#[test]
fn answers_and_failures_are_sorted_and_named() {
    let (_dir, command) = forgetful();
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    let selection = ["--case", "stringphone/open/cut-to-1*", "--case", "stringphone/open/flip-ciphertext"];
    let (status, stdout, stderr) = taut(&[&["findings"], &selection[..], &["--"], &command[..]].concat());
    assert_eq!((status, stderr.as_str()), (0, ""));
    // The command that plays a case again has the temporary folder in it.
    let (found, again) = stdout.split_once("\nAgain\n").expect("the command comes last");
    assert!(again.starts_with("  taut explain stringphone/open/cut-to-121 -- python3 "), "{again}");
    insta::assert_snapshot!(found);
}

#[test]
fn findings_have_the_exit_status_of_a_run() {
    for (args, expected) in [
        (&["--case", "no/such/case"][..], 4),
        (&["--bug", "nonsense"], 2),
        (&["--", "no-such-adapter"], 3),
        (&["--", "python3", "-c", "pass"], 3),
    ] {
        let (status, stdout, stderr) = taut(&[&["findings"], args].concat());
        assert_eq!((status, stdout.as_str()), (expected, ""), "{stderr}");
    }
}
