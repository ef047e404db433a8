//! Cost of sealing, opening and refusing in stringphone, each beside the bare primitives on the same bytes.
//!
//! `taut-benches table` makes ratios of the medians.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dryoc::classic::crypto_secretbox::{crypto_secretbox_detached, crypto_secretbox_open_detached};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use taut_stringphone::seal::accept_reply;
use taut_stringphone::{Mode, Nonce, Participants, Reject, SigningSeed, Topic, TopicKey};
use taut_wire::Refusal;

const SIZES: [usize; 3] = [64, 1024, 65_536];
const SEED: [u8; 32] = [0x53; 32];
const SEED_OF_READER: [u8; 32] = [0x52; 32];
const OWN: [u8; 32] = [0x45; 32];
const TOPIC_KEY: [u8; 32] = [0x54; 32];
const NONCE: [u8; 24] = [0x4e; 24];

/// A topic whose owner trusts the sender of the messages below.
fn reader() -> Topic {
    topic(SEED_OF_READER, trusted())
}

fn trusted() -> Participants {
    Participants::from_iter([SigningSeed::from(SEED).public_key()])
}

fn topic(seed: [u8; 32], trusted: Participants) -> Topic {
    Topic::new(seed.into(), OWN.into(), Some(TOPIC_KEY.into()), trusted)
}

fn seal(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stringphone");
    let sender = topic(SEED, Participants::default());
    let bare = BareSender::new();
    for size in SIZES {
        let plaintext = vec![0x70; size];
        let sealed = sender.seal_with(Nonce::from(NONCE), &plaintext).expect("there is a topic key");
        assert_eq!(bare.seal(&plaintext), sealed, "both do the same work");
        group.throughput(bytes(size));
        group.bench_with_input(BenchmarkId::new("seal", size), &plaintext, |bencher, plaintext| {
            bencher.iter(|| sender.seal_with(Nonce::from(NONCE), black_box(plaintext)));
        });
        group.bench_with_input(BenchmarkId::new("bare-seal", size), &plaintext, |bencher, plaintext| {
            bencher.iter(|| bare.seal(black_box(plaintext)));
        });
    }
    group.finish();
}

fn open(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stringphone");
    let (reader, bare) = (reader(), BareSender::new());
    for size in SIZES {
        let plaintext = vec![0x70; size];
        let message = bare.seal(&plaintext);
        assert_eq!(reader.open(Mode::Strict, &message).as_deref(), Ok(plaintext.as_slice()));
        assert_eq!(bare.open(&message), plaintext, "both do the same work");
        group.throughput(bytes(size));
        group.bench_with_input(BenchmarkId::new("open", size), &message, |bencher, message| {
            bencher.iter(|| reader.open(Mode::Strict, black_box(message)));
        });
        group.bench_with_input(BenchmarkId::new("bare-open", size), &message, |bencher, message| {
            bencher.iter(|| bare.open(black_box(message)));
        });
    }
    group.finish();
}

fn bytes(size: usize) -> Throughput {
    Throughput::Bytes(u64::try_from(size).expect("a size fits"))
}

/// What it costs to say no to a message of 1 KiB, or to one that is no message.
fn refuse_open(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stringphone");
    let (reader, no_key) = (reader(), Topic::new(SEED_OF_READER.into(), OWN.into(), None, trusted()));
    let good = BareSender::new().seal(&[0x70; 1024]);
    let stranger = topic([0x51; 32], Participants::default());
    let other_key =
        Topic::new(SEED.into(), OWN.into(), Some(TopicKey::from([0; 32])), Participants::default());
    let sealed_by =
        |sender: &Topic| sender.seal_with(Nonce::from(NONCE), &[0x70; 1024]).expect("a topic key");
    let rejected = |why| Refusal::Reject(why);
    let refused = [
        ("short", &reader, good.iter().take(120).copied().collect(), rejected(Reject::Short)),
        ("unknown-type", &reader, [b"x", good.as_slice()].concat(), rejected(Reject::UnknownType)),
        ("own", &reader, sealed_by(&reader), Refusal::Ignore),
        ("untrusted", &reader, sealed_by(&stranger), rejected(Reject::UntrustedSender)),
        ("bad-signature", &reader, flipped(&good), rejected(Reject::BadSignature)),
        ("no-topic-key", &no_key, good.clone(), rejected(Reject::NoTopicKey)),
        ("bad-box", &reader, sealed_by(&other_key), rejected(Reject::BadBox)),
        ("introduction", &reader, flipped(&stranger.introduce()), rejected(Reject::BadSignature)),
    ];
    for (name, reader, message, why) in &refused {
        assert_eq!(reader.open(Mode::Strict, message), Err(*why), "{name}");
        group.bench_with_input(BenchmarkId::new("refuse-open", name), message, |bencher, message| {
            bencher.iter(|| reader.open(Mode::Strict, black_box(message)));
        });
    }
    group.finish();
}

