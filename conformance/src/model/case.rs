//! Cases: a list of steps with expected outcomes. A case file holds one-step cases and scenarios.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::derive::Derive;
use super::outcome::{Expect, Members};

/// The actor of a case that has one step and names none.
pub(crate) const SUBJECT: &str = "subject";

/// One file of cases.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseFile {
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<String>,
    pub(crate) protocol: String,
    pub(crate) about: String,
    pub(crate) cases: Vec<Case>,
}

/// One case, as written. A one-step case has `op` and what belongs to it; a scenario has `actors` and `steps`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// `protocol/subject/name`
    pub(crate) id: String,
    pub(crate) about: String,
    pub(crate) rules: Vec<String>,
    pub(crate) source: Source,
    /// ID of the positive case that this one differs from by one edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) edit_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bug: Option<Bug>,
    #[serde(default, skip_serializing_if = "Tier::is_standard")]
    pub(crate) tier: Tier,
    /// Features without which the case cannot be played.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) needs: Vec<String>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) op: Option<String>,
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<Members>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) draws: Option<Members>,
    /// Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) now: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) intermediate: Option<Members>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expect: Option<Expect>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) variants: Vec<Variant>,
    /// Which changes of its message must not be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) derive: Option<Derive>,
    /// Upstream's own outcome (`Answered`), with `raised` as free text beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) upstream: Option<Members>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) check: Option<Check>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) actors: Option<BTreeMap<String, ActorKind>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) steps: Option<Vec<Step>>,
}

/// One step of a scenario, or the only step of a one-step case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) actor: String,
    pub(crate) op: String,
    #[serde(rename = "in", default, skip_serializing_if = "Members::is_empty")]
    pub(crate) input: Members,
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub(crate) draws: Members,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) now: Option<i64>,
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub(crate) intermediate: Members,
    pub(crate) expect: Expect,
    /// Name to keep -> JSON pointer into the accepted answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) save: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) variants: Vec<Variant>,
    /// Which changes of its message must not be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) derive: Option<Derive>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) upstream: Option<Members>,
}

/// Where the case comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) kind: SourceKind,
    /// What was captured or measured, such as `sample 24; N 10`.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SourceKind {
    EditedUpstream,
    Generated,
    Upstream,
}

/// What kind of mistake the case shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bug {
    pub(crate) class: BugClass,
    pub(crate) severity: Severity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BugClass {
    AuthBypass,
    Confusion,
    DenialOfService,
    Disclosure,
    Downgrade,
    Forgery,
    Injection,
    Interop,
    Malleability,
    Replay,
    Robustness,
    StateCorruption,
}

/// Mildest first, so that sorting puts the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tier {
    Quick,
    #[default]
    Standard,
    Exhaustive,
}

impl Tier {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_standard(&self) -> bool {
        *self == Self::Standard
    }
}

/// The outcome under declared, non-strict answers. The first whose `when` holds applies.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    /// `choice` or `actor:choice` -> answer; all must hold.
    pub(crate) when: BTreeMap<String, String>,
    pub(crate) expect: Expect,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) then: Option<Then>,
}

/// What follows a step that a variant judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Then {
    /// The rest of the scenario means nothing under this answer.
    Stop,
}

/// What the reference does with the output of a writer: it must be able to read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    pub(crate) op: String,
    /// `{"$ref":"/message"}` points into the tested answer.
    #[serde(rename = "in")]
    pub(crate) input: Members,
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub(crate) draws: Members,
    pub(crate) expect: Expect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ActorKind {
    /// Forging operations of the reference, in a process of its own.
    Attacker,
    /// A scripted server, played by the runner.
    Http,
    /// Played by the implementation under test.
    Peer,
    /// Sockets, played by the runner.
    Raw,
}

impl ActorKind {
    /// Whether the runner itself plays it.
    pub(crate) fn is_built_in(self) -> bool {
        matches!(self, Self::Http | Self::Raw)
    }
}

impl Case {
    /// The steps, whichever way the case is written.
    ///
    /// # Errors
    /// What is missing, for a case that is neither a whole one-step case nor a whole scenario.
    pub(crate) fn to_steps(&self) -> Result<Vec<Step>, String> {
        self.check_shape()?;
        let Some(op) = &self.op else { return Ok(self.steps.clone().unwrap_or_default()) };
        let Some(expect) = &self.expect else { return Ok(Vec::new()) };
        Ok(vec![Step {
            actor: SUBJECT.to_owned(),
            op: op.clone(),
            input: self.input.clone().unwrap_or_default(),
            draws: self.draws.clone().unwrap_or_default(),
            now: self.now,
            intermediate: self.intermediate.clone().unwrap_or_default(),
            expect: expect.clone(),
            save: BTreeMap::new(),
            variants: self.variants.clone(),
            derive: self.derive.clone(),
            upstream: self.upstream.clone(),
        }])
    }

    /// Whether it is a whole one-step case or a whole scenario.
    ///
    /// # Errors
    /// What is missing, or too much.
    pub(crate) fn check_shape(&self) -> Result<(), String> {
        let why = match (&self.op, &self.steps) {
            (Some(_), None) if self.expect.is_none() => "a case with `op` needs `expect`",
            (None, Some(steps)) if steps.is_empty() => "`steps` is empty",
            (Some(_), Some(_)) => "a case has either `op` or `steps`, not both",
            (None, None) => "a case needs `op` or `steps`",
            (Some(_), None) | (None, Some(_)) => return Ok(()),
        };
        Err(why.to_owned())
    }

    /// Who does what, in order: actors and operations.
    pub(crate) fn turns(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.op.iter().map(|op| (SUBJECT, op.as_str()));
        own.chain(self.steps.iter().flatten().map(|step| (step.actor.as_str(), step.op.as_str())))
    }

    /// Actor -> kind; the one actor of a one-step case is a peer.
    pub(crate) fn to_actors(&self) -> BTreeMap<String, ActorKind> {
        self.actors.clone().unwrap_or_else(|| BTreeMap::from([(SUBJECT.to_owned(), ActorKind::Peer)]))
    }

    /// The part of the ID before the first slash.
    pub(crate) fn protocol(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }
}

/// Whether a value is an expression (`$ref`, `$concat`, `$slice`, `$xor`, `$repeat`).
pub(crate) fn is_expression(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.len() == 1 && object.keys().all(|key| key.starts_with('$')))
}
