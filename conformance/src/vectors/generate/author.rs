//! Makes cases of drafts: order of members, randomness, outputs of the reference.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::Value;

use super::draft::{Draft, DraftCheck, DraftStep};
use super::{Play, derive};
use crate::live;
use crate::model::case::{Case, CaseFile, Check, Source, SourceKind, Step, Variant};
use crate::model::operation::{Member, Operation, State};
use crate::model::outcome::{Answered, Expect, Members};
use crate::vectors::checkout::ProtocolTree;

/// Relative to a case file.
const SCHEMA: &str = "../schema/cases.schema.json";

/// Collects the cases of one protocol, file by file.
pub(crate) struct Author<'a> {
    tree: &'a ProtocolTree,
    play: &'a dyn Play,
    /// Captures, and what has been added.
    known: BTreeMap<String, Case>,
    files: Vec<(String, CaseFile)>,
}

impl<'a> Author<'a> {
    pub(super) fn new(tree: &'a ProtocolTree, play: &'a dyn Play) -> Self {
        let captures = tree.cases.iter().filter(|located| located.case.source.kind == SourceKind::Upstream);
        let known = captures.map(|located| (located.case.id.clone(), located.case.clone())).collect();
        Self { tree, play, known, files: Vec::new() }
    }

    /// Begins a file; the cases that follow stand in it.
    pub(crate) fn file(&mut self, stem: &str, about: &str) {
        let file = CaseFile {
            schema: Some(SCHEMA.to_owned()),
            protocol: self.tree.protocol.protocol.clone(),
            about: about.to_owned(),
            cases: Vec::new(),
        };
        self.files.push((stem.to_owned(), file));
    }

    /// A capture, or a case that was added before.
    ///
    /// # Errors
    /// When there is none with this ID.
    pub(crate) fn base(&self, id: &str) -> Result<&Case> {
        self.known.get(id).ok_or_else(|| anyhow!("there is no capture and no earlier case {id}"))
    }

    /// The input of a case with one step.
    ///
    /// # Errors
    /// When there is no such case.
    pub(crate) fn input(&self, id: &str) -> Result<Members> {
        Ok(self.base(id)?.input.clone().unwrap_or_default())
    }

    /// Asks the reference for the outputs of an operation without state.
    ///
    /// # Errors
    /// When it does not accept.
    pub(crate) fn play(&self, op: &str, input: &Members, draws: &Members) -> Result<(Members, Members)> {
        self.play_at(op, input, draws, None)
    }

    /// The same at a time, in Unix milliseconds.
    ///
    /// # Errors
    /// When it does not accept.
    pub(crate) fn play_at(
        &self,
        op: &str,
        input: &Members,
        draws: &Members,
        now: Option<i64>,
    ) -> Result<(Members, Members)> {
        let played = self.play.play(op, input, draws, now);
        match played.outcome {
            Answered::Accept(members) => Ok((members, played.intermediate)),
            other => bail!("the reference does not accept {op}: {}", serde_json::to_string(&other)?),
        }
    }

    /// Makes a case of a draft and puts it into the current file.
    ///
    /// # Errors
    /// When the draft is not whole, or the reference does not accept what it should; the error names the case.
    pub(crate) fn add(&mut self, draft: Draft) -> Result<()> {
        let id = draft.id.clone();
        let case = self.make(draft).with_context(|| id.clone())?;
        let (_, file) = self.files.last_mut().with_context(|| format!("{id}: begin a file first"))?;
        file.cases.push(case.clone());
        ensure!(self.known.insert(id.clone(), case).is_none(), "{id}: the ID is taken");
        Ok(())
    }

    pub(super) fn into_files(self) -> Vec<(String, CaseFile)> {
        self.files
    }

    fn make(&self, mut draft: Draft) -> Result<Case> {
        ensure!(!draft.steps.is_empty(), "the case has no step");
        let steps = std::mem::take(&mut draft.steps);
        let mut made = Vec::new();
        for (index, step) in steps.into_iter().enumerate() {
            made.push(self.step(&draft, index, step).with_context(|| format!("step {index}"))?);
        }
        let check = draft.check.take().map(|check| self.check(check)).transpose()?;
        let mut case = Case {
            id: draft.id,
            about: draft.about,
            rules: draft.rules,
            source: Source { kind: draft.kind, reference: draft.reference },
            edit_of: draft.edit_of,
            bug: draft.bug,
            tier: draft.tier,
            needs: draft.needs,
            op: None,
            input: None,
            draws: None,
            now: None,
            intermediate: None,
            expect: None,
            variants: Vec::new(),
            derive: None,
            upstream: None,
            check,
            actors: draft.actors,
            steps: None,
        };
        if case.actors.is_some() {
            case.steps = Some(made);
        } else {
            ensure!(made.len() == 1, "a case with several steps is a scenario");
            for step in made {
                flatten(&mut case, step);
            }
        }
        Ok(case)
    }

