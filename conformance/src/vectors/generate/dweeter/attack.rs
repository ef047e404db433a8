//! `attack.json`: what the format cannot prevent, one case for each limit, and what it can.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, case, scenario, step};
use super::boxes::{BOX, Mailbox, joined, object, wire};
use super::data_read::CREATED;
use super::data_write::{NOW, TIME};
use super::dweets::{body, content_members, dweet};
use super::message::{numbered, numbered_data};
use super::receive::{LATER, LATEST, latest, new_box, receives, takes, took};
use super::upstream::read;
use super::value::{hex, text, value};
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    vec![
        equal_blocks(author),
        linkable_thing(author),
        flipped_ciphertext(author),
        flipped_message(author),
        replayed_content(author),
        mixed_second(author),
        own_message(author),
        overwritten(author),
        garbage_in_front(author),
        far_future(author),
        forgotten_mark(author),
        guessed_key_text(author),
        recorded_messages_open_later(author),
    ]
}

fn attack(name: &str, about: &str, rule: &str, class: BugClass, severity: Severity) -> Draft {
    case(&format!("dweeter/attack/{name}")).about(about).rules(&[rule]).bug(class, severity)
}

fn story(name: &str, about: &str, rule: &str, class: BugClass, severity: Severity) -> Draft {
    scenario(&format!("dweeter/attack/{name}")).about(about).rules(&[rule]).bug(class, severity)
}

fn sends(actor: &str, data: &Value, now: i64) -> DraftStep {
    step(actor, "dweeter.send", json!({ "data": value(data) })).now(now)
}

/// Two messages of one minute, whose names and values begin with equal blocks.
fn equal_blocks(author: &Author<'_>) -> Draft {
    let note = json!({ "note": "the same as every day", "n": 1 });
    let json = |time: &str| {
        format!("{{\"note\": \"the same as every day\", \"n\": 1, \"remote_time\": \"{time}\"}}")
    };
    let later = "2024-01-01T00:00:59.000Z";
    let sealed = |time: &str| BOX.seal(author, &[(time, &json(time))]);
    let posted = |time: &str| {
        let thing = BOX.thing(author);
        let body = format!("{{{}}}", content_members(&sealed(time)));
        json!({ "method": "POST", "path": hex(format!("/dweet/for/{thing}")), "media_type": hex("application/json"), "body": hex(body) })
    };
    story(
        "equal-blocks",
        "two messages of one minute: the first block of the name and three of the value are the same",
        "DW-LIMIT-1",
        BugClass::Disclosure,
        Severity::Medium,
    )
    .peer("alice")
    .step(new_box(author, "alice"))
    .step(sends("alice", &note, NOW).accept(posted(TIME)).save("first", "/body"))
    .step(sends("alice", &note, NOW + 59_000).accept(posted(later)).save("second", "/body"))
    .step(blocks_of("alice", "first", &json(TIME)))
    .step(blocks_of("alice", "second", &json(later)))
}

/// Opens the blocks that two messages share, taken from the other of them: 16 bytes of name, 48 of value.
fn blocks_of(actor: &str, saved: &str, json: &str) -> DraftStep {
    let other = if saved == "first" { "second" } else { "first" };
    // Behind `{"` stand 64 digits of name, then `": "` and the value.
    let (name, value) = (2, 2 + 64 + 4);
    let part = |of: &str, from: usize, to: usize| json!({ "$slice": [{ "$ref": of }, from, to] });
    let spliced = |at: usize, shared: usize, end: usize| json!({ "$concat": [part(other, at, at + shared), part(saved, at + shared, end)] });
    let length = value + 2 * 16 * (json.len() / 16 + 1);
    let content = json!([[spliced(name, 32, name + 64), spliced(value, 96, length)]]);
    let mut input = BOX.input();
    input.extend(object(json!({ "content": content, "created": text(CREATED) })));
    let data = value_of(json);
    step(actor, "dweeter.message.open", Value::Object(input)).accept(json!({ "data": data }))
}

/// The data of a JSON text, as a reader gives it.
fn value_of(json: &str) -> Value {
    let mut plain: Value = serde_json::from_str(json).expect("JSON was written here");
    if let Some(members) = plain.as_object_mut() {
        members.insert("created_time".to_owned(), json!(CREATED));
    }
    value(&plain)
}

fn linkable_thing(author: &Author<'_>) -> Draft {
    let thing = BOX.thing(author);
    let path = || json!({ "path": hex(format!("/dweet/for/{thing}")) });
    let year = 31_622_400_000;
    story(
        "linkable-thing",
        "one mailbox posts to one path, for ever and whoever posts",
        "DW-LIMIT-2",
        BugClass::Disclosure,
        Severity::Medium,
    )
    .peer("alice")
    .peer("bob")
    .step(new_box(author, "alice"))
    .step(new_box(author, "bob"))
    .step(sends("alice", &json!({ "a": 1 }), NOW).accept(path()))
    .step(sends("alice", &json!({ "b": "another" }), NOW + year).accept(path()))
    .step(sends("bob", &json!({}), NOW + 2 * year).accept(path()))
}

