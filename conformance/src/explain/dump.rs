//! Bytes as hex, with the names of the specification's fields beside them.

use std::ops::Range;

use super::text;
use crate::report::paint::Paint;
use crate::spec::fields::Span;

/// Bytes on one line.
const ROW: usize = 16;
/// A field with more lines than this is cut in the middle.
const ROWS_SHOWN: usize = 8;
/// How many of the last lines of such a field are shown.
const LAST_ROWS: usize = 2;
/// Columns of the hex digits of a full line: 16 pairs, a space after each, and one more in the middle.
const HEX_COLUMNS: usize = 49;
/// Columns of an offset.
const OFFSET_COLUMNS: usize = 5;
/// Columns of the longest name that is shown whole.
const NAME_COLUMNS: usize = 21;
/// Columns before the name of a field, for each field that it lies in.
const INDENT: usize = 2;

/// A dump in the making.
struct Dump<'a> {
    bytes: &'a [u8],
    marks: &'a [Range<usize>],
    names: usize,
    paint: Paint,
    lines: Vec<String>,
}

/// The lines of a dump: offset, field, bytes; marked bytes stand above carets.
///
/// Without `spans` the bytes have no names.
pub(super) fn lines(bytes: &[u8], spans: &[Span], marks: &[Range<usize>], paint: Paint) -> Vec<String> {
    let names = spans.iter().map(|span| shown(span).chars().count()).max().unwrap_or_default();
    let mut dump = Dump { bytes, marks, names: names.min(NAME_COLUMNS), paint, lines: Vec::new() };
    let whole = Span { to: bytes.len(), ..Span::default() };
    for span in if spans.is_empty() { std::slice::from_ref(&whole) } else { spans } {
        dump.field(span);
    }
    dump.lines
}

impl Dump<'_> {
    fn field(&mut self, span: &Span) {
        let Span { from, to, missing, note, .. } = span;
        let name = &shown(span);
        if from == to {
            let why = match (*missing, note.as_str()) {
                (0, "") => "(empty)".to_owned(),
                (0, note) => format!("({note})"),
                (missing, _) => format!("(missing, {})", number(missing)),
            };
            self.row(*from, name, &why);
            return;
        }
        let beside = Beside::of(note, self.bytes.get(*from..*to).unwrap_or_default());
        let starts: Vec<usize> = (*from..*to).step_by(ROW).collect();
        let mut hidden = 0;
        for (index, start) in starts.iter().enumerate() {
            let row = *start..(*to).min(start + ROW);
            if self.is_hidden(index, starts.len(), &row) {
                hidden += row.len();
                continue;
            }
            self.say_hidden(&mut hidden);
            let name = if index == 0 { name } else { "" };
            self.bytes(name, &row, &beside);
        }
        self.say_hidden(&mut hidden);
        if let Beside::Below(note) = beside {
            self.row(*to, "", &format!("({note})"));
        }
        if *missing > 0 {
            self.row(*to, "", &format!("(here it ends; {} missing)", number(*missing)));
        }
    }

    /// Whether a line of a long field says nothing that its neighbours do not.
    fn is_hidden(&self, index: usize, rows: usize, row: &Range<usize>) -> bool {
        rows > ROWS_SHOWN
            && (ROWS_SHOWN - LAST_ROWS..rows - LAST_ROWS).contains(&index)
            && !row.clone().any(|at| self.is_marked(at))
    }

    fn say_hidden(&mut self, hidden: &mut usize) {
        if *hidden > 0 {
            let text =
                format!("{:OFFSET_COLUMNS$}  {:width$}  .. {}", "", "", number(*hidden), width = self.names);
            self.lines.push(text);
            *hidden = 0;
        }
    }

    fn bytes(&mut self, name: &str, row: &Range<usize>, beside: &Beside<'_>) {
        let mut hex = String::new();
        let mut carets = String::new();
        for at in row.clone() {
            let Some(byte) = self.bytes.get(at) else { break };
            let gap = if at - row.start == ROW / 2 { " " } else { "" };
            let pair = format!("{byte:02x}");
            let marked = self.is_marked(at);
            hex.push_str(gap);
            hex.push_str(&if marked { self.paint.odd(&pair) } else { pair });
            hex.push(' ');
            carets.push_str(gap);
            carets.push_str(if marked { "^^ " } else { "   " });
        }
        let beside = match beside {
            Beside::Text => {
                let pad = " ".repeat(HEX_COLUMNS.saturating_sub(carets.len()));
                let bytes = self.bytes.get(row.clone()).unwrap_or_default();
                format!("{pad} {}", String::from_utf8_lossy(bytes))
            }
            Beside::Note(note) => format!(" {note}"),
            Beside::Below(_) | Beside::Nothing => String::new(),
        };
        self.row(row.start, name, &format!("{hex}{beside}"));
        if carets.contains('^') {
            let indent = " ".repeat(OFFSET_COLUMNS + 2 + self.names + 2);
            self.lines.push(format!("{indent}{}", self.paint.odd(carets.trim_end())));
        }
    }

    fn row(&mut self, at: usize, name: &str, what: &str) {
        let name: String = name.chars().take(NAME_COLUMNS).collect();
        let name = format!("{name:<width$}", width = self.names);
        self.lines.push(format!("{at:>OFFSET_COLUMNS$}  {}  {}", self.paint.bold(&name), what.trim_end()));
    }

    fn is_marked(&self, at: usize) -> bool {
        self.marks.iter().any(|range| range.contains(&at))
    }
}

