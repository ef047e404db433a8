//! `layers.json`, first half: plugins, one after the other, sealed. Section 5.15.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::boxes::{ALICE, BOB, data_of};
use super::crypt::versioned;
use super::frame::{body, frame, members_of, part, play, with};
use super::hmac_make::NOW;
use super::layers_open::{old_opens, opened, refused_opens};
use super::locks::{ONE, lock_of};
use super::outcome::refuse;
use super::value::{bytes, fields, hex, tagged};

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = sealed(author);
    cases.extend(clashes(author));
    cases.extend(refused_seals());
    cases.extend(opened(author));
    cases.extend(refused_opens(author));
    cases.extend(old_opens(author));
    cases
}

pub(super) fn hmac(secret: &str, field: &str) -> Value {
    json!(["hmac", { "secret": hex(secret), "hmac_field": field }])
}

pub(super) fn stream(key: &str, field: &str) -> Value {
    json!(["stream", { "key": hex(key), "iv_field": field }])
}

pub(super) fn tape(field: &str) -> Value {
    json!(["tapescript", { "lock": lock_of(&ONE, "00"), "seed": ONE.seed, "witness_field": field }])
}

pub(super) fn x25519(seed: &str) -> Value {
    json!(["x25519", { "seed": seed }])
}

pub(super) fn message() -> Value {
    json!({ "type": 7, "uri": hex("uri"), "content": hex("hello") })
}

/// The features that plugins of a case need.
pub(super) fn needing(draft: Draft, plugins: &Value) -> Draft {
    let text = plugins.to_string();
    ["netaio-tapescript", "netaio-x25519"]
        .into_iter()
        .filter(|feature| text.contains(&format!("[\"{}\"", feature.trim_start_matches("netaio-"))))
        .fold(draft, Draft::needs)
}

fn seals(name: &str, about: &str, rules: &[&str], version: &str, plugins: &Value, more: Value) -> Draft {
    let input = with(&with(&message(), plugins.clone()), more);
    needing(
        versioned(&format!("netaio/layers/{name}"), about, rules, "netaio.seal", version, input).now(NOW),
        plugins,
    )
}

/// Played, and opened by the receiver.
fn good(
    name: &str,
    about: &str,
    version: &str,
    plugins: &Value,
    receiver: Option<Value>,
    more: Value,
) -> Draft {
    let sent = with(&message(), more.clone());
    let parts = members_of(&sent, &["type", "uri", "content"]);
    let types = sent.get("types").map_or(json!({}), |types| json!({ "types": types }));
    let input = with(
        &with(
            &json!({ "version": version, "message": { "$ref": "/message" } }),
            receiver.unwrap_or_else(|| plugins.clone()),
        ),
        types,
    );
    seals(name, about, &["NA-LAYER-2"], version, plugins, more).played().check("netaio.open", input, parts)
}

fn sealed(author: &Author<'_>) -> Vec<Draft> {
    let four = json!({ "inner_cipher": stream("a", "iv2"), "inner_auth": hmac("b", "hmac2"), "outer_cipher": stream("c", "iv"), "outer_auth": hmac("d", "hmac") });
    let boxed = json!({ "inner_cipher": x25519(ALICE), "peer_data": data_of(author, BOB), "outer_auth": tape("witness") });
    let unboxed = json!({ "inner_cipher": x25519(BOB), "peer_data": data_of(author, ALICE), "outer_auth": tape("witness") });
    let two_auths = json!({ "inner_auth": tape("witness"), "outer_auth": hmac("d", "hmac") });
    vec![
        good("none", "no plugin", "0.0.9", &json!({}), None, json!({})),
        good("four-of-each", "all four, the URI encrypted twice", "0.0.9", &four, None, json!({})),
        good("0-0-8-four", "all four of the old version", "0.0.8", &four, None, json!({})),
        good(
            "inner-alone",
            "inner cipher and inner auth",
            "0.0.9",
            &json!({ "inner_cipher": stream("a", "iv"), "inner_auth": hmac("b", "hmac") }),
            None,
            json!({}),
        ),
        good(
            "box-and-witness",
            "an inner box and an outer witness",
            "0.0.9",
            &boxed,
            Some(unboxed),
            json!({}),
        ),
        good(
            "witness-and-hmac",
            "an inner witness and an outer MAC share nonce and time",
            "0.0.9",
            &two_auths,
            None,
            json!({}),
        ),
        good(
            "own-fields",
            "fields of the application stay, also such as the plugins use",
            "0.0.9",
            &json!({ "outer_auth": hmac("d", "hmac") }),
            None,
            json!({ "fields": tagged(&fields(&[("a", bytes("x")), ("nonce", bytes([7; 16])), ("ts", bytes([0, 0, 0, 9]))])) }),
        ),
        good(
            "custom-type",
            "a custom type",
            "0.0.9",
            &json!({ "outer_auth": hmac("d", "hmac") }),
            None,
            json!({ "type": 200, "types": [200] }),
        )
        .needs("netaio-custom-types"),
    ]
}

