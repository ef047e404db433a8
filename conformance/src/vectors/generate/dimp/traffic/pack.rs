//! `pack.json`: messages that a node makes: section 6.4.

use serde_json::{Map, Value, json};

use super::super::twins::Twins;
use super::super::value::hex;
use super::cast::{Cast, Person};
use super::layout::{Object, absent, text};
use super::letter::{base64, encrypt_with, profile};
use super::node::{NODE, knows, saves_members, saves_profile, story};
use super::open::CONTENT;
use super::receive::group_text;
use super::sealed::{Draws, NOW, message};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep, step};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [personal(&cast), groups(&cast), broadcasts(&cast), files(&cast), refused(&cast), no_key(author, &cast)]
        .concat()
}

/// What moki's node packs.
pub(super) fn packs(cast: &Cast, receiver: &str, content: &str, more: &Value) -> DraftStep {
    let mut input = json!({ "sender": cast.moki.hex(), "receiver": hex(receiver), "content": hex(content) });
    if let (Some(input), Some(more)) = (input.as_object_mut(), more.as_object()) {
        input.extend(more.clone());
    }
    step(NODE, "dimp.pack", input).now(NOW)
}

pub(super) fn kind(content: &str) -> (&'static str, Value) {
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    ("type", plain.get("type").cloned().unwrap_or_default())
}

/// The message to a user under the draws of the next step of a draft.
pub(super) fn next_message(
    draft: &Draft,
    cast: &Cast,
    receiver: &Person,
    key: &Person,
    content: &str,
    rest: &[(&str, Value)],
) -> Object {
    let mut draws = Draws::next(draft);
    let dictionary = draws.dictionary();
    let ciphertext = draws.encrypt(content);
    let block = ("key", draws.block(key, &dictionary).into());
    let rest = [rest, &[kind(content)]].concat();
    message(&cast.moki, &receiver.id, (&ciphertext, &base64(&ciphertext)), Some(block), &rest)
}

fn gives(messages: &[Object]) -> Value {
    json!({ "messages": messages.iter().map(Object::hex).collect::<Vec<_>>(), "upload": absent() })
}

/// A node of moki's that knows hulk.
fn start(cast: &Cast, name: &str, about: &str, rules: &[&str]) -> Draft {
    knows(story(&format!("pack/{name}"), about, rules), &[&cast.moki], &[&cast.hulk, &cast.group])
}

fn personal(cast: &Cast) -> Vec<Draft> {
    let hulk = &cast.hulk;
    let one =
        start(cast, "personal", "a text, with a new message key", &["DI-KEY-1", "DI-PACK-2", "DI-MSG-1"]);
    let made = next_message(&one, cast, hulk, hulk, CONTENT, &[]);
    let one = one.step(packs(cast, &hulk.id, CONTENT, &json!({})).accept(gives(&[made])));
    let meta = start(cast, "attached-meta", "a text with the sender's meta", &["DI-MSG-1"]);
    let made = next_message(&meta, cast, hulk, hulk, CONTENT, &[]).set("meta", cast.moki.meta_value());
    let meta = meta.step(
        packs(cast, &hulk.id, CONTENT, &json!({ "attach_meta": true, "split": true })).accept(gives(&[made])),
    );
    let own = profile(&hulk.id, &json!({ "key": cast.bob.key() }), hulk);
    let keyed =
        start(cast, "profile-key", "the key of a profile goes before that of the meta", &["DI-BLOCK-1"])
            .step(saves_profile(&hulk.id, &own));
    let made = next_message(&keyed, cast, hulk, &cast.bob, CONTENT, &[]);
    let keyed = keyed.step(packs(cast, &hulk.id, CONTENT, &json!({})).accept(gives(&[made])));
    let terminals =
        start(cast, "terminals", "sender and receiver as they were given, with terminals", &["DI-ID-3"]);
    let phone = format!("{}/phone", hulk.id);
    let made = next_message(&terminals, cast, hulk, hulk, CONTENT, &[])
        .set("sender", format!("{}/pad", cast.moki.id))
        .set("receiver", phone.clone());
    let from_pad = json!({ "sender": hex(format!("{}/pad", cast.moki.id)) });
    let terminals = terminals.step(packs(cast, &phone, CONTENT, &from_pad).accept(gives(&[made])));
    vec![one, meta, keyed, terminals]
}

/// The message to a group under the draws of the next step, for members with a key.
fn group_message(draft: &Draft, cast: &Cast, members: &[&Person], content: &str) -> Object {
    let mut draws = Draws::next(draft);
    let dictionary = draws.dictionary();
    let ciphertext = draws.encrypt(content);
    let mut keys = Map::new();
    for member in members {
        keys.insert(member.id.clone(), draws.block(member, &dictionary).into());
    }
    let keys = Some(("keys", Value::Object(keys.clone()))).filter(|_| !keys.is_empty());
    message(&cast.moki, &cast.group.id, (&ciphertext, &base64(&ciphertext)), keys, &[kind(content)])
}

