//! Protobuf of a few fields: `spec/omemo.md` section 4.1 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`put_number`], [`put_bytes`] | OM-PROTO-1 |
//! | [`read`] | OM-PROTO-2 to OM-PROTO-11 |
//! | [`Fields`] | OM-PROTO-12 |
//!
//! Nothing is copied, and no declared length is believed before its bytes are there.

use taut_wire::{fault, require};

use crate::error::Reject;

/// The most bytes that a varint may have.
const MAX_VARINT: usize = 10;
/// The most bytes that a tag may have.
const MAX_TAG: usize = 5;

/// What the value of a known field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A varint of 32 bits.
    U32,
    /// A length, and so many bytes.
    Bytes,
}

/// The known fields of a message: number and kind.
pub type Table = [(u64, Kind)];

/// The most fields that a table has.
const MAX_FIELDS: usize = 6;

/// The fields of a message, by their place in its table.
#[derive(Clone, Debug, Default)]
pub struct Fields<'a> {
    values: [Option<Value<'a>>; MAX_FIELDS],
}

#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Number(u32),
    Bytes(&'a [u8]),
}

impl<'a> Fields<'a> {
    /// The number at this place, if there is one.
    #[must_use]
    pub fn number(&self, place: usize) -> Option<u32> {
        match self.values.get(place) {
            Some(Some(Value::Number(number))) => Some(*number),
            _ => None,
        }
    }

    /// The bytes at this place.
    ///
    /// # Errors
    /// [`Reject::MissingField`].
    pub fn bytes(&self, place: usize) -> Result<&'a [u8], Reject> {
        let bytes = match self.values.get(place) {
            Some(Some(Value::Bytes(bytes))) => Some(*bytes),
            _ => None,
        };
        require!(OM_PROTO_12, bytes.is_some(), Reject::MissingField);
        Ok(bytes.unwrap_or_default())
    }

    /// The number at this place, which is required.
    ///
    /// # Errors
    /// [`Reject::MissingField`].
    pub fn required_number(&self, place: usize) -> Result<u32, Reject> {
        let number = self.number(place);
        require!(OM_PROTO_12, number.is_some(), Reject::MissingField);
        Ok(number.unwrap_or_default())
    }
}

/// Writes a field that is a number.
pub fn put_number(out: &mut Vec<u8>, field: u32, number: u32) {
    if number == 0 && fault!(OM_PROTO_1) {
        return;
    }
    put_varint(out, u64::from(field) << 3);
    put_varint(out, u64::from(number));
}

/// Writes a field that is bytes.
pub fn put_bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    put_bytes_head(out, field, bytes.len());
    out.extend_from_slice(bytes);
}

/// Writes tag and length of a field whose bytes follow.
pub(crate) fn put_bytes_head(out: &mut Vec<u8>, field: u32, size: usize) {
    put_varint(out, u64::from(field) << 3 | 2);
    put_varint(out, u64::try_from(size).unwrap_or(u64::MAX));
}

fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return out.push(low & 0x7f);
        }
        out.push(low | 0x80);
    }
}

/// Reads the fields of a table.
///
/// # Errors
/// [`Reject::BadProtobuf`], [`Reject::LooseVarint`], [`Reject::WrongType`], [`Reject::DuplicateField`],
/// [`Reject::WideNumber`].
pub fn read<'a>(table: &Table, bytes: &'a [u8]) -> Result<Fields<'a>, Reject> {
    let mut reader = Protobuf { unread: bytes, groups: Vec::new(), last: 0 };
    let mut fields = Fields::default();
    while !reader.unread.is_empty() {
        reader.field(table, &mut fields)?;
    }
    require!(OM_PROTO_2, reader.groups.is_empty(), Reject::BadProtobuf);
    Ok(fields)
}

struct Protobuf<'a> {
    unread: &'a [u8],
    /// Groups that are open; there are none unless OM-PROTO-6 is switched off.
    groups: Vec<u64>,
    /// The last number of a known field.
    last: u64,
}

