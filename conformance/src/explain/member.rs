//! One value of a step: bytes with the fields of their format, text as text, anything else as JSON.

use std::ops::Range;

use serde_json::Value;

use super::dump::{self, number};
use super::{edit, hunks, text, value};
use crate::report::page::{Page, WIDTH};
use crate::spec::fields::{Format, Formats};

/// Columns in front of a member.
const INDENT: usize = 4;
/// Columns in front of the lines of a text, and of their margin.
const TEXT_INDENT: usize = 8;
const MARGIN: usize = 2;
/// Longest value of bytes that stands beside its name.
const BESIDE: usize = 32;
/// Longest other value that is shown whole, in characters.
const TEXT_SHOWN: usize = 600;

/// Bytes with a name.
pub(super) struct Member<'m> {
    pub(super) name: &'m str,
    /// Columns that names have here.
    pub(super) width: usize,
    pub(super) bytes: &'m [u8],
    /// The value that this one was made from, or should be.
    pub(super) origin: Option<Vec<u8>>,
}

/// A value of an earlier step.
pub(super) struct Earlier {
    pub(super) step: usize,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl Member<'_> {
    /// Writes it; what stood in an earlier step already does not stand here again.
    pub(super) fn write(&self, page: &mut Page, formats: &Formats, earlier: &[Earlier]) {
        let Self { name, bytes, .. } = self;
        let format = self.format(formats);
        let marks = self.marks();
        if bytes.is_empty() {
            return page.line(INDENT, &format!("{name:<width$}  (empty)", width = self.width));
        }
        if marks.is_empty()
            && bytes.len() > BESIDE
            && let Some(same) = earlier.iter().find(|earlier| earlier.bytes == *bytes)
        {
            let which = if same.name == *name { String::new() } else { format!("`{}` ", same.name) };
            let title = self.title(format.as_ref());
            return self.titled(page, &format!("{title}, as {which}in step {}", same.step + 1));
        }
        match format {
            Some(format) => self.laid_out(page, &format, marks, earlier),
            None if bytes.len() <= BESIDE => self.beside(page),
            None => self.without_format(page, &marks),
        }
    }

    fn without_format(&self, page: &mut Page, marks: &[Range<usize>]) {
        let Some(text) = text::of(self.bytes) else {
            let none = if self.name == "message" { ": no format of section 4" } else { "" };
            self.titled(page, &format!("{}{none}", self.title(None)));
            return dumped(page, &dump::lines(self.bytes, &[], marks, page.paint));
        };
        self.titled(page, &self.title(None));
        text_lines(page, text);
    }

    /// The table of the bytes, or of those that they were made from.
    fn format<'f>(&self, formats: &'f Formats) -> Option<Format<'f>> {
        let own = formats.read(self.name, self.bytes);
        own.or_else(|| {
            let origin = formats.read(self.name, self.origin.as_deref()?)?;
            formats.read_like(&origin, self.bytes)
        })
    }

    /// The bytes that are not those of the origin.
    fn marks(&self) -> Vec<Range<usize>> {
        let origin = self.origin.as_deref();
        origin.map(|origin| hunks::changes(origin, self.bytes)).unwrap_or_default()
    }

    fn title(&self, format: Option<&Format<'_>>) -> String {
        let what = match format {
            Some(Format { title, section, .. }) => format!(": {title} (section {section})"),
            None if text::of(self.bytes).is_some() => " of text".to_owned(),
            None => String::new(),
        };
        format!("{}{what}", number(self.bytes.len()))
    }

    fn titled(&self, page: &mut Page, title: &str) {
        page.beside(INDENT, &format!("{:<width$}", self.name, width = self.width), title);
    }

    fn laid_out(&self, page: &mut Page, format: &Format<'_>, own: Vec<Range<usize>>, earlier: &[Earlier]) {
        let near = if own.is_empty() { self.near(earlier) } else { None };
        let (remark, marks) = match near {
            Some((step, marks)) => {
                (format!(", like that of step {} but for the marked bytes", step + 1), marks)
            }
            None => (String::new(), own),
        };
        self.titled(page, &format!("{}{remark}", self.title(Some(format))));
        dumped(page, &dump::lines(self.bytes, &format.spans, &marks, page.paint));
    }

    /// The earlier step with the value of this name and length that was tampered with to make it.
    fn near(&self, earlier: &[Earlier]) -> Option<(usize, Vec<Range<usize>>)> {
        let alike = earlier
            .iter()
            .filter(|earlier| earlier.name == self.name && earlier.bytes.len() == self.bytes.len());
        let compared = alike.map(|earlier| (earlier.step, hunks::changes(&earlier.bytes, self.bytes)));
        let count = |changes: &[Range<usize>]| changes.iter().map(ExactSizeIterator::len).sum::<usize>();
        // Two independent messages have little more than their constants in common.
        let near = compared.filter(|(_, changes)| count(changes) <= self.bytes.len() / 2);
        near.min_by_key(|(_, changes)| count(changes))
    }

    /// Few bytes, and what they are as text.
    fn beside(&self, page: &mut Page) {
        let line = format!("{:<width$}  {}", self.name, hex::encode(self.bytes), width = self.width);
        let Some(text) = text::of(self.bytes) else { return page.line(INDENT, &line) };
        let text = format!("\"{}\"", text::escaped(text));
        if INDENT + line.chars().count() + 2 + text.chars().count() <= WIDTH {
            page.line(INDENT, &format!("{line}  {text}"));
        } else {
            page.line(INDENT, &line);
            page.line(INDENT + self.width + 2, &text);
        }
    }
}

