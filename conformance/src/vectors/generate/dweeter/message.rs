//! `message.json`: sealed messages, and the requests that carry them: sections 5.9 to 5.11.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::boxes::{BASE64, BOX, Mailbox, README, joined, object, wire};
use super::data_read::CREATED;
use super::data_write::{NOW, TIME};
use super::upstream::{read, refused, wanted};
use super::value::{hex, int, members, text, value};
use crate::model::case::{BugClass, Severity};

const README_1: &str = "dweeter/readme/open-1";
/// Plain name and value of sample 1.
const README_TIME: &str = "2024-07-15T05:11:31.000Z";
const README_CREATED: &str = "2024-07-15T05:11:32.709Z";
const COMPROMISED: &str = "dweeter.dweeter.DweeterError: Received data is compromised!";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = sealed(author);
    cases.extend(refused_data());
    cases.extend(opened(author));
    cases.extend(members_of_content(author));
    cases.extend(exchanged(author));
    cases.extend(changed(author));
    cases.extend(requests());
    cases
}

fn readme_json() -> String {
    format!("{{\"DATA_1\": \"VALUE_1\", \"remote_time\": \"{README_TIME}\"}}")
}

fn readme_data() -> Value {
    value(&json!({ "DATA_1": "VALUE_1", "remote_time": README_TIME, "created_time": README_CREATED }))
}

/// The JSON of `{"a": number}` and a time.
pub(super) fn numbered(number: u32, time: &str) -> String {
    format!("{{\"a\": {number}, \"remote_time\": \"{time}\"}}")
}

/// What is read of it.
pub(super) fn numbered_data(number: u32, time: &str, created: &str) -> Value {
    members(&[("a", int(&number.to_string())), ("remote_time", text(time)), ("created_time", text(created))])
}

pub(super) fn needs(draft: Draft, mailbox: &Mailbox) -> Draft {
    if mailbox.form == "base64" { draft.needs("dweeter-base64") } else { draft }
}

fn sealed(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rules: &[&str], mailbox: &Mailbox, input: Value| {
        let sealed = mailbox.seal(author, &[(TIME, &numbered(1, TIME))]);
        let made = json!({ "thing": hex(mailbox.thing(author)), "content": wire(&sealed) });
        let draft = case(&format!("dweeter/message-seal/{name}"))
            .about(about)
            .rules(rules)
            .op(
                "dweeter.message.seal",
                joined([object(input), object(json!({ "data": value(&json!({ "a": 1 })) }))]),
            )
            .now(NOW)
            .accept(made);
        needs(draft, mailbox)
    };
    let default = Mailbox { name: "default_mailbox", key: "default_key", form: "hex" };
    vec![
        row(
            "measured",
            "the message of the measured behaviours",
            &["DW-DATA-9", "DW-CONTENT-1", "DW-KEY-7"],
            &BOX,
            Value::Object(BOX.input()),
        ),
        row(
            "base64",
            "the same in base64",
            &["DW-KEY-8", "DW-TEXT-1", "DW-TEXT-3"],
            &BASE64,
            Value::Object(BASE64.input()),
        ),
        row("defaults", "neither name nor key text", &["DW-KEY-9"], &default, json!({ "form": "hex" })),
    ]
}

fn refused_data() -> Vec<Draft> {
    let rows = [
        ("int-4301-digits", "DW-DATA-4", members(&[("x", int(&"9".repeat(4301)))])),
        ("bytes-nested", "DW-DATA-3", members(&[("x", members(&[("y", json!(["bytes", ""]))]))])),
        ("text-alone", "DW-DATA-2", text("{}")),
    ];
    rows.into_iter()
        .map(|(name, rule, data)| {
            case(&format!("dweeter/message-seal/{name}"))
                .about("data that no writer takes")
                .rules(&[rule])
                .bug(BugClass::Robustness, Severity::Low)
                .op("dweeter.message.seal", joined([BOX.input(), object(json!({ "data": data }))]))
                .now(NOW)
                .reject("bad-data")
        })
        .collect()
}

fn opens(
    name: &str,
    about: &str,
    rules: &[&str],
    mailbox: &Mailbox,
    content: &[(String, String)],
    created: &str,
) -> Draft {
    let given = json!({ "content": wire(content), "created": text(created) });
    let draft = case(&format!("dweeter/message-open/{name}"))
        .about(about)
        .rules(rules)
        .op("dweeter.message.open", joined([mailbox.input(), object(given)]));
    needs(draft, mailbox)
}

