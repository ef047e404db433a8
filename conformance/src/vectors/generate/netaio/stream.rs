//! `stream.json`: the plugin `stream`. Section 5.9.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::crypt::versioned;
use super::frame::{body, members_of, part, play, raw, with};
use super::outcome::{failed, refuse, refused};
use super::value::{Value as Packify, bytes, fields, hex, int, tagged, text};
use crate::model::case::{BugClass, Severity};

/// The key of the captures, and its hash.
pub(super) const KEY: &str = "74657374";
const KEY_HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
pub(super) const IV: &str = "962359ff6ba89db6cf698f1f0446591e";
const MAX: usize = 65_422;
const GOOD: &str = "netaio/stream/decrypt-uri";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = encrypted();
    cases.extend(large());
    cases.extend(splits());
    cases.extend(decrypted(author));
    cases.extend(ivs(author));
    cases.extend(short(author));
    cases.extend(unprotected(author));
    cases
}

/// A text under the key stream of this IV.
fn crypt(author: &Author<'_>, iv: &str, text: &str) -> String {
    let length = text.len() / 2;
    let input = json!({ "version": "0.0.9", "key": KEY_HASH, "iv": iv, "start": 0, "length": length });
    let stream = raw(&part(author, "netaio.keystream", &input, &json!({}), "stream"));
    hex(raw(text).iter().zip(stream).map(|(byte, mask)| byte ^ mask).collect::<Vec<u8>>())
}

fn encrypts(name: &str, about: &str, rules: &[&str], version: &str, more: Value) -> Draft {
    let base = json!({ "key": KEY, "encrypt_uri": true, "fields": tagged(&fields(&[])), "uri": hex("uri"), "content": hex("hello") });
    versioned(
        &format!("netaio/stream/encrypt-{name}"),
        about,
        rules,
        "netaio.stream.encrypt",
        version,
        with(&base, more),
    )
}

/// Played, and decrypted by the reader.
fn good(name: &str, about: &str, rules: &[&str], version: &str, more: Value) -> Draft {
    let base = json!({ "version": version, "key": KEY, "encrypt_uri": true, "uri": hex("uri"), "content": hex("hello") });
    let input = with(&base, more.clone());
    let plain = members_of(&input, &["uri", "content"]);
    let refs = json!({ "fields": { "$ref": "/fields" }, "uri": { "$ref": "/uri" }, "content": { "$ref": "/content" } });
    encrypts(name, about, rules, version, more).played().check(
        "netaio.stream.decrypt",
        with(&input, refs),
        plain,
    )
}

fn encrypted() -> Vec<Draft> {
    let rules = &["NA-STREAM-1", "NA-STREAM-3"];
    let others = tagged(&fields(&[("a", int("1")), ("iv2", bytes([0; 16]))]));
    vec![
        good("uri", "URI and content", rules, "0.0.9", json!({})),
        good("others", "other fields stay as they are", rules, "0.0.9", json!({ "fields": others })),
        good(
            "iv-str",
            "a field with the name of the IV is replaced, whatever it is",
            rules,
            "0.0.9",
            json!({ "fields": tagged(&fields(&[("iv", text("x"))])) }),
        ),
        good("empty-key", "a key of no bytes", rules, "0.0.9", json!({ "key": "" })),
        good("uri-alone", "a URI without content", rules, "0.0.9", json!({ "content": "" })),
        good(
            "content-alone",
            "a content without URI, encrypted with its length",
            rules,
            "0.0.9",
            json!({ "uri": "" }),
        ),
        good(
            "29-bytes",
            "a ciphertext of one block less one byte",
            &["NA-STREAM-1", "NA-STREAM-3"],
            "0.0.9",
            json!({ "uri": "", "content": "61".repeat(29) }),
        ),
        good(
            "30-bytes",
            "a ciphertext of one block",
            rules,
            "0.0.9",
            json!({ "uri": "", "content": "61".repeat(30) }),
        ),
        good(
            "31-bytes",
            "a ciphertext of one block and one byte",
            rules,
            "0.0.9",
            json!({ "uri": "", "content": "61".repeat(31) }),
        ),
        good(
            "0-0-8-content",
            "the old version, the URI in clear",
            &["NA-STREAM-1", "NA-VER-1"],
            "0.0.8",
            json!({ "encrypt_uri": false }),
        ),
        good(
            "0-0-8-long",
            "the old version, more than one block",
            &["NA-STREAM-1", "NA-VER-1"],
            "0.0.8",
            json!({ "content": "61".repeat(70) }),
        ),
    ]
}

