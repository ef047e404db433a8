//! Reading: `spec/netaio.md` section 4.1, "Reading".
//!
//! One pass. Whether the bytes are canonical is noted on the way, and asked for at the end.

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
    let mut canonical = true;
    let value = read_all(packed, 0, &mut canonical)?;
    require!(NA_UNPACK_7, canonical, Reject::NotCanonical);
    Ok(value)
}

/// Reads the value at the front; bytes behind it are not canonical.
fn read_all(packed: &[u8], depth: usize, canonical: &mut bool) -> Result<Value, Reject> {
    let mut reader = Unread { bytes: packed, depth, canonical };
    let value = reader.value()?;
    *reader.canonical &= reader.bytes.is_empty();
    Ok(value)
}

/// What has not been read yet.
struct Unread<'a, 'c> {
    bytes: &'a [u8],
    /// How many containers are around.
    depth: usize,
    canonical: &'c mut bool,
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

impl<'a> Unread<'a, '_> {
    fn value(&mut self) -> Result<Value, Reject> {
        let [code] = self.array()?;
        let category = Category::of(code);
        match code & 0x3f {
            0x00 => {
                self.plain(category);
                Ok(Value::None)
            }
            0x04 | 0x05 | 0x0e | 0x0f => self.int(code & 0x3f, category),
            0x06 => {
                self.plain(category);
                let [truth] = self.array()?;
                *self.canonical &= truth <= 1;
                Ok(Value::Bool(truth != 0))
            }
            0x07 => {
                self.plain(category);
                Ok(Value::Float(self.array()?))
            }
            kind => self.with_number(kind, category),
        }
    }

    /// A type whose code says the size of a number; NA-UNPACK-2 is for all others.
    fn with_number(&mut self, kind: u8, category: Category) -> Result<Value, Reject> {
        let known = matches!(kind, 0x01 | 0x02 | 0x03 | 0x08 | 0x0a..=0x0d | 0x14) && category.size() > 0;
        require!(NA_UNPACK_2, known, Reject::UnknownCode);
        match kind {
            0x01 => Ok(Value::Bytes(self.sized(category)?.to_vec())),
            0x02 => Ok(Value::ByteArray(self.sized(category)?.to_vec())),
            0x03 => Ok(Value::Str(self.text(category)?)),
            0x08 => self.decimal(category),
            0x0a => Ok(Value::List(self.items(category, Ok)?)),
            0x0b => self.set(category),
            0x0c => Ok(Value::Tuple(self.items(category, Ok)?)),
            0x0d => self.dict(category),
            0x14 => self.packable(category),
            _ => Ok(Value::None),
        }
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
        *self.canonical &= smallest_category(number) == category.0;
        Ok(number)
    }

    /// A type whose code has no category when it is canonical.
    fn plain(&mut self, category: Category) {
        *self.canonical &= category.size() == 0;
    }

