//! `taut findings`: what an implementation has shown of itself, worst first.

use anyhow::{Result, anyhow};
use clap::Args;

use super::subject::{Subject, reference};
use super::{SET_UP, expect, print};
use crate::engine::{self, Plan};
use crate::event::{Event, Start};
use crate::gate::Gate;
use crate::report::findings::{self, Findings};
use crate::report::paint::Paint;
use crate::select::Selection;

/// List the weaknesses that an implementation shows, worst first
///
/// Declared answers that are not strict, limits of the protocol, and failures
/// that nothing announces. Without an implementation, the built-in reference.
#[derive(Args, Debug)]
#[command(after_help = "Exit status:
  0  the run could be made, whatever it found
  2  usage, or a case file that is not valid
  3  set-up failed, no hello, or too many restarts
  4  no case was selected

Examples:
  taut findings --impl stringphone-upstream
  taut findings --bug forgery -- ./my-adapter")]
pub(super) struct FindingsArgs {
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    selection: Selection,
    /// Machine-readable, with every case
    #[arg(long)]
    json: bool,
}

pub(super) fn command(args: &FindingsArgs, paint: Paint) -> Result<u8> {
    let suite = args.selection.suite()?;
    let plan = Plan {
        suite: &suite,
        cases: args.selection.select(&suite)?,
        subject: args.subject.prepare()?,
        helper: reference(&["--attacker"])?,
        implementation: args.subject.name.clone(),
        options: args.subject.options(),
    };
    let mut start: Option<Box<Start>> = None;
    let mut results = Vec::new();
    let judge = expect::of_the_known(&args.subject, &args.selection)?;
    let mut gate = Gate { judge, ..Gate::default() };
    let mut sink = |event: &Event| match event {
        Event::Start(event) => start = Some(event.clone()),
        Event::Case(result) => results.push((**result).clone()),
        Event::Note { .. } | Event::Complaint { .. } | Event::Baseline(_) | Event::End(_) => {}
    };
    let end = engine::run(&plan, &mut |event| gate.pass(event, &mut sink))?;
    let start = start.ok_or_else(|| anyhow!("the run has no beginning"))?;
    let found = Findings::gather(&suite, start.hello, &results);
    let text = if args.json {
        serde_json::to_string_pretty(&found)? + "\n"
    } else {
        findings::text(&found, &args.subject.again(), paint)
    };
    print(&text)?;
    Ok(if end.exit == SET_UP { SET_UP } else { 0 })
}
