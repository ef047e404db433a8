//! Operations of OMEMO: `vectors/omemo/operations.json` to `taut_omemo`, each written once.
//!
//! | Module | Sections of the chapter |
//! |---|---|
//! | `keys` | 5.1, 5.2 |
//! | `wire` | 5.3, 5.4 |
//! | `xml` | 5.5 to 5.7 |
//! | `seal` | 5.8 to 5.10 |
//! | `party` | 6.1 to 6.5, 6.9 |
//! | `manager` | 6.6 to 6.9 |
//! | `forge`, `forge_party` | 9.3 |
//! | `value` | 4.7, 4.8, 6.6, 6.7: tagged arrays |

mod forge;
mod forge_party;
mod keys;
mod manager;
mod party;
mod seal;
mod value;
mod wire;
mod xml;

use serde_json::Value as Json;
use taut_omemo::wire::bundle::Bundle;
use taut_omemo::{Format, Misuse, Reject};

use super::Operation;
use super::call::{Call, Failure, rejects_with};
use crate::model::outcome::Members;

pub(super) use forge::FORGING;
pub(super) use taut_omemo::{Manager, Party};

/// The features of operations.json; the reference offers them all.
pub(super) const FEATURES: [&str; 5] =
    ["given-draws", "omemo-2", "omemo-legacy", "skip-limits", "state-format"];

/// In the order of operations.json.
pub(super) fn operations() -> impl Iterator<Item = &'static Operation> {
    let codecs = keys::OPERATIONS.iter().chain(&wire::OPERATIONS).chain(&xml::OPERATIONS);
    codecs.chain(&seal::OPERATIONS).chain(&party::OPERATIONS).chain(&manager::OPERATIONS)
}

const FORMATS: [(&str, Format); 2] = [("legacy", Format::Legacy), ("omemo-2", Format::Omemo2)];

fn format(call: &Call<'_>) -> Result<Format, Failure> {
    call.input.choice("format", &FORMATS)
}

/// A draw as far as it is given; [`needs`] asks for it once nothing else has been refused.
fn drawn<const N: usize>(call: &Call<'_>, name: &str) -> Result<[u8; N], Failure> {
    Ok(call.draws.optional_array(name)?.unwrap_or([0; N]))
}

/// An operation that accepts has used these draws.
fn needs(call: &Call<'_>, names: &[&str]) -> Result<(), Failure> {
    names.iter().try_for_each(|name| call.draws.bytes(name).map(drop))
}

/// Notes the values on the way that the reference has told.
fn note_all(call: &mut Call<'_>, trace: &[(&'static str, Vec<u8>)]) {
    for (name, value) in trace {
        call.note(name, value);
    }
}

/// The bundle that the members of an operation make up.
fn bundle(call: &Call<'_>) -> Result<Bundle, Failure> {
    let (ids, keys) = (call.input.numbers("pre_key_ids")?, call.input.list("pre_keys")?);
    if ids.len() != keys.len() {
        let why = "`in.pre_key_ids` and `in.pre_keys` must be of one length, but are not";
        return Err(Failure::Error(why.to_owned()));
    }
    Ok(Bundle {
        identity_key: call.input.bytes("identity_key")?,
        signed_pre_key_id: call.input.int("signed_pre_key_id")?,
        signed_pre_key: call.input.bytes("signed_pre_key")?,
        signature: call.input.bytes("signature")?,
        pre_keys: ids.into_iter().zip(keys).collect(),
    })
}

fn accepted_bundle(bundle: &Bundle) -> Members {
    let ids: Vec<u32> = bundle.pre_keys.iter().map(|(id, _)| *id).collect();
    accepted([
        ("identity_key", hex(&bundle.identity_key)),
        ("signed_pre_key_id", bundle.signed_pre_key_id.into()),
        ("signed_pre_key", hex(&bundle.signed_pre_key)),
        ("signature", hex(&bundle.signature)),
        ("pre_key_ids", ids.into()),
        ("pre_keys", bundle.pre_keys.iter().map(|(_, key)| hex(key)).collect()),
    ])
}

fn accepted<const N: usize>(members: [(&str, Json); N]) -> Members {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Adds an output that may be left out.
fn with(mut members: Members, name: &str, value: Option<Json>) -> Members {
    members.extend(value.map(|value| (name.to_owned(), value)));
    members
}

fn hex(bytes: &[u8]) -> Json {
    Json::String(hex::encode(bytes))
}

rejects_with!(Misuse, Reject);
