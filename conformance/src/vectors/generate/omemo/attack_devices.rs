//! `attack.json`, the fourth part: what servers and recipients can do to Managers.

use serde_json::json;

use super::super::{Author, Draft, step};
use super::accounts::{ALICE, Accounts, BOB, CAROL, both, bundle_of, only};
use super::attack::NOT_BEGUN;
use super::manager_devices::{labelled, shown};
use super::manager_receive::flipped;
use super::talk::{Form, reference, with};
use crate::model::case::{BugClass, Severity};

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [header(author), server(author), label(author), recipients(author), diverted(author)].concat()
}

fn header(author: &Author<'_>) -> Vec<Draft> {
    let about = "who listens sees sender and receiver, the identity key, and which messages are of one chain";
    both(author, "attack/visible-header", about, &["OM-LIMIT-1"], |accounts| {
        let format = accounts.form.name();
        let accounts = accounts
            .bug(BugClass::Disclosure, Severity::Low)
            .met()
            .stranger("mallory")
            .writes("alice", &[BOB], "first")
            .writes("alice", &[BOB], "second");
        let alice = accounts.of("alice");
        let identity = match accounts.form {
            Form::L => format!("05{}", alice.x25519),
            Form::T => alice.ed25519,
        };
        let key = json!(["key", accounts.jid_of_key(BOB), 21, true, { "$any": true }]);
        let read = |name: &str| {
            let input = json!({ "format": format, "xml": reference(name) });
            step("mallory", "omemo.element.read", input)
                .accept(json!({ "sid": 11, "keys": [key] }))
                .save(&format!("{name} element"), "")
        };
        let unwrap = |name: &str| {
            let data = reference(&format!("{name} element/keys/0/4"));
            step("mallory", "omemo.key_exchange.decode", json!({ "format": format, "key_exchange": data }))
                .accept(json!({ "identity_key": identity }))
                .save(&format!("{name} exchange"), "")
        };
        let decode = |name: &str| {
            let message = reference(&format!("{name} exchange/message"));
            step("mallory", "omemo.message.decode", json!({ "format": format, "message": message }))
        };
        let same = json!({ "n": 1, "ratchet_key": reference("first message/ratchet_key") });
        let first = [
            read("first"),
            unwrap("first"),
            decode("first").accept(json!({ "n": 0 })).save("first message", ""),
        ];
        let second = [read("second"), unwrap("second"), decode("second").accept(same)];
        first
            .into_iter()
            .chain(second)
            .fold(accounts, Accounts::step)
            .reads("bob", "alice", "first")
            .reads("bob", "alice", "second")
    })
}

fn server(author: &Author<'_>) -> Vec<Draft> {
    let about = "the server puts a device into the list of an account: nobody trusts it by itself";
    let added = both(author, "attack/device-added", about, &["OM-DEVICE-4", "OM-FANOUT-4"], |accounts| {
        let accounts = accounts
            .source("N 39")
            .bug(BugClass::AuthBypass, Severity::High)
            .met()
            .attacker("mallory", BOB, 66)
            .hears("alice", BOB, &[21, 66])
            .fetches("alice", "mallory");
        let format = accounts.form.name();
        let device = |actor: &str, trust: &str| {
            let device = accounts.of(actor);
            json!(["device", device.id, [format], device.x25519, trust, ""])
        };
        let devices = json!({ "devices": [device("bob", "trusted"), device("mallory", "undecided")] });
        let listed = step("alice", "omemo.manager.list", json!({ "jid": BOB })).accept(devices);
        accounts
            .step(listed)
            .cannot_write("alice", &[BOB], "undecided")
            .upstream_refuses("undecided", "StillUndecided")
            .decides("alice", "mallory", "distrusted")
            .writes("alice", &[BOB], "to bob")
            .reads("bob", "alice", "to bob")
    });
    let about = "the server gives the bundle of one device for that of another one of the account";
    let swapped = both(author, "attack/bundle-of-another-device", about, &["OM-LIMIT-9"], |accounts| {
        let accounts = accounts.source("N 34").bug(BugClass::Confusion, Severity::Low).met().hears(
            "alice",
            BOB,
            &[21, 22],
        );
        let fingerprint = accounts.fingerprint("bob");
        let fetched = accounts.fetched("alice", BOB, 22, reference(&bundle_of("bob")));
        accounts
            .step(fetched.accept(json!({ "fingerprint": fingerprint })))
            .upstream_accepts()
            .writes("alice", &[BOB], "to both")
            .reads("bob", "alice", "to both")
    });
    [added, swapped].concat()
}

fn label(author: &Author<'_>) -> Vec<Draft> {
    let about = "the server gives an old device list: the label that it has is shown again";
    only(author, Form::T, "attack/old-label", about, &["OM-LIMIT-12"], |accounts| {
        let accounts = accounts
            .bug(BugClass::Replay, Severity::Low)
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .fetches("alice", "bob");
        let heard = |label: &str| accounts.heard("alice", BOB, labelled(&accounts, label, label));
        let steps = [
            heard("old phone"),
            shown(&accounts, "old phone"),
            heard("new phone"),
            shown(&accounts, "new phone"),
            heard("old phone"),
            shown(&accounts, "old phone"),
        ];
        steps.into_iter().fold(accounts, Accounts::step)
    })
}

