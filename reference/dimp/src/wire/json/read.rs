//! Reading JSON: `spec/dimp.md` section 4.2.1 (revision 1.0.0), DI-JSON-1 to DI-JSON-10.
//!
//! A long text is gone through twice: once to judge it, which keeps nothing but the names of the objects that are open,
//! and once to make its value. So what is refused costs time in proportion to its size and hardly any memory. The parser
//! is our own because the usual ones lose integers beyond 64 bits, refuse half a surrogate pair and `NaN` as any other
//! error, and do not tell which rule a text breaks.

use std::borrow::Cow;
use std::marker::PhantomData;

use taut_wire::{Text, require};

use super::visit::{Chars, Judge, Make, Members, Scalar, Visitor};
use super::{MAX_LEVELS, STACK_LEVELS, Value};
use crate::error::Reject;

/// How many bytes a text may have.
pub const MAX_SIZE: usize = 1 << 20;
/// How many members and elements it may have.
pub const MAX_ITEMS: usize = 1 << 16;
/// How many digits an integer may have.
pub const MAX_DIGITS: usize = 4300;

/// A text that is not longer is made while it is judged: its value takes some hundred KiB at most.
const AT_ONCE: usize = 1 << 13;
/// So many members are held against each other one by one.
const FEW_MEMBERS: usize = 16;

/// Reads a text that is one JSON value.
///
/// # Errors
/// [`Reject::TooLarge`], [`Reject::NotUtf8`], [`Reject::NotJson`], [`Reject::NonFinite`], [`Reject::LoneSurrogate`],
/// [`Reject::DuplicateMember`], [`Reject::TooDeep`], [`Reject::TooMany`], [`Reject::LongNumber`].
pub fn read(text: &[u8]) -> Result<Value, Reject> {
    require!(DI_JSON_7, text.len() <= MAX_SIZE, Reject::TooLarge);
    let unicode = str::from_utf8(text);
    require!(DI_JSON_1, unicode.is_ok(), Reject::NotUtf8);
    // Without DI-JSON-1 what is no UTF-8 is replaced.
    let text = unicode.map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed);
    let judged = if text.len() > AT_ONCE { Parser::<Judge>::new(&text).document(&mut ()) } else { Ok(()) };
    let mut value = Value::Null;
    let read = judged.and_then(|()| Parser::<Make>::new(&text).document(&mut value));
    // The one place of DI-JSON-2; within the parser its code stands for any other end.
    require!(DI_JSON_2, read != Err(Reject::NotJson), Reject::NotJson);
    match read {
        Err(Reject::NotJson) => Ok(Value::Null),
        read => read.map(|()| value),
    }
}

/// A place in the text, and what of its budget is used.
struct Parser<'a, V> {
    text: &'a str,
    at: usize,
    items: usize,
    visitor: PhantomData<V>,
}

