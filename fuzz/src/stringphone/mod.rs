//! Checks of stringphone: `spec/stringphone.md`.
//!
//! | Module | Section |
//! |---|---|
//! | `decode` | 4 Formats |
//! | `open` | 5 Operations |
//! | `session`, `table` | 6 Processing |
//! | `people` | the keys that all of them use |

mod decode;
mod open;
mod people;
mod session;
mod table;

pub use decode::check_decode;
pub use open::check_open;
pub use session::check_session;

use crate::{Target, corpus};

/// The targets of stringphone.
pub(crate) const TARGETS: [Target; 3] = [
    Target {
        name: "stringphone_decode",
        check: check_decode,
        seeds: || corpus::members("stringphone", &["message"]),
        words: people::words,
    },
    Target { name: "stringphone_open", check: check_open, seeds: open::seeds, words: people::words },
    Target { name: "stringphone_session", check: check_session, seeds: session::seeds, words: people::words },
];
