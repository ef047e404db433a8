//! `taut explain`: one case, played and corrected.

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::Args;

use super::subject::{Subject, reference};
use super::{SET_UP, expect, print};
use crate::engine::{self, Options, Plan};
use crate::event::{CaseResult, Event, Start};
use crate::explain::{self, Played};
use crate::gate::Gate;
use crate::report::human::Repeat;
use crate::report::paint::Paint;
use crate::select::{NothingSelected, Selection};

/// Play one case and explain what it shows
///
/// Without an implementation, the built-in reference plays it.
#[derive(Args, Debug)]
#[command(after_help = "Exit status:
  0  the case was played and explained, whatever the verdict
  2  usage, or a case file that is not valid
  3  set-up failed, or no hello
  4  there is no such case

Examples:
  taut explain stringphone/open/flip-nonce
  taut explain stringphone/open/flip-nonce -- python3 adapter.py")]
pub(super) struct ExplainArgs {
    /// ID of the case (see `taut list`)
    case: String,
    #[command(flatten)]
    subject: Subject,
    /// Cases from a folder shaped like vectors/, not the embedded ones
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
}

pub(super) fn command(args: &ExplainArgs, paint: Paint) -> Result<u8> {
    let selection =
        Selection { case: vec![args.case.clone()], cases: args.cases.clone(), ..Selection::default() };
    let suite = selection.suite()?;
    let Some(case) = suite.cases().find(|case| case.id == args.case) else {
        bail!(NothingSelected::unknown_case(&args.case, &suite));
    };
    let plan = Plan {
        suite: &suite,
        cases: vec![case],
        subject: args.subject.prepare()?,
        helper: reference(&["--attacker"])?,
        implementation: args.subject.name.clone(),
        options: Options { transcript: true, ..args.subject.options() },
    };
    let mut start: Option<Box<Start>> = None;
    let mut result: Option<Box<CaseResult>> = None;
    let judge = expect::of_the_known(&args.subject, &selection)?;
    let mut gate = Gate { judge, ..Gate::default() };
    let mut sink = |event: &Event| match event {
        Event::Start(event) => start = Some(event.clone()),
        Event::Case(event) => result = Some(event.clone()),
        Event::Note { .. } | Event::Complaint { .. } | Event::Baseline(_) | Event::End(_) => {}
    };
    let end = engine::run(&plan, &mut |event| gate.pass(event, &mut sink))?;
    let (start, result) = start.zip(result).ok_or_else(|| anyhow!("the case {} has no verdict", case.id))?;
    let played = Played { suite: &suite, case, hello: &start.hello, result: &result };
    print(&explain::text(played, &args.again(), paint))?;
    Ok(if end.exit == SET_UP { SET_UP } else { 0 })
}

impl ExplainArgs {
    /// The command that plays the case again, and the one that shows the lines to pipe by hand.
    fn again(&self) -> Vec<String> {
        let (mut flags, command) = self.subject.repeat();
        let mut own = Vec::new();
        if let Some(dir) = &self.cases {
            own.extend(["--cases".to_owned(), dir.display().to_string()]);
        }
        flags.extend(own.clone());
        let run = Repeat { flags, command }.command(&self.case);
        let show = [String::from("taut"), "show".to_owned(), self.case.clone(), "--requests".to_owned()];
        let show = shlex::try_join(show.iter().chain(&own).map(String::as_str)).unwrap_or_default();
        vec![run, show]
    }
}
