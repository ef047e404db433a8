//! Talks to adapters: `spec/adapter.md`.
//!
//! | Module | What |
//! |---|---|
//! | [`process`] | a child process, its three pipes and its end |
//! | [`input`] | its standard input |
//! | [`protocol`] | requests and answers, one JSON object a line |
//! | [`hello`] | what an adapter says about itself |
//! | [`guard`] | what ends it when this program is killed |
//! | [`turns`] | one CPU for both, when they take turns |
//! | [`dialogue`] | one question, one answer: for `doctor` and for the first `hello` |

pub(crate) mod dialogue;
mod guard;
pub(crate) mod hello;
mod input;
pub(crate) mod process;
pub(crate) mod protocol;
pub(crate) mod turns;

/// The longest line, in bytes, without its line feed.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;
