//! `operations.json`: the machine-readable half of a chapter's section 5.

use serde::{Deserialize, Serialize};

/// One `operations.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the member is called `protocol` in every file")]
pub(crate) struct Protocol {
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<String>,
    /// `stringphone`
    pub(crate) protocol: String,
    /// `SP`: the first part of each rule ID.
    pub(crate) prefix: String,
    /// File name below `spec/`.
    pub(crate) chapter: String,
    /// What upstream the bytes come from.
    pub(crate) upstream: String,
    /// How many behaviours of upstream were measured beside the captures: `N 1` to this number.
    #[serde(default)]
    pub(crate) measured: usize,
    pub(crate) codes: Vec<Code>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) features: Vec<Feature>,
    pub(crate) operations: Vec<Operation>,
}

/// One row of a chapter's section 7.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    pub(crate) code: String,
    pub(crate) class: CodeClass,
}

/// The closed list of code classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CodeClass {
    Limit,
    Malformed,
    Misuse,
    Unauthentic,
    Unexpected,
    Unsupported,
}

/// A point where implementations differ, with its closed list of answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    pub(crate) name: String,
    /// The first answer is the strict one.
    pub(crate) answers: Vec<String>,
    pub(crate) about: String,
    /// The released implementation that gives the non-strict answer.
    pub(crate) seen_in: String,
}

/// Something that an implementation need not offer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Feature {
    pub(crate) name: String,
    pub(crate) about: String,
}

/// One operation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) about: String,
    /// Section of the chapter, such as `5.2`.
    pub(crate) spec: String,
    pub(crate) role: Role,
    #[serde(default)]
    pub(crate) state: State,
    #[serde(rename = "in", default)]
    pub(crate) input: Vec<Member>,
    #[serde(default)]
    pub(crate) out: Vec<Member>,
    #[serde(default)]
    pub(crate) intermediate: Vec<Member>,
    #[serde(default)]
    pub(crate) draws: Vec<Draw>,
    #[serde(default)]
    pub(crate) random_outputs: Vec<String>,
    /// Whether the operation reads `now`.
    #[serde(default)]
    pub(crate) clock: bool,
    /// Whether it uses a network, and so has the longer deadline.
    #[serde(default)]
    pub(crate) live: bool,
    #[serde(default)]
    pub(crate) choices: Vec<String>,
    #[serde(default)]
    pub(crate) features: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Attacker,
    Node,
    Reader,
    Session,
    Writer,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Makes the actor's state.
    Creates,
    #[default]
    None,
    /// Needs the actor's state.
    Uses,
}

/// A named value of `in`, `out` or `intermediate`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// One of the closed list of types, such as `bytes` or `list<bytes>`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Exact length in bytes, for `bytes` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<usize>,
    #[serde(default)]
    pub(crate) optional: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) about: Option<String>,
}

/// A random value that an operation draws.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draw {
    pub(crate) name: String,
    pub(crate) bytes: usize,
    /// Not drawn when this input is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unless: Option<String>,
}

impl Protocol {
    pub(crate) fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    pub(crate) fn choice(&self, name: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.name == name)
    }

    pub(crate) fn class_of(&self, code: &str) -> Option<CodeClass> {
        self.codes.iter().find(|row| row.code == code).map(|row| row.class)
    }
}
