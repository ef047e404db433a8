//! Sealing messages: `spec/dimp.md` section 5.16 (revision 1.0.0), DI-MSG-1, DI-MSG-2, DI-SEAL-1, DI-SEAL-2.

use std::collections::HashSet;
use std::fmt;

use taut_wire::{fault, require};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::require_group_of;
use crate::error::{Misuse, Refused, Reject};
use crate::key::{MessageKey, Padding, PrivateKey, PublicKey, block};
use crate::wire::base64;
use crate::wire::content::Content;
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value, write};

/// Who writes what to whom, held against each other: step 1.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    sender: &'a Id,
    receiver: &'a Id,
    content: &'a Content,
    group: Option<&'a Id>,
}

/// The receiver, or one of the members of a group that is.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// The member; of a receiver that is a user it is not looked at.
    pub id: Option<Id>,
    /// The key for messages, if there is one.
    pub key: Option<PublicKey>,
}

/// What a message is sealed with.
#[derive(Debug)]
pub struct Sealing<'a> {
    /// Signs.
    pub private_key: &'a PrivateKey,
    /// For whom the message key is encrypted.
    pub receivers: &'a [Receiver],
    /// The message key, or none for a new one.
    pub message_key: Option<&'a MessageKey>,
    /// A meta to attach.
    pub meta: Option<Dict>,
    /// A profile to attach.
    pub profile: Option<Dict>,
    /// The clock, in Unix seconds.
    pub time: i64,
    /// Random bytes.
    pub draws: Draws,
}

/// What is drawn for a message.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Draws {
    /// The message key.
    pub key: [u8; 32],
    /// Its IV.
    pub iv: [u8; 16],
    /// Paddings of key blocks.
    pub padding: [u8; 512],
    /// The secret number of an ECC signature.
    pub k: [u8; 32],
}

impl fmt::Debug for Draws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draws(..)")
    }
}

/// A message that was sealed.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The message.
    pub message: Dict,
    /// What is signed of it.
    pub signed: Vec<u8>,
    /// Its message key, unless it is a broadcast.
    pub message_key: Option<MessageKey>,
}

impl Receiver {
    /// Reads pairs of an ID and a key dictionary, which is empty when there is no key.
    ///
    /// # Errors
    /// Those of [`Id::read`], for a group, and of [`PublicKey::read`].
    pub fn read_all<I: AsRef<[u8]>>(receiver: &Id, pairs: &[(I, I)]) -> Result<Vec<Self>, Reject> {
        let read = |(id, key): &(I, I)| {
            let id = receiver.is_group().then(|| Id::read(id.as_ref())).transpose()?;
            let key = Some(key.as_ref()).filter(|key| !key.is_empty());
            Ok(Self { id, key: key.map(PublicKey::read).transpose()? })
        };
        pairs.iter().map(read).collect()
    }
}

impl<'a> Envelope<'a> {
    /// Holds sender, receiver and content against each other.
    ///
    /// # Errors
    /// [`Reject::BadSender`], [`Reject::WrongId`], [`Reject::GroupMismatch`].
    pub fn new(sender: &'a Id, receiver: &'a Id, content: &'a Content) -> Result<Self, Reject> {
        require!(DI_MSG_9, sender.is_user() && !sender.is_broadcast(), Reject::BadSender);
        require!(DI_MSG_10, receiver.is_user() || receiver.is_group(), Reject::WrongId);
        let group = content.overt_group().filter(|group| *group != receiver);
        let envelope = Self { sender, receiver, content, group };
        require_group_of(receiver, envelope.is_broadcast(), content)?;
        Ok(envelope)
    }