fn large() -> Vec<Draft> {
    let zeros = |count: usize| "00".repeat(count);
    let given = json!({ "iv": IV, "split": "0000" });
    let refused_by = "builtins.ValueError: Content + uri is too long for encapsulation";
    vec![
        good(
            "65420",
            "the largest body with an encrypted URI",
            &["NA-STREAM-2"],
            "0.0.9",
            json!({ "uri": "", "content": zeros(MAX - 2) }),
        ),
        refuse(
            encrypts(
                "65421",
                "too large by one with the length of the URI",
                &["NA-STREAM-2"],
                "0.0.9",
                json!({ "uri": "", "content": zeros(MAX - 1) }),
            ),
            "too-large",
        )
        .draws(given.clone())
        .edit_of("netaio/stream/encrypt-65420"),
        refuse(
            encrypts(
                "65422",
                "the largest body, and two bytes of length",
                &["NA-STREAM-2"],
                "0.0.9",
                json!({ "uri": "75", "content": zeros(MAX - 1) }),
            ),
            "too-large",
        )
        .draws(given.clone())
        .edit_of("netaio/stream/encrypt-65420")
        .source_ref("N 76")
        .upstream(refused("too-large", refused_by)),
        good(
            "content-65422",
            "the largest body with the URI in clear",
            &["NA-STREAM-2"],
            "0.0.9",
            json!({ "encrypt_uri": false, "content": zeros(MAX - 3) }),
        ),
        refuse(
            encrypts(
                "content-65423",
                "too large by one with the URI in clear",
                &["NA-STREAM-2"],
                "0.0.9",
                json!({ "encrypt_uri": false, "content": zeros(MAX - 2) }),
            ),
            "too-large",
        )
        .draws(given)
        .edit_of("netaio/stream/encrypt-content-65422"),
    ]
}

/// A ciphertext of 10 bytes has 9 places to split it at.
fn splits() -> Vec<Draft> {
    let rows = [("0", "0000"), ("8", "0008"), ("9", "0009"), ("255", "00ff"), ("65535", "ffff")];
    rows.into_iter()
        .map(|(name, split)| {
            let about = format!("ten bytes, split where {name} says");
            good(&format!("split-{name}"), &about, &["NA-STREAM-3"], "0.0.9", json!({}))
                .draws(json!({ "iv": IV, "split": split }))
        })
        .collect()
}

fn decrypts(name: &str, about: &str, rules: &[&str], version: &str, more: Value) -> Draft {
    let base = json!({ "key": KEY, "encrypt_uri": true, "fields": iv(bytes(raw(IV))) });
    versioned(
        &format!("netaio/stream/decrypt-{name}"),
        about,
        rules,
        "netaio.stream.decrypt",
        version,
        with(&base, more),
    )
}

fn iv(value: Packify) -> Value {
    tagged(&fields(&[("iv", value)]))
}

fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

/// A ciphertext, cut in two.
fn split(ciphertext: &str, at: usize) -> Value {
    let (uri, content) = ciphertext.split_at(2 * at);
    json!({ "uri": uri, "content": content })
}

fn plain(uri: &str, content: &str) -> Value {
    json!({ "uri": hex(uri), "content": hex(content) })
}

fn decrypted(author: &Author<'_>) -> Vec<Draft> {
    let rules = &["NA-STREAM-4", "NA-STREAM-5", "NA-STREAM-6"];
    let whole = crypt(author, IV, &body("uri", "hello"));
    let largest = vec![0; MAX];
    let body_of = |content: &[u8]| split(&crypt(author, IV, &body("", content)), 1);
    let in_clear = |name: &str, about: &str, count: usize| {
        decrypts(
            name,
            about,
            &["NA-STREAM-7"],
            "0.0.9",
            json!({ "encrypt_uri": false, "uri": "", "content": "00".repeat(count) }),
        )
    };
    vec![
        decrypts("uri", "URI and content", rules, "0.0.9", split(&whole, 4)).accept(plain("uri", "hello")),
        decrypts("all-in-content", "a ciphertext that is content alone", rules, "0.0.9", split(&whole, 0))
            .accept(plain("uri", "hello")),
        decrypts("all-in-uri", "a ciphertext that is URI alone", rules, "0.0.9", split(&whole, 10))
            .accept(plain("uri", "hello")),
        decrypts(
            "uri-whole",
            "a URI that takes up the plaintext",
            rules,
            "0.0.9",
            split(&crypt(author, IV, &body("abc", "")), 1),
        )
        .accept(plain("abc", "")),
        decrypts("65422", "the largest body", &["NA-STREAM-7"], "0.0.9", body_of(&largest))
            .accept(json!({ "uri": "", "content": hex(&largest) })),
        refuse(
            decrypts(
                "65423",
                "a body that is too large by one",
                &["NA-STREAM-7"],
                "0.0.9",
                split(&format!("{}{}", crypt(author, IV, "0000"), "00".repeat(MAX + 1)), 1),
            ),
            "too-large",
        )
        .edit_of("netaio/stream/decrypt-65422"),
        refuse(in_clear("content-65423", "a content that is too large by one", MAX + 1), "too-large")
            .edit_of("netaio/stream/decrypt-65422"),
    ]
}

