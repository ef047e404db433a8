//! Values in another encoding than their own: NA-UNPACK-7.

use serde_json::json;

use super::super::{Draft, Wanted};
use super::outcome::refuse;
use super::unpack::{accepts, unpacks};
use super::value::{Value, bytes, decimal, dict, fields, int, list, power, set, tagged, text, tuple};

/// A name, what it shows, the bytes, the value, and the positive case that they differ from.
type Loose<'a> = (&'a str, &'a str, &'a str, Value, &'a str);

pub(super) fn drafts() -> Vec<Draft> {
    let mut cases: Vec<Draft> =
        [plain(), ints(), containers(), dicts()].concat().into_iter().map(loose("not-canonical")).collect();
    cases.extend(decimals().into_iter().map(loose("not-canonical|bad-value")));
    cases.extend(big_ints());
    cases.push(accepts(
        unpacks(
            "set-not-sorted",
            "members of a set in another order",
            &["NA-UNPACK-7"],
            "4b4002020244024401",
        ),
        &set(&[int("1"), int("2")]),
    ));
    cases
}

/// Refused, and read by a lenient reader.
fn loose<'a>(codes: &'static str) -> impl Fn(Loose<'a>) -> Draft {
    move |(name, about, packed, value, base)| {
        let lenient = Wanted::Accept(json!({ "value": tagged(&value) }));
        refuse(unpacks(name, about, &["NA-UNPACK-7"], packed), codes)
            .variant(&[("packify-canonical", "unchecked")], lenient)
            .edit_of(&format!("netaio/unpack/{base}"))
    }
}

fn plain() -> Vec<Loose<'static>> {
    let float = Value::Float([0x3f, 0xf8, 0, 0, 0, 0, 0, 0]);
    vec![
        ("none-category-1", "none with the category of one byte", "40", Value::None, "none"),
        ("none-category-2", "none with the category of two bytes", "80", Value::None, "none"),
        ("none-trailing", "a byte behind none", "0000", Value::None, "none"),
        ("bool-category-2", "a bool with a category", "8600", Value::Bool(false), "false"),
        ("bool-ff", "a bool of ff", "06ff", Value::Bool(true), "true"),
        ("float-category-4", "a float with a category", "c73ff8000000000000", float.clone(), "float-1-5"),
        ("float-trailing", "a byte behind a float", "073ff800000000000000", float, "float-1-5"),
        ("str-category-2", "one character with a length of two bytes", "83000173", text("s"), "str"),
        ("str-category-4", "one character with a length of four bytes", "c30000000173", text("s"), "str"),
        ("bytes-category-4", "one byte with a length of four bytes", "c10000000161", bytes("a"), "bytes-0"),
        (
            "bytearray-category-2",
            "one byte with a length of two bytes",
            "82000161",
            Value::ByteArray(b"a".to_vec()),
            "bytearray",
        ),
        ("decimal-category-2", "one digit with a length of two bytes", "88000131", decimal("1"), "decimal-0"),
    ]
}

fn ints() -> Vec<Loose<'static>> {
    vec![
        ("int-category-2", "the int 1 in two bytes", "840001", int("1"), "int-1"),
        ("int-category-4", "the int 256 in four bytes", "c400000100", int("256"), "int-256"),
        ("int-category-4-of-1", "the int 1 in four bytes", "c400000001", int("1"), "int-1"),
        ("int-minus-category-2", "the int -1 in two bytes", "850001", int("-1"), "int-minus-1"),
        ("int-minus-category-4", "the int -256 in four bytes", "c500000100", int("-256"), "int-minus-256"),
        ("int-minus-0-category-2", "a negative zero in two bytes", "850000", int("0"), "int-minus-1"),
        (
            "int-large-leading-zero",
            "five bytes, the first of them zero",
            "040500ffffffff",
            int("4294967295"),
            "int-2-to-32",
        ),
        (
            "int-large-leading-zero-6",
            "six bytes, the first of them zero",
            "0406000100000000",
            int("4294967296"),
            "int-2-to-32",
        ),
        ("int-large-4", "four bytes in the layout of more", "0404ffffffff", int("4294967295"), "int-u32-max"),
        (
            "int-minus-large-4",
            "four bytes in the layout of more",
            "0504ffffffff",
            int("-4294967295"),
            "int-minus-u32-max",
        ),
        (
            "int-large-trailing",
            "a byte behind a large int",
            "0405010000000000",
            int("4294967296"),
            "int-2-to-32",
        ),
        ("int-big-0", "a big int of no bytes", "0e00000000", int("0"), "int-0"),
        ("int-minus-big-0", "a big negative int of no bytes", "0f00000000", int("0"), "int-minus-1"),
        (
            "int-big-category-4",
            "a category for the layout of the largest ints",
            "ce0000000107",
            int("7"),
            "int-1",
        ),
        (
            "int-minus-big-1",
            "a small negative int in the layout of the largest ones",
            "0f0000000107",
            int("-7"),
            "int-minus-1",
        ),
    ]
}

/// In the layout of 256 bytes and more.
fn big_ints() -> Vec<Draft> {
    let rows = [
        (
            "int-big-255",
            "255 bytes in the layout of more",
            format!("0e000000ff{}", "ff".repeat(255)),
            power(2040) - 1,
        ),
        (
            "int-big-leading-zero",
            "257 bytes, the first of them zero",
            format!("0e0000010100{}", "ff".repeat(256)),
            power(2048) - 1,
        ),
    ];
    let draft = |(name, about, packed, number): (&str, &str, String, _)| {
        loose("not-canonical")((name, about, packed.as_str(), Value::Int(number), "int-256-bytes"))
    };
    rows.into_iter().map(draft).collect()
}

