//! Metas whose members are not those of one: DI-META-5 to DI-META-9.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::asked::HULK;
use super::metas::{ETH, EXETH, HULK_KEY, Meta, OF_HULK, checks};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::Rsa;
use super::value::hex;

/// All cases of members.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let good = Meta::of(author, OF_HULK);
    [
        texts(&good),
        versions(&good),
        numbers(&good),
        missing(&good),
        keys(&good),
        seeds(author),
        algorithms(author),
    ]
    .concat()
}

fn row(name: &str, about: &str, rule: &str, code: &str, meta: impl AsRef<[u8]>) -> Draft {
    refuse(checks(name, about, rule, meta, HULK), OF_HULK, code)
}

fn texts(good: &Meta) -> Vec<Draft> {
    let no_object = |name: &str, about: &str, text: &str| row(name, about, "DI-META-5", "not-object", text);
    let twice = good.text().replacen('{', "{\"version\":5,", 1);
    vec![
        no_object("array", "an array", "[]"),
        no_object("text", "a text", "\"hulk\""),
        no_object("null", "null", "null"),
        row("not-json", "a meta without its end", "DI-JSON-2", "not-json", good.text().trim_end_matches('}')),
        row("version-twice", "two versions", "DI-JSON-5", "duplicate-member", twice)
            .variant(&[("duplicate-members", "last")], Wanted::Accept(json!({}))),
        checks(
            "other-members",
            "members that mean nothing",
            "DI-META-12",
            good.clone().with("x", json!([null])).text(),
            HULK,
        )
        .accept(json!({})),
    ]
}

fn versions(good: &Meta) -> Vec<Draft> {
    let unknown = |name: &str, about: &str, meta: Meta, raised: &str| {
        measured(row(name, about, "DI-META-6", "unknown-version", meta.text()), "N 21", Own::Failed(raised))
    };
    let raised = "ModuleNotFoundError: meta version not supported: ...";
    let number = |name: &str, number: i64| {
        unknown(
            &format!("version-{name}"),
            &format!("version {number}"),
            good.clone().with("version", number),
            raised,
        )
    };
    let long = good.text().replacen("\"version\":1", &format!("\"version\":1{}", "0".repeat(30)), 1);
    vec![
        number("0", 0),
        number("6", 6),
        number("9", 9),
        number("minus-1", -1),
        number("256", 256),
        unknown("version-missing", "no version", good.clone().without("version"), "KeyError: 'version'"),
        row("version-10-30", "a version of 31 digits", "DI-META-6", "unknown-version", long),
    ]
}

fn numbers(good: &Meta) -> Vec<Draft> {
    let converted = ("number-form", "converted");
    let row = |name: &str, about: &str, version: &str| {
        let meta = good.text().replacen("\"version\":1", &format!("\"version\":{version}"), 1);
        refuse(checks(&format!("version-{name}"), about, "DI-NUM-1", meta, HULK), OF_HULK, "bad-number")
    };
    let loose = |name: &str, about: &str, version: &str| {
        row(name, about, version).variant(&[converted], Wanted::Accept(json!({})))
    };
    let seen = |draft: Draft| measured(draft, "N 21", Own::Took(json!({})));
    vec![
        seen(loose("text", "a text of digits", "\"1\"")),
        seen(loose("fraction", "a number with fraction", "1.9")),
        seen(loose("true", "truth", "true")),
        loose("point-zero", "1 with a fraction of 0", "1.0"),
        loose("spaced-text", "digits with a sign and white space", "\" +1\\n\""),
        row("null", "null", "null"),
        row("word", "a text of no digits", "\"one\""),
        row("list", "an array", "[1]"),
    ]
}

fn missing(good: &Meta) -> Vec<Draft> {
    let bad = |name: &str, about: &str, meta: &Meta| row(name, about, "DI-META-7", "bad-meta", meta.text());
    let seen = |draft: Draft, raised: &str| measured(draft, "N 23", Own::Failed(raised));
    let without = |member: &str| good.clone().without(member);
    let with = |member: &str, value: Value| good.clone().with(member, value);
    vec![
        seen(bad("no-seed", "no seed", &without("seed")), "KeyError: 'seed'"),
        seen(bad("no-fingerprint", "no fingerprint", &without("fingerprint")), "KeyError: 'fingerprint'"),
        bad("seed-number", "a number for the seed", &with("seed", json!(5))),
        bad("seed-null", "null for the seed", &with("seed", Value::Null)),
        bad("fingerprint-null", "null for the fingerprint", &with("fingerprint", Value::Null)),
        bad("fingerprint-list", "an array for the fingerprint", &with("fingerprint", json!([]))),
        bad("no-key", "no key", &without("key")),
        bad("key-text", "a text for the key", &with("key", json!(good.member("key").to_string()))),
        bad("key-list", "an array for the key", &with("key", json!([]))),
    ]
}

