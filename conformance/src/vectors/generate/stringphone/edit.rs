//! Short forms of what these cases do again and again. A mistake of the author stops the generator.

use serde_json::Value;

use super::super::{Author, Bytes, Wanted, derive};
use crate::model::outcome::{Answered, Members};

/// The first `len` bytes.
pub(super) fn cut(message: &str, len: usize) -> String {
    bytes(message).cut(len).expect("the message is longer").hex()
}

/// One bit changed.
pub(super) fn flip(message: &str, offset: usize, bit: u8) -> String {
    bytes(message).flip(offset, 1 << bit).expect("the message has such a byte").hex()
}

/// Other bytes from `offset` on.
pub(super) fn overwrite(message: &str, offset: usize, with: &str) -> String {
    bytes(message).put(offset, bytes(with).as_slice()).expect("the edit changes something").hex()
}

/// The bytes from `from` up to `to`.
pub(super) fn slice(message: &str, from: usize, to: usize) -> String {
    bytes(message).slice(from..to).expect("the message is long enough").hex()
}

pub(super) fn join(parts: &[&str]) -> String {
    parts.concat()
}

/// The input of this name of an earlier case.
pub(super) fn input(author: &Author<'_>, id: &str, name: &str) -> String {
    let members = author.input(id).expect("the case was added before");
    members.get(name).and_then(Value::as_str).expect("the case has this input").to_owned()
}

/// The message that an earlier case makes.
pub(super) fn made(author: &Author<'_>, id: &str) -> String {
    let case = author.base(id).expect("the case was added before");
    let expect = serde_json::to_value(&case.expect).expect("an outcome is JSON");
    expect.pointer("/accept/message").and_then(Value::as_str).expect("the case makes a message").to_owned()
}

/// The message that the reference makes.
pub(super) fn message_of(author: &Author<'_>, op: &str, input: Value, draws: Value) -> String {
    let (outputs, _) =
        author.play(op, &object(input), &object(draws)).expect("the reference makes the message");
    outputs.get("message").and_then(Value::as_str).expect("the operation makes a message").to_owned()
}

/// The nonce of the only step of a case.
pub(super) fn nonce(id: &str) -> String {
    hex::encode(derive(id, 0, "nonce", 24))
}

/// An outcome as a variant has it.
pub(super) fn wanted(outcome: Value) -> Wanted {
    match serde_json::from_value(outcome).expect("an outcome") {
        Answered::Accept(members) => Wanted::Accept(Value::Object(members)),
        Answered::Ignore(_) => Wanted::Ignore,
        Answered::Reject(code) => Wanted::reject(&code),
        Answered::Error(_) => unreachable!("no variant expects an error"),
    }
}

fn bytes(text: &str) -> Bytes {
    Bytes::from_hex(text).expect("messages are written as hex")
}

fn object(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => unreachable!("inputs are objects"),
    }
}
