//! Reference implementation of OMEMO in both its formats, written from `spec/omemo.md` (revision 1.0.0).
//!
//! Two devices agree on a session with X3DH, without the other one being there, and the Double Ratchet gives every
//! message a key of its own. What this protects, and what it does not, stands in sections 1 and 9.
//!
//! | Module | Section |
//! |---|---|
//! | [`format`](mod@format) | 3.2 What the formats differ in |
//! | [`keys`] | 3.3 to 3.5, 5.1, 5.2 Keys and signatures |
//! | [`supply`] | 3.6 Supplies of random bytes |
//! | [`wire`] | 4, 5.3 to 5.7 Formats |
//! | [`seal`] | 5.8 to 5.10 Operations |
//! | [`error`] | 7 Outcomes |
//! | [`trace`] | 5, intermediates |
//!
//! Nothing here does input or output, reads a clock or draws random bytes: they are arguments.

pub mod error;
pub mod format;
pub mod keys;
pub mod seal;
pub mod supply;
pub mod trace;
pub mod wire;

pub use error::{Misuse, Reject};
pub use format::Format;
