//! `flow.json`: two nodes from their first message on.

use serde_json::{Value, json};

use super::super::value::{hex, value};
use super::cast::{Cast, Person};
use super::layout::{Object, hexed};
use super::open::CONTENT;
use super::sealed::NOW;
use crate::vectors::generate::{Author, Draft, DraftStep, scenario, step};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    vec![readme(&cast), files(&cast), groups(&cast), introduction(&cast), restored(&cast)]
}

fn registers(actor: &str, person: &Person) -> DraftStep {
    let (name, _) = person.id.split_once('@').expect("the ID has a name");
    step(actor, "dimp.register", json!({ "private_key": person.private_key, "seed": hex(name) }))
        .accept(json!({ "id": person.hex(), "meta": person.made_meta }))
}

fn hears_of(actor: &str, person: &Person) -> DraftStep {
    step(actor, "dimp.meta.save", json!({ "id": person.hex(), "meta": person.meta }))
}

/// Both have registered; who knows whom is said by the caller.
fn begun(name: &str, about: &str, rules: &[&str], cast: &Cast) -> Draft {
    scenario(&format!("dimp/flow/{name}"))
        .about(about)
        .rules(rules)
        .peer("moki")
        .peer("hulk")
        .step(step("moki", "dimp.new", json!({})))
        .step(registers("moki", &cast.moki))
        .step(step("hulk", "dimp.new", json!({})))
        .step(registers("hulk", &cast.hulk))
}

fn packs(actor: &str, sender: &Person, receiver: &str, content: &str, more: &Value) -> DraftStep {
    let mut input = json!({ "sender": sender.hex(), "receiver": hex(receiver), "content": hex(content) });
    if let (Some(input), Some(more)) = (input.as_object_mut(), more.as_object()) {
        input.extend(more.clone());
    }
    step(actor, "dimp.pack", input).now(NOW)
}

fn takes(actor: &str, saved: &str, content: &str) -> DraftStep {
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    step(actor, "dimp.receive", json!({ "message": { "$ref": saved } }))
        .accept(json!({ "content": value(&plain) }))
}

fn readme(cast: &Cast) -> Draft {
    let answer = r#"{"text": "Hi", "sn": 2, "type": 1}"#;
    begun(
        "readme",
        "two users register, hear of each other, write and answer",
        &["DI-KEY-1", "DI-PACK-2", "DI-CONT-14"],
        cast,
    )
    .step(hears_of("moki", &cast.hulk))
    .step(hears_of("hulk", &cast.moki))
    .step(packs("moki", &cast.moki, &cast.hulk.id, CONTENT, &json!({})).save("first", "/messages/0"))
    .step(takes("hulk", "first", CONTENT))
    .step(packs("hulk", &cast.hulk, &cast.moki.id, answer, &json!({})).save("second", "/messages/0"))
    .step(takes("moki", "second", answer))
}

fn files(cast: &Cast) -> Draft {
    let inline = Object::of(&json!({ "type": 16, "data": "aGVsbG8=", "filename": "a.txt", "sn": 1 }));
    let opened = inline
        .clone()
        .without("data")
        .set("filename", "5d41402abc4b2a76b9719d911017c592.txt")
        .set("data", "aGVsbG8=");
    let store = json!([[hex("https://x/y"), { "$ref": "sent/upload" }]]);
    let receive = json!({ "message": { "$ref": "sent/messages/0" }, "downloads": store });
    begun("file", "a file goes by way of a store", &["DI-FILE-2", "DI-FILE-5", "DI-FILE-6"], cast)
        .step(hears_of("moki", &cast.hulk))
        .step(hears_of("hulk", &cast.moki))
        .step(
            packs("moki", &cast.moki, &cast.hulk.id, &inline.text(), &json!({ "url": hex("https://x/y") }))
                .save("sent", ""),
        )
        .step(step("hulk", "dimp.receive", receive).accept(json!({ "content": value(&opened.value()) })))
}

