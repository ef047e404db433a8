//! What was done to the case that another one is an edit of.

use std::ops::Range;

use serde_json::Value;
use similar::{Algorithm, capture_diff_slices};

use super::dump::number;
use super::text;
use crate::model::case::Step;
use crate::model::outcome::Members;
use crate::spec::fields::{Formats, Span};

/// Differing bytes with at most this many equal ones between them are one change: a replaced value agrees by chance.
const CHANCE: usize = 2;
/// More changes than this are another value.
const MOST_CHANGES: usize = 6;
/// Longest piece of hex, or of another value, that is shown whole, in characters.
const SHOWN: usize = 32;
/// More differences than this are counted only.
const MOST_SENTENCES: usize = 8;

/// What was done to the steps of the base: those that came and went, and the inputs of the others.
pub(super) fn sentences(before: &[Step], after: &[Step], formats: &Formats) -> Vec<String> {
    let mut found = Vec::new();
    let alone = before.len() == 1 && after.len() == 1;
    for (base, step) in pairs(before, after) {
        let place = |index: usize| if alone { String::new() } else { format!("step {}: ", index + 1) };
        match (base.and_then(|at| before.get(at)), step.and_then(|at| Some((at, after.get(at)?)))) {
            (Some(base), Some((at, step))) => {
                if base.op != step.op {
                    found.push(format!("{}played with `{}`, not `{}`", place(at), step.op, base.op));
                }
                let inputs = members(&base.input, &step.input, formats);
                found.extend(inputs.iter().map(|sentence| format!("{}{sentence}", place(at))));
            }
            (Some(gone), None) => found.push(format!("without a step of it: {}, {}", gone.actor, gone.op)),
            (None, Some((at, new))) => found.push(format!("{}is new: {}, {}", place(at), new.actor, new.op)),
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
            Some(after) if after != before => found.push(match (bytes(before), bytes(after)) {
                (Some(left), Some(right)) => {
                    let spans = formats.read(name, &left).map(|format| format.spans).unwrap_or_default();
                    format!("`{name}`: {}", between(&left, &right, &spans))
                }
                _ => format!("`{name}`: {} became {}", short(&written(before)), short(&written(after))),
            }),
            Some(_) => {}
        }
    }
    let added = edited.iter().filter(|(name, _)| !base.contains_key(*name));
    found.extend(added.map(|(name, value)| format!("`{name}` was added: {}", short(&written(value)))));
    found
}

/// Where `right` differs from `left`, as ranges of `right`.
pub(super) fn changes(left: &[u8], right: &[u8]) -> Vec<Range<usize>> {
    if left.len() != right.len() {
        let (prefix, suffix) = common(left, right);
        return std::iter::once(prefix..right.len() - suffix).filter(|range| !range.is_empty()).collect();
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, _) in left.iter().zip(right).enumerate().filter(|(_, (before, after))| before != after) {
        match ranges.last_mut() {
            Some(last) if at <= last.end + CHANCE => last.end = at + 1,
            _ => ranges.push(at..at + 1),
        }
    }
    ranges
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
pub(super) fn short(text: &str) -> String {
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
    if left.len() != right.len() {
        return of_other_length(left, right, spans);
    }
    let ranges = changes(left, right);
    if ranges.len() > MOST_CHANGES {
        let count = left.iter().zip(right).filter(|(before, after)| before != after).count();
        return format!("another value, {count} of {} differ", number(left.len()));
    }
    ranges.iter().map(|range| change(left, right, spans, range)).collect::<Vec<_>>().join("; ")
}

fn change(left: &[u8], right: &[u8], spans: &[Span], range: &Range<usize>) -> String {
    let part = |bytes: &[u8]| short(&hex::encode(bytes.get(range.clone()).unwrap_or_default()));
    let fields = within(spans, range);
    let bit = match (left.get(range.start), right.get(range.start)) {
        (Some(before), Some(after)) if range.len() == 1 && (before ^ after).is_power_of_two() => {
            format!(", bit {} flipped", (before ^ after).trailing_zeros())
        }
        _ => String::new(),
    };
    format!("{}{fields}, {} became {}{bit}", place(range), part(left), part(right))
}

fn of_other_length(left: &[u8], right: &[u8], spans: &[Span]) -> String {
    let (prefix, suffix) = common(left, right);
    let removed = prefix..left.len() - suffix;
    let added = short(&hex::encode(right.get(prefix..right.len() - suffix).unwrap_or_default()));
    let lengths = format!("{} became {}", number(left.len()), number(right.len()));
    let place = || format!("{}{}", place(&removed), within(spans, &removed));
    match (removed.is_empty(), added.is_empty()) {
        (false, true) if removed.end == left.len() => {
            format!("cut at byte {prefix}{}: {lengths}", within(spans, &(prefix..prefix + 1)))
        }
        (false, true) => format!("without {}: {lengths}", place()),
        (true, _) => format!("{added} added at byte {prefix}: {lengths}"),
        _ if prefix + suffix == 0 => format!("another value: {lengths}"),
        _ => format!("{} replaced by {added}: {lengths}", place()),
    }
}

/// The fields that bytes belong to, behind their place.
fn within(spans: &[Span], range: &Range<usize>) -> String {
    let fields = fields(spans, range);
    if fields.is_empty() { fields } else { format!(" ({fields})") }
}

/// How many bytes two values share at the beginning, and how many of the others at the end.
fn common(left: &[u8], right: &[u8]) -> (usize, usize) {
    let same = |(before, after): &(&u8, &u8)| before == after;
    let prefix = left.iter().zip(right).take_while(same).count();
    let most = left.len().min(right.len()) - prefix;
    (prefix, left.iter().rev().zip(right.iter().rev()).take(most).take_while(same).count())
}

fn written(value: &Value) -> String {
    text::escaped(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
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
