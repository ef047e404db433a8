//! `element.json`: encrypted elements. Section 5.7.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::bundles::names;
use super::documents::Document;
use super::refusal::{begin, measured, took, uncut, with};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];
pub(super) const JID: &str = "bob@example.org";
const IV: &str = "101112131415161718191a1b";

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = Vec::new();
    for form in FORMS {
        cases.extend(written(form));
        cases.extend(good(form));
        cases.extend(flags(form));
    }
    cases.extend(accounts());
    cases
}

/// An entry of `keys`; in L there is no account.
pub(super) fn entry(form: Form, jid: &str, rid: u32, key_exchange: bool, data: &[u8]) -> Value {
    let jid = if form == Form::L { "" } else { jid };
    json!(["key", jid, rid, key_exchange, hex::encode(data)])
}

fn flag(form: Form) -> &'static str {
    match form {
        Form::L => "prekey",
        Form::T => "kex",
    }
}

fn base64(text: &str) -> String {
    BASE64.encode(text.as_bytes())
}

pub(super) fn key(attributes: &str, data: &str) -> String {
    format!("<key {attributes}>{}</key>", base64(data))
}

/// The header with these keys, in T of one account.
pub(super) fn header(form: Form, keys: &str) -> String {
    match form {
        Form::L => format!("<header sid=\"27183\">{keys}<iv>EBESExQVFhcYGRob</iv></header>"),
        Form::T => format!("<header sid=\"27183\"><keys jid=\"{JID}\">{keys}</keys></header>"),
    }
}

pub(super) fn element(form: Form, content: &str) -> String {
    format!("<encrypted xmlns=\"{}\">{content}</encrypted>", names(form).namespace)
}

pub(super) const PAYLOAD: &str = "<payload>cGF5bG9hZA==</payload>";

fn plain(form: Form) -> String {
    let first = key(&format!("rid=\"31415\" {}=\"true\"", flag(form)), "first");
    element(form, &format!("{}{PAYLOAD}", header(form, &format!("{first}{}", key("rid=\"1\"", "second")))))
}

/// What is read of an element with these keys.
pub(super) fn members(form: Form, keys: &[Value], payload: Option<&str>) -> Value {
    let members = json!({ "sid": 27183, "keys": keys });
    let members = if form == Form::L { with(members, "iv", IV.into()) } else { members };
    match payload {
        Some(payload) => with(members, "payload", hex::encode(payload).into()),
        None => members,
    }
}

fn both_keys(form: Form) -> [Value; 2] {
    [entry(form, JID, 31415, true, b"first"), entry(form, JID, 1, false, b"second")]
}

pub(super) fn document(form: Form) -> Document {
    let members = members(form, &both_keys(form), Some("payload"));
    Document { subject: "element-read", op: "omemo.element.read", form, xml: plain(form), members }
}

fn without(mut members: Value, member: &str) -> Value {
    members.as_object_mut().into_iter().for_each(|members| drop(members.shift_remove(member)));
    members
}

fn writes(form: Form, name: &str, about: &str, rules: &[&str], members: &Value, xml: &str) -> Draft {
    let input = with(members.clone(), "format", form.name().into());
    begin(form, &format!("element-write/{name}"), about, rules)
        .op("omemo.element.write", input)
        .accept(json!({ "xml": hex::encode(xml) }))
}

