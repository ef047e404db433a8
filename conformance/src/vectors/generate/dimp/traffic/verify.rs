//! `verify.json`: messages that are read, and whose signature is looked at, sections 4.9 and 5.17.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse, seen};
use super::super::value::hex;
use super::cast::Cast;
use super::layout::Object;
use super::letter::{base64, broadcast, from_base64, letter, profile, signed_by};
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
    json!({ "sender": id("sender"), "receiver": id("receiver"), "broadcast": false, "signed": signed })
}

/// What is given of a broadcast.
pub(super) fn announced(message: &Object) -> Value {
    let text = |name: &str| hex(message.get(name).as_str().expect("it is text"));
    json!({ "sender": text("sender"), "receiver": text("receiver"), "broadcast": true, "signed": text("data") })
}

fn good(author: &Author<'_>, cast: &Cast) -> Draft {
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

/// Metas that are given, and metas that are attached.
fn metas(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let replaced = base().set("sender", cast.alice.id.clone());
    let with = |name: &str, about: &str, rule: &str, message: &Object, meta: Option<&str>, code: &str| {
        let mut input = json!({ "message": message.hex() });
        if let (Some(members), Some(meta)) = (input.as_object_mut(), meta) {
            members.insert("meta".to_owned(), meta.into());
        }
        refuse(asks(&format!("verify/{name}"), about, &[rule], &input), GOOD, code)
    };
    let attached = base().set("meta", cast.moki.meta_value());
    let other = || base().set("meta", cast.hulk.meta_value());
    let not_verified = "not verified, or suspended until the meta is known";
    let accepts = |name: &str, about: &str, message: &Object, meta: Option<&str>| {
        let mut given = verified(message);
        if let Some(members) = given.as_object_mut() {
            members.insert("meta".to_owned(), cast.moki.meta.clone().into());
        }
        let mut input = json!({ "message": message.hex() });
        if let (Some(members), Some(meta)) = (input.as_object_mut(), meta) {
            members.insert("meta".to_owned(), meta.into());
        }
        asks(&format!("verify/{name}"), about, &["DI-MSG-11", "DI-MSG-12"], &input).accept(given)
    };
    let save = "ValueError: save meta error: ...";
    vec![
        accepts("meta-attached", "the meta is attached, and no other given", &attached, None),
        accepts(
            "meta-attached-and-given",
            "the meta is attached, and given too",
            &attached,
            Some(&cast.moki.meta),
        ),
        measured(
            with(
                "meta-of-another",
                "hulk's meta attached, moki's given",
                "DI-MSG-11",
                &other(),
                Some(&cast.moki.meta),
                "meta-mismatch",
            ),
            "N 29",
            Own::Failed(save),
        ),
        measured(
            with(
                "meta-of-another-alone",
                "hulk's meta attached to a message of moki's",
                "DI-MSG-11",
                &other(),
                None,
                "meta-mismatch",
            ),
            "N 29",
            Own::Failed(save),
        ),
        with(
            "meta-given-of-another",
            "hulk's meta given for moki",
            "DI-META-12",
            &base(),
            Some(&cast.hulk.meta),
            "meta-mismatch",
        ),
        measured(
            with(
                "sender-replaced",
                "alice as sender, with her meta",
                "DI-MSG-14",
                &replaced,
                Some(&cast.alice.meta),
                "bad-signature",
            ),
            "N 72",
            Own::Refused(not_verified),
        ),
        measured(
            with(
                "sender-replaced-old-meta",
                "alice as sender, with moki's meta",
                "DI-META-12",
                &replaced,
                Some(&cast.moki.meta),
                "meta-mismatch",
            ),
            "N 72",
            Own::Refused("the meta is not that of the sender"),
        ),
        with(
            "meta-attached-changed",
            "an attached meta with another fingerprint",
            "DI-META-10",
            &base().set(
                "meta",
                Object::of(&cast.moki.meta_value())
                    .set(
                        "fingerprint",
                        cast.hulk.meta_value().get("fingerprint").cloned().unwrap_or_default(),
                    )
                    .value(),
            ),
            None,
            "bad-fingerprint",
        ),
        with(
            "meta-attached-empty",
            "an empty object as meta",
            "DI-META-6",
            &base().set("meta", json!({})),
            None,
            "unknown-version",
        ),
    ]
}

/// Profiles that are given, in whose key a signature may be, and profiles that are attached.
fn profiles(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let by_profile_key = signed_by(message(author), &cast.alice);
    let properties = json!({ "name": "moki", "key": cast.alice.key() });
    let good = profile(&cast.moki.id, &properties, &cast.moki);
    let with = |name: &str, about: &str, rules: &[&str], message: &Object, profile: &Object| {
        let input = json!({ "message": message.hex(), "meta": cast.moki.meta, "profile": profile.hex() });
        asks(&format!("verify/{name}"), about, rules, &input)
    };
    let signed = verified(&by_profile_key);
    let of_hulk = profile(&cast.hulk.id, &properties, &cast.moki);
    let plain = profile(&cast.moki.id, &json!({ "name": "moki" }), &cast.moki);
    let mut drafts = vec![
        measured(
            with("profile-key", "signed with the key of the profile", &["DI-MSG-14"], &by_profile_key, &good)
                .accept(signed.clone()),
            "N 51",
            Own::Took(signed),
        ),
        with(
            "profile-and-meta-key",
            "signed with the key of the meta, though the profile has one",
            &["DI-MSG-14"],
            &message(author),
            &good,
        )
        .accept(verified(&message(author))),
        choice(
            with(
                "profile-given-of-another",
                "the profile of another ID",
                &["DI-PROF-4"],
                &message(author),
                &of_hulk,
            ),
            GOOD,
            "wrong-id",
            ("profile-owner", "unchecked"),
            verified(&message(author)),
        ),
    ];
    let own = profile(&cast.moki.id, &json!({ "name": "Moki" }), &cast.moki);
    let mine = message(author).set("profile", own.value());
    let mut given = verified(&mine);
    if let Some(members) = given.as_object_mut() {
        members.insert("profile".to_owned(), own.hex().into());
    }
    let others = message(author)
        .set("profile", profile(&cast.alice.id, &json!({ "name": "Alice" }), &cast.moki).value());
    let forged = message(author)
        .set("profile", profile(&cast.moki.id, &json!({ "name": "Moki" }), &cast.alice).value());
    let number = message(author).set("profile", 5);
    let plain_key = signed_by(message(author).set("profile", good.value()), &cast.alice);
    let mut plain_given = verified(&plain_key);
    if let Some(members) = plain_given.as_object_mut() {
        members.insert("profile".to_owned(), good.hex().into());
    }
    let attached = |name: &str, about: &str, rules: &[&str], message: &Object| {
        verifies(cast, &format!("verify/{name}"), about, rules, message).needs("dimp-profile-attached")
    };
    let ignored = |draft: Draft, code: &str, message: &Object| {
        choice(
            draft,
            "dimp/verify/attached-profile",
            code,
            ("attached-profile", "ignored"),
            verified(message),
        )
    };
    let not_used = with(
        "profile-without-key",
        "signed with a key that the profile does not have",
        &["DI-MSG-14"],
        &by_profile_key,
        &plain,
    );
    drafts.push(refuse(not_used, "dimp/verify/profile-key", "bad-signature"));
    drafts.push(seen(
        attached(
            "attached-profile",
            "a profile attached: this release has no code for it",
            &["DI-MSG-13"],
            &mine,
        )
        .accept(given)
        .source_ref("sample 17"),
        Own::Took(verified(&mine)),
    ));
    drafts.push(
        attached(
            "attached-profile-key",
            "signed with the key of the attached profile",
            &["DI-MSG-13", "DI-MSG-14"],
            &plain_key,
        )
        .accept(plain_given),
    );
    drafts.push(seen(
        ignored(
            attached(
                "attached-profile-of-another",
                "the profile of another ID attached",
                &["DI-MSG-13"],
                &others,
            ),
            "wrong-id",
            &others,
        )
        .source_ref("sample 17"),
        Own::Took(verified(&others)),
    ));
    drafts.push(ignored(
        attached(
            "attached-profile-forged",
            "a profile attached that somebody else has signed",
            &["DI-PROF-6"],
            &forged,
        ),
        "bad-signature",
        &forged,
    ));
    drafts.push(ignored(
        attached("attached-profile-number", "a number as profile", &["DI-PROF-2"], &number),
        "not-object",
        &number,
    ));
    drafts
}

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
