//! `taut report`: the reports of a run, made of its event stream afterwards.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::SET_UP;
use super::run::{Audience, Reports};
use crate::event::{Event, Start};
use crate::report::human::{Human, Repeat, Scene};
use crate::report::paint::{ColorFlag, Paint};
use crate::report::stream;
use crate::select::Selection;

/// Make the reports of a run from its event stream
///
/// A stream that was cut off, because `taut run` was killed or the disk was
/// full, is reported too: cases without a verdict are `not-run`.
#[derive(Args, Debug)]
#[command(after_help = "Exit status:
  that of the run; 3 when the stream is cut off or has no beginning, or a
  report was not written; 2 when it is no event stream

Examples:
  taut run --events run.jsonl -- ./adapter
  taut report run.jsonl --junit report.xml")]
pub(super) struct ReportArgs {
    /// What `taut run --events FILE` wrote; `-` is standard input
    #[arg(value_name = "EVENTS")]
    stream: PathBuf,
    /// Cases from a folder shaped like vectors/, not the embedded ones
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    #[command(flatten)]
    reports: Reports,
}

pub(super) fn command(args: &ReportArgs, color: ColorFlag) -> Result<u8> {
    let selection = Selection { cases: args.cases.clone(), ..Selection::default() };
    let suite = selection.suite()?;
    let events = args.events()?;
    let start = events.iter().find_map(|event| match event {
        Event::Start(start) => Some(&**start),
        _ => None,
    });
    let selected: BTreeSet<&String> = start.iter().flat_map(|start| &start.cases).collect();
    let (out, terminal) = args.reports.human()?;
    let scene = Scene {
        suite: &suite,
        cases: suite.cases().filter(|case| selected.contains(&case.id)).collect(),
        repeat: start.map(|start| repeat(start, args)).unwrap_or_default(),
        paint: Paint::new(color, terminal),
        bar: false,
    };
    let mut audience = Audience::new(args.reports.open()?);
    audience.add("the report", Box::new(Human::new(out, scene)));
    for event in &events {
        audience.event(event);
    }
    audience.finish(None);
    let exit = events.iter().rev().find_map(|event| match event {
        Event::End(end) => Some(end.exit),
        _ => None,
    });
    Ok(exit.map_or(SET_UP, |exit| audience.exit(exit)))
}

impl ReportArgs {
    fn events(&self) -> Result<Vec<Event>> {
        let name = self.stream.display().to_string();
        let input: Box<dyn BufRead> = if self.stream == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            let file = File::open(&self.stream).with_context(|| format!("cannot read {name}"))?;
            Box::new(BufReader::new(file))
        };
        stream::read(input, &name)
    }
}

/// As far as the stream knows how the run was started.
fn repeat(start: &Start, args: &ReportArgs) -> Repeat {
    let mut flags = Vec::new();
    if let Some(name) = &start.implementation {
        flags.extend(["--impl".to_owned(), name.clone()]);
    }
    if let Some(dir) = &args.cases {
        flags.extend(["--cases".to_owned(), dir.display().to_string()]);
    }
    if start.strict {
        flags.push("--strict".to_owned());
    }
    let command = if start.implementation.is_some() { Vec::new() } else { start.command.clone() };
    Repeat { flags, command }
}
