//! `data_read.json`: a message in plain text, section 5.8.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::data_write::TIME;
use super::upstream::{read, refused, wanted};
use super::value::{dict, hex, int, list, members, raw_text, text, value};
use crate::model::case::{BugClass, Severity};
use crate::model::derive::Derive;

pub(super) const GOOD: &str = "dweeter/data-read/good";
pub(super) const CREATED: &str = "2024-01-01T00:00:01.000Z";

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = vec![good()];
    cases.extend(objects());
    cases.extend(times());
    cases.extend(members_set());
    cases.extend(super::json_text::drafts());
    cases.extend(super::json_choices::drafts());
    cases.extend(created());
    cases.extend(bytes());
    cases
}

/// Reads a text under the name that is its time.
pub(super) fn reads(name: &str, about: &str, rules: &[&str], json: &str) -> Draft {
    reading(name, about, rules, TIME.as_bytes(), json.as_bytes(), &text(CREATED))
}

fn reading(name: &str, about: &str, rules: &[&str], plain: &[u8], json: &[u8], created: &Value) -> Draft {
    case(&format!("dweeter/data-read/{name}"))
        .about(about)
        .rules(rules)
        .op("dweeter.data.read", json!({ "name": hex(plain), "text": hex(json), "created": created }))
}

/// `{"x": .., "remote_time": ..}`.
pub(super) fn with(json: &str) -> String {
    format!("{{\"x\": {json}, \"remote_time\": \"{TIME}\"}}")
}

/// What is read of [`with`].
pub(super) fn data(x: Value) -> Value {
    members(&[("x", x), ("remote_time", text(TIME)), ("created_time", text(CREATED))])
}

fn good() -> Draft {
    let json = format!("{{\"a\": 1, \"remote_time\": \"{TIME}\"}}");
    let data = members(&[("a", int("1")), ("remote_time", text(TIME)), ("created_time", text(CREATED))]);
    let rules = ["DW-READ-1", "DW-READ-2", "DW-READ-3", "DW-READ-4", "DW-READ-5", "DW-JSON-1"];
    reads("good", "one member beside the time", &rules, &json)
        .source_ref("N 1")
        .accept(json!({ "data": data }))
        .upstream(read(&data))
        .derive(bounds(json.len()))
}

/// The name of the first member and its digit can be anything; all else is syntax, or must be the time.
fn bounds(length: usize) -> Derive {
    serde_json::from_value(json!({ "member": "text", "covers": [[0, 2], [3, 6], [7]], "shortest": length }))
        .expect("bounds are written here")
}

pub(super) fn refuse(draft: Draft, code: &str) -> Draft {
    draft.edit_of(GOOD).bug(BugClass::Robustness, Severity::Low).reject(code)
}

/// Refused by upstream as well.
fn measured(draft: Draft, code: &str, line: &str, raised: &str) -> Draft {
    refuse(draft, code).source_ref(line).upstream(refused(code, raised))
}

fn objects() -> Vec<Draft> {
    let indices = "builtins.TypeError: list indices must be integers or slices, not str";
    let no_object =
        |name: &str, about: &str, json: &str| refuse(reads(name, about, &["DW-READ-2"], json), "not-object");
    vec![
        measured(
            reads("list", "a list", &["DW-READ-2"], &format!("[\"remote_time\", \"{TIME}\"]")),
            "not-object",
            "N 28",
            indices,
        ),
        measured(
            reads("text", "a text", &["DW-READ-2"], &format!("\"{TIME}\"")),
            "not-object",
            "N 29",
            "builtins.TypeError: 'str' object does not support item assignment",
        ),
        no_object("number", "a number", "5"),
        no_object("null", "null", "null"),
        no_object("true", "truth", "true"),
        no_object("list-of-object", "an object within a list", &format!("[{{\"remote_time\": \"{TIME}\"}}]")),
    ]
}

