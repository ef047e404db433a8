//! The cases of stringphone: `spec/stringphone.md`, written with the keys of the captured samples.

mod attack;
mod bounds;
mod discovery;
mod ed25519;
mod edit;
mod join;
mod message;
mod open;
mod open_discovery;
mod open_signatures;
mod people;
mod quick_cases;
mod seal;
mod session;
mod steps;

use anyhow::Result;

use super::quick::{self, Quick};
use super::{Author, Draft};

const QUICK: &Quick = &[&quick_cases::QUICK];

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "seal", "What writers make, and what they refuse to make.", |_| seal::drafts())?;
    file(author, "message", "Named fields of messages.", message::drafts)?;
    file(author, "reply", "The topic key, handed out.", discovery::replies)?;
    file(author, "accept_reply", "The topic key, taken in.", discovery::accepts)?;
    file(author, "open", "Whatever arrives on the topic, as `stringphone.open` sees it.", open::drafts)?;
    file(author, "session", "What several participants do together.", session::drafts)?;
    file(author, "attack", "What an attacker can do, and what it cannot.", |_| attack::drafts())?;
    quick::check(QUICK, author)
}

fn file(
    author: &mut Author<'_>,
    stem: &str,
    about: &str,
    drafts: fn(&Author<'_>) -> Vec<Draft>,
) -> Result<()> {
    author.file(stem, about);
    drafts(author)
        .into_iter()
        .map(bounds::add)
        .map(|draft| quick::mark(QUICK, draft))
        .try_for_each(|draft| author.add(draft))
}
