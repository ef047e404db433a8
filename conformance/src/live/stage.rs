//! The built-in actors of one session, on a thread of their own, so that no wait of theirs holds up another session.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::thread;

use super::http::Http;
use super::outcome::{self, Failure};
use super::patience::Stop;
use super::raw::Raw;
use crate::adapter::process::{Message, Output};
use crate::model::outcome::Members;

/// One operation to play.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) actor: String,
    pub(crate) op: String,
    pub(crate) input: Members,
}

/// The built-in actors of a session. Dropping it closes all their sockets.
#[derive(Debug)]
pub(crate) struct Stage {
    commands: Sender<Command>,
    stop: Stop,
}

impl Stage {
    /// A stage that reports on `answers`.
    ///
    /// # Errors
    /// When the machine gives no thread.
    pub(crate) fn open(session: u64, answers: &SyncSender<Message>) -> io::Result<Self> {
        let (commands, asked) = mpsc::channel();
        let stop = Stop::default();
        let (answers, ends) = (answers.clone(), stop.clone());
        let play = move || play(session, &asked, &answers, &ends);
        thread::Builder::new().name("built-in".to_owned()).spawn(play)?;
        Ok(Self { commands, stop })
    }

    /// Begins an operation; its answer comes as a message.
    pub(crate) fn ask(&self, command: Command) {
        // The thread lives until this sender is dropped.
        let _ = self.commands.send(command);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.now();
    }
}

fn play(session: u64, asked: &Receiver<Command>, answers: &SyncSender<Message>, stop: &Stop) {
    let mut actors = BTreeMap::new();
    for command in asked {
        // Without an answer the run would wait for ever.
        let played = catch_unwind(AssertUnwindSafe(|| act(&mut actors, command, stop)));
        let played =
            played.unwrap_or_else(|_| Err(Failure::Defect("the built-in actor panicked".to_owned())));
        let output = Output::BuiltIn { session, body: Box::new(outcome::body(played)) };
        if answers.send(Message { number: usize::MAX, output }).is_err() {
            return;
        }
    }
}

/// What an actor has open.
#[derive(Debug)]
enum Actor {
    Raw(Raw),
    Http(Http),
}

fn act(actors: &mut BTreeMap<String, Actor>, command: Command, stop: &Stop) -> Result<Members, Failure> {
    let Command { actor, op, input } = command;
    let (kind, word) = op.split_once('.').unwrap_or_default();
    let make = || match kind {
        "http" => Actor::Http(Http::new(stop)),
        _ => Actor::Raw(Raw::new(stop)),
    };
    match (actors.entry(actor).or_insert_with(make), kind) {
        (Actor::Raw(raw), "raw") => raw.play(word, input),
        (Actor::Http(http), "http") => http.play(word, input),
        _ => Err(Failure::Defect(format!("the actor is not of the kind that plays `{op}`"))),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpStream};

    use serde_json::json;

    use super::*;
    use crate::adapter::process;
    use crate::live::outcome::output;
    use crate::model::outcome::Answered;

    fn answer(stage: &Stage, answers: &Receiver<Message>, op: &str) -> Answered {
        stage.ask(Command { actor: "eve".to_owned(), op: op.to_owned(), input: Members::new() });
        match answers.recv().unwrap().output {
            Output::BuiltIn { session: 7, body } => body.outcome,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_end_of_a_session_closes_everything() {
        let (sender, answers) = process::channel();
        for op in ["raw.listen", "http.listen"] {
            let stage = Stage::open(7, &sender).unwrap();
            let Answered::Accept(opened) = answer(&stage, &answers, op) else { panic!("{op}") };
            let port = u16::try_from(opened["port"].as_u64().unwrap()).unwrap();
            assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok(), "{op}");
            drop(stage);
            while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                std::thread::yield_now();
            }
        }
    }

    #[test]
    fn an_actor_keeps_its_kind() {
        let (sender, answers) = process::channel();
        let stage = Stage::open(7, &sender).unwrap();
        assert!(matches!(answer(&stage, &answers, "raw.listen"), Answered::Accept(_)));
        let Answered::Error(why) = answer(&stage, &answers, "http.listen") else {
            panic!("it is of kind raw")
        };
        assert_eq!(why, "the actor is not of the kind that plays `http.listen`");
        stage.ask(Command {
            actor: "eve".to_owned(),
            op: "raw.accept".to_owned(),
            input: output(json!({"within_ms": 3_600_000})),
        });
        // The wait ends with the session, and the answer goes to nobody.
        drop(stage);
        assert!(matches!(answers.recv().unwrap().output, Output::BuiltIn { .. }));
    }
}
