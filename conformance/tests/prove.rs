//! `taut prove` from outside: what it finds, and that it can fail.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may panic, too")]

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Exit status and standard output.
fn prove(args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taut"));
    let output = command.arg("prove").args(args).stdin(Stdio::null()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn json(args: &[&str]) -> (i32, Value) {
    let (status, text) = prove(&[args, &["--protocol", "stringphone", "--json"]].concat());
    (status, serde_json::from_str(&text).unwrap())
}

/// One case file of stringphone, alone in a folder, with the cases that `keep` leaves.
fn part(file: &str, keep: impl Fn(&str) -> bool) -> tempfile::TempDir {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/stringphone").join(file);
    let mut cases: Value = serde_json::from_slice(&std::fs::read(source).unwrap()).unwrap();
    cases["cases"].as_array_mut().unwrap().retain(|case| keep(case["id"].as_str().unwrap()));
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(file), cases.to_string()).unwrap();
    dir
}

#[test]
fn a_rule_is_caught_and_broken_adapters_are_diagnosed() {
    let (status, proof) =
        json(&["--rule", "SP-OPEN-10", "--broken", "accept-all", "--broken", "crash", "--broken", "banner"]);
    assert_eq!(status, 0, "{proof:#}");
    let rules = proof["rules"].as_array().unwrap();
    assert_eq!((rules.len(), &rules[0]["rule"]), (1, &"SP-OPEN-10".into()));
    assert!(
        rules[0]["caught_by"].as_array().unwrap().contains(&"stringphone/attack/naive-spoofed-sender".into())
    );
    assert!(proof["negative"].is_null(), "one rule says nothing of all cases");
    let broken = proof["broken"].as_array().unwrap();
    let names: Vec<&str> = broken.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["accept-all", "crash", "banner"]);
    for one in broken {
        assert!(one["problem"].is_null() && one["named"].as_u64() > Some(0), "{one:#}");
    }
    assert!(broken[0]["named"].as_u64() > Some(100), "{proof:#}");
}

#[test]
fn a_rule_without_a_case_and_an_adapter_without_a_refusal_fail_the_proof() {
    let dir = part("seal.json", |id| id == "stringphone/seal/empty");
    let cases = ["--cases", dir.path().to_str().unwrap()];
    let (status, proof) = json(&[&cases[..], &["--rule", "SP-SEAL-*", "--broken", "accept-all"]].concat());
    assert_eq!(status, 1);
    let caught = |rule: &str| {
        let rules = proof["rules"].as_array().unwrap();
        rules.iter().find(|row| row["rule"] == rule).unwrap()["caught_by"].as_array().unwrap().len()
    };
    assert_eq!((caught("SP-SEAL-1"), caught("SP-SEAL-2")), (0, 1));
    assert!(proof["broken"][0]["problem"].as_str().unwrap().contains("exit status 0, not 1"), "{proof:#}");
}

#[test]
fn a_reference_that_differs_proves_nothing() {
    let dir = part("open.json", |id| id == "stringphone/open/wrong-topic-key");
    let file = dir.path().join("open.json");
    let wrong = std::fs::read_to_string(&file).unwrap().replace(r#""bad-box""#, r#""short""#);
    std::fs::write(&file, wrong).unwrap();
    let (status, proof) = json(&["--cases", dir.path().to_str().unwrap(), "--rule", "SP-OPEN-12"]);
    assert_eq!(status, 1);
    assert!(proof["baseline"][0].as_str().unwrap().contains("wrong-topic-key: differs"), "{proof:#}");
    assert_eq!(proof["rules"].as_array().unwrap().len(), 0);
}

#[test]
fn a_negative_case_catches_a_rule_or_a_second_line_of_defence() {
    let dir = part("open.json", |id| id.contains("/open/own-id"));
    let (_, proof) = json(&["--cases", dir.path().to_str().unwrap()]);
    let negative = &proof["negative"];
    let rules = &negative["together"]["stringphone/open/own-id-ignore-untrusted"];
    assert_eq!(rules, &serde_json::json!(["SP-OPEN-1", "SP-OPEN-8"]), "{negative:#}");
    assert_eq!(negative["idle"], serde_json::json!({}));
    // The same cases, citing a rule that has nothing to do with them.
    let file = dir.path().join("open.json");
    let wrong = std::fs::read_to_string(&file).unwrap().replace("SP-OPEN-1\"", "SP-REPLY-2\"");
    std::fs::write(&file, wrong).unwrap();
    let (status, proof) = json(&["--cases", dir.path().to_str().unwrap()]);
    assert_eq!(status, 1);
    let idle = proof["negative"]["idle"].as_object().unwrap();
    assert_eq!(idle["stringphone/open/own-id-ignore-untrusted"], "catches nothing", "{idle:#?}");
    assert!(idle.values().any(|why| why == "catches SP-OPEN-1, and cites none of them"), "{idle:#?}");
}

#[test]
fn what_does_not_exist_is_said() {
    assert_eq!(prove(&["--rule", "SP-NONE-*"]).0, 4);
    assert_eq!(prove(&["--protocol", "pebble"]).0, 2);
    assert_eq!(prove(&["--broken", "sometimes"]).0, 2);
}
