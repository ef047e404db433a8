//! Operations of netaio: `spec/netaio.md` section 5 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`answer`] | 5.5 | NA-ANS-1 to NA-ANS-3 |
//! | [`crypt`] | 3.1, 3.2, 5.6 | NA-VER-1, NA-CRYPT-1 to NA-CRYPT-3 |
//! | [`sealed`] | 5.7 | NA-SEALED-1 to NA-SEALED-3 |
//! | [`stamp`] | 5.8, 5.13: nonce and time | NA-HMAC-1, NA-HMAC-2, NA-TAPE-1, NA-TAPE-2 |
//! | [`hmac`] | 5.8 | NA-HMAC-3 to NA-HMAC-6 |
//! | [`cipher`] | 5.9, 5.10: what both ciphers do | NA-STREAM-3 |
//! | [`stream`] | 5.9 | NA-STREAM-1 to NA-STREAM-7 |
//! | [`x25519`] | 5.10 | NA-BOX-1 to NA-BOX-10 |
//! | [`script`] | 5.11, 5.12 | NA-LOCK-1 to NA-LOCK-4, NA-WIT-1 to NA-WIT-3, NA-VM-1 to NA-VM-6 |
//! | [`tapescript`] | 5.13 | NA-TAPE-3 to NA-TAPE-9 |
//! | [`layers`] | 4.8, 5.15 | NA-LAYER-1 to NA-LAYER-4 |
//!
//! Pure functions: keys, times, randomness and messages are arguments, and nothing is kept. The operations of sections
//! 5.1 to 5.4 and 5.14 are in [`wire`](crate::wire).

pub mod answer;
pub mod cipher;
pub mod crypt;
pub mod hmac;
pub mod layers;
pub mod script;
pub mod sealed;
pub mod stamp;
pub mod stream;
pub mod tapescript;
pub mod x25519;
