//! Reading JSON that holds values of protocols, which have more levels than parsers allow by themselves.

use serde::Deserialize;
use serde_json::de::Read;
use serde_json::{Deserializer, Result};

/// The deepest text that is read. Whoever writes a deeper one shall not overflow our stack.
const DEEPEST: usize = 512;
/// The parser refuses texts of as many levels.
const USUAL: usize = 128;

/// As [`serde_json::from_str`], to a depth of [`DEEPEST`] levels.
///
/// # Errors
/// When the text is no `T`, or too deep.
pub(crate) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    match serde_json::from_str(text) {
        Err(_) if is_deep(text.as_bytes()) => whole(Deserializer::from_str(text)),
        read => read,
    }
}

/// As [`serde_json::from_slice`], to a depth of [`DEEPEST`] levels.
///
/// # Errors
/// When the text is no `T`, or too deep.
pub(crate) fn from_slice<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Result<T> {
    match serde_json::from_slice(text) {
        Err(_) if is_deep(text) => whole(Deserializer::from_slice(text)),
        read => read,
    }
}

fn whole<'a, T: Deserialize<'a>>(mut reader: Deserializer<impl Read<'a>>) -> Result<T> {
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Whether the text has more levels than the parser takes by itself, and no more than we do. Hardly one has, so that
/// it is asked only when the parser has failed.
fn is_deep(text: &[u8]) -> bool {
    (USUAL..=DEEPEST).contains(&levels(text))
}

/// How deep the text is nested, brackets within texts aside.
fn levels(text: &[u8]) -> usize {
    let (mut open, mut most): (usize, usize) = (0, 0);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                open += 1;
                most = most.max(open);
            }
            b']' | b'}' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn lists(count: usize) -> String {
        format!("{}{}", "[".repeat(count), "]".repeat(count))
    }

    #[test]
    fn depth_is_counted_outside_of_texts() {
        assert_eq!(levels(b"1"), 0);
        assert_eq!(levels(br#"{"a": [1, []], "b": {}}"#), 3);
        assert_eq!(levels(br#"["[[[", "\"[[", "\\", [1]]"#), 2);
    }

    #[test]
    fn deep_texts_are_read_and_deeper_ones_are_errors() {
        for count in [1, USUAL - 1, USUAL, USUAL + 1, DEEPEST] {
            assert!(from_str::<Value>(&lists(count)).is_ok(), "{count}");
            assert!(from_slice::<Value>(lists(count).as_bytes()).is_ok(), "{count}");
        }
        assert!(from_str::<Value>(&lists(DEEPEST + 1)).is_err());
        assert!(from_slice::<Value>(lists(1_000_000).as_bytes()).is_err());
        assert!(from_str::<Value>("1 2").is_err());
    }
}
