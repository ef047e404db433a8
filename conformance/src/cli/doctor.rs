//! `taut doctor`: checks an adapter before its first case.

use std::io::Write as _;

use anyhow::Result;
use clap::Args;

use super::subject::Subject;
use crate::doctor::{Check, Timeouts, examine};
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

pub(super) fn command(args: &DoctorArgs, paint: Paint) -> Result<u8> {
    let subject = args.subject.prepare()?;
    let suite = Suite::embedded(&[])?;
    let options = args.subject.options();
    let timeouts = Timeouts { start: options.start_timeout, request: options.timeout };
    let checks = examine(&subject, &suite, timeouts);
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
