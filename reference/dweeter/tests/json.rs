//! JSON by the letter of sections 4.5.1 and 4.5.3.

use proptest::prelude::*;
use taut_dweeter::wire::json::{MAX_LEVELS, read::read, write};
use taut_dweeter::{Dict, Int, Reject, Text, Value};

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        "",
        " ",
        "{",
        "[1",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "'a'",
        "\"a",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "\"\\u12é\"",
        "01",
        "-",
        "-01",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1",
        "1 2",
        "[] ]",
        "tru",
        "True",
        "nul",
        "\u{feff}1",
        "\u{a0}1",
        "nan",
        "Inf",
        "-Nan",
        "{1: 2}",
        "[1 2]",
        "\u{c}1",
    ] {
        assert_eq!(read(text), Err(Reject::NotJson), "{text:?}");
    }
}

#[test]
fn what_json_has_no_form_for_is_told_apart() {
    for (text, reject) in [
        ("NaN", Reject::NonFinite),
        ("[Infinity]", Reject::NonFinite),
        ("-Infinity", Reject::NonFinite),
        ("1e309", Reject::NonFinite),
        ("\"\\ud800\"", Reject::LoneSurrogate),
        ("\"\\udc00\\ud800\"", Reject::LoneSurrogate),
        ("\"\\ud800\\u0041\"", Reject::LoneSurrogate),
        ("{\"a\": 1, \"\\u0061\": 1}", Reject::DuplicateMember),
        ("[{\"\": 1, \"b\": 2, \"\": 1}]", Reject::DuplicateMember),
    ] {
        assert_eq!(read(text), Err(reject), "{text:?}");
    }
}

#[test]
fn bounds_are_those_of_the_chapter() {
    let lists = |levels| ["[".repeat(levels), "]".repeat(levels)].concat();
    assert!(read(&lists(MAX_LEVELS)).is_ok());
    assert_eq!(read(&lists(MAX_LEVELS + 1)), Err(Reject::TooDeep));
    assert_eq!(read(&"[".repeat(100_000)), Err(Reject::TooDeep));
    for (digits, taken) in [(4300, true), (4301, false)] {
        for sign in ["", "-"] {
            let number = [sign, &"9".repeat(digits)].concat();
            let expected = Int::from_decimal(&number).map(Value::Int).filter(|_| taken);
            assert_eq!(read(&number), expected.ok_or(Reject::LongNumber));
        }
    }
    assert_eq!(read(&["1.", &"0".repeat(5000)].concat()), Ok(Value::Float(1.0)));
}

#[test]
fn numbers_are_ints_or_floats_by_their_form() {
    for (text, value) in [
        ("-0", Value::from(0)),
        ("-0.0", Value::Float(-0.0)),
        ("1E2", Value::Float(100.0)),
        ("1e-400", Value::Float(0.0)),
        ("18446744073709551616", Value::Int(Int::from_decimal("18446744073709551616").unwrap())),
        ("\"\\ud83d\\ude00\\/\"", Value::from("\u{1f600}/")),
    ] {
        let read = read(text).unwrap();
        assert_eq!(read, value);
        if let (Value::Float(read), Value::Float(value)) = (read, value) {
            assert_eq!(read.to_bits(), value.to_bits(), "{text}");
        }
    }
}

fn text() -> impl Strategy<Value = Text> {
    any::<String>().prop_map(Text::from)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::Float),
        text().prop_map(Value::Text),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            proptest::collection::btree_map(text(), inner, 0..4).prop_map(|members| Value::Dict(
                members.into_iter().map(|(k, v)| (Value::Text(k), v)).collect()
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_written_is_ascii_and_reads_as_the_same(value in value()) {
        let object = Dict::from_iter([("v", value)]);
        let written = write::object(&object);
        prop_assert!(written.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        prop_assert_eq!(read(&written), Ok(Value::Dict(object)));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[\\[\\]{}:, \"\\\\u0-9a-fIN.e+-]{0,40}") {
        let _ = read(&text);
    }

    #[test]
    fn every_number_is_written_so_that_it_reads_as_itself(bits in any::<u64>()) {
        let number = f64::from_bits(bits);
        if number.is_finite() {
            let written = taut_wire::float::write(number);
            prop_assert_eq!(written.parse::<f64>().unwrap().to_bits(), number.to_bits());
        }
    }
}
