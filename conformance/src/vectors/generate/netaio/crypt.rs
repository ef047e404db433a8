//! `crypt.json`: derivation, key stream, MAC and sealed texts. Sections 5.6 and 5.7.

use serde_json::{Value, json};

use super::super::{Author, Bytes, Draft, case};
use super::frame::{part, with};
use super::outcome::refuse;
use super::value::hex;
use crate::model::derive::Derive;

/// The key of the captures.
const KEY: [u8; 32] = [0x6b; 32];
const IV: [u8; 16] = [0x69; 16];

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = derived();
    cases.extend(streams());
    cases.extend(macs());
    cases.extend(sealed());
    cases.extend(opened(author));
    cases.extend(refused(author));
    cases
}

/// A case of one version, with the feature that it needs.
pub(super) fn versioned(
    id: &str,
    about: &str,
    rules: &[&str],
    op: &str,
    version: &str,
    input: Value,
) -> Draft {
    case(id)
        .about(about)
        .rules(rules)
        .needs(&format!("netaio-{version}"))
        .op(op, with(&json!({ "version": version }), input))
}

fn derived() -> Vec<Draft> {
    let rows = [
        ("no-part", "no part", vec![]),
        ("empty-part", "a part of no bytes", vec![""]),
        ("two-empty-parts", "two parts of no bytes", vec!["", ""]),
        ("parts-joined", "one part, of the bytes of two", vec!["6162"]),
        (
            "nine-parts",
            "more parts than a version has",
            vec!["00", "01", "02", "03", "04", "05", "06", "07", "08"],
        ),
    ];
    rows.into_iter()
        .map(|(name, about, parts)| {
            case(&format!("netaio/derive/{name}"))
                .about(about)
                .rules(&["NA-CRYPT-1"])
                .op("netaio.derive", json!({ "parts": parts }))
                .played()
        })
        .collect()
}

/// A name, what it shows, version, key, IV, start and length.
type KeyStream<'a> = (&'a str, &'a str, &'a str, &'a [u8], &'a [u8], u32, u32);

fn streams() -> Vec<Draft> {
    let rows: [KeyStream<'_>; 13] = [
        ("0-bytes", "no byte", "0.0.9", &KEY, &IV, 0, 0),
        ("1-byte", "the first byte", "0.0.9", &KEY, &IV, 0, 1),
        ("31-to-33", "the last byte of a block and the first of the next", "0.0.9", &KEY, &IV, 31, 2),
        ("from-32", "a block from its start", "0.0.9", &KEY, &IV, 32, 32),
        ("block-256", "a counter of two bytes", "0.0.9", &KEY, &IV, 8191, 34),
        ("block-65536", "a counter of three bytes", "0.0.9", &KEY, &IV, 2_097_151, 2),
        ("no-key", "a key of no bytes", "0.0.9", &[], &IV, 0, 40),
        ("iv-17", "an IV of 17 bytes", "0.0.9", &KEY, &[0x69; 17], 0, 16),
        ("0-0-8-from-33", "the old version, from within the second block", "0.0.8", &KEY, &IV, 33, 10),
        ("0-0-8-no-iv", "the old version, an IV of no bytes", "0.0.8", &KEY, &[], 0, 33),
        (
            "0-0-8-key-first",
            "the old version: what the IV ends with may begin the key",
            "0.0.8",
            &[0x69, 0x6b],
            &[0x69; 15],
            0,
            16,
        ),
        (
            "0-0-8-iv-first",
            "the old version: the same bytes, split elsewhere",
            "0.0.8",
            &[0x6b],
            &[0x69; 16],
            0,
            16,
        ),
        ("0-0-8-block-256", "the old version, a counter of two bytes", "0.0.8", &KEY, &IV, 8192, 1),
    ];
    rows.into_iter()
        .map(|(name, about, version, key, iv, start, length)| {
            let input = json!({ "key": hex(key), "iv": hex(iv), "start": start, "length": length });
            versioned(
                &format!("netaio/keystream/{name}"),
                about,
                &["NA-VER-1", "NA-CRYPT-2"],
                "netaio.keystream",
                version,
                input,
            )
            .played()
        })
        .collect()
}

fn macs() -> Vec<Draft> {
    let mac = |name: &str, about: &str, version: &str, input: Value| {
        versioned(
            &format!("netaio/mac/{name}"),
            about,
            &["NA-VER-1", "NA-CRYPT-3"],
            "netaio.mac",
            version,
            input,
        )
        .played()
    };
    let new = |name: &str, about: &str, key: &[u8], iv: &[u8], message: &[u8]| {
        mac(name, about, "0.0.9", json!({ "key": hex(key), "iv": hex(iv), "message": hex(message) }))
    };
    let old = |name: &str, about: &str, key: &[u8], message: &[u8]| {
        mac(name, about, "0.0.8", json!({ "key": hex(key), "message": hex(message) }))
    };
    vec![
        new("message-0", "an empty message", &KEY, &IV, b""),
        new("key-0", "a key of no bytes", b"", &IV, b"message"),
        new("iv-0", "an IV of no bytes", &KEY, b"", b"message"),
        new("message-136", "a message as long as the block", &KEY, &IV, &[0; 136]),
        new("key-200", "a key longer than the block", &[0x6b; 200], &IV, b"message"),
        mac(
            "iv-left-out",
            "an IV that is left out is empty",
            "0.0.9",
            json!({ "key": hex(KEY), "message": hex("m") }),
        ),
        old("0-0-8-key-33", "the old version: a key longer than 32 bytes is hashed", &[0x6b; 33], &[0; 100]),
        old(
            "0-0-8-key-31",
            "the old version: a key as long as the message is used as it is",
            &[0x6b; 31],
            &[0; 31],
        ),
        old("0-0-8-key-0", "the old version: a key of no bytes", b"", b"message"),
        old("0-0-8-key-1-message-0", "the old version: a key of one byte and an empty message", b"k", b""),
        old("0-0-8-key-65", "the old version: longer than the block of SHA-256", &[0x6b; 65], &[0; 65]),
    ]
}