fn opened(author: &Author<'_>) -> Vec<Draft> {
    let good = |mailbox: &Mailbox| mailbox.seal(author, &[(TIME, &numbered(1, TIME))]);
    let data = numbered_data(1, TIME, CREATED);
    let rules = ["DW-OPEN-1", "DW-OPEN-2", "DW-READ-4"];
    let default = Mailbox { name: "default_mailbox", key: "default_key", form: "hex" };
    let mut given = object(json!({ "form": "hex" }));
    given.extend(object(json!({ "content": wire(&good(&default)), "created": text(CREATED) })));
    vec![
        opens("measured", "the message of the measured behaviours", &rules, &BOX, &good(&BOX), CREATED)
            .source_ref("N 1")
            .accept(json!({ "data": data }))
            .upstream(read(&data)),
        opens("base64", "the same in base64", &["DW-KEY-8", "DW-TEXT-8"], &BASE64, &good(&BASE64), CREATED)
            .source_ref("N 58")
            .accept(json!({ "data": data }))
            .upstream(read(&data)),
        case("dweeter/message-open/defaults")
            .about("neither name nor key text")
            .rules(&["DW-KEY-9"])
            .op("dweeter.message.open", Value::Object(given))
            .accept(json!({ "data": data })),
        opens(
            "other-name",
            "the plain name of the mailbox plays no part in opening",
            &["DW-OPEN-1"],
            &Mailbox { name: "ANOTHER", ..BOX },
            &good(&BOX),
            CREATED,
        )
        .accept(json!({ "data": data })),
    ]
}

/// An edit of the captured message.
fn edited(name: &str, about: &str, rules: &[&str], content: &[(String, String)], line: &str) -> Draft {
    let source = if line.is_empty() { "sample 1".to_owned() } else { format!("sample 1; {line}") };
    opens(name, about, rules, &README, content, README_CREATED)
        .edited(README_1, &source)
        .bug(BugClass::Confusion, Severity::Medium)
}

fn members_of_content(author: &Author<'_>) -> Vec<Draft> {
    let json = readme_json();
    let sealed = |pairs: &[(&str, &str)]| README.seal(author, pairs);
    let good = (README_TIME, json.as_str());
    let accepted = read(&readme_data());
    let first = [("content-members", "first")];
    let garbage: Vec<(String, String)> = [sealed(&[good]), vec![("zz".to_owned(), "zz".to_owned())]].concat();
    let later = README_TIME.replace(":31.", ":32.");
    let mismatched = refused("mismatch", COMPROMISED);
    vec![
        edited("no-members", "a content without members", &["DW-OPEN-1"], &[], "N 22")
            .reject("bad-dweet")
            .upstream(refused("bad-dweet", "builtins.IndexError: list index out of range")),
        edited(
            "two-members",
            "a second member behind a good one",
            &["DW-OPEN-2"],
            &sealed(&[good, ("x", "y")]),
            "N 23",
        )
        .reject("extra-members")
        .variant(&first, wanted(&accepted))
        .upstream(accepted.clone()),
        edited(
            "two-members-first-mismatching",
            "the first of two members does not match",
            &["DW-OPEN-2"],
            &sealed(&[(&later, &json), good]),
            "N 24",
        )
        .reject("extra-members")
        .variant(&first, Wanted::reject("mismatch"))
        .upstream(mismatched.clone()),
        edited("two-members-second-garbage", "a second member that is no hex", &["DW-OPEN-2"], &garbage, "")
            .reject("extra-members")
            .variant(&first, Wanted::reject("not-hex")),
        edited(
            "two-members-no-message",
            "another member in front of a good one",
            &["DW-OPEN-2"],
            &sealed(&[("x", "y"), good]),
            "",
        )
        .reject("extra-members")
        .variant(&first, Wanted::reject("not-json")),
        edited(
            "mixed",
            "name and value of messages of different seconds",
            &["DW-READ-4"],
            &sealed(&[(&later, &json)]),
            "N 25",
        )
        .reject("mismatch")
        .upstream(mismatched),
    ]
}

/// Texts that change places.
fn exchanged(author: &Author<'_>) -> Vec<Draft> {
    let json = readme_json();
    let extra = "json.decoder.JSONDecodeError: Extra data: line 1 column 5 (char 4)";
    let sealed = |name: &str, value: &str| README.seal(author, &[(name, value)]);
    let thing = README.thing(author);
    let value = sealed(README_TIME, &json).first().map(|(_, value)| value.clone()).unwrap_or_default();
    vec![
        edited("swapped", "name and value exchanged", &["DW-JSON-1"], &sealed(&json, README_TIME), "N 26")
            .reject("not-json")
            .upstream(refused("not-json", extra)),
        edited(
            "value-is-time",
            "an encrypted time as value",
            &["DW-JSON-1"],
            &sealed(README_TIME, README_TIME),
            "N 27",
        )
        .reject("not-json")
        .upstream(refused("not-json", extra)),
        edited(
            "name-is-thing",
            "the encrypted name of the thing as name",
            &["DW-READ-4"],
            &[(thing.clone(), value)],
            "",
        )
        .reject("mismatch"),
        edited(
            "value-is-thing",
            "the encrypted name of the thing as value",
            &["DW-JSON-1"],
            &[(sealed("x", "y").first().map(|(name, _)| name.clone()).unwrap_or_default(), thing)],
            "",
        )
        .reject("not-json"),
    ]
}

