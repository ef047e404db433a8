//! `answer.json`: HTTP answers up to their member `with`, section 5.12.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case, scenario, step};
use super::upstream::{failed, refused, wanted};
use super::value::{hex, int, text, value};
use crate::model::case::{BugClass, Severity};
use crate::model::derive::Derive;

pub(super) const GOOD: &str = "dweeter/answer-read/good";
pub(super) const JSON: &str = "application/json";
pub(super) const NOT_FOUND: &str =
    "{\"this\": \"failed\", \"with\": 404, \"because\": \"we couldn't find this\"}";
/// The answer of which all others are edits.
pub(super) const BODY: &str = "{\"this\": \"succeeded\", \"with\": 7}";

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = vec![good()];
    cases.extend(super::answer_head::drafts());
    cases.extend(bodies());
    cases.extend(texts());
    cases.extend(sizes());
    cases.extend(members());
    cases.extend(failures());
    cases
}

/// What an operation takes of an answer; no media type when it is empty.
pub(super) fn answer(status: u16, media_type: &str, body: &str) -> Value {
    if media_type.is_empty() {
        json!({ "status": status, "body": hex(body) })
    } else {
        json!({ "status": status, "media_type": hex(media_type), "body": hex(body) })
    }
}

pub(super) fn reads(name: &str, about: &str, rules: &[&str], answer: Value) -> Draft {
    case(&format!("dweeter/answer-read/{name}")).about(about).rules(rules).op("dweeter.answer.read", answer)
}

pub(super) fn refuse(draft: Draft, code: &str) -> Draft {
    draft.edit_of(GOOD).bug(BugClass::Robustness, Severity::Low).reject(code)
}

pub(super) fn seven() -> Value {
    json!({ "with": int("7") })
}

fn good() -> Draft {
    let rules = ["DW-ANSWER-3", "DW-ANSWER-4", "DW-ANSWER-7", "DW-ANSWER-10", "DW-ANSWER-11"];
    // Two names, the word and the syntax; the digit can be any. Every byte is needed.
    let bounds = json!({
        "member": "body", "covers": [[0, 30], [31]], "shortest": BODY.len(),
        "variants": [{ "when": { "answer-this": "not-failed" }, "covers": [[0, 10], [19, 30], [31]], "shortest": BODY.len() }]
    });
    let bounds: Derive = serde_json::from_value(bounds).expect("bounds are written here");
    reads("good", "the shortest answer to anything", &rules, answer(200, JSON, BODY))
        .accept(seven())
        .derive(bounds)
}

