//! IDs that are read: sections 4.3, 4.4 and 5.3.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::asked::{MOKI, MOKI_ADDRESS, MOKI_NUMBER};
use super::id_kinds;
use super::refusal::{Own, choice, measured, refuse};
use super::value::hex;

/// A good ID: a capture.
pub(super) const BTC: &str = "dimp/published/id-2";

/// All cases of reading.
pub(super) fn drafts() -> Vec<Draft> {
    [
        base58(),
        white_space(),
        grammar(),
        names(),
        id_kinds::networks(),
        id_kinds::eth(),
        id_kinds::broadcasts(),
    ]
    .concat()
}

/// Reads an ID.
pub(super) fn reads(name: &str, about: &str, rule: &str, id: impl AsRef<[u8]>) -> Draft {
    case(&format!("dimp/id/{name}")).about(about).rules(&[rule]).op("dimp.id.read", json!({ "id": hex(id) }))
}

/// What is read of an address that holds a hash, of a person.
fn person(address: &str, number: u32) -> Value {
    json!({ "address": hex(address), "kind": "btc", "network": 8, "number": number, "entity": "user" })
}

/// The same with a name, and a terminal.
pub(super) fn whole(name: Option<&str>, mut read: Value, terminal: Option<&str>) -> Value {
    for (member, text) in [("name", name), ("terminal", terminal)] {
        if let (Some(text), Some(members)) = (text, read.as_object_mut()) {
            members.insert(member.to_owned(), hex(text).into());
        }
    }
    read
}

/// The address of moki.
fn moki() -> Value {
    person(MOKI_ADDRESS, MOKI_NUMBER)
}

fn base58() -> Vec<Draft> {
    let row = |name: &str, about: &str, address: &str| {
        refuse(reads(name, about, "DI-ADDR-4", format!("moki@{address}")), BTC, "bad-address")
    };
    let digit = |name: &str, about: &str, digit: char| {
        let draft = row(name, about, &MOKI_ADDRESS.replace("Xekk", &format!("{digit}ekk")));
        measured(draft, "N 2", Own::Refused(&format!("ValueError: Invalid character '{digit}'")))
    };
    let length = |name: &str, about: &str, line: &str, address: &str| {
        let raised = format!("ValueError: BTC address length error: {address}");
        measured(row(name, about, address), line, Own::Refused(&raised))
    };
    let other = MOKI_ADDRESS.replace("ekk", "ekj");
    let bad_check =
        reads("bad-check", "the last character is another one", "DI-ADDR-5", format!("moki@{other}"));
    vec![
        measured(
            refuse(bad_check, BTC, "bad-address"),
            "N 1",
            Own::Refused(&format!("ValueError: BTC address check code error: {other}")),
        ),
        refuse(
            reads(
                "check-of-one-hash",
                "the check of a single hash",
                "DI-ADDR-5",
                "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSK3HEvY",
            ),
            BTC,
            "bad-address",
        ),
        refuse(
            reads(
                "network-changed",
                "another network, and the check of before",
                "DI-ADDR-5",
                "hulk@7mMK7ERtAEdCYgVB71sNtc3T2qEyzLf9mV",
            ),
            BTC,
            "bad-address",
        ),
        digit("base58-zero", "a digit that base 58 does not have", '0'),
        digit("capital-o", "a capital O", 'O'),
        digit("capital-i", "a capital I", 'I'),
        digit("small-l", "a small L", 'l'),
        digit("space-inside", "a space within the address", ' '),
        digit("plus", "a plus within the address", '+'),
        length("24-bytes", "24 bytes with the right check", "N 3", "o3RAJSj9wQHx7SmC362Cwon39SyKHZLU"),
        length("26-bytes", "26 bytes with the right check", "N 3", "GTxuYYD2WEH3dYkUAxtg9dxZDhStRX6Nd19"),
        length("extra-leading-one", "a zero byte in front", "N 4", &format!("1{MOKI_ADDRESS}")),
        row("one-character", "one character", "4"),
        row("all-ones", "25 zero bytes and one more", &"1".repeat(26)),
        row("not-ascii", "a character that is not ASCII", "4WDfe3zZ4T7opFSi3iDAKiuTnUHjxmXeké"),
        row("10000-characters", "far more characters than 25 bytes have", &"z".repeat(10_000)),
    ]
}

