//! Posts and polls of dweeter over loopback: the built-in client against the service that is embedded in the runner.

use anyhow::Result;

use crate::runner::{folder, play};
use crate::suite::Cases;
use crate::table::{Table, Target, median};

const ROUNDS: usize = 5;
const CASES: usize = 8;
/// In one case: of a post and a poll each.
const PAIRS: u32 = 100;

/// The row of live dweeter.
pub(crate) fn add(table: &mut Table) -> Result<()> {
    let cases = Cases::dweeter_live(CASES, PAIRS)?;
    let dir = folder(&cases)?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        rates.push(play(dir.path(), 1, &[], &cases)? * f64::from(2 * PAIRS));
    }
    table.figure("dweeter, live posts and polls", median(rates), "/s", Target::AtLeast(1000.0));
    Ok(())
}
