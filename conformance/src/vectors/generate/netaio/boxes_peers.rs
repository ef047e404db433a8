//! `x25519.json`: whose key a box is for. Section 5.10.

use serde_json::json;

use super::super::{Author, Draft, Wanted};
use super::boxes::{
    ALICE, BOB, DECRYPT, ENCRYPT, NONCE, data, data_of, decrypts, encrypts, measured, public_key,
    unknown_peer,
};
use super::frame::raw;
use super::outcome::{failed, refuse, refused};
use super::value::{Value as Packify, bytes, fields, hex, int, list, packed, text};

pub(super) fn peers(author: &Author<'_>) -> Vec<Draft> {
    let key = || bytes(raw(&public_key(author, BOB)));
    let draws = || json!({ "nonce": NONCE, "split": "0000" });
    let bad = |draft: Draft, base: &str| refuse(draft, "bad-peer-data").edit_of(base);
    vec![
        measured(
            refuse(
                unknown_peer(encrypts(
                    author,
                    "no-peer",
                    "the receiver is no known peer",
                    &["NA-BOX-2"],
                    json!({}),
                )),
                "no-peer",
            )
            .edit_of(ENCRYPT),
            79,
            refused("no-peer", "builtins.ValueError: peer and peer_plugin must be provided"),
        ),
        refuse(
            unknown_peer(decrypts(
                author,
                "no-peer",
                "the sender is no known peer",
                &["NA-BOX-2"],
                json!({}),
            )),
            "no-peer",
        )
        .edit_of(DECRYPT),
        measured(
            bad(
                encrypts(
                    author,
                    "no-key",
                    "data without a key",
                    &["NA-BOX-3"],
                    json!({ "peer_data": packed(&fields(&[("vkey", key())])) }),
                ),
                ENCRYPT,
            ),
            80,
            refused("bad-peer-data", "builtins.ValueError: peer pubkey not found"),
        ),
        measured(
            bad(
                encrypts(
                    author,
                    "key-31",
                    "a key of 31 bytes",
                    &["NA-BOX-3"],
                    json!({ "peer_data": packed(&fields(&[("pubkey", bytes([9; 31]))])) }),
                )
                .draws(draws()),
                ENCRYPT,
            ),
            82,
            failed("nacl.exceptions.ValueError: The public key must be exactly 32 bytes long"),
        ),
    ]
}

/// What is looked for in the peer's data and is not there: the same on both sides.
pub(super) fn odd_peers(author: &Author<'_>) -> Vec<Draft> {
    let key = || bytes(raw(&public_key(author, BOB)));
    let rows: Vec<(&str, &str, String)> = vec![
        ("peer-empty", "data of no bytes", String::new()),
        ("peer-none", "data that is none", packed(&Packify::None)),
        ("peer-list", "data that is a list", packed(&list(&[key()]))),
        ("peer-key-alone", "data that is the key", packed(&key())),
        ("peer-key-raw", "data that is the key, not packed", public_key(author, BOB)),
        ("peer-dict-0", "data that is an empty dict", packed(&fields(&[]))),
        ("peer-key-33", "a key of 33 bytes", packed(&fields(&[("pubkey", bytes([9; 33]))]))),
        ("peer-key-0", "a key of no bytes", packed(&fields(&[("pubkey", bytes(""))]))),
        ("peer-key-str", "a key that is a str", packed(&fields(&[("pubkey", text(&"k".repeat(32)))]))),
        ("peer-key-int", "a key that is an int", packed(&fields(&[("pubkey", int("32"))]))),
    ];
    let draws = || json!({ "nonce": NONCE, "split": "0000" });
    let bad = |draft: Draft, base: &str| refuse(draft, "bad-peer-data").edit_of(base);
    let mut cases = Vec::new();
    for (name, about, data) in &rows {
        cases.push(bad(
            encrypts(author, name, about, &["NA-BOX-3"], json!({ "peer_data": data })).draws(draws()),
            ENCRYPT,
        ));
    }
    for (name, about, data) in
        rows.iter().filter(|(name, ..)| ["peer-empty", "peer-dict-0", "peer-key-33"].contains(name))
    {
        cases.push(bad(decrypts(author, name, about, &["NA-BOX-3"], json!({ "peer_data": data })), DECRYPT));
    }
    let loose = format!("{}00", data_of(author, ALICE));
    cases.push(
        bad(
            decrypts(
                author,
                "peer-not-canonical",
                "a byte behind the dict",
                &["NA-BOX-3", "NA-UNPACK-7"],
                json!({ "peer_data": loose }),
            ),
            DECRYPT,
        )
        .variant(
            &[("packify-canonical", "unchecked")],
            Wanted::Accept(json!({ "uri": hex("uri"), "content": hex("hello") })),
        ),
    );
    cases
}

pub(super) fn low_order(author: &Author<'_>) -> Vec<Draft> {
    let keys = [
        ("low-order", "the key 0", "00".repeat(32)),
        ("low-order-1", "the key 1", format!("01{}", "00".repeat(31))),
        (
            "low-order-8",
            "a key of order 8",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800".to_owned(),
        ),
        (
            "low-order-8-other",
            "the other key of order 8",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157".to_owned(),
        ),
        ("low-order-p-minus-1", "the key p - 1", format!("ec{}7f", "ff".repeat(30))),
        ("low-order-p", "the key p, which is 0", format!("ed{}7f", "ff".repeat(30))),
        ("low-order-p-plus-1", "the key p + 1, which is 1", format!("ee{}7f", "ff".repeat(30))),
        ("low-order-high-bit", "the key 0 with its highest bit set", format!("{}80", "00".repeat(31))),
    ];
    let mut cases = Vec::new();
    for (name, about, key) in keys {
        let draws = json!({ "nonce": NONCE, "split": "0000" });
        let draft = refuse(
            encrypts(author, name, about, &["NA-BOX-4"], json!({ "peer_data": data(&key) })),
            "low-order-key",
        )
        .draws(draws)
        .edit_of(ENCRYPT);
        cases.push(match name {
            "low-order" => {
                measured(draft, 83, failed("nacl.exceptions.RuntimeError: Unexpected library error"))
            }
            _ => draft,
        });
        if name == "low-order" || name == "low-order-8" {
            cases.push(
                refuse(
                    decrypts(author, name, about, &["NA-BOX-4"], json!({ "peer_data": data(&key) })),
                    "low-order-key",
                )
                .edit_of(DECRYPT),
            );
        }
    }
    cases
}
