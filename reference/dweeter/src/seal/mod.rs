//! Operations of dweeter: `spec/dweeter.md` section 5 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`thing`] | 5.3 | DW-TEXT-1 |
//! | [`seal_content`], [`open_content`] | 5.4, 5.5 | DW-CONTENT-1, DW-CONTENT-2 |
//! | [`write_data`], [`read_data`] | 5.7, 5.8 | DW-DATA-9, DW-READ-1 to DW-READ-6 |
//! | [`seal_message`], [`open_message`] | 5.9, 5.10 | DW-OPEN-1, DW-OPEN-2 |
//! | [`read_answer`] | 5.12 | DW-ANSWER-1 to DW-ANSWER-11 |
//! | [`open_dweets`], [`Dweet`] | 5.13 | DW-DWEET-1 to DW-DWEET-5 |
//!
//! Pure functions: keys, data, the time and answers are arguments, and nothing is kept. Those of sections 5.1 and 5.2 are
//! in [`ciphertext`](crate::wire::ciphertext), that of section 5.6 is [`Mailbox::new`](crate::Mailbox::new), that of
//! section 5.11 [`Request::new`](crate::wire::http::Request::new).

mod answer;

use std::borrow::Cow;

use taut_wire::{Reader, fault, require, require_ok};

use crate::error::{Misuse, Reject};
use crate::keys::{AesIv, Form, Keys};
use crate::wire::ciphertext::{BLOCK, Cipher, encrypt};
use crate::wire::http::Content;
use crate::wire::json::{Dict, Value, check, read, write};
use crate::wire::text;
use crate::wire::time::{Moment, is_created};

pub use answer::{Dweet, MAX_BODY, open_dweets, read_answer};

/// A message in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The time of the sender.
    pub name: String,
    /// The data as JSON.
    pub text: String,
}

/// Encrypts the name of a thing.
#[must_use]
pub fn thing(keys: &Keys, name: &str) -> String {
    text::encode(Form::Hex, &encrypt(keys, name.as_bytes()))
}

/// Encrypts the names and values of a content (DW-CONTENT-1).
#[must_use]
pub fn seal_content(keys: &Keys, form: Form, content: &Content) -> Content {
    let cipher = Cipher::new(keys);
    let seal = |(name, value): &(String, String)| {
        let name = cipher.encrypt(name.as_bytes());
        let value = if fault!(DW_CIPHER_2) {
            encrypt(&chained(keys, &name), value.as_bytes())
        } else {
            cipher.encrypt(value.as_bytes())
        };
        (text::encode(form, &name), text::encode(form, &value))
    };
    Content(content.0.iter().map(seal).collect())
}

/// The keys of somebody who goes on where the last text ended.
fn chained(keys: &Keys, ciphertext: &[u8]) -> Keys {
    let last = ciphertext.len().saturating_sub(BLOCK);
    let block = Reader::new(ciphertext.get(last..).unwrap_or_default()).array();
    Keys { aes_key: keys.aes_key.clone(), aes_iv: AesIv::of_block(block) }
}

/// Decrypts the names and values of a content.
///
/// # Errors
/// Those of [`text::decode`] and [`decrypt`](crate::wire::ciphertext::decrypt), and [`Reject::NotUtf8`].
pub fn open_content<'a>(
    keys: &Keys,
    form: Form,
    members: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> Result<Content, Reject> {
    let cipher = Cipher::new(keys);
    let open = |text: &[u8]| utf8(cipher.decrypt(&text::decode(form, text)?)?);
    let members = members.into_iter().map(|(name, value)| Ok((open(name)?, open(value)?)));
    members.collect::<Result<_, _>>().map(Content)
}

fn utf8(bytes: Vec<u8>) -> Result<String, Reject> {
    String::from_utf8(bytes).or_else(|why| utf8_in(why.as_bytes()).map(Cow::into_owned))
}

fn utf8_in(bytes: &[u8]) -> Result<Cow<'_, str>, Reject> {
    let text = String::from_utf8_lossy(bytes);
    require!(DW_CONTENT_2, matches!(text, Cow::Borrowed(_)), Reject::NotUtf8);
    Ok(text)
}

/// Writes data as a message in plain text.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn write_data(now: Moment, data: &Value) -> Result<Message, Misuse> {
    let dict = check::data(data)?;
    let name = now.to_second();
    let text = if fault!(DW_DATA_9) && dict.find("remote_time").is_some() {
        write::object(dict)
    } else {
        write::object_with(dict, "remote_time", &name)
    };
    Ok(Message { name, text })
}

/// Reads a message in plain text.
///
/// # Errors
/// [`Reject::NotUtf8`], [`Reject::BadCreated`], those of [`read::read`], [`Reject::NotObject`],
/// [`Reject::NoRemoteTime`], [`Reject::Mismatch`].
pub fn read_data(name: &[u8], text: &[u8], created: &Value) -> Result<Dict, Reject> {
    let (name, text) = (utf8_in(name)?, utf8_in(text)?);
    let canonical = created.as_text().is_some_and(|created| is_created(created.as_bytes()));
    require!(DW_READ_1, canonical, Reject::BadCreated);
    let mut data = if let Value::Dict(data) = read::read(&text)? {
        data
    } else {
        require!(DW_READ_2, false, Reject::NotObject);
        Dict::default()
    };
    let remote_time =
        require_ok!(DW_READ_3, data.find("remote_time").cloned().ok_or(()), Reject::NoRemoteTime);
    require!(DW_READ_4, remote_time.is_text(&name), Reject::Mismatch);
    if !fault!(DW_READ_5) || data.find("created_time").is_none() {
        data.set("created_time", created.clone());
    }
    Ok(data) // DW-READ-6
}

/// Makes the content of a message.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn seal_message(keys: &Keys, form: Form, now: Moment, data: &Value) -> Result<Content, Misuse> {
    let Message { name, text } = write_data(now, data)?;
    Ok(seal_content(keys, form, &Content(vec![(name, text)])))
}

/// Reads a message from the content of a dweet.
///
/// # Errors
/// [`Reject::BadDweet`], [`Reject::ExtraMembers`], those of [`open_content`] and [`read_data`].
pub fn open_message(
    keys: &Keys,
    form: Form,
    members: &[(&[u8], &[u8])],
    created: &Value,
) -> Result<Dict, Reject> {
    check_members(members.len())?;
    read_first(&open_content(keys, form, members.iter().copied())?, created)
}

/// Reads a message from a content that is opened already.
///
/// # Errors
/// As [`open_message`].
pub(crate) fn read_message(content: &Content, created: &Value) -> Result<Dict, Reject> {
    check_members(content.0.len())?;
    read_first(content, created)
}

fn check_members(count: usize) -> Result<(), Reject> {
    require!(DW_OPEN_1, count > 0, Reject::BadDweet);
    require!(DW_OPEN_2, count <= 1, Reject::ExtraMembers);
    Ok(())
}

fn read_first(content: &Content, created: &Value) -> Result<Dict, Reject> {
    let (name, text) = content.members().next().unwrap_or_default();
    read_data(name, text, created)
}
