//! Expressions in `in`, `draws` and `expect`: `$ref`, `$concat`, `$slice`, `$xor`, `$repeat`.
//!
//! All but `$ref` take and give lower-case hex; offsets and lengths count bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fit::is_hex;
use super::matching;
use crate::adapter::MAX_LINE;
use crate::adapter::protocol::kind;
use crate::model::case::is_expression;
use crate::model::outcome::{Expect, Members};

/// What a `$ref` can name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    /// What earlier steps saved.
    pub(crate) saved: &'a BTreeMap<String, Value>,
    /// The tested answer; only a `check` has one.
    pub(crate) answer: Option<&'a Members>,
}

/// Whether there is an expression anywhere in `value`.
pub(crate) fn contains(value: &Value) -> bool {
    match value {
        Value::Object(members) => is_expression(value) || members.values().any(contains),
        Value::Array(items) => items.iter().any(contains),
        _ => false,
    }
}

/// The saved names that `value` refers to.
pub(crate) fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
            Some(path) if is_expression(value) => path.split('/').take(1).collect(),
            _ => members.values().flat_map(names).collect(),
        },
        Value::Array(items) => items.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

/// `members` with every expression replaced by its value; without any, `members` itself.
///
/// # Errors
/// Which member cannot be computed, and why.
pub(crate) fn members<'a>(members: &'a Members, scope: Scope<'_>) -> Result<Cow<'a, Members>, String> {
    if !members.values().any(contains) {
        return Ok(Cow::Borrowed(members));
    }
    let mut computed = Map::new();
    for (name, value) in members {
        computed.insert(name.clone(), evaluate(value, scope).map_err(|why| format!("`{name}`: {why}"))?);
    }
    Ok(Cow::Owned(computed))
}

/// `expect` with every expression replaced by its value; `$any` and `$contains` stay.
///
/// # Errors
/// As [`members`].
pub(crate) fn expect<'a>(expect: &'a Expect, scope: Scope<'_>) -> Result<Cow<'a, Expect>, String> {
    match expect {
        Expect::Accept(listed) if listed.values().any(contains) => {
            let computed = listed.iter().map(|(name, value)| {
                let value = matching::computed(value, scope).map_err(|why| format!("`{name}`: {why}"))?;
                Ok((name.clone(), value))
            });
            computed.collect::<Result<_, String>>().map(|computed| Cow::Owned(Expect::Accept(computed)))
        }
        Expect::Accept(_) | Expect::Ignore(_) | Expect::Reject(_) => Ok(Cow::Borrowed(expect)),
    }
}

/// `value` with every expression in it replaced by its value.
///
/// # Errors
/// What cannot be computed, and why.
pub(crate) fn evaluate(value: &Value, scope: Scope<'_>) -> Result<Value, String> {
    match value {
        Value::Object(members) if is_expression(value) => {
            let Some((name, operand)) = members.iter().next() else { return Ok(value.clone()) };
            apply(name, operand, scope)
        }
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| Ok((name.clone(), evaluate(member, scope)?)))
            .collect::<Result<Members, String>>()
            .map(Value::Object),
        Value::Array(items) => {
            items.iter().map(|item| evaluate(item, scope)).collect::<Result<_, _>>().map(Value::Array)
        }
        other => Ok(other.clone()),
    }
}

fn apply(name: &str, operand: &Value, scope: Scope<'_>) -> Result<Value, String> {
    let hex = match name {
        "$ref" => return reference(operand, scope),
        "$concat" => concat(operand, scope)?,
        "$slice" => slice(operand, scope)?,
        "$xor" => xor(operand, scope)?,
        "$repeat" => repeat(operand, scope)?,
        _ => {
            let known = "$ref, $concat, $slice, $xor, $repeat";
            return Err(format!("`{name}` is no expression; the expressions are {known}"));
        }
    };
    if hex.len() > MAX_LINE {
        return Err(format!("{name}: the result does not fit into a line of {MAX_LINE} bytes"));
    }
    Ok(Value::String(hex))
}

