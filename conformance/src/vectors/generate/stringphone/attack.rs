//! `attack.json`: what an attacker can do, and what it cannot.

use serde_json::{Value, json};

use super::super::{Draft, scenario, step};
use super::edit::wanted;
use super::people::{ALICE, BOB, CAROL, DAVE, K1, K2};
use super::steps::{introduces, new_topic, opens, reads, replies, seals, takes, trusts};
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = limits_of_talk();
    cases.extend(limits_of_discovery());
    cases.extend(type_byte());
    cases.extend(refused());
    cases
}

/// What the format of a simple message cannot prevent.
fn limits_of_talk() -> Vec<Draft> {
    let carols_id = json!({ "$concat": [{ "$slice": [{ "$ref": "message" }, 0, 65] }, CAROL.id, { "$slice": [{ "$ref": "message" }, 81, 123] }] });
    vec![
        scenario("stringphone/attack/replayed-message")
            .about("the same message is opened twice")
            .rules(&["SP-LIMIT-1"])
            .source_ref("N 9")
            .bug(BugClass::Replay, Severity::Medium)
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(seals("alice", "6869", "message"))
            .step(reads("bob", "message", "6869").upstream(json!({ "accept": { "plaintext": "6869" } })))
            .step(reads("bob", "message", "6869").upstream(json!({ "accept": { "plaintext": "6869" } }))),
        scenario("stringphone/attack/recorded-messages-open-later")
            .about("whoever learns the topic key later reads what was recorded: opened by somebody who joins afterwards")
            .rules(&["SP-LIMIT-5"])
                .bug(BugClass::Disclosure, Severity::Medium)
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(seals("alice", "736563726574", "recorded"))
            .step(new_topic("bob", &BOB, None, &[ALICE.public_key]))
            .step(introduces("bob", "introduction"))
            .step(replies("alice", "introduction", "reply"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(reads("bob", "recorded", "736563726574")),
        scenario("stringphone/attack/naive-spoofed-sender")
            .about("another participant's ID written over the sender ID: mode naive opens it, mode strict does not")
            .rules(&["SP-LIMIT-6", "SP-OPEN-10"])
            .source_ref("N 12")
            .bug(BugClass::Forgery, Severity::Medium)
            .needs("stringphone-naive")
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key, CAROL.public_key]))
            .step(seals("alice", "6869", "message"))
            .step(opens("bob", carols_id.clone()).reject("bad-signature"))
            .step(
                step("bob", "stringphone.topic.open", json!({ "mode": "naive", "message": carols_id }))
                    .accept(json!({ "plaintext": "6869" }))
                    .upstream(json!({ "accept": { "plaintext": "6869" } })),
            )
            .step(reads("bob", "message", "6869")),
    ]
}

/// What the formats of introduction and reply cannot prevent.
fn limits_of_discovery() -> Vec<Draft> {
    let high_bit = json!({ "$concat": [
        { "$slice": [{ "$ref": "reply" }, 0, 120] },
        { "$xor": [{ "$slice": [{ "$ref": "reply" }, 120, 121] }, "80"] },
        { "$slice": [{ "$ref": "reply" }, 121, 153] }
    ] });
    let claims_dave = json!({ "$concat": [{ "$slice": [{ "$ref": "reply" }, 0, 121] }, DAVE.public_key] });
    let joined = |id: &str,
                  about: &str,
                  source: &str,
                  rule: &str,
                  class: BugClass,
                  severity: Severity,
                  reply: Value| {
        scenario(id)
            .about(about)
            .rules(&[rule])
            .source_ref(source)
            .bug(class, severity)
            .peer("alice")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, None, &[ALICE.public_key]))
            .step(introduces("bob", "introduction"))
            .step(replies("alice", "introduction", "reply"))
            .step(takes("bob", reply).accept(json!({})).upstream(json!({ "accept": {} })))
            .step(seals("alice", "6869", "message"))
            .step(reads("bob", "message", "6869"))
    };
    vec![
        injected_reply(),
        replayed_introduction(),
        joined("stringphone/attack/reply-claims-another-key", "the signing key in a reply replaced: nothing notices", "N 56", "SP-LIMIT-4", BugClass::Forgery, Severity::Medium, claims_dave),
        joined("stringphone/attack/reply-high-bit", "the top bit of the encryption key in a reply changed: X25519 does not see it", "sample 96", "SP-LIMIT-7", BugClass::Malleability, Severity::Low, high_bit),
        scenario("stringphone/attack/stranger-introduces")
            .about("a stranger is handed the topic key: nothing in its introduction says who it is")
            .rules(&["SP-LIMIT-8"])
                .bug(BugClass::AuthBypass, Severity::High)
            .peer("alice")
            .attacker("eve")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(
                step("eve", "stringphone.forge.introduction", json!({ "signing_seed": DAVE.seed, "encryption_key": DAVE.encryption_key }))
                    .accept(json!({}))
                    .save("introduction", "/message"),
            )
            .step(replies("alice", "introduction", "reply"))
            .step(
                step("eve", "stringphone.accept_reply", json!({
                    "own_public_key": DAVE.public_key, "encryption_private_key": DAVE.private_key, "message": { "$ref": "reply" }
                }))
                .accept(json!({ "topic_key": K1 })),
            ),
    ]
}

