//! `seal.json`: what writers make, and what they refuse to make.

use serde_json::{Value, json};

use super::super::{Draft, case};
use super::edit::wanted;
use super::people::{ALICE, BOB, CAROL, K1, Person, id_of};
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = ids();
    cases.extend(sealed());
    cases.push(carol_introduces());
    cases.extend(refused());
    cases
}

fn ids() -> Vec<Draft> {
    let mut cases: Vec<Draft> = [("alice", &ALICE), ("bob", &BOB)]
        .into_iter()
        .map(|(name, person)| {
            case(&format!("stringphone/id/{name}"))
                .about("the first 16 bytes of the SHA-256 hash of a signing public key")
                .rules(&["SP-KEY-2", "SP-KEY-3"])
                .op("stringphone.id", json!({ "public_key": person.public_key }))
                .accept(json!({ "id": person.id }))
        })
        .collect();
    let long = format!("{}00", ALICE.public_key);
    let lengths = [("empty", ""), ("31-bytes", &ALICE.public_key[..62]), ("33-bytes", &long)];
    cases.extend(lengths.into_iter().map(|(name, key)| {
        let hash = id_of(key);
        case(&format!("stringphone/id/{name}"))
            .about("a signing public key of another length")
            .rules(&["SP-KEY-2"])
            .edit_of("stringphone/id/alice")
            .source_ref("N 31")
            .bug(BugClass::Robustness, Severity::Low)
            .op("stringphone.id", json!({ "public_key": key }))
            .reject("bad-key-length")
            .variant(&[("participant-key", "unchecked")], wanted(json!({ "accept": { "id": hash } })))
            .upstream(json!({ "accept": { "id": hash } }))
    }));
    cases
}

fn sealed() -> Vec<Draft> {
    let plaintexts = [
        ("empty", String::new(), "no plaintext at all"),
        ("32-bytes", "5a".repeat(32), "the first block of the key stream is used up"),
        ("33-bytes", "5a".repeat(33), "one byte into the second block of the key stream"),
        ("96-bytes", "5a".repeat(96), "the second block of the key stream is used up"),
        ("97-bytes", "5a".repeat(97), "one byte into the third block of the key stream"),
        ("4096-bytes", "5a".repeat(4096), "4096 bytes"),
    ];
    plaintexts
        .into_iter()
        .map(|(name, plaintext, about)| {
            let input = json!({ "signing_seed": ALICE.seed, "topic_key": K1, "plaintext": plaintext });
            Draft::played(
                case(&format!("stringphone/seal/{name}"))
                    .about(about)
                    .rules(&["SP-SEAL-2", "SP-SEAL-3", "SP-SEAL-4"])
                    .op("stringphone.seal", input)
                    .check("stringphone.open", opened_by(&BOB), json!({ "plaintext": plaintext })),
            )
        })
        .collect()
}

fn opened_by(reader: &Person) -> Value {
    json!({
        "own_public_key": reader.public_key, "topic_key": K1, "participants": [ALICE.public_key], "mode": "strict",
        "message": { "$ref": "/message" }
    })
}

/// The introduction of several captured cases, made anew.
fn carol_introduces() -> Draft {
    case("stringphone/introduce/carol")
        .about("carol introduces itself; the bytes are those of sample 31")
        .rules(&["SP-INTRO-1", "SP-INTRO-2"])
        .source_ref("sample 31")
        .op(
            "stringphone.introduce",
            json!({ "signing_seed": CAROL.seed, "encryption_private_key": CAROL.private_key }),
        )
        .played()
}

fn refused() -> Vec<Draft> {
    let key = |size: usize| "11".repeat(size);
    let seal = |seed: &str, topic: Value| match topic {
        Value::Null => json!({ "signing_seed": seed, "plaintext": "61" }),
        topic => json!({ "signing_seed": seed, "topic_key": topic, "plaintext": "61" }),
    };
    let introduce =
        |seed: &str, private: &str| json!({ "signing_seed": seed, "encryption_private_key": private });
    let unannounced = || json!({ "error": "nacl.exceptions.ValueError" });
    let missing =
        json!({ "reject": "missing-topic-key", "raised": "stringphone.exceptions.MissingTopicKeyError" });
    let rows: Vec<(&str, &str, &str, Value, &str, Option<&str>, Option<Value>)> = vec![
        (
            "seal/no-topic-key",
            "nothing to seal with",
            "SP-SEAL-1",
            seal(ALICE.seed, Value::Null),
            "missing-topic-key",
            Some("N 36"),
            Some(missing),
        ),
        (
            "seal/topic-key-31",
            "a topic key of 31 bytes",
            "SP-KEY-1",
            seal(ALICE.seed, json!(key(31))),
            "bad-key-length",
            Some("N 33"),
            Some(unannounced()),
        ),
        (
            "seal/topic-key-33",
            "a topic key of 33 bytes",
            "SP-KEY-1",
            seal(ALICE.seed, json!(key(33))),
            "bad-key-length",
            Some("N 33"),
            Some(unannounced()),
        ),
        (
            "seal/topic-key-empty",
            "a topic key of no bytes is not the same as none",
            "SP-KEY-1",
            seal(ALICE.seed, json!("")),
            "bad-key-length",
            Some("N 34"),
            Some(unannounced()),
        ),
        (
            "seal/signing-seed-31",
            "a signing seed of 31 bytes",
            "SP-KEY-1",
            seal(&key(31), json!(K1)),
            "bad-key-length",
            Some("N 35"),
            Some(unannounced()),
        ),
        (
            "seal/signing-seed-33",
            "a signing seed of 33 bytes",
            "SP-KEY-1",
            seal(&key(33), json!(K1)),
            "bad-key-length",
            Some("N 35"),
            Some(unannounced()),
        ),
        (
            "seal/signing-seed-empty",
            "a signing seed of no bytes",
            "SP-KEY-1",
            seal("", json!(K1)),
            "bad-key-length",
            None,
            None,
        ),
        (
            "introduce/signing-seed-31",
            "a signing seed of 31 bytes",
            "SP-KEY-1",
            introduce(&key(31), ALICE.private_key),
            "bad-key-length",
            None,
            None,
        ),
        (
            "introduce/encryption-private-key-31",
            "an encryption private key of 31 bytes",
            "SP-KEY-1",
            introduce(ALICE.seed, &key(31)),
            "bad-key-length",
            None,
            None,
        ),
        (
            "introduce/encryption-private-key-33",
            "an encryption private key of 33 bytes",
            "SP-KEY-1",
            introduce(ALICE.seed, &key(33)),
            "bad-key-length",
            None,
            None,
        ),
    ];
    rows.into_iter()
        .map(|(name, about, rule, input, code, measured, upstream)| {
            let op = if name.starts_with("seal") { "stringphone.seal" } else { "stringphone.introduce" };
            let draft = case(&format!("stringphone/{name}"))
                .about(about)
                .rules(&[rule])
                .bug(BugClass::Robustness, Severity::Low)
                .op(op, input)
                .reject(code);
            let draft = match measured {
                Some(line) => draft.source_ref(line),
                None => draft,
            };
            match upstream {
                Some(upstream) => draft.upstream(upstream),
                None => draft,
            }
        })
        .collect()
}
