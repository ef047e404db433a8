//! One step: what was asked, what was answered, and what should have been.

use std::ops::Range;

use serde_json::Value;

use super::dump::{self, number};
use super::edit::{self, is_message};
use super::{Lesson, answered, expected};
use crate::event::Exchange;
use crate::live;
use crate::model::case::{SUBJECT, Step};
use crate::model::operation::{Member, Operation};
use crate::model::outcome::{Answered, Expect, Members};
use crate::report::page::Page;
use crate::spec::fields::table_of;

/// Longest value of bytes that stands beside its name.
const BESIDE: usize = 32;
/// Longest other value that is shown whole, in characters.
const TEXT_SHOWN: usize = 600;

/// What holds for every derived variant.
const VARIANT_EXPECTED: &str = "ignore or reject; accept only where nothing protected is changed";

/// A step beside what was asked and answered.
struct Scene<'l> {
    lesson: &'l Lesson<'l>,
    index: usize,
    step: &'l Step,
    operation: Option<&'l Operation>,
    exchange: Option<&'l Exchange>,
}

/// All steps, and the check that the reference made.
pub(super) fn all(lesson: &Lesson<'_>, page: &mut Page) {
    let transcript = &lesson.played.result.transcript;
    let mut unplayed = Vec::new();
    for (index, step) in lesson.steps.iter().enumerate() {
        let operation = lesson.played.suite.operation(&step.op).or_else(|| live::operation(&step.op));
        let operation = operation.map(|(_, operation)| operation);
        let scene = |exchange| Scene { lesson, index, step, operation, exchange };
        // A derived variant comes before the genuine message, which does not follow when the variant decided.
        let mut asked = transcript.iter().filter(|exchange| exchange.step == Some(index)).peekable();
        if transcript.is_empty() {
            scene(None).write(page);
        } else if asked.peek().is_none() {
            unplayed.push(format!("{} ({})", index + 1, step.op));
        }
        asked.for_each(|exchange| scene(Some(exchange)).write(page));
    }
    if !unplayed.is_empty() {
        page.heading("Not played");
        page.words(2, &format!("step {}", unplayed.join(", step ")));
    }
    check(lesson, page);
}