fn times() -> Vec<Draft> {
    let compromised = "dweeter.dweeter.DweeterError: Received data is compromised!";
    let no_time = |name: &str, about: &str, json: &str| {
        refuse(reads(name, about, &["DW-READ-3"], json), "no-remote-time")
    };
    let other = |name: &str, about: &str, time: &str| {
        refuse(
            reads(name, about, &["DW-READ-4"], &format!("{{\"a\": 1, \"remote_time\": {time}}}")),
            "mismatch",
        )
    };
    let accepted = |name: &str, about: &str, plain: &str, time: &str| {
        let data = members(&[("remote_time", text(plain)), ("created_time", text(CREATED))]);
        let json = format!("{{\"remote_time\": {time}}}");
        reading(name, about, &["DW-READ-4"], plain.as_bytes(), json.as_bytes(), &text(CREATED))
            .accept(json!({ "data": data }))
    };
    vec![
        measured(
            reads("no-remote-time", "an object without `remote_time`", &["DW-READ-3"], "{\"a\": 1}"),
            "no-remote-time",
            "N 30",
            "builtins.KeyError: 'remote_time'",
        ),
        no_time("no-members", "an object without members", "{}"),
        no_time(
            "remote-time-nested",
            "`remote_time` further inside",
            &format!("{{\"a\": {{\"remote_time\": \"{TIME}\"}}}}"),
        ),
        no_time(
            "remote-time-upper-case",
            "`remote_time` in other letters",
            &format!("{{\"Remote_Time\": \"{TIME}\"}}"),
        ),
        measured(
            reads(
                "remote-time-number",
                "`remote_time` is a number",
                &["DW-READ-4"],
                "{\"a\": 1, \"remote_time\": 1704067200}",
            ),
            "mismatch",
            "N 31",
            compromised,
        ),
        other("remote-time-null", "`remote_time` is null", "null"),
        other("remote-time-list", "`remote_time` is a list with the time in it", &format!("[\"{TIME}\"]")),
        other("remote-time-later", "one second later than the name", "\"2024-01-01T00:00:01.000Z\""),
        other("remote-time-longer", "the name and a letter", &format!("\"{TIME}Z\"")),
        other("remote-time-shorter", "the name but for a letter", "\"2024-01-01T00:00:00.000\""),
        other("remote-time-same-time", "the same time in other words", "\"2024-01-01T00:00:00Z\""),
        other("remote-time-lower-case", "the same time in lower case", "\"2024-01-01t00:00:00.000z\""),
        accepted("name-no-time", "a name that is no time at all", "x", "\"x\""),
        accepted("name-empty", "an empty name", "", "\"\""),
        accepted("name-escaped", "texts are compared after their escapes", "\u{e9}", "\"\\u00e9\""),
        reads(
            "remote-time-name-escaped",
            "a name of a member with an escape in it",
            &["DW-READ-3"],
            &format!("{{\"\\u0072emote_time\": \"{TIME}\"}}"),
        )
        .accept(json!({ "data": members(&[("remote_time", text(TIME)), ("created_time", text(CREATED))]) })),
    ]
}

fn members_set() -> Vec<Draft> {
    let own = format!("{{\"created_time\": \"mine\", \"a\": [1], \"remote_time\": \"{TIME}\"}}");
    let replaced =
        members(&[("created_time", text(CREATED)), ("a", list(&[int("1")])), ("remote_time", text(TIME))]);
    let order = format!("{{\"b\": {{\"d\": 1, \"c\": 2}}, \"remote_time\": \"{TIME}\", \"a\": null}}");
    let kept = members(&[
        ("b", value(&json!({ "d": 1, "c": 2 }))),
        ("remote_time", text(TIME)),
        ("a", json!(["null"])),
        ("created_time", text(CREATED)),
    ]);
    vec![
        reads(
            "created-time-own",
            "the sender's own `created_time` is replaced where it stands",
            &["DW-READ-5"],
            &own,
        )
        .source_ref("N 39")
        .accept(json!({ "data": replaced }))
        .upstream(read(&replaced)),
        reads(
            "order",
            "members keep their order, `created_time` is the last",
            &["DW-READ-5", "DW-READ-6"],
            &order,
        )
        .accept(json!({ "data": kept })),
    ]
}

