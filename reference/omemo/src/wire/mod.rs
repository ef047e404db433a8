//! Formats of OMEMO: `spec/omemo.md` section 4 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`protobuf`] | 4.1 | OM-PROTO-1 to OM-PROTO-15 |
//! | [`message`] | 4.2 | OM-MSG-1 to OM-MSG-8 |
//! | [`exchange`] | 4.3 | OM-KEX-1 to OM-KEX-3 |
//! | [`xml`] | 4.5 | OM-XML-1 to OM-XML-13 |
//! | [`bundle`] | 4.6 | OM-BUNDLE-1 to OM-BUNDLE-4 |
//! | [`devices`] | 4.7 | OM-LIST-1 to OM-LIST-4 |
//! | [`element`] | 4.8 | OM-ELEMENT-1 to OM-ELEMENT-4 |

pub mod bundle;
pub mod devices;
pub mod element;
pub mod exchange;
pub mod message;
pub mod protobuf;
pub mod xml;
