//! With any rule switched off, and with all of them, nothing panics: a wrong answer is what `taut prove` looks for.
//!
//! Every text that a captured case holds goes to every reader, as it is and with one member less.

#![cfg(all(feature = "faults", taut_faults))]

#[path = "../../wire/tests/without/mod.rs"]
mod without;

use std::collections::BTreeSet;
use std::slice;

use serde_json::Value as Json;
use taut_dimp::key::{self, Padding};
use taut_dimp::session::{Packing, Registration};
use taut_dimp::wire::content::{self, Content, Kind};
use taut_dimp::wire::id::Roles;
use taut_dimp::wire::json::{read, write};
use taut_dimp::wire::message::{Draws, Envelope, Given, Message, Receiver, Sealing};
use taut_dimp::wire::profile::{self, Claim, Properties};
use taut_dimp::wire::{address, base64, file};
use taut_dimp::{Dict, Id, MessageKey, Meta, Node, PrivateKey, PublicKey, Value};

const CASES: [&str; 2] = [
    include_str!("../../../vectors/dimp/published.json"),
    include_str!("../../../vectors/dimp/upstream.json"),
];
/// How many cases of each operation give their texts.
const FEW: usize = 2;
const MOKI: &[u8] = b"moki@4WDfe3zZ4T7opFSi3iDAKiuTnUHjxmXekk";
const HULK: &[u8] = b"hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj";
const GROUP: &[u8] = b"Group-1587100000@7W3hf2faDTpsLJnUKDDt4z2TLx3QdsAk5z";
const TEXTS: [&[u8]; 24] = [
    b"",
    b"\xff",
    b"\"\\ud800\"",
    b"[NaN, 1e999, -0.0, 1.5]",
    b"null",
    b"[]",
    b"{}",
    br#"{"a": 1, "a": 2}"#,
    b"AB==",
    b"/",
    b"anyone@anywhere",
    b"Everyone@EVERYWHERE/x",
    b"x@0x00",
    b"4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj\n",
    br#"{"algorithm": "AES"}"#,
    br#"{"algorithm": "AES", "passphrase": "x", "data": "AAAA", "iv": "AA=="}"#,
    br#"{"algorithm": "PLAIN"}"#,
    br#"{"algorithm": "ECC", "data": "00"}"#,
    br#"{"algorithm": "RSA", "data": "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----"}"#,
    br#"{"version": 9, "key": {"algorithm": "RSA", "data": ""}, "seed": 1, "fingerprint": ""}"#,
    br#"{"version": 4, "key": {"algorithm": "ECC", "data": ""}}"#,
    br#"{"type": 16, "sn": 1, "filename": 1, "URL": 2, "data": 3}"#,
    br#"{"type": 137, "sn": 1, "command": "reset", "group": 1, "time": "x", "members": [1]}"#,
    br#"{"sender": "x", "receiver": 1, "data": null, "key": [], "keys": 1, "meta": 1, "profile": 1, "type": "1"}"#,
];

#[test]
fn with_every_rule_the_stage_can_be_set() {
    let stage = Stage::set(&texts()).expect("nothing is wrong with the texts");
    assert_eq!((stage.keys.len(), stage.node.members(GROUP).map(|members| members.len())), (4, Ok(2)));
}

#[test]
fn nothing_panics_without_a_rule() {
    without::each_rule("nothing_panics_without_a_rule", 150, play_everything);
}

/// Keys and nodes of two who write to each other, as far as they can be read.
struct Stage {
    meta: Vec<u8>,
    keys: Vec<PrivateKey>,
    message_key: MessageKey,
    node: Node,
}

fn play_everything() {
    let texts = texts();
    let Some(mut stage) = Stage::set(&texts) else { return };
    for text in &texts {
        play_values(text);
        play_keys(text, &stage);
        play_entities(text, &stage);
        play_content(text, &mut stage);
        play_message(text, &mut stage);
        let _ = Node::restore(text);
    }
    let _ = Node::restore(&stage.node.save());
}

