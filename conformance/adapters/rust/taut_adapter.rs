//! The line protocol of Taut for adapters in Rust: `spec/adapter.md`. Needs `serde_json` alone.
//!
//! An operation is a function from a [`Call`] to an [`Answer`]. Map only the errors that your library documents to
//! [`reject`]; `?` turns every other one into `error`, and a panic becomes one by itself. Standard output is for
//! answers: what your library prints must go to standard error.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::panic::{self, AssertUnwindSafe};

use serde_json::{Map, Value, json};

const LINE_LIMIT: usize = 16 * 1024 * 1024;

/// What the adapter says about itself.
#[derive(Clone, Debug)]
pub(crate) struct Hello {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// `exact`, `class` or `outcome`
    pub(crate) codes: &'static str,
    /// `inject` or `own`
    pub(crate) draws: &'static str,
    /// `inject` or `own`
    pub(crate) clock: &'static str,
    /// Choice and answer.
    pub(crate) choices: &'static [(&'static str, &'static str)],
    pub(crate) features: &'static [&'static str],
}

/// What became of a request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// The operation succeeded, with these outputs; see [`accept`].
    Accept { members: Value, intermediate: Value },
    /// The message is dropped and nothing changes.
    Ignore,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The message is refused; see [`reject`].
    Reject { code: &'static str, detail: String },
    /// It failed in a way that the library does not document.
    Error(String),
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(why: E) -> Self {
        Self::Error(why.to_string())
    }
}

/// The operation succeeded: `accept(json!({"message": hex(&message)}))`.
pub(crate) fn accept(members: Value) -> Answer {
    Answer::Accept { members, intermediate: json!({}) }
}

/// The message is refused with a code of the specification, and with free text if that helps.
pub(crate) fn reject(code: &'static str, detail: impl Into<String>) -> Failure {
    Failure::Reject { code, detail: detail.into() }
}

/// Bytes as they stand in answers.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One request: what an operation is given.
pub(crate) struct Call<'a, S> {
    /// All inputs as they came: bytes as hex, text, numbers, lists.
    pub(crate) input: &'a Map<String, Value>,
    draws: &'a Map<String, Value>,
    /// Unix milliseconds.
    pub(crate) now: Option<i64>,
    state: &'a mut Option<S>,
}

impl<S> Call<'_, S> {
    /// The input of this name, from hex; `None` when it was left out.
    pub(crate) fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.input.get(name).map(|value| bytes(name, value)).transpose()
    }

    /// The random value of this name that the request brings, for adapters that inject.
    pub(crate) fn draw(&self, name: &str) -> Result<Vec<u8>, Failure> {
        bytes(name, self.draws.get(name).unwrap_or(&Value::Null))
    }

    /// What this actor keeps between the steps of this session.
    pub(crate) fn state(&mut self) -> Result<&mut S, Failure> {
        self.state
            .as_mut()
            .ok_or_else(|| Failure::Error("the actor was not created in this session".to_owned()))
    }

    /// Creates the actor, or replaces it.
    pub(crate) fn create(&mut self, state: S) {
        *self.state = Some(state);
    }
}

