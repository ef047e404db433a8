//! `taut prove`: shows that the suite itself notices what it is there to notice.
//!
//! | Module | Shows that |
//! |---|---|
//! | [`faults`] | each rule of the reference, switched off, is caught by a case |
//! | [`negative`] | each negative case catches a rule |
//! | [`broken`] | each adapter that is broken in a known way gets the verdict that names it |
//!
//! | Module | Holds |
//! |---|---|
//! | [`rules`] | the rules that can be switched off |
//! | [`play`] | one run |
//! | [`adapter`], [`outputs`] | the broken adapters themselves: `taut broken NAME` |

mod adapter;
mod broken;
mod faults;
mod negative;
mod outputs;
mod play;
mod rules;

use crate::engine::SetupError;
use crate::model::suite::Suite;
use crate::pool;

pub(crate) use adapter::run as broken_adapter;
pub(crate) use broken::{Diagnosis, Mode};
pub(crate) use faults::Fault;
pub(crate) use negative::Negatives;
pub(crate) use rules::{Switch, switches};

/// What is to be shown.
pub(crate) struct Question<'a> {
    pub(crate) suite: &'a Suite,
    /// The rules to switch off, one after the other.
    pub(crate) rules: Vec<Switch>,
    /// Whether each negative case must catch a rule; that can be told only when all rules are switched off.
    pub(crate) negatives: bool,
    pub(crate) broken: Vec<Mode>,
}

/// What was shown.
pub(crate) struct Proof {
    /// What is wrong with the reference when no rule is switched off; if anything is, nothing else was tried.
    pub(crate) baseline: Vec<String>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) negatives: Option<Negatives>,
    pub(crate) diagnoses: Vec<Diagnosis>,
}

/// One run, or a few that belong together.
enum Task<'a> {
    Fault(&'a Suite, &'a Switch),
    Broken(&'a Suite, Mode),
}

/// What came of a task.
enum Done {
    Fault(Fault),
    Broken(Diagnosis),
}

/// Plays everything. `tick` is told how many of how many runs are done.
///
/// # Errors
/// When the reference cannot be started, or this build cannot switch rules off.
pub(crate) fn prove(
    question: &Question<'_>,
    tick: &(dyn Fn(usize, usize) + Sync),
) -> Result<Proof, SetupError> {
    if !question.rules.is_empty() {
        faults::check_build()?;
    }
    let suites: Vec<Suite> =
        question.suite.protocols.iter().map(|one| Suite { protocols: vec![one.clone()] }).collect();
    let mut proof =
        Proof { baseline: Vec::new(), faults: Vec::new(), negatives: None, diagnoses: Vec::new() };
    for suite in &suites {
        proof.baseline.extend(faults::baseline(suite)?);
    }
    if !proof.baseline.is_empty() {
        return Ok(proof);
    }
    let tasks = tasks(&suites, question);
    let results = pool::map(&tasks, Task::play, &|done| tick(done, tasks.len()));
    for done in results {
        match done? {
            Done::Fault(fault) => proof.faults.push(fault),
            Done::Broken(diagnosis) => proof.diagnoses.push(diagnosis),
        }
    }
    if question.negatives {
        proof.negatives = Some(negative::examine(&suites, &proof.faults)?);
    }
    Ok(proof)
}

fn tasks<'a>(suites: &'a [Suite], question: &'a Question<'_>) -> Vec<Task<'a>> {
    let mut tasks = Vec::new();
    for suite in suites {
        let of_suite = |switch: &&Switch| suite.protocols.iter().any(|one| switch.is_of(&one.protocol));
        tasks.extend(question.rules.iter().filter(of_suite).map(|switch| Task::Fault(suite, switch)));
    }
    for mode in &question.broken {
        tasks.extend(suites.iter().map(|suite| Task::Broken(suite, *mode)));
    }
    tasks
}

impl Task<'_> {
    fn play(&self) -> Result<Done, SetupError> {
        Ok(match self {
            Self::Fault(suite, switch) => Done::Fault(faults::without(suite, switch)?),
            Self::Broken(suite, mode) => Done::Broken(broken::diagnose(*mode, suite)),
        })
    }
}

impl Proof {
    /// Whether everything that was to be shown was shown.
    pub(crate) fn holds(&self) -> bool {
        self.baseline.is_empty()
            && self.faults.iter().all(Fault::is_caught)
            && self.negatives.as_ref().is_none_or(Negatives::hold)
            && self.diagnoses.iter().all(|one| one.problem.is_none())
    }
}
