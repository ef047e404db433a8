//! Rewrites an expectation file after a run; comments, reasons and order of what stays are kept.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::judge::{Judge, Scope, Seen};
use super::{Entry, Expectations};
use crate::event::{CaseResult, Totals};
use crate::select::word;
use crate::symptom::Symptom;

/// The new text, and what is new about it, a line each.
#[derive(Debug)]
pub(crate) struct Update {
    pub(crate) text: String,
    pub(crate) changes: Vec<String>,
    /// Entries whose reason a person must write.
    pub(crate) reasons_missing: usize,
}

/// What becomes of a pattern of an entry.
#[derive(Debug)]
enum Fate {
    Keep,
    Remove,
    /// Of its cases only these still differ in its way.
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
    let mut rewriter = Rewriter::default();
    for (index, table) in tables(&file, &mut document)?.into_iter().enumerate() {
        let entries = file.entries.iter().zip(&seen).filter(|(entry, _)| entry.table == index);
        rewriter.table(table, entries.map(|(entry, seen)| (entry, seen, fate(entry, seen, &scope))));
    }
    rewriter.add_new(results);
    for totals in floors {
        rewriter.floor(&mut document, totals);
    }
    let no_reason =
        |table: &&Table| table.get("reason").and_then(Item::as_str).is_none_or(|text| text.trim().is_empty());
    let reasons_missing = rewriter.tables.iter().filter(no_reason).count();
    if !rewriter.tables.is_empty() {
        let mut known = ArrayOfTables::new();
        rewriter.tables.into_iter().for_each(|table| known.push(table));
        document.insert("known", Item::ArrayOfTables(known));
    }
    let mut text = format!("{head}{document}");
    if !rewriter.changes.is_empty() {
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    Ok(Update { text, changes: rewriter.changes, reasons_missing })
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

#[derive(Default)]
struct Rewriter<'f> {
    /// Patterns that go on naming their cases.
    kept: Vec<&'f Entry>,
    tables: Vec<Table>,
    changes: Vec<String>,
}

impl<'f> Rewriter<'f> {
    fn table(&mut self, mut table: Table, entries: impl Iterator<Item = (&'f Entry, &'f Seen, Fate)>) {
        let old = match table.get("case") {
            Some(Item::Value(Value::Array(list))) => list.iter().cloned().collect(),
            Some(Item::Value(one)) => vec![one.clone()],
            _ => Vec::new(),
        };
        let mut new: Vec<Value> = Vec::new();
        let mut changed = false;
        for ((entry, seen, fate), text) in entries.zip(old) {
            changed |= !matches!(fate, Fate::Keep);
            let case = entry.pattern.as_str();
            let reason = &entry.known.reason;
            match fate {
                Fate::Keep => {
                    new.push(text);
                    if seen.applies {
                        self.kept.push(entry);
                    }
                }
                Fate::Remove => self.changes.push(format!("removed {case}; its reason was: {reason}")),
                Fate::Split(ids) => {
                    let count = ids.len();
                    self.changes.push(format!("split   {case} into its {count} cases that still differ so"));
                    new.extend(ids.iter().map(Value::from));
                }
            }
        }
        if changed {
            let Some(cases) = cases(new) else { return };
            table.insert("case", Item::Value(cases));
        }
        self.tables.push(table);
    }

    /// Writes an entry for each symptom that none names.
    fn add_new(&mut self, results: &[CaseResult]) {
        let mut new: BTreeMap<Symptom, BTreeSet<&str>> = BTreeMap::new();
        for result in
            results.iter().filter(|result| result.verdict.is_difference() && result.known.is_empty())
        {
            for symptom in result.shown() {
                let named = |entry: &&Entry| entry.pattern.matches(&result.id) && entry.names(&symptom);
                if !self.kept.iter().any(named) {
                    new.entry(symptom).or_default().insert(&result.id);
                }
            }
        }
        for (symptom, ids) in new {
            self.changes.extend(ids.iter().map(|id| format!("new     {id}: {symptom}")));
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            let cases = cases(ids.into_iter().map(Value::from).collect());
            table.insert("case", cases.map(Item::Value).unwrap_or_default());
            table.insert("verdict", value(word(&symptom.verdict)));
            table.insert("message", value(&symptom.message));
            table.insert("reason", value(""));
            self.tables.push(table);
        }
    }

