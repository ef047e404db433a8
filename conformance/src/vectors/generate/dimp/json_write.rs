//! Writing JSON: DI-JSON-11 to DI-JSON-17.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::refusal::{Own, measured, misuse};
use super::value::{dict, float, hex, int, list, nested, raw_text, text};

/// All cases of the writer.
pub(super) fn drafts() -> Vec<Draft> {
    [layout(), texts(), numbers(), refused(), depth()].concat()
}

fn writes(name: &str, about: &str, rules: &[&str], value: &Value) -> Draft {
    case(&format!("dimp/json-write/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.json.write", json!({ "value": value }))
}

/// Written as this text, which reads back as the same value.
fn gives(name: &str, about: &str, rule: &str, value: &Value, written: &str) -> Draft {
    writes(name, about, &[rule], value).accept(json!({ "text": hex(written) })).check(
        "dimp.json.read",
        json!({ "text": { "$ref": "/text" } }),
        json!({ "value": value }),
    )
}

fn layout() -> Vec<Draft> {
    let row = |name: &str, about: &str, value: &Value, written: &str| {
        gives(name, about, "DI-JSON-11", value, written)
    };
    let members = [
        ("b", int("1")),
        ("a", list(&[int("1"), int("2"), list(&[])])),
        ("B", dict(&[("c", dict(&[])), ("", text(""))])),
    ];
    vec![
        row(
            "layout",
            "members and elements in their order, one space behind each comma and colon",
            &dict(&members),
            "{\"b\": 1, \"a\": [1, 2, []], \"B\": {\"c\": {}, \"\": \"\"}}",
        ),
        row("empty-object", "an object without members", &dict(&[]), "{}"),
        row("empty-array", "an array without elements", &list(&[]), "[]"),
        gives(
            "constants",
            "null and truth",
            "DI-JSON-13",
            &list(&[json!(["null"]), json!(["bool", true]), json!(["bool", false])]),
            "[null, true, false]",
        ),
    ]
}

fn texts() -> Vec<Draft> {
    let row = |name: &str, about: &str, characters: &str, written: &str| {
        gives(name, about, "DI-JSON-12", &text(characters), &format!("\"{written}\""))
    };
    vec![
        row(
            "short-escapes",
            "characters with an escape of one letter",
            "\"\\\u{8}\t\n\u{c}\r",
            "\\\"\\\\\\b\\t\\n\\f\\r",
        ),
        row(
            "controls",
            "control characters, and the ends of ASCII",
            "\u{0}\u{1f} ~\u{7f}\u{80}",
            "\\u0000\\u001f ~\\u007f\\u0080",
        ),
        row("slash", "a slash, and what HTML would escape", "</a&'>", "</a&'>"),
        row("bmp", "characters up to U+FFFF", "é\u{2028}\u{ffff}", "\\u00e9\\u2028\\uffff"),
        row("pairs", "characters from U+10000 on", "\u{10000}\u{1f4ee}\u{10ffff}", {
            "\\ud800\\udc00\\ud83d\\udcee\\udbff\\udfff"
        }),
        gives("name", "a name is a text", "DI-JSON-12", &dict(&[("é\n", int("1"))]), "{\"\\u00e9\\n\": 1}"),
    ]
}

fn numbers() -> Vec<Draft> {
    let integer =
        |name: &str, about: &str, digits: &str| gives(name, about, "DI-JSON-13", &int(digits), digits);
    let floats = |name: &str, about: &str, numbers: &[(f64, &str)]| {
        let values: Vec<Value> = numbers.iter().map(|(number, _)| float(*number)).collect();
        let written: Vec<&str> = numbers.iter().map(|(_, written)| *written).collect();
        gives(name, about, "DI-JSON-13", &list(&values), &format!("[{}]", written.join(", ")))
    };
    vec![
        integer("int-0", "zero", "0"),
        integer("int-2-53-plus-1", "an integer that no binary64 holds", "9007199254740993"),
        integer("int-minus-2-64", "a negative one of more than 64 bits", "-18446744073709551616"),
        floats("float-zeros", "both zeros", &[(0.0, "0.0"), (-0.0, "-0.0")]),
        floats(
            "float-fractions",
            "numbers below 1, down to where the exponent begins",
            &[
                (0.1, "0.1"),
                (-0.5, "-0.5"),
                (0.0001, "0.0001"),
                (0.000_123_4, "0.0001234"),
                (0.000_01, "1e-05"),
            ],
        ),
        floats(
            "float-points",
            "numbers with a point among their digits",
            &[
                (1.5, "1.5"),
                (1234.5678, "1234.5678"),
                (-12.25, "-12.25"),
                (999_999_999_999_999.9, "999999999999999.9"),
            ],
        ),
        floats(
            "float-integers",
            "numbers without fraction, up to where the exponent begins",
            &[
                (1.0, "1.0"),
                (100.0, "100.0"),
                (1e15, "1000000000000000.0"),
                (9_007_199_254_740_993.0, "9007199254740992.0"),
                (1e16, "1e+16"),
            ],
        ),
        floats(
            "float-exponents",
            "exponents of two and three digits",
            &[(1.5e-7, "1.5e-07"), (1.25e20, "1.25e+20"), (1e100, "1e+100"), (-2.5e-300, "-2.5e-300")],
        ),
        floats(
            "float-ends",
            "the smallest and the greatest",
            &[
                (5e-324, "5e-324"),
                (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
                (f64::MAX, "1.7976931348623157e+308"),
            ],
        ),
        floats(
            "float-shortest",
            "the fewest digits that read back, and of those the nearest",
            &[
                (0.1 + 0.2, "0.30000000000000004"),
                (1e23, "1e+23"),
                (9.5e-322, "9.5e-322"),
                (2e-44, "2e-44"),
                (5.0e-324 * 3.0, "1.5e-323"),
                (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            ],
        ),
    ]
}

fn refused() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, value: &Value, when: (&str, &str), written: &str| {
        misuse(writes(name, about, &[rule], value), "bad-data")
            .variant(&[when], Wanted::Accept(json!({ "text": hex(written) })))
    };
    let accepted = ("non-finite", "accepted");
    let infinite = |name: &str, about: &str, number: f64, written: &str| {
        row(name, about, "DI-JSON-14", &float(number), accepted, written)
    };
    let lone = ("lone-surrogates", "accepted");
    let half = row("lone-surrogate", "half of a surrogate pair", "DI-JSON-15", &raw_text("eda080"), lone, {
        "\"\\ud800\""
    });
    let twice = |names: [&str; 3]| {
        let [one, two, three] = names;
        dict(&[(one, int("1")), (two, int("2")), (three, int("3"))])
    };
    let last = ("duplicate-members", "last");
    vec![
        infinite("nan", "NaN", f64::NAN, "NaN"),
        infinite("infinity", "an infinite number", f64::INFINITY, "Infinity"),
        infinite("minus-infinity", "a negative one", f64::NEG_INFINITY, "-Infinity"),
        row(
            "nan-inside",
            "NaN within an object",
            "DI-JSON-14",
            &dict(&[("a", list(&[float(f64::NAN)]))]),
            accepted,
            "{\"a\": [NaN]}",
        ),
        measured(half, "N 86", Own::Took(json!({ "text": hex("\"\\ud800\"") }))),
        row(
            "low-surrogate",
            "the second half, behind a letter",
            "DI-JSON-15",
            &raw_text("61edbfbf"),
            lone,
            "\"a\\udfff\"",
        ),
        row(
            "surrogate-name",
            "half of a pair in a name",
            "DI-JSON-15",
            &json!(["dict", [["eda080", int("1")]]]),
            lone,
            "{\"\\ud800\": 1}",
        ),
        row(
            "name-twice",
            "one name twice",
            "DI-JSON-16",
            &twice(["a", "b", "a"]),
            last,
            "{\"a\": 3, \"b\": 2}",
        ),
        row(
            "name-twice-inside",
            "one name twice, further inside",
            "DI-JSON-16",
            &list(&[twice(["", "b", ""])]),
            last,
            "[{\"\": 3, \"b\": 2}]",
        ),
    ]
}

fn depth() -> Vec<Draft> {
    let written = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let deep = writes("129-levels", "129 lists", &["DI-JSON-17"], &nested(129));
    let deeper = Wanted::Accept(json!({ "text": hex(written(129)) }));
    vec![
        gives("128-levels", "128 lists", "DI-JSON-17", &nested(128), &written(128)),
        misuse(deep, "bad-data").variant(&[("json-depth", "deeper")], deeper),
    ]
}
