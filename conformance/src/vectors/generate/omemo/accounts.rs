//! What scenarios of Managers are made of: devices of accounts in one format, told step by step.
//!
//! The case of L has the plain name, that of T has `-t` behind it. Every device has a seed that is an input, so its
//! identity key is known whatever an implementation draws.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, derive, scenario, step};
use super::talk::{Form, reference, with};
use crate::model::case::{BugClass, Severity};
use crate::model::outcome::Members;

pub(super) const ALICE: &str = "alice@example.org";
pub(super) const BOB: &str = "bob@example.org";
pub(super) const CAROL: &str = "carol@example.org";

/// When devices are made, in Unix milliseconds.
pub(super) const NOW: i64 = 1_700_000_000_000;

/// A scenario in the making.
pub(super) struct Accounts<'a> {
    pub(super) author: &'a Author<'a>,
    pub(super) form: Form,
    id: String,
    draft: Draft,
    steps: Vec<DraftStep>,
    devices: BTreeMap<String, Device>,
    /// Element -> its payload; none of an empty message.
    pub(super) payloads: BTreeMap<String, Option<String>>,
}

/// A device, by the name of its actor.
#[derive(Clone)]
pub(super) struct Device {
    pub(super) jid: String,
    pub(super) id: u32,
    pub(super) seed: String,
    pub(super) x25519: String,
    pub(super) ed25519: String,
}

/// The same scenario in both formats.
pub(super) fn both<'a>(
    author: &'a Author<'a>,
    name: &str,
    about: &str,
    rules: &[&str],
    tell: impl Fn(Accounts<'a>) -> Accounts<'a>,
) -> Vec<Draft> {
    [Form::L, Form::T].map(|form| tell(Accounts::new(author, form, name, about, rules)).done()).to_vec()
}

/// A scenario that there is in one format only.
pub(super) fn only<'a>(
    author: &'a Author<'a>,
    form: Form,
    name: &str,
    about: &str,
    rules: &[&str],
    tell: impl Fn(Accounts<'a>) -> Accounts<'a>,
) -> Vec<Draft> {
    vec![tell(Accounts::new(author, form, name, about, rules)).done()]
}

impl<'a> Accounts<'a> {
    fn new(author: &'a Author<'a>, form: Form, name: &str, about: &str, rules: &[&str]) -> Self {
        let id = form.id(name);
        Self {
            author,
            form,
            draft: scenario(&id).about(about).rules(rules).needs(form.feature()),
            id,
            steps: Vec::new(),
            devices: BTreeMap::new(),
            payloads: BTreeMap::new(),
        }
    }

    pub(super) fn source(self, lines: &str) -> Self {
        self.with(|draft| draft.source_ref(lines))
    }

    pub(super) fn needs(self, feature: &str) -> Self {
        self.with(|draft| draft.needs(feature))
    }

    /// The good case, of the same format, that this one differs from by one edit.
    pub(super) fn edit_of(self, name: &str) -> Self {
        let id = self.form.id(name);
        self.with(|draft| draft.edit_of(&id))
    }

    pub(super) fn bug(self, class: BugClass, severity: Severity) -> Self {
        self.with(|draft| draft.bug(class, severity))
    }

    /// An attacker without a device.
    pub(super) fn stranger(self, actor: &str) -> Self {
        self.with(|draft| draft.attacker(actor))
    }

    /// A device of an account.
    pub(super) fn device(self, actor: &str, jid: &str, id: u32) -> Self {
        self.device_with(actor, jid, id, json!({}))
    }

    /// A device, made as the caller says.
    pub(super) fn device_with(self, actor: &str, jid: &str, id: u32, more: Value) -> Self {
        self.made(actor, jid, id, more).with(|draft| draft.peer(actor))
    }

    /// A device that the attacker has made.
    pub(super) fn attacker(self, actor: &str, jid: &str, id: u32) -> Self {
        self.made(actor, jid, id, json!({})).with(|draft| draft.attacker(actor))
    }

    fn made(mut self, actor: &str, jid: &str, id: u32, more: Value) -> Self {
        let device = self.device_of(actor, jid, id);
        let usual =
            json!({ "jid": jid, "device_id": id, "formats": [self.form.name()], "identity": device.seed });
        let made = step(actor, "omemo.manager.new", with(usual, more)).now(NOW);
        self.devices.insert(actor.to_owned(), device);
        self.step(made.save(&bundle_of(actor), "/actions/0/2"))
    }

