//! The cases of tier `quick`: few, and at least one for each operation, code and rule. Captures say so themselves.

use anyhow::{Result, ensure};

use super::super::{Author, Draft};
use super::quick_nodes;
use crate::model::case::Tier;

const QUICK: [&str; 1] = ["netaio/pack/decimal-plain"];

/// Gives a case its tier.
pub(super) fn mark(draft: Draft) -> Draft {
    let quick = all().any(|id| *id == draft.id);
    if quick { draft.tier(Tier::Quick) } else { draft }
}

/// Refuses a name that no case has.
pub(super) fn check(author: &Author<'_>) -> Result<()> {
    all().try_for_each(|id| {
        ensure!(author.base(id).is_ok(), "{id} is listed as a quick case, but there is none");
        Ok(())
    })
}

fn all() -> impl Iterator<Item = &'static &'static str> {
    QUICK.iter().chain(&quick_nodes::QUICK)
}
