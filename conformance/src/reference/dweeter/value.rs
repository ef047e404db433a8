//! Values of dweeter as tagged arrays: `spec/dweeter.md` section 3.4.

use serde_json::{Value as Json, json};
use taut_dweeter::{Dict, Int, Text, Value};

/// Reads a tagged array.
pub(super) fn read(json: &Json) -> Option<Value> {
    match json.as_array()?.as_slice() {
        [tag] => (tag == "null").then_some(Value::Null),
        [tag, value] => match tag.as_str()? {
            "bool" => value.as_bool().map(Value::Bool),
            "int" => Int::from_decimal(value.as_str()?).map(Value::Int),
            "float" => float(value.as_str()?).map(Value::Float),
            "text" => Text::from_bytes(hex::decode(value.as_str()?).ok()?).map(Value::Text),
            "list" => value.as_array()?.iter().map(read).collect::<Option<_>>().map(Value::List),
            "dict" => value
                .as_array()?
                .iter()
                .map(pair)
                .collect::<Option<_>>()
                .map(|pairs| Value::Dict(Dict(pairs))),
            "bytes" => hex::decode(value.as_str()?).ok().map(Value::Bytes),
            _ => None,
        },
        _ => None,
    }
}

fn pair(json: &Json) -> Option<(Value, Value)> {
    match json.as_array()?.as_slice() {
        [key, value] => Some((read(key)?, read(value)?)).filter(|(key, _)| !is_nested(key)),
        _ => None,
    }
}

/// Whether a value cannot be a key.
fn is_nested(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Dict(_))
}

fn float(digits: &str) -> Option<f64> {
    Some(f64::from_be_bytes(hex::decode(digits).ok()?.try_into().ok()?))
}

/// Writes a tagged array.
pub(super) fn write(value: &Value) -> Json {
    match value {
        Value::Null => json!(["null"]),
        Value::Bool(truth) => json!(["bool", truth]),
        Value::Int(int) => json!(["int", int.as_decimal()]),
        Value::Float(float) => {
            let bits = if float.is_nan() { 0x7ff8_0000_0000_0000 } else { float.to_bits() };
            json!(["float", format!("{bits:016x}")])
        }
        Value::Text(text) => json!(["text", hex::encode(text.as_bytes())]),
        Value::List(items) => json!(["list", items.iter().map(write).collect::<Json>()]),
        Value::Dict(dict) => write_dict(dict),
        Value::Bytes(bytes) => json!(["bytes", hex::encode(bytes)]),
    }
}

/// Writes a dict.
pub(super) fn write_dict(dict: &Dict) -> Json {
    let pairs: Json = dict.0.iter().map(|(key, value)| json!([write(key), write(value)])).collect();
    json!(["dict", pairs])
}
