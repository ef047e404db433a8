//! `meta.json`: metas, sections 4.6, 5.9 and 5.10. This file holds metas against IDs; the others have their members,
//! fingerprints, IDs, and those that a writer makes.

use serde_json::{Map, Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::asked::{ERIN_ADDRESS, HULK, MOKI, MOKI_ADDRESS};
use super::key_ecc::SECRET;
use super::keys::dictionary;
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::Rsa;
use super::value::hex;
use super::{meta_fingerprints, meta_ids, meta_makes, meta_members};

/// Captures of good metas.
pub(super) const OF_HULK: &str = "dimp/published/meta-hulk";
pub(super) const OF_MOKI: &str = "dimp/published/meta-moki";
pub(super) const BTC: &str = "dimp/meta/btc-known";
pub(super) const ETH: &str = "dimp/meta/eth-known";
pub(super) const EXETH: &str = "dimp/meta/exeth";
/// The key of hulk's meta.
pub(super) const HULK_KEY: &str = "dimp/published/meta-hulk-make";

/// A meta in the making: its members.
#[derive(Clone, Debug)]
pub(super) struct Meta(Map<String, Value>);

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        mismatches(author),
        unseeded(author),
        ids(author),
        meta_members::drafts(author),
        meta_fingerprints::drafts(author),
        meta_ids::drafts(author),
        meta_makes::drafts(author),
    ]
    .concat()
}

impl Meta {
    /// That of a captured case.
    pub(super) fn of(author: &Author<'_>, case: &str) -> Self {
        let input = author.input(case).expect("the case is a capture");
        let json = input.get("meta").and_then(Value::as_str).map(hex::decode);
        let json = json.expect("the case has a meta").expect("bytes are hex");
        Self(serde_json::from_slice(&json).expect("a meta is a JSON object"))
    }

    /// Of version 1, with a key as a dictionary and a fingerprint.
    pub(super) fn seeded(version: u8, seed: &str, key: &str, fingerprint: &[u8]) -> Self {
        let key: Value = serde_json::from_str(key).expect("a key dictionary is JSON");
        let fingerprint = data_encoding::BASE64.encode(fingerprint);
        let members = json!({ "version": version, "seed": seed, "key": key, "fingerprint": fingerprint });
        Self(members.as_object().cloned().unwrap_or_default())
    }

    /// Of version 1, signed by an RSA key.
    pub(super) fn signed(seed: &str, key: &Rsa) -> Self {
        Self::seeded(1, seed, &key.public(), &key.sign(seed.as_bytes()))
    }

    pub(super) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.0.insert(member.to_owned(), value.into());
        self
    }

    pub(super) fn without(mut self, member: &str) -> Self {
        self.0.shift_remove(member);
        self
    }

    pub(super) fn member(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        Value::from(self.0.clone()).to_string()
    }

    /// Its ID in a network, made of the bytes that its address hashes.
    pub(super) fn id(&self, author: &Author<'_>, network: u8) -> String {
        let fingerprint = self.member("fingerprint");
        let bytes = data_encoding::BASE64.decode(fingerprint.as_str().unwrap_or_default().as_bytes());
        let seed = self.member("seed");
        let address = btc(author, &bytes.expect("the fingerprint is base64"), network);
        match seed.as_str() {
            None | Some("") => address,
            Some(seed) => format!("{seed}@{address}"),
        }
    }
}

/// The address of the kind `btc` of some bytes, by the reference.
pub(super) fn btc(author: &Author<'_>, bytes: &[u8], network: u8) -> String {
    let input = json!({ "kind": "btc", "data": hex(bytes), "network": network });
    let input = input.as_object().cloned().unwrap_or_default();
    let (made, _) =
        author.play("dimp.address", &input, &Map::new().into_iter().collect()).expect("it makes addresses");
    let address = made.get("address").and_then(Value::as_str).map(hex::decode);
    String::from_utf8(address.expect("there is an address").expect("bytes are hex")).expect("it is ASCII")
}