/// The part of a member, by DI-SPLIT-1.
fn part(whole: &Object, member: &str, block: Option<Value>) -> Object {
    let group = whole.get("receiver");
    let part = whole.clone().drop("keys").drop("group").set("receiver", member).set("group", group);
    block.into_iter().fold(part, |part, block| part.set("key", block))
}

fn groups(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice) = (&cast.moki, &cast.hulk, &cast.alice);
    let group = cast.group.id.as_str();
    let content = group_text(group, 9);
    let listed = |name: &str, about: &str, rules: &[&str]| {
        start(cast, name, about, rules).step(saves_members(group, &[&moki.id, &alice.id, &hulk.id], &[]))
    };
    let whole = listed(
        "group",
        "a text for a group: key blocks of the members whose meta is known, the sender among them",
        &["DI-BLOCK-2", "DI-MSG-1"],
    );
    let made = group_message(&whole, cast, &[moki, hulk], &content);
    let whole = whole.step(packs(cast, group, &content, &json!({})).accept(gives(&[made])));
    let split = listed("group-split", "the same, split for all members", &["DI-SPLIT-1", "DI-BLOCK-2"]);
    let made = group_message(&split, cast, &[moki, hulk], &content);
    let block = |person: &Person| made.get("keys").get(&person.id).cloned();
    let parts = [
        part(&made, &moki.id, block(moki)),
        part(&made, &alice.id, None),
        part(&made, &hulk.id, block(hulk)),
    ];
    let split = split.step(packs(cast, group, &content, &json!({ "split": true })).accept(gives(&parts)));
    let empty = start(
        cast,
        "group-without-members",
        "a group of which no members are known: no key blocks, and split no messages",
        &["DI-BLOCK-2"],
    );
    let made = group_message(&empty, cast, &[], &content);
    let empty = empty
        .step(packs(cast, group, &content, &json!({})).accept(gives(&[made])))
        .step(packs(cast, group, &content, &json!({ "split": true })).accept(gives(&[])));
    let member = start(cast, "group-member", "a text of a group for one member", &["DI-MSG-1"]);
    let made = next_message(&member, cast, hulk, hulk, &content, &[("group", group.into())]);
    let member = member.step(packs(cast, &hulk.id, &content, &json!({})).accept(gives(&[made])));
    vec![whole, split, empty, member]
}

fn broadcasts(cast: &Cast) -> Vec<Draft> {
    let to =
        |receiver: &str| message(&cast.moki, receiver, (CONTENT.as_bytes(), CONTENT), None, &[kind(CONTENT)]);
    let parts = ["stations.owner@anywhere", "stations.member@anywhere"];
    let parts: Vec<Object> =
        parts.iter().map(|member| part(&to("stations@everywhere"), member, None)).collect();
    vec![
        start(cast, "broadcast", "a broadcast, with a meta", &["DI-MSG-2"]).step(
            packs(cast, "everyone@everywhere", CONTENT, &json!({ "attach_meta": true }))
                .accept(gives(&[to("everyone@everywhere").set("meta", cast.moki.meta_value())])),
        ),
        start(
            cast,
            "broadcast-split",
            "a broadcast, split for owner and members",
            &["DI-MSG-2", "DI-SPLIT-1", "DI-ID-5"],
        )
        .step(packs(cast, "stations@everywhere", CONTENT, &json!({ "split": true })).accept(gives(&parts))),
    ]
}

fn files(cast: &Cast) -> Vec<Draft> {
    let hulk = &cast.hulk;
    let url = json!({ "url": hex("https://x/y") });
    let inline = Object::of(&json!({ "type": 16, "data": "aGVsbG8=", "filename": "a.txt", "sn": 1 }));
    let sealed = inline.clone().without("data").set("URL", "https://x/y").text();
    let stored = start(
        cast,
        "file",
        "a file whose data goes to a store, under the same message key",
        &["DI-FILE-2", "DI-PACK-2"],
    );
    let made = next_message(&stored, cast, hulk, hulk, &sealed, &[]);
    let draws = Draws::next(&stored);
    let mut given = gives(&[made]);
    if let Some(given) = given.as_object_mut() {
        given.insert("upload".to_owned(), hex(encrypt_with(&draws.key, &draws.iv, "hello")).into());
    }
    let stored = stored.step(packs(cast, &hulk.id, &inline.text(), &url).accept(given));
    let within = start(cast, "file-inline", "a file without URL: its data travels with it", &["DI-SEAL-1"]);
    let made = next_message(&within, cast, hulk, hulk, &inline.text(), &[]);
    let within = within.step(packs(cast, &hulk.id, &inline.text(), &json!({})).accept(gives(&[made])));
    let bare = r#"{"type": 16, "filename": "a.txt", "sn": 1}"#;
    let without =
        start(cast, "file-without-data", "a file with neither data nor URL is sent as it is", &["DI-SEAL-1"]);
    let made = next_message(&without, cast, hulk, hulk, bare, &[]);
    let without = without.source_ref("sample 58").step(
        packs(cast, &hulk.id, bare, &json!({}))
            .accept(gives(&[made]))
            .upstream(json!({ "error": "AssertionError: data cannot be None" })),
    );
    let unused = start(cast, "url-without-data", "a URL, and no data: it is not looked at", &["DI-SEAL-1"]);
    let made = next_message(&unused, cast, hulk, hulk, CONTENT, &[]);
    let unused = unused.step(packs(cast, &hulk.id, CONTENT, &json!({ "url": "ff" })).accept(gives(&[made])));
    vec![stored, within, without, unused]
}

