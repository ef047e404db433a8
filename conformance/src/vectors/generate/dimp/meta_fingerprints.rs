//! Fingerprints that are none: DI-META-10, and base64 by DI-TEXT-1 and DI-TEXT-2.

use data_encoding::BASE64;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::{Author, Draft, Wanted};
use super::asked::{HULK, MOKI_ADDRESS};
use super::ecdsa::Signature;
use super::key_make::ecc_public;
use super::metas::{EXETH, HULK_KEY, Meta, OF_HULK, OF_MOKI, checks};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::{Rsa, SHA256};

const INVALID: &str = "AssertionError: meta not valid: ...";
const UNCHECKED: (&str, &str) = ("fingerprint", "unchecked");
/// A seed whose fingerprint by hulk begins with a zero byte.
const SHORT: &str = "hulk.659";
/// A seed of which the first s is the smaller one, and one of which it is the larger.
const LOW: &str = "grace";
const HIGH: &str = "frank";
const EXBTC: &str = "dimp/meta/exbtc-signed";

/// All cases of fingerprints.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [wrong(author), forms(author), ecc(author), base64(author)].concat()
}

/// No signature of the seed; accepted by whoever does not look.
fn unsigned(name: &str, about: &str, meta: &Meta, id: &str) -> Draft {
    let draft = checks(name, about, "DI-META-10", meta.text(), id);
    choice(draft, OF_HULK, "bad-fingerprint", UNCHECKED, json!({}))
}

fn wrong(author: &Author<'_>) -> Vec<Draft> {
    let good = Meta::of(author, OF_HULK);
    let moki = Meta::of(author, OF_MOKI);
    let seen = |draft: Draft, line: &str| measured(draft, line, Own::Failed(INVALID));
    let foreign = good.clone().with("fingerprint", moki.member("fingerprint"));
    let other_seed = good.clone().with("seed", "hulc");
    let id = HULK.replace("hulk", "hulc");
    vec![
        seen(
            unsigned(
                "fingerprint-of-another",
                "the fingerprint of moki",
                &foreign,
                &format!("hulk@{MOKI_ADDRESS}"),
            ),
            "N 18",
        ),
        seen(unsigned("seed-changed", "a letter of the seed is another one", &other_seed, &id), "N 20"),
    ]
}

/// Signatures that section 4.10 refuses.
fn forms(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK_KEY);
    let with = |seed: &str, fingerprint: &[u8]| Meta::seeded(1, seed, &key.public(), fingerprint);
    let null = "302f300b060960864801650304020104 20";
    let info =
        [hex::decode(null.replace(' ', "")).expect("it is written here"), Sha256::digest("hulk").to_vec()]
            .concat();
    let no_null = with("hulk", &key.raise(&key.encoded(&info)));
    let short = with(SHORT, key.sign(SHORT.as_bytes()).get(1..).unwrap_or_default());
    let sha512 = [
        hex::decode(SHA256.replace("040201", "040203")).expect("it is written here"),
        Sha256::digest("hulk").to_vec(),
    ]
    .concat();
    let named = with("hulk", &key.raise(&key.encoded(&sha512)));
    let long = with("hulk", &[&[0][..], &key.sign(b"hulk")].concat());
    let row = |name: &str, about: &str, meta: &Meta, when: Option<(&str, &str)>| {
        let draft = checks(name, about, "DI-META-10", meta.text(), &meta.id(author, 8));
        let draft = refuse(draft, OF_HULK, "bad-fingerprint");
        let accepted = |draft: Draft, when| draft.variant(&[when], Wanted::Accept(json!({})));
        let draft = accepted(draft, UNCHECKED);
        when.into_iter().fold(draft, accepted)
    };
    vec![
        row("digest-info-no-null", "a DigestInfo without NULL", &no_null, Some(("digest-info", "either"))),
        row(
            "fingerprint-short",
            "a fingerprint without its leading zero byte",
            &short,
            Some(("signature-length", "padded")),
        ),
        row("fingerprint-other-hash", "a DigestInfo of another hash", &named, None),
        row("fingerprint-long", "a zero byte in front", &long, None),
        row("fingerprint-empty", "a fingerprint of no bytes", &with("hulk", &[]), None),
    ]
}