fn bodies() -> Vec<Draft> {
    let decode = |raised: &str| failed(&format!("json.decoder.JSONDecodeError: {raised}"));
    let with = |name: &str, about: &str, rule: &str, with: &str| {
        reads(
            name,
            about,
            &[rule],
            answer(200, JSON, &format!("{{\"this\": \"succeeded\", \"with\": {with}}}")),
        )
    };
    let digits = |count: usize| format!("1{}", "0".repeat(count - 1));
    let lists = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
    let open = |draft: Draft, code: &str, answer: (&str, &str), accepted: Value| {
        refuse(draft, code).variant(&[answer], Wanted::Accept(json!({ "with": accepted })))
    };
    let expecting = "Expecting value: line 1 column 1 (char 0)";
    vec![
        refuse(
            reads("status-204", "a success without a body", &["DW-JSON-1"], answer(204, JSON, "")),
            "not-json",
        )
        .source_ref("N 6")
        .upstream(decode(expecting)),
        refuse(
            reads("no-json", "a body that is no JSON", &["DW-JSON-1"], answer(200, JSON, "oops")),
            "not-json",
        )
        .source_ref("N 10")
        .upstream(decode(expecting)),
        refuse(
            reads(
                "trailing-text",
                "text after the object",
                &["DW-JSON-1"],
                answer(200, JSON, &format!("{BODY}x")),
            ),
            "not-json",
        ),
        refuse(
            reads(
                "form-feed",
                "a form feed before the object",
                &["DW-JSON-1"],
                answer(200, JSON, &format!("\u{c}{BODY}")),
            ),
            "not-json",
        ),
        open(
            with("nan", "NaN", "DW-JSON-2", "NaN"),
            "non-finite",
            ("non-finite", "accepted"),
            super::value::float(f64::NAN),
        ),
        open(
            with("lone-surrogate", "half of a surrogate pair", "DW-JSON-3", "\"\\ud800\""),
            "lone-surrogate",
            ("lone-surrogates", "accepted"),
            super::value::raw_text("eda080"),
        ),
        open(
            with("with-twice", "the member `with` twice", "DW-JSON-4", "7, \"with\": 8"),
            "duplicate-member",
            ("duplicate-members", "last"),
            int("8"),
        ),
        // Without `this`, so that no adapter has to give a deep answer.
        refuse(
            reads(
                "128-levels",
                "128 levels are read, and the first has no `this`",
                &["DW-JSON-5", "DW-ANSWER-7"],
                answer(200, JSON, &lists(128)),
            ),
            "bad-answer",
        ),
        refuse(reads("129-levels", "129 levels", &["DW-JSON-5"], answer(200, JSON, &lists(129))), "too-deep")
            .variant(&[("json-depth", "deeper")], Wanted::reject("bad-answer")),
        with("int-4300-digits", "an integer of 4,300 digits", "DW-JSON-6", &digits(4300))
            .accept(json!({ "with": int(&digits(4300)) })),
        refuse(
            with("int-4301-digits", "an integer of 4,301 digits", "DW-JSON-6", &digits(4301)),
            "long-number",
        ),
        with(
            "kinds",
            "all kinds of values",
            "DW-JSON-7",
            "[null, true, -0, -0.0, 1e2, \"\\u00e9\", {\"b\": 1, \"a\": 2}]",
        )
        .accept(json!({ "with": value(&json!([null, true, 0, -0.0, 100.0, "\u{e9}", { "b": 1, "a": 2 }])) })),
    ]
}

/// UTF-8, and what is none.
fn texts() -> Vec<Draft> {
    vec![
        case("dweeter/answer-read/not-utf8")
            .about("a body with a byte that no UTF-8 has")
            .rules(&["DW-ANSWER-6"])
            .op(
                "dweeter.answer.read",
                json!({
                    "status": 200, "media_type": hex("application/json; charset=utf-8"),
                    "body": hex(b"{\"this\": \"succeeded\", \"with\": \"a\xffb\"}")
                }),
            )
            .edit_of(GOOD)
            .bug(BugClass::Robustness, Severity::Low)
            .reject("not-utf8")
            .variant(&[("answer-text", "replaced")], Wanted::Accept(json!({ "with": text("a\u{fffd}b") }))),
        reads(
            "utf8",
            "text that is not ASCII",
            &["DW-ANSWER-6"],
            answer(200, JSON, "{\"this\": \"succeeded\", \"with\": \"\u{e9}\u{10ffff}\"}"),
        )
        .accept(json!({ "with": text("\u{e9}\u{10ffff}") })),
    ]
}

/// White space up to the limit, and one byte more.
fn sizes() -> Vec<Draft> {
    let padded = |size: usize| json!({ "$concat": [hex(BODY), { "$repeat": ["20", size - BODY.len()] }] });
    let asked = |size: usize| {
        step(
            "reader",
            "dweeter.answer.read",
            json!({ "status": 200, "media_type": hex(JSON), "body": padded(size) }),
        )
    };
    let row = |name: &str, about: &str| {
        scenario(&format!("dweeter/answer-read/{name}")).about(about).rules(&["DW-ANSWER-5"]).peer("reader")
    };
    vec![
        row("1048576-bytes", "the longest body").step(asked(1_048_576).accept(seven())),
        row("1048577-bytes", "one byte more").bug(BugClass::DenialOfService, Severity::Medium).step(
            asked(1_048_577)
                .reject("too-large")
                .variant(&[("answer-size", "unlimited")], wanted(&json!({ "accept": seven() }))),
        ),
    ]
}

