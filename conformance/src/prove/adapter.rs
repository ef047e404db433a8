//! The broken adapters: the reference behind the line protocol, with one thing wrong.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;
use std::thread;

use serde_json::{Map, Value, json};

use super::broken::{BANNER, DEADLINE, Mode};
use super::outputs::made_up;
use crate::cli::remark;
use crate::json;
use crate::model::outcome::Members;
use crate::model::suite::Suite;
use crate::reference::Adapter;

/// More than a pipe holds, so that a runner that does not read standard error stalls here.
const FLOOD: usize = 256 * 1024;
/// No JSON, no UTF-8.
const GARBAGE: &[u8] = b"\xff\xfe\x00 garbage\n";
/// Exit status of the adapter that crashes.
const CRASHED: u8 = 70;

/// Answers requests from standard input until it ends, in the way that the mode breaks.
pub(crate) fn run(mode: Mode) -> ExitCode {
    // An operation that no protocol has needs no outputs, so that a suite that cannot be read harms nothing.
    let suite = Suite::embedded(&[]).unwrap_or(Suite { protocols: Vec::new() });
    let mut adapter = Broken { mode, suite, reference: Adapter::default() };
    adapter.serve(io::stdin().lock(), io::stdout().lock()).unwrap_or_else(|why| {
        remark(&format!("taut: the broken adapter lost its standard input or output: {why}"));
        ExitCode::FAILURE
    })
}

struct Broken {
    mode: Mode,
    suite: Suite,
    reference: Adapter,
}

impl Broken {
    fn serve(&mut self, requests: impl BufRead, mut answers: impl Write) -> io::Result<ExitCode> {
        if self.mode == Mode::Banner {
            writeln!(answers, "{BANNER}")?;
        }
        for line in requests.split(b'\n') {
            let line = line?;
            let op = operation(&line);
            let answer = self.reference.answer(&line);
            match (op.as_str(), self.mode) {
                ("hello", _) => answers.write_all(&edited(&answer, |answer| self.hello(answer)))?,
                ("taut.echo" | "end", _) => answers.write_all(&answer)?,
                (_, Mode::Crash) => return Ok(ExitCode::from(CRASHED)),
                (_, Mode::Hang) => {}
                (_, Mode::Garbage) => answers.write_all(GARBAGE)?,
                (op, _) => {
                    self.dawdle()?;
                    answers.write_all(&edited(&answer, |answer| self.spoil(op, answer)))?;
                }
            }
            answers.flush()?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What comes before an answer.
    fn dawdle(&self) -> io::Result<()> {
        match self.mode {
            Mode::Slow => thread::sleep(DEADLINE * 3),
            Mode::StderrFlood => io::stderr().write_all(&vec![b'.'; FLOOD])?,
            _ => {}
        }
        Ok(())
    }

    /// Says what makes the mode hardest to catch.
    fn hello(&self, answer: &mut Map<String, Value>) {
        let Some(Value::Object(members)) = answer.get_mut("accept") else { return };
        match self.mode {
            Mode::RejectAll => drop(members.insert("codes".to_owned(), json!("outcome"))),
            Mode::Slow => drop(members.insert("in_flight".to_owned(), json!(1))),
            _ => {}
        }
    }

    fn spoil(&self, op: &str, answer: &mut Map<String, Value>) {
        let accepted = answer.contains_key("accept");
        let id = answer.get("id").and_then(Value::as_u64).unwrap_or_default();
        let (member, value) = match self.mode {
            Mode::AcceptAll if !accepted => ("accept", json!(self.outputs(op, id))),
            // Its own lies may be no input that the reference knows what to do with: it goes on lying.
            Mode::Liar if accepted || answer.contains_key("error") => ("accept", json!(self.outputs(op, id))),
            Mode::ExceptAll => ("error", json!("Exception: something went wrong")),
            Mode::RejectAll => ("reject", json!("invalid")),
            Mode::WrongId => ("id", json!(id + 1_000_000)),
            _ => return,
        };
        if member != "id" {
            answer.retain(|name, _| name == "id");
        }
        answer.insert(member.to_owned(), value);
    }

    fn outputs(&self, op: &str, request: u64) -> Members {
        self.suite.operation(op).map(|(_, operation)| made_up(operation, request)).unwrap_or_default()
    }
}

/// The operation that a line asks for; empty when it is no request.
fn operation(line: &[u8]) -> String {
    let request: Value = json::from_slice(line).unwrap_or_default();
    request.get("op").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// An answer as a line, after an edit.
fn edited(line: &[u8], edit: impl FnOnce(&mut Map<String, Value>)) -> Vec<u8> {
    let mut answer: Map<String, Value> = json::from_slice(line).unwrap_or_default();
    edit(&mut answer);
    let mut line = Value::Object(answer).to_string().into_bytes();
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = r#"{"id":5,"session":1,"actor":"a","op":"stringphone.id","in":{"public_key":"00"}}"#;

    fn answers(mode: Mode, requests: &str) -> String {
        let suite = Suite::embedded(&[]).unwrap();
        let mut written = Vec::new();
        let mut adapter = Broken { mode, suite, reference: Adapter::default() };
        adapter.serve(requests.as_bytes(), &mut written).unwrap();
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn a_refusal_is_kept_accepted_refused_otherwise_or_an_error() {
        assert_eq!(answers(Mode::Liar, ID), "{\"id\":5,\"reject\":\"bad-key-length\"}\n");
        let made_up = format!("{}7f", "7a".repeat(15));
        assert_eq!(
            answers(Mode::AcceptAll, ID),
            format!("{{\"id\":5,\"accept\":{{\"id\":\"{made_up}\"}}}}\n")
        );
        assert_eq!(answers(Mode::RejectAll, ID), "{\"id\":5,\"reject\":\"invalid\"}\n");
        assert!(answers(Mode::ExceptAll, ID).starts_with("{\"id\":5,\"error\":"));
        assert!(answers(Mode::WrongId, ID).starts_with("{\"id\":1000005,\"reject\""));
        assert_eq!(answers(Mode::Hang, ID), "");
    }

    #[test]
    fn every_mode_answers_what_is_no_operation_of_a_protocol() {
        let echo = r#"{"id":6,"op":"taut.echo","in":{"a":[1]}}"#;
        for mode in [Mode::ExceptAll, Mode::Crash, Mode::Hang, Mode::Garbage, Mode::Liar] {
            assert_eq!(answers(mode, echo), "{\"id\":6,\"accept\":{\"a\":[1]}}\n");
        }
    }
}
