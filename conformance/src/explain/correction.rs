//! The verdict: as expected, or where the answer parted from what was expected.

use serde_json::Value;

use super::edit::{self, fields};
use super::{Lesson, text};
use crate::event::{CaseResult, Known};
use crate::report::human::{difference, played};
use crate::report::page::Page;
use crate::select::word;

pub(super) fn write(lesson: &Lesson<'_>, page: &mut Page) {
    let result = lesson.played.result;
    page.heading("Correction");
    if result.reason.is_empty() {
        page.words(2, &as_expected(result));
    } else {
        let verdict = word(&result.verdict).replace('-', " ");
        page.labelled("verdict", &format!("{verdict}: {}", result.reason));
    }
    for Known { reason, .. } in &result.known {
        page.labelled("known", reason);
    }
    if lesson.steps.len() > 1
        && let (Some(step), Some(actor)) = (result.step, &result.actor)
    {
        page.labelled("where", &format!("step {} of {}, {actor}", step + 1, lesson.steps.len()));
    }
    if let Some(placement) = &result.placement {
        page.labelled("played as", &played(placement));
    }
    member(lesson, page);
    if let Some(first) = &result.intermediate {
        page.labelled("first", &format!("differing intermediate: `{}`", first.name));
        values(page, &first.expected, &first.actual);
    } else if result.verdict.is_difference() && agreed(lesson) {
        page.labelled("", "no intermediate that was given differs");
    }
    if let Some(detail) = &result.detail {
        page.labelled("adapter", detail);
    }
}

fn as_expected(result: &CaseResult) -> String {
    let answers: Vec<String> = result
        .findings
        .iter()
        .map(|finding| format!("`{}` to `{}`", finding.answer, finding.choice))
        .collect();
    if answers.is_empty() {
        "Nothing to correct: every outcome is the expected one.".to_owned()
    } else {
        format!("As declared, but not strict: it answers {}. That is a finding.", answers.join(", "))
    }
}

/// The first difference between two accepted outcomes.
fn member(lesson: &Lesson<'_>, page: &mut Page) {
    let result = lesson.played.result;
    let Some(at) = &result.at else { return };
    let pointed = |outcome: &Option<Value>| outcome.as_ref()?.get("accept")?.pointer(at).cloned();
    let name = at.trim_start_matches('/');
    let (Some(wanted), Some(given)) = (pointed(&result.expected), pointed(&result.actual)) else {
        return page.labelled("first", &format!("difference: `{name}`"));
    };
    let place = edit::bytes(&wanted).zip(edit::bytes(&given)).map(|(wanted, given)| {
        let byte = wanted.iter().zip(&given).take_while(|(one, other)| one == other).count();
        let field = lesson
            .formats
            .read(name, &wanted)
            .map(|format| fields(&format.spans, &(byte..byte + 1)))
            .filter(|field| !field.is_empty());
        format!(", byte {byte}{}", field.map_or(String::new(), |field| format!(", in the field {field}")))
    });
    page.labelled("first", &format!("difference: `{name}`{}", place.unwrap_or_default()));
    values(page, &wanted, &given);
}

fn values(page: &mut Page, wanted: &Value, given: &Value) {
    let (left, right) = (edit::bytes(wanted), edit::bytes(given));
    if let Some((left, right)) = left.as_deref().and_then(text::of).zip(right.as_deref().and_then(text::of)) {
        let (_, left, right) = text::difference(left, right);
        page.labelled("expected", &left);
        page.labelled("answered", &right);
        return;
    }
    let parted = difference::between(wanted, given);
    if let Some(lines) = parted.lines {
        page.labelled("", &lines);
    } else {
        page.labelled("expected", &parted.expected);
        page.labelled("answered", &parted.actual);
    }
}

/// Whether intermediates were given that could have differed.
fn agreed(lesson: &Lesson<'_>) -> bool {
    let result = lesson.played.result;
    let Some(step) = result.step else { return false };
    let given =
        result.transcript.iter().find(|exchange| exchange.is_of(step)).map(|exchange| &exchange.intermediate);
    let wanted = lesson.steps.get(step).map(|step| &step.intermediate);
    given.zip(wanted).is_some_and(|(given, wanted)| wanted.keys().any(|name| given.contains_key(name)))
}