fn reference(operand: &Value, scope: Scope<'_>) -> Result<Value, String> {
    let path = operand.as_str().ok_or_else(|| format!("$ref takes a string, not {}", kind(operand)))?;
    if path.starts_with('/') {
        let answer = scope.answer.ok_or_else(|| {
            format!("$ref `{path}`: a leading slash points into the tested answer, which only `check` has")
        })?;
        return member_at(answer, path)
            .cloned()
            .ok_or_else(|| format!("$ref `{path}`: the tested answer has no such member"));
    }
    let (name, pointer) = path.split_at(path.find('/').unwrap_or(path.len()));
    let saved = scope.saved.get(name).ok_or_else(|| format!("$ref `{path}`: no step saved `{name}`"))?;
    saved
        .pointer(pointer)
        .cloned()
        .ok_or_else(|| format!("$ref `{path}`: `{name}` has nothing at `{pointer}`"))
}

/// The value at a JSON pointer; all of the answer at that of no characters.
pub(super) fn part_of(members: &Members, pointer: &str) -> Option<Value> {
    if pointer.is_empty() {
        return Some(members.clone().into());
    }
    member_at(members, pointer).cloned()
}

/// The value at a JSON pointer that begins with the name of a member.
fn member_at<'a>(members: &'a Members, pointer: &str) -> Option<&'a Value> {
    let path = pointer.strip_prefix('/')?;
    let (name, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    members.get(&name.replace("~1", "/").replace("~0", "~"))?.pointer(rest)
}

fn concat(operand: &Value, scope: Scope<'_>) -> Result<String, String> {
    let parts = operand.as_array().ok_or_else(|| format!("$concat takes a list, not {}", kind(operand)))?;
    parts.iter().map(|part| hex_of("$concat", part, scope)).collect()
}

fn slice(operand: &Value, scope: Scope<'_>) -> Result<String, String> {
    let [value, from, to] = list("$slice", "[value, from, to]", operand)?;
    let hex = hex_of("$slice", value, scope)?;
    let (from, to) = (count("$slice", from)?, count("$slice", to)?);
    from.checked_mul(2)
        .zip(to.checked_mul(2))
        .and_then(|(start, end)| hex.get(start..end))
        .map(str::to_owned)
        .ok_or_else(|| format!("$slice from {from} to {to} of {} bytes", hex.len() / 2))
}

fn xor(operand: &Value, scope: Scope<'_>) -> Result<String, String> {
    let [left, right] = list("$xor", "[value, value]", operand)?;
    let (left, right) = (hex_of("$xor", left, scope)?, hex_of("$xor", right, scope)?);
    if left.len() != right.len() {
        return Err(format!(
            "$xor of {} and {} bytes; both must have one length",
            left.len() / 2,
            right.len() / 2
        ));
    }
    let bytes = |hex: &str| hex::decode(hex).map_err(|why| format!("$xor: {why}"));
    Ok(hex::encode(bytes(&left)?.iter().zip(bytes(&right)?).map(|(a, b)| a ^ b).collect::<Vec<_>>()))
}

fn repeat(operand: &Value, scope: Scope<'_>) -> Result<String, String> {
    let [value, times] = list("$repeat", "[value, times]", operand)?;
    let (hex, times) = (hex_of("$repeat", value, scope)?, count("$repeat", times)?);
    match hex.len().checked_mul(times) {
        Some(length) if length <= MAX_LINE => Ok(hex.repeat(times)),
        _ => Err(format!("$repeat: {times} times does not fit into a line of {MAX_LINE} bytes")),
    }
}

fn list<'a, const N: usize>(name: &str, shape: &str, operand: &'a Value) -> Result<&'a [Value; N], String> {
    operand
        .as_array()
        .and_then(|items| items.as_slice().try_into().ok())
        .ok_or_else(|| format!("{name} takes {shape}, not {operand}"))
}

fn count(name: &str, value: &Value) -> Result<usize, String> {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| format!("{name}: {value} is no number of bytes or times"))
}

