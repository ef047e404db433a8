//! Rows of omemo: beside Olm in the same run, beside what upstream does, and how much a session keeps.

use anyhow::{Context, Result};
use taut_omemo::format::Format;
use taut_omemo::keys::KeyPair;
use taut_omemo::party::{Draws, Limits, Party, Setup, StartDraws};
use taut_omemo::supply::Supply;

use crate::medians::Rounds;
use crate::table::{Table, Target, median, time};
use crate::upstream::{interpreter, measured};

const PROGRAM: &str = include_str!("omemo_ratchet.py");
const FORMATS: [&str; 2] = ["legacy", "omemo-2"];
/// What is measured beside Olm, and how much faster it has to be.
const BESIDE_OLM: [(&str, f64); 3] = [("one-way", 3.0), ("turns", 1.0), ("set-up", 1.0)];
/// Section 6.9: the most bytes of a session.
const MOST_BYTES: f64 = 68_221.0;

/// The rows of omemo.
pub(crate) fn add(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    for (what, least) in BESIDE_OLM {
        let of_olm = rounds.all(&format!("{what}/olm"))?;
        for format in FORMATS {
            let what = format!("{what}/{format}");
            faster(table, rounds, &what, "olm", &of_olm, Target::AtLeast(least))?;
        }
    }
    for (package, format) in [("oldmemo", "legacy"), ("twomemo", "omemo-2")] {
        add_upstream(table, rounds, package, format)?;
    }
    for format in FORMATS {
        let what = format!("skip-1000/{format}");
        let microseconds = median(rounds.all(&what)?) / 1000.0;
        table.figure(format!("omemo {what}"), microseconds, "us", Target::AtMost(2000.0));
    }
    let of_open = [("known-chain", 1.1), ("too-many-skipped", 1.1)];
    for (why, most) in of_open {
        rounds.ratio(table, &format!("refuse/{why}"), "open/known-chain", Target::AtMost(most))?;
    }
    // An agreement and two derivations of keys; then an agreement and the steps of two chains instead of one.
    rounds.ratio(table, "refuse/new-chain", "agree", Target::AtMost(1.5))?;
    rounds.ratio(table, "refuse/most-skipped", "skip-1000/omemo-2", Target::AtMost(2.2))?;
    table.figure("omemo session with 1,000 skipped keys", session_bytes()?, "B", Target::AtMost(MOST_BYTES));
    Ok(())
}

/// The rows of an upstream package; said to be skipped when it is not installed.
fn add_upstream(table: &mut Table, rounds: &Rounds<'_>, package: &str, format: &str) -> Result<()> {
    let Some(python) = interpreter(&format!("omemo_python-{package}-"), &format!("import {package}")) else {
        table.skip(format!("{package}: not installed; `taut run --impl {package}` does it"));
        return Ok(());
    };
    let mut times = Vec::new();
    for _ in 0..rounds.count() {
        times.push(measured(&python, PROGRAM, &[])?);
    }
    let one_way: Vec<f64> = times.iter().map(|[one_way, _]| *one_way).collect();
    let turns: Vec<f64> = times.iter().map(|[_, turns]| *turns).collect();
    faster(table, rounds, &format!("one-way/{format}"), package, &one_way, Target::AtLeast(25.0))?;
    faster(table, rounds, &format!("turns/{format}"), package, &turns, Target::None)
}

/// How much faster than a peer something is.
fn faster(
    table: &mut Table,
    rounds: &Rounds<'_>,
    what: &str,
    peer: &str,
    of_peer: &[f64],
    target: Target,
) -> Result<()> {
    let own = rounds.all(what)?;
    let ratio = median(own.iter().zip(of_peer).map(|(own, peer)| peer / own).collect());
    let (own, of_peer) = (time(median(own)), time(median(of_peer.to_vec())));
    table.ratio(format!("omemo {what}; {peer}"), own, of_peer, ratio, target);
    Ok(())
}

/// What a session with as many skipped keys as there may be adds to a saved state.
fn session_bytes() -> Result<f64> {
    let party = |seed: u8| {
        let draws = Draws {
            identity: [seed; 32],
            signed_pre_key: [seed + 1; 32],
            signature_nonce: [seed + 2; 64],
            pre_keys: Supply::new([seed + 3; 32]),
        };
        Party::new(Format::Legacy, Setup { pool: Some(1), ..Setup::default() }, draws, 0)
    };
    let (mut alice, mut bob) = (party(1), party(11));
    let draws = StartDraws { choice: [0; 8], ephemeral: [21; 32].into(), ratchet: [22; 32].into() };
    alice.start("peer", &bob.bundle(), draws, &mut ())?;
    let mut last = None;
    for _ in 0..=Limits::default().max_skip {
        last = Some(alice.encrypt("peer", b"text", &mut ())?);
    }
    let last = last.context("something was sent")?;
    let mut ratchet = || KeyPair::from([23; 32]);
    bob.decrypt("peer", &last.message, last.key_exchange, &mut ratchet, &mut ())?;
    let with = bob.save().len();
    bob.forget("peer");
    Ok(f64::from(u32::try_from(with - bob.save().len())?))
}
