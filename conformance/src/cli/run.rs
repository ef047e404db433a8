//! `taut run`: plays the selected cases and reports them.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::subject::{Subject, reference};
use super::{SET_UP, expect, remark, stale};
use crate::baseline::Baseline;
use crate::engine::interrupt::{self, Interrupt};
use crate::engine::{self, Options, Plan, SetupError};
use crate::event::{End, Event};
use crate::gate::Gate;
use crate::report::Report;
use crate::report::events::EventLog;
use crate::report::human::{Human, Repeat, Scene};
use crate::report::json::JsonReport;
use crate::report::junit::JunitReport;
use crate::report::paint::{ColorFlag, Paint};
use crate::select::{Selection, word};

/// Run an implementation against the cases
///
/// Without an implementation, the built-in reference runs, as a subprocess.
#[derive(Args, Debug)]
#[command(after_help = "Exit status:
  0  every case is as expected (findings included, unless --strict; known
     differences, too)
  1  a case differs (with --baseline: newly), an expectation no longer
     applies, or fewer cases ran than a floor asks for
  2  usage, or a case file that is not valid
  3  set-up failed, no hello, too many restarts, or a report was not written
  4  no case was selected, or none of them is offered
  130, 143  interrupted: 128 and the number of the signal

Examples:
  taut run
  taut run --strict -- python3 adapter.py
  taut run --impl stringphone-port --junit report.xml
  taut run --case 'stringphone/open/*' --rule SP-OPEN-2 -- ./adapter")]
pub(super) struct RunArgs {
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    running: Running,
    #[command(flatten)]
    reports: Reports,
}

/// How the run goes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Running")]
struct Running {
    /// Adapter processes at once [default: by cores and number of cases]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Stop at the first difference, known or not
    #[arg(long)]
    fail_fast: bool,
    /// Shuffle the cases, always the same way for the same number
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Count declared answers that are not the strict ones as differences
    #[arg(long)]
    strict: bool,
    /// Fail unless at least this many cases ran
    #[arg(long, value_name = "N")]
    floor: Option<usize>,
    /// Known differences [default: those of --impl, if any]
    #[arg(long, value_name = "FILE", conflicts_with = "fail_fast")]
    expect: Option<PathBuf>,
    /// Report of --json or --events from an earlier run: fail only where this
    /// one is worse
    #[arg(long, value_name = "FILE", conflicts_with = "fail_fast")]
    baseline: Option<PathBuf>,
}

/// Where reports go; `-` is standard output, and the human report then goes to standard error.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reports (- is standard output)")]
pub(super) struct Reports {
    /// The event stream, as JSON lines
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// One JSON document
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

pub(super) fn command(args: &RunArgs, color: ColorFlag) -> Result<u8> {
    if let Some(line) = stale::warning().filter(|_| args.selection.cases.is_none()) {
        remark(&line);
    }
    let suite = args.selection.suite()?;
    let cases = args.selection.select(&suite)?;
    let mut gate = gate(args)?;
    let (out, terminal) = args.reports.human()?;
    let scene = Scene {
        suite: &suite,
        cases: cases.clone(),
        repeat: args.repeat(),
        paint: Paint::new(color, terminal),
        bar: terminal && io::stderr().is_terminal(),
    };
    let mut audience = Audience::new(args.reports.open()?);
    audience.add("the report", Box::new(Human::new(out, scene)));
    let options = args.options();
    let interrupt = options.interrupt.clone();
    let subject = args.subject.prepare();
    let ended = subject.and_then(|subject| {
        let plan = Plan {
            suite: &suite,
            cases,
            subject,
            helper: reference(&["--attacker"])?,
            implementation: args.subject.name.clone(),
            options,
        };
        Ok(engine::run(&plan, &mut |event| gate.pass(event, &mut |event| audience.event(event)))?)
    });
    let setup = ended.as_ref().err().filter(|why| why.is::<SetupError>());
    audience.finish(setup.map(|why| format!("{why:#}")).as_deref());
    match (ended, interrupt.and_then(|one| one.signal())) {
        (Ok(end), _) => Ok(audience.exit(args.running.judge(&end, gate.exit.unwrap_or(end.exit)))),
        (Err(why), None) => Err(why),
        (Err(why), Some(signal)) => {
            remark(&format!("error: {why:#}"));
            Ok(interrupt::exit(signal))
        }
    }
}

/// What is known before the run: expectations, and an earlier run.
fn gate(args: &RunArgs) -> Result<Gate> {
    let running = &args.running;
    let known = match &running.expect {
        // The first difference that is met ends the run, so nothing can be said of the others.
        None if running.fail_fast => None,
        file => expect::of_a_run(file.as_deref(), &args.subject)?,
    };
    let judge = known.map(|known| expect::judge(known, &args.selection)).transpose()?;
    let baseline = running.baseline.as_deref().map(|path| Baseline::read(path, args.selection.all_ids()?));
    let baseline = baseline.transpose()?;
    Ok(Gate { judge, baseline, exit: None })
}

impl RunArgs {
    fn options(&self) -> Options {
        let running = &self.running;
        Options {
            jobs: running.jobs.map(usize::from),
            fail_fast: running.fail_fast,
            seed: running.seed,
            strict: running.strict,
            tier: self.selection.tier.unwrap_or_default(),
            interrupt: Some(Interrupt::default()),
            ..self.subject.options()
        }
    }

