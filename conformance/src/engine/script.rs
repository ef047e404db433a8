//! A case, made ready to be played: each step with its operation and its player.

use std::collections::{BTreeMap, HashMap};

use super::SetupError;
use super::cast::{Cast, Placement, Player};
use crate::adapter::hello::Hello;
use crate::live;
use crate::model::case::{ActorKind, Case, Check, Step};
use crate::model::operation::{Operation, Protocol};
use crate::model::suite::Suite;

/// The operation that every adapter has, offered or not.
const ECHO: &str = "taut.echo";

/// A case whose every operation is known.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    pub(crate) case: &'a Case,
    pub(crate) protocol: &'a str,
    pub(crate) actors: BTreeMap<String, ActorKind>,
    pub(crate) steps: Vec<Planned<'a>>,
    pub(crate) check: Option<PlannedCheck<'a>>,
}

/// One step.
#[derive(Debug)]
pub(crate) struct Planned<'a> {
    pub(crate) step: Step,
    /// Of the operation.
    pub(crate) protocol: &'a Protocol,
    /// Of the case: the same, but for built-in actors.
    pub(crate) home: &'a Protocol,
    pub(crate) operation: &'a Operation,
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
        let known = suite.protocols.iter().map(|one| &one.protocol).chain(live::protocols());
        let rows = known.flat_map(|protocol| {
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
        let own = |step: &Step| Some(index.find(case, &step.op).ok()?.0).filter(|one| !live::is_one(one));
        let own = steps.iter().find_map(own);
        let steps = steps
            .into_iter()
            .map(|step| {
                let (protocol, operation) = index.find(case, &step.op)?;
                if !actors.contains_key(&step.actor) {
                    return Err(broken(case, &format!("`{}` is not among its actors", step.actor)));
                }
                Ok(Planned { step, protocol, home: own.unwrap_or(protocol), operation })
            })
            .collect::<Result<Vec<_>, SetupError>>()?;
        let check = case.check.as_ref().map(|check| {
            let (protocol, operation) = index.find(case, &check.op)?;
            Ok(PlannedCheck { check, protocol, operation })
        });
        let check = check.transpose()?;
        let protocol = steps.first().map(|planned| planned.home.protocol.as_str()).unwrap_or_default();
        Ok(Self { case, protocol, actors, steps, check })
    }

    /// Who plays whom.
    pub(crate) fn cast(&self, placement: Placement) -> Cast<'_> {
        Cast { actors: &self.actors, placement }
    }

    /// Whether the reference has a part in this placement.
    pub(crate) fn needs_helper(&self, placement: Placement) -> bool {
        let cast = self.cast(placement);
        self.check.is_some() || self.steps.iter().any(|one| cast.player(&one.step.actor) == Player::Helper)
    }

    /// What the case needs and the implementation does not offer.
    pub(crate) fn not_offered(&self, hello: &Hello) -> Option<String> {
        let feature = self.case.needs.iter().find(|feature| !hello.features.contains(*feature));
        if let Some(feature) = feature {
            return Some(format!("needs the feature `{feature}`"));
        }
        let cast = self.cast(Placement::All);
        let mut played =
            self.steps.iter().filter(|planned| cast.player(&planned.step.actor) == Player::Subject);
        let missing =
            played.find(|planned| planned.step.op != ECHO && !hello.ops.contains(&planned.step.op))?;
        Some(format!("needs the operation `{}`", missing.step.op))
    }
}

fn broken(case: &Case, why: &str) -> SetupError {
    SetupError { message: format!("the case {} cannot be played: {why}", case.id) }
}
