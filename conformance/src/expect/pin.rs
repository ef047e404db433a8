//! Which difference an entry names: the verdict, and words that another run gives again.

use std::fmt;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::event::{CaseResult, Verdict};
use crate::select::word;

/// Longer messages are cut, and end with [`MORE`].
const LONGEST: usize = 200;
/// At the end of a message: what follows is not pinned.
const MORE: &str = "...";

/// A verdict and a message in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pin {
    pub(super) verdict: Verdict,
    pub(super) message: String,
}

impl Pin {
    /// # Errors
    /// When there can be no such difference.
    pub(super) fn new(verdict: Verdict, message: &str) -> Result<Self> {
        if !verdict.is_difference() {
            bail!("`{}` is no difference, so there is nothing to expect", word(&verdict));
        }
        if message.strip_suffix(MORE).is_some_and(|start| start.trim().is_empty()) {
            bail!("`message` leaves everything open; write how it begins");
        }
        Ok(Self { verdict, message: normal(&message) })
    }

    /// What a result would be pinned with.
    pub(super) fn of(result: &CaseResult) -> Self {
        Self { verdict: result.verdict, message: message(result) }
    }

    /// Whether a result shows this very difference.
    pub(super) fn fits(&self, result: &CaseResult) -> bool {
        let given = Self::of(result);
        let same = match self.message.strip_suffix(MORE) {
            Some(start) => given.message.starts_with(start),
            None => given.message == self.message,
        };
        self.verdict == given.verdict && same
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}\"", word(&self.verdict), self.message)
    }
}

/// The adapter's own words after `error`, the outcome where it answered with another one, otherwise the reason.
fn message(result: &CaseResult) -> String {
    let said = result.actual.as_ref().and_then(|actual| match result.verdict {
        Verdict::Differs => outcome(actual, result.at.as_deref()),
        Verdict::Error => actual.get("error").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    });
    normal(said.as_deref().unwrap_or(&result.reason))
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

/// Without what changes from run to run: white space, addresses in memory, numbers of lines; and not too long.
fn normal(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let after_line = words.last().is_some_and(|last| last == "line");
        words.push(if after_line { without_number(word) } else { without_address(word) });
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
        ] {
            assert_eq!(normal(text), expected);
        }
        let long = normal(&"\u{e9}".repeat(300));
        assert_eq!((long.chars().count(), long.ends_with("...")), (203, true));
    }

    #[test]
    fn a_result_is_pinned_by_its_outcome_without_values() {
        let result = |verdict: &str, actual: Value, at: Option<&str>| -> CaseResult {
            serde_json::from_value(json!({"id": "a/b/c", "protocol": "a", "verdict": verdict, "micros": 0,
                "reason": "expected this, got that", "actual": actual, "at": at}))
            .unwrap()
        };
        for (found, expected) in [
            (result("error", json!({"error": "KeyError:\n 7"}), None), "error \"KeyError: 7\""),
            (result("differs", json!({"reject": "short"}), None), "differs \"reject short\""),
            (result("differs", json!({"ignore": {}}), None), "differs \"ignore\""),
            (result("differs", json!({"accept": {"m": "00"}}), None), "differs \"accept\""),
            (result("differs", json!({"accept": {"m": "00"}}), Some("/m")), "differs \"accept, other /m\""),
            (result("crash", Value::Null, None), "crash \"expected this, got that\""),
        ] {
            assert_eq!(Pin::of(&found).to_string(), expected);
            assert!(Pin::of(&found).fits(&found));
        }
    }

    #[test]
    fn three_dots_leave_the_rest_open() {
        let result: CaseResult = serde_json::from_value(json!({"id": "a/b/c", "protocol": "a", "micros": 0,
            "verdict": "error", "actual": {"error": "CryptoError: Decryption failed"}}))
        .unwrap();
        let pin = |verdict, message: &str| Pin::new(verdict, message).unwrap();
        assert!(pin(Verdict::Error, "CryptoError: ...").fits(&result));
        assert!(!pin(Verdict::Error, "CryptoError: ").fits(&result));
        assert!(!pin(Verdict::Crash, "CryptoError: ...").fits(&result));
        assert!(Pin::new(Verdict::Error, " ...").is_err());
        assert!(Pin::new(Verdict::NotOffered, "x").is_err());
    }
}
