//! `state.json`, how those that were restored go on, and what they no longer have. Section 6.9.

use serde_json::{Value, json};
use taut_omemo::keys::{KeyPair, PrivateKey};
use taut_omemo::seal::kdf::{self, MessageKey, MessageKeys};
use taut_omemo::seal::material;

use super::super::{Draft, DraftStep, scenario, step};
use super::fields::{Fields, bytes, number};
use super::message_bytes::{covered, exchange_field, format, framed, identity, message_of, wire, wrapped};
use super::refusal::with;
use super::state::own;
use super::state_bytes::{Chain, Party, Peer, Session, drawn, present};
use super::talk::Form;
use crate::model::case::{BugClass, Severity};

const FORMS: [Form; 2] = [Form::L, Form::T];
const BOB: &str = "bob";

/// All cases of this part.
pub(super) fn drafts() -> Vec<Draft> {
    FORMS
        .into_iter()
        .flat_map(|form| {
            [goes_on(form), unconfirmed(form), archived(form), no_used_keys(form), used_pre_key(form)]
        })
        .collect()
}

/// A chain key, as the session has it, and the message keys that it gives.
fn advanced(chain: &Chain) -> (Vec<u8>, Chain) {
    let step = |byte: u8| kdf::mac(&chain.key, &[&[byte]]).to_vec();
    (step(1), Chain { key: step(2), next: chain.next + 1 })
}

fn chain(flag: &super::state_bytes::Flag<Chain>) -> Chain {
    flag.1.clone().expect("the session has this chain")
}

fn key_of(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().expect("keys have 32 bytes")
}

fn own_public(session: &Session) -> Vec<u8> {
    KeyPair::from(PrivateKey::from(key_of(&session.own))).public().as_bytes().to_vec()
}

fn other_public(session: &Session) -> Vec<u8> {
    session.other.1.clone().expect("the session has a ratchet key of the other side")
}

/// What a message is made of, beside its session.
struct Words<'a> {
    form: Form,
    /// Whether Alice has made the session and writes, or Bob does.
    initiator_is_alice: bool,
    alice_writes: bool,
    ratchet_key: Vec<u8>,
    n: u32,
    pn: u32,
    message_key: Vec<u8>,
    plaintext: &'a [u8],
}

impl Words<'_> {
    fn associated(&self) -> Vec<u8> {
        let alice = identity("alice").to_wire(format(self.form));
        let bob = own().to_wire(format(self.form));
        let alice_first = match self.form {
            Form::L => self.alice_writes,
            Form::T => self.initiator_is_alice,
        };
        if alice_first { [alice, bob].concat() } else { [bob, alice].concat() }
    }

    fn bytes(&self) -> Vec<u8> {
        let form = self.form;
        let keys = MessageKeys::of_message(format(form), &MessageKey::from(key_of(&self.message_key)));
        let ciphertext = material::encrypt(&keys, self.plaintext);
        let fields = message_of(form, &self.ratchet_key, self.n, self.pn, &ciphertext).bytes();
        let mac = kdf::mac(keys.auth_key(), &[&self.associated(), &covered(form, &fields)]);
        let size = if form == Form::L { 8 } else { 16 };
        framed(form, &fields, mac.get(..size).unwrap_or_default())
    }
}

fn restored(form: Form, name: &str, about: &str, rules: &[&str], party: &Party) -> Draft {
    let members = json!({ "identity_key": hex::encode(own().to_wire(format(form))) });
    let restore =
        step(BOB, "omemo.party.restore", json!({ "state": hex::encode(party.state()) })).accept(members);
    scenario(&form.id(&format!("state/{name}")))
        .about(about)
        .rules(rules)
        .needs("state-format")
        .peer(BOB)
        .step(restore)
}

fn of(form: Form, sessions: &[Session]) -> Party {
    Party::with(form, Peer::made(form, "alice", sessions))
}