impl Scene<'_> {
    fn write(&self, page: &mut Page) {
        page.heading(&self.title());
        if let Some(operation) = self.operation {
            page.words(2, &operation.about);
        }
        if let Some((name, change)) = self.change() {
            page.labelled("variant", &format!("`{name}`, {change}"));
        }
        let no_marks: &[Range<usize>] = &[];
        let changed = self.changed();
        let edited = match &changed {
            Some(marks) => marks,
            None if self.index == 0 => &*self.lesson.edited,
            None => no_marks,
        };
        let asked = |name: &str| self.exchange?.request.get(name)?.as_object();
        let declared =
            |list: fn(&Operation) -> &Vec<Member>| self.operation.map(|one| &**list(one)).unwrap_or_default();
        let input = asked("in").unwrap_or(&self.step.input);
        self.members(page, "in", input, declared(|operation| &operation.input), edited);
        let draws = if self.exchange.is_some() { asked("draws") } else { Some(&self.step.draws) };
        if let Some(draws) = draws {
            self.members(page, "draws", draws, &[], no_marks);
        }
        if let Some(exchange) = self.exchange {
            self.members(
                page,
                "on the way",
                &exchange.intermediate,
                declared(|operation| &operation.intermediate),
                no_marks,
            );
            if let Some(Answered::Accept(members)) = &exchange.answer {
                self.members(
                    page,
                    "out",
                    members,
                    declared(|operation| &operation.out),
                    &self.wrong(members),
                );
            }
        }
        self.outcomes(page);
    }

    fn title(&self) -> String {
        let Self { lesson, index, step, operation, .. } = self;
        let count = lesson.steps.len();
        let place = if count > 1 { format!("Step {} of {count}: ", index + 1) } else { "Asked: ".to_owned() };
        let actor = if step.actor == SUBJECT { String::new() } else { format!("{}, ", step.actor) };
        let section = operation.map_or(String::new(), |operation| {
            let page = if live::operation(&operation.name).is_some() { " of spec/cases.md" } else { "" };
            format!(", section {}{page}", operation.spec)
        });
        format!("{place}{actor}{}{section}", step.op)
    }

    /// The member that a derived variant changes, and how.
    fn change(&self) -> Option<(&str, &str)> {
        let change = self.exchange?.change.as_deref()?;
        Some((&self.step.derive.as_ref()?.member, change))
    }

    /// The bytes that a derived variant changed.
    fn changed(&self) -> Option<Vec<Range<usize>>> {
        let (name, _) = self.change()?;
        let asked = self.exchange?.request.get("in")?.get(name).and_then(edit::bytes)?;
        let genuine = self.step.input.get(name).and_then(edit::bytes);
        Some(genuine.map(|genuine| edit::changes(&genuine, &asked)).unwrap_or_default())
    }

    fn outcomes(&self, page: &mut Page) {
        let Self { lesson, step, exchange, .. } = self;
        let variant = self.change().is_some();
        let wanted = if variant { VARIANT_EXPECTED.to_owned() } else { expected(&step.expect) };
        page.labelled("expected", &wanted);
        if let Some(exchange) = exchange {
            let words =
                exchange.answer.as_ref().map_or_else(|| "nothing that can be read".to_owned(), answered);
            page.labelled("answered", &words);
            if variant {
                return;
            }
            if let (
                Expect::Accept(listed),
                Some(Answered::Ignore(_) | Answered::Reject(_) | Answered::Error(_)),
            ) = (&step.expect, &exchange.answer)
            {
                self.members(page, "should be", listed, &[], &[]);
            }
        }
        if let (Some(upstream), Some(protocol)) = (&step.upstream, lesson.protocol) {
            page.labelled("upstream", &format!("{} ({})", measured(upstream), protocol.upstream));
        }
    }

    /// The bytes of the answer's message that are not the expected ones.
    fn wrong(&self, members: &Members) -> Vec<Range<usize>> {
        let result = self.lesson.played.result;
        let wanted = result.expected.as_ref().filter(|_| result.step == Some(self.index));
        let bytes = |value: Option<&Value>| value.and_then(edit::bytes);
        let wanted = bytes(wanted.and_then(|outcome| outcome.pointer("/accept/message")));
        wanted
            .zip(bytes(members.get("message")))
            .map(|(left, right)| edit::changes(&left, &right))
            .unwrap_or_default()
    }

    fn members(
        &self,
        page: &mut Page,
        label: &str,
        members: &Members,
        declared: &[Member],
        marks: &[Range<usize>],
    ) {
        if members.is_empty() {
            return;
        }
        let label = page.paint.dim(label);
        page.line(2, &label);
        let width = members.keys().map(|name| name.chars().count()).max().unwrap_or_default();
        for (name, value) in members {
            let kind = declared
                .iter()
                .find(|member| member.name == *name)
                .map_or("bytes", |member| member.kind.as_str());
            match edit::bytes(value).filter(|_| kind == "bytes") {
                Some(bytes) if is_message(name) => self.message(page, name, &bytes, marks),
                Some(bytes) => plain(page, &format!("{name:<width$}"), &bytes),
                None => other(page, &format!("{name:<width$}"), value),
            }
        }
    }

    fn message(&self, page: &mut Page, name: &str, bytes: &[u8], marks: &[Range<usize>]) {
        let table = table_of(&self.lesson.tables, bytes);
        let what = table.map_or("no format of section 4".to_owned(), |table| {
            format!("{} (section {})", table.title, table.section)
        });
        let title = format!("{name}  {}: {what}", number(bytes.len()));
        let earlier = if marks.is_empty() { self.earlier(bytes) } else { None };
        let (remark, marks) = match &earlier {
            Some((step, changes)) if changes.is_empty() => {
                return page.line(4, &format!("{title}, as in step {}", step + 1));
            }
            Some((step, changes)) => {
                (format!(", like that of step {} but for the marked bytes", step + 1), &**changes)
            }
            None => (String::new(), marks),
        };
        page.line(4, &format!("{title}{remark}"));
        let spans = table.map(|table| table.layout(bytes)).unwrap_or_default();
        dumped(page, &dump::lines(bytes, &spans, marks, page.paint));
    }

    /// The earlier step with this message, or with the one of this length that was tampered with to make it.
    fn earlier(&self, message: &[u8]) -> Option<(usize, Vec<Range<usize>>)> {
        let bytes = |members: &Members| members.get("message").and_then(edit::bytes);
        let transcript = self.lesson.played.result.transcript.iter();
        let genuine = transcript.filter(|exchange| exchange.change.is_none());
        let played = genuine.filter_map(|exchange| Some((exchange.step?, exchange)));
        let played = played.filter(|(step, _)| *step < self.index);
        let messages = played.flat_map(|(step, Exchange { request, answer, .. })| {
            let asked = request.get("in").and_then(Value::as_object).and_then(bytes);
            let made = match answer {
                Some(Answered::Accept(members)) => bytes(members),
                _ => None,
            };
            asked.into_iter().chain(made).map(move |message| (step, message))
        });
        let compared = messages.filter(|(_, earlier)| earlier.len() == message.len());
        let compared = compared.map(|(step, earlier)| (step, edit::changes(&earlier, message)));
        let count = |changes: &[Range<usize>]| changes.iter().map(ExactSizeIterator::len).sum::<usize>();
        // Two independent messages have little more than their type in common.
        let near = compared.filter(|(_, changes)| count(changes) <= message.len() / 2);
        near.min_by_key(|(_, changes)| count(changes))
    }
}

