//! The original dweeter, in the Python environment that `taut` has set up for its adapter: ratios against the reference.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::medians::Rounds;
use crate::table::{Table, Target, median, time};

const PROGRAM: &str = include_str!("upstream.py");
const ENVIRONMENT: &str = "dweeter-upstream-";

/// The rows of upstream, measured once for each round; said to be skipped when it is not installed.
pub(crate) fn add(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    let Some(python) = interpreter() else {
        table.skip("dweeter upstream: not installed; `taut run --impl dweeter-upstream` does it");
        return Ok(());
    };
    let mut times = Vec::new();
    for _ in 0..rounds.count() {
        times.push(measured(&python)?);
    }
    let [seal, open] =
        [0, 1].map(|n| times.iter().map(|[seal, open]| if n == 0 { *seal } else { *open }).collect());
    let each: [(&str, Vec<f64>); 2] = [("seal/100", seal), ("open/100", open)];
    for (what, of_upstream) in each {
        let own = rounds.all(what)?;
        let ratio = median(own.iter().zip(&of_upstream).map(|(own, upstream)| upstream / own).collect());
        let row = format!("dweeter {what}; upstream");
        table.ratio(row, time(median(own)), time(median(of_upstream)), ratio, Target::AtLeast(50.0));
    }
    Ok(())
}

/// Nanoseconds of a seal and of an open.
fn measured(python: &Path) -> Result<[f64; 2]> {
    let output = Command::new(python).args(["-E", "-B", "-c", PROGRAM]).output()?;
    if !output.status.success() {
        bail!("{}: {}\n{}", python.display(), output.status, String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    let numbers = text.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    <[f64; 2]>::try_from(numbers).ok().with_context(|| format!("two numbers, not {text}"))
}

/// That of the environment, in the cache of `taut`, if there is one.
fn interpreter() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = folder("TAUT_CACHE")
        .or_else(|| folder("XDG_CACHE_HOME").map(|folder| folder.join("taut")))
        .or_else(|| folder("HOME").map(|home| home.join(".cache/taut")))?;
    let is_wanted = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(ENVIRONMENT))
    };
    let folders = fs::read_dir(cache).ok()?.flatten().map(|entry| entry.path()).filter(is_wanted);
    folders.map(|folder| folder.join("bin/python")).find(|python| imports(python))
}

fn imports(python: &Path) -> bool {
    let ask = ["-E", "-B", "-c", "import basicdweet, dweeter"];
    Command::new(python).args(ask).output().is_ok_and(|output| output.status.success())
}
