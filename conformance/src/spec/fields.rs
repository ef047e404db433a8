//! The field tables of a chapter's section 4, and how the bytes of a message lie in them.
//!
//! A table has the columns Offset, Size and Field, below a heading `### 4.n Title`. A field whose column *Writer
//! sets* is nothing but bytes, such as the type byte, tells which table a message belongs to.

use super::{Chapter, Line, heading};

/// One table: a kind of message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// `4.2`
    pub(crate) section: String,
    /// `Simple message`
    pub(crate) title: String,
    pub(crate) fields: Vec<Field>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Absent when it depends on the message.
    pub(crate) offset: Option<usize>,
    pub(crate) size: Size,
    pub(crate) name: String,
    /// What every writer sets.
    pub(crate) constant: Option<Vec<u8>>,
}

/// How many bytes a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    Exactly(usize),
    /// It depends on the message: 16 for `16 + n`, 0 for `n`.
    AtLeast(usize),
}

/// Where a field lies in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) name: String,
    /// The first byte, and the one after the last.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How many bytes of the field the message is too short for.
    pub(crate) missing: usize,
}

/// The name of bytes after the last field.
const TRAILING: &str = "(trailing)";

/// All field tables of a chapter, in order.
pub(crate) fn tables(chapter: &Chapter) -> Vec<Table> {
    let mut found: Vec<Table> = Vec::new();
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
        if let Some(columns) = columns {
            if let (Some(field), Some(table)) = (columns.field(&cells), found.last_mut()) {
                table.fields.push(field);
            }
        } else if section.starts_with("4.")
            && let Some(header) = Columns::of(&cells)
        {
            columns = Some(header);
            let title = chapter.title(section).unwrap_or_default().to_owned();
            found.push(Table { section: section.to_owned(), title, fields: Vec::new() });
        }
    }
    found
}

/// The table that a message belongs to, if its constants tell.
pub(crate) fn table_of<'t>(tables: &'t [Table], message: &[u8]) -> Option<&'t Table> {
    tables.iter().find(|table| table.is_of(message))
}

impl Table {
    /// Whether every constant of the table stands in the message, and there is one.
    fn is_of(&self, message: &[u8]) -> bool {
        let spans = self.layout(message);
        let mut constants = self
            .fields
            .iter()
            .zip(&spans)
            .filter_map(|(field, span)| Some((field.constant.as_deref()?, span)))
            .peekable();
        self.can_be_laid_out()
            && constants.peek().is_some()
            && constants.all(|(constant, span)| message.get(span.from..span.to) == Some(constant))
    }

    /// Two fields of unknown size leave open where the second one begins.
    fn can_be_laid_out(&self) -> bool {
        self.fields.iter().filter(|field| matches!(field.size, Size::AtLeast(_))).count() <= 1
    }

    /// Each field, and what follows the last one. A field of unknown size takes what the others leave.
    pub(crate) fn layout(&self, message: &[u8]) -> Vec<Span> {
        let fixed: usize = self.fields.iter().filter_map(Field::fixed).sum();
        let rest = message.len().saturating_sub(fixed);
        let mut at = 0;
        let mut spans = Vec::new();
        for field in &self.fields {
            let size = match field.size {
                Size::Exactly(size) => size,
                Size::AtLeast(least) => rest.max(least),
            };
            let to = message.len().min(at + size);
            spans.push(Span { name: field.name.clone(), from: at, to, missing: at + size - to });
            at = to;
        }
        if at < message.len() {
            spans.push(Span { name: TRAILING.to_owned(), from: at, to: message.len(), missing: 0 });
        }
        spans
    }
}

impl Field {
    fn fixed(&self) -> Option<usize> {
        match self.size {
            Size::Exactly(size) => Some(size),
            Size::AtLeast(_) => None,
        }
    }
}

impl Size {
    fn of(cell: &str) -> Self {
        let first = cell.split('+').next().unwrap_or_default().trim();
        match (cell.parse(), first.parse()) {
            (Ok(size), _) => Self::Exactly(size),
            (_, least) => Self::AtLeast(least.unwrap_or_default()),
        }
    }
}

/// Where the columns of a field table stand.
#[derive(Clone, Copy, Debug)]
struct Columns {
    offset: usize,
    size: usize,
    field: usize,
    writer: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Option<Self> {
        let column = |name: &str| header.iter().position(|cell| cell == name);
        Some(Self {
            offset: column("Offset")?,
            size: column("Size")?,
            field: column("Field")?,
            writer: column("Writer sets"),
        })
    }

    /// The row; none for the line below the header.
    fn field(self, cells: &[String]) -> Option<Field> {
        let cell = |column: usize| cells.get(column).map(String::as_str).unwrap_or_default();
        let name = cell(self.field);
        let is_rule = name.is_empty() || name.chars().all(|c| c == '-' || c == ':');
        let size = Size::of(cell(self.size));
        let constant = self.writer.and_then(|column| constant(cell(column), size));
        (!is_rule).then(|| Field {
            offset: cell(self.offset).parse().ok(),
            size,
            name: name.to_owned(),
            constant,
        })
    }
}

