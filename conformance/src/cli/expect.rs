//! `taut expect`: holds an expectation file against a run, and rewrites it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::Utc;
use clap::Args;

use super::subject::{Subject, reference};
use super::{print, remark, stale};
use crate::engine::{self, Options, Plan};
use crate::event::{CaseResult, End, Event};
use crate::expect::judge::{Judge, Scope};
use crate::expect::update::{self, Update};
use crate::expect::{Expectations, Reasons};
use crate::model::suite::Suite;
use crate::registry::{Registry, expected};
use crate::select::Selection;

/// What a new file begins with.
const HEAD: &str =
    "# Known differences: spec/cases.md section 10.5. `taut expect --update` keeps comments and reasons.\n\n";

/// Bring an expectation file up to date with a run
///
/// Comments and reasons of entries that stay are kept. `taut run` takes no
/// entry without a reason, so the reasons of new entries are for you to write.
#[derive(Args, Debug)]
#[command(after_help = "Exit status:
  0  the file says what the run has shown, or was made to
  1  it does not, and --update was not given
  2  usage, or a file that is not valid
  3  set-up failed

Examples:
  taut expect --update --expect known.toml -- python3 adapter.py
  taut expect --update --impl stringphone-upstream")]
pub(super) struct ExpectArgs {
    /// Write the file; without it, say what would change
    #[arg(long)]
    update: bool,
    /// The expectation file [default: that of --impl, in the checkout]
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    selection: Selection,
}

pub(super) fn command(args: &ExpectArgs) -> Result<u8> {
    let suite = args.selection.suite()?;
    let path = match &args.expect {
        Some(path) => path.clone(),
        None => of_the_registry(&args.subject)?,
    };
    let old = if path.exists() {
        Expectations::read(&path, Reasons::MayBeMissing)?
    } else {
        Expectations::parse(path.display().to_string(), HEAD.to_owned(), Reasons::MayBeMissing)?
    };
    let Update { text, changes, reasons_missing } = examine(args, &suite, old)?;
    let count = changes.len();
    let mut lines = changes;
    let shown = path.display();
    if args.update && count > 0 {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {shown}"))?;
        lines.push(format!("{shown}: {count} changes written"));
    } else {
        lines.push(format!("{shown}: {count} changes"));
    }
    print(&(lines.join("\n") + "\n"))?;
    if reasons_missing > 0 {
        remark(&format!(
            "note: {reasons_missing} entries of {shown} have no reason yet; write it, `taut run` asks for it"
        ));
    }
    Ok(u8::from(!args.update && count > 0))
}

/// Plays the cases and rewrites the text.
fn examine(args: &ExpectArgs, suite: &Suite, old: Expectations) -> Result<Update> {
    let plan = Plan {
        suite,
        cases: args.selection.select(suite)?,
        subject: args.subject.prepare()?,
        helper: reference(&["--attacker"])?,
        implementation: args.subject.name.clone(),
        options: Options { tier: args.selection.tier.unwrap_or_default(), ..args.subject.options() },
    };
    let mut judge = judge(old, &args.selection)?;
    let mut results: Vec<CaseResult> = Vec::new();
    let End { totals, stopped, .. } = engine::run(&plan, &mut |event| match event {
        Event::Start(start) => judge.start(&start.hello.version),
        Event::Case(mut result) => {
            judge.case(&mut result);
            results.push(*result);
        }
        Event::Note { text } => remark(&format!("note: {text}")),
        Event::Complaint { .. } | Event::Baseline(_) | Event::End(_) => {}
    })?;
    if let Some(why) = stopped {
        bail!("the run ended early, so nothing is written: {why}");
    }
    let floors = if args.selection.is_the_usual() { totals } else { Vec::new() };
    update::rewrite(judge, &results, &floors)
}

/// The judge of a run over a selection.
pub(super) fn judge(expectations: Expectations, selection: &Selection) -> Result<Judge> {
    let scope = Scope {
        // A folder of one's own cases says nothing about those that are not in it.
        ids: selection.cases.is_none().then(|| selection.all_ids()).transpose()?,
        protocols: selection.protocol.clone(),
        whole: selection.holds_the_usual(),
        tier: selection.tier.unwrap_or_default(),
    };
    Ok(Judge::new(expectations, scope, Utc::now().date_naive()))
}

/// The judge of all that is known of an implementation, if there is a file about it.
pub(super) fn of_the_known(subject: &Subject, selection: &Selection) -> Result<Option<Judge>> {
    of_a_run(None, subject)?.map(|known| judge(known, selection)).transpose()
}

/// The expectations of a run: the file that was given, or that of a known implementation.
pub(super) fn of_a_run(file: Option<&Path>, subject: &Subject) -> Result<Option<Expectations>> {
    if let Some(path) = file {
        return Expectations::read(path, Reasons::Required).map(Some);
    }
    let Some(name) = &subject.name else { return Ok(None) };
    let registry = Registry::load(subject.implementations.as_deref())?;
    registry.find(name)?;
    let found = registry.expectations(name)?;
    found.map(|(name, text)| Expectations::parse(name, text, Reasons::Required)).transpose()
}

/// Where the file of a known implementation stands.
fn of_the_registry(subject: &Subject) -> Result<PathBuf> {
    let Some(name) = &subject.name else {
        bail!("which file? give --expect FILE, or --impl NAME for that of a known implementation");
    };
    let registry = Registry::load(subject.implementations.as_deref())?;
    registry.find(name)?;
    let path = expected(name);
    if let Some(file) = &subject.implementations {
        return Ok(file.parent().unwrap_or(Path::new("")).join(path));
    }
    match stale::checkout(&env::current_dir()?) {
        Some(root) => Ok(root.join("conformance").join(path)),
        None => bail!(
            "the file of {name} is part of the checkout, and this folder is in none; give --expect FILE"
        ),
    }
}
