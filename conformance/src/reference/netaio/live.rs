//! Nodes on sockets, section 6.10.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::{future, io, thread};

use taut_netaio::node::Address;
use taut_netaio::node::handler::Output;
use taut_netaio::node::request::TIMEOUT_MS;
use taut_netaio::node::send::{Call as SendCall, Sent};
use taut_netaio::node::settings::Role;
use taut_netaio::node::state::Node;
use taut_netaio::{Message, Refused, Supply, Types, Version};
use taut_netaio_tokio::Host;
use tokio::runtime::{Builder, Handle};

use super::super::Operation;
use super::layers::layer;
use super::live_events::Heard;
use super::node::{action, app_id, key, management, settings, times};
use super::node_send::request_message;
use super::stateless::given_message;
use super::{Call, Failure, Members, accepted, hex, types, version};

pub(in super::super) const OPERATIONS: [Operation; 13] = [
    Operation { name: "netaio.live.start", run: start },
    Operation { name: "netaio.live.connect", run: connect },
    Operation { name: "netaio.live.handle", run: handle },
    Operation { name: "netaio.live.send", run: send },
    Operation { name: "netaio.live.request", run: request },
    Operation { name: "netaio.live.notify", run: notify },
    Operation { name: "netaio.live.broadcast", run: broadcast },
    Operation { name: "netaio.live.manage", run: manage },
    Operation { name: "netaio.live.unmanage", run: unmanage },
    Operation { name: "netaio.live.close", run: close },
    Operation { name: "netaio.live.peers", run: peers },
    Operation { name: "netaio.live.events", run: events },
    Operation { name: "netaio.live.stop", run: stop },
];

/// The group of section 6.10.
const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 1);
const FAMILIES: [(&str, IpAddr); 2] =
    [("ipv4", IpAddr::V4(Ipv4Addr::LOCALHOST)), ("ipv6", IpAddr::V6(Ipv6Addr::LOCALHOST))];

/// The sockets of all live nodes, on a thread that lives as long as the process.
static NETWORK: LazyLock<io::Result<Handle>> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let run = move || runtime.block_on(future::pending::<()>());
    thread::Builder::new().name("network".to_owned()).spawn(run)?;
    Ok(handle)
});

/// A node on sockets. When it is dropped, they are closed.
pub(in super::super) struct State {
    host: Host,
    heard: Arc<Heard>,
    loopback: IpAddr,
    version: Version,
    types: Types,
}

impl Drop for State {
    fn drop(&mut self) {
        if let Ok(network) = network() {
            network.block_on(self.host.stop());
        }
    }
}

impl State {
    fn address(&self, call: &Call<'_>) -> Result<SocketAddr, Failure> {
        Ok(SocketAddr::new(self.loopback, call.input.int("port")?))
    }

    fn node_address(&self, call: &Call<'_>) -> Result<Address, Failure> {
        Ok(Address::from(self.address(call)?.to_string().as_str()))
    }

    /// Has the node send.
    fn send(
        &self,
        send: impl FnOnce(&mut Node, u64, &mut Supply<'_>) -> Result<Sent, Refused>,
    ) -> Result<Members, Failure> {
        self.host.act(|node, now_ms, supply, output| {
            output.sent = send(node, now_ms, supply)?;
            Ok(Members::new())
        })
    }
}

fn start(call: &mut Call<'_>) -> Result<Members, Failure> {
    let version = version(call)?;
    let types = types(call, version)?;
    let settings = settings(call, version, &types)?;
    let family = call.input.optional_text("family")?.map(|_| call.input.choice("family", &FAMILIES));
    let loopback = family.transpose()?.unwrap_or(Ipv4Addr::LOCALHOST.into());
    let group_port = call.input.optional_int("group_port")?;
    let (role, heard) = (settings.role, Arc::<Heard>::default());
    let (node, tell) = (Node::new(settings)?, Arc::clone(&heard));
    // Its sockets and tasks are those of the network thread.
    let network = network()?;
    let _inside = network.enter();
    let host = Host::new(node, move |happening| tell.hear(happening));
    let state = State { host, heard, loopback, version, types };
    let (at, group) = match group_port {
        Some(port) => (SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)), Some(GROUP)),
        None => (SocketAddr::new(loopback, 0), None),
    };
    let opened = match role {
        Role::Client => None,
        Role::Server => Some(state.host.listen(at).map_err(|why| machine(&why))?),
        Role::Udp => Some(state.host.bind(at, group).map_err(|why| machine(&why))?),
    };
    call.new_actor()?.netaio_live = Some(Arc::new(state));
    Ok(opened.map(|at| ("port".to_owned(), at.port().into())).into_iter().collect())
}

