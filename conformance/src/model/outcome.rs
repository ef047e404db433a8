//! Outcomes: accept, ignore, or reject with a code; and what an adapter may answer besides.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Named values, in the order the file or the adapter gave them.
pub(crate) type Members = Map<String, Value>;

/// What a case expects: the same shape as an answer, with room for "one of these codes".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Expect {
    /// The operation succeeds; the listed members must be equal.
    Accept(Members),
    /// The message is dropped and nothing changes.
    Ignore(Empty),
    /// The message is refused with this code, or with one of these.
    Reject(Codes),
}

/// The object without members that `ignore` carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {}

/// One code, or the codes that the specification leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Codes {
    One(String),
    Any(Vec<String>),
}

impl Codes {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(code) => std::slice::from_ref(code),
            Self::Any(codes) => codes,
        }
    }
}

/// What an implementation answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answered {
    Accept(Members),
    Ignore(Empty),
    Reject(String),
    /// It failed in a way that its documentation does not announce, and lives.
    Error(String),
}
