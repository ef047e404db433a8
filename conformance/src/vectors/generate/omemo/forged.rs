//! Talks with an attacker who has a Party of his own: what he can send has a right MAC.

use serde_json::{Value, json};

use super::super::{DraftStep, step};
use super::talk::{Form, Talk, reference};

/// Mallory has begun a session with Bob.
pub(super) fn begun(form: Form, name: &str, about: &str, rules: &[&str]) -> Talk {
    Talk::new(form, &format!("party/{name}"), about, rules)
        .party("bob")
        .attacker("mallory")
        .starts("mallory", "bob")
}

/// Both have heard of each other: what Mallory sends next is the first message of a new chain.
pub(super) fn met(form: Form, name: &str, about: &str, rules: &[&str]) -> Talk {
    begun(form, name, about, rules)
        .exchanges("mallory", "bob", "hello")
        .reads("bob", "mallory", "hello")
        .writes("bob", "mallory", "answer")
        .reads("mallory", "bob", "answer")
}

/// What was refused has changed nothing.
pub(super) fn goes_on(talk: Talk) -> Talk {
    talk.writes("mallory", "bob", "next").reads("bob", "mallory", "next")
}

/// The same before Mallory has had an answer.
pub(super) fn exchanges_on(talk: Talk) -> Talk {
    talk.exchanges("mallory", "bob", "next").reads("bob", "mallory", "next")
}

/// The next message of Mallory's sending chain, made field by field.
pub(super) struct ByHand<'a> {
    pub(super) form: Form,
    pub(super) n: u8,
    pub(super) pn: u8,
    /// Numbers of the fields, in the order in which they stand.
    pub(super) order: [u8; 4],
    pub(super) name: &'a str,
    /// Whether the two halves of the associated data change places.
    pub(super) swapped: bool,
}

impl ByHand<'_> {
    /// Her own chain stays where it is.
    pub(super) fn make(&self, talk: Talk) -> Talk {
        let plaintext = talk.plaintext(self.name);
        let (key, ciphertext) = (reference("turn/message_key"), reference("ciphertext"));
        let ratchet_key = reference("ratchet key");
        let body: Vec<Value> =
            self.order.iter().flat_map(|field| self.field(*field, &ratchet_key, &ciphertext)).collect();
        let ad = if self.swapped { self.swapped_ad() } else { reference("secrets/ad") };
        let format = self.form.name();
        let encrypted = json!({ "format": format, "message_key": key, "plaintext": plaintext });
        let forged = json!({ "format": format, "message_key": key, "ad": ad, "body": { "$concat": body } });
        let private = reference("secrets/ratchet_private");
        let pair = json!({ "form": "private", "key": private });
        let chain = json!({ "chain_key": reference("secrets/sending_key") });
        talk.step(does("omemo.forge.reveal", json!({ "peer": "bob" })).save("secrets", ""))
            .step(does("omemo.key.pair", pair).save("ratchet key", "/x25519"))
            .step(does("omemo.kdf.chain", chain).save("turn", ""))
            .step(does("omemo.material.encrypt", encrypted).save("ciphertext", "/ciphertext"))
            .step(does("omemo.forge.message", forged).save(self.name, "/message"))
            .knows(self.name, reference(self.name), plaintext, false)
    }

    fn field(&self, field: u8, ratchet_key: &Value, ciphertext: &Value) -> Vec<Value> {
        let number = |value: u8| vec![json!(format!("{:02x}{value:02x}", field * 8))];
        match (self.form, field) {
            (Form::L, 1) => vec![json!("0a2105"), ratchet_key.clone()],
            (Form::L, 2) | (Form::T, 1) => number(self.n),
            (Form::L, 3) | (Form::T, 2) => number(self.pn),
            (Form::T, 3) => vec![json!("1a20"), ratchet_key.clone()],
            (Form::L, _) => vec![json!("2230"), ciphertext.clone()],
            (Form::T, _) => vec![json!("2240"), ciphertext.clone()],
        }
    }

    fn swapped_ad(&self) -> Value {
        let half = match self.form {
            Form::L => 33,
            Form::T => 32,
        };
        let ad = reference("secrets/ad");
        json!({ "$concat": [{ "$slice": [ad, half, 2 * half] }, { "$slice": [ad, 0, half] }] })
    }
}

fn does(op: &str, input: Value) -> DraftStep {
    step("mallory", op, input)
}
