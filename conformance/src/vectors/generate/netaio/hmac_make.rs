//! `hmac.json`, first half: what the plugin `hmac` puts into auth fields. Section 5.8.

use serde_json::{Value, json};

use super::super::{Author, Draft};
use super::crypt::versioned;
use super::frame::{play, raw, with};
use super::hmac::{NONCE, SECRET, TIME, plain_body};
use super::outcome::refuse;
use super::value::{Value as Packify, bytes, fields, int, list, tagged, text};

/// 14 November 2023, in Unix milliseconds: the time of the captures.
pub(super) const NOW: i64 = 1_700_000_000_000;
/// What is drawn where the fields have a nonce already, and for refusals.
const DRAWN: &str = "dddddddddddddddddddddddddddddddd";

/// All cases of this half.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = made();
    cases.extend(kept());
    cases.push(made_twice(author));
    cases.extend(refused());
    cases
}

fn makes(name: &str, about: &str, rules: &[&str], version: &str, more: Value) -> Draft {
    let base = json!({ "secret": SECRET, "fields": tagged(&fields(&[])), "body": plain_body() });
    versioned(
        &format!("netaio/hmac/make-{name}"),
        about,
        rules,
        "netaio.hmac.make",
        version,
        with(&base, more),
    )
    .now(NOW)
    .draws(json!({ "nonce": DRAWN }))
}

/// Played, and checked by the reader.
fn good(name: &str, about: &str, rules: &[&str], version: &str, more: Value) -> Draft {
    let base = json!({ "version": version, "secret": SECRET, "body": plain_body() });
    let checked = with(&with(&base, more.clone()), json!({ "fields": { "$ref": "/fields" } }));
    makes(name, about, rules, version, more).played().check("netaio.hmac.check", checked, json!({}))
}

fn made() -> Vec<Draft> {
    let rules = &["NA-HMAC-3", "NA-VER-1"];
    let others = fields(&[("a", int("1")), ("iv", bytes([0x69; 16])), ("z", list(&[]))]);
    vec![
        good("others", "other fields stay as they are", rules, "0.0.9", json!({ "fields": tagged(&others) })),
        good(
            "mac-there",
            "a MAC that is there already is replaced",
            rules,
            "0.0.9",
            json!({ "fields": tagged(&fields(&[("hmac", bytes("old"))])) }),
        ),
        good("empty-secret", "a secret of no bytes", rules, "0.0.9", json!({ "secret": "" })),
        good("long-secret", "a secret of 200 bytes", rules, "0.0.9", json!({ "secret": "5a".repeat(200) })),
        good("no-body", "a body of no bytes", rules, "0.0.9", json!({ "body": "" })),
        good(
            "0-0-8-names",
            "other names in the old version",
            rules,
            "0.0.8",
            json!({ "hmac_field": "camh", "nonce_field": "n2", "ts_field": "t2" }),
        ),
        good(
            "0-0-8-others",
            "other fields stay as they are in the old version",
            rules,
            "0.0.8",
            json!({ "fields": tagged(&others) }),
        ),
        good("second-0-ms", "a fraction of a second is left out", rules, "0.0.9", json!({ "secret": "01" }))
            .now(NOW + 999),
        good("last-second", "the last time that there is", rules, "0.0.9", json!({ "secret": "02" }))
            .now(4_294_967_295_999),
    ]
}

fn kept() -> Vec<Draft> {
    let of = |name: &str, value: Packify| json!({ "fields": tagged(&fields(&[(name, value)])) });
    let nonce = |hex: &str| of("nonce", bytes(raw(hex)));
    let row = |name: &str, about: &str, version: &str, more: Value| {
        good(name, about, &["NA-HMAC-2"], version, more)
    };
    vec![
        row("nonce-there", "a nonce of 16 bytes is kept", "0.0.9", nonce(NONCE)),
        row("nonce-17", "a nonce of 17 bytes is replaced", "0.0.9", nonce(&format!("{NONCE}00"))),
        row("nonce-0", "a nonce of no bytes is replaced", "0.0.9", nonce("")),
        row("time-int", "a time that is an int is kept, as bytes", "0.0.9", of("ts", int("5"))),
        row("time-u32-max", "the last time that there is", "0.0.9", of("ts", int("4294967295"))),
        row("time-2-bytes", "a time of two bytes is kept, as four", "0.0.9", of("ts", bytes([1, 2]))),
        row(
            "time-8-bytes",
            "a time of eight bytes is kept, as four",
            "0.0.9",
            of("ts", bytes(raw("000000006553f100"))),
        ),
        row("time-0-bytes", "a time of no bytes is 0", "0.0.9", of("ts", bytes(""))),
        row(
            "0-0-8-kept",
            "the old version keeps both, the time as an int",
            "0.0.8",
            json!({ "fields": tagged(&fields(&[("nonce", bytes(raw(NONCE))), ("ts", int("5"))])) }),
        ),
        row(
            "0-0-8-time-bytes",
            "a time of bytes becomes an int in the old version",
            "0.0.8",
            of("ts", bytes(raw(TIME))),
        ),
    ]
}

/// A message that is sent through the plugin once more.
fn made_twice(author: &Author<'_>) -> Draft {
    let input = json!({ "version": "0.0.9", "secret": SECRET, "fields": tagged(&fields(&[("nonce", bytes(raw(NONCE))), ("ts", bytes(raw(TIME)))])), "body": plain_body() });
    let first = play(author, "netaio.hmac.make", &input, &json!({}));
    good("twice", "all three fields are there, and stay the same", &["NA-HMAC-2"], "0.0.9", first.clone())
        .source_ref("N 62")
        .upstream(json!({ "accept": first }))
}

fn refused() -> Vec<Draft> {
    let rows = [
        ("time-2-to-32", "a time of 2^32", int("4294967296")),
        ("time-minus-1", "a negative time", int("-1")),
        ("time-str", "a time that is a str", text("now")),
        ("time-none", "a time that is none", Packify::None),
        ("time-5-bytes-large", "five bytes whose number is 2^40 - 1", bytes([0xff; 5])),
    ];
    rows.into_iter()
        .map(|(name, about, time)| {
            let more = json!({ "fields": tagged(&fields(&[("ts", time)])) });
            refuse(makes(name, about, &["NA-HMAC-1"], "0.0.9", more), "bad-field")
                .edit_of("netaio/hmac/make-time-int")
        })
        .collect()
}
