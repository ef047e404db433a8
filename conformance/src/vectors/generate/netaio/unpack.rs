//! `unpack.json`: what a reader of packify refuses, section 4.1.

use serde_json::json;

use super::super::{Draft, case};
use super::outcome::refuse;
use super::value::{Value, bytes, dict, hex, int, list, nested, packed, tagged, tuple};
use super::{pack, unpack_canonical};
use crate::model::case::{BugClass, Severity};
use crate::model::derive::Derive;

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = read();
    cases.extend(short());
    cases.extend(short_containers());
    cases.extend(codes());
    cases.extend(values());
    cases.extend(packables());
    cases.extend(deep());
    cases.extend(unpack_canonical::drafts());
    cases
}

/// A name, what it shows, the bytes, and the positive case that they differ from.
type Refused<'a> = (&'a str, &'a str, String, &'a str);

pub(super) fn unpacks(name: &str, about: &str, rules: &[&str], packed: &str) -> Draft {
    case(&format!("netaio/unpack/{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.packify.unpack", json!({ "packed": packed }))
}

pub(super) fn accepts(draft: Draft, value: &Value) -> Draft {
    draft.accept(json!({ "value": tagged(value) }))
}

/// What the writer's cases write.
fn read() -> Vec<Draft> {
    let written = [pack::ints(), pack::decimals(), pack::plain(), pack::containers()].concat();
    let mut values: Vec<_> =
        written.into_iter().filter(|(_, _, value)| packed(value).len() < 10_000).collect();
    values.extend([
        (
            "tuple-64-levels",
            "64 tuples, one within the other",
            (1..64).fold(tuple(&[]), |inner, _| tuple(&[inner])),
        ),
        (
            "dict-64-levels",
            "32 dicts, one within the other, and the tuples of their pairs",
            dicts(32, pair_of_none()),
        ),
    ]);
    values
        .into_iter()
        .map(|(name, about, value)| {
            let packed = packed(&value);
            let draft = unpacks(name, about, &["NA-UNPACK-1", "NA-UNPACK-6", "NA-UNPACK-7"], &packed);
            let draft = accepts(draft, &value);
            if packed.len() < 200 { draft.derive(bounds(packed.len() / 2)) } else { draft }
        })
        .collect()
}

/// No prefix is a value, and behind it there is nothing.
fn bounds(len: usize) -> Derive {
    serde_json::from_value(json!({
        "member": "packed", "covers": [[len]], "shortest": len,
        "variants": [{ "when": { "packify-canonical": "unchecked" }, "covers": [], "shortest": len }],
    }))
    .expect("bounds are written here")
}

/// So many dicts, each the value in the one around it.
fn dicts(levels: usize, innermost: Value) -> Value {
    (1..levels).fold(innermost, |inner, _| dict(&[(int("1"), inner)]))
}

fn pair_of_none() -> Value {
    dict(&[(int("1"), Value::None)])
}

fn rejects(rule: &str, code: &str, rows: Vec<Refused<'_>>) -> Vec<Draft> {
    let draft = |(name, about, packed, base): Refused<'_>| {
        refuse(unpacks(name, about, &[rule], &packed), code).edit_of(&format!("netaio/unpack/{base}"))
    };
    rows.into_iter().map(draft).collect()
}

fn short() -> Vec<Draft> {
    let row = |name, about, packed: &str, base| (name, about, packed.to_owned(), base);
    rejects(
        "NA-UNPACK-1",
        "short",
        vec![
            row("no-bytes", "nothing at all", "", "none"),
            row("bytes-no-length", "bytes that end before their length", "41", "bytes-0"),
            row("bytes-no-length-2", "bytes that end within a length of two bytes", "8101", "bytes-256"),
            row(
                "bytes-no-length-4",
                "bytes that end within a length of four bytes",
                "c1000100",
                "bytes-65536",
            ),
            row("bytes-2-of-3", "bytes that end before their last", "41036162", "bytes-0"),
            row("bytearray-short", "a bytearray that ends before its last byte", "42036162", "bytearray"),
            row("str-no-length", "a str that ends before its length", "43", "str-0"),
            row("str-short", "a str that ends before its last byte", "43036162", "str"),
            row("str-u32-max", "a str of 2^32 - 1 bytes, of which none is there", "c3ffffffff", "str"),
            row("decimal-no-length", "a Decimal that ends before its length", "48", "decimal-0"),
            row("decimal-short", "a Decimal that ends before its last digit", "480231", "decimal-0"),
            row("int-minus-short-1", "a negative int that ends before its number", "45", "int-minus-1"),
            row(
                "int-minus-short-2",
                "a negative int of two bytes that ends after one",
                "8501",
                "int-minus-256",
            ),
            row(
                "int-minus-short-4",
                "a negative int of four bytes that ends after three",
                "c5000100",
                "int-minus-65536",
            ),
            row("int-large-no-count", "a large int that ends before its count", "04", "int-2-to-32"),
            row(
                "int-large-short",
                "a large int that ends before its last byte",
                "040501000000",
                "int-2-to-32",
            ),
            row(
                "int-minus-large-short",
                "a large negative int that ends before its last byte",
                "050501000000",
                "int-minus-2-to-32",
            ),
            row("int-big-no-count", "a big int that ends within its count", "0e000001", "int-256-bytes"),
            row(
                "int-big-u32-max",
                "a big int of 2^32 - 1 bytes, of which none is there",
                "0effffffff",
                "int-256-bytes",
            ),
            row(
                "int-minus-big-short",
                "a big negative int that ends before its first byte",
                "0f00000100",
                "int-minus-256-bytes",
            ),
        ],
    )
}

