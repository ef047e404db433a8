//! The embedded suite as a whole: the reference passes it, and every line and file fits the published schemas.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic, too")]

mod talk;

use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Value, json};

/// Seconds: unoptimised code on a busy machine needs more than the usual ones for the largest cases.
const PATIENCE: &str = "600";

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

fn read(path: &Path) -> Value {
    parse(&std::fs::read(path).unwrap())
}

/// Values of protocols have more levels than the parser allows by itself.
fn parse(text: &[u8]) -> Value {
    let mut reader = serde_json::Deserializer::from_slice(text);
    reader.disable_recursion_limit();
    Value::deserialize(&mut reader).unwrap()
}

/// A published schema, or one definition of it.
fn schema(name: &str, definition: Option<&str>) -> Validator {
    let mut schema = read(&vectors().join(format!("schema/{name}.schema.json")));
    if let Some(definition) = definition {
        let members = schema.as_object_mut().unwrap();
        members.shift_remove("anyOf");
        members.insert("$ref".to_owned(), json!(format!("#/$defs/{definition}")));
    }
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(validator: &Validator, value: &Value, what: &str) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

fn taut(args: &[&str], input: &[u8]) -> Vec<u8> {
    talk::talk(Command::new(env!("CARGO_BIN_EXE_taut")).args(args), input).0
}

fn protocol_folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(vectors()).unwrap().map(|entry| entry.unwrap().path());
    let folders: Vec<PathBuf> = entries.filter(|path| path.join("operations.json").is_file()).collect();
    assert!(!folders.is_empty());
    folders
}

#[test]
fn the_reference_passes_every_case_and_declares_no_choice() {
    let report: Value =
        serde_json::from_slice(&taut(&["run", "--strict", "--timeout", PATIENCE, "--json", "-"], b""))
            .unwrap();
    let totals = report["end"]["totals"].as_array().unwrap();
    assert_eq!(totals.len(), protocol_folders().len());
    for total in totals {
        assert_eq!(total["selected"], total["as_expected"], "{total}");
        assert!(total["selected"].as_u64().unwrap() > 200, "{total}");
    }
}

#[test]
fn files_fit_their_schemas() {
    let (operations, cases, agreed) =
        (schema("operations", None), schema("cases", None), schema("agreed", None));
    for folder in protocol_folders() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let validator = match path.file_name().unwrap().to_str().unwrap() {
                "operations.json" => &operations,
                "agreed.json" => &agreed,
                _ => &cases,
            };
            assert_valid(validator, &read(&path), &path.display().to_string());
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for name in ["live/raw.json", "live/http.json"] {
        assert_valid(&operations, &read(&source.join(name)), name);
    }
    assert_valid(&cases, &read(&source.join("engine/tests/live.json")), "engine/tests/live.json");
}

#[test]
fn recorded_lines_fit_the_schema_of_adapters() {
    const STEP: usize = 29;
    let (request, answer, hello) = (
        schema("adapter", Some("request")),
        schema("adapter", Some("answer")),
        schema("adapter", Some("hello")),
    );
    let ids: Vec<Value> =
        serde_json::from_slice(&taut(&["list", "--json", "--tier", "exhaustive"], b"")).unwrap();
    let mut answers = 0;
    // One case of each kind of source file would do; so many keep the test quick.
    for id in ids.iter().step_by(STEP).map(|row| row["id"].as_str().unwrap()) {
        let requests = taut(&["show", id, "--requests"], b"");
        for line in requests.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let line = parse(line);
            assert_valid(&request, &line, id);
        }
        let output = taut(&["reference", "--attacker"], &requests);
        for (index, line) in output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).enumerate() {
            let line = parse(line);
            assert_valid(&answer, &line, id);
            if index == 0 {
                assert_valid(&hello, &line, id);
            }
            answers += 1;
        }
    }
    assert!(answers > 3 * (ids.len() / STEP), "only {answers} answers were seen");
}