/// Holds a meta against an ID.
pub(super) fn checks(name: &str, about: &str, rule: &str, meta: impl AsRef<[u8]>, id: &str) -> Draft {
    case(&format!("dimp/meta/{name}"))
        .about(about)
        .rules(&[rule])
        .op("dimp.meta.check", json!({ "meta": hex(meta), "id": hex(id) }))
}

fn mismatches(author: &Author<'_>) -> Vec<Draft> {
    let meta = Meta::of(author, OF_HULK).text();
    let row = |name: &str, about: &str, rule: &str, id: &str| {
        refuse(checks(name, about, rule, &meta, id), OF_HULK, "meta-mismatch")
    };
    let moki = Meta::of(author, OF_MOKI).text();
    let other =
        checks("other-name", "an ID with another name", "DI-META-12", &moki, &format!("hulk@{MOKI_ADDRESS}"));
    vec![
        measured(refuse(other, OF_MOKI, "meta-mismatch"), "N 9", Own::Refused("False")),
        row("other-address", "an ID with another address", "DI-META-11", &format!("hulk@{MOKI_ADDRESS}")),
        row("other-id", "another ID", "DI-META-11", MOKI),
        row("no-name", "an ID without a name", "DI-META-12", HULK.trim_start_matches("hulk@")),
        row("name-in-capitals", "a name in capital letters", "DI-META-12", &HULK.replace("hulk", "HULK")),
        row("broadcast-id", "a broadcast ID of this name", "DI-META-11", "hulk@anywhere"),
        row("broadcast-group", "a broadcast group of this name", "DI-META-11", "hulk@everywhere"),
        row("btc-meta-eth-id", "an ID of the kind `eth`", "DI-META-11", &format!("hulk@{ERIN_ADDRESS}"))
            .needs("dimp-eth"),
    ]
}

/// Metas without a seed, with one that means nothing.
fn unseeded(author: &Author<'_>) -> Vec<Draft> {
    let [btc, eth] = [BTC, ETH].map(|case| Meta::of(author, case));
    let [btc_id, eth_id] =
        ["16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM", "0x3E9003153d9A39D3f57B126b0c38513D5e289c3E"];
    let fingerprint = Meta::of(author, OF_HULK).member("fingerprint");
    let seeded =
        |meta: &Meta| meta.clone().with("seed", "erin").with("fingerprint", fingerprint.clone()).text();
    let needs = |draft: Draft, feature: &str| draft.needs("dimp-ecc").needs(feature);
    let good = |name: &str, about: &str, meta: &str, id: &str, feature: &str| {
        needs(checks(name, about, "DI-META-12", meta, id), feature).accept(json!({}))
    };
    let bad = |name: &str, about: &str, rule: &str, base: &str, meta: &str, id: &str, feature: &str| {
        needs(refuse(checks(name, about, rule, meta, id), base, "meta-mismatch"), feature)
    };
    let measured = |draft: Draft| measured(draft, "N 22", Own::Took(json!({})));
    let named = |id: &str| format!("erin@{id}");
    let odd = btc.clone().with("seed", 5).with("fingerprint", Value::Null).text();
    vec![
        measured(good(
            "btc-with-seed",
            "a seed and a fingerprint that nobody looks at",
            &seeded(&btc),
            btc_id,
            "dimp-btc",
        )),
        measured(good("eth-with-seed", "the same of version 4", &seeded(&eth), eth_id, "dimp-eth")),
        good("btc-with-other-types", "a seed and a fingerprint of other types", &odd, btc_id, "dimp-btc"),
        bad(
            "btc-with-seed-named",
            "the seed as a name",
            "DI-META-12",
            BTC,
            &seeded(&btc),
            &named(btc_id),
            "dimp-btc",
        ),
        bad(
            "eth-with-seed-named",
            "the same of version 4",
            "DI-META-12",
            ETH,
            &seeded(&eth),
            &named(eth_id),
            "dimp-eth",
        ),
        bad("btc-named", "an ID with a name", "DI-META-12", BTC, &btc.text(), &named(btc_id), "dimp-btc"),
        bad("btc-other-address", "another address", "DI-META-11", BTC, &btc.text(), MOKI_ADDRESS, "dimp-btc"),
        bad(
            "eth-other-address",
            "another address of the kind `eth`",
            "DI-META-11",
            ETH,
            &eth.text(),
            ERIN_ADDRESS,
            "dimp-eth",
        ),
        bad(
            "eth-meta-btc-id",
            "the address of version 2 of the same key",
            "DI-META-11",
            ETH,
            &eth.text(),
            btc_id,
            "dimp-eth",
        ),
        pkcs1(author),
    ]
}

