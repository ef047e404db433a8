//! Operations of DIMP: `vectors/dimp/operations.json` to `taut_dimp`, each written once.
//!
//! | Module | Sections of the chapter |
//! |---|---|
//! | `json` | 5.1 |
//! | `identity` | 5.2 to 5.4 |
//! | `keys` | 5.5 to 5.8 |
//! | `entity` | 5.9 to 5.12 |
//! | `content` | 5.13, 5.14 |
//! | `message` | 5.15, 5.16, 5.19 |
//! | `open` | 5.17, 5.18 |
//! | `node` | 6 |
//! | `forge` | 9.3 |
//! | `value` | 4.1: tagged arrays |

mod content;
mod entity;
mod forge;
mod identity;
mod json;
mod keys;
mod message;
mod node;
mod open;
mod value;

use serde_json::Value as Json;
use taut_dimp::wire::json::read;
use taut_dimp::{Dict, Misuse, Refused, Reject, Value};

use super::Operation;
use super::call::{Call, Failure, rejects_with};
use crate::model::outcome::Members;

pub(super) use forge::FORGING;
pub(super) use taut_dimp::Node;

/// The features of operations.json; the reference offers them all.
pub(super) const FEATURES: [&str; 5] =
    ["dimp-btc", "dimp-ecc", "dimp-eth", "dimp-profile-attached", "dimp-storage"];

/// In the order of operations.json.
pub(super) fn operations() -> impl Iterator<Item = &'static Operation> {
    let identities = json::OPERATIONS.iter().chain(&identity::OPERATIONS).chain(&keys::OPERATIONS);
    identities
        .chain(&entity::OPERATIONS)
        .chain(&content::OPERATIONS)
        .chain(&message::SEALING)
        .chain(&open::OPERATIONS)
        .chain(&message::SPLITTING)
        .chain(&node::OPERATIONS)
}

/// A draw as far as it is given; [`needs`] asks for it once nothing else has been refused.
fn drawn<const N: usize>(call: &Call<'_>, name: &str) -> Result<[u8; N], Failure> {
    Ok(call.draws.optional_array(name)?.unwrap_or([0; N]))
}

/// An operation that accepts has used these draws.
fn needs(call: &Call<'_>, names: &[&str]) -> Result<(), Failure> {
    names.iter().try_for_each(|name| call.draws.bytes(name).map(drop))
}

/// The time that the request gives, or now, in whole seconds.
fn time(call: &Call<'_>) -> Result<i64, Failure> {
    Ok(i64::try_from(call.now_ms()? / 1000).unwrap_or(i64::MAX))
}

fn accepted<const N: usize>(members: [(&str, Json); N]) -> Members {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Adds an output that may be left out.
fn with(mut members: Members, name: &str, value: Option<Json>) -> Members {
    members.extend(value.map(|value| (name.to_owned(), value)));
    members
}

/// Reads a text as a JSON object.
fn object(text: &[u8]) -> Result<Dict, Reject> {
    match read::read(text)? {
        Value::Dict(dict) => Ok(dict),
        _ => Err(Reject::NotObject),
    }
}

fn hex(bytes: impl AsRef<[u8]>) -> Json {
    Json::String(hex::encode(bytes))
}

rejects_with!(Misuse, Reject, Refused);
