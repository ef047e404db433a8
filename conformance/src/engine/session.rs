//! One case in one placement: which request is next, and what its answer means.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::expression::{self, Scope};
use super::judge::{Difference, Question};
use super::script::{Planned, PlannedCheck, Player, Script};
use crate::adapter::hello::{CodeLevel, Hello, Supply};
use crate::adapter::protocol::{Body, Request};
use crate::event::{CaseResult, Finding, Verdict};
use crate::model::case::SUBJECT;
use crate::model::outcome::{Answered, Members};

/// A case on its way from the first step to its verdict.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    script: &'a Script<'a>,
    hello: &'a Hello,
    step: usize,
    /// The accepted answer that a `check` is about; while it is there, the check is the next request.
    tested: Option<Members>,
    saved: BTreeMap<String, Value>,
    findings: Vec<Finding>,
}

/// What to do next.
#[derive(Debug)]
pub(crate) enum Progress {
    /// Send the next request.
    Continue,
    /// The case has its verdict.
    Done(Box<CaseResult>),
}

impl<'a> Session<'a> {
    pub(crate) fn new(script: &'a Script<'a>, hello: &'a Hello) -> Self {
        Self { script, hello, step: 0, tested: None, saved: BTreeMap::new(), findings: Vec::new() }
    }

    /// Who plays the next request.
    pub(crate) fn player(&self) -> Player {
        match (&self.tested, self.planned()) {
            (None, Some(planned)) => planned.player,
            _ => Player::Helper,
        }
    }

    /// Appends the next request as one line.
    ///
    /// # Errors
    /// The verdict, when an expression has no value because of what was answered before.
    pub(crate) fn request(&self, id: u64, session: u64, out: &mut Vec<u8>) -> Result<(), Box<CaseResult>> {
        let Some(turn) = self.turn() else { return Ok(()) };
        let scope = self.scope();
        let computed = |name: &str, members| {
            expression::members(members, scope).map_err(|why| {
                let reason = format!("cannot compute `{name}` from what was answered before: {why}");
                self.result(Some(Box::new(Difference::new(Verdict::Differs, reason))))
            })
        };
        let input = computed("in", turn.input)?;
        let draws = match turn.draws {
            Some(draws) => Some(computed("draws", draws)?),
            None => None,
        };
        let actor = Some(turn.actor);
        let draws = draws.as_ref().map(Cow::as_ref);
        Request {
            id,
            session: Some(session),
            actor,
            op: turn.op,
            input: Some(&*input),
            draws,
            now: turn.now,
        }
        .write_line(out);
        Ok(())
    }

    /// Judges the answer to the last request.
    pub(crate) fn take(&mut self, body: Result<Body, String>) -> Progress {
        let judged = match body {
            Ok(body) if self.tested.is_some() => self.judge_check(&body).map(|()| true),
            Ok(body) => self.judge_step(body),
            Err(why) => Err(Box::new(Difference::new(Verdict::ProtocolViolation, why))),
        };
        match judged {
            Ok(false) => Progress::Continue,
            Ok(true) => Progress::Done(self.result(None)),
            Err(difference) => Progress::Done(self.result(Some(difference))),
        }
    }

    /// The verdict at this point: as expected, or the difference that was found.
    pub(crate) fn result(&self, difference: Option<Box<Difference>>) -> Box<CaseResult> {
        let mut findings = self.findings.clone();
        findings.sort();
        findings.dedup();
        let mut result =
            Box::new(CaseResult { findings, ..result(self.script, Verdict::AsExpected, String::new()) });
        if let Some(difference) = difference {
            let index = self.step.min(self.script.steps.len().saturating_sub(1));
            result.step = Some(index);
            if let Some(planned) = self.script.steps.get(index) {
                result.actor = Some(planned.step.actor.clone());
                result.op = Some(planned.step.op.clone());
            }
            result.verdict = difference.verdict;
            result.reason = difference.reason;
            result.expected = difference.expected;
            result.actual = difference.actual;
            result.at = difference.at;
            result.intermediate = difference.intermediate;
            result.detail = difference.detail;
        }
        result
    }

    fn planned(&self) -> Option<&'a Planned<'a>> {
        self.script.steps.get(self.step)
    }

