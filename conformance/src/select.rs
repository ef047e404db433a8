//! Which cases run: the selection flags of `run` and `list`.

mod check;
mod partition;
mod read;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use serde::de::value::{Error as ValueError, StrDeserializer};

use crate::cli::remark;
use crate::model::case::{BugClass, Case, Tier};
use crate::model::index::Head;
use crate::model::operation::Role;
use crate::model::suite::Suite;
use crate::registry::near;
use partition::Partition;

/// The flags that choose cases. Those of one kind add up, those of different kinds must all hold.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Selection")]
pub(crate) struct Selection {
    /// Only this protocol (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) protocol: Vec<String>,
    /// Only cases whose ID matches, such as 'stringphone/open/*' (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) case: Vec<String>,
    /// Only cases that cite a rule, such as SP-OPEN-2 or 'SP-OPEN-*' (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) rule: Vec<String>,
    /// Only cases with an operation of this role (repeatable)
    #[arg(long, value_parser = words::<Role>(&["reader", "writer", "session", "node", "attacker"]))]
    pub(crate) role: Vec<Role>,
    /// Only cases that show a mistake of this class (repeatable)
    #[arg(long, value_name = "CLASS", value_parser = words::<BugClass>(&BUG_CLASSES))]
    pub(crate) bug: Vec<BugClass>,
    /// Cases of this tier and below [default: standard, or any tier for a --case without wildcard]
    #[arg(long, value_parser = words::<Tier>(&["quick", "standard", "exhaustive"]))]
    pub(crate) tier: Option<Tier>,
    /// One part of what is selected, such as hash:1/4 (by ID) or slice:1/4 (in turn)
    #[arg(long, value_name = "PART")]
    pub(crate) partition: Option<Partition>,
    /// Cases from a folder shaped like vectors/, not the embedded ones
    #[arg(long, value_name = "DIR")]
    pub(crate) cases: Option<PathBuf>,
}

const BUG_CLASSES: [&str; 12] = [
    "auth-bypass",
    "confusion",
    "denial-of-service",
    "disclosure",
    "downgrade",
    "forgery",
    "injection",
    "interop",
    "malleability",
    "replay",
    "robustness",
    "state-corruption",
];

/// A parser for the words that a closed list has in case files.
fn words<T>(list: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: for<'de> Deserialize<'de> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(list).try_map(|word| T::deserialize(StrDeserializer::<ValueError>::new(&word)))
}

/// No case was left: exit status 4.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NothingSelected(String);

impl NothingSelected {
    /// No rule that can be switched off was named.
    pub(crate) fn no_switch(patterns: &[String]) -> Self {
        Self(format!(
            "nothing selected: {} is no rule that the reference can switch off; `taut prove` without it lists them",
            typed("--rule", patterns)
        ))
    }

    /// A case was named that does not exist.
    pub(crate) fn unknown_case(id: &str, suite: &Suite) -> Self {
        let near = near(std::iter::once(id), suite.cases().map(|case| case.id.as_str()));
        Self(format!("there is no case {id}{}\nsee `taut list`", hint(&near)))
    }
}

/// A flag, as typed, with the test that it puts a case to.
struct Filter<'s> {
    flag: String,
    keeps: Box<dyn Fn(&Head) -> bool + 's>,
}

