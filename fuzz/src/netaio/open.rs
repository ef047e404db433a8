//! Everything that a reader does with a message under fixed keys.

use taut_netaio::seal::layers::seal;
use taut_netaio::seal::sealed;
use taut_netaio::wire::message::Body;
use taut_netaio::{Dict, Layer, Layers, Message, Refused, Supply, Types, Version};

use super::people::{
    OF_MESSAGE, OF_PLUGINS, OF_RUN, OF_VALUE, VERSIONS, assert_code, hmac, layers, peer_data,
};
use crate::corpus;

/// Messages and peer data of the cases, and honest messages of each pair of plugins.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::members("netaio", &["message", "sealed", "data", "peer_data"]);
    for version in VERSIONS {
        for layer in layers(version).iter().chain([&hmac(version)]) {
            seeds.push(sealed_message(layer, version, &Body::new(b"uri", b"content")));
        }
        seeds.push(sealed::make(version, b"key", b"text", &mut Supply::given(&[5; 16])));
    }
    seeds
}

fn types(version: Version) -> Types {
    Types::new(version, &[]).expect("no custom types")
}

fn sealed_message(layer: &Layer, version: Version, body: &Body) -> Vec<u8> {
    let message = Message { kind: 7, fields: Dict::default(), body: body.clone() };
    let (peer_data, supply) = (peer_data(), &mut Supply::given(&[5; 128]));
    let layers = [&Layer::default(), layer];
    seal(layers, &types(version), &message, Some(&peer_data), 9, supply).expect("it is small")
}

/// Every outcome is one that the operation has, and what is sealed opens.
///
/// # Panics
/// When that does not hold.
pub fn check_open(data: &[u8]) {
    for version in VERSIONS {
        for layer in layers(version) {
            opened(&layer, version, data);
            sealed_and_opened(&layer, version, data);
        }
        match sealed::open(version, b"key", data) {
            Ok(text) => assert_eq!(text.len() + 48, data.len()),
            Err(why) => assert_code(why.code(), &[&["short", "bad-mac"]]),
        }
    }
}

/// The bytes are a message, and the data of the peer that it is from.
fn opened(layer: &Layer, version: Version, data: &[u8]) {
    let genuine = peer_data();
    for peer_data in [None, Some(genuine.as_slice()), Some(data)] {
        for layers in [
            Layers { outer: layer.clone(), ..Layers::default() },
            Layers { inner: layer.clone(), outer: Layer::default() },
        ] {
            match layers.open(&types(version), peer_data, data) {
                Ok(message) => {
                    let decoded = Message::decode(&types(version), data).expect("it was opened");
                    assert_eq!((message.kind, message.fields), (decoded.kind, decoded.fields));
                }
                Err(Refused::Misuse(why)) => panic!("{why}"),
                Err(Refused::Reject(why)) => {
                    assert_code(why.code(), &[OF_VALUE, OF_MESSAGE, OF_PLUGINS, OF_RUN]);
                }
            }
        }
    }
}

/// The bytes are a body, which arrives as it was, and not at all under another body's proof.
fn sealed_and_opened(layer: &Layer, version: Version, data: &[u8]) {
    let (uri, content) = data.split_at(data.len().min(3));
    let content = content.get(..content.len().min(700)).unwrap_or_default();
    let body = Body::new(uri, content);
    let bytes = sealed_message(layer, version, &body);
    let layers = Layers { outer: layer.clone(), ..Layers::default() };
    let genuine = peer_data();
    let opened = layers.open(&types(version), Some(&genuine), &bytes).expect("what is sealed opens");
    assert_eq!(opened.body, body);
    let mut changed = Message::decode(&types(version), &bytes).expect("it was encoded");
    changed.body.content.push(0);
    let changed = changed.encode(&types(version)).expect("it is small");
    let refused = layers.open(&types(version), Some(&genuine), &changed);
    assert!(refused.is_err(), "a changed body is opened");
}
