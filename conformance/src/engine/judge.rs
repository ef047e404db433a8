//! Holds one answer against the expectation of its step.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cast::{Cast, Player};
use super::expression::{self, Scope};
use super::fit;
use super::matching::{escape, first_difference, is_absent};
use crate::adapter::hello::{CodeLevel, Hello, Supply};
use crate::adapter::protocol::{Body, quote};
use crate::event::{Finding, IntermediateDifference, Verdict};
use crate::model::case::{Then, Variant};
use crate::model::operation::{CodeClass, Operation, Protocol};
use crate::model::outcome::{Answered, Codes, Expect, Members};

/// A step, and everything its judgement depends on but the answer.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    /// The implementation under test.
    pub(crate) hello: &'a Hello,
    /// How exact the codes of whoever answers are.
    pub(crate) codes: CodeLevel,
    /// Whose codes whoever answers has.
    pub(crate) protocol: &'a Protocol,
    /// Whose choices decide: the protocol of the case.
    pub(crate) home: &'a Protocol,
    /// Whether the outputs depend on randomness that nobody else knows.
    pub(crate) drawn: bool,
    pub(crate) operation: &'a Operation,
    pub(crate) cast: Cast<'a>,
    pub(crate) actor: &'a str,
    pub(crate) expect: &'a Expect,
    pub(crate) variants: &'a [Variant],
    pub(crate) intermediate: &'a Members,
    pub(crate) scope: Scope<'a>,
}

/// The answer is as expected.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Passed {
    pub(crate) findings: Vec<Finding>,
    /// The rest of the scenario means nothing under the declared choices.
    pub(crate) stop: bool,
}

/// The answer is another one.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) verdict: Verdict,
    pub(crate) reason: String,
    pub(crate) expected: Option<Value>,
    pub(crate) actual: Option<Value>,
    pub(crate) at: Option<String>,
    pub(crate) intermediate: Option<IntermediateDifference>,
    pub(crate) detail: Option<String>,
}

impl Difference {
    /// A difference that is said in one sentence.
    pub(crate) fn new(verdict: Verdict, reason: String) -> Self {
        Self { verdict, reason, expected: None, actual: None, at: None, intermediate: None, detail: None }
    }
}

