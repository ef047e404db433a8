//! Adapters that are broken in known ways, and the verdict that names each.
//!
//! | Adapter | What it does | What the runner must say |
//! |---|---|---|
//! | `accept-all` | accepts what the reference does not, with outputs of the right types | `differs`, for every case with a refusal |
//! | `reject-all` | rejects everything, and says that its codes mean nothing (level `outcome`) | `differs`, for every case that expects anything but a rejection |
//! | `except-all` | answers `error` to everything | `error`, for every case |
//! | `liar` | offers everything, accepts what the reference does, and makes its outputs up | `differs`, for every case that compares one |
//! | `crash` | ends at the first request of a case | `crash` |
//! | `hang` | never answers | `timeout` |
//! | `slow` | answers after the deadline | `timeout` |
//! | `garbage` | writes bytes that are no JSON | `protocol-violation` |
//! | `wrong-id` | answers requests that nobody made | `protocol-violation` |
//! | `banner` | greets people on standard output | set-up failed, with the banner quoted |
//! | `stderr-flood` | fills standard error before every answer | `as-expected`: that is harmless |
//!
//! The first four play every case of every protocol, because only some of their answers are wrong; so each of them
//! fails every protocol. What they get right must be as expected, where the case alone tells what is right. The
//! others break at any request, so that a few cases of each protocol do.

use std::collections::HashMap;
use std::time::Duration;

use clap::ValueEnum;

use super::outputs::made_up;
use super::play::{Played, options, play};
use crate::engine::{Options, SetupError};
use crate::event::{CaseResult, Verdict};
use crate::model::case::{ActorKind, Case, Step};
use crate::model::outcome::Expect;
use crate::model::suite::Suite;
use crate::select::word;

/// The deadline for adapters that miss it, short so that nobody waits. Nothing else is played under it.
pub(super) const DEADLINE: Duration = Duration::from_millis(300);
/// What the adapter that greets people says.
pub(super) const BANNER: &str = "Welcome to the broken adapter";
/// How many cases of a protocol an adapter gets that breaks at any request.
const SAMPLE: usize = 3;

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    AcceptAll,
    RejectAll,
    ExceptAll,
    Liar,
    Crash,
    Hang,
    Slow,
    Garbage,
    WrongId,
    Banner,
    StderrFlood,
}

/// What the runner said of a broken adapter, in one protocol.
#[derive(Clone, Debug)]
pub(crate) struct Diagnosis {
    pub(crate) mode: Mode,
    pub(crate) protocol: String,
    /// Cases played.
    pub(crate) cases: usize,
    /// Cases with the verdict that names the adapter.
    pub(crate) named: usize,
    /// The runner's words for the first of them.
    pub(crate) reason: String,
    /// Why this is not the diagnosis that it ought to be.
    pub(crate) problem: Option<String>,
}

impl Mode {
    /// As on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The verdict that names it; none when there is no run to have verdicts.
    pub(crate) fn verdict(self) -> Option<Verdict> {
        match self {
            Self::AcceptAll | Self::RejectAll | Self::Liar => Some(Verdict::Differs),
            Self::ExceptAll => Some(Verdict::Error),
            Self::Crash => Some(Verdict::Crash),
            Self::Hang | Self::Slow => Some(Verdict::Timeout),
            Self::Garbage | Self::WrongId => Some(Verdict::ProtocolViolation),
            Self::Banner => None,
            Self::StderrFlood => Some(Verdict::AsExpected),
        }
    }

    /// Whether it gets cases right, so that only all of them show what it is.
    fn plays_everything(self) -> bool {
        matches!(self, Self::AcceptAll | Self::RejectAll | Self::ExceptAll | Self::Liar)
    }

    fn options(self) -> Options {
        let timeout = if matches!(self, Self::Hang | Self::Slow) { DEADLINE } else { options().timeout };
        Options { timeout, ..options() }
    }

    /// The verdict that a case must have; `None` when that is left open.
    fn wanted(self, suite: &Suite, case: &Case) -> Option<Verdict> {
        let steps = peer_steps(case);
        let any = |test: &dyn Fn(&Step) -> bool| steps.iter().any(test);
        let (named, open) = match self {
            // Whatever is refused beside the expected message, such as a variant of it, is open.
            Self::AcceptAll => (any(&|step| !is_accepted(step)), true),
            Self::RejectAll => (any(&|step| !matches!(step.expect, Expect::Reject(_))), false),
            // What comes of a made-up value that is passed on and not compared is open.
            Self::Liar => (any(&|step| is_compared(suite, step)), any(&is_accepted)),
            _ => (true, false),
        };
        match (named, open) {
            (true, _) => self.verdict(),
            (false, true) => None,
            (false, false) => Some(Verdict::AsExpected),
        }
    }
}

