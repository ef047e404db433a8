//! The first start of an adapter: what goes wrong here ends the run before it begins.

use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Duration;

use super::link::{self, Link};
use super::recovery::Kind;
use super::{AdapterCommand, SetupError};
use crate::adapter::dialogue::{Dialogue, Silence};
use crate::adapter::hello::Hello;
use crate::adapter::process::{Message, Process};

/// Starts a process and waits for its hello. Other processes must be silent meanwhile.
///
/// # Errors
/// What went wrong, how the process ended, and what to try.
pub(crate) fn first(
    command: &AdapterCommand,
    number: usize,
    channel: (&SyncSender<Message>, &Receiver<Message>),
    timeout: Duration,
) -> Result<(Link, Hello), SetupError> {
    let (sender, messages) = channel;
    let process = Process::spawn(command, number, sender)
        .map_err(|why| SetupError { message: cannot_start(command, &why) })?;
    let mut dialogue = Dialogue::new(process, number, messages);
    match dialogue.greet(timeout) {
        Ok(hello) => Ok((Link::greeted(number, dialogue.into_process()), hello)),
        Err(silence) => {
            let failure = match silence {
                Silence::Closed => {
                    link::end(dialogue.into_process(), Kind::Crash, " before it answered hello".to_owned())
                }
                Silence::Timeout => link::end(dialogue.into_process(), Kind::Timeout, no_hello(timeout)),
                Silence::Violation(what) => link::end(dialogue.into_process(), Kind::Violation, what),
            };
            let detail = failure.detail.map(|detail| format!("\n{detail}")).unwrap_or_default();
            let advice = format!("try `taut doctor -- {}`", shown(command));
            Err(SetupError { message: format!("`{}`: {}; {advice}{detail}", shown(command), failure.reason) })
        }
    }
}

/// The message for an adapter that says nothing.
pub(crate) fn no_hello(timeout: Duration) -> String {
    format!("the adapter did not answer hello within {timeout:?}")
}

/// The message for a program that does not start.
pub(crate) fn cannot_start(command: &AdapterCommand, why: &std::io::Error) -> String {
    let shown = shown(command);
    let place = command.dir.as_ref().map(|dir| format!(" in {}", dir.display())).unwrap_or_default();
    format!("cannot start `{shown}`{place}: {why}; check that the program exists and may be executed")
}

/// The command line, for messages.
fn shown(command: &AdapterCommand) -> String {
    let words = std::iter::once(&command.program).chain(&command.args);
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
