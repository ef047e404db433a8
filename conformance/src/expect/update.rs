//! Rewrites an expectation file after a run; comments, reasons and order of what stays are kept.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

use super::judge::{Judge, Scope, Seen};
use super::pin::Pin;
use super::{Entry, Expectations};
use crate::event::{CaseResult, KnownKind, Totals};
use crate::select::word;

/// The new text, and what is new about it, a line each.
#[derive(Debug)]
pub(crate) struct Update {
    pub(crate) text: String,
    pub(crate) changes: Vec<String>,
    /// Entries whose reason a person must write.
    pub(crate) reasons_missing: usize,
}

/// What becomes of an entry.
#[derive(Debug)]
enum Fate {
    Keep,
    /// The same case differs in another way.
    Repin(Pin),
    Remove,
    /// Of the cases of a pattern only these still differ in this way.
    Split(Vec<String>),
}

/// Rewrites the file of `judge`, which has seen these results. `floors` are the totals of a whole run.
///
/// # Errors
/// When the file is not written as `[[known]]` tables.
pub(crate) fn rewrite(judge: Judge, results: &[CaseResult], floors: &[Totals]) -> Result<Update> {
    let (file, scope, seen) = judge.into_parts();
    let (head, body) = head(&file.text);
    let mut document: DocumentMut = body.parse().with_context(|| file.name.clone())?;
    let mut rewriter = Rewriter { kept: Vec::new(), tables: Vec::new(), changes: Vec::new() };
    for ((entry, seen), table) in file.entries.iter().zip(&seen).zip(tables(&file, &mut document)?) {
        rewriter.entry(entry, seen, &scope, table);
    }
    let mut new: Vec<&CaseResult> = results.iter().filter(|result| rewriter.is_new(result)).collect();
    new.sort_by(|left, right| left.id.cmp(&right.id));
    new.into_iter().for_each(|result| rewriter.add(result));
    floors.iter().for_each(|totals| rewriter.floor(&mut document, totals));
    let no_reason =
        |table: &&Table| table.get("reason").and_then(Item::as_str).is_none_or(|text| text.trim().is_empty());
    let reasons_missing = rewriter.tables.iter().filter(no_reason).count();
    if !rewriter.tables.is_empty() {
        let mut known = ArrayOfTables::new();
        rewriter.tables.into_iter().for_each(|table| known.push(table));
        document.insert("known", Item::ArrayOfTables(known));
    }
    Ok(Update { text: format!("{head}{document}"), changes: rewriter.changes, reasons_missing })
}

/// The comments that the file begins with, which belong to no entry, and the rest.
fn head(text: &str) -> (&str, &str) {
    let lines = text.split_inclusive('\n');
    let comments: usize = lines.take_while(|line| line.starts_with('#')).map(str::len).sum();
    let body = text.get(comments..).unwrap_or_default();
    let blank = body.len() - body.trim_start_matches('\n').len();
    // Comments right above an entry are its own.
    if blank == 0 && !body.is_empty() { ("", text) } else { text.split_at(comments + blank) }
}

/// Takes the tables out of the document.
fn tables(file: &Expectations, document: &mut DocumentMut) -> Result<Vec<Table>> {
    match document.remove("known") {
        None => Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => Ok(tables.into_iter().collect()),
        Some(_) => bail!("{}: write each entry as a table of its own, [[known]]", file.name),
    }
}

struct Rewriter<'f> {
    /// Entries that go on naming their cases.
    kept: Vec<&'f Entry>,
    tables: Vec<Table>,
    changes: Vec<String>,
}

impl<'f> Rewriter<'f> {
    fn entry(&mut self, entry: &'f Entry, seen: &Seen, scope: &Scope, mut table: Table) {
        let case = entry.pattern.as_str();
        match fate(entry, seen, scope) {
            Fate::Keep => {}
            Fate::Repin(pin) => {
                let reason = &entry.known.reason;
                self.changes.push(format!("changed {case}: {pin}; its reason was: {reason}"));
                set_pin(&mut table, &pin);
            }
            Fate::Remove => return self.changes.push(format!("removed {case}")),
            Fate::Split(ids) => {
                self.changes
                    .push(format!("split   {case} into its {} cases that still differ so", ids.len()));
                for (index, id) in ids.iter().enumerate() {
                    let mut part = table.clone();
                    part.insert("case", value(id));
                    if index > 0 {
                        part.decor_mut().set_prefix("\n");
                    }
                    self.tables.push(part);
                }
                return;
            }
        }
        self.tables.push(table);
        self.kept.push(entry);
    }

    /// Whether a difference needs an entry of its own.
    fn is_new(&self, result: &CaseResult) -> bool {
        let named = self.kept.iter().any(|entry| entry.pattern.matches(&result.id));
        result.verdict.is_difference() && result.known.is_none() && !named
    }

    fn add(&mut self, result: &CaseResult) {
        let pin = Pin::of(result);
        self.changes.push(format!("new     {}: {pin}", result.id));
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n");
        table.insert("case", value(&result.id));
        set_pin(&mut table, &pin);
        self.tables.push(table);
    }

    fn floor(&mut self, document: &mut DocumentMut, totals: &Totals) {
        let ran = i64::try_from(totals.as_expected + totals.differ).unwrap_or(i64::MAX);
        let floors = document.entry("floor").or_insert_with(|| value(InlineTable::new()));
        let Some(floors) = floors.as_table_like_mut() else { return };
        let before = floors.get(&totals.protocol).and_then(Item::as_integer);
        if before != Some(ran) {
            let was = before.map(|before| format!(", was {before}")).unwrap_or_default();
            self.changes.push(format!("floor   {}: {ran}{was}", totals.protocol));
            floors.insert(&totals.protocol, value(ran));
        }
    }
}

