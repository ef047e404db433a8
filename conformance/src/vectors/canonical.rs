//! Which parts of a case a hash covers. Hashes are SHA-256 of the canonical form of RFC 8785.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::model::case::Case;

/// What was captured from upstream and must never change: `LOCK`.
const CAPTURE: [&str; 6] = ["op", "in", "draws", "now", "source", "upstream"];
const CAPTURE_STEP: [&str; 6] = ["actor", "op", "in", "draws", "now", "upstream"];
/// What decides the strict verdict: `agreed.json`.
const VERDICT: [&str; 8] = ["op", "in", "draws", "now", "intermediate", "expect", "check", "actors"];
const VERDICT_STEP: [&str; 8] = ["actor", "op", "in", "draws", "now", "intermediate", "expect", "save"];
/// What an implementation is asked: two cases that ask the same are one.
const QUESTION: [&str; 5] = ["op", "in", "draws", "now", "actors"];
const QUESTION_STEP: [&str; 6] = ["actor", "op", "in", "draws", "now", "save"];

/// Hash of what was captured.
pub(crate) fn capture(case: &Case) -> String {
    digest(&part(case, &CAPTURE, &CAPTURE_STEP))
}

/// Hash of what an implementation agreed with.
pub(crate) fn verdict(case: &Case) -> String {
    digest(&part(case, &VERDICT, &VERDICT_STEP))
}

/// Hash of the input.
pub(crate) fn question(case: &Case) -> String {
    digest(&part(case, &QUESTION, &QUESTION_STEP))
}

fn part(case: &Case, members: &[&str], step_members: &[&str]) -> Value {
    let case = serde_json::to_value(case).expect("a case is made of JSON values");
    let mut kept = pick(&case, members);
    if let Some(steps) = case.get("steps").and_then(Value::as_array) {
        let steps = steps.iter().map(|step| Value::Object(pick(step, step_members))).collect();
        kept.insert("steps".to_owned(), Value::Array(steps));
    }
    Value::Object(kept)
}

fn pick(object: &Value, members: &[&str]) -> Map<String, Value> {
    let present = members.iter().filter_map(|name| Some(((*name).to_owned(), object.get(name)?.clone())));
    present.collect()
}

fn digest(value: &Value) -> String {
    let canonical = serde_json_canonicalizer::to_vec(value).expect("keys are text and there are no floats");
    hex::encode(Sha256::digest(canonical))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn case(extra: &Value) -> Case {
        let mut case = json!({
            "id": "pebble/open/plain", "about": "x", "rules": ["PB-OPEN-1"], "source": {"kind": "upstream"},
            "op": "pebble.open", "in": {"message": "00"}, "expect": {"accept": {}}
        });
        case.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        serde_json::from_value(case).unwrap()
    }

    #[test]
    fn the_hash_is_that_of_the_canonical_form() {
        let canonical = br#"{"in":{"message":"00"},"op":"pebble.open"}"#;
        assert_eq!(question(&case(&json!({}))), hex::encode(Sha256::digest(canonical)));
    }

    #[test]
    fn each_hash_covers_its_part_and_no_more() {
        let hashes = |extra: Value| {
            let case = case(&extra);
            (capture(&case), verdict(&case), question(&case))
        };
        let plain = hashes(json!({}));
        assert_eq!(hashes(json!({"rules": [], "about": "y", "tier": "quick"})), plain);
        let source = hashes(json!({"source": {"kind": "generated"}}));
        assert!(source.0 != plain.0 && source.1 == plain.1 && source.2 == plain.2);
        let expect = hashes(json!({"expect": {"ignore": {}}}));
        assert!(expect.0 == plain.0 && expect.1 != plain.1 && expect.2 == plain.2);
        let input = hashes(json!({"in": {"message": "01"}}));
        assert!(input.0 != plain.0 && input.1 != plain.1 && input.2 != plain.2);
    }
}