/// The texts of a few cases of each operation, each also without one of its members.
fn texts() -> Vec<Vec<u8>> {
    let mut texts: BTreeSet<Vec<u8>> = TEXTS.iter().map(|text| text.to_vec()).collect();
    let mut counts = std::collections::BTreeMap::new();
    for file in CASES {
        let cases: Json = serde_json::from_str(file).expect("a case file is JSON");
        for case in cases.pointer("/cases").and_then(Json::as_array).into_iter().flatten() {
            let count: &mut usize = counts.entry(case.get("op").map(Json::to_string)).or_default();
            *count += 1;
            if *count <= FEW {
                collect_texts(case.get("in").unwrap_or(&Json::Null), &mut texts);
            }
        }
    }
    let whole: Vec<_> = texts.iter().cloned().collect();
    texts.extend(whole.iter().flat_map(|text| with_one_less(text)));
    texts.into_iter().collect()
}

fn collect_texts(json: &Json, texts: &mut BTreeSet<Vec<u8>>) {
    match json {
        Json::String(digits) => texts.extend(hex::decode(digits)),
        Json::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Json::Object(members) => members.values().for_each(|member| collect_texts(member, texts)),
        _ => {}
    }
}

fn with_one_less(text: &[u8]) -> Vec<Vec<u8>> {
    let Ok(Value::Dict(dict)) = read::read(text) else { return Vec::new() };
    let without = |place| {
        let members = dict.0.iter().enumerate().filter(|(n, _)| *n != place);
        write::dict(&Dict(members.map(|(_, member)| member.clone()).collect())).into_bytes()
    };
    (0..dict.0.len()).map(without).collect()
}

impl Stage {
    fn set(texts: &[Vec<u8>]) -> Option<Self> {
        let private: Vec<&Vec<u8>> = texts.iter().filter(|text| PrivateKey::read(text).is_ok()).collect();
        let meta_of = |id: &[u8]| {
            let id = Id::read(id).ok()?;
            texts.iter().find(|text| Meta::read(text).is_ok_and(|meta| meta.check(&id).is_ok())).cloned()
        };
        let mut node = Node::default();
        let (meta, hulk) = (meta_of(MOKI)?, meta_of(HULK)?);
        let _ = node.save_meta(MOKI, &meta);
        for key in &private {
            let _ = node.add_user(HULK, &hulk, slice::from_ref(key));
        }
        let _ = node.save_members(GROUP, &[MOKI.to_vec(), HULK.to_vec()], Some(&[]));
        let keys = private.into_iter().filter_map(|text| PrivateKey::read(text).ok()).take(4).collect();
        let message_key = MessageKey::draw(None, &[1; 32], [2; 16]).ok()?;
        Some(Self { meta, keys, message_key, node })
    }

    fn draws() -> Draws {
        Draws { key: [3; 32], iv: [4; 16], padding: [5; 512], k: [6; 32] }
    }
}

fn play_values(text: &[u8]) {
    if let Ok(value) = read::read(text) {
        let _ = write::check(&value);
        let _ = value.number(0..=9);
        let _ = read::read(write::value(&value).as_bytes());
    }
    let _ = base64::decode(text);
    let _ = address::eth_digest(text);
    let _ = address::Address::of_point(text);
    if let Ok(id) = Id::read(text) {
        let _ = (Roles::of(&id), id.to_text(), id.is_user(), id.is_group(), id.address().entity());
    }
}

fn play_keys(text: &[u8], stage: &Stage) {
    let mut padding = Padding::new(&[5; 512]);
    for bytes in [&[][..], &[0; 16], &[1; 128], &[0xff; 128], &[7; 200]] {
        if let Ok(key) = PublicKey::read(text) {
            let _ = (key.verify(bytes, bytes), key.encrypt(bytes, &mut padding), key.raise(bytes));
            let _ = (key.to_text(), key.bits(), key.data());
        }
        if let Ok(key) = MessageKey::read(text) {
            let _ = (key.decrypt(bytes), key.encrypt(bytes), key.encrypt_blocks(bytes));
        }
        let _ = key::encrypt(text, bytes, &mut padding);
    }
    if let Ok(key) = PrivateKey::read(text) {
        let _ = (key.sign(text, &[6; 32]), key.decrypt(&[1; 128]), key.raise(&[1; 128]));
        for version in 0..6 {
            let _ = Meta::make(&key, Some(version), Some(b"x"), &[6; 32]);
        }
        let registration = Registration {
            private_key: text,
            version: Some(4),
            seed: None,
            network: Some(1),
            properties: Some(Dict::default()),
        };
        let _ = Node::default().register(registration, &[6; 32], &[6; 32]);
    }
    for key in &stage.keys {
        let _ = key.public().verify(text, text);
    }
}

