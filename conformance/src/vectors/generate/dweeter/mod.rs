//! The cases of dweeter: `spec/dweeter.md`, written with the mailboxes of the captures and of what was measured.

mod answer;
mod answer_head;
mod attack;
mod boxes;
mod cipher;
mod content;
mod data_read;
mod data_texts;
mod data_write;
mod dweet_members;
mod dweets;
mod exchange;
mod json_choices;
mod json_text;
mod live;
mod live_answers;
mod live_broken;
mod live_redirects;
mod message;
mod quick_cases;
mod receive;
mod receive_choices;
mod send;
mod service;
mod text_forms;
mod upstream;
mod value;

use anyhow::Result;

use super::quick::{self, Quick};
use super::{Author, Draft};

const QUICK: &Quick = &[&quick_cases::QUICK];

/// Writes every generated file of the protocol, in the order in which cases build on each other.
pub(super) fn write(author: &mut Author<'_>) -> Result<()> {
    file(author, "cipher", "The cipher alone.", cipher::drafts)?;
    file(author, "content", "Names of things, contents and their text forms.", content::drafts)?;
    file(author, "data_write", "Data as JSON text, and what no writer takes.", |_| data_write::drafts())?;
    file(author, "data_read", "Messages in plain text.", |_| data_read::drafts())?;
    file(author, "message", "Sealed messages, and the requests that carry them.", message::drafts)?;
    file(author, "answer", "HTTP answers of a service.", |_| answer::drafts())?;
    file(author, "dweets", "The dweets of an answer, as a CryptoDweet reads them.", dweets::drafts)?;
    file(author, "session", "What a Mailbox sends and takes.", receive::drafts)?;
    file(author, "exchange", "A Mailbox and a service over HTTP.", |_| exchange::drafts())?;
    file(author, "service", "A service that behaves.", |_| service::drafts())?;
    file(author, "attack", "What the format cannot prevent.", attack::drafts)?;
    file(author, "live", "A Mailbox and a service over HTTP, on the wire.", live::drafts)?;
    quick::check(QUICK, author)
}

fn file(
    author: &mut Author<'_>,
    stem: &str,
    about: &str,
    drafts: fn(&Author<'_>) -> Vec<Draft>,
) -> Result<()> {
    author.file(stem, about);
    drafts(author).into_iter().map(|draft| quick::mark(QUICK, draft)).try_for_each(|draft| author.add(draft))
}
