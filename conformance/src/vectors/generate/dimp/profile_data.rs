//! Signatures and properties of profiles: DI-PROF-6 and DI-PROF-7.

use data_encoding::BASE64;
use num_bigint::BigUint;
use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::asked::{HULK, MOKI};
use super::der::pem;
use super::key_ecc;
use super::key_make::ecc_public;
use super::keys::dictionary;
use super::metas::HULK_KEY;
use super::profiles::{DATA, GOOD, MOKI_KEY, of_moki, profile, read, reads_moki};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::{Number, Rsa, spki};
use super::value::{dict, float, hex, nested, text, value};

const ASSUMED: (&str, &str) = ("profile-check", "assumed");

/// All cases of signatures and properties.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        signatures(author),
        base64(author),
        texts(author),
        no_properties(author),
        json_rules(author),
        keys(author),
        wrong_keys(author),
    ]
    .concat()
}

fn signatures(author: &Author<'_>) -> Vec<Draft> {
    let [moki, hulk] = [MOKI_KEY, HULK_KEY].map(|case| Rsa::of(author, case));
    let row = |name: &str, about: &str, data: &str, signature: &[u8], properties: Value| {
        let draft = reads_moki(author, name, about, "DI-PROF-6", &profile(MOKI, data, signature).to_string());
        choice(draft, GOOD, "bad-signature", ASSUMED, properties)
    };
    let signature = moki.sign(DATA.as_bytes());
    let short = moki.sign(DATA.as_bytes()).get(..127).unwrap_or_default().to_vec();
    let renamed = json!({ "properties": dict(&[("name", text("Hulk"))]) });
    let seen = |draft: Draft| measured(draft, "N 89", Own::Refused("the signature"));
    vec![
        seen(row("wrong-key", "signed by hulk", DATA, &hulk.sign(DATA.as_bytes()), read())),
        seen(row("signature-empty", "a signature of no bytes", DATA, &[], read())),
        row("signature-cut", "the last byte is missing", DATA, &short, read()),
        row(
            "data-changed",
            "other properties under the same signature",
            "{\"name\": \"Hulk\"}",
            &signature,
            renamed,
        ),
        row(
            "data-respaced",
            "the same properties in another layout",
            "{\"name\":\"Moki\"}",
            &signature,
            read(),
        ),
        row("signature-of-seed", "the fingerprint of the meta", DATA, &moki.sign(b"moki"), read()),
    ]
}

fn base64(author: &Author<'_>) -> Vec<Draft> {
    let signature = BASE64.encode(&Rsa::of(author, MOKI_KEY).sign(DATA.as_bytes()));
    let row = |name: &str, about: &str, rule: &str, signature: &str| {
        let profile = json!({ "ID": MOKI, "data": DATA, "signature": signature });
        reads_moki(author, name, about, rule, &profile.to_string())
    };
    let none = |name: &str, about: &str, signature: &str| {
        refuse(row(name, about, "DI-TEXT-1", signature), GOOD, "bad-base64")
    };
    let loose = |name: &str, about: &str, signature: &str| {
        choice(
            row(name, about, "DI-TEXT-2", signature),
            GOOD,
            "loose-text",
            ("base64-text", "lenient"),
            read(),
        )
    };
    vec![
        none("signature-no-padding", "base64 without its padding", signature.trim_end_matches('=')),
        none("signature-not-ascii", "a character outside ASCII", &format!("{signature}é")),
        loose("signature-line-end", "a line end behind the base64", &format!("{signature}\n")),
        loose("signature-space", "a space in front", &format!(" {signature}")),
    ]
}

