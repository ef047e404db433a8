//! What cases, operations and answers are: `spec/cases.md`, typed.
//!
//! | Module | Section of `spec/cases.md` |
//! |---|---|
//! | [`operation`] | operations |
//! | [`outcome`] | outcomes |
//! | [`case`] | cases and scenarios |
//! | [`mod@derive`] | derived variants |
//! | [`index`] | heads of the embedded cases |
//! | [`suite`] | files, folders, selection by ID |

pub(crate) mod case;
pub(crate) mod derive;
pub(crate) mod index;
pub(crate) mod operation;
pub(crate) mod outcome;
pub(crate) mod suite;
