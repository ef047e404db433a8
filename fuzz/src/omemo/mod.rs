//! Checks of omemo: `spec/omemo.md`.
//!
//! | Module | Section |
//! |---|---|
//! | `decode` | 4 Formats |
//! | `open` | 5 Operations, and a Manager to whom anybody writes |
//! | `session`, `table` | 6.1 to 6.5 |
//! | `state` | 6.9 Saved state |
//! | `people` | the devices that all of them use |

mod decode;
mod open;
mod people;
mod session;
mod state;
mod table;

pub use decode::check_decode;
pub use open::check_open;
pub use session::check_session;
pub use state::check_state;

use crate::Target;

/// The targets of omemo.
pub(crate) const TARGETS: [Target; 4] = [
    Target { name: "omemo_decode", check: check_decode, seeds: decode::seeds, words: people::words },
    Target { name: "omemo_open", check: check_open, seeds: open::seeds, words: people::words },
    Target { name: "omemo_session", check: check_session, seeds: session::seeds, words: people::words },
    Target { name: "omemo_state", check: check_state, seeds: state::seeds, words: people::words },
];