impl Question<'_> {
    /// The judgement.
    ///
    /// # Errors
    /// How the answer differs.
    pub(crate) fn judge(&self, body: &Body) -> Result<Passed, Box<Difference>> {
        let variant = self.variants.iter().find(|variant| self.holds(&variant.when));
        let expect = variant.map_or(self.expect, |variant| &variant.expect);
        let wanted = expression::expect(expect, self.scope).map_err(|why| {
            Box::new(Difference::new(Verdict::Differs, format!("cannot compute `expect`: {why}")))
        })?;
        match self.compare(expect, &wanted, &body.outcome) {
            Ok(()) => Ok(Passed {
                findings: variant.map(|variant| self.findings(&variant.when)).unwrap_or_default(),
                stop: variant.is_some_and(|variant| variant.then == Some(Then::Stop)),
            }),
            Err(mut difference) => {
                difference.expected = serde_json::to_value(&*wanted).ok();
                difference.actual = serde_json::to_value(&body.outcome).ok();
                difference.detail.clone_from(&body.detail);
                difference.intermediate = self.first_intermediate(&body.intermediate);
                Err(difference)
            }
        }
    }

    /// `actual` against `wanted`, which is `written` with its expressions computed.
    fn compare(&self, written: &Expect, wanted: &Expect, actual: &Answered) -> Result<(), Box<Difference>> {
        let differs = |verdict, reason| Err(Box::new(Difference::new(verdict, reason)));
        match (wanted, actual) {
            (_, Answered::Error(text)) => {
                let text = quote(text.as_bytes());
                differs(Verdict::Error, format!("expected {}, got error {text}", self.outcome(wanted)))
            }
            (Expect::Reject(codes), Answered::Reject(code)) if self.is_one_of(codes, code) => {
                self.known(code)
            }
            (Expect::Ignore(_), Answered::Ignore(_)) => Ok(()),
            (Expect::Accept(listed), Answered::Accept(members)) => self.members(written, listed, members),
            (_, given) => {
                match given {
                    Answered::Accept(members) => self.fits(members)?,
                    Answered::Reject(code) => self.known(code)?,
                    Answered::Ignore(_) | Answered::Error(_) => {}
                }
                let reason = format!("expected {}, got {}", self.outcome(wanted), self.answered(given));
                differs(Verdict::Differs, reason)
            }
        }
    }

    fn members(&self, written: &Expect, listed: &Members, actual: &Members) -> Result<(), Box<Difference>> {
        self.fits(actual)?;
        for (name, wanted) in listed {
            let given = actual.get(name);
            let pointer = format!("/{}", escape(name));
            if is_absent(wanted) {
                if given.is_none() {
                    continue;
                }
                let reason = format!("expected accept without `{name}`, got accept with it");
                return Err(differs_at(pointer, reason));
            }
            if given == Some(wanted) || self.is_open(written, name) {
                continue;
            }
            let Some(given) = given else {
                let reason = format!("expected accept with `{name}`, got accept without it");
                return Err(differs_at(pointer, reason));
            };
            if let Some(at) = first_difference(wanted, given, pointer) {
                let reason = format!("expected accept, got accept with another value at `{at}`");
                return Err(differs_at(at, reason));
            }
        }
        Ok(())
    }

    /// Whether the outputs are what the operation declares.
    ///
    /// # Errors
    /// The first that is not.
    pub(crate) fn fits(&self, members: &Members) -> Result<(), Box<Difference>> {
        fit::answer(self.operation, members).map_err(|why| {
            let reason = format!("the answer does not fit `{}`: {why}", self.operation.name);
            Box::new(Difference::new(Verdict::ProtocolViolation, reason))
        })
    }

    /// Whether nothing can be said of a member: it depends on randomness that nobody else knows.
    fn is_open(&self, written: &Expect, name: &str) -> bool {
        let as_expression = || matches!(written, Expect::Accept(listed) if listed.get(name).is_some_and(expression::contains));
        self.drawn && self.operation.random_outputs.iter().any(|random| random == name) && !as_expression()
    }

    fn first_intermediate(&self, given: &Members) -> Option<IntermediateDifference> {
        if self.hello.draws == Supply::Own {
            return None;
        }
        self.operation.intermediate.iter().find_map(|member| {
            let (expected, actual) = (self.intermediate.get(&member.name)?, given.get(&member.name)?);
            (expected != actual).then(|| IntermediateDifference {
                name: member.name.clone(),
                expected: expected.clone(),
                actual: actual.clone(),
            })
        })
    }

    /// Whether every `when` entry is what the player of the actor declares.
    pub(crate) fn holds(&self, when: &BTreeMap<String, String>) -> bool {
        when.iter().all(|(key, answer)| {
            let (actor, choice) = key.split_once(':').unwrap_or((self.actor, key));
            self.declared(actor, choice) == Some(answer.as_str())
        })
    }

    /// What the player of `actor` answers to a choice: the reference, and whoever is silent, the strict answer.
    fn declared(&self, actor: &str, choice: &str) -> Option<&str> {
        let known = self.home.choice(choice)?;
        let said = match self.cast.player(actor) {
            Player::BuiltIn | Player::Helper => None,
            Player::Subject => self.hello.choices.get(choice).map(String::as_str),
        };
        said.or(known.answers.first().map(String::as_str))
    }

    /// The non-strict answers in `when`.
    pub(crate) fn findings(&self, when: &BTreeMap<String, String>) -> Vec<Finding> {
        let non_strict = |(key, answer): (&String, &String)| {
            let choice = key.split_once(':').map_or(key.as_str(), |(_, choice)| choice);
            let strict = self.home.choice(choice)?.answers.first()?;
            (answer != strict).then(|| Finding { choice: choice.to_owned(), answer: answer.clone() })
        };
        when.iter().filter_map(non_strict).collect()
    }

    /// Whether the code is one that an implementation of this level can have.
    ///
    /// # Errors
    /// When its codes are exact, and this is none of the protocol.
    pub(crate) fn known(&self, code: &str) -> Result<(), Box<Difference>> {
        if self.codes != CodeLevel::Exact || self.protocol.class_of(code).is_some() {
            return Ok(());
        }
        let reason = format!("rejects with `{code}`, which is no code of {}", self.protocol.protocol);
        let reason = format!("{reason} (hello says codes: exact)");
        Err(Box::new(Difference::new(Verdict::ProtocolViolation, reason)))
    }

    fn is_one_of(&self, wanted: &Codes, code: &str) -> bool {
        match self.codes {
            CodeLevel::Exact => wanted.as_slice().iter().any(|one| one == code),
            CodeLevel::Outcome => true,
            CodeLevel::Class => {
                let class = self.class(code);
                class.is_some() && wanted.as_slice().iter().any(|one| self.protocol.class_of(one) == class)
            }
        }
    }

    /// The class of a code, or the class that is named instead of a code.
    fn class(&self, code: &str) -> Option<CodeClass> {
        let named = || serde_json::from_value(Value::String(code.to_owned())).ok();
        self.protocol.class_of(code).or_else(named)
    }

    /// An expected outcome in words.
    fn outcome(&self, expect: &Expect) -> String {
        match expect {
            Expect::Accept(_) => "accept".to_owned(),
            Expect::Ignore(_) => "ignore".to_owned(),
            Expect::Reject(codes) => {
                let list =
                    codes.as_slice().iter().map(|code| self.code(code)).collect::<Vec<_>>().join(" or ");
                format!("reject {list}")
            }
        }
    }

    fn answered(&self, answered: &Answered) -> String {
        match answered {
            Answered::Accept(_) => "accept".to_owned(),
            Answered::Ignore(_) => "ignore".to_owned(),
            Answered::Reject(code) => format!("reject {}", self.code(code)),
            Answered::Error(text) => format!("error {}", quote(text.as_bytes())),
        }
    }

    /// A code, with its class where the class decides.
    fn code(&self, code: &str) -> String {
        let shown = quote(code.as_bytes());
        match (self.codes, self.class(code).map(serde_json::to_value)) {
            (CodeLevel::Class, Some(Ok(Value::String(class)))) => format!("{shown} (class {class})"),
            (CodeLevel::Class, _) => format!("{shown} (of no known class)"),
            (CodeLevel::Exact | CodeLevel::Outcome, _) => shown,
        }
    }
}

fn differs_at(at: String, reason: String) -> Box<Difference> {
    Box::new(Difference { at: Some(at), ..Difference::new(Verdict::Differs, reason) })
}
