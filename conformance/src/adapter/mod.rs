//! Talks to adapters: `spec/adapter.md`.
//!
//! | Module | What |
//! |---|---|
//! | [`process`] | a child process, its three pipes and its end |
//! | [`protocol`] | requests and answers, one JSON object a line |
//! | [`hello`] | what an adapter says about itself |
//! | [`guard`] | what ends it when this program is killed |
//! | [`dialogue`] | one question, one answer: for `doctor` and for the first `hello` |

pub(crate) mod dialogue;
mod guard;
pub(crate) mod hello;
pub(crate) mod process;
pub(crate) mod protocol;

/// The longest line, in bytes, without its line feed.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;
