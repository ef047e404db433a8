//! Messages that released implementations wrote.

use taut_dimp::wire::content::Content;
use taut_dimp::wire::json::{self, Value, write};
use taut_dimp::wire::message::{Draws, Envelope, Message, Receiver, Sealing};
use taut_dimp::{Dict, Id, MessageKey, PrivateKey};

use crate::case::{self, Case};

fn id(case: &Case, pointer: &str) -> Id {
    Id::read(&case.bytes(pointer)).unwrap()
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
        let (sender, receiver) = (id(&case, "/in/sender"), id(&case, "/in/receiver"));
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
        let trimmed = message.trim(&id(&case, "/in/member")).unwrap();
        assert_eq!(write::dict(&trimmed).into_bytes(), case.bytes("/expect/accept/message"), "{}", case.id());
    }
}
