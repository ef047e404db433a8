//! Formats of DIMP: `spec/dimp.md` section 4 (revision 1.0.0).
//!
//! | Module | Section |
//! |---|---|
//! | [`json`] | 4.1, 4.2.1 to 4.2.3 |
//! | [`base64`] | 4.2.4 |
//! | [`address`], `base58` | 4.3, 5.2 |
//! | [`id`] | 4.4 |
//! | [`meta`] | 4.6, 5.9, 5.10 |
//! | [`profile`] | 4.7, 5.11, 5.12 |
//! | [`content`] | 4.8, 5.13, 5.14 |
//! | [`file`](mod@file) | 5.15 |
//! | [`message`] | 4.9, 5.16 to 5.19 |

pub mod address;
mod base58;
pub mod base64;
pub mod content;
pub mod file;
pub mod id;
pub mod json;
pub mod message;
pub mod meta;
pub mod profile;
