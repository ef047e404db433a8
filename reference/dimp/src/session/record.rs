//! Numbers, bytes, lists and JSON values in a saved state.
//!
//! JSON values are not kept as text: written anew, a text can be longer than what a reader takes.

use taut_wire::{Reader, Text};

use super::state::BadState;
use crate::wire::json::{Dict, Int, Value};

/// Kinds of JSON values.
mod tag {
    pub(super) const NULL: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const INT: u8 = 3;
    pub(super) const FLOAT: u8 = 4;
    pub(super) const TEXT: u8 = 5;
    pub(super) const LIST: u8 = 6;
    pub(super) const DICT: u8 = 7;
}

/// A state in the making.
#[derive(Default)]
pub(super) struct Record(Vec<u8>);

impl Record {
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// How many bytes, and they.
    pub(super) fn data(&mut self, data: impl AsRef<[u8]>) {
        let data = data.as_ref();
        self.count(data.len());
        self.put(data);
    }

    pub(super) fn list<T>(
        &mut self,
        entries: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.count(entries.len());
        entries.for_each(|entry| write(self, entry));
    }

    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.put(&[tag::NULL]),
            Value::Bool(truth) => self.put(&[if *truth { tag::TRUE } else { tag::FALSE }]),
            Value::Int(int) => {
                self.put(&[tag::INT]);
                self.data(int.to_decimal().as_bytes());
            }
            Value::Float(float) => {
                self.put(&[tag::FLOAT]);
                self.put(&float.to_be_bytes());
            }
            Value::Text(text) => {
                self.put(&[tag::TEXT]);
                self.data(text.as_bytes());
            }
            Value::List(items) => {
                self.put(&[tag::LIST]);
                self.list(items.iter(), Self::value);
            }
            Value::Dict(dict) => {
                self.put(&[tag::DICT]);
                self.dict(dict);
            }
        }
    }

    pub(super) fn dict(&mut self, dict: &Dict) {
        self.list(dict.0.iter(), |out, (name, value)| {
            out.data(name.as_bytes());
            out.value(value);
        });
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn count(&mut self, count: usize) {
        self.put(&u64::try_from(count).unwrap_or(u64::MAX).to_be_bytes());
    }
}

/// How deep values may be: more than any reader takes, and less than the stack holds.
const MAX_LEVELS: usize = 1000;

/// The unread part of a state.
pub(super) struct Body<'a> {
    unread: &'a [u8],
    /// Of the value that is read.
    level: usize,
}

impl<'a> Body<'a> {
    pub(super) const fn new(state: &'a [u8]) -> Self {
        Self { unread: state, level: 0 }
    }

    pub(super) const fn end(&self) -> Result<(), BadState> {
        if self.unread.is_empty() { Ok(()) } else { Err(BadState) }
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], BadState> {
        Ok(Reader::new(self.take(N)?).array())
    }

    pub(super) fn data(&mut self) -> Result<&'a [u8], BadState> {
        let size = self.count()?;
        self.take(usize::try_from(size).map_err(|_| BadState)?)
    }

    /// Entries one after the other: their number is not believed before they are there.
    pub(super) fn list<T, L: FromIterator<T>>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, BadState>,
    ) -> Result<L, BadState> {
        let count = self.count()?;
        (0..count).map(|_| read(self)).collect()
    }

    pub(super) fn value(&mut self) -> Result<Value, BadState> {
        Ok(match self.array()? {
            [tag::NULL] => Value::Null,
            [tag::FALSE] => Value::Bool(false),
            [tag::TRUE] => Value::Bool(true),
            [tag::INT] => {
                let decimal = str::from_utf8(self.data()?).map_err(|_| BadState)?;
                Value::Int(Int::from_decimal(decimal).ok_or(BadState)?)
            }
            [tag::FLOAT] => Value::Float(f64::from_be_bytes(self.array()?)),
            [tag::TEXT] => Value::Text(self.text()?),
            [tag::LIST] => Value::List(self.deeper(|body| body.list(Self::value))?),
            [tag::DICT] => Value::Dict(self.deeper(Self::dict)?),
            _ => return Err(BadState),
        })
    }

    pub(super) fn dict(&mut self) -> Result<Dict, BadState> {
        self.list(|body| Ok((body.text()?, body.value()?))).map(Dict)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, BadState>) -> Result<T, BadState> {
        if self.level == MAX_LEVELS {
            return Err(BadState);
        }
        self.level += 1;
        let read = read(self);
        self.level -= 1;
        read
    }

    fn text(&mut self) -> Result<Text, BadState> {
        Text::from_bytes(self.data()?.to_vec()).ok_or(BadState)
    }

    fn count(&mut self) -> Result<u64, BadState> {
        self.array().map(u64::from_be_bytes)
    }

    fn take(&mut self, size: usize) -> Result<&'a [u8], BadState> {
        let (taken, rest) = self.unread.split_at_checked(size).ok_or(BadState)?;
        self.unread = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::read::read;

    #[test]
    fn values_come_back() {
        let text = br#"{"a": [null, true, false, -5, 92233720368547758080, 1.5, "\u00e9"], "b": {}, "": []}"#;
        let value = read(text).unwrap();
        let mut record = Record::default();
        record.value(&value);
        let state = record.finish();
        let mut body = Body::new(&state);
        assert_eq!(body.value(), Ok(value));
        assert_eq!(body.end(), Ok(()));
        for size in 0..state.len() {
            assert_eq!(Body::new(&state[..size]).value(), Err(BadState), "{size} bytes");
        }
    }
}