    fn floor(&mut self, document: &mut DocumentMut, totals: &Totals) {
        let ran = i64::try_from(totals.as_expected + totals.differ).unwrap_or(i64::MAX);
        let before = document.get("floor").and_then(|floors| floors.get(&totals.protocol)?.as_integer());
        // No floor is no less than a floor of nothing, of a protocol that is not offered.
        if before.unwrap_or_default() != ran {
            let floors = document.entry("floor").or_insert_with(|| value(InlineTable::new()));
            let Some(floors) = floors.as_table_like_mut() else { return };
            let was = before.map(|before| format!(", was {before}")).unwrap_or_default();
            self.changes.push(format!("floor   {}: {ran}{was}", totals.protocol));
            floors.insert(&totals.protocol, value(ran));
        }
    }
}

/// One case as it is, several as a list with a line for each.
fn cases(mut values: Vec<Value>) -> Option<Value> {
    if values.len() < 2 {
        return values.pop().map(|one| one.decorated(" ", ""));
    }
    let mut list = Array::new();
    for value in values {
        // The comments of a case that stays stand before it.
        let comments = value.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let prefix = if comments.contains('#') { comments.to_owned() } else { "\n  ".to_owned() };
        list.push_formatted(value.decorated(prefix, ""));
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
    Some(Value::Array(list))
}

fn fate(entry: &Entry, seen: &Seen, scope: &Scope) -> Fate {
    if scope.lacks(entry) {
        return Fate::Remove;
    }
    let Seen { fits, passes, others, not_offered, .. } = seen;
    let gone = not_offered.len() + if scope.demands(entry) { passes.len() + others.len() } else { 0 };
    if gone == 0 || entry.pattern.is_glob() && !has_met_all(entry, seen, scope) {
        Fate::Keep
    } else if fits.is_empty() {
        Fate::Remove
    } else {
        Fate::Split(fits.clone())
    }
}

/// Whether no case of a pattern was left out of the run.
fn has_met_all(entry: &Entry, seen: &Seen, scope: &Scope) -> bool {
    let Seen { fits, passes, others, not_offered, .. } = seen;
    let met: BTreeSet<&String> = [fits, passes, others, not_offered].into_iter().flatten().collect();
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
            "removed pebble/open/mended; its reason was: D2",
            "removed pebble/open/moved; its reason was: D3",
            "removed pebble/open/retired; its reason was: D4",
            "new     pebble/open/fresh: error \"a \"new\" one\"",
            "new     pebble/open/moved: crash \"\"",
            "floor   pebble: 5, was 3",
        ];
        assert_eq!(update.changes, expected);
    }

    #[test]
    fn what_was_not_run_stays() {
        let update = rewritten(FILE, &[("cut-1", "as-expected", "")]);
        assert_eq!(
            update.changes,
            ["removed pebble/open/retired; its reason was: D4", "floor   pebble: 1, was 3"]
        );
        assert!(update.text.contains("cut-*") && update.text.contains("moved"), "{}", update.text);
    }

    #[test]
    fn an_empty_file_gets_what_it_needs() {
        let update = rewritten("# Mine.\n\n", &[("fresh", "error", "boom")]);
        let text = "# Mine.\n\nfloor = { pebble = 1 }\n\n[[known]]\ncase = \"pebble/open/fresh\"\nverdict = \"error\"\n\
                    message = \"boom\"\nreason = \"\"\n";
        assert_eq!(update.text, text);
    }

    #[test]
    fn cases_come_and_go_in_a_list() {
        let text = r#"[[known]]
case = [
  # Both are cut.
  "pebble/open/cut-1",
  "pebble/open/cut-2",
  # This one was mended.
  "pebble/open/mended",
]
verdict = "error"
message = "too short"
reason = "D1"
"#;
        let cases = [
            ("cut-1", "error", "too short"),
            ("cut-2", "error", "too short"),
            ("mended", "as-expected", ""),
            ("moved", "error", "boom"),
            ("fresh", "error", "boom"),
        ];
        let update = rewritten(text, &cases);
        let expected = r#"[[known]]
case = [
  # Both are cut.
  "pebble/open/cut-1",
  "pebble/open/cut-2",
]
verdict = "error"
message = "too short"
reason = "D1"

[[known]]
case = [
  "pebble/open/fresh",
  "pebble/open/moved",
]
verdict = "error"
message = "boom"
reason = ""
"#;
        assert!(update.text.ends_with(expected), "{}", update.text);
    }
}
