//! Lines through a bare pipe, or to an adapter alone: what the runner is compared with.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::cpus::Cpus;

const HELLO: &str = "{\"id\":0,\"op\":\"hello\",\"in\":{\"taut\":[1]}}\n";

/// Copies standard input to standard output, whatever has arrived at a time.
pub(crate) fn echo() -> Result<()> {
    let (mut from, mut to) = (File::from(io::stdin().as_fd().try_clone_to_owned()?), io::stdout());
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = from.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..length).filter(|chunk| !chunk.is_empty()) else { return Ok(()) };
        to.write_all(chunk)?;
        to.flush()?;
    }
}

/// Says hello for an adapter, as one that takes a single session at a time, and becomes that adapter.
pub(crate) fn one_at_a_time(command: &[OsString]) -> Result<()> {
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let (mut line, mut byte) = (Vec::new(), [0]);
    // Byte by byte: what follows the line belongs to the adapter.
    while byte != *b"\n" {
        input.read_exact(&mut byte)?;
        line.extend(byte);
    }
    let hello: Value = serde_json::from_slice(&line)?;
    let accept = json!({ "taut": 1, "name": "one-at-a-time", "version": "1", "language": "rust", "ops": [],
        "features": [], "choices": {}, "codes": "exact", "draws": "inject", "clock": "inject", "in_flight": 1 });
    let mut out = io::stdout();
    writeln!(out, "{}", json!({ "id": hello.get("id"), "accept": accept }))?;
    out.flush()?;
    let (program, args) = command.split_first().context("name the adapter")?;
    Err(Command::new(program).args(args).exec().into())
}

/// How long the lines take to and fro, `window` sessions at once, each with one line on its way.
pub(crate) fn bare(
    command: &mut Command,
    sessions: &[[String; 2]],
    window: usize,
    cpus: Cpus,
) -> Result<Duration> {
    let (mut child, to, from) = spawn(command)?;
    let placed = cpus.place(&child)?;
    let took = to_and_fro(to, from, sessions, window);
    drop(placed);
    child.wait()?;
    took
}

/// Ends the input of the other end, too.
fn to_and_fro(
    mut to: impl Write,
    from: impl Read,
    sessions: &[[String; 2]],
    window: usize,
) -> Result<Duration> {
    let mut from = BufReader::with_capacity(1 << 16, from);
    let mut waiting = sessions.iter();
    let mut open: VecDeque<std::slice::Iter<'_, String>> = VecDeque::new();
    let (mut batch, mut line) = (String::new(), Vec::new());
    let began = Instant::now();
    loop {
        while open.len() < window
            && let Some(session) = waiting.next()
        {
            let mut session = session.iter();
            batch.extend(session.next().map(String::as_str));
            open.push_back(session);
        }
        to.write_all(batch.as_bytes())?;
        batch.clear();
        if open.is_empty() {
            break;
        }
        // Everything that has arrived, and at least one line.
        loop {
            line.clear();
            if from.read_until(b'\n', &mut line)? == 0 {
                bail!("the other end of the pipe is gone");
            }
            if let Some(mut session) = open.pop_front()
                && let Some(next) = session.next()
            {
                batch.push_str(next);
                open.push_back(session);
            }
            if open.is_empty() || !from.buffer().contains(&b'\n') {
                break;
            }
        }
    }
    Ok(began.elapsed())
}

/// How long so many processes take to answer the lines when each reads its share from a file and nobody waits for it.
pub(crate) fn alone(
    command: impl Fn() -> Command,
    argument: &str,
    sessions: &[[String; 2]],
    processes: usize,
) -> Result<Duration> {
    let mut shares = vec![HELLO.to_owned(); processes];
    for (number, session) in sessions.iter().enumerate() {
        if let Some(share) = shares.get_mut(number % processes) {
            share.extend(session.iter().map(String::as_str));
        }
    }
    let mut files = Vec::new();
    for share in shares {
        let mut file = tempfile::tempfile()?;
        file.write_all(share.as_bytes())?;
        file.rewind()?;
        files.push(file);
    }
    let began = Instant::now();
    let start = |file| command().arg(argument).stdin(file).stdout(Stdio::null()).spawn();
    let children = files.into_iter().map(start).collect::<io::Result<Vec<_>>>()?;
    for mut child in children {
        let status = child.wait()?;
        if !status.success() {
            bail!("the adapter has failed: {status}");
        }
    }
    Ok(began.elapsed())
}

fn spawn(command: &mut Command) -> Result<(Child, impl Write + use<>, impl Read + use<>)> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (to, from) = (child.stdin.take(), child.stdout.take());
    Ok((child, to.context("a pipe is missing")?, from.context("a pipe is missing")?))
}
