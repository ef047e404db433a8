//! `message.json`: the named fields of section 4.5.

use serde_json::json;

use super::super::{Author, Draft, case};
use super::edit::{cut, input, join, slice, wanted};
use super::people::CAROL;
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let message = input(author, "stringphone/open/trusted", "message");
    let mut cases: Vec<Draft> = [
        ("type", Some(slice(&message, 0, 1))),
        ("signed_payload", Some(slice(&message, 1, 126))),
        ("ciphertext", Some(slice(&message, 81, 126))),
        ("sender_id", Some(CAROL.id.to_owned())),
        ("encrypted_topic_key", None),
        ("recipient_id", None),
        ("encryption_key", None),
        ("signed_encryption_key", None),
    ]
    .into_iter()
    .map(|(field, value)| field_of_simple(&message, field, value))
    .collect();
    cases.push(sender_key(&message));
    cases.extend(lengths(author, &message));
    cases
}

fn field_of_simple(message: &str, field: &str, value: Option<String>) -> Draft {
    let draft = case(&format!("stringphone/message/simple-{}", field.replace('_', "-")))
        .about(&format!("`{field}` of a simple message"))
        .rules(&["SP-MSG-7"])
        .source_ref("sample 24")
        .op("stringphone.message", json!({ "message": message, "field": field }));
    match value {
        Some(value) => draft.accept(json!({ "value": value })),
        None => draft
            .edit_of("stringphone/message/simple-type")
            .bug(BugClass::Robustness, Severity::Low)
            .reject("wrong-type")
            .upstream(json!({ "reject": "wrong-type", "raised": "builtins.ValueError" })),
    }
}

fn sender_key(message: &str) -> Draft {
    let id = json!({ "accept": { "value": CAROL.id } });
    case("stringphone/message/simple-sender-key")
        .about("a simple message has no key in it; upstream gives the sender ID under this name")
        .rules(&["SP-MSG-8"])
        .edited("stringphone/message/simple-type", "sample 24; N 68")
        .bug(BugClass::Confusion, Severity::Medium)
        .op("stringphone.message", json!({ "message": message, "field": "sender_key" }))
        .reject("wrong-type")
        .variant(&[("message-accessors", "slices")], wanted(id.clone()))
        .upstream(id)
}

/// The first byte is there whatever the length: only a reader that checks the length refuses.
fn lengths(author: &Author<'_>, simple: &str) -> Vec<Draft> {
    let introduction = input(author, "stringphone/message/introduction-type", "message");
    let reply = input(author, "stringphone/message/reply-type", "message");
    let rows = [
        ("simple-cut-to-120", cut(simple, 120), "SP-MSG-2", "short", "simple-length", "73", "simple"),
        (
            "introduction-cut-to-128",
            cut(&introduction, 128),
            "SP-MSG-3",
            "short",
            "introduction-length",
            "69",
            "introduction",
        ),
        (
            "introduction-trailing-byte",
            join(&[&introduction, "00"]),
            "SP-MSG-4",
            "trailing",
            "introduction-length",
            "69",
            "introduction",
        ),
        ("reply-cut-to-152", cut(&reply, 152), "SP-MSG-5", "short", "reply-length", "72", "reply"),
        ("reply-trailing-byte", join(&[&reply, "00"]), "SP-MSG-6", "trailing", "reply-length", "72", "reply"),
    ];
    rows.into_iter()
        .map(|(name, message, rule, code, choice, kind, base)| {
            let sliced = json!({ "accept": { "value": kind } });
            case(&format!("stringphone/message/{name}"))
                .about("`type` of a message of wrong length")
                .rules(&[rule])
                .edited(
                    &format!("stringphone/message/{base}-type"),
                    if base == "simple" {
                        "sample 24"
                    } else if base == "reply" {
                        "sample 117"
                    } else {
                        "sample 116"
                    },
                )
                .bug(BugClass::Confusion, Severity::Low)
                .op("stringphone.message", json!({ "message": message, "field": "type" }))
                .reject(code)
                .variant(&[(choice, "unchecked")], wanted(sliced.clone()))
                .upstream(sliced)
        })
        .collect()
}
