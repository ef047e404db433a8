//! Files, and messages that are written: sections 5.15, 5.16 and 5.19.

use taut_dimp::key::{MessageKey, PrivateKey};
use taut_dimp::wire::content::Content;
use taut_dimp::wire::file;
use taut_dimp::wire::json::write;
use taut_dimp::wire::message::{Draws, Envelope, Message, Receiver, Sealing};
use taut_dimp::{Dict, Id};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, hex, needs, object, time, with};

pub(super) const SEALING: [Operation; 3] = [
    Operation { name: "dimp.file.seal", run: seal_file },
    Operation { name: "dimp.file.open", run: open_file },
    Operation { name: "dimp.message.seal", run: seal },
];

pub(super) const SPLITTING: [Operation; 2] = [
    Operation { name: "dimp.message.split", run: split },
    Operation { name: "dimp.message.trim", run: trim },
];

fn seal_file(call: &mut Call<'_>) -> Result<Members, Failure> {
    let content = Content::read(&call.input.bytes("content")?)?;
    let key = MessageKey::read(&call.input.bytes("message_key")?)?;
    let stored = file::seal(&content, &key, &call.input.bytes("url")?)?;
    Ok(accepted([("content", hex(write::dict(&stored.content))), ("upload", hex(stored.upload))]))
}

fn open_file(call: &mut Call<'_>) -> Result<Members, Failure> {
    let content = Content::read(&call.input.bytes("content")?)?;
    let key = MessageKey::read(&call.input.bytes("message_key")?)?;
    let content = file::open(&content, &key, call.input.optional_bytes("download")?.as_deref())?;
    write::check_dict(&content)?;
    Ok(accepted([("content", hex(write::dict(&content)))]))
}

fn seal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (sender, receiver) = (id(call, "sender")?, id(call, "receiver")?);
    let text = call.input.bytes("content")?;
    let content = Content::read(&text)?;
    let envelope = Envelope::new(&sender, &receiver, &content)?;
    let private_key = PrivateKey::read(&call.input.bytes("private_key")?)?;
    let receivers = Receiver::read_all(&receiver, &call.input.pairs("keys")?.0)?;
    let message_key = call.input.optional_bytes("message_key")?;
    let message_key = message_key.map(|key| MessageKey::read(&key)).transpose()?;
    let sealing = Sealing {
        private_key: &private_key,
        receivers: &receivers,
        message_key: message_key.as_ref(),
        meta: attached(call, "meta")?,
        profile: attached(call, "profile")?,
        time: time(call)?,
        draws: draws(call)?,
    };
    let sealed = envelope.seal(&text, sealing)?;
    needs(call, if message_key.is_some() { &["padding", "k"] } else { &["key", "iv", "padding", "k"] })?;
    call.note("signed", &sealed.signed);
    let out = accepted([("message", hex(write::dict(&sealed.message)))]);
    Ok(with(out, "message_key", sealed.message_key.map(|key| hex(key.text()))))
}

fn split(call: &mut Call<'_>) -> Result<Members, Failure> {
    let message = Message::read(&call.input.bytes("message")?)?;
    let members = call.input.list("members")?.iter().map(|id| Id::read(id)).collect::<Result<Vec<_>, _>>()?;
    let messages = message.split(&members)?.iter().map(|message| hex(write::dict(message))).collect();
    Ok(accepted([("messages", messages)]))
}

fn trim(call: &mut Call<'_>) -> Result<Members, Failure> {
    let message = Message::read(&call.input.bytes("message")?)?;
    let message = message.trim(&id(call, "member")?)?;
    Ok(accepted([("message", hex(write::dict(&message)))]))
}

/// What a message is sealed with, as far as it is given.
pub(super) fn draws(call: &Call<'_>) -> Result<Draws, Failure> {
    Ok(Draws {
        key: drawn(call, "key")?,
        iv: drawn(call, "iv")?,
        padding: drawn(call, "padding")?,
        k: drawn(call, "k")?,
    })
}

fn attached(call: &Call<'_>, name: &str) -> Result<Option<Dict>, Failure> {
    Ok(call.input.optional_bytes(name)?.map(|text| object(&text)).transpose()?)
}

fn id(call: &Call<'_>, name: &str) -> Result<Id, Failure> {
    Ok(Id::read(&call.input.bytes(name)?)?)
}
