//! `manager.json`, the first part: what devices write to each other, and what they answer by themselves.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, step};
use super::accounts::{ALICE, Accounts, BOB, CAROL, NOW, both, only};
use super::talk::{Form, reference, with};
use crate::model::case::{BugClass, Severity};

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [talks(author), answers(author), pools(author), times(author)].concat()
}

fn talks(author: &Author<'_>) -> Vec<Draft> {
    let about = "the first element to a device: it answers, and publishes its bundle";
    let rules = &["OM-DECRYPT-7", "OM-DECRYPT-8"];
    let first = both(author, "manager/first-message", about, rules, |accounts| {
        accounts.met().writes("alice", &[BOB], "first").reads_new("bob", "alice", "first", "answer")
    });
    let about = "elements in both directions, once the answer has come";
    let on = both(author, "manager/ping-pong", about, &["OM-DECRYPT-9", "OM-SEND-4"], |accounts| {
        let silent = json!({ "actions": [] });
        accounts
            .confirmed()
            .writes("alice", &[BOB], "there")
            .reads_with("bob", "alice", "there", silent.clone())
            .writes("bob", &[ALICE], "back")
            .reads_with("alice", "bob", "back", silent)
    });
    let about = "a payload of no bytes is a payload";
    let empty = both(author, "manager/payload-0", about, &["OM-FANOUT-6"], |accounts| {
        accounts.confirmed().sends("alice", &[BOB], "empty", "").reads("bob", "alice", "empty")
    });
    let about = "an element without payload, to somebody about whom nobody has decided";
    let silent = both(author, "manager/empty-message", about, &["OM-FANOUT-4", "OM-DEVICE-4"], |accounts| {
        let accounts = accounts
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .hears("alice", BOB, &[21])
            .fetches("alice", "bob")
            .hears("bob", ALICE, &[11]);
        let input = json!({ "format": accounts.form.name(), "to": [BOB] });
        let sent = step("alice", "omemo.manager.encrypt", input)
            .accept(json!({ "left_out": [] }))
            .save("empty", "/xml");
        accounts.step(sent).holds("empty", None).reads_with(
            "bob",
            "alice",
            "empty",
            json!({ "trust": "undecided" }),
        )
    });
    [first, on, empty, silent, ten_devices(author), restart(author)].concat()
}

/// Devices of a group: four of Alice, three each of Bob and Carol.
const GROUP: [(&str, &str, u32); 10] = [
    ("alice", ALICE, 11),
    ("alice-12", ALICE, 12),
    ("alice-13", ALICE, 13),
    ("alice-14", ALICE, 14),
    ("bob", BOB, 21),
    ("bob-22", BOB, 22),
    ("bob-23", BOB, 23),
    ("carol", CAROL, 31),
    ("carol-32", CAROL, 32),
    ("carol-33", CAROL, 33),
];

fn ten_devices(author: &Author<'_>) -> Vec<Draft> {
    let about = "ten devices of three accounts: nine of them read what the tenth has written";
    let rules = &["OM-FANOUT-6", "OM-ELEMENT-4"];
    both(author, "manager/ten-devices", about, rules, |accounts| {
        // One placement for each device would cost more than it shows: the readers are played by the reference.
        let made = GROUP.iter().fold(accounts, |accounts, (actor, jid, id)| match *actor {
            "alice" | "bob" => accounts.device(actor, jid, *id),
            _ => accounts.attacker(actor, jid, *id),
        });
        let heard = [ALICE, BOB, CAROL].iter().fold(made, |accounts, jid| {
            let ids: Vec<u32> = GROUP.iter().filter(|(_, of, _)| of == jid).map(|(_, _, id)| *id).collect();
            accounts.hears("alice", jid, &ids)
        });
        let others = GROUP.iter().skip(1);
        let ready = others.clone().fold(heard, |accounts, (actor, _, _)| {
            accounts.fetches("alice", actor).decides("alice", actor, "trusted").knows(actor, "alice")
        });
        let written = ready.writes_with("alice", &[BOB, CAROL], "to all", json!({ "left_out": [] }));
        others.fold(written, |accounts, (actor, _, _)| accounts.reads(actor, "alice", "to all"))
    })
}

