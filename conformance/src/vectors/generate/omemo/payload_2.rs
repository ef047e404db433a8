//! `payload.json`, second part: payloads of T.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::super::{Author, Draft};
use super::asked::{ask, flipped, raw};
use super::payload::two_payloads;
use super::refusal::{begin_alone, measured, refuse, refused, whole};
use super::talk::Form;
use crate::model::outcome::Members;

const KEY: &str = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";
/// `a payload of T`
const PLAINTEXT: &str = "61207061796c6f6164206f662054";
const BASE: &str = "omemo/payload/2-opened";
/// What upstream raises for a MAC that is not right, whatever its length.
const TAG: &str = "DecryptionFailed(Authentication tag verification failed.)";

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [sealed(), opened(author), materials(author), payloads(author), paddings(author)].concat()
}

fn sealed() -> Vec<Draft> {
    let row = |size: usize, about: &str| {
        let plaintext = "70".repeat(size);
        let part = |name: &str| json!({ "$ref": format!("/{name}") });
        begin_alone(Form::T, &format!("payload/2-seal-{size}"), about, &["OM-PAYLOAD-7"])
            .op("omemo.payload.seal_2", json!({ "plaintext": plaintext }))
            .played()
            .check(
                "omemo.payload.open_2",
                json!({ "payload": part("payload"), "material": part("material") }),
                json!({ "plaintext": plaintext }),
            )
    };
    vec![
        row(15, "one byte of padding"),
        row(17, "15 bytes of padding in the second block"),
        two_payloads(Form::T, "2-two-payloads", "omemo.payload.seal_2", "OM-PAYLOAD-7"),
    ]
}

/// A plaintext under the key of this file: payload, material, keys.
fn seal(author: &Author<'_>, plaintext: &str) -> Members {
    ask(author, "omemo.payload.seal_2", &json!({ "plaintext": plaintext }), &json!({ "key": KEY }))
}

fn text<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn opens(name: &str, about: &str, rule: &str, payload: &str, material: &str) -> Draft {
    begin_alone(Form::T, &format!("payload/2-{name}"), about, &[rule])
        .op("omemo.payload.open_2", json!({ "payload": payload, "material": material }))
}

fn opened(author: &Author<'_>) -> Vec<Draft> {
    let good = seal(author, PLAINTEXT);
    let (payload, material) = (text(&good, "payload"), text(&good, "material"));
    let plain = || json!({ "plaintext": PLAINTEXT });
    let whole_block = seal(author, &"70".repeat(16));
    vec![
        opens("opened", "of another payload this is no MAC", "OM-PAYLOAD-10", payload, material)
            .accept(plain())
            .derive(whole("payload", &raw(payload))),
        opens(
            "padding-16",
            "the longest padding; no bit of the key material may be another",
            "OM-PAYLOAD-11",
            text(&whole_block, "payload"),
            text(&whole_block, "material"),
        )
        .accept(json!({ "plaintext": "70".repeat(16) }))
        .derive(whole("material", &raw(material))),
    ]
}

fn materials(author: &Author<'_>) -> Vec<Draft> {
    let good = seal(author, PLAINTEXT);
    let (payload, material) = (text(&good, "payload"), text(&good, "material"));
    let row = |name: &str, about: &str, material: &str| {
        refuse(opens(name, about, "OM-PAYLOAD-8", payload, material), "bad-length").edit_of(BASE)
    };
    let mac = |name: &str, about: &str, material: &str| {
        let draft = opens(name, about, "OM-PAYLOAD-10", payload, material);
        refuse(draft, "bad-payload").edit_of(BASE)
    };
    let cited = |draft: Draft| measured(draft, "N 74", refused("bad-payload", TAG));
    vec![
        row("material-0", "no key material", ""),
        cited(row("material-32", "a key without MAC", KEY)),
        cited(row("material-32-zero", "the key material of an empty message", &"00".repeat(32))),
        cited(row("material-47", "a MAC of 15 bytes", &material[..94])),
        cited(row("material-49", "a MAC of 17 bytes", &format!("{material}00"))),
        row("material-64", "a whole MAC", &format!("{KEY}{}", mac_of(&good, payload))),
        cited(mac("mac-flipped", "a bit of the MAC is flipped", &flipped(material, 47, 0x80))),
        mac("key-flipped", "a bit of the key is flipped", &flipped(material, 0, 1)),
    ]
}

/// The whole MAC of any payload under the keys of a sealed one.
fn mac_of(keys: &Members, payload: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(&raw(text(keys, "auth_key"))).expect("HMAC takes any key");
    hex::encode(mac.chain_update(raw(payload)).finalize().into_bytes())
}

/// Key material with the right MAC of any payload.
fn material_of(keys: &Members, payload: &str) -> String {
    format!("{KEY}{}", &mac_of(keys, payload)[..32])
}

fn payloads(author: &Author<'_>) -> Vec<Draft> {
    let good = seal(author, PLAINTEXT);
    let (payload, material) = (text(&good, "payload"), text(&good, "material"));
    let length = |name: &str, about: &str, payload: &str, upstream: Value| {
        let draft = opens(name, about, "OM-PAYLOAD-9", payload, &material_of(&good, payload));
        measured(refuse(draft, "bad-length").edit_of(BASE), "N 75", upstream)
    };
    let failing = || json!({ "error": "DecryptionFailedException(Decryption failed.)" });
    let other = seal(author, &"71".repeat(14));
    let swapped = opens(
        "payload-of-another-message",
        "a payload under the same key, and the MAC of this one",
        "OM-PAYLOAD-10",
        text(&other, "payload"),
        material,
    );
    vec![
        length(
            "ciphertext-0",
            "no payload, and the right MAC of it",
            "",
            json!({ "error": "AssertionError()" }),
        ),
        length("ciphertext-15", "a block that is cut, and the right MAC", &payload[..30], failing()),
        length(
            "ciphertext-17",
            "a byte behind the block, and the right MAC",
            &format!("{payload}00"),
            failing(),
        ),
        measured(refuse(swapped, "bad-payload").edit_of(BASE), "N 74; N 75", refused("bad-payload", TAG)),
    ]
}

fn paddings(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, end: &str| {
        let padded = format!("{}{end}", "70".repeat(16 - end.len() / 2));
        let keys = seal(author, &padded);
        // What is behind the block is its padding, and is cut off.
        let payload = &text(&keys, "payload")[..32];
        let draft = opens(name, about, "OM-PAYLOAD-11", payload, &material_of(&keys, payload));
        refuse(draft, "bad-payload").edit_of(BASE)
    };
    vec![
        row("padding-00", "padding of no bytes under a right MAC", "00"),
        row("padding-11", "padding of 17 bytes under a right MAC, all of which are 11", &"11".repeat(16)),
        row(
            "padding-mixed",
            "three bytes of padding under a right MAC, the first of which is another",
            "020303",
        ),
    ]
}
