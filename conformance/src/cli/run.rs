//! `taut run`: plays the selected cases and reports them.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::subject::{Subject, reference};
use super::{SET_UP, remark, stale};
use crate::engine::{self, Options, Plan, SetupError};
use crate::event::{End, Event};
use crate::report::Report;
use crate::report::events::EventLog;
use crate::report::human::{Human, Repeat, Scene};
use crate::report::json::JsonReport;
use crate::report::junit::JunitReport;
use crate::report::paint::{ColorFlag, Paint};
use crate::select::{Selection, word};

const DEFAULT_TIMEOUT: &str = "5";
const DEFAULT_START_TIMEOUT: &str = "10";

/// Run an implementation against the cases
///
/// Without an implementation, the built-in reference runs, as a subprocess.
#[derive(Args, Debug)]
#[command(after_help = "Exit status:
  0  every case is as expected (findings included, unless --strict)
  1  a case differs, or fewer ran than --floor asks for
  2  usage, or a case file that is not valid
  3  set-up failed, no hello, too many restarts, or a report was not written
  4  no case was selected, or none of them is offered

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
    /// For one request
    #[arg(long, value_name = "SECONDS", default_value = DEFAULT_TIMEOUT, value_parser = seconds)]
    timeout: Duration,
    /// Until the adapter says hello
    #[arg(long, value_name = "SECONDS", default_value = DEFAULT_START_TIMEOUT, value_parser = seconds)]
    start_timeout: Duration,
    /// Stop at the first difference
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
}

/// Where reports go; `-` is standard output, and the human report then goes to standard error.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reports (- is standard output)")]
struct Reports {
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
    let to_stdout = args.reports.to_stdout()?;
    let terminal = if to_stdout { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
    let scene = Scene {
        suite: &suite,
        cases: cases.clone(),
        repeat: args.repeat(),
        paint: Paint::new(color, terminal),
        bar: terminal && io::stderr().is_terminal(),
    };
    let out: Box<dyn Write> = if to_stdout { Box::new(io::stderr()) } else { Box::new(io::stdout()) };
    let mut audience = Audience { reports: args.reports.open()?, failed: false };
    audience.reports.push(("the report".to_owned(), Box::new(Human::new(out, scene))));
    let subject = args.subject.prepare();
    let ended = subject.and_then(|subject| {
        let plan = Plan {
            suite: &suite,
            cases,
            subject,
            helper: reference(&["--attacker"])?,
            implementation: args.subject.name.clone(),
            options: args.options(),
        };
        Ok(engine::run(&plan, &mut |event| audience.event(&event))?)
    });
    let setup = ended.as_ref().err().filter(|why| why.is::<SetupError>());
    audience.finish(setup.map(|why| format!("{why:#}")).as_deref());
    let end = ended?;
    let exit = args.running.judge(&end);
    Ok(if audience.failed && exit == 0 { SET_UP } else { exit })
}

impl RunArgs {
    fn options(&self) -> Options {
        let running = &self.running;
        Options {
            jobs: running.jobs.map(usize::from),
            timeout: running.timeout,
            start_timeout: running.start_timeout,
            fail_fast: running.fail_fast,
            seed: running.seed,
            strict: running.strict,
            tier: self.selection.tier.unwrap_or_default(),
            transcript: false,
        }
    }

    /// The flags that a single case needs to run in the same way.
    fn repeat(&self) -> Repeat {
        let (mut flags, command) = self.subject.repeat();
        let mut add = |flag: &str, value: String| flags.extend([flag.to_owned(), value]);
        if let Some(dir) = &self.selection.cases {
            add("--cases", dir.display().to_string());
        }
        let times = [
            ("--timeout", self.running.timeout, DEFAULT_TIMEOUT),
            ("--start-timeout", self.running.start_timeout, DEFAULT_START_TIMEOUT),
        ];
        for (flag, given, default) in times {
            if seconds(default) != Ok(given) {
                add(flag, given.as_secs_f64().to_string());
            }
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
    /// The exit status: the engine's, 1 for a run that missed the floor, 4 for one that played nothing.
    fn judge(&self, end: &End) -> u8 {
        let ran: usize = end.totals.iter().map(|totals| totals.as_expected + totals.differ).sum();
        if ran == 0 && end.exit == 0 {
            remark(
                "error: no case was played: the adapter offers none of what was selected; see its `ops` and `features`",
            );
            return super::NOTHING;
        }
        match self.floor {
            Some(floor) if ran < floor => {
                remark(&format!("error: {ran} cases ran, but --floor asks for {floor}"));
                end.exit.max(1)
            }
            _ => end.exit,
        }
    }
}

impl Reports {
    /// Whether one of the reports takes standard output.
    fn to_stdout(&self) -> Result<bool> {
        let files = [&self.events, &self.json, &self.junit];
        let number = files.iter().filter(|file| file.as_deref() == Some(Path::new("-"))).count();
        if number > 1 {
            bail!("only one of --events, --json and --junit can go to standard output");
        }
        Ok(number == 1)
    }

    fn open(&self) -> Result<Vec<(String, Box<dyn Report>)>> {
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
struct Audience<'s> {
    reports: Vec<(String, Box<dyn Report + 's>)>,
    failed: bool,
}

impl Audience<'_> {
    fn event(&mut self, event: &Event) {
        self.each(|report| report.event(event));
    }

    fn finish(&mut self, failure: Option<&str>) {
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

/// A positive number of seconds, also with a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse::<f64>().map_err(|why| why.to_string())?;
    let duration = Duration::try_from_secs_f64(number).map_err(|why| why.to_string())?;
    if duration.is_zero() { Err("must be more than 0".to_owned()) } else { Ok(duration) }
}
