//! What `taut trace --check` demands; the words are those of the command's help.

use super::Row;
use super::citation::{Citation, Form};
use crate::model::case::{Case, Step};
use crate::model::outcome::Expect;
use crate::spec::{Rule, Subject};
use crate::vectors::checkout::{ProtocolTree, Tree};
use crate::vectors::problem::Problem;

pub(super) fn check(tree: &Tree, citations: &[Citation], rows: &[Row<'_>]) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        citations.iter().filter_map(|citation| unknown_in_code(tree, citation)).collect();
    problems.extend(unknown_in_cases(tree));
    problems.extend(unknown_cases(tree));
    for row in rows.iter().filter(|row| !row.rule.withdrawn) {
        for (what, mend) in in_code(row).into_iter().chain(in_cases(row)) {
            let problem = Problem::new(&row.protocol.chapter_file, what, mend);
            problems.push(problem.line(row.rule.line).subject(row.rule.id.as_str()));
        }
    }
    problems
}

fn unknown_in_code(tree: &Tree, citation: &Citation) -> Option<Problem> {
    let what = unknown(tree, &citation.rule)?;
    let problem = Problem::new(&citation.file, what, "mend the citation");
    Some(problem.line(citation.line).subject(citation.rule.as_str()))
}

fn unknown_in_cases(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for located in tree.cases() {
        for rule in &located.case.rules {
            if let Some(what) = unknown(tree, rule) {
                let problem = Problem::new(&located.file, format!("{rule}: {what}"), "mend the citation");
                problems.push(problem.line(located.line).subject(located.case.id.as_str()));
            }
        }
    }
    problems
}

fn unknown(tree: &Tree, id: &str) -> Option<&'static str> {
    match tree.protocols.iter().find_map(|protocol| protocol.chapter.rule(id)) {
        None => Some("there is no such rule"),
        Some(rule) if rule.withdrawn => Some("the rule is withdrawn"),
        Some(_) => None,
    }
}

/// Cases that a chapter names in back-ticks must exist.
fn unknown_cases(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for protocol in &tree.protocols {
        let start = format!("{}/", protocol.protocol.protocol);
        for line in &protocol.chapter.prose {
            for name in crate::spec::quoted(&line.text).filter(|name| name.starts_with(&start)) {
                if tree.case(name).is_none() {
                    let mend = "write the case, or mend the ID";
                    let problem = Problem::new(&protocol.chapter_file, "there is no such case", mend);
                    problems.push(problem.line(line.number).subject(name));
                }
            }
        }
    }
    problems
}

type Finding = (&'static str, &'static str);

fn in_code(row: &Row<'_>) -> Option<Finding> {
    let rule = row.rule;
    let checked = row.code.iter().any(|citation| citation.form == Form::Require);
    if rule.subject == Subject::Limit {
        None
    } else if rule.subject == Subject::Reader && rule.names_outcome() && !checked {
        Some(("no check in reference/ cites it", "write the check with require! or require_ok!"))
    } else if row.code.is_empty() {
        Some(("no code in reference/ cites it", "name it in a comment where it is kept"))
    } else {
        None
    }
}

fn in_cases(row: &Row<'_>) -> Vec<Finding> {
    let rule = row.rule;
    if row.cases.is_empty() {
        return vec![("no case cites it", "write a case that shows it")];
    }
    let cited: Vec<Vec<Step>> = row.cases.iter().map(|located| steps(&located.case)).collect();
    let accepted = cited.iter().flatten().any(|step| matches!(step.expect, Expect::Accept(_)));
    if rule.subject == Subject::Limit {
        let shown = row.cases.iter().any(|located| {
            located.case.bug.is_some()
                && steps(&located.case).iter().any(|step| matches!(step.expect, Expect::Accept(_)))
        });
        let finding = ("no case shows the limit", "write one that is accepted and names its `bug`");
        return if shown { Vec::new() } else { vec![finding] };
    }
    if !rule.names_outcome() {
        let positive = rule.subject != Subject::Writer || accepted;
        let finding = ("no case that cites it is accepted", "write a positive case");
        return if positive { Vec::new() } else { vec![finding] };
    }
    floor(rule, row.protocol, &cited)
}

/// A case where the condition of the rule holds, and one of the same operation where it does not.
fn floor(rule: &Rule, protocol: &ProtocolTree, cited: &[Vec<Step>]) -> Vec<Finding> {
    let shown: Vec<&str> =
        cited.iter().flatten().filter(|step| has_outcome(rule, step)).map(|step| step.op.as_str()).collect();
    if shown.is_empty() {
        return vec![("no case that cites it expects its outcome", "write a negative case")];
    }
    let otherwise = protocol
        .cases
        .iter()
        .flat_map(|located| steps(&located.case))
        .any(|step| shown.contains(&step.op.as_str()) && !has_outcome(rule, &step));
    let finding = ("no case of its operation ends otherwise", "write a positive case of the operation");
    if otherwise { Vec::new() } else { vec![finding] }
}