fn sealed() -> Vec<Draft> {
    let rows: [(&str, &str, &str, &[u8]); 5] = [
        ("make-empty", "an empty plaintext", "0.0.9", b""),
        ("make-33-bytes", "one byte into the second block", "0.0.9", &[0x61; 33]),
        ("make-0-0-8", "the old version, whose MAC does not cover the IV", "0.0.8", b"sealed text"),
        ("make-0-0-8-long", "the old version, with a ciphertext longer than the key", "0.0.8", &[0x61; 33]),
        ("make-0-0-8-empty", "the old version, an empty plaintext", "0.0.8", b""),
    ];
    rows.into_iter()
        .map(|(name, about, version, plaintext)| {
            let (key, plaintext) = (hex(KEY), hex(plaintext));
            versioned(
                &format!("netaio/sealed/{name}"),
                about,
                &["NA-SEALED-1", "NA-VER-1"],
                "netaio.sealed.make",
                version,
                json!({ "key": key, "plaintext": plaintext }),
            )
            .played()
            .check(
                "netaio.sealed.open",
                json!({ "version": version, "key": key, "sealed": { "$ref": "/sealed" } }),
                json!({ "plaintext": plaintext }),
            )
        })
        .collect()
}

fn make(author: &Author<'_>, version: &str, plaintext: &[u8]) -> String {
    let input = json!({ "version": version, "key": hex(KEY), "plaintext": hex(plaintext) });
    part(author, "netaio.sealed.make", &input, &json!({ "iv": hex(IV) }), "sealed")
}

fn opens(name: &str, about: &str, rules: &[&str], version: &str, sealed: &str) -> Draft {
    let input = json!({ "key": hex(KEY), "sealed": sealed });
    versioned(&format!("netaio/sealed/{name}"), about, rules, "netaio.sealed.open", version, input)
}

fn opened(author: &Author<'_>) -> Vec<Draft> {
    let rules = &["NA-SEALED-2", "NA-SEALED-3"];
    let derive = |member: &Value| -> Derive {
        serde_json::from_value(member.clone()).expect("bounds are written here")
    };
    let (short, old) = (make(author, "0.0.9", b""), make(author, "0.0.8", b"sealed text"));
    let garbled = Bytes::from_hex(&old).and_then(|bytes| bytes.flip(0, 1)).expect("there is a first byte");
    let key = json!({ "version": "0.0.8", "key": hex(KEY), "sealed": garbled.hex() });
    let plaintext = part(author, "netaio.sealed.open", &key, &json!({}), "plaintext");
    vec![
        opens("open-48-bytes", "an empty plaintext", rules, "0.0.9", &short)
            .accept(json!({ "plaintext": "" }))
            .derive(derive(&json!({ "member": "sealed", "shortest": 48 }))),
        opens("open-0-0-8", "the old version: all but the IV is covered", rules, "0.0.8", &old)
            .accept(json!({ "plaintext": hex("sealed text") }))
            .derive(derive(&json!({ "member": "sealed", "covers": [[16]], "shortest": old.len() / 2 }))),
        opens(
            "open-0-0-8-iv-flipped",
            "the old version: another IV gives another plaintext",
            rules,
            "0.0.8",
            &garbled.hex(),
        )
        .accept(json!({ "plaintext": plaintext })),
    ]
}

fn refused(author: &Author<'_>) -> Vec<Draft> {
    let good = make(author, "0.0.9", b"sealed text");
    let edited = |at: usize| {
        Bytes::from_hex(&good).and_then(|bytes| bytes.flip(at, 0x80)).expect("the byte is there").hex()
    };
    let wrong = |name: &str, about: &str, version: &str, sealed: &str| {
        let base = if version == "0.0.9" { "netaio/sealed/open" } else { "netaio/sealed/open-0-0-8" };
        refuse(opens(name, about, &["NA-SEALED-3"], version, sealed), "bad-mac").edit_of(base)
    };
    let short = |name: &str, about: &str, sealed: &str| {
        refuse(opens(name, about, &["NA-SEALED-2"], "0.0.9", sealed), "short").edit_of("netaio/sealed/open")
    };
    vec![
        short("open-no-bytes", "nothing at all", ""),
        short("open-47-bytes", "a MAC that ends before its last byte", &good[..94]),
        wrong("open-iv-flipped", "one bit of the IV is flipped", "0.0.9", &edited(0)),
        wrong("open-mac-flipped", "one bit of the MAC is flipped", "0.0.9", &edited(47)),
        wrong("open-ciphertext-flipped", "one bit of the ciphertext is flipped", "0.0.9", &edited(48)),
        wrong("open-last-byte-cut", "the last byte is missing", "0.0.9", &good[..good.len() - 2]),
        wrong("open-trailing", "a byte behind the ciphertext", "0.0.9", &format!("{good}00")),
        wrong("open-other-version", "what the new version made, read as the old one", "0.0.8", &good),
        wrong(
            "open-old-version",
            "what the old version made, read as the new one",
            "0.0.9",
            &make(author, "0.0.8", b"sealed text"),
        ),
        refuse(
            versioned(
                "netaio/sealed/open-other-key",
                "another key",
                &["NA-SEALED-3"],
                "netaio.sealed.open",
                "0.0.9",
                json!({ "key": hex([0x6c; 32]), "sealed": good }),
            ),
            "bad-mac",
        )
        .edit_of("netaio/sealed/open"),
    ]
}
