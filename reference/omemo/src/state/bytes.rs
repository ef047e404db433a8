//! Numbers, flags, lists and data of a saved state.

use std::borrow::Cow;

use taut_wire::{Reader, require};

use crate::error::Reject;
use crate::format::Format;

/// A body in the making.
#[derive(Default)]
pub(super) struct Record(Vec<u8>);

impl Record {
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(super) fn truth(&mut self, truth: bool) {
        self.byte(u8::from(truth));
    }

    pub(super) fn number(&mut self, number: u32) {
        self.put(&number.to_be_bytes());
    }

    pub(super) fn data(&mut self, data: &[u8]) {
        self.number(u32::try_from(data.len()).unwrap_or(u32::MAX));
        self.put(data);
    }

    pub(super) fn format(&mut self, format: Format) {
        self.byte(match format {
            Format::Legacy => 1,
            Format::Omemo2 => 2,
        });
    }

    pub(super) fn flag<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.truth(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(super) fn list<T>(
        &mut self,
        entries: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.number(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        entries.for_each(|entry| write(self, entry));
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// The unread part of a body. Past its end there are zeros, which only a reader without OM-STATE-5 comes to.
pub(super) struct Body<'a> {
    unread: &'a [u8],
}

impl<'a> Body<'a> {
    pub(super) const fn new(unread: &'a [u8]) -> Self {
        Self { unread }
    }

    pub(super) fn end(&self) -> Result<(), Reject> {
        check(self.unread.is_empty())
    }

    fn take(&mut self, size: usize) -> Result<&'a [u8], Reject> {
        check(size <= self.unread.len())?;
        let (taken, rest) = self.unread.split_at(size.min(self.unread.len()));
        self.unread = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Reject> {
        Ok(Reader::new(self.take(N)?).array())
    }

    pub(super) fn byte(&mut self) -> Result<u8, Reject> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn number(&mut self) -> Result<u32, Reject> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn long(&mut self) -> Result<u64, Reject> {
        self.array().map(u64::from_be_bytes)
    }

    pub(super) fn data(&mut self) -> Result<&'a [u8], Reject> {
        let size = self.number()?;
        self.take(usize::try_from(size).unwrap_or(usize::MAX))
    }

    pub(super) fn text(&mut self) -> Result<String, Reject> {
        let text = String::from_utf8_lossy(self.data()?);
        check(matches!(text, Cow::Borrowed(_)))?;
        Ok(text.into_owned())
    }

    pub(super) fn truth(&mut self) -> Result<bool, Reject> {
        Ok(self.one_of([0, 1])? == 1)
    }

    pub(super) fn format(&mut self) -> Result<Format, Reject> {
        Ok(if self.one_of([1, 2])? == 1 { Format::Legacy } else { Format::Omemo2 })
    }

    /// A byte that has a meaning.
    pub(super) fn one_of(&mut self, known: [u8; 2]) -> Result<u8, Reject> {
        let byte = self.byte()?;
        check(known.contains(&byte))?;
        Ok(byte)
    }

    pub(super) fn flag<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Reject>,
    ) -> Result<Option<T>, Reject> {
        if self.truth()? { read(self).map(Some) } else { Ok(None) }
    }

    /// Reads entries one after the other: their number is not believed before they are there.
    pub(super) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Reject>,
    ) -> Result<Vec<T>, Reject> {
        let count = self.number()?;
        let mut entries = Vec::new();
        for _ in 0..count {
            check(!self.unread.is_empty())?;
            if self.unread.is_empty() {
                break;
            }
            entries.push(read(self)?);
        }
        Ok(entries)
    }

    /// Reads entries that stand in order, each once.
    pub(super) fn map<K: Ord, V, M: FromIterator<(K, V)>>(
        &mut self,
        read: impl FnMut(&mut Self) -> Result<(K, V), Reject>,
    ) -> Result<M, Reject> {
        let entries = self.list(read)?;
        check(entries.is_sorted_by(|(a, _), (b, _)| a < b))?;
        Ok(entries.into_iter().collect())
    }
}

pub(super) fn check(condition: bool) -> Result<(), Reject> {
    require!(OM_STATE_5, condition, Reject::BadState);
    Ok(())
}
