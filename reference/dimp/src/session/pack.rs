//! Sending: `spec/dimp.md` section 6.4 (revision 1.0.0), DI-PACK-1 to DI-PACK-3.

use std::borrow::Cow;

use taut_wire::{fault, require};

use super::{Direction, Node};
use crate::error::{Misuse, Refused, Reject};
use crate::key::{MessageKey, block};
use crate::wire::content::Content;
use crate::wire::file;
use crate::wire::id::{Id, Roles};
use crate::wire::json::{Dict, write};
use crate::wire::message::{Draws, Envelope, Message, Receiver, Sealing};

/// The message key of a broadcast.
const PLAIN: &[u8] = br#"{"algorithm": "PLAIN"}"#;

/// What is to be sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Packing<'a> {
    /// A user of the node.
    pub sender: &'a [u8],
    /// A user or a group.
    pub receiver: &'a [u8],
    /// JSON.
    pub content: &'a [u8],
    /// Whether each member of a group gets a message of its own.
    pub split: bool,
    /// Whether the sender's meta goes along.
    pub attach_meta: bool,
    /// Where the data of a file will be found.
    pub url: Option<&'a [u8]>,
}

/// What is ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Packed {
    /// One message, or one for each member.
    pub messages: Vec<Dict>,
    /// For the store.
    pub upload: Option<Vec<u8>>,
}

impl Node {
    /// Makes the messages for a content. `time` is the clock, in Unix seconds.
    ///
    /// # Errors
    /// [`Misuse::UnknownUser`], [`Reject::UnknownId`], [`Misuse::NoReceiverKey`], those of [`Id::read`],
    /// [`Content::read`], [`Envelope`] and [`file::seal`].
    pub fn pack(&mut self, packing: &Packing<'_>, draws: Draws, time: i64) -> Result<Packed, Refused> {
        let (sender, receiver) = (Id::read(packing.sender)?, Id::read(packing.receiver)?);
        let content = Content::read(packing.content)?;
        let user = self.user(&sender);
        require!(DI_PACK_1, user.is_some(), Misuse::UnknownUser);
        // Without DI-PACK-1 whoever is there signs.
        let user = user.or(self.users.first()).ok_or(Misuse::UnknownUser)?;
        let private_key = user.private_keys.first().ok_or(Misuse::BadData)?;
        let envelope = Envelope::new(&sender, &receiver, &content)?;
        let is_broadcast = envelope.is_broadcast();
        let receivers = if is_broadcast { Vec::new() } else { self.receivers(&receiver)? };
        let direction = Direction::new(&sender, envelope.group().unwrap_or(&receiver));
        let key = if is_broadcast { None } else { Some(self.message_key(&direction, &draws)?) };
        let Outgoing { text, upload } = Outgoing::new(packing, &content, key.as_ref())?;
        let meta = self.metas.get(&sender).filter(|_| packing.attach_meta);
        let sealing = Sealing {
            private_key,
            receivers: &receivers,
            message_key: key.as_ref(),
            meta: meta.map(|meta| meta.dict().clone()),
            profile: None,
            time,
            draws,
        };
        let sealed = envelope.seal(&text, sealing)?.message;
        let messages = if packing.split && receiver.is_group() {
            Message::of(sealed.into())?.split(&self.everybody_in(&receiver)?)?
        } else {
            vec![sealed]
        };
        if fault!(DI_PACK_2) {
            self.sent_keys.extend(key.map(|key| (direction, key)));
        }
        Ok(Packed { messages, upload })
    }

    /// For whom the message key is encrypted.
    fn receivers(&self, receiver: &Id) -> Result<Vec<Receiver>, Refused> {
        if !receiver.is_group() {
            let key = self.key_of(receiver);
            require!(DI_PACK_3, key.is_some(), Reject::UnknownId);
            let key = block::able(key)?;
            return Ok(vec![Receiver { id: None, key: key.cloned() }]);
        }
        let member = |id: &Id| Receiver { id: Some(id.clone()), key: self.key_of(id).cloned() };
        Ok(self.members_of(receiver).iter().map(member).collect())
    }

    /// DI-PACK-2
    fn message_key(&self, direction: &Direction, draws: &Draws) -> Result<MessageKey, Misuse> {
        match self.sent_keys.get(direction) {
            Some(key) if fault!(DI_PACK_2) => Ok(key.clone()),
            _ => MessageKey::draw(None, &draws.key, draws.iv),
        }
    }

    fn everybody_in(&self, group: &Id) -> Result<Vec<Id>, Reject> {
        if group.is_broadcast() {
            return Roles::of(group)?.members.iter().map(|member| Id::read(member.as_bytes())).collect();
        }
        Ok(self.members_of(group).to_vec())
    }
}

/// The text to send, and what goes to the store.
struct Outgoing<'a> {
    text: Cow<'a, [u8]>,
    upload: Option<Vec<u8>>,
}

impl<'a> Outgoing<'a> {
    fn new(packing: &Packing<'a>, content: &Content, key: Option<&MessageKey>) -> Result<Self, Refused> {
        let url = packing.url.filter(|_| content.members().find("data").is_some());
        let Some(url) = url else { return Ok(Self { text: packing.content.into(), upload: None }) };
        let stored = match key {
            Some(key) => file::seal(content, key, url)?,
            None => file::seal(content, &MessageKey::read(PLAIN)?, url)?,
        };
        let text = write::dict(&stored.content).into_bytes().into();
        Ok(Self { text, upload: Some(stored.upload) })
    }
}
