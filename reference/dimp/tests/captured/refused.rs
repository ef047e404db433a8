//! What a writer refuses to seal, and what it writes of what it is given.

use taut_dimp::wire::content::Content;
use taut_dimp::wire::json::write;
use taut_dimp::wire::message::{Envelope, Receiver};
use taut_dimp::{MessageKey, Misuse, PrivateKey, Refused, Reject};

use crate::parties::{GROUP, HULK, MOKI, Parties, TEXT, id};

#[test]
fn keys_are_those_of_the_receivers() {
    let parties = Parties::captured();
    let seal = |receiver: &str, receivers: &[Receiver], key: Option<&MessageKey>| {
        let group = if receiver == GROUP { format!(", \"group\": {GROUP:?}") } else { String::new() };
        let content = format!(r#"{{"type": 1, "sn": 1, "text": "a"{group}}}"#);
        parties.seal(receiver, &content, receivers, key).map(|sealed| sealed.message)
    };
    let (bad_data, no_key) =
        (Err(Refused::Misuse(Misuse::BadData)), Err(Refused::Misuse(Misuse::NoReceiverKey)));
    let hulk = parties.for_hulk();
    let alone = std::slice::from_ref(&hulk);
    let phone = Receiver { id: Some(id(&format!("{HULK}/phone"))), ..hulk.clone() };
    let key = MessageKey::read(br#"{"algorithm": "PLAIN"}"#).unwrap();
    assert_eq!(seal("anyone@anywhere", alone, None), bad_data);
    assert_eq!(seal("anyone@anywhere", &[], Some(&key)), bad_data);
    assert_eq!(seal(HULK, &[], None), bad_data);
    assert_eq!(seal(HULK, &[hulk.clone(), phone.clone()], None), bad_data);
    assert_eq!(seal(GROUP, &[hulk.clone(), phone], None), bad_data);
    let ecc = PrivateKey::draw(&[1; 32]).unwrap().public().clone();
    for lacking in [None, Some(ecc)] {
        let member = Receiver { id: Some(id(MOKI)), key: lacking };
        assert_eq!(seal(HULK, std::slice::from_ref(&member), None), no_key);
        let message = seal(GROUP, &[member.clone(), hulk.clone()], None).unwrap();
        assert_eq!(message.find("keys").unwrap().as_dict().unwrap().0.len(), 1);
        assert_eq!(seal(GROUP, &[member], None).unwrap().find("keys"), None);
    }
    let long = format!(r#"{{"algorithm": "PLAIN", "x": "{}"}}"#, "x".repeat(100));
    let long = MessageKey::read(long.as_bytes()).unwrap();
    assert_eq!(seal(HULK, alone, Some(&long)), no_key);
    assert_eq!(seal(GROUP, alone, Some(&long)), no_key);
}

#[test]
fn sender_receiver_and_content_fit() {
    let envelope = |sender: &str, receiver: &str, content: &str| {
        let content = Content::read(content.as_bytes()).unwrap();
        Envelope::new(&id(sender), &id(receiver), &content)
            .map(|envelope| (envelope.group().map(taut_dimp::Id::to_text), envelope.is_broadcast()))
    };
    let grouped = |number: u8, group: &str| {
        format!(r#"{{"type": {number}, "sn": 1, "text": "a", "command": "a", "group": {group:?}}}"#)
    };
    let everyone = "everyone@everywhere";
    assert_eq!(envelope(MOKI, HULK, TEXT), Ok((None, false)));
    assert_eq!(envelope(MOKI, HULK, &grouped(1, GROUP)), Ok((Some(GROUP.to_owned()), false)));
    assert_eq!(envelope(MOKI, HULK, &grouped(136, GROUP)), Ok((None, false)));
    assert_eq!(envelope(MOKI, GROUP, &grouped(136, GROUP)), Ok((None, false)));
    assert_eq!(envelope(MOKI, HULK, &grouped(137, everyone)), Ok((Some(everyone.to_owned()), true)));
    assert_eq!(envelope(MOKI, GROUP, &grouped(1, everyone)), Ok((Some(everyone.to_owned()), true)));
    assert_eq!(envelope(MOKI, everyone, TEXT), Ok((None, true)));
    assert_eq!(envelope(MOKI, GROUP, TEXT), Err(Reject::GroupMismatch));
    assert_eq!(envelope(GROUP, HULK, TEXT), Err(Reject::BadSender));
    assert_eq!(envelope("anyone@anywhere", HULK, TEXT), Err(Reject::BadSender));
}

#[test]
fn a_text_is_sealed_as_it_was_given() {
    let parties = Parties::captured();
    let text = "{\"sn\":1,\t\"type\":1,\"text\":\"\u{e9}\\u00e9\"} ";
    let sealed = parties.seal(HULK, text, &[parties.for_hulk()], None).unwrap();
    assert_eq!(parties.open(&sealed.message, None).unwrap().plaintext, text.as_bytes());
    let broadcast = parties.seal("anyone@anywhere", text, &[], None).unwrap();
    assert_eq!(broadcast.message.find("data").unwrap().as_text(), Some(text.as_bytes()));
    assert!(write::dict(&broadcast.message).contains(r#"\"text\":\"\u00e9\\u00e9\"} "#));
    assert_eq!(parties.open(&broadcast.message, None).unwrap().plaintext, text.as_bytes());
}
