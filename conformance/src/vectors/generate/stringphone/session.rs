//! `session.json`: what several participants do together.

use serde_json::{Value, json};

use super::super::{Author, Draft, scenario, step};
use super::edit::wanted;
use super::join;
use super::people::{ALICE, BOB, CAROL, DAVE, K1, K2};
use super::steps::{introduces, new_topic, opens, reads, replies, seals, takes, trusts};
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = join::drafts(author);
    cases.extend(topics());
    cases.extend(trust());
    cases.extend(talk());
    cases.extend(refusals());
    cases
}

fn topics() -> Vec<Draft> {
    let cut_seed = json!({ "signing_seed": &ALICE.seed[..62], "encryption_private_key": ALICE.private_key });
    let cut_private =
        json!({ "signing_seed": ALICE.seed, "encryption_private_key": &ALICE.private_key[..62] });
    let cut_topic = json!({ "signing_seed": ALICE.seed, "encryption_private_key": ALICE.private_key, "topic_key": &K1[..62] });
    let refused = |name: &str, about: &str, input: Value| {
        scenario(&format!("stringphone/session/{name}"))
            .about(about)
            .rules(&["SP-KEY-1"])
            .bug(BugClass::Robustness, Severity::Low)
            .peer("alice")
            .step(step("alice", "stringphone.topic.new", input).reject("bad-key-length"))
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
    };
    vec![
        refused("new-signing-seed-31", "a Topic is not made from a signing seed of 31 bytes", cut_seed),
        refused(
            "new-encryption-private-key-31",
            "a Topic is not made from an encryption private key of 31 bytes",
            cut_private,
        ),
        refused("new-topic-key-31", "a Topic is not made from a topic key of 31 bytes", cut_topic),
        scenario("stringphone/session/introduction-is-stable")
            .about("a Topic makes the same introduction every time, also after it has answered somebody")
            .rules(&["SP-TOPIC-2"])
            .peer("alice")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(step("bob", "stringphone.topic.new", json!({})).accept(json!({})))
            .step(introduces("bob", "first"))
            .step(
                step("bob", "stringphone.topic.introduce", json!({}))
                    .accept(json!({ "message": { "$ref": "first" } })),
            )
            .step(replies("alice", "first", "reply"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(
                step("bob", "stringphone.topic.introduce", json!({}))
                    .accept(json!({ "message": { "$ref": "first" } })),
            ),
        scenario("stringphone/session/two-devices-of-one-participant")
            .about("a second Topic of one participant has the same ID, and so ignores the introduction of the first")
            .rules(&["SP-OPEN-1", "SP-KEY-3"])
            .peer("laptop")
            .peer("phone")
            .step(
                step("laptop", "stringphone.topic.new", json!({ "signing_seed": ALICE.seed }))
                    .accept(json!({ "public_key": ALICE.public_key })),
            )
            .step(
                step(
                    "phone",
                    "stringphone.topic.new",
                    json!({ "signing_seed": ALICE.seed, "topic_key": K1 }),
                )
                .accept(json!({ "public_key": ALICE.public_key })),
            )
            .step(introduces("laptop", "introduction"))
            .step(opens("phone", json!({ "$ref": "introduction" })).ignore())
            .step(step("phone", "stringphone.topic.seal", json!({ "plaintext": "6869" }))),
    ]
}

fn trust() -> Vec<Draft> {
    let stranger = opens("bob", json!({ "$ref": "message" })).reject("untrusted-sender");
    vec![
        scenario("stringphone/session/trusted-later")
            .about("a message of a stranger opens once its sender is trusted")
            .rules(&["SP-OPEN-9"])
                .bug(BugClass::AuthBypass, Severity::High)
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[CAROL.public_key]))
            .step(seals("alice", "6869", "message"))
            .step(stranger)
            .step(trusts("bob", &ALICE))
            .step(reads("bob", "message", "6869"))
            .step(trusts("bob", &ALICE))
            .step(reads("bob", "message", "6869")),
        scenario("stringphone/session/removed-participant")
            .about("a participant that is no longer trusted is a stranger again, also for what it sealed before")
            .rules(&["SP-OPEN-9", "SP-OPEN-8"])
                .bug(BugClass::AuthBypass, Severity::High)
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key, CAROL.public_key]))
            .step(seals("alice", "6869", "message"))
            .step(reads("bob", "message", "6869"))
            .step(step("bob", "stringphone.topic.distrust", json!({ "id": ALICE.id })).accept(json!({})))
            .step(opens("bob", json!({ "$ref": "message" })).reject("untrusted-sender"))
            .step(trusts("bob", &ALICE))
            .step(reads("bob", "message", "6869")),
        scenario("stringphone/session/distrust-unknown")
            .about("an ID that was never trusted, and one that is no longer")
            .rules(&["SP-TOPIC-4"])
            .source_ref("N 32")
            .bug(BugClass::Robustness, Severity::Low)
            .peer("bob")
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(
                step("bob", "stringphone.topic.distrust", json!({ "id": CAROL.id }))
                    .reject("unknown-participant")
                    .upstream(json!({ "error": "builtins.KeyError" })),
            )
            .step(step("bob", "stringphone.topic.distrust", json!({ "id": ALICE.id })).accept(json!({})))
            .step(
                step("bob", "stringphone.topic.distrust", json!({ "id": ALICE.id }))
                    .reject("unknown-participant")
                    .upstream(json!({ "error": "builtins.KeyError" })),
            )
            .step(trusts("bob", &ALICE)),
        scenario("stringphone/session/trust-5-byte-key")
            .about("a key of 5 bytes can never verify anything, and is refused when it is to be trusted")
            .rules(&["SP-KEY-2"])
            .source_ref("N 31")
            .bug(BugClass::Robustness, Severity::Medium)
            .peer("bob")
            .step(new_topic("bob", &BOB, Some(K1), &[]))
            .step(
                step("bob", "stringphone.topic.trust", json!({ "public_key": "0102030405" }))
                    .reject("bad-key-length")
                    .variant_stop(&[("participant-key", "unchecked")], wanted(json!({ "accept": {} })))
                    .upstream(json!({ "accept": {} })),
            )
            .step(trusts("bob", &ALICE)),
        scenario("stringphone/session/new-with-31-byte-participant")
            .about("the same for a participant given when the Topic is made")
            .rules(&["SP-KEY-2"])
                .bug(BugClass::Robustness, Severity::Medium)
            .peer("bob")
            .step(
                step("bob", "stringphone.topic.new", json!({ "signing_seed": BOB.seed, "participants": [&ALICE.public_key[..62]] }))
                    .reject("bad-key-length")
                    .variant_stop(&[("participant-key", "unchecked")], wanted(json!({ "accept": {} }))),
            )
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key])),
        scenario("stringphone/session/introduction-is-not-trust")
            .about("neither reporting nor answering an introduction trusts its sender; accepting a reply trusts nobody")
            .rules(&["SP-TOPIC-3"])
                .bug(BugClass::AuthBypass, Severity::Critical)
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, None, &[]))
            .step(introduces("bob", "introduction"))
            .step(opens("alice", json!({ "$ref": "introduction" })).reject("introduction"))
            .step(replies("alice", "introduction", "reply"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(seals("bob", "6869", "from_bob"))
            .step(seals("alice", "6869", "from_alice"))
            .step(opens("alice", json!({ "$ref": "from_bob" })).reject("untrusted-sender"))
            .step(opens("bob", json!({ "$ref": "from_alice" })).reject("untrusted-sender"))
            .step(trusts("alice", &BOB))
            .step(trusts("bob", &ALICE))
            .step(reads("alice", "from_bob", "6869"))
            .step(reads("bob", "from_alice", "6869")),
    ]
}