fn injected_reply() -> Draft {
    let forged = json!({
        "encryption_private_key": DAVE.private_key,
        "encryption_key": { "$slice": [{ "$ref": "introduction" }, 97, 129] },
        "recipient_id": BOB.id, "topic_key": K2, "claimed_key": ALICE.public_key
    });
    let simple = json!({ "signing_seed": DAVE.seed, "topic_key": K2, "sender_id": DAVE.id, "plaintext": "676f7463686121" });
    scenario("stringphone/attack/injected-reply")
        .about("an attacker answers first with a topic key of its own and claims alice's signing key; alice's reply is ignored")
        .rules(&["SP-LIMIT-2", "SP-ACCEPT-1"])
        .source_ref("N 60")
        .bug(BugClass::Injection, Severity::Critical)
        .peer("alice").peer("bob")
        .attacker("eve")
        .step(new_topic("alice", &ALICE, Some(K1), &[]))
        .step(new_topic("bob", &BOB, None, &[DAVE.public_key]))
        .step(introduces("bob", "introduction"))
        .step(step("eve", "stringphone.forge.reply", forged).accept(json!({})).save("forged", "/message"))
        .step(replies("alice", "introduction", "genuine"))
        .step(takes("bob", json!({ "$ref": "forged" })).accept(json!({})).upstream(json!({ "accept": { "topic_key": K2 } })))
        .step(takes("bob", json!({ "$ref": "genuine" })).ignore().upstream(json!({ "ignore": {} })))
        .step(step("eve", "stringphone.forge.simple", simple).accept(json!({})).save("bait", "/message"))
        .step(reads("bob", "bait", "676f7463686121"))
}

fn replayed_introduction() -> Draft {
    scenario("stringphone/attack/replayed-introduction")
        .about("one introduction, answered twice and on two topics: it names no time and no topic, only a key is signed")
        .rules(&["SP-LIMIT-3", "SP-INTRO-1"])
        .source_ref("N 49; N 64")
        .bug(BugClass::Replay, Severity::Medium)
        .peer("alice").peer("carol").peer("bob")
        .peer("twin")
        .step(new_topic("alice", &ALICE, Some(K1), &[]))
        .step(new_topic("carol", &CAROL, Some(K2), &[]))
        .step(new_topic("bob", &BOB, None, &[]))
        .step(introduces("bob", "introduction"))
        .step(new_topic("twin", &BOB, None, &[]))
        .step(replies("alice", "introduction", "first").upstream(json!({ "accept": {} })))
        .step(replies("alice", "introduction", "again").upstream(json!({ "accept": {} })))
        .step(replies("carol", "introduction", "elsewhere"))
        .step(takes("bob", json!({ "$ref": "again" })).accept(json!({})))
        .step(takes("bob", json!({ "$ref": "first" })).ignore())
        .step(step("bob", "stringphone.topic.seal", json!({ "plaintext": "6869" })))
        .step(takes("twin", json!({ "$ref": "elsewhere" })).accept(json!({})))
}