fn written(form: Form) -> Vec<Draft> {
    let document = document(form);
    let writes = |name: &str, about: &str, rules: &[&str], members: &Value, xml: &str| {
        writes(form, name, about, rules, members, xml)
    };
    let one = |payload: Option<&str>| members(form, &[entry(form, JID, 1, false, b"second")], payload);
    let alone = header(form, &key("rid=\"1\"", "second"));
    let empty_key = members(form, &[entry(form, JID, 1, true, b"")], None);
    let empty = header(form, &format!("<key rid=\"1\" {}=\"true\" />", flag(form)));
    let mut cases = vec![
        writes(
            "plain",
            "a key exchange, a message and a payload",
            &["OM-ELEMENT-1", "OM-ELEMENT-2", "OM-XML-11", "OM-XML-13"],
            &document.members,
            &document.xml,
        ),
        writes("no-payload", "an empty message", &["OM-ELEMENT-1"], &one(None), &element(form, &alone)),
        writes(
            "payload-empty",
            "a payload of no bytes",
            &["OM-ELEMENT-1", "OM-XML-11"],
            &one(Some("")),
            &element(form, &format!("{alone}<payload />")),
        ),
        writes(
            "key-empty",
            "a key of no bytes",
            &["OM-XML-11", "OM-ELEMENT-2"],
            &empty_key,
            &element(form, &empty),
        ),
    ];
    if form == Form::L {
        let none = members(form, &[], None);
        let bare = element(form, "<header sid=\"27183\" />");
        cases.push(writes("no-keys", "no keys", &["OM-ELEMENT-1"], &none, &element(form, &header(form, ""))));
        cases.push(writes(
            "no-iv",
            "neither keys nor IV",
            &["OM-ELEMENT-1", "OM-XML-11"],
            &without(none, "iv"),
            &bare,
        ));
    }
    cases
}

fn good(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let head = header(form, &key("rid=\"1\"", "second"));
    let second = [entry(form, JID, 1, false, b"second")];
    let none = members(form, &second, None);
    let empty = members(form, &second, Some(""));
    let last = element(form, &format!("{PAYLOAD}{head}"));
    let no_bytes = element(form, &header(form, "<key rid=\"1\" />"));
    let mut cases = vec![
        document
            .same("plain", "a key exchange, a message and a payload", &["OM-XML-10"], xml)
            .derive(uncut("xml", xml.as_bytes())),
        document.reads("no-payload", "an empty message", &["OM-XML-6"], element(form, &head)).accept(none),
        measured(
            document
                .reads(
                    "payload-empty",
                    "a payload of no bytes, which is one",
                    &["OM-XML-10"],
                    element(form, &format!("{head}<payload />")),
                )
                .accept(empty.clone()),
            "N 16",
            took(&empty),
        ),
        document
            .reads("payload-first", "the payload before the header", &["OM-XML-6"], last)
            .accept(members(form, &second, Some("payload"))),
        document.reads("key-empty", "a key of no bytes", &["OM-XML-10"], no_bytes).accept(members(
            form,
            &[entry(form, JID, 1, false, b"")],
            None,
        )),
        document.passes(
            "unknown-element",
            "an element that is not known",
            document.with("</header>", "<more /></header>"),
        ),
        document.passes(
            "unknown-attribute",
            "an attribute that is not known",
            document.with("<header ", "<header more=\"x\" "),
        ),
        document.passes(
            "unknown-in-key",
            "an element within a key",
            document.with("</key>", "<more>!</more></key>"),
        ),
        document.passes(
            "other-flag",
            "the flag of the other format",
            document.with(
                &format!("{}=\"true\"", flag(form)),
                &format!("{}=\"true\" {}=\"x\"", flag(form), if form == Form::L { "kex" } else { "prekey" }),
            ),
        ),
    ];
    if form == Form::L {
        let turned = "<header sid=\"27183\"><iv>EBESExQVFhcYGRob</iv>";
        let early = document.with("<iv>EBESExQVFhcYGRob</iv>", "").replace("<header sid=\"27183\">", turned);
        cases.push(document.taken(
            document.same("iv-before-keys", "the IV before the keys", &["OM-ELEMENT-4"], early),
            "N 16",
        ));
        let no_keys = element(form, &header(form, ""));
        cases.push(document.reads("no-keys", "no keys", &["OM-XML-6"], no_keys).accept(members(
            form,
            &[],
            None,
        )));
    } else {
        let iv = document.with("</header>", "<iv>!</iv></header>");
        cases.push(document.passes("iv", "T has no IV", iv));
    }
    cases
}

