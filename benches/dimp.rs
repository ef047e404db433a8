//! Cost of DIMP: whole messages and identity checks beside the bare RSA and ECDSA operations in them, everything else by
//! itself, and hostile JSON.

use std::borrow::Cow;
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use getrandom::SysRng;
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{Signature, VerifyingKey};
use rsa::rand_core::UnwrapErr;
use rsa::{BoxedUint, Pkcs1v15Encrypt, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use taut_dimp::wire::json::{read, write};
use taut_dimp::wire::message::{Draws, Envelope, Known, Receiver, Sealing};
use taut_dimp::wire::{address, base64};
use taut_dimp::{
    Address, Content, Id, Message, MessageKey, Meta, PrivateKey, Profile, PublicKey, Reject, Value,
};

const PUBLISHED: &str = include_str!("../vectors/dimp/published.json");
/// `DigestInfo` up to the hash.
const PREFIX: &[u8] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SIZES: [usize; 2] = [1 << 18, 1 << 20];

/// A member of a published case.
fn published(id: &str, pointer: &str) -> Vec<u8> {
    let file: Json = serde_json::from_str(PUBLISHED).expect("a case file is JSON");
    let cases = file.get("cases").and_then(Json::as_array).expect("a case file has cases");
    let case = cases.iter().find(|case| case.get("id").is_some_and(|other| other == id));
    let digits = case.and_then(|case| case.pointer(pointer)).and_then(Json::as_str);
    data_encoding::HEXLOWER.decode(digits.expect("the case has it").as_bytes()).expect("it is hexadecimal")
}

/// What a node has: a meta that it has verified.
struct One(Meta);

impl Known for One {
    fn meta(&self, _: &Id, _: Option<&Meta>) -> Result<Option<Cow<'_, Meta>>, Reject> {
        Ok(Some(Cow::Borrowed(&self.0)))
    }

    fn profile(&self, _: &Id, _: &Meta) -> Result<Option<Cow<'_, Profile>>, Reject> {
        Ok(None)
    }
}

/// The numbers of an RSA key in the order of its DER, for the bare operations.
fn numbers(der: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, mut numbers) = (der, Vec::new());
    while let [2, length, after @ ..] = rest {
        let (length, after) = match (length, after) {
            (0x81, [length, after @ ..]) => (length, after),
            _ => (length, after),
        };
        let (number, after) = after.split_at(usize::from(*length));
        numbers.push(number.iter().copied().skip_while(|digit| *digit == 0).collect());
        rest = after;
    }
    numbers
}

/// The bare keys of a private key dictionary.
fn bare(key: &[u8]) -> (RsaPrivateKey, RsaPublicKey) {
    let Ok(Value::Dict(dict)) = read::read(key) else { panic!("a key is an object") };
    let data = dict.find("data").and_then(Value::as_text).expect("a key has data");
    let body: Vec<&[u8]> = data.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"-")).collect();
    let der = base64::decode(&body.concat()).expect("PEM is base64");
    let numbers = numbers(der.get(4..).unwrap_or_default());
    let number = |place: usize| BoxedUint::from_be_slice_vartime(numbers.get(place).expect("there are nine"));
    let primes = vec![number(4), number(5)];
    let private =
        RsaPrivateKey::from_components(number(1), number(2), number(3), primes).expect("it is a key");
    let public = private.to_public_key();
    (private, public)
}

fn scheme() -> Pkcs1v15Sign {
    Pkcs1v15Sign { hash_len: Some(32), prefix: PREFIX.into() }
}

fn draws() -> Draws {
    Draws { key: [1; 32], iv: [2; 16], padding: [3; 512], k: [4; 32] }
}

