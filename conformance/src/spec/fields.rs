//! The formats of a chapter's section 4, and how the bytes of a message lie in them (`spec/conventions.md`, section 4).
//!
//! | Module | Holds |
//! |---|---|
//! | [`layout`] | tables by offset: fields that lie behind each other |
//! | [`protobuf`] | tables by number: fields that say themselves what they are |
//! | [`reading`] | where each field lies, and how well a message agrees with a table |
//!
//! Which table is that of a message the message itself tells: by constants, by lengths that agree, by numbers of
//! fields that are known. No protocol is known here.

mod layout;
mod protobuf;
mod reading;

use layout::Field;
use protobuf::Numbered;
use reading::Reading;
pub(crate) use reading::Span;

use super::{Chapter, Line, heading};

/// So many bytes that agree, and none that do not, are no accident.
const ENOUGH: usize = 4;
/// Formats within formats that are looked into.
const DEEPEST: usize = 8;

/// All formats of a chapter, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Formats {
    tables: Vec<Table>,
}

/// One table: a kind of message, or what one holds.
#[derive(Clone, Debug)]
struct Table {
    /// `4.2`
    section: String,
    /// `Simple message`
    title: String,
    rows: Rows,
}

#[derive(Clone, Debug)]
enum Rows {
    Laid(Vec<Field>),
    Numbered(Vec<Numbered>),
}

/// What the bytes of a field are.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Holds {
    /// The fields of the next table.
    Below,
    Bytes,
    /// A format of this section.
    Section(String),
}

/// A message beside its table.
#[derive(Debug)]
pub(crate) struct Format<'f> {
    index: usize,
    pub(crate) section: &'f str,
    pub(crate) title: &'f str,
    pub(crate) spans: Vec<Span>,
}

/// Reads what a field holds, if that is a format.
type Inner<'i> = &'i dyn Fn(&Holds, &[u8]) -> Option<Reading>;

impl Formats {
    pub(crate) fn of(chapter: &Chapter) -> Self {
        let mut tables: Vec<Table> = Vec::new();
        let mut section = "";
        let mut columns: Option<Columns> = None;
        for Line { text, .. } in &chapter.prose {
            let trimmed = text.trim();
            if let Some(number) = heading(trimmed) {
                section = number;
            }
            let Some(cells) = cells(trimmed) else {
                columns = None;
                continue;
            };
            if let Some(columns) = &columns {
                if let Some(table) = tables.last_mut() {
                    columns.add(&cells, &mut table.rows);
                }
            } else if section.starts_with("4.")
                && let Some(header) = Columns::of(&cells)
            {
                let title = chapter.title(section).unwrap_or_default().to_owned();
                tables.push(Table { section: section.to_owned(), title, rows: header.no_rows() });
                columns = Some(header);
            }
        }
        Self { tables }
    }

    /// The bytes of a member beside the table that they agree with, if they do so enough.
    pub(crate) fn read(&self, member: &str, bytes: &[u8]) -> Option<Format<'_>> {
        let is_message = self.is_message(member);
        let agrees = |(_, reading): &(usize, Reading)| reading.is_sure() || is_message && reading.is_likely();
        let best = self.best(None, bytes, 0).filter(agrees);
        let (index, reading) = best.or_else(|| self.only(member, bytes))?;
        self.format(index, reading)
    }

    /// Bytes beside the table of others, which they were made from.
    pub(crate) fn read_like(&self, other: &Format<'_>, bytes: &[u8]) -> Option<Format<'_>> {
        self.format(other.index, self.reading(other.index, bytes, 0)?)
    }

    /// Whether a member holds a message as it travels: it is called so, or like a section with a format.
    pub(crate) fn is_message(&self, member: &str) -> bool {
        member == "message" || self.tables.iter().any(|table| table.is_named(member))
    }

    fn format(&self, index: usize, reading: Reading) -> Option<Format<'_>> {
        let Table { section, title, .. } = self.tables.get(index)?;
        Some(Format { index, section, title, spans: reading.spans })
    }

    /// The table, of all or of one section, that the bytes agree with most.
    fn best(&self, section: Option<&str>, bytes: &[u8], depth: usize) -> Option<(usize, Reading)> {
        let tables = self.tables.iter().enumerate();
        let own = tables.filter(|(index, table)| {
            !self.is_inner(*index) && section.is_none_or(|section| table.section == section)
        });
        let readings = own.filter_map(|(index, _)| Some((index, self.reading(index, bytes, depth)?)));
        // Of equals the first one counts.
        readings.reduce(|best, next| if next.1.worth() > best.1.worth() { next } else { best })
    }

    /// The table of the section that is called like the member, if it is the only one. One row alone says nothing.
    fn only(&self, member: &str, bytes: &[u8]) -> Option<(usize, Reading)> {
        let tables = self.tables.iter().enumerate();
        let mut named = tables.filter(|(index, table)| !self.is_inner(*index) && table.is_named(member));
        let (index, table) = named.next()?;
        let alone = named.next().is_none() && table.holds().count() > 1;
        alone.then(|| self.reading(index, bytes, 0)).flatten().map(|reading| (index, reading))
    }

    /// Whether a table only says what a field of the one before it holds.
    fn is_inner(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.tables.get(before));
        before.is_some_and(|table| table.holds().any(|holds| *holds == Holds::Below))
    }

    fn reading(&self, index: usize, bytes: &[u8], depth: usize) -> Option<Reading> {
        let inner = |holds: &Holds, bytes: &[u8]| match holds {
            Holds::Below if depth < DEEPEST => self.reading(index + 1, bytes, depth + 1),
            Holds::Section(section) if depth < DEEPEST => {
                let (_, reading) = self.best(Some(section), bytes, depth + 1)?;
                reading.is_likely().then_some(reading)
            }
            _ => None,
        };
        match &self.tables.get(index)?.rows {
            Rows::Laid(fields) => layout::read(fields, bytes, &inner),
            Rows::Numbered(rows) => Some(protobuf::read(rows, bytes, &inner)),
        }
    }
}

