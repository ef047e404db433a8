//! The cases of tier `quick`: few, and at least one for each operation, code and rule. Captures say so themselves.

use anyhow::{Result, ensure};

use super::{Author, Draft};
use crate::model::case::Tier;

/// The IDs of a protocol's quick cases, list by list.
pub(crate) type Quick = [&'static [&'static str]];

/// Gives a case its tier.
pub(crate) fn mark(quick: &Quick, draft: Draft) -> Draft {
    let is_quick = quick.iter().any(|ids| ids.contains(&draft.id.as_str()));
    if is_quick { draft.tier(Tier::Quick) } else { draft }
}

/// Refuses a name that no case has.
pub(crate) fn check(quick: &Quick, author: &Author<'_>) -> Result<()> {
    quick.iter().copied().flatten().try_for_each(|id| {
        ensure!(author.base(id).is_ok(), "{id} is listed as a quick case, but there is none");
        Ok(())
    })
}