fn recipients(author: &Author<'_>) -> Vec<Draft> {
    let about =
        "a recipient changes the payload, and passes it on with the sender's key for another recipient";
    let rules = &["OM-PAYLOAD-6", "OM-PAYLOAD-10"];
    let changed = both(author, "attack/payload-changed-by-recipient", about, rules, |accounts| {
        let accounts = accounts
            .source("N 73")
            .edit_of("manager/first-message")
            .bug(BugClass::Forgery, Severity::High)
            .met()
            .device("carol", CAROL, 31)
            .knows("alice", "carol")
            .knows("carol", "alice")
            .stranger("mallory")
            .writes("alice", &[BOB, CAROL], "pay 100 to Carol")
            .reads("bob", "alice", "pay 100 to Carol");
        let payload = flipped(accounts.form, &reference("parts for changed/payload"));
        accounts
            .rewrites("mallory", "pay 100 to Carol", "changed", json!({ "payload": payload }))
            .refuses("carol", "alice", "changed", "bad-payload")
            .upstream_sees_payload()
            .reads("carol", "alice", "pay 100 to Carol")
    });
    let about = "the payloads of two elements change places";
    let swapped = both(author, "attack/payloads-swapped", about, rules, |accounts| {
        accounts
            .source("N 75")
            .edit_of("manager/first-message")
            .bug(BugClass::Confusion, Severity::High)
            .met()
            .stranger("mallory")
            .writes("alice", &[BOB], "one")
            .writes("alice", &[BOB], "two")
            .rewrites("mallory", "two", "two again", json!({}))
            .rewrites(
                "mallory",
                "one",
                "swapped",
                json!({ "payload": reference("parts for two again/payload") }),
            )
            .refuses("bob", "alice", "swapped", "bad-payload")
            .upstream_sees_payload()
            .reads("bob", "alice", "one")
            .reads("bob", "alice", "two")
    });
    [changed, swapped, forwarded(author)].concat()
}

/// Bob has a Party, and takes the key material that Alice has sent him for one of his own messages.
fn forwarded(author: &Author<'_>) -> Vec<Draft> {
    let about = "a recipient sends the payload of somebody else to others in his own name";
    both(author, "attack/payload-forwarded", about, &["OM-LIMIT-10"], |accounts| {
        let format = accounts.form.name();
        let accounts = accounts
            .bug(BugClass::Forgery, Severity::Low)
            .device("alice", ALICE, 11)
            .device("carol", CAROL, 31)
            .party("bob", BOB, 21)
            .knows("alice", "bob")
            .knows("carol", "bob")
            .writes("alice", &[BOB], "of alice");
        let read = json!({ "format": format, "xml": reference("of alice") });
        let key = reference("element/keys/0/4");
        let opened = json!({ "peer": "alice", "message": key, "key_exchange": true });
        let sealed = json!({ "peer": "carol", "plaintext": reference("material") });
        let element = json!({
            "format": format,
            "sid": 21,
            "keys": [["key", accounts.jid_of_key(CAROL), 31, true, reference("to carol")]],
            "payload": reference("element/payload"),
        });
        let element = match accounts.form {
            Form::L => with(element, json!({ "iv": reference("element/iv") })),
            Form::T => element,
        };
        let payload = hex::encode("of alice");
        accounts
            .step(step("bob", "omemo.element.read", read).save("element", ""))
            .step(step("bob", "omemo.party.decrypt", opened).save("material", "/plaintext"))
            .begins("bob", "carol")
            .step(step("bob", "omemo.party.encrypt", sealed).save("to carol", "/message"))
            .step(step("bob", "omemo.element.write", element).save("forwarded", "/xml"))
            .holds("forwarded", Some(payload))
            .reads("carol", "bob", "forwarded")
    })
}

fn diverted(author: &Author<'_>) -> Vec<Draft> {
    let about = "L names no account: an element reaches a device of another account that has the same ID";
    only(author, Form::L, "attack/rid-of-another-account", about, &["OM-MSG-9"], |accounts| {
        accounts
            .source("N 17")
            .edit_of("manager/first-message")
            .bug(BugClass::Confusion, Severity::Medium)
            .met()
            .device("carol", CAROL, 21)
            .knows("alice", "carol")
            .knows("carol", "alice")
            .writes("alice", &[BOB], "to bob")
            .refuses("carol", "alice", "to bob", "bad-mac")
            .upstream_refuses("bad-mac", NOT_BEGUN)
            .writes("alice", &[CAROL], "to carol")
            .reads("carol", "alice", "to carol")
            .reads("bob", "alice", "to bob")
    })
}
