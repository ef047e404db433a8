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
