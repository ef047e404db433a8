//! `attack.json`, the third part: what Parties cannot prevent, section 9.1.

use curve25519_dalek::MontgomeryPoint;
use serde_json::{Value, json};

use super::super::{Draft, DraftStep, derive, step};
use super::attack::{begun, confirmed, talk};
use super::points;
use super::talk::{Form, NOW, Talk, both, reference};
use crate::model::case::{BugClass, Severity};

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    [
        both(first_contact),
        both(wrapper_changed),
        both(ephemeral_key_torsion),
        both(skipped_key_kept),
        both(state_copied),
        both(replay_after_restore),
        both(pre_keys_used_up),
        both(old_bundle),
        both(held_back),
    ]
    .concat()
}

pub(super) fn limit(form: Form, name: &str, about: &str, limit: &str, class: BugClass) -> Talk {
    talk(form, name, about, &[limit]).bug(class, Severity::Low)
}

fn first_contact(form: Form) -> Talk {
    let about = "the server gives the bundle of somebody else for that of Bob";
    limit(form, "first-contact", about, "OM-LIMIT-2", BugClass::Disclosure)
        .party("alice")
        .attacker("mallory")
        .publishes("mallory", "bundle of mallory")
        .starts_from("alice", "bob", "bundle of mallory", json!({}))
        .exchanges("alice", "bob", "first")
        .reads("mallory", "alice", "first")
}

fn wrapper_changed(form: Form) -> Talk {
    let about = "a key exchange with a field that nobody knows, and in L with another registration ID";
    let registration = match form {
        Form::L => json!(4711),
        Form::T => Value::Null,
    };
    let change = json!({ "registration_id": registration, "append": "7801" });
    begun(limit(form, "wrapper-changed", about, "OM-LIMIT-3", BugClass::Malleability))
        .stranger("mallory")
        .exchanges("alice", "bob", "first")
        .rewraps("mallory", "first", "changed", change)
        .reads("bob", "alice", "changed")
}

/// Clamped scalars are multiples of 8, so that such a point changes no agreement.
fn ephemeral_key_torsion(form: Form) -> Talk {
    let about = "a point of order 2 is added to the ephemeral key on the way";
    let random = |name: &str, size| derive("omemo/attack/ephemeral-key-torsion", 0, name, size);
    let ephemeral: [u8; 32] = random("ephemeral", 32).try_into().expect("so many bytes were asked for");
    let draws = json!({
        "choice": hex::encode(random("choice", 8)),
        "ephemeral": hex::encode(ephemeral),
        "ratchet": hex::encode(random("ratchet", 32)),
    });
    let key = hex::encode(points::plus_order_2(MontgomeryPoint::mul_base_clamped(ephemeral)));
    talk(form, "ephemeral-key-torsion", about, &["OM-LIMIT-3", "OM-RECV-5"])
        .edit_of("session/first-message")
        .bug(BugClass::Malleability, Severity::Low)
        .attacker("alice")
        .party("bob")
        .starts("alice", "bob")
        .change_last(|step| step.draws(draws))
        .stranger("mallory")
        .exchanges("alice", "bob", "first")
        .rewraps("mallory", "first", "changed", json!({ "ephemeral_key": form.wire(json!(key)) }))
        .reads("bob", "alice", "changed")
        .exchanges("alice", "bob", "before the answer")
        .refuses("bob", "alice", "before the answer", "unknown-pre-key")
        .writes("bob", "alice", "answer")
        .reads("alice", "bob", "answer")
        .writes("alice", "bob", "behind it")
        .reads("bob", "alice", "behind it")
}

fn skipped_key_kept(form: Form) -> Talk {
    let about = "who has a copy of a state reads the message that was passed over when it was made";
    saved(
        confirmed(limit(form, "skipped-key-kept", about, "OM-LIMIT-4", BugClass::Disclosure))
            .writes("alice", "bob", "passed over")
            .writes("alice", "bob", "next")
            .reads("bob", "alice", "next"),
        "bob",
    )
    .reads("bob", "alice", "passed over")
    .step(restored("bob"))
    .reads("bob", "alice", "passed over")
}

/// What a state is saved as.
const STATE: &str = "state";

