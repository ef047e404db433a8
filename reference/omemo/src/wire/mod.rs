//! Formats of OMEMO: `spec/omemo.md` section 4 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`protobuf`] | 4.1 | OM-PROTO-1 to OM-PROTO-15 |
//! | [`message`] | 4.2 | OM-MSG-1 to OM-MSG-8 |
//! | [`exchange`] | 4.3 | OM-KEX-1 to OM-KEX-3 |

pub mod exchange;
pub mod message;
pub mod protobuf;
