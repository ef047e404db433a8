//! `taut vectors`: hands the command the reference, and a way to run an implementation.

use anyhow::{Result, bail};

use super::subject;
use crate::engine::{self, Options, Plan};
use crate::event::{CaseResult, Event, HelloInfo};
use crate::model::outcome::Members;
use crate::model::suite::Suite;
use crate::reference;
use crate::registry::Registry;
use crate::vectors::generate::{Play, Played};
use crate::vectors::{self, Args, Ran, Tools};

pub(super) fn command(args: &Args) -> Result<u8> {
    vectors::command(args, &Tools { play: &Reference, run: &run })
}

/// The built-in reference, in process.
struct Reference;

impl Play for Reference {
    fn play(&self, op: &str, input: &Members, draws: &Members, now: Option<i64>) -> Played {
        let answer = reference::play(op, input, draws, now);
        Played { outcome: answer.outcome, intermediate: answer.intermediate }
    }
}

/// Plays every case of the suite on a known implementation.
fn run(name: &str, suite: &Suite) -> Result<Ran> {
    let registry = Registry::load(None)?;
    let plan = Plan {
        suite,
        cases: suite.cases().collect(),
        subject: registry.set_up(name, registry.find(name)?)?,
        helper: subject::reference(&["--attacker"])?,
        implementation: Some(name.to_owned()),
        options: Options::default(),
    };
    let mut hello = HelloInfo::default();
    let mut results: Vec<CaseResult> = Vec::new();
    let end = engine::run(&plan, &mut |event| match event {
        Event::Start(start) => hello = start.hello,
        Event::Case(result) => results.push(*result),
        Event::Note { text } => super::remark(&text),
        Event::Complaint { .. } | Event::Baseline(_) | Event::End(_) => {}
    })?;
    match end.stopped {
        Some(why) => bail!("the run ended early: {why}"),
        None => Ok(Ran { hello, results }),
    }
}
