//! Processing of DIMP: `spec/dimp.md` section 6 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Node`] | 6 | DI-NODE-1 |
//! | [`Node::register`], [`Node::add_user`] | 6.2 | DI-NODE-2, DI-NODE-3 |
//! | [`Node::save_meta`], [`Node::save_profile`] | 6.3 | DI-NODE-4, DI-NODE-5, DI-NODE-10 |
//! | [`Node::save_members`], [`Node::members`] | 6.3 | DI-NODE-6, DI-NODE-7, DI-NODE-9 |
//! | [`Node::pack`] | 6.4 | DI-PACK-1 to DI-PACK-3 |
//! | [`Node::receive`] | 6.5 | DI-RECV-1 to DI-RECV-6 |
//! | [`Node::process`] | 6.6 | DI-PROC-1, DI-PROC-2, DI-GROUP-1 to DI-GROUP-7 |
//! | [`Node::save`], [`Node::restore`] | 6.7 | DI-NODE-8 |
//!
//! No files, no connections, no clock: whoever has a node brings it what has arrived, and takes away what is to be sent.

mod command;
mod group;
mod known;
mod pack;
mod process;
mod receive;
mod record;
mod seen;
mod state;
mod user;

use std::collections::BTreeMap;

pub use pack::{Packed, Packing};
pub use receive::{Heard, MAX_FORWARDED, Received};
pub use seen::MAX_SEEN;
pub use state::BadState;
pub use user::{Registered, Registration};

use crate::key::MessageKey;
use crate::wire::id::Id;
use crate::wire::meta::Meta;
use crate::wire::profile::Profile;
use group::Group;
use seen::Seen;
use user::User;

/// What one program knows.
#[derive(Clone, Debug, Default)]
pub struct Node {
    users: Vec<User>,
    metas: BTreeMap<Id, Meta>,
    profiles: BTreeMap<Id, Profile>,
    groups: BTreeMap<Id, Group>,
    /// Only without DI-PACK-2.
    sent_keys: BTreeMap<Direction, MessageKey>,
    received_keys: BTreeMap<Direction, MessageKey>,
    seen: Seen,
}

/// Who writes, and to which user or overt group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Direction {
    sender: Id,
    to: Id,
}

impl Direction {
    fn new(sender: &Id, to: &Id) -> Self {
        Self { sender: sender.without_terminal(), to: to.without_terminal() }
    }
}
