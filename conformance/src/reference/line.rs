//! Requests and answers as lines: `spec/adapter.md`.
//!
//! The envelope borrows from the line; what an operation is given is parsed only when an operation asks for it.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Answer;
use crate::json;
use crate::model::outcome::{Answered, Members};

/// One request. Members that are not listed here are ignored.
#[derive(Deserialize)]
pub(super) struct Request<'a> {
    #[serde(borrow)]
    pub(super) id: &'a RawValue,
    #[serde(borrow)]
    pub(super) op: Cow<'a, str>,
    pub(super) session: Option<u64>,
    #[serde(borrow)]
    pub(super) actor: Option<Cow<'a, str>>,
    pub(super) now: Option<i64>,
    #[serde(borrow, rename = "in")]
    pub(super) input: Option<&'a RawValue>,
    #[serde(borrow)]
    draws: Option<&'a RawValue>,
}

/// What can be saved of a request that is not one.
#[derive(Deserialize)]
struct Stump<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// One answer.
#[derive(Serialize)]
struct AnswerLine<'a> {
    id: &'a RawValue,
    #[serde(flatten)]
    outcome: &'a Answered,
    #[serde(skip_serializing_if = "Members::is_empty")]
    intermediate: &'a Members,
}

impl<'a> Request<'a> {
    /// Reads a line; what is no request gives the ID to answer and the reason.
    pub(super) fn parse(line: &'a [u8]) -> Result<Self, (&'a RawValue, String)> {
        let line = str::from_utf8(line).map_err(|why| (RawValue::NULL, format!("the line is {why}")))?;
        if !line.trim_ascii_start().starts_with('{') {
            return Err((RawValue::NULL, "the line is not a JSON object".to_owned()));
        }
        serde_json::from_str(line).map_err(|why| match serde_json::from_str::<Value>(line) {
            Ok(_) => (id_of(line), format!("not a request: {why}")),
            Err(_) => (RawValue::NULL, format!("not JSON: {why}")),
        })
    }

    /// The member `in`.
    pub(super) fn input(&self) -> Result<Members, String> {
        members("in", self.input)
    }

    /// The member `draws`.
    pub(super) fn draws(&self) -> Result<Members, String> {
        members("draws", self.draws)
    }
}

/// The ID of a JSON object that is no request.
fn id_of(line: &str) -> &RawValue {
    serde_json::from_str(line).ok().and_then(|Stump { id }| id).unwrap_or(RawValue::NULL)
}

fn members(name: &str, raw: Option<&RawValue>) -> Result<Members, String> {
    raw.map_or_else(
        || Ok(Members::new()),
        |raw| json::from_str(raw.get()).map_err(|why| format!("`{name}` must be a JSON object: {why}")),
    )
}

/// Writes an answer.
pub(super) fn write(out: &mut impl Write, id: &RawValue, answer: &Answer) -> io::Result<()> {
    let Answer { outcome, intermediate } = answer;
    serde_json::to_writer(&mut *out, &AnswerLine { id, outcome, intermediate })?;
    out.write_all(b"\n")
}

/// Accepts with members that were never parsed.
pub(super) fn write_raw(out: &mut impl Write, id: &RawValue, members: Option<&RawValue>) -> io::Result<()> {
    let members = members.map_or("{}", RawValue::get);
    writeln!(out, r#"{{"id":{id},"accept":{members}}}"#)
}
