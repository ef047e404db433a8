//! `element.json`, second part: elements with a fault, and what is just right. Section 5.7.

use serde_json::Value;

use super::super::{Draft, Wanted};
use super::bundles::names;
use super::elements::{JID, PAYLOAD, document, element, entry, header, key, members};
use super::refusal::{measured, took, with};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    FORMS.into_iter().flat_map(|form| [shapes(form), texts(form), ids(form), twice(form)].concat()).collect()
}

/// Elements and attributes that are missing, or stand twice, and texts that are none.
fn shapes(form: Form) -> Vec<Draft> {
    let document = document(form);
    let reject =
        |name: &str, about: &str, xml: &str| document.rejects(name, about, &["OM-XML-6"], "bad-element", xml);
    let cite = |draft: Draft, upstream: Value| measured(draft, "N 16", upstream);
    let refuses = || Value::Null;
    let iv = "<iv>EBESExQVFhcYGRob</iv>";
    let head = header(form, &key("rid=\"1\"", "second"));
    let mut cases = vec![
        cite(
            reject("no-sid", "no ID of the sending device", &document.with(" sid=\"27183\"", "")),
            Value::Null,
        ),
        cite(reject("no-rid", "a key without ID of a device", &document.with(" rid=\"1\"", "")), Value::Null),
        reject("no-header", "no header", &element(form, PAYLOAD)),
        reject("header-twice", "two headers", &element(form, &format!("{head}{head}"))),
        cite(
            reject("payload-twice", "two payloads", &document.with(PAYLOAD, &format!("{PAYLOAD}{PAYLOAD}"))),
            refuses(),
        ),
        document.rejects(
            "text",
            "text in the header",
            &["OM-XML-7"],
            "bad-element",
            document.with("<header sid=\"27183\">", "<header sid=\"27183\">x"),
        ),
        document.rejects(
            "other-root",
            "another root",
            &["OM-XML-4"],
            "bad-element",
            document.xml.replace("encrypted", "encrypt"),
        ),
        document.rejects(
            "other-namespace",
            "another namespace",
            &["OM-XML-4"],
            "bad-element",
            document.with(names(form).namespace, "urn:xmpp:omemo:1"),
        ),
        document
            .rejects(
                "doctype",
                "a document type declaration",
                &["OM-XML-3"],
                "bad-xml",
                format!("<!DOCTYPE encrypted>{}", document.xml),
            )
            .variant(&[("xml-entities", "expanded")], Wanted::Accept(document.members.clone())),
    ];
    if form == Form::L {
        cases.extend([
            cite(reject("no-iv", "no IV", &document.with(iv, "")), refuses()),
            reject(
                "no-iv-empty-message",
                "no IV, and no payload",
                &document.with(iv, "").replace(PAYLOAD, ""),
            ),
            cite(reject("iv-twice", "two IVs", &document.with(iv, &format!("{iv}{iv}"))), refuses()),
        ]);
    } else {
        let keyless = element(form, "<header sid=\"27183\" />");
        let hollow = element(form, &header(form, ""));
        cases.extend([
            reject("no-keys", "no list of keys", &keyless),
            reject("keys-empty", "a list of no keys", &hollow),
            reject(
                "no-jid",
                "a list of keys without account",
                &document.with(&format!(" jid=\"{JID}\""), ""),
            ),
            reject(
                "key-without-list",
                "a key beside the lists alone",
                &element(form, &format!("<header sid=\"27183\">{}</header>", key("rid=\"1\"", "second"))),
            ),
        ]);
    }
    cases
}

