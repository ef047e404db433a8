//! Drafts of cases: what an author writes. [`Author::add`](super::Author::add) makes cases of them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::engine::matching::is_absent;
use crate::model::case::{ActorKind, Bug, BugClass, SUBJECT, Severity, SourceKind, Then, Tier};
use crate::model::derive::Derive;
use crate::model::outcome::{Codes, Empty, Expect};

/// A case in the making. The methods from [`Draft::accept`] on concern its last step.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(super) id: String,
    pub(super) about: String,
    pub(super) rules: Vec<String>,
    pub(super) kind: SourceKind,
    pub(super) reference: Option<String>,
    pub(super) edit_of: Option<String>,
    pub(super) bug: Option<Bug>,
    pub(super) tier: Tier,
    pub(super) needs: Vec<String>,
    /// Present in a scenario.
    pub(super) actors: Option<BTreeMap<String, ActorKind>>,
    pub(super) steps: Vec<DraftStep>,
    pub(super) check: Option<DraftCheck>,
}

/// A step in the making.
#[derive(Clone, Debug)]
pub(crate) struct DraftStep {
    pub(super) actor: String,
    pub(super) op: String,
    pub(super) input: Value,
    /// Where the author gives them; derived otherwise.
    pub(super) draws: Option<Value>,
    pub(super) now: Option<i64>,
    pub(super) wanted: Wanted,
    pub(super) save: BTreeMap<String, String>,
    pub(super) variants: Vec<(BTreeMap<String, String>, Wanted, Option<Then>)>,
    pub(super) derive: Option<Derive>,
    pub(super) upstream: Option<Value>,
}

/// An outcome that an author asks for.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    Accept(Value),
    Ignore,
    /// Accepted, with all outputs and intermediates as the reference gives them.
    Played,
    Reject(Codes),
}

/// How the reference reads back what a writer made.
#[derive(Clone, Debug)]
pub(super) struct DraftCheck {
    pub(super) op: String,
    pub(super) input: Value,
    pub(super) accept: Value,
}

/// Begins a case with one step; [`Draft::op`] says which.
pub(crate) fn case(id: &str) -> Draft {
    Draft {
        id: id.to_owned(),
        about: String::new(),
        rules: Vec::new(),
        kind: SourceKind::Generated,
        reference: None,
        edit_of: None,
        bug: None,
        tier: Tier::default(),
        needs: Vec::new(),
        actors: None,
        steps: Vec::new(),
        check: None,
    }
}

/// Begins a scenario.
pub(crate) fn scenario(id: &str) -> Draft {
    Draft { actors: Some(BTreeMap::new()), ..case(id) }
}

/// A step of a scenario. It expects to be accepted, until told otherwise.
pub(crate) fn step(actor: &str, op: &str, input: Value) -> DraftStep {
    DraftStep {
        actor: actor.to_owned(),
        op: op.to_owned(),
        input,
        draws: None,
        now: None,
        wanted: Wanted::Accept(Value::Object(serde_json::Map::new())),
        save: BTreeMap::new(),
        variants: Vec::new(),
        derive: None,
        upstream: None,
    }
}

impl Draft {
    pub(crate) fn about(mut self, text: &str) -> Self {
        text.clone_into(&mut self.about);
        self
    }

    pub(crate) fn rules(mut self, rules: &[&str]) -> Self {
        self.rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
        self
    }

    /// One edit of a case that goes back to a capture; `reference` is such as `sample 24; N 10`.
    pub(crate) fn edited(mut self, base: &str, reference: &str) -> Self {
        self.kind = SourceKind::EditedUpstream;
        self.edit_of(base).source_ref(reference)
    }

    /// One edit of a generated case.
    pub(crate) fn edit_of(mut self, base: &str) -> Self {
        self.edit_of = Some(base.to_owned());
        self
    }

    /// The measured behaviour that a generated case shows, such as `N 36`.
    pub(crate) fn source_ref(mut self, reference: &str) -> Self {
        self.reference = Some(reference.to_owned());
        self
    }

    pub(crate) fn bug(mut self, class: BugClass, severity: Severity) -> Self {
        self.bug = Some(Bug { class, severity });
        self
    }

    /// When it is played, if not with all others.
    pub(crate) fn tier(self, tier: Tier) -> Self {
        Self { tier, ..self }
    }

    pub(crate) fn needs(mut self, feature: &str) -> Self {
        self.needs.push(feature.to_owned());
        self
    }

    pub(crate) fn peer(self, name: &str) -> Self {
        self.actor(name, ActorKind::Peer)
    }

    pub(crate) fn attacker(self, name: &str) -> Self {
        self.actor(name, ActorKind::Attacker)
    }

    /// An actor of any kind.
    pub(crate) fn actor(mut self, name: &str, kind: ActorKind) -> Self {
        self.actors.get_or_insert_default().insert(name.to_owned(), kind);
        self
    }

    pub(crate) fn step(mut self, step: DraftStep) -> Self {
        self.steps.push(step);
        self
    }

    /// The only step of a case that is no scenario.
    pub(crate) fn op(self, op: &str, input: Value) -> Self {
        self.step(step(SUBJECT, op, input))
    }

