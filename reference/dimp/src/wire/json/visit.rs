//! What is made of JSON while it is read: nothing, or a value.

use taut_wire::{Text, fault};

use super::{Dict, Int, Value};

/// What becomes of the parts of a text.
pub(super) trait Visitor<'a> {
    type Name: AsRef<[u8]>;
    type Value: Default;
    fn name(name: Chars<'a>) -> Self::Name;
    fn scalar(scalar: Scalar<'a>) -> Self::Value;
    fn list(items: Vec<Self::Value>) -> Self::Value;
    fn dict(members: Vec<(Self::Name, Self::Value)>) -> Self::Value;
}

pub(super) type Members<'a, V> = Vec<(<V as Visitor<'a>>::Name, <V as Visitor<'a>>::Value)>;

pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Int(&'a str),
    Float(f64),
    Text(Chars<'a>),
}

/// Makes nothing: its lists take no memory.
pub(super) struct Judge;

impl<'a> Visitor<'a> for Judge {
    type Name = Chars<'a>;
    type Value = ();

    fn name(name: Chars<'a>) -> Chars<'a> {
        name
    }

    fn scalar(_: Scalar<'a>) {}

    fn list(_: Vec<()>) {}

    fn dict(_: Vec<(Chars<'a>, ())>) {}
}

/// Makes the value.
pub(super) struct Make;

impl<'a> Visitor<'a> for Make {
    type Name = Text;
    type Value = Value;

    fn name(name: Chars<'a>) -> Text {
        name.into_text()
    }

    fn scalar(scalar: Scalar<'a>) -> Value {
        match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(truth) => Value::Bool(truth),
            Scalar::Int(digits) => Int::from_decimal(digits).map_or(Value::Null, Value::Int), // DI-JSON-10
            Scalar::Float(float) => Value::Float(float),
            Scalar::Text(text) => Value::Text(text.into_text()),
        }
    }

    fn list(items: Vec<Value>) -> Value {
        Value::List(items)
    }

    fn dict(members: Vec<(Text, Value)>) -> Value {
        Value::Dict(if fault!(DI_JSON_5) { merged(members) } else { Dict(members) })
    }
}

/// Without DI-JSON-5: the place of the first, and the value of the last.
fn merged(members: Vec<(Text, Value)>) -> Dict {
    let mut merged: Vec<(Text, Value)> = Vec::new();
    for (name, value) in members {
        match merged.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => merged.push((name, value)),
        }
    }
    Dict(merged)
}

/// The characters of a text, which stand in the JSON as they are if none is escaped.
pub(super) enum Chars<'a> {
    Plain(&'a str),
    Escaped(Text),
}

impl AsRef<[u8]> for Chars<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Plain(text) => text.as_bytes(),
            Self::Escaped(text) => text.as_bytes(),
        }
    }
}

impl Chars<'_> {
    fn into_text(self) -> Text {
        match self {
            Self::Plain(text) => text.into(),
            Self::Escaped(text) => text,
        }
    }
}
