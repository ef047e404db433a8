//! JSON by RFC 8259, and what is none: DW-JSON-1, DW-JSON-6 and DW-JSON-7.

use serde_json::{Value, json};

use super::super::Draft;
use super::data_read::{data, reads, refuse, with};
use super::data_write::TIME;
use super::upstream::{read, refused};
use super::value::{float, int, list, raw_text, text, value};

/// All cases of the grammar and of numbers.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = no_json();
    cases.extend(texts());
    cases.extend(numbers());
    cases.extend(white_space());
    cases
}

fn no_json() -> Vec<Draft> {
    let whole = with("1");
    let rows = [
        (
            "trailing-text",
            "text after the object",
            format!("{whole} x"),
            "N 33",
            "Extra data: line 1 column 53 (char 52)",
        ),
        (
            "byte-order-mark",
            "a byte order mark in front",
            format!("\u{feff}{whole}"),
            "N 36",
            "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
        ),
        (
            "raw-control",
            "a line feed within a text",
            with("\"a\nb\""),
            "N 37",
            "Invalid control character at: line 1 column 9 (char 8)",
        ),
        ("empty", "no character", String::new(), "", ""),
        ("white-space-alone", "white space alone", " \n".to_owned(), "", ""),
        ("two-objects", "two objects", format!("{whole}{whole}"), "", ""),
        ("zero-byte", "a zero byte at the end", format!("{whole}\0"), "", ""),
        ("cut", "the last character is gone", whole.trim_end_matches('}').to_owned(), "", ""),
        (
            "trailing-comma",
            "a comma after the last member",
            format!("{{\"remote_time\": \"{TIME}\",}}"),
            "",
            "",
        ),
        ("trailing-comma-list", "a comma after the last element", with("[1,]"), "", ""),
        ("no-comma", "no comma between members", format!("{{\"x\": 1 \"remote_time\": \"{TIME}\"}}"), "", ""),
        ("no-colon", "no colon", format!("{{\"x\" 1, \"remote_time\": \"{TIME}\"}}"), "", ""),
        ("single-quotes", "single quotes", with("'a'"), "", ""),
        ("bare-name", "a name without quotes", format!("{{x: 1, \"remote_time\": \"{TIME}\"}}"), "", ""),
        ("number-name", "a name that is a number", format!("{{1: 1, \"remote_time\": \"{TIME}\"}}"), "", ""),
        ("comment", "a comment", with("1 /* one */"), "", ""),
        ("python-true", "truth with a capital letter", with("True"), "", ""),
        ("python-none", "another word for null", with("None"), "", ""),
        ("nan-lower-case", "`nan` is not even `NaN`", with("nan"), "", ""),
        ("leading-zero", "a number with a leading zero", with("01"), "", ""),
        ("minus-leading-zero", "a negative one", with("-01"), "", ""),
        ("plus", "a number with a plus", with("+1"), "", ""),
        ("no-fraction-digit", "a point without a digit behind it", with("1."), "", ""),
        ("no-integer-digit", "a point without a digit before it", with(".5"), "", ""),
        ("no-exponent-digit", "an exponent without digits", with("1e"), "", ""),
        ("minus-alone", "a minus alone", with("-"), "", ""),
        ("hexadecimal", "a hexadecimal number", with("0x1"), "", ""),
        ("underscore", "an underscore between digits", with("1_000"), "", ""),
        ("unknown-escape", "an escape that JSON does not have", with("\"\\x41\""), "", ""),
        ("short-escape", "an escape of three digits", with("\"\\u123\""), "", ""),
        ("escape-underscore", "an escape with an underscore among its digits", with("\"\\u1_23\""), "", ""),
        ("open-text", "a text without end", with("\"a"), "", ""),
        ("raw-tab", "a tab within a text", with("\"a\tb\""), "", ""),
        ("raw-zero", "a zero byte within a text", with("\"a\0b\""), "", ""),
        ("vertical-tab", "white space that JSON does not have", format!("\u{b}{whole}"), "", ""),
        ("form-feed", "a form feed between members", with("1\u{c}"), "", ""),
        ("no-break-space", "white space that is not ASCII", format!("{whole}\u{a0}"), "", ""),
    ];
    rows.into_iter()
        .map(|(name, about, json, line, raised)| {
            let draft = refuse(reads(name, about, &["DW-JSON-1"], &json), "not-json");
            if line.is_empty() {
                return draft;
            }
            draft
                .source_ref(line)
                .upstream(refused("not-json", &format!("json.decoder.JSONDecodeError: {raised}")))
        })
        .collect()
}

fn accepts(name: &str, about: &str, rules: &[&str], json: &str, x: Value) -> Draft {
    reads(name, about, rules, &with(json)).accept(json!({ "data": data(x) }))
}

