//! Headings, labels and wrapped text, in 100 columns.

use super::paint::Paint;

/// Columns of a page.
pub(crate) const WIDTH: usize = 100;
/// Where the text beside a label begins.
const LABELLED: usize = 12;

/// A text that grows downwards.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) paint: Paint,
    text: String,
}

impl Page {
    pub(crate) fn new(paint: Paint) -> Self {
        Self { paint, text: String::new() }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// A part begins, after an empty line.
    pub(crate) fn heading(&mut self, title: &str) {
        let title = self.paint.bold(title);
        self.text.push('\n');
        self.line(0, &title);
    }

    /// One line as it is.
    pub(crate) fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// Words, in as many lines as they need.
    pub(crate) fn words(&mut self, indent: usize, text: &str) {
        for line in wrapped(text, WIDTH - indent) {
            self.line(indent, &line);
        }
    }

    /// A label, and words beside it.
    pub(crate) fn labelled(&mut self, label: &str, text: &str) {
        let mut label = self.paint.dim(&format!("{label:<width$}", width = LABELLED - 2));
        for line in wrapped(text, WIDTH - LABELLED) {
            self.line(2, &format!("{label}{line}"));
            label = " ".repeat(LABELLED - 2);
        }
    }

    /// A name, and words beside it.
    pub(crate) fn beside(&mut self, indent: usize, name: &str, text: &str) {
        let mut name = format!("{name}  ");
        let columns = name.chars().count();
        for line in wrapped(text, WIDTH.saturating_sub(indent + columns).max(1)) {
            self.line(indent, &format!("{name}{line}"));
            name = " ".repeat(columns);
        }
    }
}

/// Lines of at most `width` characters. A longer word is broken.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let mut word: Vec<char> = word.chars().collect();
            let taken = line.chars().count();
            if taken > 0 && taken + 1 + word.len() > width {
                lines.push(std::mem::take(&mut line));
            } else if taken > 0 {
                line.push(' ');
            }
            while word.len() > width {
                lines.push(word.drain(..width).collect());
            }
            line.extend(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_lines_and_long_words_are_broken() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a abcdefgh b", 3), ["a", "abc", "def", "gh", "b"]);
        assert_eq!(wrapped("one\ntwo", 9), ["one", "two"]);
    }
}
