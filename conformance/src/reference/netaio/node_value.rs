//! What nodes give, as section 6.1 writes it.

use serde_json::{Value as Json, json};
use taut_netaio::node::Address;
use taut_netaio::node::handler::{Event, Output};
use taut_netaio::node::peers::Peers;
use taut_netaio::node::send::Sent;
use taut_netaio::node::subscriptions::Subscriptions;
use taut_netaio::wire::message::Body;

use super::{Members, accepted, hex};

pub(super) fn accepted_output(output: &Output) -> Members {
    let events: Json = output.events.iter().map(event).collect();
    accepted([("events", events), ("sent", sent(&output.sent))])
}

pub(super) fn accepted_sent(messages: &Sent) -> Members {
    accepted([("sent", sent(messages))])
}

pub(super) fn sent(messages: &Sent) -> Json {
    messages.iter().map(|(to, message)| json!(["to", to.as_str(), hex(message)])).collect()
}

fn event(event: &Event) -> Json {
    match event {
        Event::Handled(handler, from, kind, Body { uri, content }) => {
            json!(["handled", handler, from.as_str(), kind, hex(uri), hex(content)])
        }
        Event::Received(from, kind, Body { uri, content }) => {
            json!(["received", from.as_str(), kind, hex(uri), hex(content)])
        }
        Event::Answered(request, kind, Body { uri, content }) => {
            json!(["answered", request, kind, hex(uri), hex(content)])
        }
        Event::TimedOut(request) => json!(["timed-out", request]),
        Event::Closed(address) => json!(["closed", address.as_str()]),
    }
}

pub(super) fn peers(peers: &Peers) -> Json {
    let peer = |(id, peer): (&[u8], &taut_netaio::node::peers::Peer)| {
        json!(["peer", hex(id), hex(&peer.data), addresses(&peer.addresses)])
    };
    peers.iter().map(peer).collect()
}

pub(super) fn subscriptions(subscriptions: &Subscriptions) -> Json {
    subscriptions.iter().map(|(key, members)| json!(["key", hex(key), addresses(members)])).collect()
}

fn addresses<'a>(addresses: impl IntoIterator<Item = &'a Address>) -> Json {
    addresses.into_iter().map(|address| Json::from(address.as_str())).collect()
}
