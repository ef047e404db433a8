//! `split.json`: what becomes of a message for a group, for each member: section 5.19.

use serde_json::{Value, json};

use super::super::refusal::{Own, refuse, seen};
use super::super::value::{hex, value};
use super::cast::Cast;
use super::layout::Object;
use super::verify::message as personal;
use crate::vectors::generate::{Author, Draft, Wanted, case};

const SPLIT: &str = "dimp/split/group";
const TRIM: &str = "dimp/trim/group";

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    let captured = author.input(SPLIT).expect("it is a capture");
    let message = Object::of_hex(captured.get("message").and_then(Value::as_str).expect("it has a message"));
    [
        splits(&cast, &message),
        trims(&cast, &message),
        refused(author, &cast, &message),
        unread(&cast, &message),
    ]
    .concat()
}

fn asks_to_split(name: &str, about: &str, rules: &[&str], message: &str, members: &[&str]) -> Draft {
    let members: Vec<String> = members.iter().map(hex).collect();
    case(&format!("dimp/split/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.message.split", json!({ "message": message, "members": members }))
}

fn asks_to_trim(name: &str, about: &str, rules: &[&str], message: &str, member: &str) -> Draft {
    case(&format!("dimp/trim/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.message.trim", json!({ "message": message, "member": hex(member) }))
}

/// What is made of a message, which is read back as JSON.
fn gives(draft: Draft, parts: &[Object]) -> Draft {
    let all: Vec<String> = parts.iter().map(Object::hex).collect();
    let draft = draft.accept(json!({ "messages": all }));
    let Some(first) = parts.first() else {
        let nobody = json!({ "message": NOBODY, "members": { "$ref": "/messages" } });
        return draft.check("dimp.message.split", nobody, json!({ "messages": [] }));
    };
    let read = json!({ "value": value(&first.value()) });
    draft.check("dimp.json.read", json!({ "text": { "$ref": "/messages/0" } }), read)
}

/// A message to all, which is split for the members of the answer: for none.
const NOBODY: &str = "7b2273656e646572223a20226d6f6b69403457446665337a5a3454376f70465369336944414b6975546e55486a786d58656b6b222c20227265636569766572223a202265766572796f6e654065766572797768657265222c202264617461223a20227b7d222c20227369676e6174757265223a2022227d";

/// The part of a member: DI-SPLIT-1.
fn part(message: &Object, member: &str, block: Option<&Value>) -> Object {
    let group = message.get("receiver");
    let bare = ["key", "keys", "group"].iter().fold(message.clone(), |object, name| object.drop(name));
    let part = bare.set("receiver", member).set("group", group);
    block.into_iter().fold(part, |part, block| part.set("key", block.clone()))
}

fn block_of(message: &Object, member: &str) -> Value {
    message.get("keys").get(member).cloned().expect("the member has a key block")
}

fn splits(cast: &Cast, message: &Object) -> Vec<Draft> {
    let (moki, hulk, alice) = (cast.moki.id.as_str(), cast.hulk.id.as_str(), cast.alice.id.as_str());
    let terminal = format!("{hulk}/phone");
    let split = |name: &str, about: &str, rules: &[&str], message: &Object, members: &[(&str, bool)]| {
        let ids: Vec<&str> = members.iter().map(|(id, _)| *id).collect();
        let parts = members.iter().map(|(id, has_block)| {
            let block = has_block.then(|| block_of(message, id));
            part(message, id, block.as_ref())
        });
        let parts: Vec<Object> = parts.collect();
        gives(asks_to_split(name, about, rules, &message.hex(), &ids), &parts)
    };
    let crowded = message
        .clone()
        .set("x", json!([1, { "y": null }]))
        .set("key", "AAAA")
        .set("group", cast.chatroom.id.clone())
        .set("z", 5);
    let odd = message.clone().set("keys", json!({ hulk: 5, moki: null }));
    let bare = message.clone().without("keys");
    let all = Object::of(
        &json!({ "sender": moki, "receiver": "everyone@everywhere", "data": "{}", "signature": "AAAA" }),
    );
    let laid_out = message.text().replace(": ", ":").replace(", ", ",\n");
    let other = part(message, hulk, Some(&block_of(message, hulk)));
    vec![
        split(
            "three",
            "three members, one without key block",
            &["DI-SPLIT-1"],
            message,
            &[(hulk, true), (alice, false), (moki, true)],
        ),
        split("twice", "a member twice", &["DI-SPLIT-1"], message, &[(hulk, true), (hulk, true)]),
        split("nobody", "no members", &["DI-SPLIT-1"], message, &[]),
        split(
            "terminal",
            "a member with a terminal, under which no key block stands",
            &["DI-SPLIT-1"],
            message,
            &[(terminal.as_str(), false)],
        ),
        split(
            "key-and-group-there",
            "a key and a group of before are taken out, other members keep their places",
            &["DI-SPLIT-1", "DI-SPLIT-3"],
            &crowded,
            &[(hulk, true)],
        ),
        split(
            "odd-blocks",
            "key blocks of other types are passed on",
            &["DI-SPLIT-1"],
            &odd,
            &[(hulk, true), (moki, true)],
        ),
        split("no-keys", "a message without key blocks", &["DI-SPLIT-1"], &bare, &[(hulk, false)]),
        split("broadcast", "a broadcast to all", &["DI-SPLIT-1", "DI-SPLIT-3"], &all, &[(hulk, false)]),
        gives(
            asks_to_split(
                "other-layout",
                "a message of another layout is written anew",
                &["DI-SPLIT-1", "DI-JSON-11"],
                &hex(laid_out),
                &[hulk],
            ),
            &[other],
        ),
    ]
}

fn trims(cast: &Cast, message: &Object) -> Vec<Draft> {
    let (moki, hulk, alice) = (cast.moki.id.as_str(), cast.hulk.id.as_str(), cast.alice.id.as_str());
    let trim = |name: &str, about: &str, message: &Object, member: &str, after: &Object| {
        asks_to_trim(name, about, &["DI-SPLIT-2", "DI-SPLIT-3"], &message.hex(), member)
            .accept(json!({ "message": after.hex() }))
            .check(
                "dimp.json.read",
                json!({ "text": { "$ref": "/message" } }),
                json!({ "value": value(&after.value()) }),
            )
    };
    let group = || message.get("receiver");
    let trimmed = |message: &Object, member: &str| message.clone().drop("keys").set("receiver", member);
    let with_key = Object::of(&json!({ "key": "AAAA", "x": 1 }));
    let with_key = message
        .value()
        .as_object()
        .into_iter()
        .flatten()
        .fold(with_key, |object, (name, value)| object.set(name, value.clone()));
    let with_group = message.clone().set("group", cast.chatroom.id.clone()).set("z", 5);
    let bare = message.clone().without("keys");
    vec![
        trim(
            "moki",
            "the part of another member",
            message,
            moki,
            &trimmed(message, moki).set("key", block_of(message, moki)).set("group", group()),
        ),
        trim(
            "no-entry",
            "a member without key block",
            message,
            alice,
            &trimmed(message, alice).set("group", group()),
        ),
        trim(
            "key-in-place",
            "a key of before gives its place",
            &with_key,
            hulk,
            &trimmed(&with_key, hulk).set("key", block_of(message, hulk)).set("group", group()),
        ),
        trim(
            "key-kept",
            "a key of before stays where there is no key block",
            &with_key,
            alice,
            &trimmed(&with_key, alice).set("group", group()),
        ),
        trim(
            "group-kept",
            "a group of before stays",
            &with_group,
            hulk,
            &trimmed(&with_group, hulk).set("key", block_of(message, hulk)),
        ),
        trim(
            "no-keys",
            "a message without key blocks",
            &bare,
            hulk,
            &trimmed(&bare, hulk).set("group", group()),
        ),
    ]
}

/// Messages that are for no group, and members that are no users.
fn refused(author: &Author<'_>, cast: &Cast, message: &Object) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let personal = personal(author);
    let split = |name: &str, about: &str, members: &[&str]| {
        refuse(asks_to_split(name, about, &["DI-SPLIT-4"], &message.hex(), members), SPLIT, "wrong-id")
    };
    let trim = |name: &str, about: &str, member: &str| {
        refuse(asks_to_trim(name, about, &["DI-SPLIT-4"], &message.hex(), member), TRIM, "wrong-id")
    };
    let bare = personal.clone().without("key").set("group", hulk);
    let thing = cast.hulk.in_network(0x80);
    let part = personal.clone().set("group", hulk);
    let anyone = message.clone().set("receiver", "anyone@anywhere");
    vec![
        seen(
            refuse(
                asks_to_split("personal", "a message for a user", &["DI-SPLIT-4"], &personal.hex(), &[hulk]),
                SPLIT,
                "wrong-id",
            ),
            Own::Took(json!({ "messages": [bare.hex()] })),
        ),
        seen(
            refuse(
                asks_to_trim("personal", "a message for a user", &["DI-SPLIT-4"], &personal.hex(), hulk),
                TRIM,
                "wrong-id",
            ),
            Own::Took(json!({ "message": part.hex() })),
        ),
        refuse(
            asks_to_split("anyone", "a broadcast to a user", &["DI-SPLIT-4"], &anyone.hex(), &[hulk]),
            SPLIT,
            "wrong-id",
        ),
        split("member-group", "a group as member", &[hulk, &cast.group.id]),
        split("member-thing", "a thing as member", &[&thing]),
        trim("member-group", "a group as member", &cast.group.id),
        refuse(
            asks_to_trim("member-garbage", "a member that is no ID", &["DI-ADDR-4"], &message.hex(), "xyz"),
            TRIM,
            "bad-address",
        ),
        refuse(
            asks_to_split(
                "personal-to-garbage",
                "a message for a user, and a member that is no ID: the member is read first",
                &["DI-ADDR-4"],
                &personal.hex(),
                &["xyz"],
            ),
            SPLIT,
            "bad-address",
        ),
    ]
}

/// The message is read, and not verified.
fn unread(cast: &Cast, message: &Object) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let split = |name: &str, about: &str, rule: &str, text: &str, code: &str| {
        refuse(asks_to_split(name, about, &[rule], &hex(text), &[hulk]), SPLIT, code)
    };
    let forged = message.clone().set("signature", "AAAA");
    let part = part(&forged, hulk, Some(&block_of(message, hulk)));
    let loose = message.clone().set("data", "no base64");
    let loose_part = self::part(&loose, hulk, Some(&block_of(message, hulk)));
    let time = message.clone().set("time", "5");
    let time_part = self::part(&time, hulk, Some(&block_of(message, hulk)));
    let iv = message.clone().set("IV", "AAAA");
    let iv_part = self::part(&iv, hulk, Some(&block_of(message, hulk)));
    let accepts = |name: &str, about: &str, message: &Object, part: &Object| {
        gives(
            asks_to_split(name, about, &["DI-SPLIT-3"], &message.hex(), &[hulk]),
            std::slice::from_ref(part),
        )
    };
    vec![
        accepts("forged", "a signature that is none: it is not looked at", &forged, &part),
        accepts("data-not-base64", "data that is no base64: it is not looked at", &loose, &loose_part),
        split("list", "a list", "DI-MSG-3", "[]", "not-object"),
        split(
            "no-signature",
            "no signature",
            "DI-MSG-6",
            &message.clone().without("signature").text(),
            "bad-message",
        ),
        split(
            "keys-list",
            "a list of key blocks",
            "DI-MSG-7",
            &message.clone().set("keys", json!([])).text(),
            "bad-message",
        ),
        split(
            "sender-group",
            "a group as sender",
            "DI-MSG-9",
            &message.clone().set("sender", cast.group.id.clone()).text(),
            "bad-sender",
        ),
        split(
            "receiver-thing",
            "a thing as receiver",
            "DI-MSG-10",
            &message.clone().set("receiver", cast.hulk.in_network(0x80)).text(),
            "wrong-id",
        ),
        split("time-text", "a time as text", "DI-MSG-8", &time.text(), "bad-number").variant(
            &[("number-form", "converted")],
            Wanted::Accept(json!({ "messages": [time_part.hex()] })),
        ),
        split("iv", "an IV", "DI-MSG-4", &iv.text(), "later-version")
            .variant(&[("later-members", "ignored")], Wanted::Accept(json!({ "messages": [iv_part.hex()] }))),
    ]
}
