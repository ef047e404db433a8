//! `manager.json`, the fourth part: elements that are ignored or refused, section 6.8.

use serde_json::{Value, json};

use super::super::{Author, Draft, step};
use super::accounts::{ALICE, Accounts, BOB, CAROL, both, only, text};
use super::talk::{Form, reference};
use crate::model::case::{BugClass, Severity};

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [ignored(author), unknown(author), untrusted(author), payloads(author)].concat()
}

fn ignored(author: &Author<'_>) -> Vec<Draft> {
    let about = "an element that the own device has sent comes back, with a key for the own device in it";
    let own = both(author, "manager/own-device", about, &["OM-DECRYPT-1"], |accounts| {
        let accounts = accounts
            .edit_of("manager/first-message")
            .bug(BugClass::Confusion, Severity::Medium)
            .source("N 48")
            .confirmed()
            .writes("bob", &[ALICE], "back");
        let to_bob = key(&accounts, BOB, 21, false, &reference("parts for reflected/keys/0/4"));
        accounts
            .stranger("mallory")
            .rewrites("mallory", "back", "reflected", json!({ "keys": [to_bob] }))
            .ignores("bob", "bob", "reflected")
            .upstream_refuses("no-session", "NoSession")
            .writes("alice", &[BOB], "next")
            .reads("bob", "alice", "next")
    });
    let about = "the key of an element is for another device of the account";
    let other = both(author, "manager/rid-of-another-device", about, &["OM-DECRYPT-2"], |accounts| {
        let accounts = accounts
            .edit_of("manager/first-message")
            .bug(BugClass::Confusion, Severity::Medium)
            .source("N 16")
            .met()
            .writes("alice", &[BOB], "first");
        let to_another = key(&accounts, BOB, 22, true, &reference("parts for diverted/keys/0/4"));
        accounts
            .stranger("mallory")
            .rewrites("mallory", "first", "diverted", json!({ "keys": [to_another] }))
            .ignores("bob", "alice", "diverted")
            .upstream_ignores()
            .reads("bob", "alice", "first")
    });
    let about = "the key of an element is for the own device ID, but of another account";
    let account =
        only(author, Form::T, "manager/keys-of-another-jid", about, &["OM-DECRYPT-2"], |accounts| {
            let accounts = accounts
                .edit_of("manager/first-message")
                .bug(BugClass::Confusion, Severity::Medium)
                .source("N 17")
                .met()
                .writes("alice", &[BOB], "first");
            let to_carol = key(&accounts, CAROL, 21, true, &reference("parts for diverted/keys/0/4"));
            accounts
                .stranger("mallory")
                .rewrites("mallory", "first", "diverted", json!({ "keys": [to_carol] }))
                .ignores("bob", "alice", "diverted")
                .upstream_ignores()
                .reads("bob", "alice", "first")
        });
    [own, other, account].concat()
}

/// A key of an element.
fn key(accounts: &Accounts<'_>, jid: &str, id: u32, exchange: bool, data: &Value) -> Value {
    json!(["key", accounts.jid_of_key(jid), id, exchange, data])
}

