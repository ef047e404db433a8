//! `bundle.json`, second part: bundles in XML, and what holds for every document. Section 5.5.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::bundles::{Bundle, Names, key, names};
use super::documents::{Document, edited};
use super::message_bytes::wire;
use super::refusal::{begin, measured, took, uncut, with};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = Vec::new();
    for form in FORMS {
        cases.extend(written(form));
        cases.extend(good(form));
        cases.extend(texts(form));
        cases.extend(shapes(form));
        cases.extend(ids(form));
        cases.extend(keys(form));
    }
    cases
}

pub(super) fn document(form: Form) -> Document {
    let plain = Bundle::plain(form);
    Document {
        subject: "bundle-read",
        op: "omemo.bundle.read",
        form,
        xml: plain.xml(),
        members: plain.members(),
    }
}

fn written(form: Form) -> Vec<Draft> {
    let writes = |name: &str, about: &str, rules: &[&str], bundle: &Bundle| {
        begin(form, &format!("bundle-write/{name}"), about, rules)
            .op("omemo.bundle.write", bundle.input())
            .accept(json!({ "xml": hex::encode(bundle.xml()) }))
    };
    let plain = Bundle::plain(form);
    let turned = Bundle { pre_keys: plain.pre_keys.iter().rev().cloned().collect(), ..plain.clone() };
    let empty = Bundle { pre_keys: Vec::new(), ..plain.clone() };
    vec![
        writes("plain", "a bundle", &["OM-BUNDLE-1", "OM-XML-11", "OM-XML-13"], &plain),
        writes("falling-ids", "one-time prekeys in the order that is given", &["OM-BUNDLE-1"], &turned),
        writes("no-pre-keys", "no one-time prekeys: an element without content", &["OM-XML-11"], &empty),
    ]
}

fn good(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let Names { namespace, signed, identity, .. } = names(form);
    let prefixed = xml.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:");
    let prefixed = edited(&prefixed, "xmlns=", "xmlns:x=");
    let unsigned = Bundle { signature: vec![0x11; 64], ..Bundle::plain(form) };
    let (open, close) = (format!("<{identity}>"), format!("</{identity}>"));
    let turned = {
        let start = xml.find(&open).unwrap_or_default();
        let end = xml.find(&close).unwrap_or_default() + close.len();
        let part = xml.get(start..end).unwrap_or_default();
        edited(&edited(xml, part, ""), &format!("<{signed} "), &format!("{part}<{signed} "))
    };
    let (first, second) = (part(xml, &open, 10), part(xml, &open, 20));
    let between = |text: &str| edited(xml, &first, &format!("{first}{text}"));
    let rest = second.strip_prefix(first.as_str()).unwrap_or_default();
    let cdata = edited(xml, &second, &format!("{first}<![CDATA[{rest}]]>"));
    let same = |name: &str, about: &str, rules: &[&str], xml: &str| document.same(name, about, rules, xml);
    vec![
        same("plain", "a bundle", &["OM-XML-2", "OM-XML-10"], xml).derive(uncut("xml", xml.as_bytes())),
        document
            .reads(
                "unsigned",
                "whether the signature verifies is not looked at",
                &["OM-SIGN-4"],
                unsigned.xml(),
            )
            .accept(unsigned.members()),
        same("prefix", "a prefix for the namespace", &["OM-XML-4"], &prefixed),
        same("apostrophes", "attributes in apostrophes", &["OM-XML-2"], &xml.replace('"', "'")),
        same("turned", "the identity key first", &["OM-XML-6"], &turned),
        same("indented", "white space between elements", &["OM-XML-7"], &xml.replace("><", ">\r\n\t <")),
        same(
            "comments",
            "comments and processing instructions, within a text too",
            &["OM-XML-10"],
            &between("<!-- a --><?b c?>"),
        ),
        same("cdata", "a text partly in a CDATA section", &["OM-XML-10"], &cdata),
        same(
            "namespace-entity",
            "characters by their number, in the namespace too",
            &["OM-XML-4"],
            &edited(xml, namespace, &namespace.replace('o', "&#111;").replace('m', "&#x6D;")),
        ),
    ]
}

/// The first bytes of an element: its start tag and so many characters of text.
pub(super) fn part(xml: &str, open: &str, text: usize) -> String {
    let start = xml.find(open).expect("the element is there");
    xml.get(start..start + open.len() + text).expect("the text is longer").to_owned()
}

