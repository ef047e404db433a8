//! Findings as a person reads them, in 100 columns.

use std::collections::BTreeSet;

use super::{Declared, Failure, Findings, Limit, Row, Sentence};
use crate::event::Known;
use crate::model::case::Severity;
use crate::report::page::Page;
use crate::report::paint::Paint;
use crate::select::word;

/// What the severity of a failure says, and what it does not.
const FAILURES: &str = "Severity and class are those of the mistake that the case looks for. An `error` refuses as \
    well, but in a way that no caller was told of.";
/// Where what is known of an implementation comes from.
const KNOWN: &str = "What is known stands in section 10 of the chapter, under the number that is given.";
/// How many case IDs are listed.
const IDS_SHOWN: usize = 5;

/// The findings; `again` is the end of a command that plays the implementation again.
pub(crate) fn text(found: &Findings, again: &str, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let Findings { answers, limits, failures, .. } = found;
    head(&mut page, found);
    page.heading("Findings: declared answers that are not the strict ones");
    if answers.is_empty() {
        page.words(2, "None. Wherever these cases depend on a choice, it gives the strict answer.");
    }
    for one in answers {
        declared(&mut page, one);
    }
    page.heading("Limits: what the protocol itself cannot prevent, whoever implements it");
    if limits.is_empty() {
        page.words(2, "None of these cases has shown one.");
    }
    for one in limits {
        limit(&mut page, one);
    }
    page.heading("Failures: outcomes that are neither expected nor declared");
    if failures.is_empty() {
        page.words(2, "None.");
    } else {
        let said = if known(found) == 0 { String::new() } else { format!(" {KNOWN}") };
        page.words(2, &format!("{FAILURES}{said}"));
    }
    for one in failures {
        failure(&mut page, one);
    }
    let of_failures = failures.iter().flat_map(|one| &one.cases);
    let first = of_failures.chain(answers.iter().flat_map(|one| &one.cases)).next();
    if let Some(row) = first {
        page.heading("Again");
        page.line(2, format!("taut explain {} {again}", row.id).trim_end());
    }
    page.into_text()
}

/// Who was played, and how much was found.
fn head(page: &mut Page, found: &Findings) {
    let Findings { implementation: hello, selected, not_played, answers, limits, failures } = found;
    let who = page.paint.bold(&format!("{} {} ({})", hello.name, hello.version, hello.language));
    let failing = failures.iter().map(|failure| failure.cases.len()).sum();
    let known = match known(found) {
        0 => String::new(),
        known => format!(" ({known} known)"),
    };
    let unplayed = if *not_played == 0 { String::new() } else { format!("; {not_played} more not played") };
    let count =
        |number: usize, one: &str| if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") };
    let counts =
        [count(answers.len(), "finding"), count(limits.len(), "limit"), count(failing, "failing case")];
    let played = count(selected - not_played, "case");
    page.words(0, &format!("{who}: {}{known} in {played}{unplayed}", counts.join(", ")));
}

/// How many of the failing cases an expectation file has reasons for.
fn known(found: &Findings) -> usize {
    found.failures.iter().filter(|one| !one.known.is_empty()).map(|one| one.cases.len()).sum()
}

fn declared(page: &mut Page, one: &Declared) {
    title(page, one.severity, &format!("{} = {}", one.choice, one.answer), &classes(&one.cases));
    page.words(4, &format!("{} Strict: `{}`. Seen in {}.", one.about, one.strict, one.seen_in));
    for rule in &one.rules {
        page.words(4, &line(rule));
    }
    page.words(4, &cases(&one.cases));
}

fn limit(page: &mut Page, one: &Limit) {
    title(page, one.severity, &one.rule.id, &classes(&one.cases));
    page.words(4, &one.rule.sentence);
    page.words(4, &cases(&one.cases));
}

fn failure(page: &mut Page, one: &Failure) {
    title(page, one.severity, &word(&one.verdict), &classes(&one.cases));
    page.words(4, &one.reason);
    if !one.declared.is_empty() {
        let declared = one.declared.iter().map(|(choice, answer)| format!("`{choice}` = `{answer}`"));
        let declared = declared.collect::<Vec<_>>().join(" and ");
        page.words(4, &format!("So it has declared, with {declared}; a strict reader keeps the rule."));
    }
    for Known { reason, .. } in &one.known {
        page.words(4, &format!("Known: {reason}."));
    }
    for rule in &one.rules {
        page.words(4, &line(rule));
    }
    page.words(4, &cases(&one.cases));
}

/// `  high      replay = accept: forgery, replay`
fn title(page: &mut Page, severity: Option<Severity>, what: &str, classes: &str) {
    let paint = page.paint;
    let label = format!("{:<8}", severity.map_or_else(|| "-".to_owned(), |severity| word(&severity)));
    let label = match severity {
        Some(Severity::Critical | Severity::High) => paint.bad(&label),
        Some(Severity::Medium) => paint.odd(&label),
        Some(Severity::Low) | None => paint.dim(&label),
    };
    let classes = if classes.is_empty() { String::new() } else { format!(": {classes}") };
    page.line(2, &format!("{label}  {}{classes}", paint.bold(what)));
}

fn classes(rows: &[Row]) -> String {
    let classes: BTreeSet<_> =
        rows.iter().filter_map(|row| row.bug.as_ref()).map(|bug| word(&bug.class)).collect();
    classes.into_iter().collect::<Vec<_>>().join(", ")
}

fn line(rule: &Sentence) -> String {
    format!("{} {}", rule.id, rule.sentence)
}

fn cases(rows: &[Row]) -> String {
    let shown: Vec<&str> = rows.iter().take(IDS_SHOWN).map(|row| row.id.as_str()).collect();
    let more = rows.len().saturating_sub(IDS_SHOWN);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}: {}{more}", if rows.len() == 1 { "case" } else { "cases" }, shown.join(", "))
}
