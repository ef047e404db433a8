//! Reading JSON: `spec/dweeter.md` section 4.5.3 (revision 1.0.0), DW-JSON-1 to DW-JSON-7.
//!
//! What is read costs a small multiple of the text: one value for each two of its bytes, at most.

use taut_wire::require;

use super::{Dict, Int, MAX_DIGITS, MAX_LEVELS, STACK_LEVELS, Text, Value};
use crate::error::Reject;

/// Reads a text that is one JSON value.
///
/// # Errors
/// [`Reject::NotJson`], [`Reject::NonFinite`], [`Reject::LoneSurrogate`], [`Reject::DuplicateMember`],
/// [`Reject::TooDeep`], [`Reject::LongNumber`].
pub fn read(text: &str) -> Result<Value, Reject> {
    let read = Parser { rest: text }.document();
    // The one place of DW-JSON-1; within the parser its code stands for any other end.
    require!(DW_JSON_1, read != Err(Reject::NotJson), Reject::NotJson);
    if read == Err(Reject::NotJson) { Ok(Value::Null) } else { read }
}

/// What is left of the text.
struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn document(mut self) -> Result<Value, Reject> {
        let value = self.value(0)?;
        self.skip_white_space();
        if self.rest.is_empty() { Ok(value) } else { Err(Reject::NotJson) }
    }

    /// A value inside of so many levels, and the white space in front of it.
    fn value(&mut self, level: usize) -> Result<Value, Reject> {
        self.skip_white_space();
        match self.rest.bytes().next() {
            Some(b'{') => self.object(next_level(level)?),
            Some(b'[') => self.list(next_level(level)?),
            Some(b'"') => self.text().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, level: usize) -> Result<Value, Reject> {
        self.expect('{')?;
        let mut members = Vec::new();
        self.skip_white_space();
        if self.take('}') {
            return Ok(Value::Dict(Dict(members)));
        }
        loop {
            self.skip_white_space();
            let name = self.text()?;
            self.skip_white_space();
            self.expect(':')?;
            members.push((Value::Text(name), self.value(level)?));
            self.skip_white_space();
            if self.take('}') {
                return distinct(members).map(Value::Dict);
            }
            self.expect(',')?;
        }
    }

    fn list(&mut self, level: usize) -> Result<Value, Reject> {
        self.expect('[')?;
        let mut items = Vec::new();
        self.skip_white_space();
        if self.take(']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(level)?);
            self.skip_white_space();
            if self.take(']') {
                return Ok(Value::List(items));
            }
            self.expect(',')?;
        }
    }

    fn text(&mut self) -> Result<Text, Reject> {
        self.expect('"')?;
        let mut text = Text::default();
        loop {
            let plain = self.take_while(|byte| byte != b'"' && byte != b'\\' && byte >= b' ');
            text.push_str(plain);
            if self.take('"') {
                return Ok(text);
            }
            self.expect('\\')?;
            let code_point = self.escape()?;
            require!(DW_JSON_3, char::from_u32(code_point).is_some(), Reject::LoneSurrogate);
            text.push(code_point);
        }
    }

    /// What follows a backslash: a code point, or half of a surrogate pair whose other half does not follow.
    fn escape(&mut self) -> Result<u32, Reject> {
        let mut characters = self.rest.chars();
        let kind = characters.next();
        self.rest = characters.as_str();
        Ok(match kind {
            Some(itself @ ('"' | '\\' | '/')) => itself.into(),
            Some('b') => 0x08,
            Some('t') => 0x09,
            Some('n') => 0x0a,
            Some('f') => 0x0c,
            Some('r') => 0x0d,
            Some('u') => {
                let unit = self.unit()?;
                self.pair(unit).unwrap_or(unit)
            }
            _ => return Err(Reject::NotJson),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Reject> {
        let (digits, rest) = self.rest.split_at_checked(4).ok_or(Reject::NotJson)?;
        self.rest = rest;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Reject::NotJson);
        }
        u32::from_str_radix(digits, 16).map_err(|_| Reject::NotJson)
    }

    /// The code point of a surrogate pair, when `high` is its first half and the second one follows.
    fn pair(&mut self, high: u32) -> Option<u32> {
        if !(0xd800..0xdc00).contains(&high) {
            return None;
        }
        let mut ahead = Parser { rest: self.rest.strip_prefix("\\u")? };
        let low = ahead.unit().ok().filter(|low| (0xdc00..0xe000).contains(low))?;
        self.rest = ahead.rest;
        Some(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
    }

    /// DW-JSON-7
    fn number(&mut self) -> Result<Value, Reject> {
        let start = self.rest;
        self.take('-');
        if self.rest.starts_with('I') {
            self.rest = start;
            return self.word();
        }
        let digits = self.digits()?;
        if digits.len() > 1 && digits.starts_with('0') {
            return Err(Reject::NotJson);
        }
        let is_float = self.fraction_and_exponent()?;
        let number = start.get(..start.len() - self.rest.len()).unwrap_or_default();
        if is_float {
            let float: f64 = number.parse().map_err(|_| Reject::NotJson)?;
            require!(DW_JSON_2, float.is_finite(), Reject::NonFinite);
            return Ok(Value::Float(float));
        }
        require!(DW_JSON_6, digits.len() <= MAX_DIGITS, Reject::LongNumber);
        Int::from_decimal(number).map(Value::Int).ok_or(Reject::NotJson)
    }

    fn fraction_and_exponent(&mut self) -> Result<bool, Reject> {
        let fraction = self.take('.');
        if fraction {
            self.digits()?;
        }
        let exponent = self.take('e') || self.take('E');
        if exponent {
            let _ = self.take('+') || self.take('-');
            self.digits()?;
        }
        Ok(fraction || exponent)
    }

    fn digits(&mut self) -> Result<&'a str, Reject> {
        match self.take_while(|byte| byte.is_ascii_digit()) {
            "" => Err(Reject::NotJson),
            digits => Ok(digits),
        }
    }

    fn word(&mut self) -> Result<Value, Reject> {
        for (word, value) in [("null", Value::Null), ("true", true.into()), ("false", false.into())] {
            if let Some(rest) = self.rest.strip_prefix(word) {
                self.rest = rest;
                return Ok(value);
            }
        }
        for (word, number) in
            [("NaN", f64::NAN), ("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)]
        {
            if let Some(rest) = self.rest.strip_prefix(word) {
                require!(DW_JSON_2, false, Reject::NonFinite);
                self.rest = rest;
                return Ok(Value::Float(number));
            }
        }
        Err(Reject::NotJson)
    }

    fn skip_white_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, character: char) -> bool {
        let after = self.rest.strip_prefix(character);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn expect(&mut self, character: char) -> Result<(), Reject> {
        if self.take(character) { Ok(()) } else { Err(Reject::NotJson) }
    }

    /// Takes bytes as long as they are wanted. What is not wanted must be ASCII, so that no character is cut.
    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let size = self.rest.bytes().position(|byte| !wanted(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(size).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

fn next_level(level: usize) -> Result<usize, Reject> {
    require!(DW_JSON_5, level < MAX_LEVELS, Reject::TooDeep);
    if level < STACK_LEVELS { Ok(level + 1) } else { Err(Reject::TooDeep) }
}

/// The members of an object, each name once.
fn distinct(members: Vec<(Value, Value)>) -> Result<Dict, Reject> {
    let mut names: Vec<&[u8]> =
        members.iter().filter_map(|(name, _)| Some(name.as_text()?.as_bytes())).collect();
    names.sort_unstable();
    let repeats = names.windows(2).any(|pair| matches!(pair, [name, next] if name == next));
    require!(DW_JSON_4, !repeats, Reject::DuplicateMember);
    if !repeats {
        return Ok(Dict(members));
    }
    // Without DW-JSON-4: the place of the first, and the value of the last.
    let mut merged: Vec<(Value, Value)> = Vec::new();
    for (name, value) in members {
        match merged.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => merged.push((name, value)),
        }
    }
    Ok(Dict(merged))
}
