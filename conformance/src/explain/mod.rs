//! `taut explain`: one case, played and corrected as a teacher would: what it is about, what was asked, what should
//! have come, where it parted, and which sentence of the specification says so.
//!
//! | Module | Holds |
//! |---|---|
//! | [`edit`] | what was done to the base case |
//! | [`hunks`] | where two values of bytes differ |
//! | [`dump`] | annotated bytes |
//! | [`step`] | a step: inputs, answer, what was expected |
//! | [`member`] | a value: bytes with their fields, text as text |
//! | [`mod@text`] | bytes that are text |
//! | [`value`] | values that are tagged arrays |
//! | [`correction`] | the verdict and the first difference |
//!
//! Names of fields come from the chapter ([`crate::spec::fields`]); no protocol is known here.

mod correction;
mod dump;
mod edit;
mod hunks;
mod member;
mod step;
mod text;
mod value;

use std::collections::BTreeMap;

use crate::event::{CaseResult, HelloInfo};
use crate::model::case::{Case, Step};
use crate::model::operation::Protocol;
use crate::model::outcome::{Answered, Expect};
use crate::model::suite::Suite;
use crate::report::page::Page;
use crate::report::paint::Paint;
use crate::select::word;
use crate::spec::fields::Formats;
use crate::spec::{self, Chapter};

/// One case that was played, with its transcript.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Played<'s> {
    pub(crate) suite: &'s Suite,
    pub(crate) case: &'s Case,
    pub(crate) hello: &'s HelloInfo,
    pub(crate) result: &'s CaseResult,
}

/// All that a part of the explanation may need.
struct Lesson<'s> {
    played: Played<'s>,
    protocol: Option<&'s Protocol>,
    chapter: Chapter,
    formats: Formats,
    steps: Vec<Step>,
    /// The steps of the case that this one is an edit of.
    base: Vec<Step>,
}

/// The explanation; `again` are the commands that repeat the case.
pub(crate) fn text(played: Played<'_>, again: &[String], paint: Paint) -> String {
    let lesson = Lesson::new(played);
    let mut page = Page::new(paint);
    lesson.head(&mut page);
    step::all(&lesson, &mut page);
    correction::write(&lesson, &mut page);
    lesson.rules(&mut page);
    lesson.choices(&mut page);
    page.heading("Again");
    for command in again {
        // A command is one line, however long: it is there to be copied.
        page.line(2, command);
    }
    page.into_text()
}

impl<'s> Lesson<'s> {
    fn new(played: Played<'s>) -> Self {
        let mut protocols = played.suite.protocols.iter().map(|suite| &suite.protocol);
        let protocol = protocols.find(|protocol| protocol.protocol == played.case.protocol());
        let text = protocol
            .and_then(|protocol| taut_vectors::SPEC.get_file(&protocol.chapter)?.contents_utf8())
            .unwrap_or_default();
        let chapter = spec::parse(text);
        let formats = Formats::of(&chapter);
        let steps = played.case.to_steps().unwrap_or_default();
        let mut lesson = Self { played, protocol, chapter, formats, steps, base: Vec::new() };
        lesson.base = lesson.base().and_then(|base| base.to_steps().ok()).unwrap_or_default();
        lesson
    }