fn ecc(author: &Author<'_>) -> Vec<Draft> {
    let low = Signature::of(LOW.as_bytes());
    let high = Signature::of(HIGH.as_bytes());
    assert!(!low.is_high() && high.is_high(), "the seeds are chosen so");
    let meta = |version: u8, seed: &str, signature: &Signature| {
        Meta::seeded(version, seed, &ecc_public(), &signature.der())
    };
    let first = meta(1, LOW, &low);
    let twin = meta(1, HIGH, &high);
    let of_key = |seed: &str| format!("{seed}@16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM");
    let exbtc = meta(3, LOW, &low);
    let wrong = meta(3, LOW, &high.twin());
    let exeth = Meta::of(author, EXETH);
    let other = exeth.clone().with("fingerprint", BASE64.encode(&low.der()));
    let id = "erin@0xa8CEd2347444177Db470E809E3730010e7705b6a";
    let ecc = |draft: Draft| draft.needs("dimp-ecc");
    let unchecked = |draft: Draft, base: &str| choice(draft, base, "bad-fingerprint", UNCHECKED, json!({}));
    vec![
        ecc(checks("ecc", "version 1 with a key of ECC", "DI-META-10", first.text(), &first.id(author, 8)))
            .accept(json!({})),
        ecc(unchecked(
            checks(
                "high-s",
                "a fingerprint with the larger s",
                "DI-META-10",
                twin.text(),
                &twin.id(author, 8),
            ),
            "dimp/meta/ecc",
        ))
        .variant(&[("high-s", "accepted")], Wanted::Accept(json!({}))),
        ecc(checks("exbtc-signed", "version 3 with a key of ECC", "DI-META-10", exbtc.text(), &of_key(LOW)))
            .needs("dimp-btc")
            .accept(json!({})),
        ecc(measured(
            unchecked(
                checks(
                    "exbtc-wrong-fingerprint",
                    "version 3 with a fingerprint of another seed",
                    "DI-META-10",
                    wrong.text(),
                    &of_key(LOW),
                ),
                EXBTC,
            ),
            "N 26",
            Own::Failed(INVALID),
        ))
        .needs("dimp-btc"),
        ecc(measured(
            unchecked(
                checks(
                    "exeth-wrong-fingerprint",
                    "version 5 with a fingerprint of another key",
                    "DI-META-10",
                    other.text(),
                    id,
                ),
                EXETH,
            ),
            "N 26",
            Own::Failed(INVALID),
        ))
        .needs("dimp-eth"),
        ecc(refuse(
            checks(
                "exeth-der-trailing",
                "version 5 with a byte behind the signature",
                "DI-META-10",
                {
                    let text = exeth.member("fingerprint");
                    let der = BASE64.decode(text.as_str().unwrap_or_default().as_bytes()).unwrap_or_default();
                    exeth.with("fingerprint", BASE64.encode(&[&der[..], &[0]].concat())).text()
                },
                id,
            ),
            EXETH,
            "bad-fingerprint",
        ))
        .needs("dimp-eth")
        .variant(&[UNCHECKED], Wanted::Accept(json!({}))),
    ]
}

fn base64(author: &Author<'_>) -> Vec<Draft> {
    let good = Meta::of(author, OF_HULK);
    let text = good.member("fingerprint");
    let text = text.as_str().unwrap_or_default();
    let with = |fingerprint: &str| good.clone().with("fingerprint", Value::from(fingerprint)).text();
    let none = |name: &str, about: &str, fingerprint: &str| {
        refuse(checks(name, about, "DI-TEXT-1", with(fingerprint), HULK), OF_HULK, "bad-base64")
    };
    let loose = |name: &str, about: &str, fingerprint: &str| {
        let draft = checks(name, about, "DI-TEXT-2", with(fingerprint), HULK);
        choice(draft, OF_HULK, "loose-text", ("base64-text", "lenient"), json!({}))
    };
    let bare = text.trim_end_matches('=');
    let (first, rest) = text.split_at(40);
    vec![
        none("fingerprint-no-padding", "base64 without its padding", bare),
        none(
            "fingerprint-cut",
            "base64 that ends behind the first character of a group",
            bare.get(..bare.len() - 2).unwrap_or_default(),
        ),
        none("fingerprint-not-ascii", "a character outside ASCII, at the end", &format!("{text}é")),
        none(
            "fingerprint-not-ascii-inside",
            "one that lenient readers of other kinds pass over",
            &format!("{first}\u{a0}{rest}"),
        ),
        loose("fingerprint-line-end", "a line end", &format!("{first}\n{rest}")),
        loose("fingerprint-junk", "a character outside the alphabet", &format!("{first}-{rest}")),
        loose("fingerprint-padding-inside", "a `=` between two groups", &format!("{first}={rest}")),
        loose("fingerprint-tail", "text behind the end", &format!("{text}AAAA")),
        loose("fingerprint-tail-bits", "bits that no byte needs", &text.replace("2I=", "2J=")),
    ]
}
