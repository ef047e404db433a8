//! Messages laid out by hand, and operations of the reference asked for their parts.

use serde_json::{Value, json};
use taut_netaio::wire::message;

use super::super::Author;
use super::value::hex;
use crate::model::outcome::Members;

/// The auth fields of a message without any.
pub(super) const NO_FIELDS: &str = "4d4000";

/// A message of these auth fields and this body, with true lengths and checksum.
pub(super) fn frame(kind: u8, auth: &str, body: &str) -> String {
    hex(message::frame(kind, &raw(auth), &raw(body)))
}

/// The encoded body of a URI and a content.
pub(super) fn body(uri: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> String {
    hex(message::Body::new(uri.as_ref(), content.as_ref()).encode())
}

/// The bytes of hex that is written in a generator.
pub(super) fn raw(hex: &str) -> Vec<u8> {
    hex::decode(hex).expect("hex is written here")
}

/// What the reference accepts with.
pub(super) fn play(author: &Author<'_>, op: &str, input: &Value, draws: &Value) -> Value {
    let played = author.play(op, &members(input), &members(draws));
    let (out, _) = played.unwrap_or_else(|why| panic!("{input}: {why}"));
    Value::Object(out)
}

/// A member of that, as text.
pub(super) fn part(author: &Author<'_>, op: &str, input: &Value, draws: &Value, name: &str) -> String {
    let played = play(author, op, input, draws);
    played.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn members(value: &Value) -> Members {
    value.as_object().cloned().unwrap_or_default()
}

/// These members of an object alone.
pub(super) fn members_of(object: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), object.get(name).cloned().unwrap_or_default())).collect()
}

/// An object with some members more, or others in their place.
pub(super) fn with(base: &Value, more: Value) -> Value {
    let mut members = members(base);
    if let Value::Object(more) = more {
        members.extend(more);
    }
    json!(members)
}
