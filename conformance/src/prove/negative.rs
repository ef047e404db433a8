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

use super::faults::{self, Fault, catches};
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

impl Alone {
    /// Why the case counts for nothing, unless a second line of defence is found; none if it counts.
    fn doubt(&self) -> Option<String> {
        match self {
            Self::Cited => None,
            Self::Uncited(rules) => Some(format!("catches {}, and cites none of them", rules.join(", "))),
            Self::Nothing => Some("catches nothing".to_owned()),
        }
    }
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
    let faults = &seen_by_doubted(suites, faults)?;
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
            if let Some(doubt) = alone(case, faults).doubt() {
                second.push((suite, case, doubt));
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

/// The rules were played with the cases that cite them. A negative case to which that did no justice is played with all
/// others as well.
fn seen_by_doubted(suites: &[Suite], faults: &[Fault]) -> Result<Vec<Fault>, SetupError> {
    let asked = |fault: &Fault| {
        let is_of = |suite: &&Suite| suite.protocols.iter().any(|one| fault.is_of(&one.protocol));
        let Some(suite) = suites.iter().find(is_of) else { return Ok(fault.clone()) };
        let is_doubted = |case: &&Case| is_negative(case) && alone(case, faults) != Alone::Cited;
        faults::ask(suite, fault, &suite.cases().filter(is_doubted).collect::<Vec<_>>())
    };
    pool::map(faults, asked, &|_| ()).into_iter().collect()
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

/// The rules that a case catches when they are switched off together.
///
/// A case that cites none was already played with each other one, unless it is played on sockets.
fn together(suite: &Suite, case: &Case, faults: &[Fault]) -> Result<Option<Vec<String>>, SetupError> {
    if cited(case, faults).is_empty() && !suite.is_live(case) {
        return Ok(None);
    }
    let prefixes: Vec<&str> = suite.protocols.iter().map(|one| one.protocol.prefix.as_str()).collect();
    for rules in attempts(&prefixes, case, faults) {
        if !catches(suite, vec![case], &rules)?.0.is_empty() {
            return Ok(Some(rules.into_iter().map(str::to_owned).collect()));
        }
    }
    Ok(None)
}

/// What is worth switching off together: all that a case cites, then these with each other rule of its protocols that
/// it does not catch alone.
fn attempts<'f>(prefixes: &[&str], case: &Case, faults: &'f [Fault]) -> Vec<Vec<&'f str>> {
    let own: Vec<&str> = cited(case, faults).into_iter().collect();
    let is_other = |fault: &&Fault| {
        let is_played = fault.rule.split('-').next().is_some_and(|prefix| prefixes.contains(&prefix));
        is_played && !own.contains(&fault.rule.as_str()) && !fault.caught_by.contains(&case.id)
    };
    let with = |other: &'f Fault| own.iter().copied().chain([other.rule.as_str()]).collect();
    let alone = Some(own.clone()).filter(|own| !own.is_empty());
    alone.into_iter().chain(faults.iter().filter(is_other).map(with)).collect()
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
    fn a_case_with_genuine_steps_is_looked_at_for_a_second_line() {
        // Without PB-OPEN-1 the genuine steps fail; the refusal rests on PB-OPEN-2, and on PB-OPEN-3 behind it.
        let faults = [
            fault("PB-OPEN-1", &["pebble/open/a"]),
            fault("PB-OPEN-2", &[]),
            fault("PB-OPEN-3", &["pebble/open/b"]),
            fault("QB-OPEN-1", &[]),
        ];
        let story = case(&["PB-OPEN-2"], &json!({"reject": "short"}));
        assert!(alone(&story, &faults).doubt().unwrap().starts_with("catches PB-OPEN-1, "));
        let tried = [vec!["PB-OPEN-2"], vec!["PB-OPEN-2", "PB-OPEN-3"]];
        assert_eq!(attempts(&["PB"], &story, &faults), tried);
        assert_eq!(Alone::Cited.doubt(), None);
    }

    #[test]
    fn what_cites_nothing_that_can_be_off_is_tried_with_each_other_rule() {
        let faults = [fault("PB-OPEN-1", &[]), fault("PB-OPEN-2", &[])];
        let live = case(&["PB-LIMIT-1"], &json!({"ignore": {}}));
        assert_eq!(attempts(&["PB"], &live, &faults), [["PB-OPEN-1"], ["PB-OPEN-2"]]);
    }

    #[test]
    fn what_is_ignored_or_rejected_is_negative() {
        assert!(is_negative(&case(&[], &json!({"ignore": {}}))));
        assert!(is_negative(&case(&[], &json!({"reject": ["short", "trailing"]}))));
        assert!(!is_negative(&case(&[], &json!({"accept": {}}))));
    }
}
