//! `seal.json`: messages that are made, section 5.16.

use serde_json::{Map, Value, json};

use super::super::refusal::{Own, misuse, refuse, seen};
use super::super::value::{hex, value};
use super::cast::{Cast, Person};
use super::layout::{Object, text};
use super::letter::{MESSAGE_KEY, base64, encrypt, profile};
use super::open::CONTENT;
use super::sealed::{Draws, NOW, message, pair};
use crate::vectors::generate::{Author, Draft, Wanted, case};

const CAPTURED: &str = "dimp/seal/personal";

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
fn seals(
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
fn with(mut draft: Draft, name: &str, input: Value) -> Draft {
    for step in &mut draft.steps {
        if let Some(members) = step.input.as_object_mut() {
            members.insert(name.to_owned(), input.clone());
        }
    }
    draft
}

/// What is made, and how a user reads it back.
fn makes(draft: Draft, cast: &Cast, user: &Person, content: &str, made: &Object, key: Option<&str>) -> Draft {
    let mut accept = json!({ "message": made.hex() });
    if let (Some(members), Some(key)) = (accept.as_object_mut(), key) {
        members.insert("message_key".to_owned(), hex(key).into());
    }
    let mut reader = cast.reads(&cast.moki, user);
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
        makes(with(draft, "message_key", hex(key).into()), cast, &cast.hulk, CONTENT, &made, Some(written))
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
        attached.iter().fold(draft, |draft, (name, text)| with(draft, name, hex(text).into()))
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
        draft.accept(json!({ "message": made.hex() })).check(
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

/// Senders and receivers that nobody can write as, or to.
fn ids(cast: &Cast) -> Vec<Draft> {
    let hulk = || vec![pair(&cast.hulk.id, Some(&cast.hulk))];
    let from = |name: &str, about: &str, rule: &str, sender: &str, code: &str| {
        let draft = seals(cast, name, about, &[rule], CONTENT, &cast.hulk.id, &hulk());
        refuse(with(draft, "sender", hex(sender).into()), CAPTURED, code)
    };
    let to = |name: &str, about: &str, rule: &str, receiver: &str, code: &str| {
        refuse(seals(cast, name, about, &[rule], CONTENT, receiver, &hulk()), CAPTURED, code)
    };
    vec![
        from("sender-anyone", "a broadcast ID as sender", "DI-MSG-9", "anyone@anywhere", "bad-sender"),
        from("sender-group", "a group as sender", "DI-MSG-9", &cast.group.id, "bad-sender"),
        from("sender-thing", "a thing as sender", "DI-MSG-9", &cast.moki.in_network(0x80), "bad-sender"),
        from("sender-garbage", "a sender that is no ID", "DI-ADDR-4", "xyz", "bad-address"),
        to("receiver-thing", "a thing as receiver", "DI-MSG-10", &cast.hulk.in_network(0x80), "wrong-id"),
        to("receiver-empty", "no receiver", "DI-ID-1", "", "bad-id"),
    ]
}

/// Contents that nobody can read.
fn contents(cast: &Cast) -> Vec<Draft> {
    let hulk = [pair(&cast.hulk.id, Some(&cast.hulk))];
    let of = |name: &str, about: &str, rule: &str, content: &str, code: &str| {
        refuse(seals(cast, name, about, &[rule], content, &cast.hulk.id, &hulk), CAPTURED, code)
    };
    let to_group = |name: &str, about: &str, content: &str| {
        let draft = seals(cast, name, about, &["DI-OPEN-6"], content, &cast.group.id, &hulk);
        refuse(draft, "dimp/seal/group", "group-mismatch")
            .draws(drawn(&format!("dimp/seal/{name}")))
            .variant(&[("group-binding", "unchecked")], Wanted::Accept(json!({})))
    };
    let other = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{}"}}"#, cast.chatroom.id);
    vec![
        of("content-not-json", "a content that is no JSON", "DI-JSON-2", "Hello world!", "not-json"),
        of("content-list", "a list as content", "DI-CONT-3", "[]", "not-object"),
        of(
            "content-without-type",
            "a content without type",
            "DI-CONT-5",
            r#"{"text": "x", "sn": 1}"#,
            "bad-content",
        ),
        to_group("group-without-group", "a text without group to a group", CONTENT),
        to_group("group-of-another", "a text of another group to a group", &other),
    ]
}

/// Draws of a step that may be accepted under other answers.
fn drawn(id: &str) -> Value {
    let of = |name: &str, size: usize| hex(crate::vectors::generate::derive(id, 0, name, size));
    json!({ "key": of("key", 32), "iv": of("iv", 16), "padding": of("padding", 512), "k": of("k", 32) })
}

/// Pairs of keys that do not fit the receiver.
fn pairs(cast: &Cast) -> Vec<Draft> {
    let hulk = || pair(&cast.hulk.id, Some(&cast.hulk));
    let moki = || pair(&cast.moki.id, Some(&cast.moki));
    let bad = |name: &str, about: &str, content: &str, receiver: &str, keys: &[Value]| {
        misuse(seals(cast, name, about, &["DI-SEAL-2"], content, receiver, keys), "bad-data")
    };
    let in_group = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{}"}}"#, cast.group.id);
    let all = "everyone@everywhere";
    let terminal = pair(&format!("{}/phone", cast.hulk.id), Some(&cast.hulk));
    vec![
        bad("no-pair", "no key of the receiver", CONTENT, &cast.hulk.id, &[]),
        bad("two-pairs", "two keys for one receiver", CONTENT, &cast.hulk.id, &[hulk(), moki()]),
        bad("broadcast-with-pair", "a key for a broadcast", CONTENT, all, &[hulk()]),
        with(
            bad("broadcast-with-key", "a message key for a broadcast", CONTENT, all, &[]),
            "message_key",
            hex(MESSAGE_KEY).into(),
        ),
        bad("member-twice", "a member twice", &in_group, &cast.group.id, &[hulk(), moki(), hulk()]),
        bad(
            "member-twice-terminal",
            "a member twice, once with a terminal",
            &in_group,
            &cast.group.id,
            &[hulk(), terminal],
        ),
        misuse(
            seals(
                cast,
                "no-key",
                "a receiver without key",
                &["DI-BLOCK-3"],
                CONTENT,
                &cast.hulk.id,
                &[pair(&cast.hulk.id, None)],
            ),
            "no-receiver-key",
        ),
    ]
}

/// Keys that are none, or too small.
fn keys(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = || pair(&cast.hulk.id, Some(&cast.hulk));
    let sealed = |name: &str, about: &str, rule: &str, key: Value| {
        seals(cast, name, about, &[rule], CONTENT, &cast.hulk.id, &[key])
    };
    let given = |name: &str, about: &str, rule: &str, key: &str| {
        with(sealed(name, about, rule, hulk()), "message_key", hex(key).into())
    };
    let long = Object::of(&serde_json::from_str(MESSAGE_KEY).expect("it is JSON")).set("x", "");
    let exeth = author.input("dimp/meta/exeth").expect("it is a capture");
    let exeth = Object::of_hex(exeth.get("meta").and_then(Value::as_str).expect("it has a meta")).get("key");
    let ecc = json!([cast.hulk.hex(), hex(text(&exeth))]);
    vec![
        seen(
            refuse(
                sealed("ecc-key", "a receiver whose key cannot encrypt", "DI-BLOCK-3", ecc),
                CAPTURED,
                "no-receiver-key",
            ),
            Own::Refused("no key to encrypt with: the message is suspended"),
        )
        .needs("dimp-ecc"),
        misuse(
            given("key-too-long", "a dictionary of more than 117 bytes", "DI-ENC-5", &long.text()),
            "no-receiver-key",
        ),
        refuse(
            given(
                "given-key-rsa",
                "a message key of another algorithm",
                "DI-DICT-3",
                r#"{"algorithm": "RSA", "data": "x"}"#,
            ),
            CAPTURED,
            "unknown-algorithm",
        ),
        refuse(
            given(
                "given-key-15-bytes",
                "a message key of 15 bytes",
                "DI-DICT-6",
                r#"{"algorithm": "AES", "data": "AAAAAAAAAAAAAAAAAAAA"}"#,
            ),
            CAPTURED,
            "bad-key",
        ),
        refuse(
            sealed(
                "receiver-key-aes",
                "a message key in the place of a public one",
                "DI-DICT-3",
                json!([cast.hulk.hex(), hex(MESSAGE_KEY)]),
            ),
            CAPTURED,
            "unknown-algorithm",
        ),
    ]
}
