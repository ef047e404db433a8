//! Mailboxes of these cases, and what the reference makes for them.

use serde_json::{Value, json};

use super::super::Author;
use super::value::hex;
use crate::model::outcome::Members;

/// A plain name, a key text and a text form.
pub(super) struct Mailbox {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    pub(super) form: &'static str,
}

/// That of upstream's own document, and of the captures that are edited.
pub(super) const README: Mailbox = Mailbox { name: "MAILBOX_NAME", key: "KEY_TO_MAILBOX", form: "hex" };
/// That of the list of measured behaviours.
pub(super) const BOX: Mailbox = Mailbox { name: "BOX", key: "KEY", form: "hex" };
pub(super) const BASE64: Mailbox = Mailbox { form: "base64", ..BOX };

impl Mailbox {
    /// What operations take of a mailbox.
    pub(super) fn input(&self) -> Members {
        object(json!({ "mailbox": hex(self.name), "key": hex(self.key), "form": self.form }))
    }

    /// The name on the wire.
    pub(super) fn thing(&self, author: &Author<'_>) -> String {
        let (outputs, _) = play(author, "dweeter.mailbox", &self.input());
        ascii(member(&outputs, "thing"))
    }

    /// Key and IV, as the operations of a `CryptoDweet` take them.
    pub(super) fn keys(&self, author: &Author<'_>) -> Members {
        let (_, way) = play(author, "dweeter.mailbox", &self.input());
        object(json!({ "key": member(&way, "aes_key"), "iv": member(&way, "aes_iv") }))
    }

    /// A content with these plain names and values: names and values as they stand in JSON.
    pub(super) fn seal(&self, author: &Author<'_>, plain: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut input = self.keys(author);
        let plain: Vec<_> = plain.iter().map(|(name, value)| (hex(name), hex(value))).collect();
        input.extend(object(json!({ "form": self.form, "content": plain })));
        let (outputs, _) = play(author, "dweeter.content.seal", &input);
        let pairs: Vec<(String, String)> =
            serde_json::from_value(outputs.get("content").cloned().unwrap_or_default())
                .expect("a content is a list of pairs");
        pairs.iter().map(|(name, value)| (ascii(name), ascii(value))).collect()
    }

    /// The ciphertext of any bytes, as hex.
    pub(super) fn encrypt(&self, author: &Author<'_>, plain: &[u8]) -> String {
        let mut input = self.keys(author);
        input.extend(object(json!({ "plaintext": hex(plain) })));
        let (outputs, _) = play(author, "dweeter.cipher.encrypt", &input);
        member(&outputs, "ciphertext").to_owned()
    }

    /// The ciphertext of whole blocks, without padding, as hex.
    pub(super) fn forge(&self, author: &Author<'_>, blocks: &[u8]) -> String {
        let mut input = self.keys(author);
        input.extend(object(json!({ "blocks": hex(blocks) })));
        let (outputs, _) = play(author, "dweeter.forge.encrypt", &input);
        member(&outputs, "ciphertext").to_owned()
    }
}

/// A content as cases write it.
pub(super) fn wire(content: &[(String, String)]) -> Value {
    json!(content.iter().map(|(name, value)| (hex(name), hex(value))).collect::<Vec<_>>())
}

/// Several objects as one.
pub(super) fn joined(parts: impl IntoIterator<Item = Members>) -> Value {
    Value::Object(parts.into_iter().flatten().collect())
}

pub(super) fn object(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => unreachable!("inputs are objects"),
    }
}

fn play(author: &Author<'_>, op: &str, input: &Members) -> (Members, Members) {
    author.play(op, input, &Members::new()).expect("the reference makes what an author asks for")
}

fn member<'m>(members: &'m Members, name: &str) -> &'m str {
    members.get(name).and_then(Value::as_str).expect("the operation gives this member")
}

fn ascii(bytes: &str) -> String {
    let bytes = hex::decode(bytes).expect("values are written as hex");
    String::from_utf8(bytes).expect("what goes over the wire is ASCII")
}