/// The bytes of a cell that holds nothing else, such as `` `73` ``.
fn constant(cell: &str, size: Size) -> Option<Vec<u8>> {
    let quoted = cell.strip_prefix('`')?.strip_suffix('`')?;
    hex::decode(quoted).ok().filter(|bytes| size == Size::Exactly(bytes.len()))
}

/// The cells of a table's row; `\|` is no border.
fn cells(trimmed: &str) -> Option<Vec<String>> {
    const BORDER: &str = "\u{0}";
    let row = trimmed.strip_prefix('|')?.replace("\\|", BORDER);
    let row = row.trim_end().strip_suffix('|').unwrap_or(&row);
    Some(row.split('|').map(|cell| cell.trim().replace(BORDER, "|")).collect())
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    const CHAPTER: &str = "# pebble\n\n## 4 Formats\n\n### 4.1 Types\n\n| Type byte | Message |\n|---|---|\n| `01` | note |\n\n\
        ### 4.2 Note\n\n| Offset | Size | Field | Writer sets | Reader, otherwise |\n|---:|---:|---|---|---|\n\
        | 0 | 1 | type | `01` | `unknown` |\n| 1 | 2 | count | a \\| b | |\n| 3 | 4 + n | text | `SecretBox(k)` | |\n| 7 + n | 2 | sum | `beef` of it | |\n\n\
        ### 4.3 Stone\n\n| Offset | Size | Field | Writer sets |\n|---|---|---|---|\n| 0 | 2 | magic | `cafe` |\n| 2 | 2 | weight | |\n\n\
        ### 4.4 Heap\n\n| Offset | Size | Field | Writer sets |\n|---|---|---|---|\n| 0 | 1 | type | `03` |\n| 1 | n | left | |\n| 1 + n | m | right | |\n\n\
        ## 5 Operations\n\n| Offset | Size | Field |\n|---|---|---|\n| 0 | 1 | no format |\n";

    fn laid_out(message: &[u8]) -> Option<(String, Vec<String>)> {
        let tables = tables(&parse(CHAPTER));
        let table = table_of(&tables, message)?;
        let shown = |span: &Span| {
            let Span { name, from, to, missing } = span;
            let missing = if *missing > 0 { format!(" -{missing}") } else { String::new() };
            format!("{name} {from}..{to}{missing}")
        };
        Some((table.title.clone(), table.layout(message).iter().map(shown).collect()))
    }

    #[test]
    fn tables_are_read() {
        let tables = tables(&parse(CHAPTER));
        let heads: Vec<_> =
            tables.iter().map(|table| (table.section.as_str(), table.title.as_str())).collect();
        assert_eq!(heads, [("4.2", "Note"), ("4.3", "Stone"), ("4.4", "Heap")]);
        let first = &tables[0].fields;
        assert_eq!(first.len(), 4);
        assert_eq!(first[0].constant.as_deref(), Some(&[1][..]));
        assert_eq!(
            (first[2].offset, first[2].size, first[2].constant.as_ref()),
            (Some(3), Size::AtLeast(4), None)
        );
        assert_eq!(
            (first[3].offset, first[3].size, first[3].constant.as_ref()),
            (None, Size::Exactly(2), None)
        );
    }

    #[test]
    fn a_field_of_unknown_size_takes_what_is_left() {
        let (title, spans) = laid_out(&[1, 0, 0, 9, 9, 9, 9, 9, 7, 7]).unwrap();
        assert_eq!(title, "Note");
        assert_eq!(spans, ["type 0..1", "count 1..3", "text 3..8", "sum 8..10"]);
    }

    #[test]
    fn a_message_of_another_length_has_missing_or_trailing_parts() {
        let (_, spans) = laid_out(&[0xca, 0xfe, 5]).unwrap();
        assert_eq!(spans, ["magic 0..2", "weight 2..3 -1"]);
        let (_, spans) = laid_out(&[0xca, 0xfe]).unwrap();
        assert_eq!(spans, ["magic 0..2", "weight 2..2 -2"]);
        let (_, spans) = laid_out(&[1, 0, 0, 9, 9, 9]).unwrap();
        assert_eq!(spans, ["type 0..1", "count 1..3", "text 3..6 -1", "sum 6..6 -2"]);
        let (_, spans) = laid_out(&[0xca, 0xfe, 5, 5, 5]).unwrap();
        assert_eq!(spans, ["magic 0..2", "weight 2..4", "(trailing) 4..5"]);
    }

    #[test]
    fn what_no_table_fits_has_none() {
        for message in [&[][..], &[2], &[0xca], &[3, 1, 1]] {
            assert_eq!(laid_out(message), None, "{message:?}");
        }
    }

    #[test]
    fn offsets_of_every_chapter_are_sums_of_sizes() {
        for file in taut_vectors::SPEC.files().filter_map(|file| file.contents_utf8()) {
            for Table { section, title, fields } in tables(&parse(file)) {
                let mut at = Some(0);
                for field in fields {
                    assert!(at.is_none() || field.offset == at, "{section} {title}: {}", field.name);
                    at = at.zip(field.fixed()).map(|(at, size)| at + size);
                }
            }
        }
    }
}