const OVERWRITTEN: [(&str, &str); 1] = [("field-clash", "overwritten")];

fn clashes(author: &Author<'_>) -> Vec<Draft> {
    let two_ivs = json!({ "inner_cipher": stream("a", "iv"), "outer_cipher": stream("c", "iv") });
    let two_macs = json!({ "inner_auth": hmac("b", "hmac"), "outer_auth": hmac("d", "hmac") });
    let rows = [
        ("two-ivs", "inner and outer cipher use one IV", two_ivs),
        ("two-macs", "inner and outer auth use one MAC", two_macs),
        (
            "iv-is-mac",
            "the outer auth writes its MAC over the IV",
            json!({ "outer_cipher": stream("c", "hmac"), "outer_auth": hmac("d", "hmac") }),
        ),
        (
            "iv-is-nonce",
            "the IV of the inner cipher is taken for the nonce",
            json!({ "inner_cipher": stream("a", "nonce"), "outer_auth": hmac("d", "hmac") }),
        ),
        (
            "iv-is-time",
            "the IV is taken for the time",
            json!({ "outer_cipher": stream("c", "ts"), "inner_auth": hmac("b", "hmac") }),
        ),
        (
            "mac-is-nonce",
            "the MAC of the inner auth is the nonce of the outer",
            json!({ "inner_auth": hmac("b", "nonce2"), "outer_auth": ["hmac", { "secret": hex("d"), "nonce_field": "nonce2" }] }),
        ),
        (
            "witness-is-mac",
            "the witness of the inner auth is the MAC of the outer",
            json!({ "inner_auth": tape("hmac"), "outer_auth": hmac("d", "hmac") }),
        ),
    ];
    let mut cases = Vec::new();
    for (name, about, plugins) in rows {
        let seal = refuse(
            seals(&format!("clash-{name}"), about, &["NA-LAYER-1"], "0.0.9", &plugins, json!({})),
            "field-clash",
        )
        .draws(json!({ "random": "5a".repeat(128) }));
        let input = with(
            &with(&json!({ "message": frame(7, "4d4000", &body("uri", "hello")) }), plugins.clone()),
            json!({}),
        );
        let open = versioned(
            &format!("netaio/layers/open-clash-{name}"),
            about,
            &["NA-LAYER-3"],
            "netaio.open",
            "0.0.9",
            input,
        );
        let open = needing(refuse(open, "field-clash"), &plugins);
        cases.push(match name {
            "two-ivs" => lost_iv(author, seal),
            _ => seal.variant(&OVERWRITTEN, Wanted::Accept(json!({}))),
        });
        cases.push(open.variant(&OVERWRITTEN, Wanted::reject("missing-field")));
    }
    cases.push(
        good("names-apart", "two ciphers and two MACs, each with a name of its own", "0.0.9", &json!({ "inner_cipher": stream("a", "iv1"), "inner_auth": hmac("b", "mac1"), "outer_cipher": stream("c", "iv2"), "outer_auth": hmac("d", "mac2") }), None, json!({})),
    );
    cases
}

