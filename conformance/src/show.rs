//! `taut show`: one case, for a person or as the lines to pipe into an adapter.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::{print, remark};
use crate::engine::expression::{self, Scope};
use crate::model::case::{ActorKind, Case, Step};
use crate::model::outcome::Members;
use crate::report::paint::Paint;
use crate::report::rules;
use crate::select::{NothingSelected, Selection, word};

/// Show one case: its rules, its steps and what it expects
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  taut show stringphone/open/trusted
  taut show stringphone/open/trusted --requests | python3 adapter.py")]
pub(crate) struct ShowArgs {
    /// ID of the case (see `taut list`)
    case: String,
    /// Print the exact lines that an adapter is sent, one request a line
    #[arg(long)]
    requests: bool,
    /// Cases from a folder shaped like vectors/, not the embedded ones
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
}

/// # Errors
/// When there is no such case, or the case files are not valid.
pub(crate) fn command(args: &ShowArgs, paint: Paint) -> Result<()> {
    let selection =
        Selection { case: vec![args.case.clone()], cases: args.cases.clone(), ..Selection::default() };
    let suite = selection.suite()?;
    let Some(case) = suite.cases().find(|case| case.id == args.case) else {
        bail!(NothingSelected::unknown_case(&args.case, &suite));
    };
    let steps = case.to_steps().unwrap_or_default();
    if args.requests { requests(case, &steps) } else { print(&pretty(case, &steps, paint)?) }
}

/// The case as a person reads it.
fn pretty(case: &Case, steps: &[Step], paint: Paint) -> Result<String> {
    let mut text = format!("{}\n{}\n\n", paint.bold(&case.id), case.about);
    let mut line = |label: &str, value: &str| writeln!(text, "{} {value}", paint.dim(&format!("{label:<9}")));
    let source = case.source.reference.as_deref().map_or(String::new(), |reference| format!(", {reference}"));
    line("source", &format!("{}{source}", word(&case.source.kind)))?;
    line("tier", &word(&case.tier))?;
    if let Some(base) = &case.edit_of {
        line("edit of", base)?;
    }
    if let Some(bug) = &case.bug {
        line("bug", &format!("{}, {}", word(&bug.class), word(&bug.severity)))?;
    }
    if !case.needs.is_empty() {
        line("needs", &case.needs.join(", "))?;
    }
    for rule in &case.rules {
        line("rule", &rules::line(rule))?;
    }
    let actors = case.to_actors();
    for (index, step) in steps.iter().enumerate() {
        let kind = actors.get(&step.actor).map(word).unwrap_or_default();
        let place = format!("step {} of {}", index + 1, steps.len());
        writeln!(text, "\n{} {}  ({}, {kind})", paint.bold(&place), step.op, step.actor)?;
        text.push_str(&step_text(step)?);
    }
    if let Some(check) = &case.check {
        writeln!(text, "\n{} {}  (the reference reads what was made)", paint.bold("check"), check.op)?;
        text.push_str(&members("in", &check.input)?);
        writeln!(text, "  expect  {}", serde_json::to_string(&check.expect)?)?;
    }
    Ok(text)
}

fn step_text(step: &Step) -> Result<String> {
    let mut text = members("in", &step.input)? + &members("draws", &step.draws)?;
    if let Some(now) = step.now {
        writeln!(text, "  now  {now}")?;
    }
    text.push_str(&members("intermediate", &step.intermediate)?);
    writeln!(text, "  expect  {}", serde_json::to_string(&step.expect)?)?;
    for variant in &step.variants {
        let when: Vec<_> =
            variant.when.iter().map(|(choice, answer)| format!("{choice} = {answer}")).collect();
        let then = if variant.then.is_some() { ", and the case ends" } else { "" };
        writeln!(
            text,
            "  expect  {} when {}{then}",
            serde_json::to_string(&variant.expect)?,
            when.join(", ")
        )?;
    }
    for (name, pointer) in &step.save {
        writeln!(text, "  save  {name} from {pointer}")?;
    }
    if let Some(upstream) = &step.upstream {
        writeln!(text, "  upstream  {}", serde_json::to_string(upstream)?)?;
    }
    Ok(text)
}

fn members(label: &str, members: &Members) -> Result<String> {
    let mut text = String::new();
    if !members.is_empty() {
        writeln!(text, "  {label}")?;
    }
    for (name, value) in members {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        writeln!(text, "    {name}  {value}")?;
    }
    Ok(text)
}

/// The lines of a session that plays the case, from hello to end.
fn requests(case: &Case, steps: &[Step]) -> Result<()> {
    let actors = case.to_actors();
    let mut lines = vec![json!({ "id": 0, "op": "hello", "in": { "taut": [1] } })];
    for (index, step) in steps.iter().enumerate() {
        if let Some(who) = actors.get(&step.actor).copied().and_then(other_player) {
            remark(&format!("note: step {} is left out; the built-in {who} plays it", index + 1));
            continue;
        }
        let nothing = BTreeMap::new();
        let scope = Scope { saved: &nothing, answer: None };
        let input = expression::members(&step.input, scope).unwrap_or_else(|_| {
            let what = "has parts of earlier answers in it; put bytes in place of each `$..`";
            remark(&format!("note: step {} {what}", index + 1));
            Cow::Borrowed(&step.input)
        });
        lines.push(request(lines.len(), step, &input));
    }
    lines.push(json!({ "id": lines.len(), "op": "end", "session": 1 }));
    print(&lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat())
}

/// Who plays an actor that no adapter does.
fn other_player(kind: ActorKind) -> Option<&'static str> {
    match kind {
        ActorKind::Attacker => Some("attacker"),
        ActorKind::Http => Some("server"),
        ActorKind::Peer => None,
        ActorKind::Raw => Some("raw actor"),
    }
}

fn request(id: usize, step: &Step, input: &Members) -> Value {
    let mut request = Map::new();
    request.insert("id".to_owned(), json!(id));
    request.insert("session".to_owned(), json!(1));
    request.insert("actor".to_owned(), json!(step.actor));
    request.insert("op".to_owned(), json!(step.op));
    request.insert("in".to_owned(), json!(input));
    if !step.draws.is_empty() {
        request.insert("draws".to_owned(), json!(step.draws));
    }
    if let Some(now) = step.now {
        request.insert("now".to_owned(), json!(now));
    }
    Value::Object(request)
}
