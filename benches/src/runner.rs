//! The runner: its start, `taut.echo` against a bare pipe, the reference against the reference alone.
//!
//! Each round measures both sides of a ratio one after the other, so that what else the machine does hits both.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::cpus::Cpus;
use crate::suite::Cases;
use crate::table::{Table, Target, median, rate};
use crate::{beside, pipe};

const ROUNDS: usize = 7;
const STARTS: usize = 31;
/// Sessions at once of the adapters that are given more than one.
const WINDOW: usize = 64;
/// How often the cases of stringphone are played in one round.
const COPIES: usize = 80;
const PYTHON: &str = "from taut_adapter import Adapter; import sys
Adapter(name='echo', version='1', in_flight=int(sys.argv[1])).run()";

/// The rows of the runner.
pub(crate) fn add(table: &mut Table) -> Result<()> {
    start(table)?;
    echo(table, 1, 5_000, 0.8)?;
    echo(table, WINDOW, 40_000, 0.4)?;
    reference(table)
}

/// From nothing to the list of all cases, and to the verdict on one case, the reference as adapter.
fn start(table: &mut Table) -> Result<()> {
    let dir = folder(&Cases::echo(1))?;
    let mut list = Command::new(beside("taut")?);
    list.arg("list");
    for (what, command) in
        [("start, list of cases", &mut list), ("start, run of one case", &mut taut(dir.path())?)]
    {
        let mut times = Vec::new();
        for _ in 0..STARTS {
            let began = Instant::now();
            let status = command.stdout(Stdio::null()).status()?;
            times.push(began.elapsed().as_secs_f64() * 1000.0);
            if !status.success() {
                bail!("{command:?} has failed: {status}");
            }
        }
        table.figure(what, median(times), "ms", Target::AtMost(20.0));
    }
    Ok(())
}

/// Cases of one `taut.echo`, `window` of them at once.
fn echo(table: &mut Table, window: usize, count: usize, bound: f64) -> Result<()> {
    let cases = Cases::echo(count);
    let dir = folder(&cases)?;
    let lines = cases.lines();
    let turns: Vec<OsString> = vec![
        beside("taut-benches")?.into(),
        "one-at-a-time".into(),
        beside("taut")?.into(),
        "reference".into(),
    ];
    let rust = if window == 1 { turns } else { Vec::new() };
    let python = ["python3", "-B", "-c", PYTHON, &window.to_string()].map(OsString::from);
    let bare_on = |cpus| {
        let took = pipe::bare(Command::new(beside("taut-benches")?).arg("echo"), &lines, window, cpus)?;
        Ok::<_, anyhow::Error>(per_second(count, took.as_secs_f64()))
    };
    let (mut bare, mut on_one, mut by_rust, mut by_python) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(bare_on(Cpus::Two)?);
        on_one.push(bare_on(Cpus::One)?);
        by_rust.push(play(dir.path(), 1, &rust, &cases)?);
        by_python.push(play(dir.path(), 1, &python, &cases)?);
    }
    let mut row = |language, rates: &[f64], peers: &[f64], cpus, target| {
        let ratio = median(rates.iter().zip(peers).map(|(rate, peer)| rate / peer).collect());
        let what = format!("echo, {window} at once, {language}; pipe, {cpus}");
        table.ratio(what, rate(median(rates.to_vec())), rate(median(peers.to_vec())), ratio, target);
    };
    row("Rust", &by_rust, &bare, "2 CPUs", Target::AtLeast(bound));
    row("Rust", &by_rust, &on_one, "1 CPU", Target::None);
    row("Python", &by_python, &bare, "2 CPUs", Target::None);
    if window > 1 {
        table.figure(
            format!("echo, {window} at once, Python"),
            median(by_python),
            "/s",
            Target::AtLeast(30_000.0),
        );
    }
    Ok(())
}

/// Cases of stringphone on all cores.
fn reference(table: &mut Table) -> Result<()> {
    let cases = Cases::stringphone(COPIES)?;
    let dir = folder(&cases)?;
    let lines = cases.lines();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let program = beside("taut")?;
    let (mut alone, mut played) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let took = pipe::alone(|| Command::new(&program), "reference", &lines, cores)?;
        alone.push(per_second(cases.count(), took.as_secs_f64()));
        played.push(play(dir.path(), cores, &[], &cases)?);
    }
    let ratio = median(played.iter().zip(&alone).map(|(played, alone)| played / alone).collect());
    let (measured, peer) = (rate(median(played)), rate(median(alone)));
    table.ratio("stringphone; the reference alone", measured, peer, ratio, Target::AtLeast(0.8));
    Ok(())
}

/// A folder of these cases.
pub(crate) fn folder(cases: &Cases) -> Result<TempDir> {
    let dir = tempfile::tempdir()?;
    cases.write(dir.path())?;
    Ok(dir)
}

/// `taut run` on a folder of cases.
fn taut(dir: &Path) -> Result<Command> {
    let mut command = Command::new(beside("taut")?);
    let adapters = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/adapters/python");
    command.arg("run").arg("--cases").arg(dir).env("PYTHONPATH", adapters);
    Ok(command)
}

/// Cases a second, by the runner's own clock, which begins when the adapter has said hello.
pub(crate) fn play(dir: &Path, jobs: usize, adapter: &[OsString], cases: &Cases) -> Result<f64> {
    let reports = tempfile::tempdir()?;
    let path = reports.path().join("report.json");
    let mut command = taut(dir)?;
    command.args(["--jobs", &jobs.to_string(), "--json"]).arg(&path).arg("--").args(adapter);
    let done = command.output()?;
    if !done.status.success() {
        bail!("{command:?}: {}\n{}", done.status, String::from_utf8_lossy(&done.stdout));
    }
    let report: Value = serde_json::from_slice(&fs::read(&path)?)?;
    let total = |name: &str| report.pointer(&format!("/end/totals/0/{name}")).and_then(Value::as_u64);
    let played = total("as_expected").context("the report has no totals")?;
    if usize::try_from(played)? != cases.count() {
        bail!("{played} cases of {} were played", cases.count());
    }
    let millis = u32::try_from(total("millis").context("the report has no time")?)?;
    Ok(per_second(cases.count(), f64::from(millis) / 1000.0))
}

fn per_second(count: usize, seconds: f64) -> f64 {
    u32::try_from(count).map_or(f64::NAN, f64::from) / seconds
}