/// The text is signed as it was received.
fn texts(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, data: &str, properties: &Value| {
        reads_moki(author, name, about, "DI-PROF-6", &of_moki(author, data).to_string())
            .accept(json!({ "properties": value(properties) }))
    };
    let escaped = of_moki(author, "{\"name\": \"é\"}").to_string().replace('é', "\\u00e9");
    vec![
        row("no-properties", "no properties", "{}", &json!({})),
        row(
            "data-compact",
            "a layout that no writer has",
            "\t{\"b\":1,\n\"a\":[ ]}",
            &json!({ "b": 1, "a": [] }),
        ),
        row(
            "data-not-ascii",
            "characters outside ASCII as themselves",
            "{\"name\": \"é\u{1f4ee}\"}",
            &json!({ "name": "é\u{1f4ee}" }),
        ),
        row("data-escaped", "escapes in the data", "{\"name\": \"\\u00e9\\/\"}", &json!({ "name": "é/" })),
        row(
            "any-types",
            "properties of all types",
            "{\"name\": 5, \"host\": null, \"port\": 9394.5}",
            &json!({ "name": 5, "host": null, "port": 9394.5 }),
        ),
        reads_moki(
            author,
            "outer-escapes",
            "escapes of the profile, which are undone before it is verified",
            "DI-PROF-6",
            &escaped,
        )
        .accept(json!({ "properties": dict(&[("name", text("é"))]) })),
    ]
}