fn has_outcome(rule: &Rule, step: &Step) -> bool {
    match &step.expect {
        Expect::Accept(_) => false,
        Expect::Ignore(_) => rule.ignores,
        Expect::Reject(codes) => codes.as_slice().iter().any(|code| rule.codes.contains(code)),
    }
}

/// The steps of a case that can be read as one; the linter of cases reports the others.
fn steps(case: &Case) -> Vec<Step> {
    case.to_steps().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{citation, rows};
    use super::*;
    use crate::vectors::fixture;
    use crate::vectors::problem::listed;

    const CODE: &str =
        "require!(PB_OPEN_1, x, y);\nrequire_ok!(PB_OPEN_2, x);\n// PB-SEAL-1\nrequire!(PB_SEAL_2, x);\n";

    fn misuse() -> Value {
        json!({
            "id": "pebble/seal/key-1", "about": "x", "rules": ["PB-SEAL-2"], "source": {"kind": "generated"},
            "op": "pebble.seal", "in": {"key": "01", "plaintext": "61"}, "expect": {"reject": "bad-key"}
        })
    }

    fn own() -> Value {
        json!({
            "id": "pebble/open/own", "about": "x", "rules": ["PB-OPEN-2"], "source": {"kind": "generated"},
            "op": "pebble.open", "in": {"message": "01"}, "expect": {"ignore": {}}
        })
    }

    fn good() -> Vec<Value> {
        vec![fixture::plain(), fixture::short(), fixture::seal(), fixture::scenario(), misuse(), own()]
    }

    fn found(code: &str, cases: &[Value], spec: &str) -> String {
        let mut tree = fixture::tree(cases);
        tree.protocols[0].chapter = crate::spec::parse(spec);
        let citations = citation::in_text("reference/pebble/src/a.rs".as_ref(), code, &["PB"]);
        let problems = check(&tree, &citations, &rows(&tree, &citations));
        listed(&problems)
    }

    #[track_caller]
    fn caught(code: &str, cases: &[Value], message: &str) {
        let found = found(code, cases, fixture::CHAPTER);
        assert!(found.contains(message), "`{message}` is not in:\n{found}");
    }

    fn without(id: &str) -> Vec<Value> {
        good().into_iter().filter(|case| case["id"] != id).collect()
    }

    #[test]
    fn a_complete_checkout_is_clean() {
        assert_eq!(found(CODE, &good(), fixture::CHAPTER), "");
    }

    #[test]
    fn missing_and_wrong_code_is_caught() {
        caught(
            &CODE.replace("// PB-SEAL-1", ""),
            &good(),
            "spec/pebble.md:13: PB-SEAL-1: no code in reference/",
        );
        caught(&CODE.replace("// PB", "//! PB"), &good(), "PB-SEAL-1: no code in reference/");
        let comment = CODE.replace("require!(PB_OPEN_1, x, y);", "// PB-OPEN-1");
        caught(&comment, &good(), "PB-OPEN-1: no check in reference/ cites it");
        caught(&CODE.replace("PB-SEAL-1", "PB-SEAL-9"), &good(), "a.rs:3: PB-SEAL-9: there is no such rule");
        caught(&CODE.replace("PB-SEAL-1", "PB-OPEN-3"), &good(), "PB-OPEN-3: the rule is withdrawn");
    }

    #[test]
    fn missing_cases_are_caught() {
        caught(CODE, &without("pebble/open/own"), "PB-OPEN-2: no case cites it");
        caught(CODE, &without("pebble/seal/plain"), "PB-SEAL-1: no case cites it");
        caught(CODE, &without("pebble/seal/plain"), "PB-SEAL-2: no case of its operation ends otherwise");
        caught(CODE, &without("pebble/session/cut"), "PB-LIMIT-1: no case cites it");
        let accepted = good().into_iter().map(|mut case| {
            if case["id"] == "pebble/open/own" {
                case["expect"] = json!({"accept": {}});
            }
            case
        });
        caught(CODE, &accepted.collect::<Vec<_>>(), "PB-OPEN-2: no case that cites it expects its outcome");
        let refused = good().into_iter().map(|mut case| {
            if case["id"] == "pebble/seal/plain" {
                case["expect"] = json!({"reject": "short"});
            }
            case
        });
        caught(CODE, &refused.collect::<Vec<_>>(), "PB-SEAL-1: no case that cites it is accepted");
        let harmless = good().into_iter().map(|mut case| {
            case.as_object_mut().unwrap().remove("bug");
            case
        });
        caught(CODE, &harmless.collect::<Vec<_>>(), "PB-LIMIT-1: no case shows the limit");
    }

    #[test]
    fn unknown_citations_are_caught() {
        let mut cases = good();
        cases[0]["rules"] = json!(["PB-OPEN-9"]);
        caught(
            CODE,
            &cases,
            "vectors/pebble/open.json:1: pebble/open/plain: PB-OPEN-9: there is no such rule",
        );
        let spec = fixture::CHAPTER.replace("can be replayed", "can be replayed: `pebble/attack/replay`");
        let found = found(CODE, &good(), &spec);
        assert!(found.contains("pebble/attack/replay: there is no such case"), "{found}");
    }
}
