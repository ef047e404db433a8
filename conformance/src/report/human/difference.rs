//! Where two values part: the first differing byte of hex, the differing lines of longer JSON.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// Longest hex value that is shown whole, in bytes.
const BYTES_SHOWN: usize = 40;
/// Bytes shown before the first differing one, and after it, in a longer value.
const BYTES_AROUND: usize = 16;
/// Longest other value that is shown on one line.
const TEXT_SHOWN: usize = 120;

/// Two values beside each other, or the lines that differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) remark: Option<String>,
    pub(crate) expected: String,
    pub(crate) actual: String,
    /// Instead of the two values, when they are long and no hex.
    pub(crate) lines: Option<String>,
}

/// Compares two values that differ.
pub(crate) fn between(expected: &Value, actual: &Value) -> Difference {
    if let (Some(left), Some(right)) = (bytes(expected), bytes(actual)) {
        return between_bytes(&left, &right);
    }
    let (left, right) = (expected.to_string(), actual.to_string());
    let long = left.len() > TEXT_SHOWN || right.len() > TEXT_SHOWN;
    let lines = long.then(|| differing_lines(&pretty(expected), &pretty(actual)));
    Difference { remark: None, expected: left, actual: right, lines }
}

fn between_bytes(left: &[u8], right: &[u8]) -> Difference {
    let common = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let lengths = if left.len() == right.len() {
        format!("{} bytes", left.len())
    } else {
        format!("{} bytes expected, {} given", left.len(), right.len())
    };
    Difference {
        remark: Some(format!("first difference at byte {common} ({lengths})")),
        expected: window(left, common),
        actual: window(right, common),
        lines: None,
    }
}

/// The bytes around an offset, with the byte at the offset in brackets.
fn window(bytes: &[u8], at: usize) -> String {
    let whole = bytes.len() <= BYTES_SHOWN;
    let start = if whole { 0 } else { at.saturating_sub(BYTES_AROUND) };
    let end = if whole { bytes.len() } else { bytes.len().min(at + 1 + BYTES_AROUND) };
    let part = |from: usize, to: usize| hex::encode(bytes.get(from..to).unwrap_or_default());
    let marked = bytes.get(at).map_or("[end]".to_owned(), |byte| format!("[{byte:02x}]"));
    let before = if start > 0 { ".." } else { "" };
    let after = if end < bytes.len() { ".." } else { "" };
    format!("{before}{}{marked}{}{after}", part(start, at.min(bytes.len())), part(at + 1, end))
}

fn differing_lines(left: &str, right: &str) -> String {
    let diff = TextDiff::from_lines(left, right);
    let changes = diff.iter_all_changes().filter_map(|change| {
        let sign = match change.tag() {
            ChangeTag::Delete => "expected",
            ChangeTag::Insert => "actual  ",
            ChangeTag::Equal => return None,
        };
        Some(format!("{sign} {}", shortened(change.value().trim_end(), TEXT_SHOWN)))
    });
    changes.collect::<Vec<_>>().join("\n")
}

/// The text, or its beginning and how long it is.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((cut, _)) => {
            format!("{}.. ({} characters)", text.get(..cut).unwrap_or_default(), text.chars().count())
        }
        None => text.to_owned(),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    value.as_str().filter(|text| !text.is_empty()).and_then(|text| hex::decode(text).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_hex_is_shown_whole() {
        let difference = between(&json!("00112233"), &json!("00113233"));
        assert_eq!(difference.remark.unwrap(), "first difference at byte 2 (4 bytes)");
        assert_eq!(difference.expected, "0011[22]33");
        assert_eq!(difference.actual, "0011[32]33");
    }

    #[test]
    fn a_value_that_ends_early_says_so() {
        let difference = between(&json!("0011"), &json!("00"));
        assert_eq!(difference.remark.unwrap(), "first difference at byte 1 (2 bytes expected, 1 given)");
        assert_eq!(difference.expected, "00[11]");
        assert_eq!(difference.actual, "00[end]");
    }

    #[test]
    fn long_hex_shows_the_place() {
        let left = vec![0xaa; 200];
        let mut right = left.clone();
        right[100] = 0xbb;
        let difference = between(&json!(hex::encode(left)), &json!(hex::encode(right)));
        let around = "aa".repeat(16);
        assert_eq!(difference.actual, format!("..{around}[bb]{around}.."));
    }

    #[test]
    fn long_json_shows_the_lines() {
        let list: Vec<String> = (0..40).map(|number| format!("item {number}")).collect();
        let mut other = list.clone();
        other[7] = "item seven".to_owned();
        let lines = between(&json!(list), &json!(other)).lines.unwrap();
        assert_eq!(lines, "expected   \"item 7\",\nactual     \"item seven\",");
    }
}
