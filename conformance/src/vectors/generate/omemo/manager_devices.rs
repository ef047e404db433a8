//! `manager.json`, the second part: device lists, bundles, identity keys, trust and labels.

use serde_json::json;

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::accounts::{ALICE, Accounts, BOB, NOW, both, bundle_of, only, text};
use super::talk::{Form, reference};
use crate::model::case::{BugClass, Severity};

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [lists(author), identities(author), trust(author), labels(author), ids(author)].concat()
}

fn lists(author: &Author<'_>) -> Vec<Draft> {
    let about =
        "a list of the own account without the own device: it is published again, with that one at the end";
    let missing = both(author, "manager/own-device-missing", about, &["OM-DEVICE-1"], |accounts| {
        let format = accounts.form.name();
        let published = accounts.list(&[13, 12, 11], &json!([]));
        let actions = json!([
            ["publish-devices", format, published],
            ["fetch-bundle", format, ALICE, 13],
            ["fetch-bundle", format, ALICE, 12],
        ]);
        let list = accounts.list(&[13, 12], &json!([]));
        let accounts = accounts.device("alice", ALICE, 11);
        let heard = accounts.heard("alice", ALICE, list).accept(json!({ "actions": actions }));
        accounts.step(heard)
    });
    let about = "a list of the own account with the own device: there is nothing to publish";
    let there = both(author, "manager/own-device-there", about, &["OM-DEVICE-1"], |accounts| {
        let list = accounts.list(&[11, 12], &json!([]));
        let actions = json!([["fetch-bundle", accounts.form.name(), ALICE, 12]]);
        let accounts = accounts.device("alice", ALICE, 11);
        let heard = accounts.heard("alice", ALICE, list).accept(json!({ "actions": actions }));
        accounts.step(heard)
    });
    let about = "bundles are wanted of the devices of which there is neither bundle nor session";
    let wanted = both(author, "manager/bundles-wanted", about, &["OM-FANOUT-2"], |accounts| {
        let format = accounts.form.name();
        let list = |accounts: &Accounts<'_>| accounts.list(&[23, 21, 22], &json!([]));
        let fetch = |id: u32| json!(["fetch-bundle", format, BOB, id]);
        let accounts = accounts.met().device("bob-22", BOB, 22).writes("alice", &[BOB], "first");
        let heard = accounts
            .heard("alice", BOB, list(&accounts))
            .accept(json!({ "actions": [fetch(23), fetch(22)] }));
        let accounts = accounts.step(heard).fetches("alice", "bob-22");
        let heard = accounts.heard("alice", BOB, list(&accounts)).accept(json!({ "actions": [fetch(23)] }));
        accounts.step(heard)
    });
    [missing, there, wanted, own_others(author), delisted(author)].concat()
}

fn own_others(author: &Author<'_>) -> Vec<Draft> {
    let about = "the other devices of the own account read as well, the own one has no key in the element";
    both(author, "manager/own-other-device", about, &["OM-FANOUT-6"], |accounts| {
        let accounts = accounts
            .met()
            .device("alice-12", ALICE, 12)
            .hears("alice", ALICE, &[11, 12])
            .fetches("alice", "alice-12")
            .decides("alice", "alice-12", "trusted")
            .knows("alice-12", "alice")
            .writes_with("alice", &[BOB], "to bob", json!({ "left_out": [] }));
        let any = json!({ "$any": true });
        let key = |jid: &str, id: u32| json!(["key", accounts.jid_of_key(jid), id, true, any]);
        let input = json!({ "format": accounts.form.name(), "xml": reference("to bob") });
        let wanted = json!({ "sid": 11, "keys": [key(BOB, 21), key(ALICE, 12)] });
        accounts
            .stranger("mallory")
            .step(step("mallory", "omemo.element.read", input).accept(wanted))
            .reads("bob", "alice", "to bob")
            .reads("alice-12", "alice", "to bob")
    })
}

