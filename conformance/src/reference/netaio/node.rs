//! Nodes without sockets, sections 6.1 to 6.4 and 6.7 to 6.9: what is done to them.

use serde_json::Value as Json;
use taut_netaio::node::Address;
use taut_netaio::node::handler::Action;
use taut_netaio::node::manage::Management;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::wire::peer::{DEFAULT_APP_ID, Record};
use taut_netaio::{Supply, Types, Version};

use super::super::Operation;
use super::layers::layer;
use super::node_value::{self as value, accepted_output, accepted_sent};
use super::{Call, Failure, Members, accepted, drawn, node_send, now_ms, types, version};

pub(in super::super) const OPERATIONS: [Operation; 18] = [
    Operation { name: "netaio.node.new", run: new },
    Operation { name: "netaio.node.handle", run: handle },
    Operation { name: "netaio.node.unhandle", run: unhandle },
    Operation { name: "netaio.node.connected", run: connected },
    Operation { name: "netaio.node.receive", run: receive },
    Operation { name: "netaio.node.disconnected", run: disconnected },
    Operation { name: "netaio.node.close", run: close },
    Operation { name: "netaio.node.send", run: node_send::send },
    Operation { name: "netaio.node.request", run: node_send::request },
    Operation { name: "netaio.node.subscribe", run: subscribe },
    Operation { name: "netaio.node.unsubscribe", run: unsubscribe },
    Operation { name: "netaio.node.notify", run: node_send::notify },
    Operation { name: "netaio.node.broadcast", run: node_send::broadcast },
    Operation { name: "netaio.node.multicast", run: node_send::multicast },
    Operation { name: "netaio.node.manage", run: manage },
    Operation { name: "netaio.node.unmanage", run: unmanage },
    Operation { name: "netaio.node.tick", run: tick },
    Operation { name: "netaio.node.peers", run: peers },
];

/// A node, and what its operations need to read their inputs.
pub(in super::super) struct State {
    pub(super) node: Node,
    pub(super) version: Version,
    pub(super) types: Types,
}

const ROLES: [(&str, Role); 3] = [("server", Role::Server), ("client", Role::Client), ("udp", Role::Udp)];
const ON_AUTH_FAILURE: [(&str, bool); 2] = [("answer", false), ("silence", true)];
const ACTIONS: [(&str, Action); 4] = [
    ("none", Action::None),
    ("subscribe", Action::Subscribe),
    ("unsubscribe", Action::Unsubscribe),
    ("fail", Action::Fail),
];

fn new(call: &mut Call<'_>) -> Result<Members, Failure> {
    let version = version(call)?;
    let types = types(call, version)?;
    let node = Node::new(settings(call, version, &types)?)?;
    call.new_actor()?.netaio_node = Some(State { node, version, types });
    Ok(Members::new())
}

/// What live nodes are given as well.
pub(super) fn settings(call: &Call<'_>, version: Version, types: &Types) -> Result<Settings, Failure> {
    let mut settings = Settings::new(call.input.choice("role", &ROLES)?);
    settings.types = types.clone();
    settings.outer = layer(call, "outer", version)?;
    let data = call.input.optional_bytes("peer_data")?.unwrap_or_default();
    settings.local = call.input.optional_bytes("peer_id")?.map(|id| Record { id, data });
    if call.input.optional_text("on_auth_failure")?.is_some() {
        settings.is_silent = call.input.choice("on_auth_failure", &ON_AUTH_FAILURE)?;
    }
    settings.own_ip = call.input.optional_text("own_ip")?.map(str::to_owned);
    settings.max_peers = call.input.optional_int("max_peers")?.unwrap_or(settings.max_peers);
    settings.partial_ms = call.input.optional_int("partial_ms")?.unwrap_or(settings.partial_ms);
    Ok(settings)
}

fn handle(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (key, times, action) = (key(call, call_address(call)?)?, times(call)?, action(call)?);
    let version = state(call)?.version;
    let inner = layer(call, "inner", version)?;
    let number = state(call)?.node.handle(key, times, inner, action)?;
    Ok(accepted([("handler", number.into())]))
}

fn unhandle(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (key, times) = (key(call, call_address(call)?)?, times(call)?);
    state(call)?.node.unhandle(&key, times);
    Ok(Members::new())
}

fn call_address(call: &Call<'_>) -> Result<Option<Address>, Failure> {
    Ok(call.input.optional_text("address")?.map(Address::from))
}

