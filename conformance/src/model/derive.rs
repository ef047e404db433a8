//! What may become of an accepted message when it is changed: the data behind derived variants.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `derive` of a step. Absent `covers`: every byte, and whatever is appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Derive {
    /// The input that is changed.
    pub(crate) member: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) covers: Option<Vec<Range>>,
    /// Bits of covered bytes, as byte and bit, that are not protected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) except: Vec<(usize, u8)>,
    pub(crate) shortest: usize,
    /// What holds instead under declared, non-strict answers. The first whose `when` holds applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) variants: Vec<DeriveVariant>,
}

/// An entry of `derive.variants`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeriveVariant {
    /// As in the variants of an outcome.
    pub(crate) when: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) covers: Option<Vec<Range>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) except: Vec<(usize, u8)>,
    pub(crate) shortest: usize,
}

/// `[from, to]`, without `to` itself; `[from]` has no end, so that appended bytes are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Range {
    Between([usize; 2]),
    From([usize; 1]),
}

/// Which changes must not be accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds<'a> {
    pub(crate) covers: Option<&'a [Range]>,
    pub(crate) except: &'a [(usize, u8)],
    pub(crate) shortest: usize,
}

impl Derive {
    /// Under strict answers.
    pub(crate) fn bounds(&self) -> Bounds<'_> {
        Bounds { covers: self.covers.as_deref(), except: &self.except, shortest: self.shortest }
    }
}

impl DeriveVariant {
    pub(crate) fn bounds(&self) -> Bounds<'_> {
        Bounds { covers: self.covers.as_deref(), except: &self.except, shortest: self.shortest }
    }
}

impl Range {
    /// First byte, and the first one behind it, if it ends.
    pub(crate) fn ends(self) -> (usize, Option<usize>) {
        match self {
            Self::Between([from, to]) => (from, Some(to)),
            Self::From([from]) => (from, None),
        }
    }
}

impl Bounds<'_> {
    /// Whether no bit of the byte, save for exceptions, may change.
    pub(crate) fn covers(&self, byte: usize) -> bool {
        self.covers.is_none_or(|ranges| {
            ranges.iter().any(|range| {
                let (from, to) = range.ends();
                from <= byte && to.is_none_or(|to| byte < to)
            })
        })
    }

    /// Whether one of the bytes from `from` up to `to` is covered.
    pub(crate) fn covers_some(&self, from: usize, to: usize) -> bool {
        (from..to).any(|byte| self.covers(byte))
    }
}
