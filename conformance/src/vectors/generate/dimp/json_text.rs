//! Reading JSON by RFC 8259, and what is none: DI-JSON-1, DI-JSON-2, DI-JSON-9 and DI-JSON-10.

use serde_json::{Value, json};

use super::super::{Draft, case};
use super::refusal::{Own, measured, refuse};
use super::value::{dict, float, hex, int, list, raw_text, text, value};

/// A good text.
pub(super) const OBJECT: &str = "dimp/json-read/object";

/// All cases of the grammar and of numbers.
pub(super) fn drafts() -> Vec<Draft> {
    [vec![object()], outermost(), not_utf8(), not_json(), texts(), numbers(), white_space()].concat()
}

/// Reads a text.
pub(super) fn reads(name: &str, about: &str, rules: &[&str], text: impl AsRef<[u8]>) -> Draft {
    case(&format!("dimp/json-read/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.json.read", json!({ "text": hex(text) }))
}

fn object() -> Draft {
    let members = [
        ("b", int("1")),
        ("a", list(&[json!(["null"]), json!(["bool", true]), float(2.5)])),
        ("é", text("\u{1f4ee}")),
        ("", dict(&[])),
    ];
    reads(
        "object",
        "members of all types, in the order of the text",
        &["DI-JSON-2", "DI-JSON-10"],
        "{\"b\": 1, \"a\": [null, true, 2.5], \"é\": \"\u{1f4ee}\", \"\": {}}",
    )
    .accept(json!({ "value": dict(&members) }))
}

fn accepts(name: &str, about: &str, rules: &[&str], json: &str, read: Value) -> Draft {
    reads(name, about, rules, json).accept([("value".to_owned(), read)].into_iter().collect())
}

fn outermost() -> Vec<Draft> {
    let row = |name: &str, about: &str, json: &str, read: Value| {
        accepts(&format!("outermost-{name}"), about, &["DI-JSON-2"], json, read)
    };
    vec![
        row("null", "null alone", "null", json!(["null"])),
        row("false", "truth alone", "false", json!(["bool", false])),
        row("number", "a number alone", "-5", int("-5")),
        row("text", "a text alone", "\"a\"", text("a")),
        row("array", "an array alone", "[]", list(&[])),
    ]
}

fn not_utf8() -> Vec<Draft> {
    let row = |name: &str, about: &str, bytes: &[u8]| {
        refuse(reads(name, about, &["DI-JSON-1"], bytes), OBJECT, "not-utf8")
    };
    let invalid = |draft: Draft, byte: &str, place: &str| {
        let raised =
            format!("UnicodeDecodeError: 'utf-8' codec can't decode byte {byte} in position {place}");
        measured(draft, "N 78", Own::Failed(&raised))
    };
    let start = |place: &str| format!("{place}: invalid start byte");
    vec![
        invalid(row("utf-16", "UTF-16 with its mark", b"\xff\xfe{\0}\0"), "0xff", &start("0")),
        invalid(row("bad-utf8", "a byte that UTF-8 never has", b"\"\xff\""), "0xff", &start("1")),
        invalid(row("overlong", "a slash in two bytes", b"\"\xc0\xaf\""), "0xc0", &start("1")),
        row("utf8-surrogate", "half of a surrogate pair in three bytes", b"\"\xed\xa0\x80\""),
        row("utf8-cut", "the last byte of a character is missing", b"\"\xc3\""),
        row("utf8-above", "a number above U+10FFFF", b"\"\xf4\x90\x80\x80\""),
        row("not-utf8-behind", "a wrong byte behind a value", b"{}\x80"),
    ]
}

fn not_json() -> Vec<Draft> {
    let row = |(name, about, json): (&str, &str, &str)| {
        refuse(reads(name, about, &["DI-JSON-2"], json), OBJECT, "not-json")
    };
    let measured_rows = [
        (
            "bom",
            "a byte order mark in front",
            "\u{feff}{}",
            "N 78",
            "JSONDecodeError: Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
        ),
        (
            "trailing-comma",
            "a comma after the last member",
            "{\"a\": 1,}",
            "N 80",
            "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 9 (char 8)",
        ),
        ("comment", "a comment", "{} // x", "N 80", "JSONDecodeError: Extra data: line 1 column 4 (char 3)"),
        (
            "trailing-bytes",
            "a letter behind the value",
            "{}x",
            "N 80",
            "JSONDecodeError: Extra data: line 1 column 3 (char 2)",
        ),
        ("empty", "no character", "", "N 80", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
    ];
    let rows = [
        ("white-space-alone", "white space alone", " \n"),
        ("two-values", "two values", "{} {}"),
        ("zero-byte", "a zero byte behind the value", "{}\0"),
        ("cut", "an object without end", "{\"a\": 1"),
        ("trailing-comma-array", "a comma after the last element", "[1,]"),
        ("leading-comma-array", "a comma before the first element", "[,1]"),
        ("no-comma", "no comma between members", "{\"a\": 1 \"b\": 2}"),
        ("no-colon", "no colon", "{\"a\" 1}"),
        ("wrong-bracket", "an array that ends as an object", "[1}"),
        ("single-quotes", "single quotes", "'a'"),
        ("bare-name", "a name without quotes", "{a: 1}"),
        ("number-name", "a name that is a number", "{1: 1}"),
        ("true-capital", "truth with a capital letter", "True"),
        ("null-cut", "a word that ends too early", "nul"),
        ("nan-lower-case", "`nan` is not even `NaN`", "nan"),
        ("plus-infinity", "`+Infinity` is not even `Infinity`", "+Infinity"),
        ("leading-zero", "a number with a leading zero", "01"),
        ("minus-leading-zero", "a negative one", "-01"),
        ("plus", "a number with a plus", "+1"),
        ("no-fraction-digit", "a point without a digit behind it", "1."),
        ("no-integer-digit", "a point without a digit before it", ".5"),
        ("no-exponent-digit", "an exponent without digits", "1e"),
        ("minus-alone", "a minus alone", "-"),
        ("hexadecimal", "a hexadecimal number", "0x1"),
        ("underscore", "an underscore between digits", "1_000"),
        ("full-width-digit", "a digit that is not ASCII", "\u{ff11}"),
        ("unknown-escape", "an escape that JSON does not have", "\"\\x41\""),
        ("short-escape", "an escape of three digits", "\"\\u123\""),
        ("escape-plus", "an escape with a plus among its digits", "\"\\u+041\""),
        ("open-text", "a text without end", "\"a"),
        ("raw-control", "a line feed within a text", "\"a\nb\""),
        ("raw-tab", "a tab within a text", "\"a\tb\""),
        ("raw-zero", "a zero byte within a text", "\"a\0b\""),
        ("vertical-tab", "white space that JSON does not have", "\u{b}{}"),
        ("no-break-space", "white space that is not ASCII", "{}\u{a0}"),
    ];
    let with_lines = measured_rows.into_iter().map(|(name, about, json, line, raised)| {
        measured(row((name, about, json)), line, Own::Failed(raised))
    });
    with_lines.chain(rows.into_iter().map(row)).collect()
}

fn texts() -> Vec<Draft> {
    let row =
        |name: &str, about: &str, json: &str, read: Value| accepts(name, about, &["DI-JSON-2"], json, read);
    vec![
        row(
            "escapes",
            "all escapes of one letter",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            text("\"\\/\u{8}\u{c}\n\r\t"),
        ),
        row("escape-zero", "U+0000 in an escape", "\"a\\u0000b\"", text("a\0b")),
        row("escape-upper-case", "an escape in upper-case digits", "\"\\u00E9\"", text("\u{e9}")),
        row(
            "escape-pair",
            "the first and the last surrogate pair",
            "\"\\ud800\\udc00\\uDBFF\\uDFFF\"",
            text("\u{10000}\u{10ffff}"),
        ),
        row("raw-007f", "U+007F and U+2028 as themselves", "\"\u{7f}\u{2028}\"", text("\u{7f}\u{2028}")),
        row(
            "escaped-backslash",
            "an escaped backslash before a letter u",
            "\"\\\\ud800\"",
            raw_text("5c7564383030"),
        ),
        row("escaped-name", "a name with an escape", "{\"\\u0061\": 1}", dict(&[("a", int("1"))])),
    ]
}

fn numbers() -> Vec<Draft> {
    let digits = |count: usize| "1".repeat(count);
    let long = |name: &str, about: &str, number: &str| {
        refuse(reads(name, about, &["DI-JSON-9"], number), OBJECT, "long-number")
    };
    let too_long = "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 4301 \
                    digits; use sys.set_int_max_str_digits() to increase the limit";
    let row = |name: &str, about: &str, rule: &str, json: &str, read: Value| {
        accepts(name, about, &[rule], json, read)
    };
    let floats = |numbers: &[f64]| list(&numbers.iter().copied().map(float).collect::<Vec<_>>());
    vec![
        measured(
            row("minus-zero", "a zero with a minus is the integer 0", "DI-JSON-10", "-0", int("0")),
            "N 80",
            Own::Took(json!({ "value": int("0") })),
        ),
        measured(
            row("4300-digits", "an integer of 4,300 digits", "DI-JSON-9", &digits(4300), int(&digits(4300))),
            "N 80",
            Own::Took(json!({ "value": int(&digits(4300)) })),
        ),
        measured(
            long("4301-digits", "an integer of 4,301 digits", &digits(4301)),
            "N 80",
            Own::Failed(too_long),
        ),
        long("minus-4301-digits", "a negative one", &format!("-{}", digits(4301))),
        long("4301-digits-inside", "one within an object", &format!("{{\"a\": [{}]}}", digits(4301))),
        row(
            "minus-4300-digits",
            "its sign is no digit",
            "DI-JSON-9",
            &format!("-{}", digits(4300)),
            int(&format!("-{}", digits(4300))),
        ),
        row(
            "float-4301-digits",
            "a number with fraction may have more digits",
            "DI-JSON-9",
            &format!("0.{}", "5".repeat(4301)),
            float(0.555_555_555_555_555_6),
        ),
        row(
            "ints",
            "integers are exact",
            "DI-JSON-10",
            "[0, 9007199254740993, 9223372036854775807, 18446744073709551616, -9223372036854775809]",
            list(
                &[
                    "0",
                    "9007199254740993",
                    "9223372036854775807",
                    "18446744073709551616",
                    "-9223372036854775809",
                ]
                .map(int),
            ),
        ),
        row(
            "floats",
            "a fraction or an exponent makes a float",
            "DI-JSON-10",
            "[1.0, 1e2, 1E-2, 2.5e+3, -0.0, 0e5]",
            floats(&[1.0, 100.0, 0.01, 2500.0, -0.0, 0.0]),
        ),
        row(
            "float-nearest",
            "the nearest binary64",
            "DI-JSON-10",
            "[0.1, 9007199254740993.0, 1.00000000000000011102230246251565, 123456789012345678901234567890.5]",
            floats(&[0.1, 9_007_199_254_740_992.0, 1.0, 1.234_567_890_123_456_8e29]),
        ),
        row(
            "float-tiny",
            "numbers at which a float becomes zero",
            "DI-JSON-10",
            "[5e-324, 2.4e-324, 2.5e-324, 1e-400]",
            floats(&[5e-324, 0.0, 5e-324, 0.0]),
        ),
    ]
}

/// White space is that of JSON, wherever it allows it.
fn white_space() -> Vec<Draft> {
    let read = value(&json!({ "a": [1, 2] }));
    vec![
        measured(
            accepts("leading-space", "a space in front", &["DI-JSON-2"], " {}", dict(&[])),
            "N 80",
            Own::Took(json!({ "value": dict(&[]) })),
        ),
        accepts(
            "white-space-around",
            "white space around the value",
            &["DI-JSON-2"],
            " \t\r\n{\"a\": [1, 2]}\n ",
            read.clone(),
        ),
        accepts(
            "white-space-within",
            "white space within it",
            &["DI-JSON-2"],
            "{ \"a\"\t:\r\n[ 1 ,2\n] }",
            read.clone(),
        ),
        accepts("no-white-space", "no white space at all", &["DI-JSON-2"], "{\"a\":[1,2]}", read),
    ]
}
