//! `verify.json`: messages that are read, and whose signature is looked at, sections 4.9 and 5.17.

use serde_json::{Value, json};

use super::super::refusal::{Own, measured, refuse};
use super::super::value::hex;
use super::cast::Cast;
use super::layout::{Object, absent};
use super::letter::{base64, broadcast, from_base64, letter, signed_by};
use super::verify_metas::{metas, profiles};
use crate::vectors::generate::{Author, Draft, case};

/// A broadcast that is verified.
pub(super) const BROADCAST: &str = "dimp/published/broadcast-verify";
/// A personal message that is verified.
pub(super) const GOOD: &str = "dimp/published/personal-open";

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [
        vec![good(author, &cast)],
        tops(author, &cast),
        signatures(author, &cast),
        senders(author, &cast),
        metas(author, &cast),
        profiles(author, &cast),
        broadcasts(author, &cast),
    ]
    .concat()
}

/// The message that all of these differ from: a text from moki to hulk.
pub(super) fn message(author: &Author<'_>) -> Object {
    let input = author.input("dimp/published/personal-open").expect("it is a capture");
    Object::of_hex(input.get("message").and_then(Value::as_str).expect("it has a message"))
}

/// A message that is verified with moki's meta.
pub(super) fn verifies(cast: &Cast, name: &str, about: &str, rules: &[&str], message: &Object) -> Draft {
    asks(name, about, rules, &json!({ "message": message.hex(), "meta": cast.moki.meta }))
}

pub(super) fn asks(name: &str, about: &str, rules: &[&str], input: &Value) -> Draft {
    case(&format!("dimp/{name}")).about(about).rules(rules).op("dimp.message.verify", input.clone())
}

/// What is given of a message that is no broadcast.
pub(super) fn verified(message: &Object) -> Value {
    let id = |name: &str| hex(message.get(name).as_str().expect("an ID is text"));
    let signed = hex(from_base64(&message.get("data")));
    let given =
        json!({ "sender": id("sender"), "receiver": id("receiver"), "broadcast": false, "signed": signed });
    with_absent(given, message)
}

/// What is given of a broadcast.
pub(super) fn announced(message: &Object) -> Value {
    let text = |name: &str| hex(message.get(name).as_str().expect("it is text"));
    let given = json!({ "sender": text("sender"), "receiver": text("receiver"), "broadcast": true, "signed": text("data") });
    with_absent(given, message)
}

/// What the message does not have is not given.
fn with_absent(mut given: Value, message: &Object) -> Value {
    let message = message.value();
    if let Some(members) = given.as_object_mut() {
        let missing = ["group", "meta", "profile"].into_iter().filter(|name| message.get(name).is_none());
        members.extend(missing.map(|name| (name.to_owned(), absent())));
    }
    given
}

pub(super) fn good(author: &Author<'_>, cast: &Cast) -> Draft {
    let message = message(author);
    verifies(cast, "verify/personal", "a text from moki to hulk", &["DI-MSG-14", "DI-SIG-7"], &message)
        .accept(verified(&message))
        .edit_of("dimp/published/personal-open")
}

/// Texts that are no objects.
fn tops(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let rows = [
        ("array", "[]", "KeyError: 'sender'"),
        ("text", "\"x\"", "ValueError: dictionary update sequence element #0 has length 1; 2 is required"),
        ("number", "5", "TypeError: 'int' object is not iterable"),
        ("null", "null", "AttributeError: 'NoneType' object has no attribute 'envelope'"),
    ];
    let mut drafts: Vec<Draft> = rows
        .into_iter()
        .map(|(name, text, raised)| {
            let input = json!({ "message": hex(text), "meta": cast.moki.meta });
            let name = format!("verify/top-{name}");
            let draft = asks(&name, &format!("the text `{text}` as message"), &["DI-MSG-3"], &input);
            measured(refuse(draft, GOOD, "not-object"), "N 81", Own::Failed(raised))
        })
        .collect();
    let whole = message(author).text();
    let cut = json!({ "message": hex(whole.strip_suffix('}').unwrap_or_default()), "meta": cast.moki.meta });
    drafts.push(refuse(
        asks("verify/cut", "a message without its end", &["DI-JSON-2"], &cut),
        GOOD,
        "not-json",
    ));
    let twice = json!({ "message": hex(format!("{whole}{whole}")), "meta": cast.moki.meta });
    drafts.push(refuse(
        asks("verify/two", "two messages in one text", &["DI-JSON-2"], &twice),
        GOOD,
        "not-json",
    ));
    drafts
}

