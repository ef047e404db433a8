//! The first flight of a session, worked out beforehand: key exchanges of any number, in no answer of anybody. Their
//! reader's keys are inputs, so every implementation can read them, whatever it draws.

use std::cell::RefCell;

use serde_json::{Value, json};

use super::super::{Author, derive};
use super::saved::Saved;
use super::talk::{Form, Talk, with};
use crate::model::outcome::Members;

/// Alice, who has begun a session with Bob, and has written so many messages that nobody has counted them.
pub(super) struct Flight<'a> {
    author: &'a Author<'a>,
    pub(super) form: Form,
    seed: String,
    ratchet: String,
    /// Identity keys as they stand on the wire.
    identity_key: String,
    bob: String,
    /// Public, without type byte.
    ephemeral_key: String,
    ad: String,
    root_key: String,
    ratchet_key: String,
    signed_pre_key: String,
    /// Chain keys, by the number of the message.
    chain: RefCell<Vec<String>>,
}

/// Its Ed25519 form has the sign bit 0, as all identities of some implementations have.
const BOB: &str = "3eaaf80393af3beab661a8c790b1955fe52e4ac2deaf12a0ae496e2caf9ed842";
const SIGNED: &str = "8060f1f16d6425a30afc160049a4171bac9bc83971d2b1d54e3f862f28246ab0";
const ONE_TIME: &str = "ca27f53e95a85ab50151f707cc2ad01028e7a845e3041456aab4703eadff136c";

impl<'a> Flight<'a> {
    pub(super) fn new(author: &'a Author<'a>, form: Form) -> Self {
        let drawn = |name: &str| hex::encode(derive("omemo/flight", 0, name, 32));
        let format = form.name();
        let pair = |form: &str, key: &str| {
            play(author, "omemo.key.pair", json!({ "form": form, "key": key }), json!({}))
        };
        let (seed, ratchet, ephemeral) = (drawn("identity"), drawn("ratchet"), drawn("ephemeral"));
        let (alice, bob) = (pair("seed", &seed), pair("seed", BOB));
        let identity_of = |pair: &Members| match form {
            Form::L => form.wire_of(&text(pair, "x25519")),
            Form::T => text(pair, "ed25519"),
        };
        let signed = text(&pair("private", SIGNED), "x25519");
        let input = json!({
            "format": format,
            "identity_private": text(&alice, "private"),
            "identity_key": identity_of(&bob),
            "signed_pre_key": form.wire_of(&signed),
            "pre_key": form.wire_of(&text(&pair("private", ONE_TIME), "x25519")),
        });
        let agreed = play(author, "omemo.x3dh.active", input, json!({ "ephemeral": ephemeral }));
        let shared =
            play(author, "omemo.key.agree", json!({ "private": ratchet, "public": signed }), json!({}));
        let root = json!({ "format": format, "root_key": text(&agreed, "shared_secret"), "shared": text(&shared, "shared") });
        let root = play(author, "omemo.kdf.root", root, json!({}));
        Self {
            author,
            form,
            identity_key: identity_of(&alice),
            bob: identity_of(&bob),
            ephemeral_key: text(&pair("private", &ephemeral), "x25519"),
            ad: text(&agreed, "ad"),
            root_key: text(&root, "root_key"),
            ratchet_key: text(&pair("private", &ratchet), "x25519"),
            signed_pre_key: signed,
            chain: RefCell::new(vec![text(&root, "chain_key")]),
            seed,
            ratchet,
        }
    }

    /// Bob, who can read all of it.
    pub(super) fn bob(talk: Talk) -> Talk {
        Self::bob_with(talk, json!({}))
    }

    /// Bob, with limits of his own.
    pub(super) fn bob_with(talk: Talk, more: Value) -> Talk {
        let keys = json!({
            "identity": BOB,
            "signed_pre_key": SIGNED,
            "pre_key_ids": [1],
            "pre_keys": [ONE_TIME],
            "pool": 1,
        });
        talk.party_with("bob", with(keys, more))
    }

