//! Receiving: `spec/dimp.md` section 6.5 (revision 1.0.0), DI-RECV-1 to DI-RECV-6.

use std::mem;

use taut_wire::{Refusal, fault, require};

use super::seen::{Mark, mark};
use super::user::User;
use super::{Direction, Node};
use crate::error::Reject;
use crate::key::MessageKey;
use crate::wire::content::{Content, Kind};
use crate::wire::file;
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value};
use crate::wire::message::{Message, Opened, Verified};
use crate::wire::meta::Meta;
use crate::wire::profile::Profile;

/// How many messages may be forwarded within one another.
pub const MAX_FORWARDED: usize = 8;

/// What was received.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// The message itself.
    pub outer: Heard,
    /// What was forwarded in it, from outside in.
    pub inner: Vec<Heard>,
    /// The innermost message, if it is for somebody else.
    pub pass_on: Option<Dict>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Who has written it.
    pub sender: Id,
    /// The user that it was opened for.
    pub user: Id,
    /// The group that its content names.
    pub group: Option<Id>,
    /// The kind of its content.
    pub kind: Kind,
    /// Its content, with the data of a file that a store had.
    pub content: Dict,
}

/// What becomes of the variables once nothing can be refused any more.
#[derive(Default)]
struct Changes {
    metas: Vec<(Id, Meta)>,
    profiles: Vec<(Id, Profile)>,
    keys: Vec<(Direction, MessageKey)>,
    marks: Vec<Mark>,
}

/// What a message turned out to be.
enum Step {
    ForNobodyHere(Dict),
    Heard(Box<Heard>),
}

impl Node {
    /// Receives a message. `downloads` is what a store holds, by URL.
    ///
    /// # Errors
    /// Ignored when it came before or is for none of the users; those of [`Message::read`], [`Message::verify`],
    /// [`Verified::decrypt`] and [`file::open`], [`Reject::OtherMeta`], [`Reject::TooDeep`].
    pub fn receive(
        &mut self,
        message: &[u8],
        downloads: &[(Vec<u8>, Vec<u8>)],
    ) -> Result<Received, Refusal<Reject>> {
        let message = Message::read(message)?;
        if fault!(DI_NODE_1)
            && let Some(meta) = message.members().find("meta")
        {
            self.take_meta(message.sender(), meta)?;
        }
        let mut changes = Changes::default();
        let step = self.open(message, downloads, &mut changes);
        if fault!(DI_NODE_1) && step.is_err() {
            self.change(mem::take(&mut changes));
        }
        let step = step?;
        require!(DI_RECV_2, matches!(step, Step::Heard(_)), Refusal::Ignore);
        // Without DI-RECV-2 any user opens it, if there is one.
        let Step::Heard(outer) = step else { return Err(Refusal::Ignore) };
        let mut received = Received { outer: *outer, inner: Vec::new(), pass_on: None };
        while let Some(forwarded) = received.innermost().forwarded() {
            require!(DI_RECV_3, received.inner.len() < MAX_FORWARDED, Reject::TooDeep);
            let step = Message::of(forwarded.clone()).map_err(Refusal::from);
            let step = step.and_then(|message| self.open(message, downloads, &mut changes));
            match step {
                Err(_) if fault!(DI_RECV_5) => break,
                Err(refusal) => return Err(refusal),
                Ok(Step::Heard(heard)) => received.inner.push(*heard),
                Ok(Step::ForNobodyHere(message)) => {
                    received.pass_on = Some(message).filter(|_| !fault!(DI_RECV_4));
                    break;
                }
            }
        }
        self.change(changes);
        Ok(received)
    }