fn delisted(author: &Author<'_>) -> Vec<Draft> {
    let about = "a device that was taken out of its list gets nothing more";
    both(author, "manager/delisted-gets-nothing", about, &["OM-DEVICE-2"], |accounts| {
        let accounts = accounts
            .met()
            .device("bob-22", BOB, 22)
            .hears("alice", BOB, &[21, 22])
            .fetches("alice", "bob-22")
            .decides("alice", "bob-22", "trusted")
            .knows("bob-22", "alice")
            .writes("alice", &[BOB], "to both")
            .reads("bob", "alice", "to both")
            .reads("bob-22", "alice", "to both")
            .hears("alice", BOB, &[21])
            .writes("alice", &[BOB], "to one");
        let key = json!(["key", accounts.jid_of_key(BOB), 21, true, { "$any": true }]);
        let input = json!({ "format": accounts.form.name(), "xml": reference("to one") });
        accounts
            .stranger("mallory")
            .step(step("mallory", "omemo.element.read", input).accept(json!({ "keys": [key] })))
            .reads("bob", "alice", "to one")
    })
}

fn identities(author: &Author<'_>) -> Vec<Draft> {
    let about = "a bundle of a known device with another identity key";
    let bundle = both(author, "manager/identity-changed", about, &["OM-DEVICE-3"], |accounts| {
        let accounts = changed_identity(accounts).source("N 45");
        let accounts = accounts.met().attacker("mallory", BOB, 21);
        let refused =
            accounts.fetched("alice", BOB, 21, reference(&bundle_of("mallory"))).reject("identity-changed");
        accounts
            .step(refused)
            .upstream_accepts()
            .fetches("alice", "bob")
            .writes("alice", &[BOB], "first")
            .reads("bob", "alice", "first")
    });
    let about = "a key exchange of a known device with another identity key";
    let exchange = both(author, "manager/identity-changed-exchange", about, &["OM-DEVICE-3"], |accounts| {
        let accounts = changed_identity(accounts).source("N 45");
        accounts
            .met()
            .attacker("mallory", ALICE, 11)
            .knows("mallory", "bob")
            .writes("mallory", &[BOB], "of mallory")
            .refuses("bob", "mallory", "of mallory", "identity-changed")
            .upstream_refuses("identity-changed", "PublicDataInconsistency")
            .writes("alice", &[BOB], "first")
            .reads("bob", "alice", "first")
    });
    let about = "a device whose identity key is known from L comes with another one in T";
    let across =
        only(author, Form::T, "manager/identity-changed-across", about, &["OM-DEVICE-3"], |accounts| {
            let accounts = changed_identity(accounts).needs("omemo-legacy");
            let formats = json!({ "formats": ["omemo-2", "legacy"] });
            let accounts = accounts
                .device_with("alice", ALICE, 11, formats.clone())
                .device_with("bob", BOB, 21, formats)
                .change_last(|made| made.save(SECOND, "/actions/2/2"))
                .attacker("mallory", BOB, 21);
            let legacy = reference(SECOND);
            let input = json!({ "format": "legacy", "jid": BOB, "device_id": 21, "xml": legacy });
            let fingerprint = accounts.fingerprint("bob");
            let refused = accounts
                .fetched("alice", BOB, 21, reference(&bundle_of("mallory")))
                .reject("identity-changed");
            accounts
                .step(
                    step("alice", "omemo.manager.bundle", input)
                        .accept(json!({ "fingerprint": fingerprint })),
                )
                .step(refused)
                .knows("alice", "bob")
                .knows("bob", "alice")
                .writes("alice", &[BOB], "first")
                .reads("bob", "alice", "first")
        });
    [bundle, exchange, across, own_identity(author), reset(author)].concat()
}