/// What a handler is for; live nodes are told the port in place of the address.
pub(super) fn key(call: &Call<'_>, address: Option<Address>) -> Result<Key, Failure> {
    Ok(Key { kind: call.input.int("type")?, uri: call.input.optional_bytes("uri")?, address })
}

pub(super) fn times(call: &Call<'_>) -> Result<Times, Failure> {
    let once = call.input.optional_bool("once")?.unwrap_or_default();
    Ok(if once { Times::Once } else { Times::Always })
}

pub(super) fn action(call: &Call<'_>) -> Result<Action, Failure> {
    if call.input.text("action")? != "reply" {
        return call.input.choice("action", &ACTIONS);
    }
    Ok(Action::Reply {
        kind: call.input.int("reply_type")?,
        uri: call.input.optional_bytes("reply_uri")?,
        content: call.input.optional_bytes("reply_content")?,
    })
}

fn connected(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (address, now, random) = (address(call)?, now_ms(call)?, drawn(call, &["random"])?);
    let sent = state(call)?.node.connected(&address, now, &mut Supply::given(&random));
    Ok(accepted_sent(&sent))
}

fn receive(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (address, data) = (address(call)?, call.input.bytes("data")?);
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    let output = state(call)?.node.receive(&address, &data, now, &mut Supply::given(&random));
    let refusals: Json = output.refusals.iter().copied().map(Json::from).collect();
    call.intermediate.insert("refusals".to_owned(), refusals);
    Ok(accepted_output(&output))
}

fn disconnected(call: &mut Call<'_>) -> Result<Members, Failure> {
    let address = address(call)?;
    state(call)?.node.disconnected(&address);
    Ok(Members::new())
}

fn close(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (address, now, random) = (address(call)?, now_ms(call)?, drawn(call, &["random"])?);
    Ok(accepted_output(&state(call)?.node.close(&address, now, &mut Supply::given(&random))?))
}

fn subscribe(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (key, address) = (call.input.bytes("key")?, address(call)?);
    state(call)?.node.subscribe(&key, &address);
    Ok(Members::new())
}

fn unsubscribe(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (key, address) = (call.input.bytes("key")?, address(call)?);
    state(call)?.node.unsubscribe(&key, &address);
    Ok(Members::new())
}

fn manage(call: &mut Call<'_>) -> Result<Members, Failure> {
    let version = state(call)?.version;
    let management = management(call, version)?;
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    Ok(accepted_sent(&state(call)?.node.manage(management, now, &mut Supply::given(&random))?))
}

pub(super) fn management(call: &Call<'_>, version: Version) -> Result<Management, Failure> {
    let usual = Management::default();
    Ok(Management {
        app_id: app_id(call)?,
        every_ms: call.input.optional_int("every_ms")?.unwrap_or(usual.every_ms),
        timeout_s: call.input.optional_int("timeout_s")?.unwrap_or(usual.timeout_s),
        inner: layer(call, "inner", version)?,
    })
}

pub(super) fn app_id(call: &Call<'_>) -> Result<Vec<u8>, Failure> {
    Ok(call.input.optional_bytes("app_id")?.unwrap_or_else(|| DEFAULT_APP_ID.to_vec()))
}

fn unmanage(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (app_id, now, random) = (app_id(call)?, now_ms(call)?, drawn(call, &["random"])?);
    Ok(accepted_sent(&state(call)?.node.unmanage(&app_id, now, &mut Supply::given(&random))))
}

fn tick(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    Ok(accepted_output(&state(call)?.node.tick(now, &mut Supply::given(&random))))
}

fn peers(call: &mut Call<'_>) -> Result<Members, Failure> {
    let node = &state(call)?.node;
    let (peers, subscriptions) = (value::peers(node.peers()), value::subscriptions(node.subscriptions()));
    Ok(accepted([("peers", peers), ("subscriptions", subscriptions)]))
}

pub(super) fn address(call: &Call<'_>) -> Result<Address, Failure> {
    Ok(Address::from(call.input.text("address")?))
}

pub(super) fn state<'c>(call: &'c mut Call<'_>) -> Result<&'c mut State, Failure> {
    call.actor().and_then(|actor| actor.netaio_node.as_mut()).ok_or_else(|| {
        Failure::Error("this actor has no node in this session; make it with netaio.node.new".to_owned())
    })
}
