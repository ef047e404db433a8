//! `taut vectors`: checks, writes and confirms the cases of the checkout.
//!
//! | Module | Does |
//! |---|---|
//! | [`checkout`] | finds and reads the checkout |
//! | [`lint`] | finds mistakes in operations and cases |
//! | [`lock`] | pins captures from upstream |
//! | [`agree`] | records which implementation agrees with which case |
//! | [`generate`] | makes cases |
//! | [`blocks`] | makes tables and examples of the specification |

pub(crate) mod agree;
mod blocks;
mod canonical;
pub(crate) mod checkout;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod generate;
mod lint;
mod lock;
pub(crate) mod problem;
mod unique;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use self::checkout::Tree;
use self::generate::Play;
use self::problem::Problem;
use crate::event::{CaseResult, HelloInfo};
use crate::model::case::SourceKind;
use crate::model::suite::Suite;

/// Count, check or write the cases of the checkout, or have an implementation
/// confirm them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  taut vectors                             count the cases
  taut vectors --check                     lint everything, compare what is generated
  taut vectors --write                     make cases, LOCK and tables anew
  taut vectors --agree stringphone-port    record what an implementation confirms")]
pub(crate) struct Args {
    /// Lint operations, cases, LOCK and agreed.json, and compare what is generated
    #[arg(long, group = "action")]
    check: bool,
    /// Write the generated cases, the new lines of LOCK and the generated blocks of the specification
    #[arg(long, group = "action")]
    write: bool,
    /// Run this implementation and record in agreed.json which cases it agrees with
    #[arg(long, group = "action", value_name = "IMPL")]
    agree: Option<String>,
}

/// What one run of an implementation gave.
pub(crate) struct Ran {
    pub(crate) hello: HelloInfo,
    pub(crate) results: Vec<CaseResult>,
}

/// What the command needs of the rest of the program.
pub(crate) struct Tools<'a> {
    /// The reference, in process.
    pub(crate) play: &'a dyn Play,
    /// Runs the implementation of this name on all cases of a suite.
    pub(crate) run: &'a dyn Fn(&str, &Suite) -> Result<Ran>,
}

/// Runs the command; the answer is the exit status.
///
/// # Errors
/// Outside a checkout, when files cannot be read or written, and when a generator or a run fails.
pub(crate) fn command(args: &Args, tools: &Tools<'_>) -> Result<u8> {
    let root = checkout::find()?;
    if args.check {
        return check(&root, tools.play);
    }
    if args.write {
        return write(&root, tools.play);
    }
    if let Some(implementation) = &args.agree {
        return confirm(&root, implementation, tools);
    }
    io::stdout().write_all(summary(&checkout::load(&root)?).as_bytes())?;
    Ok(0)
}

fn check(root: &Path, play: &dyn Play) -> Result<u8> {
    let tree = checkout::load(root)?;
    if problem::report(problems(&tree, play)?) {
        io::stdout().write_all(summary(&tree).as_bytes())?;
        return Ok(0);
    }
    Ok(1)
}

/// Everything that `--check` finds.
fn problems(tree: &Tree, play: &dyn Play) -> Result<Vec<Problem>> {
    let mut problems = tree.problems.clone();
    problems.extend(lint::lint(tree));
    problems.extend(lock::check(tree, &read_or_empty(&tree.root.join(lock::FILE))?));
    problems.extend(agree::check(tree));
    match generate::files(tree, play) {
        Ok(files) => {
            problems.extend(generate::strays(tree, &files));
            problems.extend(outdated(&tree.root, &files)?);
        }
        Err(why) => {
            let mend = "mend the generator";
            problems.push(Problem::new(
                Path::new("conformance/src/vectors/generate"),
                format!("{why:#}"),
                mend,
            ));
        }
    }
    let mut pages = BTreeMap::new();
    for (file, page) in blocks::pages(tree)? {
        problems.extend(page.problems);
        pages.insert(file, page.text);
    }
    problems.extend(outdated(&tree.root, &pages)?);
    Ok(problems)
}

