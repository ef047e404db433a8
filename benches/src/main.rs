//! What Taut costs, as ratios against a peer in the same run. `ci/bench` builds it and prints the table.
//!
//! | Module | Holds |
//! |---|---|
//! | [`machine`] | where and of what the figures were measured |
//! | [`medians`] | figures of the references, out of criterion's files |
//! | [`dimp`] | dimp beside its RSA operations and upstream |
//! | [`omemo`] | omemo beside Olm and upstream |
//! | [`upstream`] | the original dweeter and netaio beside them |
//! | [`server`] | netaio over loopback |
//! | [`runner`] | figures of the runner |
//! | [`live`] | figures of dweeter over loopback |
//! | [`suite`] | cases for it, and the lines that they become |
//! | [`cpus`] | where the two ends of a bare pipe run |
//! | [`pipe`] | the same bytes through a bare pipe, or to an adapter alone |
//! | [`table`] | rows with target and ratio |

mod cpus;
mod dimp;
mod live;
mod machine;
mod medians;
mod omemo;
mod pipe;
mod runner;
mod server;
mod suite;
mod table;
mod upstream;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::medians::Rounds;
use crate::table::Table;

const USAGE: &str = "taut-benches [CRITERION-DIR..] prints the table; ci/bench makes one such folder a round";

fn main() -> Result<()> {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    match words.first().and_then(|word| word.to_str()) {
        // The programs at the other end of a pipe or a socket.
        Some("echo") => pipe::echo(),
        Some("one-at-a-time") => pipe::one_at_a_time(words.get(1..).unwrap_or_default()),
        Some("netaio-server") => {
            server::serve(words.get(1).and_then(|word| word.to_str()).unwrap_or_default())
        }
        Some(word) if word.starts_with('-') => bail!(USAGE),
        _ => {
            let mut table = Table::default();
            if !words.is_empty() {
                let dweeter = Rounds::new("dweeter", &words);
                medians::stringphone(&mut table, &words)?;
                medians::dweeter(&mut table, &dweeter)?;
                upstream::add(&mut table, &dweeter)?;
                let netaio = Rounds::new("netaio", &words);
                medians::netaio(&mut table, &netaio)?;
                upstream::add_netaio(&mut table, &netaio)?;
                omemo::add(&mut table, &Rounds::new("omemo", &words))?;
                dimp::add(&mut table, &Rounds::new("dimp", &words))?;
            }
            runner::add(&mut table)?;
            live::add(&mut table)?;
            server::add(&mut table)?;
            table.print(&machine::describe())
        }
    }
}

/// A program that was built together with this one.
fn beside(name: &str) -> Result<PathBuf> {
    let path = env::current_exe()?.with_file_name(name);
    if !path.is_file() {
        bail!("{} is missing; build it with `cargo build --release -p {name}`", path.display());
    }
    Ok(path)
}
