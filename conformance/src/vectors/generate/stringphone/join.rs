//! `session.json`, its first part: how newcomers join a topic.

use serde_json::json;

use super::super::{Author, Draft, scenario, step};
use super::bounds;
use super::edit::{input, made};
use super::people::{ALICE, BOB, CAROL, K1, K2};
use super::steps::{introduces, new_topic, opens, reads, replies, seals, takes};
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let intro = json!({ "$ref": "introduction" });
    vec![
        scenario("stringphone/discovery/two-topics")
            .about("bob joins the topic of alice, and they talk")
            .rules(&["SP-OPEN-4", "SP-OPEN-7", "SP-REPLY-5", "SP-ACCEPT-1", "SP-TOPIC-5"])
            .peer("alice")
            .peer("bob")
            .step(
                step("alice", "stringphone.topic.new", json!({ "topic_key": K1 }))
                    .accept(json!({}))
                    .save("alice_key", "/public_key"),
            )
            .step(
                step("bob", "stringphone.topic.new", json!({}))
                    .accept(json!({}))
                    .save("bob_key", "/public_key"),
            )
            .step(introduces("bob", "introduction"))
            .step(opens("alice", intro).reject("introduction"))
            .step(
                step("alice", "stringphone.topic.trust", json!({ "public_key": { "$ref": "bob_key" } }))
                    .accept(json!({})),
            )
            .step(replies("alice", "introduction", "reply"))
            .step(opens("bob", json!({ "$ref": "reply" })).reject("introduction-reply"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(
                step("bob", "stringphone.topic.trust", json!({ "public_key": { "$ref": "alice_key" } }))
                    .accept(json!({})),
            )
            .step(seals("bob", "48656c6c6f20616c696365", "first"))
            .step(reads("alice", "first", "48656c6c6f20616c696365"))
            .step(seals("alice", "48656c6c6f20626f62", "second"))
            .step(reads("bob", "second", "48656c6c6f20626f62")),
        scenario("stringphone/discovery/two-newcomers")
            .about("two newcomers introduce themselves at once; each takes the reply that is for it")
            .rules(&["SP-ACCEPT-3", "SP-OPEN-2", "SP-OPEN-6"])
            .peer("alice")
            .peer("bob")
            .peer("carol")
            .step(new_topic("alice", &ALICE, Some(K1), &[BOB.public_key, CAROL.public_key]))
            .step(new_topic("bob", &BOB, None, &[CAROL.public_key]))
            .step(new_topic("carol", &CAROL, None, &[BOB.public_key]))
            .step(introduces("bob", "bob_introduction"))
            .step(introduces("carol", "carol_introduction"))
            .step(opens("bob", json!({ "$ref": "carol_introduction" })).ignore())
            .step(replies("alice", "bob_introduction", "for_bob"))
            .step(replies("alice", "carol_introduction", "for_carol"))
            .step(takes("bob", json!({ "$ref": "for_carol" })).ignore())
            .step(takes("carol", json!({ "$ref": "for_carol" })).accept(json!({})))
            .step(takes("bob", json!({ "$ref": "for_bob" })).accept(json!({})))
            .step(seals("carol", "6f6e65", "first"))
            .step(reads("bob", "first", "6f6e65"))
            .step(seals("bob", "74776f", "second"))
            .step(reads("carol", "second", "74776f"))
            .step(reads("alice", "second", "74776f")),
        scenario("stringphone/discovery/late-reply")
            .about("a second reply, with another topic key, comes too late and changes nothing")
            .rules(&["SP-ACCEPT-1", "SP-TOPIC-5"])
            .bug(BugClass::StateCorruption, Severity::High)
            .peer("alice")
            .peer("carol")
            .peer("bob")
            .step(new_topic("alice", &ALICE, Some(K1), &[]))
            .step(new_topic("carol", &CAROL, Some(K2), &[]))
            .step(new_topic("bob", &BOB, None, &[ALICE.public_key]))
            .step(introduces("bob", "introduction"))
            .step(replies("alice", "introduction", "reply"))
            .step(replies("carol", "introduction", "late"))
            .step(takes("bob", json!({ "$ref": "reply" })).accept(json!({})))
            .step(takes("bob", json!({ "$ref": "late" })).ignore())
            .step(seals("alice", "6f6e65", "first"))
            .step(reads("bob", "first", "6f6e65")),
        scenario("stringphone/discovery/member-as-middleman")
            .about("who has just joined can let others in")
            .rules(&["SP-REPLY-1", "SP-REPLY-5"])
            .peer("alice")
            .peer("bob")
            .peer("carol")
            .step(new_topic("alice", &ALICE, Some(K1), &[CAROL.public_key]))
            .step(new_topic("bob", &BOB, None, &[]))
            .step(new_topic("carol", &CAROL, None, &[]))
            .step(introduces("bob", "bob_introduction"))
            .step(introduces("carol", "carol_introduction"))
            .step(
                step(
                    "bob",
                    "stringphone.topic.reply",
                    json!({ "message": { "$ref": "carol_introduction" } }),
                )
                .reject("missing-topic-key"),
            )
            .step(replies("alice", "bob_introduction", "for_bob").derive(bounds::introduction()))
            .step(takes("bob", json!({ "$ref": "for_bob" })).accept(json!({})).derive(bounds::reply()))
            .step(replies("bob", "carol_introduction", "for_carol"))
            .step(takes("carol", json!({ "$ref": "for_carol" })).accept(json!({})))
            .step(seals("carol", "6869", "first"))
            .step(reads("alice", "first", "6869").derive(bounds::signed())),
        captured(author),
    ]
}

/// Under the draws of the captures a Topic makes their bytes.
fn captured(author: &Author<'_>) -> Draft {
    let drawn = |id: &str| author.base(id).ok().and_then(|case| case.draws.clone()).unwrap_or_default();
    let (sealed, replied) = ("stringphone/seal/15-bytes", "stringphone/reply/alice-to-carol");
    let introduction = input(author, replied, "message");
    scenario("stringphone/session/same-bytes-as-captured")
        .about("a Topic with alice's keys makes the bytes of samples 4, 15 and 20")
        .rules(&[
            "SP-SEAL-2",
            "SP-SEAL-3",
            "SP-SEAL-4",
            "SP-INTRO-1",
            "SP-INTRO-2",
            "SP-REPLY-5",
            "SP-REPLY-6",
        ])
        .source_ref("sample 4; sample 15; sample 20")
        .peer("alice")
        .step(new_topic("alice", &ALICE, Some(K1), &[]))
        .step(
            step(
                "alice",
                "stringphone.topic.seal",
                json!({ "plaintext": input(author, sealed, "plaintext") }),
            )
            .draws(json!(drawn(sealed)))
            .accept(json!({ "message": made(author, sealed) })),
        )
        .step(
            step("alice", "stringphone.topic.introduce", json!({}))
                .accept(json!({ "message": made(author, "stringphone/introduce/alice") })),
        )
        .step(
            step("alice", "stringphone.topic.reply", json!({ "message": introduction }))
                .draws(json!(drawn(replied)))
                .accept(json!({ "message": made(author, replied) })),
        )
}