/// Files that are not what would be written, with the first line that differs.
fn outdated(root: &Path, files: &BTreeMap<PathBuf, String>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for (file, wanted) in files {
        let found = read_or_empty(&root.join(file))?;
        if let Some((line, found, wanted)) = first_difference(&found, wanted) {
            let what = format!("it is not what would be written: `{found}` instead of `{wanted}`");
            problems.push(Problem::new(file, what, "run `taut vectors --write`").line(line));
        }
    }
    Ok(problems)
}

fn write(root: &Path, play: &dyn Play) -> Result<u8> {
    let tree = checkout::load(root)?;
    let files = generate::files(&tree, play)?;
    let unreadable: Vec<Problem> =
        tree.problems.iter().filter(|problem| !files.contains_key(&problem.file)).cloned().collect();
    if !problem::report(unreadable) {
        return Ok(1);
    }
    for (file, text) in &files {
        write_changed(root, file, text)?;
    }
    let tree = checkout::load(root)?;
    let lock = lock::extend(&tree, &read_or_empty(&root.join(lock::FILE))?);
    write_changed(root, Path::new(lock::FILE), &lock)?;
    let mut problems = Vec::new();
    for (file, page) in blocks::pages(&tree)? {
        write_changed(root, &file, &page.text)?;
        problems.extend(page.problems);
    }
    Ok(u8::from(!problem::report(problems)))
}

fn confirm(root: &Path, implementation: &str, tools: &Tools<'_>) -> Result<u8> {
    let tree = checkout::load(root)?;
    ensure!(tree.problems.is_empty(), "the checkout cannot be read; run `taut vectors --check`");
    let suite = Suite::from_dir(&root.join("vectors"), &[])?;
    let ran = (tools.run)(implementation, &suite)?;
    let count = agree::agree(&tree, implementation, &ran.hello, &ran.results)?;
    writeln!(io::stdout(), "{implementation} agrees with {count} of {} cases", tree.cases().count())?;
    Ok(0)
}

/// One line a protocol.
fn summary(tree: &Tree) -> String {
    let mut text = Vec::new();
    for protocol in &tree.protocols {
        let count = |kind| protocol.cases.iter().filter(|located| located.case.source.kind == kind).count();
        text.push(format!(
            "{}: {} cases, {} upstream, {} edited, {} generated\n",
            protocol.protocol.protocol,
            protocol.cases.len(),
            count(SourceKind::Upstream),
            count(SourceKind::EditedUpstream),
            count(SourceKind::Generated)
        ));
    }
    text.concat()
}

fn write_changed(root: &Path, file: &Path, text: &str) -> Result<()> {
    let path = root.join(file);
    if read_or_empty(&path)? != text {
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        writeln!(io::stdout(), "wrote {}", file.display())?;
    }
    Ok(())
}

fn read_or_empty(path: &Path) -> Result<String> {
    if path.is_file() { checkout::text(path) } else { Ok(String::new()) }
}

/// Line number, counted from 1, and both lines, shortened.
fn first_difference(found: &str, wanted: &str) -> Option<(usize, String, String)> {
    if found == wanted {
        return None;
    }
    let mut left = found.split('\n');
    let mut right = wanted.split('\n');
    (1..)
        .zip(std::iter::from_fn(|| Some((left.next(), right.next()))))
        .find(|(_, (l, r))| l != r)
        .map(|(line, (found, wanted))| (line, shortened(found), shortened(wanted)))
}

