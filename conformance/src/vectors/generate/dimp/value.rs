//! Values as section 4.1 of the chapter writes them.

use serde_json::{Value, json};

/// Bytes as cases write them.
pub(super) fn hex(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(bytes)
}

/// A tagged value of plain JSON; a number is a float when it is written as one.
pub(super) fn value(plain: &Value) -> Value {
    match plain {
        Value::Null => json!(["null"]),
        Value::Bool(truth) => json!(["bool", truth]),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => self::float(float),
            None => int(&number.to_string()),
        },
        Value::String(text) => self::text(text),
        Value::Array(items) => list(&items.iter().map(value).collect::<Vec<_>>()),
        Value::Object(members) => {
            let pairs = members.iter().map(|(name, inner)| json!([hex(name), value(inner)]));
            json!(["dict", pairs.collect::<Vec<_>>()])
        }
    }
}

pub(super) fn text(text: &str) -> Value {
    raw_text(&hex(text))
}

/// Text that need not be Unicode, as the hex of its bytes.
pub(super) fn raw_text(hex: &str) -> Value {
    json!(["text", hex])
}

pub(super) fn int(digits: &str) -> Value {
    json!(["int", digits])
}

pub(super) fn float(float: f64) -> Value {
    json!(["float", format!("{:016x}", float.to_bits())])
}

pub(super) fn list(items: &[Value]) -> Value {
    json!(["list", items])
}

pub(super) fn dict(pairs: &[(&str, Value)]) -> Value {
    let pairs: Vec<Value> = pairs.iter().map(|(name, value)| json!([hex(name), value])).collect();
    json!(["dict", pairs])
}

/// `levels` lists, one within the other.
pub(super) fn nested(levels: usize) -> Value {
    (1..levels).fold(list(&[]), |inner, _| list(&[inner]))
}
