//! Answers of a service: `spec/dweeter.md` sections 5.12 and 5.13 (revision 1.0.0).

use taut_wire::{require, require_ok};

use super::open_content;
use crate::error::Reject;
use crate::keys::{Form, Keys};
use crate::wire::http::{Answer, Content};
use crate::wire::json::{Dict, Value, read};

/// How many bytes the body of an answer may have.
pub const MAX_BODY: usize = 1 << 20;

/// Reads any answer, up to its member `with`.
///
/// # Errors
/// [`Reject::Redirected`], [`Reject::NotFound`], [`Reject::HttpStatus`], [`Reject::MediaType`], [`Reject::TooLarge`],
/// [`Reject::NotUtf8`], those of [`read::read`], [`Reject::BadAnswer`], [`Reject::Failed`], [`Reject::NotSucceeded`].
pub fn read_answer(answer: &Answer<'_>) -> Result<Value, Reject> {
    check_head(answer)?;
    require!(DW_ANSWER_5, answer.body.len() <= MAX_BODY, Reject::TooLarge);
    require!(DW_ANSWER_6, str::from_utf8(answer.body).is_ok(), Reject::NotUtf8);
    let body = read::read(&String::from_utf8_lossy(answer.body))?;
    let this = body.as_dict().and_then(|body| body.find("this"));
    let this = require_ok!(DW_ANSWER_7, this.cloned().ok_or(()), Reject::BadAnswer);
    let with = match body {
        Value::Dict(body) => body.take("with"),
        _ => None,
    };
    if this.is_text("failed") {
        require!(DW_ANSWER_8, with != Some(404.into()), Reject::NotFound);
        require!(DW_ANSWER_9, false, Reject::Failed);
    }
    require!(DW_ANSWER_10, this.is_text("succeeded"), Reject::NotSucceeded);
    Ok(require_ok!(DW_ANSWER_11, with.ok_or(()), Reject::BadAnswer))
}

fn check_head(answer: &Answer<'_>) -> Result<(), Reject> {
    let status = answer.status;
    require!(DW_ANSWER_1, !(300..400).contains(&status), Reject::Redirected);
    require!(DW_ANSWER_2, status != 404, Reject::NotFound);
    require!(DW_ANSWER_3, (200..300).contains(&status), Reject::HttpStatus);
    require!(DW_ANSWER_4, answer.media_type.is_some_and(is_json), Reject::MediaType);
    Ok(())
}

/// Whether a media type is `application/json` or `application/..+json`.
fn is_json(media_type: &[u8]) -> bool {
    let essence = media_type.split(|byte| *byte == b';').next().unwrap_or_default();
    let essence = String::from_utf8_lossy(essence).to_ascii_lowercase();
    let Some(subtype) = essence.trim_matches([' ', '\t']).strip_prefix("application/") else { return false };
    let is_prefix = |prefix: &str| {
        !prefix.is_empty()
            && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte))
    };
    subtype == "json" || subtype.strip_suffix("+json").is_some_and(is_prefix)
}

/// A dweet whose content is opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dweet {
    members: Dict,
    content: Content,
}

impl Dweet {
    /// The plain content.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// A member, as it came.
    #[must_use]
    pub fn find(&self, member: &str) -> Option<&Value> {
        self.members.find(member)
    }

    /// The dweet with the plain name of its thing and its plain content (DW-DWEET-5).
    #[must_use]
    pub fn into_dict(mut self, name: &str) -> Dict {
        self.members.set("thing", name.into());
        self.members.set("content", self.content.to_dict().into());
        self.members
    }
}

/// Decrypts the dweets of an answer, newest first. One that cannot be opened is enough to refuse it.
///
/// # Errors
/// Those of [`read_answer`], [`Reject::BadAnswer`], [`Reject::BadDweet`], [`Reject::WrongThing`], those of
/// [`open_content`].
pub fn open_dweets(keys: &Keys, form: Form, thing: &str, answer: &Answer<'_>) -> Result<Vec<Dweet>, Reject> {
    let dweets = if let Value::List(dweets) = read_answer(answer)? {
        dweets
    } else {
        require!(DW_DWEET_1, false, Reject::BadAnswer);
        Vec::new()
    };
    dweets.into_iter().map(|dweet| open_dweet(keys, form, thing, dweet)).collect()
}

fn open_dweet(keys: &Keys, form: Form, thing: &str, dweet: Value) -> Result<Dweet, Reject> {
    let members = match dweet {
        Value::Dict(members) => members,
        _ => Dict::default(),
    };
    let content = members.find("content").and_then(Value::as_dict).map(|content| content.0.as_slice());
    let content = require_ok!(DW_DWEET_2, content.ok_or(()), Reject::BadDweet);
    let texts: Option<Vec<_>> = content.iter().map(texts).collect();
    let texts = require_ok!(DW_DWEET_3, texts.ok_or(()), Reject::BadDweet);
    let is_wanted = members.find("thing").is_some_and(|own| own.is_text(thing));
    require!(DW_DWEET_4, is_wanted, Reject::WrongThing);
    let content = open_content(keys, form, texts)?;
    Ok(Dweet { members, content })
}

/// Name and value of a member, if both are texts.
fn texts((name, value): &(Value, Value)) -> Option<(&[u8], &[u8])> {
    Some((name.as_text()?.as_bytes(), value.as_text()?.as_bytes()))
}
