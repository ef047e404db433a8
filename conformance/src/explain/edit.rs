//! What was done to the case that another one is an edit of.

use std::ops::Range;

use serde_json::Value;
use similar::{Algorithm, capture_diff_slices};

use super::dump::number;
use super::hunks::{self, Hunk};
use super::text;
use crate::model::case::Step;
use crate::model::outcome::Members;
use crate::spec::fields::{Formats, Span};

/// Longest piece of a value that is shown whole, in characters.
const SHOWN: usize = 32;
/// More differences than this are counted only.
const MOST_SENTENCES: usize = 8;

/// What was done to the steps of the base: those that came and went, and the inputs of the others.
pub(super) fn sentences(before: &[Step], after: &[Step], formats: &Formats) -> Vec<String> {
    let mut found = Vec::new();
    let alone = before.len() == 1 && after.len() == 1;
    for (base, step) in pairs(before, after) {
        let step_of = |index: usize| format!("step {}", index + 1);
        let place = |index: usize| if alone { String::new() } else { format!("{}: ", step_of(index)) };
        match (base.and_then(|at| before.get(at)), step.and_then(|at| Some((at, after.get(at)?)))) {
            (Some(base), Some((at, step))) => {
                if base.op != step.op {
                    found.push(format!("{}played with `{}`, not `{}`", place(at), step.op, base.op));
                }
                let inputs = members(&base.input, &step.input, formats);
                found.extend(inputs.iter().map(|sentence| format!("{}{sentence}", place(at))));
            }
            (Some(gone), None) => found.push(format!("without a step of it: {}, {}", gone.actor, gone.op)),
            (None, Some((at, new))) => {
                found.push(format!("{} is new: {}, {}", step_of(at), new.actor, new.op));
            }
            (None, None) => {}
        }
    }
    let more = found.len().saturating_sub(MOST_SENTENCES);
    if more > 0 {
        found.truncate(MOST_SENTENCES);
        found.push(format!("and {more} more differences"));
    }
    found
}

/// Each step of the base, and the one that it became: the same operation of the same actor, in the same order.
fn pairs(before: &[Step], after: &[Step]) -> Vec<(Option<usize>, Option<usize>)> {
    let whose = |steps: &[Step]| steps.iter().map(|step| (step.actor.clone(), step.op.clone())).collect();
    let (left, right): (Vec<_>, Vec<_>) = (whose(before), whose(after));
    let mut pairs = Vec::new();
    for part in capture_diff_slices(Algorithm::Myers, &left, &right) {
        let (mut old, mut new) = (part.old_range(), part.new_range());
        while !old.is_empty() || !new.is_empty() {
            pairs.push((old.next(), new.next()));
        }
    }
    pairs
}

/// The step of the base that a step was made from.
pub(super) fn origin<'b>(before: &'b [Step], after: &[Step], index: usize) -> Option<&'b Step> {
    let (base, _) = pairs(before, after).into_iter().find(|(_, step)| *step == Some(index))?;
    before.get(base?)
}

/// One sentence for each member of `in` that was edited, the bytes of a message with their fields.
fn members(base: &Members, edited: &Members, formats: &Formats) -> Vec<String> {
    let mut found = Vec::new();
    for (name, before) in base {
        match edited.get(name) {
            None => found.push(format!("`{name}` was left out")),
            Some(after) if after != before => {
                found.push(format!("`{name}`: {}", edited_value(name, before, after, formats)));
            }
            Some(_) => {}
        }
    }
    let added = edited.iter().filter(|(name, _)| !base.contains_key(*name));
    found.extend(
        added.map(|(name, value)| format!("`{name}` was added: {}", short(&text::escaped(&written(value))))),
    );
    found
}

fn edited_value(name: &str, before: &Value, after: &Value, formats: &Formats) -> String {
    if let (Some(left), Some(right)) = (bytes(before), bytes(after)) {
        let spans = formats.read(name, &left).map(|format| format.spans).unwrap_or_default();
        return between(&left, &right, &spans);
    }
    let (_, before, after) = text::difference(&written(before), &written(after));
    format!("{before} became {after}")
}

/// The bytes of a member that is a literal.
pub(super) fn bytes(value: &Value) -> Option<Vec<u8>> {
    value.as_str().and_then(|text| hex::decode(text).ok())
}

/// `byte 81`, `bytes 1 to 64`
pub(super) fn place(range: &Range<usize>) -> String {
    if range.len() == 1 {
        format!("byte {}", range.start)
    } else {
        format!("bytes {} to {}", range.start, range.end - 1)
    }
}

