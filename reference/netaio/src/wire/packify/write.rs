//! Packing: `spec/netaio.md` section 4.1, the columns "Layout" and "Canonical".
//!
//! Lengths come before what they are of. They are filled in when that is written, so that all is written once.

use std::iter;
use std::ops::Range;

use num_bigint::{BigInt, Sign};
use taut_wire::fault;

use super::{Dict, Set, Value};

/// Key and value.
type Pair = (Value, Value);

/// The room that most auth fields need; a vector that begins without any grows several times on the way there.
const USUAL: usize = 128;

/// The canonical encoding of a value (NA-PACK-1).
#[must_use]
pub fn pack(value: &Value) -> Vec<u8> {
    let mut packed = Vec::with_capacity(USUAL);
    write(value, &mut packed);
    packed
}

/// The canonical encoding of a pair of a dict, which is a tuple.
pub(super) fn pack_pair(pair: &Pair) -> Vec<u8> {
    let mut packed = Vec::with_capacity(USUAL);
    write_pair(pair, &mut packed);
    packed
}

/// Where a pair belongs among others, which are in the order of their packed bytes.
pub(super) fn place(among: &[Pair], pair: &Pair) -> usize {
    let mut packed = pack_pair(pair);
    let end = packed.len();
    among.partition_point(|other| {
        packed.truncate(end);
        write_pair(other, &mut packed);
        let (own, other) = packed.split_at(end);
        other < own
    })
}

/// The smallest of the categories that hold a number.
pub(super) const fn smallest_category(number: u32) -> u8 {
    match number {
        0..=0xff => 0x40,
        0x100..=0xffff => 0x80,
        _ => 0xc0,
    }
}

/// How many bytes this category has for a number.
const fn size_of_number(number: u32) -> usize {
    match smallest_category(number) {
        0x40 => 1,
        0x80 => 2,
        _ => 4,
    }
}

fn write(value: &Value, packed: &mut Vec<u8>) {
    match value {
        Value::None => packed.push(0x00),
        Value::Bool(truth) => packed.extend_from_slice(&[0x06, u8::from(*truth)]),
        Value::Int(number) => write_int(number, packed),
        Value::Float(bytes) => {
            packed.push(0x07);
            packed.extend_from_slice(bytes);
        }
        Value::Decimal(decimal) => write_sized(0x08, decimal.as_str().as_bytes(), packed),
        Value::Str(text) => write_sized(0x03, text.as_bytes(), packed),
        Value::Bytes(bytes) => write_sized(0x01, bytes, packed),
        Value::ByteArray(bytes) => write_sized(0x02, bytes, packed),
        Value::List(items) => write_items(0x0a, items, write, packed),
        Value::Tuple(items) => write_items(0x0c, items, write, packed),
        Value::Set(set) => write_members(set, packed),
        Value::Dict(dict) => write_dict(dict, packed),
    }
}

/// Members are kept in the order of NA-PACK-2.
fn write_members(set: &Set, packed: &mut Vec<u8>) {
    if fault!(NA_PACK_2) {
        write_items(0x0b, &reversed(set.members()), write, packed);
    } else {
        write_items(0x0b, set.members(), write, packed);
    }
}

/// Pairs are kept in the order of NA-PACK-2.
pub(super) fn write_dict(dict: &Dict, packed: &mut Vec<u8>) {
    if fault!(NA_PACK_2) {
        write_items(0x0d, &reversed(dict.pairs()), write_pair, packed);
    } else {
        write_items(0x0d, dict.pairs(), write_pair, packed);
    }
}

fn reversed<T: Clone>(items: &[T]) -> Vec<T> {
    items.iter().rev().cloned().collect()
}

/// A pair of a dict is a tuple.
fn write_pair((key, value): &Pair, packed: &mut Vec<u8>) {
    let mut table = Table::begin(0x0c, 2, packed);
    table.write(key, write, packed);
    table.write(value, write, packed);
}

fn write_items<T>(kind: u8, items: &[T], write_one: fn(&T, &mut Vec<u8>), packed: &mut Vec<u8>) {
    let mut table = Table::begin(kind, items.len(), packed);
    for item in items {
        table.write(item, write_one, packed);
    }
}

/// The lengths of the items of a container, in front of them. They have one byte until an item needs more.
struct Table {
    /// Where the category of the lengths stands.
    category_at: usize,
    /// The table itself.
    place: Range<usize>,
    /// How many bytes each length has.
    width: usize,
    /// How many items are written.
    written: usize,
}

