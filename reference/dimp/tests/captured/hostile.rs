//! Texts of attackers: nothing panics, and whatever is opened is what its sender has written.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use taut_dimp::wire::content::Content;
use taut_dimp::wire::json::write;
use taut_dimp::wire::message::{Given, Message, Opened};
use taut_dimp::wire::{file, json};
use taut_dimp::{MessageKey, Value};

use crate::parties::{GROUP, HULK, Parties, TEXT, changed, id};

/// A change of one place in a text.
#[derive(Clone, Debug)]
enum Change {
    Cut(Index, u8),
    Insert(Index, Vec<u8>),
    Put(Index, u8),
}

impl Change {
    fn make(&self, text: &mut Vec<u8>) {
        match self {
            Self::Cut(place, size) => {
                let start = place.index(text.len() + 1);
                let end = (start + usize::from(*size)).min(text.len());
                text.drain(start..end);
            }
            Self::Insert(place, bytes) => {
                let start = place.index(text.len() + 1);
                text.splice(start..start, bytes.iter().copied());
            }
            Self::Put(place, byte) => {
                let start = place.index(text.len() + 1);
                text.splice(start..(start + 1).min(text.len()), [*byte]);
            }
        }
    }
}

fn make_all(changes: &[Change], text: &mut Vec<u8>) {
    for change in changes {
        change.make(text);
    }
}

fn change() -> impl Strategy<Value = Change> {
    let likely = select(b"\"\\{}[]:, =0/@".to_vec());
    let byte = prop_oneof![likely, any::<u8>()];
    prop_oneof![
        (any::<Index>(), 1..40_u8).prop_map(|(place, size)| Change::Cut(place, size)),
        (any::<Index>(), vec(byte.clone(), 1..4)).prop_map(|(place, bytes)| Change::Insert(place, bytes)),
        (any::<Index>(), byte).prop_map(|(place, byte)| Change::Put(place, byte)),
    ]
}

/// hulk's reading of a text that is said to be a message by moki.
fn open(parties: &Parties, text: &[u8]) -> Option<Opened> {
    let given = Given { meta: Some(&parties.moki_meta), profile: None };
    let verified = Message::read(text).ok()?.verify(&given).ok()?;
    verified.open(&id(HULK), std::slice::from_ref(&parties.hulk), None).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_opened_was_written(changes in vec(change(), 1..4)) {
        let parties = Parties::captured();
        let mut text = write::dict(&parties.message).into_bytes();
        make_all(&changes, &mut text);
        if let Some(opened) = open(parties, &text) {
            prop_assert_eq!(opened.plaintext, TEXT.as_bytes());
        }
    }

    #[test]
    fn what_a_receiver_changes_is_not_what_he_opens(changes in vec(change(), 1..3)) {
        let parties = Parties::captured();
        let content = format!(r#"{{"type": 1, "sn": 1, "text": "a", "group": {GROUP:?}}}"#);
        let sealed = parties.seal(GROUP, &content, &[parties.for_hulk()], None).unwrap();
        let mut text = write::dict(&sealed.message).into_bytes();
        make_all(&changes, &mut text);
        if let Some(opened) = open(parties, &text) {
            prop_assert_eq!(opened.plaintext, content.as_bytes());
        }
        if let Ok(message) = Message::read(&text) {
            let _ = message.split(&[id(HULK)]);
            let _ = message.trim(&id(HULK));
        }
    }

    #[test]
    fn no_content_makes_its_reader_panic(
        pick in any::<Index>(),
        changes in vec(change(), 0..4),
        download in vec(any::<u8>(), 0..48),
    ) {
        let contents = [
            TEXT,
            r#"{"type": 16, "sn": 1, "filename": "a.b", "URL": "https://x", "data": "AAAA"}"#,
            r#"{"type": 136, "sn": 1, "command": "profile", "ID": "x", "profile": {"ID": "y"}}"#,
            r#"{"type": 137, "sn": 1, "command": "invite", "time": 1, "members": ["x"], "group": "y"}"#,
        ];
        let mut text = contents.get(pick.index(contents.len())).map_or(Vec::new(), |text| text.as_bytes().to_vec());
        make_all(&changes, &mut text);
        if let Ok(content) = Content::read(&text) {
            prop_assert_eq!(Ok(Value::Dict(content.members().clone())), json::read::read(&text));
            let key = MessageKey::draw(None, &[1; 32], [2; 16]).unwrap();
            let _ = file::open(&content, &key, Some(&download));
            let _ = file::seal(&content, &key, &download);
        }
    }
}

#[test]
fn many_members_cost_what_their_text_costs() {
    let parties = Parties::captured();
    let names: Vec<_> = (0..30_000).map(|n| format!("\"{n}@everywhere\": null")).collect();
    let keys = format!("{{{}}}", names.join(", "));
    let many = changed(&parties.message, &[("keys", Some(&keys))]);
    let text = write::dict(&many);
    assert_eq!(open(parties, text.as_bytes()).unwrap().plaintext, TEXT.as_bytes());
    let to_all = changed(&many, &[("receiver", Some("\"everyone@everywhere\""))]);
    let message = Message::of(Value::Dict(to_all)).unwrap();
    let members: Vec<_> = (0..30_000).map(|_| id("anyone@anywhere")).collect();
    assert_eq!(message.split(&members).unwrap().len(), 30_000);
}
