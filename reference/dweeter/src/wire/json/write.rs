//! Writing JSON: `spec/dweeter.md` section 4.5.1 (revision 1.0.0), DW-DATA-10 to DW-DATA-13.
//!
//! What is written was checked before, or read by [`read`](super::read::read).

use std::fmt::Write as _;

use super::{Dict, Text, Value, float};

/// Writes an object.
#[must_use]
pub fn object(dict: &Dict) -> String {
    let mut out = String::new();
    write_dict(&mut out, dict);
    out
}

/// The text of a key as the name of a member (DW-DATA-13).
pub(super) fn key_text(key: &Value) -> Text {
    match key {
        Value::Text(text) => text.clone(),
        other => {
            let mut out = String::new();
            write_value(&mut out, other);
            out.into()
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
        Value::Text(text) => write_text(out, text),
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
    for (n, (key, value)) in dict.0.iter().enumerate() {
        separate(out, n);
        match key {
            Value::Text(name) => write_text(out, name),
            key => write_text(out, &key_text(key)),
        }
        out.push_str(": ");
        write_value(out, value);
    }
    out.push('}');
}

fn separate(out: &mut String, n: usize) {
    if n > 0 {
        out.push_str(", ");
    }
}

/// DW-DATA-11
fn write_text(out: &mut String, text: &Text) {
    out.push('"');
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !b"\"\\".contains(byte);
    match str::from_utf8(text.as_bytes()) {
        Ok(plain) if plain.as_bytes().iter().all(is_plain) => out.push_str(plain),
        _ => text.code_points().for_each(|code_point| write_character(out, code_point)),
    }
    out.push('"');
}

fn write_character(out: &mut String, code_point: u32) {
    match char::from_u32(code_point) {
        Some('"') => out.push_str("\\\""),
        Some('\\') => out.push_str("\\\\"),
        Some('\u{8}') => out.push_str("\\b"),
        Some('\t') => out.push_str("\\t"),
        Some('\n') => out.push_str("\\n"),
        Some('\u{c}') => out.push_str("\\f"),
        Some('\r') => out.push_str("\\r"),
        Some(plain @ ' '..='~') => out.push(plain),
        Some(character) => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write_escape(out, (*unit).into());
            }
        }
        None => write_escape(out, code_point),
    }
}

fn write_escape(out: &mut String, unit: u32) {
    write!(out, "\\u{unit:04x}").expect("a String takes every text");
}