fn white_space() -> Vec<Draft> {
    let row = |name: &str, about: &str, space: char, terminal: Option<&str>| {
        let address = format!("{MOKI_ADDRESS}{space}");
        let behind = terminal.map_or_else(String::new, |terminal| format!("/{terminal}"));
        let draft = reads(name, about, "DI-ADDR-3", format!("moki@{address}{behind}"));
        let read = whole(Some("moki"), person(&address, MOKI_NUMBER), terminal);
        (choice(draft, BTC, "loose-text", ("base58-text", "trimmed"), read.clone()), read)
    };
    let seen = |(draft, read): (Draft, Value)| measured(draft, "N 5", Own::Took(read));
    let plain = |name: &str, about: &str, space: char| row(name, about, space, None).0;
    vec![
        seen(row("trailing-newline", "a line feed behind the address", '\n', None)),
        seen(row("trailing-space", "a space behind the address", ' ', None)),
        seen(row("trailing-tab", "a tab behind the address", '\t', None)),
        seen(row("newline-before-terminal", "a line feed before the terminal", '\n', Some("x"))),
        plain("trailing-form-feed", "a form feed behind the address", '\u{c}'),
        plain("trailing-no-break-space", "white space that is not ASCII", '\u{a0}'),
        plain("trailing-next-line", "a control character that is white space", '\u{85}'),
        plain("trailing-ideographic-space", "white space in three bytes", '\u{3000}'),
        plain(
            "trailing-unit-separator",
            "a separator, which Unicode does not count as white space",
            '\u{1f}',
        ),
        refuse(
            reads(
                "leading-space",
                "a space in front of the address",
                "DI-ADDR-4",
                format!("moki@ {MOKI_ADDRESS}"),
            ),
            BTC,
            "bad-address",
        ),
        refuse(
            reads(
                "trailing-zero-width-space",
                "a character that looks like white space, and is none",
                "DI-ADDR-4",
                format!("{MOKI}\u{feff}"),
            ),
            BTC,
            "bad-address",
        ),
        refuse(reads("space-alone", "white space for an address", "DI-ADDR-3", "moki@ "), BTC, "loose-text")
            .variant(&[("base58-text", "trimmed")], Wanted::reject("bad-address")),
    ]
}

fn grammar() -> Vec<Draft> {
    let row = |name: &str, about: &str, id: &[u8]| refuse(reads(name, about, "DI-ID-1", id), BTC, "bad-id");
    let none = |name: &str, about: &str, id: &str| {
        measured(
            row(name, about, id.as_bytes()),
            "N 6",
            Own::Refused("ValueError: BTC address length error: "),
        )
    };
    let accepts = |name: &str, about: &str, rule: &str, id: &str, read: Value| {
        reads(name, about, rule, id).accept(read)
    };
    let surrogate = [b"a\xed\xa0\x80@", MOKI_ADDRESS.as_bytes()].concat();
    let codec =
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 1: invalid continuation byte";
    let unnamed =
        accepts("empty-name", "an empty name is none", "DI-ID-4", &format!("@{MOKI_ADDRESS}"), moki());
    let terminal = "a/b@c";
    let split = whole(Some("moki"), moki(), Some(terminal));
    let two_at = refuse(
        reads("two-at", "an address with an `@` in it", "DI-ADDR-4", format!("aa@bb@{MOKI_ADDRESS}")),
        BTC,
        "bad-address",
    );
    vec![
        none("empty", "no byte", ""),
        none("at-only", "an `@` alone", "@"),
        none("slash-only", "a slash alone", "/"),
        none("name-at", "a name without an address", "moki@"),
        row("name-slash", "a name and a terminal without an address", b"moki@/x"),
        row("terminal-alone", "a slash before the address", format!("/{MOKI_ADDRESS}").as_bytes()),
        row(
            "not-utf8",
            "a byte that UTF-8 never has, in the name",
            &[b"a\xff@", MOKI_ADDRESS.as_bytes()].concat(),
        ),
        row("terminal-not-utf8", "such a byte in the terminal", &[MOKI.as_bytes(), b"/\xff"].concat()),
        measured(
            row("surrogate-bytes", "half of a surrogate pair in the name", &surrogate),
            "N 86",
            Own::Failed(codec),
        ),
        measured(two_at, "N 7", Own::Refused("ValueError: Invalid character '@'")),
        measured(unnamed, "N 6", Own::Took(moki())),
        accepts("no-name", "an address alone", "DI-ID-4", MOKI_ADDRESS, moki()),
        accepts(
            "empty-terminal",
            "an empty terminal is none",
            "DI-ID-4",
            &format!("{MOKI}/"),
            whole(Some("moki"), moki(), None),
        ),
        measured(
            accepts(
                "terminal-with-slash-and-at",
                "the terminal is what follows the first slash",
                "DI-ID-4",
                &format!("{MOKI}/{terminal}"),
                split.clone(),
            ),
            "N 8",
            Own::Took(split),
        ),
        accepts(
            "terminal-of-any-characters",
            "a terminal may hold anything",
            "DI-ID-4",
            &format!("{MOKI}/ é\u{202e}\0"),
            whole(Some("moki"), moki(), Some(" é\u{202e}\0")),
        ),
    ]
}

