//! What a node receives, and what it makes of it.

use std::slice;

use taut_dimp::session::MAX_FORWARDED;
use taut_dimp::wire::json::write;
use taut_dimp::{Dict, Node, Reject, Value};
use taut_wire::Refusal;

use crate::parties::{GROUP, HULK, MOKI, changed, dict, id};
use crate::people::{People, TIME, draws, forwarding, group_text, hear, pack, packing, text};

#[test]
fn a_message_is_received_once() {
    let people = People::captured();
    let (mut moki, mut hulk) = (people.moki(), people.hulk());
    let message = pack(&mut moki, HULK, &text(1), 1).unwrap();
    let heard = hear(&mut hulk, &message).unwrap();
    assert_eq!((heard.sender, heard.user, heard.group), (id(MOKI), id(HULK), None));
    assert_eq!(heard.content, dict(text(1).as_bytes()));
    assert_eq!(hear(&mut hulk, &message), Err(Refusal::Ignore));
    let from_phone = changed(&message, &[("sender", Some(&format!("{:?}", format!("{MOKI}/phone"))))]);
    assert_eq!(hear(&mut hulk, &from_phone), Err(Refusal::Ignore));
    let mut restored = Node::restore(&hulk.save()).unwrap();
    assert_eq!(hear(&mut restored, &message), Err(Refusal::Ignore));
    assert!(hear(&mut people.hulk(), &message).is_ok());
}

#[test]
fn it_is_for_one_of_the_users() {
    let people = People::captured();
    let mut moki = people.moki();
    let personal = pack(&mut moki, HULK, &text(1), 1).unwrap();
    let grouped = pack(&mut moki, GROUP, &group_text(2), 2).unwrap();
    let broadcast = pack(&mut moki, "everyone@everywhere", &text(3), 3).unwrap();
    for message in [&personal, &grouped, &broadcast] {
        assert_eq!(hear(&mut people.stranger(), message), Err(Refusal::Ignore));
    }
    let mut hulk = people.hulk();
    hulk.add_user(format!("{HULK}/phone").as_bytes(), &people.hulk_meta, slice::from_ref(&people.hulk_key))
        .unwrap();
    for (message, group) in [(&personal, None), (&grouped, Some(id(GROUP))), (&broadcast, None)] {
        let heard = hear(&mut hulk, message).unwrap();
        assert_eq!((heard.user.terminal(), heard.group), (Some("phone"), group));
    }
    hulk.save_members(GROUP.as_bytes(), &[MOKI.into()], None).unwrap();
    let another = pack(&mut moki, GROUP, &group_text(4), 4).unwrap();
    assert_eq!(hear(&mut hulk, &another), Err(Refusal::Ignore));
}

