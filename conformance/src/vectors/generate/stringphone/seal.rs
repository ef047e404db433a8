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
    let missing =
        json!({ "reject": "missing-topic-key", "raised": "stringphone.exceptions.MissingTopicKeyError" });
    let key = |size: usize| "11".repeat(size);
    let measured = |draft: Draft, line: &str| {
        draft.source_ref(line).upstream(json!({ "error": "nacl.exceptions.ValueError" }))
    };
    let topic_key = |name: &str, about: &str, key: &str| {
        bad_key(name, about, json!({ "signing_seed": ALICE.seed, "topic_key": key, "plaintext": "61" }))
    };
    let seed = |name: &str, about: &str, seed: &str| {
        bad_key(name, about, json!({ "signing_seed": seed, "topic_key": K1, "plaintext": "61" }))
    };
    let introduce = |name: &str, about: &str, seed: &str, private: &str| {
        bad_key(name, about, json!({ "signing_seed": seed, "encryption_private_key": private }))
    };
    vec![
        case("stringphone/seal/no-topic-key")
            .about("nothing to seal with")
            .rules(&["SP-SEAL-1"])
            .source_ref("N 36")
            .bug(BugClass::Robustness, Severity::Low)
            .op("stringphone.seal", json!({ "signing_seed": ALICE.seed, "plaintext": "61" }))
            .reject("missing-topic-key")
            .upstream(missing),
        measured(topic_key("seal/topic-key-31", "a topic key of 31 bytes", &key(31)), "N 33"),
        measured(topic_key("seal/topic-key-33", "a topic key of 33 bytes", &key(33)), "N 33"),
        measured(
            topic_key("seal/topic-key-empty", "a topic key of no bytes is not the same as none", ""),
            "N 34",
        ),
        measured(seed("seal/signing-seed-31", "a signing seed of 31 bytes", &key(31)), "N 35"),
        measured(seed("seal/signing-seed-33", "a signing seed of 33 bytes", &key(33)), "N 35"),
        seed("seal/signing-seed-empty", "a signing seed of no bytes", ""),
        introduce("introduce/signing-seed-31", "a signing seed of 31 bytes", &key(31), ALICE.private_key),
        introduce("introduce/encryption-private-key-31", "a private key of 31 bytes", ALICE.seed, &key(31)),
        introduce("introduce/encryption-private-key-33", "a private key of 33 bytes", ALICE.seed, &key(33)),
    ]
}

fn bad_key(name: &str, about: &str, input: Value) -> Draft {
    let op = if name.starts_with("seal") { "stringphone.seal" } else { "stringphone.introduce" };
    case(&format!("stringphone/{name}"))
        .about(about)
        .rules(&["SP-KEY-1"])
        .bug(BugClass::Robustness, Severity::Low)
        .op(op, input)
        .reject("bad-key-length")
}
