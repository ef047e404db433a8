//! Formats of OMEMO: `spec/omemo.md` section 4 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`protobuf`] | 4.1 | OM-PROTO-1 to OM-PROTO-15 |

pub mod protobuf;