/// What the tables do not have.
fn texts(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let Names { signed, identity, .. } = names(form);
    let open = format!("<{identity}>");
    let first = part(xml, &open, 10);
    let more = |text: &str| edited(xml, "</bundle>", &format!("{text}</bundle>"));
    vec![
        document.taken(
            document.passes(
                "unknown-element",
                "an element that is not known, with all within it",
                more("<more><even>x</even></more>"),
            ),
            "N 16",
        ),
        document.passes(
            "unknown-in-text",
            "an element within a text, which is passed over with its own",
            edited(xml, &first, &format!("{first}<b>!</b>")),
        ),
        document.passes(
            "unknown-attribute",
            "an attribute that is not known",
            edited(xml, &open, &format!("<{identity} more=\"x\">")),
        ),
        document.passes(
            "other-namespace",
            "an element of another namespace with a known name",
            more(&format!("<{identity} xmlns=\"urn:example\">!</{identity}>")),
        ),
        document.passes(
            "other-attribute",
            "an attribute of another namespace with a known name",
            edited(
                xml,
                &format!("<{signed} "),
                &format!("<{signed} xmlns:x=\"urn:example\" x:id=\"!\" x:signedPreKeyId=\"!\" "),
            ),
        ),
        document.passes(
            "other-place",
            "a known element where it does not belong",
            edited(xml, "</prekeys>", &format!("<{identity}>!</{identity}></prekeys>")),
        ),
        document.rejects(
            "text",
            "text where there are only elements",
            &["OM-XML-7"],
            "bad-element",
            more("text"),
        ),
        document.rejects(
            "text-cdata",
            "text in a CDATA section where there are only elements",
            &["OM-XML-7"],
            "bad-element",
            more("<![CDATA[text]]>"),
        ),
        document.rejects(
            "text-in-prekeys",
            "text among the one-time prekeys",
            &["OM-XML-7"],
            "bad-element",
            edited(xml, "</prekeys>", "text</prekeys>"),
        ),
    ]
}

/// Elements and attributes that are missing, or stand twice.
fn shapes(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let Names { signed, signed_id, signature, identity, pre_key, pre_key_id, .. } = names(form);
    let element = |name: &str| {
        let start =
            xml.find(&format!("<{name}>")).or_else(|| xml.find(&format!("<{name} "))).unwrap_or_default();
        let close = format!("</{name}>");
        let end = xml.find(&close).unwrap_or_default() + close.len();
        xml.get(start..end).unwrap_or_default().to_owned()
    };
    let reject =
        |name: &str, about: &str, xml: &str| document.rejects(name, about, &["OM-XML-6"], "bad-element", xml);
    let mut cases = Vec::new();
    for (name, what, of) in [
        (signed, "signed prekey", "signed-pre-key"),
        (signature, "signature", "signature"),
        (identity, "identity key", "identity-key"),
        ("prekeys", "list of one-time prekeys", "pre-key-list"),
    ] {
        let element = element(name);
        cases.push(reject(&format!("no-{of}"), &format!("no {what}"), &edited(xml, &element, "")));
        let twice = format!("{element}{element}");
        cases.push(reject(
            &format!("{of}-twice"),
            &format!("the same {what} twice"),
            &edited(xml, &element, &twice),
        ));
    }
    let no_id = reject(
        "no-signed-pre-key-id",
        "a signed prekey without ID",
        &edited(xml, &format!(" {signed_id}=\"5\""), ""),
    );
    cases.push(measured(no_id, "N 13", Value::Null));
    cases.push(reject(
        "no-pre-key-id",
        "a one-time prekey without ID",
        &edited(xml, &format!(" {pre_key_id}=\"7\""), ""),
    ));
    let keys = element("prekeys");
    let none = document.rejects(
        "no-pre-keys",
        "a list of no one-time prekeys",
        &["OM-BUNDLE-3"],
        "no-pre-key",
        edited(xml, &keys, "<prekeys />"),
    );
    let no_keys = with(with(document.members.clone(), "pre_key_ids", json!([])), "pre_keys", json!([]));
    let none = none.variant(&[("one-time-pre-key", "optional")], Wanted::Accept(no_keys));
    cases.push(measured(none, "N 35", Value::Null));
    let second = edited(xml, &format!("{pre_key_id}=\"9\""), &format!("{pre_key_id}=\"7\""));
    let twice = document.rejects(
        "pre-key-id-twice",
        "two one-time prekeys of one ID",
        &["OM-BUNDLE-2"],
        "duplicate-id",
        second,
    );
    let both = with(document.members.clone(), "pre_key_ids", json!([7, 7]));
    let last = with(document.members.clone(), "pre_key_ids", json!([7]));
    let last = with(last, "pre_keys", json!([hex::encode(wire(form, &key("second")))]));
    cases.push(measured(
        twice.variant(&[("duplicate-ids", "last")], Wanted::Accept(last)),
        "N 29",
        took(&both),
    ));
    assert!(keys.contains(pre_key), "one-time prekeys stand in their list");
    cases
}

