//! JSON as the writers of the chapter lay it out (section 4.2.2), and edits of single members of an object.

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Value, json};

/// An object in the making: names, and their values as text, so that a value can be what JSON is not.
#[derive(Clone, Debug)]
pub(super) struct Object(Vec<(String, String)>);

/// A value by section 4.2.2.
pub(super) fn text(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut writer = Serializer::with_formatter(&mut bytes, Layout);
    value.serialize(&mut writer).expect("a value can be written");
    String::from_utf8(bytes).expect("the layout is ASCII")
}

/// The same as cases have bytes.
pub(super) fn hexed(value: &Value) -> String {
    hex::encode(text(value))
}

/// An output that is to be missing.
pub(super) fn absent() -> Value {
    json!({ "$absent": true })
}

/// The output `group` of a content.
pub(super) fn group_of(content: &Value) -> Value {
    content.get("group").and_then(Value::as_str).map_or_else(absent, |group| hex::encode(group).into())
}

impl Object {
    /// Of hex that a case has.
    pub(super) fn of_hex(hex: &str) -> Self {
        let bytes = hex::decode(hex).expect("a case has bytes as hex");
        Self::of(&serde_json::from_slice(&bytes).expect("the bytes are JSON"))
    }

    pub(super) fn of(value: &Value) -> Self {
        let members = value.as_object().expect("it is an object");
        Self(members.iter().map(|(name, value)| (name.clone(), text(value))).collect())
    }

    /// With another value in the place of the one of this name, or as the last one.
    pub(super) fn set(self, name: &str, value: impl Into<Value>) -> Self {
        let value = text(&value.into());
        self.set_text(name, &value)
    }

    /// The same with the text of a value.
    pub(super) fn set_text(mut self, name: &str, value: &str) -> Self {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// With one more member, also if there is one of that name.
    pub(super) fn push(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.push((name.to_owned(), text(&value.into())));
        self
    }

    pub(super) fn without(self, name: &str) -> Self {
        let before = self.0.len();
        let bare = self.drop(name);
        assert!(bare.0.len() < before, "there is no member {name} to take out");
        bare
    }

    /// Without the member of this name, if there is one.
    pub(super) fn drop(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    /// With this member behind all others.
    pub(super) fn last(mut self, name: &str) -> Self {
        let at = self.0.iter().position(|(known, _)| known == name);
        let member = self.0.remove(at.unwrap_or_else(|| panic!("there is no member {name}")));
        self.0.push(member);
        self
    }

    pub(super) fn get(&self, name: &str) -> Value {
        let found = self.0.iter().find(|(known, _)| known == name);
        let (_, text) = found.unwrap_or_else(|| panic!("there is no member {name}"));
        serde_json::from_str(text).expect("it is JSON")
    }

    pub(super) fn text(&self) -> String {
        let members = self.0.iter().map(|(name, value)| format!("{}: {value}", text(&name.clone().into())));
        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
    }

    pub(super) fn hex(&self) -> String {
        hex::encode(self.text())
    }

    pub(super) fn value(&self) -> Value {
        serde_json::from_str(&self.text()).expect("it is JSON")
    }
}

struct Layout;

impl Formatter for Layout {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> Result<()> {
        for character in fragment.chars() {
            if matches!(character, ' '..='~') {
                write!(writer, "{character}")?;
            } else {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}
