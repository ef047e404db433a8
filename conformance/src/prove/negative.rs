//! Negative cases: each must catch a rule that is switched off, or it defends nothing.
//!
//! A case is negative when a peer in it is strictly expected to ignore or to reject. Those of bug class `robustness`
//! are excepted: they are there for crashes, which no switched-off rule makes. A case counts when
//!
//! 1. one of the rules that it cites, switched off alone, changes its verdict. To catch only rules that it does not
//!    cite is not enough: then it cites the wrong ones. A case that cites no rule that can be switched off (a limit,
//!    a rule of writing) counts with any rule;
//! 2. or its refusal has a second line of defence, another rule that refuses in the same words: then all rules that
//!    it cites, switched off together, must change its verdict, or these and exactly one other rule that it does not
//!    catch alone. Such a case catches an implementation that has neither line. The rules are named with it.

use std::collections::{BTreeMap, BTreeSet};

use super::faults::{Fault, catches};
use crate::engine::SetupError;
use crate::model::case::{ActorKind, BugClass, Case};
use crate::model::outcome::Expect;
use crate::model::suite::Suite;
use crate::pool;

/// What the negative cases are worth.
#[derive(Debug, Default)]
pub(crate) struct Negatives {
    /// How many there are, those of class `robustness` not counted.
    pub(crate) number: usize,
    /// How many are of class `robustness`.
    pub(crate) excepted: usize,
    /// How many of these catch a rule all the same.
    pub(crate) excepted_catch: usize,
    /// Case -> the rules that it catches only together.
    pub(crate) together: BTreeMap<String, Vec<String>>,
    /// Case -> why it counts for nothing.
    pub(crate) idle: BTreeMap<String, String>,
}

/// What one case catches by single rules.
#[derive(Debug, PartialEq, Eq)]
enum Alone {
    /// It counts.
    Cited,
    /// It catches only these, which it does not cite.
    Uncited(Vec<String>),
    Nothing,
}

impl Negatives {
    pub(crate) fn hold(&self) -> bool {
        self.idle.is_empty()
    }
}

/// Judges every negative case by what became of all rules of its protocol.
///
/// # Errors
/// When the reference cannot be started.
pub(super) fn examine(suites: &[Suite], faults: &[Fault]) -> Result<Negatives, SetupError> {
    let mut found = Negatives::default();
    let mut second: Vec<(&Suite, &Case, String)> = Vec::new();
    for suite in suites {
        for case in suite.cases().filter(|case| is_negative(case)) {
            if case.bug.as_ref().is_some_and(|bug| bug.class == BugClass::Robustness) {
                found.excepted += 1;
                found.excepted_catch += usize::from(alone(case, faults) != Alone::Nothing);
                continue;
            }
            found.number += 1;
            match alone(case, faults) {
                Alone::Cited => {}
                Alone::Uncited(rules) => {
                    let why = format!("catches {}, and cites none of them", rules.join(", "));
                    second.push((suite, case, why));
                }
                Alone::Nothing => second.push((suite, case, "catches nothing".to_owned())),
            }
        }
    }
    let together = pool::map(&second, |(suite, case, _)| together(suite, case, faults), &|_| ());
    for ((_, case, why), rules) in second.into_iter().zip(together) {
        match rules? {
            Some(rules) => drop(found.together.insert(case.id.clone(), rules)),
            None => drop(found.idle.insert(case.id.clone(), why)),
        }
    }
    Ok(found)
}

fn is_negative(case: &Case) -> bool {
    let actors = case.to_actors();
    let steps = case.to_steps().unwrap_or_default();
    steps.iter().any(|step| {
        actors.get(&step.actor) == Some(&ActorKind::Peer) && !matches!(step.expect, Expect::Accept(_))
    })
}

fn alone(case: &Case, faults: &[Fault]) -> Alone {
    let caught: Vec<&Fault> = faults.iter().filter(|fault| fault.caught_by.contains(&case.id)).collect();
    let cited = cited(case, faults);
    if caught.is_empty() {
        Alone::Nothing
    } else if cited.is_empty() || caught.iter().any(|fault| cited.contains(fault.rule.as_str())) {
        Alone::Cited
    } else {
        Alone::Uncited(caught.iter().map(|fault| fault.rule.clone()).collect())
    }
}

/// The rules that a case cites and that can be switched off.
fn cited<'f>(case: &Case, faults: &'f [Fault]) -> BTreeSet<&'f str> {
    faults
        .iter()
        .map(|fault| fault.rule.as_str())
        .filter(|rule| case.rules.iter().any(|own| own == rule))
        .collect()
}

/// The rules that a case catches when they are switched off together: all that it cites, and at most one other that it
/// does not catch alone.
///
/// A case that cites none was already played with each other one, unless it is played on sockets.
fn together(suite: &Suite, case: &Case, faults: &[Fault]) -> Result<Option<Vec<String>>, SetupError> {
    let own = cited(case, faults);
    if own.is_empty() && !suite.is_live(case) {
        return Ok(None);
    }
    let of_protocol = |fault: &&Fault| {
        let prefix = fault.rule.split('-').next();
        let played = suite.protocols.iter().any(|one| Some(one.protocol.prefix.as_str()) == prefix);
        played && !own.contains(fault.rule.as_str()) && !fault.caught_by.contains(&case.id)
    };
    let others = faults.iter().filter(of_protocol).map(|fault| Some(fault.rule.as_str()));
    for other in std::iter::once(None).filter(|_| !own.is_empty()).chain(others) {
        let rules: Vec<&str> = own.iter().copied().chain(other).collect();
        if !catches(suite, vec![case], &rules)?.0.is_empty() {
            return Ok(Some(rules.into_iter().map(str::to_owned).collect()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::rules::Kind;
    use super::*;

    fn case(rules: &[&str], expect: &serde_json::Value) -> Case {
        serde_json::from_value(json!({
            "id": "pebble/open/a", "about": "", "rules": rules, "source": {"kind": "generated"},
            "op": "pebble.open", "expect": expect
        }))
        .unwrap()
    }

    fn fault(rule: &str, caught_by: &[&str]) -> Fault {
        let caught_by = caught_by.iter().map(|id| (*id).to_owned()).collect();
        Fault { rule: rule.to_owned(), kind: Kind::Check, caught_by, problem: None }
    }

    #[test]
    fn a_case_must_catch_a_rule_that_it_cites() {
        let faults = [fault("PB-OPEN-1", &["pebble/open/a"]), fault("PB-OPEN-2", &[])];
        let judged = |rules: &[&str]| alone(&case(rules, &json!({"reject": "short"})), &faults);
        assert_eq!(judged(&["PB-OPEN-1", "PB-OPEN-2"]), Alone::Cited);
        assert_eq!(judged(&["PB-OPEN-2"]), Alone::Uncited(vec!["PB-OPEN-1".to_owned()]));
        assert_eq!(judged(&["PB-LIMIT-1"]), Alone::Cited);
        let elsewhere = [fault("PB-OPEN-1", &["pebble/open/b"])];
        assert_eq!(alone(&case(&["PB-OPEN-1"], &json!({"reject": "short"})), &elsewhere), Alone::Nothing);
    }

    #[test]
    fn what_is_ignored_or_rejected_is_negative() {
        assert!(is_negative(&case(&[], &json!({"ignore": {}}))));
        assert!(is_negative(&case(&[], &json!({"reject": ["short", "trailing"]}))));
        assert!(!is_negative(&case(&[], &json!({"accept": {}}))));
    }
}
