//! What is said and sent: contents, files, messages, and the node that receives them.

mod address;
mod attack;
mod cast;
mod contents_files;
mod contents_make;
mod contents_members;
mod contents_read;
mod files;
mod layout;
mod letter;
mod open;
mod open_ids;
mod rsa;
mod seal;
mod sealed;
mod split;
mod verify;
mod verify_members;

use anyhow::Result;

use super::file;
use crate::vectors::generate::Author;

pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "content", "Contents, read and written: section 4.8.", |author| {
        [
            contents_read::drafts(author),
            contents_members::drafts(author),
            contents_files::drafts(author),
            contents_make::drafts(author),
        ]
        .concat()
    })?;
    file(author, "file", "Files whose data lies in a store: section 5.15.", files::drafts)?;
    file(author, "verify", "Messages whose signature is looked at: section 5.17.", |author| {
        [verify::drafts(author), verify_members::drafts(author)].concat()
    })?;
    file(author, "open", "Messages that are opened: section 5.18.", |author| {
        [open::drafts(author), open_ids::drafts(author)].concat()
    })?;
    file(author, "seal", "Messages that are made: section 5.16.", seal::drafts)?;
    file(author, "split", "Messages for groups, split and trimmed: section 5.19.", split::drafts)?;
    file(author, "attack_messages", "What can be done with messages and files: section 9.", attack::drafts)
}
