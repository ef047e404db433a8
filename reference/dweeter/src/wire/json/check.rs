//! What a writer may be asked to write: `spec/dweeter.md` section 4.5.1 (revision 1.0.0), DW-DATA-2 to DW-DATA-8.

use taut_wire::require;

use super::write::key_text;
use super::{Dict, MAX_DIGITS, MAX_LEVELS, STACK_LEVELS, Text, Value};
use crate::error::Misuse;

/// The dict that data is, if all of it can be written.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn data(data: &Value) -> Result<&Dict, Misuse> {
    require!(DW_DATA_2, data.as_dict().is_some(), Misuse::BadData);
    let dict = data.as_dict().unwrap_or(const { &Dict(Vec::new()) });
    check_dict(dict, 1)?;
    Ok(dict)
}

fn check_dict(dict: &Dict, level: usize) -> Result<(), Misuse> {
    check_level(level)?;
    for (key, value) in &dict.0 {
        check_value(key, level)?;
        check_value(value, level)?;
    }
    let mut names: Vec<_> = dict.0.iter().map(|(key, _)| key_text(key)).collect();
    names.sort_unstable();
    require!(DW_DATA_7, names.windows(2).all(|pair| pair.first() != pair.last()), Misuse::BadData);
    Ok(())
}

fn check_value(value: &Value, level: usize) -> Result<(), Misuse> {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Int(int) => require!(DW_DATA_4, int.digits() <= MAX_DIGITS, Misuse::BadData),
        Value::Float(float) => require!(DW_DATA_5, float.is_finite(), Misuse::BadData),
        Value::Text(text) => check_text(text)?,
        Value::List(items) => {
            check_level(level + 1)?;
            items.iter().try_for_each(|item| check_value(item, level + 1))?;
        }
        Value::Dict(dict) => check_dict(dict, level + 1)?,
        Value::Bytes(_) => require!(DW_DATA_3, false, Misuse::BadData),
    }
    Ok(())
}

fn check_text(text: &Text) -> Result<(), Misuse> {
    require!(DW_DATA_6, text.is_unicode(), Misuse::BadData);
    Ok(())
}

fn check_level(level: usize) -> Result<(), Misuse> {
    require!(DW_DATA_8, level <= MAX_LEVELS, Misuse::BadData);
    if level > STACK_LEVELS { Err(Misuse::BadData) } else { Ok(()) }
}
