//! What is said and sent: contents, files, messages, and the node that receives them.

mod address;
mod attack;
mod attack_files;
mod attack_nodes;
mod cast;
mod contents_files;
mod contents_make;
mod contents_members;
mod contents_read;
mod contents_unmade;
mod files;
mod files_open;
mod flow;
mod forward;
mod layout;
mod letter;
mod node;
mod open;
mod open_blocks;
mod open_groups;
mod open_ids;
mod other_metas;
mod pack;
mod process;
mod process_groups;
mod process_lists;
mod process_profiles;
mod receive;
mod receive_groups;
mod rsa;
mod saves;
mod seal;
mod seal_refusals;
mod sealed;
mod split;
mod verify;
mod verify_members;
mod verify_metas;

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
    file(author, "attack_messages", "What can be done with messages and files: section 9.", attack::drafts)?;
    file(author, "node", "What a node is given: sections 6.2 and 6.3.", |author| {
        [saves::drafts(author), other_metas::given(author)].concat()
    })?;
    file(author, "receive", "What a node receives: section 6.5.", |author| {
        [receive::drafts(author), forward::drafts(author), other_metas::attached(author)].concat()
    })?;
    file(author, "process", "What a node does by itself: section 6.6.", |author| {
        [process::drafts(author), process_groups::drafts(author)].concat()
    })?;
    file(author, "pack", "What a node sends: section 6.4.", pack::drafts)?;
    file(author, "attack_nodes", "What can be done with nodes: section 9.", attack_nodes::drafts)?;
    file(author, "flow", "Two nodes from their first message on.", flow::drafts)
}