impl<'a, V: Visitor<'a>> Parser<'a, V> {
    const fn new(text: &'a str) -> Self {
        Self { text, at: 0, items: 0, visitor: PhantomData }
    }

    fn document(mut self, place: &mut V::Value) -> Result<(), Reject> {
        self.value(0, place)?;
        self.skip_white_space();
        if self.at == self.text.len() { Ok(()) } else { Err(Reject::NotJson) }
    }

    /// Puts a value inside of so many levels, with white space in front of it, into its place: moving it costs as much
    /// as reading a short one.
    fn value(&mut self, level: usize, place: &mut V::Value) -> Result<(), Reject> {
        self.skip_white_space();
        *place = match self.next() {
            Some(b'{') => V::dict(self.object(next_level(level)?)?),
            Some(b'[') => V::list(self.list(next_level(level)?)?),
            Some(b'"') => V::scalar(Scalar::Text(self.text()?)),
            Some(b'-' | b'0'..=b'9') => V::scalar(self.number()?),
            _ => V::scalar(self.word()?),
        };
        Ok(())
    }

    fn object(&mut self, level: usize) -> Result<Members<'a, V>, Reject> {
        self.expect(b'{')?;
        let mut members = Vec::new();
        self.skip_white_space();
        if self.take(b'}') {
            return Ok(members);
        }
        loop {
            self.count()?;
            self.skip_white_space();
            let name = V::name(self.text()?);
            self.skip_white_space();
            self.expect(b':')?;
            let (_, place) = members.push_mut((name, V::Value::default()));
            self.value(level, place)?;
            self.skip_white_space();
            if self.take(b'}') {
                require!(DI_JSON_5, !repeats(&members), Reject::DuplicateMember);
                return Ok(members);
            }
            self.expect(b',')?;
        }
    }

    fn list(&mut self, level: usize) -> Result<Vec<V::Value>, Reject> {
        self.expect(b'[')?;
        let mut items = Vec::new();
        self.skip_white_space();
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            self.count()?;
            let place = items.push_mut(V::Value::default());
            self.value(level, place)?;
            self.skip_white_space();
            if self.take(b']') {
                return Ok(items);
            }
            self.expect(b',')?;
        }
    }

    fn count(&mut self) -> Result<(), Reject> {
        self.items += 1;
        require!(DI_JSON_8, self.items <= MAX_ITEMS, Reject::TooMany);
        Ok(())
    }

    /// Within whoever calls it, as most texts have no escapes.
    #[inline]
    fn text(&mut self) -> Result<Chars<'a>, Reject> {
        self.expect(b'"')?;
        let plain = self.plain();
        if self.take(b'"') { Ok(Chars::Plain(plain)) } else { self.escaped(plain).map(Chars::Escaped) }
    }

    /// A text from its first escape on.
    fn escaped(&mut self, plain: &str) -> Result<Text, Reject> {
        let mut text = Text::from(plain);
        loop {
            self.expect(b'\\')?;
            let code_point = self.escape()?;
            require!(DI_JSON_4, char::from_u32(code_point).is_some(), Reject::LoneSurrogate);
            text.push(code_point);
            text.push_str(self.plain());
            if self.take(b'"') {
                return Ok(text);
            }
        }
    }

    fn plain(&mut self) -> &'a str {
        const WIDTH: usize = 16;
        // Or, not a choice: a row of bytes is looked at together.
        let special = |byte: u8| u8::from(byte == b'"') | u8::from(byte == b'\\') | u8::from(byte < b' ');
        let is_plain = |row: &&[u8; WIDTH]| row.iter().fold(0, |any, byte| any | special(*byte)) == 0;
        let (rows, _) = self.rest().as_bytes().as_chunks::<WIDTH>();
        let start = self.at;
        self.at += WIDTH * rows.iter().take_while(is_plain).count();
        self.take_while(|byte| special(byte) == 0);
        self.since(start)
    }

    /// What follows a backslash: a code point, or half of a surrogate pair whose other half does not follow.
    fn escape(&mut self) -> Result<u32, Reject> {
        let kind = self.next().filter(u8::is_ascii).ok_or(Reject::NotJson)?;
        self.at += 1;
        Ok(match kind {
            b'"' | b'\\' | b'/' => kind.into(),
            b'b' => 0x08,
            b't' => 0x09,
            b'n' => 0x0a,
            b'f' => 0x0c,
            b'r' => 0x0d,
            b'u' => {
                let (unit, rest) = unit(self.rest()).ok_or(Reject::NotJson)?;
                let (code_point, rest) = pair(unit, rest).unwrap_or((unit, rest));
                self.at = self.text.len() - rest.len();
                code_point
            }
            _ => return Err(Reject::NotJson),
        })
    }

    fn number(&mut self) -> Result<Scalar<'a>, Reject> {
        let start = self.at;
        self.take(b'-');
        if self.next() == Some(b'I') {
            self.at = start;
            return self.word();
        }
        let digits = self.digits()?;
        if digits.len() > 1 && digits.starts_with('0') {
            return Err(Reject::NotJson);
        }
        let is_float = self.fraction_and_exponent()?;
        let number = self.since(start);
        if is_float {
            let float: f64 = number.parse().map_err(|_| Reject::NotJson)?;
            require!(DI_JSON_3, float.is_finite(), Reject::NonFinite);
            return Ok(Scalar::Float(float));
        }
        require!(DI_JSON_9, digits.len() <= MAX_DIGITS, Reject::LongNumber);
        Ok(Scalar::Int(number))
    }

    fn fraction_and_exponent(&mut self) -> Result<bool, Reject> {
        let fraction = self.take(b'.');
        if fraction {
            self.digits()?;
        }
        let exponent = self.take(b'e') || self.take(b'E');
        if exponent {
            let _ = self.take(b'+') || self.take(b'-');
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

    fn word(&mut self) -> Result<Scalar<'a>, Reject> {
        let words = [("null", Scalar::Null), ("true", Scalar::Bool(true)), ("false", Scalar::Bool(false))];
        for (word, scalar) in words {
            if self.take_word(word) {
                return Ok(scalar);
            }
        }
        let not_finite = [("NaN", f64::NAN), ("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)];
        for (word, number) in not_finite {
            if self.take_word(word) {
                require!(DI_JSON_3, false, Reject::NonFinite);
                return Ok(Scalar::Float(number));
            }
        }
        Err(Reject::NotJson)
    }

    fn skip_white_space(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn expect(&mut self, byte: u8) -> Result<(), Reject> {
        if self.take(byte) { Ok(()) } else { Err(Reject::NotJson) }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.next() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_next = self.rest().starts_with(word);
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    /// Takes bytes as long as they are wanted, which end before a character of ASCII or at the end.
    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        while self.next().is_some_and(&wanted) {
            self.at += 1;
        }
        self.since(start)
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }
}

fn repeats<N: AsRef<[u8]>, V>(members: &[(N, V)]) -> bool {
    let names = members.iter().map(|(name, _)| name.as_ref());
    if members.len() <= FEW_MEMBERS {
        return names.clone().enumerate().any(|(n, name)| names.clone().take(n).any(|other| other == name));
    }
    let mut names: Vec<&[u8]> = names.collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair.first() == pair.last())
}

/// Four hexadecimal digits, and what follows.
fn unit(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    Some((u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?, rest))
}

/// The code point of a surrogate pair, when `high` is its first half and the second one follows.
fn pair(high: u32, text: &str) -> Option<(u32, &str)> {
    if !(0xd800..0xdc00).contains(&high) {
        return None;
    }
    let (low, rest) = unit(text.strip_prefix("\\u")?)?;
    (0xdc00..0xe000).contains(&low).then(|| (0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), rest))
}

fn next_level(level: usize) -> Result<usize, Reject> {
    require!(DI_JSON_6, level < MAX_LEVELS, Reject::TooDeep);
    if level < STACK_LEVELS { Ok(level + 1) } else { Err(Reject::TooDeep) }
}
