//! Operations of OMEMO: `spec/omemo.md` section 5 (revision 1.0.0).
//!
//! | Module | Section | Rules |
//! |---|---|---|
//! | [`x3dh`] | 5.8, 3.5 | OM-AGREE-1, OM-AGREE-2, OM-SIGN-8 |
//! | [`kdf`] | 5.9 | OM-CHAIN-1 |
//! | [`material`] | 5.9, 5.3 | OM-CHAIN-2, OM-MSG-9 |
//! | [`payload`] | 5.10 | OM-PAYLOAD-1 to OM-PAYLOAD-11 |
//!
//! Pure functions: keys, plaintexts and draws are arguments, and nothing is kept. Sections 5.1 and 5.2 are in
//! [`keys`](crate::keys), 5.3 to 5.7 in [`wire`](crate::wire).

pub mod kdf;
pub mod material;
pub mod payload;
pub mod x3dh;