impl Table {
    /// Whether a member has the name of the section, one for many: `key_exchange` of `Key exchanges`.
    fn is_named(&self, member: &str) -> bool {
        let title = self.title.to_lowercase().replace(' ', "_");
        title.strip_suffix('s').unwrap_or(&title) == member.strip_suffix('s').unwrap_or(member)
    }

    fn holds(&self) -> Box<dyn Iterator<Item = &Holds> + '_> {
        match &self.rows {
            Rows::Laid(fields) => Box::new(fields.iter().map(|field| &field.holds)),
            Rows::Numbered(rows) => Box::new(rows.iter().map(|row| &row.holds)),
        }
    }
}

impl Holds {
    fn of(cell: &str) -> Self {
        if cell.ends_with("below") {
            return Self::Below;
        }
        match cell.split_once("of section ") {
            Some((_, section)) => Self::Section(section.trim_end_matches('.').to_owned()),
            None => Self::Bytes,
        }
    }
}

/// Where the columns of a table stand.
#[derive(Clone, Debug)]
enum Columns {
    Laid { offset: usize, size: usize, field: usize, writer: Option<usize> },
    Numbered { number: usize, kind: usize, field: usize, holds: usize },
}

impl Columns {
    fn of(header: &[String]) -> Option<Self> {
        let column = |name: &str| header.iter().position(|cell| cell == name);
        let field = column("Field")?;
        match (column("Offset"), column("Size"), column("Number"), column("Type"), column("Holds")) {
            (Some(offset), Some(size), ..) => {
                Some(Self::Laid { offset, size, field, writer: column("Writer sets") })
            }
            (.., Some(number), Some(kind), Some(holds)) => {
                Some(Self::Numbered { number, kind, field, holds })
            }
            _ => None,
        }
    }

    fn no_rows(&self) -> Rows {
        match self {
            Self::Laid { .. } => Rows::Laid(Vec::new()),
            Self::Numbered { .. } => Rows::Numbered(Vec::new()),
        }
    }

    /// Adds the row, unless it is the line below the header.
    fn add(&self, cells: &[String], rows: &mut Rows) {
        let cell = |column: usize| cells.get(column).map(String::as_str).unwrap_or_default();
        match (self, rows) {
            (Self::Laid { offset, size, field, writer }, Rows::Laid(fields)) => {
                let writer = writer.map(cell).unwrap_or_default();
                fields.extend(Field::of(cell(*offset), cell(*size), cell(*field), writer));
            }
            (Self::Numbered { number, kind, field, holds }, Rows::Numbered(rows)) => {
                rows.extend(Numbered::of(cell(*number), cell(*kind), cell(*field), cell(*holds)));
            }
            _ => {}
        }
    }
}

/// The cells of a table's row; `\|` is no border.
fn cells(trimmed: &str) -> Option<Vec<String>> {
    const BORDER: &str = "\u{0}";
    let row = trimmed.strip_prefix('|')?.replace("\\|", BORDER);
    let row = row.trim_end().strip_suffix('|').unwrap_or(&row);
    Some(row.split('|').map(|cell| cell.trim().replace(BORDER, "|")).collect())
}

#[cfg(test)]
mod tests;
