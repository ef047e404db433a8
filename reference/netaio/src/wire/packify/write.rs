//! Packing: `spec/netaio.md` section 4.1, the columns "Layout" and "Canonical".

use num_bigint::{BigInt, Sign};
use taut_wire::fault;

use super::Value;

/// The canonical encoding of a value (NA-PACK-1).
#[must_use]
pub fn pack(value: &Value) -> Vec<u8> {
    match value {
        Value::None => vec![0x00],
        Value::Bool(truth) => vec![0x06, u8::from(*truth)],
        Value::Int(number) => pack_int(number),
        Value::Float(bytes) => [[0x07].as_slice(), bytes].concat(),
        Value::Decimal(decimal) => sized(0x08, decimal.as_str().as_bytes()),
        Value::Str(text) => sized(0x03, text.as_bytes()),
        Value::Bytes(bytes) => sized(0x01, bytes),
        Value::ByteArray(bytes) => sized(0x02, bytes),
        Value::List(items) => items_of(0x0a, items.iter().map(pack).collect()),
        Value::Tuple(items) => items_of(0x0c, items.iter().map(pack).collect()),
        Value::Set(set) => items_of(0x0b, sorted(set.members().iter().map(pack).collect())),
        Value::Dict(dict) => items_of(0x0d, sorted(dict.pairs().iter().map(pack_pair).collect())),
    }
}

/// The encoding of a pair of a dict: that of a tuple of the two.
pub(super) fn pack_pair((key, value): &(Value, Value)) -> Vec<u8> {
    items_of(0x0c, vec![pack(key), pack(value)])
}

/// The smallest of the categories that hold a number.
pub(super) const fn smallest_category(number: u32) -> u8 {
    match number {
        0..=0xff => 0x40,
        0x100..=0xffff => 0x80,
        _ => 0xc0,
    }
}

/// A number in as many bytes as a category has.
fn number_in(category: u8, number: u32) -> Vec<u8> {
    let skipped = match category {
        0x40 => 3,
        0x80 => 2,
        _ => 0,
    };
    number.to_be_bytes().into_iter().skip(skipped).collect()
}

/// A code with its category, and the number that this category is for.
fn head(kind: u8, number: u32) -> Vec<u8> {
    let category = smallest_category(number);
    [vec![kind | category], number_in(category, number)].concat()
}

fn sized(kind: u8, bytes: &[u8]) -> Vec<u8> {
    [&head(kind, length(bytes)), bytes].concat()
}

/// Lengths are `u32` in every layout; four gigabytes of one value do not come up.
fn length<T>(of: &[T]) -> u32 {
    u32::try_from(of.len()).unwrap_or(u32::MAX)
}

fn pack_int(number: &BigInt) -> Vec<u8> {
    let (sign, magnitude) = number.to_bytes_be();
    let negative = u8::from(sign == Sign::Minus);
    if let Ok(small) = u32::try_from(number.magnitude()) {
        return head(0x04 | negative, small);
    }
    match u8::try_from(magnitude.len()) {
        Ok(size) => [&[0x04 | negative, size], magnitude.as_slice()].concat(),
        Err(_) => [&[0x0e | negative], length(&magnitude).to_be_bytes().as_slice(), &magnitude].concat(),
    }
}

/// NA-PACK-2
fn sorted(mut items: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    items.sort();
    if fault!(NA_PACK_2) {
        items.reverse();
    }
    items
}

fn items_of(kind: u8, items: Vec<Vec<u8>>) -> Vec<u8> {
    let longest = items.iter().map(|item| length(item)).max().unwrap_or(0);
    let category = smallest_category(longest);
    let count = head(kind, length(&items));
    let (code, number) = count.split_at(1);
    let mut packed = [code, &[category], number].concat();
    for item in &items {
        packed.extend(number_in(category, length(item)));
    }
    for item in items {
        packed.extend(item);
    }
    packed
}
