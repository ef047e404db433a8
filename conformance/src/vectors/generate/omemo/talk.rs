//! What scenarios of Parties are made of: a talk in one format, told step by step.
//!
//! The case of L has the plain name, that of T has `-t` behind it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub(super) use super::form::Form;

use super::super::{Draft, DraftStep, Wanted, derive, scenario, step};
use crate::model::case::{BugClass, Severity};

/// A scenario in the making.
pub(super) struct Talk {
    form: Form,
    draft: Draft,
    id: String,
    steps: Vec<DraftStep>,
    messages: BTreeMap<String, Message>,
    /// Plaintext of the message that was read or refused last.
    last: String,
}

#[derive(Clone)]
struct Message {
    value: Value,
    plaintext: String,
    key_exchange: bool,
}

/// When Parties are made, in Unix milliseconds.
pub(super) const NOW: i64 = 1_700_000_000_000;

/// The same talk in both formats.
pub(super) fn both(tell: impl Fn(Form) -> Talk) -> Vec<Draft> {
    [Form::L, Form::T].map(|form| tell(form).done()).to_vec()
}

/// A talk that there is in one format only.
pub(super) fn only(form: Form, tell: impl Fn(Form) -> Talk) -> Vec<Draft> {
    vec![tell(form).done()]
}

/// What was saved under a name, or a part of it.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": name })
}

/// `value` with the members of `more` in the place of its own; null takes one out.
pub(super) fn with(mut value: Value, more: Value) -> Value {
    if let (Some(members), Value::Object(more)) = (value.as_object_mut(), more) {
        for (name, member) in more {
            if member.is_null() {
                members.shift_remove(&name);
            } else {
                members.insert(name, member);
            }
        }
    }
    value
}

impl Talk {
    pub(super) fn new(form: Form, name: &str, about: &str, rules: &[&str]) -> Self {
        let id = form.id(name);
        let draft = scenario(&id).about(about).rules(rules).needs(form.feature());
        Self { form, draft, id, steps: Vec::new(), messages: BTreeMap::new(), last: String::new() }
    }

    pub(super) fn source(self, lines: &str) -> Self {
        self.with(|draft| draft.source_ref(lines))
    }

    pub(super) fn needs(self, feature: &str) -> Self {
        self.with(|draft| draft.needs(feature))
    }

    pub(super) fn bug(self, class: BugClass, severity: Severity) -> Self {
        self.with(|draft| draft.bug(class, severity))
    }

    /// The good case, of the same format, that this one differs from by one edit.
    pub(super) fn edit_of(self, name: &str) -> Self {
        let id = self.form.id(name);
        self.with(|draft| draft.edit_of(&id))
    }

    /// A Party with few one-time prekeys.
    pub(super) fn party(self, actor: &str) -> Self {
        self.party_with(actor, json!({}))
    }

    /// A Party, made as the caller says.
    pub(super) fn party_with(self, actor: &str, more: Value) -> Self {
        let made = self.new_party(actor, more);
        self.with(|draft| draft.peer(actor)).step(made)
    }

    /// A Party of the attacker.
    pub(super) fn attacker(self, actor: &str) -> Self {
        self.attacker_with(actor, json!({}))
    }

    /// A Party of the attacker, made as the caller says.
    pub(super) fn attacker_with(self, actor: &str, more: Value) -> Self {
        let made = self.new_party(actor, more);
        self.with(|draft| draft.attacker(actor)).step(made)
    }

    /// An attacker without a Party.
    pub(super) fn stranger(self, actor: &str) -> Self {
        self.with(|draft| draft.attacker(actor))
    }

    /// Goes on out of a saved state.
    pub(super) fn restored(self, actor: &str, state: impl Into<Value>) -> Self {
        self.step(step(actor, "omemo.party.restore", json!({ "state": state.into() })))
    }

    /// Saves its state under a name.
    pub(super) fn saves(self, actor: &str, name: &str) -> Self {
        self.step(step(actor, "omemo.party.save", json!({})).save(name, "/state"))
    }

    fn new_party(&self, actor: &str, more: Value) -> DraftStep {
        let usual = json!({ "format": self.form.name(), "pool": 3 });
        step(actor, "omemo.party.new", with(usual, more)).now(NOW)
    }

    /// The first begins a session with the second, with a bundle fetched just now.
    pub(super) fn starts(self, actor: &str, peer: &str) -> Self {
        let bundle = format!("bundle of {peer} for {actor}");
        self.publishes(peer, &bundle).starts_from(actor, peer, &bundle, json!({}))
    }

    /// Gives its bundle.
    pub(super) fn publishes(self, actor: &str, bundle: &str) -> Self {
        self.step(step(actor, "omemo.party.bundle", json!({})).save(bundle, ""))
    }

