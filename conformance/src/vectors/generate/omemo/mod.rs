//! The cases of omemo: `spec/omemo.md`.
//!
//! Cases of what has state are made in both formats: that of L has the plain name, that of T has `-t` behind it.

mod accounts;
mod accounts_talk;
mod asked;
mod attack;
mod attack_devices;
mod attack_limits;
mod attack_messages;
mod attack_stolen;
mod bundle_check;
mod bundle_keys;
mod bundle_read;
mod bundle_xml;
mod bundles;
mod device_lists;
mod documents;
mod element_faults;
mod elements;
mod exchange_decode;
mod exchange_fields;
mod exchange_keys;
mod fields;
mod flight;
mod forged;
mod forged_signatures;
mod form;
mod kdf;
mod keys;
mod keys_agree;
mod keys_read;
mod label;
mod limits;
mod manager;
mod manager_devices;
mod manager_fanout;
mod manager_receive;
mod message_bytes;
mod message_decode;
mod message_make;
mod message_parts;
mod party;
mod party_exchange;
mod party_forms;
mod party_keys;
mod party_pool;
mod payload;
mod payload_2;
mod points;
mod quick_cases;
mod raised;
mod refusal;
mod saved;
mod session;
mod session_chains;
mod session_lives;
mod sign;
mod state;
mod state_bytes;
mod state_manager;
mod state_talks;
mod talk;
mod upstream;
mod verify;
mod x3dh;

use anyhow::Result;

use super::condense::condense;
use super::quick::{self, Quick};
use super::{Author, Draft};

const QUICK: &Quick = &[&quick_cases::QUICK];

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "keys", "Keys: their forms, what they agree on, how they stand on the wire.", keys::drafts)?;
    file(author, "sign", "Signatures, and what is none.", sign::drafts)?;
    file(author, "label", "Labels of devices.", label::drafts)?;
    file(author, "kdf", "Chains, and the encryption of key material.", kdf::drafts)?;
    file(author, "x3dh", "The first secret of a session.", x3dh::drafts)?;
    file(author, "payload", "Payloads of both formats.", payload::drafts)?;
    file(author, "message", "Messages, written, read and checked.", |_| {
        [message_decode::drafts(), message_parts::drafts(), message_make::drafts()].concat()
    })?;
    file(author, "key_exchange", "Key exchanges, written and read.", |_| exchange_decode::drafts())?;
    file(author, "bundle", "Bundles, written, read and checked.", |_| {
        [bundle_check::drafts(), bundle_keys::drafts(), bundle_read::drafts(), bundle_xml::drafts()].concat()
    })?;
    file(author, "devices", "Device lists, written and read.", |_| device_lists::drafts())?;
    file(author, "element", "Encrypted elements, written and read.", |_| {
        [elements::drafts(), element_faults::drafts()].concat()
    })?;
    file(author, "session", "What two Parties do together.", session::drafts)?;
    file(author, "party", "One Party, and what it makes of messages and bundles.", party::drafts)?;
    file(author, "state", "Saved states, and what is no state.", |_| state::drafts())?;
    file(author, "manager", "Devices of accounts: sections 6.6 to 6.8.", |author| {
        [
            manager::drafts(author),
            manager_devices::drafts(author),
            manager_fanout::drafts(author),
            manager_receive::drafts(author),
        ]
        .concat()
    })?;
    file(author, "attack", "What others can do, and what nobody can prevent: section 9.", |author| {
        [
            attack::drafts(),
            attack_messages::drafts(),
            attack_limits::drafts(),
            attack_stolen::drafts(),
            attack_devices::drafts(author),
        ]
        .concat()
    })?;
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
