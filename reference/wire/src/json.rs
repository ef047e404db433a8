//! JSON that is ASCII, as Python's standard library writes it.

use core::fmt::Write;

/// Writes a code point, or half of a surrogate pair, within a text.
pub fn write_character(out: &mut String, code_point: u32) {
    match char::from_u32(code_point) {
        Some('"') => out.push_str("\\\""),
        Some('\\') => out.push_str("\\\\"),
        Some('\u{8}') => out.push_str("\\b"),
        Some('\t') => out.push_str("\\t"),
        Some('\n') => out.push_str("\\n"),
        Some('\u{c}') => out.push_str("\\f"),
        Some('\r') => out.push_str("\\r"),
        Some(plain @ ' '..='~') => out.push(plain),
        Some(character) => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write_escape(out, (*unit).into());
            }
        }
        None => write_escape(out, code_point),
    }
}

fn write_escape(out: &mut String, unit: u32) {
    write!(out, "\\u{unit:04x}").expect("a String takes every text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_printable_ascii_is_escaped() {
        let mut text = String::new();
        for code_point in
            "a~\"\\/\u{8}\t\n\u{c}\r\u{0}\u{7f}\u{e9}\u{1f600}".chars().map(u32::from).chain([0xdfff])
        {
            write_character(&mut text, code_point);
        }
        assert_eq!(text, r#"a~\"\\/\b\t\n\f\r\u0000\u007f\u00e9\ud83d\ude00\udfff"#);
    }
}