/// The type byte is not signed.
fn type_byte() -> Vec<Draft> {
    let turned =
        |kind: &str, end: usize| json!({ "$concat": [kind, { "$slice": [{ "$ref": "message" }, 1, end] }] });
    let talk = |id: &str, about: &str, rule: &str, source: &str, plaintext: &str| {
        scenario(id)
            .about(about)
            .rules(&[rule])
            .source_ref(source)
            .bug(BugClass::Confusion, Severity::Medium)
            .peer("alice")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(seals("alice", plaintext, "message"))
    };
    let unread = json!({ "reject": "introduction" });
    vec![
        talk("stringphone/attack/type-to-reply", "a simple message of 153 bytes turned into a reply is dropped without a word", "SP-OPEN-5", "N 28", &"5a".repeat(32))
            .step(opens("bob", turned("72", 153)).ignore().upstream(json!({ "ignore": {} })))
            .step(reads("bob", "message", &"5a".repeat(32))),
        talk("stringphone/attack/type-to-introduction", "a simple message of 123 bytes turned into an introduction", "SP-MSG-3", "N 27", "6869")
            .step(
                opens("bob", turned("69", 123))
                    .reject("short")
                    .variant(&[("introduction-length", "unchecked"), ("introduction-report", "unverified")], wanted(unread.clone()))
                    .variant(&[("introduction-length", "unchecked")], wanted(json!({ "reject": "bad-signature" })))
                    .upstream(unread.clone()),
            )
            .step(reads("bob", "message", "6869")),
        talk("stringphone/attack/type-to-introduction-129", "a simple message of 129 bytes turned into an introduction: the length fits, the signature does not", "SP-OPEN-3", "N 27", &"5a".repeat(8))
            .step(
                opens("bob", turned("69", 129))
                    .reject("bad-signature")
                    .variant(&[("introduction-report", "unverified")], wanted(unread.clone()))
                    .upstream(unread),
            )
            .step(step("bob", "stringphone.topic.reply", json!({ "message": turned("69", 129) })).reject("bad-signature"))
            .step(reads("bob", "message", &"5a".repeat(8))),
    ]
}

fn refused() -> Vec<Draft> {
    let forged =
        json!({ "signing_seed": DAVE.seed, "topic_key": K1, "sender_id": BOB.id, "plaintext": "6869" });
    let impostor = json!({ "signing_seed": DAVE.seed, "topic_key": K1, "sender_id": ALICE.id, "plaintext": "4920616d20616c696365" });
    vec![
        scenario("stringphone/attack/own-id-unsigned")
            .about("a message under the reader's own ID, signed by somebody else, is dropped and looks like one's own")
            .rules(&["SP-OPEN-1"])
            .source_ref("N 14")
            .bug(BugClass::Confusion, Severity::Low)
            .peer("alice").peer("bob")
            .attacker("eve")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(step("eve", "stringphone.forge.simple", forged).accept(json!({})).save("forged", "/message"))
            .step(opens("bob", json!({ "$ref": "forged" })).ignore().upstream(json!({ "ignore": {} })))
            .step(seals("alice", "6869", "message"))
            .step(reads("bob", "message", "6869")),
        scenario("stringphone/attack/insider-impersonates")
            .about("a member signs with its own key under the ID of another member")
            .rules(&["SP-OPEN-10"])
            .source_ref("N 15")
            .bug(BugClass::Forgery, Severity::Critical)
            .peer("alice").peer("bob")
            .attacker("eve")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key, DAVE.public_key]))
            .step(step("eve", "stringphone.forge.simple", impostor).accept(json!({})).save("forged", "/message"))
            .step(opens("bob", json!({ "$ref": "forged" })).reject("bad-signature").upstream(json!({ "reject": "bad-signature" })))
            .step(seals("alice", "6869", "message"))
            .step(reads("bob", "message", "6869")),
        scenario("stringphone/attack/low-order-introduction")
            .about("an introduction that would make a member send the topic key under a key that everybody knows")
            .rules(&["SP-REPLY-4"])
            .source_ref("N 47")
            .bug(BugClass::Disclosure, Severity::Critical)
            .peer("alice").peer("bob")
            .attacker("eve")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, None, &[]))
            .step(
                step("eve", "stringphone.forge.introduction", json!({ "signing_seed": DAVE.seed, "encryption_key": { "$repeat": ["00", 32] } }))
                    .accept(json!({}))
                    .save("bait", "/message"),
            )
            .step(
                step("alice", "stringphone.topic.reply", json!({ "message": { "$ref": "bait" } }))
                    .reject("low-order-key")
                    .upstream(json!({ "error": "nacl.exceptions.RuntimeError: Unexpected library error" })),
            )
            .step(introduces("bob", "introduction"))
            .step(replies("alice", "introduction", "reply"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(trusts("bob", &ALICE)),
    ]
}