fn names() -> Vec<Draft> {
    let row = |name: &str, about: &str, given: &str| {
        let draft = reads(name, about, "DI-ID-2", format!("{given}@{MOKI_ADDRESS}"));
        choice(draft, BTC, "bad-name", ("names", "any"), whole(Some(given), moki(), None))
    };
    let seen = |name: &str, about: &str, line: &str, given: &str| {
        measured(row(name, about, given), line, Own::Took(whole(Some(given), moki(), None)))
    };
    let good = |name: &str, about: &str, given: &str| {
        reads(name, about, "DI-ID-2", format!("{given}@{MOKI_ADDRESS}")).accept(whole(
            Some(given),
            moki(),
            None,
        ))
    };
    let (two, most) = ("mo", "m".repeat(32));
    let took = |given: &str| Own::Took(whole(Some(given), moki(), None));
    let mib = "m".repeat(1_048_576);
    let long = refuse(
        reads("name-1-mib", "a name of 1 MiB", "DI-ID-2", format!("{mib}@{MOKI_ADDRESS}")),
        BTC,
        "bad-name",
    );
    vec![
        seen("name-1", "a name of one character", "N 16", "m"),
        seen("name-33", "a name of 33 characters", "N 16", &"m".repeat(33)),
        measured(good("name-2", "a name of two", two), "N 16", took(two)),
        measured(good("name-32", "a name of 32", &most), "N 16", took(&most)),
        good("name-all-characters", "all kinds of characters", "-Az09._"),
        measured(long.variant(&[("names", "any")], Wanted::Accept(moki())), "N 16", Own::Took(moki())),
        seen("name-control", "a control character", "N 16", "a\u{1}b"),
        seen("name-bidi", "a mark of direction", "N 16", "a\u{202e}b"),
        seen("name-nul", "a zero byte", "N 16", "a\0b"),
        seen("name-full-width-at", "a full-width `@`", "N 16", "a\u{ff20}b"),
        measured(good("name-dots", "two dots, which the grammar allows", ".."), "N 16", took("..")),
        seen("name-nfc", "an accent in one character", "N 17", "Andr\u{e9}"),
        seen("name-nfd", "the same in two", "N 17", "Andre\u{301}"),
        row("name-space", "a space", "a b"),
        row("name-plus", "a plus", "a+b"),
        row("name-newline", "a line feed at the end", "ab\n"),
        row("name-digits-not-ascii", "digits that are not ASCII", "\u{661}\u{662}"),
        row("name-accents", "letters that are not ASCII", "éé"),
    ]
}
