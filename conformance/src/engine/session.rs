//! One playing of a case: which request is next, and what its answer means.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::blame::Failed;
use super::cast::{Cast, Placement, Player};
use super::change;
use super::expression::{self, Scope};
use super::judge::{Difference, Question};
use super::origin::Origins;
use super::play::Play;
use super::script::{Planned, PlannedCheck, Script};
use super::trial::{self, Trial, Tried};
use crate::adapter::hello::{CodeLevel, Hello, Supply};
use crate::adapter::protocol::{Body, Request};
use crate::event::{CaseResult, Exchange, Finding, Verdict};
use crate::model::case::{SUBJECT, Tier};
use crate::model::derive::Derive;
use crate::model::outcome::{Answered, Members};

/// A case on its way from the first step to its verdict.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    pub(super) script: &'a Script<'a>,
    pub(super) hello: &'a Hello,
    pub(super) cast: Cast<'a>,
    tier: Tier,
    pub(super) step: usize,
    /// The derived variant that is played, before the genuine message of its step.
    trial: Option<Trial>,
    /// Whether it was refused, so that the genuine message is next.
    refused: bool,
    /// The derived variants of the messages that were accepted.
    trials: Vec<Trial>,
    /// The accepted answer that a `check` is about; while it is there, the check is the next request.
    pub(super) tested: Option<Members>,
    saved: BTreeMap<String, Value>,
    pub(super) origins: Origins<'a>,
    findings: Vec<Finding>,
    transcript: Option<Vec<Exchange>>,
}

/// What to do next.
#[derive(Debug)]
pub(crate) enum Progress {
    /// Send the next request.
    Continue,
    /// The playing has its result.
    Done(Box<CaseResult>),
    /// The reference failed, and not by the fault of the implementation: no verdict can be trusted.
    Broken(String),
}

impl<'a> Session<'a> {
    /// `tier` says how many derived variants the case asks for.
    pub(crate) fn new(script: &'a Script<'a>, hello: &'a Hello, play: &Play, tier: Tier) -> Self {
        Self {
            script,
            hello,
            cast: script.cast(play.placement),
            tier,
            step: 0,
            trial: play.trial,
            refused: false,
            trials: Vec::new(),
            tested: None,
            saved: BTreeMap::new(),
            origins: Origins::default(),
            findings: Vec::new(),
            transcript: None,
        }
    }

    /// Keeps from now on what is asked and answered.
    pub(crate) fn record(&mut self) {
        self.transcript = Some(Vec::new());
    }

    /// The derived variants that follow from this playing.
    pub(crate) fn take_trials(&mut self) -> Vec<Trial> {
        std::mem::take(&mut self.trials)
    }

    /// Who plays the next request.
    pub(crate) fn player(&self) -> Player {
        match (&self.tested, self.planned()) {
            (None, Some(planned)) => self.cast.player(&planned.step.actor),
            _ => Player::Helper,
        }
    }