    /// The case that this one is an edit of.
    fn base(&self) -> Option<&'s Case> {
        let id = self.played.case.edit_of.as_ref()?;
        self.played.suite.cases().find(|case| case.id == *id)
    }

    fn head(&self, page: &mut Page) {
        let Played { case, hello, result, .. } = self.played;
        let verdict = word(&result.verdict).replace('-', " ");
        let verdict =
            if result.verdict.is_difference() { page.paint.bad(&verdict) } else { page.paint.good(&verdict) };
        page.line(0, &format!("{}: {verdict}", page.paint.bold(&case.id)));
        page.words(0, &case.about);
        page.line(0, "");
        page.labelled("played by", &format!("{} {} ({})", hello.name, hello.version, hello.language));
        let reference =
            case.source.reference.as_ref().map_or(String::new(), |reference| format!(", {reference}"));
        page.labelled("source", &format!("{}{reference}", word(&case.source.kind)));
        if let Some(bug) = &case.bug {
            let about = format!(
                "{}, severity {}: what goes wrong where this case fails",
                word(&bug.class),
                word(&bug.severity)
            );
            page.labelled("bug", &about);
        }
        self.edit(page);
    }

    fn edit(&self, page: &mut Page) {
        let Some(id) = &self.played.case.edit_of else { return };
        let Some(base) = self.base() else { return page.labelled("edit of", id) };
        page.labelled("edit of", &format!("{id} ({})", base.about));
        for sentence in edit::sentences(&self.base, &self.steps, &self.formats) {
            page.labelled("", &sentence);
        }
    }

    fn rules(&self, page: &mut Page) {
        page.heading("Rules");
        for id in &self.played.case.rules {
            let Some(rule) = spec::rule(id) else {
                page.line(2, id);
                continue;
            };
            let title = self.chapter.title(&rule.section).unwrap_or_default();
            let chapter =
                self.protocol.map_or(String::new(), |protocol| format!(" of spec/{}", protocol.chapter));
            let line = format!("{id} ({}), section {}{chapter}: {title}", rule.kind(), rule.section);
            page.words(2, line.trim_end_matches(": "));
            page.words(4, &rule.sentence);
        }
    }

    /// The choices that the outcome depends on, and what was declared.
    fn choices(&self, page: &mut Page) {
        let mut named: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (index, step) in self.steps.iter().enumerate() {
            for variant in &step.variants {
                let when = variant.when.iter().map(|(choice, answer)| format!("`{choice}` is `{answer}`"));
                let place =
                    if self.steps.len() > 1 { format!("step {}, ", index + 1) } else { String::new() };
                let then = if variant.then.is_some() { ", and the case ends" } else { "" };
                let when = when.collect::<Vec<_>>().join(" and ");
                let line = format!("{place}when {when}: {}{then}", expected(&variant.expect));
                for choice in variant.when.keys() {
                    let choice = choice.split_once(':').map_or(choice.as_str(), |(_, choice)| choice);
                    named.entry(choice).or_default().push(line.clone());
                }
            }
        }
        if named.is_empty() {
            return;
        }
        page.heading("Choices");
        for (choice, lines) in named {
            let Some(known) = self.protocol.and_then(|protocol| protocol.choice(choice)) else { continue };
            let strict = known.answers.first().map(String::as_str).unwrap_or_default();
            let declared = self.played.hello.choices.get(choice).map_or(strict, String::as_str);
            page.words(2, &format!("`{choice}`: {}", known.about));
            page.words(4, &format!("strict: `{strict}`; the other answer is seen in {}", known.seen_in));
            page.words(4, &format!("{} answers `{declared}`", self.played.hello.name));
            for line in lines {
                page.words(4, &line);
            }
        }
    }
}

/// An expected outcome in words.
fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Accept(members) if members.is_empty() => "accept".to_owned(),
        Expect::Accept(members) => {
            format!(
                "accept, with {}",
                members.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            )
        }
        Expect::Ignore(_) => "ignore".to_owned(),
        Expect::Reject(codes) => {
            let codes: Vec<_> = codes.as_slice().iter().map(|code| format!("`{code}`")).collect();
            format!("reject with {}", codes.join(" or "))
        }
    }
}

/// A given outcome in words.
fn answered(answer: &Answered) -> String {
    match answer {
        Answered::Accept(_) => "accept".to_owned(),
        Answered::Ignore(_) => "ignore".to_owned(),
        Answered::Reject(code) => format!("reject with `{code}`"),
        Answered::Error(text) => format!("an error that nothing announces: {text}"),
    }
}
