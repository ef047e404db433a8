//! `message.json`, first half: messages and peer records, written. Sections 5.3 and 5.14.

use serde_json::{Value, json};

use super::super::{Draft, case};
use super::answers::{answers, errors};
use super::frame::{NO_FIELDS, body, frame, with};
use super::outcome::{refuse, refused};
use super::value::{Value as Packify, bytes, fields, hex, int, list, packed, tagged};

/// How many bytes URI and content may have.
pub(super) const MAX: usize = 65_422;

/// All cases of this half.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = types();
    cases.extend(refused_types());
    cases.extend(sizes());
    cases.extend(auth_fields());
    cases.extend(answers());
    cases.extend(errors());
    cases.extend(records());
    cases
}

pub(super) fn message(kind: i64, uri: &[u8], content: &[u8]) -> Value {
    json!({ "type": kind, "uri": hex(uri), "content": hex(content) })
}

fn encodes(name: &str, about: &str, rules: &[&str], input: Value) -> Draft {
    case(&format!("netaio/encode/{name}")).about(about).rules(rules).op("netaio.message.encode", input)
}

/// What a reader of messages gives where there are no auth fields.
pub(super) fn none() -> Value {
    json!({ "fields": tagged(&fields(&[])) })
}

/// Too long to be written down: read back instead.
pub(super) fn read_back(draft: Draft, parts: Value) -> Draft {
    draft.played().check("netaio.message.decode", json!({ "message": { "$ref": "/message" } }), parts)
}

fn types() -> Vec<Draft> {
    let mut cases: Vec<Draft> = [
        (0, "request-uri-empty"),
        (1, "respond-uri"),
        (3, "update-uri"),
        (8, "notify-uri"),
        (13, "peer-discovered"),
    ]
    .into_iter()
    .map(|(kind, name)| {
        let about = format!("the type {kind}");
        encodes(&format!("type-{name}"), &about, &["NA-MSG-3", "NA-TYPE-2"], message(kind, b"u", b"c"))
            .played()
    })
    .collect();
    for (name, about, kind) in [
        ("custom-type", "the smallest custom type", 31),
        ("custom-type-255", "the largest custom type", 255),
        ("custom-type-and-known", "a type of the table beside custom ones", 7),
    ] {
        let draft = encodes(
            name,
            about,
            &["NA-TYPE-1", "NA-TYPE-2"],
            with(&message(kind, b"u", b"c"), json!({ "types": [31, 200, 255] })),
        );
        let draft = draft.needs("netaio-custom-types").played();
        cases.push(match kind {
            31 => draft.source_ref("N 29").upstream(refused(
                "bad-type",
                "builtins.ValueError: <MT.CUSTOM: 31> is not a valid MessageType",
            )),
            _ => draft,
        });
    }
    cases
}

fn refused_types() -> Vec<Draft> {
    let custom = |kind: i64| with(&message(7, b"u", b"c"), json!({ "types": [kind] }));
    let of = |name: &str, about: &str, kind: i64| {
        refuse(encodes(name, about, &["NA-TYPE-2"], message(kind, b"u", b"c")), "bad-type")
    };
    let listed = |name: &str, about: &str, kind: i64| {
        refuse(encodes(name, about, &["NA-TYPE-1"], custom(kind)), "bad-type").needs("netaio-custom-types")
    };
    vec![
        of("type-14", "a type that is free", 14),
        of("type-22", "a type that is free", 22),
        of("type-29", "the last type that is free", 29),
        of("type-31", "a custom type that nobody named", 31),
        of("type-256", "a type that no byte holds", 256),
        of("type-minus-1", "a negative type", -1),
        listed("custom-30", "a custom type with the number of DISCONNECT", 30).source_ref("N 31").upstream(refused(
            "bad-type",
            "builtins.ValueError: custom message type A uses reserved value 30; values 0-30 are reserved for base protocol upgrades",
        )),
        listed("custom-256", "a custom type that no byte holds", 256).source_ref("N 32").upstream(refused(
            "bad-type",
            "builtins.ValueError: custom message type A uses value above the upper limit of 255: 256",
        )),
        listed("custom-minus-1", "a negative custom type", -1),
        refuse(
            encodes(
                "type-before-size",
                "a type that is free, and a body that is too large",
                &["NA-TYPE-2", "NA-MSG-1"],
                message(14, b"", &vec![0; MAX + 1]),
            ),
            "bad-type",
        ),
    ]
}