fn restart(author: &Author<'_>) -> Vec<Draft> {
    let about = "a Manager that was saved and restored goes on: sessions, trust and device lists are there";
    both(author, "manager/restart", about, &["OM-STATE-6"], |accounts| {
        let saved = step("bob", "omemo.manager.save", json!({})).save("state", "/state");
        let restored = step("bob", "omemo.manager.restore", json!({ "state": reference("state") }));
        let accounts = accounts.confirmed().writes("alice", &[BOB], "before").step(saved);
        let ed25519 = accounts.of("bob").ed25519;
        accounts
            .step(restored.accept(json!({ "device_id": 21, "ed25519": ed25519 })))
            .reads("bob", "alice", "before")
            .writes("bob", &[ALICE], "after")
            .reads("alice", "bob", "after")
    })
}

fn answers(author: &Author<'_>) -> Vec<Draft> {
    let about = "another key exchange of a session that is there asks for no answer";
    let second =
        both(author, "manager/second-exchange", about, &["OM-DECRYPT-8", "OM-DECRYPT-9"], |accounts| {
            accounts
                .met()
                .writes("alice", &[BOB], "first")
                .writes("alice", &[BOB], "second")
                .reads_new("bob", "alice", "first", "answer")
                .reads_with("bob", "alice", "second", json!({ "actions": [] }))
        });
    [second, heartbeat(author), heartbeat_late(author)].concat()
}

/// So many messages of a chain are answered.
const LONG: u32 = 54;

/// Alice writes so many messages in one chain, which have their numbers for names.
fn chain(accounts: Accounts<'_>, count: u32) -> Accounts<'_> {
    (0..count).fold(accounts, |accounts, n| accounts.writes("alice", &[BOB], &n.to_string()))
}

fn answered(accounts: &Accounts<'_>) -> Value {
    json!({ "actions": [["send", accounts.form.name(), ALICE, { "$any": true }]] })
}

/// Reads a message that would be answered again under `every`.
fn unanswered<'a>(accounts: Accounts<'a>, name: &str) -> Accounts<'a> {
    let again = answered(&accounts);
    let every = with(accounts.expected("alice", name), again);
    accounts
        .reads_with("bob", "alice", name, json!({ "actions": [] }))
        .change_last(|read| read.variant(&[("heartbeat", "every")], Wanted::Accept(every)))
}

fn heartbeat(author: &Author<'_>) -> Vec<Draft> {
    let about = "the 54th message of a chain is answered, the one before it and the one behind it are not";
    both(author, "manager/heartbeat", about, &["OM-DECRYPT-9"], |accounts| {
        let accounts =
            chain(accounts.confirmed(), LONG + 1).reads_with("bob", "alice", "52", json!({ "actions": [] }));
        let answer = answered(&accounts);
        unanswered(accounts.reads_with("bob", "alice", "53", answer), "54")
    })
}

fn heartbeat_late(author: &Author<'_>) -> Vec<Draft> {
    let about = "a message behind the 54th comes first and is answered, the 54th is not any more";
    only(author, Form::T, "manager/heartbeat-late", about, &["OM-DECRYPT-9"], |accounts| {
        let accounts = chain(accounts.confirmed(), LONG + 2);
        let answer = answered(&accounts);
        unanswered(accounts.reads_with("bob", "alice", "55", answer), "53")
    })
}

