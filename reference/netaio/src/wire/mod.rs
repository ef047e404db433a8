//! Formats of netaio: `spec/netaio.md` section 4 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`packify`] | 4.1 | NA-PACK-1, NA-PACK-2, NA-UNPACK-1 to NA-UNPACK-7 |
//! | [`message`] | 4.3 | NA-MSG-1 to NA-MSG-10 |
//! | [`kind`] | 4.4 | NA-TYPE-1, NA-TYPE-2 |
//! | [`peer`] | 4.6, 5.10, 5.14 | NA-REC-1, NA-BOX-2, NA-BOX-3, NA-TAPE-8 |

pub mod kind;
pub mod message;
pub mod packify;
pub mod peer;
