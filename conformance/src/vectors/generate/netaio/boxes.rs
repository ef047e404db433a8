//! `x25519.json`: the plugin `x25519`. Section 5.10.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::boxes_peers::{low_order, odd_peers, peers};
use super::frame::{body, members_of, part, play, raw, with};
use super::outcome::{refuse, refused};
use super::value::{bytes, fields, hex, packed};

/// Sender and receiver of the captures.
pub(super) const ALICE: &str = "643b977c9f5b9060940e4718c09d62625d91a9dc23c8e1a392ff19dc665417cf";

pub(super) const BOB: &str = "f9229e1793aadf0d76c404d7350acac39099cca71f52ca3e0193994b2281f302";
const CAROL: &str = "0101010101010101010101010101010101010101010101010101010101010101";
pub(super) const NONCE: &str = "18823160cf6ef7fe057915f4b3e22cd436f2083909af3e8b";
const MAX: usize = 65_422;

/// Nonce and tag.
const MORE: usize = 40;

pub(super) const DECRYPT: &str = "netaio/x25519/decrypt-content";
pub(super) const ENCRYPT: &str = "netaio/x25519/encrypt-content";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = keys();
    cases.extend(encrypted(author));
    cases.extend(peers(author));
    cases.extend(odd_peers(author));
    cases.extend(low_order(author));
    cases.extend(decrypted(author));
    cases.extend(refused_boxes(author));
    cases
}

/// The X25519 public key of a seed.
pub(super) fn public_key(author: &Author<'_>, seed: &str) -> String {
    part(author, "netaio.x25519.keys", &json!({ "seed": seed }), &json!({}), "public_key")
}

/// Peer data that holds a public key.
pub(super) fn data_of(author: &Author<'_>, seed: &str) -> String {
    data(&public_key(author, seed))
}

pub(super) fn data(key: &str) -> String {
    packed(&fields(&[("pubkey", bytes(raw(key)))]))
}

/// The box of a text from Alice to Bob.
pub(super) fn sealed(author: &Author<'_>, text: &str) -> String {
    let input = json!({ "seed": ALICE, "peer_data": data_of(author, BOB), "encrypt_uri": false, "uri": "", "content": text });
    part(author, "netaio.x25519.encrypt", &input, &json!({ "nonce": NONCE, "split": "0000" }), "content")
}

fn keys() -> Vec<Draft> {
    [("zeros", "a seed of zeros", "00"), ("ff", "a seed of ff", "ff")]
        .into_iter()
        .map(|(name, about, byte)| {
            case(&format!("netaio/x25519/keys-{name}"))
                .about(about)
                .rules(&["NA-BOX-1"])
                .op("netaio.x25519.keys", json!({ "seed": byte.repeat(32) }))
                .played()
        })
        .collect()
}

