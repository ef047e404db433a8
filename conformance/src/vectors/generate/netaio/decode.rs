//! `message.json`, second half: headers of messages, read; fields and bodies are beside it. Section 5.4.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::decode_bodies::{bodies, checksums, orders};
use super::decode_fields::{auth_fields, odd_fields};
use super::frame::{NO_FIELDS, body, frame, raw};
use super::outcome::{refuse, refused};
use super::value::{Value as Packify, dict, hex, tagged};

/// The message of upstream's own document.
pub(super) const GOOD: &str = "netaio/decode/request-uri";

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

pub(super) fn decodes(name: &str, about: &str, rules: &[&str], message: &str) -> Draft {
    case(&format!("netaio/decode/{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.message.decode", json!({ "message": message }))
}

pub(super) fn rejects(name: &str, about: &str, rule: &str, code: &str, message: &str) -> Draft {
    refuse(decodes(name, about, &[rule], message), code).edit_of(GOOD)
}

/// Cites a measured line, with upstream's outcome.
pub(super) fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

pub(super) fn good() -> String {
    frame(0, NO_FIELDS, &body("u", "c"))
}

pub(super) fn accepts(kind: u8, fields: &Packify, uri: &str, content: &str) -> Value {
    json!({ "type": kind, "fields": tagged(fields), "uri": hex(uri), "content": hex(content) })
}

pub(super) fn none() -> Packify {
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
