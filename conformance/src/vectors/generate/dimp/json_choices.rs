//! JSON that some readers take, and its limits: DI-JSON-3 to DI-JSON-8.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::json_text::{OBJECT, reads};
use super::refusal::{Own, choice, measured, refuse};
use super::value::{dict, float, int, list, nested, raw_text, text};
use crate::model::case::{BugClass, Severity};

/// More levels than a parser that recurses has stack for.
const MANY_LEVELS: usize = 100_000;
const MIB: usize = 1_048_576;

/// All cases of the choices.
pub(super) fn drafts() -> Vec<Draft> {
    [non_finite(), surrogates(), duplicates(), depth(), size(), count()].concat()
}

fn read(value: &Value) -> Value {
    json!({ "value": value })
}

fn non_finite() -> Vec<Draft> {
    let row = |name: &str, about: &str, json: &str, value: &Value| {
        let draft = reads(name, about, &["DI-JSON-3"], json);
        choice(draft, OBJECT, "non-finite", ("non-finite", "accepted"), read(value))
    };
    let [nan, infinite, negative] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(float);
    let seen = |name: &str, about: &str, json: &str, value: &Value| {
        measured(row(name, about, json, value), "N 80", Own::Took(read(value)))
    };
    vec![
        seen("nan", "NaN", "NaN", &nan),
        seen("infinity", "Infinity", "Infinity", &infinite),
        seen("minus-infinity", "-Infinity", "-Infinity", &negative),
        seen("1e999", "a number that is rounded to infinity", "1e999", &infinite),
        row("minus-1e999", "a negative one", "-1e999", &negative),
        row("infinite-fraction", "one with a fraction", &format!("{}.5", "1".repeat(400)), &infinite),
        row(
            "above-greatest",
            "just above the middle between the greatest binary64 and the next power of two",
            "1.7976931348623159e308",
            &infinite,
        ),
        reads("greatest", "just below it", &["DI-JSON-3"], "1.7976931348623158e308")
            .accept(read(&float(f64::MAX))),
        reads("nan-in-text", "NaN in a text", &["DI-JSON-3"], "\"NaN\"").accept(read(&text("NaN"))),
        row(
            "nan-inside",
            "NaN within an object",
            "{\"a\": [NaN]}",
            &dict(&[("a", list(std::slice::from_ref(&nan)))]),
        ),
        reads("long-integer", "an integer beyond every binary64", &["DI-JSON-3"], "1".repeat(400))
            .accept(read(&int(&"1".repeat(400)))),
    ]
}

fn surrogates() -> Vec<Draft> {
    let row = |name: &str, about: &str, escapes: &str, bytes: &str| {
        let draft = reads(name, about, &["DI-JSON-4"], format!("\"{escapes}\""));
        let value = read(&raw_text(bytes));
        choice(draft, OBJECT, "lone-surrogate", ("lone-surrogates", "accepted"), value)
    };
    let in_name = reads("surrogate-name", "half of a pair in a name", &["DI-JSON-4"], "{\"\\ud800\": 1}");
    let named = read(&json!(["dict", [["eda080", int("1")]]]));
    vec![
        measured(
            row("lone-surrogate", "the first half of a pair alone", "\\ud800", "eda080"),
            "N 86",
            Own::Took(read(&raw_text("eda080"))),
        ),
        row("low-surrogate", "the second half alone", "\\udfff", "edbfbf"),
        row("surrogate-letter", "the first half before a letter", "\\udbffa", "edafbf61"),
        row("surrogate-escape", "the first half before another escape", "\\ud800\\u0041", "eda08041"),
        row(
            "two-high-surrogates",
            "the first half, and then a pair",
            "\\ud800\\ud800\\udc00",
            "eda080f0908080",
        ),
        row("swapped-surrogates", "the halves the other way round", "\\udc00\\ud800", "edb080eda080"),
        choice(in_name, OBJECT, "lone-surrogate", ("lone-surrogates", "accepted"), named),
    ]
}

fn duplicates() -> Vec<Draft> {
    let row = |name: &str, about: &str, json: &str, value: &Value| {
        let draft = reads(name, about, &["DI-JSON-5"], json);
        choice(draft, OBJECT, "duplicate-member", ("duplicate-members", "last"), read(value))
    };
    let twice = dict(&[("a", int("3")), ("b", int("2"))]);
    let (once, other) = (dict(&[("a", int("1"))]), dict(&[("a", int("2"))]));
    vec![
        measured(
            row("duplicate", "one name twice", "{\"a\": 1, \"b\": 2, \"a\": 3}", &twice),
            "N 77",
            Own::Took(read(&twice)),
        ),
        row("duplicate-equal", "one member twice", "{\"a\": 1, \"a\": 1}", &once),
        row(
            "duplicate-escaped",
            "names are compared after their escapes",
            "{\"a\": 1, \"\\u0061\": 2}",
            &other,
        ),
        row(
            "duplicate-inside",
            "a name twice further inside",
            "[{\"x\": {\"a\": 1, \"a\": 2}}]",
            &list(&[dict(&[("x", other.clone())])]),
        ),
        row("duplicate-empty", "the empty name twice", "{\"\": 1, \"\": 2}", &dict(&[("", int("2"))])),
        reads("same-name-apart", "one name in two objects", &["DI-JSON-5"], "[{\"a\": 1}, {\"a\": 2}]")
            .accept(read(&list(&[once.clone(), other]))),
        reads("name-other-case", "names that differ in case", &["DI-JSON-5"], "{\"a\": 1, \"A\": 2}")
            .accept(read(&dict(&[("a", int("1")), ("A", int("2"))]))),
    ]
}

