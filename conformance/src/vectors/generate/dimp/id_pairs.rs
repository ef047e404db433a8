//! IDs that are compared, and the roles of broadcast groups: sections 4.4.1, 4.4.3, 5.3 and 5.4.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::asked::{ERIN_ADDRESS, HULK, MOKI, MOKI_ADDRESS};
use super::refusal::{Own, choice, measured, refuse};
use super::value::hex;

const TERMINAL: &str = "dimp/id-equal/terminal-ignored";
const EVERYONE: &str = "dimp/id-roles/everyone";

/// All cases of both operations.
pub(super) fn drafts() -> Vec<Draft> {
    [equal(), unequal_forms(), not_compared(), roles(), no_roles()].concat()
}

fn pair(name: &str, about: &str, rule: &str, [a, b]: [&str; 2]) -> Draft {
    case(&format!("dimp/id-equal/{name}"))
        .about(about)
        .rules(&[rule])
        .op("dimp.id.equal", json!({ "a": hex(a), "b": hex(b) }))
}

fn told(equal: bool) -> Value {
    json!({ "equal": equal })
}

fn equal() -> Vec<Draft> {
    let row = |name: &str, about: &str, ids: [&str; 2], equal: bool| {
        pair(name, about, "DI-ID-3", ids).accept(told(equal))
    };
    let seen = |name: &str, about: &str, line: &str, ids: [&str; 2], equal: bool| {
        measured(row(name, about, ids, equal), line, Own::Took(told(equal)))
    };
    let with = |name: &str| format!("{name}@{MOKI_ADDRESS}");
    let terminal = |terminal: &str| format!("{MOKI}/{terminal}");
    vec![
        seen("terminal-ignored", "a terminal on one side", "N 8", [&terminal("a/b@c"), MOKI], true),
        row("other-terminals", "terminals that differ", [&terminal("a"), &terminal("b")], true),
        row("same", "one ID twice", [MOKI, MOKI], true),
        row("empty-name", "an empty name is none", [&with(""), MOKI_ADDRESS], true),
        row("no-name", "a name on one side", [MOKI, MOKI_ADDRESS], false),
        row("other-address", "two users", [HULK, MOKI], false),
        seen("other-name", "one address, two names", "N 9", [&with("hulk"), MOKI], false),
        row("name-case", "names that differ in case", [&with("Moki"), MOKI], false),
        row(
            "other-network",
            "one digest in two networks",
            ["hulk@x3uhGGCTMtELghDa3Mqd5ehrZNABJpjs3p", HULK],
            false,
        ),
        seen(
            "everywhere-case",
            "broadcast addresses in two cases",
            "N 14",
            ["everyone@EveryWhere", "everyone@everywhere"],
            true,
        ),
        seen(
            "everyone-case",
            "their names in two cases",
            "N 14",
            ["EVERYONE@everywhere", "everyone@everywhere"],
            false,
        ),
        row("anywhere-case", "the other broadcast address", ["anyone@ANYWHERE", "anyone@anywhere"], true),
        row("anywhere-everywhere", "a user and a group", ["anyone@anywhere", "anyone@everywhere"], false),
    ]
}

/// Forms that a strict reader refuses, and that are other IDs to all others.
fn unequal_forms() -> Vec<Draft> {
    let nfc = format!("Andr\u{e9}@{MOKI_ADDRESS}");
    let nfd = format!("Andre\u{301}@{MOKI_ADDRESS}");
    let forms = pair("name-forms", "an accent in one character and in two", "DI-ID-2", [&nfc, &nfd]);
    let spaced =
        pair("trailing-newline", "a line feed behind an address", "DI-ADDR-3", [&format!("{MOKI}\n"), MOKI]);
    let lower = ERIN_ADDRESS.to_lowercase();
    let cased = pair("eth-case", "two cases of one 0x address", "DI-ADDR-7", [ERIN_ADDRESS, &lower]);
    let eth = pair(
        "eth",
        "a 0x address twice, a terminal behind one",
        "DI-ID-3",
        [ERIN_ADDRESS, &format!("{ERIN_ADDRESS}/x")],
    );
    vec![
        measured(
            choice(forms, TERMINAL, "bad-name", ("names", "any"), told(false)),
            "N 17",
            Own::Took(told(false)),
        ),
        choice(spaced, TERMINAL, "loose-text", ("base58-text", "trimmed"), told(false)),
        choice(cased, TERMINAL, "bad-address", ("eth-address", "any"), told(false)).needs("dimp-eth"),
        eth.needs("dimp-eth").accept(told(true)),
    ]
}

