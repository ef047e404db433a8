//! Files in a store: `spec/dimp.md` section 5.15 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`seal`] | DI-FILE-1, DI-FILE-2 |
//! | [`open`] | DI-FILE-3 to DI-FILE-6 |

use data_encoding::HEXLOWER;
use md5::{Digest, Md5};
use taut_wire::{Text, fault, require};

use super::base64;
use super::content::{Content, require_url};
use super::json::{self, Dict, Value};
use crate::error::{Misuse, Refused, Reject};
use crate::key::{Algorithm, MessageKey};

/// A content whose data goes to a store.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The content, with its URL.
    pub content: Dict,
    /// What goes to the store.
    pub upload: Vec<u8>,
}

/// Takes the data out of a content, and encrypts it for a store.
///
/// # Errors
/// [`Reject::UnknownAlgorithm`] for PLAIN, [`Reject::BadUrl`], [`Misuse::BadData`], those of [`base64::decode`].
pub fn seal(content: &Content, key: &MessageKey, url: &[u8]) -> Result<Stored, Refused> {
    require_cipher(key)?;
    require_url(url)?;
    let url = Text::from_bytes(url.to_vec()).filter(Text::is_unicode);
    require!(DI_CONT_13, url.is_some(), Reject::BadUrl);
    let data = content.members().find("data").and_then(Value::as_text);
    require!(DI_FILE_1, content.kind().is_file() && data.is_some(), Misuse::BadData);
    let upload = key.encrypt(&base64::decode(data.unwrap_or_default())?);
    let mut members = content.members().clone();
    members.set("URL", Value::Text(url.unwrap_or_default()));
    if !fault!(DI_FILE_2) {
        members.remove("data");
    }
    Ok(Stored { content: members, upload })
}

/// Puts the data that a store gave into a content; if it gave nothing, the key that opens it.
///
/// A key goes one level deeper than it was: whoever writes the content holds it against section 4.2.2.
///
/// # Errors
/// [`Reject::UnknownAlgorithm`] for PLAIN, [`Reject::BadContent`], those of [`MessageKey::decrypt`].
pub fn open(content: &Content, key: &MessageKey, download: Option<&[u8]>) -> Result<Dict, Reject> {
    require_cipher(key)?;
    let has_url = content.members().find("URL").is_some();
    require!(DI_FILE_3, content.kind().is_file() && has_url, Reject::BadContent);
    let mut members = content.members().clone();
    let Some(download) = download else {
        if !fault!(DI_FILE_4) {
            members.set("password", json::read::read(key.text().as_bytes())?);
        }
        return Ok(members);
    };
    let data = key.decrypt(download)?;
    members.set("data", base64::encode(&data).into());
    if !fault!(DI_FILE_5) {
        members.remove("URL");
    }
    let named = members.find("filename").and_then(Value::as_text).unwrap_or_default();
    let name = [HEXLOWER.encode(&Md5::digest(&data)).as_bytes(), extension(named)].concat();
    if !fault!(DI_FILE_6) {
        members.set("filename", Value::Text(Text::from_bytes(name).unwrap_or_default()));
    }
    Ok(members)
}

/// Nothing lies open in a store.
fn require_cipher(key: &MessageKey) -> Result<(), Reject> {
    require!(DI_DICT_3, key.algorithm() != Algorithm::Plain, Reject::UnknownAlgorithm);
    Ok(())
}

/// The end of a name from its last dot on, unless it is all there is.
fn extension(name: &[u8]) -> &[u8] {
    let last = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let Some(dot) = last.iter().rposition(|byte| *byte == b'.') else { return &[] };
    let (stem, extension) = last.split_at_checked(dot).unwrap_or_default();
    let has_stem = stem.iter().any(|byte| *byte != b'.');
    if has_stem && extension.len() > 1 { extension } else { &[] }
}
