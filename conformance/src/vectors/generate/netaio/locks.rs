//! `tapescript.json`, first part: locks and witnesses. Section 5.11.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::frame::{part, with};
use super::outcome::{failed, refuse};
use super::value::hex;

/// A seed and its public key.
pub(super) struct Signer {
    pub(super) seed: &'static str,
    pub(super) key: &'static str,
}

/// Those of the captures.
pub(super) const ONE: Signer = Signer {
    seed: "32f5f00120b84ea415e7e11b2fa0db4e2d843216073dc1cbc641b552914d9207",
    key: "10581cb00adfaa69c7ed35ea3c10b7c768ef2b513f40e790aaaf79a07893032a",
};
pub(super) const TWO: Signer = Signer {
    seed: "ab229a58b4385fe44fbce11902f11872da8582c43f7bc17afb209f96532c9fe1",
    key: "2a467d822c6242ea0991f70f022fe0dcb3b66ccb8814cc0a5a406a5e75c0eb97",
};
pub(super) const THREE: Signer = Signer {
    seed: "f5a4c6d28ee3d21363beb3aba2bc1dd0becd701340a25dcce77a17dcef71432c",
    key: "91d708f82e9060aac880953d06f4e1bf9d06e397d5f524aba332b321c5cd94b7",
};

/// Body, nonce and time of the captures.
pub(super) const SIGFIELDS: [&str; 3] =
    ["0003757269636f6e74656e74", "6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e", "00000001"];

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = locks();
    cases.extend(refused_locks());
    cases.extend(witnesses());
    cases.extend(refused_witnesses());
    cases
}

/// A lock of the single kind, as the reference makes it.
pub(super) fn lock_of(signer: &Signer, flags: &str) -> String {
    format!("0320{}23{flags}", signer.key)
}

/// A signature of the sigfields that the flags do not leave out.
pub(super) fn signature(author: &Author<'_>, signer: &Signer, flags: &str, sigfields: &[&str]) -> String {
    let input = json!({ "kind": "single", "seeds": [signer.seed], "flags": flags, "sigfields": sigfields });
    let witness = part(author, "netaio.tapescript.witness", &input, &json!({}), "witness");
    witness.get(4..).unwrap_or_default().to_owned()
}

/// What pushes a text of up to 255 bytes.
pub(super) fn push(text: &str) -> String {
    format!("03{:02x}{text}", text.len() / 2)
}

