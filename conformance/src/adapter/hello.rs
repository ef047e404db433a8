//! What an adapter says about itself in its answer to `hello`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Value, json};

use super::protocol::{Body, kind, quote};
use crate::event::HelloInfo;
use crate::model::outcome::{Answered, Members};
use crate::model::suite::Suite;

/// The version of the line protocol.
pub(crate) const VERSION: u64 = 1;
/// More sessions at once than this bring no speed.
const MOST_IN_FLIGHT: usize = 1024;

/// A well-formed hello.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hello {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) language: String,
    pub(crate) ops: HashSet<String>,
    pub(crate) features: BTreeSet<String>,
    /// Choice -> answer.
    pub(crate) choices: BTreeMap<String, String>,
    pub(crate) codes: CodeLevel,
    pub(crate) draws: Supply,
    pub(crate) clock: Supply,
    /// How many sessions it takes at once.
    pub(crate) in_flight: usize,
}

/// How much of a reject code means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeLevel {
    Class,
    Exact,
    Outcome,
}

/// Where randomness or time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Supply {
    /// From the request.
    Inject,
    /// From the implementation itself.
    Own,
}

/// The `in` of the request.
pub(crate) fn input() -> Members {
    Members::from_iter([("taut".to_owned(), json!([VERSION]))])
}

impl Hello {
    /// Reads the answer to `hello`.
    ///
    /// # Errors
    /// Everything that is wrong with it, in one line.
    pub(crate) fn from_body(body: &Body) -> Result<Self, String> {
        let members = match &body.outcome {
            Answered::Accept(members) => members,
            Answered::Ignore(_) => {
                return Err("hello was answered `ignore`; answer it with `accept`".to_owned());
            }
            Answered::Reject(code) => {
                return Err(format!(
                    "hello was answered reject {}; answer it with `accept`",
                    quote(code.as_bytes())
                ));
            }
            Answered::Error(text) => {
                return Err(format!("hello was answered error {}", quote(text.as_bytes())));
            }
        };
        let mut reader = Reader { members, problems: Vec::new() };
        reader.version();
        let hello = Self {
            name: reader.text("name"),
            version: reader.text("version"),
            language: reader.text("language"),
            ops: reader.texts("ops").into_iter().collect(),
            features: reader.texts("features").into_iter().collect(),
            choices: reader.choices(),
            codes: reader.one_of(
                "codes",
                ("exact", CodeLevel::Exact),
                [("class", CodeLevel::Class), ("outcome", CodeLevel::Outcome)],
            ),
            draws: reader.one_of("draws", ("inject", Supply::Inject), [("own", Supply::Own)]),
            clock: reader.one_of("clock", ("inject", Supply::Inject), [("own", Supply::Own)]),
            in_flight: reader.in_flight(),
        };
        if reader.problems.is_empty() {
            Ok(hello)
        } else {
            Err(format!("the answer to hello is not complete: {}", reader.problems.join("; ")))
        }
    }

    /// Holds the hello against the suite and gives what the suite does not know, as notes.
    ///
    /// # Errors
    /// When a choice of the suite has an answer that is not in its closed list.
    pub(crate) fn review(&self, suite: &Suite) -> Result<Vec<String>, String> {
        let mut unknown = Vec::new();
        for (name, answer) in &self.choices {
            let known: Vec<_> = suite.protocols.iter().filter_map(|one| one.protocol.choice(name)).collect();
            if known.is_empty() {
                unknown.push(name.as_str());
            } else if !known.iter().any(|choice| choice.answers.contains(answer)) {
                let list: BTreeSet<_> = known.iter().flat_map(|choice| &choice.answers).cloned().collect();
                return Err(format!(
                    "hello answers the choice `{name}` with `{answer}`; the answers are {}",
                    list.into_iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")
                ));
            }
        }
        let mut notes = Vec::new();
        let mut note = |what: &str, mut names: Vec<&str>| {
            if !names.is_empty() {
                names.sort_unstable();
                notes.push(format!(
                    "the adapter names {what} that this suite does not know: {}",
                    names.join(", ")
                ));
            }
        };
        note("operations", self.unknown_ops(suite));
        note("features", self.unknown_features(suite));
        note("choices", unknown);
        Ok(notes)
    }

    /// Operations it offers of a protocol in the suite, that the protocol does not have.
    pub(crate) fn unknown_ops(&self, suite: &Suite) -> Vec<&str> {
        let of_suite = |op: &str| {
            let protocol = op.split('.').next().unwrap_or_default();
            suite.protocols.iter().any(|one| one.protocol.protocol == protocol)
        };
        self.ops
            .iter()
            .map(String::as_str)
            .filter(|op| of_suite(op) && suite.operation(op).is_none())
            .collect()
    }

