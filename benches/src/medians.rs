//! Medians that `cargo bench` has left in criterion's folders, as ratios.
//!
//! A folder is a round. A ratio is formed within a round, and the median of the rounds is shown.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::table::{Table, Target, median, time};

/// What `open` refuses, beside `short`.
const OPEN: [&str; 7] =
    ["unknown-type", "own", "untrusted", "bad-signature", "no-topic-key", "bad-box", "introduction"];
/// What `accept_reply` refuses.
const ACCEPT: [&str; 3] = ["other-recipient", "low-order-key", "bad-box"];

/// What `receive` of dweeter refuses.
const RECEIVE: [&str; 5] = ["not-json", "wrong-thing", "not-hex", "bad-padding", "no-message"];

/// What is refused on the way to a netaio message.
const CHECK: [&str; 5] = ["short", "bad-checksum", "missing-field", "bad-field", "bad-mac"];

/// The rows of stringphone.
pub(crate) fn stringphone(table: &mut Table, folders: &[OsString]) -> Result<()> {
    let rounds = Rounds::new("stringphone", folders);
    for what in ["seal", "open"] {
        for (size, target) in [("64", Target::None), ("1024", Target::AtMost(1.25)), ("65536", Target::None)]
        {
            rounds.ratio(table, &format!("{what}/{size}"), &format!("bare-{what}/{size}"), target)?;
        }
    }
    table.figure("refuse-open/short", median(rounds.all("refuse-open/short")?), "ns", Target::AtMost(100.0));
    for why in OPEN {
        rounds.ratio(table, &format!("refuse-open/{why}"), "open/1024", Target::AtMost(1.1))?;
    }
    for why in ACCEPT {
        rounds.ratio(table, &format!("refuse-accept/{why}"), "accept/reply", Target::AtMost(1.1))?;
    }
    Ok(())
}

/// The rows of dweeter.
pub(crate) fn dweeter(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    for what in ["seal", "open"] {
        rounds.ratio(table, &format!("{what}/100"), &format!("bare-{what}/100"), Target::AtMost(1.5))?;
    }
    for why in RECEIVE {
        rounds.ratio(table, &format!("refuse/{why}"), "open/100", Target::AtMost(1.1))?;
    }
    Ok(())
}

/// The rows of netaio.
pub(crate) fn netaio(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    for what in ["decode/1024", "encode/1024"] {
        // A content of 1024 bytes: bytes in a nanosecond are gigabytes in a second.
        let gigabytes = median(rounds.all(what)?.iter().map(|time| 1024.0 / time).collect());
        table.figure(format!("netaio {what}"), gigabytes, "GB/s", Target::AtLeast(1.0));
    }
    rounds.ratio(table, "stream-and-hmac/1024", "bare-sha256/1024", Target::AtMost(1.3))?;
    for what in ["seal/1024", "open/1024"] {
        rounds.ratio(table, what, "bare-sha256/1024", Target::None)?;
    }
    for why in CHECK {
        rounds.ratio(table, &format!("refuse/{why}"), "open/1024", Target::AtMost(1.1))?;
    }
    Ok(())
}

/// What criterion has measured of one protocol.
pub(crate) struct Rounds<'a> {
    protocol: &'static str,
    folders: &'a [OsString],
}

impl<'a> Rounds<'a> {
    pub(crate) fn new(protocol: &'static str, folders: &'a [OsString]) -> Self {
        Self { protocol, folders }
    }

    pub(crate) fn count(&self) -> usize {
        self.folders.len()
    }

    pub(crate) fn ratio(&self, table: &mut Table, what: &str, peer: &str, target: Target) -> Result<()> {
        let (measured, of_peer) = (self.all(what)?, self.all(peer)?);
        let ratio = median(measured.iter().zip(&of_peer).map(|(measured, peer)| measured / peer).collect());
        let row = format!("{} {what}; {peer}", self.protocol);
        table.ratio(row, time(median(measured)), time(median(of_peer)), ratio, target);
        Ok(())
    }

    /// The median of one benchmark in each round, in nanoseconds.
    pub(crate) fn all(&self, name: &str) -> Result<Vec<f64>> {
        self.folders
            .iter()
            .map(|folder| estimate(&Path::new(folder).join(self.protocol).join(name)))
            .collect()
    }
}

fn estimate(benchmark: &Path) -> Result<f64> {
    let path = benchmark.join("new").join("estimates.json");
    let text = fs::read(&path).with_context(|| format!("cannot read {}; see ci/bench", path.display()))?;
    let estimates: Value = serde_json::from_slice(&text)?;
    let median = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
    median.with_context(|| format!("{}: there is no median", path.display()))
}
