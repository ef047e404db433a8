//! Cost of OMEMO beside Olm, which vodozemac does with the same primitives: messages in one direction, in turns, and
//! sessions from nothing; of late messages, and of refusing.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use taut_omemo::Reject;
use taut_omemo::format::Format;
use taut_omemo::keys::{KeyPair, PrivateKey, PublicKey};
use taut_omemo::party::{Draws, Limits, Party, Sealed, Setup, StartDraws};
use taut_omemo::supply::Supply;
use taut_omemo::wire::message::{Header, Outgoing};
use vodozemac::Ed25519Signature;
use vodozemac::olm::{Account, OlmMessage, Session, SessionConfig};

const TEXT: [u8; 64] = [b'x'; 64];
const FORMATS: [Format; 2] = [Format::Legacy, Format::Omemo2];

/// Two devices, and where they draw from.
#[derive(Clone)]
struct Pair {
    alice: Party,
    bob: Party,
    supply: Supply,
}

impl Pair {
    fn new(format: Format) -> Self {
        let party = |seed: u8| {
            let draws = Draws {
                identity: [seed; 32],
                signed_pre_key: [seed + 1; 32],
                signature_nonce: [seed + 2; 64],
                pre_keys: Supply::new([seed + 3; 32]),
            };
            Party::new(format, Setup { pool: Some(1), ..Setup::default() }, draws, 0)
        };
        Self { alice: party(1), bob: party(11), supply: Supply::new([21; 32]) }
    }

    fn met(format: Format) -> Self {
        let mut pair = Self::new(format);
        pair.meet();
        pair
    }

    /// The bundle is checked, and both have heard each other.
    fn meet(&mut self) {
        let choice = self.supply.take();
        let ephemeral = KeyPair::from(self.supply.take::<32>());
        let draws = StartDraws { choice, ephemeral, ratchet: KeyPair::from(self.supply.take::<32>()) };
        self.alice.start("peer", &self.bob.bundle(), draws, &mut ()).expect("the bundle is honest");
        self.turns();
    }

    fn one_way(&mut self) {
        pass(&mut self.alice, &mut self.bob, &mut self.supply);
    }

    /// A message and its answer.
    fn turns(&mut self) {
        pass(&mut self.alice, &mut self.bob, &mut self.supply);
        pass(&mut self.bob, &mut self.alice, &mut self.supply);
    }
}

fn pass(from: &mut Party, to: &mut Party, supply: &mut Supply) {
    let sealed = send(from);
    read(to, &sealed, supply).expect("the message is honest");
}

fn send(party: &mut Party) -> Sealed {
    party.encrypt("peer", black_box(&TEXT), &mut ()).expect("there is a session")
}

fn read(party: &mut Party, sealed: &Sealed, supply: &mut Supply) -> Result<Vec<u8>, Reject> {
    let mut ratchet = || KeyPair::from(supply.take::<32>());
    party.decrypt("peer", black_box(&sealed.message), sealed.key_exchange, &mut ratchet, &mut ())
}

/// Two accounts of Olm; the one-time key of the second one is signed, as Matrix wants it.
struct OlmPair {
    alice: Account,
    bob: Account,
    signature: Ed25519Signature,
}

impl OlmPair {
    fn new() -> Self {
        let mut bob = Account::new();
        bob.generate_one_time_keys(1);
        let key = bob.one_time_keys().into_values().next().expect("one was made");
        let signature = bob.sign(key.as_bytes());
        Self { alice: Account::new(), bob, signature }
    }

    /// The signature is checked, and both have heard each other.
    fn meet(&mut self) -> (Session, Session) {
        let key = self.bob.one_time_keys().into_values().next().expect("one was made");
        self.bob.ed25519_key().verify(key.as_bytes(), &self.signature).expect("the signature is honest");
        let config = SessionConfig::version_1();
        let started = self.alice.create_outbound_session(config, self.bob.curve25519_key(), key);
        let mut alice = started.expect("the keys are honest");
        let OlmMessage::PreKey(first) = olm_send(&mut alice) else { panic!("it is the first message") };
        let from = self.alice.curve25519_key();
        let met = self.bob.create_inbound_session(config, from, &first).expect("the message is honest");
        let mut bob = met.session;
        olm_pass(&mut bob, &mut alice);
        (alice, bob)
    }
}

fn olm_pass(from: &mut Session, to: &mut Session) {
    let message = olm_send(from);
    to.decrypt(&message).expect("the message is honest");
}