/// The member `signature`, and signatures of other bytes and other keys.
fn signatures(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let with = |name: &str, about: &str, rule: &str, message: &Object, code: &str| {
        refuse(verifies(cast, &format!("verify/{name}"), about, &[rule], message), GOOD, code)
    };
    let suspended = "not verified, or suspended until the meta is known";
    let empty_signature = "AssertionError: signature of reliable message cannot be empty: ...";
    let set = |value: Value| base().set("signature", value);
    let signature = from_base64(&base().get("signature"));
    let mut flipped = signature.clone();
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    let longer = [&[0], signature.as_slice()].concat();
    vec![
        measured(
            with("signature-empty", "an empty signature", "DI-SIG-4", &set("".into()), "bad-signature"),
            "N 49",
            Own::Refused(suspended),
        ),
        measured(
            with("signature-null", "null as signature", "DI-MSG-6", &set(Value::Null), "bad-message"),
            "N 49",
            Own::Failed(empty_signature),
        ),
        measured(
            with("signature-number", "a number as signature", "DI-MSG-6", &set(5.into()), "bad-message"),
            "N 49",
            Own::Failed("TypeError: argument should be a bytes-like object or ASCII string, not 'int'"),
        ),
        measured(
            with("no-signature", "no signature", "DI-MSG-6", &base().without("signature"), "bad-message"),
            "N 50",
            Own::Failed(empty_signature),
        ),
        with(
            "signature-flipped",
            "a bit of the signature",
            "DI-MSG-14",
            &set(base64(&flipped).into()),
            "bad-signature",
        ),
        with(
            "signature-longer",
            "a zero byte before the signature",
            "DI-SIG-5",
            &set(base64(&longer).into()),
            "bad-signature",
        ),
        with(
            "signature-of-another",
            "signed with alice's key",
            "DI-MSG-14",
            &signed_by(base(), &cast.alice),
            "bad-signature",
        ),
        with(
            "signature-of-text",
            "a signature of the text of `data`, as if it were a broadcast",
            "DI-MSG-14",
            &{
                let data = base().get("data");
                let text = data.as_str().expect("data is text").to_owned();
                base().set("signature", base64(cast.moki.rsa.sign(text.as_bytes())))
            },
            "bad-signature",
        ),
        with(
            "data-of-another-message",
            "the data of another message of moki's",
            "DI-MSG-14",
            &base().set(
                "data",
                letter(&cast.moki, &cast.hulk, r#"{"text": "x", "sn": 1, "type": 1}"#).get("data"),
            ),
            "bad-signature",
        ),
        with(
            "data-empty",
            "no data: not what was signed",
            "DI-MSG-14",
            &base().set("data", ""),
            "bad-signature",
        ),
    ]
}

/// Who can be a sender, and who a receiver.
fn senders(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let anywhere = || broadcast_message(author).set("sender", "anyone@anywhere");
    let refused = |name: &str, about: &str, rule: &str, message: &Object, code: &str| {
        refuse(verifies(cast, &format!("verify/{name}"), about, &[rule], message), GOOD, code)
    };
    let thing = cast.moki.in_network(0x80);
    let group = base().set("sender", cast.group.id.clone());
    let group = json!({ "message": group.hex(), "meta": cast.group.meta });
    let alone = json!({ "message": anywhere().hex() });
    let receiver_thing = base().set("receiver", cast.hulk.in_network(0x80));
    let unknown = json!({ "message": base().hex() });
    vec![
        measured(
            refused("sender-anywhere", "a broadcast ID as sender", "DI-MSG-9", &anywhere(), "bad-sender")
                .edit_of(BROADCAST),
            "N 15",
            Own::Refused("the meta is not that of the sender"),
        ),
        measured(
            refuse(
                asks(
                    "verify/sender-anywhere-no-meta",
                    "a broadcast ID as sender, and no meta",
                    &["DI-MSG-9"],
                    &alone,
                ),
                BROADCAST,
                "bad-sender",
            ),
            "N 15",
            Own::Refused("not verified, or suspended until the meta is known"),
        ),
        measured(
            refused(
                "sender-thing",
                "a thing as sender",
                "DI-MSG-9",
                &base().set("sender", thing.clone()),
                "bad-sender",
            ),
            "N 11",
            Own::Failed("AssertionError: user ID error: moki@tnn3o5m8G6iwxGB6z4BQWmZsK1CwF715cy"),
        ),
        measured(
            refuse(
                asks("verify/sender-group", "a group as sender, with its meta", &["DI-MSG-9"], &group),
                GOOD,
                "bad-sender",
            ),
            "N 72",
            Own::Failed(SENDER_GROUP),
        ),
        measured(
            refused("receiver-thing", "a thing as receiver", "DI-MSG-10", &receiver_thing, "wrong-id"),
            "N 11",
            Own::Took(verified(&receiver_thing)),
        ),
        measured(
            refused("sender-missing", "no sender", "DI-MSG-6", &base().without("sender"), "bad-message"),
            "N 72",
            Own::Failed("KeyError: 'sender'"),
        ),
        refuse(asks("verify/no-meta", "no meta of the sender", &["DI-MSG-12"], &unknown), GOOD, "unknown-id"),
        refused("sender-empty", "an empty sender", "DI-ID-1", &base().set("sender", ""), "bad-id"),
        refused(
            "receiver-garbage",
            "a receiver that is no ID",
            "DI-ADDR-4",
            &base().set("receiver", "xyz"),
            "bad-address",
        ),
        refused(
            "group-garbage",
            "a group that is no ID",
            "DI-ADDR-4",
            &base().set("group", "xyz"),
            "bad-address",
        ),
    ]
}

/// What upstream raises for a group as sender.
const SENDER_GROUP: &str =
    "AssertionError: user ID error: Group-1587100000@7W3hf2faDTpsLJnUKDDt4z2TLx3QdsAk5z";

fn broadcast_message(author: &Author<'_>) -> Object {
    let input = author.input(BROADCAST).expect("it is a capture");
    Object::of_hex(input.get("message").and_then(Value::as_str).expect("it has a message"))
}

/// The text that was received is what was signed.
fn broadcasts(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let captured = broadcast_message(author);
    let data: Value =
        serde_json::from_str(captured.get("data").as_str().expect("data is text")).expect("it is JSON");
    let raw = "{\"text\": \"Hi all \u{2600}\", \"sn\": 1624287990, \"type\": 1}";
    let resigned = broadcast(&cast.moki, "everyone@everywhere", raw);
    let not_resigned = captured.clone().set("data", raw);
    let respaced = captured.clone().set("data", serde_json::to_string(&data).expect("it can be written"));
    let escaped = hex(captured.text().replace("Hi all", "Hi\\u0020all"));
    let refused = |name: &str, about: &str, message: &Object| {
        let draft = verifies(cast, &format!("verify/{name}"), about, &["DI-MSG-14"], message);
        measured(
            refuse(draft, BROADCAST, "bad-signature"),
            "N 85",
            Own::Refused("not verified, or suspended until the meta is known"),
        )
    };
    let alone = captured.clone().without("time").without("type");
    let group_of_all = captured.clone().set("group", "everyone@everywhere");
    vec![
        measured(
            verifies(
                cast,
                "verify/broadcast-raw-utf8",
                "raw UTF-8, signed as it stands",
                &["DI-MSG-14"],
                &resigned,
            )
            .accept(announced(&resigned)),
            "N 85",
            Own::Took(announced(&resigned)),
        ),
        refused("broadcast-raw-utf8-not-resigned", "raw UTF-8 in the place of escapes", &not_resigned),
        refused("broadcast-respaced", "the same JSON without white space", &respaced),
        asks(
            "verify/broadcast-outer-escapes",
            "escapes of the outer JSON are undone before anything is signed",
            &["DI-MSG-14"],
            &json!({ "message": escaped, "meta": cast.moki.meta }),
        )
        .accept(announced(&captured)),
        verifies(cast, "verify/broadcast-no-time", "no time and no type", &["DI-MSG-8", "DI-MSG-14"], &alone)
            .accept(announced(&alone)),
        verifies(
            cast,
            "verify/broadcast-to-group",
            "a group of all as receiver and as group",
            &["DI-MSG-14"],
            &group_of_all,
        )
        .accept(announced(&group_of_all)),
    ]
}
