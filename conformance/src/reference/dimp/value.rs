//! JSON values as tagged arrays: `spec/dimp.md` section 4.1.

use serde_json::{Value as Json, json};
use taut_dimp::{Dict, Int, Value};
use taut_wire::Text;

/// Reads a tagged array.
pub(super) fn read(json: &Json) -> Option<Value> {
    match json.as_array()?.as_slice() {
        [tag] => (tag == "null").then_some(Value::Null),
        [tag, value] => match tag.as_str()? {
            "bool" => value.as_bool().map(Value::Bool),
            "int" => Int::from_decimal(value.as_str()?).map(Value::Int),
            "float" => float(value.as_str()?).map(Value::Float),
            "text" => text(value).map(Value::Text),
            "list" => value.as_array()?.iter().map(read).collect::<Option<_>>().map(Value::List),
            "dict" => pairs(value).map(Value::Dict),
            _ => None,
        },
        _ => None,
    }
}

/// Reads a dict.
pub(super) fn read_dict(json: &Json) -> Option<Dict> {
    match json.as_array()?.as_slice() {
        [tag, value] if tag == "dict" => pairs(value),
        _ => None,
    }
}

fn pairs(pairs: &Json) -> Option<Dict> {
    let pair = |pair: &Json| match pair.as_array()?.as_slice() {
        [name, value] => Some((text(name)?, read(value)?)),
        _ => None,
    };
    pairs.as_array()?.iter().map(pair).collect::<Option<_>>().map(Dict)
}

fn text(digits: &Json) -> Option<Text> {
    Text::from_bytes(hex::decode(digits.as_str()?).ok()?)
}

fn float(digits: &str) -> Option<f64> {
    Some(f64::from_be_bytes(hex::decode(digits).ok()?.try_into().ok()?))
}

/// Writes a tagged array.
pub(super) fn write(value: &Value) -> Json {
    match value {
        Value::Null => json!(["null"]),
        Value::Bool(truth) => json!(["bool", truth]),
        Value::Int(int) => json!(["int", int.to_decimal()]),
        Value::Float(float) => {
            let bits = if float.is_nan() { 0x7ff8_0000_0000_0000 } else { float.to_bits() };
            json!(["float", format!("{bits:016x}")])
        }
        Value::Text(text) => json!(["text", hex::encode(text.as_bytes())]),
        Value::List(items) => json!(["list", items.iter().map(write).collect::<Json>()]),
        Value::Dict(dict) => write_dict(dict),
    }
}

/// Writes a dict.
pub(super) fn write_dict(dict: &Dict) -> Json {
    let pair = |(name, value): &(Text, Value)| json!([hex::encode(name.as_bytes()), write(value)]);
    json!(["dict", dict.0.iter().map(pair).collect::<Json>()])
}