fn talk() -> Vec<Draft> {
    let big = json!({ "$repeat": ["5a", 1_048_576] });
    vec![
        scenario("stringphone/session/own-message")
            .about("the channel brings back one's own message; others read it")
            .rules(&["SP-OPEN-1"])
            .bug(BugClass::Confusion, Severity::Low)
            .peer("alice")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[BOB.public_key]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(seals("alice", "6869", "message"))
            .step(opens("alice", json!({ "$ref": "message" })).ignore())
            .step(reads("bob", "message", "6869"))
            .step(seals("bob", "796f", "answer"))
            .step(reads("alice", "answer", "796f")),
        scenario("stringphone/session/out-of-order")
            .about("messages open in any order, and a lost one is not missed")
            .rules(&["SP-OPEN-10", "SP-OPEN-12", "SP-SEAL-2"])
            .peer("alice")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(seals("alice", "31", "first"))
            .step(step("alice", "stringphone.topic.seal", json!({ "plaintext": "32" })))
            .step(seals("alice", "33", "third"))
            .step(reads("bob", "third", "33"))
            .step(reads("bob", "first", "31")),
        scenario("stringphone/session/wrong-topic-key")
            .about("a trusted sender on another topic; then one on this topic")
            .rules(&["SP-OPEN-12"])
            .bug(BugClass::Confusion, Severity::Medium)
            .peer("alice")
            .peer("bob")
            .peer("carol")
            .step(new_topic("alice", &ALICE, Some(K2), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key, CAROL.public_key]))
            .step(new_topic("carol", &CAROL, Some(K1), &[]))
            .step(seals("alice", "6869", "elsewhere"))
            .step(seals("carol", "6869", "here"))
            .step(opens("bob", json!({ "$ref": "elsewhere" })).reject("bad-box"))
            .step(reads("bob", "here", "6869")),
        scenario("stringphone/session/one-mebibyte")
            .about("a plaintext of 1 MiB")
            .rules(&["SP-SEAL-4", "SP-OPEN-12"])
            .source_ref("N 65")
            .peer("alice")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(
                step("alice", "stringphone.topic.seal", json!({ "plaintext": big }))
                    .accept(json!({}))
                    .save("message", "/message"),
            )
            .step(
                opens("bob", json!({ "$ref": "message" }))
                    .accept(json!({ "plaintext": big }))
                    .upstream(json!({ "accept": {} })),
            ),
        scenario("stringphone/session/newcomer-cannot-talk")
            .about("without a topic key there is nothing to seal with and nothing to open with")
            .rules(&["SP-SEAL-1", "SP-OPEN-11"])
            .bug(BugClass::Robustness, Severity::Medium)
            .peer("alice")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[BOB.public_key]))
            .step(new_topic("bob", &BOB, None, &[ALICE.public_key]))
            .step(seals("alice", "6869", "message"))
            .step(
                step("bob", "stringphone.topic.seal", json!({ "plaintext": "6869" }))
                    .reject("missing-topic-key"),
            )
            .step(opens("bob", json!({ "$ref": "message" })).reject("no-topic-key"))
            .step(introduces("bob", "introduction"))
            .step(replies("alice", "introduction", "reply"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(reads("bob", "message", "6869"))
            .step(seals("bob", "796f", "answer"))
            .step(reads("alice", "answer", "796f")),
    ]
}

