//! What scenarios of Parties are made of: a talk in one format, told step by step.
//!
//! The case of L has the plain name, that of T has `-t` behind it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{Draft, derive, scenario, step};
use crate::model::case::{BugClass, Severity};

/// One of the two formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    L,
    T,
}

/// A scenario in the making.
pub(super) struct Talk {
    form: Form,
    draft: Draft,
    id: String,
    /// Message -> its plaintext, and whether it is a key exchange.
    written: BTreeMap<String, (String, bool)>,
}

/// The same talk in both formats.
pub(super) fn both(tell: impl Fn(Form) -> Talk) -> Vec<Draft> {
    [Form::L, Form::T].map(|form| tell(form).done()).to_vec()
}

impl Form {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::L => "legacy",
            Self::T => "omemo-2",
        }
    }

    pub(super) const fn feature(self) -> &'static str {
        match self {
            Self::L => "omemo-legacy",
            Self::T => "omemo-2",
        }
    }

    /// Key material with a payload has so many bytes.
    const fn material(self) -> usize {
        match self {
            Self::L => 32,
            Self::T => 48,
        }
    }

    /// The ID of a case.
    pub(super) fn id(self, name: &str) -> String {
        match self {
            Self::L => format!("omemo/{name}"),
            Self::T => format!("omemo/{name}-t"),
        }
    }
}

impl Talk {
    pub(super) fn new(form: Form, name: &str, about: &str, rules: &[&str]) -> Self {
        let id = form.id(name);
        let draft = scenario(&id).about(about).rules(rules).needs(form.feature());
        Self { form, draft, id, written: BTreeMap::new() }
    }

    pub(super) fn source(self, lines: &str) -> Self {
        self.with(|draft| draft.source_ref(lines))
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
        let made = step(actor, "omemo.party.new", json!({ "format": self.form.name(), "pool": 3 })).now(NOW);
        self.with(|draft| draft.peer(actor).step(made))
    }

    /// The first begins a session with the second, with a bundle fetched just now.
    pub(super) fn starts(self, actor: &str, peer: &str) -> Self {
        let bundle = format!("bundle of {peer} for {actor}");
        let part = |name: &str| json!({ "$ref": format!("{bundle}/{name}") });
        let input = json!({
            "peer": peer,
            "identity_key": part("identity_key"),
            "signed_pre_key_id": part("signed_pre_key_id"),
            "signed_pre_key": part("signed_pre_key"),
            "signature": part("signature"),
            "pre_key_ids": part("pre_key_ids"),
            "pre_keys": part("pre_keys"),
        });
        let fetched = step(peer, "omemo.party.bundle", json!({})).save(&bundle, "");
        self.with(|draft| draft.step(fetched).step(step(actor, "omemo.party.start", input)))
    }

    /// Writes a message, which is not a key exchange.
    pub(super) fn writes(self, actor: &str, peer: &str, name: &str) -> Self {
        self.encrypts(actor, peer, name, false)
    }

    /// Writes a message within a key exchange.
    pub(super) fn exchanges(self, actor: &str, peer: &str, name: &str) -> Self {
        self.encrypts(actor, peer, name, true)
    }

    fn encrypts(mut self, actor: &str, peer: &str, name: &str, key_exchange: bool) -> Self {
        let plaintext = hex::encode(derive(&self.id, 0, name, self.form.material()));
        let written = step(actor, "omemo.party.encrypt", json!({ "peer": peer, "plaintext": plaintext }))
            .accept(json!({ "key_exchange": key_exchange }))
            .save(name, "/message");
        self.written.insert(name.to_owned(), (plaintext, key_exchange));
        self.with(|draft| draft.step(written))
    }

    /// Reads a message that was written before.
    pub(super) fn reads(self, actor: &str, peer: &str, name: &str) -> Self {
        let (plaintext, key_exchange) = self.message(name);
        let read = decrypts(actor, peer, name, key_exchange).accept(json!({ "plaintext": plaintext }));
        self.with(|draft| draft.step(read))
    }

    /// Refuses a message that was written before.
    pub(super) fn refuses(self, actor: &str, peer: &str, name: &str, code: &str) -> Self {
        let (_, key_exchange) = self.message(name);
        self.with(|draft| draft.step(decrypts(actor, peer, name, key_exchange).reject(code)))
    }

    /// Drops all sessions with a peer.
    pub(super) fn forgets(self, actor: &str, peer: &str) -> Self {
        self.with(|draft| draft.step(step(actor, "omemo.party.forget", json!({ "peer": peer }))))
    }

    /// Has nobody to encrypt for.
    pub(super) fn cannot_write(self, actor: &str, peer: &str) -> Self {
        let input = json!({ "peer": peer, "plaintext": "00".repeat(self.form.material()) });
        self.with(|draft| draft.step(step(actor, "omemo.party.encrypt", input).reject("no-session")))
    }

    fn message(&self, name: &str) -> (String, bool) {
        self.written.get(name).expect("only what was written is read").clone()
    }

    fn done(self) -> Draft {
        self.draft
    }

    fn with(self, change: impl FnOnce(Draft) -> Draft) -> Self {
        Self { draft: change(self.draft), ..self }
    }
}

/// When Parties are made, in Unix milliseconds.
const NOW: i64 = 1_700_000_000_000;

fn decrypts(actor: &str, peer: &str, name: &str, key_exchange: bool) -> super::super::DraftStep {
    let input = json!({ "peer": peer, "message": reference(name), "key_exchange": key_exchange });
    step(actor, "omemo.party.decrypt", input)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": name })
}
