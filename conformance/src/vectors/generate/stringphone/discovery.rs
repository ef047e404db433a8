//! `reply.json` and `accept_reply.json`: the topic key, handed out and taken in.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::ed25519;
use super::edit::{cut, flip, input, join, made, message_of, overwrite, slice, wanted};
use super::people::{ALICE, BOB, CAROL, DAVE, K1, K2, accept_in, reply_in};
use crate::model::case::{BugClass, Severity};

const REPLY: &str = "stringphone/reply/alice-to-carol";
const ACCEPT: &str = "stringphone/accept-reply/for-bob";

/// All cases of `reply.json`.
pub(super) fn replies(author: &Author<'_>) -> Vec<Draft> {
    let introduction = input(author, REPLY, "message");
    let mut cases = answered(author, &introduction);
    cases.extend(introduction_lengths(&introduction));
    cases.extend(introduction_signatures(&introduction));
    cases.extend(low_order_introductions());
    cases
}

fn answered(author: &Author<'_>, introduction: &str) -> Vec<Draft> {
    let taken_by_bob = json!({
        "own_public_key": BOB.public_key, "encryption_private_key": BOB.private_key, "message": { "$ref": "/message" }
    });
    let bobs = input(author, "stringphone/reply/no-topic-key", "message");
    let taken_by_carol = json!({
        "own_public_key": CAROL.public_key, "encryption_private_key": CAROL.private_key, "message": { "$ref": "/message" }
    });
    let accepted = json!({ "topic_key": K1 });
    let own = message_of(
        author,
        "stringphone.introduce",
        json!({ "signing_seed": BOB.seed, "encryption_private_key": BOB.private_key }),
        json!({}),
    );
    let rules = ["SP-REPLY-3", "SP-REPLY-5", "SP-REPLY-6"];
    let captured = input(author, "stringphone/open/own-reply", "message");
    vec![
        case("stringphone/reply/alice-to-bob")
            .about("alice answers bob; the bytes are those of sample 37")
            .rules(&rules)
            .source_ref("sample 37")
            .op("stringphone.reply", reply_in(&ALICE, Some(K1), &own))
            .draws(json!({ "nonce": slice(&captured, 17, 41) }))
            .accept(json!({ "message": captured }))
            .check("stringphone.accept_reply", taken_by_bob.clone(), accepted.clone()),
        Draft::played(
            case("stringphone/reply/own-introduction")
                .about("an introduction of one's own is answered like any other")
                .rules(&rules)
                .op("stringphone.reply", reply_in(&BOB, Some(K1), &own))
                .check("stringphone.accept_reply", taken_by_bob, accepted.clone()),
        ),
        Draft::played(
            case("stringphone/reply/dave-to-carol")
                .about("another member answers the same introduction")
                .rules(&rules)
                .op("stringphone.reply", reply_in(&DAVE, Some(K1), introduction))
                .check("stringphone.accept_reply", taken_by_carol, accepted),
        ),
        case("stringphone/reply/no-topic-key-garbage")
            .about("the missing topic key is said before the message is looked at")
            .rules(&["SP-REPLY-1"])
            .bug(BugClass::Robustness, Severity::Low)
            .op("stringphone.reply", reply_in(&BOB, None, &join(&[&bobs, "00"])))
            .reject("missing-topic-key"),
    ]
}

fn introduction_lengths(introduction: &str) -> Vec<Draft> {
    let odd = |name: &str, about: &str, source: &str, rule: &str, code: &str, message: &str| {
        refused(name, about, source, rule, code, message).bug(BugClass::Malleability, Severity::Low)
    };
    let unverified = |draft: Draft| {
        let outcome = json!({ "reject": "bad-signature" });
        draft.variant(&[("introduction-length", "unchecked")], wanted(outcome.clone())).upstream(outcome)
    };
    let failed = |draft: Draft| draft.upstream(json!({ "error": "nacl.exceptions.ValueError" }));
    let signed = |key: &str| ed25519::introduction_signing(&CAROL, key);
    let short_key = signed(&slice(CAROL.encryption_key, 0, 31));
    let long_key = signed(&join(&[CAROL.encryption_key, "00"]));
    let one_more = join(&[introduction, "00"]);
    let short = |name: &str, about: &str, len: usize| {
        odd(name, about, "sample 20", "SP-MSG-3", "short", &cut(introduction, len))
    };
    vec![
        odd("empty", "no byte at all", "sample 20", "SP-MSG-1", "unknown-type", "")
            .upstream(json!({ "reject": "unknown-type" })),
        failed(short("cut-to-1", "only the type byte", 1)),
        unverified(short("cut-to-97", "cut after the signature", 97)),
        unverified(short("cut-to-128", "without the last byte", 128)),
        unverified(odd(
            "trailing-byte",
            "one byte more",
            "sample 20; N 46",
            "SP-MSG-4",
            "trailing",
            &one_more,
        )),
        failed(odd(
            "signed-31-byte-key",
            "a correctly signed key of 31 bytes",
            "N 48",
            "SP-MSG-3",
            "short",
            &short_key,
        )),
        failed(odd(
            "signed-33-byte-key",
            "a correctly signed key of 33 bytes",
            "N 48",
            "SP-MSG-4",
            "trailing",
            &long_key,
        )),
    ]
}

