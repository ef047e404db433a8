//! Addresses: sections 4.3 and 5.2. The addresses were made with other implementations of the hashes.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::asked::NO_NUMBER;
use super::refusal::misuse;
use super::value::hex;

/// A capture: the fingerprint of hulk's meta, network 8.
const HULK: &str = "dimp/address/hulk";
/// A point whose address is known, without `04`.
const POINT: &str = "50863ad64a87ae8a2fe83c1af1a8403cb53f53e486d8511dad8a04887e5b2352\
                     2cd470243453a299fa9e77237716103abc11a1df38855ed6f2ee187e9c582ba6";
/// Addresses of networks that no reader knows.
const UNKNOWN: [&str; 2] = ["Az48z6pBqgLD69bsJNXvmcDk4sJXhT6gbH", "2mw8USBfjrMNc1GosxHUYna6UTPpRt7jbMJ"];
const POINT_ADDRESS: &str = "0x3E9003153d9A39D3f57B126b0c38513D5e289c3E";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let captured = author.input(HULK).expect("it is a capture");
    let data = captured.get("data").cloned().unwrap_or_default();
    [btc(&data), eth(), refused(&data)].concat()
}

fn makes(name: &str, about: &str, rule: &str, input: Value) -> Draft {
    case(&format!("dimp/address/{name}")).about(about).rules(&[rule]).op("dimp.address", input)
}

fn btc(fingerprint: &Value) -> Vec<Draft> {
    let row = |name: &str, about: &str, network: u8, address: &str, number: u32| {
        let input = json!({ "kind": "btc", "data": fingerprint, "network": network });
        made(makes(name, about, "DI-ADDR-1", input), address, number)
    };
    let no_network = json!({ "kind": "btc", "data": fingerprint });
    vec![
        made(
            makes("network-8-left-out", "the network is 8 when it is left out", "DI-ADDR-1", no_network),
            "4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj",
            1_951_839_394,
        ),
        row(
            "network-0",
            "a zero byte in front is a 1",
            0,
            "1KwfMVfGoMDBTkFniJYH8bgrxm7tah5ADE",
            2_303_809_112,
        ),
        row("network-16", "a polylogue", 16, "7mMK7ERtAEdCYgVB71sNtc3T2qEz1WC5Wg", 2_444_509_648),
        row(
            "network-24",
            "a network that no reader knows",
            24,
            "Az48z6pBqgLD69bsJNXvmcDk4sJXhT6gbH",
            2_833_849_811,
        ),
        row("network-136", "a station", 136, "x3uhGGCTMtELghDa3Mqd5ehrZNABJpjs3p", 3_411_515_825),
        row("network-200", "35 characters", 200, "2PoYJHDGtoRtR2S97cDA27g8CqeeYpQAX9v", 3_040_581_832),
        row("network-255", "the greatest network", 255, "2mw8USBfjrMNc1GosxHUYna6UTPpRt7jbMJ", 2_972_512_115),
        made(
            makes(
                "no-data",
                "the hash of nothing",
                "DI-ADDR-1",
                json!({ "kind": "btc", "data": "", "network": 0 }),
            ),
            "1HT7xU2Ngenf7D4yocz2SAcnNLW7rK8d4E",
            2_743_498_322,
        ),
        made(
            makes("digest-of-zeros", "a digest that begins with two zero bytes", "DI-ADDR-1", {
                json!({ "kind": "btc", "data": "000000b5", "network": 0 })
            }),
            "1113hyZcsM7QTFfsnVeiZ8cWQwvXgQjgu",
            4_208_918_861,
        ),
    ]
}

/// What is accepted, and read as an ID unless its network is one that no reader knows.
fn made(draft: Draft, address: &str, number: u32) -> Draft {
    let members = json!({ "address": hex(address), "number": number });
    let draft = draft.accept(members.clone());
    if UNKNOWN.contains(&address) {
        return draft;
    }
    draft.check("dimp.id.read", json!({ "id": { "$ref": "/address" } }), members)
}

fn eth() -> Vec<Draft> {
    let row = |name: &str, about: &str, input: Value| {
        let draft = makes(name, about, "DI-ADDR-2", input).needs("dimp-eth");
        made(draft, POINT_ADDRESS, NO_NUMBER)
    };
    vec![
        row("eth-64-bytes", "a point without `04`", json!({ "kind": "eth", "data": POINT })),
        row("eth-network", "a network changes nothing", {
            json!({ "kind": "eth", "data": POINT, "network": 16 })
        }),
        made(
            makes("eth-zeros", "64 zero bytes, which are no point", "DI-ADDR-2", {
                json!({ "kind": "eth", "data": "00".repeat(64) })
            })
            .needs("dimp-eth"),
            "0x3f17f1962B36e491b30A40b2405849e597Ba5FB5",
            NO_NUMBER,
        ),
    ]
}

fn refused(fingerprint: &Value) -> Vec<Draft> {
    let row =
        |name: &str, about: &str, input: Value| misuse(makes(name, about, "DI-ADDR-8", input), "bad-data");
    let eth = |name: &str, about: &str, data: String| {
        row(name, about, json!({ "kind": "eth", "data": data })).needs("dimp-eth")
    };
    let network = |kind: &str, network: i16| {
        let data = if kind == "btc" { fingerprint.clone() } else { POINT.into() };
        json!({ "kind": kind, "data": data, "network": network })
    };
    vec![
        row("network-minus-1", "a negative network", network("btc", -1)),
        row("network-256", "a network above a byte", network("btc", 256)),
        row("eth-network-256", "one that would not be used", network("eth", 256)).needs("dimp-eth"),
        eth("eth-no-data", "no bytes", String::new()),
        eth("eth-63-bytes", "a byte less than a point has", POINT[2..].to_owned()),
        eth("eth-33-bytes", "a compressed point", format!("02{}", &POINT[..64])),
        eth("eth-65-bytes-06", "65 bytes that do not begin with `04`", format!("06{POINT}")),
        eth("eth-66-bytes", "a byte more", format!("04{POINT}00")),
    ]
}
