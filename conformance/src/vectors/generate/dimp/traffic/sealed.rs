//! What a writer makes of its draws: message keys, key blocks, whole messages, as section 5.16 has it.

use serde_json::{Value, json};

use super::super::value::hex;
use super::cast::Person;
use super::layout::Object;
use super::letter::{base64, encrypt_with};
use crate::vectors::generate::{Draft, derive};

/// The clock of all of these, and what messages say of it.
pub(super) const NOW: i64 = 1_587_100_007_999;
const TIME: i64 = 1_587_100_007;

/// The draws of a step, and where in `padding` it is.
pub(super) struct Draws {
    pub(super) key: Vec<u8>,
    pub(super) iv: Vec<u8>,
    padding: std::vec::IntoIter<u8>,
}

impl Draws {
    pub(super) fn of(id: &str, step: usize) -> Self {
        let padding: Vec<u8> =
            derive(id, step, "padding", 512).into_iter().filter(|byte| *byte != 0).collect();
        Self {
            key: derive(id, step, "key", 32),
            iv: derive(id, step, "iv", 16),
            padding: padding.into_iter(),
        }
    }

    /// Those of the next step of a scenario.
    pub(super) fn next(draft: &Draft) -> Self {
        Self::of(draft.edit_of.as_deref().unwrap_or(&draft.id), draft.steps.len())
    }

    /// The dictionary of the message key that is drawn.
    pub(super) fn dictionary(&self) -> String {
        Object::of(&json!({ "algorithm": "AES", "data": base64(&self.key), "iv": base64(&self.iv) })).text()
    }

    pub(super) fn encrypt(&self, content: &str) -> Vec<u8> {
        encrypt_with(&self.key, &self.iv, content)
    }

    /// A key block, with the next bytes of the padding.
    pub(super) fn block(&mut self, receiver: &Person, dictionary: &str) -> String {
        let size = receiver.rsa.size() - 3 - dictionary.len();
        let padding: Vec<u8> = self.padding.by_ref().take(size).collect();
        base64(receiver.rsa.encrypt_padded(dictionary.as_bytes(), &padding))
    }
}

/// A message in the order of its members; `block` is `key` or `keys`, if there is one.
pub(super) fn message(
    sender: &Person,
    receiver: &str,
    (signed, data): (&[u8], &str),
    block: Option<(&str, Value)>,
    rest: &[(&str, Value)],
) -> Object {
    let head = json!({ "sender": sender.id, "receiver": receiver, "time": TIME, "data": data });
    let head = block.into_iter().fold(Object::of(&head), |object, (name, value)| object.set(name, value));
    let whole = rest.iter().fold(head, |object, (name, value)| object.set(name, value.clone()));
    whole.set("signature", base64(sender.rsa.sign(signed)))
}

/// A pair of `keys`: an ID, and the public key of a member, or nothing.
pub(super) fn pair(id: &str, key: Option<&Person>) -> Value {
    json!([hex(id), key.map(|person| hex(super::layout::text(&person.key()))).unwrap_or_default()])
}
