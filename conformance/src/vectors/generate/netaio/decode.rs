//! `message.json`, second half: messages, read. Section 5.4.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::frame::{NO_FIELDS, body, frame, raw};
use super::outcome::{failed, refuse, refused};
use super::value::{Value as Packify, bytes, dict, fields, hex, int, list, nested, packed, tagged, tuple};
use crate::model::case::{BugClass, Severity};

/// The message of upstream's own document.
const GOOD: &str = "netaio/decode/request-uri";

/// All cases of this half.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = headers();
    cases.extend(types());
    cases.extend(lengths());
    cases.extend(auth_fields());
    cases.extend(odd_fields());
    cases.extend(bodies());
    cases.extend(checksums());
    cases.extend(orders());
    cases
}

fn decodes(name: &str, about: &str, rules: &[&str], message: &str) -> Draft {
    case(&format!("netaio/decode/{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.message.decode", json!({ "message": message }))
}

fn rejects(name: &str, about: &str, rule: &str, code: &str, message: &str) -> Draft {
    refuse(decodes(name, about, &[rule], message), code).edit_of(GOOD)
}

/// Cites a measured line, with upstream's outcome.
fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

fn good() -> String {
    frame(0, NO_FIELDS, &body("u", "c"))
}

fn accepts(kind: u8, fields: &Packify, uri: &str, content: &str) -> Value {
    json!({ "type": kind, "fields": tagged(fields), "uri": hex(uri), "content": hex(content) })
}

fn none() -> Packify {
    dict(&[])
}

/// Puts another header before the auth fields and the body of a message.
fn reheaded(message: &str, auth_length: u16, body_length: u16) -> String {
    let message = raw(message);
    let (head, rest) = message.split_at(9);
    let kind = head.first().copied().unwrap_or_default();
    let checksum = head.get(5..).unwrap_or_default();
    hex([&[kind], auth_length.to_be_bytes().as_slice(), &body_length.to_be_bytes(), checksum, rest].concat())
}

fn cut(message: &str, bytes: usize) -> String {
    message.get(..2 * bytes).expect("the message is longer").to_owned()
}

fn headers() -> Vec<Draft> {
    let nine = "struct.error: unpack requires a buffer of 9 bytes";
    vec![
        measured(rejects("no-bytes", "nothing at all", "NA-MSG-4", "short", ""), 1, refused("short", nine)),
        measured(
            rejects(
                "8-bytes",
                "a header that ends before its last byte",
                "NA-MSG-4",
                "short",
                &cut(&good(), 8),
            ),
            2,
            refused("short", nine),
        ),
        rejects(
            "8-bytes-unknown-type",
            "a header of a type that is free ends before its last byte",
            "NA-MSG-4",
            "short",
            "0e00000000000000",
        ),
        measured(
            rejects(
                "header-alone",
                "a header, and nothing behind it",
                "NA-MSG-6",
                "short",
                "000003000441d912ff",
            ),
            3,
            refused("short", "builtins.ValueError: data is truncated; missing type code (got 0 bytes)"),
        ),
        rejects(
            "header-alone-of-nothing",
            "a header that says that nothing follows",
            "NA-UNPACK-1",
            "short",
            "000000000000000000",
        ),
    ]
}

fn types() -> Vec<Draft> {
    let of = |kind: u8| frame(kind, NO_FIELDS, &body("u", "c"));
    let unknown =
        |name: &str, about: &str, kind: u8| rejects(name, about, "NA-MSG-5", "unknown-type", &of(kind));
    let invalid = |kind: u8| {
        refused("unknown-type", &format!("builtins.ValueError: {kind} is not a valid MessageType"))
    };
    let mut cases = vec![
        measured(unknown("type-14", "the first type that is free", 14), 4, invalid(14)),
        measured(unknown("type-31", "a custom type that nobody named", 31), 5, invalid(31)),
        measured(unknown("type-255", "the largest type", 255), 6, invalid(255)),
    ];
    for kind in [19, 21, 22, 26, 29] {
        cases.push(unknown(&format!("type-{kind}"), "a type that is free", kind));
    }
    for (name, kind) in [
        ("request-uri-empty", 0),
        ("respond-uri", 1),
        ("update-uri", 3),
        ("notify-uri", 8),
        ("peer-discovered", 13),
    ] {
        let about = format!("the type {kind}");
        cases.push(decodes(&format!("type-{name}"), &about, &["NA-MSG-5"], &of(kind)).accept(accepts(
            kind,
            &none(),
            "u",
            "c",
        )));
    }
    let custom = |name: &str, about: &str, kind: u8, types: Value, rules: &[&str]| {
        case(&format!("netaio/decode/{name}"))
            .about(about)
            .rules(rules)
            .needs("netaio-custom-types")
            .op("netaio.message.decode", json!({ "message": of(kind), "types": types }))
    };
    cases.push(measured(
        custom("custom-type", "the smallest custom type", 31, json!([31, 255]), &["NA-MSG-5", "NA-TYPE-1"])
            .accept(accepts(31, &none(), "u", "c")),
        30,
        refused("unknown-type", "builtins.ValueError: 31 is not a valid MessageType"),
    ));
    cases.push(
        custom("custom-type-255", "the largest custom type", 255, json!([255]), &["NA-MSG-5", "NA-TYPE-1"])
            .accept(accepts(255, &none(), "u", "c")),
    );
    cases.push(
        refuse(
            custom("custom-type-32", "another custom type than those", 32, json!([31, 255]), &["NA-MSG-5"]),
            "unknown-type",
        )
        .edit_of("netaio/decode/custom-type"),
    );
    cases.push(refuse(
        custom("custom-30", "a custom type with the number of DISCONNECT", 7, json!([30]), &["NA-TYPE-1"]),
        "bad-type",
    ));
    cases.push(refuse(
        custom("custom-14", "a free type as a custom one", 14, json!([14]), &["NA-TYPE-1"]),
        "bad-type",
    ));
    cases
}

const IGNORED: [(&str, &str); 1] = [("body-length", "ignored")];

fn lengths() -> Vec<Draft> {
    let accepted = || accepts(0, &none(), "u", "c");
    let size = u16::try_from(body("u", "c").len() / 2).unwrap_or_default();
    let lenient = |draft: Draft| draft.variant(&IGNORED, Wanted::Accept(accepted()));
    vec![
        measured(
            rejects("trailing", "a byte behind the body", "NA-MSG-7", "trailing", &format!("{}00", good()))
                .variant(&IGNORED, Wanted::reject("bad-checksum")),
            19,
            refused("bad-checksum", "builtins.ValueError: Checksum mismatch"),
        ),
        measured(
            lenient(rejects(
                "body-length-100-more",
                "a body length that is 100 too large",
                "NA-MSG-6",
                "short",
                &reheaded(&good(), 3, size + 100),
            )),
            20,
            json!({ "accept": accepted() }),
        ),
        lenient(rejects(
            "body-length-1-more",
            "a body length that is too large by one",
            "NA-MSG-6",
            "short",
            &reheaded(&good(), 3, size + 1),
        )),
        lenient(rejects(
            "body-length-1-less",
            "a body length that is too small by one",
            "NA-MSG-7",
            "trailing",
            &reheaded(&good(), 3, size - 1),
        )),
        lenient(rejects(
            "body-length-0",
            "a body length of 0",
            "NA-MSG-7",
            "trailing",
            &reheaded(&good(), 3, 0),
        )),
        rejects("last-byte", "the last byte is missing", "NA-MSG-6", "short", &cut(&good(), 15))
            .variant(&IGNORED, Wanted::reject("bad-checksum")),
        rejects("no-body", "the body is missing", "NA-MSG-6", "short", &cut(&good(), 12)),
        rejects(
            "auth-length-65535",
            "auth fields longer than the message",
            "NA-MSG-6",
            "short",
            &reheaded(&good(), 65_535, size),
        ),
        rejects(
            "auth-length-1-less",
            "the auth fields end one byte early, and the message is too long",
            "NA-MSG-7",
            "trailing",
            &reheaded(&good(), 2, size),
        ),
        rejects(
            "auth-length-shifted",
            "the last byte of the auth fields belongs to the body",
            "NA-UNPACK-1",
            "short",
            &reheaded(&good(), 2, size + 1),
        ),
    ]
}

const ANY: [(&str, &str); 1] = [("auth-fields", "any")];
const LENIENT: [(&str, &str); 1] = [("packify-canonical", "unchecked")];

fn auth_fields() -> Vec<Draft> {
    let of = |auth: &str| frame(0, auth, &body("u", "c"));
    let loose = |name: &str, about: &str, auth: &str, fields: &Packify| {
        let accepted = accepts(0, fields, "u", "c");
        (
            rejects(name, about, "NA-UNPACK-7", "not-canonical", &of(auth))
                .variant(&LENIENT, Wanted::Accept(accepted.clone())),
            json!({ "accept": accepted }),
        )
    };
    let cite = |(draft, upstream): (Draft, Value), line: u32| measured(draft, line, upstream);
    let pair = |name: &str, value: &str| packed(&tuple(&[Packify::Str(name.to_owned()), bytes(value)]));
    let two = |first: &str, second: &str| {
        format!("4d4002{:02x}{:02x}{first}{second}", first.len() / 2, second.len() / 2)
    };
    vec![
        measured(
            rejects("auth-length-0", "auth fields of no bytes", "NA-UNPACK-1", "short", &of("")),
            7,
            refused("short", "builtins.ValueError: data is truncated; missing type code (got 0 bytes)"),
        ),
        cite(other("fields-none", "auth fields that are none", &Packify::None), 8),
        cite(other("fields-list", "auth fields that are a list", &list(&[])), 9),
        cite(
            loose(
                "fields-trailing",
                "five bytes behind the auth fields",
                &format!("{NO_FIELDS}6a756e6b21"),
                &none(),
            ),
            10,
        ),
        cite(
            loose(
                "fields-same-keys",
                "one name twice",
                &two(&pair("a", "1"), &pair("a", "2")),
                &fields(&[("a", bytes("2"))]),
            ),
            11,
        ),
        cite(
            loose(
                "fields-not-sorted",
                "two fields, exchanged",
                &two(&pair("b", "2"), &pair("a", "1")),
                &fields(&[("a", bytes("1")), ("b", bytes("2"))]),
            ),
            12,
        ),
        measured(
            rejects(
                "fields-packable",
                "auth fields that are a Packable",
                "NA-UNPACK-5",
                "unsupported-value",
                &of("5401014101"),
            ),
            13,
            refused(
                "unsupported-value",
                "packify.errors.MissingDependencyError: A not found in inject; cannot unpack",
            ),
        ),
    ]
}

/// Accepted under `any`, and so upstream does.
fn other(name: &str, about: &str, fields: &Packify) -> (Draft, Value) {
    let accepted = accepts(0, fields, "u", "c");
    let message = frame(0, &packed(fields), &body("u", "c"));
    (
        rejects(name, about, "NA-MSG-8", "bad-fields", &message)
            .variant(&ANY, Wanted::Accept(accepted.clone())),
        json!({ "accept": accepted }),
    )
}

fn odd_fields() -> Vec<Draft> {
    let of = |auth: &str| frame(0, auth, &body("u", "c"));
    let mut cases = Vec::new();
    for (name, about, value) in [
        ("fields-int", "auth fields that are an int", int("7")),
        ("fields-bytes", "auth fields that are bytes", bytes("x")),
        ("fields-tuple", "auth fields that are a tuple", tuple(&[])),
        ("fields-int-key", "an auth field whose name is an int", dict(&[(int("1"), bytes("x"))])),
        ("fields-bytes-key", "an auth field whose name is bytes", dict(&[(bytes("ts"), bytes("x"))])),
        (
            "fields-one-int-key",
            "one of two names is an int",
            dict(&[(int("1"), bytes("x")), (Packify::Str("a".to_owned()), bytes("x"))]),
        ),
    ] {
        cases.push(other(name, about, &value).0);
    }
    let mixed =
        fields(&[("n", int("5")), ("l", list(&[bytes("x"), Packify::None])), ("", Packify::Bool(true))]);
    cases.push(
        decodes("fields-mixed", "auth fields of several types", &["NA-MSG-8"], &of(&packed(&mixed)))
            .accept(accepts(0, &mixed, "u", "c")),
    );
    cases.push(rejects(
        "fields-unknown-code",
        "auth fields of no type",
        "NA-UNPACK-2",
        "unknown-code",
        &of("09"),
    ));
    cases.push(rejects(
        "fields-bad-category",
        "auth fields with a wrong item category",
        "NA-UNPACK-3",
        "bad-category",
        &of("4d0000"),
    ));
    cases.push(rejects(
        "fields-item-list",
        "an auth field that is no tuple",
        "NA-UNPACK-4",
        "bad-value",
        &of("4d4001034a4000"),
    ));
    cases.push(
        rejects(
            "fields-63-levels-too-many",
            "auth fields nested 65 deep",
            "NA-UNPACK-6",
            "too-deep",
            &of(&packed(&fields(&[("a", nested(63))]))),
        )
        .variant(
            &[("packify-depth", "unlimited")],
            Wanted::Accept(accepts(0, &fields(&[("a", nested(63))]), "u", "c")),
        ),
    );
    cases
}

/// About 5 kB that ask a reader for 1,000 levels of its stack.
pub(super) fn nested_fields() -> Draft {
    let message = frame(0, &packed(&nested(1000)), &body("u", "c"));
    let draft = case("netaio/attack/nested-fields")
        .about("auth fields of 1,000 lists, one within the other")
        .rules(&["NA-UNPACK-6"])
        .op("netaio.message.decode", json!({ "message": message }));
    measured(
        refuse(draft, "too-deep").bug(BugClass::Robustness, Severity::High).edit_of(GOOD),
        14,
        failed("builtins.RecursionError: maximum recursion depth exceeded while calling a Python object"),
    )
}

fn bodies() -> Vec<Draft> {
    let of = |body: &str| frame(0, NO_FIELDS, body);
    let format = "struct.error: bad char in struct format";
    let mut cases = vec![
        measured(
            rejects(
                "body-1-byte",
                "a body that ends within the length of its URI",
                "NA-MSG-9",
                "short",
                &of("00"),
            ),
            15,
            refused("short", format),
        ),
        measured(
            rejects("body-0-bytes", "a body of no bytes", "NA-MSG-9", "short", &of("")),
            16,
            refused("short", format),
        ),
        measured(
            rejects("uri-3-of-5", "a URI that ends two bytes early", "NA-MSG-9", "short", &of("0005616263")),
            17,
            refused("short", format),
        ),
        measured(
            rejects(
                "uri-65535",
                "a URI of 65,535 bytes, of which none is there",
                "NA-MSG-9",
                "short",
                &of("ffff"),
            ),
            18,
            refused("short", format),
        ),
    ];
    cases.push(
        decodes("uri-whole", "a URI that takes up the body", &["NA-MSG-9"], &of("0003616263"))
            .accept(accepts(0, &none(), "abc", "")),
    );
    cases
}

/// What the checksum covers, and what not.
fn checksums() -> Vec<Draft> {
    let of = |body: &str| frame(0, NO_FIELDS, body);
    let mut cases = Vec::new();
    let wrong = refused("bad-checksum", "builtins.ValueError: Checksum mismatch");
    let flipped = |at: usize| {
        let mut message = raw(&good());
        if let Some(byte) = message.get_mut(at) {
            *byte ^= 1;
        }
        hex(message)
    };
    cases.push(measured(
        rejects(
            "checksum-flipped",
            "one bit of the checksum is flipped",
            "NA-MSG-10",
            "bad-checksum",
            &flipped(8),
        ),
        21,
        wrong,
    ));
    cases.push(rejects(
        "checksum-first-bit",
        "one bit of the first byte of the checksum is flipped",
        "NA-MSG-10",
        "bad-checksum",
        &flipped(5),
    ));
    cases.push(rejects(
        "content-flipped",
        "one bit of the content is flipped",
        "NA-MSG-10",
        "bad-checksum",
        &flipped(15),
    ));
    cases.push(rejects(
        "checksum-0",
        "a checksum of zeros",
        "NA-MSG-10",
        "bad-checksum",
        &good().replacen(&good()[10..18], "00000000", 1),
    ));
    cases.push(measured(
        decodes(
            "body-replaced",
            "another body, with its checksum: no plugin, no protection",
            &["NA-MSG-10"],
            &frame(0, NO_FIELDS, &body("u", "EVIL")),
        )
        .accept(accepts(0, &none(), "u", "EVIL")),
        22,
        json!({ "accept": accepts(0, &none(), "u", "EVIL") }),
    ));
    cases.push(measured(
        decodes(
            "type-replaced",
            "another type: the checksum does not cover it",
            &["NA-MSG-5", "NA-MSG-10"],
            &frame(4, NO_FIELDS, &body("u", "c")),
        )
        .accept(accepts(4, &none(), "u", "c")),
        23,
        json!({ "accept": accepts(4, &none(), "u", "c") }),
    ));
    let largest = vec![0x61; 65_533];
    cases.push(
        decodes(
            "body-65535",
            "the largest body: larger than a writer makes",
            &["NA-MSG-9", "NA-MSG-10"],
            &of(&body("", &largest)),
        )
        .accept(json!({ "type": 0, "fields": tagged(&none()), "uri": "", "content": hex(&largest) })),
    );
    cases
}

/// Two faults, of which the first counts.
fn orders() -> Vec<Draft> {
    let checksum = |message: String| message.replacen(&message[10..18], "00000000", 1);
    let of = |auth: &str, body: &str| frame(0, auth, body);
    let row = |name: &str, about: &str, rules: &[&str], code: &str, message: &str| {
        refuse(decodes(name, about, rules, message), code).edit_of(GOOD)
    };
    vec![
        row(
            "unknown-type-and-short",
            "a type that is free, and a message that is cut",
            &["NA-MSG-5", "NA-MSG-6"],
            "unknown-type",
            "0e0003000441d912ff",
        ),
        row(
            "trailing-and-bad-fields",
            "a byte behind the body, and auth fields that are none",
            &["NA-MSG-7", "NA-MSG-8"],
            "trailing",
            &format!("{}00", of("00", &body("u", "c"))),
        ),
        row(
            "bad-fields-and-short-body",
            "auth fields that are a list, and a body of no bytes",
            &["NA-MSG-8", "NA-MSG-9"],
            "bad-fields",
            &of("4a4000", ""),
        ),
        row(
            "bad-fields-and-checksum",
            "auth fields that are a list, and a wrong checksum",
            &["NA-MSG-8", "NA-MSG-10"],
            "bad-fields",
            &checksum(of("4a4000", &body("u", "c"))),
        )
        .variant(&ANY, Wanted::reject("bad-checksum")),
        row(
            "not-canonical-and-checksum",
            "a byte behind the auth fields, and a wrong checksum",
            &["NA-UNPACK-7", "NA-MSG-10"],
            "not-canonical",
            &checksum(of("4d400000", &body("u", "c"))),
        )
        .variant(&LENIENT, Wanted::reject("bad-checksum")),
        row(
            "short-uri-and-checksum",
            "a URI that ends early, and a wrong checksum",
            &["NA-MSG-9", "NA-MSG-10"],
            "short",
            &checksum(of(NO_FIELDS, "0005616263")),
        ),
    ]
}
