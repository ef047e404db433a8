//! Metas that a writer makes: DI-META-1 to DI-META-4, section 5.9.

use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use super::super::{Author, Draft, Wanted, case, derive};
use super::ecdsa::Signature;
use super::key_ecc::SECRET;
use super::key_make::{ecc_public, rsa_public};
use super::keys::dictionary;
use super::metas::HULK_KEY;
use super::refusal::{misuse, refuse};
use super::rsa::Rsa;
use super::value::hex;

/// Seeds of which the first s is the smaller one, and the larger.
const LOW: &str = "grace";
const HIGH: &str = "frank";

/// All cases of the writer.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK_KEY);
    [rsa(&key), ecc(), versions(&key), seeds(&key), refused(&key)].concat()
}

/// The inputs; a version or a seed that is not told is left out.
fn makes(
    name: &str,
    about: &str,
    rules: &[&str],
    private: &str,
    version: Option<i64>,
    seed: Option<&[u8]>,
) -> Draft {
    let mut input = Map::new();
    input.insert("private_key".to_owned(), hex(private).into());
    input.extend(version.map(|version| ("version".to_owned(), version.into())));
    input.extend(seed.map(|seed| ("seed".to_owned(), hex(seed).into())));
    case(&format!("dimp/meta/{name}")).about(about).rules(rules).op("dimp.meta.make", Value::from(input))
}

/// A meta as it is written.
fn written(version: u8, seed: Option<(&str, &[u8])>, key: &str) -> String {
    match seed {
        Some((seed, signature)) => format!(
            "{{\"version\": {version}, \"seed\": \"{seed}\", \"key\": {key}, \"fingerprint\": \"{}\"}}",
            BASE64.encode(signature)
        ),
        None => format!("{{\"version\": {version}, \"key\": {key}}}"),
    }
}

/// Accepted with this meta, which reads back.
fn made(draft: Draft, k: &[u8], meta: &str) -> Draft {
    let read = json!({ "meta": { "$ref": "/meta" }, "network": 8 });
    draft.draws(json!({ "k": hex(k) })).accept(json!({ "meta": hex(meta) })).check(
        "dimp.meta.id",
        read,
        json!({}),
    )
}

fn rsa(key: &Rsa) -> Vec<Draft> {
    let public = rsa_public(key);
    let row =
        |name: &str, about: &str, rules: &[&str], version: Option<i64>, seed: Option<&str>, meta: &str| {
            let draft = makes(name, about, rules, &key.private(), version, seed.map(str::as_bytes));
            made(draft, &derive(&format!("dimp/meta/{name}"), 0, "k", 32), meta)
        };
    let signed =
        |version: u8, seed: &str| written(version, Some((seed, &key.sign(seed.as_bytes()))), &public);
    let long = "-".repeat(32);
    let all = ["DI-META-2", "DI-META-4"];
    vec![
        row("make-1", "version 1, told", &all, Some(1), Some("hulk-2"), &signed(1, "hulk-2")),
        row("make-2-characters", "the shortest seed", &["DI-META-1"], None, Some("a."), &signed(1, "a.")),
        row("make-32-characters", "the longest seed", &["DI-META-1"], None, Some(&long), &signed(1, &long)),
        row(
            "make-2-rsa",
            "version 2 has neither seed nor fingerprint",
            &["DI-META-4"],
            Some(2),
            None,
            &written(2, None, &public),
        )
        .needs("dimp-btc"),
        row(
            "make-2-seed",
            "a seed of version 2 is not used, whatever it is",
            &["DI-META-1", "DI-META-4"],
            Some(2),
            Some("a b"),
            &written(2, None, &public),
        )
        .needs("dimp-btc"),
        row("make-3-rsa", "version 3", &all, Some(3), Some("hulk"), &signed(3, "hulk")).needs("dimp-btc"),
    ]
}

