//! Whether the members of an accepted answer are what the operation declares.

use serde_json::Value;

use crate::adapter::protocol::kind;
use crate::model::operation::Operation;
use crate::model::outcome::Members;

/// Integers beyond this are not exact in every JSON library.
const LARGEST_INT: u64 = (1 << 53) - 1;

/// Holds the members against the `out` of the operation.
///
/// # Errors
/// The first member that is missing or of another type.
pub(crate) fn answer(operation: &Operation, members: &Members) -> Result<(), String> {
    for member in &operation.out {
        match members.get(&member.name) {
            Some(Value::Null) if member.optional => {
                return Err(format!("`{}` is null; an optional member is left out", member.name));
            }
            Some(value) => {
                fits(&member.kind, member.size, value)
                    .map_err(|why| format!("`{}` is {why}", member.name))?;
            }
            None if member.optional => {}
            None => return Err(format!("`{}` is missing", member.name)),
        }
    }
    Ok(())
}

/// Lower-case hex of whole bytes.
pub(crate) fn is_hex(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether `value` has the type; the error completes the sentence "the member is ...".
fn fits(declared: &str, size: Option<usize>, value: &Value) -> Result<(), String> {
    if let Some(inner) = inside(declared, "list<", '>') {
        let Value::Array(items) = value else { return Err(format!("{}, not a list", kind(value))) };
        return items.iter().enumerate().try_for_each(|(index, item)| {
            fits(inner, None, item).map_err(|why| format!("at {index} {why}"))
        });
    }
    if let Some(words) = inside(declared, "enum(", ')') {
        let known = value.as_str().is_some_and(|text| words.split('|').any(|word| word == text));
        return if known { Ok(()) } else { Err(format!("{value}, not one of {words}")) };
    }
    match declared {
        "bytes" | "state" => hex(size, value),
        "text" if value.is_string() => Ok(()),
        "bool" if value.is_boolean() => Ok(()),
        "int" => int(value),
        "bigint" => bigint(value),
        "map<bytes,bytes>" => pairs(value),
        "value" => tagged(value),
        "text" => Err(format!("{}, not text", kind(value))),
        "bool" => Err(format!("{}, not true or false", kind(value))),
        _ => Err(format!("declared as `{declared}` in operations.json, which is no type")),
    }
}

fn inside<'a>(declared: &'a str, head: &str, tail: char) -> Option<&'a str> {
    declared.strip_prefix(head)?.strip_suffix(tail)
}

fn hex(size: Option<usize>, value: &Value) -> Result<(), String> {
    let Value::String(text) = value else { return Err(format!("{}, not bytes in hex", kind(value))) };
    if !is_hex(text) {
        return Err("not lower-case hex of whole bytes".to_owned());
    }
    match size {
        Some(size) if text.len() / 2 != size => Err(format!("{} bytes long, not {size}", text.len() / 2)),
        _ => Ok(()),
    }
}

fn int(value: &Value) -> Result<(), String> {
    let size = value.as_i64().map(i64::unsigned_abs).or_else(|| value.as_u64());
    match size {
        Some(size) if size <= LARGEST_INT => Ok(()),
        Some(_) => Err(format!("{value}, beyond 2^53-1; such a number is a `bigint`")),
        None if value.is_number() => Err(format!("{value}, not an integer")),
        None => Err(format!("{}, not an integer", kind(value))),
    }
}

fn bigint(value: &Value) -> Result<(), String> {
    let Value::String(text) = value else { return Err(format!("{}, not a decimal string", kind(value))) };
    let digits = text.strip_prefix('-').unwrap_or(text);
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = text == "0" || !digits.starts_with('0');
    if decimal && shortest {
        Ok(())
    } else {
        Err("not an integer in decimal, without leading zeros".to_owned())
    }
}

fn pairs(value: &Value) -> Result<(), String> {
    let wrong = || format!("{}, not a list of [key, value] in hex", kind(value));
    for pair in value.as_array().ok_or_else(wrong)? {
        let parts: &[Value; 2] =
            pair.as_array().and_then(|pair| pair.as_slice().try_into().ok()).ok_or_else(wrong)?;
        parts.iter().try_for_each(|part| hex(None, part)).map_err(|_| wrong())?;
    }
    Ok(())
}

fn tagged(value: &Value) -> Result<(), String> {
    let tag = value.as_array().and_then(|items| items.first()).is_some_and(Value::is_string);
    if tag { Ok(()) } else { Err(format!("{}, not a tagged list such as [\"int\",\"5\"]", kind(value))) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_each_type_fit() {
        for (declared, value) in [
            ("bytes", json!("00ff")),
            ("bytes", json!("")),
            ("state", json!("0a")),
            ("text", json!("any")),
            ("int", json!(-9_007_199_254_740_991_i64)),
            ("bigint", json!("-18446744073709551616")),
            ("bigint", json!("0")),
            ("bool", json!(false)),
            ("enum(a|b)", json!("b")),
            ("list<bytes>", json!(["00", ""])),
            ("list<list<int>>", json!([[1], []])),
            ("map<bytes,bytes>", json!([["00", ""], ["01", "ff"]])),
            ("value", json!(["dict", []])),
        ] {
            assert_eq!(fits(declared, None, &value), Ok(()), "{declared} {value}");
        }
    }

    #[test]
    fn values_of_another_type_do_not_fit() {
        for (declared, value) in [
            ("bytes", json!("0")),
            ("bytes", json!("0G")),
            ("bytes", json!("AA")),
            ("bytes", json!(0)),
            ("text", json!(null)),
            ("int", json!(9_007_199_254_740_992_i64)),
            ("int", json!(u64::MAX)),
            ("int", json!(1.0)),
            ("int", json!("1")),
            ("bigint", json!(1)),
            ("bigint", json!("01")),
            ("bigint", json!("-0")),
            ("bigint", json!("")),
            ("bool", json!(0)),
            ("enum(a|b)", json!("a|b")),
            ("list<bytes>", json!(["00", 1])),
            ("map<bytes,bytes>", json!([["00"]])),
            ("map<bytes,bytes>", json!({"00": "01"})),
            ("value", json!([])),
            ("value", json!([1])),
            ("float", json!(1.5)),
        ] {
            assert!(fits(declared, None, &value).is_err(), "{declared} {value}");
        }
        assert_eq!(fits("bytes", Some(2), &json!("00")), Err("1 bytes long, not 2".to_owned()));
    }
}