fn short_containers() -> Vec<Draft> {
    let row = |name, about, packed: &str, base| (name, about, packed.to_owned(), base);
    rejects(
        "NA-UNPACK-1",
        "short",
        vec![
            row("set-code-only", "a set that ends before its item category", "4b", "set-0"),
            row("set-no-count", "a set that ends before its count", "4b40", "set-0"),
            row("set-short", "a set that ends before its only member", "4b400102", "set-ints"),
            row("tuple-code-only", "a tuple that ends before its item category", "4c", "tuple-0"),
            row(
                "tuple-second-missing",
                "a tuple that ends before its second item",
                "4c400202024401",
                "tuple",
            ),
            row("dict-code-only", "a dict that ends before its item category", "4d", "dict-0"),
            row("dict-no-count", "a dict that ends before its count", "4d40", "dict-0"),
            row(
                "dict-short",
                "a dict that ends within its only pair",
                "4d4001094c40020202440144",
                "dict-order",
            ),
            row("list-count-2-short", "a list that ends within a count of two bytes", "8a4001", "list-256"),
            row(
                "list-length-2-short",
                "a list that ends within an item length of two bytes",
                "4a800101",
                "list-item-256",
            ),
            row(
                "list-last-byte",
                "a list that ends before the last byte of its items",
                "4a40020202440144",
                "list-1",
            ),
            row(
                "list-lengths-first",
                "the items are too long together, and the first of them is of no type",
                "4a4002010209",
                "list-1",
            ),
            row("list-item-cut", "an item that ends before its number", "4a40010144", "list-1"),
            row(
                "list-item-cut-behind",
                "an item that ends before its number, though bytes follow the list",
                "4a4001014401",
                "list-1",
            ),
            row("dict-u32-max", "a dict of 2^32 - 1 pairs, of which none is there", "cdc0ffffffff", "dict-0"),
            row("packable-no-data-length", "a Packable that ends before the second length", "5401", "none"),
            row("packable-no-data", "a Packable that ends before its data", "54010141", "none"),
            row(
                "packable-category-2-short",
                "a Packable with lengths of two bytes that ends within them",
                "94000100",
                "none",
            ),
        ],
    )
}

fn codes() -> Vec<Draft> {
    let mut rows = Vec::new();
    for (name, kind) in [
        ("bytes", 0x01_u8),
        ("bytearray", 0x02),
        ("str", 0x03),
        ("decimal", 0x08),
        ("set", 0x0b),
        ("tuple", 0x0c),
        ("dict", 0x0d),
        ("packable", 0x14),
    ] {
        let name = format!("{name}-no-category");
        rows.push((name, "a code without the category that it needs", hex([kind, 0x40, 0x00])));
    }
    for code in [0x09_u8, 0x11, 0x12, 0x13, 0x15, 0x1f, 0x20, 0x3e, 0x49, 0x50, 0x55, 0x90, 0xd3] {
        if code != 0x09 {
            rows.push((format!("code-{code:02x}"), "there is no such type", hex([code])));
        }
    }
    rows.push(("code-in-list".to_owned(), "an item of no type", "4a40010109".to_owned()));
    let rows = rows.iter().map(|(name, about, packed)| (name.as_str(), *about, packed.clone(), "none"));
    let mut cases = rejects("NA-UNPACK-2", "unknown-code", rows.collect());
    let row = |name, about, packed: &str, base| (name, about, packed.to_owned(), base);
    cases.extend(rejects(
        "NA-UNPACK-3",
        "bad-category",
        vec![
            row("list-category-01", "the item category 01", "4a0100", "list-0"),
            row("list-category-c1", "the item category c1", "4ac100", "list-0"),
            row("list-category-ends", "a wrong item category at the end of the bytes", "4a20", "list-0"),
            row("set-category-00", "a set with the item category 00", "4b0000", "set-0"),
            row("tuple-category-42", "a tuple with the item category 42", "4c4200", "tuple-0"),
            row("dict-category-ff", "a dict with the item category ff", "4dff00", "dict-0"),
        ],
    ));
    cases
}