fn play_entities(text: &[u8], stage: &Stage) {
    let Ok(hulk) = Id::read(HULK) else { return };
    if let Ok(meta) = Meta::read(text) {
        let _ = (meta.check(&hulk), meta.id(8), meta.id(24), meta.to_text());
    }
    if let (Ok(claim), Ok(meta)) = (Claim::read(text), Meta::read(&stage.meta)) {
        let _ =
            (claim.of_owner(&hulk), claim.by_signer(&hulk), claim.verify(&meta).map(|made| made.key_text()));
    }
    if let (Ok(Value::Dict(dict)), Some(key)) = (read::read(text), stage.keys.first())
        && let Ok(properties) = Properties::new(dict)
    {
        let _ = profile::make(&hulk, &properties, key, &[6; 32]);
    }
}

fn play_content(text: &[u8], stage: &mut Stage) {
    let (Ok(moki), Ok(hulk), Ok(group)) = (Id::read(MOKI), Id::read(HULK), Id::read(GROUP)) else { return };
    if let Ok(members) =
        read::read(text).map_err(|_| ()).and_then(|value| content::given(value).map_err(|_| ()))
    {
        for kind in Kind::ALL {
            let _ = content::make(kind, members.clone(), Some(&group), [0; 4], 1);
        }
    }
    if let Ok(content) = Content::read(text) {
        for download in [None, Some(&[7; 32][..]), Some(b"")] {
            let _ = file::open(&content, &stage.message_key, download);
        }
        let _ = file::seal(&content, &stage.message_key, text);
        let receiver =
            |key: &PrivateKey| Receiver { id: Some(moki.clone()), key: Some(key.public().clone()) };
        let receivers: Vec<_> = stage.keys.iter().map(receiver).collect();
        for to in [&hulk, &group] {
            let Some(private_key) = stage.keys.first() else { continue };
            let Ok(envelope) = Envelope::new(&moki, to, &content) else { continue };
            for receivers in [&receivers[..], &[]] {
                let (message_key, draws) = (None, Stage::draws());
                let (meta, profile) = (Some(Dict::default()), None);
                let sealing = Sealing { private_key, receivers, message_key, meta, profile, time: 1, draws };
                let _ = envelope.seal(text, sealing);
            }
        }
    }
    for (sender, user) in [(MOKI, HULK), (HULK, MOKI), (GROUP, HULK)] {
        let _ = stage.node.process(sender, user, text, [0; 4], 1);
    }
    for receiver in [MOKI, GROUP, b"everyone@everywhere"] {
        let packing = Packing { sender: HULK, receiver, content: text, split: true, ..Packing::default() };
        let _ = stage.node.pack(&packing, Stage::draws(), 1);
    }
}

fn play_message(text: &[u8], stage: &mut Stage) {
    let _ = stage.node.receive(text, &[(b"https://x".to_vec(), vec![7; 32])]);
    let _ = stage.node.save_profile(HULK, text, Some(MOKI));
    let _ = stage.node.save_meta(HULK, text);
    let (Ok(message), Ok(hulk)) = (Message::read(text), Id::read(HULK)) else { return };
    let _ = (message.split(slice::from_ref(&hulk)), message.trim(&hulk));
    for given in [Given::default(), Given { meta: Some(&stage.meta), profile: Some(text) }] {
        let Ok(verified) = message.clone().verify(&given) else { continue };
        let _ = verified.open(&hulk, &stage.keys, Some(&stage.message_key)).map(drop);
        let _ = verified.trimmed(&hulk).decrypt(&hulk, &[], None).map(drop);
    }
}
