//! Values of operations, and what an operation of a built-in actor came to.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::adapter::protocol::Body;
use crate::model::outcome::{Answered, Members};

/// Most bytes of what was received that a message shows.
const SHOWN: usize = 32;

/// Bytes, in hex in cases and answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hex(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        hex::decode(text).map(Self).map_err(D::Error::custom)
    }
}

/// Why an operation did not succeed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Something else happened than was waited for: evidence of whoever is at the other end.
    Refused { code: &'static str, detail: String },
    /// The case asks for what cannot be, or the machine does not give it.
    Defect(String),
}

impl Failure {
    pub(super) fn refused(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Refused { code, detail: detail.into() }
    }

    /// The machine refused.
    pub(super) fn machine(what: &str, why: &std::io::Error) -> Self {
        Self::Defect(format!("cannot {what}: {why}"))
    }
}

/// Reads the inputs of an operation.
pub(super) fn input<T: DeserializeOwned>(members: Members) -> Result<T, Failure> {
    serde_json::from_value(Value::Object(members)).map_err(|why| Failure::Defect(format!("`in`: {why}")))
}

/// Names a JSON object's members as outputs.
pub(super) fn output(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

/// A port, as a number and as the digits that stand in a URL or in a header.
pub(super) fn port(port: u16) -> Members {
    output(json!({"port": port, "port_digits": hex::encode(port.to_string())}))
}

/// The answer that a runner judges.
pub(super) fn body(played: Result<Members, Failure>) -> Body {
    let (outcome, detail) = match played {
        Ok(members) => (Answered::Accept(members), None),
        Err(Failure::Refused { code, detail }) => (Answered::Reject(code.to_owned()), Some(detail)),
        Err(Failure::Defect(why)) => (Answered::Error(why), None),
    };
    Body { outcome, intermediate: Members::new(), detail }
}

/// What was received, for people: how much, and how it begins.
pub(super) fn shown(bytes: &[u8]) -> String {
    let start = bytes.get(..bytes.len().min(SHOWN)).unwrap_or_default();
    let more = if bytes.len() > SHOWN { ".." } else { "" };
    match bytes.len() {
        0 => "nothing".to_owned(),
        1 => format!("1 byte, {}", hex::encode(start)),
        length => format!("{length} bytes, {}{more}", hex::encode(start)),
    }
}