/// A refused message changes nothing: the genuine one follows and arrives.
fn refusals() -> Vec<Draft> {
    let mask = |from: usize, name: &str| {
        json!({ "$concat": [
            { "$slice": [{ "$ref": name }, 0, from] },
            { "$xor": [{ "$slice": [{ "$ref": name }, from, from + 1] }, "01"] },
            { "$slice": [{ "$ref": name }, from + 1, 153] }
        ] })
    };
    let simple = json!({ "$concat": [
        { "$slice": [{ "$ref": "message" }, 0, 1] },
        { "$xor": [{ "$slice": [{ "$ref": "message" }, 1, 2] }, "01"] },
        { "$slice": [{ "$ref": "message" }, 2, 123] }
    ] });
    vec![
        scenario("stringphone/session/forged-then-genuine")
            .about("a message with one bit of its signature changed, then the genuine one")
            .rules(&["SP-TOPIC-1", "SP-OPEN-10"])
                .bug(BugClass::StateCorruption, Severity::High)
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, Some(K1), &[ALICE.public_key]))
            .step(seals("alice", "6869", "message"))
            .step(opens("bob", simple).reject("bad-signature"))
            .step(reads("bob", "message", "6869")),
        scenario("stringphone/session/forged-reply-then-genuine")
            .about("replies with one bit of the box, the nonce and the encryption key changed, then the genuine one")
            .rules(&["SP-TOPIC-1", "SP-ACCEPT-5"])
                .bug(BugClass::StateCorruption, Severity::Critical)
            .peer("alice").peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, None, &[ALICE.public_key]))
            .step(introduces("bob", "introduction"))
            .step(replies("alice", "introduction", "reply"))
            .step(takes("bob", mask(57, "reply")).reject("bad-box"))
            .step(takes("bob", mask(17, "reply")).reject("bad-box"))
            .step(takes("bob", mask(89, "reply")).reject("bad-box"))
            .step(takes("bob", mask(1, "reply")).ignore())
            .step(step("bob", "stringphone.topic.seal", json!({ "plaintext": "6869" })).reject("missing-topic-key"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(seals("alice", "6869", "message"))
            .step(reads("bob", "message", "6869")),
        scenario("stringphone/session/forged-introduction-then-genuine")
            .about("an introduction with another encryption key is not answered; the genuine one is")
            .rules(&["SP-REPLY-3", "SP-TOPIC-1"])
                .bug(BugClass::Disclosure, Severity::Critical)
            .peer("alice").peer("bob").peer("dave")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("bob", &BOB, None, &[]))
            .step(new_topic("dave", &DAVE, None, &[]))
            .step(introduces("bob", "introduction"))
            .step(introduces("dave", "other"))
            .step(
                step("alice", "stringphone.topic.reply", json!({ "message": { "$concat": [
                    { "$slice": [{ "$ref": "introduction" }, 0, 97] }, { "$slice": [{ "$ref": "other" }, 97, 129] }
                ] } }))
                .reject("bad-signature"),
            )
            .step(replies("alice", "introduction", "reply"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({}))),
    ]
}