/// The fields that bytes belong to.
pub(super) fn fields(spans: &[Span], range: &Range<usize>) -> String {
    let touched = spans.iter().filter(|span| span.from < range.end && range.start < span.to);
    let mut names: Vec<String> = touched
        .map(|Span { name, within, .. }| match within {
            Some(within) => format!("`{name}` of `{within}`"),
            None => format!("`{name}`"),
        })
        .collect();
    names.dedup();
    names.join(", ")
}

/// Text, or its beginning.
fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}..", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn between(left: &[u8], right: &[u8], spans: &[Span]) -> String {
    if let (Some(left), Some(right)) = (text::of(left), text::of(right)) {
        let (byte, before, after) = text::difference(left, right);
        return format!("byte {byte}, `{before}` became `{after}`");
    }
    let lengths = || format!("{} became {}", number(left.len()), number(right.len()));
    let hunks = hunks::edits(left, right);
    let said = hunks.map(|hunks| {
        hunks.iter().map(|hunk| change(left, right, spans, hunk)).collect::<Vec<_>>().join("; ")
    });
    match said {
        Some(said) if left.len() == right.len() => said,
        Some(said) => format!("{said}: {}", lengths()),
        None if left.len() == right.len() => format!("another value of {}", number(left.len())),
        None => format!("another value: {}", lengths()),
    }
}

fn change(left: &[u8], right: &[u8], spans: &[Span], Hunk { before, after }: &Hunk) -> String {
    let part = |bytes: &[u8], range: &Range<usize>| {
        short(&hex::encode(bytes.get(range.clone()).unwrap_or_default()))
    };
    let (gone, new) = (part(left, before), part(right, after));
    if before.is_empty() {
        return format!("{new} added at byte {}", before.start);
    }
    let place = format!("{}{}", place(before), within(spans, before));
    if after.is_empty() && before.end == left.len() {
        let first = before.start..before.start + 1;
        return format!("cut at byte {}{}", before.start, within(spans, &first));
    } else if after.is_empty() {
        return format!("without {place}");
    } else if before.len() != after.len() {
        return format!("{place} replaced by {new}");
    }
    let bit = match (left.get(before.start), right.get(after.start)) {
        (Some(one), Some(other)) if before.len() == 1 && (one ^ other).is_power_of_two() => {
            format!(", bit {} flipped", (one ^ other).trailing_zeros())
        }
        _ => String::new(),
    };
    format!("{place}, {gone} became {new}{bit}")
}

/// The fields that bytes belong to, behind their place.
fn within(spans: &[Span], range: &Range<usize>) -> String {
    let fields = fields(spans, range);
    if fields.is_empty() { fields } else { format!(" ({fields})") }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(before: &Value, after: &Value) -> String {
        let key = |value: &Value| Members::from_iter([("key".to_owned(), value.clone())]);
        members(&key(before), &key(after), &Formats::default()).join(" | ")
    }

    #[test]
    fn each_kind_of_edit_has_its_words() {
        for (before, after, words) in [
            ("00ff00", "00fe00", "`key`: byte 1, ff became fe, bit 0 flipped"),
            ("00ff00", "00f000", "`key`: byte 1, ff became f0"),
            ("001122334455", "009922334499", "`key`: byte 1, 11 became 99; byte 5, 55 became 99"),
            ("0011221144", "0099229944", "`key`: bytes 1 to 3, 112211 became 992299"),
            ("001122", "00", "`key`: cut at byte 1: 3 bytes became 1 byte"),
            ("001122", "0022", "`key`: without byte 1: 3 bytes became 2 bytes"),
            ("0011", "001100", "`key`: 00 added at byte 2: 2 bytes became 3 bytes"),
            ("001122", "00aabb22", "`key`: byte 1 replaced by aabb: 3 bytes became 4 bytes"),
            ("0011", "aabbcc", "`key`: another value: 2 bytes became 3 bytes"),
            ("strict", "naive", "`key`: strict became naive"),
        ] {
            assert_eq!(said(&json!(before), &json!(after)), words);
        }
        assert_eq!(said(&json!(["00"]), &json!([])), "`key`: [\"00\"] became []");
    }

    #[test]
    fn members_come_and_go() {
        let one = Members::from_iter([("a".to_owned(), json!("00"))]);
        let other = Members::from_iter([("b".to_owned(), json!("11"))]);
        assert_eq!(members(&one, &other, &Formats::default()), ["`a` was left out", "`b` was added: 11"]);
    }
}
