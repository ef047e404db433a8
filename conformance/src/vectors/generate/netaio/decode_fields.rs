//! `message.json`, second half: the auth fields of messages, read. Section 5.4.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::decode::{GOOD, accepts, decodes, measured, none, rejects};
use super::frame::{NO_FIELDS, body, frame};
use super::outcome::{failed, refuse, refused};
use super::value::{Value as Packify, bytes, dict, fields, int, list, nested, packed, tuple};
use crate::model::case::{BugClass, Severity};

pub(super) const ANY: [(&str, &str); 1] = [("auth-fields", "any")];
pub(super) const LENIENT: [(&str, &str); 1] = [("packify-canonical", "unchecked")];

pub(super) fn auth_fields() -> Vec<Draft> {
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

pub(super) fn odd_fields() -> Vec<Draft> {
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