fn hex_of(name: &str, value: &Value, scope: Scope<'_>) -> Result<String, String> {
    match evaluate(value, scope)? {
        Value::String(text) if is_hex(&text) => Ok(text),
        Value::String(_) => {
            Err(format!("{name} works on lower-case hex, and a string here is something else"))
        }
        other => Err(format!("{name} works on lower-case hex, not on {}", kind(&other))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value_of(expression: &Value) -> Result<Value, String> {
        let saved = BTreeMap::from([
            ("message".to_owned(), json!("00ff10")),
            ("intro".to_owned(), json!({"key": "aa", "list": ["01", "02"]})),
            ("count".to_owned(), json!(5)),
        ]);
        evaluate(expression, Scope { saved: &saved, answer: None })
    }

    #[test]
    fn each_expression_has_its_value() {
        for (expression, value) in [
            (json!({"$ref": "message"}), json!("00ff10")),
            (json!({"$ref": "intro/list/1"}), json!("02")),
            (json!({"$ref": "count"}), json!(5)),
            (json!({"$concat": ["01", {"$ref": "message"}, ""]}), json!("0100ff10")),
            (json!({"$slice": [{"$ref": "message"}, 1, 3]}), json!("ff10")),
            (json!({"$slice": ["aabb", 1, 1]}), json!("")),
            (json!({"$xor": [{"$ref": "message"}, "ffffff"]}), json!("ff00ef")),
            (json!({"$repeat": ["ab", 3]}), json!("ababab")),
            (json!([{"a": {"$ref": "count"}}, 1]), json!([{"a": 5}, 1])),
            (json!({"$ref": "count", "other": 1}), json!({"$ref": "count", "other": 1})),
        ] {
            assert_eq!(value_of(&expression).unwrap(), value, "{expression}");
        }
    }

    #[test]
    fn an_answer_is_saved_in_part_or_whole() {
        let answer = json!({"key": "aa", "list": ["01", "02"]});
        let members = answer.as_object().unwrap();
        for (pointer, value) in [
            ("", Some(answer.clone())),
            ("/key", Some(json!("aa"))),
            ("/list/1", Some(json!("02"))),
            ("/nothing", None),
            ("key", None),
        ] {
            assert_eq!(part_of(members, pointer), value, "`{pointer}`");
        }
    }

    #[test]
    fn each_mistake_is_named() {
        for (expression, part) in [
            (json!({"$ref": "nobody"}), "no step saved `nobody`"),
            (json!({"$ref": "intro/nothing"}), "`intro` has nothing at `/nothing`"),
            (json!({"$ref": "/message"}), "only `check` has"),
            (json!({"$ref": 5}), "takes a string"),
            (json!({"$slice": ["aabb", 1, 3]}), "from 1 to 3 of 2 bytes"),
            (json!({"$slice": ["aabb", 2, 1]}), "from 2 to 1"),
            (json!({"$slice": ["aabb", 1]}), "takes [value, from, to]"),
            (json!({"$slice": ["aabb", -1, 1]}), "no number"),
            (json!({"$xor": ["aa", "bbcc"]}), "1 and 2 bytes"),
            (json!({"$concat": ["AA"]}), "lower-case hex"),
            (json!({"$concat": ["abc"]}), "lower-case hex"),
            (json!({"$concat": [{"$ref": "count"}]}), "not on a number"),
            (json!({"$repeat": ["ab", 1_000_000_000_000_u64]}), "does not fit"),
            (json!({"$reverse": "ab"}), "`$reverse` is no expression"),
        ] {
            let why = value_of(&expression).unwrap_err();
            assert!(why.contains(part), "{expression}: {why}");
        }
    }

    #[test]
    fn a_check_points_into_the_tested_answer() {
        let answer = json!({"message": "0102", "deep": {"a": ["03"]}}).as_object().cloned().unwrap();
        let scope = Scope { saved: &BTreeMap::new(), answer: Some(&answer) };
        assert_eq!(evaluate(&json!({"$ref": "/message"}), scope).unwrap(), json!("0102"));
        assert_eq!(evaluate(&json!({"$ref": "/deep/a/0"}), scope).unwrap(), json!("03"));
        assert!(evaluate(&json!({"$ref": "/nothing"}), scope).unwrap_err().contains("no such member"));
    }

    #[test]
    fn members_without_expressions_are_not_copied() {
        let plain = json!({"a": "00"}).as_object().cloned().unwrap();
        let scope = Scope { saved: &BTreeMap::new(), answer: None };
        assert!(matches!(members(&plain, scope).unwrap(), Cow::Borrowed(_)));
    }
}