    /// Appends the next request as one line.
    ///
    /// # Errors
    /// The result, when an expression has no value because of what was answered before, or a derived variant of
    /// that message does not exist.
    pub(crate) fn request(
        &mut self,
        id: u64,
        session: u64,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<CaseResult>> {
        let start = out.len();
        self.write(id, session, out)?;
        // Reading a request costs more than everything else that is done for it.
        if self.transcript.is_some() {
            self.transcribe(out.get(start..).unwrap_or_default());
        }
        Ok(())
    }

    fn transcribe(&mut self, line: &[u8]) {
        let step = self.tested.is_none().then_some(self.step);
        let change = self.trying().map(|(trial, _)| trial.change.to_string());
        if let (Some(transcript), Ok(request)) = (&mut self.transcript, crate::json::from_slice(line)) {
            transcript.push(Exchange { step, change, request, answer: None, intermediate: Members::new() });
        }
    }

    fn write(&self, id: u64, session: u64, out: &mut Vec<u8>) -> Result<(), Box<CaseResult>> {
        let Some(turn) = self.turn() else { return Ok(()) };
        let scope = self.scope();
        let computed = |name: &str, members| {
            expression::members(members, scope).map_err(|why| {
                let reason = format!("cannot compute `{name}` from what was answered before: {why}");
                self.result(Some(Box::new(Difference::new(Verdict::Differs, reason))))
            })
        };
        let mut input = computed("in", turn.input)?;
        if let Some((trial, derive)) = self.trying() {
            let changed =
                input.get(&derive.member).and_then(Value::as_str).and_then(|hex| trial.change.apply(hex));
            let Some(changed) = changed else { return Err(self.result(None)) };
            input.to_mut().insert(derive.member.clone(), Value::String(changed));
        }
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
        if let (Some(asked), Ok(body)) = (self.transcript.as_mut().and_then(|asked| asked.last_mut()), &body)
        {
            asked.answer = Some(body.outcome.clone());
            asked.intermediate.clone_from(&body.intermediate);
        }
        let judged = match body {
            Ok(body) if self.tested.is_some() => self.judge_check(&body).map(|()| true),
            Ok(body) if self.trying().is_some() => self.judge_trial(&body),
            Ok(body) => self.judge_step(body),
            Err(why) if self.player() != Player::Subject => Err(Failed::Reference(why)),
            Err(why) => Err(Box::new(Difference::new(Verdict::ProtocolViolation, why)).into()),
        };
        match judged {
            Ok(false) => Progress::Continue,
            Ok(true) => Progress::Done(self.result(None)),
            Err(Failed::Subject(difference)) => Progress::Done(self.result(Some(difference))),
            Err(Failed::Reference(why)) => Progress::Broken(self.broken(&why)),
        }
    }

    /// The verdict at this point: as expected, or the difference that was found.
    pub(crate) fn result(&self, difference: Option<Box<Difference>>) -> Box<CaseResult> {
        let mut findings = self.findings.clone();
        findings.sort();
        findings.dedup();
        let mut result =
            Box::new(CaseResult { findings, ..result(self.script, Verdict::AsExpected, String::new()) });
        result.transcript = self.transcript.clone().unwrap_or_default();
        if let Some(difference) = difference {
            let index = self.step.min(self.script.steps.len().saturating_sub(1));
            result.step = Some(index);
            result.placement = self.cast.name().map(str::to_owned);
            if let Some(planned) = self.script.steps.get(index) {
                result.actor = Some(planned.step.actor.clone());
                result.op = Some(planned.step.op.clone());
            }
            result.verdict = difference.verdict;
            result.reason = self.introduced(difference.reason);
            result.derived = self.derived();
            result.expected = difference.expected;
            result.actual = difference.actual;
            result.at = difference.at;
            result.intermediate = difference.intermediate;
            result.detail = difference.detail;
        }
        result
    }

    /// A reason, with the derived variant that it is about.
    fn introduced(&self, reason: String) -> String {
        let at = self.trial.filter(|trial| trial.step == self.step).zip(self.planned());
        let Some((trial, derive)) =
            at.and_then(|(trial, planned)| Some((trial, planned.step.derive.as_ref()?)))
        else {
            return reason;
        };
        let (member, change) = (&derive.member, trial.change);
        if self.refused {
            format!("after `{member}`, {change}, was refused, the genuine one: {reason}")
        } else {
            format!("`{member}`, {change}: {reason}")
        }
    }

    /// The kind of derived variant that a difference at this step is about.
    fn derived(&self) -> Option<String> {
        let trial = self.trial.filter(|trial| trial.step == self.step)?;
        Some(format!("{}{}", if self.refused { "genuine after " } else { "" }, trial.change.kind()))
    }

    /// The derived variant that is next, or was just sent.
    fn trying(&self) -> Option<(Trial, &'a Derive)> {
        let trial = self.trial.filter(|trial| trial.step == self.step && !self.refused)?;
        Some((trial, self.planned()?.step.derive.as_ref()?))
    }

    pub(super) fn planned(&self) -> Option<&'a Planned<'a>> {
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
        let Planned { step, operation, .. } = self.planned()?;
        let injected = |supply: Supply| self.player() == Player::Helper || supply == Supply::Inject;
        Some(Turn {
            actor: &step.actor,
            op: &step.op,
            input: &step.input,
            draws: (injected(self.hello.draws) && !operation.draws.is_empty()).then_some(&step.draws),
            now: step.now.filter(|_| operation.clock && injected(self.hello.clock)),
        })
    }

    /// The step that was asked, and everything its judgement depends on.
    fn question(&self, planned: &'a Planned<'a>) -> Question<'_> {
        Question {
            hello: self.hello,
            codes: if self.player() == Player::Subject { self.hello.codes } else { CodeLevel::Exact },
            protocol: planned.protocol,
            home: planned.home,
            drawn: self.is_drawn(),
            operation: planned.operation,
            cast: self.cast,
            actor: &planned.step.actor,
            expect: &planned.step.expect,
            variants: &planned.step.variants,
            intermediate: &planned.step.intermediate,
            scope: self.scope(),
        }
    }

