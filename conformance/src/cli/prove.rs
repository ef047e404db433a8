//! `taut prove`: the suite, tested.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::print;
use crate::model::suite::Suite;
use crate::prove::{Diagnosis, Fault, Mode, Negatives, Proof, Question, Switch, prove, switches};
use crate::report::paint::Paint;
use crate::select::{NothingSelected, Selection, globs, word};

/// Show that the suite notices what it is there to notice
///
/// Each rule of the reference is switched off and must be caught by a case;
/// each negative case must catch a rule that it cites, or a second line of
/// defence behind it; each adapter that is broken in a known way must get
/// the verdict that names it.
#[derive(Args, Debug)]
#[command(after_help = "Exit status:
  0  all was caught and diagnosed
  1  something was not
  2  usage, or a case file that is not valid
  3  the reference did not start, or this build cannot switch rules off
  4  no such rule

Examples:
  taut prove
  taut prove --rule 'SP-OPEN-*'          only rules
  taut prove --broken hang --broken slow only broken adapters")]
pub(super) struct ProveArgs {
    /// Only this protocol (repeatable)
    #[arg(long, value_name = "NAME")]
    protocol: Vec<String>,
    /// Switch off only rules such as SP-OPEN-2 or 'SP-OPEN-*' (repeatable);
    /// negative cases are then not judged
    #[arg(long, value_name = "GLOB")]
    rule: Vec<String>,
    /// Start only this broken adapter (repeatable)
    #[arg(long, value_name = "NAME")]
    broken: Vec<Mode>,
    /// Cases from a folder shaped like vectors/, not the embedded ones
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Machine-readable, with every case that catches a rule
    #[arg(long)]
    json: bool,
}

/// Be an adapter that is broken in a known way
#[derive(Args, Debug)]
#[command(hide = true)]
pub(crate) struct BrokenArgs {
    /// How it is broken
    pub(crate) mode: Mode,
}

pub(super) fn command(args: &ProveArgs, paint: Paint) -> Result<u8> {
    let selection =
        Selection { protocol: args.protocol.clone(), cases: args.cases.clone(), ..Selection::default() };
    let suite = selection.suite()?;
    let question = args.question(&suite)?;
    // Hidden when standard error is no terminal.
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} runs {elapsed}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let proof = prove(&question, &|done, of| {
        bar.set_length(u64::try_from(of).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    })?;
    bar.finish_and_clear();
    print(&if args.json {
        serde_json::to_string_pretty(&to_json(&proof))? + "\n"
    } else {
        text(&proof, paint)?
    })?;
    Ok(u8::from(!proof.holds()))
}

impl ProveArgs {
    fn question<'a>(&self, suite: &'a Suite) -> Result<Question<'a>> {
        let everything = self.rule.is_empty() && self.broken.is_empty();
        let mut rules = switches(suite);
        let wanted = globs("--rule", &self.rule)?;
        rules.retain(|Switch { rule, .. }| everything || wanted.is_match(rule));
        if rules.is_empty() && !self.rule.is_empty() {
            return Err(NothingSelected::no_switch(&self.rule).into());
        }
        let broken = if everything { Mode::value_variants().to_vec() } else { self.broken.clone() };
        Ok(Question { suite, rules, negatives: everything, broken })
    }
}

fn text(proof: &Proof, paint: Paint) -> Result<String> {
    let mut text = String::new();
    if !proof.baseline.is_empty() {
        writeln!(text, "{} with every rule in place:", paint.bad("the reference is not as expected"))?;
        proof.baseline.iter().try_for_each(|line| writeln!(text, "  {line}"))?;
        writeln!(text, "nothing can be proved before `taut run` passes")?;
        return Ok(text);
    }
    if !proof.faults.is_empty() {
        writeln!(text, "{}", paint.bold("Rules, each switched off"))?;
        proof.faults.iter().try_for_each(|fault| writeln!(text, "{}", fault_line(fault, paint)))?;
    }
    if let Some(negatives) = &proof.negatives {
        negative_lines(&mut text, negatives, paint)?;
    }
    if !proof.diagnoses.is_empty() {
        writeln!(text, "{}", paint.bold("Broken adapters"))?;
        for (mode, diagnoses) in by_mode(&proof.diagnoses) {
            broken_lines(&mut text, mode, &diagnoses, paint)?;
        }
    }
    writeln!(text, "{}", summary(proof))?;
    Ok(text)
}

