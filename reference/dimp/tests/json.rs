//! Reading and writing JSON: what is judged, what is kept, and what hostile texts cost.

use proptest::collection::vec;
use proptest::prelude::*;
use taut_dimp::wire::json::{read, write};
use taut_dimp::wire::{base64, json};
use taut_dimp::{Dict, Int, Misuse, Reject, Value};
use taut_wire::Text;

#[test]
fn each_rule_has_its_code() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let items = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    for (text, reject) in [
        (String::new(), Reject::NotJson),
        ("{\"a\": 1,}".to_owned(), Reject::NotJson),
        ("01".to_owned(), Reject::NotJson),
        ("\u{feff}1".to_owned(), Reject::NotJson),
        ("\"\u{1}\"".to_owned(), Reject::NotJson),
        ("1 2".to_owned(), Reject::NotJson),
        ("NaN".to_owned(), Reject::NonFinite),
        ("[-Infinity]".to_owned(), Reject::NonFinite),
        ("1e999".to_owned(), Reject::NonFinite),
        ("\"\\ud800x\"".to_owned(), Reject::LoneSurrogate),
        ("{\"a\": 1, \"\\u0061\": 2}".to_owned(), Reject::DuplicateMember),
        (nested(129), Reject::TooDeep),
        ("[".repeat(1 << 20), Reject::TooDeep),
        (items(65_537), Reject::TooMany),
        ("9".repeat(4301), Reject::LongNumber),
        (" ".repeat((1 << 20) + 1), Reject::TooLarge),
    ] {
        assert_eq!(read::read(text.as_bytes()), Err(reject), "{text:.40}");
        // A long text is judged before it is made.
        let long = [text.as_str(), &" ".repeat(9000)].concat();
        let reject = if long.len() > read::MAX_SIZE { Reject::TooLarge } else { reject };
        assert_eq!(read::read(long.as_bytes()), Err(reject), "{text:.40}, and white space");
    }
    assert_eq!(read::read(b"\xef"), Err(Reject::NotUtf8));
    for text in [nested(128), items(65_536), "9".repeat(4300), format!("{}1", " ".repeat((1 << 20) - 1))] {
        assert!(read::read(text.as_bytes()).is_ok(), "{text:.40}");
    }
}

#[test]
fn integers_are_exact_and_floats_are_not_integers() {
    let int = |text: &str| read::read(text.as_bytes()).unwrap();
    assert_eq!(int("9007199254740993"), Value::Int(Int::from_decimal("9007199254740993").unwrap()));
    assert_eq!(int("-0"), Value::from(0));
    assert_eq!(int("-0.0"), Value::Float(-0.0));
    assert_eq!(int("9223372036854775807").number(1..=i64::MAX), Ok(i64::MAX));
    for text in ["9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809"]
    {
        let padded = Int::from_decimal(&text.replacen('9', "0009", 1));
        assert_eq!(int(text), padded.map_or(Value::Null, Value::Int), "{text}");
        assert_eq!(write::value(&int(text)), text);
    }
    for text in ["9223372036854775808", "0", "1.0", "\"1\"", "true"] {
        assert_eq!(int(text).number(1..=i64::MAX), Err(Reject::BadNumber), "{text}");
    }
}

#[test]
fn a_writer_gives_the_one_layout() {
    let text = "{ \"b\":[1,null,true] ,\"a\":\"\\/\u{e9}\u{7f}\u{1f600}\\n\\u0001\", \"c\": 1e2}";
    let value = read::read(text.as_bytes()).unwrap();
    let written = r#"{"b": [1, null, true], "a": "/\u00e9\u007f\ud83d\ude00\n\u0001", "c": 100.0}"#;
    assert_eq!(write::value(&value), written);
    assert_eq!(write::check(&value), Ok(()));
    let half = Value::Text(Text::from_bytes(b"\xed\xa0\x80".to_vec()).unwrap());
    let twice = Value::Dict(Dict::from_iter([("a", 1), ("a", 2)]));
    let deep = (0..129).fold(Value::Null, |inner, _| Value::List(vec![inner]));
    for wrong in [Value::Float(f64::NAN), half, twice, deep] {
        assert_eq!(write::check(&wrong), Err(Misuse::BadData));
    }
}

#[test]
fn base64_is_that_of_a_writer() {
    assert_eq!(base64::decode(b"AAEC"), Ok(vec![0, 1, 2]));
    assert_eq!(base64::decode(b""), Ok(Vec::new()));
    for loose in ["AA EC", "AAEC\n", "AB==", "AA==AA==", "A-AEC", "AA=="] {
        let expected = if loose == "AA==" { Ok(vec![0]) } else { Err(Reject::LooseText) };
        assert_eq!(base64::decode(loose.as_bytes()), expected, "{loose}");
    }
    for bad in ["A", "AAA", "AA=", "AAE\u{e9}C"] {
        assert_eq!(base64::decode(bad.as_bytes()), Err(Reject::BadBase64), "{bad}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |float| float.is_finite()).prop_map(Value::Float),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let name = "[a-z\"\\\\\u{e9}]{0,4}";
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            proptest::collection::btree_map(name, inner, 0..4)
                .prop_map(|members| Value::Dict(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(value in value()) {
        prop_assert_eq!(json::read::read(write::value(&value).as_bytes()), Ok(value));
    }

    #[test]
    fn a_base64_text_that_is_accepted_is_that_of_a_writer(text in "[A-Da-d+/= \n]{0,16}") {
        if let Ok(bytes) = base64::decode(text.as_bytes()) {
            prop_assert_eq!(base64::encode(&bytes), text);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in vec(any::<u8>(), 0..64), likely in "[\\[\\]{}\",:0-9eE.\\\\u+-]{0,32}") {
        let _ = json::read::read(&text);
        let _ = json::read::read(likely.as_bytes());
    }
}
