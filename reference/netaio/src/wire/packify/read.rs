//! Reading: `spec/netaio.md` section 4.1, "Reading".
//!
//! One pass. Whether the bytes are canonical is noted on the way, and asked for at the end.

use std::cell::Cell;
use std::collections::BTreeSet;

use num_bigint::{BigInt, Sign};
use taut_wire::{require, require_ok};

use super::write::smallest_category;
use super::{Decimal, Dict, Set, Value, pack};
use crate::error::Reject;

/// How deep lists, sets, tuples and dicts may be nested.
pub const MAX_DEPTH: usize = 64;

/// How many levels the stack holds in a build that does without NA-UNPACK-6.
const STACK_DEPTH: usize = 500;

/// Reads bytes that are one value.
///
/// Nothing is set aside for a length before its bytes are there.
///
/// # Errors
/// [`Reject::Short`], [`Reject::UnknownCode`], [`Reject::BadCategory`], [`Reject::BadValue`],
/// [`Reject::UnsupportedValue`], [`Reject::TooDeep`], [`Reject::NotCanonical`].
pub fn unpack(packed: &[u8]) -> Result<Value, Reject> {
    let canonical = Cell::new(true);
    let mut unread = Unread { bytes: packed, depth: 0, canonical: &canonical };
    let mut value = Value::None;
    unread.value(&mut value)?;
    unread.end();
    require!(NA_UNPACK_7, canonical.get(), Reject::NotCanonical);
    Ok(value)
}

/// What has not been read yet.
struct Unread<'a> {
    bytes: &'a [u8],
    /// How many containers are around.
    depth: usize,
    canonical: &'a Cell<bool>,
}

/// The category of a code: how many bytes its number has.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Category(u8);

impl Category {
    const fn of(code: u8) -> Self {
        Self(code & 0xc0)
    }

    const fn size(self) -> usize {
        match self.0 {
            0x00 => 0,
            0x40 => 1,
            0x80 => 2,
            _ => 4,
        }
    }
}

/// The lengths of items that have not been read yet.
#[derive(Clone)]
struct Lengths<'a> {
    table: &'a [u8],
    /// How many bytes a length has.
    size: usize,
    /// How many items there are, read or not.
    count: usize,
}

impl Iterator for Lengths<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let (length, rest) =
            self.table.split_at_checked(self.size).filter(|(length, _)| !length.is_empty())?;
        self.table = rest;
        Some(to_usize(be_number(length)))
    }
}

impl<'a> Unread<'a> {
    /// Reads a value into its place: moving it there costs more than reading it.
    fn value(&mut self, place: &mut Value) -> Result<(), Reject> {
        let [code] = self.array()?;
        let category = Category::of(code);
        match code & 0x3f {
            0x00 => {
                self.plain(category);
                *place = Value::None;
            }
            0x04 | 0x05 | 0x0e | 0x0f => *place = Value::Int(self.int(code & 0x3f, category)?),
            0x06 => {
                self.plain(category);
                let [truth] = self.array()?;
                self.canonical_if(truth <= 1);
                *place = Value::Bool(truth != 0);
            }
            0x07 => {
                self.plain(category);
                *place = Value::Float(self.array()?);
            }
            kind => self.with_number(kind, category, place)?,
        }
        Ok(())
    }

    /// A type whose code says the size of a number; NA-UNPACK-2 is for all others.
    fn with_number(&mut self, kind: u8, category: Category, place: &mut Value) -> Result<(), Reject> {
        let known = matches!(kind, 0x01 | 0x02 | 0x03 | 0x08 | 0x0a..=0x0d | 0x14) && category.size() > 0;
        require!(NA_UNPACK_2, known, Reject::UnknownCode);
        match kind {
            0x01 => *place = Value::Bytes(self.sized(category)?.to_vec()),
            0x02 => *place = Value::ByteArray(self.sized(category)?.to_vec()),
            0x03 => *place = Value::Str(self.text(category)?.to_owned()),
            0x08 => *place = Value::Decimal(self.decimal(category)?),
            0x0a => *place = Value::List(self.items(category, |_| Ok(()))?),
            0x0b => *place = Value::Set(self.set(category)?),
            0x0c => *place = Value::Tuple(self.items(category, |_| Ok(()))?),
            0x0d => *place = Value::Dict(self.dict(category)?),
            0x14 => self.packable(category)?,
            _ => {}
        }
        Ok(())
    }

