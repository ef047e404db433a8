//! `attack_identity.json`: what others can do with keys, metas and profiles: section 9.

use num_bigint::BigUint;
use serde_json::{Value, json};

use super::super::{Author, Draft, case, scenario, step};
use super::asked::{HULK, MOKI};
use super::keys::dictionary;
use super::metas::{HULK_KEY, Meta, OF_HULK, OF_MOKI, checks};
use super::profiles::{self, DATA, MOKI_KEY, profile, read, reads_moki};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::{Rsa, digest_info, padded, pkcs1};
use super::twins::Twins;
use super::value::{dict, hex, int, text, value};
use crate::model::case::{BugClass, Severity};

/// A user with a modulus of 2,048 bits.
const BOB: &str = "dimp/meta/bob-make";
/// A modulus and an exponent, chosen in two seconds so that the fingerprint of hulk is a signature of `hulk`.
const SUBSTITUTE: &str = "\
MIIBBwKBgQCrFoQUyld5Sg7LrFsFNBf8mwlkf6vVNBZXT99ImASe3G4R2/mQjZpMFmGZkfV8Gpqud3ZVa8DtIPGfLvpOSkbOdoyyV/n5TLSjelJl\
T9jhnu+s8Y+5EM+Rvp3iTYj3P0h+FWGMj28yoMQ2mNaf2ySrRXSr9xuNKJ9t4L0O7ghtWQKBgCe5FvtSjoZCtkgwKX3tuQfHjnVCa0peSoVF2i3X\
qumhD9hWPCvRRFjhB6i1iFwZOD/RbEjDOAstIYpY8i9MyflopnDW8f7gRjHEautk90jLidFag2YcM2hOMSzjo9pwtqXWpaF3eAIyRCWy2eLesazh\
QdYyHTPgNxLjPvjJc0Ob";
/// A key of 512 bits, its signature of `weak`, and the ID that follows from it.
const WEAK: &str =
    "MEgCQQC0CwNpCt8+p9qfx6xR/Nj+v6ZlXrQjhIepB/UsGHk3WQNp3z5RW39mn2nUtjMRKZwTJIcUrd/qFTHIN0SUwC/xAgMBAAE=";
const WEAK_FINGERPRINT: &str =
    "ODpqNTSkRtJcw2MJheTxUtmuGi6GYlIX53Zl4uEe5j8xBoV7msxztGGRQDGNmAvk65IICJrm9LeVA93q/gETXA==";
const WEAK_ID: &str = "weak@4WWfkghaAGa4gvSgvDfwmdPRznCWK96yH3";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    vec![
        person_as_station(author),
        look_alike_names(author),
        foreign_key(author),
        broadcast_as_seed(author),
        weak_modulus(author),
        substituted_key(author),
        recovered_key(author),
        low_exponent(author),
        forged_profile(author),
        profile_of_another(author),
        broadcast_as_profile(author),
    ]
}

/// A case of the attacks; its draft is made as any other.
fn named(draft: Draft, name: &str) -> Draft {
    Draft { id: format!("dimp/attack/{name}"), ..draft }
}

fn base64(key: &str) -> Value {
    let lines = format!("-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----");
    serde_json::from_str(&dictionary("RSA", &lines)).expect("a key dictionary is JSON")
}

/// Network 136 in the place of 8, with the right check.
fn person_as_station(author: &Author<'_>) -> Draft {
    let meta = Meta::of(author, OF_HULK).text();
    let draft = checks(
        "",
        "the meta of a person, held against the ID of a station",
        "DI-LIMIT-4",
        meta,
        "hulk@x3uhGGCTMtELghDa3Mqd5ehrZNABJpjs3p",
    );
    let draft = draft.bug(BugClass::Confusion, Severity::Medium).accept(json!({}));
    measured(named(draft, "person-as-station"), "N 10", Own::Took(json!({})))
}