fn saved(talk: Talk, actor: &str) -> Talk {
    talk.step(step(actor, "omemo.party.save", json!({})).save(STATE, "/state"))
}

fn restored(actor: &str) -> DraftStep {
    step(actor, "omemo.party.restore", json!({ "state": reference(STATE) }))
}

fn state_copied(form: Form) -> Talk {
    let about =
        "a copy of a state writes the same bytes under the same key, and reads what the original has read";
    let talk = saved(
        confirmed(limit(form, "state-copied", about, "OM-LIMIT-5", BugClass::Disclosure)).source("N 67"),
        "alice",
    )
    .writes("alice", "bob", "there")
    .reads("bob", "alice", "there")
    .writes("bob", "alice", "back")
    .reads("alice", "bob", "back")
    .step(restored("alice"));
    let again = json!({ "peer": "bob", "plaintext": talk.plaintext("there") });
    let same = json!({ "message": reference("there"), "key_exchange": false });
    talk.step(step("alice", "omemo.party.encrypt", again).accept(same).upstream(json!({ "accept": {} })))
        .reads("alice", "bob", "back")
}

fn replay_after_restore(form: Form) -> Talk {
    let about = "a key exchange is read again by who went back to the state before it";
    saved(begun(limit(form, "replay-after-restore", about, "OM-LIMIT-7", BugClass::Replay)), "bob")
        .exchanges("alice", "bob", "first")
        .reads("bob", "alice", "first")
        .step(restored("bob"))
        .reads("bob", "alice", "first")
}

fn pre_keys_used_up(form: Form) -> Talk {
    let about = "two names of a stranger take both one-time prekeys, and the bundle has none left";
    let left =
        |ids: Value| step("bob", "omemo.party.bundle", json!({})).accept(json!({ "pre_key_ids": ids }));
    limit(form, "pre-keys-used-up", about, "OM-LIMIT-8", BugClass::DenialOfService)
        .source("N 49")
        .party_with("bob", json!({ "pool": 2 }))
        .attacker("mallory")
        .attacker("trudy")
        .starts("mallory", "bob")
        .exchanges("mallory", "bob", "of mallory")
        .reads("bob", "mallory", "of mallory")
        .starts("trudy", "bob")
        .exchanges("trudy", "bob", "of trudy")
        .reads("bob", "trudy", "of trudy")
        .step(left(json!([])).upstream(json!({ "accept": { "pre_key_ids": [] } })))
}

fn old_bundle(form: Form) -> Talk {
    let about = "the server gives the bundle before the current one to who has seen that";
    // Not the same one-time prekey twice, whatever Alice would draw.
    let only = |bundle: &str, index: u32| {
        let one = |list: &str| json!([reference(&format!("{bundle}/{list}/{index}"))]);
        json!({ "pre_key_ids": one("pre_key_ids"), "pre_keys": one("pre_keys") })
    };
    limit(form, "old-bundle", about, "OM-LIMIT-9", BugClass::Downgrade)
        .party("alice")
        .party("bob")
        .publishes("bob", "old bundle")
        .step(step("bob", "omemo.party.rotate", json!({})).now(NOW))
        .publishes("bob", "new bundle")
        .starts_from("alice", "bob", "new bundle", only("new bundle", 0))
        .exchanges("alice", "bob", "to the new one")
        .reads("bob", "alice", "to the new one")
        .starts_from("alice", "bob", "old bundle", only("old bundle", 1))
        .exchanges("alice", "bob", "to the old one")
        .reads("bob", "alice", "to the old one")
}

fn held_back(form: Form) -> Talk {
    let about = "a message that was held back for three chains arrives as if it were new";
    let held = confirmed(limit(form, "held-back", about, "OM-LIMIT-11", BugClass::Replay))
        .writes("alice", "bob", "held back")
        .writes("alice", "bob", "behind it")
        .reads("bob", "alice", "behind it");
    (0..2)
        .fold(held, |talk, turn| {
            let (back, there) = (format!("back {turn}"), format!("there {turn}"));
            talk.writes("bob", "alice", &back)
                .reads("alice", "bob", &back)
                .writes("alice", "bob", &there)
                .reads("bob", "alice", &there)
        })
        .reads("bob", "alice", "held back")
}
