//! A case, made ready to be played: each step with its operation and its player.

use std::collections::{BTreeMap, HashMap};

use super::SetupError;
use crate::adapter::hello::Hello;
use crate::model::case::{ActorKind, Case, Check, Step};
use crate::model::operation::{Operation, Protocol};
use crate::model::suite::Suite;

/// The operation that every adapter has, offered or not.
const ECHO: &str = "taut.echo";

/// Who plays a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Player {
    /// The built-in reference, in its own process.
    Helper,
    /// The implementation under test.
    Subject,
}

/// A case whose every operation is known.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    pub(crate) case: &'a Case,
    pub(crate) protocol: &'a str,
    pub(crate) actors: BTreeMap<String, ActorKind>,
    pub(crate) steps: Vec<Planned<'a>>,
    pub(crate) check: Option<PlannedCheck<'a>>,
    pub(crate) needs_helper: bool,
}

/// One step.
#[derive(Debug)]
pub(crate) struct Planned<'a> {
    pub(crate) step: Step,
    pub(crate) protocol: &'a Protocol,
    pub(crate) operation: &'a Operation,
    pub(crate) player: Player,
}

/// What the reference does with the output of the only step.
#[derive(Debug)]
pub(crate) struct PlannedCheck<'a> {
    pub(crate) check: &'a Check,
    pub(crate) protocol: &'a Protocol,
    pub(crate) operation: &'a Operation,
}

/// Finds operations by name.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    operations: HashMap<&'a str, (&'a Protocol, &'a Operation)>,
}

impl<'a> Index<'a> {
    pub(crate) fn of(suite: &'a Suite) -> Self {
        let rows = suite.protocols.iter().map(|one| &one.protocol).flat_map(|protocol| {
            protocol.operations.iter().map(move |operation| (operation.name.as_str(), (protocol, operation)))
        });
        Self { operations: rows.collect() }
    }

    fn find(&self, case: &Case, op: &str) -> Result<(&'a Protocol, &'a Operation), SetupError> {
        self.operations.get(op).copied().ok_or_else(|| {
            broken(
                case,
                &format!("the operation `{op}` is in no operations.json of the suite; mend its name"),
            )
        })
    }
}

impl<'a> Script<'a> {
    /// Resolves every name in a case.
    ///
    /// # Errors
    /// What in the case file is wrong.
    pub(crate) fn new(case: &'a Case, index: &Index<'a>) -> Result<Self, SetupError> {
        let actors = case.to_actors();
        let steps = case.to_steps().map_err(|why| broken(case, &why))?;
        let steps = steps
            .into_iter()
            .map(|step| {
                let (protocol, operation) = index.find(case, &step.op)?;
                let player = match actors.get(&step.actor) {
                    Some(ActorKind::Attacker) => Player::Helper,
                    Some(ActorKind::Peer) => Player::Subject,
                    None => return Err(broken(case, &format!("`{}` is not among its actors", step.actor))),
                };
                Ok(Planned { step, protocol, operation, player })
            })
            .collect::<Result<Vec<_>, SetupError>>()?;
        let check = case.check.as_ref().map(|check| {
            let (protocol, operation) = index.find(case, &check.op)?;
            Ok(PlannedCheck { check, protocol, operation })
        });
        let check = check.transpose()?;
        let protocol = steps.first().map(|planned| planned.protocol.protocol.as_str()).unwrap_or_default();
        let needs_helper = check.is_some() || steps.iter().any(|planned| planned.player == Player::Helper);
        Ok(Self { case, protocol, actors, steps, check, needs_helper })
    }

    /// What the case needs and the implementation does not offer.
    pub(crate) fn not_offered(&self, hello: &Hello) -> Option<String> {
        let feature = self.case.needs.iter().find(|feature| !hello.features.contains(*feature));
        if let Some(feature) = feature {
            return Some(format!("needs the feature `{feature}`"));
        }
        let mut played = self.steps.iter().filter(|planned| planned.player == Player::Subject);
        let missing =
            played.find(|planned| planned.step.op != ECHO && !hello.ops.contains(&planned.step.op))?;
        Some(format!("needs the operation `{}`", missing.step.op))
    }
}

fn broken(case: &Case, why: &str) -> SetupError {
    SetupError { message: format!("the case {} cannot be played: {why}", case.id) }
}
