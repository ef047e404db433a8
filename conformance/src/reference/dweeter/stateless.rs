//! The operations of section 5.

use taut_dweeter::wire::ciphertext;
use taut_dweeter::wire::http::{self, Request};
use taut_dweeter::{Content, Keys, seal};

use super::{
    Call, Failure, Members, Pairs, Received, accepted, accepted_request, form, hex, new_mailbox,
    note_message, now, pairs, value,
};

pub(super) fn encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let keys = cipher_keys(call)?;
    let ciphertext = ciphertext::encrypt(&keys, &call.input.bytes("plaintext")?);
    Ok(accepted([("ciphertext", hex(&ciphertext))]))
}

pub(super) fn decrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let keys = cipher_keys(call)?;
    let plaintext = ciphertext::decrypt(&keys, &call.input.bytes("ciphertext")?)?;
    Ok(accepted([("plaintext", hex(&plaintext))]))
}

pub(super) fn thing(call: &mut Call<'_>) -> Result<Members, Failure> {
    let keys = crypto_dweet_keys(call)?;
    note_keys(call, &keys);
    let thing = seal::thing(&keys, &call.input.utf8("name")?);
    Ok(accepted([("thing", hex(thing.as_bytes()))]))
}

pub(super) fn content_seal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let keys = crypto_dweet_keys(call)?;
    let sealed = seal::seal_content(&keys, form(call)?, &content(call.input.pairs("content")?)?);
    Ok(accepted([("content", pairs(&sealed))]))
}

pub(super) fn content_open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let keys = crypto_dweet_keys(call)?;
    let sealed = call.input.pairs("content")?;
    let opened = seal::open_content(&keys, form(call)?, sealed.iter())?;
    Ok(accepted([("content", pairs(&opened))]))
}

pub(super) fn mailbox(call: &mut Call<'_>) -> Result<Members, Failure> {
    let mailbox = new_mailbox(call)?;
    note_keys(call, mailbox.keys());
    Ok(accepted([("thing", hex(mailbox.thing().as_bytes()))]))
}

pub(super) fn data_write(call: &mut Call<'_>) -> Result<Members, Failure> {
    let message = seal::write_data(now(call), &call.input.value("data", value::read)?)?;
    Ok(accepted([("name", hex(message.name.as_bytes())), ("text", hex(message.text.as_bytes()))]))
}

pub(super) fn data_read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (name, text) = (call.input.bytes("name")?, call.input.bytes("text")?);
    let data = seal::read_data(&name, &text, &call.input.value("created", value::read)?)?;
    Ok(accepted([("data", value::write_dict(&data))]))
}

pub(super) fn message_seal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (mailbox, data) = (new_mailbox(call)?, call.input.value("data", value::read)?);
    let message = seal::write_data(now(call), &data)?;
    note_message(call, &Content(vec![(message.name, message.text)]));
    let content = seal::seal_message(mailbox.keys(), mailbox.form(), now(call), &data)?;
    Ok(accepted([("thing", hex(mailbox.thing().as_bytes())), ("content", pairs(&content))]))
}

pub(super) fn message_open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (mailbox, sealed) = (new_mailbox(call)?, call.input.pairs("content")?);
    let created = call.input.value("created", value::read)?;
    if let Ok(content) = seal::open_content(mailbox.keys(), mailbox.form(), sealed.iter()) {
        note_message(call, &content);
    }
    let members: Vec<_> = sealed.iter().collect();
    let data = seal::open_message(mailbox.keys(), mailbox.form(), &members, &created)?;
    Ok(accepted([("data", value::write_dict(&data))]))
}

pub(super) fn request(call: &mut Call<'_>) -> Result<Members, Failure> {
    /// The calls by name, before a post has its content.
    #[derive(Clone, Copy)]
    enum Kind {
        Post,
        Latest,
        All,
    }
    const KINDS: [(&str, Kind); 3] = [("post", Kind::Post), ("latest", Kind::Latest), ("all", Kind::All)];
    let content = content(call.input.optional_pairs("content")?.unwrap_or_default())?;
    let asked = match call.input.choice("call", &KINDS)? {
        Kind::Post => http::Call::Post(&content),
        Kind::Latest => http::Call::Latest,
        Kind::All => http::Call::All,
    };
    Ok(accepted_request(&Request::new(asked, &call.input.utf8("thing")?)))
}

pub(super) fn answer_read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let with = seal::read_answer(&Received::of(call)?.answer())?;
    Ok(accepted([("with", value::write(&with))]))
}

pub(super) fn dweets_open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (keys, name) = (crypto_dweet_keys(call)?, call.input.utf8("name")?);
    let received = Received::of(call)?;
    let dweets = seal::open_dweets(&keys, form(call)?, &seal::thing(&keys, &name), &received.answer())?;
    let dweets = dweets.into_iter().map(|dweet| dweet.into_dict(&name).into()).collect();
    Ok(accepted([("dweets", value::write(&taut_dweeter::Value::List(dweets)))]))
}

fn cipher_keys(call: &mut Call<'_>) -> Result<Keys, Failure> {
    let (key, iv) = (call.input.bytes("key")?, call.input.optional_bytes("iv")?);
    let keys = Keys::of_cipher(&key, iv.as_deref())?;
    note_keys(call, &keys);
    Ok(keys)
}

fn crypto_dweet_keys(call: &Call<'_>) -> Result<Keys, Failure> {
    let (key, iv) = (call.input.optional_bytes("key")?, call.input.optional_bytes("iv")?);
    Ok(Keys::of_crypto_dweet(key.as_deref(), iv.as_deref())?)
}

pub(super) fn note_keys(call: &mut Call<'_>, keys: &Keys) {
    call.note("aes_key", keys.aes_key().as_bytes());
    call.note("aes_iv", keys.aes_iv().as_bytes());
}

fn content(pairs: Pairs) -> Result<Content, Failure> {
    let utf8 = |bytes| {
        let wrong = |why| Failure::Error(format!("`in.content` must be UTF-8, but is not: {why}"));
        String::from_utf8(bytes).map_err(wrong)
    };
    let members = pairs.0.into_iter().map(|(name, value)| Ok((utf8(name)?, utf8(value)?)));
    members.collect::<Result<_, _>>().map(Content)
}