impl Selection {
    /// The cases that all flags leave, in order. Only a partition may be empty: it is one of several runs.
    ///
    /// # Errors
    /// [`NothingSelected`], with the flag that left nothing; another error for a pattern that is none.
    pub(crate) fn select<'s>(&self, suite: &'s Suite) -> Result<Vec<&'s Case>> {
        let heads: Vec<Head> = suite.cases().map(Head::of).collect();
        let kept: BTreeSet<&str> = self.keep(suite, &heads)?.iter().map(|head| head.id.as_str()).collect();
        Ok(suite.cases().filter(|case| kept.contains(case.id.as_str())).collect())
    }

    /// Of all cases those that all flags leave, in order, as [`select`](Self::select) does it.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn keep<'h>(&self, suite: &Suite, heads: &'h [Head]) -> Result<Vec<&'h Head>> {
        let mut cases: Vec<&Head> = heads.iter().collect();
        if cases.is_empty() {
            bail!(NothingSelected("nothing selected: there is no case at all".to_owned()));
        }
        for Filter { flag, keeps } in self.filters(suite)? {
            let before = cases.len();
            cases.retain(|case| keeps(case));
            if cases.is_empty() {
                let message = format!(
                    "nothing selected: {flag} keeps none of {before} {}{}\nsee `taut list`",
                    if before == 1 { "case" } else { "cases" },
                    self.hint(heads, &flag),
                );
                bail!(NothingSelected(message));
            }
        }
        if let Some(partition) = self.partition {
            let before = cases.len();
            partition.keep(&mut cases);
            if cases.is_empty() {
                remark(&format!("note: --partition {partition} has none of {before} cases"));
            }
        }
        Ok(cases)
    }

    /// Whether all embedded cases are selected that usually are, and perhaps those of a higher tier.
    pub(crate) fn holds_the_usual(&self) -> bool {
        let Self { protocol: _, case, rule, role, bug, tier, partition, cases } = self;
        let narrowed = !case.is_empty() || !rule.is_empty() || !role.is_empty() || !bug.is_empty();
        let narrowed = narrowed || partition.is_some() || cases.is_some();
        !narrowed && tier.is_none_or(|tier| tier >= Tier::default())
    }

    /// Whether exactly the cases are selected that usually are.
    pub(crate) fn is_the_usual(&self) -> bool {
        self.holds_the_usual() && self.tier.is_none_or(|tier| tier == Tier::default())
    }

    fn filters<'s>(&'s self, suite: &'s Suite) -> Result<Vec<Filter<'s>>> {
        let mut filters: Vec<Filter<'s>> = Vec::new();
        let mut add =
            |flag: String, keeps: Box<dyn Fn(&Head) -> bool + 's>| filters.push(Filter { flag, keeps });
        if !self.case.is_empty() {
            let globs = globs("--case", &self.case)?;
            add(typed("--case", &self.case), Box::new(move |case| globs.is_match(&case.id)));
        }
        if !self.rule.is_empty() {
            let globs = globs("--rule", &self.rule)?;
            let keeps = move |case: &Head| case.rules.iter().any(|rule| globs.is_match(rule));
            add(typed("--rule", &self.rule), Box::new(keeps));
        }
        if !self.role.is_empty() {
            let flag = typed("--role", &self.role.iter().map(word).collect::<Vec<_>>());
            add(flag, Box::new(|case| roles(suite, case).iter().any(|role| self.role.contains(role))));
        }
        if !self.bug.is_empty() {
            let flag = typed("--bug", &self.bug.iter().map(word).collect::<Vec<_>>());
            add(flag, Box::new(|case| case.bug.as_ref().is_some_and(|bug| self.bug.contains(&bug.class))));
        }
        let tier = self.tier.unwrap_or_default();
        let named = |case: &Head| self.tier.is_none() && self.case.contains(&case.id);
        add(format!("--tier {}", word(&tier)), Box::new(move |case| case.tier <= tier || named(case)));
        Ok(filters)
    }

    /// What was probably meant.
    fn hint(&self, heads: &[Head], flag: &str) -> String {
        let wrong = match flag.split(' ').next() {
            Some("--case") => near(self.case.iter(), heads.iter().map(|head| head.id.as_str())),
            Some("--rule") => near(self.rule.iter(), heads.iter().flat_map(|head| &head.rules)),
            Some("--tier") => return "; give a higher --tier".to_owned(),
            _ => Vec::new(),
        };
        hint(&wrong)
    }
}

/// `; near: a, b`
fn hint(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; near: {}", near.join(", ")) }
}

/// A matcher for the patterns of a flag.
///
/// # Errors
/// When one is no pattern.
pub(crate) fn globs(flag: &str, patterns: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern).build();
        set.add(glob.with_context(|| format!("{flag} {pattern}: not a pattern"))?);
    }
    Ok(set.build()?)
}