fn flags(form: Form) -> Vec<Draft> {
    let document = document(form);
    let flag = flag(form);
    let of = |text: &str| document.with(&format!("{flag}=\"true\""), &format!("{flag}=\"{text}\""));
    let no = [entry(form, JID, 31415, false, b"first"), entry(form, JID, 1, false, b"second")];
    let no = members(form, &no, Some("payload"));
    let mut cases = Vec::new();
    for (name, text) in [("1", "1"), ("spaces", " true&#10;")] {
        let about = format!("the flag `{}`", text.trim_end_matches("&#10;"));
        let draft = document.same(&format!("{flag}-{name}"), &about, &["OM-XML-9"], of(text));
        let upstream = if name == "1" { &document.members } else { &no };
        cases.push(measured(draft, "N 16", took(upstream)));
    }
    for text in ["false", "0"] {
        let draft = document
            .reads(&format!("{flag}-{text}"), &format!("the flag `{text}`"), &["OM-XML-9"], of(text))
            .accept(no.clone());
        cases.push(measured(draft, "N 16", took(&no)));
    }
    for (name, text) in [("yes", "yes"), ("upper", "True"), ("empty", ""), ("2", "2")] {
        let draft = document.rejects(
            &format!("{flag}-{name}"),
            &format!("the flag `{text}`"),
            &["OM-XML-9"],
            "bad-element",
            of(text),
        );
        cases.push(measured(draft, "N 16", Value::Null));
    }
    cases
}

/// Accounts are in T alone.
fn accounts() -> Vec<Draft> {
    let form = Form::T;
    let document = document(form);
    let keys = |jid: &str, keys: &str| format!("<keys jid=\"{jid}\">{keys}</keys>");
    let of = |lists: &[String]| element(form, &format!("<header sid=\"27183\">{}</header>", lists.concat()));
    let (one, two) = (key("rid=\"1\"", "second"), key("rid=\"2\"", "third"));
    let entries = |second: &str, rid: u32, data: &[u8]| {
        members(form, &[entry(form, JID, 1, false, b"second"), entry(form, second, rid, false, data)], None)
    };
    let jid = "carol@example.org";
    let others = of(&[keys(JID, &one), keys(jid, &key("rid=\"1\"", "third"))]);
    let again = of(&[keys(JID, &one), keys(JID, &two)]);
    let between = of(&[keys(JID, &one), keys(jid, &two), keys(JID, &key("rid=\"3\"", "fourth"))]);
    let three = [
        entry(form, JID, 1, false, b"second"),
        entry(form, jid, 2, false, b"third"),
        entry(form, JID, 3, false, b"fourth"),
    ];
    let three = members(form, &three, None);
    let odd = "<\"&'\u{e9}@example.org/\u{1f511}";
    let escaped = "&lt;&quot;&amp;'\u{e9}@example.org/\u{1f511}";
    let doubled = of(&[keys(JID, &one), keys(JID, &key("rid=\"1\"", "third"))]);
    let last = members(form, &[entry(form, JID, 1, false, b"third")], None);
    vec![
        document
            .reads("two-accounts", "one ID in two accounts", &["OM-ELEMENT-3"], &others)
            .accept(entries(jid, 1, b"third")),
        document
            .reads("account-twice", "two lists of one account", &["OM-ELEMENT-3"], &again)
            .accept(entries(JID, 2, b"third")),
        document
            .rejects(
                "account-twice-one-rid",
                "two lists of one account, with a key for one device in each",
                &["OM-ELEMENT-3"],
                "duplicate-id",
                doubled,
            )
            .variant(&[("duplicate-ids", "last")], Wanted::Accept(last)),
        document
            .reads(
                "account-escaped",
                "an account of odd characters",
                &["OM-XML-2"],
                of(&[keys(JID, &one), keys(escaped, &two)]),
            )
            .accept(entries(odd, 2, b"third")),
        writes(
            form,
            "two-accounts",
            "a list for each account",
            &["OM-ELEMENT-1"],
            &entries(jid, 1, b"third"),
            &others,
        ),
        writes(
            form,
            "account-again",
            "an account that comes again gets another list",
            &["OM-ELEMENT-1"],
            &three,
            &between,
        ),
        writes(
            form,
            "account-escaped",
            "an account of odd characters",
            &["OM-XML-12"],
            &entries(odd, 2, b"third"),
            &of(&[keys(JID, &one), keys(escaped, &two)]),
        ),
    ]
}
