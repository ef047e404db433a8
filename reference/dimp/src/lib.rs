//! Reference implementation of DIMP, written from `spec/dimp.md` (revision 1.0.0).
//!
//! | Module | Section |
//! |---|---|
//! | [`key`] | 3.2, 4.5, 4.10 to 4.12 Keys |
//! | [`wire`] | 4 Formats |
//! | [`session`] | 6 Processing |
//! | [`error`] | 7 Outcomes |
//!
//! Nothing here does input or output, and nothing reads a clock.
//!
//! ```
//! use taut_dimp::Id;
//!
//! let hulk = Id::read(b"hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj/phone")?;
//! assert_eq!(hulk.address().number(), 1_951_839_394);
//! assert_eq!(hulk, Id::read(b"hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj")?);
//! # Ok::<(), taut_dimp::Reject>(())
//! ```

pub mod error;
pub mod key;
pub mod session;
pub mod wire;

pub use error::{Misuse, Refused, Reject};
pub use key::{MessageKey, Padding, PrivateKey, PublicKey};
pub use session::Node;
pub use wire::address::Address;
pub use wire::content::Content;
pub use wire::id::Id;
pub use wire::json::{Dict, Int, Value};
pub use wire::message::Message;
pub use wire::meta::Meta;
pub use wire::profile::Profile;
