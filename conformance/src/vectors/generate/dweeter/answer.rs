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
const BODY: &str = "{\"this\": \"succeeded\", \"with\": 7}";

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = vec![good()];
    cases.extend(statuses());
    cases.extend(media_types());
    cases.extend(bodies());
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

fn reads(name: &str, about: &str, rules: &[&str], answer: Value) -> Draft {
    case(&format!("dweeter/answer-read/{name}")).about(about).rules(rules).op("dweeter.answer.read", answer)
}

fn refuse(draft: Draft, code: &str) -> Draft {
    draft.edit_of(GOOD).bug(BugClass::Robustness, Severity::Low).reject(code)
}

fn seven() -> Value {
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

fn statuses() -> Vec<Draft> {
    let status = |code: u16| format!("basicdweet.basicdweet.BasicDweetError: HTTP {code} response");
    let mut cases = vec![
        reads("status-201", "another status of success", &["DW-ANSWER-3"], answer(201, JSON, BODY))
            .accept(seven()),
        reads("status-299", "the last status of success", &["DW-ANSWER-3"], answer(299, JSON, BODY))
            .source_ref("N 7")
            .accept(seven())
            .upstream(json!({ "accept": seven() })),
        refuse(
            reads(
                "status-404",
                "nothing there, by its status",
                &["DW-ANSWER-2"],
                answer(404, JSON, NOT_FOUND),
            ),
            "not-found",
        )
        .source_ref("N 2")
        .upstream(refused("not-found", &status(404))),
        refuse(
            reads(
                "status-404-good",
                "the body of an answer of status 404 is not looked at",
                &["DW-ANSWER-2"],
                answer(404, "text/html", BODY),
            ),
            "not-found",
        ),
        refuse(
            reads("status-404-empty", "nor must there be one", &["DW-ANSWER-2"], answer(404, "", "")),
            "not-found",
        ),
        refuse(
            reads(
                "status-500",
                "a failure with a page for people",
                &["DW-ANSWER-3"],
                answer(500, "text/html", "<html>error</html>"),
            ),
            "http-status",
        )
        .source_ref("N 5")
        .upstream(refused("http-status", &status(500))),
        refuse(
            reads("status-429", "too many requests", &["DW-ANSWER-3"], answer(429, JSON, "{}")),
            "http-status",
        )
        .source_ref("N 4")
        .upstream(refused("http-status", &status(429))),
    ];
    for code in [199_u16, 400, 403, 405, 503, 599] {
        let name = format!("status-{code}");
        cases.push(refuse(
            reads(&name, "a good body all the same", &["DW-ANSWER-3"], answer(code, JSON, BODY)),
            "http-status",
        ));
    }
    // Nothing says where to go, so that who follows has nowhere to.
    for code in [300_u16, 301, 302, 304, 307, 399] {
        let name = format!("status-{code}");
        let draft = reads(&name, "a redirect with a good body", &["DW-ANSWER-1"], answer(code, JSON, BODY));
        cases.push(
            refuse(draft, "redirected").variant(&[("redirects", "followed")], Wanted::reject("http-status")),
        );
    }
    cases
}

fn media_types() -> Vec<Draft> {
    let good = |name: &str, about: &str, media_type: &str| {
        reads(name, about, &["DW-ANSWER-4"], answer(200, media_type, BODY)).accept(seven())
    };
    let bad = |name: &str, about: &str, media_type: &str| {
        refuse(reads(name, about, &["DW-ANSWER-4"], answer(200, media_type, BODY)), "media-type")
            .variant(&[("media-type", "ignored")], wanted(&json!({ "accept": seven() })))
    };
    vec![
        good("media-type-parameter", "a parameter means nothing", "application/json; charset=utf-8"),
        good("media-type-charset", "not even one that is wrong", "application/json;charset=iso-8859-1"),
        good("media-type-case", "the case of letters means nothing", "Application/JSON"),
        good("media-type-suffix", "the suffix of a media type", "application/vnd.api+json"),
        good("media-type-suffix-signs", "all signs that a name may have", "application/a.b_c-d+e+json"),
        good("media-type-spaces", "spaces and a tab around it", " application/json\t ; q"),
        bad("media-type-text", "plain text", "text/plain")
            .source_ref("N 8; N 9")
            .upstream(json!({ "accept": seven() })),
        bad("media-type-none", "no media type", ""),
        bad("media-type-suffix-alone", "a suffix of nothing", "application/+json"),
        bad("media-type-suffix-space", "a name with a space in it", "application/a b+json"),
        bad("media-type-text-json", "another tree", "text/json"),
        bad("media-type-longer", "a letter more", "application/jsonp"),
        bad("media-type-sequence", "another suffix behind it", "application/json-seq"),
        bad("media-type-octets", "bytes", "application/octet-stream"),
        bad("media-type-html-json", "the word in a parameter", "text/html; x=application/json"),
    ]
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
