//! What devices of accounts write to each other, and read.

use serde_json::{Value, json};

use super::super::{DraftStep, step};
use super::accounts::{Accounts, NOW};
use super::talk::{Form, reference, with};

impl Accounts<'_> {
    /// Encrypts a payload, the bytes of its name.
    pub(super) fn writes(self, actor: &str, to: &[&str], name: &str) -> Self {
        self.sends(actor, to, name, &hex::encode(name))
    }

    /// The same, where more is said of the outcome.
    pub(super) fn writes_with(self, actor: &str, to: &[&str], name: &str, wanted: Value) -> Self {
        self.writes(actor, to, name).change_last(|written| written.accept(wanted))
    }

    /// Encrypts a payload.
    pub(super) fn sends(self, actor: &str, to: &[&str], name: &str, payload: &str) -> Self {
        let written = self.writing(actor, to, payload).save(name, "/xml");
        self.step(written).holds(name, Some(payload.to_owned()))
    }

    /// The step in which a payload is encrypted.
    pub(super) fn writing(&self, actor: &str, to: &[&str], payload: &str) -> DraftStep {
        step(
            actor,
            "omemo.manager.encrypt",
            json!({ "format": self.form.name(), "to": to, "payload": payload }),
        )
    }

    /// Cannot encrypt.
    pub(super) fn cannot_write(self, actor: &str, to: &[&str], code: &str) -> Self {
        let refused = self.writing(actor, to, "00").reject(code).draws(self.drawn());
        self.step(refused)
    }

    /// Reads an element of a device that is trusted.
    pub(super) fn reads(self, actor: &str, from: &str, name: &str) -> Self {
        self.reads_with(actor, from, name, json!({}))
    }

    /// The same, where more is said of the outcome.
    pub(super) fn reads_with(self, actor: &str, from: &str, name: &str, wanted: Value) -> Self {
        let read = self.reading(actor, from, name).accept(with(self.expected(from, name), wanted));
        self.step(read)
    }

    /// Reads the first element of a session, publishes its bundle and answers.
    pub(super) fn reads_new(mut self, actor: &str, from: &str, name: &str, answer: &str) -> Self {
        let any = json!({ "$any": true });
        let (format, jid) = (self.form.name(), self.of(from).jid);
        let actions = json!([["publish-bundle", format, any], ["send", format, jid, any]]);
        let wanted = with(self.expected(from, name), json!({ "actions": actions }));
        let read = self.reading(actor, from, name).accept(wanted).save(answer, "/actions/1/3");
        self.payloads.insert(answer.to_owned(), None);
        self.step(read)
    }

    pub(super) fn refuses(self, actor: &str, from: &str, name: &str, code: &str) -> Self {
        let refused = self.reading(actor, from, name).reject(code).draws(self.drawn());
        self.step(refused)
    }

    pub(super) fn ignores(self, actor: &str, from: &str, name: &str) -> Self {
        let ignored = self.reading(actor, from, name).ignore().draws(self.drawn());
        self.step(ignored)
    }

    /// What is answered when an element of a trusted device was read.
    pub(super) fn expected(&self, from: &str, name: &str) -> Value {
        let read = json!({ "device_id": self.of(from).id, "trust": "trusted" });
        match self.payloads.get(name).expect("only what was written is read") {
            Some(payload) => with(read, json!({ "payload": payload })),
            None => read,
        }
    }

    /// The step in which an element arrives.
    pub(super) fn reading(&self, actor: &str, from: &str, name: &str) -> DraftStep {
        let input = json!({ "format": self.form.name(), "jid": self.of(from).jid, "xml": reference(name) });
        step(actor, "omemo.manager.decrypt", input).now(NOW)
    }

    /// Takes an element apart and puts it together again, with other members. Null takes one out.
    pub(super) fn rewrites(mut self, actor: &str, of: &str, name: &str, change: Value) -> Self {
        let (parts, format) = (format!("parts for {name}"), self.form.name());
        let part = |name: &str| reference(&format!("{parts}/{name}"));
        let mut input = json!({
            "format": format,
            "sid": part("sid"),
            "keys": part("keys"),
            "iv": part("iv"),
            "payload": part("payload"),
        });
        if self.form == Form::T {
            input = with(input, json!({ "iv": null }));
        }
        let read = step(actor, "omemo.element.read", json!({ "format": format, "xml": reference(of) }));
        let written = step(actor, "omemo.element.write", with(input, change)).save(name, "/xml");
        let payload = self.payloads.get(of).cloned().flatten();
        self.payloads.insert(name.to_owned(), payload);
        self.step(read.save(&parts, "")).step(written)
    }

    /// An element that somebody has made, and what is read of it.
    pub(super) fn holds(mut self, name: &str, payload: Option<String>) -> Self {
        self.payloads.insert(name.to_owned(), payload);
        self
    }
}
