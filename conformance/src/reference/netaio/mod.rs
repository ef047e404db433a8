//! Operations of netaio: `vectors/netaio/operations.json` to `taut_netaio`, each written once.
//!
//! | Module | Sections of the chapter |
//! |---|---|
//! | `stateless` | 5.1 to 5.7, 5.14 |
//! | `plugins` | 5.8 to 5.10, 5.13 |
//! | `script` | 5.11, 5.12 |
//! | `layers` | 5.15, and 4.8: plugins as values |
//! | `node`, `node_send`, `node_value` | 6.1 to 6.9 |
//! | `live`, `live_events` | 6.10 |
//! | `forge` | 9.3 |
//! | `value` | 4.2: tagged arrays |

mod forge;
mod layers;
mod live;
mod live_events;
mod node;
mod node_send;
mod node_value;
mod plugins;
mod script;
mod stateless;
pub(crate) mod value;

use serde_json::Value as Json;
use taut_netaio::wire::packify::{Dict, Value};
use taut_netaio::{Misuse, Refused, Reject, Types, Version};

use super::Operation;
use super::call::{Call, Failure, rejects_with};
use crate::model::outcome::Members;

pub(super) use forge::FORGING;
pub(super) use live::State as Live;
pub(super) use node::State as Node;

/// The features of operations.json; the reference offers them all.
pub(super) const FEATURES: [&str; 8] = [
    "netaio-0.0.8",
    "netaio-0.0.9",
    "netaio-custom-types",
    "netaio-ipv6",
    "netaio-multicast",
    "netaio-peer-lock",
    "netaio-tapescript",
    "netaio-x25519",
];

const STATELESS: [Operation; 25] = [
    Operation { name: "netaio.packify.pack", run: stateless::pack },
    Operation { name: "netaio.packify.unpack", run: stateless::unpack },
    Operation { name: "netaio.message.encode", run: stateless::encode },
    Operation { name: "netaio.message.decode", run: stateless::decode },
    Operation { name: "netaio.message.answer", run: stateless::answer },
    Operation { name: "netaio.derive", run: stateless::derive },
    Operation { name: "netaio.keystream", run: stateless::keystream },
    Operation { name: "netaio.mac", run: stateless::mac },
    Operation { name: "netaio.sealed.make", run: stateless::sealed_make },
    Operation { name: "netaio.sealed.open", run: stateless::sealed_open },
    Operation { name: "netaio.hmac.make", run: plugins::hmac_make },
    Operation { name: "netaio.hmac.check", run: plugins::hmac_check },
    Operation { name: "netaio.stream.encrypt", run: plugins::stream_encrypt },
    Operation { name: "netaio.stream.decrypt", run: plugins::stream_decrypt },
    Operation { name: "netaio.x25519.keys", run: plugins::x25519_keys },
    Operation { name: "netaio.x25519.encrypt", run: plugins::x25519_encrypt },
    Operation { name: "netaio.x25519.decrypt", run: plugins::x25519_decrypt },
    Operation { name: "netaio.tapescript.lock", run: script::lock },
    Operation { name: "netaio.tapescript.witness", run: script::witness },
    Operation { name: "netaio.tapescript.run", run: script::run },
    Operation { name: "netaio.tapescript.make", run: plugins::tapescript_make },
    Operation { name: "netaio.tapescript.check", run: plugins::tapescript_check },
    Operation { name: "netaio.peer.message", run: stateless::peer_message },
    Operation { name: "netaio.seal", run: layers::seal },
    Operation { name: "netaio.open", run: layers::open },
];

/// In the order of operations.json.
pub(super) fn operations() -> impl Iterator<Item = &'static Operation> {
    STATELESS.iter().chain(&node::OPERATIONS).chain(&live::OPERATIONS)
}

/// Whether an operation uses a network.
pub(super) fn is_live(op: &str) -> bool {
    op.starts_with("netaio.live.")
}

const VERSIONS: [(&str, Version); 2] = [("0.0.9", Version::V009), ("0.0.8", Version::V008)];

fn version(call: &Call<'_>) -> Result<Version, Failure> {
    call.input.choice("version", &VERSIONS)
}

/// The known types: those of the version, and custom ones.
fn types(call: &Call<'_>, version: Version) -> Result<Types, Failure> {
    let custom = call.input.optional_ints("types")?.unwrap_or_default();
    Ok(Types::new(version, &custom)?)
}

/// The auth fields of an operation.
fn fields(call: &Call<'_>) -> Result<Dict, Failure> {
    call.input.value("fields", dict)
}

fn optional_fields(call: &Call<'_>) -> Result<Dict, Failure> {
    Ok(call.input.optional_value("fields", dict)?.unwrap_or_default())
}

fn dict(json: &Json) -> Option<Dict> {
    match value::read(json)? {
        Value::Dict(dict) => Some(dict),
        _ => None,
    }
}

/// The draws with these names, one after the other, as far as they are given.
fn drawn(call: &Call<'_>, names: &[&str]) -> Result<Vec<u8>, Failure> {
    let mut supply = Vec::new();
    for name in names {
        supply.extend(call.draws.optional_bytes(name)?.unwrap_or_default());
    }
    Ok(supply)
}

/// The time that the request gives, or now, in Unix seconds.
fn now(call: &Call<'_>) -> Result<u32, Failure> {
    let milliseconds = now_ms(call)?;
    let wrong =
        || Failure::Error(format!("`now` must be a time in 32 bits of seconds, but is {milliseconds} ms"));
    u32::try_from(milliseconds / 1000).map_err(|_| wrong())
}

/// The same in Unix milliseconds.
fn now_ms(call: &Call<'_>) -> Result<u64, Failure> {
    call.now_ms()
}

fn accepted<const N: usize>(members: [(&str, Json); N]) -> Members {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn hex(bytes: &[u8]) -> Json {
    Json::String(hex::encode(bytes))
}

fn note_int(call: &mut Call<'_>, name: &str, number: impl Into<u64>) {
    call.intermediate.insert(name.to_owned(), number.into().into());
}

fn note_list<T: AsRef<[u8]>>(call: &mut Call<'_>, name: &str, items: &[T]) {
    let items = items.iter().map(|item| hex(item.as_ref())).collect();
    call.intermediate.insert(name.to_owned(), items);
}

rejects_with!(Misuse, Reject, Refused);