/// The outer IV takes the place of the inner one, and the content is lost.
fn lost_iv(author: &Author<'_>, draft: Draft) -> Draft {
    let random = "5a".repeat(16);
    // What upstream makes: the inner cipher, then the outer one over it, each with what is drawn for it.
    let step = |message: &Value, key: &str| {
        let given = json!({ "version": "0.0.9", "key": hex(key), "encrypt_uri": true });
        let input = with(&given, members_of(message, &["fields", "uri", "content"]));
        play(author, "netaio.stream.encrypt", &input, &json!({ "iv": random, "split": "5a5a" }))
    };
    let sent = with(&message(), json!({ "fields": tagged(&fields(&[])) }));
    let outer = step(&step(&sent, "a"), "c");
    let encoded = with(&json!({ "type": 7 }), members_of(&outer, &["fields", "uri", "content"]));
    let made = part(author, "netaio.message.encode", &encoded, &json!({}), "message");
    draft
        .variant(&OVERWRITTEN, Wanted::Accept(json!({ "message": made })))
        .source_ref("N 75")
        .upstream(json!({ "accept": { "message": made } }))
}

fn refused_seals() -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac("d", "hmac") });
    let given = || json!({ "random": "5a".repeat(128) });
    let row = |name: &str, about: &str, rule: &str, code: &str, plugins: &Value, more: Value| {
        refuse(seals(name, about, &[rule], "0.0.9", plugins, more), code)
            .draws(given())
            .edit_of("netaio/layers/none")
    };
    let zeros = |count: usize| "00".repeat(count);
    vec![
        row("type-14", "a type that is free", "NA-TYPE-2", "bad-type", &auth, json!({ "type": 14 })),
        row(
            "custom-30",
            "a custom type with the number of DISCONNECT",
            "NA-TYPE-1",
            "bad-type",
            &auth,
            json!({ "types": [30] }),
        )
        .needs("netaio-custom-types"),
        refuse(
            seals(
                "0-0-8-type-25",
                "a type that the old version does not have",
                &["NA-TYPE-2"],
                "0.0.8",
                &json!({}),
                json!({ "type": 25 }),
            ),
            "bad-type",
        ),
        row(
            "too-large",
            "a body that is too large",
            "NA-MSG-1",
            "too-large",
            &json!({}),
            json!({ "uri": "", "content": zeros(65_423) }),
        ),
        row(
            "too-large-for-cipher",
            "a body that the cipher makes too large",
            "NA-STREAM-2",
            "too-large",
            &json!({ "outer_cipher": stream("c", "iv") }),
            json!({ "uri": "", "content": zeros(65_421) }),
        ),
        row(
            "too-large-for-second-cipher",
            "a body that the second cipher makes too large",
            "NA-STREAM-2",
            "too-large",
            &json!({ "inner_cipher": stream("a", "iv2"), "outer_cipher": stream("c", "iv") }),
            json!({ "uri": "", "content": zeros(65_420) }),
        ),
        row(
            "no-peer",
            "a box for nobody",
            "NA-BOX-2",
            "no-peer",
            &json!({ "inner_cipher": x25519(ALICE) }),
            json!({}),
        ),
        row(
            "too-large-to-sign",
            "a body of 1,005 bytes to sign",
            "NA-TAPE-3",
            "too-large",
            &json!({ "outer_auth": tape("witness") }),
            json!({ "uri": "", "content": zeros(1003) }),
        ),
        row(
            "time-str",
            "a time in the fields that is a str",
            "NA-HMAC-1",
            "bad-field",
            &auth,
            json!({ "fields": tagged(&fields(&[("ts", super::value::text("now"))])) }),
        ),
        row(
            "fields-65536",
            "the MAC makes the auth fields too large",
            "NA-MSG-2",
            "too-large",
            &auth,
            json!({ "fields": tagged(&fields(&[("a", bytes(vec![0; 65_500]))])) }),
        ),
    ]
}