/// One modulus in two forms has one address.
fn pkcs1(author: &Author<'_>) -> Draft {
    let meta = Meta::of(author, "dimp/meta/btc-rsa");
    let key = Rsa::of(author, "dimp/meta/btc-rsa-make");
    let short = super::rsa::pkcs1(key.n(), key.number(super::rsa::Number::Exponent));
    let text = dictionary("RSA", &super::der::pem("RSA PUBLIC KEY", &short, 64, "\n"));
    let other: Value = serde_json::from_str(&text).expect("a key dictionary is JSON");
    let id = author.input("dimp/meta/btc-rsa").ok().and_then(|input| input.get("id").cloned());
    let id = id.and_then(|id| id.as_str().map(hex::decode)).expect("it has an ID").expect("bytes are hex");
    let id = String::from_utf8_lossy(&id).into_owned();
    let draft = checks(
        "btc-rsa-pkcs1",
        "a key in another form has the same address",
        "DI-META-11",
        meta.with("key", other).text(),
        &id,
    );
    measured(draft.needs("dimp-btc").accept(json!({})), "N 25", Own::Took(json!({})))
}

/// The ID is read after the meta was verified.
fn ids(author: &Author<'_>) -> Vec<Draft> {
    let good = Meta::of(author, OF_HULK);
    let meta = good.text();
    let row = |name: &str, about: &str, rule: &str, code: &str, id: &str| {
        refuse(checks(name, about, rule, &meta, id), OF_HULK, code)
    };
    let unknown = "hulk@Az48z6pBqgLD69bsJNXvmcDk4sJXhT6gbH";
    let secret = dictionary("ECC", SECRET);
    let unsigned = good.with("seed", "moki").text();
    vec![
        row(
            "id-bad-check",
            "an ID with a wrong check",
            "DI-ADDR-5",
            "bad-address",
            &MOKI.replace("ekk", "ekj"),
        ),
        row("id-empty", "no ID", "DI-ID-1", "bad-id", ""),
        row("id-bad-name", "an ID whose name is none", "DI-ID-2", "bad-name", &HULK.replace("hulk", "h"))
            .variant(&[("names", "any")], Wanted::reject("meta-mismatch")),
        choice(
            checks("id-unknown-network", "an ID of a network that nobody knows", "DI-ADDR-6", &meta, unknown),
            OF_HULK,
            "unknown-network",
            ("networks", "any"),
            json!({}),
        ),
        checks(
            "id-with-terminal",
            "a terminal counts for nothing",
            "DI-META-12",
            &meta,
            &format!("{HULK}/x"),
        )
        .accept(json!({})),
        checks(
            "id-of-group",
            "one meta fits IDs of all networks",
            "DI-META-11",
            &meta,
            "hulk@7mMK7ERtAEdCYgVB71sNtc3T2qEz1WC5Wg",
        )
        .accept(json!({})),
        refuse(
            checks("id-after-meta", "a meta that is not verified, and no ID", "DI-META-10", unsigned, ""),
            OF_HULK,
            "bad-fingerprint",
        )
        .variant(&[("fingerprint", "unchecked")], Wanted::reject("bad-id")),
        refuse(
            checks(
                "key-secret",
                "a secret in a meta",
                "DI-PEM-1",
                Meta::of(author, EXETH)
                    .with("key", serde_json::from_str::<Value>(&secret).unwrap_or_default())
                    .text(),
                HULK,
            ),
            EXETH,
            "bad-key",
        )
        .needs("dimp-ecc")
        .needs("dimp-eth"),
    ]
}
