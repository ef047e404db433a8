//! The cases of netaio: `spec/netaio.md`.

mod attack_nodes;
mod client_nodes;
mod many;
mod node;
mod peers;
mod quick;
mod requests;
mod server_receive;
mod server_routes;
mod server_stream;
mod tapescript_keys;
mod udp_nodes;
mod udp_peers;

use anyhow::Result;

use super::{Author, Draft};

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "server", "What a server does.", |author| {
        [server_routes::drafts(author), server_receive::drafts(author), server_stream::drafts(author)].concat()
    })?;
    file(author, "client", "What a client does.", client_nodes::drafts)?;
    file(author, "udp", "What a UDP node does.", udp_nodes::drafts)?;
    file(author, "request", "Requests and their answers.", requests::drafts)?;
    file(author, "many", "Subscriptions, notifications and broadcasts.", many::drafts)?;
    file(author, "peers", "Peers, and time.", |author| {
        [peers::drafts(author), udp_peers::drafts(author)].concat()
    })?;
    file(author, "attack_nodes", "What a node can be made to do, and what it cannot prevent.", attack_nodes::drafts)?;
    quick::check(author)
}

fn file(
    author: &mut Author<'_>,
    stem: &str,
    about: &str,
    drafts: fn(&Author<'_>) -> Vec<Draft>,
) -> Result<()> {
    author.file(stem, about);
    drafts(author).into_iter().map(quick::mark).try_for_each(|draft| author.add(draft))
}