fn groups(cast: &Cast) -> Draft {
    let group = cast.group.id.as_str();
    let content = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{group}"}}"#);
    let members = json!({ "group": hex(group), "members": [cast.moki.hex(), cast.hulk.hex()] });
    let query = json!({ "type": 137, "time": 5, "command": "query", "sn": 1, "group": group });
    let listed = json!({
        "group": group,
        "members": [cast.moki.id, cast.hulk.id],
        "type": 137,
        "time": 9000,
        "command": "reset",
        "sn": 7,
    });
    let asks = json!({ "sender": cast.hulk.hex(), "user": cast.moki.hex(), "content": hexed(&query) });
    let told = json!({ "sender": cast.moki.hex(), "user": cast.hulk.hex(), "content": { "$ref": "list" } });
    let processes = |actor: &str, input: Value| {
        step(actor, "dimp.process", input).draws(json!({ "sn": "00000007" })).now(9_000_999)
    };
    let split = json!({ "split": true });
    begun(
        "group",
        "a group: its list is asked for, and a text for all is split",
        &["DI-GROUP-7", "DI-SPLIT-1", "DI-RECV-2"],
        cast,
    )
    .step(hears_of("moki", &cast.hulk))
    .step(hears_of("moki", &cast.group))
    .step(step("moki", "dimp.members.save", members))
    .step(hears_of("hulk", &cast.moki))
    .step(hears_of("hulk", &cast.group))
    .step(processes("moki", asks).accept(json!({ "answer": hexed(&listed) })).save("list", "/answer"))
    .step(processes("hulk", told))
    .step(
        step("hulk", "dimp.members", json!({ "group": hex(group) }))
            .accept(json!({ "members": [cast.moki.hex(), cast.hulk.hex()] })),
    )
    .step(packs("moki", &cast.moki, group, &content, &split).save("parts", ""))
    .step(takes("hulk", "parts/messages/1", &content))
    .step(
        packs("hulk", &cast.hulk, group, &content.replace("Hi", "Hello"), &json!({}))
            .save("whole", "/messages/0"),
    )
    .step(takes("moki", "whole", &content.replace("Hi", "Hello")))
}

/// A sender who is not known brings the meta, and asks for that of the other.
fn introduction(cast: &Cast) -> Draft {
    let query = format!(r#"{{"command": "meta", "ID": "{}", "type": 136, "sn": 4}}"#, cast.hulk.id);
    let attached = json!({ "attach_meta": true });
    let asks = json!({ "sender": cast.moki.hex(), "user": cast.hulk.hex(), "content": hex(&query) });
    begun("introduction", "a meta that comes with a message is enough to answer it", &["DI-MSG-11", "DI-PROC-1"], cast)
        .step(hears_of("moki", &cast.hulk))
        .step(packs("moki", &cast.moki, &cast.hulk.id, &query, &attached).save("asked", "/messages/0"))
        .step(takes("hulk", "asked", &query))
        .step(step("hulk", "dimp.process", asks).draws(json!({ "sn": "00000007" })).now(9_000_999).save("answer", "/answer"))
        .step(
            step("hulk", "dimp.pack", json!({ "sender": cast.hulk.hex(), "receiver": cast.moki.hex(), "content": { "$ref": "answer" } }))
                .now(NOW)
                .save("reply", "/messages/0"),
        )
        .step(
            step("moki", "dimp.receive", json!({ "message": { "$ref": "reply" } })).accept(json!({ "sender": cast.hulk.hex(), "user": cast.moki.hex() })),
        )
}

/// A node that is saved and restored has everything it had.
fn restored(cast: &Cast) -> Draft {
    let second = r#"{"text": "Hi", "sn": 2, "type": 1}"#;
    let group = cast.group.id.as_str();
    let members = json!({ "group": hex(group), "members": [cast.moki.hex(), cast.hulk.hex()] });
    begun("restored", "users, metas, lists and keys of a node that was saved", &["DI-NODE-8"], cast)
        .step(hears_of("moki", &cast.hulk))
        .step(hears_of("hulk", &cast.moki))
        .step(step("hulk", "dimp.members.save", members))
        .step(packs("moki", &cast.moki, &cast.hulk.id, CONTENT, &json!({})).save("first", "/messages/0"))
        .step(takes("hulk", "first", CONTENT))
        .step(step("hulk", "dimp.save", json!({})).save("state", "/state"))
        .step(step("hulk", "dimp.restore", json!({ "state": { "$ref": "state" } })))
        .step(packs("hulk", &cast.hulk, &cast.moki.id, second, &json!({})).save("second", "/messages/0"))
        .step(takes("moki", "second", second))
        .step(
            step("hulk", "dimp.members", json!({ "group": hex(group) }))
                .accept(json!({ "members": [cast.moki.hex(), cast.hulk.hex()] })),
        )
}