fn writes(plaintext: &[u8], message: &[u8], key_exchange: bool) -> DraftStep {
    step(BOB, "omemo.party.encrypt", json!({ "peer": "alice", "plaintext": hex::encode(plaintext) }))
        .accept(json!({ "message": hex::encode(message), "key_exchange": key_exchange }))
}

fn reads(message: &[u8], plaintext: &[u8]) -> DraftStep {
    let input = json!({ "peer": "alice", "message": hex::encode(message), "key_exchange": false });
    step(BOB, "omemo.party.decrypt", input).accept(json!({ "plaintext": hex::encode(plaintext) }))
}

fn saves(party: &Party) -> DraftStep {
    step(BOB, "omemo.party.save", json!({})).accept(json!({ "state": hex::encode(party.state()) }))
}

/// The next message of Alice in a session that she has made.
fn next_of_alice(form: Form, session: &Session, plaintext: &[u8]) -> (Vec<u8>, Session) {
    let receiving = chain(&session.receiving);
    let (message_key, advanced) = advanced(&receiving);
    let ratchet_key = other_public(session);
    let words = Words {
        form,
        initiator_is_alice: true,
        alice_writes: true,
        ratchet_key,
        n: receiving.next,
        pn: 1,
        message_key,
        plaintext,
    };
    (words.bytes(), Session { receiving: present(advanced), ..session.clone() })
}

fn goes_on(form: Form) -> Draft {
    let session = Session::made("current").skipping(&[1, 3]);
    let (message_key, sending) = advanced(&chain(&session.sending));
    let plaintext = drawn("answer", 48);
    let words = Words {
        form,
        initiator_is_alice: true,
        alice_writes: false,
        ratchet_key: own_public(&session),
        n: 3,
        pn: 2,
        message_key,
        plaintext: &plaintext,
    };
    let (next, after) = next_of_alice(form, &session, &plaintext);
    let after = Session { sending: present(sending), ..after };
    let status = json!({ "sessions": 1, "confirmed": true, "sent": 4, "received": 5, "skipped": 2 });
    restored(form, "goes-on", "a session that goes on where it was", &["OM-STATE-6"], &of(form, &[session]))
        .step(writes(&plaintext, &words.bytes(), false))
        .step(reads(&next, &plaintext))
        .step(step(BOB, "omemo.party.status", json!({ "peer": "alice" })).accept(status))
        .step(saves(&of(form, &[after])))
}

fn unconfirmed(form: Form) -> Draft {
    let session = Session { role: 1, confirmed: 0, receiving: (0, None), ..Session::made("begun") };
    let (message_key, _) = advanced(&chain(&session.sending));
    let plaintext = drawn("answer", 48);
    let words = Words {
        form,
        initiator_is_alice: false,
        alice_writes: false,
        ratchet_key: own_public(&session),
        n: 3,
        pn: 2,
        message_key,
        plaintext: &plaintext,
    };
    let field = |name: &'static str, value: &[u8]| (name, bytes(exchange_field(form, name), value));
    let id = |name: &'static str, id: u32| (name, number(exchange_field(form, name), id.into()));
    let (pre_key_id, signed_pre_key_id) = (id("pre_key_id", 7), id("signed_pre_key_id", 5));
    let ephemeral_key = field("ephemeral_key", &wire(form, &session.ephemeral_key));
    let identity_key = field("identity_key", &own().to_wire(format(form)));
    let message = field("message", &words.bytes());
    let fields = match form {
        Form::L => Fields::new(&[pre_key_id, ephemeral_key, identity_key, message, signed_pre_key_id]),
        Form::T => Fields::new(&[pre_key_id, signed_pre_key_id, identity_key, ephemeral_key, message]),
    };
    let about = "a session that nobody has answered goes on with key exchanges";
    restored(form, "unconfirmed", about, &["OM-STATE-6", "OM-SEND-4"], &of(form, &[session])).step(writes(
        &plaintext,
        &wrapped(form, &fields),
        true,
    ))
}

