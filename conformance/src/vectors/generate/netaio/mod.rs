//! The cases of netaio: `spec/netaio.md`, written with the keys of the captures and of what was measured.

mod attack_nodes;
mod client_nodes;
mod live;
mod live_attacks;
mod live_client;
mod live_ends;
mod live_peers;
mod live_stream;
mod live_udp;
mod live_wire;
mod many;
mod node;
mod outcome;
mod pack;
mod peers;
mod quick;
mod requests;
mod server_receive;
mod server_routes;
mod server_stream;
mod tapescript_keys;
mod udp_nodes;
mod udp_peers;
mod value;

use anyhow::Result;

use super::{Author, Draft};

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "pack", "Packify values, written.", |_| pack::drafts())?;
    nodes(author)?;
    file(author, "live", "Nodes on sockets.", live::drafts)?;
    quick::check(author)
}

/// What has state: section 6.
fn nodes(author: &mut Author<'_>) -> Result<()> {
    file(author, "server", "What a server does.", |author| {
        [server_routes::drafts(author), server_receive::drafts(author), server_stream::drafts(author)]
            .concat()
    })?;
    file(author, "client", "What a client does.", client_nodes::drafts)?;
    file(author, "udp", "What a UDP node does.", udp_nodes::drafts)?;
    file(author, "request", "Requests and their answers.", requests::drafts)?;
    file(author, "many", "Subscriptions, notifications and broadcasts.", many::drafts)?;
    file(author, "peers", "Peers, and time.", |author| {
        [peers::drafts(author), udp_peers::drafts(author)].concat()
    })?;
    file(author, "attack_nodes", "What nodes can be made to do.", attack_nodes::drafts)
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
