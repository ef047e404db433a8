//! An author at work on the invented protocol.

use serde_json::json;

use super::super::draft::{Wanted, case, scenario, step};
use super::super::{Bytes, Played};
use super::*;
use crate::model::case::{BugClass, Severity};
use crate::vectors::{fixture, lint};

/// A reference of pebble: a message is the nonce, then the plaintext.
pub(crate) struct Pebble;

impl Play for Pebble {
    fn play(&self, op: &str, input: &Members, draws: &Members, _: Option<i64>) -> Played {
        let text = |members: &Members, name: &str| {
            members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let (outcome, intermediate) = if op == "pebble.seal" {
            let message = text(draws, "nonce") + &text(input, "plaintext");
            (json!({"accept": {"message": message}}), json!({"box": text(input, "plaintext")}))
        } else {
            (json!({"reject": "short"}), json!({}))
        };
        Played {
            outcome: serde_json::from_value(outcome).unwrap(),
            intermediate: serde_json::from_value(intermediate).unwrap(),
        }
    }
}

fn added(drafts: Vec<Draft>) -> Result<Vec<Case>> {
    let tree = fixture::tree(&[fixture::plain()]);
    let mut author = Author::new(&tree.protocols[0], &Pebble);
    author.file("x", "x");
    for draft in drafts {
        author.add(draft)?;
    }
    Ok(author.into_files().remove(0).1.cases)
}

fn seal(id: &str) -> Draft {
    case(id).op("pebble.seal", json!({"plaintext": "61", "key": "0102"}))
}

#[test]
fn outputs_draws_and_order_are_filled_in() {
    let cases = added(vec![seal("pebble/seal/a").played()]).unwrap();
    let nonce = hex::encode(derive("pebble/seal/a", 0, "nonce", 2));
    let made = serde_json::to_value(&cases[0]).unwrap();
    assert_eq!(made["draws"], json!({"nonce": nonce}));
    assert_eq!(made["expect"], json!({"accept": {"message": format!("{nonce}61")}}));
    assert_eq!(made["intermediate"], json!({"box": "61"}));
    assert_eq!(made["in"].to_string(), r#"{"key":"0102","plaintext":"61"}"#);
}

#[test]
fn an_edited_case_keeps_the_draws_of_its_base() {
    let cases = added(vec![
        seal("pebble/seal/a").played(),
        seal("pebble/seal/b").draws(json!({"nonce": "abcd"})).played(),
        seal("pebble/seal/c").edit_of("pebble/seal/a").played(),
        seal("pebble/seal/d").edit_of("pebble/seal/b").played(),
    ])
    .unwrap();
    assert_eq!(cases[2].draws, cases[0].draws);
    assert_eq!(cases[3].draws, cases[1].draws);
}

#[test]
fn an_edited_capture_passes_the_linter() {
    let tree = fixture::tree(&[fixture::plain()]);
    let mut author = Author::new(&tree.protocols[0], &Pebble);
    author.file("open", "Opening.");
    let input = author.input("pebble/open/plain").unwrap();
    let cut = Bytes::from_hex(input["message"].as_str().unwrap()).unwrap().cut(1).unwrap();
    let draft = case("pebble/open/cut")
        .about("cut inside the nonce")
        .rules(&["PB-OPEN-1"])
        .edited("pebble/open/plain", "sample 1; N 4")
        .bug(BugClass::Robustness, Severity::Low)
        .op("pebble.open", json!({"message": cut.hex()}))
        .reject("short")
        .variant(&[("length", "unchecked")], Wanted::Accept(json!({"plaintext": ""})))
        .upstream(json!({"error": "IndexError"}));
    author.add(draft).unwrap();
    let made = serde_json::to_value(author.base("pebble/open/cut").unwrap()).unwrap();
    let found = lint::lint(&fixture::tree(&[fixture::plain(), made]));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_scenario_passes_the_linter() {
    let opens = |now| {
        let mut opens = step("bob", "pebble.topic.open", json!({"message": {"$ref": "forged"}}));
        opens.now = Some(now);
        opens
    };
    let draft = scenario("pebble/session/replay")
        .about("the same message twice")
        .rules(&["PB-LIMIT-1"])
        .bug(BugClass::Replay, Severity::Medium)
        .peer("bob")
        .attacker("eve")
        .step(step("bob", "pebble.topic.new", json!({})))
        .step(step("eve", "pebble.forge", json!({"message": "000161"})).save("forged", "/message"))
        .step(opens(1).reject("short").variant_stop(&[("length", "unchecked")], Wanted::Ignore))
        .step(opens(2));
    let cases = added(vec![draft]).unwrap();
    let made = serde_json::to_value(&cases[0]).unwrap();
    assert_eq!(made["steps"][0]["draws"]["seed"], hex::encode(derive("pebble/session/replay", 0, "seed", 2)));
    let found = lint::lint(&fixture::tree(&[made]));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn mistakes_of_an_author_name_the_case() {
    let error = |draft: Draft| format!("{:#}", added(vec![draft]).unwrap_err());
    assert_eq!(error(case("pebble/x/a")), "pebble/x/a: the case has no step");
    assert!(error(case("pebble/x/a").op("pebble.x", json!({}))).contains("no operation `pebble.x`"));
    assert!(
        error(case("pebble/x/a").op("pebble.seal", json!(1)))
            .contains("pebble/x/a: step 0: `1` is no object")
    );
    let refused = case("pebble/x/a").op("pebble.open", json!({})).played();
    assert!(error(refused).contains(r#"does not accept pebble.open: {"reject":"short"}"#));
    let stateful = case("pebble/x/a").op("pebble.topic.new", json!({})).played();
    assert!(error(stateful).contains("say what it gives"));
    assert!(error(seal("pebble/x/a").edit_of("pebble/x/b").played()).contains("no earlier case pebble/x/b"));
    let twice = added(vec![seal("pebble/x/a").played(), seal("pebble/x/a").played()]);
    assert!(format!("{:#}", twice.unwrap_err()).contains("the ID is taken"));
}