fn refused(name: &str, about: &str, source: &str, rule: &str, code: &str, message: &str) -> Draft {
    case(&format!("stringphone/reply/{name}"))
        .about(about)
        .rules(&[rule])
        .edited(REPLY, source)
        .bug(BugClass::AuthBypass, Severity::High)
        .op("stringphone.reply", reply_in(&ALICE, Some(K1), message))
        .reject(code)
}

fn introduction_signatures(introduction: &str) -> Vec<Draft> {
    let rows = [
        (
            "other-signer",
            "the signing key replaced: the signature is not its",
            "sample 20; N 43",
            overwrite(introduction, 1, DAVE.public_key),
        ),
        (
            "flipped-encryption-key",
            "one bit of the encryption key",
            "sample 20; N 44",
            flip(introduction, 97, 0),
        ),
        ("flipped-signature", "one bit of the signature", "sample 20", flip(introduction, 33, 0)),
        ("signature-s-plus-l", "S replaced by S + L", "sample 20", ed25519::with_s_plus_l(introduction, 65)),
        (
            "small-order-signer",
            "the signing key is the identity point, and R and S are chosen to fit",
            "sample 20",
            join(&["69", ed25519::IDENTITY, ed25519::IDENTITY, &"00".repeat(32), CAROL.encryption_key]),
        ),
    ];
    rows.into_iter()
        .map(|(name, about, source, message)| {
            refused(name, about, source, "SP-REPLY-3", "bad-signature", &message).upstream(
                json!({ "reject": "bad-signature", "raised": "stringphone.exceptions.BadSignatureError" }),
            )
        })
        .collect()
}

/// Encryption keys of low order, each correctly signed.
fn low_order_introductions() -> Vec<Draft> {
    ed25519::LOW_ORDER_X25519
        .into_iter()
        .map(|(name, about, key)| {
            let source = if name == "zero" { "N 47" } else { "sample 112" };
            refused(
                &format!("signed-low-order-{name}"),
                about,
                source,
                "SP-REPLY-4",
                "low-order-key",
                &ed25519::introduction_signing(&CAROL, key),
            )
            .bug(BugClass::Disclosure, Severity::Critical)
            .upstream(json!({ "error": "nacl.exceptions.RuntimeError: Unexpected library error" }))
        })
        .collect()
}

/// All cases of `accept_reply.json`.
pub(super) fn accepts(author: &Author<'_>) -> Vec<Draft> {
    let reply = input(author, "stringphone/accept-reply/topic-key-known", "message");
    let mut cases = vec![
        case(ACCEPT)
            .about("alice's reply to bob")
            .rules(&["SP-MSG-5", "SP-MSG-6", "SP-ACCEPT-2", "SP-ACCEPT-3", "SP-ACCEPT-4", "SP-ACCEPT-5"])
            .source_ref("sample 81")
            .op("stringphone.accept_reply", accept_in(&BOB, None, &reply))
            .accept(json!({ "topic_key": K1 })),
    ];
    cases.extend(reply_lengths(&reply));
    cases.extend(reply_fields(author, &reply));
    cases.extend(low_order_replies(&reply));
    cases
}

