//! A captured message that was changed in one place is refused by the rule of that place, or is the same one.

use taut_dimp::wire::base64;
use taut_dimp::wire::message::{Given, Message};
use taut_dimp::{Dict, MessageKey, Reject, Value};
use taut_wire::Refusal;

use crate::parties::{GROUP, HULK, MOKI, Parties, TEXT, captured, changed, dict, id};

const NAMELESS: &str = r#""4WDfe3zZ4T7opFSi3iDAKiuTnUHjxmXekk""#;

fn verify(parties: &Parties, message: Dict) -> Result<(), Reject> {
    let given = Given { meta: Some(&parties.moki_meta), profile: None };
    Message::of(Value::Dict(message))?.verify(&given).map(drop)
}

#[test]
fn a_message_has_its_members() {
    use Reject::{BadBase64, BadId, BadMessage, BadNumber, BadSender, BadSignature, LaterVersion};
    let parties = Parties::captured();
    assert_eq!(verify(parties, parties.message.clone()), Ok(()));
    for (name, text, reject) in [
        ("sender", None, BadMessage),
        ("receiver", Some("1"), BadMessage),
        ("data", Some("null"), BadMessage),
        ("signature", Some("[]"), BadMessage),
        ("group", Some("null"), BadMessage),
        ("key", Some("null"), BadMessage),
        ("keys", Some("[]"), BadMessage),
        ("meta", Some("\"\""), BadMessage),
        ("IV", Some("1"), LaterVersion),
        ("type", Some("\"1\""), LaterVersion),
        ("type", Some("256"), BadNumber),
        ("time", Some("1.0"), BadNumber),
        ("time", Some("-1"), BadNumber),
        ("time", Some("9007199254740992"), BadNumber),
        ("sender", Some("\"\""), BadId),
        ("receiver", Some("\"/\""), BadId),
        ("group", Some("\"\""), BadId),
        ("sender", Some("\"anyone@anywhere\""), BadSender),
        ("sender", Some(&*format!("{GROUP:?}")), BadSender),
        ("sender", Some(&*format!("{HULK:?}")), Reject::MetaMismatch),
        ("sender", Some(NAMELESS), Reject::MetaMismatch),
        ("data", Some("\"\""), BadSignature),
        ("data", Some("\"A\""), BadBase64),
        ("data", Some("\"AA==AA==\""), Reject::LooseText),
        ("signature", Some("\"\""), BadSignature),
        ("signature", Some("\"\u{e9}\""), BadBase64),
        ("group", Some("\"everyone@everywhere\""), BadSignature),
        ("profile", Some("1"), Reject::NotObject),
        ("profile", Some("{}"), Reject::BadProfile),
        ("meta", Some("{}"), Reject::UnknownVersion),
    ] {
        let message = changed(&parties.message, &[(name, text)]);
        assert_eq!(verify(parties, message), Err(reject), "{name} {text:?}");
    }
    let compressed = changed(&parties.message, &[("F", Some("1")), ("sender", None)]);
    assert_eq!(verify(parties, compressed), Err(LaterVersion));
    assert_eq!(Message::read(b"[]").map(drop), Err(Reject::NotObject));
    for (name, text) in [("time", None), ("type", None), ("F", Some("1")), ("content", Some("[1]"))] {
        assert_eq!(verify(parties, changed(&parties.message, &[(name, text)])), Ok(()), "{name}");
    }
}

#[test]
fn metas_and_profiles_are_those_of_the_sender() {
    let parties = Parties::captured();
    let meta = |text: &[u8]| Some(String::from_utf8(text.to_vec()).expect("JSON"));
    let attach = |text: Option<String>| changed(&parties.message, &[("meta", text.as_deref())]);
    let read = |message: Dict, given: Given<'_>| {
        Message::of(Value::Dict(message)).and_then(|message| message.verify(&given)).map(drop)
    };
    let (own, other) = (meta(&parties.moki_meta), meta(&parties.hulk_meta));
    assert_eq!(read(parties.message.clone(), Given::default()), Err(Reject::UnknownId));
    assert_eq!(read(attach(own.clone()), Given::default()), Ok(()));
    assert_eq!(read(attach(other.clone()), Given::default()), Err(Reject::MetaMismatch));
    let given = Given { meta: Some(&parties.hulk_meta), profile: None };
    assert_eq!(read(attach(own.clone()), given), Err(Reject::MetaMismatch));
    let profile = captured("dimp.profile.read", "dimp/published/profile-moki").bytes("/in/profile");
    let given = Given { meta: Some(&parties.moki_meta), profile: Some(&profile) };
    assert_eq!(read(parties.message.clone(), given), Ok(()));
    let attached = changed(&parties.message, &[("profile", meta(&profile).as_deref())]);
    assert_eq!(verify(parties, attached), Ok(()));
    let of_another = format!(r#"{{"ID": {HULK:?}, "data": "", "signature": ""}}"#);
    let attached = changed(&parties.message, &[("profile", Some(&of_another))]);
    assert_eq!(verify(parties, attached), Err(Reject::WrongId));
}

