//! Types of `operations.json`, and whether a value is of one.

use serde_json::Value;

use crate::model::case::is_expression;

const EXPRESSIONS: [&str; 5] = ["$ref", "$concat", "$slice", "$xor", "$repeat"];
/// 2^53 - 1: what every parser of JSON keeps exactly.
const MAX_INT: u64 = (1 << 53) - 1;

/// One of the closed list of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bigint,
    Bool,
    Bytes,
    Enum(Vec<String>),
    Int,
    List(Box<Kind>),
    Map(Box<Kind>, Box<Kind>),
    State,
    Text,
    Value,
}

/// Where an expression may stand in the place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expressions<'a> {
    Allowed(&'a [&'a str]),
    Forbidden,
}

impl Expressions<'_> {
    pub(super) const ALL: Self = Expressions::Allowed(&EXPRESSIONS);
    /// What `intermediate` may hold.
    pub(super) const KNOWN_PARTS: Self = Expressions::Allowed(&["$ref", "$slice", "$repeat"]);
    /// What `expect` may hold.
    pub(super) const EXPECTED: Self =
        Expressions::Allowed(&["$ref", "$slice", "$repeat", "$any", "$contains"]);
}

impl Kind {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "bigint" => Self::Bigint,
            "bool" => Self::Bool,
            "bytes" => Self::Bytes,
            "int" => Self::Int,
            "state" => Self::State,
            "text" => Self::Text,
            "value" => Self::Value,
            _ => {
                let (outer, inner) = text.split_once(['<', '('])?;
                let inner = inner.strip_suffix(['>', ')'])?;
                match outer {
                    "enum" => {
                        let words: Vec<String> = inner.split('|').map(str::to_owned).collect();
                        return words.iter().all(|word| !word.is_empty()).then_some(Self::Enum(words));
                    }
                    "list" => Self::List(Box::new(Self::parse(inner)?)),
                    "map" => {
                        let (key, value) = inner.split_once(',')?;
                        Self::Map(Box::new(Self::parse(key.trim())?), Box::new(Self::parse(value.trim())?))
                    }
                    _ => return None,
                }
            }
        })
    }

    /// Whether `value` is of this type and, for bytes, of this size.
    pub(super) fn check(
        &self,
        size: Option<usize>,
        value: &Value,
        expressions: Expressions<'_>,
    ) -> Result<(), String> {
        if is_expression(value) {
            return check_expression(value, expressions)
                .and_then(|()| self.check_matcher(value, expressions));
        }
        match (self, value) {
            (Self::Bytes | Self::State, Value::String(hex)) => check_hex(hex, size),
            (Self::Text, Value::String(_)) | (Self::Bool, Value::Bool(_)) => Ok(()),
            (Self::Bigint, Value::String(digits)) => check_decimal(digits),
            (Self::Int, Value::Number(number)) => {
                let magnitude = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
                match magnitude {
                    Some(magnitude) if magnitude <= MAX_INT => Ok(()),
                    _ => Err(format!("{number} is beyond 2^53-1")),
                }
            }
            (Self::Enum(words), Value::String(word)) if words.contains(word) => Ok(()),
            (Self::Enum(words), Value::String(word)) => {
                Err(format!("`{word}` is none of {}", words.join(", ")))
            }
            (Self::List(inner), Value::Array(items)) => {
                items.iter().try_for_each(|item| inner.check(size, item, expressions))
            }
            (Self::Map(key, inner), Value::Array(pairs)) => pairs.iter().try_for_each(|pair| {
                let Some([first, second]) = pair.as_array().map(Vec::as_slice) else {
                    return Err("a map is a list of pairs".to_owned());
                };
                key.check(None, first, expressions)?;
                inner.check(size, second, expressions)
            }),
            (Self::Value, Value::Array(tagged)) if tagged.first().is_some_and(Value::is_string) => Ok(()),
            _ => Err(format!("it is not {}", self.name())),
        }
    }

    /// The operand of `$any` or `$contains`.
    fn check_matcher(&self, value: &Value, expressions: Expressions<'_>) -> Result<(), String> {
        match (self, value.get("$any"), value.get("$contains")) {
            (_, Some(Value::Bool(true)), _) | (_, None, None) => Ok(()),
            (_, Some(_), _) => Err("`$any` is always true".to_owned()),
            (Self::List(_) | Self::Map(..), _, Some(items @ Value::Array(_))) => {
                self.check(None, items, expressions)
            }
            (Self::List(_) | Self::Map(..), ..) => Err("`$contains` takes a list".to_owned()),
            _ => Err("`$contains` stands in the place of a list or a map".to_owned()),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Bigint => "an integer in decimal digits, as text",
            Self::Bool => "true or false",
            Self::Bytes => "bytes in hex",
            Self::Enum(_) => "one of the words",
            Self::Int => "an integer",
            Self::List(_) => "a list",
            Self::Map(..) => "a list of pairs",
            Self::State => "a state in hex",
            Self::Text => "text",
            Self::Value => "a tagged array",
        }
    }
}

