//! Which cases an entry names: one ID, or a bounded pattern of IDs.
//!
//! A pattern is bounded when it cannot hide what nobody has looked at: its protocol and its subject are written
//! out, its name has at least one letter or digit beside the `*`, and every case that it matches must differ in
//! the way that the entry says (that part is [`super::judge`]'s).

use anyhow::{Result, bail};
use globset::{GlobBuilder, GlobMatcher};

/// An ID, or a pattern whose last part has a `*`.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: String,
    glob: Option<GlobMatcher>,
}

impl Pattern {
    /// # Errors
    /// When it is no ID, or too wide.
    pub(super) fn new(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let [protocol, subject, name] = parts.as_slice() else {
            bail!("`case` has the three parts of an ID: protocol/subject/name");
        };
        if [protocol, subject].iter().any(|part| part.is_empty() || part.contains(wildcard)) {
            bail!("the pattern is too wide: write protocol and subject without wildcards");
        }
        if !name.contains(wildcard) {
            return Ok(Self { text: text.to_owned(), glob: None });
        }
        if name.contains(|letter| wildcard(letter) && letter != '*') {
            bail!("`*` is the only wildcard of a pattern");
        }
        if !name.contains(|letter: char| letter.is_ascii_alphanumeric()) {
            bail!("the pattern is too wide: write a part of the name beside the `*`");
        }
        let glob = GlobBuilder::new(text).literal_separator(true).build()?.compile_matcher();
        Ok(Self { text: text.to_owned(), glob: Some(glob) })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn protocol(&self) -> &str {
        self.text.split('/').next().unwrap_or_default()
    }

    /// Whether it may name several cases.
    pub(super) fn is_glob(&self) -> bool {
        self.glob.is_some()
    }

    pub(super) fn matches(&self, id: &str) -> bool {
        self.glob.as_ref().map_or(self.text == id, |glob| glob.is_match(id))
    }
}

fn wildcard(letter: char) -> bool {
    "*?[]{}\\".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_bounded() {
        for (text, message) in [
            ("pebble/open", "three parts"),
            ("pebble/open/a/b", "three parts"),
            ("pebble/*/a", "without wildcards"),
            ("*/open/a", "without wildcards"),
            ("pebble/{open,seal}/a", "without wildcards"),
            ("pebble//a", "without wildcards"),
            ("pebble/open/*", "beside the `*`"),
            ("pebble/open/*-*", "beside the `*`"),
            ("pebble/open/a?", "only wildcard"),
        ] {
            let why = Pattern::new(text).unwrap_err().to_string();
            assert!(why.contains(message), "{text}: {why}");
        }
    }

    #[test]
    fn it_matches_names_alone() {
        let pattern = Pattern::new("pebble/open/cut-to-*-naive").unwrap();
        assert!(pattern.is_glob() && pattern.matches("pebble/open/cut-to-7-naive"));
        assert!(!pattern.matches("pebble/open/cut-to-7") && !pattern.matches("pebble/seal/cut-to-7-naive"));
        assert!(Pattern::new("pebble/open/a").unwrap().matches("pebble/open/a"));
    }
}