fn ids(form: Form) -> Vec<Draft> {
    let document = document(form);
    let Names { signed_id, .. } = names(form);
    let numbered = |id: &str| document.with(&format!("{signed_id}=\"5\""), &format!("{signed_id}=\"{id}\""));
    let members = |id: u32| with(document.members.clone(), "signed_pre_key_id", id.into());
    let mut cases = vec![
        document.same(
            "id-loose",
            "an ID with `+`, zeros and white space around it",
            &["OM-XML-8"],
            numbered(" \t&#10;&#13;+0005 "),
        ),
        document
            .reads("id-2-31-1", "the greatest ID", &["OM-KEY-6"], numbered("2147483647"))
            .accept(members(0x7fff_ffff)),
    ];
    for (name, id) in [
        ("empty", ""),
        ("blank", " "),
        ("plus", "+"),
        ("two-pluses", "++5"),
        ("negative", "-5"),
        ("fraction", "5.0"),
        ("hex", "0x5"),
        ("two", "5 5"),
        ("other-digits", "\u{665}"),
        ("no-break-space", "\u{a0}5"),
        ("2-32", "4294967296"),
        ("2-64", "18446744073709551621"),
    ] {
        let about = format!("the ID `{}`", id.trim_matches('\u{a0}'));
        cases.push(document.rejects(&format!("id-{name}"), &about, &["OM-XML-8"], "bad-id", numbered(id)));
    }
    for (name, id) in [("0", 0), ("2-31", 0x8000_0000), ("2-32-1", u32::MAX)] {
        let draft = document.rejects(
            &format!("id-{name}"),
            &format!("the ID {id}"),
            &["OM-KEY-6"],
            "bad-id",
            numbered(&id.to_string()),
        );
        let draft = draft.variant(&[("id-range", "32-bits")], Wanted::Accept(members(id)));
        cases.push(measured(draft, "N 35", took(&members(id))));
    }
    cases
}

/// The keys are read, but not the signature.
fn keys(form: Form) -> Vec<Draft> {
    let document = document(form);
    let plain = Bundle::plain(form);
    let short = plain.signature.get(..63).unwrap_or_default().to_vec();
    let cut = wire(form, &key("first")).get(1..).unwrap_or_default().to_vec();
    let lenient = with(plain.members(), "pre_key_ids", json!([7]));
    let lenient = with(lenient, "pre_keys", json!([hex::encode(&cut)]));
    let no_key = Bundle { pre_keys: vec![(7, cut)], ..plain.clone() };
    let size = if form == Form::L { "OM-KEY-8" } else { "OM-KEY-7" };
    let cut = document.rejects(
        "pre-key-cut",
        "a one-time prekey without its first byte",
        &[size],
        "bad-key",
        no_key.xml(),
    );
    let cut = match form {
        Form::L => cut.variant(&[("key-length", "either")], Wanted::Accept(lenient)),
        Form::T => cut,
    };
    let mut cases = vec![
        document.rejects(
            "signature-63",
            "a signature of 63 bytes",
            &["OM-SIGN-4"],
            "bad-length",
            Bundle { signature: short, ..plain.clone() }.xml(),
        ),
        cut,
    ];
    if form == Form::T {
        let point = super::points::of_order(8);
        let weak = Bundle { identity_key: point, ..plain };
        let draft = document.rejects(
            "identity-key-order-8",
            "an identity key of order 8",
            &["OM-KEY-12"],
            "weak-key",
            weak.xml(),
        );
        cases.push(draft.variant(&[("identity-point", "unchecked")], Wanted::Accept(weak.members())));
    }
    cases
}