fn texts() -> Vec<Draft> {
    vec![
        accepts(
            "escapes",
            "all escapes of one letter",
            &["DW-JSON-1"],
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            text("\"\\/\u{8}\u{c}\n\r\t"),
        ),
        accepts("escape-zero", "U+0000 in an escape", &["DW-JSON-1"], "\"a\\u0000b\"", text("a\0b")),
        accepts(
            "escape-upper-case",
            "an escape in upper-case digits",
            &["DW-JSON-1"],
            "\"\\u00E9\"",
            text("\u{e9}"),
        ),
        accepts("escape-pair", "a surrogate pair", &["DW-JSON-3"], "\"\\ud83d\\udcee\"", text("\u{1f4ee}")),
        accepts(
            "escape-pair-first",
            "the first and the last pair",
            &["DW-JSON-3"],
            "\"\\ud800\\udc00\\uDBFF\\uDFFF\"",
            text("\u{10000}\u{10ffff}"),
        ),
        accepts(
            "raw-007f",
            "U+007F and U+2028 as themselves",
            &["DW-JSON-1"],
            "\"\u{7f}\u{2028}\"",
            text("\u{7f}\u{2028}"),
        ),
        accepts(
            "constants",
            "null and truth, empty list and object",
            &["DW-JSON-1"],
            "[null, true, false, [], {}]",
            value(&json!([null, true, false, [], {}])),
        ),
        accepts(
            "no-white-space",
            "no white space at all",
            &["DW-JSON-1"],
            "[1,{\"a\":2}]",
            value(&json!([1, { "a": 2 }])),
        ),
        accepts(
            "escaped-backslash",
            "an escaped backslash before a letter u",
            &["DW-JSON-3"],
            "\"\\\\ud800\"",
            raw_text("5c7564383030"),
        ),
    ]
}

fn numbers() -> Vec<Draft> {
    let digits = |count: usize| format!("1{}", "0".repeat(count - 1));
    let long = |name: &str, about: &str, number: &str| {
        refuse(reads(name, about, &["DW-JSON-6"], &with(number)), "long-number")
    };
    let floats = |name: &str, about: &str, json: &str, numbers: &[f64]| {
        let numbers: Vec<Value> = numbers.iter().copied().map(float).collect();
        accepts(name, about, &["DW-JSON-7"], json, list(&numbers))
    };
    vec![
        accepts(
            "int-4300-digits",
            "an integer of 4,300 digits",
            &["DW-JSON-6"],
            &digits(4300),
            int(&digits(4300)),
        ),
        accepts(
            "int-minus-4300-digits",
            "its sign is no digit",
            &["DW-JSON-6"],
            &format!("-{}", digits(4300)),
            int(&format!("-{}", digits(4300))),
        ),
        long("int-4301-digits", "an integer of 4,301 digits", &digits(4301)),
        long("int-minus-4301-digits", "a negative one", &format!("-{}", digits(4301))),
        accepts(
            "float-4301-digits",
            "a number with fraction may have more digits",
            &["DW-JSON-6"],
            &format!("0.{}", "5".repeat(4301)),
            float(0.555_555_555_555_555_6),
        ),
        accepts(
            "text-of-digits",
            "a text may have more digits",
            &["DW-JSON-6"],
            &format!("\"{}\"", digits(4301)),
            text(&digits(4301)),
        ),
        accepts(
            "ints",
            "integers are exact",
            &["DW-JSON-7"],
            "[0, -0, 9007199254740993, 18446744073709551616, -9223372036854775809]",
            list(&["0", "0", "9007199254740993", "18446744073709551616", "-9223372036854775809"].map(int)),
        ),
        floats(
            "floats",
            "a fraction or an exponent makes a float",
            "[1.0, 1e2, 1E-2, 2.5e+3, -0.0, 0e5]",
            &[1.0, 100.0, 0.01, 2500.0, -0.0, 0.0],
        ),
        floats(
            "float-nearest",
            "the nearest binary64",
            "[0.1, 9007199254740993.0, 1.00000000000000011102230246251565, 123456789012345678901234567890.5]",
            &[0.1, 9_007_199_254_740_992.0, 1.0, 1.234_567_890_123_456_8e29],
        ),
        floats(
            "float-tiny",
            "numbers at which a float becomes zero",
            "[5e-324, 2.4e-324, 2.5e-324, 1e-400]",
            &[5e-324, 0.0, 5e-324, 0.0],
        ),
    ]
}

/// White space is that of JSON, wherever it allows it.
fn white_space() -> Vec<Draft> {
    let around = format!(" \t\r\n{}\n ", with("1"));
    let within = format!("{{ \"x\"\t:\r\n1 ,\"remote_time\" :\"{TIME}\" }}");
    let data = data(int("1"));
    vec![
        reads("white-space-around", "white space around the object", &["DW-JSON-1"], &around)
            .source_ref("N 34")
            .accept(json!({ "data": data }))
            .upstream(read(&data)),
        reads("white-space-within", "white space within it", &["DW-JSON-1"], &within)
            .accept(json!({ "data": data })),
    ]
}
