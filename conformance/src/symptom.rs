//! What a playing of a case showed, in words that another run gives again.
//!
//! A case is played in several ways, and each of them may differ in its own way. The verdict of the case is the worst of
//! them; its symptoms are all of them, so that nobody who knows one is blind for the others.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{CaseResult, Verdict};
use crate::select::word;

/// Longer messages are cut, and end with [`MORE`].
const LONGEST: usize = 200;
/// At the end of a message: what follows is left open.
pub(crate) const MORE: &str = "...";
/// Of one case. An implementation that says something else every time has no end of them.
const MOST: usize = 50;
/// The number after one of these is a place in a text.
const PLACES: [&str; 4] = ["line", "column", "(char", "position"];

/// Kinds of derived variants.
pub(crate) const CHANGES: [&str; 3] = ["appended", "cut", "flipped"];

/// A verdict and a message in normal form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Symptom {
    pub(crate) verdict: Verdict,
    pub(crate) message: String,
}

impl Symptom {
    /// What a playing showed.
    pub(crate) fn of(result: &CaseResult) -> Self {
        let said = result.actual.as_ref().and_then(|actual| match result.verdict {
            Verdict::Differs => outcome(actual, result.at.as_deref()),
            Verdict::Error => actual.get("error").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        });
        // The reason of a derived variant begins with its change, which is not the same in every tier.
        let reason = || match (&result.derived, result.reason.split_once(": ")) {
            (Some(_), Some((_, reason))) => reason.to_owned(),
            _ => result.reason.clone(),
        };
        let said = said.unwrap_or_else(reason);
        let derived = result.derived.as_ref().map(|change| format!("{change}: ")).unwrap_or_default();
        Self { verdict: result.verdict, message: normal(&format!("{derived}{said}")) }
    }

    /// Whether a derived variant showed it: how many of these there are depends on the tier.
    pub(crate) fn is_derived(&self) -> bool {
        let message = self.message.strip_prefix("genuine after ").unwrap_or(&self.message);
        message.split_once(": ").is_some_and(|(change, _)| CHANGES.contains(&change))
    }
}

impl fmt::Display for Symptom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}\"", word(&self.verdict), self.message)
    }
}

/// The symptoms of one case.
#[derive(Debug, Default)]
pub(crate) struct Symptoms(BTreeSet<Symptom>);

impl Symptoms {
    /// Takes what a playing showed, if it differs.
    pub(crate) fn add(&mut self, result: &CaseResult) {
        if !result.verdict.is_difference() {
            return;
        }
        let symptom = Symptom::of(result);
        if self.0.len() < MOST {
            self.0.insert(symptom);
        } else if !self.0.contains(&symptom) {
            self.0.insert(Symptom { message: "and more than can be told".to_owned(), ..symptom });
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Symptom> {
        self.0.into_iter().collect()
    }
}

/// `accept`, `accept, other /plaintext`, `ignore`, `reject bad-box`: without values, which may be random.
fn outcome(actual: &Value, at: Option<&str>) -> Option<String> {
    let (name, value) = actual.as_object()?.iter().next()?;
    let more = match (value.as_str(), at) {
        (Some(code), _) => format!(" {code}"),
        (None, Some(at)) => format!(", other {at}"),
        (None, None) => String::new(),
    };
    Some(format!("{name}{more}"))
}

/// Without what changes from run to run or from variant to variant: white space, addresses in memory, numbers of places
/// in a text; and not too long.
pub(crate) fn normal(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_place = words.last().is_some_and(|last| PLACES.contains(&last.as_str()));
        words.push(if is_place { without_number(word) } else { without_address(word) });
    }
    let text = words.join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}{MORE}", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

/// `17:` -> `..:`
fn without_number(word: &str) -> String {
    let rest = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if rest.len() == word.len() { word.to_owned() } else { format!("..{rest}") }
}

/// `<Key(0x7f3a90)>` -> `<Key(0x..)>`
fn without_address(word: &str) -> String {
    let mut parts = word.split("0x");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_hexdigit());
        text.push_str(if rest.len() == part.len() { "0x" } else { "0x.." });
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_changes_from_run_to_run_is_left_out() {
        for (text, expected) in [
            ("  two\nlines\tand  more ", "two lines and more"),
            ("<Key at 0x7f3a90>, 0xzz, (0x1,0x2)", "<Key at 0x..>, 0xzz, (0x..,0x..)"),
            ("line 17: is not JSON, 32 bytes", "line ..: is not JSON, 32 bytes"),
            ("the line of 17", "the line of 17"),
            ("Expecting value: line 1 column 7 (char 6)", "Expecting value: line .. column .. (char ..)"),
            ("found in arg at position 12", "found in arg at position .."),
        ] {
            assert_eq!(normal(text), expected);
        }
        let long = normal(&"\u{e9}".repeat(300));
        assert_eq!((long.chars().count(), long.ends_with("...")), (203, true));
    }

    fn result(verdict: &str, actual: &Value, at: Option<&str>, derived: Option<&str>) -> CaseResult {
        serde_json::from_value(json!({"id": "a/b/c", "protocol": "a", "verdict": verdict, "micros": 0,
            "reason": "`m`, cut: expected this, got that", "actual": actual, "at": at, "derived": derived}))
        .unwrap()
    }

    #[test]
    fn an_outcome_is_told_without_values() {
        let accept = json!({"accept": {"m": "00"}});
        for (found, expected) in [
            (result("error", &json!({"error": "KeyError:\n 7"}), None, None), "error \"KeyError: 7\""),
            (result("differs", &json!({"reject": "short"}), None, None), "differs \"reject short\""),
            (result("differs", &json!({"ignore": {}}), None, None), "differs \"ignore\""),
            (result("differs", &accept, None, None), "differs \"accept\""),
            (result("differs", &accept, Some("/m"), None), "differs \"accept, other /m\""),
            (result("differs", &accept, None, Some("flipped")), "differs \"flipped: accept\""),
            (result("crash", &Value::Null, None, None), "crash \"`m`, cut: expected this, got that\""),
            (
                result("differs", &accept, None, Some("genuine after cut")),
                "differs \"genuine after cut: accept\"",
            ),
            (result("crash", &Value::Null, None, Some("cut")), "crash \"cut: expected this, got that\""),
        ] {
            assert_eq!(Symptom::of(&found).to_string(), expected);
            assert_eq!(Symptom::of(&found).is_derived(), found.derived.is_some(), "{expected}");
        }
    }

    #[test]
    fn a_case_has_each_symptom_once_and_not_too_many() {
        let mut symptoms = Symptoms::default();
        symptoms.add(&result("as-expected", &Value::Null, None, None));
        for number in (0..100).chain(0..100) {
            symptoms.add(&result("error", &json!({"error": format!("boom {number}")}), None, None));
        }
        symptoms.add(&result("differs", &json!({"ignore": {}}), None, None));
        let all = symptoms.into_vec();
        assert_eq!(all.len(), MOST + 2);
        let more =
            |verdict| all.iter().any(|one| one.verdict == verdict && one.message.starts_with("and more"));
        assert!(more(Verdict::Error) && more(Verdict::Differs));
    }
}
