//! Tables by number: each field begins with a tag, its number and its wire type, in whatever order they stand.

use std::collections::BTreeSet;

use super::reading::{Reading, Span};
use super::{Holds, Inner};

/// The name of bytes that are no field.
const NO_FIELD: &str = "(no field)";
/// Bytes of the longest varint.
const VARINT: usize = 10;
/// Bits of the wire type in a tag.
const WIRE_BITS: u32 = 3;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    number: u128,
    wire: u128,
    name: String,
    pub(super) holds: Holds,
}

/// A number as it stands in the bytes.
struct Varint {
    value: u128,
    size: usize,
    /// Whether it has more bytes than it needs.
    loose: bool,
}

/// Bytes that are being taken apart.
struct Parser<'p> {
    rows: &'p [Numbered],
    bytes: &'p [u8],
    inner: Inner<'p>,
    seen: BTreeSet<u128>,
    at: usize,
    reading: Reading,
}

/// The tag of a field, with what there is to say about it.
struct Head<'p> {
    row: Option<&'p Numbered>,
    name: String,
    from: usize,
    remarks: Vec<String>,
}

/// Every field, up to the end or to what is none.
pub(super) fn read(rows: &[Numbered], bytes: &[u8], inner: Inner<'_>) -> Reading {
    let reading = Reading::default();
    let mut parser = Parser { rows, bytes, inner, seen: BTreeSet::new(), at: 0, reading };
    while parser.at < bytes.len() {
        if let Err(why) = parser.field() {
            parser.reading.faults += 1;
            parser.reading.spans.push(Span::new(NO_FIELD, parser.at, bytes.len()).noted(why));
            break;
        }
    }
    parser.reading
}

impl Numbered {
    /// The row; none for the line below the header.
    pub(super) fn of(number: &str, kind: &str, name: &str, holds: &str) -> Option<Self> {
        let wire = if kind.starts_with('u') { 0 } else { 2 };
        let name = name.trim_matches('`').to_owned();
        number.parse().ok().map(|number| Self { number, wire, name, holds: Holds::of(holds) })
    }
}

impl<'p> Parser<'p> {
    fn field(&mut self) -> Result<(), String> {
        let tag = self.varint(self.at)?;
        let (number, wire) = (tag.value >> WIRE_BITS, tag.value & ((1 << WIRE_BITS) - 1));
        if wire > 5 {
            return Err(format!("wire type {wire} does not exist"));
        }
        let mut head = self.head(number, wire, &tag);
        self.at += tag.size;
        match wire {
            0 => self.number(head),
            1 => self.value(head, Some(8)),
            2 => self.value(head, None),
            5 => self.value(head, Some(4)),
            _ => {
                head.remarks.insert(0, format!("a group {}", if wire == 3 { "begins" } else { "ends" }));
                self.reading.faults += 1;
                self.said(&head);
            }
        }
        Ok(())
    }

    fn head(&mut self, number: u128, wire: u128, tag: &Varint) -> Head<'p> {
        let rows = self.rows;
        let row = rows.iter().find(|row| row.number == number);
        let mut remarks = Vec::new();
        if tag.loose {
            remarks.push("tag longer than it need be".to_owned());
        }
        match row {
            None if number == 0 => {
                self.reading.faults += 1;
                remarks.push("no such field number".to_owned());
            }
            None => remarks.push("not in the table".to_owned()),
            Some(row) if row.wire != wire => {
                self.reading.faults += 1;
                remarks.push(format!("wire type {wire}, not {}", row.wire));
            }
            Some(_) if !self.seen.insert(number) => {
                self.reading.faults += 1;
                remarks.push("a second time".to_owned());
            }
            Some(_) => self.reading.matched += tag.size,
        }
        let name = row.map_or_else(|| format!("field {number}"), |row| row.name.clone());
        Head { row: row.filter(|row| row.wire == wire), name, from: self.at, remarks }
    }

    fn number(&mut self, mut head: Head<'p>) {
        match self.varint(self.at) {
            Ok(Varint { value, size, loose }) => {
                let longer = if loose { ", longer than it need be" } else { "" };
                head.remarks.insert(0, format!("= {value}{longer}"));
                self.at += size;
                self.said(&head);
            }
            Err(why) => self.cut(head, why),
        }
    }

    /// A value of a size that the wire type gives, or that stands in front of it.
    fn value(&mut self, mut head: Head<'p>, size: Option<usize>) {
        let size = match size {
            Some(size) => size,
            None => match self.varint(self.at) {
                Ok(Varint { value, size, loose }) => {
                    let longer = if loose { ", length longer than it need be" } else { "" };
                    let bytes = if value == 1 { "byte" } else { "bytes" };
                    head.remarks.insert(0, format!("{value} {bytes}{longer}"));
                    self.at += size;
                    usize::try_from(value).unwrap_or(usize::MAX)
                }
                Err(why) => return self.cut(head, why),
            },
        };
        let end = self.at.saturating_add(size);
        let to = self.bytes.len().min(end);
        let Head { row, name, .. } = &head;
        let value = self.bytes.get(self.at..to).unwrap_or_default();
        let within = row.and_then(|row| (self.inner)(&row.holds, value));
        let (name, missing) = (name.clone(), end - to);
        self.reading.faults += usize::from(missing > 0);
        if within.is_some() && missing > 0 {
            head.remarks.push(format!("{missing} of them missing"));
        }
        let from = self.at;
        self.said(&head);
        self.at = to;
        match within {
            Some(reading) => self.reading.add(reading, from, Some(&name)),
            None if size == 0 => {}
            None => {
                let rest = Span { missing, continues: true, ..Span::new(&name, from, to) };
                self.reading.spans.push(rest);
            }
        }
    }

    /// A field that ends, or goes wrong, within its number.
    fn cut(&mut self, mut head: Head<'p>, why: String) {
        self.reading.faults += 1;
        head.remarks.insert(0, why);
        self.at = self.bytes.len();
        self.said(&head);
    }

    fn said(&mut self, head: &Head<'p>) {
        let note = head.remarks.join(", ");
        self.reading.spans.push(Span::new(&head.name, head.from, self.at).noted(note));
    }

    fn varint(&self, at: usize) -> Result<Varint, String> {
        let mut value = 0;
        for (index, byte) in self.bytes.iter().skip(at).take(VARINT).enumerate() {
            value |= u128::from(byte & 0x7f) << (7 * index);
            if byte & 0x80 == 0 {
                return Ok(Varint { value, size: index + 1, loose: index > 0 && *byte == 0 });
            }
        }
        let ended = self.bytes.len() < at + VARINT;
        Err(if ended { "ends within a number" } else { "a number of more than 10 bytes" }.to_owned())
    }
}
