//! JSON of lines and case files, which may be nested deeper than `serde_json` reads by itself.
//!
//! A tagged value has up to three levels for each level of the data in it.

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::{Deserializer, Error};

/// How many levels a line or a case may have: as many as a thread has stack for, several times over.
pub(crate) const MAX_LEVELS: usize = 512;

/// Reads a text that is one JSON value, of [`MAX_LEVELS`] levels at most.
///
/// # Errors
/// As `serde_json::from_str`, and for a text that is nested deeper.
pub(crate) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    if levels(text) > MAX_LEVELS {
        return Err(Error::custom(format!("nested in more than {MAX_LEVELS} levels")));
    }
    let mut json = Deserializer::from_str(text);
    json.disable_recursion_limit();
    let value = T::deserialize(&mut json)?;
    json.end()?;
    Ok(value)
}

/// How deep brackets are nested outside of strings.
fn levels(text: &str) -> usize {
    let (mut level, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'[' | b'{' => {
                level += 1;
                deepest = deepest.max(level);
            }
            b']' | b'}' => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Goes on behind the quotation mark that ends a string.
fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn lists(levels: usize) -> String {
        ["[".repeat(levels), "]".repeat(levels)].concat()
    }

    #[test]
    fn a_thread_reads_as_many_levels_as_it_may_and_no_more() {
        assert!(from_str::<Value>(&lists(MAX_LEVELS)).is_ok());
        let why = from_str::<Value>(&lists(MAX_LEVELS + 1)).unwrap_err().to_string();
        assert!(why.contains("more than 512 levels"), "{why}");
    }

    #[test]
    fn brackets_in_strings_are_no_levels() {
        let text = format!(r#"["{}", "\"[\\", {{"[": [1]}}]"#, "[".repeat(1000));
        assert_eq!(levels(&text), 3);
        assert!(from_str::<Value>(&text).is_ok());
    }

    #[test]
    fn what_follows_the_value_is_refused() {
        assert!(from_str::<Value>("[] 1").is_err());
        assert!(from_str::<Value>("]]").is_err());
    }
}
