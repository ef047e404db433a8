//! `taut vectors` and `taut trace` as a person meets them: in a checkout, in a damaged one, and outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn taut(dir: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taut")).args(words).current_dir(dir).output().expect("taut starts")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A copy of this checkout, without what is built.
fn checkout() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["vectors", "spec", "reference"] {
        copy(&root.join(folder), &dir.path().join(folder));
    }
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn replace(file: &PathBuf, old: &str, new: &str) {
    let text = fs::read_to_string(file).expect("a text");
    assert!(text.contains(old), "{} has no `{old}`", file.display());
    fs::write(file, text.replacen(old, new, 1)).expect("a written file");
}

#[test]
fn outside_a_checkout_both_say_so() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for words in [["vectors", "--check"], ["trace", "--check"]] {
        let output = taut(dir.path(), &words);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(errors(&output).contains("is not in a checkout of Taut"), "{output:?}");
    }
}

#[test]
fn what_is_written_twice_is_the_same() {
    let dir = checkout();
    assert_eq!(taut(dir.path(), &["vectors", "--write"]).status.code(), Some(0));
    let again = taut(dir.path(), &["vectors", "--write"]);
    assert_eq!((again.status.code(), again.stdout.as_slice()), (Some(0), b"".as_slice()), "{again:?}");
}

#[test]
fn an_edited_capture_is_named_with_its_line() {
    let dir = checkout();
    let file = dir.path().join("vectors/stringphone/upstream.json");
    replace(&file, "\"sample 24\"", "\"sample 25\"");
    let output = taut(dir.path(), &["vectors", "--check"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let found = errors(&output);
    let line =
        found.lines().find(|line| line.contains("upstream captures are never edited")).expect("a line");
    assert!(line.starts_with("vectors/stringphone/upstream.json:"), "{line}");
}

#[test]
fn an_unknown_rule_and_a_broken_one_are_named() {
    let dir = checkout();
    let unknown = taut(dir.path(), &["trace", "SP-OPEN-999"]);
    assert_eq!(unknown.status.code(), Some(2), "{unknown:?}");
    replace(
        &dir.path().join("spec/stringphone.md"),
        "- **SP-OPEN-2** A reader MUST",
        "- **SP-OPEN-2** A reader SHOULD",
    );
    let output = taut(dir.path(), &["trace", "--check"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(errors(&output).contains("SP-OPEN-2: it says MUST 0 times"), "{output:?}");
}
