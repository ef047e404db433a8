//! The cases of tier `quick`: few, and at least one for each operation, code and rule. Captures say so themselves.

use anyhow::{Result, ensure};

use super::super::{Author, Draft};
use crate::model::case::Tier;

const QUICK: [&str; 78] = [
    "dweeter/answer-read/1048577-bytes",
    "dweeter/answer-read/128-levels",
    "dweeter/answer-read/129-levels",
    "dweeter/answer-read/failed-404",
    "dweeter/answer-read/good",
    "dweeter/answer-read/int-4301-digits",
    "dweeter/answer-read/lone-surrogate",
    "dweeter/answer-read/media-type-none",
    "dweeter/answer-read/nan",
    "dweeter/answer-read/status-399",
    "dweeter/answer-read/status-404-empty",
    "dweeter/answer-read/status-599",
    "dweeter/answer-read/this-null",
    "dweeter/answer-read/utf8",
    "dweeter/answer-read/with-twice",
    "dweeter/attack/equal-blocks",
    "dweeter/attack/far-future",
    "dweeter/attack/flipped-ciphertext",
    "dweeter/attack/forgotten-mark",
    "dweeter/attack/guessed-key-text",
    "dweeter/attack/linkable-thing",
    "dweeter/attack/mixed-second",
    "dweeter/attack/own-message",
    "dweeter/attack/posted-over",
    "dweeter/attack/recorded-messages-open-later",
    "dweeter/attack/replayed-content",
    "dweeter/cipher-decrypt/padding-255",
    "dweeter/cipher-decrypt/plaintext-1",
    "dweeter/cipher-encrypt/no-iv-key-40",
    "dweeter/cipher-encrypt/plaintext-0",
    "dweeter/content-open/base64-one-in-group",
    "dweeter/content-open/base64-two-paddings",
    "dweeter/content-open/hex",
    "dweeter/content-open/prefix-0x",
    "dweeter/content-open/tab",
    "dweeter/content-seal/key-0",
    "dweeter/content-seal/utf-8",
    "dweeter/data-read/created-null",
    "dweeter/data-read/empty",
    "dweeter/data-read/good",
    "dweeter/data-read/no-members",
    "dweeter/data-read/number",
    "dweeter/data-read/value-surrogate",
    "dweeter/data-write/128-levels",
    "dweeter/data-write/bytes-in-list",
    "dweeter/data-write/float-zeros",
    "dweeter/data-write/int-4301-digits-key",
    "dweeter/data-write/keys",
    "dweeter/data-write/order",
    "dweeter/data-write/same-keys",
    "dweeter/data-write/text-slash",
    "dweeter/dweets-open/defaults",
    "dweeter/dweets-open/good",
    "dweeter/dweets-open/no-thing",
    "dweeter/live/nobody-listens",
    "dweeter/live/on-the-wire",
    "dweeter/live/poll-silent",
    "dweeter/live/post-302",
    "dweeter/live/service",
    "dweeter/mailbox/defaults",
    "dweeter/exchange/url-ftp",
    "dweeter/message-open/no-members",
    "dweeter/message-open/two-members-second-garbage",
    "dweeter/message-seal/base64",
    "dweeter/message-seal/text-alone",
    "dweeter/receive/failed-500",
    "dweeter/receive/first-of-two",
    "dweeter/receive/latest",
    "dweeter/receive/no-dweets",
    "dweeter/request/all-short",
    "dweeter/request/latest-short",
    "dweeter/send/mark-stays",
    "dweeter/send/through-a-service",
    "dweeter/service/body-65536",
    "dweeter/service/created-millis",
    "dweeter/service/five-newest",
    "dweeter/service/one-thing",
    "dweeter/thing/iv-0",
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