fn no_properties(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, code: &str, data: &str| {
        refuse(reads_moki(author, name, about, rule, &of_moki(author, data).to_string()), GOOD, code)
    };
    let seen = |draft: Draft, raised: &str| measured(draft, "N 92", Own::Failed(raised));
    let index = "TypeError: string indices must be integers, not 'str'";
    vec![
        seen(
            row("data-array", "an array for the properties", "DI-PROF-7", "bad-profile", "[1]"),
            "AssertionError: ",
        ),
        row("data-text", "a text", "DI-PROF-7", "bad-profile", "\"x\""),
        row("data-null", "null", "DI-PROF-7", "bad-profile", "null"),
        seen(
            row("data-not-json", "properties that are no JSON", "DI-JSON-2", "not-json", "x"),
            "JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        ),
        row("data-empty", "an empty text", "DI-JSON-2", "not-json", ""),
        seen(row("key-text", "a text for the key", "DI-PROF-7", "bad-profile", "{\"key\": \"x\"}"), index),
        row("key-list", "an array for the key", "DI-PROF-7", "bad-profile", "{\"key\": []}"),
        row("key-null", "null for the key", "DI-PROF-7", "bad-profile", "{\"key\": null}"),
    ]
}

/// The rules of JSON hold within the data as well.
fn json_rules(author: &Author<'_>) -> Vec<Draft> {
    let row =
        |name: &str, about: &str, rule: &str, code: &str, when: (&str, &str), data: &str, read: Value| {
            let draft = reads_moki(author, name, about, rule, &of_moki(author, data).to_string());
            choice(draft, GOOD, code, when, json!({ "properties": read }))
        };
    let deep = |levels: usize| format!("{{\"x\": {}{}}}", "[".repeat(levels), "]".repeat(levels));
    let lists = |levels: usize| dict(&[("x", nested(levels))]);
    let last = ("duplicate-members", "last");
    vec![
        row(
            "property-twice",
            "a property twice",
            "DI-JSON-5",
            "duplicate-member",
            last,
            "{\"name\": \"a\", \"name\": \"b\"}",
            dict(&[("name", text("b"))]),
        ),
        row(
            "property-nan",
            "a property that is no number",
            "DI-JSON-3",
            "non-finite",
            ("non-finite", "accepted"),
            "{\"x\": NaN}",
            dict(&[("x", float(f64::NAN))]),
        ),
        row(
            "property-129-levels",
            "properties in 129 levels",
            "DI-JSON-6",
            "too-deep",
            ("json-depth", "deeper"),
            &deep(128),
            lists(128),
        ),
        reads_moki(
            author,
            "property-128-levels",
            "properties in 128 levels, which are not those of the profile",
            "DI-JSON-6",
            &of_moki(author, &deep(127)).to_string(),
        )
        .accept(json!({ "properties": lists(127) })),
    ]
}

/// A profile whose one property is a key.
fn with_key(author: &Author<'_>, name: &str, about: &str, rule: &str, key: &str) -> Draft {
    reads_moki(author, name, about, rule, &of_moki(author, &format!("{{\"key\": {key}}}")).to_string())
}

/// The property as it is read.
fn properties(key: &str) -> Value {
    let key: Value = serde_json::from_str(key).expect("a key dictionary is JSON");
    dict(&[("key", value(&key))])
}

fn keys(author: &Author<'_>) -> Vec<Draft> {
    let hulk = Rsa::of(author, HULK_KEY);
    let row = |name: &str, about: &str, key: &str, written: &str| {
        let read = json!({ "properties": properties(key), "key": hex(written) });
        with_key(author, name, about, "DI-PROF-7", key).accept(read)
    };
    let public = hulk.public();
    let with = |space: &str| public.replacen('{', &format!("{{\"x\":{space}[1,{space}2],{space}"), 1);
    let compact = with("").replace(": ", ":").replace(", ", ",");
    let spaced = with(" ");
    vec![
        row("key-rsa", "a key for messages", &public, &public),
        row("key-layout", "a key in another layout, with a member that means nothing", &compact, &spaced),
        row("key-ecc", "a key that cannot encrypt", &ecc_public(), &ecc_public()).needs("dimp-ecc"),
    ]
}

fn wrong_keys(author: &Author<'_>) -> Vec<Draft> {
    let hulk = Rsa::of(author, HULK_KEY);
    let row = |name: &str, about: &str, rule: &str, code: &str, key: &str| {
        refuse(with_key(author, name, about, rule, key), GOOD, code)
    };
    let private = dictionary("RSA", &pem("RSA PRIVATE KEY", &hulk.private_der(), 64, "\n"));
    let with_private = row("key-private-pem", "a private key", "DI-PEM-3", "loose-text", &private)
        .variant(&[("pem-form", "any")], Wanted::Accept(json!({ "properties": properties(&private) })));
    let short = spki(&((hulk.n() >> 512) | BigUint::from(1_u8)), hulk.number(Number::Exponent));
    let weak = dictionary("RSA", &pem("PUBLIC KEY", &short, 64, "\n"));
    let weak_key = row("key-weak", "a key with a modulus of 512 bits", "DI-RSA-2", "weak-key", &weak)
        .variant(
            &[("rsa-modulus", "any")],
            Wanted::Accept(json!({ "properties": properties(&weak), "key": hex(&weak) })),
        );
    let unsigned = profile(MOKI, "{\"key\": 5}", &hulk.sign(b"x")).to_string();
    vec![
        measured(with_private, "N 92", Own::Took(json!({ "properties": properties(&private) }))),
        weak_key,
        row("key-aes", "a message key", "DI-DICT-3", "unknown-algorithm", "{\"algorithm\": \"AES\"}"),
        row("key-empty", "a key without members", "DI-DICT-2", "bad-key", "{}"),
        row(
            "key-off-curve",
            "a point that is none",
            "DI-ECC-2",
            "bad-key",
            &dictionary("ECC", &key_ecc::point().replace("f2ee187e9c582ba6", "f2ee187e9c582ba7")),
        )
        .needs("dimp-ecc"),
        refuse(
            reads_moki(
                author,
                "signature-before-data",
                "no signature, and a key that is none",
                "DI-PROF-6",
                &unsigned,
            ),
            GOOD,
            "bad-signature",
        )
        .variant(&[ASSUMED], Wanted::reject("bad-profile")),
        refuse(
            reads_moki(
                author,
                "owner-before-signature",
                "a profile of hulk that nobody has signed",
                "DI-PROF-4",
                &profile(HULK, DATA, &[]).to_string(),
            ),
            GOOD,
            "wrong-id",
        )
        .variant(&[("profile-owner", "unchecked")], Wanted::reject("bad-signature")),
    ]
}
