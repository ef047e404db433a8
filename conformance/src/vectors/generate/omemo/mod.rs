//! The cases of omemo: `spec/omemo.md`.
//!
//! Cases of what has state are made in both formats: that of L has the plain name, that of T has `-t` behind it.

mod quick_cases;
mod session;
mod talk;

use anyhow::Result;

use super::condense::condense;
use super::quick::{self, Quick};
use super::{Author, Draft};

const QUICK: &Quick = &[&quick_cases::QUICK];

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "session", "What two Parties do together.", |_| session::drafts())?;
    quick::check(QUICK, author)
}

fn file(
    author: &mut Author<'_>,
    stem: &str,
    about: &str,
    drafts: fn(&Author<'_>) -> Vec<Draft>,
) -> Result<()> {
    author.file(stem, about);
    let drafts = drafts(author);
    drafts
        .into_iter()
        .map(|draft| quick::mark(QUICK, draft))
        .map(condense)
        .try_for_each(|draft| author.add(draft))
}