/// The key is read by the rules of key dictionaries.
fn keys(good: &Meta) -> Vec<Draft> {
    let with = |key: Value| good.clone().with("key", key).text();
    vec![
        row("key-empty", "a key without members", "DI-DICT-2", "bad-key", with(json!({}))),
        row(
            "key-aes",
            "a message key",
            "DI-DICT-3",
            "unknown-algorithm",
            with(json!({ "algorithm": "AES" })),
        ),
        row("key-plain", "PLAIN", "DI-DICT-3", "unknown-algorithm", with(json!({ "algorithm": "PLAIN" }))),
        row(
            "key-no-pem",
            "data that is no PEM text",
            "DI-PEM-1",
            "bad-key",
            with(json!({ "algorithm": "RSA", "data": "x" })),
        ),
    ]
}

fn seeds(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK_KEY);
    let any = ("names", "any");
    let row = |name: &str, about: &str, seed: &str| {
        let meta = Meta::signed(seed, &key);
        let id = meta.id(author, 8);
        (checks(name, about, "DI-META-9", meta.text(), &id), meta)
    };
    let accepted = |name: &str, about: &str, seed: &str| {
        choice(row(name, about, seed).0, OF_HULK, "bad-name", any, json!({}))
    };
    // The address of such an ID is what follows the first `@`, or stands before the `/`.
    let unread = |name: &str, about: &str, seed: &str, raised: &str| {
        let draft = refuse(row(name, about, seed).0, OF_HULK, "bad-name");
        measured(draft.variant(&[any], Wanted::reject("bad-address")), "N 27", Own::Failed(raised))
    };
    let given = |name: &str, about: &str, seed: &str| {
        let meta = Meta::signed(seed, &key);
        let input = json!({ "meta": hex(meta.text()), "network": 8 });
        let draft =
            case(&format!("dimp/meta/{name}")).about(about).rules(&["DI-META-9"]).op("dimp.meta.id", input);
        let id = json!({ "id": hex(meta.id(author, 8)) });
        measured(
            choice(draft, "dimp/published/meta-hulk-id", "bad-name", any, id.clone()),
            "N 27",
            Own::Took(id),
        )
    };
    let long = "s".repeat(33);
    let seen = |draft: Draft, line: &str| measured(draft, line, Own::Took(json!({})));
    vec![
        seen(accepted("seed-empty", "an empty seed", ""), "N 23"),
        seen(accepted("seed-33", "a seed of 33 characters", &long), "N 27"),
        accepted("seed-1", "a seed of one character", "s"),
        accepted("seed-space", "a seed with a space", "a b"),
        row("seed-32", "the longest seed", &"s".repeat(32)).0.accept(json!({})),
        row("seed-2", "the shortest", "-_").0.accept(json!({})),
        unread("seed-at", "a seed with an `@`", "a@b", "ValueError: Invalid character '@'"),
        given("seed-33-id", "the ID of a seed of 33 characters", &long),
        given("seed-at-id", "the ID of a seed with an `@`, which nobody reads again", "a@b"),
        given("seed-slash-id", "that of a seed with a slash", "a/b"),
    ]
}

fn algorithms(author: &Author<'_>) -> Vec<Draft> {
    let good = Meta::of(author, OF_HULK);
    let row = |name: &str, about: &str, version: u8, base: &str, meta: Meta| {
        let id = if version == 4 { "" } else { "hulk@" };
        let id = format!("{id}0x3E9003153d9A39D3f57B126b0c38513D5e289c3E");
        let draft = checks(name, about, "DI-META-8", meta.with("version", version).text(), &id);
        measured(
            refuse(draft, base, "wrong-algorithm").needs("dimp-eth"),
            "N 24",
            Own::Failed("AssertionError: key data length error: 162"),
        )
    };
    let bare = good.clone().without("seed").without("fingerprint");
    vec![
        row("eth-rsa-key", "version 4 with a key of RSA", 4, ETH, bare),
        row("exeth-rsa-key", "version 5 with one", 5, EXETH, good),
    ]
}
