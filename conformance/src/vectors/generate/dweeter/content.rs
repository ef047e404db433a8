//! `content.json`: names of things, contents and text forms, sections 5.3 to 5.6.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::boxes::{BASE64, BOX, Mailbox, README, joined, object, wire};
use super::upstream::failed;
use super::value::hex;
use crate::model::case::{BugClass, Severity};

pub(super) const HEX: &str = "dweeter/content-open/hex";
pub(super) const IN_BASE64: &str = "dweeter/content-open/base64-two-paddings";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = written(author);
    cases.extend(mailboxes());
    cases.extend(opened(author));
    cases.extend(refused_keys(author));
    cases.extend(super::text_forms::drafts(author));
    cases.extend(plain_bytes(author));
    cases
}

/// Opens a content with the keys of a mailbox.
pub(super) fn opens(
    author: &Author<'_>,
    name: &str,
    mailbox: &Mailbox,
    content: &[(String, String)],
) -> Draft {
    let input =
        joined([mailbox.keys(author), object(json!({ "form": mailbox.form, "content": wire(content) }))]);
    let draft = case(&format!("dweeter/content-open/{name}")).op("dweeter.content.open", input);
    if mailbox.form == "base64" { draft.needs("dweeter-base64") } else { draft }
}

fn plain(pairs: &[(&str, &str)]) -> Value {
    json!(pairs.iter().map(|(name, value)| (hex(name), hex(value))).collect::<Vec<_>>())
}

fn written(author: &Author<'_>) -> Vec<Draft> {
    let thing = |name: &str, about: &str, text: &str| {
        let input = joined([README.keys(author), object(json!({ "name": hex(text) }))]);
        case(&format!("dweeter/thing/{name}"))
            .about(about)
            .rules(&["DW-TEXT-1"])
            .op("dweeter.thing", input)
            .played()
    };
    let seal = |name: &str, about: &str, rules: &[&str], mailbox: &Mailbox, pairs: &[(&str, &str)]| {
        let input =
            joined([mailbox.keys(author), object(json!({ "form": mailbox.form, "content": plain(pairs) }))]);
        let draft = case(&format!("dweeter/content-seal/{name}"))
            .about(about)
            .rules(rules)
            .op("dweeter.content.seal", input)
            .played();
        if mailbox.form == "base64" { draft.needs("dweeter-base64") } else { draft }
    };
    let many = [("b", "1"), ("a", "2"), ("", "3"), ("c", "")];
    vec![
        thing("empty-name", "an empty name is a block of padding", ""),
        thing("name-15", "a name of 15 bytes", "fifteen letters"),
        thing("name-16", "a name of 16 bytes takes two blocks", "sixteen letters!"),
        thing("utf-8", "a name that is not ASCII", "Bo\u{ee}te \u{1f4ee}"),
        seal("no-members", "nothing to encrypt", &["DW-CONTENT-1"], &BOX, &[]),
        seal("order", "four members keep their order", &["DW-CONTENT-1", "DW-CIPHER-2"], &BOX, &many),
        seal(
            "same-texts",
            "name and value are equal, and so are their ciphertexts",
            &["DW-CIPHER-2"],
            &BOX,
            &[("x", "x")],
        ),
        seal(
            "utf-8",
            "text that is not ASCII",
            &["DW-CONTENT-1", "DW-TEXT-2"],
            &BOX,
            &[("\u{e9}", "\u{1f600}")],
        ),
        seal(
            "base64-lengths",
            "base64 with two, one and no `=` at the end",
            &["DW-TEXT-3"],
            &BASE64,
            &[("x", "seventeen letters"), ("y", "thirty-three letters, spaces, too")],
        ),
        seal(
            "base64-long",
            "base64 without a line break, however long it is",
            &["DW-TEXT-3"],
            &BASE64,
            &[("x", &"long ".repeat(40))],
        ),
    ]
}

fn mailboxes() -> Vec<Draft> {
    let row = |name: &str, about: &str, rules: &[&str], input: Value| {
        let needs = input.get("form") == Some(&json!("base64"));
        let draft = case(&format!("dweeter/mailbox/{name}"))
            .about(about)
            .rules(rules)
            .op("dweeter.mailbox", input)
            .played();
        if needs { draft.needs("dweeter-base64") } else { draft }
    };
    let (name, key) = (hex("BOX"), hex("KEY"));
    vec![
        row(
            "measured",
            "the mailbox of the measured behaviours",
            &["DW-KEY-7", "DW-TEXT-1"],
            Value::Object(BOX.input()),
        ),
        row("defaults", "neither name nor key text", &["DW-KEY-9", "DW-KEY-7"], json!({ "form": "hex" })),
        row("defaults-base64", "neither, in base64", &["DW-KEY-9", "DW-KEY-8"], json!({ "form": "base64" })),
        row(
            "default-key",
            "a name, but no key text",
            &["DW-KEY-9"],
            json!({ "mailbox": name, "form": "hex" }),
        ),
        row("default-name", "a key text, but no name", &["DW-KEY-9"], json!({ "key": key, "form": "hex" })),
        row(
            "utf-8",
            "name and key text that are not ASCII",
            &["DW-KEY-7"],
            json!({ "mailbox": hex("bo\u{ee}te"), "key": hex("cl\u{e9}"), "form": "hex" }),
        ),
        row(
            "long-key",
            "a key text of 1,000 bytes",
            &["DW-KEY-7"],
            json!({ "mailbox": name, "key": hex("k".repeat(1000)), "form": "hex" }),
        ),
    ]
}