pub(super) fn encrypts(author: &Author<'_>, name: &str, about: &str, rules: &[&str], more: Value) -> Draft {
    let base = json!({ "seed": ALICE, "peer_data": data_of(author, BOB), "encrypt_uri": false, "uri": hex("uri"), "content": hex("hello") });
    case(&format!("netaio/x25519/encrypt-{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.x25519.encrypt", with(&base, more))
}

/// Played, and decrypted by the receiver.
fn good(author: &Author<'_>, name: &str, about: &str, rules: &[&str], more: Value) -> Draft {
    let base = json!({ "encrypt_uri": false, "uri": hex("uri"), "content": hex("hello") });
    let input = with(&base, more.clone());
    let plain = members_of(&input, &["uri", "content"]);
    let receiver = json!({ "seed": BOB, "peer_data": data_of(author, ALICE), "encrypt_uri": input.get("encrypt_uri"), "uri": { "$ref": "/uri" }, "content": { "$ref": "/content" } });
    encrypts(author, name, about, rules, more).played().check("netaio.x25519.decrypt", receiver, plain)
}

fn encrypted(author: &Author<'_>) -> Vec<Draft> {
    let zeros = |count: usize| "00".repeat(count);
    let given = || json!({ "nonce": NONCE, "split": "0000" });
    let large = |name: &str, about: &str, more: Value, base: &str| {
        refuse(encrypts(author, name, about, &["NA-BOX-6"], more), "too-large")
            .draws(given())
            .edit_of(&format!("netaio/x25519/encrypt-{base}"))
    };
    vec![
        good(author, "uri", "URI and content", &["NA-BOX-5"], json!({ "encrypt_uri": true })),
        good(
            author,
            "uri-empty",
            "an empty body",
            &["NA-BOX-5"],
            json!({ "encrypt_uri": true, "uri": "", "content": "" }),
        ),
        good(
            author,
            "split-last",
            "the split before the last byte",
            &["NA-BOX-5"],
            json!({ "encrypt_uri": true }),
        )
        .draws(json!({ "nonce": NONCE, "split": "0030" })),
        good(
            author,
            "65382",
            "the largest content",
            &["NA-BOX-6"],
            json!({ "uri": "", "content": zeros(MAX - MORE) }),
        ),
        large(
            "65383",
            "a content that is too large by one",
            json!({ "uri": "", "content": zeros(MAX - MORE + 1) }),
            "65382",
        ),
        large(
            "uri-65382",
            "a content and a URI in clear that are too large by one",
            json!({ "uri": "75", "content": zeros(MAX - MORE) }),
            "65382",
        ),
        good(
            author,
            "uri-65380",
            "the largest body with an encrypted URI",
            &["NA-BOX-6"],
            json!({ "encrypt_uri": true, "uri": "", "content": zeros(MAX - MORE - 2) }),
        ),
        large(
            "uri-65381",
            "a body with an encrypted URI that is too large by one",
            json!({ "encrypt_uri": true, "uri": "", "content": zeros(MAX - MORE - 1) }),
            "uri-65380",
        ),
    ]
}

pub(super) fn decrypts(author: &Author<'_>, name: &str, about: &str, rules: &[&str], more: Value) -> Draft {
    let base = json!({ "seed": BOB, "peer_data": data_of(author, ALICE), "encrypt_uri": false, "uri": hex("uri"), "content": sealed(author, &hex("hello")) });
    case(&format!("netaio/x25519/decrypt-{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.x25519.decrypt", with(&base, more))
}

pub(super) fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

/// An input without the peer's data.
pub(super) fn unknown_peer(draft: Draft) -> Draft {
    draft.without("peer_data")
}

fn decrypted(author: &Author<'_>) -> Vec<Draft> {
    let plain = json!({ "uri": hex("uri"), "content": hex("hello") });
    let high_bit = {
        let mut key = raw(&public_key(author, ALICE));
        if let Some(last) = key.last_mut() {
            *last |= 0x80;
        }
        data(&hex(key))
    };
    let whole = sealed(author, &body("uri", "hello"));
    let (uri, content) = whole.split_at(30);
    let verify_key = part(author, "netaio.x25519.keys", &json!({ "seed": ALICE }), &json!({}), "verify_key");
    let read_as_content = json!({ "seed": BOB, "peer_data": data_of(author, ALICE), "encrypt_uri": false, "uri": "", "content": whole });
    let as_content = play(author, "netaio.x25519.decrypt", &read_as_content, &json!({}));
    vec![
        decrypts(author, "hello", "a content", &["NA-BOX-8"], json!({})).accept(plain.clone()),
        decrypts(author, "key-high-bit", "the highest bit of a key means nothing", &["NA-BOX-4"], json!({ "peer_data": high_bit })).accept(plain.clone()),
        decrypts(author, "uri", "a URI in the box", &["NA-BOX-9"], json!({ "encrypt_uri": true, "uri": uri, "content": content })).accept(plain.clone()),
        decrypts(author, "uri-all-in-content", "a box that is content alone", &["NA-BOX-9"], json!({ "encrypt_uri": true, "uri": "", "content": whole })).accept(plain),
        decrypts(author, "uri-as-content", "a body with its URI, read as a content", &["NA-BOX-8"], json!({ "uri": "", "content": whole })).accept(as_content),
        measured(
            refuse(
                case("netaio/x25519/verify-key-as-pubkey")
                    .about("peer data with the Ed25519 key of the sender, as upstream's document has it")
                    .rules(&["NA-BOX-8"])
                    .op(
                        "netaio.x25519.decrypt",
                        json!({ "seed": BOB, "peer_data": data(&verify_key), "encrypt_uri": false, "uri": hex("uri"), "content": sealed(author, &hex("hello")) }),
                    ),
                "bad-box",
            )
            .edit_of(DECRYPT),
            130,
            refused("bad-box", "nacl.exceptions.CryptoError: An error occurred trying to decrypt the message"),
        ),
    ]
}

fn refused_boxes(author: &Author<'_>) -> Vec<Draft> {
    let good = sealed(author, &hex("hello"));
    let crypto =
        || refused("bad-box", "nacl.exceptions.CryptoError: An error occurred trying to decrypt the message");
    let flipped = |at: usize| {
        let mut bytes = raw(&good);
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1;
        }
        hex(bytes)
    };
    let cut = |bytes: usize| good.get(..2 * bytes).unwrap_or_default().to_owned();
    let bad = |name: &str, about: &str, more: Value| {
        refuse(decrypts(author, name, about, &["NA-BOX-8"], more), "bad-box").edit_of(DECRYPT)
    };
    let short = |name: &str, about: &str, more: Value| {
        refuse(decrypts(author, name, about, &["NA-BOX-7"], more), "short").edit_of(DECRYPT)
    };
    let clipped = |name: &str, about: &str, plaintext: &str, uri: &str| {
        let more = json!({ "encrypt_uri": true, "uri": "", "content": sealed(author, plaintext) });
        refuse(decrypts(author, name, about, &["NA-BOX-9"], more), "short")
            .edit_of("netaio/x25519/decrypt-uri")
            .variant(&[("inner-uri", "clipped")], Wanted::Accept(json!({ "uri": uri, "content": "" })))
    };
    let long = |uri: usize| json!({ "uri": "75".repeat(uri), "content": sealed(author, &"00".repeat(100)) });
    vec![
        measured(
            bad("other-sender", "a box of somebody else", json!({ "peer_data": data_of(author, CAROL) })),
            84,
            crypto(),
        ),
        bad("other-receiver", "a box for somebody else", json!({ "seed": CAROL })),
        measured(
            bad("flipped", "one bit of the ciphertext is flipped", json!({ "content": flipped(40) })),
            87,
            crypto(),
        ),
        bad("nonce-flipped", "one bit of the nonce is flipped", json!({ "content": flipped(0) })),
        bad("tag-flipped", "one bit of the tag is flipped", json!({ "content": flipped(24) })),
        bad("last-byte-cut", "the last byte is missing", json!({ "content": cut(44) })),
        bad("trailing", "a byte behind the ciphertext", json!({ "content": format!("{good}00") })),
        bad("40-bytes", "nonce and tag of a longer text", json!({ "content": cut(40) })),
        measured(
            short("23-bytes", "a nonce that ends before its last byte", json!({ "content": cut(23) })),
            88,
            refused("short", "nacl.exceptions.ValueError: The nonce must be exactly 24 bytes long"),
        ),
        short("24-bytes", "a nonce alone", json!({ "content": cut(24) })),
        short("39-bytes", "a tag that ends before its last byte", json!({ "content": cut(39) })),
        short("0-bytes", "an empty content", json!({ "content": "" })),
        short(
            "uri-39-bytes",
            "39 bytes of URI and content",
            json!({ "encrypt_uri": true, "uri": cut(20), "content": &cut(39)[40..] }),
        ),
        clipped("uri-plaintext-0", "an empty plaintext", "", ""),
        clipped("uri-plaintext-1", "a plaintext of one byte", "00", ""),
        clipped("uri-3-of-5", "a URI that ends two bytes early", "0005616263", &hex("abc")),
        decrypts(author, "65422", "the largest body", &["NA-BOX-10"], long(MAX - 100))
            .accept(json!({ "uri": "75".repeat(MAX - 100), "content": "00".repeat(100) })),
        refuse(
            decrypts(author, "65423", "a body that is too large by one", &["NA-BOX-10"], long(MAX - 99)),
            "too-large",
        )
        .edit_of("netaio/x25519/decrypt-65422"),
    ]
}
