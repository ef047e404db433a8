//! Answers that some Mailboxes take: one for each choice, and a good message afterwards.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, step};
use super::answer::{JSON, answer};
use super::boxes::{BASE64, BOX};
use super::data_read::CREATED;
use super::data_write::TIME;
use super::dweets::{body, content_members, dweet};
use super::message::{numbered, numbered_data};
use super::receive::{LATER, new_box, session, takes};
use super::upstream::{read, wanted};
use super::value::{float, hex, int, members, raw_text, text};
use crate::model::case::{BugClass, Severity};

/// An answer that a strict Mailbox rejects.
struct Row {
    name: &'static str,
    about: &'static str,
    rule: &'static str,
    code: &'static str,
    choice: (&'static str, &'static str),
    answer: Value,
    /// What it becomes under the other answer.
    other: Value,
}

/// All cases of choices.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut rows = outer(author);
    rows.extend(inner(author));
    rows.extend(values(author));
    let mut cases: Vec<Draft> = rows.into_iter().map(|row| case(author, row)).collect();
    cases.push(base64_space(author));
    cases
}

fn case(author: &Author<'_>, row: Row) -> Draft {
    session(row.name, row.about, &[row.rule, "DW-BOX-1"])
        .bug(BugClass::Malleability, Severity::Low)
        .step(new_box(author, "alice"))
        .step(
            step("alice", "dweeter.receive", row.answer)
                .reject(row.code)
                .variant(&[row.choice], wanted(&row.other)),
        )
        .step(takes(author, "alice", 2, LATER))
}

fn good(author: &Author<'_>) -> Vec<(String, String)> {
    BOX.seal(author, &[(TIME, &numbered(1, TIME))])
}

fn first() -> Value {
    read(&numbered_data(1, TIME, CREATED))
}

/// What is wrong with the answer itself.
fn outer(author: &Author<'_>) -> Vec<Row> {
    let content = content_members(&good(author));
    let whole = body(&[dweet(&BOX.thing(author), CREATED, &content)]);
    let other = body(&[dweet(&BASE64.thing(author), CREATED, &content)]);
    let bytes: Vec<u8> =
        whole.replace("getting", "?").bytes().map(|byte| if byte == b'?' { 0xff } else { byte }).collect();
    vec![
        Row {
            name: "media-type",
            about: "a good body that is said to be plain text",
            rule: "DW-ANSWER-4",
            code: "media-type",
            choice: ("media-type", "ignored"),
            answer: answer(200, "text/plain", &whole),
            other: first(),
        },
        Row {
            name: "redirect",
            about: "a redirect that says nowhere to go",
            rule: "DW-ANSWER-1",
            code: "redirected",
            choice: ("redirects", "followed"),
            answer: answer(302, JSON, &whole),
            other: json!({ "reject": "http-status" }),
        },
        Row {
            name: "this-banana",
            about: "neither a success nor a failure",
            rule: "DW-ANSWER-10",
            code: "not-succeeded",
            choice: ("answer-this", "not-failed"),
            answer: answer(200, JSON, &whole.replace("succeeded", "banana")),
            other: first(),
        },
        Row {
            name: "other-thing",
            about: "a dweet of another thing, with a content that opens",
            rule: "DW-DWEET-4",
            code: "wrong-thing",
            choice: ("answer-thing", "ignored"),
            answer: answer(200, JSON, &other),
            other: first(),
        },
        Row {
            name: "answer-not-utf8",
            about: "a byte that no UTF-8 has, where nobody looks",
            rule: "DW-ANSWER-6",
            code: "not-utf8",
            choice: ("answer-text", "replaced"),
            answer: json!({ "status": 200, "media_type": hex("application/json; charset=utf-8"), "body": hex(bytes) }),
            other: first(),
        },
    ]
}

