//! The two formats, as cases name them.

use serde_json::{Value, json};

/// One of the two formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    L,
    T,
}

impl Form {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::L => "legacy",
            Self::T => "omemo-2",
        }
    }

    pub(super) const fn feature(self) -> &'static str {
        match self {
            Self::L => "omemo-legacy",
            Self::T => "omemo-2",
        }
    }

    /// Key material with a payload has so many bytes.
    pub(super) const fn material(self) -> usize {
        match self {
            Self::L => 32,
            Self::T => 48,
        }
    }

    /// The ID of a case.
    pub(super) fn id(self, name: &str) -> String {
        match self {
            Self::L => format!("omemo/{name}"),
            Self::T => format!("omemo/{name}-t"),
        }
    }

    /// A literal X25519 key on the wire.
    pub(super) fn wire_of(self, key: &str) -> String {
        match self {
            Self::L => format!("05{key}"),
            Self::T => key.to_owned(),
        }
    }

    /// An X25519 key of 32 bytes on the wire.
    pub(super) fn wire(self, key: impl Into<Value>) -> Value {
        match self {
            Self::L => json!({ "$concat": ["05", key.into()] }),
            Self::T => key.into(),
        }
    }
}
