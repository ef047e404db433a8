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
//! | [`party`] | 6.1 to 6.5, 6.10 A Party |
//! | [`manager`] | 6.6 to 6.8 A Manager |
//! | [`state`] | 6.9 Saved state |
//! | [`error`] | 7 Outcomes |
//! | [`trace`] | 5, intermediates |
//!
//! Nothing here does input or output, reads a clock or draws random bytes: they are arguments.
//!
//! ```
//! use taut_omemo::format::Format;
//! use taut_omemo::keys::KeyPair;
//! use taut_omemo::party::{Draws, Party, Setup, StartDraws};
//! use taut_omemo::supply::Supply;
//!
//! // Every number here stands for bytes from a random source.
//! let draws = |seed| Draws {
//!     identity: [seed; 32],
//!     signed_pre_key: [seed + 1; 32],
//!     signature_nonce: [seed + 2; 64],
//!     pre_keys: Supply::new([seed + 3; 32]),
//! };
//! let mut alice = Party::new(Format::Omemo2, Setup::default(), draws(1), 0);
//! let mut bob = Party::new(Format::Omemo2, Setup::default(), draws(11), 0);
//!
//! let begin = StartDraws { choice: [21; 8], ephemeral: [22; 32].into(), ratchet: [23; 32].into() };
//! alice.start("bob", &bob.bundle(), begin, &mut ())?;
//! let sent = alice.encrypt("bob", b"key material", &mut ())?;
//!
//! let mut ratchet = || KeyPair::from([24; 32]);
//! let read = bob.decrypt("alice", &sent.message, sent.key_exchange, &mut ratchet, &mut ())?;
//! assert_eq!(read, b"key material");
//! # Ok::<(), taut_omemo::Reject>(())
//! ```

pub mod error;
pub mod format;
pub mod keys;
pub mod manager;
pub mod party;
pub mod seal;
pub mod state;
pub mod supply;
pub mod trace;
pub mod wire;

pub use error::{Misuse, Reject};
pub use format::Format;
pub use manager::Manager;
pub use party::Party;
