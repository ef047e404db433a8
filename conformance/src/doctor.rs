//! Examines an adapter before its first case: `spec/adapter.md`, point by point.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use serde_json::{Value, json};

use crate::adapter::dialogue::{Dialogue, Silence};
use crate::adapter::hello::Hello;
use crate::adapter::process::{self, Message, Process};
use crate::adapter::protocol::{Body, Envelope, Request, quote};
use crate::engine::failures::END_OF_INPUT;
use crate::engine::recovery::Kind;
use crate::engine::{AdapterCommand, link, start};
use crate::model::operation::{Operation, Protocol, Role, State};
use crate::model::outcome::{Answered, Members};
use crate::model::suite::Suite;

/// More sessions than this at once prove nothing more.
const MOST_PARALLEL: usize = 64;
const MIB: usize = 1024 * 1024;

/// One point of the examination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) ok: bool,
    /// What was seen.
    pub(crate) detail: String,
    /// What to do; empty when all is well.
    pub(crate) hint: &'static str,
}

/// How long to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// Until the answer to `hello`.
    pub(crate) start: Duration,
    /// For one request.
    pub(crate) request: Duration,
}

/// Examines an adapter. Without a good hello nothing else is asked.
pub(crate) fn examine(command: &AdapterCommand, suite: &Suite, timeouts: Timeouts) -> Vec<Check> {
    let mut doctor = Doctor { command, timeouts, patient: None, checks: Vec::new() };
    let Some(hello) = doctor.admit() else { return doctor.checks };
    doctor.knowledge(&hello, suite);
    for Question { name, ask, hint } in QUESTIONS {
        doctor.check(name, hint, ask);
    }
    let stateful = suite
        .protocols
        .iter()
        .flat_map(|one| &one.protocol.operations)
        .find(|operation| operation.state == State::Uses && hello.ops.contains(&operation.name));
    if let Some(operation) = stateful {
        let hint = "answer `error` when the (session, actor) of a request has no state";
        doctor.check("unknown actor", hint, |patient| unknown_actor(patient, operation));
    }
    let sessions = hello.in_flight.min(MOST_PARALLEL);
    let hint =
        "keep state by (session, actor), answer each request with its own id, or say a smaller `in_flight`";
    doctor.check("parallel sessions", hint, |patient| parallel(patient, sessions));
    let hint = "write nothing but answers to standard output, and exit with status 0 at the end of input";
    doctor.check("end of input", hint, end_of_input);
    doctor.checks
}

/// One thing that is asked of every adapter.
struct Question {
    name: &'static str,
    ask: fn(&mut Patient) -> Result<String, String>,
    hint: &'static str,
}

const QUESTIONS: [Question; 7] = [
    Question {
        name: "echo",
        ask: |patient| patient.echo(&json!({"a": "00ff", "b": [1, {"c": "\u{e9} \u{1F600}"}]})),
        hint: "answer `taut.echo` with its `in`",
    },
    Question {
        name: "line of 1 MiB",
        ask: |patient| patient.echo(&json!({"long": "ab".repeat(MIB / 2)})),
        hint: LONG_LINE,
    },
    Question {
        name: "line of 8 MiB",
        ask: |patient| patient.echo(&json!({"long": "ab".repeat(4 * MIB)})),
        hint: LONG_LINE,
    },
    Question {
        name: "unknown operation",
        ask: unknown_operation,
        hint: "answer an operation that you do not have with `error`",
    },
    Question {
        name: "line that is not JSON",
        ask: not_json,
        hint: "answer a line that is not JSON with {\"id\":null,\"error\":\"...\"} and read on",
    },
    Question {
        name: "unknown members",
        ask: unknown_members,
        hint: "ignore members of a request that you do not know",
    },
    Question {
        name: "end of an unknown session",
        ask: unknown_session,
        hint: "answer `end` with {\"accept\":{}} also when the session is unknown",
    },
];

const LONG_LINE: &str = "read and write lines of up to 16 MiB; a fixed buffer is too small";

struct Doctor<'a> {
    command: &'a AdapterCommand,
    timeouts: Timeouts,
    /// The process, until a check fails: the next check has a fresh one.
    patient: Option<Patient>,
    checks: Vec<Check>,
}

/// A process that has said hello.
struct Patient {
    dialogue: Dialogue<Receiver<Message>>,
    timeout: Duration,
    last_id: u64,
}

