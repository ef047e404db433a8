//! Packing: `spec/netaio.md` section 4.1, the columns "Layout" and "Canonical".
//!
//! Lengths come before what they are of, so that the size of each value is computed first, and all is written once.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use taut_wire::fault;

use super::{Dict, Set, Value};

/// Key and value.
type Pair = (Value, Value);

/// The canonical encoding of a value (NA-PACK-1).
#[must_use]
pub fn pack(value: &Value) -> Vec<u8> {
    let mut packed = Vec::with_capacity(size(value));
    write(value, &mut packed);
    packed
}

/// The canonical encoding of a dict.
pub(super) fn pack_dict(dict: &Dict) -> Vec<u8> {
    let mut packed = Vec::with_capacity(size_of_dict(dict));
    write_dict(dict, &mut packed);
    packed
}

/// The order of two pairs of a dict: that of their packed bytes.
pub(super) fn order(one: &Pair, other: &Pair) -> Ordering {
    rank(one).cmp(&rank(other)).then_with(|| order_of_bytes(one, other))
}

/// Whether each pair comes before the next one.
pub(super) fn are_ordered(pairs: &[Pair]) -> bool {
    let ranked = pairs.iter().map(|pair| (rank(pair), pair));
    ranked.is_sorted_by(|(own, pair), (next_own, next)| {
        own.cmp(next_own).then_with(|| order_of_bytes(pair, next)).is_lt()
    })
}

/// Where a pair belongs among others, which are in order.
pub(super) fn place(among: &[Pair], pair: &Pair) -> usize {
    let own = rank(pair);
    let is_before = |other: &Pair| rank(other).cmp(&own).then_with(|| order_of_bytes(other, pair)).is_lt();
    among.iter().position(|other| !is_before(other)).unwrap_or(among.len())
}

/// What comes before key and value in a packed pair: the sizes of both.
fn rank(pair: &Pair) -> (u8, usize, usize) {
    let (key, value) = (size(&pair.0), size(&pair.1));
    (smallest_category(length(key.max(value))), key, value)
}

/// The order of two pairs of one rank.
fn order_of_bytes(one: &Pair, other: &Pair) -> Ordering {
    match (&one.0, &other.0) {
        (Value::Str(one), Value::Str(other)) if one != other => one.cmp(other),
        _ => (pack(&one.0), pack(&one.1)).cmp(&(pack(&other.0), pack(&other.1))),
    }
}

/// The smallest of the categories that hold a number.
pub(super) const fn smallest_category(number: u32) -> u8 {
    match number {
        0..=0xff => 0x40,
        0x100..=0xffff => 0x80,
        _ => 0xc0,
    }
}

/// How many bytes a value has when it is packed.
fn size(value: &Value) -> usize {
    match value {
        Value::None => 1,
        Value::Bool(_) => 2,
        Value::Int(number) => size_of_int(number),
        Value::Float(_) => 9,
        Value::Decimal(decimal) => size_of_sized(decimal.as_str().len()),
        Value::Str(text) => size_of_sized(text.len()),
        Value::Bytes(bytes) | Value::ByteArray(bytes) => size_of_sized(bytes.len()),
        Value::List(items) | Value::Tuple(items) => size_of_items(items.iter().map(size)),
        Value::Set(set) => size_of_items(set.members().iter().map(size)),
        Value::Dict(dict) => size_of_dict(dict),
    }
}

fn size_of_dict(dict: &Dict) -> usize {
    size_of_items(dict.pairs().iter().map(size_of_pair))
}

fn size_of_pair((key, value): &Pair) -> usize {
    size_of_items([size(key), size(value)].into_iter())
}

fn size_of_sized(length_of: usize) -> usize {
    1 + size_of_number(length_of) + length_of
}

fn size_of_items(sizes: impl ExactSizeIterator<Item = usize>) -> usize {
    let count = sizes.len();
    let (longest, total) = sizes.fold((0, 0), |(longest, total), size| (size.max(longest), total + size));
    2 + size_of_number(count) + count * size_of_number(longest) + total
}

/// How many bytes the smallest category has for a number.
fn size_of_number(number: usize) -> usize {
    match number {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

fn size_of_int(number: &BigInt) -> usize {
    let magnitude = usize::try_from(number.bits().div_ceil(8)).unwrap_or(usize::MAX);
    match magnitude {
        0..=1 => 2,
        2 => 3,
        3..=4 => 5,
        5..=255 => 2 + magnitude,
        _ => 5 + magnitude,
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
        Value::List(items) => write_items(0x0a, items, size, write, packed),
        Value::Tuple(items) => write_items(0x0c, items, size, write, packed),
        Value::Set(set) => write_members(set, packed),
        Value::Dict(dict) => write_dict(dict, packed),
    }
}

/// Members are kept in the order of NA-PACK-2.
fn write_members(set: &Set, packed: &mut Vec<u8>) {
    if fault!(NA_PACK_2) {
        write_items(0x0b, &reversed(set.members()), size, write, packed);
    } else {
        write_items(0x0b, set.members(), size, write, packed);
    }
}

/// Pairs are kept in the order of NA-PACK-2.
fn write_dict(dict: &Dict, packed: &mut Vec<u8>) {
    if fault!(NA_PACK_2) {
        write_items(0x0d, &reversed(dict.pairs()), size_of_pair, write_pair, packed);
    } else {
        write_items(0x0d, dict.pairs(), size_of_pair, write_pair, packed);
    }
}

fn reversed<T: Clone>(items: &[T]) -> Vec<T> {
    items.iter().rev().cloned().collect()
}

/// A pair of a dict is a tuple.
fn write_pair((key, value): &Pair, packed: &mut Vec<u8>) {
    let sizes = [size(key), size(value)];
    write_lengths(0x0c, sizes.into_iter(), packed);
    write(key, packed);
    write(value, packed);
}

fn write_items<T>(
    kind: u8,
    items: &[T],
    size_of: fn(&T) -> usize,
    write_one: fn(&T, &mut Vec<u8>),
    packed: &mut Vec<u8>,
) {
    write_lengths(kind, items.iter().map(size_of), packed);
    for item in items {
        write_one(item, packed);
    }
}

/// All of a container that comes before its items.
fn write_lengths(kind: u8, sizes: impl ExactSizeIterator<Item = usize> + Clone, packed: &mut Vec<u8>) {
    let category = smallest_category(length(sizes.clone().max().unwrap_or(0)));
    let count = length(sizes.len());
    packed.extend_from_slice(&[kind | smallest_category(count), category]);
    write_number(smallest_category(count), count, packed);
    for size in sizes {
        write_number(category, length(size), packed);
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