fn members() -> Vec<Draft> {
    let key_error = |name: &str| failed(&format!("builtins.KeyError: '{name}'"));
    let row = |name: &str, about: &str, rule: &str, body: &str, code: &str| {
        refuse(reads(name, about, &[rule], answer(200, JSON, body)), code)
    };
    let this = |name: &str, about: &str, this: &str| {
        row(name, about, "DW-ANSWER-10", &format!("{{\"this\": {this}, \"with\": 7}}"), "not-succeeded")
            .variant(&[("answer-this", "not-failed")], wanted(&json!({ "accept": seven() })))
    };
    let accepted = |name: &str, about: &str, body: &str, with: Value| {
        reads(name, about, &["DW-ANSWER-10", "DW-ANSWER-11"], answer(200, JSON, body))
            .accept(json!({ "with": with }))
    };
    vec![
        row("list", "a list", "DW-ANSWER-7", "[1]", "bad-answer")
            .source_ref("N 17")
            .upstream(failed("builtins.TypeError: list indices must be integers or slices, not str")),
        row("text", "a text", "DW-ANSWER-7", "\"this\"", "bad-answer"),
        row("null", "null", "DW-ANSWER-7", "null", "bad-answer"),
        row("no-this", "an object without `this`", "DW-ANSWER-7", "{\"with\": 7}", "bad-answer")
            .source_ref("N 11")
            .upstream(key_error("this")),
        row("no-members", "an object without members", "DW-ANSWER-7", "{}", "bad-answer"),
        this("this-banana", "another word", "\"banana\"")
            .source_ref("N 13")
            .upstream(json!({ "accept": seven() })),
        this("this-upper-case", "the word with a capital letter", "\"Succeeded\""),
        this("this-failed-upper-case", "the other word with a capital letter", "\"Failed\""),
        this("this-null", "null", "null"),
        this("this-true", "truth", "true"),
        this("this-list", "a list with the word in it", "[\"succeeded\"]"),
        row("no-with", "a success without `with`", "DW-ANSWER-11", "{\"this\": \"succeeded\"}", "bad-answer")
            .source_ref("N 14")
            .upstream(key_error("with")),
        accepted(
            "with-null",
            "`with` may be null",
            "{\"this\": \"succeeded\", \"with\": null}",
            json!(["null"]),
        ),
        accepted(
            "other-order",
            "members in another order, and others beside them",
            "{\"with\": [], \"x\": 1, \"the\": 2, \"by\": null, \"this\": \"succeeded\"}",
            value(&json!([])),
        ),
        accepted(
            "post",
            "the answer to a post",
            "{\"this\": \"succeeded\", \"by\": \"dweeting\", \"the\": \"dweet\", \"with\": {\"thing\": \"t\", \"created\": \"2024-01-01T00:00:01.000Z\", \"content\": {\"a\": \"b\"}, \"transaction\": \"0\"}}",
            value(
                &json!({ "thing": "t", "created": "2024-01-01T00:00:01.000Z", "content": { "a": "b" }, "transaction": "0" }),
            ),
        ),
    ]
}

fn failures() -> Vec<Draft> {
    let because = "basicdweet.basicdweet.BasicDweetError: we couldn't find this";
    let row = |name: &str, about: &str, body: &str, code: &str| {
        let rule = if code == "not-found" { "DW-ANSWER-8" } else { "DW-ANSWER-9" };
        refuse(reads(name, about, &[rule], answer(200, JSON, body)), code)
    };
    vec![
        row("failed-404", "nothing there, by its body", NOT_FOUND, "not-found")
            .source_ref("N 3")
            .upstream(refused("not-found", because)),
        row(
            "failed-no-because",
            "a failure without a reason",
            "{\"this\": \"failed\", \"with\": 500}",
            "failed",
        )
        .source_ref("N 12")
        .upstream(failed("builtins.KeyError: 'because'")),
        row(
            "failed-500",
            "another failure",
            "{\"this\": \"failed\", \"with\": 500, \"because\": \"x\"}",
            "failed",
        ),
        row(
            "failed-no-with",
            "a failure without its number",
            "{\"this\": \"failed\", \"because\": \"x\"}",
            "failed",
        ),
        row(
            "failed-404-text",
            "its number is a text",
            "{\"this\": \"failed\", \"with\": \"404\", \"because\": \"x\"}",
            "failed",
        ),
        row(
            "failed-404-float",
            "its number is a float",
            "{\"this\": \"failed\", \"with\": 404.0, \"because\": \"x\"}",
            "failed",
        ),
        row(
            "failed-405",
            "the next number",
            "{\"this\": \"failed\", \"with\": 405, \"because\": \"x\"}",
            "failed",
        ),
    ]
}
