//! Values, messages, and what plugins are made of: sections 5.1 to 5.7 and 5.14.

use serde_json::Value as Json;
use taut_netaio::seal::answer::Answer;
use taut_netaio::seal::{crypt, sealed};
use taut_netaio::wire::message::{self, Body, Header, Message};
use taut_netaio::wire::packify::{self, Dict, Value};
use taut_netaio::wire::peer::{DEFAULT_APP_ID, Notice, Record};
use taut_netaio::{Supply, Types, Version};

use super::{Call, Failure, Members, accepted, drawn, hex, note_int, optional_fields, types, value, version};

pub(super) fn pack(call: &mut Call<'_>) -> Result<Members, Failure> {
    let packed = packify::pack(&call.input.value("value", value::read)?);
    Ok(accepted([("packed", hex(&packed))]))
}

pub(super) fn unpack(call: &mut Call<'_>) -> Result<Members, Failure> {
    let value = packify::unpack(&call.input.bytes("packed")?)?;
    Ok(accepted([("value", value::write(&value))]))
}

pub(super) fn encode(call: &mut Call<'_>) -> Result<Members, Failure> {
    let types = types(call, Version::V009)?;
    let message = given_message(call, &types)?;
    note_parts(call, &message.fields, &message.body);
    Ok(accepted([("message", hex(&message.encode(&types)?))]))
}

/// The message that type, fields, URI and content name.
pub(super) fn given_message(call: &Call<'_>, types: &Types) -> Result<Message, Failure> {
    let kind = types.to_write(call.input.int("type")?)?;
    let body = Body { uri: call.input.bytes("uri")?, content: call.input.bytes("content")? };
    Ok(Message { kind, fields: optional_fields(call)?, body })
}

fn note_parts(call: &mut Call<'_>, fields: &Dict, body: &Body) {
    let body = body.encode();
    call.note("auth", &packify::pack(&Value::Dict(fields.clone())));
    call.note("body", &body);
    call.note("checksum", &message::checksum(&body));
}

pub(super) fn decode(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (types, received) = (types(call, Version::V009)?, call.input.bytes("message")?);
    if received.len() >= message::HEADER_SIZE {
        let header = Header::read(&received);
        let (_, body) = message::split(&received);
        note_int(call, "auth_length", header.auth_length);
        note_int(call, "body_length", header.body_length);
        call.note("checksum", &message::checksum(body));
    }
    let message = Message::decode(&types, &received)?;
    Ok(accepted([
        ("type", message.kind.into()),
        ("fields", value::write_dict(&message.fields)),
        ("uri", hex(&message.body.uri)),
        ("content", hex(&message.body.content)),
    ]))
}

pub(super) fn answer(call: &mut Call<'_>) -> Result<Members, Failure> {
    /// The kinds by name, before they have their text.
    #[derive(Clone, Copy)]
    enum Kind {
        Error,
        NotFound,
        NotPermitted,
        Ok,
        Respond,
    }
    const KINDS: [(&str, Kind); 5] = [
        ("error", Kind::Error),
        ("not-found", Kind::NotFound),
        ("not-permitted", Kind::NotPermitted),
        ("ok", Kind::Ok),
        ("respond", Kind::Respond),
    ];
    let text = call.input.optional_bytes("text")?;
    let text = text.as_deref();
    let answer = match call.input.choice("kind", &KINDS)? {
        Kind::Error => {
            let missing =
                || Failure::Error("`in.text` is missing: an error has no text of its own".to_owned());
            Answer::Error(text.ok_or_else(missing)?, call.input.optional_int("type")?)
        }
        Kind::NotFound => Answer::NotFound(text),
        Kind::NotPermitted => Answer::NotPermitted(text),
        Kind::Ok => Answer::Ok(text),
        Kind::Respond => Answer::Respond(text),
    };
    Ok(accepted([("message", hex(&answer.encode(call.input.optional_bytes("uri")?.as_deref())?))]))
}

pub(super) fn derive(call: &mut Call<'_>) -> Result<Members, Failure> {
    let parts = call.input.list("parts")?;
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(accepted([("key", hex(crypt::derive(&parts).as_slice()))]))
}

pub(super) fn keystream(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (version, key, iv) = (version(call)?, call.input.bytes("key")?, call.input.bytes("iv")?);
    let (start, length) = (call.input.int("start")?, call.input.int("length")?);
    call.note("stream_key", &crypt::stream_key(version, &key, &iv));
    Ok(accepted([("stream", hex(&crypt::keystream(version, &key, &iv, start, length)))]))
}

pub(super) fn mac(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (version, key) = (version(call)?, call.input.bytes("key")?);
    let (iv, message) = (call.input.optional_bytes("iv")?.unwrap_or_default(), call.input.bytes("message")?);
    call.note("mac_key", &crypt::mac_key(version, &key, &iv, &message));
    Ok(accepted([("mac", hex(&crypt::mac(version, &key, &iv, &message)))]))
}

pub(super) fn sealed_make(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (version, key) = (version(call)?, call.input.bytes("key")?);
    let (plaintext, iv) = (call.input.bytes("plaintext")?, drawn(call, &["iv"])?);
    let made = sealed::make(version, &key, &plaintext, &mut Supply::given(&iv));
    if let Some((mac, ciphertext)) = made.get(16..).and_then(|rest| rest.split_at_checked(32)) {
        call.note("ciphertext", ciphertext);
        call.note("mac", mac);
    }
    Ok(accepted([("sealed", hex(&made))]))
}

pub(super) fn sealed_open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let plaintext = sealed::open(version(call)?, &call.input.bytes("key")?, &call.input.bytes("sealed")?)?;
    Ok(accepted([("plaintext", hex(&plaintext))]))
}

pub(super) fn peer_message(call: &mut Call<'_>) -> Result<Members, Failure> {
    const NOTICES: [(&str, Notice); 3] = [
        ("advertise", Notice::Advertise),
        ("discovered", Notice::Discovered),
        ("disconnect", Notice::Disconnect),
    ];
    let notice = call.input.choice("type", &NOTICES)?;
    let record = Record { id: call.input.bytes("id")?, data: call.input.bytes("data")? };
    let app_id = call.input.optional_bytes("app_id")?;
    call.note("record", &record.pack());
    let message = record.message(notice, app_id.as_deref().unwrap_or(DEFAULT_APP_ID))?;
    Ok(accepted([("message", Json::String(hex::encode(message)))]))
}
