//! Contents: `spec/dimp.md` sections 4.8, 5.13 to 5.15 (revision 1.0.0).
//!
//! | Module or item | Section | Rules |
//! |---|---|---|
//! | [`make`](fn@make), [`given`] | 4.8, 5.13 | DI-CONT-1, DI-CONT-2 |
//! | [`Content::read`], [`Content::of`] | 4.8, 5.14 | DI-CONT-3 to DI-CONT-14 |
//! | [`Kind`] | 4.8 | |

mod kind;
mod make;
mod read;
mod row;

pub use kind::{COMMAND, HISTORY, Kind};
pub use make::{given, make};
pub(super) use read::require_url;
pub use read::{MAX_FILE_NAME, MAX_TIME};

use super::id::Id;
use super::json::{Dict, Value};

/// A content that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    kind: Kind,
    number: u8,
    sn: i64,
    /// Elsewhere, because few contents have one.
    group: Option<Box<Id>>,
    dict: Dict,
}

impl Content {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its type.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// The number that names it.
    #[must_use]
    pub const fn sn(&self) -> i64 {
        self.sn
    }

    /// The group that it is for.
    #[must_use]
    pub fn group(&self) -> Option<&Id> {
        self.group.as_deref()
    }

    /// The group that may stand in an envelope: that of a command is hidden, unless it is a broadcast group.
    #[must_use]
    pub fn overt_group(&self) -> Option<&Id> {
        let is_command = matches!(self.number, COMMAND | HISTORY);
        self.group().filter(|group| !is_command || group.is_broadcast())
    }

    /// Its command, if it is one.
    #[must_use]
    pub fn command(&self) -> Option<&[u8]> {
        let is_command = matches!(self.number, COMMAND | HISTORY);
        self.dict.find("command").and_then(Value::as_text).filter(|_| is_command)
    }

    /// All its members, as they were received.
    #[must_use]
    pub const fn members(&self) -> &Dict {
        &self.dict
    }

    /// All its members, as they were received.
    #[must_use]
    pub fn into_members(self) -> Dict {
        self.dict
    }
}
