//! What cases are made of: two identities, and operations of the reference asked for their parts.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, step};
use crate::model::outcome::Members;

/// The identity of sample 86, whose Ed25519 form has the sign bit 0.
pub(super) const ALICE: Device = Device {
    private: "20daba1a9c823347f3f0b7987ec7043c1c34a96b99e78476a1d3eb890660476a",
    x25519: "a8730db088f527d232b4e933cdabbd0b75cd32a01a8e27090657f529b7bf3e6b",
    ed25519: "74781d5a4b42603887ffedcc97721f9672d8459186f9e59aaffac01edd125e55",
};

/// That of sample 87, with the sign bit 1.
pub(super) const BOB: Device = Device {
    private: "18ef7dba1e4bae9f0e5f2d61108c77c46d0520f786b8c117363446b64669605a",
    x25519: "7b72f4150fd9cd58ab8bce40383a7f382e8bdafe46d47d8f824d4252966dda6c",
    ed25519: "334e5d014241df315095c34e3a6f74bb0785a0f7dd8d9586e1d53967f0a1a2fe",
};

/// The identity key of a device: the clamped scalar, and its two public forms.
pub(super) struct Device {
    pub(super) private: &'static str,
    pub(super) x25519: &'static str,
    pub(super) ed25519: &'static str,
}

/// u of the points of small order that are below p: name, what it is, key.
pub(super) const WEAK: [(&str, &str, &str); 5] = [
    ("0", "the key 0", "0000000000000000000000000000000000000000000000000000000000000000"),
    ("1", "the key 1, of order 4", "0100000000000000000000000000000000000000000000000000000000000000"),
    ("order-8", "a key of order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    (
        "other-order-8",
        "the other key of order 8",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ),
    (
        "p-minus-1",
        "the key p − 1, of order 4 on the twist",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ),
];

/// The same two keys as another number: name, what it is, key.
pub(super) const WEAK_AGAIN: [(&str, &str, &str); 2] = [
    ("p", "the key p, another 0", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    (
        "p-plus-1",
        "the key p + 1, another 1",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ),
];

/// p + 9, another 9.
pub(super) const P_PLUS_9: &str = "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
pub(super) const NINE: &str = "0900000000000000000000000000000000000000000000000000000000000000";

/// The name of the answers under which an X25519 key is reduced.
const REDUCED: [&str; 2] = ["masked", "as-came"];

/// Outputs and intermediates of an operation that the reference accepts.
pub(super) fn ask(author: &Author<'_>, op: &str, input: &Value, draws: &Value) -> Members {
    let played = author.play(op, &members(input), &members(draws));
    let (out, mut all) = played.unwrap_or_else(|why| panic!("{op} of {input}: {why}"));
    all.extend(out);
    all
}

/// One of them.
pub(super) fn part(author: &Author<'_>, op: &str, input: &Value, draws: &Value, name: &str) -> String {
    let all = ask(author, op, input, draws);
    all.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("{op} gives no {name}")).to_owned()
}

/// An object with other members in the place of some, or more of them.
pub(super) fn with(base: &Value, more: &Value) -> Value {
    let mut all = members(base);
    all.extend(members(more));
    all.into()
}

/// The bytes of hex that is written in a generator.
pub(super) fn raw(hex: &str) -> Vec<u8> {
    hex::decode(hex).expect("hex is written here")
}

/// With the bits of `mask` flipped in one byte.
pub(super) fn flipped(hex: &str, at: usize, mask: u8) -> String {
    let bytes = super::super::Bytes::from_hex(hex).and_then(|bytes| bytes.flip(at, mask));
    bytes.expect("there is such a byte").hex()
}

/// A key with bit 255 set.
pub(super) fn with_bit_255(key: &str) -> String {
    flipped(key, 31, 0x80)
}

/// Accepted where an X25519 key is reduced before it is used.
pub(super) fn reduced(draft: Draft, accept: &Value) -> Draft {
    REDUCED.iter().fold(draft, |draft, answer| {
        draft.variant(&[("key-encoding", *answer)], Wanted::Accept(accept.clone()))
    })
}

/// A key that is no less than p and leads to zeros: reduced, it is weak, and that may be accepted too.
pub(super) fn reduced_weak(draft: Draft, accept: &Value) -> Draft {
    let both = |draft: Draft, answer: &&str| {
        let when = [("key-encoding", *answer), ("weak-dh", "accepted")];
        draft.variant(&when, Wanted::Accept(accept.clone()))
    };
    let weak =
        |draft: Draft, answer: &&str| draft.variant(&[("key-encoding", *answer)], Wanted::reject("weak-key"));
    REDUCED.iter().fold(REDUCED.iter().fold(draft, both), weak)
}

fn members(value: &Value) -> Members {
    value.as_object().cloned().unwrap_or_default()
}

/// Whether the first bytes of two values are different: their difference is used as a public key, and 0 is a weak one.
/// It takes 31 bytes at most.
pub(super) fn differ(first: &str, second: &str, size: usize) -> DraftStep {
    let part = |name: &str| json!({ "$ref": name });
    let difference = json!({ "$slice": [{ "$xor": [part(first), part(second)] }, 0, size] });
    let filler = "00".repeat(32 - size);
    let input = json!({ "private": ALICE.private, "public": { "$concat": [difference, filler] } });
    step(JUDGE, "omemo.key.agree", input)
}

/// The actor of [`differ`]: no implementation under test.
pub(super) const JUDGE: &str = "judge";

/// No draws.
pub(super) fn none() -> Value {
    json!({})
}
