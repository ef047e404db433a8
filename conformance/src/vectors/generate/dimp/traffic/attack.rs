//! `attack_messages.json`: what somebody on the way, a receiver or a store can do with messages and files: section 9.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse};
use super::super::value::hex;
use super::attack_files::{equal_blocks_of_file, file_name, stored};
use super::cast::Cast;
use super::layout::Object;
use super::letter::{MESSAGE_KEY, base64, enclosed, encrypt_blocks, letter, profile, signed_by, with_block};
use super::open::{CONTENT, opened, opens, opens_with};
use super::verify::{BROADCAST, GOOD, announced, asks, message, verified, verifies};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep, Wanted, scenario, step};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [
        envelopes(author, &cast),
        broadcasts(author, &cast),
        keys(author, &cast),
        json_texts(author, &cast),
        stored(author),
        vec![oracle(&cast), fingerprint_as_broadcast(&cast), equal_blocks_of_file(), file_name()],
    ]
    .concat()
}

/// What no reader can see.
pub(super) fn limit(draft: Draft, class: BugClass, severity: Severity) -> Draft {
    draft.bug(class, severity)
}

fn broadcast_message(author: &Author<'_>) -> Object {
    let input = author.input(BROADCAST).expect("it is a capture");
    Object::of_hex(input.get("message").and_then(Value::as_str).expect("it has a message"))
}

