//! What every reference implementation of Taut shares. Nothing here knows a protocol.
//!
//! | Module | Holds |
//! |---|---|
//! | [`cursor`] | [`Reader`] and [`Writer`]: bytes in and out |
//! | [`outcome`] | [`Refusal`] and [`Class`]: what a reader answers |
//! | `check` | [`require!`], [`require_ok!`], [`fault!`]: checks that cite a rule |
//! | [`mod@fault`] | the switch that turns a check off, in builds made for it |
//! | [`hex`] | [`Hex`]: bytes in `Debug` output |
//! | [`text`], [`mod@float`] | [`Text`] that may be no Unicode, and floats as text: what JSON can hold |
//! | [`json`], [`base64`] | escapes of JSON, and base64 as lenient decoders read it |
//!
//! # The three outcomes
//!
//! A reader *accepts*, *ignores*, or *rejects with a code*. In Rust it returns `Result<T, Refusal<Reject>>`, where
//! `Reject` is the protocol's own list of codes: `Ok` is accept, and [`Refusal`] holds the other two. A part of
//! a reader that never ignores returns `Result<T, Reject>`, and `?` turns the one into the other.
//!
//! ```
//! use taut_wire::{Reader, Refusal, require};
//!
//! #[derive(Debug, PartialEq)]
//! enum Reject {
//!     Short,
//! }
//!
//! /// Reads the greeting of a protocol `XX`, unless it is one's own.
//! fn greeting(own: [u8; 2], bytes: &[u8]) -> Result<[u8; 2], Refusal<Reject>> {
//!     require!(XX_READ_1, bytes.len() >= 2, Reject::Short);
//!     let name = Reader::new(bytes).array();
//!     require!(XX_READ_2, name != own, Refusal::Ignore);
//!     Ok(name)
//! }
//!
//! assert_eq!(greeting(*b"me", b"you"), Ok(*b"yo"));
//! assert_eq!(greeting(*b"me", b"me"), Err(Refusal::Ignore));
//! assert_eq!(greeting(*b"me", b"y"), Err(Refusal::Reject(Reject::Short)));
//! ```

pub mod base64;
mod check;
pub mod cursor;
pub mod fault;
pub mod float;
pub mod hex;
pub mod json;
pub mod outcome;
pub mod text;

pub use cursor::{Reader, Writer};
pub use hex::Hex;
pub use outcome::{Class, Refusal};
pub use text::Text;