fn set_pin(table: &mut Table, pin: &Pin) {
    table.insert("verdict", value(word(&pin.verdict)));
    table.insert("message", value(&pin.message));
    table.insert("reason", value(""));
}

fn fate(entry: &Entry, seen: &Seen, scope: &Scope) -> Fate {
    if scope.lacks(entry) {
        return Fate::Remove;
    }
    let Seen { fits, passes, others, not_offered, .. } = seen;
    let known = entry.known.kind == KnownKind::Known;
    if entry.pattern.is_glob() {
        let wrong = others.len() + not_offered.len() + if known { passes.len() } else { 0 };
        return match wrong {
            0 => Fate::Keep,
            _ if !known || !has_met_all(entry, seen, scope) => Fate::Keep,
            _ if fits.is_empty() => Fate::Remove,
            _ => Fate::Split(fits.clone()),
        };
    }
    match others.first() {
        Some((_, pin)) => Fate::Repin(pin.clone()),
        None if !not_offered.is_empty() || known && !passes.is_empty() => Fate::Remove,
        None => Fate::Keep,
    }
}

/// Whether no case of a pattern was left out of the run.
fn has_met_all(entry: &Entry, seen: &Seen, scope: &Scope) -> bool {
    let others = seen.others.iter().map(|(id, _)| id);
    let met: BTreeSet<&String> =
        seen.fits.iter().chain(&seen.passes).chain(others).chain(&seen.not_offered).collect();
    let mut named = scope.ids.iter().flatten().filter(|id| entry.pattern.matches(id));
    scope.ids.is_some() && named.all(|id| met.contains(id))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::json;

    use super::*;
    use crate::expect::Reasons;

    const FILE: &str = r#"# The differences of pebbles.
floor = { pebble = 3 } # all of them

# It has no limit.
[[known]]
case = "pebble/open/cut-*"
verdict = "error"
message = "too short"
reason = "D1: no check" # since 0.1

[[known]]
case = "pebble/open/mended"
verdict = "error"
message = "boom"
reason = "D2"

# Another way every time.
[[known]]
case = "pebble/open/moved"
verdict = "error"
message = "boom"
reason = "D3"

[[known]]
case = "pebble/open/retired"
verdict = "error"
message = "boom"
reason = "D4"
"#;

    fn rewritten(text: &str, cases: &[(&str, &str, &str)]) -> Update {
        let file = Expectations::parse("x.toml".to_owned(), text.to_owned(), Reasons::Required).unwrap();
        let ids = ["cut-1", "cut-2", "mended", "moved", "fresh"].map(|name| format!("pebble/open/{name}"));
        let scope = Scope { ids: Some(ids.into_iter().collect()), ..Scope::default() };
        let mut judge = Judge::new(file, scope, NaiveDate::from_ymd_opt(2027, 7, 1).unwrap());
        judge.start("0.1");
        let result = |(name, verdict, error): &(&str, &str, &str)| {
            let mut result: CaseResult = serde_json::from_value(json!({
                "id": format!("pebble/open/{name}"), "protocol": "pebble", "verdict": verdict, "micros": 0,
                "actual": {"error": error}}))
            .unwrap();
            judge.case(&mut result);
            result
        };
        let results: Vec<_> = cases.iter().map(result).collect();
        let ran = results.len();
        let totals = Totals { protocol: "pebble".to_owned(), as_expected: ran, ..Totals::default() };
        let update = rewrite(judge, &results, &[totals]).unwrap();
        Expectations::parse("x.toml".to_owned(), update.text.clone(), Reasons::MayBeMissing).unwrap();
        update
    }

    #[test]
    fn what_still_holds_is_not_touched() {
        let text = FILE.split("\n[[known]]\ncase = \"pebble/open/mended\"").next().unwrap();
        let cases =
            [("cut-1", "error", "too short"), ("cut-2", "error", "too short"), ("mended", "as-expected", "")];
        let update = rewritten(text, &cases);
        assert_eq!((update.text.as_str(), update.changes.len(), update.reasons_missing), (text, 0, 0));
    }

    #[test]
    fn what_does_not_hold_is_rewritten_and_the_rest_keeps_its_words() {
        let update = rewritten(
            FILE,
            &[
                ("cut-1", "error", "too short"),
                ("cut-2", "as-expected", ""),
                ("mended", "as-expected", ""),
                ("moved", "crash", ""),
                ("fresh", "error", "a \"new\" one"),
            ],
        );
        insta::assert_snapshot!(update.text);
        assert_eq!(update.reasons_missing, 2);
        let expected = [
            "split   pebble/open/cut-* into its 1 cases that still differ so",
            "removed pebble/open/mended",
            "changed pebble/open/moved: crash \"\"; its reason was: D3",
            "removed pebble/open/retired",
            "new     pebble/open/fresh: error \"a \"new\" one\"",
            "floor   pebble: 5, was 3",
        ];
        assert_eq!(update.changes, expected);
    }

    #[test]
    fn what_was_not_run_stays() {
        let update = rewritten(FILE, &[("cut-1", "as-expected", "")]);
        assert_eq!(update.changes, ["removed pebble/open/retired", "floor   pebble: 1, was 3"]);
        assert!(update.text.contains("cut-*") && update.text.contains("moved"), "{}", update.text);
    }

    #[test]
    fn an_empty_file_gets_what_it_needs() {
        let update = rewritten("# Mine.\n\n", &[("fresh", "error", "boom")]);
        let text = "# Mine.\n\nfloor = { pebble = 1 }\n\n[[known]]\ncase = \"pebble/open/fresh\"\nverdict = \"error\"\n\
                    message = \"boom\"\nreason = \"\"\n";
        assert_eq!(update.text, text);
    }
}
