//! `seal.json`: what a writer refuses to make.

use super::super::refusal::{Own, misuse, refuse, seen};
use super::super::value::hex;
use super::cast::Cast;
use super::layout::{Object, text};
use super::letter::MESSAGE_KEY;
use super::open::CONTENT;
use super::seal::{CAPTURED, seals, with};
use super::sealed::pair;
use crate::vectors::generate::{Author, Draft, Wanted};
use serde_json::{Value, json};

/// Senders and receivers that nobody can write as, or to.
pub(super) fn ids(cast: &Cast) -> Vec<Draft> {
    let hulk = || vec![pair(&cast.hulk.id, Some(&cast.hulk))];
    let from = |name: &str, about: &str, rule: &str, sender: &str, code: &str| {
        let draft = seals(cast, name, about, &[rule], CONTENT, &cast.hulk.id, &hulk());
        refuse(with(draft, "sender", sender), CAPTURED, code)
    };
    let to = |name: &str, about: &str, rule: &str, receiver: &str, code: &str| {
        refuse(seals(cast, name, about, &[rule], CONTENT, receiver, &hulk()), CAPTURED, code)
    };
    vec![
        from("sender-anyone", "a broadcast ID as sender", "DI-MSG-9", "anyone@anywhere", "bad-sender"),
        from("sender-group", "a group as sender", "DI-MSG-9", &cast.group.id, "bad-sender"),
        from("sender-thing", "a thing as sender", "DI-MSG-9", &cast.moki.in_network(0x80), "bad-sender"),
        from("sender-garbage", "a sender that is no ID", "DI-ADDR-4", "xyz", "bad-address"),
        to("receiver-thing", "a thing as receiver", "DI-MSG-10", &cast.hulk.in_network(0x80), "wrong-id"),
        to("receiver-empty", "no receiver", "DI-ID-1", "", "bad-id"),
    ]
}

/// Contents that nobody can read.
pub(super) fn contents(cast: &Cast) -> Vec<Draft> {
    let hulk = [pair(&cast.hulk.id, Some(&cast.hulk))];
    let of = |name: &str, about: &str, rule: &str, content: &str, code: &str| {
        refuse(seals(cast, name, about, &[rule], content, &cast.hulk.id, &hulk), CAPTURED, code)
    };
    let to_group = |name: &str, about: &str, content: &str| {
        let draft = seals(cast, name, about, &["DI-OPEN-6"], content, &cast.group.id, &hulk);
        refuse(draft, "dimp/seal/group", "group-mismatch")
            .draws(drawn(&format!("dimp/seal/{name}")))
            .variant(&[("group-binding", "unchecked")], Wanted::Accept(json!({})))
    };
    let other = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{}"}}"#, cast.chatroom.id);
    vec![
        of("content-not-json", "a content that is no JSON", "DI-JSON-2", "Hello world!", "not-json"),
        of("content-list", "a list as content", "DI-CONT-3", "[]", "not-object"),
        of(
            "content-without-type",
            "a content without type",
            "DI-CONT-5",
            r#"{"text": "x", "sn": 1}"#,
            "bad-content",
        ),
        to_group("group-without-group", "a text without group to a group", CONTENT),
        to_group("group-of-another", "a text of another group to a group", &other),
    ]
}

/// Draws of a step that may be accepted under other answers.
pub(super) fn drawn(id: &str) -> Value {
    let of = |name: &str, size: usize| hex(crate::vectors::generate::derive(id, 0, name, size));
    json!({ "key": of("key", 32), "iv": of("iv", 16), "padding": of("padding", 512), "k": of("k", 32) })
}

/// Pairs of keys that do not fit the receiver.
pub(super) fn pairs(cast: &Cast) -> Vec<Draft> {
    let hulk = || pair(&cast.hulk.id, Some(&cast.hulk));
    let moki = || pair(&cast.moki.id, Some(&cast.moki));
    let bad = |name: &str, about: &str, content: &str, receiver: &str, keys: &[Value]| {
        misuse(seals(cast, name, about, &["DI-SEAL-2"], content, receiver, keys), "bad-data")
    };
    let in_group = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{}"}}"#, cast.group.id);
    let all = "everyone@everywhere";
    let terminal = pair(&format!("{}/phone", cast.hulk.id), Some(&cast.hulk));
    vec![
        bad("no-pair", "no key of the receiver", CONTENT, &cast.hulk.id, &[]),
        bad("two-pairs", "two keys for one receiver", CONTENT, &cast.hulk.id, &[hulk(), moki()]),
        bad("broadcast-with-pair", "a key for a broadcast", CONTENT, all, &[hulk()]),
        with(
            bad("broadcast-with-key", "a message key for a broadcast", CONTENT, all, &[]),
            "message_key",
            MESSAGE_KEY,
        ),
        bad("member-twice", "a member twice", &in_group, &cast.group.id, &[hulk(), moki(), hulk()]),
        bad(
            "member-twice-terminal",
            "a member twice, once with a terminal",
            &in_group,
            &cast.group.id,
            &[hulk(), terminal],
        ),
        misuse(
            seals(
                cast,
                "no-key",
                "a receiver without key",
                &["DI-BLOCK-3"],
                CONTENT,
                &cast.hulk.id,
                &[pair(&cast.hulk.id, None)],
            ),
            "no-receiver-key",
        ),
    ]
}

/// Keys that are none, or too small.
pub(super) fn keys(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = || pair(&cast.hulk.id, Some(&cast.hulk));
    let sealed = |name: &str, about: &str, rule: &str, key: Value| {
        seals(cast, name, about, &[rule], CONTENT, &cast.hulk.id, &[key])
    };
    let given = |name: &str, about: &str, rule: &str, key: &str| {
        with(sealed(name, about, rule, hulk()), "message_key", key)
    };
    let long = Object::of(&serde_json::from_str(MESSAGE_KEY).expect("it is JSON")).set("x", "");
    let exeth = author.input("dimp/meta/exeth").expect("it is a capture");
    let exeth = Object::of_hex(exeth.get("meta").and_then(Value::as_str).expect("it has a meta")).get("key");
    let ecc = json!([cast.hulk.hex(), hex(text(&exeth))]);
    vec![
        seen(
            refuse(
                sealed("ecc-key", "a receiver whose key cannot encrypt", "DI-BLOCK-3", ecc),
                CAPTURED,
                "no-receiver-key",
            ),
            Own::Refused("no key to encrypt with: the message is suspended"),
        )
        .needs("dimp-ecc"),
        misuse(
            given("key-too-long", "a dictionary of more than 117 bytes", "DI-ENC-5", &long.text()),
            "no-receiver-key",
        ),
        refuse(
            given(
                "given-key-rsa",
                "a message key of another algorithm",
                "DI-DICT-3",
                r#"{"algorithm": "RSA", "data": "x"}"#,
            ),
            CAPTURED,
            "unknown-algorithm",
        ),
        refuse(
            given(
                "given-key-15-bytes",
                "a message key of 15 bytes",
                "DI-DICT-6",
                r#"{"algorithm": "AES", "data": "AAAAAAAAAAAAAAAAAAAA"}"#,
            ),
            CAPTURED,
            "bad-key",
        ),
        refuse(
            sealed(
                "receiver-key-aes",
                "a message key in the place of a public one",
                "DI-DICT-3",
                json!([cast.hulk.hex(), hex(MESSAGE_KEY)]),
            ),
            CAPTURED,
            "unknown-algorithm",
        ),
    ]
}