/// Bytes that the chapter does not lay out.
fn plain(page: &mut Page, name: &str, bytes: &[u8]) {
    if bytes.is_empty() {
        page.line(4, &format!("{name}  (empty)"));
    } else if bytes.len() <= BESIDE {
        page.line(4, &format!("{name}  {}", hex::encode(bytes)));
    } else {
        page.line(4, &format!("{name}  {}", number(bytes.len())));
        dumped(page, &dump::lines(bytes, &[], &[], page.paint));
    }
}

fn dumped(page: &mut Page, lines: &[String]) {
    for line in lines {
        page.line(4, line);
    }
}

/// A value that is no bytes: text as it is, each item of a list on a line, other JSON compact.
fn other(page: &mut Page, name: &str, value: &Value) {
    let text = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match text.char_indices().nth(TEXT_SHOWN) {
            Some((cut, _)) => format!("{}..", text.get(..cut).unwrap_or_default()),
            None => text,
        }
    };
    let items = match value {
        Value::Array(items) if items.is_empty() => vec!["(none)".to_owned()],
        Value::Array(items) => items.iter().map(text).collect(),
        other => vec![text(other)],
    };
    let mut name = name.to_owned();
    for item in items {
        page.beside(4, &name, &item);
        name = " ".repeat(name.chars().count());
    }
}

/// The step that the reference adds to the case of a writer.
fn check(lesson: &Lesson<'_>, page: &mut Page) {
    let transcript = &lesson.played.result.transcript;
    let exchange = transcript.iter().find(|exchange| exchange.step.is_none());
    let (Some(check), Some(exchange)) = (&lesson.played.case.check, exchange) else {
        return;
    };
    page.heading(&format!("Check: the reference reads the answer with {}", check.op));
    page.labelled("expected", &expected(&check.expect));
    if let Some(answer) = &exchange.answer {
        page.labelled("answered", &answered(answer));
    }
}

/// The outcome of upstream in words.
fn measured(upstream: &Members) -> String {
    let text = |name: &str| upstream.get(name).and_then(Value::as_str);
    let outcome = match (text("reject"), text("error")) {
        (Some(code), _) => format!("reject with `{code}`"),
        (_, Some(error)) => format!("an error that nothing announces: {error}"),
        _ if upstream.contains_key("ignore") => "ignore".to_owned(),
        _ => "accept".to_owned(),
    };
    text("raised").map_or(outcome.clone(), |raised| format!("{outcome}, raised as {raised}"))
}
