//! Reading contents: `spec/dimp.md` sections 4.8 and 5.14 (revision 1.0.0), DI-CONT-3 to DI-CONT-14.

use taut_wire::{Text, fault, require};

use super::{COMMAND, Content, HISTORY, Kind};
use crate::error::Reject;
use crate::wire::id::Id;
use crate::wire::json::{self, Dict, Value};

/// The largest time of a content or a message: the integers that a binary64 holds.
pub const MAX_TIME: i64 = (1 << 53) - 1;
/// How many bytes a file name may have.
pub const MAX_FILE_NAME: usize = 255;

impl Content {
    /// Reads a content.
    ///
    /// # Errors
    /// Those of [`json::read::read`] and of [`Content::of`].
    pub fn read(text: &[u8]) -> Result<Self, Reject> {
        Self::of(json::read::read(text)?)
    }

    /// Takes a value that was read for a content.
    ///
    /// # Errors
    /// [`Reject::NotObject`], [`Reject::LaterVersion`], [`Reject::BadContent`], [`Reject::BadNumber`],
    /// [`Reject::BadFileName`], [`Reject::BadUrl`].
    pub fn of(value: Value) -> Result<Self, Reject> {
        require!(DI_CONT_3, value.as_dict().is_some(), Reject::NotObject);
        let dict = if let Value::Dict(dict) = value { dict } else { Dict::default() };
        let (number, sn) = numbers(&dict)?;
        let is_command = matches!(number, COMMAND | HISTORY);
        let command = dict.find("command").filter(|_| is_command);
        require!(DI_CONT_8, !is_command || command.is_some(), Reject::BadContent);
        let group = group(&dict)?.map(Box::new);
        let name = command.and_then(Value::as_text);
        require!(DI_CONT_10, command.is_none() || name.is_some(), Reject::BadContent);
        let kind = Kind::of(number, name.unwrap_or_default(), dict.find("group").is_some());
        require_members(kind, &dict)?;
        if kind == Kind::Profile {
            require_own_profile(&dict)?;
        }
        if kind.is_file() {
            require_file_members(&dict)?;
        }
        Ok(Self { kind, number, sn, group, dict: as_received(dict) })
    }
}

/// Type and number.
fn numbers(dict: &Dict) -> Result<(u8, i64), Reject> {
    let number = dict.find("type");
    require!(DI_CONT_4, number.is_some() || dict.find("T").is_none(), Reject::LaterVersion);
    require!(DI_CONT_5, number.is_some(), Reject::BadContent);
    let number = number.and_then(|number| u8::try_from(number.within(0..=255)?).ok());
    require!(DI_CONT_6, number.is_some(), Reject::BadNumber);
    let sn = dict.find("sn").and_then(|sn| sn.within(1..=i64::MAX));
    require!(DI_CONT_7, sn.is_some(), Reject::BadNumber);
    Ok((number.unwrap_or_default(), sn.unwrap_or_default()))
}

fn group(dict: &Dict) -> Result<Option<Id>, Reject> {
    let Some(member) = dict.find("group") else { return Ok(None) };
    let group = member.as_text().and_then(|group| Id::read(group).ok()).filter(Id::is_group);
    require!(DI_CONT_9, group.is_some(), Reject::BadContent);
    Ok(group)
}

/// What the row of the kind requires, in its order.
fn require_members(kind: Kind, dict: &Dict) -> Result<(), Reject> {
    let is_text = |name| dict.find(name).is_some_and(|value| value.as_text().is_some());
    let is_good = match kind {
        Kind::Text => is_text("text"),
        Kind::Forward => dict.find("forward").is_some_and(|value| value.as_dict().is_some()),
        Kind::Meta | Kind::Profile | Kind::Login => is_text("ID"),
        _ => true,
    };
    require!(DI_CONT_10, is_good, Reject::BadContent);
    if kind == Kind::Login || kind.is_group_command() {
        require_time(dict)?;
    }
    let is_good = match (kind, dict.find("members")) {
        (Kind::Reset | Kind::Invite | Kind::Expel, Some(members)) => is_list_of_texts(members),
        (Kind::Reset, None) => false,
        (Kind::Invite | Kind::Expel, None) => is_text("member"),
        _ => true,
    };
    require!(DI_CONT_10, is_good, Reject::BadContent);
    Ok(())
}

fn require_time(dict: &Dict) -> Result<(), Reject> {
    let time = dict.find("time");
    require!(DI_CONT_10, time.is_some(), Reject::BadContent);
    time.map_or(Ok(()), |time| time.number(0..=MAX_TIME).map(drop))
}

fn is_list_of_texts(value: &Value) -> bool {
    value.as_list().is_some_and(|items| items.iter().all(|item| item.as_text().is_some()))
}

/// The profile in a profile command is that of the ID which the command names.
fn require_own_profile(dict: &Dict) -> Result<(), Reject> {
    let Some(own) = dict.find("profile").and_then(Value::as_dict).and_then(|profile| profile.find("ID"))
    else {
        return Ok(());
    };
    let id = |value: &Value| value.as_text().and_then(|id| Id::read(id).ok());
    let is_same = id(own).is_some_and(|own| dict.find("ID").and_then(id) == Some(own));
    require!(DI_CONT_11, is_same, Reject::BadContent);
    Ok(())
}

fn require_file_members(dict: &Dict) -> Result<(), Reject> {
    let name = dict.find("filename");
    let is_good = name.is_none_or(|name| name.as_text().is_some_and(is_file_name));
    require!(DI_CONT_12, is_good, Reject::BadFileName);
    dict.find("URL").map_or(Ok(()), |url| require_url(url.as_text().unwrap_or_default()))
}

fn is_file_name(name: &[u8]) -> bool {
    (1..=MAX_FILE_NAME).contains(&name.len())
        && !matches!(name, b"." | b"..")
        && !name.iter().any(|byte| matches!(byte, b'/' | b'\\' | ..b' ' | 0x7f))
}

/// Refuses a URL of another scheme.
///
/// # Errors
/// [`Reject::BadUrl`].
pub(in crate::wire) fn require_url(url: &[u8]) -> Result<(), Reject> {
    require!(DI_CONT_13, url.starts_with(b"https://") || url.starts_with(b"http://"), Reject::BadUrl);
    Ok(())
}

/// DI-CONT-14
fn as_received(mut dict: Dict) -> Dict {
    if fault!(DI_CONT_14) {
        dict.0.sort_by(|(a, _): &(Text, Value), (b, _)| a.cmp(b));
    }
    dict
}
