//! Reading messages: `spec/dimp.md` section 4.9 (revision 1.0.0), DI-MSG-3 to DI-MSG-10.

use taut_wire::require;

use super::Message;
use crate::error::Reject;
use crate::wire::content::MAX_TIME;
use crate::wire::id::Id;
use crate::wire::json::{self, Dict, Value};

impl Message {
    /// Reads a message.
    ///
    /// # Errors
    /// Those of [`json::read::read`] and of [`Message::of`].
    pub fn read(text: &[u8]) -> Result<Self, Reject> {
        Self::of(json::read::read(text)?)
    }

    /// Takes a value that was read for a message.
    ///
    /// # Errors
    /// [`Reject::NotObject`], [`Reject::LaterVersion`], [`Reject::BadMessage`], [`Reject::BadNumber`], those of
    /// [`Id::read`], [`Reject::BadSender`], [`Reject::WrongId`].
    pub fn of(value: Value) -> Result<Self, Reject> {
        require!(DI_MSG_3, value.as_dict().is_some(), Reject::NotObject);
        let members = if let Value::Dict(dict) = value { dict } else { Dict::default() };
        require_generation(&members)?;
        require_members(&members)?;
        let id = |name| members.find(name).and_then(Value::as_text).map(Id::read).transpose();
        // Without DI-MSG-6 a missing ID is an empty one.
        let sender = id("sender")?.map_or_else(|| Id::read(b""), Ok)?;
        let receiver = id("receiver")?.map_or_else(|| Id::read(b""), Ok)?;
        let group = id("group")?;
        require!(DI_MSG_9, sender.is_user() && !sender.is_broadcast(), Reject::BadSender);
        require!(DI_MSG_10, receiver.is_user() || receiver.is_group(), Reject::WrongId);
        Ok(Self { members, sender, receiver, group })
    }
}

fn require_generation(members: &Dict) -> Result<(), Reject> {
    let is_compressed = members.find("F").is_some() && members.find("sender").is_none();
    require!(DI_MSG_4, members.find("IV").is_none() && !is_compressed, Reject::LaterVersion);
    let is_text = members.find("type").is_some_and(|number| number.as_text().is_some());
    require!(DI_MSG_5, !is_text, Reject::LaterVersion);
    Ok(())
}

fn require_members(members: &Dict) -> Result<(), Reject> {
    let is_text = |value: &Value| value.as_text().is_some();
    let is_dict = |value: &Value| value.as_dict().is_some();
    for name in ["sender", "receiver", "data", "signature"] {
        require!(DI_MSG_6, members.find(name).is_some_and(is_text), Reject::BadMessage);
    }
    require!(DI_MSG_6, members.find("group").is_none_or(is_text), Reject::BadMessage);
    require!(DI_MSG_7, members.find("key").is_none_or(is_text), Reject::BadMessage);
    for name in ["keys", "meta"] {
        require!(DI_MSG_7, members.find(name).is_none_or(is_dict), Reject::BadMessage);
    }
    for (name, range) in [("time", 0..=MAX_TIME), ("type", 0..=255)] {
        let is_number = members.find(name).is_none_or(|number| number.within(range).is_some());
        require!(DI_MSG_8, is_number, Reject::BadNumber);
    }
    Ok(())
}