    fn sized(&mut self, category: Category) -> Result<&'a [u8], Reject> {
        let size = self.smallest(category)?;
        self.take(to_usize(size))
    }

    fn text(&mut self, category: Category) -> Result<String, Reject> {
        let bytes = self.sized(category)?;
        Ok(require_ok!(NA_UNPACK_4, String::from_utf8(bytes.to_vec()), Reject::BadValue))
    }

    fn decimal(&mut self, category: Category) -> Result<Value, Reject> {
        let text = self.text(category)?;
        let decimal = require_ok!(NA_UNPACK_4, Decimal::parse(&text).ok_or(()), Reject::BadValue);
        *self.canonical &= decimal.as_str() == text;
        Ok(Value::Decimal(decimal))
    }

    fn int(&mut self, kind: u8, category: Category) -> Result<Value, Reject> {
        let sign = if kind & 1 == 0 { Sign::Plus } else { Sign::Minus };
        if kind < 0x0e && category.size() > 0 {
            let magnitude = self.smallest(category)?;
            *self.canonical &= magnitude > 0 || sign == Sign::Plus;
            return Ok(Value::Int(BigInt::from_biguint(sign, magnitude.into())));
        }
        let canonical = if kind < 0x0e { 5..=255 } else { 256..=usize::MAX };
        self.plain(category);
        let size = if kind < 0x0e { u32::from_be_bytes([0, 0, 0, self.byte()?]) } else { self.size()? };
        let magnitude = self.take(to_usize(size))?;
        *self.canonical &= canonical.contains(&magnitude.len()) && magnitude.first() != Some(&0);
        Ok(Value::Int(BigInt::from_bytes_be(sign, magnitude)))
    }

    fn byte(&mut self) -> Result<u8, Reject> {
        self.array().map(u8::from_be_bytes)
    }

    fn size(&mut self) -> Result<u32, Reject> {
        self.array().map(u32::from_be_bytes)
    }

    /// The items of a list, set, tuple or dict, each checked as soon as it is read.
    fn items<T>(
        &mut self,
        category: Category,
        check: fn(Value) -> Result<T, Reject>,
    ) -> Result<Vec<T>, Reject> {
        let mut items = Vec::new();
        self.each(category, |item, count| {
            items.reserve_exact(count - items.len());
            items.push(check(item.value()?)?);
            Ok(())
        })?;
        Ok(items)
    }

    /// Has the items of a list, set, tuple or dict read, one level deeper: each as a value of its own, of so many.
    fn each(
        &mut self,
        category: Category,
        mut read: impl FnMut(&mut Unread<'a, '_>, usize) -> Result<(), Reject>,
    ) -> Result<(), Reject> {
        let depth = self.depth + 1;
        require!(NA_UNPACK_6, depth <= MAX_DEPTH, Reject::TooDeep);
        if depth > STACK_DEPTH {
            return Err(Reject::TooDeep);
        }
        let lengths = self.lengths(category)?;
        let count = lengths.len();
        for length in lengths {
            let mut item = Unread { bytes: self.take(length)?, depth, canonical: self.canonical };
            read(&mut item, count)?;
            *item.canonical &= item.bytes.is_empty();
        }
        Ok(())
    }

    /// The lengths of items, which are all there.
    fn lengths(
        &mut self,
        category: Category,
    ) -> Result<impl ExactSizeIterator<Item = usize> + use<'a>, Reject> {
        let [code] = self.array()?;
        let item_category = Category::of(code);
        let exists = matches!(code, 0x40 | 0x80 | 0xc0);
        require!(NA_UNPACK_3, exists, Reject::BadCategory);
        let count = to_usize(self.smallest(category)?);
        let size = item_category.size().max(1);
        let table = self.take(count.saturating_mul(size))?.chunks(size);
        let lengths = table.map(|number| to_usize(be_number(number)));
        let longest = lengths.clone().max().unwrap_or(0);
        *self.canonical &= smallest_category(u32::try_from(longest).unwrap_or(u32::MAX)) == item_category.0;
        let total = lengths.clone().fold(0_usize, usize::saturating_add);
        require!(NA_UNPACK_1, self.bytes.len() >= total, Reject::Short);
        Ok(lengths)
    }

    fn set(&mut self, category: Category) -> Result<Value, Reject> {
        let members = self.items(category, hashable)?;
        let distinct: BTreeSet<Vec<u8>> = members.iter().map(pack).collect();
        *self.canonical &= distinct.len() == members.len();
        Ok(Value::Set(members.into_iter().collect::<Set>()))
    }

    fn dict(&mut self, category: Category) -> Result<Value, Reject> {
        let mut pairs = Vec::new();
        self.each(category, |item, count| {
            pairs.reserve_exact(count - pairs.len());
            pairs.push(item.pair()?);
            Ok(())
        })?;
        match Dict::from_ordered(pairs) {
            Ok(dict) => Ok(Value::Dict(dict)),
            Err(pairs) => {
                let dict: Dict = pairs.iter().cloned().collect();
                *self.canonical &= dict.pairs() == pairs;
                Ok(Value::Dict(dict))
            }
        }
    }

    /// An item of a dict. A tuple of two is read without making a tuple.
    fn pair(&mut self) -> Result<(Value, Value), Reject> {
        let mut pair = None;
        match self.bytes.split_first() {
            Some((code, rest)) if code & 0x3f == 0x0c && Category::of(*code).size() > 0 => {
                self.bytes = rest;
                let mut first = None;
                self.each(Category::of(*code), |item, count| {
                    let value = item.value()?;
                    match first.take() {
                        None => first = Some(value),
                        Some(key) => pair = Some((key, value)).filter(|_| count == 2),
                    }
                    Ok(())
                })?;
            }
            _ => drop(self.value()?),
        }
        let (key, value) = require_ok!(NA_UNPACK_4, pair.ok_or(()), Reject::BadValue);
        Ok((hashable(key)?, value))
    }

    fn packable(&mut self, category: Category) -> Result<Value, Reject> {
        let (name, data) = (self.number(category)?, self.number(category)?);
        self.take(to_usize(name))?;
        self.take(to_usize(data))?;
        require!(NA_UNPACK_5, false, Reject::UnsupportedValue);
        Ok(Value::None)
    }
}

fn hashable(value: Value) -> Result<Value, Reject> {
    require!(NA_UNPACK_4, value.is_hashable(), Reject::BadValue);
    Ok(value)
}

/// A number of at most four bytes.
fn be_number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