/// Whether a value is long enough to be told by the step that it stood in first.
pub(super) fn is_long(bytes: &[u8]) -> bool {
    bytes.len() > BESIDE
}

/// Random bytes, which say nothing: how they begin.
pub(super) fn draw(page: &mut Page, name: &str, bytes: &[u8]) {
    let beginning = hex::encode(bytes.get(..BESIDE).unwrap_or(bytes));
    if bytes.len() > BESIDE {
        page.line(INDENT, &format!("{name}  {beginning}.. ({})", number(bytes.len())));
    } else {
        page.line(INDENT, &format!("{name}  {beginning}"));
    }
}

/// A value that is no bytes: text as it is, each item of a list on a line, tagged arrays as what they hold, other JSON
/// compact. Messages in it follow with their fields.
pub(super) fn other(page: &mut Page, formats: &Formats, name: &str, kind: &str, value: &Value) {
    if kind == "value"
        && let Some(value) = value::of(value)
    {
        return page.beside(INDENT, name, &limited(&value));
    }
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    let mut name = name.to_owned();
    if items.is_empty() {
        page.beside(INDENT, &name, "(none)");
    }
    for item in items {
        let bytes = edit::bytes(item).filter(|_| kind == "list<bytes>");
        let text = bytes.as_deref().filter(|bytes| formats.read("", bytes).is_none()).and_then(text::of);
        match text {
            Some(text) => {
                page.beside(INDENT, &name, &format!("{} of text", number(text.len())));
                text_lines(page, text);
            }
            None => compact(page, formats, &name, item),
        }
        name = " ".repeat(name.chars().count());
    }
}

fn compact(page: &mut Page, formats: &Formats, name: &str, item: &Value) {
    let mut messages = Vec::new();
    let item = without_messages(item, formats, &mut messages);
    page.beside(INDENT, name, &limited(&item.as_str().map_or_else(|| item.to_string(), str::to_owned)));
    for (bytes, Format { title, section, spans, .. }) in messages {
        page.line(INDENT, &format!("{}: {title} (section {section})", number(bytes.len())));
        dumped(page, &dump::lines(&bytes, &spans, &[], page.paint));
    }
}

/// The value with the length of each message in the place of its bytes.
fn without_messages<'f>(
    value: &Value,
    formats: &'f Formats,
    messages: &mut Vec<(Vec<u8>, Format<'f>)>,
) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| without_messages(item, formats, messages)).collect(),
        Value::String(_) => match edit::bytes(value) {
            Some(bytes) if let Some(format) = formats.read("", &bytes) => {
                let words = format!("{}, below", number(bytes.len()));
                messages.push((bytes, format));
                Value::String(words)
            }
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

fn limited(text: &str) -> String {
    let text = text::escaped(text);
    match text.char_indices().nth(TEXT_SHOWN) {
        Some((cut, _)) => format!("{}..", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

fn text_lines(page: &mut Page, text: &str) {
    for line in text::lines(text, WIDTH - TEXT_INDENT - MARGIN) {
        page.line(TEXT_INDENT, &line);
    }
}

fn dumped(page: &mut Page, lines: &[String]) {
    for line in lines {
        page.line(INDENT, line);
    }
}
