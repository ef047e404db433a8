//! Expectations and answers, without a process.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::toy::protocol;
use crate::adapter::hello::{Hello, Supply};
use crate::adapter::protocol::{Body, parse};
use crate::engine::cast::{Cast, Placement};
use crate::engine::expression::Scope;
use crate::engine::judge::{Difference, Passed, Question};
use crate::event::{Finding, Verdict};
use crate::model::case::{ActorKind, Variant};
use crate::model::outcome::Members;

fn body(answer: &Value) -> Body {
    let mut line = answer.clone();
    line["id"] = json!(1);
    parse(line.to_string().as_bytes(), 1).unwrap().body.unwrap()
}

fn hello(changes: &Value) -> Hello {
    let mut members = json!({"taut": 1, "name": "toy", "version": "1", "language": "none", "ops": [],
        "features": [], "choices": {}, "codes": "exact", "draws": "inject", "clock": "inject", "in_flight": 1});
    for (name, value) in changes.as_object().unwrap() {
        members[name] = value.clone();
    }
    Hello::from_body(&body(&json!({"accept": members}))).unwrap()
}

fn judge(hello_changes: &Value, step: &Value, answer: &Value) -> Result<Passed, Box<Difference>> {
    let (hello, protocol) = (hello(hello_changes), protocol());
    let variants: Vec<Variant> = serde_json::from_value(step["variants"].clone()).unwrap_or_default();
    let actors =
        BTreeMap::from([("bob".to_owned(), ActorKind::Peer), ("mallory".to_owned(), ActorKind::Attacker)]);
    Question {
        hello: &hello,
        codes: hello.codes,
        operation: protocol.operation(step["op"].as_str().unwrap_or("toy.open")).unwrap(),
        protocol: &protocol,
        home: &protocol,
        drawn: hello.draws == Supply::Own,
        cast: Cast { actors: &actors, placement: Placement::All },
        actor: "bob",
        expect: &serde_json::from_value(step["expect"].clone()).unwrap(),
        variants: &variants,
        intermediate: &Members::new(),
        scope: Scope { saved: &BTreeMap::from([("sent".to_owned(), json!("0102"))]), answer: None },
    }
    .judge(&body(answer))
}

fn difference(hello: &Value, expect: &Value, answer: &Value) -> (Verdict, String) {
    let difference = judge(hello, &json!({"expect": expect}), answer).unwrap_err();
    (difference.verdict, difference.reason)
}

#[test]
fn codes_count_as_much_as_hello_says() {
    let (exact, class, outcome) = (json!({}), json!({"codes": "class"}), json!({"codes": "outcome"}));
    let expect = json!({"reject": "short"});
    let passes = |hello: &Value, code: &str| {
        judge(hello, &json!({"expect": expect}), &json!({"reject": code})).is_ok()
    };
    for (code, results) in [
        ("short", [true, true, true]),
        ("trailing", [false, true, true]),
        ("malformed", [false, true, true]),
        ("bad-head", [false, false, true]),
        ("ValueError", [false, false, true]),
    ] {
        assert_eq!([&exact, &class, &outcome].map(|hello| passes(hello, code)), results, "{code}");
    }
    assert_eq!(difference(&exact, &expect, &json!({"reject": "ValueError"})).0, Verdict::ProtocolViolation);
    assert_eq!(
        difference(&class, &expect, &json!({"reject": "bad-head"})).1,
        "expected reject `short` (class malformed), got reject `bad-head` (class unauthentic)"
    );
}

#[test]
fn members_must_fit_and_be_equal() {
    let expect = json!({"accept": {"plaintext": "aa"}});
    for (answer, verdict, part) in [
        (json!({"accept": {"plaintext": "bb"}}), Verdict::Differs, "at `/plaintext`"),
        (json!({"accept": {}}), Verdict::ProtocolViolation, "`plaintext` is missing"),
        (
            json!({"accept": {"plaintext": "AA"}}),
            Verdict::ProtocolViolation,
            "`plaintext` is not lower-case hex",
        ),
        (json!({"accept": {"plaintext": null}}), Verdict::ProtocolViolation, "`plaintext` is null"),
        (json!({"ignore": {}}), Verdict::Differs, "expected accept, got ignore"),
        (json!({"error": "KeyError: 1"}), Verdict::Error, "got error `KeyError: 1`"),
    ] {
        let (found, reason) = difference(&json!({}), &expect, &answer);
        assert!(found == verdict && reason.contains(part), "{answer}: {found:?} {reason}");
    }
    let other = json!({"accept": {"plaintext": "aa", "unknown": 1}});
    assert!(judge(&json!({}), &json!({"expect": expect}), &other).is_ok());
}

