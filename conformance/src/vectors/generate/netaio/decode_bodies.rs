//! `message.json`, second half: bodies and their checksums, and which rule comes first. Section 5.4.

use serde_json::json;

use super::super::{Draft, Wanted};
use super::decode::{GOOD, accepts, decodes, good, measured, none, rejects};
use super::decode_fields::{ANY, LENIENT};
use super::frame::{NO_FIELDS, body, frame, raw};
use super::outcome::{refuse, refused};
use super::value::{hex, tagged};

pub(super) fn bodies() -> Vec<Draft> {
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
pub(super) fn checksums() -> Vec<Draft> {
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
pub(super) fn orders() -> Vec<Draft> {
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