    /// Whether the playing is over with this answer.
    fn judge_step(&mut self, body: Body) -> Result<bool, Failed> {
        let Some(planned) = self.planned() else { return Ok(true) };
        let player = self.player();
        let judged = self.question(planned).judge(&body);
        let passed = judged.map_err(|difference| self.blame(planned, difference))?;
        self.findings.extend(passed.findings);
        self.origins.note(self.step, player, planned);
        if let Answered::Accept(members) = body.outcome {
            self.derive(planned);
            self.save(planned, &members).map_err(|difference| self.blame(planned, difference))?;
            if self.script.check.is_some() && !passed.stop {
                self.tested = Some(members);
                return Ok(false);
            }
        }
        let tried = self.trial.is_some_and(|trial| trial.step == self.step);
        self.step += 1;
        Ok(tried || passed.stop || self.step >= self.script.steps.len())
    }

    /// Whether the playing is over with this answer to a derived variant.
    fn judge_trial(&mut self, body: &Body) -> Result<bool, Failed> {
        let (Some((trial, derive)), Some(planned)) = (self.trying(), self.planned()) else { return Ok(true) };
        let tried = trial.judge(derive, &self.question(planned), body)?;
        match tried {
            Tried::Accepted(findings) => self.findings.extend(findings),
            Tried::Refused => self.refused = true,
        }
        Ok(!self.refused)
    }

    /// Notes the derived variants of a message that was accepted.
    fn derive(&mut self, planned: &'a Planned<'a>) {
        let plain = self.trial.is_none() && self.cast.placement == Placement::All;
        let Some(derive) = planned.step.derive.as_ref().filter(|_| plain) else { return };
        let Ok(input) = expression::members(&planned.step.input, self.scope()) else { return };
        let Some(message) = input.get(&derive.member).and_then(Value::as_str) else { return };
        let length = message.len() / 2;
        let (bounds, _) = trial::declared(derive, &self.question(planned));
        let changes = change::changes(length, &bounds, self.tier);
        let step = self.step;
        self.trials.extend(changes.into_iter().map(|change| Trial { step, change, length }));
    }

    fn judge_check(&self, body: &Body) -> Result<(), Failed> {
        let Some(PlannedCheck { check, protocol, operation }) = &self.script.check else { return Ok(()) };
        let none = Members::new();
        let question = Question {
            hello: self.hello,
            codes: CodeLevel::Exact,
            protocol,
            home: protocol,
            drawn: self.hello.draws == Supply::Own,
            operation,
            cast: self.cast,
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
            Failed::Subject(difference)
        })
    }

    fn save(&mut self, planned: &Planned<'_>, members: &Members) -> Result<(), Box<Difference>> {
        for (name, pointer) in &planned.step.save {
            let value = expression::part_of(members, pointer).ok_or_else(|| {
                let reason = format!("the answer has nothing at `{pointer}`, which a later step needs");
                Box::new(Difference {
                    at: Some(pointer.clone()),
                    ..Difference::new(Verdict::Differs, reason)
                })
            })?;
            self.saved.insert(name.clone(), value);
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
        placement: None,
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
        derived: None,
        symptoms: Vec::new(),
        known: Vec::new(),
        transcript: Vec::new(),
        micros: 0,
    }
}
