//! The cases of netaio: `spec/netaio.md`, written with the keys of the captures and of what was measured.

mod answers;
mod attack;
mod attack_nodes;
mod attack_scripts;
mod boxes;
mod boxes_peers;
mod client_nodes;
mod client_peers;
mod crypt;
mod decode;
mod decode_bodies;
mod decode_fields;
mod encode;
mod frame;
mod hmac;
mod hmac_make;
mod layers;
mod layers_open;
mod live;
mod live_attacks;
mod live_client;
mod live_ends;
mod live_peers;
mod live_stream;
mod live_udp;
mod live_wire;
mod locks;
mod machine;
mod machine_bounds;
mod machine_keys;
mod many;
mod node;
mod outcome;
mod pack;
mod peers;
mod quick_nodes;
mod quick_stateless;
mod requests;
mod server_ended;
mod server_receive;
mod server_routes;
mod server_stream;
mod stream;
mod tape;
mod tape_open;
mod tapescript_keys;
mod udp_nodes;
mod udp_peers;
mod udp_sends;
mod unpack;
mod unpack_canonical;
mod value;

use anyhow::Result;

use super::condense::condense;
use super::quick::{self, Quick};
use super::{Author, Draft};

const QUICK: &Quick = &[&quick_stateless::QUICK, &quick_nodes::QUICK];

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    stateless(author)?;
    nodes(author)?;
    file(author, "live", "Nodes on sockets.", live::drafts)?;
    quick::check(QUICK, author)
}

/// What keeps nothing: section 5.
fn stateless(author: &mut Author<'_>) -> Result<()> {
    file(author, "pack", "Packify values, written.", |_| pack::drafts())?;
    file(author, "unpack", "Packify values, read.", |_| unpack::drafts())?;
    file(author, "message", "Messages, answers and peer records.", |_| {
        [encode::drafts(), decode::drafts()].concat()
    })?;
    file(author, "crypt", "Keys, key streams, MACs and sealed texts.", crypt::drafts)?;
    file(author, "hmac", "The plugin hmac.", |author| {
        [hmac_make::drafts(author), hmac::drafts(author)].concat()
    })?;
    file(author, "stream", "The plugin stream.", stream::drafts)?;
    file(author, "x25519", "The plugin x25519.", boxes::drafts)?;
    file(author, "tapescript", "Locks, witnesses, their machine and the plugin tapescript.", |author| {
        [locks::drafts(), machine::drafts(author), tape::drafts(author)].concat()
    })?;
    file(author, "layers", "Plugins, one after the other.", layers::drafts)?;
    file(author, "attack", "What the format cannot prevent, and what its readers must.", attack::drafts)
}

/// What has state: section 6.
fn nodes(author: &mut Author<'_>) -> Result<()> {
    file(author, "server", "What a server does.", |author| {
        let messages = [server_routes::drafts(author), server_receive::drafts(author)].concat();
        [messages, server_stream::drafts(author), server_ended::drafts(author)].concat()
    })?;
    file(author, "client", "What a client does.", client_nodes::drafts)?;
    file(author, "udp", "What a UDP node does.", |author| {
        [udp_nodes::drafts(author), udp_sends::drafts(author)].concat()
    })?;
    file(author, "request", "Requests and their answers.", requests::drafts)?;
    file(author, "many", "Subscriptions, notifications and broadcasts.", many::drafts)?;
    file(author, "peers", "Peers, and time.", |author| {
        [peers::drafts(author), client_peers::drafts(author), udp_peers::drafts(author)].concat()
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
    drafts(author)
        .into_iter()
        .map(|draft| quick::mark(QUICK, draft))
        .map(condense)
        .try_for_each(|draft| author.add(draft))
}
