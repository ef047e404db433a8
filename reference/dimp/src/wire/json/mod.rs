//! JSON: `spec/dimp.md` sections 4.1, 4.2.1 to 4.2.3 (revision 1.0.0).
//!
//! | Module or item | Section | Rules |
//! |---|---|---|
//! | [`Value`], [`Dict`], [`Int`] | 4.1 | |
//! | [`read`](mod@read) | 4.2.1 | DI-JSON-1 to DI-JSON-10 |
//! | [`write`](mod@write) | 4.2.2 | DI-JSON-11 to DI-JSON-17 |
//! | [`Value::number`] | 4.2.3 | DI-NUM-1 |
//!
//! What is read is never written anew before it has been verified: whoever verifies has the text.

pub mod read;
mod visit;
pub mod write;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use taut_wire::{Text, require};

use crate::error::Reject;

/// How many levels a text may have.
pub const MAX_LEVELS: usize = 128;

/// How many levels the stack holds in a build that does without DI-JSON-6 and DI-JSON-17.
const STACK_LEVELS: usize = 1000;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Null.
    #[default]
    Null,
    /// Truth.
    Bool(bool),
    /// A number without fraction and exponent.
    Int(Int),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(Text),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Dict(Dict),
}

impl Value {
    /// The bytes of a text.
    #[must_use]
    pub fn as_text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// The members of an object.
    #[must_use]
    pub const fn as_dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The elements of an array.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// An integer, if it is within a range.
    #[must_use]
    pub fn within(&self, range: RangeInclusive<i64>) -> Option<i64> {
        match self {
            Self::Int(int) => int.within(range),
            _ => None,
        }
    }

    /// A number of a table of the chapter.
    ///
    /// # Errors
    /// [`Reject::BadNumber`].
    pub fn number(&self, range: RangeInclusive<i64>) -> Result<i64, Reject> {
        let number = self.within(range);
        require!(DI_NUM_1, number.is_some(), Reject::BadNumber);
        Ok(number.unwrap_or_default())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number.into())
    }
}

impl From<Dict> for Value {
    fn from(dict: Dict) -> Self {
        Self::Dict(dict)
    }
}

/// The members of an object, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict(pub Vec<(Text, Value)>);

impl Dict {
    /// The value of the member with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Value> {
        let is_named = |member: &&(Text, Value)| member.0.as_bytes() == name.as_bytes();
        self.0.iter().find(is_named).map(|(_, value)| value)
    }

    /// Sets a member: in the place of the one with this name, or as the last one.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|member| member.0.as_bytes() == name.as_bytes()) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.into(), value)),
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|member| member.0.as_bytes() != name.as_bytes());
    }
}

impl<K: Into<Text>, V: Into<Value>> FromIterator<(K, V)> for Dict {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Self(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// An integer of any size (DI-JSON-10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Int(Size);

/// The same number is always of the same size.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Size {
    Usual(i64),
    /// What does not fit, in decimal.
    Large(String),
}

impl Int {
    /// Reads decimal digits, `-` in front of them if negative; leading zeros and `-0` are dropped.
    #[must_use]
    pub fn from_decimal(decimal: &str) -> Option<Self> {
        let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let large = || Size::Large([sign, digits.trim_start_matches('0')].concat());
        Some(Self(decimal.parse().map_or_else(|_| large(), Size::Usual)))
    }

    /// The number in decimal.
    #[must_use]
    pub fn to_decimal(&self) -> Cow<'_, str> {
        match &self.0 {
            Size::Usual(number) => number.to_string().into(),
            Size::Large(decimal) => decimal.into(),
        }
    }

    /// The number, if it is within a range.
    #[must_use]
    pub fn within(&self, range: RangeInclusive<i64>) -> Option<i64> {
        match self.0 {
            Size::Usual(number) if range.contains(&number) => Some(number),
            _ => None,
        }
    }
}

impl From<i64> for Int {
    fn from(number: i64) -> Self {
        Self(Size::Usual(number))
    }
}
