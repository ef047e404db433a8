//! `seal.json`: messages that are made, section 5.16.

use serde_json::{Map, Value, json};

use super::super::refusal::refuse;
use super::super::value::{hex, value};
use super::cast::{Cast, Person};
use super::layout::{Object, absent, text};
use super::letter::{MESSAGE_KEY, base64, encrypt, profile};
use super::open::CONTENT;
use super::seal_refusals::{contents, drawn, ids, keys, pairs};
use super::sealed::{Draws, NOW, message, pair};
use crate::vectors::generate::{Author, Draft, Wanted, case};

pub(super) const CAPTURED: &str = "dimp/seal/personal";

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [
        personal(&cast),
        given_keys(&cast),
        groups(&cast),
        broadcasts(&cast),
        attachments(&cast),
        ids(&cast),
        contents(&cast),
        pairs(&cast),
        keys(author, &cast),
    ]
    .concat()
}

/// Moki seals a content.
pub(super) fn seals(
    cast: &Cast,
    name: &str,
    about: &str,
    rules: &[&str],
    content: &str,
    receiver: &str,
    keys: &[Value],
) -> Draft {
    let input = json!({
        "sender": cast.moki.hex(),
        "receiver": hex(receiver),
        "content": hex(content),
        "private_key": cast.moki.private_key,
        "keys": keys,
    });
    case(&format!("dimp/seal/{name}")).about(about).rules(rules).op("dimp.message.seal", input).now(NOW)
}

/// With one more input.
pub(super) fn with(mut draft: Draft, name: &str, text: &str) -> Draft {
    for step in &mut draft.steps {
        if let Some(members) = step.input.as_object_mut() {
            members.insert(name.to_owned(), hex(text).into());
        }
    }
    draft
}

/// What is made, and how a user reads it back.
fn makes(draft: Draft, cast: &Cast, user: &Person, content: &str, made: &Object, key: Option<&str>) -> Draft {
    let mut accept = json!({ "message": made.hex() });
    if let Some(members) = accept.as_object_mut() {
        members.insert("message_key".to_owned(), key.map_or_else(absent, |key| hex(key).into()));
    }
    let mut reader = cast.moki.read_by(user);
    if let Some(members) = reader.as_object_mut() {
        members.insert("message".to_owned(), json!({ "$ref": "/message" }));
    }
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    draft.accept(accept).check("dimp.message.open", reader, json!({ "content": value(&plain) }))
}

/// The number of a type.
fn kind(content: &str) -> (&'static str, Value) {
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    ("type", plain.get("type").cloned().unwrap_or_default())
}

