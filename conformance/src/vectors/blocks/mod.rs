//! Generated blocks of the specification: between `<!-- generated: NAME ARGUMENTS -->` and `<!-- /generated -->`.
//!
//! | Block | Gives |
//! |---|---|
//! | `rule-index` | every rule of the chapter, with its cases |
//! | `operation NAME` | inputs, draws, intermediates and outputs of an operation |
//! | `codes` | codes, their classes and rules |
//! | `choices` | choices, their answers and rules |
//! | `measured` | cases where upstream's outcome is not the one that the chapter demands |
//! | `case ID [MEMBER..]` | a case as JSON, or members of it, such as `expect.accept.message` |
//! | `example ID` | every value of a case, one after the other |

mod tables;
mod worked;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::checkout::{self, ProtocolTree, Tree};
use super::problem::Problem;

const BEGIN: &str = "<!-- generated: ";
const END: &str = "<!-- /generated -->";

/// A page with its blocks made anew, and what could not be made.
#[derive(Debug, Default)]
pub(crate) struct Refreshed {
    pub(crate) text: String,
    pub(crate) problems: Vec<Problem>,
}

/// Every page of `spec/` that has blocks, by path relative to the root of the checkout.
///
/// # Errors
/// When a page cannot be read.
pub(crate) fn pages(tree: &Tree) -> Result<BTreeMap<PathBuf, Refreshed>> {
    let dir = tree.root.join("spec");
    let entries = fs::read_dir(&dir).with_context(|| format!("cannot read the folder {}", dir.display()))?;
    let mut pages = BTreeMap::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let file = path.strip_prefix(&tree.root).unwrap_or(&path).to_path_buf();
            let text = checkout::text(&path)?;
            if text.contains(BEGIN) {
                pages.insert(file.clone(), refresh(&file, &text, |words| render(tree, &file, words)));
            }
        }
    }
    Ok(pages)
}

/// Puts what `make` gives between the marks. A block that cannot be made stays as it is.
fn refresh(file: &Path, text: &str, make: impl Fn(&[&str]) -> Result<String, String>) -> Refreshed {
    let mut done = Refreshed::default();
    let mut fenced = false;
    // Line of the mark that began the open block, and whether its old content is dropped.
    let mut open: Option<(usize, bool)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim();
        if open.is_none() && (trimmed.starts_with("```") || trimmed.starts_with("~~~")) {
            fenced = !fenced;
        }
        if trimmed == END && !fenced {
            open = None;
        }
        if !matches!(open, Some((_, true))) {
            done.text += line;
            done.text.push('\n');
        }
        let Some(words) = trimmed.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix("-->")) else {
            continue;
        };
        if fenced {
            continue;
        }
        let words: Vec<&str> = words.split_whitespace().collect();
        match make(&words) {
            Ok(content) => {
                done.text.extend(["\n", content.trim_end(), "\n\n"]);
                open = Some((number, true));
            }
            Err(what) => {
                let problem = Problem::new(file, what, "mend the mark of the block");
                done.problems.push(problem.line(number).subject(words.join(" ")));
                open = Some((number, false));
            }
        }
    }
    if let Some((number, _)) = open {
        done.problems.push(Problem::new(file, "the block has no end", format!("add `{END}`")).line(number));
        // Nothing after the mark is lost.
        text.clone_into(&mut done.text);
    }
    done
}

fn render(tree: &Tree, file: &Path, words: &[&str]) -> Result<String, String> {
    let chapter = || {
        let found = tree.protocols.iter().find(|protocol| protocol.chapter_file == file);
        found.ok_or_else(|| "only the chapter of a protocol can hold this block".to_owned())
    };
    let located = |id: &str| tree.case(id).ok_or_else(|| format!("there is no case {id}"));
    match words {
        ["rule-index"] => chapter().map(tables::rule_index),
        ["codes"] => chapter().map(tables::codes),
        ["choices"] => chapter().map(tables::choices),
        ["measured"] => chapter().and_then(tables::measured),
        ["operation", name] => {
            let operation = tree.operation(name).ok_or_else(|| format!("there is no operation {name}"))?;
            Ok(tables::operation(operation))
        }
        ["case", id, members @ ..] => worked::case(&located(id)?.case, members),
        ["example", id] => worked::example(protocol_of(tree, id)?, &located(id)?.case),
        _ => Err("there is no such block".to_owned()),
    }
}

fn protocol_of<'a>(tree: &'a Tree, id: &str) -> Result<&'a ProtocolTree, String> {
    let name = id.split('/').next().unwrap_or_default();
    let found = tree.protocols.iter().find(|tree| tree.protocol.protocol == name);
    found.ok_or_else(|| format!("there is no protocol {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::fixture;

    fn refreshed(text: &str) -> Refreshed {
        refresh(Path::new("a.md"), text, |words| match words {
            ["good", rest @ ..] => Ok(format!("new {}\n", rest.join("+"))),
            _ => Err("there is no such block".to_owned()),
        })
    }

    #[test]
    fn blocks_are_replaced_and_nothing_else() {
        let text = "a\n<!-- generated: good x y -->\nold\n<!-- /generated -->\nb\n\
            ```\n<!-- generated: good -->\n<!-- /generated -->\n```\nc\n";
        let done = refreshed(text);
        let expected = text.replace("-->\nold\n", "-->\n\nnew x+y\n\n");
        assert_eq!(done.text, expected);
        assert!(done.problems.is_empty());
        assert_eq!(refreshed(&done.text).text, expected);
    }

    #[test]
    fn broken_blocks_are_reported_and_kept() {
        let text = "<!-- generated: bad -->\nold\n<!-- /generated -->\n";
        let done = refreshed(text);
        assert_eq!(done.text, text);
        assert_eq!(
            done.problems[0].to_string(),
            "a.md:1: bad: there is no such block; mend the mark of the block"
        );
        let text = "<!-- generated: good -->\nold\nb\n";
        let done = refreshed(text);
        assert_eq!(done.text, text);
        assert!(done.problems[0].what.contains("no end"));
    }

    #[test]
    fn each_block_is_made() {
        let tree = fixture::tree(&[fixture::plain(), fixture::short(), fixture::seal(), fixture::scenario()]);
        let render = |words: &str| {
            let words: Vec<&str> = words.split(' ').collect();
            render(&tree, Path::new("spec/pebble.md"), &words)
        };
        for words in
            ["rule-index", "codes", "choices", "measured", "operation pebble.open", "case pebble/seal/plain"]
        {
            assert!(!render(words).unwrap().is_empty(), "{words}");
        }
        assert_eq!(render("operation pebble.close").unwrap_err(), "there is no operation pebble.close");
        assert_eq!(render("example pebble/seal/gone").unwrap_err(), "there is no case pebble/seal/gone");
        assert_eq!(render("rules").unwrap_err(), "there is no such block");
        let elsewhere = super::render(&tree, Path::new("spec/cases.md"), &["codes"]);
        assert!(elsewhere.unwrap_err().contains("only the chapter"));
    }
}