    /// Begins a session with a bundle, or with what became of it.
    pub(super) fn starts_from(self, actor: &str, peer: &str, bundle: &str, change: Value) -> Self {
        let part = |name: &str| reference(&format!("{bundle}/{name}"));
        let input = json!({
            "peer": peer,
            "identity_key": part("identity_key"),
            "signed_pre_key_id": part("signed_pre_key_id"),
            "signed_pre_key": part("signed_pre_key"),
            "signature": part("signature"),
            "pre_key_ids": part("pre_key_ids"),
            "pre_keys": part("pre_keys"),
        });
        self.step(step(actor, "omemo.party.start", with(input, change)))
    }

    /// Writes a message, which is not a key exchange.
    pub(super) fn writes(self, actor: &str, peer: &str, name: &str) -> Self {
        self.encrypts(actor, peer, name, false)
    }

    /// Writes a message within a key exchange.
    pub(super) fn exchanges(self, actor: &str, peer: &str, name: &str) -> Self {
        self.encrypts(actor, peer, name, true)
    }

    fn encrypts(self, actor: &str, peer: &str, name: &str, key_exchange: bool) -> Self {
        let plaintext = self.plaintext(name);
        let written = step(actor, "omemo.party.encrypt", json!({ "peer": peer, "plaintext": plaintext }))
            .accept(json!({ "key_exchange": key_exchange }))
            .save(name, "/message");
        self.step(written).knows(name, reference(name), plaintext, key_exchange)
    }

    /// The attacker's next message, with faults under its MAC.
    pub(super) fn forges(self, actor: &str, peer: &str, name: &str, faults: Value) -> Self {
        self.forges_as(actor, peer, name, faults, false)
    }

    /// The same within a key exchange.
    pub(super) fn forges_exchange(self, actor: &str, peer: &str, name: &str, faults: Value) -> Self {
        self.forges_as(actor, peer, name, faults, true)
    }

    fn forges_as(self, actor: &str, peer: &str, name: &str, faults: Value, key_exchange: bool) -> Self {
        let plaintext = self.plaintext(name);
        let input = with(json!({ "peer": peer, "plaintext": plaintext }), faults);
        let forged = step(actor, "omemo.forge.encrypt", input)
            .accept(json!({ "key_exchange": key_exchange }))
            .save(name, "/message");
        self.step(forged).knows(name, reference(name), plaintext, key_exchange)
    }

    /// The attacker puts the message of a key exchange into another wrapper.
    pub(super) fn rewraps(self, actor: &str, of: &str, name: &str, change: Value) -> Self {
        let Message { value, plaintext, .. } = self.message(of);
        let (format, parts) = (self.form.name(), format!("parts for {name}"));
        let part = |name: &str| reference(&format!("{parts}/{name}"));
        let read = json!({ "format": format, "key_exchange": value });
        let read = step(actor, "omemo.key_exchange.decode", read).save(&parts, "");
        let fields = json!({
            "format": format,
            "pre_key_id": part("pre_key_id"),
            "signed_pre_key_id": part("signed_pre_key_id"),
            "identity_key": part("identity_key"),
            "ephemeral_key": self.form.wire(part("ephemeral_key")),
            "message": part("message"),
        });
        let wrapped = step(actor, "omemo.forge.exchange", with(fields, change)).save(name, "/key_exchange");
        self.step(read).step(wrapped).knows(name, reference(name), plaintext, true)
    }

    /// A message that is in no answer: its bytes, what is in it, whether it is a key exchange.
    pub(super) fn knows(
        mut self,
        name: &str,
        value: Value,
        plaintext: impl Into<String>,
        key_exchange: bool,
    ) -> Self {
        self.messages.insert(name.to_owned(), Message { value, plaintext: plaintext.into(), key_exchange });
        self
    }

    /// A message that another one becomes on the way.
    pub(super) fn becomes(self, of: &str, name: &str, change: impl FnOnce(Value) -> Value) -> Self {
        let Message { value, plaintext, key_exchange } = self.message(of);
        self.knows(name, change(value), plaintext, key_exchange)
    }

    /// Reads a message.
    pub(super) fn reads(self, actor: &str, peer: &str, name: &str) -> Self {
        let plaintext = self.message(name).plaintext;
        self.decrypts(actor, peer, name, |read| read.accept(json!({ "plaintext": plaintext })))
    }

    /// Refuses a message.
    pub(super) fn refuses(self, actor: &str, peer: &str, name: &str, code: &str) -> Self {
        self.decrypts(actor, peer, name, |read| read.reject(code)).drawn()
    }

