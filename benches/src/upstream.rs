//! The original dweeter and netaio, in the Python environments that `taut` has set up for their adapters: ratios against
//! the reference.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::medians::Rounds;
use crate::table::{Table, Target, median, time};

const PROGRAM: &str = include_str!("upstream.py");
const NETAIO: &str = include_str!("netaio_codec.py");

/// The rows of upstream, measured once for each round; said to be skipped when it is not installed.
pub(crate) fn add(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    let Some(python) = interpreter("python-dweeter_upstream-", "import basicdweet, dweeter") else {
        table.skip("dweeter upstream: not installed; `taut run --impl dweeter-upstream` does it");
        return Ok(());
    };
    let mut times = Vec::new();
    for _ in 0..rounds.count() {
        times.push(measured(&python, PROGRAM, &[])?);
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

/// The rows of netaio's codec; said to be skipped when upstream is not installed.
pub(crate) fn add_netaio(table: &mut Table, rounds: &Rounds<'_>) -> Result<()> {
    let Some(python) = netaio() else {
        table.skip("netaio upstream: not installed; `taut run --impl netaio-upstream` does it");
        return Ok(());
    };
    let (mut ratios, mut own, mut of_upstream) = (Vec::new(), Vec::new(), Vec::new());
    for (decode, encode) in rounds.all("decode/1024")?.into_iter().zip(rounds.all("encode/1024")?) {
        let both = measured::<2>(&python, NETAIO, &[])?.iter().sum::<f64>();
        ratios.push(both / (decode + encode));
        own.push(decode + encode);
        of_upstream.push(both);
    }
    let row = "netaio decode and encode; upstream";
    let (own, of_upstream) = (time(median(own)), time(median(of_upstream)));
    table.ratio(row, own, of_upstream, median(ratios), Target::AtLeast(100.0));
    Ok(())
}

/// Where the original netaio is.
pub(crate) fn netaio() -> Option<PathBuf> {
    interpreter("python-netaio_upstream-", "import netaio; assert netaio.version() == '0.0.9'")
}

/// The figures that a program prints, in nanoseconds.
pub(crate) fn measured<const N: usize>(
    python: &Path,
    program: &str,
    arguments: &[&OsStr],
) -> Result<[f64; N]> {
    let output = Command::new(python).args(["-E", "-B", "-c", program]).args(arguments).output()?;
    if !output.status.success() {
        bail!("{}: {}\n{}", python.display(), output.status, String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    let numbers = text.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    <[f64; N]>::try_from(numbers).ok().with_context(|| format!("{N} numbers, not {text}"))
}

/// That of the environment, in the cache of `taut`, if there is one.
pub(crate) fn interpreter(prefix: &str, import: &str) -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = folder("TAUT_CACHE")
        .or_else(|| folder("XDG_CACHE_HOME").map(|folder| folder.join("taut")))
        .or_else(|| folder("HOME").map(|home| home.join(".cache/taut")))?;
    let is_wanted = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(prefix))
    };
    let folders = fs::read_dir(cache).ok()?.flatten().map(|entry| entry.path()).filter(is_wanted);
    folders.map(|folder| folder.join("bin/python")).find(|python| runs(python, import))
}

fn runs(python: &Path, program: &str) -> bool {
    let ask = ["-E", "-B", "-c", program];
    Command::new(python).args(ask).output().is_ok_and(|output| output.status.success())
}
