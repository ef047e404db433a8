//! Reading text forms, ciphertexts, JSON and answers.

use serde::Deserialize as _;
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value as Json};
use taut_dweeter::wire::ciphertext::{BLOCK, decrypt, encrypt};
use taut_dweeter::wire::json::{MAX_LEVELS, read, write};
use taut_dweeter::wire::text;
use taut_dweeter::{Answer, Dict, Form, Reject, Value, seal};

use super::people::{self, FORMS, OF_ANSWER, OF_JSON, assert_code};
use crate::corpus;

/// Bodies, texts and contents of the cases, and what is nested on both sides of the limit.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::members("dweeter", &["body", "text", "content", "ciphertext", "media_type"]);
    for levels in [MAX_LEVELS, MAX_LEVELS + 1, 4096] {
        let nested = |open: &str, middle: &str, close: &str| {
            [open.repeat(levels), middle.to_owned(), close.repeat(levels)].concat().into_bytes()
        };
        seeds.extend([nested("[", "", "]"), nested("[", "", ""), nested("{\"a\":", "0", "}")]);
    }
    seeds.push("9".repeat(4301).into_bytes());
    seeds
}

/// What is accepted has one encoding, or one meaning; what is refused has the code of its decoder.
///
/// # Panics
/// When that does not hold.
pub fn check_decode(data: &[u8]) {
    for form in FORMS {
        decoded(form, data);
        decrypted(form, data);
    }
    if let Ok(text) = str::from_utf8(data) {
        read_as_json(text);
    }
    answered(data);
    answered_as(data);
}

fn decoded(form: Form, data: &[u8]) {
    let written = text::encode(form, data);
    assert_eq!(text::decode(form, written.as_bytes()).as_deref(), Ok(data), "what is written is read");
    match text::decode(form, data) {
        Ok(bytes) => assert_eq!(text::encode(form, &bytes).as_bytes(), data, "bytes have one text"),
        Err(why) => assert_code(why.code(), &[&["not-hex", "not-base64", "loose-text"]]),
    }
}

fn decrypted(form: Form, data: &[u8]) {
    let mailbox = people::mailbox(form);
    let keys = mailbox.keys();
    let ciphertext = encrypt(keys, data);
    assert_eq!(ciphertext.len(), data.len() / BLOCK * BLOCK + BLOCK);
    assert_eq!(decrypt(keys, &ciphertext).as_deref(), Ok(data), "what is encrypted decrypts");
    let is_whole = !data.is_empty() && data.len().is_multiple_of(BLOCK);
    match decrypt(keys, data) {
        Ok(plaintext) => assert_eq!(encrypt(keys, &plaintext), data, "a plaintext has one ciphertext"),
        Err(why) => assert_eq!(why, if is_whole { Reject::BadPadding } else { Reject::BadLength }),
    }
}

/// Reads as another reader of JSON does, where both have an opinion, and writes what reads as the same value.
fn read_as_json(text: &str) {
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    match read::read(text) {
        Ok(value) => {
            assert!(is_json, "accepted, and no JSON");
            let mut other = Deserializer::from_str(text);
            // The other reader has its limits: of levels one less, and of numbers those of binary64.
            other.disable_recursion_limit();
            if let Ok(other) = Json::deserialize(&mut other) {
                assert!(agree(&value, &other), "{value:?} is not {other:?}");
            }
            written(value);
        }
        Err(Reject::NotJson) => assert!(!is_json, "refused, and JSON"),
        Err(why) => assert_code(why.code(), &[OF_JSON]),
    }
}

/// Numbers aside: the other reader rounds them.
fn agree(value: &Value, other: &Json) -> bool {
    match (value, other) {
        (Value::Null, Json::Null) | (Value::Int(_) | Value::Float(_), Json::Number(_)) => true,
        (Value::Bool(truth), Json::Bool(other)) => truth == other,
        (Value::Text(text), Json::String(other)) => text.as_bytes() == other.as_bytes(),
        (Value::List(items), Json::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| agree(item, other))
        }
        (Value::Dict(dict), Json::Object(others)) => {
            let same = |((key, value), (name, other)): (&(Value, Value), (&String, &Json))| {
                key.is_text(name) && agree(value, other)
            };
            dict.0.len() == others.len() && dict.0.iter().zip(others).all(same)
        }
        _ => false,
    }
}

fn written(value: Value) {
    let (dict, is_deeper) = match value {
        Value::Dict(dict) => (dict, false),
        other => (Dict::from_iter([("", other)]), true),
    };
    let text = write::object(&dict);
    assert!(text.is_ascii());
    match read::read(&text) {
        Ok(Value::Dict(again)) => {
            assert_eq!(again, dict);
            assert_eq!(write::object(&again), text, "a value has one text");
        }
        Err(Reject::TooDeep) if is_deeper => {}
        other => panic!("{text} is read as {other:?}"),
    }
}

fn answered(body: &[u8]) {
    match seal::read_answer(&people::answer(body)) {
        Ok(_) => assert!(body.starts_with(b"{") || body.first().is_some_and(u8::is_ascii_whitespace)),
        Err(why) => assert_code(why.code(), &[OF_ANSWER, OF_JSON]),
    }
}

/// Takes the bytes for a media type, and the first ones for a status.
fn answered_as(data: &[u8]) {
    let status = data.first_chunk().map_or(200, |bytes| u16::from_le_bytes(*bytes) % 600);
    let body = br#"{"this": "succeeded", "with": 1}"#;
    for status in [200, status] {
        match seal::read_answer(&Answer { status, media_type: Some(data), body }) {
            Ok(with) => {
                assert_eq!(with, Value::from(1));
                assert!(
                    (200..300).contains(&status)
                        && data.to_ascii_lowercase().windows(4).any(|four| four == b"json")
                );
            }
            Err(why) => {
                let expected: &[&str] = match status {
                    300..400 => &["redirected"],
                    404 => &["not-found"],
                    200..300 => &["media-type"],
                    _ => &["http-status"],
                };
                assert_code(why.code(), &[expected]);
            }
        }
    }
}