fn shortened(line: Option<&str>) -> String {
    const SHOWN: usize = 80;
    let Some(line) = line.map(str::trim) else { return "end of file".to_owned() };
    let start: String = line.chars().take(SHOWN).collect();
    if start.len() < line.len() { start + ".." } else { start }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::outcome::{Answered, Members};
    use generate::Played;

    struct Nobody;

    impl Play for Nobody {
        fn play(&self, op: &str, _: &Members, _: &Members, _: Option<i64>) -> Played {
            Played { outcome: Answered::Error(op.to_owned()), intermediate: Members::new() }
        }
    }

    /// A checkout with one capture and one edited case.
    fn checkout() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: String| fs::write(dir.path().join(name), text).unwrap();
        for folder in ["vectors/pebble", "spec"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        put("vectors/Cargo.toml", String::new());
        put("vectors/pebble/operations.json", serde_json::to_string(&fixture::protocol()).unwrap());
        let blocks = "\n## C Rule index\n\n<!-- generated: rule-index -->\n<!-- /generated -->\n";
        put("spec/pebble.md", format!("{}{blocks}", fixture::CHAPTER));
        for (name, case) in [("upstream", fixture::plain()), ("open", fixture::short())] {
            let file = json!({"$schema": "x", "protocol": "pebble", "about": "x", "cases": [case]});
            put(&format!("vectors/pebble/{name}.json"), format!("{file:#}\n"));
        }
        dir
    }

    fn found(root: &Path) -> String {
        let tree = checkout::load(root).unwrap();
        problem::listed(&problems(&tree, &Nobody).unwrap())
    }

    #[test]
    fn write_agree_and_check_close_the_circle() {
        let dir = checkout();
        let before = found(dir.path());
        assert!(before.contains("pebble/open/plain: not in vectors/LOCK"), "{before}");
        assert!(before.contains("pebble/open/short: nobody but the reference"), "{before}");
        assert!(
            before.contains(
                "spec/pebble.md:31: it is not what would be written: `<!-- /generated -->` instead of ``"
            ),
            "{before}"
        );
        assert_eq!(write(dir.path(), &Nobody).unwrap(), 0);

        let run = |_: &str, suite: &Suite| {
            let result =
                |id: &str| json!({"id": id, "protocol": "pebble", "verdict": "as-expected", "micros": 1});
            let results = suite.cases().map(|case| serde_json::from_value(result(&case.id)).unwrap());
            let hello =
                HelloInfo { codes: "exact".to_owned(), draws: "inject".to_owned(), ..HelloInfo::default() };
            Ok(Ran { hello, results: results.collect() })
        };
        assert_eq!(confirm(dir.path(), "port", &Tools { play: &Nobody, run: &run }).unwrap(), 0);
        assert_eq!(found(dir.path()), "");
        assert_eq!(check(dir.path(), &Nobody).unwrap(), 0);
    }

    #[test]
    fn an_edited_capture_is_caught() {
        let dir = checkout();
        write(dir.path(), &Nobody).unwrap();
        let path = dir.path().join("vectors/pebble/upstream.json");
        fs::write(&path, fs::read_to_string(&path).unwrap().replace("000161", "000162")).unwrap();
        assert!(found(dir.path()).contains("upstream captures are never edited"));
        assert_eq!(check(dir.path(), &Nobody).unwrap(), 1);
        write(dir.path(), &Nobody).unwrap();
        assert!(found(dir.path()).contains("upstream captures are never edited"));
    }

    #[test]
    fn nothing_is_written_over_what_cannot_be_read() {
        let dir = checkout();
        fs::write(dir.path().join("vectors/pebble/open.json"), "{").unwrap();
        assert_eq!(write(dir.path(), &Nobody).unwrap(), 1);
        assert!(!dir.path().join("vectors/LOCK").exists());
    }

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\n c\n"), Some((2, "b".to_owned(), "c".to_owned())));
        assert_eq!(first_difference("a", "a\nb"), Some((2, "end of file".to_owned(), "b".to_owned())));
        let long = "x".repeat(100);
        assert_eq!(first_difference("", &long).unwrap().2, format!("{}..", "x".repeat(80)));
    }

    #[test]
    fn the_summary_counts_by_source() {
        let tree = fixture::tree(&[fixture::plain(), fixture::short()]);
        assert_eq!(summary(&tree), "pebble: 2 cases, 1 upstream, 1 edited, 0 generated\n");
    }
}
