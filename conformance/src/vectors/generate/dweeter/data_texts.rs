//! How text and numbers are written: DW-DATA-11, DW-DATA-12 and section 4.5.2.

use super::super::Draft;
use super::data_write::{writes, written};
use super::value::{float, int, list, members, text, value};
use serde_json::json;

/// All cases of text and numbers.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = texts();
    cases.extend(ints());
    cases.extend(floats());
    cases
}

fn texts() -> Vec<Draft> {
    let controls: String = (0..0x20).map(|code: u8| char::from(code)).collect();
    let escaped = "\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f";
    let rows = [
        ("text-controls", "all characters below U+0020", controls.as_str(), escaped),
        ("text-quote-and-backslash", "`\"` and `\\`", "a\"b\\c", "a\\\"b\\\\c"),
        ("text-slash", "`/` stands for itself", "a/b", "a/b"),
        ("text-ascii", "the first and the last character that stand for themselves", " ~", " ~"),
        ("text-007f", "U+007F is no printable character", "\u{7f}", "\\u007f"),
        ("text-0080", "the first character that is not ASCII", "\u{80}", "\\u0080"),
        ("text-00e9", "a letter of Latin-1, in lower-case digits", "\u{e9}\u{ff}", "\\u00e9\\u00ff"),
        ("text-ffff", "the last character without a pair", "\u{ffff}", "\\uffff"),
        ("text-10000", "the first character with a pair", "\u{10000}", "\\ud800\\udc00"),
        ("text-10ffff", "the last character", "\u{10ffff}", "\\udbff\\udfff"),
        ("text-emoji", "a pair in the middle", "a\u{1f4ee}b", "a\\ud83d\\udceeb"),
    ];
    let mut cases: Vec<Draft> = rows
        .iter()
        .map(|(name, about, data, json)| {
            writes(name, about, &["DW-DATA-6", "DW-DATA-11"], &text(data), &format!("\"{json}\""))
        })
        .collect();
    cases.push(written(
        "text-key",
        "a key is escaped as a text is",
        &["DW-DATA-11"],
        &members(&[("\u{e9}\"\n", int("1"))]),
        "{\"\\u00e9\\\"\\n\": 1, ",
    ));
    cases
}

fn ints() -> Vec<Draft> {
    let numbers =
        ["0", "-1", "9007199254740993", "18446744073709551616", "-170141183460469231731687303715884105729"];
    vec![writes(
        "ints",
        "ints of any size",
        &["DW-DATA-12"],
        &list(&numbers.map(int)),
        "[0, -1, 9007199254740993, 18446744073709551616, -170141183460469231731687303715884105729]",
    )]
}

fn floats() -> Vec<Draft> {
    let rows: [(&str, &str, &[f64], &str); 9] = [
        ("float-zeros", "both zeros", &[0.0, -0.0], "[0.0, -0.0]"),
        (
            "float-fractions",
            "the shortest digits",
            &[0.1, 1.5, -2.25, 1234.5678, 0.300_000_000_000_000_04],
            "[0.1, 1.5, -2.25, 1234.5678, 0.30000000000000004]",
        ),
        (
            "float-whole",
            "whole numbers get `.0`",
            &[1.0, 100.0, -3.0, 123_456_789.0],
            "[1.0, 100.0, -3.0, 123456789.0]",
        ),
        (
            "float-large",
            "on both sides of e = 16",
            &[1e15, 9_999_999_999_999_998.0, 1e16, 1.234_567_890_123_456_8e17],
            "[1000000000000000.0, 9999999999999998.0, 1e+16, 1.2345678901234568e+17]",
        ),
        (
            "float-small",
            "on both sides of e = -3",
            &[0.001, 0.0001, 0.000_123, 0.000_01, 0.000_012_3],
            "[0.001, 0.0001, 0.000123, 1e-05, 1.23e-05]",
        ),
        (
            "float-exponents",
            "exponents of two digits at least",
            &[1.5e-7, 1e22, 1e23, 1e99, 1e100],
            "[1.5e-07, 1e+22, 1e+23, 1e+99, 1e+100]",
        ),
        (
            "float-extremes",
            "the greatest, the smallest, and the smallest that is normal",
            &[f64::MAX, 5e-324, f64::MIN_POSITIVE],
            "[1.7976931348623157e+308, 5e-324, 2.2250738585072014e-308]",
        ),
        (
            "float-ties",
            "numbers at which careless printers go wrong",
            &[9_007_199_254_740_993.0, 2e-44, 9.5e-7, 4.35, 5e-5],
            "[9007199254740992.0, 2e-44, 9.5e-07, 4.35, 5e-05]",
        ),
        (
            "float-powers",
            "powers of two",
            &[1_267_650_600_228_229_401_496_703_205_376.0, 0.000_976_562_5],
            "[1.2676506002282294e+30, 0.0009765625]",
        ),
    ];
    let mut cases: Vec<Draft> = rows
        .iter()
        .map(|(name, about, numbers, json)| {
            let numbers: Vec<_> = numbers.iter().copied().map(float).collect();
            writes(name, about, &["DW-DATA-5", "DW-DATA-12"], &list(&numbers), json)
        })
        .collect();
    cases.push(writes(
        "float-and-int",
        "a float and an int of one value are written otherwise",
        &["DW-DATA-12"],
        &value(&json!([5, 5.0])),
        "[5, 5.0]",
    ));
    cases
}