    fn scope(&self) -> Scope<'_> {
        Scope { saved: &self.saved, answer: self.tested.as_ref() }
    }

    fn turn(&self) -> Option<Turn<'a>> {
        if let (Some(PlannedCheck { check, operation, .. }), Some(_)) = (&self.script.check, &self.tested) {
            let draws = (!operation.draws.is_empty()).then_some(&check.draws);
            return Some(Turn { actor: SUBJECT, op: &check.op, input: &check.input, draws, now: None });
        }
        let Planned { step, operation, player, .. } = self.planned()?;
        let injected = |supply: Supply| *player == Player::Helper || supply == Supply::Inject;
        Some(Turn {
            actor: &step.actor,
            op: &step.op,
            input: &step.input,
            draws: (injected(self.hello.draws) && !operation.draws.is_empty()).then_some(&step.draws),
            now: step.now.filter(|_| operation.clock && injected(self.hello.clock)),
        })
    }

    /// Whether the case is over with this answer.
    fn judge_step(&mut self, body: Body) -> Result<bool, Box<Difference>> {
        let Some(planned) = self.planned() else { return Ok(true) };
        let codes = if planned.player == Player::Helper { CodeLevel::Exact } else { self.hello.codes };
        let question = Question {
            hello: self.hello,
            codes,
            protocol: planned.protocol,
            operation: planned.operation,
            actors: &self.script.actors,
            actor: &planned.step.actor,
            expect: &planned.step.expect,
            variants: &planned.step.variants,
            intermediate: &planned.step.intermediate,
            scope: self.scope(),
        };
        let passed = question.judge(&body).map_err(|mut difference| {
            if planned.player == Player::Helper {
                difference.reason = format!("the built-in reference as attacker: {}", difference.reason);
            }
            difference
        })?;
        self.findings.extend(passed.findings);
        if let Answered::Accept(members) = body.outcome {
            self.save(planned, &members)?;
            if self.script.check.is_some() && !passed.stop {
                self.tested = Some(members);
                return Ok(false);
            }
        }
        self.step += 1;
        Ok(passed.stop || self.step >= self.script.steps.len())
    }

    fn judge_check(&self, body: &Body) -> Result<(), Box<Difference>> {
        let Some(PlannedCheck { check, protocol, operation }) = &self.script.check else { return Ok(()) };
        let none = Members::new();
        let question = Question {
            hello: self.hello,
            codes: CodeLevel::Exact,
            protocol,
            operation,
            actors: &self.script.actors,
            actor: SUBJECT,
            expect: &check.expect,
            variants: &[],
            intermediate: &none,
            scope: self.scope(),
        };
        question.judge(body).map(|_| ()).map_err(|mut difference| {
            difference.reason = format!(
                "the built-in reference reads this output with `{}`: {}",
                check.op, difference.reason
            );
            difference
        })
    }

    fn save(&mut self, planned: &Planned<'_>, members: &Members) -> Result<(), Box<Difference>> {
        for (name, pointer) in &planned.step.save {
            let value = expression::member_at(members, pointer).ok_or_else(|| {
                let reason = format!("the answer has nothing at `{pointer}`, which a later step needs");
                Box::new(Difference {
                    at: Some(pointer.clone()),
                    ..Difference::new(Verdict::Differs, reason)
                })
            })?;
            self.saved.insert(name.clone(), value.clone());
        }
        Ok(())
    }
}

/// The parts of a request, expressions not yet computed.
struct Turn<'a> {
    actor: &'a str,
    op: &'a str,
    input: &'a Members,
    draws: Option<&'a Members>,
    now: Option<i64>,
}

/// A verdict that no step decided.
pub(crate) fn result(script: &Script<'_>, verdict: Verdict, reason: String) -> CaseResult {
    CaseResult {
        id: script.case.id.clone(),
        protocol: script.protocol.to_owned(),
        verdict,
        reason,
        step: None,
        actor: None,
        op: None,
        rules: script.case.rules.clone(),
        expected: None,
        actual: None,
        at: None,
        intermediate: None,
        findings: Vec::new(),
        detail: None,
        known: None,
        micros: 0,
    }
}