/// Draws of a step that may draw before it refuses: by the order of the chapter the file comes after the message key.
fn drawn() -> Value {
    json!({ "key": "00".repeat(32), "iv": "00".repeat(16), "padding": "55".repeat(512), "k": "00".repeat(32) })
}

/// Nothing that is refused is sent.
fn refused(cast: &Cast) -> Vec<Draft> {
    let hulk = &cast.hulk;
    let group = cast.group.id.as_str();
    let end = |draft: Draft| {
        let made = next_message(&draft, cast, hulk, hulk, CONTENT, &[]);
        draft.step(packs(cast, &hulk.id, CONTENT, &json!({})).accept(gives(&[made])))
    };
    let bad = |name: &str, about: &str, rule: &str, code: &str, step: DraftStep| {
        let draft = start(cast, name, about, &[rule])
            .edit_of("dimp/seal/personal")
            .bug(BugClass::Interop, Severity::Low);
        end(draft.step(step.draws(drawn()).reject(code)))
    };
    let with_data = r#"{"text": "x", "sn": 1, "type": 1, "data": "AA=="}"#;
    let inline = text(&json!({ "type": 16, "data": "aGVsbG8=", "sn": 1 }));
    let url = json!({ "url": hex("https://x/y") });
    let from_hulk = json!({ "sender": hulk.hex() });
    vec![
        bad(
            "unknown-user",
            "a sender that is no user of the node",
            "DI-PACK-1",
            "unknown-user",
            packs(cast, &cast.moki.id, CONTENT, &from_hulk),
        ),
        bad(
            "unknown-receiver",
            "a receiver whose meta is not known",
            "DI-PACK-3",
            "unknown-id",
            packs(cast, &cast.alice.id, CONTENT, &json!({})),
        ),
        bad(
            "receiver-thing",
            "a thing as receiver",
            "DI-MSG-10",
            "wrong-id",
            packs(cast, &hulk.in_network(0x80), CONTENT, &json!({})),
        ),
        bad(
            "unknown-user-thing",
            "an unknown sender, and a thing as receiver: the sender comes first",
            "DI-PACK-1",
            "unknown-user",
            packs(cast, &hulk.in_network(0x80), CONTENT, &from_hulk),
        ),
        bad(
            "content-garbage",
            "a content that is no JSON",
            "DI-JSON-2",
            "not-json",
            packs(cast, &hulk.id, "x", &json!({})),
        ),
        bad(
            "text-with-data",
            "data of a text, and a URL",
            "DI-FILE-1",
            "bad-data",
            packs(cast, &hulk.id, with_data, &url),
        ),
        bad(
            "broadcast-file",
            "a file to all, and a URL: there is no message key",
            "DI-DICT-3",
            "unknown-algorithm",
            packs(cast, "everyone@everywhere", &inline, &url),
        ),
        {
            let step = packs(cast, group, CONTENT, &json!({})).variant_stop(
                &[("group-binding", "unchecked")],
                crate::vectors::generate::Wanted::Accept(json!({})),
            );
            bad("group-without-group", "a text without group to a group", "DI-OPEN-6", "group-mismatch", step)
        },
    ]
}

/// A receiver who cannot be written to: a URL is not looked at.
fn no_key(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = &cast.hulk;
    let twins = Twins::of(author);
    let file = text(&json!({ "type": 16, "data": "aGVsbG8=", "sn": 1 }));
    let about = "a receiver with a key of ECC, and a URL that is none: the key comes first";
    let draft = start(cast, "receiver-ecc", about, &["DI-BLOCK-3"])
        .needs("dimp-ecc")
        .edit_of("dimp/seal/personal")
        .bug(BugClass::Interop, Severity::Low)
        .step(step(NODE, "dimp.meta.save", json!({ "id": hex(&twins.id), "meta": hex(twins.first.text()) })))
        .step(packs(cast, &twins.id, &file, &json!({ "url": hex("x") })).reject("no-receiver-key"));
    let made = next_message(&draft, cast, hulk, hulk, CONTENT, &[]);
    vec![draft.step(packs(cast, &hulk.id, CONTENT, &json!({})).accept(gives(&[made])))]
}