impl<'a> Protobuf<'a> {
    fn field(&mut self, table: &Table, fields: &mut Fields<'a>) -> Result<(), Reject> {
        let (number, wire_type) = self.tag()?;
        require!(OM_PROTO_4, number != 0, Reject::BadProtobuf);
        require!(OM_PROTO_5, wire_type < 6, Reject::BadProtobuf);
        require!(OM_PROTO_6, !matches!(wire_type, 3 | 4), Reject::BadProtobuf);
        let place = table.iter().position(|(known, _)| *known == number && self.groups.is_empty());
        let place = place.filter(|place| *place < MAX_FIELDS);
        let Some((place, kind)) = place.and_then(|place| Some((place, table.get(place)?.1))) else {
            // A reader that takes no other fields would be without OM-PROTO-11.
            let known = !fault!(OM_PROTO_11) || !self.groups.is_empty();
            return if known { self.skip(number, wire_type) } else { Err(Reject::BadProtobuf) };
        };
        let right = (kind == Kind::U32 && wire_type == 0) || (kind == Kind::Bytes && wire_type == 2);
        require!(OM_PROTO_7, right, Reject::WrongType);
        if !right {
            return self.skip(number, wire_type);
        }
        let slot = fields.values.get_mut(place);
        require!(OM_PROTO_8, !matches!(slot, Some(Some(_))), Reject::DuplicateField);
        let value = match kind {
            Kind::U32 => Value::Number(self.number()?),
            Kind::Bytes => Value::Bytes(self.bytes()?),
        };
        if fault!(OM_PROTO_10) && number < self.last {
            return Err(Reject::BadProtobuf);
        }
        self.last = number;
        if let Some(slot) = slot {
            *slot = Some(value);
        }
        Ok(())
    }

    fn tag(&mut self) -> Result<(u64, u64), Reject> {
        let (tag, size, minimal) = self.varint()?;
        require!(OM_PROTO_2, u32::try_from(tag).is_ok() && size <= MAX_TAG, Reject::BadProtobuf);
        require!(OM_PROTO_3, minimal, Reject::LooseVarint);
        let tag = u64::try_from(tag).unwrap_or(u64::MAX);
        Ok((tag >> 3, tag & 7))
    }

    fn number(&mut self) -> Result<u32, Reject> {
        let (number, _, minimal) = self.varint()?;
        require!(OM_PROTO_3, minimal, Reject::LooseVarint);
        require!(OM_PROTO_9, u32::try_from(number).is_ok(), Reject::WideNumber);
        let [a, b, c, d, ..] = number.to_le_bytes();
        Ok(u32::from_le_bytes([a, b, c, d]))
    }

    fn bytes(&mut self) -> Result<&'a [u8], Reject> {
        let (size, _, minimal) = self.varint()?;
        require!(OM_PROTO_2, u32::try_from(size).is_ok(), Reject::BadProtobuf);
        require!(OM_PROTO_3, minimal, Reject::LooseVarint);
        self.take(usize::try_from(size).unwrap_or(usize::MAX))
    }

    /// Value, of up to 70 bits, size, and whether it could not be shorter.
    fn varint(&mut self) -> Result<(u128, usize, bool), Reject> {
        let more = self.unread.iter().take_while(|byte| **byte & 0x80 != 0).count();
        let size = more + 1;
        require!(OM_PROTO_2, size <= MAX_VARINT && size <= self.unread.len(), Reject::BadProtobuf);
        let (varint, rest) = self.unread.split_at(size.min(self.unread.len()));
        self.unread = rest;
        let groups = varint.iter().take(MAX_VARINT).rev();
        let number = groups.fold(0, |number, byte| number << 7 | u128::from(byte & 0x7f));
        Ok((number, size, size == 1 || varint.last() != Some(&0)))
    }

    fn take(&mut self, size: usize) -> Result<&'a [u8], Reject> {
        require!(OM_PROTO_2, size <= self.unread.len(), Reject::BadProtobuf);
        let (taken, rest) = self.unread.split_at(size.min(self.unread.len()));
        self.unread = rest;
        Ok(taken)
    }

    fn skip(&mut self, number: u64, wire_type: u64) -> Result<(), Reject> {
        match wire_type {
            0 => require!(OM_PROTO_3, self.varint()?.2, Reject::LooseVarint),
            1 => drop(self.take(8)?),
            2 => drop(self.bytes()?),
            3 => self.groups.push(number),
            4 => require!(OM_PROTO_2, self.groups.pop() == Some(number), Reject::BadProtobuf),
            _ => drop(self.take(4)?),
        }
        Ok(())
    }
}