/// The same for replies, which have one size.
fn refuse_accept(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stringphone");
    let newcomer = Topic::new(SEED_OF_READER.into(), OWN.into(), None, Participants::default());
    let accept = |reply: &[u8]| accept_reply(newcomer.id(), &OWN.into(), None, reply);
    let reply_to = |introduction: &[u8]| {
        topic(SEED, Participants::default())
            .reply_with(Nonce::from(NONCE), introduction)
            .expect("it verifies")
    };
    let good = reply_to(&newcomer.introduce());
    assert!(accept(&good).is_ok());
    group.bench_with_input(BenchmarkId::new("accept", "reply"), &good, |bencher, reply| {
        bencher.iter(|| accept(black_box(reply)));
    });
    let mut low_order = good.clone();
    low_order.iter_mut().skip(89).take(32).for_each(|byte| *byte = 0);
    let mut bad_box = good.clone();
    bad_box.iter_mut().skip(41).take(1).for_each(|byte| *byte ^= 1);
    let refused = [
        (
            "other-recipient",
            reply_to(&topic([0x51; 32], Participants::default()).introduce()),
            Refusal::Ignore,
        ),
        ("low-order-key", low_order, Refusal::Reject(Reject::LowOrderKey)),
        ("bad-box", bad_box, Refusal::Reject(Reject::BadBox)),
    ];
    for (name, reply, why) in &refused {
        assert_eq!(accept(reply).err(), Some(*why), "{name}");
        group.bench_with_input(BenchmarkId::new("refuse-accept", name), reply, |bencher, reply| {
            bencher.iter(|| accept(black_box(reply)));
        });
    }
    group.finish();
}

fn flipped(message: &[u8]) -> Vec<u8> {
    let mut flipped = message.to_vec();
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    flipped
}

/// The primitives and nothing else: every message has one buffer, and nobody is looked up.
struct BareSender {
    key: SigningKey,
    id: [u8; 16],
}

impl BareSender {
    fn new() -> Self {
        let id = *SigningSeed::from(SEED).public_key().id().as_bytes();
        Self { key: SigningKey::from_bytes(&SEED), id }
    }

    fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut message = vec![0; 121 + plaintext.len()];
        let (head, ciphertext) = message.split_at_mut(121);
        let (_, fixed) = head.split_at_mut(65);
        let (names, tag) = fixed.split_at_mut(40);
        let (id, nonce) = names.split_at_mut(16);
        id.copy_from_slice(&self.id);
        nonce.copy_from_slice(&NONCE);
        let tag: &mut [u8; 16] = tag.try_into().expect("121 - 65 - 40 = 16");
        crypto_secretbox_detached(ciphertext, tag, plaintext, &NONCE, &TOPIC_KEY).expect("equal lengths");
        let (signature, signed_part) = message.split_at_mut(65);
        let [kind, signature @ ..] = signature else { return Vec::new() };
        *kind = b's';
        signature.copy_from_slice(&self.key.sign(signed_part).to_bytes());
        message
    }

    fn open(&self, message: &[u8]) -> Vec<u8> {
        let (head, signed_part) = message.split_at(65);
        let (_, signature) = head.split_at(1);
        // A reader is given the key as bytes, so that reading it is part of the work.
        let key = VerifyingKey::from_bytes(&self.key.verifying_key().to_bytes()).expect("a point");
        let signature = Signature::from_slice(signature).expect("64 bytes");
        key.verify_strict(signed_part, &signature).expect("the message is genuine");
        let (_, boxed) = signed_part.split_at(40);
        let (tag, ciphertext) = boxed.split_first_chunk().expect("at least a tag");
        let mut plaintext = vec![0; ciphertext.len()];
        crypto_secretbox_open_detached(&mut plaintext, ciphertext, tag, &NONCE, &TOPIC_KEY).expect("genuine");
        plaintext
    }
}

criterion_group!(benches, seal, open, refuse_open, refuse_accept);
criterion_main!(benches);