/// To hulk or bob, under a message key that is drawn.
fn personal(cast: &Cast) -> Vec<Draft> {
    let to = |name: &str,
              about: &str,
              rules: &[&str],
              receiver: &Person,
              content: &str,
              rest: &[(&str, Value)]| {
        let mut draws = Draws::of(&format!("dimp/seal/{name}"), 0);
        let dictionary = draws.dictionary();
        let ciphertext = draws.encrypt(content);
        let block = ("key", draws.block(receiver, &dictionary).into());
        let rest = [rest, &[kind(content)]].concat();
        let made = message(&cast.moki, &receiver.id, (&ciphertext, &base64(&ciphertext)), Some(block), &rest);
        let draft =
            seals(cast, name, about, rules, content, &receiver.id, &[pair(&receiver.id, Some(receiver))]);
        makes(draft, cast, receiver, content, &made, Some(&dictionary))
    };
    let layout = "{\"type\":1,\n \"sn\":5,\"text\":\"\u{2600}/\"}";
    let group = &cast.group.id;
    let in_group = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{group}"}}"#);
    let command = format!(r#"{{"type": 137, "time": 5, "command": "query", "sn": 9, "group": "{group}"}}"#);
    let of_group = [("group", Value::from(group.clone()))];
    let key_rules = &["DI-KEY-1", "DI-MSG-1", "DI-BLOCK-1"];
    vec![
        to(
            "drawn-key",
            "a new message key, and a time in whole seconds",
            key_rules,
            &cast.hulk,
            CONTENT,
            &[],
        ),
        to("rsa-2048", "a receiver with a modulus of 2,048 bits", key_rules, &cast.bob, CONTENT, &[]),
        to(
            "other-layout",
            "a content of another layout is encrypted as it was given",
            &["DI-SEAL-1"],
            &cast.hulk,
            layout,
            &[],
        ),
        to(
            "overt-group",
            "a text of a group to one member: the group stands in the envelope",
            &["DI-MSG-1"],
            &cast.hulk,
            &in_group,
            &of_group,
        ),
        to(
            "hidden-group",
            "a command of a group to one member: it does not",
            &["DI-MSG-1"],
            &cast.hulk,
            &command,
            &[],
        ),
    ]
}

/// Under a message key that is given.
fn given_keys(cast: &Cast) -> Vec<Draft> {
    let to = |name: &str, about: &str, rules: &[&str], key: &str, written: &str, ciphertext: &[u8]| {
        let mut draws = Draws::of(&format!("dimp/seal/{name}"), 0);
        let block = ("key", draws.block(&cast.hulk, written).into());
        let made = message(
            &cast.moki,
            &cast.hulk.id,
            (ciphertext, &base64(ciphertext)),
            Some(block),
            &[kind(CONTENT)],
        );
        let draft =
            seals(cast, name, about, rules, CONTENT, &cast.hulk.id, &[pair(&cast.hulk.id, Some(&cast.hulk))]);
        makes(with(draft, "message_key", key), cast, &cast.hulk, CONTENT, &made, Some(written))
    };
    let laid_out = MESSAGE_KEY.replace(": ", ":").replace(", ", ",\n");
    vec![
        to(
            "given-key",
            "a message key from before",
            &["DI-BLOCK-1"],
            MESSAGE_KEY,
            MESSAGE_KEY,
            &encrypt(CONTENT),
        ),
        to(
            "given-key-other-layout",
            "its dictionary is written anew",
            &["DI-BLOCK-1", "DI-JSON-11"],
            &laid_out,
            MESSAGE_KEY,
            &encrypt(CONTENT),
        ),
    ]
}

/// To a group.
fn groups(cast: &Cast) -> Vec<Draft> {
    let group = cast.group.id.as_str();
    let content = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{group}"}}"#);
    let to = |name: &str, about: &str, rules: &[&str], members: &[(&str, Option<&Person>)]| {
        let mut draws = Draws::of(&format!("dimp/seal/{name}"), 0);
        let dictionary = draws.dictionary();
        let ciphertext = draws.encrypt(&content);
        let mut keys = Map::new();
        for (id, member) in members {
            if let Some(member) = member {
                keys.insert((*id).to_owned(), draws.block(member, &dictionary).into());
            }
        }
        let keys = Some(("keys", Value::Object(keys.clone()))).filter(|_| !keys.is_empty());
        let made = message(&cast.moki, group, (&ciphertext, &base64(&ciphertext)), keys, &[kind(&content)]);
        let pairs: Vec<Value> = members.iter().map(|(id, member)| pair(id, *member)).collect();
        let draft = seals(cast, name, about, rules, &content, group, &pairs);
        (draft, made, dictionary)
    };
    let whole = |(draft, made, dictionary): (Draft, Object, String)| {
        makes(draft, cast, &cast.hulk, &content, &made, Some(&dictionary))
    };
    let unread = |(draft, made, dictionary): (Draft, Object, String)| {
        let verified = json!({ "message": { "$ref": "/message" }, "meta": cast.moki.meta });
        draft.accept(json!({ "message": made.hex(), "message_key": hex(&dictionary) })).check(
            "dimp.message.verify",
            verified,
            json!({ "broadcast": false }),
        )
    };
    let terminal = format!("{}/phone", cast.bob.id);
    let (moki, hulk, alice) = (cast.moki.id.as_str(), cast.hulk.id.as_str(), cast.alice.id.as_str());
    vec![
        whole(to(
            "group-of-three",
            "key blocks in the order of the pairs, each with padding of its own; the name as it was given",
            &["DI-MSG-1", "DI-BLOCK-1", "DI-KEY-1"],
            &[(moki, Some(&cast.moki)), (terminal.as_str(), Some(&cast.bob)), (hulk, Some(&cast.hulk))],
        )),
        whole(to(
            "group-member-without-key",
            "a member without key is left out",
            &["DI-BLOCK-2"],
            &[(alice, None), (hulk, Some(&cast.hulk))],
        )),
        unread(to(
            "group-without-keys",
            "nobody has a key: no `keys`",
            &["DI-BLOCK-2"],
            &[(alice, None), (hulk, None)],
        )),
        unread(to("group-of-nobody", "a group without members", &["DI-BLOCK-2"], &[])),
    ]
}

fn broadcasts(cast: &Cast) -> Vec<Draft> {
    let to = |name: &str, about: &str, receiver: &str, content: &str, rest: &[(&str, Value)]| {
        let rest = [rest, &[kind(content)]].concat();
        let made = message(&cast.moki, receiver, (content.as_bytes(), content), None, &rest);
        let draft = seals(cast, name, about, &["DI-MSG-2", "DI-SEAL-1"], content, receiver, &[]);
        makes(draft, cast, &cast.hulk, content, &made, None)
    };
    let layout = "{\"text\":\"\u{2600}\\/\",\n\"sn\":5,\"type\":1}";
    let group = &cast.group.id;
    let of_group = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{group}"}}"#);
    let of_all = r#"{"text": "Hi", "sn": 9, "type": 1, "group": "everyone@everywhere"}"#;
    let all = [("group", Value::from("everyone@everywhere"))];
    vec![
        to(
            "broadcast-other-layout",
            "the text of a content of another layout",
            "everyone@everywhere",
            layout,
            &[],
        ),
        to("broadcast-capitals", "a receiver as it was given", "everyone@EveryWhere", CONTENT, &[]),
        to(
            "broadcast-to-member",
            "a broadcast group of a text, and a user as receiver",
            &cast.hulk.id,
            of_all,
            &all,
        ),
        to("broadcast-of-itself", "the receiver as group of the content", "everyone@everywhere", of_all, &[]),
        {
            // With a group that is no broadcast ID in the envelope, it is one no more.
            let draft = seals(
                cast,
                "group-to-everyone",
                "the text of a group, to all: its group stands in the envelope, so it is encrypted",
                &["DI-OPEN-6"],
                &of_group,
                "everyone@everywhere",
                &[],
            );
            refuse(draft, "dimp/seal/broadcast", "group-mismatch")
                .draws(drawn("dimp/seal/group-to-everyone"))
                .variant(&[("group-binding", "unchecked")], Wanted::Accept(json!({})))
        },
    ]
}

/// A meta and a profile that go with a message.
fn attachments(cast: &Cast) -> Vec<Draft> {
    let own = profile(&cast.moki.id, &json!({ "name": "Moki" }), &cast.moki);
    let laid_out = "{\"data\": 5,\"ID\":\"\\u0041\", \"x\": []}";
    let made = |rest: &[(&str, Value)]| {
        let whole =
            message(&cast.moki, "everyone@everywhere", (CONTENT.as_bytes(), CONTENT), None, &[kind(CONTENT)]);
        rest.iter().fold(whole, |object, (name, value)| object.set(name, value.clone()))
    };
    let seal = |name: &str, about: &str, attached: &[(&str, &str)]| {
        let draft = seals(cast, name, about, &["DI-MSG-1"], CONTENT, "everyone@everywhere", &[]);
        attached.iter().fold(draft, |draft, (name, text)| with(draft, name, text))
    };
    let meta = text(&cast.moki.meta_value());
    let parsed: Value = serde_json::from_str(laid_out).expect("it is JSON");
    let both = made(&[("meta", cast.moki.meta_value()), ("profile", own.value())]);
    let unread = made(&[("profile", parsed)]);
    let not_object = |name: &str, attached: &str| {
        let draft = seal(name, &format!("a {attached} that is no object"), &[(attached, "[]")]);
        refuse(draft, "dimp/seal/broadcast", "not-object")
    };
    let verified = |draft: Draft, made: &Object| {
        let input = json!({ "text": { "$ref": "/message" } });
        draft.accept(json!({ "message": made.hex(), "message_key": absent() })).check(
            "dimp.json.read",
            input,
            json!({ "value": value(&made.value()) }),
        )
    };
    vec![
        verified(
            seal(
                "meta-and-profile",
                "a meta and a profile behind the signature",
                &[("meta", &meta), ("profile", &own.text())],
            )
            .needs("dimp-profile-attached"),
            &both,
        ),
        verified(
            seal(
                "profile-unread",
                "an object as profile: nobody looks at its members",
                &[("profile", laid_out)],
            )
            .needs("dimp-profile-attached"),
            &unread,
        ),
        not_object("meta-list", "meta"),
        not_object("profile-list", "profile").needs("dimp-profile-attached"),
    ]
}
