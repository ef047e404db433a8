//! JSON that some readers take: DW-JSON-2 to DW-JSON-5.

use serde_json::json;

use super::super::{Draft, Wanted};
use super::data_read::{CREATED, choice, data, reads, refuse, with};
use super::data_write::TIME;
use super::upstream::{read, wanted};
use super::value::{float, int, list, members, nested, raw_text, text};
use crate::model::case::{BugClass, Severity};

/// All cases of the four choices.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = non_finite();
    cases.extend(lone_surrogates());
    cases.extend(duplicates());
    cases.extend(depth());
    cases
}

fn non_finite() -> Vec<Draft> {
    let row = |name: &str, about: &str, number: &str, read: f64| {
        choice(
            reads(name, about, &["DW-JSON-2"], &with(number)),
            "non-finite",
            ("non-finite", "accepted"),
            float(read),
        )
    };
    let infinite = f64::INFINITY;
    vec![
        row("nan", "NaN", "NaN", f64::NAN).source_ref("N 35").upstream(read(&data(float(f64::NAN)))),
        row("infinity", "Infinity", "Infinity", infinite),
        row("minus-infinity", "-Infinity", "-Infinity", -infinite),
        row("float-1e400", "a number that is rounded to infinity", "1e400", infinite),
        row("float-minus-1e400", "a negative one", "-1e400", -infinite),
        row(
            "float-above-greatest",
            "just above the middle between the greatest binary64 and the next power",
            "1.7976931348623159e308",
            infinite,
        ),
        reads("float-greatest", "just below it", &["DW-JSON-2"], &with("1.7976931348623158e308"))
            .accept(json!({ "data": data(float(f64::MAX)) })),
        reads("nan-in-text", "NaN as a text", &["DW-JSON-2"], &with("\"NaN\""))
            .accept(json!({ "data": data(text("NaN")) })),
        choice(
            reads("nan-nested", "NaN within a list", &["DW-JSON-2"], &with("[NaN]")),
            "non-finite",
            ("non-finite", "accepted"),
            list(&[float(f64::NAN)]),
        ),
    ]
}

fn lone_surrogates() -> Vec<Draft> {
    let row = |name: &str, about: &str, escapes: &str, bytes: &str| {
        choice(
            reads(name, about, &["DW-JSON-3"], &with(&format!("\"{escapes}\""))),
            "lone-surrogate",
            ("lone-surrogates", "accepted"),
            raw_text(bytes),
        )
    };
    vec![
        row("high-surrogate", "the first half of a pair alone", "\\ud800", "eda080"),
        row("low-surrogate", "the second half of a pair alone", "\\udfff", "edbfbf"),
        row("high-surrogate-letter", "the first half before a letter", "\\udbffa", "edafbf61"),
        row("high-surrogate-escape", "the first half before another escape", "\\ud800\\u0041", "eda08041"),
        row(
            "two-high-surrogates",
            "the first half twice, and then a second",
            "\\ud800\\ud800\\udc00",
            "eda080f0908080",
        ),
        row("swapped-surrogates", "the halves the other way round", "\\udc00\\ud800", "edb080eda080"),
        choice_of_name(),
    ]
}

fn choice_of_name() -> Draft {
    let json = format!("{{\"\\ud800\": 1, \"remote_time\": \"{TIME}\"}}");
    let accepted = json!([
        "dict",
        [
            [raw_text("eda080"), int("1")],
            [text("remote_time"), text(TIME)],
            [text("created_time"), text(CREATED)]
        ]
    ]);
    refuse(reads("surrogate-name", "half of a pair in a name", &["DW-JSON-3"], &json), "lone-surrogate")
        .variant(&[("lone-surrogates", "accepted")], wanted(&read(&accepted)))
}

