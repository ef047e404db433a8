//! Reading JSON, IDs, metas, profiles, contents and messages.

use serde::de::{Deserialize, IgnoredAny};
use taut_dimp::wire::content::Content;
use taut_dimp::wire::json::{self, Value, write};
use taut_dimp::wire::message::Message;
use taut_dimp::wire::profile::Claim;
use taut_dimp::wire::{address, base64};
use taut_dimp::{Address, Id, Meta, Reject};
use taut_wire::Class;

use crate::codes::assert_dimp;
use crate::corpus;

/// Codes of a text that is no JSON for a strict reader.
const OF_JSON: &[&str] = &[
    "not-utf8",
    "not-json",
    "non-finite",
    "lone-surrogate",
    "duplicate-member",
    "too-deep",
    "too-large",
    "too-many",
    "long-number",
];
const OF_ID: &[&str] = &["bad-id", "bad-name", "loose-text", "bad-address", "unknown-network"];

/// Texts of the cases.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let names = ["text", "id", "meta", "profile", "content", "message", "key", "user", "sender", "receiver"];
    let mut seeds = corpus::members("dimp", &names);
    let others: [&[u8]; 4] =
        [b"[1, -0, -0.0, 1e16, 1.5e-7]", b"\"\\ud83d\\ude00\"", b"QUI=", b"everyone@everywhere"];
    seeds.extend(others.map(<[u8]>::to_vec));
    seeds
}

/// What is accepted is written again as the same, and what is refused has a known code.
///
/// # Panics
/// When that does not hold.
pub fn check_decode(data: &[u8]) {
    texts(data);
    base64_texts(data);
    ids(data);
    addresses(data);
    identities(data);
    claims(data);
    contents(data);
    messages(data);
}

/// Panics unless a refusal has a code of dimp that a reader gives.
pub(super) fn assert_reject(why: Reject) {
    assert_dimp(why.code());
    assert_ne!(why.class(), Class::Misuse);
}

fn assert_of(why: Reject, codes: &[&str]) {
    assert_reject(why);
    assert!(codes.contains(&why.code()), "`{}` is not to be expected here", why.code());
}

/// The bytes are JSON, as another reader takes it, too.
fn texts(data: &[u8]) {
    match json::read::read(data) {
        Ok(value) => {
            assert!(is_json(data), "no other reader takes it");
            assert_eq!(write::check(&value), Ok(()), "what is read can be written");
            same_value(&value);
        }
        Err(why) => {
            assert_of(why, OF_JSON);
            assert!(why != Reject::NotJson || !is_json(data), "another reader takes it");
            assert!(why != Reject::NotUtf8 || str::from_utf8(data).is_err());
        }
    }
}

fn same_value(value: &Value) {
    let text = write::value(value);
    assert!(text.is_ascii());
    // Escapes can make a text longer than a reader takes.
    if text.len() <= 1 << 20 {
        assert_eq!(json::read::read(text.as_bytes()).as_ref(), Ok(value), "what is written is read");
    }
}

fn is_json(data: &[u8]) -> bool {
    let mut reader = serde_json::Deserializer::from_slice(data);
    reader.disable_recursion_limit();
    IgnoredAny::deserialize(&mut reader).is_ok() && reader.end().is_ok()
}

fn base64_texts(data: &[u8]) {
    match base64::decode(data) {
        Ok(bytes) => assert_eq!(base64::encode(&bytes).as_bytes(), data),
        Err(why) => {
            assert_of(why, &["bad-base64", "loose-text"]);
            assert_eq!(why == Reject::LooseText, base64::is_base64(data));
        }
    }
    assert_eq!(base64::decode(base64::encode(data).as_bytes()).as_deref(), Ok(data));
}

fn ids(data: &[u8]) {
    let id = match Id::read(data) {
        Ok(id) => id,
        Err(why) => return assert_of(why, OF_ID),
    };
    let again = Id::read(id.to_text().as_bytes()).expect("what is written is read");
    assert_eq!((again.to_text(), again.bare()), (id.to_text(), id.bare()));
    assert!(again == id && Id::read(id.bare().as_bytes()).is_ok_and(|bare| bare == id));
}

/// The bytes are what an address is made of.
fn addresses(data: &[u8]) {
    let made = Address::of_digest(address::PERSON, &address::btc_digest(data));
    assert_eq!(Address::read(made.as_str()).as_ref(), Ok(&made));
    if let Ok(made) = Address::of_point(data) {
        assert_eq!(Address::read(made.as_str()).as_ref(), Ok(&made));
    }
}

/// The bytes are a meta.
fn identities(data: &[u8]) {
    let meta = match Meta::read(data) {
        Ok(meta) => meta,
        Err(why) => return assert_reject(why),
    };
    assert_eq!(Meta::read(meta.to_text().as_bytes()).as_ref(), Ok(&meta));
    let id = meta.id(address::PERSON.into()).expect("it is a known network");
    let again = Id::read(id.to_text().as_bytes()).expect("what a meta gives is an ID");
    assert_eq!(meta.check(&again), Ok(()));
    assert_eq!(meta.fingerprint().is_some(), id.name().is_some());
    if let Some((seed, fingerprint)) = meta.seed().zip(meta.fingerprint()) {
        assert_eq!(meta.key().verify(seed.as_bytes(), fingerprint), Ok(()));
    }
}

/// The bytes are a profile.
fn claims(data: &[u8]) {
    match Claim::read(data) {
        Ok(claim) => {
            assert_eq!(claim.of_owner(claim.id()), Ok(()));
            assert_eq!(claim.by_signer(claim.id()), Ok(()));
        }
        Err(why) => assert_reject(why),
    }
}

fn contents(data: &[u8]) {
    match Content::read(data) {
        Ok(content) => {
            let again = Content::of(Value::Dict(content.members().clone())).expect("it is the same");
            assert_eq!(
                (again.kind(), again.number(), again.sn()),
                (content.kind(), content.number(), content.sn())
            );
            assert_eq!(again.group(), content.group());
        }
        Err(why) => assert_reject(why),
    }
}

fn messages(data: &[u8]) {
    let message = match Message::read(data) {
        Ok(message) => message,
        Err(why) => return assert_reject(why),
    };
    assert!(message.sender().is_user() && !message.sender().is_broadcast());
    let members = [message.sender().clone(), message.receiver().clone()];
    for member in &members {
        match (message.trim(member), message.split(&members)) {
            (Ok(trimmed), _) => {
                assert!(message.receiver().is_group() && member.is_user());
                assert!(
                    ["data", "signature"]
                        .iter()
                        .all(|name| trimmed.find(name) == message.members().find(name))
                );
            }
            (Err(why), _) => assert_of(why, &["wrong-id"]),
        }
    }
}
