//! With any rule switched off, and with all of them, nothing panics: a wrong answer is what `taut prove` looks for.

#![cfg(all(feature = "faults", taut_faults))]

#[path = "../../wire/tests/without/mod.rs"]
mod without;

use taut_netaio::node::Address;
use taut_netaio::node::handler::Action;
use taut_netaio::node::manage::Management;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::send::Call;
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::seal::answer::Answer;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::layers::seal;
use taut_netaio::seal::script::{Lock, Witness, run};
use taut_netaio::seal::sealed;
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::seal::tapescript::{LockFrom, Tapescript};
use taut_netaio::seal::x25519::X25519;
use taut_netaio::wire::packify::{pack, unpack};
use taut_netaio::wire::peer::Record;
use taut_netaio::{
    Auth, Cipher, Dict, Layer, Layers, Message, Seed, Supply, Types, Value, VerifyKey, Version,
};

#[test]
fn nothing_panics_without_a_rule() {
    without::each_rule("nothing_panics_without_a_rule", 50, play_everything);
}

/// Gives every operation every input, whole and, where it is cheap, cut.
fn play_everything() {
    let inputs = inputs();
    for input in inputs.iter().flat_map(|input| cut(input)) {
        let _ = (unpack(input), Record::unpack(input), sealed::open(Version::V009, b"key", input));
        let _ = run(input, &[0x01], &[input]);
        let _ = run(&[0x01], input, &[input]);
        let _ = (Seed::try_from(input), VerifyKey::try_from(input));
        play_bytes(input);
    }
    for input in &inputs {
        for version in [Version::V009, Version::V008] {
            play_layers(version, input);
        }
        play_node(input);
    }
    play_programs();
    play_misuse();
}

/// The input and prefixes of it, one for about every five bytes.
fn cut(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..input.len().min(400)).step_by(5).chain([input.len()]).filter_map(|size| input.get(..size))
}

fn play_layers(version: Version, input: &[u8]) {
    let types = Types::new(version, &[40]).expect("a custom type");
    let ciphers = [
        Cipher::Stream(StreamCipher::new(version, b"key")),
        Cipher::X25519(X25519 { seed: Seed::from([1; 32]), encrypt_uri: true }),
    ];
    for cipher in ciphers {
        for auth in auths(version) {
            let layer = Layer { cipher: Some(cipher.clone()), auth: Some(auth) };
            let layers = Layers { inner: layer.clone(), outer: layer };
            for peer_data in [None, Some(peer_data().as_slice()), Some(input)] {
                for cut in cut(input).step_by(7) {
                    let _ = layers.open(&types, peer_data, cut);
                }
                let message = Message { fields: odd_fields(), ..Message::new(7, input, input) };
                let mut supply = Supply::given(&[7; 128]);
                let _ = layers.seal(&types, &message, peer_data, 9, &mut supply);
                let mut opened = message.clone();
                let _ = layers.outer.open(peer_data, &mut opened);
            }
        }
    }
}

/// A node without plugins and without peers.
fn play_bytes(input: &[u8]) {
    let address = Address::from("192.0.2.1:1");
    for role in [Role::Server, Role::Client, Role::Udp] {
        let mut node = Node::new(Settings::new(role)).expect("no plugins");
        node.connected(&address, 1, &mut Supply::system());
        for piece in [input, input] {
            let _ = node.receive(&address, piece, 1, &mut Supply::system());
        }
        let _ = (node.next_deadline(), node.tick(99_999, &mut Supply::system()));
    }
}

/// A node with everything.
fn play_node(input: &[u8]) {
    let (address, other) = (Address::from("192.0.2.1:1"), Address::from("192.0.2.1:2"));
    let [auth, _] = auths(Version::V009);
    let outer = Layer { auth: Some(auth), ..Layer::default() };
    let supply = &mut Supply::system();
    for role in [Role::Server, Role::Client, Role::Udp] {
        let local = Some(record(b"me"));
        let settings = Settings { local, outer: outer.clone(), max_peers: 1, ..Settings::new(role) };
        let mut node = Node::new(settings).expect("no plugins clash");
        let _ = (node.connected(&address, 1, supply), node.connected(&other, 1, supply));
        let _ = node.manage(Management::default(), 1, supply);
        let key = Key { kind: 7, uri: None, address: None };
        for action in [Action::Fail, Action::Unsubscribe, Action::Subscribe] {
            let _ = node.handle(key.clone(), Times::Once, outer.clone(), action);
            let _ = node.receive(&address, input, 9000, supply);
        }
        for kind in [9, 13, 30, 23, 1, 24, 0] {
            let _ = node.request(&address, &Message::new(0, b"netaio", b""), Layer::default(), 1, 1, supply);
            for content in [record(b"you").pack(), input.to_vec()] {
                let message = Message::new(kind, b"netaio", &content);
                let sealed = seal([&Layer::default(), &outer], &Types::default(), &message, None, 1, supply);
                let _ = node.receive(&other, &sealed.unwrap_or_default(), 1, supply);
            }
        }
        let message = Message::new(7, b"uri", input);
        let _ = node.notify(b"uri", &message, &Call::default(), 1, supply);
        let _ = (node.broadcast(&message, &Call::default(), 1, supply), node.tick(99_999, supply));
        let _ = (node.unmanage(b"netaio", 1, supply), node.close(&address, 1, supply));
        node.disconnected(&other);
    }
}

