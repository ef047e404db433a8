//! Reference implementation of netaio, written from `spec/netaio.md` (revision 1.0.0).

pub mod error;
pub mod keys;
pub mod seal;
pub mod wire;

pub use error::{Misuse, Refused, Reject};
pub use keys::{KeyHash, Seed, Supply, VerifyKey, Version};
pub use wire::kind::Types;
pub use wire::message::{Body, Message};
pub use wire::packify::{Dict, Value};
