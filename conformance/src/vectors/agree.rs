//! `vectors/<protocol>/agreed.json`: which implementation, other than the reference, agrees with which case.
//!
//! To agree is to give the outcome that the strict `expect` says, with no finding. A case that draws, or reads
//! the clock, is agreed with only by an adapter that takes these as inputs: otherwise its bytes were not compared.
//! An entry holds the hash of what it agreed with; when the case changes, the agreement is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::canonical;
use super::checkout::{Located, ProtocolTree, Tree};
use super::problem::Problem;
use crate::event::{CaseResult, HelloInfo, Verdict};
use crate::model::case::{Case, SourceKind};
use crate::model::outcome::Expect;

const FILE: &str = "agreed.json";

/// Names under which the reference runs; it cannot agree with itself.
const REFERENCE: [&str; 2] = ["reference", "taut-reference"];

/// `agreed.json`
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agreed {
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    cases: BTreeMap<String, Agreement>,
}

/// What is known of one case.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agreement {
    /// Of the case as it was agreed with.
    sha256: String,
    /// Implementation -> how far its codes go: `exact`, `class` or `outcome`.
    by: BTreeMap<String, String>,
}

/// Records what `implementation` agreed with in a run. Entries of others stay while their case is unchanged.
///
/// # Errors
/// When the implementation is the reference, or a file cannot be read or written.
pub(crate) fn agree(
    tree: &Tree,
    implementation: &str,
    hello: &HelloInfo,
    results: &[CaseResult],
) -> Result<usize> {
    if REFERENCE.contains(&implementation) {
        bail!(
            "`{implementation}` is the reference, and the reference never agrees with itself; name another one"
        );
    }
    let agreeing: BTreeSet<&str> = results
        .iter()
        .filter(|result| result.verdict == Verdict::AsExpected && result.findings.is_empty())
        .map(|result| result.id.as_str())
        .collect();
    let mut count = 0;
    for protocol in &tree.protocols {
        let path = tree.root.join(&protocol.folder).join(FILE);
        let old = if path.is_file() { read(&path)? } else { Agreed::default() };
        let new = merge(protocol, old, implementation, hello, &agreeing);
        count += new.cases.values().filter(|agreement| agreement.by.contains_key(implementation)).count();
        let text = serde_json::to_string_pretty(&new)? + "\n";
        // A file that was written, if only with what it held, is built into the program again.
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(count)
}

/// Cases that nobody but the reference agrees with, and entries that mean nothing.
pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for protocol in &tree.protocols {
        let file = protocol.folder.join(FILE);
        let path = tree.root.join(&file);
        let agreed = if path.is_file() {
            read(&path).unwrap_or_else(|why| {
                let mend = "restore it, or delete it and run `taut vectors --agree IMPL`";
                problems.push(Problem::new(&file, format!("{why:#}"), mend));
                Agreed::default()
            })
        } else {
            Agreed::default()
        };
        problems.extend(check_protocol(protocol, &file, &agreed));
    }
    problems
}

fn merge(
    protocol: &ProtocolTree,
    mut old: Agreed,
    implementation: &str,
    hello: &HelloInfo,
    agreeing: &BTreeSet<&str>,
) -> Agreed {
    let mut cases = BTreeMap::new();
    for located in &protocol.cases {
        let case = &located.case;
        let sha256 = canonical::verdict(case);
        let kept = old.cases.remove(&case.id).filter(|agreement| agreement.sha256 == sha256);
        let mut by = kept.map(|agreement| agreement.by).unwrap_or_default();
        by.remove(implementation);
        if agreeing.contains(case.id.as_str()) && was_compared(protocol, case, hello) {
            by.insert(implementation.to_owned(), hello.codes.clone());
        }
        if !by.is_empty() {
            cases.insert(case.id.clone(), Agreement { sha256, by });
        }
    }
    let schema = old.schema.or_else(|| Some("../schema/agreed.schema.json".to_owned()));
    Agreed { schema, cases }
}

/// Whether the bytes of a case can have been compared: its randomness and time must have been given.
fn was_compared(protocol: &ProtocolTree, case: &Case, hello: &HelloInfo) -> bool {
    let steps = case.to_steps().unwrap_or_default();
    let draws = steps.iter().any(|step| !step.draws.is_empty());
    let clock = steps
        .iter()
        .any(|step| protocol.protocol.operation(&step.op).is_some_and(|operation| operation.clock));
    (!draws || hello.draws == "inject") && (!clock || hello.clock == "inject")
}

fn check_protocol(protocol: &ProtocolTree, file: &Path, agreed: &Agreed) -> Vec<Problem> {
    let mut problems = Vec::new();
    for located in &protocol.cases {
        if let Some(what) = disagreement(&located.case, agreed.cases.get(&located.case.id)) {
            problems.push(problem(located, what));
        }
    }
    for id in agreed.cases.keys() {
        if !protocol.cases.iter().any(|located| located.case.id == *id) {
            let mend = "run `taut vectors --agree IMPL`, which drops it";
            problems.push(Problem::new(file, "there is no such case", mend).subject(id.as_str()));
        }
    }
    problems
}

