//! The cases of what has state: section 6.

use super::super::Draft;
use super::session;

/// A case file: its stem, what its cases have in common, and these.
pub(super) type Subject = (&'static str, &'static str, Vec<Draft>);

/// All of them, in the order in which cases build on each other.
pub(super) fn subjects() -> Vec<Subject> {
    vec![("session", "What two Parties do together.", session::drafts())]
}