fn sizes() -> Vec<Draft> {
    let zeros = |count: usize| vec![0; count];
    let positive = "netaio/encode/content-65422";
    vec![
        encodes("content-65422", "the largest content", &["NA-MSG-1"], message(7, b"", &zeros(MAX)))
            .source_ref("N 24")
            .upstream(json!({ "accept": {} }))
            .accept(json!({ "message": frame(7, NO_FIELDS, &body(b"", zeros(MAX))) })),
        read_back(
            encodes("uri-65422", "the largest URI", &["NA-MSG-1"], message(7, &zeros(MAX), b"")),
            with(&none(), message(7, &zeros(MAX), b"")),
        ),
        refuse(
            encodes(
                "content-65423",
                "a content that is too large by one",
                &["NA-MSG-1"],
                message(7, b"", &zeros(MAX + 1)),
            ),
            "too-large",
        )
        .edit_of(positive)
        .source_ref("N 25")
        .upstream(refused("too-large", "builtins.ValueError: Content + uri is too long for encapsulation")),
        refuse(
            encodes(
                "uri-65423",
                "a URI that is too large by one",
                &["NA-MSG-1"],
                message(7, &zeros(MAX + 1), b""),
            ),
            "too-large",
        )
        .edit_of(positive),
        refuse(
            encodes(
                "uri-and-content-65423",
                "together too large by one",
                &["NA-MSG-1"],
                message(7, b"u", &zeros(MAX)),
            ),
            "too-large",
        )
        .edit_of(positive),
    ]
}

/// A field with so many bytes that all of them, packed, have this size.
fn sized(size: usize) -> Packify {
    let field = |count: usize| fields(&[("a", bytes(vec![0; count]))]);
    let overhead = packed(&field(60_000)).len() / 2 - 60_000;
    field(size - overhead)
}

fn auth_fields() -> Vec<Draft> {
    let of = |fields: &Packify| with(&message(7, b"u", b"c"), json!({ "fields": tagged(fields) }));
    let mixed =
        fields(&[("n", int("5")), ("l", list(&[bytes("x"), Packify::None])), ("", Packify::Bool(true))]);
    let largest = sized(65_535);
    let positive = "netaio/encode/fields-65535";
    vec![
        encodes(
            "fields-mixed",
            "auth fields of several types, one of them without a name",
            &["NA-MSG-3"],
            of(&mixed),
        )
        .played(),
        read_back(
            encodes("fields-65535", "the largest auth fields", &["NA-MSG-2"], of(&largest)),
            of(&largest),
        ),
        refuse(
            encodes(
                "fields-65536",
                "auth fields that are too large by one",
                &["NA-MSG-2"],
                of(&sized(65_536)),
            ),
            "too-large",
        )
        .edit_of(positive),
        refuse(
            encodes("fields-70000", "auth fields of 70,000 bytes", &["NA-MSG-2"], of(&sized(70_000))),
            "too-large",
        )
        .edit_of(positive)
        .source_ref("N 28")
        .upstream(refused("too-large", "struct.error: 'H' format requires 0 <= number <= 65535")),
    ]
}

fn records() -> Vec<Draft> {
    let record = |name: &str, about: &str, rules: &[&str], input: Value| {
        case(&format!("netaio/peer-message/{name}"))
            .about(about)
            .rules(rules)
            .op("netaio.peer.message", input)
    };
    let of = |data: usize| json!({ "type": "advertise", "id": "01", "data": hex(vec![0; data]) });
    let overhead = packed(&super::value::tuple(&[bytes([1]), bytes(vec![0; 60_000])])).len() / 2 - 60_000;
    let largest = MAX - 6 - overhead;
    vec![
        record(
            "app-id",
            "an application ID of one's own",
            &["NA-REC-1"],
            json!({ "type": "discovered", "id": "0102", "data": "00", "app_id": hex("chat") }),
        )
        .played(),
        record(
            "app-id-empty",
            "an empty application ID, and an empty ID",
            &["NA-REC-1"],
            json!({ "type": "disconnect", "id": "", "data": "", "app_id": "" }),
        )
        .played(),
        record(
            "data-256",
            "data whose length needs two bytes",
            &["NA-REC-1"],
            json!({ "type": "advertise", "id": "01", "data": hex(vec![7; 256]) }),
        )
        .played(),
        read_back(
            record("largest", "the largest record", &["NA-REC-1", "NA-MSG-1"], of(largest)),
            json!({ "type": 9, "fields": tagged(&fields(&[])), "uri": hex("netaio"), "content": { "$any": true } }),
        ),
        refuse(
            record("too-large", "a record that is too large by one", &["NA-MSG-1"], of(largest + 1)),
            "too-large",
        )
        .edit_of("netaio/peer-message/largest"),
    ]
}
