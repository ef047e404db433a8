//! Profiles that a writer makes: DI-PROF-1, section 5.11.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case, derive};
use super::asked::MOKI;
use super::ecdsa::Signature;
use super::key_ecc::SECRET;
use super::keys::dictionary;
use super::metas::{Meta, OF_MOKI};
use super::profiles::MOKI_KEY;
use super::refusal::{misuse, refuse};
use super::rsa::Rsa;
use super::value::{dict, float, hex, int, list, nested, raw_text, text};

const BASE: &str = "dimp/profile/make";

/// All cases of the writer.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [rsa(author), ecc(), unwritable(author), refused(author)].concat()
}

fn makes(name: &str, about: &str, rules: &[&str], id: &str, properties: &Value, private: &str) -> Draft {
    let input = json!({ "id": hex(id), "properties": properties, "private_key": hex(private) });
    case(&format!("dimp/profile/{name}")).about(about).rules(rules).op("dimp.profile.make", input)
}

/// A profile as it is written: the data escaped once more.
fn written(id: &str, data: &str, signature: &[u8]) -> String {
    let data = data.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{{\"ID\": \"{id}\", \"data\": \"{data}\", \"signature\": \"{}\"}}", BASE64.encode(signature))
}

fn rsa(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, MOKI_KEY);
    let meta = hex(Meta::of(author, OF_MOKI).text());
    let row = |name: &str, about: &str, id: &str, properties: &Value, data: &str| {
        let read = json!({ "profile": { "$ref": "/profile" }, "id": hex(MOKI), "meta": meta });
        let draw = derive(&format!("dimp/profile/{name}"), 0, "k", 32);
        makes(name, about, &["DI-PROF-1", "DI-SIG-1"], id, properties, &key.private())
            .draws(json!({ "k": hex(draw) }))
            .accept(json!({ "profile": hex(written(MOKI, data, &key.sign(data.as_bytes()))) }))
            .check("dimp.profile.read", read, json!({ "properties": properties }))
    };
    let ordered =
        dict(&[("z", int("1")), ("a", list(&[json!(["null"]), float(0.5)])), ("m", dict(&[("", text(""))]))]);
    vec![
        row("make", "one property", MOKI, &dict(&[("name", text("Moki"))]), "{\"name\": \"Moki\"}"),
        row("make-empty", "no property", MOKI, &dict(&[]), "{}"),
        row(
            "make-order",
            "properties in their order",
            MOKI,
            &ordered,
            "{\"z\": 1, \"a\": [null, 0.5], \"m\": {\"\": \"\"}}",
        ),
        row(
            "make-escapes",
            "text with escapes, which are escaped once more",
            MOKI,
            &dict(&[("name", text("\"é\\\n"))]),
            "{\"name\": \"\\\"\\u00e9\\\\\\n\"}",
        ),
        row("make-terminal", "the terminal is left out", &format!("{MOKI}/x"), &dict(&[]), "{}"),
    ]
}

/// A draw of zeros: the secret number is 1.
fn ecc() -> Vec<Draft> {
    let id = "0x3E9003153d9A39D3f57B126b0c38513D5e289c3E";
    let row = |name: &str, about: &str, data: &str, properties: &Value| {
        let signature = Signature::of(data.as_bytes());
        let [low, high] =
            if signature.is_high() { [signature.twin(), signature] } else { [signature.clone(), signature] };
        let draft =
            makes(name, about, &["DI-PROF-1", "DI-SIG-2"], id, properties, &dictionary("ECC", SECRET))
                .needs("dimp-ecc")
                .needs("dimp-eth")
                .draws(json!({ "k": "00".repeat(32) }))
                .accept(json!({ "profile": hex(written(id, data, &low.der())) }))
                .check(
                    "dimp.profile.read",
                    json!({ "profile": { "$ref": "/profile" }, "id": hex(id), "meta": hex(eth_meta()) }),
                    json!({ "properties": properties }),
                );
        if !high.is_high() {
            return draft;
        }
        draft.variant_unread(
            &[("high-s", "accepted")],
            Wanted::Accept(json!({ "profile": hex(written(id, data, &high.der())) })),
        )
    };
    vec![
        row("make-ecc", "a key of ECC", "{\"name\": \"a\"}", &dict(&[("name", text("a"))])),
        row("make-ecc-again", "another text", "{\"name\": \"b\"}", &dict(&[("name", text("b"))])),
        row("make-ecc-empty", "no property", "{}", &dict(&[])),
    ]
}

/// The meta of version 4 of [`SECRET`].
fn eth_meta() -> String {
    format!("{{\"version\": 4, \"key\": {}}}", super::key_make::ecc_public())
}

/// Properties are refused before the private key is read.
fn unwritable(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, MOKI_KEY);
    let meant = |name: &str, about: &str, rule: &str, properties: &Value, private: &str| {
        misuse(makes(name, about, &[rule], MOKI, properties, private), "bad-data")
    };
    let row = |name: &str, about: &str, rule: &str, properties: &Value, when: (&str, &str), data: &str| {
        let profile = written(MOKI, data, &key.sign(data.as_bytes()));
        meant(name, about, rule, properties, &key.private())
            .variant(&[when], Wanted::Accept(json!({ "profile": hex(profile) })))
    };
    let twice = dict(&[("a", int("1")), ("b", int("2")), ("a", int("3"))]);
    let deep = |levels: usize| format!("{{\"x\": {}{}}}", "[".repeat(levels), "]".repeat(levels));
    vec![
        row(
            "make-nan",
            "NaN",
            "DI-JSON-14",
            &dict(&[("x", float(f64::NAN))]),
            ("non-finite", "accepted"),
            "{\"x\": NaN}",
        ),
        row(
            "make-lone-surrogate",
            "half of a surrogate pair",
            "DI-JSON-15",
            &dict(&[("x", raw_text("eda080"))]),
            ("lone-surrogates", "accepted"),
            "{\"x\": \"\\ud800\"}",
        ),
        row(
            "make-property-twice",
            "a property twice",
            "DI-JSON-16",
            &twice,
            ("duplicate-members", "last"),
            "{\"a\": 3, \"b\": 2}",
        ),
        row(
            "make-129-levels",
            "properties in 129 levels",
            "DI-JSON-17",
            &dict(&[("x", nested(128))]),
            ("json-depth", "deeper"),
            &deep(128),
        ),
        meant(
            "make-properties-first",
            "NaN, and no key",
            "DI-JSON-14",
            &dict(&[("x", float(f64::NAN))]),
            "{}",
        )
        .variant(&[("non-finite", "accepted")], Wanted::reject("bad-key")),
    ]
}

fn refused(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, MOKI_KEY);
    let row = |name: &str, about: &str, rule: &str, code: &str, id: &str, private: &str| {
        refuse(makes(name, about, &[rule], id, &dict(&[]), private), BASE, code)
    };
    vec![
        row(
            "make-bad-id",
            "an ID that is none",
            "DI-ADDR-5",
            "bad-address",
            &MOKI.replace("ekk", "ekj"),
            &key.private(),
        ),
        row("make-empty-id", "an empty ID", "DI-ID-1", "bad-id", "", &key.private()),
        row("make-public-key", "a public key", "DI-PEM-3", "loose-text", MOKI, &key.public()),
        row(
            "make-message-key",
            "a message key",
            "DI-DICT-3",
            "unknown-algorithm",
            MOKI,
            "{\"algorithm\": \"PLAIN\"}",
        ),
    ]
}
