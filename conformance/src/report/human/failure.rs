//! The block of one failure: what was expected, what came, which rule says so, how to see it again.

use serde_json::Value;

use super::{Scene, difference};
use crate::event::CaseResult;
use crate::model::case::Case;
use crate::report::rules;
use crate::select::word;

/// Longest outcome that is shown whole.
const OUTCOME_SHOWN: usize = 160;

/// Labels and texts, one below the other.
#[derive(Debug, Default)]
struct Block(Vec<(&'static str, String)>);

impl Block {
    fn add(&mut self, label: &'static str, text: impl Into<String>) {
        self.0.push((label, text.into()));
    }
}

/// All that is known about a failed case.
pub(super) fn block(result: &CaseResult, case: Option<&Case>, scene: &Scene<'_>) -> String {
    let mut block = Block::default();
    if let Some(case) = case {
        block.add("about", &*case.about);
    }
    block.add("reason", &*result.reason);
    let place = place(result, case);
    if !place.is_empty() {
        block.add("at", place);
    }
    if let Some(placement) = &result.placement {
        block.add("played", played(placement));
    }
    outcomes(&mut block, result);
    for rule in &result.rules {
        block.add("rule", rules::line(rule));
    }
    if let Some(bug) = case.and_then(|case| case.bug.as_ref()) {
        block.add("bug", format!("{}, {}", word(&bug.class), word(&bug.severity)));
    }
    if let Some(detail) = &result.detail {
        block.add("adapter", &**detail);
    }
    block.add("again", scene.repeat.command(&result.id));

    let paint = scene.paint;
    let mut text = format!("\n{} {}", paint.bad(&word(&result.verdict)), paint.bold(&result.id));
    for (label, value) in &block.0 {
        let value = value.trim_end().replace('\n', "\n            ");
        text.extend(["\n  ", &paint.dim(&format!("{label:<9}")), " ", &value]);
    }
    text.push('\n');
    text
}

/// `step 3 of 9, bob, stringphone.topic.open`; a case with one step needs no number.
fn place(result: &CaseResult, case: Option<&Case>) -> String {
    let steps = case.and_then(|case| case.steps.as_ref()).map_or(1, Vec::len);
    let step = result.step.filter(|_| steps > 1).map(|index| format!("step {} of {steps}", index + 1));
    let actor = result.actor.clone().filter(|_| steps > 1);
    [step, actor, result.op.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Who had which part.
pub(crate) fn played(placement: &str) -> String {
    match placement {
        "all" => "all peers".to_owned(),
        alone => format!("{alone} alone, with the reference as every other peer"),
    }
}

fn outcomes(block: &mut Block, result: &CaseResult) {
    let value = |outcome: &Option<Value>| {
        outcome.as_ref().and_then(|outcome| pointed(outcome, result.at.as_deref()?))
    };
    if let (Some(expected), Some(actual), Some(at)) =
        (value(&result.expected), value(&result.actual), &result.at)
    {
        block.add("member", at.trim_start_matches('/'));
        differing(block, &expected, &actual);
    } else {
        for (label, outcome) in [("expected", &result.expected), ("actual", &result.actual)] {
            if let Some(outcome) = outcome {
                block.add(label, difference::shortened(&outcome.to_string(), OUTCOME_SHOWN));
            }
        }
    }
    if let Some(first) = &result.intermediate {
        block.add("first", format!("differing intermediate: {}", first.name));
        differing(block, &first.expected, &first.actual);
    }
}

fn differing(block: &mut Block, expected: &Value, actual: &Value) {
    let difference = difference::between(expected, actual);
    if let Some(remark) = difference.remark {
        block.add("", remark);
    }
    if let Some(lines) = difference.lines {
        block.add("", lines);
    } else {
        block.add("expected", difference.expected);
        block.add("actual", difference.actual);
    }
}

/// The member of an accepted outcome; a pointer may begin at the outcome or at its members.
fn pointed(outcome: &Value, at: &str) -> Option<Value> {
    let members = outcome.get("accept").unwrap_or(outcome);
    members.pointer(at).or_else(|| outcome.pointer(at)).cloned()
}
