//! Rows of dimp: beside the bare RSA and ECDSA operations in it, beside upstream in everything else, and hostile JSON.

use anyhow::Result;

use crate::medians::Rounds;
use crate::table::{Table, Target, median, time};
use crate::upstream::{interpreter, measured};

const PROGRAM: &str = include_str!("dimp_parts.py");
/// What upstream's program measures, in its order.
const PARTS: [&str; 4] = ["json", "address", "content", "message-key"];
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
    let Some(python) = interpreter("python-dimp_upstream-", "import dimp, dkd, mkm") else {
        table.skip("dimp upstream: not installed; `taut run --impl dimp-upstream` does it");
        return Ok(());
    };
    let mut times = Vec::new();
    for _ in 0..rounds.count() {
        times.push(measured::<{ PARTS.len() }>(&python, PROGRAM)?);
    }
    for (place, part) in PARTS.into_iter().enumerate() {
        let own = rounds.all(&format!("part/{part}"))?;
        let of_upstream: Vec<f64> = times.iter().filter_map(|times| times.get(place).copied()).collect();
        let ratio = median(own.iter().zip(&of_upstream).map(|(own, upstream)| upstream / own).collect());
        let (own, of_upstream) = (time(median(own)), time(median(of_upstream)));
        table.ratio(format!("dimp part/{part}; upstream"), own, of_upstream, ratio, Target::AtLeast(20.0));
    }
    Ok(())
}
