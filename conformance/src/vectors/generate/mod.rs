//! Cases written in Rust, so that one fault is one line and everything else stays valid.
//!
//! A generator gets an [`Author`], which knows the captures from upstream, plays operations on the reference, and
//! derives randomness from case IDs. The same source gives the same bytes, always.

mod author;
mod condense;
mod dimp;
mod draft;
mod dweeter;
mod edit;
mod netaio;
mod omemo;
mod quick;
mod randomness;
mod stringphone;
mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub(crate) use author::Author;
pub(crate) use draft::{Draft, DraftStep, Wanted, case, scenario, step};
pub(crate) use edit::Bytes;
pub(crate) use randomness::derive;

use super::checkout::{ProtocolTree, Tree};
use super::problem::Problem;
use crate::model::case::SourceKind;
use crate::model::outcome::{Answered, Members};

/// Writes the cases of one protocol.
pub(crate) type Generator = fn(&mut Author<'_>) -> Result<()>;

/// Protocol -> its generator.
const GENERATORS: &[(&str, Generator)] = &[
    ("dimp", dimp::write),
    ("dweeter", dweeter::write),
    ("netaio", netaio::write),
    ("omemo", omemo::write),
    ("stringphone", stringphone::write),
];

/// What an operation gave: the outcome, and the values on the way to it.
#[derive(Clone, Debug)]
pub(crate) struct Played {
    pub(crate) outcome: Answered,
    pub(crate) intermediate: Members,
}

/// Plays an operation without state: the reference, in process.
pub(crate) trait Play {
    fn play(&self, op: &str, input: &Members, draws: &Members, now: Option<i64>) -> Played;
}

/// The generated case files, by path relative to the root of the checkout.
///
/// # Errors
/// When a generator fails; the error names the case.
pub(crate) fn files(tree: &Tree, play: &dyn Play) -> Result<BTreeMap<PathBuf, String>> {
    files_of(tree, play, GENERATORS)
}

/// Case files that hold cases with no generator behind them, which `--write` would not bring back.
pub(crate) fn strays(tree: &Tree, generated: &BTreeMap<PathBuf, String>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for located in tree.protocols.iter().filter(|tree| has_generator(tree)).flat_map(|tree| &tree.cases) {
        if located.case.source.kind != SourceKind::Upstream && !generated.contains_key(&located.file) {
            let mend = "write it in the generator of the protocol, and delete the file";
            let problem = Problem::new(&located.file, "no generator writes this case", mend);
            problems.push(problem.line(located.line).subject(located.case.id.as_str()));
        }
    }
    problems
}

fn files_of(
    tree: &Tree,
    play: &dyn Play,
    generators: &[(&str, Generator)],
) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for (name, generator) in generators {
        let Some(protocol) = tree.protocols.iter().find(|tree| tree.protocol.protocol == *name) else {
            continue;
        };
        let mut author = Author::new(protocol, play);
        generator(&mut author).with_context(|| format!("cannot generate the cases of {name}"))?;
        for (stem, file) in author.into_files() {
            files.insert(path(&protocol.folder, &stem), text::to_text(&file)?);
        }
    }
    Ok(files)
}

fn has_generator(tree: &ProtocolTree) -> bool {
    GENERATORS.iter().any(|(name, _)| *name == tree.protocol.protocol)
}

fn path(folder: &Path, stem: &str) -> PathBuf {
    folder.join(format!("{stem}.json"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::author::tests::Pebble;
    use super::*;
    use crate::vectors::fixture;

    fn pebbles(author: &mut Author<'_>) -> Result<()> {
        author.file("seal", "Sealing.");
        author.add(
            case("pebble/seal/a")
                .about("a letter")
                .rules(&["PB-SEAL-1"])
                .op("pebble.seal", json!({"plaintext": "61", "key": "0102"}))
                .played()
                .check("pebble.open", json!({"message": {"$ref": "/message"}}), json!({"plaintext": "61"})),
        )
    }

    #[test]
    fn generated_files_are_stable_and_pass_the_linter() {
        let tree = fixture::tree(&[]);
        let files = files_of(&tree, &Pebble, &[("pebble", pebbles)]).unwrap();
        assert_eq!(files, files_of(&tree, &Pebble, &[("pebble", pebbles)]).unwrap());
        let (path, text) = files.first_key_value().unwrap();
        assert_eq!(path, Path::new("vectors/pebble/seal.json"));
        let names: Vec<&str> = text.lines().filter_map(|line| line.trim().split('"').nth(1)).collect();
        assert_eq!(names[..4], ["$schema", "protocol", "about", "cases"]);
        let parsed: serde_json::Value = serde_json::from_str(text).unwrap();
        let found = crate::vectors::lint::lint(&fixture::tree(parsed["cases"].as_array().unwrap()));
        assert!(found.is_empty(), "{found:?}");
    }
}
