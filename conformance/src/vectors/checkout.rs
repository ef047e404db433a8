//! The checkout: where it is, and its chapters, operations and cases with the lines they stand at.
//!
//! Unlike [`crate::model::suite`], reading goes on after a mistake: a check reports all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::problem::Problem;
use super::unique::Unique;
use crate::json;
use crate::model::case::Case;
use crate::model::operation::{Operation, Protocol};
use crate::spec::{self, Chapter};

/// Files of a protocol folder that hold no cases.
const NOT_CASES: [&str; 2] = ["operations.json", "agreed.json"];

/// All that a check looks at.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    pub(crate) protocols: Vec<ProtocolTree>,
    /// ID of a retired case -> why it was retired.
    pub(crate) retired: BTreeMap<String, String>,
    /// What could not be read.
    pub(crate) problems: Vec<Problem>,
}

/// One protocol: its folder, operations, chapter and cases.
#[derive(Debug)]
pub(crate) struct ProtocolTree {
    /// `vectors/stringphone`, relative to the root.
    pub(crate) folder: PathBuf,
    pub(crate) protocol: Protocol,
    /// `spec/stringphone.md`, relative to the root.
    pub(crate) chapter_file: PathBuf,
    pub(crate) chapter: Chapter,
    pub(crate) cases: Vec<Located>,
}

/// A case and where it stands.
#[derive(Debug)]
pub(crate) struct Located {
    /// Relative to the root.
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) case: Case,
}

impl Tree {
    /// Every case of every protocol.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &Located> {
        self.protocols.iter().flat_map(|protocol| &protocol.cases)
    }

    pub(crate) fn case(&self, id: &str) -> Option<&Located> {
        self.cases().find(|located| located.case.id == id)
    }

    pub(crate) fn operation(&self, name: &str) -> Option<&Operation> {
        self.protocols.iter().find_map(|tree| tree.protocol.operation(name))
    }
}

/// The root of the checkout that the current folder is in.
///
/// # Errors
/// When there is none.
pub(crate) fn find() -> Result<PathBuf> {
    let start = std::env::current_dir().context("cannot tell the current folder")?;
    find_from(&start).ok_or_else(|| {
        anyhow!(
            "{} is not in a checkout of Taut (no vectors/ and spec/ here or above); \
             go to one, this command reads its files",
            start.display()
        )
    })
}

fn find_from(start: &Path) -> Option<PathBuf> {
    let is_root = |dir: &&Path| dir.join("vectors/Cargo.toml").is_file() && dir.join("spec").is_dir();
    start.ancestors().find(is_root).map(Path::to_path_buf)
}

/// Reads the checkout at `root`. What cannot be read becomes a problem of the tree.
///
/// # Errors
/// When `vectors/` itself cannot be listed.
pub(crate) fn load(root: &Path) -> Result<Tree> {
    let mut tree = Tree { root: root.to_path_buf(), ..Tree::default() };
    let vectors = root.join("vectors");
    let mut folders: Vec<PathBuf> =
        entries(&vectors)?.into_iter().filter(|path| path.join("operations.json").is_file()).collect();
    folders.sort();
    for folder in folders {
        load_protocol(&mut tree, &folder)?;
    }
    let retired = vectors.join("retired.json");
    if retired.is_file() {
        match serde_json::from_str::<Retired>(&text(&retired)?) {
            Ok(read) => tree.retired = read.cases,
            Err(why) => tree.problems.push(Problem::new(
                Path::new("vectors/retired.json"),
                why.to_string(),
                "write {\"cases\": {ID: reason}}",
            )),
        }
    }
    Ok(tree)
}

/// `retired.json`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retired {
    cases: BTreeMap<String, String>,
}

fn load_protocol(tree: &mut Tree, folder: &Path) -> Result<()> {
    let relative = |path: &Path| path.strip_prefix(&tree.root).unwrap_or(path).to_path_buf();
    let operations = folder.join("operations.json");
    let protocol: Protocol = match serde_json::from_str(&text(&operations)?) {
        Ok(protocol) => protocol,
        Err(why) => {
            let mend = "see spec/cases.md, section on operations";
            tree.problems.push(Problem::new(&relative(&operations), why.to_string(), mend));
            return Ok(());
        }
    };
    let chapter_file = Path::new("spec").join(&protocol.chapter);
    let chapter = if let Ok(markdown) = fs::read_to_string(tree.root.join(&chapter_file)) {
        spec::parse(&markdown)
    } else {
        let mend = "write the chapter that operations.json names";
        tree.problems.push(Problem::new(&chapter_file, "cannot be read", mend));
        Chapter::default()
    };
    let mut files: Vec<PathBuf> = entries(folder)?.into_iter().filter(|path| holds_cases(path)).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let (found, problems) = read_cases(&relative(&file), &protocol, &text(&file)?);
        cases.extend(found);
        tree.problems.extend(problems);
    }
    let folder = relative(folder);
    tree.protocols.push(ProtocolTree { folder, protocol, chapter_file, chapter, cases });
    Ok(())
}

