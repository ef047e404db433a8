//! Messages that released implementations wrote.

use serde_json::Value as Json;
use taut_dimp::wire::content::Content;
use taut_dimp::wire::json::{self, Value, write};
use taut_dimp::wire::message::{Draws, Envelope, Given, Message, Opened, Receiver, Sealing, Verified};
use taut_dimp::{Dict, Id, MessageKey, PrivateKey, Reject};
use taut_wire::Refusal;

use crate::case::{self, Case};

/// What a captured case gives is never refused.
const GOOD: &str = "a case gives good IDs and keys";

fn id(case: &Case, pointer: &str) -> Id {
    Id::read(&case.bytes(pointer)).expect(GOOD)
}

fn dict(text: &[u8]) -> Dict {
    match json::read::read(text) {
        Ok(Value::Dict(dict)) => dict,
        other => panic!("{other:?}"),
    }
}

#[test]
fn captured_messages_are_sealed() {
    let cases = case::of("dimp.message.seal");
    assert_eq!(cases.len(), 24);
    for case in cases {
        let (sender, receiver) = (id(case, "/in/sender"), id(case, "/in/receiver"));
        let text = case.bytes("/in/content");
        let content = Content::read(&text).unwrap();
        let message_key = case.optional_bytes("/in/message_key").map(|key| MessageKey::read(&key).unwrap());
        let sealing = Sealing {
            private_key: &PrivateKey::read(&case.bytes("/in/private_key")).unwrap(),
            receivers: &Receiver::read_all(&receiver, &case.pairs("/in/keys")).unwrap(),
            message_key: message_key.as_ref(),
            meta: case.optional_bytes("/in/meta").as_deref().map(dict),
            profile: case.optional_bytes("/in/profile").as_deref().map(dict),
            time: case.time(),
            draws: Draws {
                key: case.draw("key"),
                iv: case.draw("iv"),
                padding: case.draw("padding"),
                k: case.draw("k"),
            },
        };
        let sealed = Envelope::new(&sender, &receiver, &content).unwrap().seal(&text, sealing).unwrap();
        let expected = case.bytes("/expect/accept/message");
        assert_eq!(write::dict(&sealed.message), String::from_utf8(expected).unwrap(), "{}", case.id());
        let key = sealed.message_key.map(|key| key.text().as_bytes().to_vec());
        assert_eq!(key, case.optional_bytes("/expect/accept/message_key"), "{}", case.id());
    }
}

#[test]
fn captured_messages_are_split_and_trimmed() {
    let cases = case::of("dimp.message.split");
    assert_eq!(cases.len(), 1);
    for case in cases {
        let message = Message::read(&case.bytes("/in/message")).unwrap();
        let members: Vec<Id> =
            case.list("/in/members").iter().map(|member| Id::read(member).unwrap()).collect();
        let split = message.split(&members).unwrap();
        let written: Vec<_> = split.iter().map(|message| write::dict(message).into_bytes()).collect();
        assert_eq!(written, case.list("/expect/accept/messages"), "{}", case.id());
    }
    let cases = case::of("dimp.message.trim");
    assert_eq!(cases.len(), 1);
    for case in cases {
        let message = Message::read(&case.bytes("/in/message")).unwrap();
        let trimmed = message.trim(&id(case, "/in/member")).unwrap();
        assert_eq!(write::dict(&trimmed).into_bytes(), case.bytes("/expect/accept/message"), "{}", case.id());
    }
}

fn verify(case: &Case) -> Result<Verified, Reject> {
    let (meta, profile) = (case.optional_bytes("/in/meta"), case.optional_bytes("/in/profile"));
    let given = Given { meta: meta.as_deref(), profile: profile.as_deref() };
    Message::read(&case.bytes("/in/message"))?.verify(&given)
}

fn open(case: &Case, verified: &Verified) -> Result<Opened, Refusal<Reject>> {
    let key = |text: &Vec<u8>| PrivateKey::read(text).expect(GOOD);
    let private_keys: Vec<_> = case.list("/in/private_keys").iter().map(key).collect();
    let message_key = case.optional_bytes("/in/message_key").map(|key| MessageKey::read(&key).expect(GOOD));
    verified.open(&id(case, "/in/user"), &private_keys, message_key.as_ref())
}

fn assert_envelope(case: &Case, verified: &Verified, group: Option<&Id>) {
    let message = verified.message();
    let text = |id: &Id| id.to_text().into_bytes();
    assert_eq!(text(message.sender()), case.bytes("/expect/accept/sender"), "{}", case.id());
    assert_eq!(text(message.receiver()), case.bytes("/expect/accept/receiver"), "{}", case.id());
    assert_eq!(group.map(text), case.optional_bytes("/expect/accept/group"), "{}", case.id());
}

#[test]
fn captured_messages_are_verified() {
    let cases = case::of("dimp.message.verify");
    assert_eq!(cases.len(), 3);
    for case in cases {
        let verified = verify(case).unwrap();
        assert_envelope(case, &verified, verified.message().group());
        assert_eq!(verified.signed(), case.bytes("/expect/accept/signed"), "{}", case.id());
        let is_broadcast = case.part("/expect/accept/broadcast").and_then(Json::as_bool);
        assert_eq!(Some(verified.message().is_broadcast()), is_broadcast, "{}", case.id());
        let meta = verified.attached_meta().map(|meta| meta.to_text().into_bytes());
        assert_eq!(meta, case.optional_bytes("/expect/accept/meta"), "{}", case.id());
    }
}

#[test]
fn captured_messages_are_opened() {
    let cases = case::of("dimp.message.open");
    assert_eq!(cases.len(), 49);
    let mut refused = 0;
    for case in cases {
        if let Some(code) = case.refusal() {
            let opened = verify(case).map_err(Refusal::Reject).and_then(|verified| open(case, &verified));
            let refusal = match opened {
                Err(Refusal::Reject(reject)) => reject.code(),
                other => panic!("{}: {other:?}", case.id()),
            };
            assert_eq!(refusal, code, "{}", case.id());
            refused += 1;
            continue;
        }
        let verified = verify(case).unwrap_or_else(|reject| panic!("{}: {reject}", case.id()));
        let opened = open(case, &verified).unwrap_or_else(|refusal| panic!("{}: {refusal}", case.id()));
        assert_envelope(case, &verified, opened.content.group());
        let key = opened.message_key.map(|held| held.text.to_vec());
        assert_eq!(key, case.optional_bytes("/expect/accept/message_key"), "{}", case.id());
        assert_eq!(opened.content.members(), &case.dict("/expect/accept/content"), "{}", case.id());
        if let Some(plaintext) = case.optional_bytes("/intermediate/content") {
            assert_eq!(opened.plaintext, plaintext, "{}", case.id());
        }
    }
    assert_eq!(refused, 10);
}
