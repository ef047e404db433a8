//! Data and its JSON: `spec/dweeter.md` sections 3.4 and 4.5 (revision 1.0.0).
//!
//! | Module or item | Section | Rules |
//! |---|---|---|
//! | [`Value`], [`Dict`], [`Int`], [`Text`] | 3.4 | |
//! | [`check`] | 4.5.1 | DW-DATA-2 to DW-DATA-8 |
//! | [`write`](mod@write), [`float`](mod@taut_wire::float) | 4.5.1, 4.5.2 | DW-DATA-10 to DW-DATA-13 |
//! | [`read`](mod@read) | 4.5.3 | DW-JSON-1 to DW-JSON-7 |

pub mod check;
pub mod read;
pub mod write;

pub use taut_wire::Text;

/// How many levels a strict reader and writer take.
pub const MAX_LEVELS: usize = 128;

/// How many digits an int may have.
pub const MAX_DIGITS: usize = 4300;

/// How many levels the stack holds in a build that does without DW-DATA-8 and DW-JSON-5.
const STACK_LEVELS: usize = 1000;

/// A value of data, or of an answer.
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
    /// A list of values.
    List(Vec<Self>),
    /// A dict.
    Dict(Dict),
    /// What JSON has no form for; no reader gives it.
    Bytes(Vec<u8>),
}

impl Value {
    /// The text, of a text.
    #[must_use]
    pub const fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
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

    /// Whether this is the text `text`.
    #[must_use]
    pub fn is_text(&self, text: &str) -> bool {
        self.as_text().is_some_and(|own| own.as_bytes() == text.as_bytes())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
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

/// Pairs of a key and a value, in an order that is kept. In what is read, keys are texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict(pub Vec<(Value, Value)>);

impl Dict {
    /// The value of the member with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key.is_text(name)).map(|(_, value)| value)
    }

    /// The value of the member with this name, without the others.
    #[must_use]
    pub fn take(self, name: &str) -> Option<Value> {
        self.0.into_iter().find(|(key, _)| key.is_text(name)).map(|(_, value)| value)
    }

    /// Sets a member: in the place of the one with this name, or as the last one.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(key, _)| key.is_text(name)) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.into(), value)),
        }
    }
}

impl<K: Into<Value>, V: Into<Value>> FromIterator<(K, V)> for Dict {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Self(members.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// An integer of any size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Int(String);

impl Int {
    /// Reads decimal digits, `-` in front of them if negative; leading zeros and `-0` are dropped.
    #[must_use]
    pub fn from_decimal(decimal: &str) -> Option<Self> {
        let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        Some(match digits.trim_start_matches('0') {
            "" => Self("0".to_owned()),
            digits => Self([sign, digits].concat()),
        })
    }

    /// The number in decimal.
    #[must_use]
    pub fn as_decimal(&self) -> &str {
        &self.0
    }

    /// How many digits it has; the sign is none.
    #[must_use]
    pub fn digits(&self) -> usize {
        self.0.trim_start_matches('-').len()
    }
}

impl From<i64> for Int {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}
