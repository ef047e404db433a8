//! Tables by offset: each field begins where the one before it ends.

use std::collections::BTreeMap;

use super::reading::{Reading, Span};
use super::{Holds, Inner};

/// The name of bytes after the last field.
const TRAILING: &str = "(trailing)";
/// Bytes of the largest number.
const NUMBER: usize = 8;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// Absent when it depends on the message.
    pub(super) offset: Option<usize>,
    pub(super) size: Sum,
    pub(super) name: String,
    /// What every writer sets.
    pub(super) constant: Option<Vec<u8>>,
    pub(super) number: Option<Number>,
    pub(super) holds: Holds,
}

/// `16 + n`: a number, and letters for what depends on the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) least: usize,
    pub(super) letters: Vec<String>,
}

/// `B = 2 + U + C`: the letter of a number that the message has, and what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    letter: String,
    counts: Option<Sum>,
}

/// How many bytes a field has.
enum Extent<'f> {
    Known(usize),
    /// The number in this field is too small for it.
    Negative(&'f str),
    /// Whatever the others leave.
    Rest,
    /// Unknown, for the message ends before the number that says it.
    Unread,
}

/// A message that is being laid out.
struct Laying<'f> {
    fields: &'f [Field],
    bytes: &'f [u8],
    known: BTreeMap<&'f str, usize>,
    numbers: usize,
    at: usize,
    reading: Reading,
}

/// Each field, and what follows the last one. A field of unknown size takes what the others leave; with two of them it
/// is open where the second one begins.
pub(super) fn read(fields: &[Field], bytes: &[u8], inner: Inner<'_>) -> Option<Reading> {
    let reading = Reading::default();
    let mut laying = Laying { fields, bytes, known: BTreeMap::new(), numbers: 0, at: 0, reading };
    if fields.iter().filter(|field| laying.is_open(field)).count() > 1 {
        return None;
    }
    for (index, field) in fields.iter().enumerate() {
        laying.field(index, field, inner);
    }
    Some(laying.end())
}

impl<'f> Laying<'f> {
    fn field(&mut self, index: usize, field: &'f Field, inner: Inner<'_>) {
        let (size, note) = match self.extent(field) {
            Extent::Known(size) => (size, String::new()),
            Extent::Negative(name) => {
                self.reading.faults += 1;
                (0, format!("none: {name} is too small"))
            }
            Extent::Rest => (self.rest(index, field), String::new()),
            Extent::Unread => (field.size.least, "missing".to_owned()),
        };
        let from = self.at;
        let end = from.saturating_add(size);
        self.at = self.bytes.len().min(end);
        let missing = end - self.at;
        let bytes = self.bytes.get(from..self.at).unwrap_or_default();
        self.reading.faults += usize::from(missing > 0 || note == "missing");
        let lies_within = inner(&field.holds, bytes).filter(|reading| !reading.spans.is_empty());
        if let Some(reading) = lies_within {
            return self.reading.add(reading, from, None);
        }
        let said = if missing == 0 { self.said(field, bytes) } else { String::new() };
        let note = if note.is_empty() { said } else { note };
        self.reading.spans.push(Span { missing, ..Span::new(&field.name, from, self.at).noted(note) });
    }

    /// What the bytes of a number or of a constant say.
    fn said(&mut self, field: &'f Field, bytes: &[u8]) -> String {
        if let Some(Number { letter, .. }) = &field.number
            && bytes.len() <= NUMBER
        {
            let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
            self.known.insert(letter, usize::try_from(number).unwrap_or(usize::MAX));
            self.numbers += bytes.len();
            return format!("= {number}");
        }
        match &field.constant {
            Some(constant) if constant == bytes => self.reading.matched += bytes.len(),
            Some(constant) => {
                self.reading.faults += 1;
                return format!("not {}", hex::encode(constant));
            }
            None => {}
        }
        String::new()
    }

