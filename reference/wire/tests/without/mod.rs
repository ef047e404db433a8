//! A test of a crate with each of its rules switched off, and with all of them.
//!
//! A process switches rules off once, so that each rule gets a process of its own: the test again, with the rule
//! in its environment.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

const WITHOUT: &str = "TAUT_TEST_WITHOUT";

/// The body of the test with this name: plays without each rule that the crate checks. More than `least` there must be.
pub(crate) fn each_rule(test: &str, least: usize, play: fn()) {
    if let Ok(without) = env::var(WITHOUT) {
        let rules: Vec<String> = without.split(' ').map(str::to_owned).collect();
        taut_wire::fault::switch_off(&rules).expect("this process switches off once");
        return play();
    }
    let mut rules = BTreeSet::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut rules);
    assert!(rules.len() > least, "found only {rules:?}");
    let all = rules.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    for without in rules.iter().chain([&all]) {
        let output = Command::new(env::current_exe().expect("a test has a path"))
            .args(["--exact", test])
            .env(WITHOUT, without)
            .output()
            .expect("the test starts again");
        assert!(output.status.success(), "without {without}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

/// Every rule that a check or a fault names.
fn collect(folder: &Path, rules: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            collect(&path, rules);
            continue;
        }
        let source = fs::read_to_string(path).expect("a source can be read");
        for check in ["require!(", "require_ok!(", "fault!("] {
            rules.extend(source.split(check).skip(1).map(|rest| {
                let name = rest.trim_start().chars();
                name.take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
            }));
        }
    }
}