#[test]
fn keys_are_kept_for_their_direction() {
    let people = People::captured();
    let (mut moki, mut hulk) = (people.moki(), people.hulk());
    // All under one message key, and the second of each without key block.
    let mut to = |receiver: &str, content: &str, with_key: bool| {
        let message = pack(&mut moki, receiver, content, 1).unwrap();
        if with_key { message } else { changed(&message, &[("key", None), ("keys", None)]) }
    };
    let missing = Err(Refusal::Reject(Reject::NoMessageKey));
    let command = |sn: u8| format!(r#"{{"type": 136, "command": "x", "sn": {sn}, "group": {GROUP:?}}}"#);
    assert_eq!(hear(&mut hulk, &to(GROUP, &group_text(1), false)), missing);
    hear(&mut hulk, &to(GROUP, &group_text(2), true)).unwrap();
    hear(&mut hulk, &to(GROUP, &group_text(3), false)).unwrap();
    assert_eq!(hear(&mut hulk, &to(HULK, &text(4), false)), missing);
    hear(&mut hulk, &to(HULK, &text(5), true)).unwrap();
    hear(&mut Node::restore(&hulk.save()).unwrap(), &to(HULK, &text(6), false)).unwrap();
    // The group of a command is hidden: its key is one for the user.
    let mut other = people.hulk();
    hear(&mut other, &to(GROUP, &command(7), true)).unwrap();
    assert_eq!(hear(&mut other, &to(GROUP, &command(8), false)), missing);
    hear(&mut other, &to(HULK, &text(9), false)).unwrap();
}

#[test]
fn metas_are_believed_once_the_signature_is() {
    let people = People::captured();
    let mut hulk = Node::default();
    hulk.add_user(HULK.as_bytes(), &people.hulk_meta, slice::from_ref(&people.hulk_key)).unwrap();
    let mut moki = people.moki();
    let content = text(1);
    let packing = taut_dimp::session::Packing { attach_meta: true, ..packing(HULK, &content) };
    let message = moki.pack(&packing, draws(1), TIME).unwrap().messages.swap_remove(0);
    let forged = changed(&message, &[("signature", Some("\"AAAA\""))]);
    assert_eq!(hear(&mut hulk, &forged), Err(Refusal::Reject(Reject::BadSignature)));
    let next = pack(&mut moki, HULK, &text(2), 2).unwrap();
    assert_eq!(hear(&mut hulk, &next), Err(Refusal::Reject(Reject::UnknownId)));
    hear(&mut hulk, &message).unwrap();
    hear(&mut hulk, &next).unwrap();
}

#[test]
fn forwarded_messages_are_opened_or_passed_on() {
    let people = People::captured();
    let mut moki = people.moki();
    let nested = |moki: &mut Node, depth: u8| {
        let first = pack(moki, HULK, &text(100), 100).unwrap();
        (0..depth).fold(first, |inner, n| pack(moki, HULK, &forwarding(&inner, n + 1), n).unwrap())
    };
    let deepest = u8::try_from(MAX_FORWARDED).unwrap();
    let receive = |node: &mut Node, message: &Dict| node.receive(write::dict(message).as_bytes(), &[]);
    let received = receive(&mut people.hulk(), &nested(&mut moki, deepest)).unwrap();
    assert_eq!(received.inner.len(), MAX_FORWARDED);
    assert_eq!(received.inner.last().unwrap().content, dict(text(100).as_bytes()));
    let too_deep = nested(&mut moki, deepest + 1);
    assert_eq!(hear(&mut people.hulk(), &too_deep), Err(Refusal::Reject(Reject::TooDeep)));

    let for_moki = pack(&mut moki, MOKI, &text(50), 50).unwrap();
    let outer = pack(&mut moki, HULK, &forwarding(&for_moki, 51), 51).unwrap();
    let mut hulk = people.hulk();
    let received = receive(&mut hulk, &outer).unwrap();
    assert_eq!((received.inner.len(), received.pass_on), (0, Some(for_moki.clone())));
    // What was passed on was not received.
    hulk.add_user(MOKI.as_bytes(), &people.moki_meta, slice::from_ref(&people.moki_key)).unwrap();
    hear(&mut hulk, &for_moki).unwrap();
    let again = pack(&mut moki, HULK, &forwarding(&for_moki, 52), 52).unwrap();
    assert_eq!(hear(&mut hulk, &again), Err(Refusal::Ignore));
    let forged = changed(&for_moki, &[("signature", Some("\"AAAA\""))]);
    let outer = pack(&mut moki, HULK, &forwarding(&forged, 53), 53).unwrap();
    assert_eq!(hear(&mut hulk, &outer), Err(Refusal::Reject(Reject::BadSignature)));
}

#[test]
fn data_comes_from_a_store() {
    let people = People::captured();
    let (mut moki, url) = (people.moki(), b"https://store/1".as_slice());
    let content = r#"{"type": 16, "data": "aGVsbG8=", "filename": "a.txt", "sn": 7}"#;
    let packing = taut_dimp::session::Packing { url: Some(url), ..packing(HULK, content) };
    let packed = moki.pack(&packing, draws(1), TIME).unwrap();
    let (message, upload) = (write::dict(&packed.messages[0]), packed.upload.unwrap());
    assert!(!upload.windows(5).any(|bytes| bytes == b"hello"));
    let downloads =
        [(url.to_vec(), vec![0; 15]), (b"https://store/2".to_vec(), vec![]), (url.to_vec(), upload)];
    let content = people.hulk().receive(message.as_bytes(), &downloads).unwrap().outer.content;
    assert_eq!((content.find("data"), content.find("URL")), (Some(&Value::from("aGVsbG8=")), None));
    let content = people.hulk().receive(message.as_bytes(), &[]).unwrap().outer.content;
    assert!(content.find("password").is_some() && content.find("data").is_none());
    let mut hulk = people.hulk();
    let refused = hulk.receive(message.as_bytes(), &downloads[..1]);
    assert_eq!(refused.map(drop), Err(Refusal::Reject(Reject::BadLength)));
    assert!(hulk.receive(message.as_bytes(), &downloads).is_ok(), "what was refused was not received");
}
