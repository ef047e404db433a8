//! Messages that are read: sections 5.17 and 5.18.

use taut_dimp::Id;
use taut_dimp::key::{MessageKey, PrivateKey};
use taut_dimp::wire::message::{Given, Message, Verified};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, hex, value, with};

pub(super) const OPERATIONS: [Operation; 2] = [
    Operation { name: "dimp.message.verify", run: verify },
    Operation { name: "dimp.message.open", run: open },
];

fn verify(call: &mut Call<'_>) -> Result<Members, Failure> {
    let verified = verified(call)?;
    let message = verified.message();
    let out = accepted([
        ("sender", hex(message.sender().to_text())),
        ("receiver", hex(message.receiver().to_text())),
        ("broadcast", message.is_broadcast().into()),
        ("signed", hex(verified.signed())),
    ]);
    let out = with(out, "group", message.group().map(|group| hex(group.to_text())));
    let out = with(out, "meta", verified.attached_meta().map(|meta| hex(meta.to_text())));
    Ok(with(out, "profile", verified.attached_profile().map(|profile| hex(profile.to_text()))))
}

fn open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let verified = verified(call)?;
    call.note("signed", verified.signed());
    let user = Id::read(&call.input.bytes("user")?)?;
    let private_keys = call.input.list("private_keys")?;
    let private_keys = private_keys.iter().map(|key| PrivateKey::read(key)).collect::<Result<Vec<_>, _>>()?;
    let message_key = call.input.optional_bytes("message_key")?;
    let message_key = message_key.map(|key| MessageKey::read(&key)).transpose()?;
    let opened = verified.open(&user, &private_keys, message_key.as_ref())?;
    let held = opened.message_key.as_ref().map(|held| held.text.as_slice());
    if let Some(held) = held {
        call.note("message_key", held);
    }
    call.note("content", &opened.plaintext);
    let out = accepted([
        ("sender", hex(verified.message().sender().to_text())),
        ("receiver", hex(verified.message().receiver().to_text())),
        ("content", value::write_dict(opened.content.members())),
    ]);
    let out = with(out, "group", opened.content.group().map(|group| hex(group.to_text())));
    Ok(with(out, "message_key", held.map(hex)))
}

fn verified(call: &Call<'_>) -> Result<Verified, Failure> {
    let message = Message::read(&call.input.bytes("message")?)?;
    let (meta, profile) = (call.input.optional_bytes("meta")?, call.input.optional_bytes("profile")?);
    Ok(message.verify(&Given { meta: meta.as_deref(), profile: profile.as_deref() })?)
}