    /// The group that is not the receiver, and stands in the envelope.
    #[must_use]
    pub const fn group(&self) -> Option<&'a Id> {
        self.group
    }

    /// Whether it will not be encrypted.
    #[must_use]
    pub fn is_broadcast(&self) -> bool {
        self.group.unwrap_or(self.receiver).is_broadcast()
    }

    /// Makes the message. `text` is that of the content.
    ///
    /// # Errors
    /// [`Misuse::BadData`], [`Misuse::NoReceiverKey`], those of [`PrivateKey::sign`].
    pub fn seal(self, text: &[u8], sealing: Sealing<'_>) -> Result<Sealed, Refused> {
        self.require_keys(&sealing)?;
        let rewritten = fault!(DI_SEAL_1).then(|| write::dict(self.content.members()).into_bytes());
        let text = rewritten.as_deref().unwrap_or(text);
        let mut message = Dict::default();
        put(&mut message, "sender", Some(self.sender.to_text().into()));
        put(&mut message, "receiver", Some(self.receiver.to_text().into()));
        put(&mut message, "time", Some(sealing.time.into()));
        let (signed, message_key) = if self.is_broadcast() {
            put(&mut message, "data", Some(broadcast_data(text)));
            (text.to_vec(), None)
        } else {
            let (signed, key) = self.encrypt(&mut message, text, &sealing)?;
            (signed, Some(key))
        };
        put(&mut message, "group", self.group.map(|group| group.to_text().into()));
        put(&mut message, "type", Some(i64::from(self.content.number()).into()));
        let signature = sealing.private_key.sign(&signed, &sealing.draws.k)?;
        put(&mut message, "signature", Some(base64::encode(&signature).into()));
        put(&mut message, "meta", sealing.meta.map(Value::Dict));
        put(&mut message, "profile", sealing.profile.map(Value::Dict));
        if fault!(DI_MSG_1) {
            message.0.reverse();
        }
        write::check_dict(&message)?;
        Ok(Sealed { message, signed, message_key })
    }

    fn require_keys(&self, sealing: &Sealing<'_>) -> Result<(), Misuse> {
        let mut ids = HashSet::new();
        let is_fitting = if self.is_broadcast() {
            sealing.receivers.is_empty() && sealing.message_key.is_none()
        } else if self.receiver.is_group() {
            sealing.receivers.iter().all(|receiver| ids.insert(receiver.id.as_ref()))
        } else {
            sealing.receivers.len() == 1
        };
        require!(DI_SEAL_2, is_fitting, Misuse::BadData);
        Ok(())
    }

    /// Puts the ciphertext and the key blocks into the message.
    fn encrypt(
        &self,
        message: &mut Dict,
        text: &[u8],
        sealing: &Sealing<'_>,
    ) -> Result<(Vec<u8>, MessageKey), Misuse> {
        let key = match sealing.message_key {
            Some(key) => key.clone(),
            None => MessageKey::draw(None, &sealing.draws.key, sealing.draws.iv)?,
        };
        let ciphertext = key.encrypt(text);
        put(message, "data", Some(base64::encode(&ciphertext).into()));
        let mut padding = Padding::new(&sealing.draws.padding);
        if self.receiver.is_group() {
            let id = |receiver: &Receiver| receiver.id.as_ref().map(Id::to_text).unwrap_or_default();
            let names: Vec<String> = sealing.receivers.iter().map(id).collect();
            let keys = sealing.receivers.iter().map(|receiver| receiver.key.as_ref());
            let pairs = names.iter().map(String::as_str).zip(keys);
            put(message, "keys", block::for_members(&key, pairs, &mut padding)?.map(Value::Dict));
        } else {
            let receiver = sealing.receivers.first().and_then(|receiver| receiver.key.as_ref());
            put(message, "key", Some(block::for_user(&key, receiver, &mut padding)?.into()));
        }
        Ok((ciphertext, key))
    }
}

fn put(message: &mut Dict, name: &str, value: Option<Value>) {
    message.0.extend(value.map(|value| (name.into(), value)));
}

/// DI-MSG-2
fn broadcast_data(text: &[u8]) -> Value {
    if fault!(DI_MSG_2) {
        return base64::encode(text).into();
    }
    String::from_utf8_lossy(text).into_owned().into()
}
