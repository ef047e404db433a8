//! IDs that follow from metas: `dimp.meta.id`, section 5.10.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::metas::{BTC, ETH, Meta, OF_HULK};
use super::refusal::{choice, misuse, refuse};
use super::value::hex;

const BASE: &str = "dimp/published/meta-hulk-id";

/// All cases of IDs.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [networks(author), unseeded(author), wrong_networks(author), refused(author)].concat()
}

fn gives(name: &str, about: &str, rule: &str, meta: &Meta, network: i16) -> Draft {
    case(&format!("dimp/meta/{name}"))
        .about(about)
        .rules(&[rule])
        .op("dimp.meta.id", json!({ "meta": hex(meta.text()), "network": network }))
}

fn id(id: &str, number: u32) -> Value {
    json!({ "id": hex(id), "number": number })
}

fn networks(author: &Author<'_>) -> Vec<Draft> {
    let meta = Meta::of(author, OF_HULK);
    let row = |network: u8, address: &str, number: u32| {
        let (name, about) = (format!("id-network-{network}"), format!("network {network}"));
        gives(&name, &about, "DI-ADDR-6", &meta, network.into())
            .accept(id(&format!("hulk@{address}"), number))
    };
    vec![
        row(0, "1KwfMVfGoMDBTkFniJYH8bgrxm7tah5ADE", 2_303_809_112),
        row(16, "7mMK7ERtAEdCYgVB71sNtc3T2qEz1WC5Wg", 2_444_509_648),
        row(48, "LeAcchy6t1TEiYwwtSXaQckdAyVAivwtrT", 15_818_623),
        row(118, "popqYJqGadtZxti1boqtMPohEHXCSbPq9X", 2_659_355_156),
        row(128, "tqCsPPp9gSXL9E6sr1B5CeXZXL6damzVN1", 2_049_216_092),
        row(136, "x3uhGGCTMtELghDa3Mqd5ehrZNABJpjs3p", 3_411_515_825),
        row(200, "2PoYJHDGtoRtR2S97cDA27g8CqeeYpQAX9v", 3_040_581_832),
    ]
}

/// The network of an address of the kind `eth` is 8, whatever is asked for.
fn unseeded(author: &Author<'_>) -> Vec<Draft> {
    let eth = Meta::of(author, ETH);
    let read = id("0x3E9003153d9A39D3f57B126b0c38513D5e289c3E", 9527);
    let row = |name: &str, about: &str, network: i16| {
        gives(name, about, "DI-ADDR-2", &eth, network)
            .needs("dimp-ecc")
            .needs("dimp-eth")
            .accept(read.clone())
    };
    let seeded = Meta::of(author, BTC).with("seed", "erin");
    vec![
        row("eth-id-network-16", "another network of version 4", 16),
        row("eth-id-network-300", "a network that is none, of version 4", 300),
        gives("btc-id-with-seed", "a seed of version 2 is no name", "DI-ID-4", &seeded, 0)
            .needs("dimp-ecc")
            .needs("dimp-btc")
            .accept(json!({ "id": hex("16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM") })),
    ]
}

fn wrong_networks(author: &Author<'_>) -> Vec<Draft> {
    let meta = Meta::of(author, OF_HULK);
    let none = |name: &str, about: &str, network: i16| {
        misuse(gives(name, about, "DI-ADDR-8", &meta, network), "bad-data")
    };
    let unknown = |network: u8, address: &str, number: u32| {
        let (name, about) =
            (format!("id-network-{network}"), format!("network {network}, which nobody knows"));
        let draft = gives(&name, &about, "DI-ADDR-6", &meta, network.into());
        let read = id(&format!("hulk@{address}"), number);
        choice(draft, BASE, "unknown-network", ("networks", "any"), read)
    };
    vec![
        none("id-network-minus-1", "a negative network", -1),
        none("id-network-256", "a network above a byte", 256),
        unknown(1, "jHGLbxZWXg4HBPsjisbcixebGNqK58HGP", 3_559_730_309),
        unknown(24, "Az48z6pBqgLD69bsJNXvmcDk4sJXhT6gbH", 2_833_849_811),
        unknown(255, "2mw8USBfjrMNc1GosxHUYna6UTPpRt7jbMJ", 2_972_512_115),
    ]
}

/// A meta is verified before its ID is told.
fn refused(author: &Author<'_>) -> Vec<Draft> {
    let good = Meta::of(author, OF_HULK);
    let unsigned = good.clone().with("seed", "moki");
    let told = id("moki@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj", 1_951_839_394);
    let draft = gives("id-seed-changed", "another seed", "DI-META-10", &unsigned, 8);
    let versions = gives("id-version-6", "version 6", "DI-META-6", &good.clone().with("version", 6), 8);
    let both =
        gives("id-meta-first", "another seed, and a network that is none", "DI-META-10", &unsigned, 256);
    vec![
        choice(draft, BASE, "bad-fingerprint", ("fingerprint", "unchecked"), told),
        refuse(versions, BASE, "unknown-version"),
        refuse(both, BASE, "bad-fingerprint")
            .variant(&[("fingerprint", "unchecked")], Wanted::reject("bad-data")),
    ]
}