fn pools(author: &Author<'_>) -> Vec<Draft> {
    let about = "the pool is filled up when no more than refill_at one-time prekeys are left";
    let full = both(author, "manager/refill", about, &["OM-DECRYPT-6", "OM-POOL-4"], |accounts| {
        published(accounts, json!({ "pool": 1, "refill_at": 0 }), json!({ "pre_key_ids": [2] }))
    });
    let about = "the pool is not filled up while more than refill_at one-time prekeys are left";
    let left = both(author, "manager/refill-later", about, &["OM-DECRYPT-6", "OM-DECRYPT-7"], |accounts| {
        let accounts =
            published(accounts, json!({ "pool": 2, "refill_at": 0 }), json!({ "signed_pre_key_id": 1 }));
        // One key is left: whoever reads the bundle begins with it, and the pool is filled up with 3 and 4.
        let bundle = accounts.fetched("carol", BOB, 21, reference("publication"));
        let accounts = accounts
            .device("carol", CAROL, 31)
            .hears("carol", BOB, &[21])
            .step(bundle)
            .decides("carol", "bob", "trusted")
            .knows("bob", "carol")
            .writes("carol", &[BOB], "of carol");
        let wanted = json!({ "payload": hex::encode("of carol") });
        let read =
            accounts.reading("bob", "carol", "of carol").accept(wanted).save("filled up", "/actions/0/2");
        let input = json!({ "format": accounts.form.name(), "xml": reference("filled up") });
        let ids = json!({ "pre_key_ids": [3, 4] });
        accounts.step(read).step(step("bob", "omemo.bundle.read", input).accept(ids))
    });
    [full, left].concat()
}

/// Bob reads the first element of Alice: what his bundle holds then.
fn published(accounts: Accounts<'_>, bob: Value, bundle: Value) -> Accounts<'_> {
    let accounts = accounts
        .device("alice", ALICE, 11)
        .device_with("bob", BOB, 21, bob)
        .knows("alice", "bob")
        .knows("bob", "alice")
        .writes("alice", &[BOB], "first");
    let wanted = json!({ "payload": hex::encode("first") });
    let read = accounts.reading("bob", "alice", "first").accept(wanted).save("publication", "/actions/0/2");
    let input = json!({ "format": accounts.form.name(), "xml": reference("publication") });
    accounts.step(read).step(step("bob", "omemo.bundle.read", input).accept(bundle))
}

/// A signed prekey is replaced after so long.
const WEEK: i64 = 604_800_000;

fn times(author: &Author<'_>) -> Vec<Draft> {
    let tick = |at: i64| step("bob", "omemo.manager.tick", json!({})).now(NOW + at);
    let about = "a signed prekey that is a millisecond younger than 7 days stays";
    let before = both(author, "manager/tick-one-ms-before", about, &["OM-TICK-1"], |accounts| {
        accounts.device("bob", BOB, 21).step(tick(WEEK - 1).accept(json!({ "actions": [] })))
    });
    let about =
        "a signed prekey of 7 days is replaced, and the bundle published; once more after 7 days, not before";
    let after = both(author, "manager/tick-7-days", about, &["OM-TICK-1", "OM-POOL-4"], |accounts| {
        let format = accounts.form.name();
        let published = json!({ "actions": [["publish-bundle", format, { "$any": true }]] });
        let read = |name: &str, id: u32| {
            let input = json!({ "format": format, "xml": reference(name) });
            step("bob", "omemo.bundle.read", input).accept(json!({ "signed_pre_key_id": id }))
        };
        accounts
            .device("bob", BOB, 21)
            .step(tick(WEEK).accept(published.clone()).save("second", "/actions/0/2"))
            .step(read("second", 2))
            .step(tick(2 * WEEK - 1).accept(json!({ "actions": [] })))
            .step(tick(2 * WEEK).accept(published).save("third", "/actions/0/2"))
            .step(read("third", 3))
    });
    let about =
        "an element begun with the bundle before the last tick is read, with the one before that it is not";
    let old =
        both(author, "manager/tick-twice", about, &["OM-TICK-1", "OM-POOL-3", "OM-RECV-4"], |accounts| {
            accounts
                .bug(BugClass::Robustness, Severity::Low)
                .edit_of("manager/first-message")
                .met()
                .writes("alice", &[BOB], "first")
                .step(tick(WEEK))
                .reads_new("bob", "alice", "first", "answer")
                .device("carol", CAROL, 31)
                .knows("carol", "bob")
                .knows("bob", "carol")
                .writes("carol", &[BOB], "late")
                .step(tick(2 * WEEK))
                .refuses("bob", "carol", "late", "unknown-signed-pre-key")
                .writes("alice", &[BOB], "second")
                .reads("bob", "alice", "second")
        });
    [before, after, old].concat()
}