    /// Has the reference read the output back with `op` and expects it to accept with these members.
    pub(crate) fn check(mut self, op: &str, input: Value, accept: Value) -> Self {
        self.check = Some(DraftCheck { op: op.to_owned(), input, accept });
        self
    }

    /// Leaves out an optional input.
    pub(crate) fn without(self, member: &str) -> Self {
        self.last(|mut step| {
            if let Some(members) = step.input.as_object_mut() {
                members.shift_remove(member);
            }
            step
        })
    }

    pub(crate) fn accept(self, members: Value) -> Self {
        self.last(|step| step.accept(members))
    }

    pub(crate) fn played(self) -> Self {
        self.last(DraftStep::played)
    }

    pub(crate) fn ignore(self) -> Self {
        self.last(DraftStep::ignore)
    }

    pub(crate) fn reject(self, code: &str) -> Self {
        self.last(|step| step.reject(code))
    }

    /// Refused with one of these, where the chapter leaves open which check comes first.
    pub(crate) fn reject_any(self, codes: &[&str]) -> Self {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        self.last(|step| DraftStep { wanted: Wanted::Reject(Codes::Any(codes)), ..step })
    }

    pub(crate) fn draws(self, draws: Value) -> Self {
        self.last(|step| step.draws(draws))
    }

    pub(crate) fn now(self, now: i64) -> Self {
        self.last(|step| step.now(now))
    }

    pub(crate) fn variant(self, when: &[(&str, &str)], wanted: Wanted) -> Self {
        self.last(|step| step.variant(when, wanted))
    }

    /// As [`Draft::variant`], and the strict reference cannot read what is written then.
    pub(crate) fn variant_unread(self, when: &[(&str, &str)], wanted: Wanted) -> Self {
        self.last(|step| step.variant_stop(when, wanted))
    }

    pub(crate) fn derive(self, derive: Derive) -> Self {
        self.last(|step| step.derive(derive))
    }

    pub(crate) fn upstream(self, outcome: Value) -> Self {
        self.last(|step| step.upstream(outcome))
    }

    /// A draft without a step is reported when it is added.
    fn last(mut self, change: impl FnOnce(DraftStep) -> DraftStep) -> Self {
        if let Some(step) = self.steps.pop() {
            self.steps.push(change(step));
        }
        self
    }
}

impl DraftStep {
    pub(crate) fn accept(self, members: Value) -> Self {
        Self { wanted: Wanted::Accept(members), ..self }
    }

    pub(crate) fn played(self) -> Self {
        Self { wanted: Wanted::Played, ..self }
    }

    pub(crate) fn ignore(self) -> Self {
        Self { wanted: Wanted::Ignore, ..self }
    }

    pub(crate) fn reject(self, code: &str) -> Self {
        Self { wanted: Wanted::reject(code), ..self }
    }

    pub(crate) fn draws(self, draws: Value) -> Self {
        Self { draws: Some(draws), ..self }
    }

    /// What the clock says, in Unix milliseconds.
    pub(crate) fn now(self, now: i64) -> Self {
        Self { now: Some(now), ..self }
    }

    /// Keeps a part of the accepted answer under a name.
    pub(crate) fn save(mut self, name: &str, pointer: &str) -> Self {
        self.save.insert(name.to_owned(), pointer.to_owned());
        self
    }

    /// What happens under declared, non-strict answers.
    pub(crate) fn variant(self, when: &[(&str, &str)], wanted: Wanted) -> Self {
        self.with_variant(when, wanted, None)
    }

    /// As [`DraftStep::variant`], and the rest of the scenario means nothing.
    pub(crate) fn variant_stop(self, when: &[(&str, &str)], wanted: Wanted) -> Self {
        self.with_variant(when, wanted, Some(Then::Stop))
    }

    fn with_variant(mut self, when: &[(&str, &str)], wanted: Wanted, then: Option<Then>) -> Self {
        let when = when.iter().map(|(choice, answer)| ((*choice).to_owned(), (*answer).to_owned())).collect();
        self.variants.push((when, wanted, then));
        self
    }

    /// Which changes of its message must not be accepted.
    pub(crate) fn derive(self, derive: Derive) -> Self {
        Self { derive: Some(derive), ..self }
    }

    /// Upstream's own outcome, with `raised` beside it if need be; members that are to be missing are left out of it.
    pub(crate) fn upstream(self, mut outcome: Value) -> Self {
        if let Some(members) = outcome.get_mut("accept").and_then(Value::as_object_mut) {
            members.retain(|_, value| !is_absent(value));
        }
        Self { upstream: Some(outcome), ..self }
    }
}

impl Wanted {
    pub(crate) fn reject(code: &str) -> Self {
        Self::Reject(Codes::One(code.to_owned()))
    }

    /// The outcome as it stands in a case; `None` when the reference has to be asked.
    pub(super) fn into_expect(self) -> Result<Option<Expect>, String> {
        match self {
            Self::Accept(Value::Object(members)) => Ok(Some(Expect::Accept(members))),
            Self::Accept(other) => Err(format!("`{other}` is no object")),
            Self::Ignore => Ok(Some(Expect::Ignore(Empty {}))),
            Self::Played => Ok(None),
            Self::Reject(codes) => Ok(Some(Expect::Reject(codes))),
        }
    }
}