fn not_compared() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, code: &str, ids: [&str; 2]| {
        refuse(pair(name, about, rule, ids), TERMINAL, code)
    };
    let wrong = MOKI.replace("ekk", "ekj");
    vec![
        row("a-bad-check", "the first is no ID", "DI-ADDR-5", "bad-address", [&wrong, MOKI]),
        row("b-bad-check", "the second is no ID", "DI-ADDR-5", "bad-address", [MOKI, &wrong]),
        row("b-empty", "the second is empty", "DI-ID-1", "bad-id", [MOKI, ""]),
        row(
            "both-bad",
            "both are the same text, which is no ID",
            "DI-ADDR-5",
            "bad-address",
            [&wrong, &wrong],
        ),
    ]
}

fn asks(name: &str, about: &str, rule: &str, group: &str) -> Draft {
    case(&format!("dimp/id-roles/{name}"))
        .about(about)
        .rules(&[rule])
        .op("dimp.id.roles", json!({ "group": hex(group) }))
}

fn roles() -> Vec<Draft> {
    let row = |name: &str, about: &str, group: &str, [founder, owner]: [&str; 2], members: &[&str]| {
        let members: Vec<String> = members.iter().map(hex).collect();
        let roles = json!({ "founder": hex(founder), "owner": hex(owner), "members": members });
        asks(name, about, "DI-ID-5", group).accept(roles)
    };
    let anyone = |name: &str, about: &str, group: &str| {
        row(name, about, group, ["moky@anywhere", "anyone@anywhere"], &["anyone@anywhere"])
    };
    let named = |name: &str, about: &str, group: &str, of: &str| {
        let [founder, owner, member] =
            ["founder", "owner", "member"].map(|role| format!("{of}.{role}@anywhere"));
        row(name, about, group, [&founder, &owner], &[&owner, &member])
    };
    let longest = "m".repeat(32);
    vec![
        anyone("everyone", "the group of all", "everyone@everywhere"),
        anyone("no-name", "a group without a name", "everywhere"),
        anyone("address-in-capitals", "an address in capital letters", "everyone@EVERYWHERE"),
        anyone("terminal", "a terminal counts for nothing", "everyone@everywhere/x"),
        named("stations", "another name", "stations@everywhere", "stations"),
        named(
            "name-in-capitals",
            "a name in capital letters is another name",
            "EVERYONE@everywhere",
            "EVERYONE",
        ),
        named("name-32", "a name as long as names are", &format!("{longest}@everywhere"), &longest),
    ]
}

fn no_roles() -> Vec<Draft> {
    let row = |name: &str, about: &str, group: &str| {
        refuse(asks(name, about, "DI-ID-6", group), EVERYONE, "wrong-id")
    };
    let name = asks("name-1", "a name of one character", "DI-ID-2", "m@everywhere");
    let roles = json!({
        "founder": hex("m.founder@anywhere"),
        "owner": hex("m.owner@anywhere"),
        "members": [hex("m.owner@anywhere"), hex("m.member@anywhere")],
    });
    let any = Wanted::Accept(roles);
    vec![
        row("broadcast-user", "a broadcast ID of a user", "anyone@anywhere"),
        row("group", "a group of somebody's", "hulk@7mMK7ERtAEdCYgVB71sNtc3T2qEz1WC5Wg"),
        row("user", "a user", HULK),
        refuse(asks("bad-check", "no ID", "DI-ADDR-5", &MOKI.replace("ekk", "ekj")), EVERYONE, "bad-address"),
        refuse(name, EVERYONE, "bad-name").variant(&[("names", "any")], any),
    ]
}