/// What is wrong with the content.
fn inner(author: &Author<'_>) -> Vec<Row> {
    let thing = BOX.thing(author);
    let sealed = good(author);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let holds = |content: &[(String, String)]| {
        answer(200, JSON, &body(&[dweet(&thing, CREATED, &content_members(content))]))
    };
    let two: Vec<(String, String)> = [sealed, BOX.seal(author, &[("x", "y")])].concat();
    let json = numbered(1, TIME);
    let rest = 16 - json.len() % 16;
    let unpadded = [json.as_bytes(), &vec![0; rest - 1], &[u8::try_from(rest).unwrap_or_default()]].concat();
    let row = |name, about, rule, code, choice, answer| Row {
        name,
        about,
        rule,
        code,
        choice,
        answer,
        other: first(),
    };
    vec![
        row(
            "two-members",
            "a second member",
            "DW-OPEN-2",
            "extra-members",
            ("content-members", "first"),
            holds(&two),
        ),
        row(
            "upper-case",
            "hex in upper case",
            "DW-TEXT-5",
            "loose-text",
            ("hex-text", "lenient"),
            holds(&[(name.to_uppercase(), value.clone())]),
        ),
        row(
            "line-feed",
            "hex with a line feed at the end",
            "DW-TEXT-6",
            "loose-text",
            ("hex-text", "lenient"),
            holds(&[(name.clone(), format!("{value}\\n"))]),
        ),
        row(
            "padding-zeros",
            "a padding of zeros and their number",
            "DW-CIPHER-5",
            "bad-padding",
            ("padding", "last-byte"),
            holds(&[(name, BOX.forge(author, &unpadded))]),
        ),
    ]
}

/// What is wrong with the value.
fn values(author: &Author<'_>) -> Vec<Row> {
    let thing = BOX.thing(author);
    let holds_json = |json: &str| {
        answer(
            200,
            JSON,
            &body(&[dweet(&thing, CREATED, &content_members(&BOX.seal(author, &[(TIME, json)])))]),
        )
    };
    let holds = |x: &str| holds_json(&format!("{{\"x\": {x}, \"remote_time\": \"{TIME}\"}}"));
    let data =
        |x: Value| read(&members(&[("x", x), ("remote_time", text(TIME)), ("created_time", text(CREATED))]));
    let row = |name, about, rule, code, choice, json: &str, x| Row {
        name,
        about,
        rule,
        code,
        choice,
        answer: holds(json),
        other: data(x),
    };
    vec![
        row(
            "nan",
            "NaN within the data",
            "DW-JSON-2",
            "non-finite",
            ("non-finite", "accepted"),
            "NaN",
            float(f64::NAN),
        ),
        row(
            "surrogate",
            "half of a surrogate pair within the data",
            "DW-JSON-3",
            "lone-surrogate",
            ("lone-surrogates", "accepted"),
            "\"\\udead\"",
            raw_text("edbaad"),
        ),
        row(
            "member-twice",
            "a name twice within the data",
            "DW-JSON-4",
            "duplicate-member",
            ("duplicate-members", "last"),
            "1, \"x\": 2",
            int("2"),
        ),
        Row {
            name: "129-levels",
            about: "129 levels; a time that does not match spares adapters a deep answer",
            rule: "DW-JSON-5",
            code: "too-deep",
            choice: ("json-depth", "deeper"),
            answer: holds_json(&format!(
                "{{\"x\": {}{}, \"remote_time\": \"x\"}}",
                "[".repeat(128),
                "]".repeat(128)
            )),
            other: json!({ "reject": "mismatch" }),
        },
    ]
}

fn base64_space(author: &Author<'_>) -> Draft {
    let sealed = |number: u32| BASE64.seal(author, &[(TIME, &numbered(number, TIME))]);
    let loose: Vec<(String, String)> =
        sealed(1).into_iter().map(|(name, value)| (name, format!(" {value}"))).collect();
    let holds = |content: &[(String, String)], created: &str| {
        answer(200, JSON, &body(&[dweet(&BASE64.thing(author), created, &content_members(content))]))
    };
    session("base64-space", "base64 with a space", &["DW-TEXT-8", "DW-BOX-1"])
        .needs("dweeter-base64")
        .bug(BugClass::Malleability, Severity::Low)
        .step(step("alice", "dweeter.new", Value::Object(BASE64.input())).accept(json!({})))
        .step(step("alice", "dweeter.receive", holds(&loose, CREATED)).reject("loose-text").variant(
            &[("base64-text", "lenient")],
            Wanted::Accept(json!({ "data": numbered_data(1, TIME, CREATED) })),
        ))
        .step(
            step("alice", "dweeter.receive", holds(&sealed(2), LATER))
                .accept(json!({ "data": numbered_data(2, TIME, LATER) })),
        )
}