/// What stands beside the bytes of a field.
enum Beside<'n> {
    /// A note without room, below them.
    Below(&'n str),
    Note(&'n str),
    Nothing,
    Text,
}

impl<'n> Beside<'n> {
    fn of(note: &'n str, bytes: &[u8]) -> Self {
        match note {
            "" if is_text(bytes) => Self::Text,
            "" => Self::Nothing,
            note if 3 * bytes.len() + note.chars().count() <= HEX_COLUMNS + ROW => Self::Note(note),
            note => Self::Below(note),
        }
    }
}

/// The name of a field as deep as it lies; of its further parts nothing.
fn shown(span: &Span) -> String {
    let name = if span.continues { "" } else { &span.name };
    format!("{}{name}", " ".repeat(INDENT * span.depth))
}

/// `1 byte`, `5 bytes`
pub(super) fn number(count: usize) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
}

/// Few bytes are text when they are letters: a number has graphic characters by accident.
fn is_text(bytes: &[u8]) -> bool {
    let few = bytes.len() < text::LEAST;
    bytes.iter().all(|byte| byte.is_ascii_alphabetic() || !few && (byte.is_ascii_graphic() || *byte == b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(name: &str, from: usize, to: usize, missing: usize) -> Span {
        Span { name: name.to_owned(), from, to, missing, ..Span::default() }
    }

    #[test]
    fn fields_stand_beside_their_bytes() {
        let bytes: Vec<u8> = (0x68..0x7c).collect();
        let spans = [span("type", 0, 1, 0), span("signature", 1, 20, 4), span("box", 20, 20, 16)];
        let dump = lines(&bytes, &spans, &[2..4, 9..10], Paint::plain());
        assert_eq!(
            dump.join("\n"),
            "    0  type       68                                                h
    1  signature  69 6a 6b 6c 6d 6e 6f 70  71 72 73 74 75 76 77 78  ijklmnopqrstuvwx
                     ^^ ^^                 ^^
   17             79 7a 7b                                          yz{
   20             (here it ends; 4 bytes missing)
   20  box        (missing, 16 bytes)"
        );
    }

    #[test]
    fn a_long_field_is_cut_but_where_it_is_marked() {
        let dump = lines(&[0; 1600], &[], std::slice::from_ref(&(800..801)), Paint::plain());
        let hidden: Vec<&str> =
            dump.iter().map(|line| line.trim()).filter(|line| line.contains("..")).collect();
        assert_eq!(hidden, [".. 704 bytes", ".. 752 bytes"]);
        assert!(dump.iter().any(|line| line.starts_with("  800")), "{dump:?}");
        assert_eq!(dump.len(), 6 + 1 + 2 + 1 + 2);
    }

    #[test]
    fn no_line_is_too_long() {
        let name = "a name that is longer than any field of any protocol";
        let dump = lines(&[b'x'; 64], &[span(name, 0, 64, 0)], &[], Paint::plain());
        assert!(dump.iter().all(|line| line.chars().count() <= 96), "{dump:?}");
    }
}
