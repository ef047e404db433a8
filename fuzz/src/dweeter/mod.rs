//! Checks of dweeter: `spec/dweeter.md`.
//!
//! | Module | Section |
//! |---|---|
//! | `decode` | 4 Formats, and the answers of section 5.12 |
//! | `open` | 5 Operations |
//! | `session`, `table`, `board` | 6 Processing |
//! | `people` | the mailbox that all of them use |

mod board;
mod decode;
mod open;
mod people;
mod session;
mod table;

pub use decode::check_decode;
pub use open::check_open;
pub use session::check_session;

use crate::Target;

/// The targets of dweeter.
pub(crate) const TARGETS: [Target; 3] = [
    Target { name: "dweeter_decode", check: check_decode, seeds: decode::seeds, words: people::words },
    Target { name: "dweeter_open", check: check_open, seeds: open::seeds, words: people::words },
    Target { name: "dweeter_session", check: check_session, seeds: session::seeds, words: people::words },
];