impl Doctor<'_> {
    /// Starts the adapter and hears its hello.
    fn admit(&mut self) -> Option<Hello> {
        let mut dialogue = match self.spawn() {
            Ok(dialogue) => dialogue,
            Err(why) => {
                self.note("start", Err(why), "give the command that starts the adapter");
                return None;
            }
        };
        self.note("start", Ok("the program starts".to_owned()), "");
        match dialogue.greet(self.timeouts.start) {
            Ok(hello) => {
                let detail = format!("{} {} ({})", hello.name, hello.version, hello.language);
                self.note("hello", Ok(detail), "");
                self.patient = Some(self.patient(dialogue));
                Some(hello)
            }
            Err(silence) => {
                let why = autopsy(dialogue.into_process(), silence);
                self.note("hello", Err(why), "answer the first request as section 3 of spec/adapter.md says");
                None
            }
        }
    }

    fn spawn(&self) -> Result<Dialogue<Receiver<Message>>, String> {
        let (sender, messages) = process::channel();
        let process = Process::spawn(self.command, 0, &sender)
            .map_err(|why| start::cannot_start(self.command, &why))?;
        Ok(Dialogue::new(process, 0, messages))
    }

    fn patient(&self, dialogue: Dialogue<Receiver<Message>>) -> Patient {
        Patient { dialogue, timeout: self.timeouts.request, last_id: 0 }
    }

    /// What it offers, held against the suite.
    fn knowledge(&mut self, hello: &Hello, suite: &Suite) {
        let unknown = hello.unknown_ops(suite);
        let known = match hello.review(suite) {
            Ok(_) if unknown.is_empty() => Ok("all are known".to_owned()),
            Ok(_) => Err(format!("this suite does not know {}", list(unknown))),
            Err(why) => Err(why),
        };
        self.note("names in hello", known, "compare the spelling with operations.json");
        let offers: Vec<_> = suite.protocols.iter().filter_map(|one| offer(hello, &one.protocol)).collect();
        // A skeleton speaks the line protocol well and offers nothing yet; `run` then plays nothing, and says so.
        let offered = match offers.as_slice() {
            [] => {
                "none yet: hello offers no operation of this suite; list in `ops` what the adapter can play"
                    .to_owned()
            }
            offers => offers.join("; "),
        };
        self.note("protocols", Ok(offered), "");
    }

    fn check(
        &mut self,
        name: &'static str,
        hint: &'static str,
        question: impl FnOnce(&mut Patient) -> Result<String, String>,
    ) {
        let patient = self.patient.take().map_or_else(|| self.restart(), Ok);
        let outcome = patient.and_then(|mut patient| match question(&mut patient) {
            Ok(detail) => {
                self.patient = Some(patient);
                Ok(detail)
            }
            Err(why) => Err(autopsy(patient.dialogue.into_process(), Silence::Violation(why))),
        });
        self.note(name, outcome, hint);
    }

    fn restart(&self) -> Result<Patient, String> {
        let mut dialogue = self.spawn()?;
        match dialogue.greet(self.timeouts.start) {
            Ok(_) => Ok(self.patient(dialogue)),
            Err(silence) => Err(format!("started again: {}", autopsy(dialogue.into_process(), silence))),
        }
    }

    fn note(&mut self, name: &'static str, outcome: Result<String, String>, hint: &'static str) {
        let ok = outcome.is_ok();
        let (Ok(detail) | Err(detail)) = outcome;
        self.checks.push(Check { name, ok, detail, hint: if ok { "" } else { hint } });
    }
}

impl Patient {
    /// The id of a new request.
    fn id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    fn send(&mut self, request: &Value) {
        self.dialogue.send(format!("{request}\n").as_bytes());
    }

    fn receive(&mut self) -> Result<Envelope, String> {
        self.dialogue.receive(self.timeout).map_err(words)
    }

    /// Sends a request of these members under a new id.
    fn ask(&mut self, members: &Value) -> Result<Body, String> {
        let id = self.id();
        let mut request = Members::from_iter([("id".to_owned(), json!(id))]);
        request.extend(members.as_object().cloned().unwrap_or_default());
        self.send(&Value::Object(request));
        let answer = self.receive()?;
        if answer.id == Some(id) {
            answer.body
        } else {
            Err(format!("request {id} was answered under another id"))
        }
    }

    fn echo(&mut self, input: &Value) -> Result<String, String> {
        let body = self.ask(&json!({"op": "taut.echo", "in": input}))?;
        match &body.outcome {
            Answered::Accept(members) if Some(members) == input.as_object() => {
                Ok("comes back unchanged".to_owned())
            }
            Answered::Accept(_) => {
                Err("the answer to `taut.echo` has other members than its `in`".to_owned())
            }
            other => Err(unexpected("accept", other)),
        }
    }

    fn expect_error(&mut self, members: &Value) -> Result<String, String> {
        match self.ask(members)?.outcome {
            Answered::Error(text) => Ok(format!("error {}", quote(text.as_bytes()))),
            other => Err(unexpected("error", &other)),
        }
    }
}

fn unknown_operation(patient: &mut Patient) -> Result<String, String> {
    patient.expect_error(&json!({"session": 1, "actor": "a", "op": "taut.no_such_operation", "in": {}}))
}

fn unknown_actor(patient: &mut Patient, operation: &Operation) -> Result<String, String> {
    let request = json!({"session": 1_000_001, "actor": "nobody", "op": operation.name, "in": {}});
    patient.expect_error(&request).map(|seen| format!("`{}`: {seen}", operation.name))
}