    fn device_of(&self, actor: &str, jid: &str, id: u32) -> Device {
        let seed = hex::encode(derive(&self.id, 0, actor, 32));
        let pair = self.play("omemo.key.pair", json!({ "form": "seed", "key": seed }), json!({}));
        let (x25519, ed25519) = (text(&pair, "x25519"), text(&pair, "ed25519"));
        Device { jid: jid.to_owned(), id, seed, x25519, ed25519 }
    }

    /// What people compare of a device.
    pub(super) fn fingerprint(&self, of: &str) -> String {
        let input = json!({ "x25519": self.of(of).x25519 });
        text(&self.play("omemo.key.fingerprint", input, json!({})), "fingerprint")
    }

    /// An actor whose steps are not of this frame.
    pub(super) fn peer(self, actor: &str) -> Self {
        self.with(|draft| draft.peer(actor))
    }

    /// A Party of the attacker, known as a device: what she writes is up to her.
    pub(super) fn party(mut self, actor: &str, jid: &str, id: u32) -> Self {
        let device = self.device_of(actor, jid, id);
        let input = json!({ "format": self.form.name(), "identity": device.seed, "pool": 1 });
        let made = step(actor, "omemo.party.new", input).now(NOW);
        let published = step(actor, "omemo.party.bundle", json!({})).save("keys", "");
        let xml = json!({
            "format": self.form.name(),
            "identity_key": reference("keys/identity_key"),
            "signed_pre_key_id": reference("keys/signed_pre_key_id"),
            "signed_pre_key": reference("keys/signed_pre_key"),
            "signature": reference("keys/signature"),
            "pre_key_ids": reference("keys/pre_key_ids"),
            "pre_keys": reference("keys/pre_keys"),
        });
        let written = step(actor, "omemo.bundle.write", xml).save(&bundle_of(actor), "/xml");
        self.devices.insert(actor.to_owned(), device);
        self.with(|draft| draft.attacker(actor)).step(made).step(published).step(written)
    }

    /// A Party of the attacker begins a session with a device.
    pub(super) fn begins(self, actor: &str, with: &str) -> Self {
        let parts = format!("parts of the bundle of {with}");
        let part = |name: &str| reference(&format!("{parts}/{name}"));
        let read = json!({ "format": self.form.name(), "xml": reference(&bundle_of(with)) });
        let start = json!({
            "peer": with,
            "identity_key": part("identity_key"),
            "signed_pre_key_id": part("signed_pre_key_id"),
            "signed_pre_key": part("signed_pre_key"),
            "signature": part("signature"),
            "pre_key_ids": part("pre_key_ids"),
            "pre_keys": part("pre_keys"),
        });
        self.step(step(actor, "omemo.bundle.read", read).save(&parts, "")).step(step(
            actor,
            "omemo.party.start",
            start,
        ))
    }

    /// Hears of the device list of an account.
    pub(super) fn hears(self, actor: &str, jid: &str, ids: &[u32]) -> Self {
        let heard = self.heard(actor, jid, self.list(ids, &json!([])));
        self.step(heard)
    }

    /// The step in which a device list arrives.
    pub(super) fn heard(&self, actor: &str, jid: &str, xml: impl Into<Value>) -> DraftStep {
        step(
            actor,
            "omemo.manager.devices",
            json!({ "format": self.form.name(), "jid": jid, "xml": xml.into() }),
        )
    }

    /// A device list in XML.
    pub(super) fn list(&self, ids: &[u32], labels: &Value) -> String {
        let mut input = json!({ "format": self.form.name(), "ids": ids });
        if *labels != json!([]) {
            input = with(input, json!({ "labels": labels }));
        }
        text(&self.play("omemo.devices.write", input, json!({})), "xml")
    }

    /// Gets the bundle of a device, as the server has it.
    pub(super) fn fetches(self, actor: &str, of: &str) -> Self {
        let Device { jid, id, .. } = self.of(of);
        let fetched = self.fetched(actor, &jid, id, reference(&bundle_of(of)));
        self.step(fetched)
    }

