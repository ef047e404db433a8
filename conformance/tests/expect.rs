//! Known differences, earlier runs and parts of runs, from outside.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/adapters/python");
/// Right about one operation, or what `HOW` says of one key.
const ADAPTER: &str = r#"
import hashlib, os
from taut_adapter import Accept, Adapter, Reject

how = os.environ["HOW"]
adapter = Adapter(name="small", version="1.2.0")

def identify(call):
    key = call.bytes_of("public_key")
    if len(key) == 33:
        if how == "boom" or how == "two ways":
            raise KeyError("boom")
        if how == "bang":
            raise KeyError("bang")
        if how == "wrong code":
            raise Reject("short")
    if len(key) == 31 and how == "two ways":
        raise KeyError("boom")
    if len(key) != 32:
        raise Reject("bad-key-length")
    return Accept({"id": hashlib.sha256(key).digest()[:16]})

adapter.operation("stringphone.message" if how == "absent" else "stringphone.id")(identify)
adapter.run()
"#;
const CASE: &str = "stringphone/id/33-bytes";
const BOOM: &str = "verdict = \"error\"\nmessage = \"KeyError: 'boom'\"\n";

/// A folder with the adapter, an expectation file and what runs write.
struct Workshop(tempfile::TempDir);

impl Workshop {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("adapter.py"), ADAPTER).expect("the folder can be written");
        Self(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is there")
    }

    /// Writes `known.toml`.
    fn know(&self, text: &str) {
        fs::write(self.path("known.toml"), text).expect("the folder can be written");
    }

    /// Exit status, and all that a command on the adapter says.
    fn on_adapter(&self, how: &str, command: &str) -> (i32, String) {
        let mut taut = Command::new(env!("CARGO_BIN_EXE_taut"));
        taut.args(command.split(' ')).arg("--").args(["python3", "-B", "adapter.py"]);
        taut.current_dir(self.0.path()).env("PYTHONPATH", LIBRARY).env("HOW", how).env("NO_COLOR", "1");
        ended(&mut taut)
    }

    /// Plays the cases of the operation.
    fn run(&self, how: &str, flags: &str) -> (i32, String) {
        self.on_adapter(how, format!("run --case stringphone/id/* {flags}").trim())
    }

    /// Plays them with `known.toml`.
    fn expect(&self, how: &str) -> (i32, String) {
        self.run(how, "--expect known.toml")
    }
}

fn ended(command: &mut Command) -> (i32, String) {
    let Output { status, stdout, stderr } = command.output().expect("taut starts");
    let text = [stdout, stderr].map(|bytes| String::from_utf8(bytes).expect("taut writes UTF-8"));
    (status.code().expect("taut ends by itself"), text.concat())
}

fn entry(case: &str, rest: &str) -> String {
    format!("[[known]]\ncase = \"{case}\"\n{rest}reason = \"D1: nobody checks\"\n\n")
}

#[track_caller]
fn assert_ends((status, text): (i32, String), expected: i32, part: &str) {
    assert_eq!(status, expected, "{text}");
    assert!(text.contains(part), "{text}");
}

