//! Nodes without sockets, sections 6.5 to 6.7: what they send of their own accord.

use taut_netaio::node::request::TIMEOUT_MS;
use taut_netaio::node::send::Call as SendCall;
use taut_netaio::wire::message::{Body, Message};
use taut_netaio::{Supply, Types, Version};

use super::layers::layer;
use super::node::{address, state};
use super::node_value::{accepted_sent, sent};
use super::stateless::given_message;
use super::{Call, Failure, Members, drawn, now_ms};

pub(super) fn send(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (to, (message, plugins)) = (address(call)?, given(call)?);
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    let sent = state(call)?.node.send(&to, &message, &plugins, now, &mut Supply::given(&random))?;
    Ok(accepted_sent(&sent))
}

pub(super) fn request(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (version, types) = context(call)?;
    let (to, message, inner) =
        (address(call)?, request_message(call, &types)?, layer(call, "inner", version)?);
    let timeout = call.input.optional_int("timeout_ms")?.unwrap_or(TIMEOUT_MS);
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    let mut supply = Supply::given(&random);
    let (number, bytes) = state(call)?.node.request(&to, &message, inner, timeout, now, &mut supply)?;
    Ok(Members::from_iter([("request".to_owned(), number.into()), ("sent".to_owned(), sent(&bytes))]))
}

/// The message of a request: type and content may be left out.
pub(super) fn request_message(call: &Call<'_>, types: &Types) -> Result<Message, Failure> {
    let kind = types.to_write(call.input.optional_int("type")?.unwrap_or_default())?;
    let content = call.input.optional_bytes("content")?.unwrap_or_default();
    let body = Body { uri: call.input.bytes("uri")?, content };
    Ok(Message::new(kind, &body.uri, &body.content))
}

pub(super) fn notify(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (key, (message, plugins)) = (call.input.bytes("key")?, given(call)?);
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    let sent = state(call)?.node.notify(&key, &message, &plugins, now, &mut Supply::given(&random))?;
    Ok(accepted_sent(&sent))
}

pub(super) fn broadcast(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (message, plugins) = given(call)?;
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    let sent = state(call)?.node.broadcast(&message, &plugins, now, &mut Supply::given(&random))?;
    Ok(accepted_sent(&sent))
}

pub(super) fn multicast(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (message, plugins) = given(call)?;
    let (now, random) = (now_ms(call)?, drawn(call, &["random"])?);
    let sent = state(call)?.node.multicast(&message, &plugins, now, &mut Supply::given(&random))?;
    Ok(accepted_sent(&sent))
}

/// The message, and the plugins that it goes through.
fn given(call: &mut Call<'_>) -> Result<(Message, SendCall), Failure> {
    let (version, types) = context(call)?;
    let uses_outer = call.input.optional_bool("outer")?.unwrap_or(true);
    let plugins = SendCall { inner: layer(call, "inner", version)?, uses_outer };
    Ok((given_message(call, &types)?, plugins))
}

fn context(call: &mut Call<'_>) -> Result<(Version, Types), Failure> {
    let state = state(call)?;
    Ok((state.version, state.types.clone()))
}
