//! Message types: `spec/netaio.md` section 4.4 (revision 1.0.0).

use std::collections::BTreeSet;

use taut_wire::{require, require_ok};

use crate::error::Misuse;
use crate::keys::Version;

/// Asks for what is under a URI.
pub const REQUEST_URI: u8 = 0;
/// Answers with what is under a URI.
pub const RESPOND_URI: u8 = 1;
/// Asks for something new under a URI.
pub const CREATE_URI: u8 = 2;
/// Asks for a change of what is under a URI.
pub const UPDATE_URI: u8 = 3;
/// Asks for what is under a URI to go.
pub const DELETE_URI: u8 = 4;
/// Asks to be told of what happens under a URI.
pub const SUBSCRIBE_URI: u8 = 5;
/// Asks for no more of that.
pub const UNSUBSCRIBE_URI: u8 = 6;
/// Tells everybody what is under a URI.
pub const PUBLISH_URI: u8 = 7;
/// Tells what happened under a URI.
pub const NOTIFY_URI: u8 = 8;
/// Tells who one is.
pub const ADVERTISE_PEER: u8 = 9;
/// Answers that all is well.
pub const OK: u8 = 10;
/// Answers `SUBSCRIBE_URI`.
pub const CONFIRM_SUBSCRIBE: u8 = 11;
/// Answers `UNSUBSCRIBE_URI`.
pub const CONFIRM_UNSUBSCRIBE: u8 = 12;
/// Answers `ADVERTISE_PEER`.
pub const PEER_DISCOVERED: u8 = 13;
/// Answers that something went wrong.
pub const ERROR: u8 = 20;
/// Answers that the sender was not authenticated.
pub const AUTH_ERROR: u8 = 23;
/// Answers that there is nothing, or nobody for it.
pub const NOT_FOUND: u8 = 24;
/// Answers that the sender may not do this.
pub const NOT_PERMITTED: u8 = 25;
/// Tells that one goes away.
pub const DISCONNECT: u8 = 30;

/// The types that a node knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Types {
    version: Version,
    custom: BTreeSet<u8>,
}

impl Default for Types {
    fn default() -> Self {
        Self { version: Version::V009, custom: BTreeSet::new() }
    }
}

impl Types {
    /// The types of a version, and custom ones.
    ///
    /// # Errors
    /// [`Misuse::BadType`] for a custom type below 31 or above 255.
    pub fn new(version: Version, custom: &[i64]) -> Result<Self, Misuse> {
        let custom = custom.iter().map(|kind| {
            let byte = u8::try_from(*kind).ok().filter(|byte| *byte > DISCONNECT).ok_or(());
            Ok(require_ok!(NA_TYPE_1, byte, Misuse::BadType))
        });
        Ok(Self { version, custom: custom.collect::<Result<_, Misuse>>()? })
    }

    /// Whether messages of this type are read and written.
    #[must_use]
    pub fn knows(&self, kind: u8) -> bool {
        match kind {
            NOT_PERMITTED => self.version == Version::V009,
            0..=13 | ERROR | AUTH_ERROR | NOT_FOUND | DISCONNECT => true,
            _ => self.custom.contains(&kind),
        }
    }

    /// The type of a message to be made.
    ///
    /// # Errors
    /// [`Misuse::BadType`] for one that is not known.
    pub fn to_write(&self, kind: i64) -> Result<u8, Misuse> {
        let byte = require_ok!(NA_TYPE_2, u8::try_from(kind), Misuse::BadType);
        require!(NA_TYPE_2, self.knows(byte), Misuse::BadType);
        Ok(byte)
    }
}

/// Whether this is the type of an answer.
#[must_use]
pub const fn is_answer(kind: u8) -> bool {
    matches!(kind, RESPOND_URI | OK..=PEER_DISCOVERED | ERROR | AUTH_ERROR | NOT_FOUND | NOT_PERMITTED)
}

/// Whether this is the type of an error.
#[must_use]
pub const fn is_error(kind: u8) -> bool {
    matches!(kind, ERROR | AUTH_ERROR)
}