fn roles(suite: &Suite, case: &Head) -> Vec<Role> {
    let operations = case.operations.iter().filter_map(|operation| suite.operation(operation));
    operations.map(|(_, operation)| operation.role).collect()
}

fn typed(flag: &str, values: &[String]) -> String {
    values.iter().map(|value| format!("{flag} {value}")).collect::<Vec<_>>().join(" ")
}

/// The word that a value of a closed list has in case files.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::suite::{NamedFile, ProtocolSuite};

    pub(super) fn one(id: &str, rule: &str, tier: &str) -> serde_json::Value {
        json!({"id": id, "about": "a case", "rules": [rule], "source": {"kind": "generated"}, "tier": tier,
               "op": "pebble.open", "expect": {"accept": {}}})
    }

    pub(super) fn suite(cases: &[serde_json::Value]) -> Suite {
        let protocol = json!({
            "protocol": "pebble", "prefix": "PB", "chapter": "pebble.md", "upstream": "pebble 1.0", "codes": [],
            "choices": [], "features": [],
            "operations": [{"name": "pebble.open", "about": "Opens.", "spec": "5.1", "role": "reader"}]
        });
        let file = json!({"protocol": "pebble", "about": "cases", "cases": cases});
        let named = NamedFile { path: "open.json".into(), file: serde_json::from_value(file).unwrap() };
        let protocol = serde_json::from_value(protocol).unwrap();
        Suite { protocols: vec![ProtocolSuite { protocol, files: vec![named] }] }
    }

    fn three() -> Suite {
        suite(&[
            one("pebble/open/quick", "PB-OPEN-1", "quick"),
            one("pebble/open/usual", "PB-OPEN-2", "standard"),
            one("pebble/open/whole", "PB-OPEN-1", "exhaustive"),
        ])
    }

    fn selected(selection: &Selection) -> String {
        match selection.select(&three()) {
            Ok(cases) => {
                cases.iter().map(|case| case.id.rsplit('/').next().unwrap()).collect::<Vec<_>>().join(" ")
            }
            Err(why) => why.to_string(),
        }
    }

    pub(super) fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn tiers_add_up() {
        assert_eq!(selected(&Selection::default()), "quick usual");
        assert_eq!(selected(&Selection { tier: Some(Tier::Quick), ..Selection::default() }), "quick");
        assert_eq!(
            selected(&Selection { tier: Some(Tier::Exhaustive), ..Selection::default() }),
            "quick usual whole"
        );
    }

    #[test]
    fn a_case_named_in_full_has_its_own_tier() {
        let named = Selection { case: words(&["pebble/open/whole"]), ..Selection::default() };
        assert_eq!(selected(&named), "whole");
        let told = Selection { tier: Some(Tier::Quick), ..named };
        assert!(selected(&told).starts_with("nothing selected: --tier quick keeps none of 1 case"));
    }

    #[test]
    fn flags_of_different_kinds_must_all_hold() {
        let case = words(&["*/quick", "*/usual"]);
        assert_eq!(selected(&Selection { case: case.clone(), ..Selection::default() }), "quick usual");
        let rule = words(&["PB-OPEN-2"]);
        assert_eq!(selected(&Selection { case, rule, ..Selection::default() }), "usual");
        assert_eq!(selected(&Selection { role: vec![Role::Reader], ..Selection::default() }), "quick usual");
    }

    #[test]
    fn the_flag_that_leaves_nothing_is_named() {
        let message = selected(&Selection { rule: words(&["PB-OPEN-3"]), ..Selection::default() });
        assert!(
            message.contains("--rule PB-OPEN-3 keeps none of 3 cases; near: PB-OPEN-1, PB-OPEN-2"),
            "{message}"
        );
        let message = selected(&Selection { bug: vec![BugClass::Replay], ..Selection::default() });
        assert!(message.contains("--bug replay keeps none of 3 cases"), "{message}");
    }

    #[test]
    fn every_word_of_the_flags_is_one_of_the_case_files() {
        for word in BUG_CLASSES {
            BugClass::deserialize(StrDeserializer::<ValueError>::new(word)).unwrap();
        }
    }
}