/// A case file whose cases are not read yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile<'a> {
    #[serde(rename = "$schema", default)]
    schema: Option<String>,
    protocol: String,
    #[serde(default)]
    about: String,
    #[serde(borrow)]
    cases: Vec<&'a RawValue>,
}

/// Reads the cases of one file, each on its own, so that a broken one does not hide the others.
pub(crate) fn read_cases(file: &Path, protocol: &Protocol, text: &str) -> (Vec<Located>, Vec<Problem>) {
    let raw: RawFile<'_> = match serde_json::from_str(text) {
        Ok(raw) => raw,
        Err(why) => {
            let mend = "see spec/cases.md, section on case files";
            return (Vec::new(), vec![Problem::new(file, why.to_string(), mend).line(why.line())]);
        }
    };
    let mut cases = Vec::new();
    let mut problems = head_problems(file, protocol, &raw);
    let (mut line, mut counted) = (1, 0);
    for raw_case in raw.cases {
        let offset = raw_case.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
        line += text.get(counted..offset).unwrap_or_default().matches('\n').count();
        counted = offset;
        let parsed =
            json::from_str::<Unique>(raw_case.get()).and_then(|_| json::from_str::<Case>(raw_case.get()));
        match parsed {
            Ok(case) => cases.push(Located { file: file.to_path_buf(), line, case }),
            Err(why) => {
                let at = line + why.line().saturating_sub(1);
                let problem =
                    Problem::new(file, why.to_string(), "see spec/cases.md, section on cases").line(at);
                problems.push(problem.subject(id_of(raw_case)));
            }
        }
    }
    (cases, problems)
}

fn head_problems(file: &Path, protocol: &Protocol, raw: &RawFile<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if raw.schema.is_none() {
        let mend = "name the JSON Schema of case files, so that editors can help";
        problems.push(Problem::new(file, "`$schema` is missing", mend));
    }
    if raw.protocol != protocol.protocol {
        let what = format!("`protocol` is `{}`, the folder's is `{}`", raw.protocol, protocol.protocol);
        problems.push(Problem::new(file, what, "move the file, or mend the name"));
    }
    if raw.about.trim().is_empty() {
        problems.push(Problem::new(file, "`about` is empty", "say in one line what the cases are about"));
    }
    problems
}

/// The ID of a case that cannot be read as a whole.
fn id_of(raw: &RawValue) -> String {
    let value: Option<serde_json::Value> = json::from_str(raw.get()).ok();
    let id = value.as_ref().and_then(|value| value.get("id")).and_then(|id| id.as_str());
    id.unwrap_or("case without ID").to_owned()
}

fn holds_cases(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    path.extension().is_some_and(|extension| extension == "json") && !NOT_CASES.contains(&name)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let listed = fs::read_dir(dir).with_context(|| format!("cannot read the folder {}", dir.display()))?;
    listed.map(|entry| Ok(entry?.path())).collect()
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read, or is not UTF-8.
pub(crate) fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn the_root_is_found_from_below() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("vectors/pebble")).unwrap();
        fs::create_dir(dir.path().join("spec")).unwrap();
        assert_eq!(find_from(&dir.path().join("vectors/pebble")), None);
        fs::write(dir.path().join("vectors/Cargo.toml"), "").unwrap();
        assert_eq!(find_from(&dir.path().join("vectors/pebble")), Some(dir.path().to_path_buf()));
    }

    #[test]
    fn a_broken_case_does_not_hide_the_others() {
        let text = "{\"protocol\":\"pebble\",\"cases\":[\n{\"id\":\"pebble/a/b\"},\n\
            {\"id\":\"pebble/a/c\",\"about\":\"x\",\"about\":\"y\"},\n\
            {\"id\":\"pebble/a/d\",\"about\":\"x\",\"rules\":[],\"source\":{\"kind\":\"generated\"},\"op\":\"pebble.x\"}]}";
        let (cases, problems) = read_cases(Path::new("a.json"), &fixture::protocol(), text);
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].line, 4);
        let found: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert!(found[0].contains("`$schema` is missing"), "{found:?}");
        assert!(found[1].contains("`about` is empty"), "{found:?}");
        assert!(found[2].starts_with("a.json:2: pebble/a/b: missing field"), "{found:?}");
        assert!(found[3].starts_with("a.json:3: pebble/a/c: duplicate member `about`"), "{found:?}");
    }

    #[test]
    fn a_file_of_another_protocol_is_caught() {
        let text = "{\"$schema\":\"s\",\"protocol\":\"brick\",\"about\":\"x\",\"cases\":[]}";
        let (_, problems) = read_cases(Path::new("a.json"), &fixture::protocol(), text);
        assert!(problems[0].what.contains("`protocol` is `brick`"), "{problems:?}");
    }
}
