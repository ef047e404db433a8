//! Checks of netaio: `spec/netaio.md`.
//!
//! | Module | Section |
//! |---|---|
//! | `decode` | 4 Formats, and the machine of section 5.12 |
//! | `open` | 5 Operations |
//! | `session`, `table` | 6 Processing |
//! | `people` | the plugins and nodes that all of them use |

mod decode;
mod open;
mod people;
mod session;
mod table;

pub use decode::check_decode;
pub use open::check_open;
pub use session::check_session;

use crate::Target;

/// The targets of netaio.
pub(crate) const TARGETS: [Target; 3] = [
    Target { name: "netaio_decode", check: check_decode, seeds: decode::seeds, words: people::words },
    Target { name: "netaio_open", check: check_open, seeds: open::seeds, words: people::words },
    Target { name: "netaio_session", check: check_session, seeds: session::seeds, words: people::words },
];
