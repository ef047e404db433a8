//! The text of a case file: one member a line, in the order of the types, and what lies very deep on one line.

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// Levels that are indented. A value with hundreds of levels would be white space for the most part.
const INDENTED: usize = 48;

/// The text, with a line feed at its end.
pub(super) fn to_text(file: &impl Serialize) -> anyhow::Result<String> {
    let mut text = Vec::new();
    file.serialize(&mut Serializer::with_formatter(&mut text, Shallow::default()))?;
    text.push(b'\n');
    Ok(String::from_utf8(text)?)
}

#[derive(Default)]
struct Shallow {
    depth: usize,
    pretty: PrettyFormatter<'static>,
}

impl Shallow {
    fn is_shallow(&self) -> bool {
        self.depth <= INDENTED
    }
}

/// Hands a call on to one of the two, by the depth.
macro_rules! by_depth {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        if $self.is_shallow() { $self.pretty.$method($($argument),*) } else { CompactFormatter.$method($($argument),*) }
    };
}

impl Formatter for Shallow {
    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
        self.depth += 1;
        by_depth!(self.begin_array(to))
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
        let ended = by_depth!(self.end_array(to));
        self.depth -= 1;
        ended
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> Result<()> {
        by_depth!(self.begin_array_value(to, first))
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
        by_depth!(self.end_array_value(to))
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
        self.depth += 1;
        by_depth!(self.begin_object(to))
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
        let ended = by_depth!(self.end_object(to));
        self.depth -= 1;
        ended
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> Result<()> {
        by_depth!(self.begin_object_key(to, first))
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
        by_depth!(self.begin_object_value(to))
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
        by_depth!(self.end_object_value(to))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn nested(levels: usize) -> Value {
        (0..levels).fold(json!([{}, {"a": 1, "b": []}]), |inner, _| json!([inner, 2]))
    }

    #[test]
    fn what_is_shallow_has_one_member_a_line() {
        let value = nested(INDENTED - 4);
        assert_eq!(to_text(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap() + "\n");
    }

    #[test]
    fn what_is_deep_is_one_line_and_the_same_value() {
        let value = nested(200);
        let text = to_text(&value).unwrap();
        assert_eq!(text.lines().count(), 3 * INDENTED + 1);
        assert!(text.contains("[{},{\"a\":1,\"b\":[]}],2],2]"), "{text}");
        // 128 levels are as many as the parser takes by itself.
        let value = nested(100);
        assert_eq!(serde_json::from_str::<Value>(&to_text(&value).unwrap()).unwrap(), value);
    }
}