    fn extent(&self, field: &'f Field) -> Extent<'f> {
        let mut size = field.size.least;
        for letter in &field.size.letters {
            match self.value(letter) {
                Some(Ok(value)) => size = size.saturating_add(value),
                Some(Err(name)) => return Extent::Negative(name),
                None if self.is_open(field) => return Extent::Rest,
                None => return Extent::Unread,
            }
        }
        Extent::Known(size)
    }

    /// What a letter stands for; or the field whose number is too small for it.
    fn value(&self, letter: &str) -> Option<Result<usize, &'f str>> {
        if let Some(value) = self.known.get(letter) {
            return Some(Ok(*value));
        }
        self.fields.iter().find_map(|field| {
            let number = field.number.as_ref()?;
            let Sum { least, letters } = number.counts.as_ref()?;
            letters.iter().find(|counted| *counted == letter)?;
            let known = |letter: &str| self.known.get(letter).copied();
            let others = letters.iter().filter(|counted| *counted != letter);
            let others = others.map(|letter| known(letter)).sum::<Option<usize>>()?;
            let left = known(&number.letter)?.checked_sub(least.saturating_add(others));
            Some(left.ok_or(field.name.as_str()))
        })
    }

    /// Whether no number of the message says how large a field is.
    fn is_open(&self, field: &Field) -> bool {
        let numbers = || self.fields.iter().filter_map(|field| field.number.as_ref());
        let is_said = |letter: &String| {
            numbers().any(|number| {
                number.letter == *letter
                    || number.counts.as_ref().is_some_and(|sum| sum.letters.contains(letter))
            })
        };
        !field.size.letters.iter().all(is_said)
    }

    fn rest(&self, index: usize, field: &Field) -> usize {
        let behind: usize = self.fields.iter().skip(index + 1).map(|field| field.size.least).sum();
        (self.bytes.len() - self.at).saturating_sub(behind).max(field.size.least)
    }

    fn end(mut self) -> Reading {
        if self.at < self.bytes.len() {
            self.reading.faults += 1;
            self.reading.spans.push(Span::new(TRAILING, self.at, self.bytes.len()));
        }
        // Lengths agree when everything is where they say, and nothing else.
        if self.reading.faults == 0 {
            self.reading.matched += self.numbers;
        }
        self.reading
    }
}

impl Field {
    /// The row; none for the line below the header.
    pub(super) fn of(offset: &str, size: &str, name: &str, writer: &str) -> Option<Self> {
        let is_rule = name.is_empty() || name.chars().all(|c| c == '-' || c == ':');
        let size = Sum::of(size);
        let constant = constant(writer).filter(|bytes| size.exactly() == Some(bytes.len()));
        (!is_rule).then(|| Self {
            offset: offset.parse().ok(),
            number: Number::of(writer).filter(|_| size.exactly().is_some()),
            size,
            name: name.to_owned(),
            constant,
            holds: Holds::of(writer),
        })
    }
}

impl Sum {
    fn of(cell: &str) -> Self {
        let mut sum = Self::default();
        for term in cell.split('+').map(str::trim) {
            match term.parse::<usize>() {
                Ok(number) => sum.least += number,
                Err(_) => sum.letters.push(term.to_owned()),
            }
        }
        sum
    }

    pub(super) fn exactly(&self) -> Option<usize> {
        self.letters.is_empty().then_some(self.least)
    }
}

impl Number {
    fn of(cell: &str) -> Option<Self> {
        let (said, _) = cell.split_once(',').unwrap_or((cell, ""));
        let (letter, counts) = match said.split_once('=') {
            Some((letter, counts)) => (letter, Some(Sum::of(counts))),
            None => (said, None),
        };
        let letter = letter.trim();
        let is_letter = letter.len() == 1 && letter.chars().all(char::is_alphabetic);
        is_letter.then(|| Self { letter: letter.to_owned(), counts })
    }
}

/// The bytes of a cell that holds nothing else, such as `` `73` ``.
fn constant(cell: &str) -> Option<Vec<u8>> {
    hex::decode(cell.strip_prefix('`')?.strip_suffix('`')?).ok()
}
