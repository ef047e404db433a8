//! XML for others.

use data_encoding::BASE64;
use taut_wire::fault;

/// A document in the making, which looks as OM-XML-11 says.
#[derive(Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// Begins an element that has elements in it.
    pub(crate) fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.0.push('>');
    }

    /// Ends it.
    pub(crate) fn end(&mut self, name: &str) {
        self.0.extend(["</", name, ">"]);
    }

    /// Writes an element with text in it, or with nothing.
    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        if text.is_empty() {
            self.tag(name, attributes);
            return self.0.push_str(" />");
        }
        self.begin(name, attributes);
        self.escaped(text, false);
        self.end(name);
    }

    /// The document.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.extend(["<", name]);
        for (name, value) in attributes {
            self.0.extend([" ", name, "=\""]);
            self.escaped(value, true);
            self.0.push('"');
        }
    }

    fn escaped(&mut self, text: &str, is_attribute: bool) {
        for character in text.chars() {
            match character {
                _ if fault!(OM_XML_12) => self.0.push(character),
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' if is_attribute => self.0.push_str("&quot;"),
                '\t' if is_attribute => self.0.push_str("&#09;"),
                '\n' if is_attribute => self.0.push_str("&#10;"),
                '\r' if is_attribute => self.0.push_str("&#13;"),
                _ => self.0.push(character),
            }
        }
    }
}

/// Bytes as text, in one line (OM-XML-13).
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
