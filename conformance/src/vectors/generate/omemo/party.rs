//! `party.json`: one Party, and what it makes of messages and bundles.

use super::super::{Author, Draft};
use super::{limits, party_exchange, party_forms, party_keys, party_pool};

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        party_exchange::drafts(),
        party_forms::drafts(),
        party_keys::drafts(),
        party_pool::drafts(),
        limits::of_party(author),
    ]
    .concat()
}
