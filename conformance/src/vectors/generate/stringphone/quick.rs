//! The cases of tier `quick`: few, and at least one for each operation, code and rule. Captures say so themselves.

use anyhow::{Result, ensure};

use super::super::{Author, Draft};
use crate::model::case::Tier;

const QUICK: [&str; 28] = [
    "stringphone/accept-reply/for-bob",
    "stringphone/attack/injected-reply",
    "stringphone/attack/low-order-introduction",
    "stringphone/attack/recorded-messages-open-later",
    "stringphone/attack/replayed-introduction",
    "stringphone/attack/replayed-message",
    "stringphone/attack/reply-high-bit",
    "stringphone/attack/stranger-introduces",
    "stringphone/discovery/two-newcomers",
    "stringphone/discovery/two-topics",
    "stringphone/id/bob",
    "stringphone/introduce/signing-seed-31",
    "stringphone/message/introduction-trailing-byte",
    "stringphone/message/simple-recipient-id",
    "stringphone/message/simple-sender-key",
    "stringphone/open/empty-plaintext",
    "stringphone/open/introduction-flipped-key",
    "stringphone/open/reply-topic-key-known",
    "stringphone/reply/cut-to-1",
    "stringphone/reply/no-topic-key-garbage",
    "stringphone/seal/signing-seed-empty",
    "stringphone/session/distrust-unknown",
    "stringphone/session/forged-introduction-then-genuine",
    "stringphone/session/introduction-is-not-trust",
    "stringphone/session/introduction-is-stable",
    "stringphone/session/newcomer-cannot-talk",
    "stringphone/session/removed-participant",
    "stringphone/session/same-bytes-as-captured",
];

/// Gives a case its tier.
pub(super) fn mark(draft: Draft) -> Draft {
    let quick = QUICK.contains(&draft.id.as_str());
    if quick { draft.tier(Tier::Quick) } else { draft }
}

/// Refuses a name that no case has.
pub(super) fn check(author: &Author<'_>) -> Result<()> {
    QUICK.iter().try_for_each(|id| {
        ensure!(author.base(id).is_ok(), "{id} is listed as a quick case, but there is none");
        Ok(())
    })
}