/// A block is changed: it becomes garbage, and a bit of the next one is another.
fn flipped_ciphertext(author: &Author<'_>) -> Draft {
    let plain = b"sixteen letters!pay bob 100 coins please";
    let sealed = BOX.encrypt(author, plain);
    let mut bytes = hex::decode(&sealed).expect("the ciphertext is hex");
    if let Some(byte) = bytes.get_mut(8) {
        *byte ^= 0x08;
    }
    let mut garbled = hex::decode(GARBLED).expect("it was written here");
    garbled.extend_from_slice(b"pay bob 900 coins please");
    attack(
        "flipped-ciphertext",
        "one bit of the first block makes 100 coins 900, and garbles 16 letters",
        "DW-LIMIT-3",
        BugClass::Malleability,
        Severity::High,
    )
    .op("dweeter.cipher.decrypt", joined([BOX.keys(author), object(json!({ "ciphertext": hex(bytes) }))]))
    .accept(json!({ "plaintext": hex(garbled) }))
}

/// What the first block of [`flipped_ciphertext`] becomes.
const GARBLED: &str = "e07ca45e0b2b4d800bb0dd6a2badc994";

/// Found by search: one message in ten million or so.
const TICKET: &str = "ticket no. 0000988531 x";
const GARBLED_TICKET: &str = "ticketln=_WZj%iOI\u{5ed}m@Cx";

fn flipped_message(author: &Author<'_>) -> Draft {
    let json = format!("{{\"note\": \"{TICKET}\", \"on\": 0, \"remote_time\": \"{TIME}\"}}");
    let sealed = BOX.seal(author, &[(TIME, &json)]);
    let (name, sealed_value) = sealed.first().cloned().expect("one member was sealed");
    // Byte 10 of the second block stands over the `0` of the third.
    let (before, rest) = sealed_value.split_at(2 * (16 + 10) + 1);
    let (digit, after) = rest.split_at(1);
    let digit = u8::from_str_radix(digit, 16).expect("it is a digit") ^ 1;
    let flipped = format!("{before}{digit:x}{after}");
    let read_as = |note: &str, on: u8| {
        value(&json!({ "note": note, "on": on, "remote_time": TIME, "created_time": CREATED }))
    };
    let asks = |content: &[(String, String)]| {
        let given = json!({ "content": wire(content), "created": text(CREATED) });
        step("bob", "dweeter.message.open", joined([BOX.input(), object(given)]))
    };
    story(
        "flipped-message",
        "one bit turns something on, and garbles a note that nobody checks",
        "DW-LIMIT-3",
        BugClass::Forgery,
        Severity::High,
    )
    .peer("bob")
    .step(asks(&sealed).accept(json!({ "data": read_as(TICKET, 0) })))
    .step(asks(&[(name, flipped)]).accept(json!({ "data": read_as(GARBLED_TICKET, 1) })))
}

fn replayed_content(author: &Author<'_>) -> Draft {
    story(
        "replayed-content",
        "the content of an old message, posted again later, is a new message",
        "DW-LIMIT-4",
        BugClass::Replay,
        Severity::High,
    )
    .source_ref("N 65")
    .peer("alice")
    .step(new_box(author, "alice"))
    .step(takes(author, "alice", 1, CREATED).upstream(took(1, CREATED)))
    .step(takes(author, "alice", 1, LATER).upstream(took(1, LATER)))
}

fn mixed_second(author: &Author<'_>) -> Draft {
    let first = BOX.seal(author, &[(TIME, &numbered(1, TIME))]);
    let second = BOX.seal(author, &[(TIME, &numbered(2, TIME))]);
    let mixed: Vec<_> = first.into_iter().zip(second).map(|((name, _), (_, value))| (name, value)).collect();
    let other = "2024-01-01T00:00:01.000Z";
    let apart = BOX.seal(author, &[(other, &numbered(2, TIME))]);
    let holds = |content: &[(String, String)], created: &str| {
        body(&[dweet(&BOX.thing(author), created, &content_members(content))])
    };
    story(
        "mixed-second",
        "name of one message and value of another match when their second is the same, and only then",
        "DW-LIMIT-5",
        BugClass::Confusion,
        Severity::Medium,
    )
    .peer("alice")
    .step(new_box(author, "alice"))
    .step(receives("alice", &holds(&apart, CREATED)).reject("mismatch"))
    .step(
        receives("alice", &holds(&mixed, CREATED)).accept(json!({ "data": numbered_data(2, TIME, CREATED) })),
    )
}

fn own_message(author: &Author<'_>) -> Draft {
    let data = value(&json!({ "a": 7, "remote_time": TIME, "created_time": CREATED }));
    let content = content_members(&BOX.seal(author, &[(TIME, &numbered(7, TIME))]));
    story(
        "own-message",
        "whoever sends reads it as if somebody else had: messages have no sender",
        "DW-LIMIT-6",
        BugClass::Confusion,
        Severity::Medium,
    )
    .source_ref("N 72")
    .peer("alice")
    .step(new_box(author, "alice"))
    .step(sends("alice", &json!({ "a": 7 }), NOW).accept(json!({ "body": hex(format!("{{{content}}}")) })))
    .step(
        receives("alice", &body(&[dweet(&BOX.thing(author), CREATED, &content)]))
            .accept(json!({ "data": data }))
            .upstream(read(&data)),
    )
}