fn fault_line(fault: &Fault, paint: Paint) -> String {
    let Fault { rule, kind, caught_by, problem } = fault;
    let head = format!("  {rule:<14} {:<5}", kind.name());
    match (problem, caught_by.first()) {
        (Some(problem), _) => format!("{head} {}", paint.bad(problem)),
        (None, None) => format!("{head} {}", paint.bad("caught by no case")),
        (None, Some(first)) => {
            let cases = if caught_by.len() == 1 { "case " } else { "cases" };
            format!("{head} {:>4} {cases}  {first}", caught_by.len())
        }
    }
}

fn negative_lines(text: &mut String, negatives: &Negatives, paint: Paint) -> Result<()> {
    let Negatives { number, excepted, excepted_catch, together, idle } = negatives;
    writeln!(text, "{}", paint.bold("Negative cases"))?;
    let alone = number - together.len() - idle.len();
    writeln!(text, "  {alone} catch a rule that they cite")?;
    for (case, rules) in together {
        writeln!(text, "  {case} catches only {}", rules.join(" with "))?;
    }
    for (case, why) in idle {
        writeln!(text, "  {} {why}", paint.bad(case))?;
    }
    if *excepted > 0 {
        writeln!(text, "  {excepted} of class robustness need not; {excepted_catch} of them do")?;
    }
    Ok(())
}

/// The diagnoses of one adapter together, in the order of the table.
fn by_mode(diagnoses: &[Diagnosis]) -> Vec<(Mode, Vec<&Diagnosis>)> {
    let modes = Mode::value_variants().iter();
    let of = |mode: &Mode| diagnoses.iter().filter(|one| one.mode == *mode).collect::<Vec<_>>();
    modes.map(|mode| (*mode, of(mode))).filter(|(_, list)| !list.is_empty()).collect()
}

fn broken_lines(text: &mut String, mode: Mode, diagnoses: &[&Diagnosis], paint: Paint) -> Result<()> {
    let cases: usize = diagnoses.iter().map(|one| one.cases).sum();
    let named: usize = diagnoses.iter().map(|one| one.named).sum();
    let verdict = verdict(mode);
    // The words that come after it are advice.
    let reason = diagnoses.first().and_then(|one| one.reason.split("; ").next()).unwrap_or_default();
    let reason = if reason.is_empty() { String::new() } else { format!("  {}", paint.dim(reason)) };
    writeln!(text, "  {:<13} {verdict:<18} {named:>4} of {cases}{reason}", mode.name())?;
    for Diagnosis { protocol, problem, .. } in diagnoses {
        if let Some(problem) = problem {
            writeln!(text, "    {}", paint.bad(&format!("{protocol}: {problem}")))?;
        }
    }
    Ok(())
}

/// What names the adapter.
fn verdict(mode: Mode) -> String {
    mode.verdict().map_or_else(|| "set-up failed".to_owned(), |verdict| word(&verdict))
}

fn summary(proof: &Proof) -> String {
    let mut parts = Vec::new();
    if !proof.faults.is_empty() {
        let caught = proof.faults.iter().filter(|fault| fault.is_caught()).count();
        parts.push(format!("{} rules, {caught} caught", proof.faults.len()));
    }
    if let Some(Negatives { number, idle, .. }) = &proof.negatives {
        parts.push(format!("{number} negative cases, {} catch nothing they ought to", idle.len()));
    }
    let modes = by_mode(&proof.diagnoses);
    if !modes.is_empty() {
        let right = modes.iter().filter(|(_, list)| list.iter().all(|one| one.problem.is_none())).count();
        parts.push(format!("{} broken adapters, {right} diagnosed", modes.len()));
    }
    parts.join("; ")
}

fn to_json(proof: &Proof) -> Value {
    let fault = |fault: &Fault| {
        json!({
            "rule": fault.rule, "kind": fault.kind.name(), "caught_by": fault.caught_by,
            "problem": fault.problem,
        })
    };
    let diagnosis = |one: &Diagnosis| {
        json!({
            "name": one.mode.name(), "protocol": one.protocol, "verdict": verdict(one.mode),
            "cases": one.cases, "named": one.named, "reason": one.reason, "problem": one.problem,
        })
    };
    let negatives = |one: &Negatives| {
        json!({
            "cases": one.number, "robustness": one.excepted, "robustness_catch": one.excepted_catch,
            "together": one.together, "idle": one.idle,
        })
    };
    let mut members = BTreeMap::from([("baseline", json!(proof.baseline)), ("holds", json!(proof.holds()))]);
    members.insert("rules", proof.faults.iter().map(fault).collect());
    members.insert("negative", proof.negatives.as_ref().map(negatives).unwrap_or_default());
    members.insert("broken", proof.diagnoses.iter().map(diagnosis).collect());
    json!(members)
}
