//! `content.json`: what a reader makes of types, numbers and kinds, section 4.8.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse};
use super::super::value::{dict, float, hex, int, raw_text, value};
use super::cast::Cast;
use super::layout::{group_of, hexed, text};
use crate::vectors::generate::{Author, Draft, case};

/// The capture that all of these differ from.
pub(super) const BASE: &str = "dimp/content/text";

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [heads(), types(), numbers(), texts(), unknown(&cast), json_rules()].concat()
}

/// A content that is read, by its text.
pub(super) fn reads(name: &str, about: &str, rules: &[&str], content: &str) -> Draft {
    case(&format!("dimp/content/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.content.read", json!({ "content": hex(content) }))
}

/// What reading it gives.
pub(super) fn read(kind: &str, plain: &Value) -> Value {
    let number = |name: &str| plain.get(name).and_then(Value::as_i64).expect("the number is there");
    let sn = number("sn").to_string();
    let mut members = json!({ "kind": kind, "type": number("type"), "sn": sn, "value": value(plain) });
    if let Some(members) = members.as_object_mut() {
        members.insert("group".to_owned(), group_of(plain));
    }
    members
}

/// A content that is read as this kind, with all its members.
pub(super) fn taken(name: &str, about: &str, rules: &[&str], kind: &str, plain: &Value) -> Draft {
    reads(name, about, rules, &text(plain)).accept(read(kind, plain))
}

/// A content without which a reader knows nothing.
fn heads() -> Vec<Draft> {
    let refused = |name: &str, about: &str, rule: &str, content: &str, code: &str| {
        refuse(reads(name, about, &[rule], content), BASE, code)
    };
    let array = refused("top-array", "an array", "DI-CONT-3", "[]", "not-object");
    let no_type = refused("no-type", "no type", "DI-CONT-5", r#"{"text": "x", "sn": 1}"#, "bad-content");
    let command = refused(
        "command-missing",
        "a command without `command`",
        "DI-CONT-8",
        r#"{"sn": 1, "type": 136}"#,
        "bad-content",
    );
    let history = refused(
        "history-command-missing",
        "a history command without `command`",
        "DI-CONT-8",
        r#"{"sn": 1, "type": 137}"#,
        "bad-content",
    );
    let lists = "TypeError: list indices must be integers or slices, not str";
    vec![
        measured(array, "N 81", Own::Failed(lists)),
        refused("top-text", "a text", "DI-CONT-3", r#""text""#, "not-object"),
        refused("top-null", "null", "DI-CONT-3", "null", "not-object"),
        measured(no_type, "N 83", Own::Failed("KeyError: 'type'")),
        refused(
            "later-names",
            "the names of a later generation",
            "DI-CONT-4",
            r#"{"T": "1", "N": 5, "W": 1587100007.5, "text": "x"}"#,
            "later-version",
        ),
        taken(
            "type-and-later-name",
            "a type, and `T` beside it: a member that means nothing",
            &["DI-CONT-4", "DI-CONT-14"],
            "text",
            &json!({ "text": "x", "sn": 5, "type": 1, "T": "1" }),
        ),
        measured(command, "N 83", Own::Failed("KeyError: 'command'")),
        measured(history, "N 83", Own::Failed("KeyError: 'command'")),
    ]
}

/// `{"text": "x", "sn": .., "type": ..}` with these two as they are written, and as they are tagged.
fn numbered(sn: (&str, &Value), kind: (&str, &Value)) -> (String, Value) {
    let content = format!(r#"{{"text": "x", "sn": {}, "type": {}}}"#, sn.0, kind.0);
    let tagged = dict(&[("text", raw_text("78")), ("sn", sn.1.clone()), ("type", kind.1.clone())]);
    (content, tagged)
}

const CONVERTED: (&str, &str) = ("number-form", "converted");

/// A type that is none: name, what it is, how it is written, its tagged value, what is read under the other answer.
fn types() -> Vec<Draft> {
    let rows = [
        ("300", "a type beyond a byte", "300", int("300"), "unknown", 300),
        ("256", "the first type beyond a byte", "256", int("256"), "unknown", 256),
        ("minus-1", "a negative type", "-1", int("-1"), "unknown", -1),
        ("text", "a type as text", "\"1\"", raw_text("31"), "text", 1),
        ("fraction", "a type with a fraction", "1.9", float(1.9), "text", 1),
        ("true", "truth as type", "true", value(&true.into()), "text", 1),
    ];
    let one = ("1", int("1"));
    let mut drafts: Vec<Draft> = rows
        .into_iter()
        .map(|(name, about, written, tagged, kind, number)| {
            let (content, tagged) = numbered((one.0, &one.1), (written, &tagged));
            let given = json!({ "kind": kind, "type": number, "sn": "1", "value": tagged });
            let draft = reads(&format!("type-{name}"), about, &["DI-CONT-6"], &content);
            let draft = choice(draft, BASE, "bad-number", CONVERTED, given.clone());
            if name == "256" { draft } else { measured(draft, "N 83", Own::Took(given)) }
        })
        .collect();
    let (null, _) = numbered((one.0, &one.1), ("null", &Value::Null));
    drafts.push(refuse(reads("type-null", "null as type", &["DI-CONT-6"], &null), BASE, "bad-number"));
    drafts
}

/// Numbers of contents, at their bounds and behind them.
fn numbers() -> Vec<Draft> {
    let one = ("1", int("1"));
    let given = |written: &str, tagged: &Value, sn: &str| {
        let (content, tagged) = numbered((written, tagged), (one.0, &one.1));
        (content, json!({ "kind": "text", "type": 1, "sn": sn, "value": tagged }))
    };
    let mut drafts = Vec::new();
    for (name, about, digits, lines) in [
        ("1", "the smallest number", "1", ""),
        ("2-53-plus-1", "a number that a binary64 does not hold", "9007199254740993", "N 82"),
        ("2-63-minus-1", "the greatest number", "9223372036854775807", "N 82"),
    ] {
        let (content, members) = given(digits, &int(digits), digits);
        let rules = ["DI-CONT-7", "DI-JSON-10"];
        let draft = reads(&format!("sn-{name}"), about, &rules, &content).accept(members.clone());
        drafts.push(if lines.is_empty() { draft } else { measured(draft, lines, Own::Took(members)) });
    }
    let rows = [
        ("0", "the number 0", "0", int("0"), "0"),
        ("minus-1", "a negative number", "-1", int("-1"), "-1"),
        ("2-63", "the first number beyond 63 bits", "9223372036854775808", int("9223372036854775808"), ""),
        (
            "2-64",
            "a number beyond 64 bits",
            "18446744073709551616",
            int("18446744073709551616"),
            "18446744073709551616",
        ),
        ("text", "a number as text", "\"5\"", raw_text("35"), "5"),
        ("fraction", "a number with a fraction", "1.5", float(1.5), "1"),
    ];
    for (name, about, written, tagged, read) in rows {
        let is_measured = !read.is_empty();
        let (content, members) = given(written, &tagged, if is_measured { read } else { written });
        let draft = reads(&format!("sn-{name}"), about, &["DI-CONT-7"], &content);
        let draft = choice(draft, BASE, "bad-number", CONVERTED, members.clone());
        drafts.push(if is_measured { measured(draft, "N 82", Own::Took(members)) } else { draft });
    }
    let missing = dict(&[("text", raw_text("78")), ("type", int("1"))]);
    let members = json!({ "kind": "text", "type": 1, "value": missing });
    let draft = reads("sn-missing", "no number", &["DI-CONT-7"], r#"{"text": "x", "type": 1}"#);
    let draft = choice(draft, BASE, "bad-number", CONVERTED, members.clone());
    drafts.push(measured(draft, "N 82", Own::Took(members)));
    let (letters, _) = given("\"x\"", &int("0"), "0");
    let draft = reads("sn-not-digits", "a text that is no number", &["DI-CONT-7"], &letters);
    let raised = "ValueError: invalid literal for int() with base 10: 'x'";
    drafts.push(measured(refuse(draft, BASE, "bad-number"), "N 82", Own::Failed(raised)));
    drafts
}

/// Texts are given as they are.
fn texts() -> Vec<Draft> {
    let all = &["DI-CONT-14"];
    vec![
        taken("text-empty", "an empty text", all, "text", &json!({ "text": "", "sn": 1, "type": 1 })),
        taken(
            "text-controls",
            "a text with control characters and marks of direction",
            all,
            "text",
            &json!({ "text": "a\u{0}\u{1b}[31m\u{202e}b", "sn": 1, "type": 1 }),
        ),
        taken(
            "unknown-members",
            "members that nobody knows, in their order, of every type",
            all,
            "text",
            &json!({ "z": [1, 2.5, null], "text": "x", "a": { "b": true }, "sn": 1, "content": {}, "type": 1 }),
        ),
        reads(
            "spaces",
            "white space of another layout",
            all,
            "\n{\"text\"\t:\"x\",\r\n \"sn\":1,\"type\":1 }\n",
        )
        .accept(read("text", &json!({ "text": "x", "sn": 1, "type": 1 }))),
        reads(
            "raw-utf8",
            "UTF-8 that is not escaped",
            all,
            "{\"text\": \"\u{2600}\", \"sn\": 1, \"type\": 1}",
        )
        .accept(read("text", &json!({ "text": "\u{2600}", "sn": 1, "type": 1 }))),
    ]
}

/// Types and commands that the chapter gives no kind.
fn unknown(cast: &Cast) -> Vec<Draft> {
    let kept = &["DI-CONT-14"];
    let group = &cast.group.id;
    let kinds = [
        ("type-2", "unknown", json!({ "x": 1, "sn": 1, "type": 2 })),
        ("type-64", "unknown", json!({ "money": 5, "sn": 1, "type": 64 })),
        ("type-254", "unknown", json!({ "sn": 1, "type": 254 })),
        ("command-unknown", "command", json!({ "sn": 1, "type": 136, "command": "search", "keywords": "x" })),
        ("command-documents", "command", json!({ "sn": 1, "type": 136, "command": "documents", "did": "x" })),
        ("command-capitals", "command", json!({ "sn": 1, "type": 136, "command": "Handshake" })),
        ("command-of-history", "command", json!({ "sn": 1, "type": 136, "command": "invite" })),
        ("contacts", "storage", json!({ "sn": 1, "type": 136, "command": "contacts", "data": "AA==" })),
        ("private-key", "storage", json!({ "sn": 1, "type": 136, "command": "private_key" })),
        ("history-without-group", "history", json!({ "sn": 1, "type": 137, "time": 5, "command": "invite" })),
        ("history-register", "history", json!({ "sn": 1, "type": 137, "command": "register" })),
        ("history-hire", "history", json!({ "sn": 1, "type": 137, "command": "hire", "group": group })),
        (
            "history-of-command",
            "history",
            json!({ "sn": 1, "type": 137, "command": "handshake", "group": group }),
        ),
    ];
    kinds
        .iter()
        .map(|(name, kind, plain)| {
            let about = format!("read as the kind `{kind}`, with all its members");
            taken(name, &about, kept, kind, plain)
        })
        .collect()
}

/// What section 4.2 refuses in contents too.
fn json_rules() -> Vec<Draft> {
    let twice = dict(&[("text", raw_text("78")), ("sn", int("2")), ("type", int("1"))]);
    let twice = json!({ "kind": "text", "type": 1, "sn": "2", "value": twice });
    let duplicate =
        reads("duplicate-sn", "two numbers", &["DI-JSON-5"], r#"{"text": "x", "sn": 1, "type": 1, "sn": 2}"#);
    let duplicate = choice(duplicate, BASE, "duplicate-member", ("duplicate-members", "last"), twice.clone());
    let half = dict(&[("text", raw_text("eda080")), ("sn", int("1")), ("type", int("1"))]);
    let half = json!({ "kind": "text", "type": 1, "sn": "1", "value": half });
    let surrogate = reads(
        "lone-surrogate",
        "half of a surrogate pair in a text",
        &["DI-JSON-4"],
        r#"{"text": "\ud800", "sn": 1, "type": 1}"#,
    );
    let surrogate = choice(surrogate, BASE, "lone-surrogate", ("lone-surrogates", "accepted"), half.clone());
    let session = "s".repeat(1_048_576);
    let long = json!({ "message": "DIM?", "session": session, "type": 136, "command": "handshake", "sn": 1 });
    let long_session = case("dimp/content/handshake-long-session")
        .about("a session of 1 MiB")
        .rules(&["DI-JSON-7"])
        .op("dimp.content.read", json!({ "content": hexed(&long) }));
    let handshake = json!({ "kind": "handshake", "type": 136, "sn": "1" });
    let base = "dimp/content/handshake-again";
    let long_session =
        choice(long_session, base, "too-large", ("json-budget", "unlimited"), handshake.clone());
    vec![
        measured(duplicate, "N 77", Own::Took(twice)),
        measured(surrogate, "N 86", Own::Took(half)),
        measured(long_session, "N 96", Own::Took(handshake)),
        refuse(reads("empty", "no bytes", &["DI-JSON-2"], ""), BASE, "not-json"),
    ]
}