fn not_json(patient: &mut Patient) -> Result<String, String> {
    patient.dialogue.send(b"this is not JSON\n");
    match patient.receive()? {
        Envelope { id: None, body: Ok(Body { outcome: Answered::Error(_), .. }) } => {}
        Envelope { id: Some(id), .. } => return Err(format!("it was answered under the id {id}, not null")),
        Envelope { body: Ok(Body { outcome, .. }), .. } => return Err(unexpected("error", &outcome)),
        Envelope { body: Err(what), .. } => return Err(what),
    }
    patient.echo(&json!({"still": "there"})).map(|_| "answered, and the adapter reads on".to_owned())
}

fn unknown_members(patient: &mut Patient) -> Result<String, String> {
    let body = patient.ask(&json!({"op": "taut.echo", "in": {"a": 1}, "later": {"b": [null]}}))?;
    match body.outcome {
        Answered::Accept(_) => Ok("ignored".to_owned()),
        other => Err(unexpected("accept", &other)),
    }
}

fn unknown_session(patient: &mut Patient) -> Result<String, String> {
    match patient.ask(&json!({"op": "end", "session": 1_000_002}))?.outcome {
        Answered::Accept(_) => Ok("accepted".to_owned()),
        other => Err(unexpected("accept", &other)),
    }
}

/// Echoes in many sessions, all asked before the first answer is read.
fn parallel(patient: &mut Patient, sessions: usize) -> Result<String, String> {
    let mut lines = Vec::new();
    let mut open = Vec::new();
    for session in (1..).take(sessions) {
        let id = patient.id();
        let input = Members::from_iter([("session".to_owned(), json!(session))]);
        Request { session: Some(session), actor: Some("a"), ..Request::plain(id, "taut.echo", &input) }
            .write_line(&mut lines);
        open.push((id, input));
    }
    patient.dialogue.send(&lines);
    while !open.is_empty() {
        let answer = patient.receive()?;
        let Some(index) = open.iter().position(|(id, _)| answer.id == Some(*id)) else {
            return Err(format!("an answer has the id {:?}, which nobody waits for", answer.id));
        };
        let (id, input) = open.swap_remove(index);
        match answer.body?.outcome {
            Answered::Accept(members) if members == input => {}
            other => return Err(format!("request {id}: {}", unexpected("accept with its own `in`", &other))),
        }
    }
    Ok(format!("{sessions} at once keep apart"))
}

fn end_of_input(patient: &mut Patient) -> Result<String, String> {
    patient.dialogue.close_input();
    match patient.dialogue.receive(END_OF_INPUT) {
        Err(Silence::Closed) => {}
        Err(Silence::Timeout) => {
            return Err(format!("it still runs {END_OF_INPUT:?} after the end of its input"));
        }
        Err(Silence::Violation(what)) => return Err(what),
        Ok(_) => return Err("an answer came that nobody asked for".to_owned()),
    }
    match patient.dialogue.status(END_OF_INPUT) {
        Some(status) if status.success() => Ok("exits with status 0".to_owned()),
        Some(status) => Err(format!("it {}, not with status 0", process::describe(status))),
        None => Err(format!("it closed standard output and still runs after {END_OF_INPUT:?}")),
    }
}

/// How much of a protocol is offered; nothing for one that is not offered at all.
fn offer(hello: &Hello, protocol: &Protocol) -> Option<String> {
    let playable: Vec<_> = protocol.operations.iter().filter(|one| one.role != Role::Attacker).collect();
    let missing: Vec<_> =
        playable.iter().map(|one| one.name.as_str()).filter(|name| !hello.ops.contains(*name)).collect();
    match missing.len() {
        0 => Some(format!("{}: all {} operations", protocol.protocol, playable.len())),
        count if count == playable.len() => None,
        count => {
            let offered = playable.len() - count;
            Some(format!(
                "{}: {offered} of {} operations, without {}",
                protocol.protocol,
                playable.len(),
                list(missing)
            ))
        }
    }
}

fn list(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    names.join(", ")
}

fn unexpected(wanted: &str, got: &Answered) -> String {
    let got = serde_json::to_string(got).unwrap_or_default();
    format!("expected {wanted}, got {}", quote(got.as_bytes()))
}

fn words(silence: Silence) -> String {
    match silence {
        Silence::Closed => "it ended, or closed its standard output".to_owned(),
        Silence::Timeout => "no answer in time".to_owned(),
        Silence::Violation(what) => what,
    }
}

/// What is known of a process that failed a check; kills it.
fn autopsy(process: Process, silence: Silence) -> String {
    let failure = match silence {
        Silence::Closed => link::end(process, Kind::Crash, String::new()),
        Silence::Timeout | Silence::Violation(_) => link::end(process, Kind::Violation, words(silence)),
    };
    failure.to_string()
}

#[cfg(test)]
mod tests;