/// A whole message under keys that are known, and the RSA operations in it.
fn messages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dimp");
    let case = "dimp/published/personal-open";
    let text = published(case, "/in/message");
    let content = published(case, "/intermediate/content");
    let moki = published("dimp/published/meta-moki-make", "/in/private_key");
    let hulk = published("dimp/published/meta-hulk-make", "/in/private_key");
    let known = One(Meta::read(&published(case, "/in/meta")).expect("the meta is honest"));
    let user = Id::read(&published(case, "/in/user")).expect("it is an ID");
    let keys = [PrivateKey::read(&hulk).expect("the key is honest")];
    group.bench_function(BenchmarkId::new("open", "whole"), |bencher| {
        bencher.iter(|| {
            let verified = Message::read(black_box(&text)).and_then(|message| message.verify(&known));
            verified.expect("it is honest").open(&user, &keys, None).expect("it is honest").content
        });
    });
    let (hulk_bare, hulk_public) = bare(&hulk);
    let (moki_bare, moki_public) = bare(&moki);
    let signed = published(case, "/intermediate/signed");
    let hash = Sha256::digest(&signed);
    let signature = moki_bare.sign_with_rng(&mut UnwrapErr(SysRng), scheme(), &hash).expect("it is a key");
    let key_text = published(case, "/intermediate/message_key");
    let block = hulk_public.encrypt(&mut UnwrapErr(SysRng), Pkcs1v15Encrypt, &key_text).expect("it fits");
    group.bench_function(BenchmarkId::new("open", "rsa"), |bencher| {
        bencher.iter(|| {
            moki_public.verify(scheme(), &hash, black_box(&signature)).expect("it is genuine");
            hulk_bare.decrypt_blinded(&mut UnwrapErr(SysRng), Pkcs1v15Encrypt, black_box(&block))
        });
    });
    let sender_key = PrivateKey::read(&moki).expect("the key is honest");
    let sender = known.0.id(8).expect("it is a known network");
    let receivers = [Receiver { id: None, key: keys.first().map(|key| key.public().clone()) }];
    group.bench_function(BenchmarkId::new("seal", "whole"), |bencher| {
        bencher.iter(|| {
            let read = Content::read(black_box(&content)).expect("it is honest");
            let envelope = Envelope::new(&sender, &user, &read).expect("it is honest");
            let (private_key, receivers, message_key) = (&sender_key, receivers.as_slice(), None);
            let (meta, profile, time, draws) = (None, None, 1_600_000_000, draws());
            let sealing = Sealing { private_key, receivers, message_key, meta, profile, time, draws };
            write::dict(&envelope.seal(&content, sealing).expect("there is a key").message)
        });
    });
    group.bench_function(BenchmarkId::new("seal", "rsa"), |bencher| {
        bencher.iter(|| {
            let signed = moki_bare.sign_with_rng(&mut UnwrapErr(SysRng), scheme(), black_box(&hash));
            let block = hulk_public.encrypt(&mut UnwrapErr(SysRng), Pkcs1v15Encrypt, black_box(&key_text));
            (signed, block)
        });
    });
    group.finish();
}

/// A meta against its ID, and the verification in it, from the bytes of a key on.
fn identities(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dimp");
    let moki = published("dimp/published/meta-moki-make", "/in/private_key");
    let rsa = Meta::read(&published("dimp/published/personal-open", "/in/meta")).expect("it is honest");
    let ecc_key = PrivateKey::draw(&[1; 32]).expect("it is a secret");
    let ecc = Meta::make(&ecc_key, Some(3), Some(b"moki"), &[2; 32]).expect("it is a name");
    for (name, meta) in [("rsa", &rsa), ("ecc", &ecc)] {
        let text = meta.to_text();
        let id = meta.id(8).expect("it is a known network").to_text();
        group.bench_function(BenchmarkId::new("identity", name), |bencher| {
            bencher.iter(|| {
                let meta = Meta::read(black_box(text.as_bytes())).expect("it is honest");
                meta.check(&Id::read(black_box(id.as_bytes())).expect("it is an ID"))
            });
        });
    }
    let (key, _) = bare(&moki);
    let (modulus, exponent) = {
        use rsa::traits::PublicKeyParts;
        (key.n_bytes(), key.e_bytes())
    };
    let fingerprint = rsa.fingerprint().expect("it has one").to_vec();
    group.bench_function(BenchmarkId::new("verify", "rsa"), |bencher| {
        bencher.iter(|| {
            let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(black_box(bytes));
            let key = RsaPublicKey::new(number(&modulus), number(&exponent)).expect("it is a key");
            key.verify(scheme(), &Sha256::digest(b"moki"), black_box(&fingerprint)).expect("it is genuine");
        });
    });
    let (point, fingerprint) = (ecc.key().data(), ecc.fingerprint().expect("it has one"));
    group.bench_function(BenchmarkId::new("verify", "ecc"), |bencher| {
        bencher.iter(|| {
            let key = VerifyingKey::from_sec1_bytes(black_box(point)).expect("it is a point");
            let signature = Signature::from_der(black_box(fingerprint)).expect("it is DER");
            key.verify_prehash(&Sha256::digest(b"moki"), &signature).expect("it is genuine");
        });
    });
    group.finish();
}