    /// The key exchanges of these numbers can be read; their names are the numbers.
    pub(super) fn knows(&self, talk: Talk, numbers: &[u32]) -> Talk {
        numbers.iter().fold(talk, |talk, n| {
            let name = n.to_string();
            let plaintext = talk.plaintext(&name);
            let message = self.message(*n, *n, &plaintext);
            talk.knows(&name, json!(message), plaintext, true)
        })
    }

    /// A message that says another number than that of its key.
    pub(super) fn lies(&self, talk: Talk, name: &str, n: u32, key_of: u32) -> Talk {
        let plaintext = talk.plaintext(name);
        let message = self.message(n, key_of, &plaintext);
        talk.knows(name, json!(message), plaintext, true)
    }

    /// Alice's state once she has written so many messages.
    pub(super) fn saved(&self, sent: u32) -> String {
        Saved {
            form: self.form,
            seed: &self.seed,
            peer: "bob",
            peer_identity: &self.bob,
            is_initiator: true,
            confirmed: false,
            ephemeral_key: &self.ephemeral_key,
            root_key: &self.root_key,
            own: &self.ratchet,
            other: &self.signed_pre_key,
            sending: (&self.chain_key(sent), sent),
            receiving: None,
        }
        .state()
    }

    /// Bob's state in a session in which he has nearly come to the end of both chains.
    pub(super) fn saved_at_the_end(&self, sent: u32, received: u32) -> String {
        Saved {
            form: self.form,
            seed: BOB,
            peer: "alice",
            peer_identity: &self.identity_key,
            is_initiator: false,
            confirmed: true,
            ephemeral_key: &self.ephemeral_key,
            root_key: &self.root_key,
            own: SIGNED,
            other: &self.ratchet_key,
            sending: (&self.chain_key(0), sent),
            receiving: Some((&self.chain_key(0), received)),
        }
        .state()
    }

    fn message(&self, n: u32, key_of: u32, plaintext: &str) -> String {
        let format = self.form.name();
        let turn = self.play("omemo.kdf.chain", json!({ "chain_key": self.chain_key(key_of) }));
        let message_key = text(&turn, "message_key");
        let keys = self.play("omemo.kdf.message", json!({ "format": format, "message_key": message_key }));
        let encrypted = json!({ "format": format, "message_key": message_key, "plaintext": plaintext });
        let encrypted = self.play("omemo.material.encrypt", encrypted);
        let message = json!({
            "format": format,
            "ratchet_key": self.ratchet_key,
            "n": n,
            "pn": 0,
            "ciphertext": text(&encrypted, "ciphertext"),
            "ad": self.ad,
            "auth_key": text(&keys, "auth_key"),
        });
        let message = text(&self.play("omemo.message.encode", message), "message");
        let exchange = json!({
            "format": format,
            "pre_key_id": 1,
            "signed_pre_key_id": 1,
            "identity_key": self.identity_key,
            "ephemeral_key": self.ephemeral_key,
            "message": message,
        });
        text(&self.play("omemo.key_exchange.encode", exchange), "key_exchange")
    }

    /// The key that the chain has before message `n`.
    fn chain_key(&self, n: u32) -> String {
        let n = usize::try_from(n).expect("a chain of a case is short");
        let mut chain = self.chain.borrow_mut();
        while chain.len() <= n {
            let last = chain.last().expect("a chain begins with a key");
            let next = self.play("omemo.kdf.chain", json!({ "chain_key": last }));
            chain.push(text(&next, "chain_key"));
        }
        chain.get(n).expect("the chain is long enough").clone()
    }

    fn play(&self, op: &str, input: Value) -> Members {
        play(self.author, op, input, json!({}))
    }
}

fn play(author: &Author<'_>, op: &str, input: Value, draws: Value) -> Members {
    let (Value::Object(input), Value::Object(draws)) = (input, draws) else {
        unreachable!("both are written as objects")
    };
    author.play(op, &input, &draws).expect("the first flight is valid").0
}

fn text(members: &Members, name: &str) -> String {
    members.get(name).and_then(Value::as_str).expect("the output is bytes").to_owned()
}
