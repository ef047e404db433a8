//! Values as section 4.2 of the chapter writes them, and their packed bytes.

use serde_json::Value as Json;
pub(super) use taut_netaio::wire::packify::Value;
use taut_netaio::wire::packify::{BigInt, Decimal, pack};

use crate::reference::netaio::value;

/// Bytes as cases write them.
pub(super) fn hex(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(bytes)
}

/// A tagged value.
pub(super) fn tagged(value: &Value) -> Json {
    value::write(value)
}

/// Its canonical encoding.
pub(super) fn packed(value: &Value) -> String {
    hex(pack(value))
}

pub(super) fn int(digits: &str) -> Value {
    Value::Int(digits.parse::<BigInt>().expect("an integer is written here"))
}

/// 2 to the power of some number of bits.
pub(super) fn power(bits: u32) -> BigInt {
    BigInt::from(1) << bits
}

pub(super) fn decimal(text: &str) -> Value {
    Value::Decimal(Decimal::parse(text).expect("a decimal number is written here"))
}

pub(super) fn text(text: &str) -> Value {
    Value::Str(text.to_owned())
}

pub(super) fn bytes(bytes: impl AsRef<[u8]>) -> Value {
    Value::Bytes(bytes.as_ref().to_vec())
}

pub(super) fn list(items: &[Value]) -> Value {
    Value::List(items.to_vec())
}

pub(super) fn tuple(items: &[Value]) -> Value {
    Value::Tuple(items.to_vec())
}

pub(super) fn set(members: &[Value]) -> Value {
    Value::Set(members.iter().cloned().collect())
}

/// A dict with any keys.
pub(super) fn dict(pairs: &[(Value, Value)]) -> Value {
    Value::Dict(pairs.iter().cloned().collect())
}

/// A dict whose keys are texts.
pub(super) fn fields(pairs: &[(&str, Value)]) -> Value {
    dict(&pairs.iter().map(|(name, value)| (text(name), value.clone())).collect::<Vec<_>>())
}

/// `levels` lists, one within the other.
pub(super) fn nested(levels: usize) -> Value {
    (1..levels).fold(list(&[]), |inner, _| list(&[inner]))
}
