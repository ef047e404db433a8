//! Fuzz targets: for each protocol `decode`, `open` and mostly `session`, and `state` where one is saved.
//!
//! | Module | Holds |
//! |---|---|
//! | [`dimp`] | the checks of dimp |
//! | [`dweeter`] | the checks of dweeter |
//! | [`netaio`] | the checks of netaio |
//! | [`omemo`] | the checks of omemo |
//! | [`stringphone`] | the checks of stringphone |
//! | [`corpus`] | what a target starts from: messages of the cases, findings of earlier days |
//! | `codes` | the codes that a refusal may have |
//!
//! A check takes any bytes and panics when something is wrong. The programs in `fuzz_targets/` hand it to libFuzzer, and
//! `cargo test` replays the corpus through it, so that nothing here depends on a fuzzer.

mod codes;
pub mod corpus;
pub mod dimp;
pub mod dweeter;
pub mod netaio;
pub mod omemo;
pub mod stringphone;

use std::process::ExitCode;
use std::{env, fs};

/// A check and what it starts from.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// `protocol_subject`
    pub name: &'static str,
    /// Panics when something is wrong.
    pub check: fn(&[u8]),
    /// Inputs that reach far.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Byte strings that chance does not find.
    pub words: fn() -> Vec<Vec<u8>>,
}

/// Every target.
pub fn targets() -> impl Iterator<Item = &'static Target> {
    let each: [&[Target]; 5] =
        [&dimp::TARGETS, &dweeter::TARGETS, &netaio::TARGETS, &omemo::TARGETS, &stringphone::TARGETS];
    each.into_iter().flatten()
}

/// Runs a check over the files that are named on the command line.
#[must_use]
pub fn replay(check: fn(&[u8])) -> ExitCode {
    for path in env::args_os().skip(1) {
        match fs::read(&path) {
            Ok(input) => check(&input),
            Err(why) => {
                eprintln!("error: cannot read {}: {why}", path.display());
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}