#[test]
fn a_known_difference_does_not_fail_the_run() {
    let shop = Workshop::new();
    assert_ends(shop.run("boom", ""), 1, "5 cases, 4 as expected, 1 differ");
    shop.know(&entry(CASE, BOOM));
    let (status, text) = shop.expect("boom");
    assert_eq!(status, 0, "{text}");
    for part in [
        "stringphone: 5 cases, 5 as expected, 0 differ, 0 not offered, 0 findings, 1 known",
        "Known differences\n  D1: nobody checks (1: stringphone/id/33-bytes)",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let flags = "--expect known.toml --json report.json --junit report.xml";
    assert_ends(shop.run("boom", flags), 0, "1 known");
    let report: Value = serde_json::from_str(&shop.read("report.json")).expect("one JSON document");
    assert_eq!(report["end"]["totals"][0]["known"], 1);
    assert_eq!(report["end"]["exit"], 0);
    assert!(shop.read("report.xml").contains("<skipped message=\"D1: nobody checks\" type=\"known\""));
}

#[test]
fn an_entry_that_no_longer_applies_fails_the_run() {
    let shop = Workshop::new();
    shop.know(&entry(CASE, BOOM));
    assert_ends(shop.expect("right"), 1, "entry 1, stringphone/id/33-bytes: the case is as expected now");
    assert_ends(shop.expect("bang"), 1, "differs in a way that is not known: error \"KeyError: 'bang'\"");
    assert_ends(shop.expect("wrong code"), 1, "not known: differs \"reject short\"");
    assert_ends(shop.expect("absent"), 1, "stringphone/id/33-bytes ran before and is not offered now");
    shop.know(&entry("stringphone/id/34-bytes", BOOM));
    assert_ends(shop.expect("right"), 1, "there is no such case");
    shop.know(&entry("stringphone/id/3*", BOOM));
    assert_ends(shop.expect("boom"), 1, "the pattern is too wide: stringphone/id/31-bytes is as expected");
    assert_ends(shop.expect("two ways"), 0, "2 known");
    shop.know("floor = { stringphone = 5 }\n");
    let whole = shop.on_adapter("right", "run --expect known.toml");
    assert_ends(whole, 0, "5 as expected, 0 differ, 263 not offered");
    shop.know("floor = { stringphone = 6 }\n");
    let whole = shop.on_adapter("right", "run --expect known.toml");
    assert_ends(whole, 1, "5 cases of stringphone ran, but the floor is 6");
    assert_ends(shop.expect("right"), 0, "5 as expected");
}

#[test]
fn a_known_symptom_does_not_hide_the_others() {
    let shop = Workshop::new();
    let taut = env!("CARGO_BIN_EXE_taut");
    let run = |flags: &str| {
        let mut run = Command::new(taut);
        run.args(["run", "--case", "stringphone/open/trusted"]).args(flags.split(' '));
        run.args(["--", taut, "reference", "--without", "SP-OPEN-10", "--without", "SP-OPEN-12"]);
        ended(run.current_dir(shop.0.path()).env("NO_COLOR", "1"))
    };
    let symptom = |change: &str| {
        let pin = format!("verdict = \"differs\"\nmessage = \"{change}: accept\"\n");
        entry("stringphone/open/trusted", &pin)
    };
    let known = ["appended", "cut", "flipped"].map(symptom);
    shop.know(&known.concat());
    assert_ends(run("--expect known.toml"), 0, "1 known");
    shop.know(&known[..2].concat());
    assert_ends(run("--expect known.toml"), 1, "not known: differs \"flipped: accept\"");
    shop.know(&(known.concat() + &symptom("genuine after cut")));
    assert_ends(run("--expect known.toml"), 1, "entry 4, stringphone/open/trusted: ");
}

#[test]
fn an_entry_can_expire_be_flaky_or_in_dispute() {
    let shop = Workshop::new();
    shop.know(&entry(CASE, &format!("{BOOM}until = \"2001-01-01\"\n")));
    assert_ends(shop.expect("boom"), 1, "it held until 2001-01-01");
    shop.know(&entry(CASE, &format!("{BOOM}until = \"9999-12-31\"\n")));
    assert_ends(shop.expect("boom"), 0, "1 known");
    shop.know(&entry(CASE, &format!("{BOOM}kind = \"flaky\"\n")));
    assert_ends(shop.expect("boom"), 0, "flaky: D1: nobody checks");
    assert_ends(shop.expect("right"), 0, "5 as expected, 0 differ");
    assert_ends(shop.expect("bang"), 1, "1 differ");
    shop.know(&entry(CASE, "kind = \"disputed\"\nissue = \"issue 7\"\n"));
    for how in ["boom", "bang", "wrong code"] {
        assert_ends(shop.expect(how), 0, "disputed: D1: nobody checks, issue 7 (1: ");
    }
    assert_ends(shop.expect("right"), 0, "5 as expected");
    shop.know(&entry(CASE, &format!("{BOOM}when = {{ version = \"1.2.*\" }}\n")));
    assert_ends(shop.expect("boom"), 0, "1 known");
    shop.know(&entry(CASE, &format!("{BOOM}when = {{ version = \"1.3.*\" }}\n")));
    assert_ends(shop.expect("boom"), 1, "1 differ");
    assert_ends(shop.expect("right"), 0, "5 as expected");
}

#[test]
fn what_is_wrong_with_the_file_is_said_before_anything_runs() {
    let shop = Workshop::new();
    for (text, part) in [
        (entry(CASE, BOOM).replace("D1: nobody checks", ""), "`reason` is empty"),
        (entry("stringphone/*/a", BOOM), "too wide"),
        (entry(CASE, "verdict = \"worse\"\nmessage = \"\"\n"), "unknown variant `worse`"),
        ("known = 7".to_owned(), "known.toml: "),
    ] {
        shop.know(&text);
        assert_ends(shop.expect("boom"), 2, part);
    }
    assert_ends(shop.run("boom", "--expect none.toml"), 2, "cannot read none.toml");
}

#[test]
fn update_writes_what_is_so_and_keeps_reasons() {
    let shop = Workshop::new();
    let update = |how: &str, flags: &str| {
        shop.on_adapter(how, &format!("expect --case stringphone/id/* --expect known.toml{flags}"))
    };
    shop.know(&format!("# All of them.\n\n# Since 1.0.\n{}", entry(CASE, BOOM)));
    let before = shop.read("known.toml");
    assert_ends(update("boom", " --update"), 0, "known.toml: 0 changes");
    assert_eq!(shop.read("known.toml"), before);

    assert_ends(update("two ways", ""), 1, "new     stringphone/id/31-bytes: error \"KeyError: 'boom'\"");
    assert_eq!(shop.read("known.toml"), before, "without --update nothing is written");
    assert_ends(update("two ways", " --update"), 0, "known.toml: 1 changes written");
    let after = shop.read("known.toml");
    assert!(after.starts_with(before.trim_end()), "{after}");
    assert!(after.contains("case = \"stringphone/id/31-bytes\""), "{after}");
    assert_ends(shop.expect("two ways"), 2, "`reason` is empty");
    shop.know(&after.replace("reason = \"\"", "reason = \"D2\""));
    assert_ends(shop.expect("two ways"), 0, "2 known");

    assert_ends(update("right", " --update"), 0, "removed stringphone/id/31-bytes; its reason was: D2");
    assert_eq!(shop.read("known.toml"), "# All of them.\n");
    // Nothing there yet, and a whole run: a floor, too.
    fs::remove_file(shop.path("known.toml")).expect("the file can be removed");
    let whole = shop.on_adapter("boom", "expect --update --expect known.toml");
    assert_ends(whole, 0, "floor   stringphone: 5");
    assert!(shop.read("known.toml").contains("floor = { stringphone = 5 }"), "{}", shop.read("known.toml"));
}

#[test]
fn a_known_implementation_has_its_own_file() {
    let shop = Workshop::new();
    let registry = "[mine]\nabout = \"mine\"\nprotocols = [\"stringphone\"]\nfiles = \".\"\n\
                    run = [\"python3\", \"-B\", \"adapter.py\"]\n";
    fs::write(shop.path("registry.toml"), registry).expect("the folder can be written");
    let mine = |command: &str| {
        let mut taut = Command::new(env!("CARGO_BIN_EXE_taut"));
        taut.args(command.split(' ')).args(["--implementations", "registry.toml", "--impl", "mine"]);
        taut.current_dir(shop.0.path()).env("PYTHONPATH", LIBRARY).env("HOW", "boom");
        ended(&mut taut)
    };
    assert_ends(mine("run --case stringphone/id/*"), 1, "1 differ");
    assert_ends(mine("expect --update --case stringphone/id/*"), 0, "new     stringphone/id/33-bytes");
    assert_ends(mine("run --case stringphone/id/*"), 2, "expected/mine.toml: entry 1: ");
    let file = shop.path("expected").join("mine.toml");
    let text = fs::read_to_string(&file).expect("the file was written");
    fs::write(&file, text.replace("reason = \"\"", "reason = \"D1\"")).expect("the file can be written");
    assert_ends(mine("run --case stringphone/id/*"), 0, "1 known");
    assert_ends(mine("run --case stringphone/id/* --fail-fast"), 1, "1 differ");
}

#[test]
fn a_baseline_fails_what_is_worse_alone() {
    let shop = Workshop::new();
    assert_ends(shop.run("boom", "--json old.json --events old.jsonl"), 1, "1 differ");
    for old in ["old.json", "old.jsonl"] {
        let against = |how| shop.run(how, &format!("--baseline {old}"));
        assert_ends(against("boom"), 0, "0 newly failing, 0 newly passing, 0 new, 0 gone");
        assert_ends(against("right"), 0, "newly passing stringphone/id/33-bytes");
        assert_ends(against("bang"), 1, "newly failing stringphone/id/33-bytes");
        assert_ends(against("two ways"), 1, "newly failing stringphone/id/31-bytes");
        assert_ends(against("absent"), 1, "5 newly failing");
    }
    fs::write(shop.path("other"), "[]").expect("the folder can be written");
    assert_ends(shop.run("boom", "--baseline other"), 2, "is no report of `taut run --json` or `--events`");
}

/// The IDs of a part of the cases.
fn part(partition: &str, more: &[&str]) -> Vec<String> {
    let mut taut = Command::new(env!("CARGO_BIN_EXE_taut"));
    let output = taut.args(["list", "--partition", partition]).args(more).output().expect("taut starts");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("taut writes UTF-8");
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn parts_are_disjoint_complete_and_stable() {
    let all = part("slice:1/1", &[]);
    assert!(all.len() > 200, "{}", all.len());
    for way in ["hash", "slice"] {
        let parts: Vec<Vec<String>> = (1..=3).map(|number| part(&format!("{way}:{number}/3"), &[])).collect();
        assert!(parts.iter().all(|part| part.len() > all.len() / 6), "{way}");
        let mut together = parts.concat();
        together.sort();
        let mut sorted = all.clone();
        sorted.sort();
        assert_eq!(together, sorted, "{way}");
        assert_eq!(part(&format!("{way}:2/3"), &[]), parts[1], "{way}");
    }
    // By hash a case keeps its part, whatever else is selected.
    let narrow = part("hash:2/3", &["--case", "stringphone/open/*"]);
    let wide = part("hash:2/3", &[]);
    let expected: Vec<String> = wide.into_iter().filter(|id| id.starts_with("stringphone/open/")).collect();
    assert_eq!(narrow, expected);
}

#[test]
fn a_part_may_be_empty_and_leaves_the_floor_alone() {
    let shop = Workshop::new();
    shop.know("floor = { stringphone = 5 }\n");
    let mut played = 0;
    for number in 1..=8 {
        let flags = format!("run --case stringphone/id/* --partition slice:{number}/8 --expect known.toml");
        let (status, text) = shop.on_adapter("right", &flags);
        assert_eq!(status, 0, "{text}");
        played += usize::from(text.contains("stringphone: 1 cases, 1 as expected"));
    }
    assert_eq!(played, 5);
}
