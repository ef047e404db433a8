//! IDs that are read, by the kinds of addresses: networks, 0x addresses, broadcasts: sections 4.3, 4.4 and 5.3.

use serde_json::json;

use super::super::Draft;
use super::asked::{ERIN_ADDRESS, NO_NUMBER};
use super::ids::{BTC, reads, whole};
use super::refusal::{Own, choice, measured, refuse};
use super::value::hex;

/// A 0x address: a capture.
const ETH: &str = "dimp/published/eip55-1";

pub(super) fn networks() -> Vec<Draft> {
    let read = |address: &str, network: u8, number: u32, entity: &str| {
        let read = json!({ "address": hex(address), "kind": "btc", "network": network, "number": number, "entity": entity });
        whole(Some("hulk"), read, None)
    };
    let unknown = |name: &str, about: &str, address: &str, network: u8, number: u32, entity: &str| {
        let draft = reads(name, about, "DI-ADDR-6", format!("hulk@{address}"));
        let read = read(address, network, number, entity);
        measured(
            choice(draft, BTC, "unknown-network", ("networks", "any"), read.clone()),
            "N 11",
            Own::Took(read),
        )
    };
    let known = |name: &str, about: &str, address: &str, network: u8, number: u32, entity: &str| {
        reads(name, about, "DI-ADDR-6", format!("hulk@{address}"))
            .accept(read(address, network, number, entity))
    };
    let thing = known(
        "thing",
        "neither user nor group",
        "tqCsPPp9gSXL9E6sr1B5CeXZXL6damzVN1",
        128,
        2_049_216_092,
        "neither",
    );
    vec![
        unknown(
            "network-1",
            "a network without a name",
            "jHGLbxZWXg4HBPsjisbcixebGNqK58HGP",
            1,
            3_559_730_309,
            "neither",
        ),
        unknown("network-255", "all bits", "2mw8USBfjrMNc1GosxHUYna6UTPpRt7jbMJ", 255, 2_972_512_115, "both"),
        unknown(
            "network-24",
            "the bits of a user and of a group",
            "Az48z6pBqgLD69bsJNXvmcDk4sJXhT6gbH",
            24,
            2_833_849_811,
            "both",
        ),
        measured(
            thing,
            "N 11",
            Own::Took(read("tqCsPPp9gSXL9E6sr1B5CeXZXL6damzVN1", 128, 2_049_216_092, "neither")),
        ),
        known(
            "main",
            "the main network of Bitcoin",
            "1KwfMVfGoMDBTkFniJYH8bgrxm7tah5ADE",
            0,
            2_303_809_112,
            "user",
        ),
        known(
            "polylogue",
            "a group of few",
            "7mMK7ERtAEdCYgVB71sNtc3T2qEz1WC5Wg",
            16,
            2_444_509_648,
            "group",
        ),
        known("chatroom", "a group of many", "LeAcchy6t1TEiYwwtSXaQckdAyVAivwtrT", 48, 15_818_623, "group"),
        known(
            "provider",
            "a provider is a group",
            "popqYJqGadtZxti1boqtMPohEHXCSbPq9X",
            118,
            2_659_355_156,
            "group",
        ),
        known(
            "station",
            "a station is a user",
            "x3uhGGCTMtELghDa3Mqd5ehrZNABJpjs3p",
            136,
            3_411_515_825,
            "user",
        ),
        known(
            "robot",
            "a robot is a user",
            "2PoYJHDGtoRtR2S97cDA27g8CqeeYpQAX9v",
            200,
            3_040_581_832,
            "user",
        ),
    ]
}

pub(super) fn eth() -> Vec<Draft> {
    let read = |address: &str| {
        let read = json!({ "address": hex(address), "kind": "eth", "network": 8, "number": NO_NUMBER, "entity": "user" });
        whole(Some("erin"), read, None)
    };
    let row = |name: &str, about: &str, address: &str| {
        let draft = reads(name, about, "DI-ADDR-7", format!("erin@{address}")).needs("dimp-eth");
        choice(draft, ETH, "bad-address", ("eth-address", "any"), read(address))
    };
    let seen = |name: &str, about: &str, address: &str| {
        measured(row(name, about, address), "N 13", Own::Took(read(address)))
    };
    let (digits, swapped) = (&ERIN_ADDRESS[2..], |c: char| {
        if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
    });
    let capital = reads(
        "eth-capital-x",
        "a capital X is no prefix, and `0` no digit",
        "DI-ADDR-4",
        format!("erin@0X{digits}"),
    );
    vec![
        reads("eth", "40 digits in the case of EIP-55", "DI-ADDR-7", format!("erin@{ERIN_ADDRESS}"))
            .needs("dimp-eth")
            .accept(read(ERIN_ADDRESS)),
        seen("eth-short", "39 digits", &ERIN_ADDRESS[..41]),
        seen("eth-long", "41 digits", &format!("{ERIN_ADDRESS}0")),
        seen("eth-not-hex", "a letter that is no digit", &format!("{}g", &ERIN_ADDRESS[..41])),
        seen(
            "eth-other-case",
            "every letter in the other case",
            &format!("0x{}", digits.chars().map(swapped).collect::<String>()),
        ),
        seen("eth-lower-case", "lower case alone", &format!("0x{}", digits.to_lowercase())),
        row("eth-one-letter", "one letter in the other case", &ERIN_ADDRESS.replace("CEd", "Ced")),
        seen("eth-empty", "no digit", "0x"),
        row("eth-newline", "a line feed behind the digits", &format!("{ERIN_ADDRESS}\n")),
        measured(
            refuse(capital, BTC, "bad-address"),
            "N 13",
            Own::Refused("ValueError: Invalid character '0'"),
        ),
    ]
}

pub(super) fn broadcasts() -> Vec<Draft> {
    let row = |name: &str, about: &str, id: &str, address: &str, (network, entity): (u8, &str)| {
        let read = json!({ "address": hex(address), "kind": "broadcast", "network": network, "number": NO_NUMBER, "entity": entity });
        let read = whole(id.split_once('@').map(|(name, _)| name), read, None);
        (reads(name, about, "DI-ID-4", id).accept(read.clone()), read)
    };
    let (user, group) = ((8, "user"), (16, "group"));
    let (_, lower) = row("", "", "EVERYONE@EVERYWHERE", "everywhere", group);
    let (capitals, _) = row(
        "broadcast-capitals",
        "the address stays in the case in which it stands",
        "EVERYONE@EVERYWHERE",
        "EVERYWHERE",
        group,
    );
    let (anyone, _) = row("broadcast-user", "anybody", "anyone@anywhere", "anywhere", user);
    let (unnamed, _) =
        row("broadcast-no-name", "a broadcast address alone", "everywhere", "everywhere", group);
    let near = refuse(
        reads("broadcast-longer", "nearly a broadcast address", "DI-ADDR-4", "everyone@everywheres"),
        BTC,
        "bad-address",
    );
    vec![measured(capitals, "N 14", Own::Took(lower)), anyone, unnamed, near]
}
