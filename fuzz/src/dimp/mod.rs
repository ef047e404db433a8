//! Checks of dimp: `spec/dimp.md`.
//!
//! | Module | Section |
//! |---|---|
//! | `decode` | 4 Formats: JSON, IDs, metas, profiles, contents, messages |
//! | `keys` | 4.5 Key dictionaries, 4.10, 4.11 |
//! | `open` | 5.17, 5.18, and a node to whom anybody writes: 6.5, 6.6 |
//! | `state` | 6.7 Saved state |
//! | `people` | the users that all of them use |

mod decode;
mod keys;
mod open;
mod people;
mod state;

pub use decode::check_decode;
pub use keys::check_keys;
pub use open::check_open;
pub use state::check_state;

use crate::Target;

/// The targets of dimp.
pub(crate) const TARGETS: [Target; 4] = [
    Target { name: "dimp_decode", check: check_decode, seeds: decode::seeds, words: people::words },
    Target { name: "dimp_keys", check: check_keys, seeds: keys::seeds, words: people::words },
    Target { name: "dimp_open", check: check_open, seeds: open::seeds, words: people::words },
    Target { name: "dimp_state", check: check_state, seeds: state::seeds, words: people::words },
];