fn containers() -> Vec<Loose<'static>> {
    let one = || int("1");
    vec![
        (
            "list-count-category-2",
            "a count of two bytes for one item",
            "8a400001024401",
            list(&[one()]),
            "list-1",
        ),
        ("list-count-category-4", "a count of four bytes for no item", "ca4000000000", list(&[]), "list-0"),
        (
            "list-item-category-2",
            "item lengths of two bytes for a short item",
            "4a800100024401",
            list(&[one()]),
            "list-1",
        ),
        (
            "list-item-category-4",
            "item lengths of four bytes for a short item",
            "4ac001000000024401",
            list(&[one()]),
            "list-1",
        ),
        ("list-0-category-2", "item lengths of two bytes for no item", "4a8000", list(&[]), "list-0"),
        (
            "tuple-item-category-2",
            "item lengths of two bytes for a short item",
            "4c800100024401",
            tuple(&[one()]),
            "tuple",
        ),
        ("tuple-0-category-4", "item lengths of four bytes for no item", "4cc000", tuple(&[]), "tuple-0"),
        (
            "set-item-category-2",
            "item lengths of two bytes for a short member",
            "4b800100024401",
            set(&[one()]),
            "set-ints",
        ),
        ("set-same-members", "one member twice", "4b4002020244014401", set(&[one()]), "set-ints"),
        (
            "set-same-in-two-encodings",
            "one member twice, in two encodings",
            "4b400202034401840001",
            set(&[one()]),
            "set-ints",
        ),
        ("list-trailing", "a byte behind a list", "4a4000ff", list(&[]), "list-0"),
        (
            "list-item-trailing",
            "a byte behind the value of an item",
            "4a4001034401ff",
            list(&[one()]),
            "list-1",
        ),
        (
            "list-item-int-category-2",
            "an item in another encoding than its own",
            "4a400103840001",
            list(&[one()]),
            "list-1",
        ),
        (
            "list-trailing-inside",
            "a byte behind the value of an item of an item",
            "4a4001074a4001034401ff",
            list(&[list(&[one()])]),
            "list-nested",
        ),
    ]
}

fn dicts() -> Vec<Loose<'static>> {
    let one = || int("1");
    let ab = || fields(&[("a", one()), ("bb", one())]);
    vec![
        (
            "dict-pair-category-2",
            "a count of two bytes for the pair",
            "4d40010a8c400002020244014402",
            dict(&[(one(), int("2"))]),
            "dict-order",
        ),
        (
            "dict-pair-trailing",
            "a byte behind a pair",
            "4d40010a4c4002020244014402ff",
            dict(&[(one(), int("2"))]),
            "dict-order",
        ),
        (
            "dict-by-name",
            "pairs in the order of their keys, though that with the longer value comes first",
            "4d4002100c4c4002030843016141066161616161614c4002030443016241026262",
            fields(&[("a", bytes("aaaaaa")), ("b", bytes("bb"))]),
            "dict-order",
        ),
        (
            "dict-longer-key-first",
            "the pair with the longer key first",
            "4d40020b0a4c400204024302626244014c400203024301614401",
            ab(),
            "dict-order",
        ),
        (
            "dict-same-keys-in-two-encodings",
            "one key twice, in two encodings",
            "4d4002090a4c40020202440144024c400203028400014403",
            dict(&[(one(), int("3"))]),
            "dict-order",
        ),
    ]
}

fn decimals() -> Vec<Loose<'static>> {
    let one = || decimal("1");
    vec![
        ("decimal-plus", "a sign before a positive number", "48022b31", one(), "decimal-0"),
        ("decimal-leading-zero", "a zero in front", "48023031", one(), "decimal-0"),
        (
            "decimal-no-digit-before",
            "no digit before the point",
            "48022e35",
            decimal("0.5"),
            "decimal-point-first",
        ),
        ("decimal-no-digit-behind", "no digit behind the point", "4802352e", decimal("5"), "decimal-0"),
        ("decimal-small-e", "a small e", "480431652b33", decimal("1E+3"), "decimal-exponent"),
        ("decimal-no-plus", "an exponent without a sign", "4803314533", decimal("1E+3"), "decimal-exponent"),
        (
            "decimal-plain-with-exponent",
            "an exponent where the text is plain",
            "480431452d31",
            decimal("0.1"),
            "decimal-point-first",
        ),
        (
            "decimal-7-places-plain",
            "seven places without an exponent",
            "4809302e30303030303031",
            decimal("1E-7"),
            "decimal-7-places",
        ),
        ("decimal-inf", "a short word for infinite", "4803696e66", decimal("Infinity"), "decimal-infinity"),
        ("decimal-small-nan", "a small nan", "48036e616e", decimal("NaN"), "decimal-nan-digits"),
        (
            "decimal-nan-leading-zero",
            "a zero in front of the digits of a NaN",
            "48054e614e3037",
            decimal("NaN7"),
            "decimal-nan-digits",
        ),
        ("decimal-space", "a space in front", "48022031", one(), "decimal-0"),
        ("decimal-underscore", "an underscore between digits", "4803315f30", decimal("10"), "decimal-0"),
    ]
}
