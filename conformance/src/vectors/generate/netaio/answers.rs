//! `message.json`, first half: answers and what errors say, written. Section 5.5.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::encode::{MAX, message, none, read_back};
use super::frame::{NO_FIELDS, body, frame, with};
use super::outcome::refuse;
use super::value::hex;

fn answer(name: &str, about: &str, rules: &[&str], input: Value) -> Draft {
    case(&format!("netaio/answer/{name}")).about(about).rules(rules).op("netaio.message.answer", input)
}

pub(super) fn answers() -> Vec<Draft> {
    let rules = &["NA-ANS-1"];
    let rows = [
        ("not-found-text", "a text is told", json!({ "kind": "not-found", "text": hex("gone") })),
        ("not-found-empty", "an empty text is told", json!({ "kind": "not-found", "text": "" })),
        ("ok", "nothing is told", json!({ "kind": "ok" })),
        (
            "ok-text-and-uri",
            "text and URI are told",
            json!({ "kind": "ok", "text": hex("done"), "uri": hex("u") }),
        ),
        ("respond-default", "nothing is told", json!({ "kind": "respond" })),
        ("respond-uri", "a URI alone is told", json!({ "kind": "respond", "uri": "00ff" })),
        (
            "error-uri",
            "an error under another URI",
            json!({ "kind": "error", "text": hex("oops"), "uri": hex("u") }),
        ),
        (
            "error-uri-empty",
            "an error under an empty URI",
            json!({ "kind": "error", "text": hex("oops"), "uri": "" }),
        ),
    ];
    let mut cases: Vec<Draft> =
        rows.into_iter().map(|(name, about, input)| answer(name, about, rules, input).played()).collect();
    cases.push(
        answer(
            "not-permitted-text-and-uri",
            "text and URI are told",
            rules,
            json!({ "kind": "not-permitted", "text": hex("no"), "uri": hex("u") }),
        )
        .needs("netaio-0.0.9")
        .played(),
    );
    let error = |count: usize| json!({ "kind": "error", "text": hex(vec![0; count]) });
    cases.push(read_back(
        answer("error-65417", "the largest text of an error", &["NA-ANS-2", "NA-MSG-1"], error(MAX - 5)),
        with(&none(), message(20, b"ERROR", &vec![0; MAX - 5])),
    ));
    cases.push(
        refuse(
            answer("error-65418", "a text that is too large by one", &["NA-MSG-1"], error(MAX - 4)),
            "too-large",
        )
        .edit_of("netaio/answer/error-65417"),
    );
    cases
}

fn sent(kind: u8, text: &str) -> Value {
    json!({ "message": frame(kind, NO_FIELDS, &body("ERROR", text)) })
}

const BY_TEXT: [(&str, &str); 1] = [("error-type", "by-text")];

pub(super) fn errors() -> Vec<Draft> {
    let error = |text: &str| json!({ "kind": "error", "text": hex(text) });
    let mut cases = Vec::new();
    for (name, text, kind) in [
        ("error-invalid", "invalid message", 20),
        ("error-empty", "", 20),
        ("error-capitals", "NOT FOUND", 20),
        ("error-not-permitted", "not permitted", 25),
    ] {
        let draft =
            answer(name, "a text of an error, without a type", &["NA-ANS-1", "NA-ANS-2"], error(text))
                .accept(sent(kind, text));
        cases.push(if kind == 25 { draft.needs("netaio-0.0.9") } else { draft });
    }
    for (name, about, text, by_text, measured) in [
        ("error-author", "a text that holds one of the words", "author unknown", 23, Some(34)),
        (
            "error-not-found-auth",
            "a text that holds two of the words",
            "resource not found: auth",
            24,
            Some(35),
        ),
        ("error-not-permitted-here", "a text that begins with a fixed one", "not permitted here", 25, None),
        (
            "error-hmac-auth-failed-again",
            "a text that begins with a fixed one",
            "HMAC auth failed again",
            23,
            None,
        ),
    ] {
        let upstream = json!({ "accept": sent(by_text, text) });
        let draft = answer(name, about, &["NA-ANS-2"], error(text))
            .accept(sent(20, text))
            .variant(&BY_TEXT, Wanted::Accept(sent(by_text, text)));
        cases.push(match measured {
            Some(line) => draft.source_ref(&format!("N {line}")).upstream(upstream),
            None => draft,
        });
    }
    cases.extend(told_types());
    cases
}

fn told_types() -> Vec<Draft> {
    let told = |text: &str, kind: i64| json!({ "kind": "error", "text": hex(text), "type": kind });
    let mut cases = Vec::new();
    for kind in [20_u8, 23, 24, 25] {
        let draft = answer(
            &format!("error-type-{kind}"),
            "a type is told, whatever the text",
            &["NA-ANS-3"],
            told("not found", kind.into()),
        );
        let draft = draft.accept(sent(kind, "not found"));
        cases.push(if kind == 25 { draft.needs("netaio-0.0.9") } else { draft });
    }
    for (name, about, kind) in [
        ("error-type-10", "the type of no error", 10_u8),
        ("error-type-7", "the type of no answer", 7),
        ("error-type-30", "a type that is no answer", 30),
    ] {
        let draft = answer(name, about, &["NA-ANS-3"], told("oops", kind.into()));
        cases.push(refuse(draft, "bad-type").variant(&BY_TEXT, Wanted::Accept(sent(kind, "oops"))));
    }
    for (name, about, kind) in [
        ("error-type-14", "a type that is free", 14),
        ("error-type-256", "a type that no byte holds", 256),
        ("error-type-minus-1", "a negative type", -1),
    ] {
        cases.push(refuse(answer(name, about, &["NA-ANS-3"], told("oops", kind)), "bad-type"));
    }
    let zero = answer(
        "error-type-0",
        "the type 0, which upstream takes for none",
        &["NA-ANS-3"],
        told("not permitted", 0),
    );
    cases.push(
        refuse(zero, "bad-type")
            .needs("netaio-0.0.9")
            .variant(&BY_TEXT, Wanted::Accept(sent(25, "not permitted")))
            .source_ref("N 36")
            .upstream(json!({ "accept": sent(25, "not permitted") })),
    );
    cases
}