fn changed_identity(accounts: Accounts<'_>) -> Accounts<'_> {
    accounts.edit_of("manager/first-message").bug(BugClass::AuthBypass, Severity::High)
}

/// The bundle of Bob in his second format.
const SECOND: &str = "second bundle of bob";

fn own_identity(author: &Author<'_>) -> Vec<Draft> {
    let about = "a bundle with the own identity key, as that of another device";
    both(author, "manager/own-identity", about, &["OM-START-1"], |accounts| {
        let accounts = accounts
            .source("N 48")
            .edit_of("manager/first-message")
            .bug(BugClass::Confusion, Severity::Medium)
            .met();
        let refused =
            accounts.fetched("alice", BOB, 22, reference(&bundle_of("alice"))).reject("own-identity");
        let taken = refused.variant(&[("own-identity", "accepted")], Wanted::Accept(json!({})));
        accounts
            .step(taken)
            .upstream_accepts()
            .writes("alice", &[BOB], "first")
            .reads("bob", "alice", "first")
    })
}

fn reset(author: &Author<'_>) -> Vec<Draft> {
    let about =
        "a reset drops the sessions with a device: the next element needs its bundle, and begins anew";
    both(author, "manager/reset", about, &["OM-FANOUT-2", "OM-FANOUT-5", "OM-SEND-4"], |accounts| {
        let input = json!({ "format": accounts.form.name(), "jid": BOB, "device_id": 21 });
        accounts
            .confirmed()
            .step(step("alice", "omemo.manager.reset", input))
            .cannot_write("alice", &[BOB], "no-devices")
            .fetches("alice", "bob")
            .writes("alice", &[BOB], "anew")
            .reads_new("bob", "alice", "anew", "answer to anew")
            .reads("alice", "bob", "answer to anew")
    })
}

fn trust(author: &Author<'_>) -> Vec<Draft> {
    let about = "nobody has decided about an identity key: no payload is encrypted for it";
    let undecided = both(author, "manager/undecided", about, &["OM-FANOUT-4", "OM-DEVICE-4"], |accounts| {
        let format = accounts.form.name();
        let accounts = accounts
            .bug(BugClass::AuthBypass, Severity::High)
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .hears("alice", BOB, &[21])
            .fetches("alice", "bob");
        let bob = accounts.of("bob").x25519;
        let listed = step("alice", "omemo.manager.list", json!({ "jid": BOB }))
            .accept(json!({ "devices": [["device", 21, [format], bob, "undecided", ""]] }));
        accounts
            .step(listed)
            .cannot_write("alice", &[BOB], "undecided")
            .decides("alice", "bob", "trusted")
            .decides("alice", "bob", "undecided")
            .cannot_write("alice", &[BOB], "undecided")
            .decides("alice", "bob", "trusted")
            .knows("bob", "alice")
            .writes("alice", &[BOB], "first")
            .reads("bob", "alice", "first")
    });
    let about = "a decision is about a key of an account, and not about the key of another one";
    let account = both(author, "manager/trust-of-another-account", about, &["OM-FANOUT-4"], |accounts| {
        let accounts = accounts
            .bug(BugClass::Confusion, Severity::Medium)
            .device("alice", ALICE, 11)
            .device("bob", BOB, 21)
            .hears("alice", BOB, &[21])
            .fetches("alice", "bob");
        let input = json!({ "jid": ALICE, "x25519": accounts.of("bob").x25519, "trust": "trusted" });
        accounts.step(step("alice", "omemo.manager.trust", input)).cannot_write("alice", &[BOB], "undecided")
    });
    [undecided, account].concat()
}

fn labels(author: &Author<'_>) -> Vec<Draft> {
    let about =
        "a label of a device, once its identity key is known, and not any more when its signature is wrong";
    let lost = only(author, Form::T, "manager/label-signature-lost", about, &["OM-LIST-4"], |accounts| {
        let accounts = accounts.device("alice", ALICE, 11).device("bob", BOB, 21);
        let signed = labelled(&accounts, "phone", "phone");
        let wrong = labelled(&accounts, "tablet", "phone");
        let (signed, wrong) = (accounts.heard("alice", BOB, signed), accounts.heard("alice", BOB, wrong));
        let (with_label, without) = (shown(&accounts, "phone"), shown(&accounts, ""));
        accounts.step(signed).fetches("alice", "bob").step(with_label).step(wrong).step(without)
    });
    let about = "the label of a device stands in the list that it publishes, and others show it";
    let told = only(author, Form::T, "manager/label", about, &["OM-DEVICE-1", "OM-LIST-1"], |accounts| {
        let phone = json!({ "label": hex::encode("phone") });
        let accounts = accounts.device("alice", ALICE, 11).device_with("bob", BOB, 21, phone);
        let nobody = accounts.list(&[], &json!([]));
        let heard = accounts.heard("bob", BOB, nobody).save("published", "/actions/0/2");
        let with_label = shown(&accounts, "phone");
        let received = accounts.heard("alice", BOB, reference("published"));
        accounts.step(heard).step(received).fetches("alice", "bob").step(with_label)
    });
    [lost, told].concat()
}

/// A device list of Bob, whose device has one label, and the signature of one.
pub(super) fn labelled(accounts: &Accounts<'_>, label: &str, signed: &str) -> String {
    let bob = accounts.of("bob");
    let pair = accounts.play("omemo.key.pair", json!({ "form": "seed", "key": bob.seed }), json!({}));
    let input = json!({ "private": text(&pair, "private"), "message": hex::encode(signed) });
    let nonce = json!({ "nonce": "00".repeat(64) });
    let signature = text(&accounts.play("omemo.sign", input, nonce), "signature");
    accounts.list(&[bob.id], &json!([["label", bob.id, hex::encode(label), signature]]))
}

/// What Alice shows of Bob's device.
pub(super) fn shown(accounts: &Accounts<'_>, label: &str) -> DraftStep {
    let (bob, format) = (accounts.of("bob"), accounts.form.name());
    let device = json!(["device", bob.id, [format], bob.x25519, "undecided", hex::encode(label)]);
    step("alice", "omemo.manager.list", json!({ "jid": BOB })).accept(json!({ "devices": [device] }))
}

fn ids(author: &Author<'_>) -> Vec<Draft> {
    let about = "the greatest device ID can be drawn";
    let drawn = |number: &str, id: u32, form: Form| {
        let input = json!({ "jid": ALICE, "formats": [form.name()], "pool": 1, "identity": "00".repeat(32) });
        let draws = json!({ "device_id": number, "random": "00".repeat(32) });
        step("alice", "omemo.manager.new", input).now(NOW).draws(draws).accept(json!({ "device_id": id }))
    };
    let largest = both(author, "manager/device-id-max", about, &["OM-KEY-4"], |accounts| {
        let made = drawn("7ffffffe", 0x7fff_ffff, accounts.form);
        accounts.needs("given-draws").peer("alice").step(made)
    });
    let about = "the number drawn for a device ID is taken mod 2^31 - 1, and greater by 1";
    let smallest = both(author, "manager/device-id-min", about, &["OM-KEY-4"], |accounts| {
        let made = drawn("7fffffff", 1, accounts.form);
        accounts.needs("given-draws").peer("alice").step(made)
    });
    let about = "devices of the greatest and the smallest ID write to each other";
    let used = both(author, "manager/device-ids-used", about, &["OM-KEY-6"], |accounts| {
        accounts
            .device("alice", ALICE, 0x7fff_ffff)
            .device("bob", BOB, 1)
            .knows("alice", "bob")
            .knows("bob", "alice")
            .writes("alice", &[BOB], "first")
            .reads_new("bob", "alice", "first", "answer")
            .reads("alice", "bob", "answer")
    });
    [largest, smallest, used].concat()
}
