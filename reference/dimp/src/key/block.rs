//! Key blocks: `spec/dimp.md` section 4.12 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`for_user`], [`able`] | DI-BLOCK-3 |
//! | [`for_members`] | DI-BLOCK-2 |
//! | [`find`] | DI-BLOCK-4 |
//!
//! What is encrypted is [`MessageKey::text`] (DI-BLOCK-1).

use taut_wire::{fault, require};

use super::{MessageKey, Padding, PublicKey};
use crate::error::Misuse;
use crate::wire::base64;
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value};

/// The member `key` of a message for a user.
///
/// # Errors
/// [`Misuse::NoReceiverKey`].
pub fn for_user(
    key: &MessageKey,
    receiver: Option<&PublicKey>,
    padding: &mut Padding,
) -> Result<String, Misuse> {
    let receiver = able(receiver)?;
    receiver.map_or_else(|| Ok(String::new()), |receiver| write(key, receiver, padding))
}

/// The key of a user, who needs one that can encrypt.
///
/// # Errors
/// [`Misuse::NoReceiverKey`].
pub fn able(receiver: Option<&PublicKey>) -> Result<Option<&PublicKey>, Misuse> {
    let receiver = receiver.filter(|receiver| receiver.can_encrypt());
    require!(DI_BLOCK_3, receiver.is_some(), Misuse::NoReceiverKey);
    Ok(receiver)
}

/// The member `keys` of a message for a group, if one of its members can be written to.
///
/// # Errors
/// [`Misuse::NoReceiverKey`] if a key is too small.
pub fn for_members<'m>(
    key: &MessageKey,
    members: impl IntoIterator<Item = (&'m str, Option<&'m PublicKey>)>,
    padding: &mut Padding,
) -> Result<Option<Dict>, Misuse> {
    let mut keys = Dict::default();
    for (id, receiver) in members {
        match receiver.filter(|receiver| receiver.can_encrypt()) {
            Some(receiver) => keys.0.push((id.into(), write(key, receiver, padding)?.into())),
            None if fault!(DI_BLOCK_2) => keys.0.push((id.into(), "".into())),
            None => {}
        }
    }
    Ok((!keys.0.is_empty() || fault!(DI_BLOCK_2)).then_some(keys))
}

fn write(key: &MessageKey, receiver: &PublicKey, padding: &mut Padding) -> Result<String, Misuse> {
    receiver.encrypt(key.text().as_bytes(), padding).map(|block| base64::encode(&block))
}

/// The key block of a message for its reader, whatever it is.
#[must_use]
pub fn find<'m>(message: &'m Dict, own: &Id) -> Option<&'m Value> {
    let of_member = || message.find("keys").and_then(Value::as_dict)?.find(&own.bare());
    if fault!(DI_BLOCK_4) {
        return of_member().or_else(|| message.find("key"));
    }
    message.find("key").or_else(of_member)
}