/// A function of an operation.
pub(crate) type Operation<S> = fn(&mut Call<'_, S>) -> Result<Answer, Failure>;

/// Reads requests and answers them, until the input ends.
pub(crate) struct Adapter<S> {
    hello: Hello,
    operations: Vec<(&'static str, Operation<S>)>,
    /// Session -> actor -> state.
    sessions: HashMap<u64, HashMap<String, Option<S>>>,
}

impl<S> Adapter<S> {
    pub(crate) fn new(hello: Hello, operations: &[(&'static str, Operation<S>)]) -> Self {
        Self { hello, operations: operations.to_vec(), sessions: HashMap::new() }
    }

    /// Answers on standard output what comes on standard input.
    pub(crate) fn run(&mut self) -> io::Result<()> {
        match self.serve(io::stdin().lock(), io::stdout().lock()) {
            Err(why) if why.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    /// Answers until the input ends. Answers travel together as long as more requests are there to be read.
    pub(crate) fn serve(&mut self, input: impl Read, mut output: impl Write) -> io::Result<()> {
        let mut input = BufReader::with_capacity(1024 * 1024, input);
        let mut answers = Vec::new();
        while let Some(line) = next_line(&mut input)? {
            if line.as_ref().is_ok_and(|line| line.trim_ascii().is_empty()) {
                continue;
            }
            let answer = line
                .and_then(|line| self.answer_line(&line))
                .unwrap_or_else(|why| json!({"id": null, "error": why}));
            serde_json::to_writer(&mut answers, &answer)?;
            answers.push(b'\n');
            if !input.buffer().contains(&b'\n') {
                output.write_all(&answers)?;
                output.flush()?;
                answers.clear();
            }
        }
        output.write_all(&answers)?;
        output.flush()
    }

    fn answer_line(&mut self, line: &[u8]) -> Result<Value, String> {
        let request: Value = serde_json::from_slice(line).map_err(|why| why.to_string())?;
        let id = request
            .get("id")
            .and_then(Value::as_u64)
            .ok_or("a request is a JSON object with an integer id")?;
        let none = Map::new();
        let input = request.get("in").and_then(Value::as_object).unwrap_or(&none);
        let draws = request.get("draws").and_then(Value::as_object).unwrap_or(&none);
        let name = request.get("op").and_then(Value::as_str).unwrap_or_default();
        let session = request.get("session").and_then(Value::as_u64);
        let Some((_, operation)) = self.operations.iter().find(|(known, _)| *known == name) else {
            return Ok(self.own(id, name, input, session));
        };
        let actor = request.get("actor").and_then(Value::as_str).unwrap_or_default();
        let actors = self.sessions.entry(session.unwrap_or_default()).or_default();
        let state = actors.entry(actor.to_owned()).or_default();
        let mut call = Call { input, draws, now: request.get("now").and_then(Value::as_i64), state };
        let done = panic::catch_unwind(AssertUnwindSafe(|| operation(&mut call)));
        Ok(
            match done.unwrap_or_else(|panicked| Err(Failure::Error(format!("panic: {}", words(&*panicked)))))
            {
                Ok(Answer::Accept { members, intermediate }) => {
                    json!({"id": id, "accept": members, "intermediate": intermediate})
                }
                Ok(Answer::Ignore) => json!({"id": id, "ignore": {}}),
                Err(Failure::Reject { code, detail }) => json!({"id": id, "reject": code, "detail": detail}),
                Err(Failure::Error(why)) => json!({"id": id, "error": why}),
            },
        )
    }

    /// The operations that every adapter has.
    fn own(&mut self, id: u64, name: &str, input: &Map<String, Value>, session: Option<u64>) -> Value {
        match name {
            "taut.echo" => json!({"id": id, "accept": input}),
            "end" => {
                session.and_then(|session| self.sessions.remove(&session));
                json!({"id": id, "accept": {}})
            }
            "hello" => {
                let versions = input.get("taut").and_then(Value::as_array);
                if versions.is_some_and(|versions| versions.contains(&json!(1))) {
                    json!({"id": id, "accept": self.hello()})
                } else {
                    json!({"id": id, "error": "this adapter speaks version 1 of the line protocol"})
                }
            }
            _ => json!({"id": id, "error": format!("unknown operation `{name}`")}),
        }
    }

    fn hello(&self) -> Value {
        let Hello { name, version, codes, draws, clock, choices, features } = &self.hello;
        let ops: Vec<&str> = self.operations.iter().map(|(name, _)| *name).collect();
        let choices: HashMap<_, _> = choices.iter().copied().collect();
        json!({
            "taut": 1, "name": name, "version": version, "language": "rust", "ops": ops, "features": features,
            "choices": choices, "codes": codes, "draws": draws, "clock": clock, "in_flight": 64,
        })
    }
}

/// The next line without its line feed, or why it cannot be taken; `None` at the end of the input.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, String>>> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let ready = input.fill_buf()?;
        let end = ready.iter().position(|byte| *byte == b'\n');
        let part = ready.get(..end.unwrap_or(ready.len())).unwrap_or_default();
        let taken = part.len() + usize::from(end.is_some());
        length += part.len();
        if length <= LINE_LIMIT {
            line.extend_from_slice(part);
        }
        if end.is_some() || taken == 0 {
            input.consume(taken);
            return Ok(match length {
                0 if end.is_none() => None,
                length if length > LINE_LIMIT => Some(Err("the line is longer than 16 MiB".to_owned())),
                _ => Some(Ok(line)),
            });
        }
        input.consume(taken);
    }
}

fn bytes(name: &str, value: &Value) -> Result<Vec<u8>, Failure> {
    let is_digit = |letter: &u8| matches!(letter, b'0'..=b'9' | b'a'..=b'f');
    let text = value.as_str().filter(|text| text.len() % 2 == 0 && text.as_bytes().iter().all(is_digit));
    let digits = text.ok_or_else(|| Failure::Error(format!("{name} is not hex: {value}")))?;
    let pairs = (0..digits.len()).step_by(2).filter_map(|start| digits.get(start..start + 2));
    Ok(pairs.map(|pair| u8::from_str_radix(pair, 16)).collect::<Result<_, _>>()?)
}

/// What a panic said.
fn words(panicked: &(dyn std::any::Any + Send)) -> &str {
    let text = panicked.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panicked.downcast_ref::<&str>().copied()).unwrap_or("without words")
}