fn look_alike_names(author: &Author<'_>) -> Draft {
    let key = Rsa::of(author, MOKI_KEY);
    let asks = |seed: &str| {
        let meta = Meta::signed(seed, &key);
        let input = json!({ "meta": hex(meta.text()), "id": hex(meta.id(author, 8)) });
        step("subject", "dimp.meta.check", input).upstream(json!({ "accept": {} }))
    };
    scenario("dimp/attack/look-alike-names")
        .about("two names that look alike, each with a meta that matches")
        .rules(&["DI-LIMIT-12"])
        .source_ref("N 17")
        .bug(BugClass::Confusion, Severity::Medium)
        .peer("subject")
        .step(asks("rn-john"))
        .step(asks("m-john"))
}

fn foreign_key(author: &Author<'_>) -> Draft {
    let key = Meta::of(author, OF_MOKI).member("key");
    let meta = Meta::of(author, OF_HULK).with("key", key).text();
    let draft = checks("", "hulk's seed and fingerprint with the key of moki", "DI-META-10", meta, HULK);
    let unchecked = ("fingerprint", "unchecked");
    let draft = choice(named(draft, "foreign-key-in-meta"), OF_HULK, "bad-fingerprint", unchecked, json!({}));
    measured(draft, "N 19", Own::Failed("AssertionError: meta not valid: ..."))
}

/// What moki has signed as a broadcast, as the seed of a group.
fn broadcast_as_seed(author: &Author<'_>) -> Draft {
    let (said, signature) = broadcast(author);
    let meta = Meta::of(author, OF_MOKI).with("seed", said).with("fingerprint", signature);
    let id = json!({ "id": hex(meta.id(author, 16)) });
    let draft = case("dimp/attack/broadcast-as-seed")
        .about("a signed broadcast as seed and fingerprint of a group")
        .rules(&["DI-META-9"])
        .op("dimp.meta.id", json!({ "meta": hex(meta.text()), "network": 16 }));
    let draft = choice(draft, "dimp/published/meta-moki-id", "bad-name", ("names", "any"), id.clone());
    measured(draft, "N 28", Own::Took(id))
}

/// The text of a captured broadcast of moki, and its signature.
fn broadcast(author: &Author<'_>) -> (Value, Value) {
    let input = author.input("dimp/published/broadcast-verify").expect("it is a capture");
    let json = input.get("message").and_then(Value::as_str).map(hex::decode);
    let json = json.expect("it has a message").expect("bytes are hex");
    let message: Value = serde_json::from_slice(&json).expect("a message is JSON");
    let member = |name: &str| message.get(name).cloned().unwrap_or_default();
    (member("data"), member("signature"))
}

fn weak_modulus(author: &Author<'_>) -> Draft {
    let meta = Meta::of(author, OF_HULK).with("seed", "weak").with("key", base64(WEAK));
    let meta = meta.with("fingerprint", WEAK_FINGERPRINT).text();
    let draft = checks("", "a modulus of 512 bits, which can be factored", "DI-RSA-2", meta, WEAK_ID);
    let draft = choice(named(draft, "weak-modulus"), OF_HULK, "weak-key", ("rsa-modulus", "any"), json!({}));
    measured(draft, "N 32", Own::Took(json!({})))
}

fn substituted_key(author: &Author<'_>) -> Draft {
    let meta = Meta::of(author, OF_HULK).with("key", base64(SUBSTITUTE)).text();
    let draft = checks("", "another key under which hulk's fingerprint verifies", "DI-RSA-3", meta, HULK);
    let any = ("rsa-exponent", "any");
    let draft = choice(named(draft, "substituted-rsa-key"), OF_HULK, "weak-key", any, json!({}));
    measured(draft.bug(BugClass::Forgery, Severity::Critical), "N 32", Own::Took(json!({})))
}

