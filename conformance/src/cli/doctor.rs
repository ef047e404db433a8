//! `taut doctor`: checks an adapter before its first case.

use std::io::Write as _;

use anyhow::{Result, bail};
use clap::Args;

use super::subject::Subject;
use crate::engine::AdapterCommand;
use crate::model::suite::Suite;
use crate::report::paint::Paint;

/// Check that an adapter speaks the line protocol, before its first case
///
/// Exit status: 0 all checks passed, 1 some failed, 2 usage, 3 the adapter
/// could not be started.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  taut doctor -- python3 adapter.py
  taut doctor --impl stringphone-port")]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    subject: Subject,
}

/// One thing that was looked at.
struct Check {
    name: String,
    ok: bool,
    detail: String,
    hint: String,
}

pub(super) fn command(args: &DoctorArgs, paint: Paint) -> Result<u8> {
    let subject = args.subject.prepare()?;
    let suite = Suite::embedded(&[])?;
    let checks = examine(&subject, &suite)?;
    let mut out = std::io::stdout().lock();
    for Check { name, ok, detail, hint } in &checks {
        let word = if *ok { paint.good("ok  ") } else { paint.bad("FAIL") };
        writeln!(out, "{word}  {name}{}{detail}", if detail.is_empty() { "" } else { ": " })?;
        if !ok && !hint.is_empty() {
            writeln!(out, "      {hint}")?;
        }
    }
    let failed = checks.iter().filter(|check| !check.ok).count();
    writeln!(out, "{} checks, {failed} failed", checks.len())?;
    Ok(u8::from(failed > 0))
}

fn examine(subject: &AdapterCommand, suite: &Suite) -> Result<Vec<Check>> {
    let _ = (subject, suite);
    bail!("`doctor` is not built yet")
}
