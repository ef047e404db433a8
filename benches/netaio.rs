//! Cost of the netaio codec, of its symmetric plugins beside the bare steps of SHA-256, and of refusing.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sha2::block_api::compress256;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::wire::kind::PUBLISH_URI;
use taut_netaio::wire::packify::Value;
use taut_netaio::{Auth, Cipher, Dict, Layer, Message, Refused, Reject, Supply, Types, Version};

const SIZE: usize = 1024;
const URI: &[u8] = b"greenhouse/1";
const NOW: u32 = 1_700_000_000;
const RANDOM: [u8; 64] = [7; 64];

fn message() -> Message {
    Message::new(PUBLISH_URI, URI, &[b'x'; SIZE])
}

fn layer() -> Layer {
    Layer {
        cipher: Some(Cipher::Stream(StreamCipher::new(Version::V009, b"a key"))),
        auth: Some(Auth::Hmac(Hmac::new(Version::V009, b"a secret"))),
    }
}

/// Encrypted and authenticated, as a node sends it.
fn sealed(layer: &Layer, message: &Message) -> Vec<u8> {
    let types = Types::default();
    let supply = &mut Supply::given(black_box(&RANDOM));
    let layers = [&Layer::default(), layer];
    taut_netaio::seal::layers::seal(layers, &types, message, None, NOW, supply).expect("it is small")
}

fn opened(layer: &Layer, bytes: &[u8]) -> Result<Message, Refused> {
    let mut message = Message::decode(&Types::default(), bytes)?;
    layer.open(None, &mut message)?;
    Ok(message)
}

/// Bytes in and out, with the auth fields that both plugins set.
fn codec(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("netaio");
    let (types, bytes) = (Types::default(), sealed(&layer(), &message()));
    let decoded = Message::decode(&types, &bytes).expect("it was encoded");
    assert_eq!(decoded.encode(&types).expect("it was decoded"), bytes);
    group.bench_with_input(BenchmarkId::new("decode", SIZE), &bytes, |bencher, bytes| {
        bencher.iter(|| Message::decode(&types, black_box(bytes)));
    });
    group.bench_with_input(BenchmarkId::new("encode", SIZE), &decoded, |bencher, decoded| {
        bencher.iter(|| black_box(decoded).encode(&types));
    });
    group.finish();
}

/// Both plugins, as a node applies them, and what they compute beside the same number of steps of SHA-256.
fn plugins(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("netaio");
    let (layer, message) = (layer(), message());
    let bytes = sealed(&layer, &message);
    assert_eq!(opened(&layer, &bytes).expect("it is honest").body, message.body);
    group.bench_with_input(BenchmarkId::new("seal", SIZE), &message, |bencher, message| {
        bencher.iter(|| sealed(&layer, black_box(message)));
    });
    group.bench_with_input(BenchmarkId::new("open", SIZE), &bytes, |bencher, bytes| {
        bencher.iter(|| opened(&layer, black_box(bytes)));
    });
    let body = message.body.encode();
    let (stream, hmac) = (StreamCipher::new(Version::V009, b"a key"), Hmac::new(Version::V009, b"a secret"));
    group.bench_with_input(BenchmarkId::new("stream-and-hmac", SIZE), &body, |bencher, body| {
        bencher.iter(|| {
            let encrypted = stream.crypt(black_box(&[1; 16]), body);
            hmac.expected(black_box(&[2; 16]), NOW, &encrypted)
        });
    });
    let blocks = vec![[7; 64]; steps(body.len())];
    group.bench_with_input(BenchmarkId::new("bare-sha256", SIZE), &blocks, |bencher, blocks| {
        bencher.iter(|| {
            let mut state = [1; 8];
            compress256(&mut state, black_box(blocks));
            state
        });
    });
    group.finish();
}

/// How often SHA-256 compresses a block to encrypt and to authenticate so many bytes, by sections 3.1 and 3.2.
fn steps(body: usize) -> usize {
    let hash = |size: usize| (size + 9).div_ceil(64);
    let derive = 3 * hash(32) + hash(96);
    let mac = hash(136 + 4 + body) + hash(136 + 32);
    2 * derive + body.div_ceil(32) * hash(36) + mac
}

/// What it costs to say no to a message that is as long as a good one.
fn refuse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("netaio");
    let layer = layer();
    let bytes = sealed(&layer, &message());
    let good = Message::decode(&Types::default(), &bytes).expect("it was encoded");
    let with = |change: fn(&mut Message)| {
        let mut other = good.clone();
        change(&mut other);
        other.encode(&Types::default()).expect("it is small")
    };
    let flip = |bytes: &mut Vec<u8>| {
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
    };
    let mut damaged = bytes.clone();
    flip(&mut damaged);
    let refused = [
        ("short", bytes.split_last().expect("it has bytes").1.to_vec(), Reject::Short),
        ("bad-checksum", damaged, Reject::BadChecksum),
        ("missing-field", with(|message| message.fields = Dict::default()), Reject::MissingField),
        ("bad-field", with(|message| message.fields.set("nonce", Value::None)), Reject::BadField),
        ("bad-mac", with(|message| message.body.content.push(0)), Reject::BadMac),
    ];
    for (what, bytes, why) in &refused {
        assert_eq!(opened(&layer, bytes), Err((*why).into()), "{what}");
        group.bench_with_input(BenchmarkId::new("refuse", what), bytes, |bencher, bytes| {
            bencher.iter(|| opened(&layer, black_box(bytes)));
        });
    }
    group.finish();
}

criterion_group!(benches, codec, plugins, refuse);
criterion_main!(benches);