/// Alice writes three times before bob asks, and the service says what came last.
fn overwritten(author: &Author<'_>) -> Draft {
    let about = "of three messages between two questions the first two are lost";
    let mut draft = story("overwritten", about, "DW-LIMIT-7", BugClass::DenialOfService, Severity::Medium)
        .source_ref("N 73")
        .peer("alice")
        .peer("bob")
        .step(new_box(author, "alice"))
        .step(new_box(author, "bob"));
    for number in 0..3 {
        let content = content_members(&BOX.seal(author, &[(TIME, &numbered(number, TIME))]));
        let posted = json!({ "body": hex(format!("{{{content}}}")) });
        draft = draft.step(sends("alice", &json!({ "a": number }), NOW).accept(posted));
    }
    draft
        .step(takes(author, "bob", 2, CREATED).upstream(took(2, CREATED)))
        .step(receives("bob", &latest(author, 2, CREATED)).ignore().upstream(json!({ "ignore": {} })))
        .step(takes(author, "bob", 3, LATER))
}

fn garbage_in_front(author: &Author<'_>) -> Draft {
    let noise = body(&[dweet(&BOX.thing(author), LATER, "\"00\": \"00\"")]);
    story(
        "posted-over",
        "somebody without the key posts over a message, which is then out of reach",
        "DW-LIMIT-7",
        BugClass::DenialOfService,
        Severity::Medium,
    )
    .peer("alice")
    .step(new_box(author, "alice"))
    .step(receives("alice", &noise).reject("bad-length"))
    .step(receives("alice", &noise).reject("bad-length"))
    .step(takes(author, "alice", 1, LATEST))
}

fn far_future(author: &Author<'_>) -> Draft {
    let end = "9999-12-31T23:59:59.999Z";
    story(
        "far-future",
        "a time far ahead makes a Mailbox deaf to all that follows",
        "DW-LIMIT-8",
        BugClass::DenialOfService,
        Severity::High,
    )
    .peer("alice")
    .step(new_box(author, "alice"))
    .step(takes(author, "alice", 1, end))
    .step(receives("alice", &latest(author, 2, LATER)).ignore())
    .step(receives("alice", &latest(author, 3, LATEST)).ignore())
    .step(new_box(author, "alice"))
    .step(takes(author, "alice", 3, LATEST))
}

fn forgotten_mark(author: &Author<'_>) -> Draft {
    story(
        "forgotten-mark",
        "a new Mailbox reads again what was read before",
        "DW-LIMIT-9",
        BugClass::Replay,
        Severity::Medium,
    )
    .source_ref("N 71")
    .peer("alice")
    .step(new_box(author, "alice"))
    .step(takes(author, "alice", 1, CREATED).upstream(took(1, CREATED)))
    .step(new_box(author, "alice"))
    .step(takes(author, "alice", 1, CREATED).upstream(took(1, CREATED)))
}

fn guessed_key_text(author: &Author<'_>) -> Draft {
    let guess = |key: &'static str| {
        let mailbox = Mailbox { key, ..BOX };
        step("eve", "dweeter.mailbox", Value::Object(mailbox.input()))
            .accept(json!({ "thing": hex(mailbox.thing(author)) }))
    };
    story(
        "guessed-key-text",
        "who has seen a thing tries key texts until one gives it, and asks nobody",
        "DW-LIMIT-10",
        BugClass::Disclosure,
        Severity::High,
    )
    .peer("alice")
    .peer("eve")
    .step(new_box(author, "alice"))
    .step(
        sends("alice", &json!({ "a": 1 }), NOW)
            .accept(json!({ "path": hex(format!("/dweet/for/{}", BOX.thing(author))) })),
    )
    .step(guess("password"))
    .step(guess("key"))
    .step(guess("KEY"))
}

fn recorded_messages_open_later(author: &Author<'_>) -> Draft {
    story("recorded-messages-open-later", "who learns the key text later reads what was recorded", "DW-LIMIT-11", BugClass::Disclosure, Severity::Medium)
        .peer("alice")
        .peer("eve")
        .step(new_box(author, "alice"))
        .step(sends("alice", &json!({ "a": 1 }), NOW).accept(json!({ "method": "POST" })).save("recorded", "/body"))
        .step(new_box(author, "eve"))
        .step(
            step("eve", "dweeter.receive", json!({
                "status": 200, "media_type": hex("application/json"),
                "body": { "$concat": [
                    hex(format!("{{\"this\": \"succeeded\", \"with\": [{{\"thing\": \"{}\", \"created\": \"{CREATED}\", \"content\": ", BOX.thing(author))),
                    { "$ref": "recorded" },
                    hex("}]}")
                ] }
            }))
            .accept(json!({ "data": numbered_data(1, TIME, CREATED) })),
        )
}