fn connect(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let address = state.address(call)?;
    network()?.block_on(state.host.connect(address)).map_err(|why| machine(&why))?;
    Ok(Members::new())
}

fn handle(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let address = call.input.optional_int::<u16>("port")?.map(|_| state.node_address(call)).transpose()?;
    let (key, times, action) = (key(call, address)?, times(call)?, action(call)?);
    let inner = layer(call, "inner", state.version)?;
    let number = state.host.act(|node, _, _, _| node.handle(key, times, inner, action))?;
    Ok(accepted([("handler", number.into())]))
}

fn send(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let (to, (message, plugins)) = (state.node_address(call)?, given(call, &state)?);
    state.send(|node, now_ms, supply| node.send(&to, &message, &plugins, now_ms, supply))
}

fn request(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let (to, message) = (state.node_address(call)?, request_message(call, &state.types)?);
    let inner = layer(call, "inner", state.version)?;
    let timeout_ms = call.input.optional_int("timeout_ms")?.unwrap_or(TIMEOUT_MS);
    let number = state.host.act(|node, now_ms, supply, output| {
        let (number, sent) = node.request(&to, &message, inner, timeout_ms, now_ms, supply)?;
        output.sent = sent;
        Ok::<_, Refused>(number)
    })?;
    Ok(accepted([("request", number.into())]))
}

fn notify(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let (key, (message, plugins)) = (call.input.bytes("key")?, given(call, &state)?);
    state.send(|node, now_ms, supply| node.notify(&key, &message, &plugins, now_ms, supply))
}

fn broadcast(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let (message, plugins) = given(call, &state)?;
    state.send(|node, now_ms, supply| node.broadcast(&message, &plugins, now_ms, supply))
}

/// The message, and the plugins that it goes through.
fn given(call: &Call<'_>, state: &State) -> Result<(Message, SendCall), Failure> {
    let uses_outer = call.input.optional_bool("outer")?.unwrap_or(true);
    let plugins = SendCall { inner: layer(call, "inner", state.version)?, uses_outer };
    Ok((given_message(call, &state.types)?, plugins))
}

fn manage(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let management = management(call, state.version)?;
    state.send(|node, now_ms, supply| node.manage(management, now_ms, supply))
}

fn unmanage(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (state, app_id) = (state(call)?, app_id(call)?);
    state.send(|node, now_ms, supply| Ok(node.unmanage(&app_id, now_ms, supply)))
}

fn close(call: &mut Call<'_>) -> Result<Members, Failure> {
    let state = state(call)?;
    let address = state.node_address(call)?;
    state.host.act(|node, now_ms, supply, output: &mut Output| {
        *output = node.close(&address, now_ms, supply)?;
        Ok(Members::new())
    })
}

fn peers(call: &mut Call<'_>) -> Result<Members, Failure> {
    let peers = state(call)?.host.act(|node, _, _, _| {
        let peers = node.peers().iter();
        peers.map(|(id, peer)| serde_json::json!(["peer", hex(id), hex(&peer.data)])).collect()
    });
    Ok(accepted([("peers", peers)]))
}

fn events(call: &mut Call<'_>) -> Result<Members, Failure> {
    let until = call.input.optional_text("until")?;
    let (limit, within_ms) = (call.input.optional_int("limit")?, call.input.int("within_ms")?);
    let collected = state(call)?.heard.collect(until, limit, within_ms);
    Ok(accepted([("events", collected.into())]))
}

fn stop(call: &mut Call<'_>) -> Result<Members, Failure> {
    network()?.block_on(state(call)?.host.stop());
    Ok(Members::new())
}

fn state(call: &mut Call<'_>) -> Result<Arc<State>, Failure> {
    call.actor().and_then(|actor| actor.netaio_live.clone()).ok_or_else(|| {
        Failure::Error(
            "this actor has no live node in this session; make it with netaio.live.start".to_owned(),
        )
    })
}

fn network() -> Result<&'static Handle, Failure> {
    NETWORK.as_ref().map_err(|why| Failure::Error(format!("no thread for sockets: {why}")))
}

/// The machine, or nobody at the other end, refuses.
fn machine(why: &io::Error) -> Failure {
    Failure::Error(why.to_string())
}