    fn take(&mut self, size: usize) -> Result<&'a [u8], Reject> {
        require!(NA_UNPACK_1, self.bytes.len() >= size, Reject::Short);
        let (taken, rest) = self.bytes.split_at(size.min(self.bytes.len()));
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Reject> {
        Ok(taut_wire::Reader::new(self.take(N)?).array())
    }

    /// A number of as many bytes as the category has.
    fn number(&mut self, category: Category) -> Result<u32, Reject> {
        Ok(be_number(self.take(category.size())?))
    }

    /// A number for which the smallest category is the canonical one.
    fn smallest(&mut self, category: Category) -> Result<u32, Reject> {
        let number = self.number(category)?;
        self.canonical_if(smallest_category(number) == category.0);
        Ok(number)
    }

    /// A type whose code has no category when it is canonical.
    fn plain(&mut self, category: Category) {
        self.canonical_if(category.size() == 0);
    }

    fn sized(&mut self, category: Category) -> Result<&'a [u8], Reject> {
        let size = self.smallest(category)?;
        self.take(to_usize(size))
    }

    fn text(&mut self, category: Category) -> Result<&'a str, Reject> {
        let bytes = self.sized(category)?;
        Ok(require_ok!(NA_UNPACK_4, str::from_utf8(bytes), Reject::BadValue))
    }

    fn decimal(&mut self, category: Category) -> Result<Decimal, Reject> {
        let text = self.text(category)?;
        let decimal = require_ok!(NA_UNPACK_4, Decimal::parse(text).ok_or(()), Reject::BadValue);
        self.canonical_if(decimal.as_str() == text);
        Ok(decimal)
    }

    fn int(&mut self, kind: u8, category: Category) -> Result<BigInt, Reject> {
        let sign = if kind & 1 == 0 { Sign::Plus } else { Sign::Minus };
        if kind < 0x0e && category.size() > 0 {
            let magnitude = self.smallest(category)?;
            self.canonical_if(magnitude > 0 || sign == Sign::Plus);
            return Ok(BigInt::from_biguint(sign, magnitude.into()));
        }
        let canonical = if kind < 0x0e { 5..=255 } else { 256..=usize::MAX };
        self.plain(category);
        let size = if kind < 0x0e { u32::from_be_bytes([0, 0, 0, self.byte()?]) } else { self.size()? };
        let magnitude = self.take(to_usize(size))?;
        self.canonical_if(canonical.contains(&magnitude.len()) && magnitude.first() != Some(&0));
        Ok(BigInt::from_bytes_be(sign, magnitude))
    }

    fn byte(&mut self) -> Result<u8, Reject> {
        self.array().map(u8::from_be_bytes)
    }

    fn size(&mut self) -> Result<u32, Reject> {
        self.array().map(u32::from_be_bytes)
    }

    /// The items of a list, set or tuple, each checked as soon as it is read.
    fn items(
        &mut self,
        category: Category,
        check: fn(&Value) -> Result<(), Reject>,
    ) -> Result<Vec<Value>, Reject> {
        let lengths = self.enter(category)?;
        let (count, mut items) = (lengths.count, Vec::new());
        for length in lengths {
            let mut item = self.item(length)?;
            make_room(&mut items, count);
            let place = items.push_mut(Value::None);
            item.value(place)?;
            check(place)?;
            item.end();
        }
        Ok(items)
    }

    /// Begins a list, set, tuple or dict: the lengths of its items, which are all there.
    fn enter(&mut self, category: Category) -> Result<Lengths<'a>, Reject> {
        let depth = self.depth + 1;
        require!(NA_UNPACK_6, depth <= MAX_DEPTH, Reject::TooDeep);
        if depth > STACK_DEPTH {
            return Err(Reject::TooDeep);
        }
        let [code] = self.array()?;
        let item_category = Category::of(code);
        let exists = matches!(code, 0x40 | 0x80 | 0xc0);
        require!(NA_UNPACK_3, exists, Reject::BadCategory);
        let count = to_usize(self.smallest(category)?);
        let size = item_category.size().max(1);
        let lengths = Lengths { table: self.take(count.saturating_mul(size))?, size, count };
        let (longest, total) = lengths.clone().fold((0, 0_usize), |(longest, total), length| {
            (length.max(longest), total.saturating_add(length))
        });
        self.canonical_if(smallest_category(u32::try_from(longest).unwrap_or(u32::MAX)) == item_category.0);
        require!(NA_UNPACK_1, self.bytes.len() >= total, Reject::Short);
        Ok(lengths)
    }

    /// An item, one level deeper.
    fn item(&mut self, length: usize) -> Result<Self, Reject> {
        Ok(Self { bytes: self.take(length)?, depth: self.depth + 1, canonical: self.canonical })
    }

    /// The value is over; bytes behind it are not canonical.
    fn end(&self) {
        self.canonical_if(self.bytes.is_empty());
    }

    fn canonical_if(&self, holds: bool) {
        self.canonical.set(self.canonical.get() && holds);
    }

    fn set(&mut self, category: Category) -> Result<Set, Reject> {
        let members = self.items(category, hashable)?;
        let distinct: BTreeSet<Vec<u8>> = members.iter().map(pack).collect();
        self.canonical_if(distinct.len() == members.len());
        Ok(members.into_iter().collect())
    }

    fn dict(&mut self, category: Category) -> Result<Dict, Reject> {
        let lengths = self.enter(category)?;
        let (count, mut pairs) = (lengths.count, Vec::new());
        let (mut last, mut are_ordered): (Option<&[u8]>, bool) = (None, true);
        for length in lengths {
            let mut item = self.item(length)?;
            are_ordered &= last.is_none_or(|last| last < item.bytes);
            last = Some(item.bytes);
            make_room(&mut pairs, count);
            item.pair(pairs.push_mut((Value::None, Value::None)))?;
            item.end();
        }
        // What is canonical so far is what packing would write.
        let ordered =
            if are_ordered && self.canonical.get() { Dict::from_ordered(pairs) } else { Err(pairs) };
        Ok(ordered.unwrap_or_else(|pairs| {
            let dict: Dict = pairs.iter().cloned().collect();
            self.canonical_if(dict.pairs() == pairs);
            dict
        }))
    }

    /// Reads an item of a dict. A tuple of two is read without making a tuple.
    fn pair(&mut self, (key, value): &mut (Value, Value)) -> Result<(), Reject> {
        let two = self.two()?;
        require!(NA_UNPACK_4, two.is_some(), Reject::BadValue);
        let Some((mut key_item, mut value_item)) = two else { return Ok(()) };
        key_item.value(key)?;
        key_item.end();
        value_item.value(value)?;
        value_item.end();
        hashable(key)
    }

    /// The items of a tuple of two, not read yet; anything else is read, since there may be more wrong with it.
    fn two(&mut self) -> Result<Option<(Self, Self)>, Reject> {
        let tuple = self.bytes.split_first().filter(|(code, _)| **code & 0x3f == 0x0c && **code > 0x3f);
        let Some((code, rest)) = tuple else {
            self.value(&mut Value::None)?;
            return Ok(None);
        };
        self.bytes = rest;
        let lengths = self.enter(Category::of(*code))?;
        let mut unread = lengths.clone();
        if let (2, Some(key), Some(value)) = (lengths.count, unread.next(), unread.next()) {
            return Ok(Some((self.item(key)?, self.item(value)?)));
        }
        for length in lengths {
            self.item(length)?.value(&mut Value::None)?;
        }
        Ok(None)
    }

    fn packable(&mut self, category: Category) -> Result<(), Reject> {
        let (name, data) = (self.number(category)?, self.number(category)?);
        self.take(to_usize(name))?;
        self.take(to_usize(data))?;
        require!(NA_UNPACK_5, false, Reject::UnsupportedValue);
        Ok(())
    }
}

/// Room for the next of so many items: for a few at first, for all of them when some have been read.
fn make_room<T>(items: &mut Vec<T>, count: usize) {
    let most = if items.is_empty() { 4 } else { count };
    items.reserve_exact((count - items.len()).min(most));
}

fn hashable(value: &Value) -> Result<(), Reject> {
    require!(NA_UNPACK_4, value.is_hashable(), Reject::BadValue);
    Ok(())
}

/// A number of at most four bytes.
fn be_number(bytes: &[u8]) -> u32 {
    match *bytes {
        [low] => low.into(),
        [high, low] => u16::from_be_bytes([high, low]).into(),
        _ => bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)),
    }
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