fn lock(name: &str, about: &str, rules: &[&str], input: Value) -> Draft {
    case(&format!("netaio/tapescript/lock-{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.tapescript.lock", input)
}

fn locks() -> Vec<Draft> {
    let rules = &["NA-LOCK-4"];
    let all = json!([ONE.key, TWO.key, THREE.key]);
    let multi = |quorum: i64| json!({ "kind": "multi", "keys": all, "quorum": quorum });
    let taproot = |script: &str| json!({ "kind": "taproot", "keys": [ONE.key], "script": script });
    let many: Vec<String> = (0..255_u8).map(|n| format!("{n:02x}{}", "00".repeat(31))).collect();
    let rows = [
        (
            "single-flags",
            "a lock that lets a signature leave out the body",
            json!({ "kind": "single", "keys": [ONE.key], "flags": "01" }),
        ),
        (
            "single-no-point",
            "a key that is no point of the curve: nothing is asked of it",
            json!({ "kind": "single", "keys": ["ff".repeat(32)] }),
        ),
        ("key-hash", "a lock of the hash of a key", json!({ "kind": "key-hash", "keys": [ONE.key] })),
        (
            "key-hash-flags",
            "allowed flags of ff",
            json!({ "kind": "key-hash", "keys": [TWO.key], "flags": "ff" }),
        ),
        ("multi-1-of-1", "one of one key", json!({ "kind": "multi", "keys": [ONE.key], "quorum": 1 })),
        ("multi-2-of-3", "two of three keys", multi(2)),
        ("multi-3-of-3", "all of three keys", multi(3)),
        ("multi-flags", "allowed flags of two of three keys", with(&multi(2), json!({ "flags": "03" }))),
        ("multi-0-of-3", "none of three keys: the empty witness opens it", multi(0)),
        (
            "multi-same-keys",
            "one key twice, and a quorum of one",
            json!({ "kind": "multi", "keys": [ONE.key, ONE.key], "quorum": 1 }),
        ),
        ("255-keys", "as many keys as there can be", json!({ "kind": "multi", "keys": many, "quorum": 255 })),
        ("taproot", "a key and a script", taproot("01")),
        ("taproot-empty", "a key and an empty script", taproot("")),
        ("taproot-flags", "allowed flags of a taproot", with(&taproot("01"), json!({ "flags": "02" }))),
        ("taproot-300", "a script of 300 bytes", taproot(&"01".repeat(300))),
    ];
    rows.into_iter().map(|(name, about, input)| lock(name, about, rules, input).played()).collect()
}

fn refused_locks() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, code: &str, input: Value| {
        refuse(lock(name, about, &[rule], input), code)
    };
    let key = |name: &str, about: &str, kind: &str, bytes: usize| {
        let input = json!({ "kind": kind, "keys": ["01".repeat(bytes)], "script": "01" });
        row(
            name,
            about,
            "NA-LOCK-1",
            "bad-key-length",
            if kind == "taproot" { input } else { json!({ "kind": kind, "keys": ["01".repeat(bytes)] }) },
        )
    };
    let multi = |name: &str, about: &str, keys: Vec<String>, quorum: i64| {
        row(
            name,
            about,
            "NA-LOCK-2",
            "bad-quorum",
            json!({ "kind": "multi", "keys": keys, "quorum": quorum }),
        )
    };
    let keys = || vec![ONE.key.to_owned(), TWO.key.to_owned()];
    let point = |name: &str, about: &str, key: String| {
        row(
            name,
            about,
            "NA-LOCK-3",
            "bad-point",
            json!({ "kind": "taproot", "keys": [key], "script": "01" }),
        )
    };
    let many: Vec<String> = (0..256_u16).map(|n| format!("{n:04x}{}", "00".repeat(30))).collect();
    vec![
        key("key-31", "a key of 31 bytes", "single", 31),
        key("key-33", "a key of 33 bytes", "single", 33),
        key("key-0", "a key of no bytes", "key-hash", 0),
        key("taproot-key-31", "an internal key of 31 bytes", "taproot", 31),
        row(
            "multi-key-31",
            "the second of two keys has 31 bytes",
            "NA-LOCK-1",
            "bad-key-length",
            json!({ "kind": "multi", "keys": [ONE.key, "01".repeat(31)], "quorum": 1 }),
        ),
        multi("multi-3-of-2", "a quorum of more than there are keys", keys(), 3),
        multi(
            "multi-2-of-same",
            "a quorum of more than there are different keys",
            vec![ONE.key.to_owned(), ONE.key.to_owned()],
            2,
        ),
        multi("multi-minus-1", "a negative quorum", keys(), -1),
        multi("multi-256", "a quorum of 256", keys(), 256),
        multi("multi-no-keys", "a quorum of one, and no key", vec![], 1),
        multi("256-keys", "256 keys", many, 1),
        point("taproot-no-point", "no point of the curve", format!("02{}", "00".repeat(31))),
        point("taproot-identity", "the point that adds nothing", format!("01{}", "00".repeat(31))),
        point("taproot-order-2", "a point of order 2", format!("ec{}7f", "ff".repeat(30))),
        point("taproot-order-4", "a point of order 4", "00".repeat(32)),
        point("taproot-not-canonical", "the number p + 1 in place of 1", format!("ee{}7f", "ff".repeat(30))),
    ]
}

