//! The built-in adapter: the reference implementations behind the line protocol of `spec/adapter.md`.
//!
//! | Module | Holds |
//! |---|---|
//! | [`mod@line`] | requests and answers as lines |
//! | [`mod@serve`] | standard input and output, and sessions that wait for a network |
//! | [`call`] | what an operation is given, and what it gives back |
//! | [`dimp`] | operations of `spec/dimp.md`, each written once |
//! | [`dweeter`] | operations of `spec/dweeter.md`, each written once |
//! | [`netaio`] | operations of `spec/netaio.md`, each written once |
//! | [`omemo`] | operations of `spec/omemo.md`, each written once |
//! | [`stringphone`] | operations of `spec/stringphone.md`, each written once |
//!
//! With its forging operations it also plays the attackers of scenarios. The generator of cases calls [`play`], which
//! is the same code without the lines.

mod call;
mod dimp;
mod dweeter;
mod line;
pub(crate) mod netaio;
mod omemo;
mod serve;
mod stringphone;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::json;
use serde_json::value::RawValue;

use crate::model::outcome::{Answered, Empty, Members};
use call::{Call, Failure, Input, Place, Sessions};
use line::Request;
use serve::serve;

/// How many sessions may be open at once. They cost little; the number keeps the pipes filled.
const IN_FLIGHT: u32 = 64;

/// An operation and the code behind it.
struct Operation {
    name: &'static str,
    run: fn(&mut Call<'_>) -> Result<Members, Failure>,
}

/// The built-in adapter, one line at a time, for what stands around it.
#[derive(Default)]
pub(crate) struct Adapter(Sessions);

/// What an operation answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) outcome: Answered,
    /// Named values on the way, also of a refused message as far as it got.
    pub(crate) intermediate: Members,
}

/// Answers requests from standard input until it ends.
///
/// `attacker` adds the forging operations, and `without` switches off the rules with these IDs.
pub(crate) fn run(attacker: bool, without: &[String]) -> ExitCode {
    if !without.is_empty()
        && let Err(why) = taut_wire::fault::switch_off(without)
    {
        eprintln!("taut: cannot switch off {}: {why}", without.join(", "));
        return ExitCode::from(2);
    }
    match serve(io::stdin().lock(), io::stdout(), attacker) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("taut: the reference adapter lost its standard input or output: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Plays one stateless operation in process, at a time in Unix milliseconds, forging operations included.
pub(crate) fn play(op: &str, input: &Members, draws: &Members, now: Option<i64>) -> Answer {
    let mut sessions = Sessions::default();
    let (input, draws) = (Input::new("in", input), Input::new("draws", draws));
    dispatch(op, Call::new(input, draws, now, None, &mut sessions), true)
}

fn answer(
    request: Result<Request<'_>, (&RawValue, String)>,
    sessions: &mut Sessions,
    attacker: bool,
    answers: &mut impl Write,
) -> io::Result<()> {
    let request = match request {
        Ok(request) => request,
        Err((id, why)) => return line::write(answers, id, &Answer::error(why)),
    };
    let answer = match &*request.op {
        "taut.echo" => return line::write_raw(answers, request.id, request.input),
        "hello" => hello(&request, attacker),
        "end" => {
            sessions.end(request.session);
            Answer::accept(Members::new())
        }
        op => protocol(op, &request, sessions, attacker),
    };
    line::write(answers, request.id, &answer)
}

fn protocol(op: &str, request: &Request<'_>, sessions: &mut Sessions, attacker: bool) -> Answer {
    let place = match (request.session, &request.actor) {
        (Some(session), Some(actor)) => Some(Place { session, actor }),
        _ => None,
    };
    match (request.input(), request.draws()) {
        (Ok(input), Ok(draws)) => {
            let (input, draws) = (Input::new("in", &input), Input::new("draws", &draws));
            let call = Call::new(input, draws, request.now, place, sessions);
            dispatch(op, call, attacker)
        }
        (Err(why), _) | (_, Err(why)) => Answer::error(why),
    }
}

fn dispatch(op: &str, mut call: Call<'_>, attacker: bool) -> Answer {
    let Some(operation) = operations(attacker).find(|operation| operation.name == op) else {
        return Answer::error(format!(
            "unknown operation `{op}`; the answer to `hello` lists the known ones"
        ));
    };
    let outcome = match (operation.run)(&mut call) {
        Ok(members) => Answered::Accept(members),
        Err(Failure::Ignore) => Answered::Ignore(Empty::default()),
        Err(Failure::Reject(code)) => Answered::Reject(code.to_owned()),
        Err(Failure::Error(why)) => Answered::Error(format!("{op}: {why}")),
    };
    Answer { outcome, intermediate: call.intermediate }
}

fn operations(attacker: bool) -> impl Iterator<Item = &'static Operation> {
    let forging = move |operations: &'static [Operation]| operations.iter().filter(move |_| attacker);
    let dimp = dimp::operations().chain(forging(&dimp::FORGING));
    let dweeter = dweeter::OPERATIONS.iter().chain(forging(&dweeter::FORGING));
    let netaio = netaio::operations().chain(forging(&netaio::FORGING));
    let omemo = omemo::operations().chain(forging(&omemo::FORGING));
    dimp.chain(dweeter)
        .chain(netaio)
        .chain(omemo)
        .chain(&stringphone::OPERATIONS)
        .chain(forging(&stringphone::FORGING))
}

/// Whether an operation uses a network, and may have to wait.
fn is_live(op: &str) -> bool {
    dweeter::LIVE.contains(&op) || netaio::is_live(op)
}

fn hello(request: &Request<'_>, attacker: bool) -> Answer {
    let versions = match request.input() {
        Ok(mut input) => input.remove("taut").unwrap_or_else(|| json!([1])),
        Err(why) => return Answer::error(why),
    };
    if !versions.as_array().is_some_and(|versions| versions.contains(&json!(1))) {
        return Answer::error(format!("this adapter speaks version 1 of the line protocol, not {versions}"));
    }
    let features = [
        &dimp::FEATURES[..],
        &dweeter::FEATURES,
        &netaio::FEATURES,
        &omemo::FEATURES,
        &stringphone::FEATURES,
    ]
    .concat();
    let operations: Vec<&str> = operations(attacker).map(|operation| operation.name).collect();
    Answer::accept(Members::from_iter([
        ("taut".to_owned(), json!(1)),
        ("name".to_owned(), json!("taut-reference")),
        ("version".to_owned(), json!(env!("CARGO_PKG_VERSION"))),
        ("language".to_owned(), json!("rust")),
        ("ops".to_owned(), json!(operations)),
        ("features".to_owned(), json!(features)),
        ("choices".to_owned(), json!({})),
        ("codes".to_owned(), json!("exact")),
        ("draws".to_owned(), json!("inject")),
        ("clock".to_owned(), json!("inject")),
        ("in_flight".to_owned(), json!(IN_FLIGHT)),
    ]))
}

impl Adapter {
    /// The answer to a request, both as lines.
    pub(crate) fn answer(&mut self, request: &[u8]) -> Vec<u8> {
        let mut line = Vec::new();
        answer(Request::parse(request), &mut self.0, false, &mut line).expect("memory takes every line");
        line
    }
}

impl Answer {
    fn accept(members: Members) -> Self {
        Self { outcome: Answered::Accept(members), intermediate: Members::new() }
    }

    fn error(why: String) -> Self {
        Self { outcome: Answered::Error(why), intermediate: Members::new() }
    }
}
