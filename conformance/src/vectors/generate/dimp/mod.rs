//! The cases of dimp: `spec/dimp.md`, written with the identities of the captures.

mod address;
mod asked;
mod attack_identity;
mod crypt;
mod decrypt;
mod der;
mod ecdsa;
mod id_kinds;
mod id_pairs;
mod ids;
mod json_choices;
mod json_text;
mod json_write;
mod key_der;
mod key_dicts;
mod key_ecc;
mod key_ecc_private;
mod key_make;
mod key_messages;
mod key_pem;
mod key_rsa;
mod keys;
mod meta_fingerprints;
mod meta_ids;
mod meta_makes;
mod meta_members;
mod metas;
mod profile_data;
mod profile_makes;
mod profiles;
mod quick_cases;
mod refusal;
mod rsa;
mod sign;
mod traffic;
mod twins;
mod value;
mod verify_ecc;
mod verify_rsa;

use anyhow::Result;

use super::condense::condense;
use super::quick::{self, Quick};
use super::{Author, Draft};
use crate::model::case::SourceKind;

const QUICK: &Quick = &[&quick_cases::QUICK];

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    identities(author)?;
    traffic::write(author)?;
    quick::check(QUICK, author)
}

fn identities(author: &mut Author<'_>) -> Result<()> {
    file(author, "json", "JSON, read and written: section 4.2.", |_| {
        [json_text::drafts(), json_choices::drafts(), json_write::drafts()].concat()
    })?;
    file(author, "id", "Addresses and IDs: sections 4.3 and 4.4.", |author| {
        [address::drafts(author), ids::drafts(), id_pairs::drafts()].concat()
    })?;
    file(author, "key", "Key dictionaries: section 4.5.", keys::drafts)?;
    file(author, "sign", "Signatures, and what is none: section 4.10.", sign::drafts)?;
    file(author, "crypt", "Encryption with keys: section 4.11.", crypt::drafts)?;
    file(author, "meta", "Metas: section 4.6.", metas::drafts)?;
    file(author, "profile", "Profiles: section 4.7.", profiles::drafts)?;
    file(
        author,
        "attack_identity",
        "What can be done with keys, metas and profiles: section 9.",
        attack_identity::drafts,
    )
}

fn file(
    author: &mut Author<'_>,
    stem: &str,
    about: &str,
    drafts: fn(&Author<'_>) -> Vec<Draft>,
) -> Result<()> {
    author.file(stem, about);
    for draft in drafts(author) {
        let draft = sourced(author, condense(quick::mark(QUICK, draft)));
        author.add(draft)?;
    }
    Ok(())
}

/// An edit of a capture cites the sample of that capture.
fn sourced(author: &Author<'_>, mut draft: Draft) -> Draft {
    let base = draft.edit_of.as_deref().and_then(|id| author.base(id).ok());
    let Some(sample) = base.filter(|base| base.source.kind == SourceKind::Upstream) else { return draft };
    let cited = sample.source.reference.iter().flat_map(|cited| cited.split("; "));
    let samples = cited.filter(|part| part.starts_with("sample ")).map(str::to_owned);
    let lines: Vec<String> = samples.chain(draft.reference.take()).collect();
    draft.kind = SourceKind::EditedUpstream;
    draft.reference = Some(lines.join("; "));
    draft
}