fn witness(name: &str, about: &str, rules: &[&str], input: Value) -> Draft {
    case(&format!("netaio/tapescript/witness-{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.tapescript.witness", with(&json!({ "sigfields": SIGFIELDS }), input))
}

fn witnesses() -> Vec<Draft> {
    let rules = &["NA-WIT-2", "NA-WIT-3"];
    let script = lock_of(&TWO, "00");
    let single = |flags: &str| json!({ "kind": "single", "seeds": [ONE.seed], "flags": flags });
    let spend = |seeds: Value, script: &str| json!({ "kind": "taproot-script", "seeds": seeds, "script": script, "key": ONE.key });
    let rows = [
        ("single", "a signature", json!({ "kind": "single", "seeds": [ONE.seed] })),
        ("single-flags-00", "flags of 00 are not written", single("00")),
        ("single-flags-01", "the body is left out", single("01")),
        ("single-flags-06", "nonce and time are left out", single("06")),
        ("single-flags-07", "everything is left out", single("07")),
        ("single-flags-80", "a flag of a sigfield that is not there", single("80")),
        ("key-hash", "a signature and its key", json!({ "kind": "key-hash", "seeds": [ONE.seed] })),
        (
            "multi",
            "two signatures, in the order of the seeds",
            json!({ "kind": "multi", "seeds": [TWO.seed, ONE.seed], "flags": "02" }),
        ),
        ("multi-none", "no signature", json!({ "kind": "multi", "seeds": [] })),
        (
            "taproot-key",
            "a signature under the root",
            json!({ "kind": "taproot-key", "seeds": [ONE.seed], "script": script }),
        ),
        (
            "taproot-key-empty",
            "a signature under the root of an empty script",
            json!({ "kind": "taproot-key", "seeds": [ONE.seed], "script": "" }),
        ),
        (
            "taproot-key-flags",
            "a signature under the root that leaves out the nonce",
            json!({ "kind": "taproot-key", "seeds": [TWO.seed], "script": "01", "flags": "02" }),
        ),
        (
            "taproot-script",
            "a signature, the script, and the internal key",
            spend(json!([TWO.seed]), &script),
        ),
        ("taproot-script-1", "a script of one byte, and no signature", spend(json!([]), "01")),
        ("taproot-script-255", "a script of 255 bytes", spend(json!([]), &"01".repeat(255))),
        ("taproot-script-256", "a script of 256 bytes", spend(json!([]), &"01".repeat(256))),
        (
            "taproot-script-65535",
            "the largest script that can be pushed",
            spend(json!([]), &"01".repeat(65_535)),
        ),
        (
            "no-sigfields",
            "nothing to sign",
            json!({ "kind": "single", "seeds": [ONE.seed], "sigfields": [] }),
        ),
        (
            "8-sigfields",
            "as many sigfields as there can be",
            json!({ "kind": "single", "seeds": [ONE.seed], "flags": "55", "sigfields": ["01", "02", "03", "04", "05", "06", "07", "08"] }),
        ),
        ("flags-ff", "a signature of nothing", single("ff")),
    ];
    let mut cases: Vec<Draft> =
        rows.into_iter().map(|(name, about, input)| witness(name, about, rules, input).played()).collect();
    cases.push(
        witness(
            "taproot-key-flags-ff",
            "a signature of nothing under the root",
            rules,
            json!({ "kind": "taproot-key", "seeds": [ONE.seed], "script": "01", "flags": "ff" }),
        )
        .played(),
    );
    cases.push(
        witness("empty-script", "an empty script is pushed all the same", rules, spend(json!([]), ""))
            .played(),
    );
    cases.push(
        witness(
            "key-no-point",
            "an internal key that is no point: the lock cannot be made",
            rules,
            json!({ "kind": "taproot-script", "seeds": [], "script": "01", "key": "ff".repeat(32) }),
        )
        .played(),
    );
    for (name, about, input) in [
        (
            "1024",
            "the most that can be signed",
            json!({ "kind": "single", "seeds": [ONE.seed], "sigfields": ["61".repeat(1000), "62".repeat(24)] }),
        ),
        (
            "1025-left-out",
            "what is left out does not count",
            json!({ "kind": "single", "seeds": [ONE.seed], "flags": "01", "sigfields": ["61".repeat(1025), "62"] }),
        ),
    ] {
        cases.push(witness(name, about, &["NA-WIT-1", "NA-WIT-2"], input).played());
    }
    cases
}

fn refused_witnesses() -> Vec<Draft> {
    let large = || json!({ "sigfields": ["61".repeat(1000), "62".repeat(25)] });
    let row = |name: &str, about: &str, rule: &str, code: &str, input: Value| {
        refuse(witness(name, about, &[rule], input), code)
    };
    let too_large = |name: &str, input: Value| {
        row(name, "one byte more than can be signed", "NA-WIT-1", "too-large", with(&large(), input))
            .edit_of("netaio/tapescript/witness-1024")
    };
    vec![
        too_large("1025", json!({ "kind": "single", "seeds": [ONE.seed] })),
        too_large("1025-key-hash", json!({ "kind": "key-hash", "seeds": [ONE.seed] })),
        too_large("1025-taproot-key", json!({ "kind": "taproot-key", "seeds": [ONE.seed], "script": "01" })),
        row(
            "taproot-script-65536",
            "a script that is too large by one",
            "NA-WIT-4",
            "too-large",
            json!({ "kind": "taproot-script", "seeds": [], "script": "01".repeat(65_536), "key": ONE.key }),
        )
        .edit_of("netaio/tapescript/witness-taproot-script-65535"),
        row(
            "seed-31",
            "a seed of 31 bytes",
            "NA-LOCK-1",
            "bad-key-length",
            json!({ "kind": "single", "seeds": ["01".repeat(31)] }),
        ),
        row(
            "seed-64",
            "seed and public key in place of the seed",
            "NA-LOCK-1",
            "bad-key-length",
            json!({ "kind": "key-hash", "seeds": [format!("{}{}", ONE.seed, ONE.key)] }),
        ),
        row(
            "multi-seed-0",
            "the second of two seeds has no bytes",
            "NA-LOCK-1",
            "bad-key-length",
            json!({ "kind": "multi", "seeds": [ONE.seed, ""] }),
        ),
        row(
            "key-31",
            "an internal key of 31 bytes",
            "NA-LOCK-1",
            "bad-key-length",
            json!({ "kind": "taproot-script", "seeds": [], "script": "01", "key": hex([1; 31]) }),
        ),
    ]
}

/// An exception of tapescript, as it comes out of netaio.
pub(super) fn raised(text: &str) -> Value {
    failed(&format!("tapescript.errors.ScriptExecutionError: {text}"))
}
