//! One step: what was asked, what was answered, and what should have been.

use serde::Deserialize;
use serde_json::Value;

use super::member::{self, Earlier};
use super::{Lesson, answered, edit, expected};
use crate::event::Exchange;
use crate::live;
use crate::model::case::{SUBJECT, Step};
use crate::model::operation::{Member, Operation};
use crate::model::outcome::{Answered, Expect, Members};
use crate::report::page::Page;

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
        let asked = |name: &str| self.exchange?.request.get(name)?.as_object();
        let declared =
            |list: fn(&Operation) -> &Vec<Member>| self.operation.map(|one| &**list(one)).unwrap_or_default();
        let input = asked("in").unwrap_or(&self.step.input);
        self.members(page, "in", input, declared(|operation| &operation.input), &|name| self.origin(name));
        let draws = if self.exchange.is_some() { asked("draws") } else { Some(&self.step.draws) };
        if let Some(draws) = draws.filter(|draws| !draws.is_empty()) {
            self.draws(page, draws);
        }
        if let Some(exchange) = self.exchange {
            self.members(
                page,
                "on the way",
                &exchange.intermediate,
                declared(|operation| &operation.intermediate),
                &|name| self.step.intermediate.get(name).and_then(edit::bytes),
            );
            if let Some(Answered::Accept(members)) = &exchange.answer {
                let wanted = |name: &str| self.wanted(name);
                self.members(page, "out", members, declared(|operation| &operation.out), &wanted);
            }
        }
        self.outcomes(page);
    }

    /// What the chapter expects, or what it does of an implementation with these choices.
    fn expected(&self) -> String {
        let strict = expected(&self.step.expect);
        let result = self.lesson.played.result;
        let given = result.expected.as_ref().filter(|_| result.step == Some(self.index));
        let declared = given.and_then(|given| Expect::deserialize(given).ok());
        match declared.as_ref().map(expected) {
            Some(declared) if declared != strict => {
                format!("{declared}, for so it has declared; where all choices are strict, {strict}")
            }
            _ => strict,
        }
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

    /// The input that an edit, or a derived variant, was made from.
    fn origin(&self, name: &str) -> Option<Vec<u8>> {
        let origin = match self.change() {
            Some((member, _)) if member == name => Some(self.step),
            Some(_) => None,
            None => edit::origin(&self.lesson.base, &self.lesson.steps, self.index),
        };
        edit::bytes(origin?.input.get(name)?)
    }

    fn outcomes(&self, page: &mut Page) {
        let Self { lesson, step, exchange, .. } = self;
        let variant = self.change().is_some();
        let wanted = if variant { VARIANT_EXPECTED.to_owned() } else { self.expected() };
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
                self.members(page, "should be", listed, &[], &|_| None);
            }
        }
        if let (Some(upstream), Some(protocol)) = (&step.upstream, lesson.protocol) {
            page.labelled("upstream", &format!("{} ({})", measured(upstream), protocol.upstream));
        }
    }

    /// What a member of the answer should be, in the step that has the difference.
    fn wanted(&self, name: &str) -> Option<Vec<u8>> {
        let result = self.lesson.played.result;
        let expected = result.expected.as_ref().filter(|_| result.step == Some(self.index))?;
        edit::bytes(expected.get("accept")?.get(name)?)
    }

    fn members(
        &self,
        page: &mut Page,
        label: &str,
        members: &Members,
        declared: &[Member],
        origin: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) {
        if members.is_empty() {
            return;
        }
        let label = page.paint.dim(label);
        page.line(2, &label);
        let width = members.keys().map(|name| name.chars().count()).max().unwrap_or_default();
        let earlier = self.earlier();
        for (name, value) in members {
            let kind = declared
                .iter()
                .find(|member| member.name == *name)
                .map_or("bytes", |member| member.kind.as_str());
            match edit::bytes(value).filter(|_| kind == "bytes") {
                Some(bytes) => {
                    let member = member::Member { name, width, bytes: &bytes, origin: origin(name) };
                    member.write(page, &self.lesson.formats, &earlier);
                }
                None => {
                    member::other(page, &self.lesson.formats, &format!("{name:<width$}"), kind, value);
                }
            }
        }
    }

    fn draws(&self, page: &mut Page, draws: &Members) {
        let label = page.paint.dim("draws");
        page.line(2, &label);
        let width = draws.keys().map(|name| name.chars().count()).max().unwrap_or_default();
        for (name, value) in draws {
            let name = format!("{name:<width$}");
            match edit::bytes(value) {
                Some(bytes) => member::draw(page, &name, &bytes),
                None => member::other(page, &self.lesson.formats, &name, "bytes", value),
            }
        }
    }

    /// The longer values of earlier steps, as they were asked and answered.
    fn earlier(&self) -> Vec<Earlier> {
        let transcript = self.lesson.played.result.transcript.iter();
        let genuine = transcript.filter(|exchange| exchange.change.is_none());
        let played = genuine.filter_map(|exchange| Some((exchange.step?, exchange)));
        let played = played.filter(|(step, _)| *step < self.index);
        let members = played.flat_map(|(step, Exchange { request, answer, .. })| {
            let asked = request.get("in").and_then(Value::as_object);
            let made = match answer {
                Some(Answered::Accept(members)) => Some(members),
                _ => None,
            };
            asked.into_iter().chain(made).flatten().map(move |(name, value)| (step, name, value))
        });
        let values = members.filter_map(|(step, name, value)| {
            let bytes = edit::bytes(value).filter(|bytes| member::is_long(bytes))?;
            Some(Earlier { step, name: name.clone(), bytes })
        });
        values.collect()
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