fn from_nobody(accounts: Accounts<'_>) -> Accounts<'_> {
    accounts.edit_of("manager/first-message").bug(BugClass::AuthBypass, Severity::Medium)
}

fn unknown(author: &Author<'_>) -> Vec<Draft> {
    let rules = &["OM-DECRYPT-3"];
    let about = "an element of a device that is in no list; when it is in one, it is read";
    let never = both(author, "manager/unknown-device", about, rules, |accounts| {
        from_nobody(accounts)
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .knows("alice", "bob")
            .writes("alice", &[BOB], "first")
            .refuses("bob", "alice", "first", "unknown-device")
            .knows("bob", "alice")
            .reads("bob", "alice", "first")
    });
    let about = "an element of a device that was taken out of its list; when it is back, it is read";
    let gone = both(author, "manager/device-delisted", about, rules, |accounts| {
        from_nobody(accounts)
            .confirmed()
            .hears("bob", ALICE, &[12])
            .writes("alice", &[BOB], "next")
            .refuses("bob", "alice", "next", "unknown-device")
            .hears("bob", ALICE, &[12, 11])
            .reads("bob", "alice", "next")
    });
    let about = "the device of another account has the ID of the sender, and is in its list";
    let other = both(author, "manager/device-of-another-account", about, rules, |accounts| {
        from_nobody(accounts)
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .device("carol", CAROL, 11)
            .knows("alice", "bob")
            .knows("bob", "carol")
            .writes("alice", &[BOB], "first")
            .refuses("bob", "alice", "first", "unknown-device")
            .knows("bob", "alice")
            .reads("bob", "alice", "first")
    });
    let about = "a message without key exchange of a device with which there is no session: nothing is sent";
    let without = both(author, "manager/no-session", about, &["OM-RECV-1"], |accounts| {
        let input = json!({ "format": accounts.form.name(), "jid": ALICE, "device_id": 11 });
        accounts
            .edit_of("manager/ping-pong")
            .bug(BugClass::Robustness, Severity::Low)
            .confirmed()
            .writes("alice", &[BOB], "there")
            .step(step("bob", "omemo.manager.reset", input))
            .refuses("bob", "alice", "there", "no-session")
            .fetches("bob", "alice")
            .writes("bob", &[ALICE], "anew")
            .reads_new("alice", "bob", "anew", "answer to anew")
            .reads("bob", "alice", "answer to anew")
    });
    [never, gone, other, without].concat()
}

fn untrusted(author: &Author<'_>) -> Vec<Draft> {
    let rules = &["OM-DECRYPT-4"];
    let about = "a message of a device that is distrusted by now; when it is trusted again, it is read";
    let known = both(author, "manager/distrusted", about, rules, |accounts| {
        accounts
            .bug(BugClass::AuthBypass, Severity::High)
            .edit_of("manager/ping-pong")
            .confirmed()
            .decides("bob", "alice", "distrusted")
            .writes("alice", &[BOB], "there")
            .refuses("bob", "alice", "there", "untrusted")
            .decides("bob", "alice", "trusted")
            .reads("bob", "alice", "there")
    });
    let about = "a key exchange with an identity key that is distrusted, of a device that was never heard of";
    let new = both(author, "manager/distrusted-exchange", about, rules, |accounts| {
        accounts
            .bug(BugClass::AuthBypass, Severity::High)
            .edit_of("manager/first-message")
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .knows("alice", "bob")
            .hears("bob", ALICE, &[11])
            .decides("bob", "alice", "distrusted")
            .writes("alice", &[BOB], "first")
            .refuses("bob", "alice", "first", "untrusted")
            .decides("bob", "alice", "trusted")
            .reads("bob", "alice", "first")
    });
    let about = "a device about which nobody has decided is read, and the application told";
    let undecided = both(author, "manager/undecided-sender", about, &["OM-DEVICE-4"], |accounts| {
        accounts
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .knows("alice", "bob")
            .hears("bob", ALICE, &[11])
            .fetches("bob", "alice")
            .writes("alice", &[BOB], "first")
            .reads_with("bob", "alice", "first", json!({ "trust": "undecided" }))
    });
    [known, new, undecided].concat()
}

fn payloads(author: &Author<'_>) -> Vec<Draft> {
    let about =
        "a payload that was changed on the way, in the first element of a session, and then the genuine one";
    let changed =
        both(author, "manager/payload-changed-then-genuine", about, &["OM-DECRYPT-5"], |accounts| {
            let accounts = accounts
                .source("N 76")
                .edit_of("manager/first-message")
                .bug(BugClass::StateCorruption, Severity::High)
                .met()
                .stranger("mallory")
                .writes("alice", &[BOB], "16 bytes, or one");
            let payload = flipped(accounts.form, &reference("parts for changed/payload"));
            accounts
                .rewrites("mallory", "16 bytes, or one", "changed", json!({ "payload": payload }))
                .refuses("bob", "alice", "changed", "bad-payload")
                .upstream_sees_payload()
                .reads_new("bob", "alice", "16 bytes, or one", "answer")
        });
    [changed, zero_key(author)].concat()
}

/// A payload of 16 bytes of plaintext with a bit flipped: in T it has a block of padding.
pub(super) fn flipped(form: Form, payload: &Value) -> Value {
    let length = match form {
        Form::L => 16,
        Form::T => 32,
    };
    json!({ "$xor": [payload, format!("01{}", "00".repeat(length - 1))] })
}

/// The sender is one who can put into a session what she likes.
fn zero_key(author: &Author<'_>) -> Vec<Draft> {
    let about = "the key material of an empty message, with a payload that everybody can make under that key";
    only(author, Form::T, "manager/zero-key-with-payload", about, &["OM-PAYLOAD-8"], |accounts| {
        let payload = hex::encode("of everybody");
        let made = accounts.play(
            "omemo.payload.seal_2",
            json!({ "plaintext": payload }),
            json!({ "key": "00".repeat(32) }),
        );
        let accounts = accounts
            .source("N 74")
            .edit_of("manager/first-message")
            .bug(BugClass::Forgery, Severity::High)
            .device("bob", BOB, 21)
            .party("mallory", ALICE, 11);
        let element = |data: &str, payload: &str| {
            json!({
                "format": accounts.form.name(),
                "sid": 11,
                "keys": [["key", BOB, 21, true, reference(data)]],
                "payload": payload,
            })
        };
        let material = text(&made, "material");
        let (zero, good) =
            (element("zero", &text(&made, "payload")), element("good", &text(&made, "payload")));
        let encrypts = |plaintext: &str, name: &str| {
            let input = json!({ "peer": "bob", "plaintext": plaintext });
            step("mallory", "omemo.party.encrypt", input).save(name, "/message")
        };
        accounts
            .hears("bob", ALICE, &[11])
            .fetches("bob", "mallory")
            .begins("mallory", "bob")
            .step(encrypts(&"00".repeat(32), "zero"))
            .step(encrypts(&material, "good"))
            .step(step("mallory", "omemo.element.write", zero).save("zero element", "/xml"))
            .step(step("mallory", "omemo.element.write", good).save("good element", "/xml"))
            .holds("good element", Some(payload))
            .refuses("bob", "mallory", "zero element", "bad-length")
            .upstream_sees_payload()
            .reads_with("bob", "mallory", "good element", json!({ "trust": "undecided" }))
    })
}