fn created() -> Vec<Draft> {
    let json = with("1");
    let row = |name: &str, about: &str, created: Value| {
        let data =
            members(&[("x", int("1")), ("remote_time", text(TIME)), ("created_time", created.clone())]);
        let draft = reading(name, about, &["DW-READ-1"], TIME.as_bytes(), json.as_bytes(), &created);
        (draft, json!({ "data": data }))
    };
    let good = |name: &str, about: &str, created: &str| {
        let (draft, data) = row(name, about, text(created));
        draft.accept(data)
    };
    let bad = |name: &str, about: &str, created: Value| {
        let (draft, data) = row(name, about, created);
        refuse(draft, "bad-created").variant(&[("created-form", "any")], Wanted::Accept(data))
    };
    vec![
        good("created-no-date", "digits that are no date", "9999-99-99T99:99:99.999Z"),
        good("created-zeros", "nothing but zeros", "0000-00-00T00:00:00.000Z"),
        bad("created-no-fraction", "no milliseconds", text("2024-01-01T00:00:01Z")),
        bad("created-2-digits", "23 characters", text("2024-01-01T00:00:01.00Z")),
        bad("created-4-digits", "25 characters", text("2024-01-01T00:00:01.0000Z")),
        bad("created-year-10000", "a year of five digits", text("10000-01-01T00:00:01.000Z")),
        bad("created-lower-case", "letters in lower case", text("2024-01-01t00:00:01.000z")),
        bad("created-space", "a space for the T", text("2024-01-01 00:00:01.000Z")),
        bad("created-offset", "an offset for the Z", text("2024-01-01T00:00:01+00:0")),
        bad("created-letter", "a letter for a digit", text("2024-01-01T00:00:0l.000Z")),
        bad("created-comma", "a comma before the fraction", text("2024-01-01T00:00:01,000Z")),
        bad("created-other-digits", "digits that are not ASCII", text("202\u{664}-01-01T00:00:01.000Z")),
        bad("created-line-feed", "a line feed at the end", text("2024-01-01T00:00:01.000Z\n")),
        bad("created-9", "a single digit", text("9")),
        bad("created-empty", "an empty text", text("")),
        bad("created-number", "a number", int("1704067201")),
        bad("created-null", "null", json!(["null"])),
        bad("created-list", "a list with a good text in it", list(&[text(CREATED)])),
        bad("created-dict", "an object", dict(&[])),
        bad("created-surrogate", "half of a surrogate pair", raw_text("eda080")),
    ]
}

/// Name and value are bytes until they are seen to be UTF-8.
fn bytes() -> Vec<Draft> {
    let json = with("\"caf\\u00e9\"");
    let broken = [b"{\"x\": \"caf\xff\", ", json.as_bytes().get(19..).unwrap_or_default()].concat();
    let unreadable = "builtins.UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 10: invalid start byte";
    let text_of = text(CREATED);
    let time = TIME.as_bytes();
    vec![
        measured(
            reading("value-not-utf8", "a byte that no UTF-8 has", &["DW-CONTENT-2"], time, &broken, &text_of),
            "not-utf8",
            "N 38",
            unreadable,
        ),
        refuse(
            reading(
                "value-not-utf8-created-9",
                "UTF-8 comes before `created`",
                &["DW-CONTENT-2"],
                time,
                &broken,
                &text("9"),
            ),
            "not-utf8",
        ),
        refuse(
            reading(
                "name-not-utf8",
                "the name has one",
                &["DW-CONTENT-2"],
                b"\xff",
                json.as_bytes(),
                &text_of,
            ),
            "not-utf8",
        ),
        refuse(
            reading(
                "value-surrogate",
                "half of a surrogate pair in bytes, not in an escape",
                &["DW-CONTENT-2"],
                time,
                &[b"{\"x\": \"", &b"\xed\xa0\x80"[..], b"\"}"].concat(),
                &text_of,
            ),
            "not-utf8",
        ),
        reads(
            "value-utf8",
            "text that is not ASCII, without escapes",
            &["DW-CONTENT-2"],
            &with("\"\u{e9}\u{10ffff}\""),
        )
        .accept(json!({ "data": data(text("\u{e9}\u{10ffff}")) })),
    ]
}

/// Refused with a code; under an answer to a choice, data with this value of `x`.
pub(super) fn choice(draft: Draft, code: &str, answer: (&str, &str), x: Value) -> Draft {
    refuse(draft, code).variant(&[answer], wanted(&read(&data(x))))
}
