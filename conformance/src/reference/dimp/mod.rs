//! Operations of DIMP: `vectors/dimp/operations.json` to `taut_dimp`, each written once.
//!
//! | Module | Sections of the chapter |
//! |---|---|
//! | `json` | 5.1 |
//! | `identity` | 5.2 to 5.4 |
//! | `value` | 4.1: tagged arrays |

mod identity;
mod json;
mod value;

use serde_json::Value as Json;
use taut_dimp::{Misuse, Refused, Reject};

use super::Operation;
use super::call::{Call, Failure};
use crate::model::outcome::Members;

/// The features of operations.json; the reference offers them all.
pub(super) const FEATURES: [&str; 4] = ["dimp-btc", "dimp-ecc", "dimp-eth", "dimp-profile-attached"];

/// In the order of operations.json.
pub(super) fn operations() -> impl Iterator<Item = &'static Operation> {
    json::OPERATIONS.iter().chain(&identity::OPERATIONS)
}

fn accepted<const N: usize>(members: [(&str, Json); N]) -> Members {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Adds an output that may be left out.
fn with(mut members: Members, name: &str, value: Option<Json>) -> Members {
    members.extend(value.map(|value| (name.to_owned(), value)));
    members
}

fn hex(bytes: impl AsRef<[u8]>) -> Json {
    Json::String(hex::encode(bytes))
}

impl From<Misuse> for Failure {
    fn from(misuse: Misuse) -> Self {
        Self::Reject(misuse.code())
    }
}

impl From<Reject> for Failure {
    fn from(reject: Reject) -> Self {
        Self::Reject(reject.code())
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Reject(refused.code())
    }
}
