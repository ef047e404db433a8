//! Messages: `spec/dimp.md` sections 4.9 and 5.16 to 5.19 (revision 1.0.0).
//!
//! | Module or item | Section | Rules |
//! |---|---|---|
//! | [`Message`] | 4.9 | DI-MSG-3 to DI-MSG-10 |
//! | [`Verified`], [`Known`], [`Given`] | 4.9, 5.17 | DI-MSG-11 to DI-MSG-14 |
//! | [`Opened`] | 5.18 | DI-OPEN-1 to DI-OPEN-6 |
//! | [`Envelope`], [`Sealing`] | 5.16 | DI-MSG-1, DI-MSG-2, DI-SEAL-1, DI-SEAL-2 |
//! | [`Message::split`], [`Message::trim`] | 5.19 | DI-SPLIT-1 to DI-SPLIT-4 |
//!
//! Nothing is decrypted that was not verified: only a [`Verified`] can be opened. What is signed is the text that was
//! received, and never one that was written anew.

mod open;
mod read;
mod seal;
mod split;
mod verify;

pub use open::{Held, Opened};
pub use seal::{Draws, Envelope, Receiver, Sealed, Sealing};
pub use verify::{Given, Known, Verified};

use taut_wire::require;

use super::content::Content;
use super::id::Id;
use super::json::Dict;
use crate::error::Reject;

/// A message whose members are those of one, and of which nothing is verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    members: Dict,
    sender: Id,
    receiver: Id,
    group: Option<Id>,
}

impl Message {
    /// Who says that he has written it.
    #[must_use]
    pub const fn sender(&self) -> &Id {
        &self.sender
    }

    /// Who it is for.
    #[must_use]
    pub const fn receiver(&self) -> &Id {
        &self.receiver
    }

    /// The group of the envelope.
    #[must_use]
    pub const fn group(&self) -> Option<&Id> {
        self.group.as_ref()
    }

    /// Whether it is not encrypted.
    #[must_use]
    pub fn is_broadcast(&self) -> bool {
        self.group().unwrap_or(&self.receiver).is_broadcast()
    }

    /// All its members, as they were received.
    #[must_use]
    pub const fn members(&self) -> &Dict {
        &self.members
    }
}

/// What is for a group says so within.
fn require_group_of(receiver: &Id, is_broadcast: bool, content: &Content) -> Result<(), Reject> {
    let is_hidden = receiver.is_group() && !is_broadcast && content.group() != Some(receiver);
    require!(DI_OPEN_6, !is_hidden, Reject::GroupMismatch);
    Ok(())
}