/// Plays the cases of a protocol on a broken adapter.
pub(super) fn diagnose(mode: Mode, suite: &Suite) -> Diagnosis {
    let cases = if mode.plays_everything() { suite.cases().collect() } else { sample(suite) };
    let protocol = suite.protocols.first().map(|one| one.protocol.protocol.clone()).unwrap_or_default();
    let mut diagnosis =
        Diagnosis { mode, protocol, cases: cases.len(), named: 0, reason: String::new(), problem: None };
    let wanted: HashMap<&str, Option<Verdict>> =
        cases.iter().map(|case| (case.id.as_str(), mode.wanted(suite, case))).collect();
    match (play(suite, cases, &["broken", &mode.name()], mode.options()), mode) {
        (Err(why), Mode::Banner) => diagnosis.take_failure(&why),
        (Err(why), _) => diagnosis.problem = Some(why.message),
        (Ok(_), Mode::Banner) => diagnosis.problem = Some("the banner was taken for an answer".to_owned()),
        (Ok(played), _) => diagnosis.take(&played, &wanted),
    }
    diagnosis
}

impl Diagnosis {
    fn take_failure(&mut self, why: &SetupError) {
        self.named = self.cases;
        why.message.lines().next().unwrap_or_default().clone_into(&mut self.reason);
        if !why.message.contains(BANNER) {
            self.problem = Some(format!("the banner is not quoted: {}", self.reason));
        }
    }

    fn take(&mut self, played: &Played, wanted: &HashMap<&str, Option<Verdict>>) {
        let must = |result: &CaseResult| wanted.get(result.id.as_str()).copied().flatten();
        let named = |result: &&CaseResult| Some(result.verdict) == self.mode.verdict();
        self.named = played.results.iter().filter(named).count();
        self.reason =
            played.results.iter().find(named).map(|result| result.reason.clone()).unwrap_or_default();
        let wrong = played.results.iter().find_map(|result| {
            let verdict = must(result).filter(|verdict| *verdict != result.verdict)?;
            let (is, ought) = (word(&result.verdict), word(&verdict));
            Some(format!("{}: {is}, not {ought}: {}", result.id, result.reason))
        });
        let exit = u8::from(self.mode.verdict() != Some(Verdict::AsExpected));
        let ended = || {
            let stopped = played.end.stopped.as_deref().unwrap_or("to its end");
            format!("exit status {}, not {exit}; the run went {stopped}", played.end.exit)
        };
        self.problem = wrong.or_else(|| (played.end.exit != exit).then(ended));
    }
}

/// First, last and in between: cases that need nothing but the adapter.
fn sample(suite: &Suite) -> Vec<&Case> {
    let simple: Vec<&Case> = suite.cases().filter(|case| case.op.is_some() && case.check.is_none()).collect();
    let last = simple.len().saturating_sub(1);
    let mut places: Vec<usize> = (0..SAMPLE).map(|number| number * last / (SAMPLE - 1)).collect();
    places.dedup();
    places.into_iter().filter_map(|place| simple.get(place).copied()).collect()
}

/// The steps that the adapter plays.
fn peer_steps(case: &Case) -> Vec<Step> {
    let actors = case.to_actors();
    let mut steps = case.to_steps().unwrap_or_default();
    steps.retain(|step| actors.get(&step.actor) == Some(&ActorKind::Peer));
    steps
}

fn is_accepted(step: &Step) -> bool {
    matches!(step.expect, Expect::Accept(_))
}

/// Whether a step expects an output that is not the one that is made up.
fn is_compared(suite: &Suite, step: &Step) -> bool {
    let (Expect::Accept(listed), Some((_, operation))) = (&step.expect, suite.operation(&step.op)) else {
        return false;
    };
    // What is made up is new for each request, but for the types that have too few values.
    let outputs = made_up(operation, 0);
    listed.iter().any(|(name, value)| outputs.get(name) != Some(value))
}