fn duplicates() -> Vec<Draft> {
    let last = [("duplicate-members", "last")];
    let time = text(TIME);
    let created = text(CREATED);
    let row = |name: &str, about: &str, json: &str, accepted: &serde_json::Value| {
        refuse(reads(name, about, &["DW-JSON-4"], json), "duplicate-member")
            .variant(&last, wanted(&read(accepted)))
    };
    let twice = format!("{{\"remote_time\": \"x\", \"x\": 1, \"remote_time\": \"{TIME}\"}}");
    let in_place =
        members(&[("remote_time", time.clone()), ("x", int("1")), ("created_time", created.clone())]);
    let wrong = format!("{{\"remote_time\": \"{TIME}\", \"x\": 1, \"remote_time\": \"x\"}}");
    let escaped = format!("{{\"x\": 1, \"\\u0078\": 2, \"remote_time\": \"{TIME}\"}}");
    let nested = with("{\"a\": 1, \"b\": 2, \"a\": 3}");
    let inner = members(&[("a", int("3")), ("b", int("2"))]);
    vec![
        row("remote-time-twice", "`remote_time` twice, the last one right", &twice, &in_place)
            .source_ref("N 32")
            .upstream(read(&in_place)),
        refuse(
            reads(
                "remote-time-twice-first-right",
                "`remote_time` twice, the first one right",
                &["DW-JSON-4"],
                &wrong,
            ),
            "duplicate-member",
        )
        .variant(&last, Wanted::reject("mismatch")),
        row("member-escaped-twice", "names are compared after their escapes", &escaped, &data(int("2"))),
        row("member-nested-twice", "a name twice further inside", &nested, &data(inner)),
        reads(
            "member-twice-apart",
            "one name in two objects",
            &["DW-JSON-4"],
            &with("[{\"a\": 1}, {\"a\": 2}]"),
        )
        .accept(json!({ "data": data(list(&[members(&[("a", int("1"))]), members(&[("a", int("2"))])])) })),
        reads(
            "member-other-case",
            "names that differ in case",
            &["DW-JSON-4"],
            &with("{\"a\": 1, \"A\": 2}"),
        )
        .accept(json!({ "data": data(members(&[("a", int("1")), ("A", int("2"))])) })),
    ]
}

fn depth() -> Vec<Draft> {
    let lists = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
    let objects = |count: usize| format!("{}1{}", "{\"d\": ".repeat(count), "}".repeat(count));
    let rules = ["DW-JSON-5"];
    // A time that does not match shows that the text was read, and spares adapters a deep answer.
    let mismatched = |x: &str| format!("{{\"x\": {x}, \"remote_time\": \"x\"}}");
    let fits = |name: &str, about: &str, x: &str| {
        refuse(reads(name, about, &["DW-JSON-5", "DW-READ-4"], &mismatched(x)), "mismatch")
    };
    let deep = |name: &str, about: &str, x: &str| {
        refuse(reads(name, about, &rules, &mismatched(x)), "too-deep")
            .variant(&[("json-depth", "deeper")], Wanted::reject("mismatch"))
    };
    vec![
        fits("128-levels", "the object and 127 lists", &lists(127)),
        deep("129-levels", "the object and 128 lists", &lists(128)),
        fits("128-levels-of-objects", "128 objects", &objects(127)),
        deep("129-levels-of-objects", "129 objects", &objects(128)),
        refuse(
            reads(
                "100000-levels",
                "more levels than a parser that recurses has stack for",
                &rules,
                &mismatched(&lists(100_000)),
            ),
            "too-deep",
        )
        .bug(BugClass::Robustness, Severity::High),
        reads("20-levels", "lists within lists", &rules, &with(&lists(19)))
            .accept(json!({ "data": data(nested(19)) })),
        reads(
            "brackets-in-text",
            "brackets within a text are no levels",
            &rules,
            &with(&format!("\"{}\"", "[".repeat(200))),
        )
        .accept(json!({ "data": data(text(&"[".repeat(200))) })),
        reads(
            "200-lists-beside",
            "lists beside one another are no levels",
            &rules,
            &with(&format!("[{}[]]", "[], ".repeat(199))),
        )
        .accept(json!({ "data": data(list(&vec![list(&[]); 200])) })),
    ]
}