    /// The session that the last step would begin is refused.
    pub(super) fn not_begun(self, code: &str) -> Self {
        self.change_last(|step| step.reject(code)).drawn()
    }

    /// Random bytes for a step that is refused: whoever draws before his checks must be able to come to them.
    fn drawn(self) -> Self {
        let (id, place) = (self.id.clone(), self.steps.len());
        let bytes = |name: &str, size| hex::encode(derive(&id, place, name, size));
        self.change_last(|step| {
            let draws = match step.op.as_str() {
                "omemo.party.start" => json!({
                    "choice": bytes("choice", 8),
                    "ephemeral": bytes("ephemeral", 32),
                    "ratchet": bytes("ratchet", 32),
                }),
                _ => json!({ "ratchet": bytes("ratchet", 32) }),
            };
            step.draws(draws)
        })
    }

    fn decrypts(
        mut self,
        actor: &str,
        peer: &str,
        name: &str,
        wanted: impl FnOnce(DraftStep) -> DraftStep,
    ) -> Self {
        let Message { value, plaintext, key_exchange } = self.message(name);
        self.last = plaintext;
        let input = json!({ "peer": peer, "message": value, "key_exchange": key_exchange });
        self.step(wanted(step(actor, "omemo.party.decrypt", input)))
    }

    /// Drops all sessions with a peer.
    pub(super) fn forgets(self, actor: &str, peer: &str) -> Self {
        self.step(step(actor, "omemo.party.forget", json!({ "peer": peer })))
    }

    /// Cannot encrypt for this peer.
    pub(super) fn cannot_write(self, actor: &str, peer: &str, code: &str) -> Self {
        let input = json!({ "peer": peer, "plaintext": "00".repeat(self.form.material()) });
        self.step(step(actor, "omemo.party.encrypt", input).reject(code))
    }

    pub(super) fn step(mut self, step: DraftStep) -> Self {
        self.steps.push(step);
        self
    }

    /// The last step has another outcome under these answers.
    pub(super) fn under(self, when: &[(&str, &str)], wanted: Wanted) -> Self {
        self.change_last(|step| step.variant(when, wanted))
    }

    /// Under these answers the last step refuses with another code.
    pub(super) fn refused_under(self, when: &[(&str, &str)], code: &str) -> Self {
        self.under(when, Wanted::reject(code))
    }

    /// Under these answers the message of the last step is read; the talk goes on.
    pub(super) fn read_under(self, when: &[(&str, &str)]) -> Self {
        let plaintext = json!({ "plaintext": self.last });
        self.under(when, Wanted::Accept(plaintext))
    }

    /// Under these answers the last step refuses, and what follows means nothing.
    pub(super) fn lost_under(self, when: &[(&str, &str)], code: &str) -> Self {
        self.change_last(|step| step.variant_stop(when, Wanted::reject(code)))
    }

    /// Under these answers the last step is accepted, and what follows means nothing.
    pub(super) fn ended_under(self, when: &[(&str, &str)]) -> Self {
        let read = json!({ "plaintext": self.last });
        self.change_last(|step| {
            let accepted = if step.op == "omemo.party.decrypt" { read } else { json!({}) };
            step.variant_stop(when, Wanted::Accept(accepted))
        })
    }

    /// What upstream raised at the last step, and the code that fits.
    pub(super) fn upstream_refuses(self, code: &str, raised: &str) -> Self {
        self.change_last(|step| step.upstream(json!({ "reject": code, "raised": raised })))
    }

    /// What upstream raised at the last step without announcing it.
    pub(super) fn upstream_fails(self, raised: &str) -> Self {
        self.change_last(|step| step.upstream(json!({ "error": raised })))
    }

    /// Upstream accepted the last step.
    pub(super) fn upstream_accepts(self) -> Self {
        let read = json!({ "plaintext": self.last });
        self.change_last(|step| {
            let accepted = if step.op == "omemo.party.decrypt" { read } else { json!({}) };
            step.upstream(json!({ "accept": accepted }))
        })
    }

    pub(super) fn change_last(mut self, change: impl FnOnce(DraftStep) -> DraftStep) -> Self {
        if let Some(step) = self.steps.pop() {
            self.steps.push(change(step));
        }
        self
    }

    /// Key material, another one under every name.
    pub(super) fn plaintext(&self, name: &str) -> String {
        hex::encode(derive(&self.id, 0, name, self.form.material()))
    }

    fn message(&self, name: &str) -> Message {
        self.messages.get(name).expect("only what was written is read").clone()
    }

    pub(super) fn done(self) -> Draft {
        self.steps.into_iter().fold(self.draft, Draft::step)
    }

    fn with(self, change: impl FnOnce(Draft) -> Draft) -> Self {
        Self { draft: change(self.draft), ..self }
    }
}
