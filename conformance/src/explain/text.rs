//! Bytes that are text, as text.

/// Fewer bytes than this are text by accident.
pub(super) const LEAST: usize = 4;
/// Of so many characters at most one is no printable one.
const PRINTABLE: usize = 8;
/// Longer texts are cut in the middle, in lines; one line is not worth it.
const LINES_SHOWN: usize = 12;
/// How many of the last lines of such a text are shown.
const LAST_LINES: usize = 3;
/// Characters that are shown on both sides of a change.
const AROUND: usize = 12;

/// The text of bytes that are UTF-8 and for the greater part printable.
pub(super) fn of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() >= LEAST)?;
    let odd = text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t') && is_odd(*c)).count();
    (odd <= text.chars().count() / PRINTABLE).then_some(text)
}

/// Text on one line: whatever controls a terminal, or the direction of what follows, is written out.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_odd(c) { shown.extend(c.escape_debug()) } else { shown.push(c) }
    }
    shown
}

/// The lines of a text, each behind a margin, in pieces of so many characters; few of many.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split_terminator('\n') {
        let line: Vec<char> = escaped(line).chars().collect();
        let mut margin = "| ";
        for piece in line.chunks(width.max(1)) {
            lines.push(format!("{margin}{}", piece.iter().collect::<String>()));
            margin = ": ";
        }
        if line.is_empty() {
            lines.push("|".to_owned());
        }
    }
    if lines.len() > LINES_SHOWN + 1 {
        let hidden = LINES_SHOWN - LAST_LINES..lines.len() - LAST_LINES;
        let words = format!(".. {} lines", hidden.len());
        lines.splice(hidden, [words]);
    }
    lines
}

/// Where two texts differ, with what stands around it: the first byte, and both pieces.
pub(super) fn difference(left: &str, right: &str) -> (usize, String, String) {
    let same = |(one, other): &(char, char)| one == other;
    let before = left.chars().zip(right.chars()).take_while(same).count();
    let (left_chars, right_chars) = (left.chars().count(), right.chars().count());
    let most = left_chars.min(right_chars) - before;
    let after = left.chars().rev().zip(right.chars().rev()).take(most).take_while(same).count();
    let from = before.saturating_sub(AROUND);
    let piece = |text: &str, count: usize| {
        let to = count.min(count - after + AROUND);
        let start = if from > 0 { ".." } else { "" };
        let end = if to < count { ".." } else { "" };
        let middle: String = text.chars().skip(from).take(to - from).collect();
        format!("{start}{}{end}", escaped(&shortened(&middle)))
    };
    let byte = left.chars().take(before).map(char::len_utf8).sum();
    (byte, piece(left, left_chars), piece(right, right_chars))
}

/// Text without its middle, when that is long.
fn shortened(text: &str) -> String {
    const END: usize = 2 * AROUND;
    let count = text.chars().count();
    if count <= 3 * END {
        return text.to_owned();
    }
    let first: String = text.chars().take(END).collect();
    let last: String = text.chars().skip(count - END).collect();
    format!("{first} .. {last}")
}

/// Whether a character is none to show; an escape of quotes would only be in the way.
fn is_odd(c: char) -> bool {
    !matches!(c, '"' | '\'' | '\\') && c.escape_debug().count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_text() {
        assert_eq!(of("<a>é</a>\r\n".as_bytes()), Some("<a>é</a>\r\n"));
        for bytes in [&b"abc"[..], b"\x01\x02ab", b"abcd\xff", &[0; 40]] {
            assert_eq!(of(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn nothing_reaches_the_terminal_that_is_no_glyph() {
        assert_eq!(escaped("a\u{202e}b\u{1b}[31m\r\"\\"), "a\\u{202e}b\\u{1b}[31m\\r\"\\");
        assert_eq!(
            lines("one\r\n\u{2066}two\nabcde", 4),
            ["| one\\", ": r", "| \\u{2", ": 066}", ": two", "| abcd", ": e"]
        );
    }

    #[test]
    fn a_long_text_is_cut_in_the_middle() {
        let shown = lines(&["line"; 100].join("\n"), 80);
        assert_eq!(shown.len(), LINES_SHOWN + 1);
        assert_eq!(&shown[8..11], ["| line", ".. 88 lines", "| line"]);
    }

    #[test]
    fn a_difference_stands_among_its_neighbours() {
        let left = r#"<spk id="5">AAAAAAAAAAAAAAAA</spk>"#;
        let right = r#"<spk id="-5">AAAAAAAAAAAAAAAA</spk>"#;
        let (byte, before, after) = difference(left, right);
        assert_eq!(
            (byte, before.as_str(), after.as_str()),
            (9, r#"<spk id="5">AAAAAAAAA.."#, r#"<spk id="-5">AAAAAAAAA.."#)
        );
        assert_eq!(difference("same", "same\u{7}").2, "same\\u{7}");
    }
}