fn record(id: &[u8]) -> Record {
    Record { id: id.to_vec(), data: peer_data() }
}

fn auths(version: Version) -> [Auth; 2] {
    let mut tapescript = Tapescript::new(version, Seed::from([1; 32]), &[0x01]);
    tapescript.lock_from = LockFrom::PeerLock;
    [Auth::Hmac(Hmac::new(version, b"secret")), Auth::Tapescript(Box::new(tapescript))]
}

fn odd_fields() -> Dict {
    let mut fields = Dict::default();
    for name in ["nonce", "ts", "hmac", "witness", "iv"] {
        fields.set(name, Value::List(vec![Value::None]));
    }
    fields
}

fn peer_data() -> Vec<u8> {
    let mut dict = Dict::default();
    dict.set("pubkey", [0; 32].as_slice().into());
    dict.set("lock", Value::None);
    pack(&Value::Dict(dict))
}

/// Programs that recurse, that grow, and that fail.
fn play_programs() {
    let key = Seed::from([1; 32]).verify_key();
    let push_key = [[0x03, 32].as_slice(), key.as_bytes()].concat();
    for program in [
        vec![0x03, 0x02, 0x1d, 0x2d, 0x1d, 0x2d],
        vec![0x03, 0x04, 0x1d, 0x1d, 0x2d, 0x2d, 0x1d, 0x2d],
        [0x01].repeat(2000),
        [[0x01].as_slice(), &[0x1d].repeat(9000)].concat(),
        [push_key.repeat(4).as_slice(), &[0x46, 0x00, 0x02, 0x02]].concat(),
        [push_key.repeat(3).as_slice(), &[0x5b, 0x00]].concat(),
        vec![0x5c, 0xff, 0x04, 0xff, 0xff],
    ] {
        let _ = run(&program, &[0x01], &[&[0; 2000]]);
    }
}

fn play_misuse() {
    let seed = Seed::from([1; 32]);
    let (key, bad) = (seed.verify_key(), VerifyKey::from([0xff; 32]));
    let _ = (Types::new(Version::V009, &[-1, 7, 256]), Types::default().to_write(300));
    let _ = (Answer::Error(b"auth", Some(300)).encode(None), Answer::Error(b"auth", None).encode(None));
    let _ = (Lock::Multi(&[key, key], 2).program(0), Lock::Taproot(&bad, b"").program(0));
    let big = vec![0; 70_000];
    let _ = (Witness::TaprootScript(&[], &big, &bad).program(0, &[&big]), Message::new(7, &big, &big));
    let _ = Message::new(7, &big, &big).encode(&Types::default());
    let _ = (Seed::try_from(big.as_slice()), VerifyKey::try_from(big.as_slice()));
    let mut fields = Dict::default();
    fields.set("big", Value::Bytes(big));
    let _ = Message { fields, ..Message::new(7, b"", b"") }.encode(&Types::default());
}

fn inputs() -> Vec<Vec<u8>> {
    let layer = |auth| Layer { cipher: Some(Cipher::Stream(StreamCipher::new(Version::V009, b"key"))), auth };
    let [hmac, tapescript] = auths(Version::V009);
    let types = Types::default();
    let sealed = [hmac, tapescript].map(|auth| {
        let layers = Layers { outer: layer(Some(auth)), ..Layers::default() };
        let message = Message::new(7, b"uri", b"content");
        layers.seal(&types, &message, None, 9, &mut Supply::given(&[7; 128])).expect("seals").message
    });
    let nested = (0..300).fold(Value::None, |inner, _| Value::List(vec![inner]));
    let odd = Value::Dict([(Value::Tuple(vec![Value::None]), 1.into())].into_iter().collect());
    let mut inputs = sealed.to_vec();
    inputs.extend([pack(&nested), pack(&odd), peer_data()]);
    for digits in [
        "cac0ffffffff",
        "4a0000",
        "4a4101",
        "4d4001024402",
        "4b4001034a4000",
        "4801ff",
        "480178",
        "0e00000001",
        "ff",
        "5401014101",
        "4301ff",
        "4d40010a4c400202034a40004400",
    ] {
        let value = hex::decode(digits).expect("digits");
        inputs.push(taut_netaio::wire::message::frame(7, &value, b"\x00\x09uri"));
        inputs.push(value);
    }
    inputs
}
