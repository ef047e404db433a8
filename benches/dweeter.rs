//! Cost of sealing, opening and refusing in dweeter, beside the bare primitives on the same bytes.
//!
//! As in the operations of the specification, each begins with the key text: a hash and an encrypted name are part of it.

use std::hint::black_box;

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use data_encoding::HEXLOWER;
use serde::Serialize as _;
use serde_json::ser::Formatter;
use serde_json::{Map, Serializer, Value as Json, json};
use sha2::{Digest, Sha256};
use taut_dweeter::{Answer, Dict, Form, KeyText, Mailbox, Moment, Reject, Value};
use taut_wire::Refusal;

const NAME: &str = "MAILBOX_NAME";
const KEY_TEXT: &str = "KEY_TO_MAILBOX";
const NOW: Moment = Moment::from_unix_ms(1_721_020_291_709);
const REMOTE_TIME: &str = "2024-07-15T05:11:31.000Z";
const CREATED: &str = "2024-07-15T05:11:32.709Z";
const SIZE: usize = 100;

fn mailbox() -> Mailbox {
    Mailbox::new(black_box(NAME), &KeyText::from(black_box(KEY_TEXT)), Form::Hex)
}

fn text() -> String {
    "x".repeat(SIZE)
}

fn answer(body: &[u8]) -> Answer<'_> {
    Answer { status: 200, media_type: Some(b"application/json"), body }
}