/// A draw of zeros: the secret number is 1.
fn ecc() -> Vec<Draft> {
    let zeros = [0; 32];
    let public = ecc_public();
    let row = |name: &str, about: &str, rules: &[&str], version: i64, seed: Option<&str>, meta: &str| {
        let draft =
            makes(name, about, rules, &dictionary("ECC", SECRET), Some(version), seed.map(str::as_bytes));
        made(draft.needs("dimp-ecc"), &zeros, meta)
    };
    let signature = |seed: &str| Signature::of(seed.as_bytes());
    let signed = |version: u8, seed: &str, signature: &Signature| {
        written(version, Some((seed, &signature.der())), &public)
    };
    let all = ["DI-META-2", "DI-META-4", "DI-SIG-2"];
    let (low, high) = (signature(LOW), signature(HIGH));
    let accepted = Wanted::Accept(json!({ "meta": hex(signed(1, HIGH, &high)) }));
    vec![
        row("make-1-ecc", "version 1 with a key of ECC", &all, 1, Some(LOW), &signed(1, LOW, &low)),
        row(
            "make-1-high-s",
            "a fingerprint whose s was the larger one",
            &["DI-META-2", "DI-SIG-3"],
            1,
            Some(HIGH),
            &signed(1, HIGH, &high.twin()),
        )
        .variant_unread(&[("high-s", "accepted")], accepted),
        row("make-3-ecc", "version 3", &all, 3, Some(LOW), &signed(3, LOW, &low)).needs("dimp-btc"),
        row(
            "make-4-seed",
            "a seed of version 4 is not used",
            &["DI-META-4"],
            4,
            Some(LOW),
            &written(4, None, &public),
        )
        .needs("dimp-eth"),
        row("make-5", "version 5", &all, 5, Some(LOW), &signed(5, LOW, &low)).needs("dimp-eth"),
    ]
}

fn versions(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, version: i64| {
        let draft = makes(name, about, &["DI-META-3"], &key.private(), Some(version), Some(b"hulk"));
        misuse(draft, "bad-data")
    };
    vec![
        row("make-0", "version 0", 0),
        row("make-6", "version 6", 6),
        row("make-minus-1", "version -1", -1),
        row("make-257", "version 257", 257),
        row("make-4-rsa", "version 4 with a key of RSA", 4).needs("dimp-eth"),
        row("make-5-rsa", "version 5 with one", 5).needs("dimp-eth"),
    ]
}

fn seeds(key: &Rsa) -> Vec<Draft> {
    let public = rsa_public(key);
    let row = |name: &str, about: &str, seed: Option<&[u8]>| {
        misuse(makes(name, about, &["DI-META-1"], &key.private(), None, seed), "bad-seed")
    };
    let any = |name: &str, about: &str, seed: &str| {
        let meta = written(1, Some((seed, &key.sign(seed.as_bytes()))), &public);
        row(name, about, Some(seed.as_bytes()))
            .variant(&[("names", "any")], Wanted::Accept(json!({ "meta": hex(meta) })))
    };
    vec![
        row("make-no-seed", "no seed", None),
        row("make-seed-not-utf8", "a seed that is not UTF-8", Some(b"hulk\xff")),
        any("make-seed-empty", "an empty seed", ""),
        any("make-seed-1", "a seed of one character", "h"),
        any("make-seed-33", "a seed of 33 characters", &"h".repeat(33)),
        any("make-seed-at", "a seed with an `@`", "a@b"),
        any("make-seed-slash", "a seed with a slash", "a/b"),
    ]
}

fn refused(key: &Rsa) -> Vec<Draft> {
    let base = "dimp/published/meta-hulk-make";
    let row = |name: &str, about: &str, rule: &str, code: &str, private: &str, version: Option<i64>| {
        refuse(makes(name, about, &[rule], private, version, Some(b"hulk")), base, code)
    };
    vec![
        row("make-public-key", "a public key", "DI-PEM-3", "loose-text", &key.public(), None),
        row(
            "make-message-key",
            "a message key",
            "DI-DICT-3",
            "unknown-algorithm",
            "{\"algorithm\": \"PLAIN\"}",
            None,
        ),
        row("make-key-first", "no key, and a version that is none", "DI-DICT-2", "bad-key", "{}", Some(6)),
    ]
}