fn ivs(author: &Author<'_>) -> Vec<Draft> {
    let whole = split(&crypt(author, IV, &body("uri", "hello")), 4);
    let row = |name: &str, about: &str, rule: &str, code: &str, fields: Value, ciphertext: &Value| {
        refuse(decrypts(name, about, &[rule], "0.0.9", with(ciphertext, json!({ "fields": fields }))), code)
            .edit_of(GOOD)
    };
    let sized = |name: &str, about: &str, value: &str| {
        let ciphertext = split(&crypt(author, value, &body("uri", "hello")), 4);
        row(name, about, "NA-STREAM-5", "bad-field", iv(bytes(raw(value))), &ciphertext)
            .variant(&[("iv-size", "unchecked")], Wanted::Accept(plain("uri", "hello")))
    };
    vec![
        measured(
            row("no-iv", "the IV is missing", "NA-STREAM-4", "missing-field", tagged(&fields(&[])), &whole),
            66,
            refused("missing-field", "builtins.KeyError: 'iv'"),
        ),
        row(
            "other-name",
            "the IV has another name",
            "NA-STREAM-4",
            "missing-field",
            tagged(&fields(&[("iv2", bytes(raw(IV)))])),
            &whole,
        ),
        measured(sized("iv-0", "an IV of no bytes", ""), 67, json!({ "accept": plain("uri", "hello") })),
        sized("iv-15", "an IV of 15 bytes", &IV[..30]),
        sized("iv-17", "an IV of 17 bytes", &format!("{IV}00")),
        measured(
            row("iv-int", "an IV that is an int", "NA-STREAM-5", "bad-field", iv(int("7")), &whole),
            68,
            failed("builtins.TypeError: object supporting the buffer API required"),
        ),
        row("iv-none", "an IV that is none", "NA-STREAM-5", "bad-field", iv(Packify::None), &whole),
        row("iv-str", "an IV that is a str", "NA-STREAM-5", "bad-field", iv(text(&"i".repeat(16))), &whole),
    ]
}

fn short(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, plaintext: &str, uri: &str, content: &str| {
        let ciphertext = split(&crypt(author, IV, plaintext), usize::from(plaintext.len() > 2));
        let draft = decrypts(name, about, &["NA-STREAM-6"], "0.0.9", ciphertext);
        refuse(draft, "short")
            .edit_of(GOOD)
            .variant(&[("inner-uri", "clipped")], Wanted::Accept(plain(uri, content)))
    };
    let yes = |uri: &str, content: &str| json!({ "accept": plain(uri, content) });
    vec![
        measured(row("1-byte", "a plaintext of one byte", "00", "", ""), 72, yes("", "")),
        row("1-byte-5", "a plaintext of the byte 05", "05", "", ""),
        measured(row("0-bytes", "an empty ciphertext", "", "", ""), 73, yes("", "")),
        measured(
            row("uri-3-of-5", "a URI that ends two bytes early", "0005616263", "abc", ""),
            74,
            yes("abc", ""),
        ),
        row("uri-0-of-1", "a URI of one byte, of which none is there", "0001", "", ""),
        row("uri-65535", "a URI of 65,535 bytes, of which one is there", "ffff61", "a", ""),
    ]
}

/// What decrypts all the same: NA-LIMIT-3.
fn unprotected(author: &Author<'_>) -> Vec<Draft> {
    let whole = crypt(author, IV, &body("uri", "hello"));
    let in_clear = crypt(author, IV, &hex("hello"));
    let limit = |draft: Draft| draft.bug(BugClass::Malleability, Severity::High);
    let other_key = |input: &Value| {
        let asked = with(
            &json!({ "version": "0.0.9", "key": hex("other"), "fields": iv(bytes(raw(IV))) }),
            input.clone(),
        );
        play(author, "netaio.stream.decrypt", &asked, &json!({}))
    };
    let content = json!({ "encrypt_uri": false, "uri": hex("uri"), "content": in_clear });
    let garbage = other_key(&content);
    // Without the length of the URI all is content: what a lenient reader clips is computed from that.
    let all = other_key(&json!({ "encrypt_uri": false, "uri": "", "content": whole }));
    let clipped = all
        .get("content")
        .and_then(Value::as_str)
        .and_then(|content| content.get(4..))
        .unwrap_or_default()
        .to_owned();
    vec![
        limit(decrypts(
            "other-key",
            "another key gives another content, and nothing says so",
            &["NA-LIMIT-3"],
            "0.0.9",
            with(&content, json!({ "key": hex("other") })),
        ))
        .accept(garbage),
        measured(
            refuse(
                decrypts(
                    "other-key-uri",
                    "another key gives another length of the URI, which does not fit",
                    &["NA-STREAM-6"],
                    "0.0.9",
                    with(&split(&whole, 4), json!({ "key": hex("other") })),
                ),
                "short",
            )
            .edit_of(GOOD)
            .variant(&[("inner-uri", "clipped")], Wanted::Accept(json!({ "uri": clipped, "content": "" }))),
            69,
            json!({ "accept": { "uri": clipped, "content": "" } }),
        ),
        measured(
            limit(decrypts(
                "split-moved",
                "the ciphertext is split elsewhere",
                &["NA-LIMIT-3"],
                "0.0.9",
                split(&whole, 7),
            ))
            .accept(plain("uri", "hello")),
            71,
            json!({ "accept": plain("uri", "hello") }),
        ),
    ]
}
