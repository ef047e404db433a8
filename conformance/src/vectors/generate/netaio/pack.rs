//! `pack.json`: values and their one canonical encoding, section 5.1.

use serde_json::json;

use super::super::{Draft, case};
use super::value::{Value, bytes, decimal, dict, fields, int, list, nested, power, set, tagged, text, tuple};

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut values = ints();
    values.extend(decimals());
    values.extend(plain());
    values.extend(containers());
    let mut cases: Vec<Draft> =
        values.into_iter().map(|(name, about, value)| packs(name, about, &value)).collect();
    cases.push(long_item());
    cases
}

/// A name, what it shows, and the value.
pub(super) type Named = (&'static str, &'static str, Value);

fn packs(name: &str, about: &str, value: &Value) -> Draft {
    let sorted = matches!(value, Value::Set(_) | Value::Dict(_));
    case(&format!("netaio/pack/{name}"))
        .about(about)
        .rules(if sorted { &["NA-PACK-1", "NA-PACK-2"] } else { &["NA-PACK-1"] })
        .op("netaio.packify.pack", json!({ "value": tagged(value) }))
        .played()
}

/// An item with a length of four bytes, read back: too long to be written down.
fn long_item() -> Draft {
    let value = list(&[bytes(vec![0x61; 65_533])]);
    packs("list-item-65536", "an item of 65,536 packed bytes", &value).check(
        "netaio.packify.unpack",
        json!({ "packed": { "$ref": "/packed" } }),
        json!({ "value": tagged(&value) }),
    )
}

/// Integers at the bounds of the layouts.
pub(super) fn ints() -> Vec<Named> {
    let of = |number| Value::Int(number);
    vec![
        ("int-2-to-32", "the smallest int with a count of its bytes", of(power(32))),
        ("int-2-to-39", "an int whose first bit is 1", of(power(39))),
        ("int-255-bytes", "the largest int of 255 bytes", of(power(2040) - 1)),
        ("int-256-bytes", "the smallest int of 256 bytes", of(power(2040))),
        ("int-minus-65535", "the smallest int of two bytes", int("-65535")),
        ("int-minus-65536", "a negative int of four bytes", int("-65536")),
        ("int-minus-u32-max", "the smallest int of four bytes", int("-4294967295")),
        ("int-minus-255-bytes", "the smallest int of 255 bytes", of(1 - power(2040))),
    ]
}

/// Decimals at the bounds of their text forms.
pub(super) fn decimals() -> Vec<Named> {
    let rows = [
        ("decimal-plain", "digits and a point", "12.30"),
        ("decimal-0", "zero", "0"),
        ("decimal-minus-0", "a negative zero", "-0"),
        ("decimal-0-with-places", "a zero with two places", "0.00"),
        ("decimal-0-exponent", "a zero with an exponent", "0E+2"),
        ("decimal-0-small-exponent", "a zero of seven places", "0E-7"),
        ("decimal-6-places", "p is -5: the last that is written plain", "0.000001"),
        ("decimal-7-places", "p is -6: the first with an exponent", "1E-7"),
        ("decimal-two-digits-7-places", "two digits, the first of them at the seventh place", "1.2E-7"),
        ("decimal-6-places-two-digits", "two digits, the first of them at the sixth place", "0.0000012"),
        ("decimal-digits-and-exponent", "digits behind the point and an exponent", "1.23E+5"),
        ("decimal-minus-exponent", "a negative number with an exponent", "-1.5E+10"),
        ("decimal-30-digits", "more digits than a double has", "123456789012345678901234567890"),
        ("decimal-point-first", "the point before all digits", "0.123"),
        ("decimal-infinity", "infinite", "Infinity"),
        ("decimal-minus-infinity", "infinite and negative", "-Infinity"),
        ("decimal-nan-digits", "no number, with digits", "NaN12"),
        ("decimal-minus-nan", "no number, negative", "-NaN"),
    ];
    rows.map(|(name, about, text)| (name, about, decimal(text))).into()
}

/// Values without members.
pub(super) fn plain() -> Vec<Named> {
    vec![
        ("bytes-0", "no bytes", bytes("")),
        ("bytearray-0", "no bytes of the other type", Value::ByteArray(vec![])),
        ("bytearray", "bytes of the other type", Value::ByteArray(b"abc".to_vec())),
        ("bytearray-256", "256 bytes of the other type", Value::ByteArray(vec![0x61; 256])),
        ("str-256", "a str of 256 bytes", text(&"s".repeat(256))),
        ("str-four-bytes", "a character of four bytes, and U+0000", text("\u{1f4de}\0")),
        ("float-smallest", "the smallest float", Value::Float([0, 0, 0, 0, 0, 0, 0, 1])),
        ("float-minus-infinity", "an infinite negative float", Value::Float([0xff, 0xf0, 0, 0, 0, 0, 0, 0])),
        ("float-nan", "a float that is no number", Value::Float([0x7f, 0xf8, 0, 0, 0, 0, 0, 0])),
    ]
}

/// Values with members.
pub(super) fn containers() -> Vec<Named> {
    let many = |count: u32| -> Vec<Value> { (0..count).map(|n| int(&n.to_string())).collect() };
    let pairs = |count: u32| -> Vec<(Value, Value)> {
        (0..count).map(|n| (int(&n.to_string()), Value::None)).collect()
    };
    vec![
        ("tuple-0", "an empty tuple", tuple(&[])),
        ("tuple-nested", "a tuple in a tuple", tuple(&[tuple(&[int("1")]), int("2")])),
        ("list-255", "the longest list with a count of one byte", list(&many(255))),
        ("list-item-255", "an item of 255 packed bytes", list(&[bytes([0x61; 253])])),
        ("list-item-256", "an item of 256 packed bytes", list(&[bytes([0x61; 254])])),
        ("list-64-levels", "64 lists, one within the other", nested(64)),
        (
            "list-of-all",
            "an item of each type",
            list(&[
                Value::None,
                Value::Bool(true),
                int("-7"),
                Value::Float([0x3f, 0xf0, 0, 0, 0, 0, 0, 0]),
                decimal("1.0"),
                text("s"),
                bytes("b"),
                Value::ByteArray(b"a".to_vec()),
                list(&[]),
                tuple(&[]),
                set(&[]),
                dict(&[]),
            ]),
        ),
        (
            "set-lengths",
            "packed members are compared byte by byte: a longer one may come first",
            set(&[text("b"), bytes("zz"), int("65536"), int("256"), int("2"), Value::None]),
        ),
        ("set-of-tuples", "tuples in a set", set(&[tuple(&[int("2")]), tuple(&[int("1"), int("1")])])),
        ("set-256", "a set of 256 members", set(&many(256))),
        (
            "dict-key-types",
            "keys of several types",
            dict(&[
                (int("1"), text("int")),
                (text("1"), text("str")),
                (bytes("1"), text("bytes")),
                (Value::None, text("none")),
                (tuple(&[int("1")]), text("tuple")),
            ]),
        ),
        (
            "dict-long-value-last",
            "a pair of more than 255 packed bytes comes last, whatever its key",
            fields(&[("a", bytes([0; 254])), ("zz", bytes("1"))]),
        ),
        (
            "dict-pair-255",
            "lengths of values decide before keys do",
            fields(&[("a", bytes([0; 240])), ("b", bytes([0; 239]))]),
        ),
        ("dict-256", "a dict of 256 pairs", dict(&pairs(256))),
        (
            "dict-of-dicts",
            "dicts in a dict",
            fields(&[("b", fields(&[("y", int("1")), ("x", int("2"))])), ("a", dict(&[]))]),
        ),
    ]
}