/// Ciphertexts that were changed, cut or made with another key.
fn changed(author: &Author<'_>) -> Vec<Draft> {
    let json = readme_json();
    let sealed = README.seal(author, &[(README_TIME, &json)]);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let digits = |from: usize, to: usize| value.get(from..to).expect("the value has five blocks").to_owned();
    let flip = |text: &str| {
        let digit = text.chars().next().and_then(|digit| digit.to_digit(16)).unwrap_or_default();
        format!("{:x}{}", digit ^ 8, text.get(1..).unwrap_or_default())
    };
    let invalid = |byte: &str| format!("builtins.UnicodeDecodeError: 'utf-8' codec can't decode {byte}");
    let row = |id: &str, about: &str, rules: &[&str], value: String, line: &str, code: &str, raised: &str| {
        edited(id, about, rules, &[(name.clone(), value)], line)
            .bug(BugClass::Malleability, Severity::Medium)
            .reject(code)
            .upstream(refused(code, raised))
    };
    let other = Mailbox { key: "KEY_TO_ANOTHER", ..README };
    let wrong_key = opens(
        "wrong-key",
        "another key text",
        &["DW-CIPHER-4", "DW-CIPHER-5"],
        &other,
        &sealed,
        README_CREATED,
    )
    .edited(README_1, "sample 1; N 56")
    .bug(BugClass::AuthBypass, Severity::High)
    .reject("bad-padding")
    .upstream(refused("bad-padding", "builtins.ValueError: invalid padding byte"));
    vec![
        row(
            "last-block-removed",
            "the last block is gone",
            &["DW-CIPHER-4", "DW-CIPHER-5"],
            digits(0, 128),
            "N 48",
            "bad-padding",
            "builtins.ValueError: invalid padding byte",
        ),
        row(
            "first-block-twice",
            "the first block stands twice",
            &["DW-CONTENT-2"],
            format!("{}{value}", digits(0, 32)),
            "N 49",
            "not-utf8",
            &invalid("byte 0xfc in position 21: invalid start byte"),
        ),
        row(
            "flipped-bit",
            "one bit of the first block",
            &["DW-CONTENT-2"],
            flip(&value),
            "N 50",
            "not-utf8",
            &invalid("byte 0xbf in position 0: invalid start byte"),
        ),
        edited(
            "name-flipped-bit",
            "one bit of the name",
            &["DW-CONTENT-2"],
            &[(flip(&name), value.clone())],
            "",
        )
        .reject("not-utf8"),
        wrong_key,
    ]
}

fn requests() -> Vec<Draft> {
    let thing = "42e6ae04e842cadca8a814fea06bcf6d";
    let asks = |name: &str, about: &str, rules: &[&str], input: Value, made: Value| {
        case(&format!("dweeter/request/{name}"))
            .about(about)
            .rules(rules)
            .op("dweeter.request", input)
            .accept(made)
    };
    let post = |content: &[(&str, &str)], thing: &str| {
        let content: Vec<_> = content.iter().map(|(name, value)| (hex(name), hex(value))).collect();
        json!({ "call": "post", "thing": hex(thing), "content": content })
    };
    let posted = |body: &str, thing: &str| {
        json!({
            "method": "POST", "path": hex(format!("/dweet/for/{thing}")), "media_type": hex("application/json"),
            "body": hex(body)
        })
    };
    let escaped = "{\"\\u00e9/\": \"\\\"\\\\\\u007f\\ud83d\\udcee\"}";
    vec![
        asks("post-no-members", "an empty content", &["DW-REQ-2"], post(&[], thing), posted("{}", thing)),
        asks(
            "post-order",
            "members keep their order",
            &["DW-REQ-1", "DW-REQ-2"],
            post(&[("b", "1"), ("a", "2")], thing),
            posted("{\"b\": \"1\", \"a\": \"2\"}", thing),
        ),
        asks(
            "post-escapes",
            "text is written in ASCII",
            &["DW-REQ-2"],
            post(&[("\u{e9}/", "\"\\\u{7f}\u{1f4ee}")], thing),
            posted(escaped, thing),
        ),
        asks(
            "post-base64",
            "`=` and `+` are nothing special",
            &["DW-REQ-2", "DW-REQ-3"],
            post(&[("ab+/cg==", "ab==")], "t"),
            posted("{\"ab+/cg==\": \"ab==\"}", "t"),
        ),
        asks(
            "latest-short",
            "a thing of one letter",
            &["DW-REQ-4"],
            json!({ "call": "latest", "thing": "74" }),
            json!({ "method": "GET", "path": hex("/get/latest/dweet/for/t") }),
        ),
        asks(
            "all-short",
            "a thing of one letter",
            &["DW-REQ-5"],
            json!({ "call": "all", "thing": "74" }),
            json!({ "method": "GET", "path": hex("/get/dweets/for/t") }),
        ),
    ]
}
