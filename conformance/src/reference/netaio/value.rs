//! Packify values as tagged arrays: `spec/netaio.md` section 4.2.

use serde_json::{Value as Json, json};
use taut_netaio::wire::packify::{BigInt, Decimal, Dict, Value};

/// Reads a tagged array.
pub(crate) fn read(json: &Json) -> Option<Value> {
    match json.as_array()?.as_slice() {
        [tag] => (tag == "none").then_some(Value::None),
        [tag, content] => match tag.as_str()? {
            "bool" => content.as_bool().map(Value::Bool),
            "int" => int(content.as_str()?).map(Value::Int),
            "float" => bytes(content)?.try_into().ok().map(Value::Float),
            "decimal" => decimal(&text(content)?).map(Value::Decimal),
            "str" => text(content).map(Value::Str),
            "bytes" => bytes(content).map(Value::Bytes),
            "bytearray" => bytes(content).map(Value::ByteArray),
            "list" => items(content).map(Value::List),
            "tuple" => items(content).map(Value::Tuple),
            "set" => hashable(items(content)?).map(|members| Value::Set(members.into_iter().collect())),
            "dict" => content.as_array()?.iter().map(pair).collect::<Option<Dict>>().map(Value::Dict),
            _ => None,
        },
        _ => None,
    }
}

fn bytes(json: &Json) -> Option<Vec<u8>> {
    hex::decode(json.as_str()?).ok()
}

fn text(json: &Json) -> Option<String> {
    String::from_utf8(bytes(json)?).ok()
}

fn int(digits: &str) -> Option<BigInt> {
    digits.parse().ok()
}

/// A Decimal has one text: any other would come back as something else than it was.
fn decimal(text: &str) -> Option<Decimal> {
    Decimal::parse(text).filter(|decimal| decimal.as_str() == text)
}

fn items(json: &Json) -> Option<Vec<Value>> {
    json.as_array()?.iter().map(read).collect()
}

fn hashable(members: Vec<Value>) -> Option<Vec<Value>> {
    members.iter().all(Value::is_hashable).then_some(members)
}

fn pair(json: &Json) -> Option<(Value, Value)> {
    match json.as_array()?.as_slice() {
        [key, value] => Some((read(key)?, read(value)?)).filter(|(key, _)| key.is_hashable()),
        _ => None,
    }
}

/// Writes a tagged array.
pub(crate) fn write(value: &Value) -> Json {
    match value {
        Value::None => json!(["none"]),
        Value::Bool(truth) => json!(["bool", truth]),
        Value::Int(number) => json!(["int", number.to_string()]),
        Value::Float(bytes) => json!(["float", hex::encode(bytes)]),
        Value::Decimal(decimal) => json!(["decimal", hex::encode(decimal.as_str())]),
        Value::Str(text) => json!(["str", hex::encode(text)]),
        Value::Bytes(bytes) => json!(["bytes", hex::encode(bytes)]),
        Value::ByteArray(bytes) => json!(["bytearray", hex::encode(bytes)]),
        Value::List(items) => json!(["list", write_all(items)]),
        Value::Tuple(items) => json!(["tuple", write_all(items)]),
        Value::Set(set) => json!(["set", write_all(set.members())]),
        Value::Dict(dict) => write_dict(dict),
    }
}

fn write_all(items: &[Value]) -> Json {
    items.iter().map(write).collect()
}

/// Writes a dict.
pub(super) fn write_dict(dict: &Dict) -> Json {
    let pairs: Json = dict.pairs().iter().map(|(key, value)| json!([write(key), write(value)])).collect();
    json!(["dict", pairs])
}