    fn unknown_features(&self, suite: &Suite) -> Vec<&str> {
        let known = |name: &str| {
            suite.protocols.iter().any(|one| one.protocol.features.iter().any(|feature| feature.name == name))
        };
        let of_suite = |name: &str| {
            suite.protocols.iter().any(|one| name.starts_with(&format!("{}-", one.protocol.protocol)))
        };
        self.features.iter().map(String::as_str).filter(|name| of_suite(name) && !known(name)).collect()
    }

    /// The part that a report shows.
    pub(crate) fn info(&self) -> HelloInfo {
        HelloInfo {
            name: self.name.clone(),
            version: self.version.clone(),
            language: self.language.clone(),
            codes: self.codes.name().to_owned(),
            draws: self.draws.name().to_owned(),
            clock: self.clock.name().to_owned(),
            choices: self.choices.clone(),
            features: self.features.iter().cloned().collect(),
        }
    }
}

impl CodeLevel {
    /// As hello says it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Exact => "exact",
            Self::Outcome => "outcome",
        }
    }
}

impl Supply {
    /// As hello says it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Inject => "inject",
            Self::Own => "own",
        }
    }
}

/// Reads members and collects what is wrong, so that one start tells its author everything.
struct Reader<'a> {
    members: &'a Members,
    problems: Vec<String>,
}

impl Reader<'_> {
    fn member(&mut self, name: &str, wanted: &str) -> Option<&Value> {
        let found = self.members.get(name);
        if found.is_none() {
            self.problems.push(format!("`{name}` is missing ({wanted})"));
        }
        found
    }

    fn wrong(&mut self, name: &str, value: &Value, wanted: &str) {
        self.problems.push(format!("`{name}` is {value}, not {wanted}"));
    }

    fn version(&mut self) {
        let wanted = "the version of the line protocol, 1";
        if let Some(value) =
            self.member("taut", wanted).filter(|value| value.as_u64() != Some(VERSION)).cloned()
        {
            self.wrong("taut", &value, wanted);
        }
    }

    fn text(&mut self, name: &str) -> String {
        match self.member(name, "a string").cloned() {
            Some(Value::String(text)) => text,
            Some(other) => {
                self.wrong(name, &other, "a string");
                String::new()
            }
            None => String::new(),
        }
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        let wanted = "a list of strings";
        let Some(value) = self.member(name, wanted).cloned() else { return Vec::new() };
        let texts = value.as_array().and_then(|list| {
            list.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.unwrap_or_else(|| {
            self.problems.push(format!("`{name}` is {}, not {wanted}", list_or(&value)));
            Vec::new()
        })
    }

    fn choices(&mut self) -> BTreeMap<String, String> {
        let wanted = "an object from choice to answer";
        let Some(value) = self.member("choices", wanted).cloned() else { return BTreeMap::new() };
        let pairs = value.as_object().and_then(|members| {
            members.iter().map(|(name, answer)| Some((name.clone(), answer.as_str()?.to_owned()))).collect()
        });
        pairs.unwrap_or_else(|| {
            self.wrong("choices", &value, wanted);
            BTreeMap::new()
        })
    }

    /// One of a closed list of words. With a word that is none of them the first stands in; the problem is noted.
    fn one_of<T: Copy, const N: usize>(&mut self, name: &str, first: (&str, T), others: [(&str, T); N]) -> T {
        let words = || std::iter::once(first).chain(others);
        let wanted = words().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
        let Some(value) = self.member(name, &wanted).cloned() else { return first.1 };
        let meant = words().find(|(word, _)| value.as_str() == Some(word));
        if meant.is_none() {
            self.wrong(name, &value, &wanted);
        }
        meant.unwrap_or(first).1
    }

    fn in_flight(&mut self) -> usize {
        let wanted = "an integer of at least 1";
        let Some(value) = self.member("in_flight", wanted).cloned() else { return 1 };
        match value.as_u64() {
            None | Some(0) => {
                self.wrong("in_flight", &value, wanted);
                1
            }
            Some(count) => usize::try_from(count).unwrap_or(usize::MAX).min(MOST_IN_FLIGHT),
        }
    }
}

fn list_or(value: &Value) -> &'static str {
    if value.is_array() { "a list with something else in it" } else { kind(value) }
}