fn check_expression(value: &Value, expressions: Expressions<'_>) -> Result<(), String> {
    let Expressions::Allowed(known) = expressions else {
        return Err("an expression stands where only a literal may".to_owned());
    };
    let name = value.as_object().and_then(|object| object.keys().next()).map_or("", String::as_str);
    if known.contains(&name) { Ok(()) } else { Err(format!("`{name}` is none of {}", known.join(", "))) }
}

/// Lower-case hex of whole bytes.
pub(super) fn check_hex(hex: &str, size: Option<usize>) -> Result<(), String> {
    if !hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return Err("it is not lower-case hex".to_owned());
    }
    if !hex.len().is_multiple_of(2) {
        return Err("an odd number of hex digits".to_owned());
    }
    match size {
        Some(size) if size * 2 != hex.len() => Err(format!("{} bytes instead of {size}", hex.len() / 2)),
        _ => Ok(()),
    }
}

fn check_decimal(digits: &str) -> Result<(), String> {
    let magnitude = digits.strip_prefix('-').unwrap_or(digits);
    let canonical = digits == "0"
        || (!magnitude.is_empty()
            && !magnitude.starts_with('0')
            && magnitude.bytes().all(|digit| digit.is_ascii_digit()));
    if canonical { Ok(()) } else { Err(format!("`{digits}` is no integer in decimal digits")) }
}

/// The names in each `$ref` within `value`.
pub(super) fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, inner)| match inner {
                Value::String(target) if name == "$ref" => vec![target.as_str()],
                _ => references(inner),
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn good(kind: &str, value: &Value) {
        let kind = Kind::parse(kind).unwrap();
        assert_eq!(kind.check(None, value, Expressions::Forbidden), Ok(()));
    }

    #[track_caller]
    fn bad(kind: &str, value: &Value, message: &str) {
        let found = Kind::parse(kind).unwrap().check(Some(1), value, Expressions::Forbidden).unwrap_err();
        assert!(found.contains(message), "{found}");
    }

    #[test]
    fn values_of_each_type_are_known() {
        good("bytes", &json!("00ff"));
        good("text", &json!("é"));
        good("int", &json!(-9_007_199_254_740_991_i64));
        good("bigint", &json!("-18446744073709551616"));
        good("bool", &json!(true));
        good("enum(a|b)", &json!("b"));
        good("list<bytes>", &json!(["00", ""]));
        good("list<list<int>>", &json!([[1]]));
        good("map<bytes,bytes>", &json!([["00", "01"]]));
        good("value", &json!(["int", "5"]));
        assert_eq!(Kind::parse("bytes32"), None);
        assert_eq!(Kind::parse("list<byte>"), None);
        assert_eq!(Kind::parse("enum(a||b)"), None);
    }

    #[test]
    fn each_wrong_value_is_caught() {
        bad("bytes", &json!("0"), "odd number");
        bad("bytes", &json!("0G"), "not lower-case hex");
        bad("bytes", &json!("AA"), "not lower-case hex");
        bad("bytes", &json!("0000"), "2 bytes instead of 1");
        bad("bytes", &json!(1), "not bytes in hex");
        bad("int", &json!(9_007_199_254_740_992_i64), "beyond 2^53-1");
        bad("bigint", &json!("007"), "no integer");
        bad("bigint", &json!("-"), "no integer");
        bad("enum(a|b)", &json!("c"), "none of a, b");
        bad("list<bytes>", &json!(["x"]), "not lower-case hex");
        bad("map<bytes,bytes>", &json!([["00"]]), "list of pairs");
        bad("value", &json!([5]), "not a tagged array");
        bad("bytes", &json!({"$ref": "x"}), "only a literal");
    }

    #[test]
    fn expressions_are_known_by_name() {
        let check = |value: &Value, allowed| Kind::Bytes.check(None, value, allowed);
        assert_eq!(check(&json!({"$concat": ["00"]}), Expressions::ALL), Ok(()));
        assert!(check(&json!({"$add": ["00"]}), Expressions::ALL).is_err());
        assert!(check(&json!({"$concat": ["00"]}), Expressions::KNOWN_PARTS).is_err());
        assert_eq!(
            references(&json!({"$concat": ["00", {"$ref": "a"}, {"$slice": [{"$ref": "b"}, 0, 1]}]})),
            ["a", "b"]
        );
    }
}
