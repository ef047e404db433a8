//! `bundle.json`, third part: what holds for every document, shown with bundles. Section 4.5.

use serde_json::Value;

use super::super::{Draft, Wanted};
use super::bundle_read::{document, part};
use super::bundles::{Bundle, Names, names};
use super::documents::edited;
use super::refusal::measured;
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];
/// The most bytes of XML that a reader takes.
const MOST: usize = 1_048_576;

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    FORMS
        .into_iter()
        .flat_map(|form| [base64(form), broken(form), declarations(form), sizes(form)].concat())
        .collect()
}

fn base64(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let Names { signature, .. } = names(form);
    // 64 bytes: 86 characters and two `=`.
    let open = format!("<{signature}>");
    let text = part(xml, &open, 88);
    let text = text.strip_prefix(open.as_str()).unwrap_or_default();
    let with = |to: &str| edited(xml, text, to);
    let spaced: String = text.chars().flat_map(|character| [character, ' ', '\t', '\r', '\n']).collect();
    let bare = text.trim_end_matches('=');
    let (start, last) = bare.split_at(bare.len() - 1);
    let bits = if last == "A" { "B" } else { "R" };
    let reject = |name: &str, about: &str, to: &str, upstream: Value| {
        let draft = document.rejects(name, about, &["OM-XML-10"], "bad-base64", with(to));
        measured(draft, "N 15", upstream)
    };
    let refuses = || Value::Null;
    vec![
        document.taken(
            document.same(
                "white-space",
                "white space between all characters of a text",
                &["OM-XML-10"],
                with(&spaced),
            ),
            "N 15",
        ),
        reject("no-padding", "no `=` at the end", bare, refuses()),
        reject("half-padding", "one `=` of two", &format!("{bare}="), refuses()),
        reject("more-padding", "three `=` in the place of two", &format!("{bare}==="), refuses()),
        reject("padding-first", "a `=` before the end", &format!("={text}"), refuses()),
        reject("url-alphabet", "`-` and `_`", &format!("-_{}", text.get(2..).unwrap_or_default()), refuses()),
        reject(
            "trailing-bits",
            "a last character whose unused bits are not 0",
            &format!("{start}{bits}=="),
            refuses(),
        ),
        reject(
            "junk",
            "a character of no alphabet",
            &format!("!{}", text.get(1..).unwrap_or_default()),
            refuses(),
        ),
        reject(
            "no-break-space",
            "a space that is no white space of XML",
            &format!("\u{a0}{text}"),
            refuses(),
        ),
        measured(
            document.rejects("nul", "a zero byte", &["OM-XML-2"], "bad-xml", with(&format!("\0{text}"))),
            "N 15",
            Value::Null,
        ),
    ]
}

/// What is no XML, or another document.
fn broken(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let Names { namespace, identity, .. } = names(form);
    let other = match form {
        Form::L => Form::T,
        Form::T => Form::L,
    };
    let no_xml =
        |name: &str, about: &str, xml: &[u8]| document.rejects(name, about, &["OM-XML-2"], "bad-xml", xml);
    let no_bundle =
        |name: &str, about: &str, xml: &str| document.rejects(name, about, &["OM-XML-4"], "bad-element", xml);
    let wide: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (start, end) = xml.split_at(xml.find("<prekeys>").unwrap_or_default());
    let bad_utf8 = [start.as_bytes(), b"<!-- \xff -->", end.as_bytes()].concat();
    vec![
        no_xml("empty", "no bytes", &[]),
        no_xml("bad-utf-8", "a byte that is no UTF-8", &bad_utf8),
        no_xml("utf-16", "UTF-16", &[&[0xff, 0xfe], wide.as_slice()].concat()),
        no_xml(
            "two-roots",
            "a second document behind the first one",
            [xml.as_str(), xml].concat().as_bytes(),
        ),
        no_xml(
            "no-prefix",
            "a prefix that nothing declares",
            document
                .with(&format!("<{identity}>"), &format!("<x:{identity}>"))
                .replace(&format!("</{identity}>"), &format!("</x:{identity}>"))
                .as_bytes(),
        ),
        no_xml(
            "attribute-twice",
            "one attribute twice",
            document.with("<bundle ", "<bundle a=\"1\" a=\"2\" ").as_bytes(),
        ),
        no_xml(
            "entity-undeclared",
            "an entity that nothing declares",
            document.with("</bundle>", "&more;</bundle>").as_bytes(),
        ),
        no_xml(
            "character",
            "the number of a character that XML does not have",
            document.with("</bundle>", "&#1;</bundle>").as_bytes(),
        ),
        no_bundle(
            "other-root",
            "another root",
            &document.with("<bundle ", "<bundles ").replace("</bundle>", "</bundles>"),
        ),
        no_bundle("no-namespace", "no namespace", &document.with(&format!(" xmlns=\"{namespace}\""), "")),
        no_bundle(
            "other-namespace-of-root",
            "another namespace",
            &document.with(namespace, "urn:xmpp:omemo:1"),
        ),
        no_bundle("other-format", "a bundle of the other format", &Bundle::plain(other).xml()),
    ]
}

/// Declarations, and what they name.
fn declarations(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let Names { identity, .. } = names(form);
    let first = part(xml, &format!("<{identity}>"), 10);
    let text = first.strip_prefix(format!("<{identity}>").as_str()).unwrap_or_default();
    let before = |text: &str| format!("{text}{xml}");
    let no_xml =
        |name: &str, about: &str, xml: &str| document.rejects(name, about, &["OM-XML-2"], "bad-xml", xml);
    let expanded = |name: &str, about: &str, xml: &str| {
        document
            .rejects(name, about, &["OM-XML-3"], "bad-xml", xml)
            .variant(&[("xml-entities", "expanded")], Wanted::Accept(document.members.clone()))
    };
    let entity = format!("<!DOCTYPE bundle [<!ENTITY first \"{text}\">]>{}", edited(xml, text, "&first;"));
    vec![
        document.same(
            "declaration",
            "a declaration of XML 1.0 in UTF-8",
            &["OM-XML-2"],
            before("<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?>\n"),
        ),
        document.same("byte-order-mark", "a byte order mark", &["OM-XML-2"], before("\u{feff}")),
        no_xml(
            "encoding",
            "another encoding, by its declaration",
            &before("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"),
        ),
        no_xml("late-declaration", "a declaration behind a line break", &before("\n<?xml version=\"1.0\"?>")),
        document.taken(expanded("entity", "an entity that the document declares", &entity), "N 16"),
        expanded("doctype", "a document type declaration with nothing in it", &before("<!DOCTYPE bundle>")),
    ]
}

fn sizes(form: Form) -> Vec<Draft> {
    let document = document(form);
    let filled = |size: usize| {
        let spaces = " ".repeat(size - document.xml.len());
        document.with("</bundle>", &format!("{spaces}</bundle>"))
    };
    vec![
        document.same("1-mib", "1,048,576 bytes", &["OM-XML-1"], filled(MOST)),
        document
            .rejects("1-mib-and-1", "1,048,577 bytes", &["OM-XML-1"], "too-large", filled(MOST + 1))
            .variant(&[("xml-size", "unlimited")], Wanted::Accept(document.members.clone())),
    ]
}