    /// The flags that a single case needs to run in the same way.
    fn repeat(&self) -> Repeat {
        let (mut flags, command) = self.subject.repeat();
        if let Some(dir) = &self.selection.cases {
            flags.extend(["--cases".to_owned(), dir.display().to_string()]);
        }
        if let Some(tier) = &self.selection.tier {
            flags.extend(["--tier".to_owned(), word(tier)]);
        }
        if self.running.strict {
            flags.push("--strict".to_owned());
        }
        Repeat { flags, command }
    }
}

impl Running {
    /// The exit status: 1 for a run that missed the floor, 4 for one that played nothing.
    fn judge(&self, end: &End, exit: u8) -> u8 {
        let ran: usize = end.totals.iter().map(|totals| totals.as_expected + totals.differ).sum();
        let selected: usize = end.totals.iter().map(|totals| totals.selected).sum();
        // A part of a partition may be empty: it is one of several runs.
        if ran == 0 && selected > 0 && exit == 0 {
            remark(
                "error: no case was played: the adapter offers none of what was selected; see its `ops` and `features`",
            );
            return super::NOTHING;
        }
        match self.floor {
            Some(floor) if ran < floor => {
                remark(&format!("error: {ran} cases ran, but --floor asks for {floor}"));
                exit.max(1)
            }
            _ => exit,
        }
    }
}

impl Reports {
    /// Where the report for people goes, and whether that is a terminal.
    pub(super) fn human(&self) -> Result<(Box<dyn Write>, bool)> {
        Ok(if self.to_stdout()? {
            (Box::new(io::stderr()), io::stderr().is_terminal())
        } else {
            (Box::new(io::stdout()), io::stdout().is_terminal())
        })
    }

    /// Whether one of the reports takes standard output.
    fn to_stdout(&self) -> Result<bool> {
        let files = [&self.events, &self.json, &self.junit];
        let number = files.iter().filter(|file| file.as_deref() == Some(Path::new("-"))).count();
        if number > 1 {
            bail!("only one of --events, --json and --junit can go to standard output");
        }
        Ok(number == 1)
    }

    pub(super) fn open(&self) -> Result<Vec<(String, Box<dyn Report>)>> {
        let mut reports: Vec<(String, Box<dyn Report>)> = Vec::new();
        if let Some(path) = &self.events {
            reports.push((named("--events", path), Box::new(EventLog(target("--events", path)?))));
        }
        if let Some(path) = &self.json {
            reports.push((named("--json", path), Box::new(JsonReport::new(target("--json", path)?))));
        }
        if let Some(path) = &self.junit {
            reports.push((named("--junit", path), Box::new(JunitReport::new(target("--junit", path)?))));
        }
        Ok(reports)
    }
}

fn named(flag: &str, path: &Path) -> String {
    format!("{flag} {}", path.display())
}

fn target(flag: &str, path: &Path) -> Result<Box<dyn Write>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdout()));
    }
    let file = File::create(path).with_context(|| format!("cannot write {}", named(flag, path)))?;
    Ok(Box::new(BufWriter::new(file)))
}

/// The reports of a run. One that cannot be written any more is dropped; the others go on.
pub(super) struct Audience<'s> {
    reports: Vec<(String, Box<dyn Report + 's>)>,
    failed: bool,
}

impl<'s> Audience<'s> {
    pub(super) fn new(reports: Vec<(String, Box<dyn Report + 's>)>) -> Self {
        Self { reports, failed: false }
    }

    pub(super) fn add(&mut self, name: &str, report: Box<dyn Report + 's>) {
        self.reports.push((name.to_owned(), report));
    }

    /// The exit status, when that of the run is this.
    pub(super) fn exit(&self, exit: u8) -> u8 {
        if self.failed && exit == 0 { SET_UP } else { exit }
    }

    pub(super) fn event(&mut self, event: &Event) {
        self.each(|report| report.event(event));
    }

    pub(super) fn finish(&mut self, failure: Option<&str>) {
        self.each(|report| report.finish(failure));
    }

    fn each(&mut self, mut tell: impl FnMut(&mut dyn Report) -> io::Result<()>) {
        let failed = &mut self.failed;
        self.reports.retain_mut(|(name, report)| match tell(report.as_mut()) {
            Ok(()) => true,
            Err(why) => {
                if why.kind() != ErrorKind::BrokenPipe {
                    *failed = true;
                    remark(&format!("error: cannot write {name}: {why}"));
                }
                false
            }
        });
    }
}