/// The second public key of an ECDSA signature, whose secret is known here as that of the first one is.
fn recovered_key(author: &Author<'_>) -> Draft {
    let Twins { id, second, .. } = Twins::of(author);
    let about = "a second key under which the fingerprint verifies";
    let draft = checks("", about, "DI-LIMIT-10", second.text(), &id);
    named(draft, "recovered-ecc-key")
        .needs("dimp-ecc")
        .bug(BugClass::Confusion, Severity::Medium)
        .accept(json!({}))
}

/// A number whose cube begins as an encoded message does, and holds anything behind the hash.
fn low_exponent(author: &Author<'_>) -> Draft {
    let (key, data) = (Rsa::of(author, BOB), b"forged");
    let mut block = [&[0, 1][..], &[0xff; 8], &[0], &digest_info(data)].concat();
    let written = block.len();
    block.resize(key.size(), 0);
    let root = BigUint::from_bytes_be(&block).cbrt() + 1_u8;
    let cube = padded(&root.pow(3), key.size());
    assert_eq!(cube.get(..written), block.get(..written), "the root is near enough");
    let text = super::der::pem("PUBLIC KEY", &pkcs1(key.n(), &BigUint::from(3_u8)), 64, "\n");
    let input = json!({
        "public_key": hex(dictionary("RSA", &text)),
        "data": hex(data),
        "signature": hex(padded(&root, key.size())),
    });
    let draft = case("dimp/attack/low-exponent-forgery")
        .about("a cube root for a signature, where the exponent is 3")
        .rules(&["DI-SIG-7"])
        .op("dimp.key.verify", input);
    measured(refuse(draft, "dimp/key-verify/rsa", "bad-signature"), "N 46", Own::Refused("False"))
}

/// The data of a profile with the key of somebody else, signed by that one.
fn forged(author: &Author<'_>) -> (Value, Value) {
    let hulk = Rsa::of(author, HULK_KEY);
    let data = format!("{{\"name\": \"moki\", \"key\": {}}}", hulk.public());
    let plain: Value = serde_json::from_str(&data).expect("properties are JSON");
    let signature = hulk.sign(data.as_bytes());
    (profile(MOKI, data, &signature), value(&plain))
}

fn forged_profile(author: &Author<'_>) -> Draft {
    let (forged, properties) = forged(author);
    let key = hex(Rsa::of(author, HULK_KEY).public());
    let draft = reads_moki(
        author,
        "",
        "a profile of moki with another key, signed with that",
        "DI-PROF-6",
        &forged.to_string(),
    );
    let read = json!({ "properties": properties, "key": key });
    let assumed = ("profile-check", "assumed");
    let draft = choice(named(draft, "forged-profile"), profiles::GOOD, "bad-signature", assumed, read);
    measured(draft, "N 88", Own::Refused("the signature"))
}

fn profile_of_another(author: &Author<'_>) -> Draft {
    let signature = Rsa::of(author, MOKI_KEY).sign(DATA.as_bytes());
    let other = profile(HULK, DATA, &signature).to_string();
    let draft = reads_moki(author, "", "a profile of hulk that moki has signed", "DI-PROF-4", &other);
    let unchecked = ("profile-owner", "unchecked");
    let draft = choice(named(draft, "profile-of-another"), profiles::GOOD, "wrong-id", unchecked, read());
    measured(draft, "N 90", Own::Took(read()))
}

/// What moki has said to everybody.
fn broadcast_as_profile(author: &Author<'_>) -> Draft {
    let (said, signature) = broadcast(author);
    let profile = json!({ "ID": MOKI, "data": said, "signature": signature });
    let properties = [("text", text("Hi all \u{2600}")), ("sn", int("1624287990")), ("type", int("1"))];
    let draft =
        reads_moki(author, "", "a broadcast verifies as a profile", "DI-LIMIT-5", &profile.to_string());
    named(draft, "broadcast-as-profile")
        .bug(BugClass::Confusion, Severity::Medium)
        .accept(json!({ "properties": dict(&properties) }))
}
