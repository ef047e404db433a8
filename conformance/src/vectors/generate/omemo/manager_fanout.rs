//! `manager.json`, the third part: which devices an element is for, section 6.7.

use hkdf::Hkdf;
use serde_json::{Value, json};
use sha2::Sha256;

use super::super::{Author, Draft, Wanted, step};
use super::accounts::{Accounts, BOB, CAROL, both, bundle_of, only, text};
use super::talk::{Form, reference, with};
use crate::model::case::{BugClass, Severity};

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        distrusted(author),
        without_bundle(author),
        same_id(author),
        failed(author),
        nobody(author),
        fresh(author),
    ]
    .concat()
}

/// Bob has two devices, 21 and 22, of which Alice knows both.
fn two_devices(accounts: Accounts<'_>) -> Accounts<'_> {
    accounts
        .met()
        .device("bob-22", BOB, 22)
        .hears("alice", BOB, &[21, 22])
        .fetches("alice", "bob-22")
        .knows("bob-22", "alice")
}

fn left_out(entries: &Value) -> Value {
    json!({ "left_out": entries })
}

fn distrusted(author: &Author<'_>) -> Vec<Draft> {
    let about = "a device whose identity key is distrusted is left out";
    both(author, "manager/distrusted-left-out", about, &["OM-FANOUT-1"], |accounts| {
        two_devices(accounts)
            .decides("alice", "bob-22", "distrusted")
            .writes_with("alice", &[BOB], "to one", left_out(&json!([["distrusted", BOB, 22]])))
            .reads("bob", "alice", "to one")
    })
}

fn without_bundle(author: &Author<'_>) -> Vec<Draft> {
    let about = "a device without bundle is left out, and its bundle wanted";
    both(author, "manager/no-bundle", about, &["OM-FANOUT-2"], |accounts| {
        let fetch = json!([["fetch-bundle", accounts.form.name(), BOB, 22]]);
        let wanted = with(left_out(&json!([["no-bundle", BOB, 22]])), json!({ "actions": fetch }));
        accounts
            .met()
            .hears("alice", BOB, &[22, 21])
            .writes_with("alice", &[BOB], "to one", wanted)
            .reads("bob", "alice", "to one")
    })
}

/// Carol has a device of the ID of Bob's, and another one.
fn three_devices(accounts: Accounts<'_>) -> Accounts<'_> {
    accounts
        .met()
        .device("carol", CAROL, 21)
        .device("carol-32", CAROL, 32)
        .hears("alice", CAROL, &[21, 32])
        .fetches("alice", "carol")
        .decides("alice", "carol", "trusted")
        .fetches("alice", "carol-32")
        .decides("alice", "carol-32", "trusted")
        .knows("carol", "alice")
        .knows("carol-32", "alice")
}

fn same_id(author: &Author<'_>) -> Vec<Draft> {
    let about = "L: of two devices of one ID in two accounts the first has the key";
    let l = only(author, Form::L, "manager/same-id", about, &["OM-FANOUT-3"], |accounts| {
        three_devices(accounts)
            .source("N 17")
            .writes_with("alice", &[BOB, CAROL], "to all", left_out(&json!([["same-id", CAROL, 21]])))
            .upstream_accepts()
            .reads("bob", "alice", "to all")
            .reads("carol-32", "alice", "to all")
    });
    let about = "T: two devices of one ID in two accounts have a key each";
    let t = only(author, Form::T, "manager/same-id", about, &["OM-FANOUT-6"], |accounts| {
        three_devices(accounts)
            .source("N 17")
            .writes_with("alice", &[BOB, CAROL], "to all", left_out(&json!([])))
            .upstream_accepts()
            .reads("bob", "alice", "to all")
            .reads("carol", "alice", "to all")
            .reads("carol-32", "alice", "to all")
    });
    let about = "L: a device that is left out does not take its ID away from the one behind it";
    let free = only(
        author,
        Form::L,
        "manager/same-id-left-out",
        about,
        &["OM-FANOUT-3", "OM-FANOUT-1"],
        |accounts| {
            three_devices(accounts)
                .hears("alice", BOB, &[21, 22])
                .device("bob-22", BOB, 22)
                .fetches("alice", "bob-22")
                .decides("alice", "bob-22", "trusted")
                .decides("alice", "bob", "distrusted")
                .writes_with("alice", &[BOB, CAROL], "to all", left_out(&json!([["distrusted", BOB, 21]])))
                .reads("carol", "alice", "to all")
        },
    );
    [l, t, free].concat()
}

/// A bundle with a right signature, whose one-time prekey is 0.
fn failed(author: &Author<'_>) -> Vec<Draft> {
    let about =
        "a device whose one-time prekey makes a secret that everybody knows is left out, the others read";
    both(author, "manager/weak-pre-key", about, &["OM-KEY-14"], |accounts| {
        let form = accounts.form;
        let part = |name: &str| reference(&format!("parts/{name}"));
        let zero = match form {
            Form::L => format!("05{}", "00".repeat(32)),
            Form::T => "00".repeat(32),
        };
        let weak = json!({
            "format": form.name(),
            "identity_key": part("identity_key"),
            "signed_pre_key_id": part("signed_pre_key_id"),
            "signed_pre_key": part("signed_pre_key"),
            "signature": part("signature"),
            "pre_key_ids": [1],
            "pre_keys": [zero],
        });
        let read = json!({ "format": form.name(), "xml": reference(&bundle_of("mallory")) });
        let accounts = accounts
            .met()
            .attacker("mallory", BOB, 22)
            .hears("alice", BOB, &[21, 22])
            .step(step("mallory", "omemo.bundle.read", read).save("parts", ""))
            .step(step("mallory", "omemo.bundle.write", weak).save("weak", "/xml"));
        let fetched = accounts.fetched("alice", BOB, 22, reference("weak"));
        let accounts = accounts.step(fetched).decides("alice", "mallory", "trusted").writes_with(
            "alice",
            &[BOB],
            "to one",
            left_out(&json!([["failed", BOB, 22, "weak-key"]])),
        );
        accounts
            .change_last(|written| {
                written.variant(&[("weak-dh", "accepted")], Wanted::Accept(left_out(&json!([]))))
            })
            .reads("bob", "alice", "to one")
    })
}

fn nobody(author: &Author<'_>) -> Vec<Draft> {
    let rules = &["OM-FANOUT-5"];
    let about = "an account without a device list, beside one that can be reached";
    let unlisted = both(author, "manager/no-devices", about, rules, |accounts| {
        accounts
            .bug(BugClass::Disclosure, Severity::Medium)
            .met()
            .cannot_write("alice", &[BOB, CAROL], "no-devices")
            .writes("alice", &[BOB], "to bob")
            .reads("bob", "alice", "to bob")
    });
    let about = "an account all of whose devices are left out";
    let all = both(author, "manager/no-devices-left", about, rules, |accounts| {
        accounts
            .bug(BugClass::Disclosure, Severity::Medium)
            .met()
            .decides("alice", "bob", "distrusted")
            .cannot_write("alice", &[BOB], "no-devices")
            .decides("alice", "bob", "trusted")
            .writes("alice", &[BOB], "to bob")
            .reads("bob", "alice", "to bob")
    });
    let about = "an account is named twice: it is written to once";
    let twice = both(author, "manager/named-twice", about, &["OM-FANOUT-6"], |accounts| {
        let accounts = accounts.met().writes_with("alice", &[BOB, BOB], "to bob", left_out(&json!([])));
        let key = json!(["key", accounts.jid_of_key(BOB), 21, true, { "$any": true }]);
        let input = json!({ "format": accounts.form.name(), "xml": reference("to bob") });
        accounts
            .stranger("mallory")
            .step(step("mallory", "omemo.element.read", input).accept(json!({ "keys": [key] })))
            .reads("bob", "alice", "to bob")
    });
    [unlisted, all, twice].concat()
}

/// Whatever the source of random bytes gives is in one payload only.
fn fresh(author: &Author<'_>) -> Vec<Draft> {
    let about = "one payload twice: key, IV and ciphertext are those of two draws";
    both(author, "manager/two-payloads-two-keys", about, &["OM-FANOUT-7"], |accounts| {
        let payload = hex::encode("the same");
        let accounts = accounts.source("N 77").needs("given-draws").confirmed();
        ["ab", "cd"].iter().fold(accounts, |accounts, byte| {
            let (name, seed) = (format!("drawn {byte}"), byte.repeat(32));
            let written = accounts.writing("alice", &[BOB], &payload).draws(json!({ "random": seed }));
            let sealed = sealed(&accounts, &seed, &payload);
            let input = json!({ "format": accounts.form.name(), "xml": reference(&name) });
            accounts
                .step(written.save(&name, "/xml"))
                .upstream_accepts()
                .holds(&name, Some(payload.clone()))
                .step(step("bob", "omemo.element.read", input).accept(sealed))
                .reads("bob", "alice", &name)
        })
    })
}

/// IV and ciphertext under the first values of a supply: section 3.6.
fn sealed(accounts: &Accounts<'_>, seed: &str, payload: &str) -> Value {
    let seed = hex::decode(seed).expect("it is hexadecimal");
    // The extraction of HKDF is HMAC, with the salt as key.
    let (block, _) = Hkdf::<Sha256>::extract(Some(&seed), &[0; 4]);
    let taken = hex::encode(block);
    let plaintext = json!({ "plaintext": payload });
    match accounts.form {
        Form::L => {
            let (key, iv) = (&taken[..32], &taken[32..56]);
            let out = accounts.play("omemo.payload.seal_legacy", plaintext, json!({ "key": key, "iv": iv }));
            json!({ "iv": iv, "payload": text(&out, "payload") })
        }
        Form::T => {
            let out = accounts.play("omemo.payload.seal_2", plaintext, json!({ "key": taken }));
            json!({ "payload": text(&out, "payload") })
        }
    }
}