fn depth() -> Vec<Draft> {
    let lists = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
    let objects = |count: usize| format!("{}1{}", "{\"d\": ".repeat(count), "}".repeat(count));
    let in_dicts = |count: usize| (0..count).fold(int("1"), |inner, _| dict(&[("d", inner)]));
    let deep = |name: &str, about: &str, json: String, value: Value| {
        let draft = reads(name, about, &["DI-JSON-6"], json);
        choice(draft, OBJECT, "too-deep", ("json-depth", "deeper"), read(&value))
    };
    // What is so deep may be more than a reader has stack for, whatever it declares.
    let bottomless = |name: &str, about: &str, json: String, kind: &str| {
        let raised = format!(
            "RecursionError: maximum recursion depth exceeded while decoding a JSON {kind} from a unicode string"
        );
        let draft = refuse(reads(name, about, &["DI-JSON-6"], json), OBJECT, "too-deep");
        measured(draft.bug(BugClass::Robustness, Severity::High), "N 79", Own::Failed(&raised))
    };
    let mixed = format!("[{}{}]", objects(127), ", 1");
    vec![
        measured(
            reads("128-levels", "128 arrays", &["DI-JSON-6"], lists(128)).accept(read(&nested(128))),
            "N 79",
            Own::Took(read(&nested(128))),
        ),
        measured(
            deep("129-levels", "129 arrays", lists(129), nested(129)),
            "N 79",
            Own::Took(read(&nested(129))),
        ),
        reads("128-levels-of-objects", "an array with 127 objects", &["DI-JSON-6"], mixed)
            .accept(read(&list(&[in_dicts(127), int("1")]))),
        deep("129-levels-of-objects", "129 objects", objects(129), in_dicts(129)),
        bottomless("deep-arrays", "100,000 arrays", lists(MANY_LEVELS), "array"),
        refuse(
            reads("deep-arrays-open", "100,000 arrays without end", &["DI-JSON-6"], "[".repeat(MANY_LEVELS)),
            OBJECT,
            "too-deep",
        )
        .reject_any(&["too-deep", "not-json"])
        .bug(BugClass::Robustness, Severity::High),
        reads("brackets-in-text", "brackets within a text are no levels", &["DI-JSON-6"], {
            format!("\"{}\"", "[".repeat(200))
        })
        .accept(read(&text(&"[".repeat(200)))),
        reads("200-arrays-beside", "arrays beside one another are no levels", &["DI-JSON-6"], {
            format!("[{}[]]", "[], ".repeat(199))
        })
        .accept(read(&list(&vec![list(&[]); 200]))),
    ]
}

fn size() -> Vec<Draft> {
    let spaced = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    let large = |name: &str, about: &str, json: String| {
        let draft = reads(name, about, &["DI-JSON-7"], json);
        let unlimited = ("json-budget", "unlimited");
        refuse(draft, OBJECT, "too-large").variant(&[unlimited], Wanted::Accept(read(&dict(&[]))))
    };
    vec![
        reads("1-mib", "1,048,576 bytes, nearly all of them white space", &["DI-JSON-7"], spaced(MIB))
            .accept(read(&dict(&[]))),
        large("1-mib-and-1", "one byte more", spaced(MIB + 1)),
    ]
}

/// The values are not told: they would be as long as the text.
fn count() -> Vec<Draft> {
    let rules = ["DI-JSON-8"];
    let zeros = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    let many = |name: &str, about: &str, json: String| {
        let draft = reads(name, about, &rules, json);
        choice(draft, OBJECT, "too-many", ("json-budget", "unlimited"), json!({}))
    };
    vec![
        reads("65536-elements", "65,536 elements", &rules, zeros(65_536)).accept(json!({})),
        many("65537-elements", "65,537 elements", zeros(65_537)),
        many(
            "65537-members-and-elements",
            "65,537 members and elements of several objects and arrays",
            format!("{{\"a\": {}, \"b\": {{\"c\": {}}}}}", zeros(32_767), zeros(32_767)),
        ),
    ]
}
