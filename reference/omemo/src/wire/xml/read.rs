//! XML from elsewhere. The tree is made without recursion, and without entities.

use std::str;

use data_encoding::BASE64;
use roxmltree::{Document, Error, Node, ParsingOptions};
use taut_wire::{fault, require, require_ok};

use crate::error::Reject;
use crate::format::Format;

/// The most bytes of XML that a reader takes.
pub const MAX_XML: usize = 1_048_576;

const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// A document with all that is in it.
pub(crate) struct Tree<'a>(Document<'a>);

/// An element of a document.
pub(crate) type Element<'a, 'i> = Node<'a, 'i>;

/// Reads a document.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tree<'_>, Reject> {
    require!(OM_XML_1, bytes.len() <= MAX_XML, Reject::TooLarge);
    let text = str::from_utf8(bytes).ok().filter(|text| is_utf8_declared(text));
    require!(OM_XML_2, text.is_some(), Reject::BadXml);
    let options = ParsingOptions { allow_dtd: fault!(OM_XML_3), ..ParsingOptions::default() };
    let parsed = Document::parse_with_options(text.unwrap_or("<nothing />"), options);
    require!(OM_XML_3, !matches!(parsed, Err(Error::DtdDetected)), Reject::BadXml);
    require!(OM_XML_2, parsed.is_ok(), Reject::BadXml);
    match parsed {
        Ok(document) => Ok(Tree(document)),
        Err(_) => Document::parse("<nothing />").map(Tree).map_err(|_| Reject::BadXml),
    }
}

/// Whether the XML declaration, if there is one, names no other encoding.
fn is_utf8_declared(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let declaration = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(WHITE_SPACE));
    let Some((declaration, _)) = declaration.and_then(|rest| rest.split_once("?>")) else { return true };
    let Some((_, value)) = declaration.split_once("encoding") else { return true };
    let value = value.trim_start_matches(WHITE_SPACE).strip_prefix('=').unwrap_or_default();
    let value = value.trim_start_matches(WHITE_SPACE);
    let quote = value.chars().next().unwrap_or('"');
    value.split(quote).nth(1).is_some_and(|name| name.eq_ignore_ascii_case("UTF-8"))
}

impl Tree<'_> {
    /// The root, which has this name in the namespace of the format.
    pub(crate) fn root(&self, format: Format, name: &str) -> Result<Element<'_, '_>, Reject> {
        let root = self.0.root_element();
        let wanted =
            root.tag_name().namespace() == Some(format.namespace()) && root.tag_name().name() == name;
        require!(OM_XML_4, wanted, Reject::BadElement);
        Ok(root)
    }
}

/// The children of an element that have one of these names, in document order, up to the first fault.
///
/// An element has these attributes, and no text.
pub(crate) fn children<'a, 'i>(
    element: Element<'a, 'i>,
    attributes: &[&str],
    names: &[&'static str],
) -> Result<Vec<(&'static str, Element<'a, 'i>)>, Reject> {
    check_attributes(element, attributes)?;
    let namespace = element.tag_name().namespace();
    let mut known = Vec::new();
    for child in element.children() {
        if child.is_element() {
            let tag = child.tag_name();
            let name = names.iter().find(|name| tag.namespace() == namespace && **name == tag.name());
            match name {
                Some(name) => known.push((*name, child)),
                None => check_unknown()?,
            }
        } else {
            let blank =
                child.text().filter(|_| child.is_text()).unwrap_or_default().trim_matches(WHITE_SPACE);
            require!(OM_XML_7, blank.is_empty(), Reject::BadElement);
        }
    }
    Ok(known)
}

fn check_attributes(element: Element<'_, '_>, names: &[&str]) -> Result<(), Reject> {
    let known = |name: &str, namespace: Option<&str>| namespace.is_none() && names.contains(&name);
    let all_known = element.attributes().all(|attribute| known(attribute.name(), attribute.namespace()));
    if all_known { Ok(()) } else { check_unknown() }
}

/// Passes over what the tables do not have; whoever refuses it is without OM-XML-5.
fn check_unknown() -> Result<(), Reject> {
    if fault!(OM_XML_5) { Err(Reject::BadElement) } else { Ok(()) }
}

/// Keeps an element that may stand only once.
pub(crate) fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Reject> {
    require!(OM_XML_6, slot.is_none(), Reject::BadElement);
    *slot = Some(value);
    Ok(())
}

/// What must be there.
pub(crate) fn required<T>(part: Option<T>, instead: impl FnOnce() -> T) -> Result<T, Reject> {
    require!(OM_XML_6, part.is_some(), Reject::BadElement);
    Ok(part.unwrap_or_else(instead))
}

/// The text of an attribute.
pub(crate) fn attribute<'a>(element: Element<'a, '_>, name: &str) -> Result<&'a str, Reject> {
    required(optional_attribute(element, name), || "")
}

/// The text of an attribute that may be missing. One of another namespace is not looked at: `Node::attribute` would.
pub(crate) fn optional_attribute<'a>(element: Element<'a, '_>, name: &str) -> Option<&'a str> {
    let mut attributes = element.attributes();
    let found = attributes.find(|attribute| attribute.namespace().is_none() && attribute.name() == name);
    found.map(|attribute| attribute.value())
}

/// The ID in an attribute.
pub(crate) fn id(element: Element<'_, '_>, name: &str) -> Result<u32, Reject> {
    let text = attribute(element, name)?.trim_matches(WHITE_SPACE);
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| digits.parse::<u32>().ok()).flatten();
    require!(OM_XML_8, number.is_some(), Reject::BadId);
    // Without the rule, what cannot be read is an ID all the same.
    Ok(number.unwrap_or(1))
}

/// The flag in an attribute, `false` if there is none.
pub(crate) fn flag(element: Element<'_, '_>, name: &str) -> Result<bool, Reject> {
    let text = optional_attribute(element, name).unwrap_or("false").trim_matches(WHITE_SPACE);
    let is_set = matches!(text, "true" | "1");
    require!(OM_XML_9, is_set || matches!(text, "false" | "0"), Reject::BadElement);
    Ok(is_set)
}

/// The bytes that an element holds.
pub(crate) fn base64(element: Element<'_, '_>, attributes: &[&str]) -> Result<Vec<u8>, Reject> {
    check_attributes(element, attributes)?;
    let mut text = String::new();
    for child in element.children() {
        if child.is_element() {
            check_unknown()?;
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    base64_of(&text)
}

/// The bytes of a text in base64.
pub(crate) fn base64_of(text: &str) -> Result<Vec<u8>, Reject> {
    let text = text.replace(WHITE_SPACE, "");
    Ok(require_ok!(OM_XML_10, BASE64.decode(text.as_bytes()), Reject::BadBase64))
}