fn archived(form: Form) -> Draft {
    let (current, archived) = (Session::made("current"), Session::made("archived"));
    let plaintext = drawn("late", 48);
    let (message, after) = next_of_alice(form, &archived, &plaintext);
    let about = "a message of an archived session, which is the current one then";
    restored(
        form,
        "archived",
        about,
        &["OM-STATE-6", "OM-ARCHIVE-2"],
        &of(form, &[current.clone(), archived]),
    )
    .step(reads(&message, &plaintext))
    .step(saves(&of(form, &[after, current])))
}

/// Neither the key of the chain nor a skipped one is there once it was used.
fn no_used_keys(form: Form) -> Draft {
    let session = Session::made("current").skipping(&[1, 3]);
    let plaintext = drawn("first", 48);
    let (next, stepped) = next_of_alice(form, &session, &plaintext);
    let (_, n, message_key) = session.skipped.first().cloned().expect("two keys were skipped");
    let late = Words {
        form,
        initiator_is_alice: true,
        alice_writes: true,
        ratchet_key: other_public(&session),
        n,
        pn: 1,
        message_key,
        plaintext: &plaintext,
    };
    let mut used = stepped.clone();
    used.skipped.remove(0);
    let rules = ["OM-OPEN-5", "OM-STATE-1"];
    restored(
        form,
        "no-used-keys",
        "no key of a message that was read is in the state",
        &rules,
        &of(form, &[session]),
    )
    .step(reads(&next, &plaintext))
    .step(saves(&of(form, &[stepped])))
    .step(reads(&late.bytes(), &plaintext))
    .step(saves(&of(form, &[used])))
}

/// Whoever copies the state has no one-time prekey that was used.
fn used_pre_key(form: Form) -> Draft {
    const NOW: i64 = 1_700_000_000_000;
    let new =
        |actor: &str| step(actor, "omemo.party.new", json!({ "format": form.name(), "pool": 3 })).now(NOW);
    let part = |name: &str| json!({ "$ref": format!("bundle/{name}") });
    let mut bundle = json!({ "peer": BOB });
    for name in
        ["identity_key", "signed_pre_key_id", "signed_pre_key", "signature", "pre_key_ids", "pre_keys"]
    {
        bundle = with(bundle, name, part(name));
    }
    let plaintext = hex::encode(drawn("first", 48));
    let encrypts = |name: &str| {
        step("alice", "omemo.party.encrypt", json!({ "peer": "bob", "plaintext": plaintext }))
            .accept(json!({ "key_exchange": true }))
            .save(name, "/message")
    };
    let decrypts = |peer: &str, name: &str| {
        let message: Value = json!({ "$ref": name });
        step(BOB, "omemo.party.decrypt", json!({ "peer": peer, "message": message, "key_exchange": true }))
    };
    let accepts = |name: &str| decrypts("alice", name).accept(json!({ "plaintext": plaintext }));
    scenario(&form.id("state/used-pre-key"))
        .about("a state that is restored has no one-time prekey that was used")
        .rules(&["OM-RECV-6", "OM-RECV-5", "OM-STATE-6", "OM-PARTY-2"])
        .needs(form.feature())
        .edit_of(&form.id("session/first-message"))
        .bug(BugClass::Replay, Severity::High)
        .peer("alice")
        .peer(BOB)
        .step(new("alice"))
        .step(new(BOB))
        .step(step(BOB, "omemo.party.bundle", json!({})).save("bundle", ""))
        .step(step("alice", "omemo.party.start", bundle))
        .step(encrypts("first"))
        .step(encrypts("second"))
        .step(accepts("first"))
        .step(step(BOB, "omemo.party.save", json!({})).save("state", "/state"))
        .step(step(BOB, "omemo.party.restore", json!({ "state": { "$ref": "state" } })))
        .step(
            decrypts("mallory", "first")
                .draws(json!({ "ratchet": hex::encode(drawn("ratchet", 32)) }))
                .reject("unknown-pre-key"),
        )
        .step(accepts("second"))
}
