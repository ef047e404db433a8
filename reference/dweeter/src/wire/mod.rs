//! Formats of dweeter: `spec/dweeter.md` section 4 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`ciphertext`] | 4.1 | DW-CIPHER-1 to DW-CIPHER-5 |
//! | [`text`] | 4.2 | DW-TEXT-1 to DW-TEXT-8 |
//! | [`time`] | 4.4, 5.8, 6.5 | DW-DATA-1 |
//! | [`json`] | 3.4, 4.5 | DW-DATA-2 to DW-DATA-13, DW-JSON-1 to DW-JSON-7 |
//! | [`http`] | 4.6 | DW-REQ-1 to DW-REQ-5 |

pub mod ciphertext;
pub mod http;
pub mod json;
pub mod text;
pub mod time;