    /// Steps 1 to 5.
    fn open(
        &self,
        message: Message,
        downloads: &[(Vec<u8>, Vec<u8>)],
        changes: &mut Changes,
    ) -> Result<Step, Refusal<Reject>> {
        let verified = message.verify(self)?;
        let sender = verified.message().sender().clone();
        let mark = mark(&sender, verified.signed());
        require!(DI_RECV_1, !self.seen.contains(&mark), Refusal::Ignore);
        if fault!(DI_NODE_1) {
            changes.marks.push(mark);
        }
        let Some(user) = self.reader_of(verified.message().receiver()) else {
            return Ok(Step::ForNobodyHere(verified.message().members().clone()));
        };
        let verified = trimmed(verified, user);
        let (receiver, group) = (verified.message().receiver(), verified.message().group());
        let kept = self.received_keys.get(&Direction::new(&sender, group.unwrap_or(receiver)));
        let opened = verified.decrypt(&user.id, &user.private_keys, kept)?;
        let key = opened.message_key.as_ref().map(|held| &held.key).or(kept);
        let key = key.filter(|_| !verified.message().is_broadcast());
        let members = with_data(&opened.content, key, downloads)?;
        changes.note(&sender, receiver, &verified, &opened, mark);
        let (user, group, kind) = (user.id.clone(), opened.content.group().cloned(), opened.content.kind());
        Ok(Step::Heard(Box::new(Heard { sender, user, group, kind, content: members })))
    }

    /// The user that a message is opened for.
    fn reader_of(&self, receiver: &Id) -> Option<&User> {
        let first = self.users.first();
        let reader = if receiver.is_broadcast() {
            first
        } else if receiver.is_group() {
            let members = self.members_of(receiver);
            self.users.iter().find(|user| members.contains(&user.id))
        } else {
            self.user(receiver)
        };
        if fault!(DI_RECV_2) { reader.or(first) } else { reader }
    }

    fn change(&mut self, changes: Changes) {
        let Changes { metas, profiles, keys, marks } = changes;
        for (id, meta) in metas {
            self.put_meta(&id, meta);
        }
        self.profiles.extend(profiles);
        if !fault!(DI_RECV_6) {
            self.received_keys.extend(keys);
        }
        for mark in marks {
            self.seen.insert(mark);
        }
    }
}

impl Changes {
    fn note(&mut self, sender: &Id, receiver: &Id, verified: &Verified, opened: &Opened, mark: Mark) {
        let owner = sender.without_terminal();
        self.metas.extend(verified.attached_meta().map(|meta| (owner.clone(), meta.clone())));
        self.profiles.extend(verified.attached_profile().map(|profile| (owner, profile.clone())));
        let direction = Direction::new(sender, opened.content.overt_group().unwrap_or(receiver));
        self.keys.extend(opened.message_key.as_ref().map(|held| (direction, held.key.clone())));
        self.marks.push(mark);
    }
}

impl Received {
    fn innermost(&self) -> &Heard {
        self.inner.last().unwrap_or(&self.outer)
    }
}

impl Heard {
    /// The message that it forwards.
    fn forwarded(&self) -> Option<&Value> {
        self.content.find("forward").filter(|_| self.kind == Kind::Forward)
    }
}

/// What is for a group that is no broadcast becomes what a member needs.
fn trimmed(verified: Verified, user: &User) -> Verified {
    let message = verified.message();
    if message.receiver().is_group() && !message.is_broadcast() {
        return verified.trimmed(&user.id.without_terminal());
    }
    verified
}

/// The members of a content, with the data of a file. Without a key, in a broadcast, it stays in the store.
fn with_data(
    content: &Content,
    key: Option<&MessageKey>,
    downloads: &[(Vec<u8>, Vec<u8>)],
) -> Result<Dict, Reject> {
    let members = content.members();
    let url = members.find("URL").filter(|_| content.kind().is_file() && members.find("data").is_none());
    let (Some(url), Some(key)) = (url, key) else { return Ok(members.clone()) };
    let mut stored = downloads.iter().rev();
    let download = stored.find(|(place, _)| Some(place.as_slice()) == url.as_text());
    file::open(content, key, download.map(|(_, data)| data.as_slice()))
}
