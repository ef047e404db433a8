//! Everything that a reader does with a message or an answer, under the keys of one mailbox.

use taut_dweeter::wire::json::read;
use taut_dweeter::wire::text;
use taut_dweeter::{Content, Dict, Mailbox, Misuse, Reject, Value, seal};
use taut_wire::Refusal;

use super::people::{self, CREATED, FORMS, NOW, OF_ANSWER, OF_CONTENT, OF_JSON, OF_MESSAGE, assert_code};
use crate::corpus;

/// Why dweets are refused beside what is in them.
const OF_DWEETS: &[&str] = &["bad-dweet", "extra-members", "no-dweet", "wrong-thing"];

/// Texts, contents and answers of the cases, and honest answers of both text forms.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::members("dweeter", &["body", "text", "content"]);
    for form in FORMS {
        let mailbox = people::mailbox(form);
        let name = NOW.to_second();
        for text in [format!(r#"{{"a": 1, "remote_time": "{name}"}}"#), "{}".to_owned(), "7".to_owned()] {
            seeds.push(answer_with(&mailbox, &sealed(&mailbox, &name, text)).into_bytes());
        }
    }
    seeds
}

/// Every outcome is one that the operation has, what is sealed opens, and what is refused changes nothing.
///
/// # Panics
/// When that does not hold.
pub fn check_open(data: &[u8]) {
    for form in FORMS {
        let mailbox = people::mailbox(form);
        opened_as_value(&mailbox, data);
        opened_as_dweets(&mailbox, data);
        received(&mailbox, data);
        if let Ok(text) = str::from_utf8(data) {
            opened_as_text(&mailbox, text);
            if let Ok(data) = read::read(text) {
                sealed_and_opened(&mailbox, &data);
            }
        }
    }
}

/// Takes the bytes for the encrypted value of a message.
fn opened_as_value(mailbox: &Mailbox, value: &[u8]) {
    let (keys, form) = (mailbox.keys(), mailbox.form());
    let name = sealed(mailbox, &NOW.to_second(), String::new());
    let members: Vec<_> = name.members().map(|(name, _)| (name, value)).collect();
    let content = seal::open_content(keys, form, members.iter().copied());
    let opened = seal::open_message(keys, form, &members, &CREATED.into());
    match (content, opened) {
        (Ok(content), opened) => {
            let again = seal::seal_content(keys, form, &content);
            assert_eq!(again.members().next(), members.first().copied(), "a content has one sealed form");
            let (name, text) = content.members().next().expect("as many members as before");
            assert_eq!(opened, seal::read_data(name, text, &CREATED.into()));
        }
        (Err(why), opened) => {
            assert_code(why.code(), &[OF_CONTENT]);
            assert_eq!(opened, Err(why));
        }
    }
}

/// Takes them for the body of an answer: what opens is sealed again as it was.
fn opened_as_dweets(mailbox: &Mailbox, body: &[u8]) {
    match mailbox.open_dweets(&people::answer(body)) {
        Ok(dweets) => {
            for dweet in dweets {
                let sealed = seal::seal_content(mailbox.keys(), mailbox.form(), dweet.content());
                let original = dweet.find("content").and_then(Value::as_dict);
                assert_eq!(Some(&sealed.to_dict()), original, "a content has one sealed form");
                assert!(dweet.find("thing").is_some_and(|thing| thing.is_text(mailbox.thing())));
            }
        }
        Err(why) => assert_code(why.code(), &[OF_ANSWER, OF_CONTENT, OF_DWEETS, OF_JSON]),
    }
}

