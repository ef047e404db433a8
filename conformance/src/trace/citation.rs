//! Rule IDs in the code of `reference/`: as the first argument of a check, or in a comment.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::spec::rule_ids;
use crate::vectors::checkout::{self, Tree};

/// One place in the code that names a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Citation {
    pub(crate) rule: String,
    /// Relative to the root of the checkout.
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) form: Form,
}

/// How a rule is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// In a comment or doc comment of an item.
    Comment,
    /// `fault!(SP_SEAL_2 ..)`
    Fault,
    /// In the table at the head of a module: a map, not the place itself.
    ModuleHead,
    /// Anywhere else, such as an import.
    Other,
    /// `require!(SP_OPEN_2, ..)` or `require_ok!(SP_OPEN_2, ..)`
    Require,
}

impl Form {
    /// Whether the code there keeps the rule.
    pub(super) fn counts(self) -> bool {
        matches!(self, Self::Comment | Self::Fault | Self::Require)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Fault => "fault",
            Self::ModuleHead => "module head",
            Self::Other => "other",
            Self::Require => "require",
        }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}

/// All citations below `reference/*/src`.
pub(super) fn scan(tree: &Tree) -> Result<Vec<Citation>> {
    let prefixes: Vec<&str> = tree.protocols.iter().map(|tree| tree.protocol.prefix.as_str()).collect();
    let mut files = Vec::new();
    for entry in list(&tree.root.join("reference"))? {
        let source = entry.join("src");
        if source.is_dir() {
            rust_files(&source, &mut files)?;
        }
    }
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let file = path.strip_prefix(&tree.root).unwrap_or(&path);
        found.extend(in_text(file, &checkout::text(&path)?, &prefixes));
    }
    Ok(found)
}

/// All citations in the text of one file.
pub(crate) fn in_text(file: &Path, text: &str, prefixes: &[&str]) -> Vec<Citation> {
    let mut found: Vec<(usize, String, Form)> = Vec::new();
    for (at, rule) in rule_ids(text, '_') {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let form = if before.ends_with("require!(") || before.ends_with("require_ok!(") {
            Form::Require
        } else if before.ends_with("fault!(") {
            Form::Fault
        } else {
            Form::Other
        };
        found.push((at, rule, form));
    }
    for (at, rule) in rule_ids(text, '-') {
        let line = text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let form = if line.trim_start().starts_with("//!") {
            Form::ModuleHead
        } else if line.contains("//") {
            Form::Comment
        } else {
            Form::Other
        };
        found.push((at, rule, form));
    }
    found.sort_by_key(|(at, ..)| *at);
    let of_protocol = |rule: &str| prefixes.iter().any(|prefix| rule.split('-').next() == Some(prefix));
    found
        .into_iter()
        .filter(|(_, rule, _)| of_protocol(rule))
        .map(|(at, rule, form)| {
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            Citation { rule, file: file.to_path_buf(), line, form }
        })
        .collect()
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for path in list(dir)? {
        if path.is_dir() {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

fn list(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("cannot read the folder {}", dir.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_told_apart() {
        let text = "//! | [`x`] | PB-OPEN-1 |\n\
            let x = require_ok!(\n    PB_OPEN_1,\n    y\n);\n\
            require!(PB_OPEN_2, x); // XX-OPEN-1\n\
            fault!(PB_SEAL_1);\n\
            /// Keeps one key (PB-SEAL-2).\n\
            use rules::PB_SEAL_3;\n";
        let found = in_text(Path::new("a.rs"), text, &["PB"]);
        let found: Vec<(&str, usize, Form)> =
            found.iter().map(|citation| (citation.rule.as_str(), citation.line, citation.form)).collect();
        assert_eq!(
            found,
            [
                ("PB-OPEN-1", 1, Form::ModuleHead),
                ("PB-OPEN-1", 3, Form::Require),
                ("PB-OPEN-2", 6, Form::Require),
                ("PB-SEAL-1", 7, Form::Fault),
                ("PB-SEAL-2", 8, Form::Comment),
                ("PB-SEAL-3", 9, Form::Other),
            ]
        );
    }

    #[test]
    fn only_source_folders_are_scanned() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("reference/pebble/src/wire")).unwrap();
        fs::create_dir_all(dir.path().join("reference/pebble/tests")).unwrap();
        for file in ["src/wire/open.rs", "src/notes.md", "tests/open.rs"] {
            fs::write(dir.path().join("reference/pebble").join(file), "// PB-OPEN-1").unwrap();
        }
        let mut tree = crate::vectors::fixture::tree(&[]);
        tree.root = dir.path().to_path_buf();
        let found = scan(&tree).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "reference/pebble/src/wire/open.rs:1");
    }
}
