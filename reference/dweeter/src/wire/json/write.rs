//! Writing JSON: `spec/dweeter.md` section 4.5.1 (revision 1.0.0), DW-DATA-10 to DW-DATA-13.
//!
//! What is written was checked before, or read by [`read`](super::read::read).

use std::borrow::Cow;

use taut_wire::float;
use taut_wire::json::write_character;
use taut_wire::text::code_points;

use super::{Dict, Text, Value};

/// What an object needs beside its longest text; more is asked for when it is needed.
const ROOM: usize = 128;

/// Writes an object.
#[must_use]
pub fn object(dict: &Dict) -> String {
    let mut out = String::with_capacity(ROOM);
    write_dict(&mut out, dict);
    out
}

/// Writes an object as if [`Dict::set`] had set this text in it.
#[must_use]
pub fn object_with(dict: &Dict, name: &str, text: &str) -> String {
    let mut out = String::with_capacity(2 * ROOM);
    let place = dict.0.iter().position(|(key, _)| key.is_text(name)).unwrap_or(dict.0.len());
    let (before, rest) = dict.0.split_at_checked(place).unwrap_or_default();
    out.push('{');
    write_members(&mut out, 0, before);
    write_name(&mut out, place, name.as_bytes());
    write_text(&mut out, text.as_bytes());
    write_members(&mut out, place + 1, rest.get(1..).unwrap_or_default());
    out.push('}');
    out
}

/// Writes an object of texts.
#[must_use]
pub fn texts(members: &[(String, String)]) -> String {
    let size = members.iter().map(|(name, text)| name.len() + text.len() + 8).sum::<usize>();
    let mut out = String::with_capacity(size + 2);
    out.push('{');
    for (n, (name, text)) in members.iter().enumerate() {
        write_name(&mut out, n, name.as_bytes());
        write_text(&mut out, text.as_bytes());
    }
    out.push('}');
    out
}

/// The text of a key as the name of a member (DW-DATA-13).
pub(super) fn key_text(key: &Value) -> Cow<'_, Text> {
    match key {
        Value::Text(text) => Cow::Borrowed(text),
        other => {
            let mut out = String::new();
            write_value(&mut out, other);
            Cow::Owned(out.into())
        }
    }
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        // DW-DATA-12. Bytes come here only without DW-DATA-3.
        Value::Null | Value::Bytes(_) => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(int) => out.push_str(int.as_decimal()),
        Value::Float(number) => out.push_str(&float::write(*number)),
        Value::Text(text) => write_text(out, text.as_bytes()),
        Value::List(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                separate(out, n);
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Dict(dict) => write_dict(out, dict),
    }
}

/// DW-DATA-10
fn write_dict(out: &mut String, dict: &Dict) {
    out.push('{');
    write_members(out, 0, &dict.0);
    out.push('}');
}

/// Writes members of an object, after so many others.
fn write_members(out: &mut String, before: usize, members: &[(Value, Value)]) {
    for (n, (key, value)) in members.iter().enumerate() {
        write_name(out, before + n, key_text(key).as_bytes());
        write_value(out, value);
    }
}

fn write_name(out: &mut String, before: usize, name: &[u8]) {
    separate(out, before);
    write_text(out, name);
    out.push_str(": ");
}

fn separate(out: &mut String, n: usize) {
    if n > 0 {
        out.push_str(", ");
    }
}

/// DW-DATA-11
fn write_text(out: &mut String, text: &[u8]) {
    out.push('"');
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !b"\"\\".contains(byte);
    match str::from_utf8(text) {
        Ok(plain) if plain.as_bytes().iter().all(is_plain) => out.push_str(plain),
        _ => code_points(text).for_each(|code_point| write_character(out, code_point)),
    }
    out.push('"');
}