/// Texts that are no base64, or loosely so.
fn texts(form: Form) -> Vec<Draft> {
    let document = document(form);
    let junk = |name: &str, about: &str, to: &str| {
        let draft =
            document.rejects(name, about, &["OM-XML-10"], "bad-base64", document.with("Zmlyc3Q=", to));
        measured(draft, "N 15", Value::Null)
    };
    let spaced = document.same(
        "base64-white-space",
        "white space within a key and around it",
        &["OM-XML-10"],
        document.with("Zmlyc3Q=", "\n Zm\tly\r\nc3Q = "),
    );
    vec![
        document.taken(spaced, "N 15"),
        junk("base64-no-padding", "a key without its `=`", "Zmlyc3Q"),
        junk("base64-trailing-bits", "a key whose unused bits are not 0", "Zmlyc3R="),
        junk("base64-url-alphabet", "a key with `-` and `_`", "-_lyc3Q="),
        junk("base64-junk", "a key with a character of no alphabet", "Zm!yc3Q="),
        document.rejects(
            "payload-junk",
            "a payload that is no base64",
            &["OM-XML-10"],
            "bad-base64",
            document.with("cGF5bG9hZA==", "cGF5bG9hZA"),
        ),
    ]
}

fn ids(form: Form) -> Vec<Draft> {
    let document = document(form);
    let sid = |id: &str| document.with("sid=\"27183\"", &format!("sid=\"{id}\""));
    let rid = |id: &str| document.with("rid=\"1\"", &format!("rid=\"{id}\""));
    let from_device = |id: u32| with(document.members.clone(), "sid", id.into());
    let to_device = |id: u32| {
        let keys = [entry(form, JID, 31415, true, b"first"), entry(form, JID, id, false, b"second")];
        members(form, &keys, Some("payload"))
    };
    let mut cases = vec![
        document.taken(document.same("rid-plus-1", "an ID with `+`", &["OM-XML-8"], rid("+1")), "N 16"),
        document
            .reads("sid-2-31-1", "the greatest ID of a sending device", &["OM-KEY-6"], sid("2147483647"))
            .accept(from_device(0x7fff_ffff)),
        document
            .reads("rid-2-31-1", "the greatest ID of a receiving device", &["OM-KEY-6"], rid("2147483647"))
            .accept(to_device(0x7fff_ffff)),
    ];
    for (name, text) in [("2-32", "4294967296"), ("negative", "-1")] {
        for (of, xml) in [("sid", sid(text)), ("rid", rid(text))] {
            let draft = document.rejects(
                &format!("{of}-{name}"),
                &format!("the {of} {text}"),
                &["OM-XML-8"],
                "bad-id",
                xml,
            );
            cases.push(measured(draft, "N 16", Value::Null));
        }
    }
    for (name, id) in [("0", 0), ("2-31", 0x8000_0000), ("2-32-1", u32::MAX)] {
        let text = id.to_string();
        for (of, xml, accepted) in [("sid", sid(&text), from_device(id)), ("rid", rid(&text), to_device(id))]
        {
            let draft = document
                .rejects(&format!("{of}-{name}"), &format!("the {of} {id}"), &["OM-KEY-6"], "bad-id", xml)
                .variant(&[("id-range", "32-bits")], Wanted::Accept(accepted.clone()));
            cases.push(measured(draft, "N 16", took(&accepted)));
        }
    }
    cases
}

fn twice(form: Form) -> Vec<Draft> {
    let document = document(form);
    let second = entry(form, JID, 31415, false, b"second");
    let both = members(form, &[entry(form, JID, 31415, true, b"first"), second.clone()], Some("payload"));
    let last = members(form, &[second], Some("payload"));
    let draft = document
        .rejects(
            "two-keys-one-rid",
            "two keys for one device",
            &["OM-ELEMENT-3"],
            "duplicate-id",
            document.with("rid=\"1\"", "rid=\"31415\""),
        )
        .variant(&[("duplicate-ids", "last")], Wanted::Accept(last));
    let filled = |size: usize| {
        let spaces = " ".repeat(size - document.xml.len());
        document.with("</encrypted>", &format!("{spaces}</encrypted>"))
    };
    vec![
        measured(draft, "N 16", took(&both)),
        document.same("1-mib", "1,048,576 bytes", &["OM-XML-1"], filled(1 << 20)),
        document
            .rejects("1-mib-and-1", "1,048,577 bytes", &["OM-XML-1"], "too-large", filled((1 << 20) + 1))
            .variant(&[("xml-size", "unlimited")], Wanted::Accept(document.members.clone())),
    ]
}