#[test]
fn an_optional_member_can_be_unwanted() {
    let expect = json!({"accept": {"plaintext": "aa", "note": {"$absent": true}}});
    let step = json!({"expect": expect});
    assert!(judge(&json!({}), &step, &json!({"accept": {"plaintext": "aa"}})).is_ok());
    for note in ["", "x"] {
        let answer = json!({"accept": {"plaintext": "aa", "note": note}});
        let (verdict, reason) = difference(&json!({}), &expect, &answer);
        assert_eq!(
            (verdict, reason.as_str()),
            (Verdict::Differs, "expected accept without `note`, got accept with it")
        );
    }
}

#[test]
fn variants_follow_the_declared_choices() {
    let variants =
        |key: &str| json!([{"when": {key: "unchecked"}, "expect": {"accept": {}}, "then": "stop"}]);
    let lenient = json!({"choices": {"head": "unchecked"}});
    let answer = json!({"accept": {"plaintext": ""}});
    let step = |key| json!({"expect": {"reject": "bad-head"}, "variants": variants(key)});
    for key in ["head", "bob:head"] {
        let passed = judge(&lenient, &step(key), &answer).unwrap();
        let finding = Finding { choice: "head".to_owned(), answer: "unchecked".to_owned() };
        assert_eq!(passed, Passed { findings: vec![finding], stop: true });
        assert!(judge(&json!({}), &step(key), &answer).is_err(), "undeclared is strict");
    }
    assert!(judge(&lenient, &step("mallory:head"), &answer).is_err(), "attackers are strict");
    assert!(judge(&lenient, &step("nobody:head"), &answer).is_err());
    let strict = judge(&lenient, &step("head"), &json!({"reject": "bad-head"})).unwrap_err();
    assert_eq!(strict.reason, "expected accept, got reject `bad-head`", "a declared choice must be kept");
}

#[test]
fn own_randomness_leaves_only_expressions_to_compare() {
    let own = json!({"draws": "own"});
    let step = |message: Value| json!({"op": "toy.seal", "expect": {"accept": {"message": message}}});
    let answer = json!({"accept": {"message": "0304"}});
    assert!(judge(&json!({}), &step(json!("0102")), &answer).is_err());
    assert!(judge(&own, &step(json!("0102")), &answer).is_ok());
    assert!(judge(&own, &step(json!({"$ref": "sent"})), &answer).is_err());
    assert!(
        judge(&own, &step(json!({"$concat": [{"$ref": "sent"}]})), &json!({"accept": {"message": "0102"}}))
            .is_ok()
    );
}

#[test]
fn hello_says_everything_that_is_wrong() {
    let why =
        Hello::from_body(&body(&json!({"accept": {"taut": 2, "name": "x", "version": 1, "language": "c",
        "ops": "all", "features": [1], "choices": {}, "codes": "some", "draws": "own", "clock": "own",
        "in_flight": 0}})))
        .unwrap_err();
    for part in [
        "`taut` is 2",
        "`version` is 1, not a string",
        "`ops` is a string",
        "`features` is a list with",
        "`codes` is \"some\", not `exact` or `class` or `outcome`",
        "`in_flight` is 0",
    ] {
        assert!(why.contains(part), "{why}");
    }
    let why = Hello::from_body(&body(&json!({"accept": {}}))).unwrap_err();
    assert!(why.contains("`ops` is missing (a list of strings)"), "{why}");
    assert!(Hello::from_body(&body(&json!({"reject": "no"}))).unwrap_err().contains("reject `no`"));
}