/// A reader who has read something, and one who has not.
fn received(mailbox: &Mailbox, body: &[u8]) {
    let mut readers = [mailbox.clone(), mailbox.clone()];
    let text = format!(r#"{{"remote_time": "{0}"}}"#, NOW.to_second());
    let honest = answer_with(mailbox, &sealed(mailbox, &NOW.to_second(), text));
    for (n, reader) in readers.iter_mut().enumerate() {
        if n > 0 {
            assert!(reader.receive(&people::answer(honest.as_bytes())).is_ok(), "an honest message");
        }
        let before = reader.clone();
        match reader.receive(&people::answer(body)) {
            Ok(data) => {
                assert_ne!(*reader, before, "a message that is accepted leaves its mark");
                assert!(["remote_time", "created_time"].iter().all(|name| data.find(name).is_some()));
                let again = reader.receive(&people::answer(body));
                assert_eq!(again, Err(Refusal::Ignore), "the same message twice");
            }
            Err(why) => {
                assert_eq!(*reader, before, "{why:?} has changed the Mailbox");
                if let Refusal::Reject(why) = why {
                    assert_ne!(why, Reject::NotFound);
                    assert_code(why.code(), &[OF_ANSWER, OF_CONTENT, OF_DWEETS, OF_JSON, OF_MESSAGE]);
                }
            }
        }
    }
}

/// Seals a text, so that what comes after the decryption is reached.
fn opened_as_text(mailbox: &Mailbox, text: &str) {
    let name = NOW.to_second();
    let content = sealed(mailbox, &name, text.to_owned());
    let opened = open(mailbox, &content);
    match &opened {
        Ok(data) => {
            assert_eq!(data.find("remote_time"), Some(&name.as_str().into()));
            assert_eq!(data.find("created_time"), Some(&CREATED.into()));
        }
        Err(why) => assert_code(why.code(), &[OF_JSON, OF_MESSAGE]),
    }
    let mut reader = mailbox.clone();
    let received = reader.receive(&people::answer(answer_with(mailbox, &content).as_bytes()));
    assert_eq!(received, opened.map_err(Refusal::Reject), "a Mailbox reads as the operation does");
}

/// What a writer is given comes out again, with both times; the writer always gives the same bytes.
fn sealed_and_opened(mailbox: &Mailbox, data: &Value) {
    let content = match seal::seal_message(mailbox.keys(), mailbox.form(), NOW, data) {
        Ok(content) => content,
        Err(why) => {
            assert!(data.as_dict().is_none(), "a dict that was read can be written: {why:?}");
            assert_eq!(why, Misuse::BadData);
            return;
        }
    };
    let mut expected = data.as_dict().cloned().unwrap_or_default();
    expected.set("remote_time", NOW.to_second().as_str().into());
    let again = seal::seal_message(mailbox.keys(), mailbox.form(), NOW, &expected.clone().into());
    assert_eq!(again, Ok(content.clone()), "sealing is the same every time");
    expected.set("created_time", CREATED.into());
    assert_eq!(open(mailbox, &content), Ok(expected));
    let mut writer = mailbox.clone();
    let request = writer.send(NOW, data).expect("it was sealed");
    assert_eq!(writer, *mailbox, "sending has changed the Mailbox");
    let body = request.body.expect("a post has a body");
    assert_eq!(read::read(&body), Ok(content.to_dict().into()));
}

fn open(mailbox: &Mailbox, content: &Content) -> Result<Dict, Reject> {
    let members: Vec<_> = content.members().collect();
    seal::open_message(mailbox.keys(), mailbox.form(), &members, &CREATED.into())
}

fn sealed(mailbox: &Mailbox, name: &str, text: String) -> Content {
    let plain = Content(vec![(name.to_owned(), text)]);
    let sealed = seal::seal_content(mailbox.keys(), mailbox.form(), &plain);
    let is_in_form = |part: &[u8]| text::decode(mailbox.form(), part).is_ok();
    assert!(sealed.members().all(|(name, value)| is_in_form(name) && is_in_form(value)));
    sealed
}

/// The answer to `latest` with one dweet.
fn answer_with(mailbox: &Mailbox, content: &Content) -> String {
    let text = |(name, value): &(String, String)| format!(r#""{name}": "{value}""#);
    let members: Vec<String> = content.0.iter().map(text).collect();
    let (thing, members) = (mailbox.thing(), members.join(", "));
    format!(
        r#"{{"this": "succeeded", "with": [{{"thing": "{thing}", "created": "{CREATED}", "content": {{{members}}}}}]}}"#
    )
}