/// Why a case may not be released, if it may not.
fn disagreement(case: &Case, agreement: Option<&Agreement>) -> Option<String> {
    let Some(agreement) = agreement else {
        let needed = case.source.kind != SourceKind::Upstream;
        return needed.then(|| "nobody but the reference is known to agree".to_owned());
    };
    if agreement.sha256 != canonical::verdict(case) {
        return Some("it has changed since it was agreed with".to_owned());
    }
    if let Some(name) = agreement.by.keys().find(|name| REFERENCE.contains(&name.as_str())) {
        return Some(format!("`{name}` is the reference, and the reference never counts"));
    }
    let exact = agreement.by.values().any(|level| level == "exact");
    let needed = case.source.kind != SourceKind::Upstream && expects_code(case);
    (needed && !exact).then(|| "its code is confirmed by nobody who reports codes exactly".to_owned())
}

fn expects_code(case: &Case) -> bool {
    let steps = case.to_steps().unwrap_or_default();
    steps.iter().any(|step| matches!(step.expect, Expect::Reject(_)))
}

fn problem(located: &Located, what: String) -> Problem {
    let mend = "run `taut vectors --agree IMPL` with an independent implementation";
    Problem::new(&located.file, what, mend).line(located.line).subject(located.case.id.as_str())
}

fn read(path: &Path) -> Result<Agreed> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture;
    use super::super::problem::listed;
    use super::*;

    fn case(name: &str, expect: &Value, draws: &Value) -> Value {
        json!({
            "id": format!("pebble/open/{name}"), "about": "x", "rules": ["PB-OPEN-1"],
            "source": {"kind": "generated"}, "op": "pebble.open", "in": {"message": "00"},
            "draws": draws, "expect": expect
        })
    }

    fn tree() -> Tree {
        fixture::tree(&[
            case("accepts", &json!({"accept": {}}), &json!({})),
            case("draws", &json!({"accept": {}}), &json!({"nonce": "00"})),
            case("rejects", &json!({"reject": "short"}), &json!({})),
        ])
    }

    fn hello(codes: &str, draws: &str) -> HelloInfo {
        HelloInfo { codes: codes.to_owned(), draws: draws.to_owned(), ..HelloInfo::default() }
    }

    fn result(id: &str, verdict: &str, findings: &Value) -> CaseResult {
        let result =
            json!({"id": id, "protocol": "pebble", "verdict": verdict, "findings": findings, "micros": 1});
        serde_json::from_value(result).unwrap()
    }

    fn all_as_expected() -> Vec<CaseResult> {
        ["accepts", "draws", "rejects"]
            .map(|name| result(&format!("pebble/open/{name}"), "as-expected", &json!([])))
            .into()
    }

    fn merged(old: Agreed, hello: &HelloInfo, results: &[CaseResult]) -> Agreed {
        let agreeing = results.iter().map(|result| result.id.as_str()).collect();
        merge(&tree().protocols[0], old, "port", hello, &agreeing)
    }

    fn found(agreed: &Agreed) -> String {
        let problems = check_protocol(&tree().protocols[0], Path::new(FILE), agreed);
        listed(&problems)
    }

    #[test]
    fn an_exact_port_agrees_with_everything() {
        let agreed = merged(Agreed::default(), &hello("exact", "inject"), &all_as_expected());
        assert_eq!(agreed.cases.len(), 3);
        assert_eq!(found(&agreed), "");
    }

    #[test]
    fn own_randomness_confirms_no_bytes_and_vague_codes_no_code() {
        let agreed = merged(Agreed::default(), &hello("outcome", "own"), &all_as_expected());
        assert!(!agreed.cases.contains_key("pebble/open/draws"));
        let found = found(&agreed);
        assert!(found.contains("pebble/open/draws: nobody but the reference"), "{found}");
        assert!(found.contains("pebble/open/rejects: its code is confirmed by nobody"), "{found}");
        assert!(!found.contains("pebble/open/accepts"), "{found}");
    }

    #[test]
    fn entries_of_others_stay_until_the_case_changes() {
        let by_other = || BTreeMap::from([("other".to_owned(), "exact".to_owned())]);
        let tree = tree();
        let sha256 = canonical::verdict(&tree.protocols[0].cases[0].case);
        let old = Agreed {
            schema: None,
            cases: BTreeMap::from([
                ("pebble/open/accepts".to_owned(), Agreement { sha256, by: by_other() }),
                ("pebble/open/rejects".to_owned(), Agreement { sha256: "00".to_owned(), by: by_other() }),
                ("pebble/open/gone".to_owned(), Agreement { sha256: "00".to_owned(), by: by_other() }),
            ]),
        };
        let problems = found(&old);
        assert!(problems.contains("pebble/open/rejects: it has changed"), "{problems}");
        assert!(problems.contains("pebble/open/gone: there is no such case"), "{problems}");
        let new = merged(old, &hello("exact", "inject"), &[]);
        assert_eq!(new.cases.keys().collect::<Vec<_>>(), ["pebble/open/accepts"]);
    }

    #[test]
    fn findings_and_differences_are_no_agreement_and_the_reference_never_counts() {
        let dir = tempfile::tempdir().unwrap();
        let mut tree = tree();
        tree.root = dir.path().to_path_buf();
        fs::create_dir_all(dir.path().join("vectors/pebble")).unwrap();
        let finding = json!([{"choice": "length", "answer": "unchecked"}]);
        let results = [
            result("pebble/open/accepts", "as-expected", &json!([])),
            result("pebble/open/draws", "differs", &json!([])),
            result("pebble/open/rejects", "as-expected", &finding),
        ];
        let hello = hello("exact", "inject");
        assert_eq!(agree(&tree, "port", &hello, &results).unwrap(), 1);
        assert_eq!(check(&tree).len(), 2);
        assert!(
            agree(&tree, "reference", &hello, &results).unwrap_err().to_string().contains("never agrees")
        );
    }
}