/// To bytes and back, as they travel.
fn olm_send(session: &mut Session) -> OlmMessage {
    let (kind, bytes) = session.encrypt(black_box(&TEXT)).expect("the session can send").to_parts();
    OlmMessage::from_parts(kind, &bytes).expect("it was written")
}

/// Messages in sessions that both sides know.
fn talk(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("omemo");
    for format in FORMATS {
        let mut pair = Pair::met(format);
        group.bench_function(BenchmarkId::new("one-way", format.name()), |bencher| {
            bencher.iter(|| pair.one_way());
        });
        group.bench_function(BenchmarkId::new("turns", format.name()), |bencher| {
            bencher.iter(|| pair.turns());
        });
    }
    let (mut alice, mut bob) = OlmPair::new().meet();
    group.bench_function(BenchmarkId::new("one-way", "olm"), |bencher| {
        bencher.iter(|| olm_pass(&mut alice, &mut bob));
    });
    group.bench_function(BenchmarkId::new("turns", "olm"), |bencher| {
        bencher.iter(|| {
            olm_pass(&mut alice, &mut bob);
            olm_pass(&mut bob, &mut alice);
        });
    });
    group.finish();
}

/// From a published key to a session in which both have heard the other.
fn set_up(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("omemo");
    for format in FORMATS {
        let pair = Pair::new(format);
        group.bench_function(BenchmarkId::new("set-up", format.name()), |bencher| {
            bencher.iter_batched_ref(|| pair.clone(), Pair::meet, BatchSize::SmallInput);
        });
    }
    group.bench_function(BenchmarkId::new("set-up", "olm"), |bencher| {
        bencher.iter_batched_ref(OlmPair::new, OlmPair::meet, BatchSize::SmallInput);
    });
    group.finish();
}

/// A message before which 1,000 others are missing, of the chain that goes on.
fn late(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("omemo");
    for format in FORMATS {
        let mut pair = Pair::met(format);
        pair.one_way();
        let sent: Vec<Sealed> = (0..=Limits::default().max_skip).map(|_| send(&mut pair.alice)).collect();
        let last = sent.last().expect("some were sent");
        let mut bob = pair.bob.clone();
        assert!(read(&mut bob, last, &mut pair.supply).is_ok());
        assert_eq!(bob.status("peer").skipped, sent.len() - 1);
        group.bench_function(BenchmarkId::new("skip-1000", format.name()), |bencher| {
            let supply = &mut pair.supply;
            bencher.iter_batched_ref(
                || pair.bob.clone(),
                |bob| read(bob, last, supply),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// What it costs to say no: nothing is stored, and there is one agreement at most.
fn refuse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("omemo");
    let format = Format::Omemo2;
    let mut pair = Pair::met(format);
    pair.one_way();
    let good = send(&mut pair.alice);
    group.bench_function(BenchmarkId::new("open", "known-chain"), |bencher| {
        let supply = &mut pair.supply;
        bencher.iter_batched_ref(|| pair.bob.clone(), |bob| read(bob, &good, supply), BatchSize::SmallInput);
    });
    let forged = |ratchet_key: PublicKey, n: u32, pn: u32| {
        let header = Header { ratchet_key, n, pn };
        let outgoing = Outgoing { format, header, ad: &[], auth_key: &[0; 32] };
        Sealed { message: outgoing.encode(&[0; 80], &mut ()), key_exchange: false }
    };
    let known = *pair.alice.secrets("peer").expect("there is a session").ratchet.public();
    let unknown = *KeyPair::from([50; 32]).public();
    let next = pair.bob.status("peer").received;
    let most = Limits::default().max_skip;
    let refused = [
        ("known-chain", forged(known, next, 0), Reject::BadMac),
        ("new-chain", forged(unknown, 0, next), Reject::BadMac),
        ("most-skipped", forged(unknown, most, next + most), Reject::BadMac),
        ("too-many-skipped", forged(unknown, most + 1, 0), Reject::TooManySkipped),
    ];
    for (what, sealed, why) in &refused {
        let before = pair.bob.clone();
        assert_eq!(read(&mut pair.bob, sealed, &mut pair.supply), Err(*why), "{what}");
        assert!(pair.bob == before, "{what}: something is stored");
        group.bench_function(BenchmarkId::new("refuse", what), |bencher| {
            bencher.iter(|| read(&mut pair.bob, sealed, &mut pair.supply));
        });
    }
    let private = PrivateKey::from([60; 32]);
    group.bench_function("agree", |bencher| bencher.iter(|| private.agree(black_box(&unknown))));
    group.finish();
}

criterion_group!(benches, talk, set_up, late, refuse);
criterion_main!(benches);