    /// The step in which a bundle arrives.
    pub(super) fn fetched(&self, actor: &str, jid: &str, id: u32, xml: impl Into<Value>) -> DraftStep {
        let input = json!({ "format": self.form.name(), "jid": jid, "device_id": id, "xml": xml.into() });
        step(actor, "omemo.manager.bundle", input)
    }

    /// Decides about the identity key of a device.
    pub(super) fn decides(self, actor: &str, of: &str, trust: &str) -> Self {
        let Device { jid, x25519, .. } = self.of(of);
        self.step(step(actor, "omemo.manager.trust", json!({ "jid": jid, "x25519": x25519, "trust": trust })))
    }

    /// Hears of one device, the only one of its account, fetches its bundle and trusts it.
    pub(super) fn knows(self, actor: &str, other: &str) -> Self {
        let Device { jid, id, .. } = self.of(other);
        self.hears(actor, &jid, &[id]).fetches(actor, other).decides(actor, other, "trusted")
    }

    /// Alice has a device 11, Bob 21; each knows and trusts the other.
    pub(super) fn met(self) -> Self {
        self.device("alice", ALICE, 11).device("bob", BOB, 21).knows("alice", "bob").knows("bob", "alice")
    }

    /// Alice has written to Bob, and has his answer: from here on nobody sends key exchanges.
    pub(super) fn confirmed(self) -> Self {
        self.met()
            .writes("alice", &[BOB], "first")
            .reads_new("bob", "alice", "first", "answer to first")
            .reads("alice", "bob", "answer to first")
    }

    /// A device, as its case knows it.
    pub(super) fn of(&self, actor: &str) -> Device {
        self.devices.get(actor).expect("the device was made before").clone()
    }

    /// The JID in a key of an element: L has none there.
    pub(super) fn jid_of_key(&self, jid: &str) -> String {
        match self.form {
            Form::L => String::new(),
            Form::T => jid.to_owned(),
        }
    }

    /// What the next step may draw, though it refuses: section 3.6.
    pub(super) fn drawn(&self) -> Value {
        json!({ "random": hex::encode(derive(&self.id, self.steps.len(), "random", 32)) })
    }

    /// Asks the reference for an operation without state.
    pub(super) fn play(&self, op: &str, input: Value, draws: Value) -> Members {
        let members = |value: Value| value.as_object().cloned().unwrap_or_default();
        let played = self.author.play(op, &members(input), &members(draws));
        played.expect("what a generator gives is right").0
    }

    pub(super) fn step(mut self, step: DraftStep) -> Self {
        self.steps.push(step);
        self
    }

    /// What upstream raised at the last step, and the code that fits.
    pub(super) fn upstream_refuses(self, code: &str, raised: &str) -> Self {
        self.change_last(|step| step.upstream(json!({ "reject": code, "raised": raised })))
    }

    /// What upstream makes of an element whose payload is another one than its sender's.
    pub(super) fn upstream_sees_payload(self) -> Self {
        let raised = match self.form {
            Form::L => "DecryptionFailed(Ciphertext decryption failed.)",
            Form::T => "DecryptionFailed(Authentication tag verification failed.)",
        };
        self.upstream_refuses("bad-payload", raised)
    }

    /// Upstream accepted the last step.
    pub(super) fn upstream_accepts(self) -> Self {
        self.change_last(|step| step.upstream(json!({ "accept": {} })))
    }

    /// Upstream ignored the last step.
    pub(super) fn upstream_ignores(self) -> Self {
        self.change_last(|step| step.upstream(json!({ "ignore": {} })))
    }

    /// Says more of the last step.
    pub(super) fn change_last(mut self, change: impl FnOnce(DraftStep) -> DraftStep) -> Self {
        if let Some(step) = self.steps.pop() {
            self.steps.push(change(step));
        }
        self
    }

    fn done(self) -> Draft {
        self.steps.into_iter().fold(self.draft, Draft::step)
    }

    fn with(self, change: impl FnOnce(Draft) -> Draft) -> Self {
        Self { draft: change(self.draft), ..self }
    }
}

/// What the bundle that a device publishes at its beginning is saved as.
pub(super) fn bundle_of(actor: &str) -> String {
    format!("bundle of {actor}")
}

pub(super) fn text(members: &Members, name: &str) -> String {
    members.get(name).and_then(Value::as_str).expect("the operation has this output").to_owned()
}