impl Table {
    /// Writes all of a container that comes before its items, without the lengths.
    fn begin(kind: u8, count: usize, packed: &mut Vec<u8>) -> Self {
        let number = length(count);
        packed.extend_from_slice(&[kind | smallest_category(number), smallest_category(0)]);
        let category_at = packed.len() - 1;
        write_number(smallest_category(number), number, packed);
        let begin = packed.len();
        packed.resize(begin + count, 0);
        Self { category_at, place: begin..packed.len(), width: 1, written: 0 }
    }

    /// Writes the next item, and its length.
    fn write<T>(&mut self, item: &T, write_one: fn(&T, &mut Vec<u8>), packed: &mut Vec<u8>) {
        let begin = packed.len();
        write_one(item, packed);
        let size = length(packed.len() - begin);
        if size_of_number(size) > self.width {
            self.widen(size, packed);
        }
        let entry = packed.get_mut(self.place.start + self.written * self.width..).unwrap_or_default();
        for (byte, of_size) in entry.iter_mut().zip(size.to_be_bytes().iter().skip(4 - self.width)) {
            *byte = *of_size;
        }
        self.written += 1;
    }

    /// Gives every length as many bytes as this one needs.
    fn widen(&mut self, size: u32, packed: &mut Vec<u8>) {
        let (width, narrow) = (size_of_number(size), packed.get(self.place.clone()).unwrap_or_default());
        let zeros = iter::repeat_n(0, width - self.width);
        let wide: Vec<u8> = narrow
            .chunks_exact(self.width)
            .flat_map(|entry| zeros.clone().chain(entry.iter().copied()))
            .collect();
        let end = self.place.start + wide.len();
        packed.splice(self.place.clone(), wide);
        self.place.end = end;
        self.width = width;
        if let Some(category) = packed.get_mut(self.category_at) {
            *category = smallest_category(size);
        }
    }
}

fn write_sized(kind: u8, bytes: &[u8], packed: &mut Vec<u8>) {
    write_head(kind, length(bytes.len()), packed);
    packed.extend_from_slice(bytes);
}

/// A code with its category, and the number that this category is for.
fn write_head(kind: u8, number: u32, packed: &mut Vec<u8>) {
    let category = smallest_category(number);
    packed.push(kind | category);
    write_number(category, number, packed);
}

/// A number in as many bytes as a category has.
fn write_number(category: u8, number: u32, packed: &mut Vec<u8>) {
    let [.., high, low] = number.to_be_bytes();
    match category {
        0x40 => packed.push(low),
        0x80 => packed.extend_from_slice(&[high, low]),
        _ => packed.extend_from_slice(&number.to_be_bytes()),
    }
}

/// Lengths are `u32` in every layout; four gigabytes of one value do not come up.
fn length(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

fn write_int(number: &BigInt, packed: &mut Vec<u8>) {
    let negative = u8::from(number.sign() == Sign::Minus);
    if let Ok(small) = u32::try_from(number.magnitude()) {
        write_head(0x04 | negative, small, packed);
        return;
    }
    let magnitude = number.magnitude().to_bytes_be();
    if let Ok(size) = u8::try_from(magnitude.len()) {
        packed.extend([0x04 | negative, size]);
    } else {
        packed.push(0x0e | negative);
        packed.extend(length(magnitude.len()).to_be_bytes());
    }
    packed.extend(magnitude);
}

#[cfg(test)]
mod tests {
    use super::super::unpack;
    use super::*;

    #[test]
    fn lengths_become_wider_with_the_longest_item() {
        let sizes = [1, 0xff, 0x100, 0xffff, 0x1_0000];
        for (first, second) in sizes.iter().flat_map(|one| sizes.map(|other| (*one, other))) {
            let items = [first, second, 1].map(|size: usize| Value::Bytes(vec![7; size]));
            let value = Value::List(items.to_vec());
            let packed = pack(&value);
            assert_eq!(unpack(&packed).as_ref(), Ok(&value), "{first} and {second} bytes");
            let inside: Vec<usize> = items.iter().map(|item| pack(item).len()).collect();
            let width = inside.iter().max().map_or(0, |longest| size_of_number(length(*longest)));
            assert_eq!(
                packed.len(),
                3 + 3 * width + inside.iter().sum::<usize>(),
                "{first} and {second} bytes"
            );
        }
    }
}
