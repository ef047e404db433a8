//! `operations.json` itself: names, types, and that what it refers to exists.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::value::Kind;
use crate::model::operation::{Member, Operation};
use crate::vectors::checkout::ProtocolTree;
use crate::vectors::problem::Problem;

pub(super) fn lint(tree: &ProtocolTree) -> Vec<Problem> {
    let mut report = Report { file: tree.folder.join("operations.json"), problems: Vec::new() };
    let protocol = &tree.protocol;
    report.unique("codes", protocol.codes.iter().map(|code| code.code.as_str()));
    report.unique("choices", protocol.choices.iter().map(|choice| choice.name.as_str()));
    report.unique("features", protocol.features.iter().map(|feature| feature.name.as_str()));
    report.unique("operations", protocol.operations.iter().map(|operation| operation.name.as_str()));
    for choice in &protocol.choices {
        report.unique(&choice.name, choice.answers.iter().map(String::as_str));
        if choice.answers.len() < 2 {
            report.push(&choice.name, "a choice has two answers or more", "list them, the strict one first");
        }
        if choice.seen_in.is_empty() {
            report.push(&choice.name, "`seen_in` is empty", "name the release that gives the other answer");
        }
    }
    for operation in &protocol.operations {
        lint_operation(&mut report, tree, operation);
    }
    report.problems
}

fn lint_operation(report: &mut Report, tree: &ProtocolTree, operation: &Operation) {
    let name = &operation.name;
    let protocol = &tree.protocol;
    if !name.strip_prefix(protocol.protocol.as_str()).is_some_and(|rest| rest.starts_with('.')) {
        report.push(name, "the name is of another protocol", "begin it with the protocol and a dot");
    }
    if !tree.chapter.sections.contains(&operation.spec) {
        let what = format!("{} has no section {}", tree.chapter_file.display(), operation.spec);
        report.push(name, what, "mend `spec`");
    }
    for members in [&operation.input, &operation.out, &operation.intermediate] {
        report.unique(name, members.iter().map(|member| member.name.as_str()));
        for member in members {
            lint_member(report, name, member);
        }
    }
    if let Some(what) = super::live::events(operation) {
        report.push(name, what, "mend it, or give it another name");
    }
    for draw in &operation.draws {
        if let Some(input) = &draw.unless
            && !operation.input.iter().any(|member| member.name == *input && member.optional)
        {
            let what = format!("draw `{}`: there is no optional input `{input}`", draw.name);
            report.push(name, what, "mend `unless`");
        }
    }
    let outputs: Vec<&str> = operation.out.iter().map(|member| member.name.as_str()).collect();
    report.known(name, "output", &operation.random_outputs, &outputs);
    let choices: Vec<&str> = protocol.choices.iter().map(|choice| choice.name.as_str()).collect();
    report.known(name, "choice", &operation.choices, &choices);
    let features: Vec<&str> = protocol.features.iter().map(|feature| feature.name.as_str()).collect();
    report.known(name, "feature", &operation.features, &features);
}

fn lint_member(report: &mut Report, operation: &str, member: &Member) {
    let kind = Kind::parse(&member.kind);
    if kind.is_none() {
        let what = format!("`{}`: `{}` is none of the types", member.name, member.kind);
        report.push(operation, what, "use one of the closed list in spec/cases.md");
    } else if member.size.is_some() && kind != Some(Kind::Bytes) {
        report.push(operation, format!("`{}`: only bytes have a size", member.name), "take it out");
    }
}

struct Report {
    file: PathBuf,
    problems: Vec<Problem>,
}

impl Report {
    fn push(&mut self, subject: &str, what: impl Into<String>, mend: &str) {
        self.problems.push(Problem::new(&self.file, what, mend).subject(subject));
    }

    fn unique<'a>(&mut self, subject: &str, names: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name) {
                self.push(subject, format!("`{name}` stands twice"), "name each once");
            }
        }
    }

    fn known(&mut self, subject: &str, what: &str, named: &[String], known: &[&str]) {
        for name in named.iter().filter(|name| !known.contains(&name.as_str())) {
            self.push(subject, format!("unknown {what} `{name}`"), "declare it, or mend the name");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::fixture;
    use crate::vectors::problem::listed;

    #[track_caller]
    fn caught(old: &str, new: &str, message: &str) {
        let mut tree = fixture::tree(&[]);
        let text = serde_json::to_string(&tree.protocols[0].protocol).unwrap();
        assert!(text.contains(old), "nothing to replace in {text}");
        tree.protocols[0].protocol = serde_json::from_str(&text.replacen(old, new, 1)).unwrap();
        let found = listed(&lint(&tree.protocols[0]));
        assert!(found.contains(message), "`{message}` is not in:\n{found}");
    }

    #[test]
    fn each_broken_declaration_is_caught() {
        caught(r#""name":"pebble.seal""#, r#""name":"brick.seal""#, "the name is of another protocol");
        caught(r#""spec":"5.2""#, r#""spec":"5.9""#, "spec/pebble.md has no section 5.9");
        caught(r#""type":"list<bytes>""#, r#""type":"list""#, "`list` is none of the types");
        caught(r#""type":"enum(strict|naive)""#, r#""type":"text","size":4"#, "only bytes have a size");
        caught(r#""type":"list<value>""#, r#""type":"list<bytes>""#, "an operation `events` is live, takes");
        caught(r#""unless":"seed""#, r#""unless":"sead""#, "there is no optional input `sead`");
        caught(r#""random_outputs":["message"]"#, r#""random_outputs":["text"]"#, "unknown output `text`");
        caught(r#""choices":["length"]"#, r#""choices":["size"]"#, "unknown choice `size`");
        caught(r#""features":["pebble-naive"]"#, r#""features":["x"]"#, "unknown feature `x`");
        caught(r#""code":"bad-key""#, r#""code":"short""#, "codes: `short` stands twice");
        caught(r#"["checked","unchecked"]"#, r#"["checked"]"#, "a choice has two answers or more");
        caught(r#""seen_in":"pebble 1""#, r#""seen_in":"""#, "`seen_in` is empty");
    }
}
