//! `open.json`, last part: introductions and replies, which have operations of their own.

use serde_json::json;

use super::super::{Author, Draft, case};
use super::edit::{cut, flip, input, join, overwrite, wanted};
use super::people::{BOB, DAVE, K1, Person, open_in};
use crate::model::case::{BugClass, Severity};

const CAPTURED: &str = "stringphone/open/introduction";
const INTRODUCTION: &str = "stringphone/introduce/carol";
const REPLY: &str = "stringphone/reply/alice-to-bob";

/// All cases of the part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = introductions(author);
    cases.extend(replies(author));
    cases
}

fn introductions(author: &Author<'_>) -> Vec<Draft> {
    let message = input(author, CAPTURED, "message");
    let other_signer = overwrite(&message, 1, DAVE.public_key);
    let other_key = flip(&message, 97, 0);
    let reported = |name: &str,
                    about: &str,
                    source: &str,
                    rule: &str,
                    choice: &str,
                    answer: &str,
                    code: &str,
                    bytes: &str| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&[rule])
            .edited(INTRODUCTION, source)
            .bug(BugClass::Confusion, Severity::Medium)
            .op("stringphone.open", open_in(&BOB, Some(K1), &[], "strict", bytes))
            .reject(code)
            .variant(&[(choice, answer)], wanted(json!({ "reject": "introduction" })))
            .upstream(
                json!({ "reject": "introduction", "raised": "stringphone.exceptions.IntroductionError" }),
            )
    };
    let long = join(&[&message, "00"]);
    let unsigned = |name: &str, about: &str, source: &str, bytes: &str| {
        reported(
            name,
            about,
            source,
            "SP-OPEN-3",
            "introduction-report",
            "unverified",
            "bad-signature",
            bytes,
        )
    };
    let length = |name: &str, about: &str, source: &str, rule: &str, code: &str, bytes: &str| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&[rule])
            .edited(INTRODUCTION, source)
            .bug(BugClass::Confusion, Severity::Medium)
            .op("stringphone.open", open_in(&BOB, Some(K1), &[], "strict", bytes))
            .reject(code)
            .variant(
                &[("introduction-length", "unchecked"), ("introduction-report", "unverified")],
                wanted(json!({ "reject": "introduction" })),
            )
            .variant(&[("introduction-length", "unchecked")], wanted(json!({ "reject": "bad-signature" })))
            .upstream(
                json!({ "reject": "introduction", "raised": "stringphone.exceptions.IntroductionError" }),
            )
    };
    vec![
        unsigned(
            "introduction-other-signer",
            "the signing key replaced: the signature is not its",
            "sample 31; N 42",
            &other_signer,
        ),
        unsigned("introduction-flipped-key", "one bit of the encryption key", "sample 31", &other_key),
        length(
            "introduction-cut-to-1",
            "only the type byte of an introduction",
            "sample 31; N 6",
            "SP-MSG-3",
            "short",
            "69",
        ),
        length(
            "introduction-cut-to-128",
            "an introduction without its last byte",
            "sample 31",
            "SP-MSG-3",
            "short",
            &cut(&message, 128),
        ),
        length(
            "introduction-trailing-byte",
            "an introduction and one byte more",
            "sample 31; N 45",
            "SP-MSG-4",
            "trailing",
            &long,
        ),
        keyless_introduction(
            "introduction-cut-to-1-no-topic-key",
            "sample 31; N 7",
            "SP-MSG-3",
            "short",
            "69",
        ),
        keyless_introduction(
            "introduction-trailing-no-topic-key",
            "sample 31",
            "SP-MSG-4",
            "trailing",
            &long,
        ),
    ]
}

fn keyless_introduction(name: &str, source: &str, rule: &str, code: &str, message: &str) -> Draft {
    case(&format!("stringphone/open/{name}"))
        .about("the length of an introduction is checked also where introductions are ignored")
        .rules(&[rule])
        .edited(INTRODUCTION, source)
        .bug(BugClass::Robustness, Severity::Low)
        .op("stringphone.open", open_in(&BOB, None, &[], "strict", message))
        .reject(code)
        .variant(&[("introduction-length", "unchecked")], wanted(json!({ "ignore": {} })))
        .upstream(json!({ "ignore": {} }))
}

fn replies(author: &Author<'_>) -> Vec<Draft> {
    let message = input(author, "stringphone/accept-reply/topic-key-known", "message");
    let newcomer = |draft: Draft, reader: &Person, bytes: &str| {
        draft.op("stringphone.open", open_in(reader, None, &[], "strict", bytes))
    };
    let both = [("reply-length", "unchecked"), ("foreign-reply", "report")];
    let reported = json!({ "reject": "introduction-reply" });
    let raised =
        json!({ "reject": "introduction-reply", "raised": "stringphone.exceptions.IntroductionReplyError" });
    let draft = |name: &str, about: &str, source: &str, rule: &str| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&[rule])
            .source_ref(source)
            .bug(BugClass::Confusion, Severity::Low)
    };
    let longer = join(&[&message, "00"]);
    vec![
        newcomer(
            draft("reply", "a reply to the reader, who has no topic key yet", "sample 81", "SP-OPEN-7"),
            &BOB,
            &message,
        )
        .edit_of(REPLY)
        .reject("introduction-reply")
        .upstream(raised.clone()),
        draft(
            "reply-topic-key-known",
            "a reply, to somebody who has the topic key",
            "sample 81",
            "SP-OPEN-5",
        )
        .edit_of(REPLY)
        .op("stringphone.open", open_in(&BOB, Some(K1), &[], "strict", &message))
        .ignore()
        .upstream(json!({ "ignore": {} })),
        newcomer(
            draft("foreign-reply", "a reply to somebody else", "sample 81; N 53", "SP-OPEN-6"),
            &DAVE,
            &message,
        )
        .edit_of(REPLY)
        .ignore()
        .variant(&[("foreign-reply", "report")], wanted(reported.clone()))
        .upstream(raised.clone()),
        newcomer(
            draft("reply-cut-to-1", "only the type byte of a reply", "sample 81; N 8", "SP-MSG-5"),
            &BOB,
            "72",
        )
        .edit_of(REPLY)
        .reject("short")
        .variant(&both, wanted(reported.clone()))
        .variant(&[("reply-length", "unchecked")], wanted(json!({ "ignore": {} })))
        .upstream(raised.clone()),
        newcomer(
            draft("reply-cut-to-152", "a reply without its last byte", "sample 81", "SP-MSG-5"),
            &BOB,
            &cut(&message, 152),
        )
        .edit_of(REPLY)
        .reject("short")
        .variant(&[("reply-length", "unchecked")], wanted(reported.clone()))
        .upstream(raised.clone()),
        newcomer(
            draft("reply-trailing-byte", "a reply and one byte more", "sample 81", "SP-MSG-6"),
            &BOB,
            &longer,
        )
        .edit_of(REPLY)
        .reject("trailing")
        .variant(&[("reply-length", "unchecked")], wanted(reported))
        .upstream(raised),
    ]
}