fn values() -> Vec<Draft> {
    let row = |name, about, packed: &str, base| (name, about, packed.to_owned(), base);
    let of_one = |code: &str, item: &str| format!("{code}4001{:02x}{item}", item.len() / 2);
    let key = |key: &str| of_one("4d", &format!("4c4002{:02x}02{key}4401", key.len() / 2));
    let mut rows = vec![
        row("str-ff", "a byte that UTF-8 does not have", "4301ff", "str"),
        row("str-surrogate", "half of a surrogate pair", "4303eda080", "str"),
        row("str-overlong", "U+0000 in two bytes", "4302c080", "str"),
        row("str-beyond", "a number above U+10FFFF", "4304f4908080", "str"),
        row("str-cut", "a character that is cut", "4302c328", "str"),
        row("decimal-word", "a word", "4803616263", "decimal-0"),
        row("decimal-empty", "no text", "4800", "decimal-0"),
        row("decimal-no-exponent", "an exponent without digits", "48023165", "decimal-0"),
        row("decimal-hex", "hexadecimal digits", "4803307831", "decimal-0"),
        row("decimal-two-points", "two points", "4805312e322e33", "decimal-0"),
        row("decimal-two-signs", "two signs", "48032d2d31", "decimal-0"),
        row("decimal-point-alone", "a point alone", "48012e", "decimal-0"),
    ];
    for (name, about, item) in [
        ("dict-item-list", "an item of a dict that is a list of two", "4a4002020244014402"),
        ("dict-item-one", "an item of a dict that is a tuple of one", "4c4001024401"),
        ("dict-item-three", "an item of a dict that is a tuple of three", "4c4003020202440144024403"),
        ("dict-item-empty", "an item of a dict that is an empty tuple", "4c4000"),
    ] {
        rows.push((name, about, of_one("4d", item), "dict-order"));
    }
    for (name, about, value) in [
        ("dict-key-list", "a key that is a list", "4a4000"),
        ("dict-key-dict", "a key that is a dict", "4d4000"),
        ("dict-key-set", "a key that is a set", "4b4000"),
        ("dict-key-bytearray", "a key that is a bytearray", "420161"),
        ("dict-key-tuple-of-list", "a key that holds a list", "4c4001034a4000"),
    ] {
        rows.push((name, about, key(value), "dict-key-types"));
    }
    for (name, about, value) in [
        ("set-of-dict", "a member that is a dict", "4d4000"),
        ("set-of-set", "a member that is a set", "4b4000"),
        ("set-of-bytearray", "a member that is a bytearray", "420161"),
        ("set-of-tuple-of-bytearray", "a member that holds a bytearray", "4c400103420161"),
    ] {
        rows.push((name, about, of_one("4b", value), "set-of-tuples"));
    }
    rejects("NA-UNPACK-4", "bad-value", rows)
}

fn packables() -> Vec<Draft> {
    let row = |name, about, packed: &str| (name, about, packed.to_owned(), "none");
    rejects(
        "NA-UNPACK-5",
        "unsupported-value",
        vec![
            row("packable-empty", "a Packable without name and data", "540000"),
            row("packable-category-2", "a Packable with lengths of two bytes", "94000100014101"),
            row("packable-category-4", "a Packable with lengths of four bytes", "d400000001000000014101"),
            row("packable-trailing", "a byte behind a Packable", "540101410199"),
            row("packable-in-list", "a Packable in a list", "4a4001055401014101"),
        ],
    )
}

fn deep() -> Vec<Draft> {
    let tuples = (1..65).fold(tuple(&[]), |inner, _| tuple(&[inner]));
    let rows = [
        ("list-65-levels", "65 lists, one within the other", nested(65), "list-64-levels"),
        ("tuple-65-levels", "65 tuples, one within the other", tuples, "tuple-64-levels"),
        (
            "dict-65-levels",
            "33 dicts, one within the other, and the tuples of their pairs",
            dicts(33, dict(&[])),
            "dict-64-levels",
        ),
        ("list-200-levels", "200 lists, one within the other", nested(200), "list-64-levels"),
    ];
    let mut cases: Vec<Draft> = rows
        .into_iter()
        .map(|(name, about, value, base)| {
            let draft = unpacks(name, about, &["NA-UNPACK-6"], &packed(&value));
            let lenient = super::super::Wanted::Accept(json!({ "value": tagged(&value) }));
            refuse(draft, "too-deep")
                .variant(&[("packify-depth", "unlimited")], lenient)
                .edit_of(&format!("netaio/unpack/{base}"))
        })
        .collect();
    cases.push(
        refuse(
            unpacks(
                "list-1000-levels",
                "1,000 lists, one within the other",
                &["NA-UNPACK-6"],
                &packed(&nested(1000)),
            ),
            "too-deep",
        )
        .bug(BugClass::Robustness, Severity::High)
        .edit_of("netaio/unpack/list-64-levels"),
    );
    cases.push(
        refuse(
            unpacks(
                "list-65-levels-short",
                "the innermost of 65 lists ends before its item",
                &["NA-UNPACK-1", "NA-UNPACK-6"],
                &packed(&nested(65)).replace("4a4000", "4a4001"),
            ),
            "too-deep|short",
        )
        .edit_of("netaio/unpack/list-64-levels"),
    );
    cases.push(accepts(
        unpacks(
            "list-of-64-level-lists",
            "depth is not counted across items",
            &["NA-UNPACK-6"],
            &packed(&twins()),
        ),
        &twins(),
    ));
    cases
}

/// Two lists of 63 levels in a list.
fn twins() -> Value {
    list(&[nested(63), list(&[nested(62), bytes("x")])])
}
