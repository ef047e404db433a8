//! What an expected value matches: itself; and, in `expect`, `$any` every value, `$contains` every list with these
//! elements in this order, `$absent` no value at all.

use serde_json::{Value, json};

use super::expression::{self, Scope};
use crate::model::case::is_expression;

/// An expectation that is not one value.
enum Matcher<'v> {
    Absent,
    Any,
    Contains(&'v [Value]),
}

fn matcher(value: &Value) -> Option<Matcher<'_>> {
    let (name, operand) = value.as_object().filter(|_| is_expression(value))?.iter().next()?;
    match (name.as_str(), operand) {
        ("$absent", Value::Bool(true)) => Some(Matcher::Absent),
        ("$any", Value::Bool(true)) => Some(Matcher::Any),
        ("$contains", Value::Array(items)) => Some(Matcher::Contains(items)),
        _ => None,
    }
}

/// Whether a member is to be missing.
pub(crate) fn is_absent(wanted: &Value) -> bool {
    matches!(matcher(wanted), Some(Matcher::Absent))
}

/// `value`, with every expression in it replaced by its value; matchers stay.
///
/// # Errors
/// What cannot be computed, and why.
pub(super) fn computed(value: &Value, scope: Scope<'_>) -> Result<Value, String> {
    let each = |items: &[Value]| items.iter().map(|item| computed(item, scope)).collect::<Result<Value, _>>();
    match (matcher(value), value) {
        (Some(Matcher::Absent | Matcher::Any), _) => Ok(value.clone()),
        (Some(Matcher::Contains(items)), _) => Ok(json!({"$contains": each(items)?})),
        (None, Value::Array(items)) => each(items),
        (None, Value::Object(members)) if !is_expression(value) => {
            members.iter().map(|(name, member)| Ok((name.clone(), computed(member, scope)?))).collect()
        }
        (None, _) => expression::evaluate(value, scope),
    }
}

/// JSON pointer of the first place where `given` is not what is wanted.
pub(super) fn first_difference(wanted: &Value, given: &Value, at: String) -> Option<String> {
    match (wanted, given) {
        _ if wanted == given => None,
        (Value::Array(wanted), Value::Array(given)) if wanted.len() == given.len() => wanted
            .iter()
            .zip(given)
            .enumerate()
            .find_map(|(index, (wanted, given))| first_difference(wanted, given, format!("{at}/{index}"))),
        (Value::Object(wanted), Value::Object(given)) if wanted.len() == given.len() => {
            wanted.iter().find_map(|(name, wanted)| {
                let at = format!("{at}/{}", escape(name));
                match given.get(name) {
                    Some(given) => first_difference(wanted, given, at),
                    None => Some(at),
                }
            })
        }
        _ => match (matcher(wanted), given) {
            (Some(Matcher::Any), _) => None,
            (Some(Matcher::Contains(items)), Value::Array(given)) if contains(items, given) => None,
            _ => Some(at),
        },
    }
}

/// Whether every item is matched, in this order. The first match is as good as any later one.
fn contains(items: &[Value], given: &[Value]) -> bool {
    let mut rest = given.iter();
    items.iter().all(|item| rest.any(|given| first_difference(item, given, String::new()).is_none()))
}

/// A member's name as a part of a JSON pointer.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn differs(wanted: &Value, given: &Value) -> Option<String> {
        first_difference(wanted, given, String::new())
    }

    #[test]
    fn lists_of_events_match() {
        let given = json!([["open", 1], ["got", "0a"], ["got", "0b"], ["closed"]]);
        for wanted in [
            json!([["open", {"$any": true}], ["got", "0a"], {"$any": true}, ["closed"]]),
            json!({"$contains": []}),
            json!({"$contains": [["got", "0a"], ["closed"]]}),
            json!({"$contains": [["got", {"$any": true}], ["got", {"$any": true}]]}),
            json!({"$any": true}),
        ] {
            assert_eq!(differs(&wanted, &given), None, "{wanted}");
        }
        for (wanted, at) in [
            (json!([["open", 1], ["got", "0b"], ["got", "0b"], ["closed"]]), "/1/1"),
            (json!([["open", 1]]), ""),
            (json!({"$contains": [["closed"], ["got", "0a"]]}), ""),
            (json!({"$contains": [["got", "0a"], ["got", "0a"]]}), ""),
            (json!({"$any": false}), ""),
            (json!({"$absent": true}), ""),
        ] {
            assert_eq!(differs(&wanted, &given).as_deref(), Some(at), "{wanted}");
        }
    }

    #[test]
    fn expressions_within_matchers_are_computed() {
        let saved = BTreeMap::from([("a".to_owned(), json!("0a"))]);
        let scope = Scope { saved: &saved, answer: None };
        let wanted = json!({"$contains": [["got", {"$ref": "a"}], {"$any": true}]});
        let value = computed(&wanted, scope).unwrap();
        assert_eq!(value, json!({"$contains": [["got", "0a"], {"$any": true}]}));
        assert!(computed(&json!({"$contains": [{"$ref": "b"}]}), scope).is_err());
        assert!(computed(&json!({"$any": 1}), scope).is_err());
    }
}