fn reply_lengths(reply: &str) -> Vec<Draft> {
    let odd =
        |name: &str, about: &str, source: &str, rule: &str, code: &str, message: &str, unchecked: Value| {
            not_taken(name, about, source, rule, message)
                .bug(BugClass::Malleability, Severity::Low)
                .reject(code)
                .variant(&[("reply-length", "unchecked")], wanted(unchecked.clone()))
                .upstream(unchecked)
        };
    let taken = || json!({ "accept": { "topic_key": K1 } });
    let with = |more: usize| join(&[reply, &"00".repeat(more)]);
    let (start, keyless) = (cut(reply, 2), cut(reply, 121));
    vec![
        odd(
            "cut-to-2",
            "a byte of the recipient ID",
            "sample 81",
            "SP-MSG-5",
            "short",
            &start,
            json!({ "ignore": {} }),
        ),
        odd("cut-to-121", "no signing key at all", "sample 81; N 57", "SP-MSG-5", "short", &keyless, taken()),
        odd("trailing-byte", "one byte more", "sample 81", "SP-MSG-6", "trailing", &with(1), taken()),
        odd(
            "trailing-1000",
            "1000 bytes more",
            "sample 81; N 59",
            "SP-MSG-6",
            "trailing",
            &with(1000),
            taken(),
        ),
    ]
}

fn not_taken(name: &str, about: &str, source: &str, rule: &str, message: &str) -> Draft {
    case(&format!("stringphone/accept-reply/{name}"))
        .about(about)
        .rules(&[rule])
        .edited(ACCEPT, source)
        .bug(BugClass::Forgery, Severity::High)
        .op("stringphone.accept_reply", accept_in(&BOB, None, message))
}

fn reply_fields(author: &Author<'_>, reply: &str) -> Vec<Draft> {
    let simple = input(author, "stringphone/open/trusted", "message");
    let for_carol = made(author, REPLY);
    let readdressed = overwrite(&for_carol, 1, BOB.id);
    let unannounced =
        json!({ "error": "nacl.exceptions.CryptoError: An error occurred trying to decrypt the message" });
    let wrong_type = json!({ "reject": "wrong-type", "raised": "builtins.ValueError" });
    vec![
        not_taken("foreign", "a reply to somebody else", "sample 20; N 54", "SP-ACCEPT-3", &for_carol)
            .bug(BugClass::Robustness, Severity::Low)
            .ignore()
            .upstream(json!({ "ignore": {} }))
,
        not_taken("readdressed", "a reply to somebody else, with the reader's ID written over the recipient's", "sample 20; N 55", "SP-ACCEPT-5", &readdressed)
            .reject("bad-box")
            .upstream(unannounced)
,
        not_taken("simple-message", "a simple message is no reply", "sample 24; N 62", "SP-ACCEPT-2", &simple)
            .bug(BugClass::Confusion, Severity::Medium)
            .reject("wrong-type")
            .upstream(wrong_type)
,
        not_taken("unknown-type", "three letters z", "N 61", "SP-MSG-1", "7a7a7a")
            .bug(BugClass::Robustness, Severity::Low)
            .reject("unknown-type")
            .upstream(json!({ "reject": "unknown-type", "raised": "builtins.ValueError" }))
,
        case("stringphone/accept-reply/topic-key-known-garbage")
            .about("whoever has a topic key does not even look at the type")
            .rules(&["SP-ACCEPT-1"])
            .edited(ACCEPT, "N 61")
            .bug(BugClass::Robustness, Severity::Low)
            .op("stringphone.accept_reply", accept_in(&BOB, Some(K2), "7a7a7a"))
            .ignore()
            .upstream(json!({ "ignore": {} }))
,
        case("stringphone/accept-reply/encryption-private-key-31")
            .about("an encryption private key of 31 bytes")
            .rules(&["SP-KEY-1"])
                .bug(BugClass::Robustness, Severity::Low)
            .op(
                "stringphone.accept_reply",
                json!({ "own_public_key": BOB.public_key, "encryption_private_key": &BOB.private_key[..62], "message": reply }),
            )
            .reject("bad-key-length")
,
    ]
}

fn low_order_replies(reply: &str) -> Vec<Draft> {
    ed25519::LOW_ORDER_X25519
        .into_iter()
        .map(|(name, about, key)| {
            let source = if name == "zero" { "sample 81; N 63" } else { "sample 81" };
            not_taken(&format!("low-order-{name}"), about, source, "SP-ACCEPT-4", &overwrite(reply, 89, key))
                .reject("low-order-key")
                .upstream(json!({ "error": "nacl.exceptions.RuntimeError: Unexpected library error" }))
        })
        .collect()
}
