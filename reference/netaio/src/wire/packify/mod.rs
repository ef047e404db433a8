//! Packify values: `spec/netaio.md` section 4.1 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Value`], [`Dict`], [`Set`] | 4.1, 4.2 | |
//! | [`Decimal`] | 4.1, text of a Decimal | |
//! | [`pack`] | 5.1 | NA-PACK-1, NA-PACK-2 |
//! | [`unpack`] | 5.2 | NA-UNPACK-1 to NA-UNPACK-7 |

mod decimal;
mod read;
mod write;

use std::collections::BTreeMap;

pub use decimal::Decimal;
pub use num_bigint::BigInt;
pub use read::{MAX_DEPTH, unpack};
pub use write::pack;

/// A value that describes itself when packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    #[default]
    None,
    /// Truth.
    Bool(bool),
    /// An integer of any size.
    Int(BigInt),
    /// The 8 bytes of an IEEE 754 double.
    Float([u8; 8]),
    /// A decimal number.
    Decimal(Decimal),
    /// A text.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Bytes of the other type.
    ByteArray(Vec<u8>),
    /// A list.
    List(Vec<Self>),
    /// A tuple.
    Tuple(Vec<Self>),
    /// A set.
    Set(Set),
    /// A dict.
    Dict(Dict),
}

impl Value {
    /// The bytes, of bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes.as_slice()),
            _ => None,
        }
    }

    /// The dict, of a dict.
    #[must_use]
    pub const fn as_dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// Whether this may be a member of a set, or a key of a dict.
    #[must_use]
    pub fn is_hashable(&self) -> bool {
        match self {
            Self::List(_) | Self::Set(_) | Self::Dict(_) | Self::ByteArray(_) => false,
            Self::Tuple(items) => items.iter().all(Self::is_hashable),
            _ => true,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

/// Members, each once, in the order of their packed bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set(Vec<Value>);

impl Set {
    /// The members, in canonical order.
    #[must_use]
    pub fn members(&self) -> &[Value] {
        &self.0
    }
}

impl FromIterator<Value> for Set {
    fn from_iter<I: IntoIterator<Item = Value>>(members: I) -> Self {
        let mut members: Vec<Value> = members.into_iter().collect();
        members.sort_by_cached_key(pack);
        members.dedup();
        Self(members)
    }
}

/// So many keys are quicker compared with each other than packed.
const FEW: usize = 16;

/// Pairs of a key and a value, each key once, in the order of their packed bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dict(Vec<(Value, Value)>);

impl Dict {
    /// The pairs, in canonical order.
    #[must_use]
    pub fn pairs(&self) -> &[(Value, Value)] {
        &self.0
    }

    /// The canonical encoding.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut packed = Vec::new();
        self.pack_behind(&mut packed);
        packed
    }

    /// Puts the canonical encoding behind what is there.
    pub(crate) fn pack_behind(&self, packed: &mut Vec<u8>) {
        write::write_dict(self, packed);
    }

    /// The value under a text.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| is_text(key, name)).map(|(_, value)| value)
    }

    /// Puts a value under a text, in place of the one that was there.
    pub fn set(&mut self, name: &str, value: Value) {
        self.remove(name);
        let pair = (name.into(), value);
        let place = write::place(&self.0, &pair);
        self.0.insert(place, pair);
    }

    /// Takes away what is under a text.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| !is_text(key, name));
    }

    /// A dict of pairs that are in order, if they are few and each key is there once.
    fn from_ordered(pairs: Vec<(Value, Value)>) -> Result<Self, Vec<(Value, Value)>> {
        let is_first = |n: usize, key: &Value| pairs.iter().take(n).all(|(other, _)| other != key);
        if pairs.len() <= FEW && pairs.iter().enumerate().all(|(n, (key, _))| is_first(n, key)) {
            Ok(Self(pairs))
        } else {
            Err(pairs)
        }
    }
}

impl FromIterator<(Value, Value)> for Dict {
    /// Of two pairs with one key, the last stays.
    fn from_iter<I: IntoIterator<Item = (Value, Value)>>(pairs: I) -> Self {
        let by_key: BTreeMap<Vec<u8>, (Value, Value)> =
            pairs.into_iter().map(|(key, value)| (pack(&key), (key, value))).collect();
        let mut pairs: Vec<(Value, Value)> = by_key.into_values().collect();
        pairs.sort_by_cached_key(write::pack_pair);
        Self(pairs)
    }
}

fn is_text(value: &Value, text: &str) -> bool {
    matches!(value, Value::Str(own) if own == text)
}
