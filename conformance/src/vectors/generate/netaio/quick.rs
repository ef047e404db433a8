//! The cases of tier `quick`: few, and at least one for each operation, code and rule. Captures say so themselves.

use anyhow::{Result, ensure};

use super::super::{Author, Draft};
use super::quick_nodes;
use crate::model::case::Tier;

const QUICK: [&str; 45] = [
    "netaio/answer/error-empty",
    "netaio/answer/error-type-14",
    "netaio/attack/box-reflected",
    "netaio/attack/box-uri-changed",
    "netaio/attack/eval-bomb",
    "netaio/attack/field-added",
    "netaio/attack/peer-chosen-lock",
    "netaio/attack/witness-longer-push",
    "netaio/decode/auth-length-1-less",
    "netaio/decode/bad-fields-and-short-body",
    "netaio/decode/checksum-0",
    "netaio/decode/type-19",
    "netaio/encode/fields-65536",
    "netaio/hmac/make-time-0-bytes",
    "netaio/hmac/make-time-none",
    "netaio/layers/open-not-encrypted",
    "netaio/pack/decimal-plain",
    "netaio/sealed/open-other-key",
    "netaio/stream/decrypt-65423",
    "netaio/stream/decrypt-other-key",
    "netaio/stream/encrypt-65421",
    "netaio/tapescript/check-peer-data-empty",
    "netaio/tapescript/lock-key-0",
    "netaio/tapescript/lock-multi-no-keys",
    "netaio/tapescript/lock-taproot-order-2",
    "netaio/tapescript/make-time-none",
    "netaio/tapescript/run-code-05",
    "netaio/tapescript/run-eval-128",
    "netaio/tapescript/run-item-1024",
    "netaio/tapescript/run-true-below",
    "netaio/tapescript/run-verify-00",
    "netaio/tapescript/witness-1025",
    "netaio/tapescript/witness-multi-none",
    "netaio/tapescript/witness-taproot-script-65536",
    "netaio/unpack/bool-ff",
    "netaio/unpack/bytes-0",
    "netaio/unpack/code-11",
    "netaio/unpack/decimal-empty",
    "netaio/unpack/list-65-levels",
    "netaio/unpack/packable-empty",
    "netaio/x25519/decrypt-40-bytes",
    "netaio/x25519/decrypt-65423",
    "netaio/x25519/decrypt-low-order",
    "netaio/x25519/decrypt-uri-plaintext-0",
    "netaio/x25519/encrypt-65383",
];

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
