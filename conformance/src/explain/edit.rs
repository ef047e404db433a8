//! What was done to the case that another one is an edit of.

use std::ops::Range;

use serde_json::Value;

use super::dump::number;
use crate::model::outcome::Members;
use crate::spec::fields::{Span, Table, table_of};

/// Differing bytes with at most this many equal ones between them are one change: a replaced value agrees by chance.
const CHANCE: usize = 2;
/// More changes than this are another value.
const MOST_CHANGES: usize = 6;
/// Longest piece of hex, or of another value, that is shown whole, in characters.
const SHOWN: usize = 32;

/// One sentence for each member of `in` that was edited, the bytes of a message with their fields.
pub(super) fn sentences(base: &Members, edited: &Members, tables: &[Table]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, before) in base {
        match edited.get(name) {
            None => found.push(format!("`{name}` was left out")),
            Some(after) if after != before => found.push(match (bytes(before), bytes(after)) {
                (Some(left), Some(right)) => {
                    let table = if is_message(name) { table_of(tables, &left) } else { None };
                    let spans = table.map(|table| table.layout(&left)).unwrap_or_default();
                    format!("`{name}`: {}", between(&left, &right, &spans))
                }
                _ => format!("`{name}`: {} became {}", short(&text(before)), short(&text(after))),
            }),
            Some(_) => {}
        }
    }
    let added = edited.iter().filter(|(name, _)| !base.contains_key(*name));
    found.extend(added.map(|(name, value)| format!("`{name}` was added: {}", short(&text(value)))));
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

/// Whether a member holds a message as it travels, the only kind of bytes that section 4 of a chapter lays out.
pub(super) fn is_message(member: &str) -> bool {
    member == "message"
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
    touched.map(|span| format!("`{}`", span.name)).collect::<Vec<_>>().join(", ")
}

/// Text, or its beginning.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}..", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn between(left: &[u8], right: &[u8], spans: &[Span]) -> String {
    if left.len() != right.len() {
        return of_other_length(left, right);
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
    let fields = fields(spans, range);
    let fields = if fields.is_empty() { String::new() } else { format!(" ({fields})") };
    let bit = match (left.get(range.start), right.get(range.start)) {
        (Some(before), Some(after)) if range.len() == 1 && (before ^ after).is_power_of_two() => {
            format!(", bit {} flipped", (before ^ after).trailing_zeros())
        }
        _ => String::new(),
    };
    format!("{}{fields}, {} became {}{bit}", place(range), part(left), part(right))
}

fn of_other_length(left: &[u8], right: &[u8]) -> String {
    let (prefix, suffix) = common(left, right);
    let removed = prefix..left.len() - suffix;
    let added = short(&hex::encode(right.get(prefix..right.len() - suffix).unwrap_or_default()));
    let lengths = format!("{} became {}", number(left.len()), number(right.len()));
    match (removed.is_empty(), added.is_empty()) {
        (false, true) if removed.end == left.len() => format!("cut at byte {prefix}: {lengths}"),
        (false, true) => format!("without {}: {lengths}", place(&removed)),
        (true, _) => format!("{added} added at byte {prefix}: {lengths}"),
        _ if prefix + suffix == 0 => format!("another value: {lengths}"),
        _ => format!("{} replaced by {added}: {lengths}", place(&removed)),
    }
}

/// How many bytes two values share at the beginning, and how many of the others at the end.
fn common(left: &[u8], right: &[u8]) -> (usize, usize) {
    let same = |(before, after): &(&u8, &u8)| before == after;
    let prefix = left.iter().zip(right).take_while(same).count();
    let most = left.len().min(right.len()) - prefix;
    (prefix, left.iter().rev().zip(right.iter().rev()).take(most).take_while(same).count())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(before: &Value, after: &Value) -> String {
        let members = |value: &Value| Members::from_iter([("key".to_owned(), value.clone())]);
        sentences(&members(before), &members(after), &[]).join(" | ")
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
        assert_eq!(sentences(&one, &other, &[]), ["`a` was left out", "`b` was added: 11"]);
    }
}
