//! The cases of netaio: `spec/netaio.md`, written with the keys of the captures and of what was measured.

mod outcome;
mod pack;
mod quick;
mod value;

use anyhow::Result;

use super::{Author, Draft};

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "pack", "Packify values, written.", |_| pack::drafts())?;
    quick::check(author)
}

fn file(
    author: &mut Author<'_>,
    stem: &str,
    about: &str,
    drafts: fn(&Author<'_>) -> Vec<Draft>,
) -> Result<()> {
    author.file(stem, about);
    drafts(author).into_iter().map(quick::mark).try_for_each(|draft| author.add(draft))
}