#[test]
fn a_key_block_fails_in_one_way() {
    let parties = Parties::captured();
    let aes = r#"{"algorithm": "AES", "data": "#;
    for text in [
        "",
        "not JSON",
        "{\"algorithm\": \"AES\"",
        "[]",
        "{}",
        r#"{"data": "AAAAAAAAAAAAAAAAAAAAAA=="}"#,
        r#"{"algorithm": 1}"#,
        r#"{"algorithm": "RSA", "data": ""}"#,
        r#"{"algorithm": "AES"}"#,
        r#"{"A": "AES", "D": "AAAAAAAAAAAAAAAAAAAAAA=="}"#,
        &format!("{aes}1}}"),
        &format!("{aes}\"AAAA\"}}"),
        &format!("{aes}\"AAAAAAAAAAAAAAAAAAAAAA==\\n\"}}"),
        &format!("{aes}\"AAAAAAAAAAAAAAAAAAAAAA==\", \"iv\": \"AAAA\"}}"),
    ] {
        let opened = parties.open(&parties.with_key_text(text.as_bytes()), None).map(drop);
        assert_eq!(opened, Err(Refusal::Reject(Reject::BadKeyBlock)), "{text}");
    }
    let block = parties.encrypt_for_hulk(b"{}");
    for bytes in [&block[1..], &[&[0], &block[..]].concat(), &[0; 128], &[0xff; 128], &[1; 128], &[]] {
        let text = format!("{:?}", base64::encode(bytes));
        let opened = parties.open(&changed(&parties.message, &[("key", Some(&text))]), None).map(drop);
        assert_eq!(opened, Err(Refusal::Reject(Reject::BadKeyBlock)), "{text}");
    }
    for text in ["\"A\"", "\"AA==\\n\""] {
        let opened = parties.open(&changed(&parties.message, &[("key", Some(text))]), None).map(drop);
        assert_eq!(opened, Err(Refusal::Reject(Reject::BadKeyBlock)), "{text}");
    }
    let of_2018 = parties.with_key_text(br#"{"algorithm": "AES", "passphrase": "x"}"#);
    assert_eq!(parties.open(&of_2018, None).map(drop), Err(Refusal::Reject(Reject::OldKey)));
    let plain = parties.with_key_text(br#"{"algorithm": "PLAIN"}"#);
    assert_eq!(parties.open(&plain, None).map(drop), Err(Refusal::Reject(Reject::PlainKey)));
}

#[test]
fn a_key_block_that_fails_is_not_replaced() {
    let parties = Parties::captured();
    let opened = parties.open(&parties.message, None).unwrap();
    let held = opened.message_key.expect("the message has a key block");
    let without = changed(&parties.message, &[("key", None)]);
    assert_eq!(parties.open(&without, None).map(drop), Err(Refusal::Reject(Reject::NoMessageKey)));
    assert_eq!(parties.open(&without, Some(&held.key)).unwrap().plaintext, TEXT.as_bytes());
    let broken = parties.with_key_text(b"{}");
    let refused = parties.open(&broken, Some(&held.key)).map(drop);
    assert_eq!(refused, Err(Refusal::Reject(Reject::BadKeyBlock)));
    let plain = MessageKey::read(br#"{"algorithm": "PLAIN"}"#).unwrap();
    assert_eq!(parties.open(&without, Some(&plain)).map(drop), Err(Refusal::Reject(Reject::PlainKey)));
    let null = changed(&without, &[("keys", Some(&format!("{{{HULK:?}: null}}")))]);
    assert_eq!(parties.open(&null, Some(&held.key)).map(drop), Err(Refusal::Reject(Reject::BadKeyBlock)));
}

#[test]
fn the_private_key_that_finds_a_message_key_is_found() {
    let parties = Parties::captured();
    let given = Given { meta: Some(&parties.moki_meta), profile: None };
    let verified = Message::of(Value::Dict(parties.message.clone())).unwrap().verify(&given).unwrap();
    let ecc = taut_dimp::PrivateKey::draw(&[1; 32]).unwrap();
    let keys = [ecc, parties.moki.clone(), parties.hulk.clone()];
    assert_eq!(verified.open(&id(HULK), &keys, None).unwrap().plaintext, TEXT.as_bytes());
    let refused = verified.open(&id(HULK), &keys[..2], None).map(drop);
    assert_eq!(refused, Err(Refusal::Reject(Reject::BadKeyBlock)));
    assert_eq!(verified.open(&id(MOKI), &keys, None).map(drop), Err(Refusal::Ignore));
    let with_terminal = id(&format!("{HULK}/phone"));
    assert!(verified.open(&with_terminal, &keys, None).is_ok());
}

#[test]
fn the_group_of_an_envelope_is_that_of_the_content() {
    let parties = Parties::captured();
    let hidden = changed(&parties.message, &[("group", Some(&format!("{GROUP:?}")))]);
    assert_eq!(parties.open(&hidden, None).map(drop), Err(Refusal::Reject(Reject::GroupMismatch)));
    let aimed = changed(&parties.message, &[("receiver", Some(&format!("{GROUP:?}")))]);
    assert_eq!(parties.open(&aimed, None).map(drop), Err(Refusal::Reject(Reject::GroupMismatch)));
    let content = format!(r#"{{"type": 1, "sn": 1, "text": "a", "group": {GROUP:?}}}"#);
    let sealed = parties.seal(HULK, &content, &[parties.for_hulk()], None).unwrap();
    assert_eq!(parties.open(&sealed.message, None).unwrap().content.group(), Some(&id(GROUP)));
    let without = changed(&sealed.message, &[("group", None)]);
    assert_eq!(parties.open(&without, None).unwrap().content.group(), Some(&id(GROUP)));
    let command = r#"{"type": 1, "sn": 1, "text": "a"}"#;
    let broadcast = parties.seal("everyone@everywhere", command, &[], None).unwrap();
    let to_one = changed(
        &broadcast.message,
        &[("receiver", Some(&format!("{HULK:?}"))), ("group", Some("\"stations@everywhere\""))],
    );
    assert!(parties.open(&to_one, None).is_ok());
}

#[test]
fn a_part_of_a_message_is_that_message() {
    let parties = Parties::captured();
    let content = format!(r#"{{"type": 1, "sn": 1, "text": "a", "group": {GROUP:?}}}"#);
    let sealed = parties.seal(GROUP, &content, &[parties.for_hulk()], None).unwrap();
    let message = Message::of(Value::Dict(sealed.message.clone())).unwrap();
    let members = [id(MOKI), id(HULK), id(&format!("{HULK}/phone"))];
    let parts = message.split(&members).unwrap();
    assert!(parts.iter().all(|part| part.find("keys").is_none() && part.find("group").is_some()));
    let [for_moki, for_hulk, for_phone] = parts.as_slice() else { panic!("{parts:?}") };
    assert_eq!((for_moki.find("key"), for_phone.find("key")), (None, None));
    assert_eq!(parties.open(for_hulk, None).unwrap().plaintext, content.as_bytes());
    let trimmed = message.trim(&members[1]).unwrap();
    assert_eq!(parties.open(&trimmed, None).unwrap().plaintext, content.as_bytes());
    let given = Given { meta: Some(&parties.moki_meta), profile: None };
    let verified = message.clone().verify(&given).unwrap().trimmed(&members[2]);
    assert_eq!(verified.message().members(), &trimmed);
    let keys = std::slice::from_ref(&parties.hulk);
    assert_eq!(verified.decrypt(&members[2], keys, None).unwrap().plaintext, content.as_bytes());
    assert_eq!(message.trim(&id(GROUP)), Err(Reject::WrongId));
    assert_eq!(message.split(&[id(HULK), id(GROUP)]), Err(Reject::WrongId));
    let personal = Message::of(Value::Dict(parties.message.clone())).unwrap();
    assert_eq!(personal.split(&[]), Err(Reject::WrongId));
    assert_eq!(personal.trim(&id(HULK)), Err(Reject::WrongId));
    assert_eq!(dict(b"{}"), Dict::default());
}
