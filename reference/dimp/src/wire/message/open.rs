//! Opening messages: `spec/dimp.md` section 5.18 (revision 1.0.0), DI-OPEN-1 to DI-OPEN-6.

use std::fmt;

use taut_wire::{Refusal, require};
use zeroize::Zeroizing;

use super::{Verified, require_group_of};
use crate::error::Reject;
use crate::key::{Algorithm, MessageKey, PrivateKey, block};
use crate::wire::base64;
use crate::wire::content::Content;
use crate::wire::id::Id;
use crate::wire::json::{self, Dict, Value};

/// A message that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it says.
    pub content: Content,
    /// The text of that, as it was encrypted.
    pub plaintext: Vec<u8>,
    /// What its key block held, if there was one.
    pub message_key: Option<Held>,
}

/// A message key that was in a key block.
#[derive(Clone)]
pub struct Held {
    /// The text of its dictionary, as it was encrypted.
    pub text: Zeroizing<Vec<u8>>,
    /// The key.
    pub key: MessageKey,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held(..)")
    }
}

impl Verified {
    /// Opens it for a user, with the keys for key blocks and the message key of the direction from before.
    ///
    /// # Errors
    /// Ignored if it is for another user; those of [`Verified::decrypt`].
    pub fn open(
        &self,
        user: &Id,
        private_keys: &[PrivateKey],
        message_key: Option<&MessageKey>,
    ) -> Result<Opened, Refusal<Reject>> {
        let receiver = self.message().receiver();
        let is_for_another = receiver.is_user() && receiver != user && !receiver.is_broadcast();
        require!(DI_OPEN_1, !is_for_another, Refusal::Ignore);
        Ok(self.decrypt(user, private_keys, message_key)?)
    }

    /// Opens it, whoever it is for: from step 3 on.
    ///
    /// # Errors
    /// [`Reject::BadKeyBlock`], [`Reject::OldKey`], [`Reject::NoMessageKey`], [`Reject::PlainKey`], those of
    /// [`MessageKey::decrypt`] and [`Content::read`], [`Reject::GroupMismatch`].
    pub fn decrypt(
        &self,
        user: &Id,
        private_keys: &[PrivateKey],
        message_key: Option<&MessageKey>,
    ) -> Result<Opened, Reject> {
        let (plaintext, held) = if self.message().is_broadcast() {
            (self.signed().to_vec(), None)
        } else {
            let held = self.held(user, private_keys)?;
            let key = held.as_ref().map(|held| &held.key).or(message_key);
            require!(DI_OPEN_3, key.is_some(), Reject::NoMessageKey);
            let is_plain = key.is_some_and(|key| key.algorithm() == Algorithm::Plain);
            require!(DI_OPEN_4, !is_plain, Reject::PlainKey);
            (key.map_or_else(|| Ok(self.signed().to_vec()), |key| key.decrypt(self.signed()))?, held)
        };
        let content = Content::read(&plaintext)?;
        self.require_same_group(&content)?;
        Ok(Opened { content, plaintext, message_key: held })
    }

    /// What the key block holds, if there is one.
    fn held(&self, user: &Id, private_keys: &[PrivateKey]) -> Result<Option<Held>, Reject> {
        let Some(block) = block::find(self.message().members(), user) else { return Ok(None) };
        let held = match open_block(block, private_keys) {
            Err(Reject::OldKey) => return Err(Reject::OldKey),
            held => held.ok(),
        };
        // The one place, and the one code, of everything that can be wrong with a key block.
        require!(DI_OPEN_2, held.is_some(), Reject::BadKeyBlock);
        Ok(held)
    }

    fn require_same_group(&self, content: &Content) -> Result<(), Reject> {
        let message = self.message();
        if let Some(group) = message.group() {
            let is_same =
                content.group() == Some(group) || (group.is_broadcast() && content.group().is_none());
            require!(DI_OPEN_5, is_same, Reject::GroupMismatch);
        }
        require_group_of(message.receiver(), message.is_broadcast(), content)
    }
}

fn open_block(block: &Value, private_keys: &[PrivateKey]) -> Result<Held, Reject> {
    let block = base64::decode(block.as_text().ok_or(Reject::BadKeyBlock)?)?;
    let mut found = private_keys.iter().filter_map(|key| try_key(key, &block));
    let (text, dict) = found.next().ok_or(Reject::BadKeyBlock)?;
    Ok(Held { text, key: MessageKey::of_dict(&dict)? })
}

/// The object with an algorithm that a private key finds in a block, which decides whatever else is wrong with it.
fn try_key(key: &PrivateKey, block: &[u8]) -> Option<(Zeroizing<Vec<u8>>, Dict)> {
    let text = Zeroizing::new(key.decrypt(block).ok()?);
    match json::read::read(&text) {
        Ok(Value::Dict(dict)) if dict.find("algorithm").is_some() => Some((text, dict)),
        _ => None,
    }
}