/// Everything but `data` can be changed by anybody.
fn envelopes(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let for_alice = base()
        .set("receiver", cast.alice.id.clone())
        .set("key", base64(cast.alice.rsa.encrypt(MESSAGE_KEY.as_bytes())));
    let given = opened(&for_alice, CONTENT);
    let forwarded = opens_with(
        "attack/surreptitious-forwarding",
        "hulk encrypts the message key for alice: she reads a text to her, signed by moki",
        &["DI-LIMIT-2"],
        &for_alice,
        cast.moki.read_by(&cast.alice),
    );
    let added = base().set("group", cast.group.id.clone());
    let group = opens(cast, "attack/group-added", "a group that the content has not", &["DI-OPEN-5"], &added);
    let made = base().set("group", "everyone@everywhere");
    let broadcast = opens(
        cast,
        "attack/made-broadcast",
        "an encrypted message becomes a broadcast",
        &["DI-MSG-14"],
        &made,
    );
    let old = letter(&cast.moki, &cast.hulk, r#"{"text": "a secret", "sn": 7, "type": 1}"#);
    let recorded = opens(
        cast,
        "attack/recorded-message-opens-later",
        "a message that was recorded, and a private key that became known",
        &["DI-LIMIT-11"],
        &old,
    );
    let recorded = recorded.accept(opened(&old, r#"{"text": "a secret", "sn": 7, "type": 1}"#));
    vec![
        changed_envelope(author, cast),
        measured(
            limit(forwarded.accept(given.clone()), BugClass::Confusion, Severity::High),
            "N 61",
            Own::Took(given),
        ),
        measured(
            choice(group, GOOD, "group-mismatch", ("group-binding", "unchecked"), opened(&added, CONTENT)),
            "N 64",
            Own::Took(opened(&added, CONTENT)),
        ),
        measured(
            refuse(broadcast, GOOD, "bad-signature"),
            "N 65",
            Own::Refused("not verified, or suspended until the meta is known"),
        ),
        limit(recorded, BugClass::Disclosure, Severity::Medium),
    ]
}

fn changed_envelope(author: &Author<'_>, cast: &Cast) -> Draft {
    let base = || message(author);
    let asked = |message: &Object| {
        let input = json!({ "message": message.hex(), "meta": cast.moki.meta });
        let given = verified(message);
        step("reader", "dimp.message.verify", input).upstream(json!({ "accept": given })).accept(given)
    };
    let changes = [
        base().set("time", 1),
        base().without("time"),
        base().set("type", 136),
        base().set("x", "anything").without("key"),
    ];
    let draft = scenario("dimp/attack/envelope-changed")
        .about("another time, none, another type, members more and less: all verify")
        .rules(&["DI-LIMIT-1"])
        .source_ref("N 62")
        .bug(BugClass::Malleability, Severity::Medium)
        .peer("reader");
    changes.iter().fold(draft, |draft, message| draft.step(asked(message)))
}

fn broadcasts(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let aimed = broadcast_message(author).set("receiver", "stations@everywhere");
    let draft = verifies(
        cast,
        "attack/broadcast-aimed-elsewhere",
        "a broadcast to all becomes one to stations",
        &["DI-LIMIT-3"],
        &aimed,
    );
    vec![measured(
        limit(draft.accept(announced(&aimed)), BugClass::Confusion, Severity::Medium),
        "N 66",
        Own::Took(announced(&aimed)),
    )]
}

/// Keys that are no good.
fn keys(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let forged = signed_by(message(author), &cast.alice);
    let own = profile(&cast.moki.id, &json!({ "name": "moki", "key": cast.alice.key() }), &cast.alice);
    let unverified = asks(
        "attack/unverified-profile-key",
        "a profile of moki's that alice has made, and a message signed with the key in it",
        &["DI-PROF-6"],
        &json!({ "message": forged.hex(), "meta": cast.moki.meta, "profile": own.hex() }),
    );
    let last = 64 - CONTENT.len();
    let padding = [vec![b'a'; last - 1], vec![u8::try_from(last).unwrap_or_default()]].concat();
    let padded = enclosed(&cast.moki, &cast.hulk, &encrypt_blocks([CONTENT.as_bytes(), &padding].concat()));
    let padded_draft = opens(
        cast,
        "attack/padding-last-byte",
        "a padding of which the last byte alone is right",
        &["DI-ENC-4"],
        &padded,
    );
    vec![
        measured(
            choice(
                unverified,
                "dimp/verify/profile-key",
                "bad-signature",
                ("profile-check", "assumed"),
                verified(&forged),
            ),
            "N 51",
            Own::Refused("the profile is not that of the sender"),
        ),
        measured(
            choice(padded_draft, GOOD, "bad-padding", ("padding", "last-byte"), opened(&padded, CONTENT)),
            "N 57",
            Own::Took(opened(&padded, CONTENT)),
        ),
    ]
}

/// Texts of which two readers make different messages, or none.
fn json_texts(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = message(author);
    let twice = base.clone().push("receiver", cast.hulk.id.clone());
    let other = base.clone().push("receiver", cast.alice.id.clone());
    let duplicate = |name: &str, about: &str, message: &Object| {
        let draft = opens(cast, name, about, &["DI-JSON-5"], message);
        refuse(draft, GOOD, "duplicate-member")
    };
    let last = [("duplicate-members", "last")];
    let data = base.get("data").as_str().expect("data is text").to_owned();
    let (head, tail) = data.split_at(20);
    let loose = base.clone().set("data", format!("{head}\n{tail}"));
    let loose_draft = verifies(
        cast,
        "attack/loose-base64",
        "a line end within the data: another text of the same message",
        &["DI-TEXT-2"],
        &loose,
    );
    let given = verified(&base);
    vec![
        measured(
            duplicate("attack/duplicate-receiver", "the receiver twice", &twice)
                .variant(&last, Wanted::Accept(opened(&base, CONTENT))),
            "N 77",
            Own::Took(opened(&base, CONTENT)),
        ),
        measured(
            duplicate(
                "attack/duplicate-receiver-other",
                "two receivers, of which some see the first and some the last",
                &other,
            )
            .variant(&last, Wanted::Ignore),
            "N 77",
            Own::Ignored,
        ),
        measured(
            choice(loose_draft, GOOD, "loose-text", ("base64-text", "lenient"), given.clone()),
            "N 84",
            Own::Took(given),
        ),
        deep_json(author, cast),
    ]
}

/// 100,000 levels in a member that means nothing.
fn deep_json(author: &Author<'_>, cast: &Cast) -> Draft {
    let open = message(author).text().trim_end_matches('}').to_owned();
    let levels = |count: u32| {
        let opening = json!({ "$repeat": [hex("{\"a\":"), count] });
        let closing = json!({ "$repeat": [hex("}"), count] });
        json!({ "$concat": [hex(format!("{open}, \"x\": ")), opening, hex("1"), closing, hex("}")] })
    };
    let asked = |count: u32| {
        step("reader", "dimp.message.verify", json!({ "message": levels(count), "meta": cast.moki.meta }))
    };
    let failed =
        "RecursionError: maximum recursion depth exceeded while decoding a JSON object from a unicode string";
    let given = || verified(&message(author));
    scenario("dimp/attack/deep-json")
        .about("objects within objects: 128 levels are read, 129 and 100,000 are not")
        .rules(&["DI-JSON-6"])
        .source_ref("N 79")
        .edit_of(GOOD)
        .bug(BugClass::DenialOfService, Severity::High)
        .peer("reader")
        .step(asked(127).accept(given()))
        .step(asked(128).reject("too-deep").variant(&[("json-depth", "deeper")], Wanted::Accept(given())))
        .step(
            asked(100_000)
                .reject("too-deep")
                .variant_stop(&[("json-depth", "deeper")], Wanted::Accept(given()))
                .upstream(json!({ "error": failed })),
        )
}

/// Every way in which a key block can fail looks the same.
fn oracle(cast: &Cast) -> Draft {
    let block = |text: &str| cast.hulk.rsa.encrypt(text.as_bytes());
    let raised = |start: &[u8]| {
        let filler = vec![0x55; cast.hulk.rsa.size() - start.len()];
        cast.hulk.rsa.raise_publicly(&[start, &filler].concat())
    };
    let asked = |block: &[u8], content: &str| {
        let message = with_block(&cast.moki, &cast.hulk, content, block);
        let mut reader = cast.hulk_reads();
        if let Some(members) = reader.as_object_mut() {
            members.insert("message".to_owned(), message.hex().into());
        }
        step("reader", "dimp.message.open", reader)
    };
    let failed =
        |step: DraftStep, raised: &str| step.reject("bad-key-block").upstream(json!({ "error": raised }));
    let no_text = "AttributeError: 'str' object has no attribute 'decode'";
    let good = block(MESSAGE_KEY);
    let message = with_block(&cast.moki, &cast.hulk, CONTENT, &good);
    let refused: Vec<(Vec<u8>, &str)> = vec![
        (vec![1; 128], no_text),
        (raised(&[0, 1]), no_text),
        (raised(&[1, 2]), no_text),
        (raised(&[0, 2]), no_text),
    ];
    let shapes = ["", "x", "5", "{}", r#"{"algorithm": "AES"}"#, r#"{"algorithm": "AES", "data": "AAAA"}"#];
    let draft = scenario("dimp/attack/key-block-oracle")
        .about("blocks of every shape under wrong and right padding: one code tells nothing")
        .rules(&["DI-OPEN-2"])
        .source_ref("N 53")
        .edit_of(GOOD)
        .bug(BugClass::Disclosure, Severity::Critical)
        .peer("reader");
    let draft = refused
        .iter()
        .fold(draft, |draft, (block, raised)| draft.step(failed(asked(block, CONTENT), raised)));
    let draft = shapes
        .iter()
        .fold(draft, |draft, text| draft.step(asked(&block(text), CONTENT).reject("bad-key-block")));
    draft.step(asked(&good, CONTENT).accept(opened(&message, CONTENT)))
}

/// A fingerprint is a signature of the seed: also that of a broadcast whose text is the seed.
fn fingerprint_as_broadcast(cast: &Cast) -> Draft {
    let fingerprint = cast.moki.meta_value().get("fingerprint").cloned().expect("a meta has a fingerprint");
    let message = letter(&cast.moki, &cast.hulk, CONTENT)
        .without("key")
        .set("receiver", "everyone@everywhere")
        .set("data", "moki")
        .set("signature", fingerprint);
    let verify = json!({ "message": message.hex(), "meta": cast.moki.meta });
    let mut open = cast.hulk_reads();
    if let Some(members) = open.as_object_mut() {
        members.insert("message".to_owned(), message.hex().into());
    }
    let given = announced(&message);
    let failed = "JSONDecodeError: Expecting value: line 1 column 1 (char 0)";
    scenario("dimp/attack/fingerprint-as-broadcast")
        .about("a meta gives a broadcast that verifies, and whose content is no JSON")
        .rules(&["DI-JSON-2"])
        .source_ref("N 52")
        .edit_of("dimp/published/broadcast")
        .bug(BugClass::Forgery, Severity::Low)
        .peer("reader")
        .step(
            step("reader", "dimp.message.verify", verify)
                .accept(given.clone())
                .upstream(json!({ "accept": given })),
        )
        .step(
            step("reader", "dimp.message.open", open).reject("not-json").upstream(json!({ "error": failed })),
        )
}
