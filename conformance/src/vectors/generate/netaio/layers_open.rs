//! `layers.json`, second half: opened. Section 5.15.

use serde_json::{Value, json};

use super::super::{Author, Draft};
use super::boxes::{ALICE, BOB, data_of};
use super::crypt::versioned;
use super::frame::{body, frame, part, with};
use super::layers::{hmac, message, needing, stream, tape, x25519};
use super::locks::{ONE, TWO, lock_of};
use super::outcome::refuse;
use super::value::{bytes, fields, hex, tagged};

fn sealed_by(author: &Author<'_>, plugins: &Value) -> String {
    let input = with(
        &with(&message(), plugins.clone()),
        json!({ "version": "0.0.9", "fields": tagged(&fields(&[("nonce", bytes([7; 16])), ("ts", bytes([0, 0, 0, 9]))])) }),
    );
    part(author, "netaio.seal", &input, &json!({ "random": "5a".repeat(128) }), "message")
}

fn opens(name: &str, about: &str, rules: &[&str], plugins: &Value, message: &str) -> Draft {
    needing(
        versioned(
            &format!("netaio/layers/open-{name}"),
            about,
            rules,
            "netaio.open",
            "0.0.9",
            with(&json!({ "message": message }), plugins.clone()),
        ),
        plugins,
    )
}

pub(super) fn opened(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac("d", "hmac") });
    let boxed = json!({ "inner_cipher": x25519(ALICE), "peer_data": data_of(author, BOB), "outer_auth": tape("witness") });
    let unboxed = json!({ "inner_cipher": x25519(BOB), "peer_data": data_of(author, ALICE), "outer_auth": tape("witness") });
    let locked = json!({ "outer_auth": ["tapescript", { "lock": lock_of(&TWO, "00"), "seed": TWO.seed, "lock_from": "peer-lock" }] });
    let of_one = with(
        &locked,
        json!({ "peer_data": super::value::packed(&fields(&[("lock", bytes(super::frame::raw(&lock_of(&ONE, "00"))))])) }),
    );
    let rules = &["NA-LAYER-3", "NA-LAYER-4"];
    vec![
        opens("hmac", "a MAC", rules, &auth, &sealed_by(author, &auth)).accept(message()),
        opens(
            "none",
            "what plugins have put there is ignored without them",
            rules,
            &json!({}),
            &sealed_by(author, &auth),
        )
        .accept(message()),
        opens(
            "box-and-witness",
            "an inner box and an outer witness",
            rules,
            &unboxed,
            &sealed_by(author, &boxed),
        )
        .accept(message()),
        opens(
            "peer-lock",
            "the lock of the peer",
            rules,
            &of_one,
            &sealed_by(author, &json!({ "outer_auth": tape("witness") })),
        )
        .needs("netaio-peer-lock")
        .accept(message()),
    ]
}

pub(super) fn refused_opens(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac("d", "hmac") });
    let cipher = json!({ "outer_cipher": stream("c", "iv") });
    let four = json!({ "inner_cipher": stream("a", "iv2"), "inner_auth": hmac("b", "hmac2"), "outer_cipher": stream("c", "iv"), "outer_auth": hmac("d", "hmac") });
    let exchanged = json!({ "inner_cipher": stream("c", "iv"), "inner_auth": hmac("d", "hmac"), "outer_cipher": stream("a", "iv2"), "outer_auth": hmac("b", "hmac2") });
    let plain = frame(7, "4d4000", &body("uri", "hello"));
    let base = "netaio/layers/open-hmac";
    let row = |name: &str, about: &str, rule: &str, code: &str, plugins: &Value, message: &str| {
        refuse(opens(name, about, &[rule], plugins, message), code).edit_of(base)
    };
    let flipped = |message: &str| {
        let mut bytes = super::frame::raw(message);
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        hex(bytes)
    };
    vec![
        row("not-authenticated", "no auth field at all", "NA-HMAC-4", "missing-field", &auth, &plain),
        row("not-encrypted", "no IV", "NA-STREAM-4", "missing-field", &cipher, &plain),
        row(
            "checksum-first",
            "a wrong checksum, and no auth field",
            "NA-MSG-10",
            "bad-checksum",
            &auth,
            &flipped(&plain),
        ),
        row(
            "other-secret",
            "another secret",
            "NA-HMAC-6",
            "bad-mac",
            &json!({ "outer_auth": hmac("e", "hmac") }),
            &sealed_by(author, &auth),
        ),
        row(
            "layers-exchanged",
            "inner and outer plugins exchanged",
            "NA-LAYER-4",
            "bad-mac",
            &exchanged,
            &sealed_by(author, &four),
        ),
        row(
            "inner-secret",
            "another secret of the inner auth",
            "NA-HMAC-6",
            "bad-mac",
            &with(&four, json!({ "inner_auth": hmac("e", "hmac2") })),
            &sealed_by(author, &four),
        ),
        row(
            "no-inner",
            "inner plugins that the sender does not have",
            "NA-HMAC-4",
            "missing-field",
            &four,
            &sealed_by(
                author,
                &json!({ "outer_cipher": stream("c", "iv"), "outer_auth": hmac("d", "hmac") }),
            ),
        ),
        row(
            "no-peer",
            "a box of nobody",
            "NA-BOX-2",
            "no-peer",
            &json!({ "outer_cipher": x25519(BOB) }),
            &plain,
        ),
        row(
            "witness-false",
            "the witness of somebody else",
            "NA-TAPE-9",
            "script-false",
            &json!({ "outer_auth": ["tapescript", { "lock": lock_of(&TWO, "00"), "seed": TWO.seed }] }),
            &sealed_by(author, &json!({ "outer_auth": tape("witness") })),
        ),
    ]
}

pub(super) fn old_opens(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac("d", "hmac") });
    let plain = frame(7, "4d4000", &body("uri", "hello"));
    let old = versioned(
        "netaio/layers/open-0-0-8-type-25",
        "a type that the old version does not have",
        &["NA-MSG-5"],
        "netaio.open",
        "0.0.8",
        json!({ "message": frame(25, "4d4000", &body("u", "c")) }),
    );
    let other_version = versioned(
        "netaio/layers/open-0-0-8-of-new",
        "what the new version made, read as the old one",
        &["NA-HMAC-5"],
        "netaio.open",
        "0.0.8",
        with(&auth, json!({ "message": sealed_by(author, &auth) })),
    );
    vec![
        refuse(old, "unknown-type").edit_of("netaio/layers/open-0-0-8"),
        versioned(
            "netaio/layers/open-0-0-8",
            "a message of the old version without plugins",
            &["NA-LAYER-4"],
            "netaio.open",
            "0.0.8",
            json!({ "message": plain }),
        )
        .accept(message()),
        refuse(other_version, "bad-field").edit_of("netaio/layers/open-0-0-8"),
    ]
}