    fn step(&self, draft: &Draft, index: usize, step: DraftStep) -> Result<Step> {
        let operation = self.operation(&step.op)?;
        let input = ordered(&operation.input, object(step.input)?);
        let expect = step.wanted.into_expect().map_err(|why| anyhow!(why))?;
        let draws = match step.draws {
            Some(draws) => object(draws)?,
            None if matches!(expect, None | Some(Expect::Accept(_))) => {
                self.draws(draft, index, operation, &input)?
            }
            None => Members::new(),
        };
        let mut intermediate = Members::new();
        let expect = if let Some(expect) = expect {
            expect
        } else {
            ensure!(operation.state == State::None, "{} has state: say what it gives", operation.name);
            let (outputs, on_the_way) = self.play_at(&operation.name, &input, &draws, step.now)?;
            intermediate = ordered(&operation.intermediate, on_the_way);
            Expect::Accept(ordered(&operation.out, outputs))
        };
        let mut variants = Vec::new();
        for (when, wanted, then) in step.variants {
            let expect = wanted.into_expect().map_err(|why| anyhow!(why))?;
            let expect = expect.context("the reference is strict: say what a variant gives")?;
            variants.push(Variant { when, expect, then });
        }
        let upstream = step.upstream.map(object).transpose()?;
        Ok(Step {
            actor: step.actor,
            op: step.op,
            input,
            draws,
            now: step.now,
            intermediate,
            expect,
            save: step.save,
            variants,
            derive: step.derive,
            upstream,
        })
    }

    /// Derived from the case's ID; an edited case keeps those of its base.
    fn draws(&self, draft: &Draft, index: usize, operation: &Operation, input: &Members) -> Result<Members> {
        let mut root = draft.id.as_str();
        let mut kept = Members::new();
        let mut next = draft.edit_of.as_deref();
        while let Some(id) = next {
            let base = self.base(id)?;
            root = &base.id;
            next = base.edit_of.as_deref();
            if let Some(step) = base.to_steps().unwrap_or_default().into_iter().nth(index)
                && step.op == operation.name
                && kept.is_empty()
            {
                kept = step.draws;
            }
        }
        let given = |name: &String| input.contains_key(name);
        let drawn = operation.draws.iter().filter(|draw| !draw.unless.as_ref().is_some_and(given));
        Ok(drawn
            .map(|draw| {
                let derived = || hex::encode(derive(root, index, &draw.name, draw.bytes)).into();
                (draw.name.clone(), kept.get(&draw.name).cloned().unwrap_or_else(derived))
            })
            .collect())
    }

    fn check(&self, check: DraftCheck) -> Result<Check> {
        let operation = self.operation(&check.op)?;
        Ok(Check {
            input: ordered(&operation.input, object(check.input)?),
            op: check.op,
            draws: Members::new(),
            expect: Expect::Accept(object(check.accept)?),
        })
    }

    fn operation(&self, name: &str) -> Result<&'a Operation> {
        let built_in = || live::operation(name).map(|(_, operation)| operation);
        let known = self.tree.protocol.operation(name).or_else(built_in);
        known.ok_or_else(|| anyhow!("operations.json has no operation `{name}`"))
    }
}

fn flatten(case: &mut Case, step: Step) {
    let present = |members: Members| Some(members).filter(|members| !members.is_empty());
    case.op = Some(step.op);
    case.input = Some(step.input);
    case.draws = present(step.draws);
    case.now = step.now;
    case.intermediate = present(step.intermediate);
    case.expect = Some(step.expect);
    case.variants = step.variants;
    case.derive = step.derive;
    case.upstream = step.upstream;
}

fn object(value: Value) -> Result<Members> {
    match value {
        Value::Object(members) => Ok(members),
        other => bail!("`{other}` is no object"),
    }
}

/// In the order of `operations.json`; members that it does not know stay at the end, for the linter.
fn ordered(declared: &[Member], mut members: Members) -> Members {
    let mut sorted = Members::new();
    for member in declared {
        if let Some(value) = members.shift_remove(&member.name) {
            sorted.insert(member.name.clone(), value);
        }
    }
    sorted.extend(members);
    sorted
}

#[cfg(test)]
pub(super) mod tests;
