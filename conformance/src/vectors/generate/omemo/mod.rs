//! The cases of omemo: `spec/omemo.md`.
//!
//! Cases of what has state are made in both formats: that of L has the plain name, that of T has `-t` behind it.

mod flight;
mod forged;
mod limits;
mod party;
mod party_exchange;
mod party_forms;
mod party_keys;
mod party_pool;
mod quick_cases;
mod raised;
mod saved;
mod session;
mod session_chains;
mod session_lives;
mod talk;

use anyhow::Result;

use super::condense::condense;
use super::quick::{self, Quick};
use super::{Author, Draft};

const QUICK: &Quick = &[&quick_cases::QUICK];

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "session", "What two Parties do together.", session::drafts)?;
    file(author, "party", "One Party, and what it makes of messages and bundles.", party::drafts)?;
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
