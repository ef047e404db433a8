//! Rows of dimp: beside the bare RSA and ECDSA operations in it, beside upstream in everything else, and hostile JSON.

use std::ffi::OsStr;

use anyhow::{Context, Result};
use serde_json::Value;
use taut_vectors::VECTORS;

use crate::medians::Rounds;
use crate::table::{Table, Target, median, time};
use crate::upstream::{interpreter, measured};

const PROGRAM: &str = include_str!("dimp_parts.py");
/// What upstream's program measures, in its order: the peer, and how much faster it has to be.
const PARTS: [(&str, &str, f64); 7] = [
    // Not upstream's own work but C, which looks neither for names that stand twice nor at what a text may cost.
    ("json", "the C parser of Python", 5.0),
    // The same C for the greater part.
    ("content-text", "upstream", 10.0),
    ("address", "upstream", 20.0),
    ("content", "upstream", 20.0),
    ("message-key", "upstream", 20.0),
    ("message", "upstream", 20.0),
    ("ecc", "upstream", 20.0),
];
/// What is refused in texts of 256 KiB and of 1 MiB.
const HOSTILE: [&str; 6] = ["levels", "objects", "digits", "text", "twice", "members"];

/// The rows of dimp.
pub(crate) fn add(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    for what in ["open", "seal"] {
        rounds.ratio(table, &format!("{what}/whole"), &format!("{what}/rsa"), Target::AtMost(1.1))?;
    }
    for what in ["rsa", "ecc"] {
        rounds.ratio(table, &format!("identity/{what}"), &format!("verify/{what}"), Target::AtMost(1.2))?;
    }
    add_upstream(table, rounds)?;
    for what in HOSTILE {
        // Four times the bytes, and what else the machine does.
        let (large, small) = (format!("hostile-{what}/1048576"), format!("hostile-{what}/262144"));
        rounds.ratio(table, &large, &small, Target::AtMost(5.0))?;
    }
    Ok(())
}

/// The rows of upstream; said to be skipped when it is not installed.
fn add_upstream(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    let python = interpreter("python-dimp_upstream-", "import dimp, dkd, mkm");
    // The keys of ECC come from a later release, as in its adapter.
    let later = interpreter("python-dimp_upstream_plugins-", "");
    let (Some(python), Some(later)) = (python, later) else {
        table.skip("dimp upstream: not installed; `taut run --impl dimp-upstream` does it");
        return Ok(());
    };
    let (message, key) = (published("/in/message")?, published("/intermediate/message_key")?);
    let arguments = [later.as_os_str(), OsStr::new(&message), OsStr::new(&key)];
    let mut times = Vec::new();
    for _ in 0..rounds.count() {
        times.push(measured::<{ PARTS.len() }>(&python, PROGRAM, &arguments)?);
    }
    for (place, (part, peer, least)) in PARTS.into_iter().enumerate() {
        let own = rounds.all(&format!("part/{part}"))?;
        let of_peer: Vec<f64> = times.iter().filter_map(|times| times.get(place).copied()).collect();
        let ratio = median(own.iter().zip(&of_peer).map(|(own, peer)| peer / own).collect());
        let (own, of_peer) = (time(median(own)), time(median(of_peer)));
        table.ratio(format!("dimp part/{part}; {peer}"), own, of_peer, ratio, Target::AtLeast(least));
    }
    Ok(())
}

/// A text of the published message for a user, in hexadecimal digits.
fn published(pointer: &str) -> Result<String> {
    const CASE: &str = "dimp/published/personal-open";
    let file =
        VECTORS.get_file("dimp/published.json").context("vectors/dimp/published.json is not embedded")?;
    let file: Value = serde_json::from_slice(file.contents())?;
    let mut cases = file.get("cases").and_then(Value::as_array).into_iter().flatten();
    let case = cases.find(|case| case.get("id").is_some_and(|id| id == CASE));
    let digits = case.and_then(|case| case.pointer(pointer)).and_then(Value::as_str);
    Ok(digits.with_context(|| format!("{CASE} has no {pointer}"))?.to_owned())
}