/// The answer of a service that holds one dweet of this content.
fn body(thing: &str, content: &str) -> Vec<u8> {
    let dweet = format!(r#"{{"thing": "{thing}", "created": "{CREATED}", "content": {content}}}"#);
    format!(r#"{{"this": "succeeded", "by": "getting", "the": "dweets", "with": [{dweet}]}}"#).into_bytes()
}

fn seal(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dweeter");
    let text = text();
    let data = Value::Dict(Dict::from_iter([("text", text.as_str())]));
    let bare_data = json!({ "text": text });
    let request = mailbox().send(NOW, &data).expect("text can be written");
    let content = request.body.clone().expect("a post has a body");
    assert_eq!(bare_seal(&bare_data), (request.path, content), "both do the same work");
    group.bench_with_input(BenchmarkId::new("seal", SIZE), &data, |bencher, data| {
        bencher.iter(|| mailbox().send(black_box(NOW), black_box(data)));
    });
    group.bench_with_input(BenchmarkId::new("bare-seal", SIZE), &bare_data, |bencher, data| {
        bencher.iter(|| bare_seal(black_box(data)));
    });
    group.finish();
}

fn open(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dweeter");
    let good = good();
    let opened = mailbox().receive(&answer(&good)).expect("it is honest");
    let bare = bare_open(&good);
    assert!(opened.find("text").is_some_and(|own| own.is_text(&text())));
    assert_eq!(bare, json!({ "text": text(), "remote_time": REMOTE_TIME, "created_time": CREATED }));
    group.bench_with_input(BenchmarkId::new("open", SIZE), &good, |bencher, body| {
        bencher.iter(|| mailbox().receive(&answer(black_box(body))));
    });
    group.bench_with_input(BenchmarkId::new("bare-open", SIZE), &good, |bencher, body| {
        bencher.iter(|| bare_open(black_box(body)));
    });
    group.finish();
}

/// What it costs to say no to an answer that is as long as a good one.
fn refuse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dweeter");
    let good = good();
    let content = |name: &str, value: &str| format!(r#"{{"{name}": "{value}"}}"#);
    let thing = mailbox().thing().to_owned();
    let (name, value) = sealed_parts();
    let of = |name: &str, value: &str| body(&thing, &content(name, value));
    let refused = [
        ("not-json", [good.as_slice(), b"}"].concat(), Reject::NotJson),
        ("wrong-thing", body(&"0".repeat(64), &content(&name, &value)), Reject::WrongThing),
        ("not-hex", of(&name, &value.replace('a', "x")), Reject::NotHex),
        ("bad-padding", of(&name, without_last_block(&value)), Reject::BadPadding),
        ("no-message", of(&name, &name), Reject::NotJson),
    ];
    for (what, body, why) in &refused {
        assert_eq!(mailbox().receive(&answer(body)), Err(Refusal::Reject(*why)), "{what}");
        group.bench_with_input(BenchmarkId::new("refuse", what), body, |bencher, body| {
            bencher.iter(|| mailbox().receive(&answer(black_box(body))));
        });
    }
    group.finish();
}

fn good() -> Vec<u8> {
    let data = Value::Dict(Dict::from_iter([("text", text().as_str())]));
    let content = mailbox().send(NOW, &data).expect("text can be written").body.expect("a post has a body");
    body(mailbox().thing(), &content)
}

/// Name and value of the member of the good message.
fn sealed_parts() -> (String, String) {
    let (_, body) = bare_seal(&json!({ "text": text() }));
    let content: Map<String, Json> = serde_json::from_str(&body).expect("it is JSON");
    let (name, value) = content.into_iter().next().expect("one member");
    (name, value.as_str().expect("a text").to_owned())
}

/// What is left ends with a character of JSON, and no padding is as long.
fn without_last_block(text: &str) -> &str {
    text.split_at(text.len() - 32).0
}

/// The primitives and nothing else: what is read is not checked, and the time is there already.
fn bare_seal(data: &Json) -> (String, String) {
    let (key, iv) = bare_keys();
    let cipher = Aes128::new(&key.into());
    let sealed = |text: &[u8]| {
        let encryptor = cbc::Encryptor::inner_iv_init(&cipher, &iv.into());
        HEXLOWER.encode(&encryptor.encrypt_padded_vec::<Pkcs7>(text))
    };
    let mut data = data.as_object().cloned().expect("data is an object");
    data.insert("remote_time".to_owned(), REMOTE_TIME.into());
    let thing = sealed(black_box(NAME).as_bytes());
    let member = (sealed(REMOTE_TIME.as_bytes()), sealed(&spaced(&Json::Object(data))).into());
    let content = spaced(&Json::Object(Map::from_iter([member])));
    (["/dweet/for/", &thing].concat(), String::from_utf8(content).expect("JSON is text"))
}

fn bare_open(body: &[u8]) -> Json {
    let (key, iv) = bare_keys();
    let cipher = Aes128::new(&key.into());
    let encryptor = cbc::Encryptor::inner_iv_init(&cipher, &iv.into());
    let thing = HEXLOWER.encode(&encryptor.encrypt_padded_vec::<Pkcs7>(black_box(NAME).as_bytes()));
    let opened = |text: &str| {
        let ciphertext = HEXLOWER.decode(text.as_bytes()).expect("hex digits");
        let decryptor = cbc::Decryptor::inner_iv_init(&cipher, &iv.into());
        decryptor.decrypt_padded_vec::<Pkcs7>(&ciphertext).expect("it is padded")
    };
    let answer: Json = serde_json::from_slice(body).expect("it is JSON");
    let dweet = answer.pointer("/with/0").expect("one dweet");
    assert_eq!(dweet.get("thing").and_then(Json::as_str), Some(thing.as_str()));
    let content = dweet.get("content").and_then(Json::as_object).expect("an object");
    let (name, value) = content.iter().next().expect("one member");
    let (name, text) = (opened(name), opened(value.as_str().expect("a text")));
    let mut data: Json = serde_json::from_slice(&text).expect("it is JSON");
    assert_eq!(data.get("remote_time").and_then(Json::as_str).map(str::as_bytes), Some(name.as_slice()));
    let created = dweet.get("created").cloned().unwrap_or_default();
    data.as_object_mut().expect("an object").insert("created_time".to_owned(), created);
    data
}

fn bare_keys() -> ([u8; 16], [u8; 16]) {
    let hash: [u8; 32] = Sha256::digest(black_box(KEY_TEXT).as_bytes()).into();
    let (key, iv) = hash.split_at(16);
    (key.try_into().expect("16 bytes"), iv.try_into().expect("16 bytes"))
}

/// JSON with the spaces that dweeter writes.
fn spaced(value: &Json) -> Vec<u8> {
    struct Spaced;

    impl Formatter for Spaced {
        fn begin_object_key<W: ?Sized + std::io::Write>(
            &mut self,
            out: &mut W,
            first: bool,
        ) -> std::io::Result<()> {
            if first { Ok(()) } else { out.write_all(b", ") }
        }

        fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, out: &mut W) -> std::io::Result<()> {
            out.write_all(b": ")
        }
    }

    let mut out = Vec::with_capacity(256);
    value.serialize(&mut Serializer::with_formatter(&mut out, Spaced)).expect("it can be written");
    out
}

criterion_group!(benches, seal, open, refuse);
criterion_main!(benches);
