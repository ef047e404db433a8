//! Plugins as values, and one after the other: sections 4.8 and 5.15.

use serde_json::{Map, Value as Json};
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::stamp::StampNames;
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::seal::tapescript::{LockFrom, Tapescript};
use taut_netaio::seal::x25519::X25519;
use taut_netaio::wire::message::Message;
use taut_netaio::{Auth, Cipher, KeyHash, Layer, Layers, Seed, Supply, Types, Version};

use super::stateless::given_message;
use super::{Call, Failure, Members, accepted, drawn, hex, now, types, version};
use crate::reference::netaio::plugins::LOCKS_FROM;

pub(super) fn seal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let version = version(call)?;
    let (types, layers) = (types(call, version)?, layers(call, version)?);
    let (message, peer_data) = (given_message(call, &types)?, call.input.optional_bytes("peer_data")?);
    let random = drawn(call, &["random"])?;
    let mut supply = Supply::given(&random);
    let stages = layers.seal(&types, &message, peer_data.as_deref(), now(call)?, &mut supply)?;
    call.note("after_inner_cipher", &stages.after_inner_cipher);
    call.note("after_inner_auth", &stages.after_inner_auth);
    call.note("after_outer_cipher", &stages.after_outer_cipher);
    Ok(accepted([("message", hex(&stages.message))]))
}

pub(super) fn open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let version = version(call)?;
    let (types, layers) = (types(call, version)?, layers(call, version)?);
    let (received, peer_data) = (call.input.bytes("message")?, call.input.optional_bytes("peer_data")?);
    note_bodies(call, &types, &layers, peer_data.as_deref(), &received);
    let message = layers.open(&types, peer_data.as_deref(), &received)?;
    Ok(accepted([
        ("type", message.kind.into()),
        ("uri", hex(&message.body.uri)),
        ("content", hex(&message.body.content)),
    ]))
}

/// The body after each layer, as far as one gets.
fn note_bodies(
    call: &mut Call<'_>,
    types: &Types,
    layers: &Layers,
    peer_data: Option<&[u8]>,
    received: &[u8],
) {
    let Ok(mut message) = Message::decode(types, received) else { return };
    let stages = [("after_outer_cipher", &layers.outer), ("after_inner_cipher", &layers.inner)];
    for (name, layer) in stages {
        if layers.clash() || layer.open(peer_data, &mut message).is_err() {
            return;
        }
        call.note(name, &message.body.encode());
    }
}

/// The plugins that `inner_*` and `outer_*` name.
fn layers(call: &Call<'_>, version: Version) -> Result<Layers, Failure> {
    Ok(Layers { inner: layer(call, "inner", version)?, outer: layer(call, "outer", version)? })
}

/// The plugins of a layer, `inner` or `outer`.
pub(super) fn layer(call: &Call<'_>, name: &str, version: Version) -> Result<Layer, Failure> {
    let cipher = call.input.optional_value(&format!("{name}_cipher"), |plugin| cipher(plugin, version))?;
    let auth = call.input.optional_value(&format!("{name}_auth"), |plugin| auth(plugin, version))?;
    Ok(Layer { cipher, auth })
}

fn cipher(json: &Json, version: Version) -> Option<Cipher> {
    let (name, members) = plugin(json)?;
    match name {
        "stream" => Some(Cipher::Stream(StreamCipher {
            version,
            key: KeyHash::of(&members.bytes("key")?),
            iv_name: members.name("iv_field", "iv")?,
            encrypt_uri: members.flag("encrypt_uri", true)?,
        })),
        "x25519" => {
            let encrypt_uri = members.flag("encrypt_uri", false)?;
            Some(Cipher::X25519(X25519 { seed: members.seed()?, encrypt_uri }))
        }
        _ => None,
    }
}

fn auth(json: &Json, version: Version) -> Option<Auth> {
    let (name, members) = plugin(json)?;
    match name {
        "hmac" => Some(Auth::Hmac(Hmac {
            version,
            secret: KeyHash::of(&members.bytes("secret")?),
            mac_name: members.name("hmac_field", "hmac")?,
            names: members.stamp_names()?,
        })),
        "tapescript" => Some(Auth::Tapescript(Box::new(Tapescript {
            version,
            seed: members.seed()?,
            lock: members.bytes("lock")?,
            lock_from: members.lock_from()?,
            witness_name: members.name("witness_field", "witness")?,
            names: members.stamp_names()?,
        }))),
        _ => None,
    }
}

/// `["name", {members}]`
fn plugin(json: &Json) -> Option<(&str, Plugin<'_>)> {
    match json.as_array()?.as_slice() {
        [name, members] => Some((name.as_str()?, Plugin(members.as_object()?))),
        _ => None,
    }
}

/// The members of a plugin.
struct Plugin<'a>(&'a Map<String, Json>);

impl Plugin<'_> {
    fn bytes(&self, member: &str) -> Option<Vec<u8>> {
        hex::decode(self.0.get(member)?.as_str()?).ok()
    }

    fn seed(&self) -> Option<Seed> {
        <[u8; 32]>::try_from(self.bytes("seed")?).ok().map(Seed::from)
    }

    fn name(&self, member: &str, default: &str) -> Option<String> {
        self.0.get(member).map_or(Some(default), Json::as_str).map(str::to_owned)
    }

    fn flag(&self, member: &str, default: bool) -> Option<bool> {
        self.0.get(member).map_or(Some(default), Json::as_bool)
    }

    fn lock_from(&self) -> Option<LockFrom> {
        let named = self.0.get("lock_from").map_or(Some("own"), Json::as_str)?;
        LOCKS_FROM.iter().find(|(name, _)| *name == named).map(|(_, lock_from)| *lock_from)
    }

    fn stamp_names(&self) -> Option<StampNames> {
        Some(StampNames { nonce: self.name("nonce_field", "nonce")?, time: self.name("ts_field", "ts")? })
    }
}
