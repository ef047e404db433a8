//! `taut trace`: from a rule to the code that keeps it and the cases that show it. Needs the checkout.

mod check;
pub(crate) mod citation;

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::{Result, anyhow};
use citation::{Citation, Form};
use serde_json::{Value, json};

use crate::spec::{self, Rule};
use crate::vectors::checkout::{self, Located, ProtocolTree, Tree};
use crate::vectors::problem;

/// Show which code and which cases stand behind each rule (needs the checkout)
///
/// `--check` finds what is missing. Each rule that is neither withdrawn nor a limit is cited in `reference/`: a
/// reader rule that names an outcome by `require!` or `require_ok!`, any other rule also by a comment. The table
/// at the head of a module (`//!`) does not count. Each rule has a case. A rule that names an outcome has a case
/// that cites it and expects that outcome, and a case of the same operation that ends otherwise. A writer
/// rule has a case that is accepted. A limit has a case that is accepted and names its `bug`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  taut trace              rule -> code -> cases
  taut trace SP-OPEN-2    one rule in full
  taut trace --check      fail for a rule without code or cases")]
pub(crate) struct Args {
    /// Show this rule in full, such as SP-OPEN-2
    rule: Option<String>,
    /// Report every rule without code or cases, and every citation of a rule that does not exist
    #[arg(long, conflicts_with_all = ["rule", "json"])]
    check: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One rule with all that cites it.
struct Row<'a> {
    protocol: &'a ProtocolTree,
    rule: &'a Rule,
    code: Vec<&'a Citation>,
    cases: Vec<&'a Located>,
}

/// Runs the command; the answer is the exit status.
///
/// # Errors
/// Outside a checkout, for an unknown rule, and when files cannot be read.
pub(crate) fn command(args: &Args) -> Result<u8> {
    let tree = checkout::load(&checkout::find()?)?;
    let citations = citation::scan(&tree)?;
    let rows = rows(&tree, &citations);
    if args.check {
        return run_check(&tree, &citations, &rows);
    }
    let selected: Vec<&Row<'_>> = match &args.rule {
        None => rows.iter().collect(),
        Some(id) => vec![
            rows.iter()
                .find(|row| row.rule.id == *id)
                .ok_or_else(|| anyhow!("there is no rule {id}; `taut trace` without it lists all rules"))?,
        ],
    };
    let text = if args.json {
        let list: Vec<Value> = selected.iter().map(|row| row.to_json()).collect();
        serde_json::to_string_pretty(&list)? + "\n"
    } else if args.rule.is_some() {
        selected.iter().map(|row| row.in_full()).collect()
    } else {
        table(&selected)
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(0)
}

fn run_check(tree: &Tree, citations: &[Citation], rows: &[Row<'_>]) -> Result<u8> {
    let mut problems = tree.problems.clone();
    for protocol in &tree.protocols {
        problems.extend(spec::lint(&protocol.chapter, &protocol.protocol, &protocol.chapter_file));
    }
    problems.extend(check::check(tree, citations, rows));
    if !problem::report(problems) {
        return Ok(1);
    }
    let live = rows.iter().filter(|row| !row.rule.withdrawn).count();
    writeln!(io::stdout(), "{live} rules, each with its code and cases")?;
    Ok(0)
}

fn rows<'a>(tree: &'a Tree, citations: &'a [Citation]) -> Vec<Row<'a>> {
    let mut code: BTreeMap<&str, Vec<&Citation>> = BTreeMap::new();
    for citation in citations.iter().filter(|citation| citation.form.counts()) {
        code.entry(&citation.rule).or_default().push(citation);
    }
    for list in code.values_mut() {
        // The check itself first; the sort keeps the order of the files otherwise.
        list.sort_by_key(|citation| citation.form != Form::Require);
    }
    let mut rows = Vec::new();
    for protocol in &tree.protocols {
        for rule in &protocol.chapter.rules {
            let cites = |located: &&Located| located.case.rules.contains(&rule.id);
            rows.push(Row {
                protocol,
                rule,
                code: code.get(rule.id.as_str()).cloned().unwrap_or_default(),
                cases: protocol.cases.iter().filter(cites).collect(),
            });
        }
    }
    rows
}

impl Row<'_> {
    fn to_json(&self) -> Value {
        let code: Vec<Value> = self
            .code
            .iter()
            .map(|citation| json!({"file": citation.file, "line": citation.line, "form": citation.form.name()}))
            .collect();
        json!({
            "rule": self.rule.id, "section": self.rule.section, "kind": self.rule.kind(),
            "sentence": self.rule.sentence, "codes": self.rule.codes, "code": code,
            "cases": self.cases.iter().map(|located| located.case.id.as_str()).collect::<Vec<_>>()
        })
    }

    fn in_full(&self) -> String {
        let chapter = self.protocol.chapter_file.display();
        let mut text = vec![format!(
            "{} ({}), {chapter} section {}, line {}\n  {}\ncode\n",
            self.rule.id,
            self.rule.kind(),
            self.rule.section,
            self.rule.line,
            self.rule.sentence
        )];
        for citation in &self.code {
            text.push(format!("  {citation} ({})\n", citation.form.name()));
        }
        text.push("cases\n".to_owned());
        for located in &self.cases {
            text.push(format!("  {}: {}\n", located.case.id, located.case.about));
        }
        text.concat()
    }
}

/// How many cases a row of the table names.
const FIRST_CASES: usize = 2;

fn table(rows: &[&Row<'_>]) -> String {
    let head = ["rule", "section", "kind", "code", "cases", ""].map(str::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(head).chain(rows.iter().map(|row| line(row))).collect();
    let mut widths = [0; 6];
    for cells in &lines {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for cells in &lines {
        let padded: Vec<String> =
            cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text += padded.join("  ").trim_end();
        text.push('\n');
    }
    text
}

fn line(row: &Row<'_>) -> [String; 6] {
    let code = match row.code.as_slice() {
        [] => "-".to_owned(),
        [only] => only.to_string(),
        [first, more @ ..] => format!("{first} +{}", more.len()),
    };
    let first: Vec<&str> =
        row.cases.iter().take(FIRST_CASES).map(|located| located.case.id.as_str()).collect();
    [
        row.rule.id.clone(),
        row.rule.section.clone(),
        row.rule.kind(),
        code,
        row.cases.len().to_string(),
        first.join(", "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::fixture;

    #[test]
    fn a_rule_leads_to_its_code_and_cases() {
        let tree = fixture::tree(&[fixture::plain(), fixture::short()]);
        let citations =
            citation::in_text("reference/pebble/src/seal.rs".as_ref(), "require!(PB_OPEN_1, x, y);", &["PB"]);
        let rows = rows(&tree, &citations);
        let table = table(&rows.iter().collect::<Vec<_>>());
        let row = table.lines().find(|line| line.starts_with("PB-OPEN-1")).unwrap();
        assert_eq!(
            row.split_whitespace().collect::<Vec<_>>().join(" "),
            "PB-OPEN-1 5.1 strict: length reference/pebble/src/seal.rs:1 2 pebble/open/plain, pebble/open/short"
        );
        let full = rows[0].in_full();
        assert!(full.contains("A reader MUST reject with `short`"), "{full}");
        assert!(full.contains("  reference/pebble/src/seal.rs:1 (require)"), "{full}");
        assert_eq!(rows[0].to_json()["cases"], json!(["pebble/open/plain", "pebble/open/short"]));
    }
}