/// What is neither RSA nor the sum of others.
fn parts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dimp");
    let case = "dimp/published/personal-open";
    let (message, content) = (published(case, "/in/message"), published(case, "/intermediate/content"));
    let key_text = published(case, "/intermediate/message_key");
    let key = MessageKey::read(&key_text).expect("it is honest");
    let id = published(case, "/in/user");
    group.bench_function(BenchmarkId::new("part", "json"), |bencher| {
        bencher.iter(|| write::value(&read::read(black_box(&message)).expect("it is JSON")));
    });
    group.bench_function(BenchmarkId::new("part", "address"), |bencher| {
        bencher.iter(|| {
            let made = Address::of_digest(8, &address::btc_digest(black_box(&content)));
            (Address::read(made.as_str()), Id::read(black_box(&id)))
        });
    });
    group.bench_function(BenchmarkId::new("part", "content-text"), |bencher| {
        bencher.iter(|| Content::read(black_box(&content)));
    });
    let value = read::read(&content).expect("it is JSON");
    group.bench_function(BenchmarkId::new("part", "content"), |bencher| {
        bencher.iter_batched(|| value.clone(), |value| Content::of(black_box(value)), BatchSize::SmallInput);
    });
    group.bench_function(BenchmarkId::new("part", "message-key"), |bencher| {
        bencher.iter(|| key.decrypt(&key.encrypt(black_box(&content))));
    });
    let private = PrivateKey::draw(&[1; 32]).expect("it is a secret");
    let public: &PublicKey = private.public();
    group.bench_function(BenchmarkId::new("part", "ecc"), |bencher| {
        bencher.iter(|| {
            let signature = private.sign(black_box(&content), &[2; 32]).expect("it is a key");
            public.verify(&content, &signature)
        });
    });
    group.bench_function(BenchmarkId::new("part", "message"), |bencher| {
        bencher.iter(|| without_rsa(black_box(&message), black_box(&key_text)).expect("it is honest"));
    });
    group.finish();
}

/// What verifying and opening a personal message is but for its two RSA operations, which would take and give `key_text`.
fn without_rsa(text: &[u8], key_text: &[u8]) -> Result<(Message, Content), Reject> {
    let message = Message::read(text)?;
    let bytes =
        |name| base64::decode(message.members().find(name).and_then(Value::as_text).unwrap_or_default());
    let (signed, signature, block) = (bytes("data")?, bytes("signature")?, bytes("key")?);
    black_box((signature, block));
    let plaintext = MessageKey::read(key_text)?.decrypt(&signed)?;
    let content = Content::read(&plaintext)?;
    Ok((message, content))
}

/// JSON that is refused, in two sizes.
fn hostile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dimp");
    let repeated = |piece: &[u8], size: usize| piece.repeat(size / piece.len());
    for size in SIZES {
        let members = |from: usize, count: usize| {
            (from..from + count).map(|n| format!("\"{n:08}\":0,")).collect::<Vec<_>>().concat()
        };
        let all = members(0, size / 13 - 1);
        refuse(&mut group, "levels", size, &repeated(b"[", size), Reject::TooDeep);
        refuse(&mut group, "objects", size, &repeated(b"{\"\":", size), Reject::TooDeep);
        refuse(&mut group, "digits", size, &repeated(b"1", size), Reject::LongNumber);
        refuse(
            &mut group,
            "text",
            size,
            &[b"\"", repeated(b"\\u0041", size - 8).as_slice()].concat(),
            Reject::NotJson,
        );
        // Fewer in both than DI-JSON-8 allows.
        let twice = format!("{{{}\"00000000\":0}}", members(0, size / 18));
        let padded = [twice.as_bytes(), &repeated(b" ", size - twice.len())].concat();
        refuse(&mut group, "twice", size, &padded, Reject::DuplicateMember);
        let many = format!("{{{}\"\":0", all.as_str());
        let expected = if size / 13 - 1 > 65_536 { Reject::TooMany } else { Reject::NotJson };
        refuse(&mut group, "members", size, many.as_bytes(), expected);
    }
    group.finish();
}

fn refuse(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, size: usize, text: &[u8], expected: Reject) {
    assert!(text.len() <= 1 << 20, "{name}: {} bytes", text.len());
    assert_eq!(read::read(text), Err(expected), "{name}");
    group.bench_function(BenchmarkId::new(format!("hostile-{name}"), size), |bencher| {
        bencher.iter(|| read::read(black_box(text)));
    });
}

criterion_group!(benches, messages, identities, parts, hostile);
criterion_main!(benches);