fn opened(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rules: &[&str], mailbox: &Mailbox, pairs: &[(&str, &str)]| {
        opens(author, name, mailbox, &mailbox.seal(author, pairs))
            .about(about)
            .rules(rules)
            .accept(json!({ "content": plain(pairs) }))
    };
    vec![
        row("hex", "one member", &["DW-TEXT-4", "DW-TEXT-5", "DW-TEXT-6"], &BOX, &[("name", "value")]),
        row("no-members", "a content without members", &["DW-CONTENT-2"], &BOX, &[]),
        row(
            "order",
            "members keep their order",
            &["DW-CONTENT-2"],
            &BOX,
            &[("b", "1"), ("a", "2"), ("c", "")],
        ),
        row("utf-8", "text that is not ASCII", &["DW-CONTENT-2"], &BOX, &[("\u{e9}", "\u{10ffff}")]),
        row(
            "base64-two-paddings",
            "one block: two `=` at the end",
            &["DW-TEXT-7", "DW-TEXT-8"],
            &BASE64,
            &[("x", "y")],
        ),
        row(
            "base64-one-padding",
            "two blocks: one `=` at the end",
            &["DW-TEXT-7", "DW-TEXT-8"],
            &BASE64,
            &[("x", "seventeen letters")],
        ),
        row(
            "base64-no-padding",
            "three blocks: no `=` at the end",
            &["DW-TEXT-7", "DW-TEXT-8"],
            &BASE64,
            &[("x", "thirty-three letters, spaces, too")],
        ),
    ]
}

fn refused_keys(author: &Author<'_>) -> Vec<Draft> {
    let content: Vec<(String, String)> = BOX.seal(author, &[("name", "value")]);
    let row = |name: &str, rule: &str, code: &str, op: &str, input: Value| {
        case(&format!("dweeter/{name}"))
            .about(if code == "empty-key" { "a key of no bytes" } else { "an IV of no bytes" })
            .rules(&[rule])
            .bug(BugClass::Robustness, Severity::Low)
            .op(op, input)
            .reject(code)
    };
    let sealing =
        |key: &str, iv: &str| json!({ "key": key, "iv": iv, "form": "hex", "content": plain(&[("a", "b")]) });
    let opening =
        |key: &str, iv: &str| json!({ "key": key, "iv": iv, "form": "hex", "content": wire(&content) });
    vec![
        row(
            "thing/iv-0",
            "DW-KEY-2",
            "empty-iv",
            "dweeter.thing",
            json!({ "key": "41", "iv": "", "name": "74" }),
        ),
        row("content-seal/key-0", "DW-KEY-1", "empty-key", "dweeter.content.seal", sealing("", "41"))
            .source_ref("N 80")
            .upstream(failed("builtins.ValueError: Invalid key size")),
        row("content-seal/iv-0", "DW-KEY-2", "empty-iv", "dweeter.content.seal", sealing("41", "")),
        row("content-open/key-0", "DW-KEY-1", "empty-key", "dweeter.content.open", opening("", "41")),
        row("content-open/iv-0", "DW-KEY-2", "empty-iv", "dweeter.content.open", opening("41", "")),
    ]
}

/// What is decrypted must be UTF-8, and nothing but.
fn plain_bytes(author: &Author<'_>) -> Vec<Draft> {
    let good = BOX.encrypt(author, b"good");
    let rows: [(&str, &str, &[u8]); 7] = [
        ("byte-ff", "a byte that no UTF-8 has", b"\xff"),
        ("overlong", "a zero in two bytes", b"a\xc0\x80"),
        ("surrogate", "half of a surrogate pair in three bytes", b"\xed\xa0\x80"),
        ("truncated", "a character that ends too early", b"caf\xc3"),
        ("continuation", "a byte that continues nothing", b"\x80abc"),
        ("beyond-10ffff", "a number that is no character", b"\xf4\x90\x80\x80"),
        ("latin-1", "Latin-1", b"caf\xe9!"),
    ];
    let refused = |draft: Draft, about: &str| {
        draft
            .about(about)
            .rules(&["DW-CONTENT-2"])
            .edit_of(HEX)
            .bug(BugClass::Robustness, Severity::Low)
            .reject("not-utf8")
    };
    let mut cases: Vec<Draft> = rows
        .iter()
        .map(|(name, about, bytes)| {
            let content = vec![(good.clone(), BOX.encrypt(author, bytes))];
            refused(opens(author, &format!("value-{name}"), &BOX, &content), about)
        })
        .collect();
    let content = vec![(BOX.encrypt(author, b"\xff"), good.clone())];
    cases
        .push(refused(opens(author, "name-byte-ff", &BOX, &content), "a name with a byte that no UTF-8 has"));
    let content = vec![(BOX.encrypt(author, b"a\x00b\x7f"), BOX.encrypt(author, "\u{feff}x".as_bytes()))];
    cases.push(
        opens(author, "controls", &BOX, &content)
            .about("control characters and a byte order mark are characters like any other")
            .rules(&["DW-CONTENT-2"])
            .accept(json!({ "content": [["6100627f", "efbbbf78"]] })),
    );
    cases
}

/// Accepted with this content, where the text form is read leniently.
pub(super) fn lenient(pairs: &[(&str, &str)]) -> Wanted {
    Wanted::Accept(json!({ "content": plain(pairs) }))
}
