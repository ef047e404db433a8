//! Writing JSON: `spec/dimp.md` section 4.2.2 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`check`], [`check_dict`] | DI-JSON-14 to DI-JSON-17 |
//! | [`value`], [`dict`] | DI-JSON-11 to DI-JSON-13 |

use taut_wire::json::write_character;
use taut_wire::text::code_points;
use taut_wire::{Text, float, require};

use super::{Dict, MAX_LEVELS, STACK_LEVELS, Value};
use crate::error::Misuse;

/// Refuses what no strict reader would take.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn check(value: &Value) -> Result<(), Misuse> {
    check_value(value, 0)
}

/// Refuses an object that no strict reader would take.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn check_dict(dict: &Dict) -> Result<(), Misuse> {
    check_members(dict, 1)
}

fn check_value(value: &Value, level: usize) -> Result<(), Misuse> {
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) => {}
        Value::Float(float) => require!(DI_JSON_14, float.is_finite(), Misuse::BadData),
        Value::Text(text) => check_text(text)?,
        Value::List(items) => {
            check_level(level + 1)?;
            items.iter().try_for_each(|item| check_value(item, level + 1))?;
        }
        Value::Dict(dict) => check_members(dict, level + 1)?,
    }
    Ok(())
}

fn check_members(dict: &Dict, level: usize) -> Result<(), Misuse> {
    check_level(level)?;
    for (name, value) in &dict.0 {
        check_text(name)?;
        check_value(value, level)?;
    }
    let mut names: Vec<_> = dict.0.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let repeats = names.windows(2).any(|pair| pair.first() == pair.last());
    require!(DI_JSON_16, !repeats, Misuse::BadData);
    Ok(())
}

fn check_text(text: &Text) -> Result<(), Misuse> {
    require!(DI_JSON_15, text.is_unicode(), Misuse::BadData);
    Ok(())
}

fn check_level(level: usize) -> Result<(), Misuse> {
    require!(DI_JSON_17, level <= MAX_LEVELS, Misuse::BadData);
    if level > STACK_LEVELS { Err(Misuse::BadData) } else { Ok(()) }
}

/// Writes a value that was checked, or read.
#[must_use]
pub fn value(value: &Value) -> String {
    let mut out = String::with_capacity(512);
    write_value(&mut out, value);
    out
}

/// Writes an object that was checked, or read.
#[must_use]
pub fn dict(dict: &Dict) -> String {
    let mut out = String::with_capacity(512);
    write_dict(&mut out, dict);
    out
}

/// DI-JSON-13
fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(int) => out.push_str(&int.to_decimal()),
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

/// DI-JSON-11
fn write_dict(out: &mut String, dict: &Dict) {
    out.push('{');
    for (n, (name, value)) in dict.0.iter().enumerate() {
        separate(out, n);
        write_text(out, name.as_bytes());
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

/// DI-JSON-12
fn write_text(out: &mut String, text: &[u8]) {
    out.push('"');
    // Or, not a choice: many bytes are looked at together.
    if text.iter().fold(0, |any, byte| any | u8::from(!is_plain(*byte))) == 0 {
        write_plain(out, text);
    } else {
        // What is not plain in a row are whole characters.
        for part in text.chunk_by(|one, next| is_plain(*one) == is_plain(*next)) {
            if part.first().is_some_and(|byte| is_plain(*byte)) {
                write_plain(out, part);
            } else {
                code_points(part).for_each(|code_point| write_character(out, code_point));
            }
        }
    }
    out.push('"');
}

/// Whether a byte is a character that stands for itself.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') & !matches!(byte, b'"' | b'\\')
}

fn write_plain(out: &mut String, text: &[u8]) {
    out.push_str(str::from_utf8(text).expect("it is ASCII"));
}
